#include "scoring/base/err.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>

#include "scoring/base/encoding.h"

/* Hostile names end up in messages: one line stays one line, in UTF-8. */
static void one_line(char *text)
{
    struct sv rest = sv_from(text);

    for (unsigned char *c = (unsigned char *)text; *c; c++)
        if (*c < 0x20 || *c == 0x7f)
            *c = '?';
    for (size_t bad; (bad = utf8_valid_length(rest)) < rest.len;) {
        text += bad;
        *text = '?';
        rest = sv_from(text);
    }
}

bool err_set(struct err *err, enum exit_code code, const char *fmt, ...)
{
    va_list args;

    err->code = code;
    va_start(args, fmt);
    vsnprintf(err->text, sizeof err->text, fmt, args);
    va_end(args);
    one_line(err->text);
    return false;
}

enum exit_code err_code_of(int error)
{
    switch (error) {
    case ENOENT:
    case ENOTDIR:
    case EISDIR:
    case EACCES:
    case EPERM:
    case ELOOP:
    case ENAMETOOLONG:
    case ENXIO:
    case EINVAL:
        return EXIT_INPUT;
    default:
        return EXIT_SYSTEM;
    }
}

bool err_context(struct err *err, const char *fmt, ...)
{
    char prefix[256], text[sizeof err->text];
    va_list args;

    va_start(args, fmt);
    vsnprintf(prefix, sizeof prefix, fmt, args);
    va_end(args);
    memcpy(text, err->text, sizeof text);
    snprintf(err->text, sizeof err->text, "%s: %.*s", prefix,
             (int)(sizeof err->text - 2 - strlen(prefix)), text);
    one_line(err->text);
    return false;
}
