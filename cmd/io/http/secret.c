#include "cmd/io/http/secret.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

static bool clean(const struct secret *s)
{
    for (size_t i = 0; i < s->len; i++)
        if ((unsigned char)s->text[i] < ' ' || s->text[i] == 127)
            return false;
    return s->len > 0;
}

/* From the environment; the variable is gone after. */
static bool from_variable(struct secret *out, const char *what,
                          const char *variable, char *value, struct err *err)
{
    size_t len = strlen(value);
    bool fits = len < SECRET_BYTES;

    if (fits) {
        memcpy(out->text, value, len);
        out->len = len;
    }
    explicit_bzero(value, len);
    unsetenv(variable);
    if (!fits || !clean(out))
        return err_set(
            err, EXIT_INPUT, "%s: %s in the environment is %s; set it anew",
            what, variable,
            fits ? "empty or holds a control character" : "too long");
    return true;
}

/* NULL: only its owner, who is us or root, may read or write it. */
static const char *unsafe(const struct stat *st)
{
    if (!S_ISREG(st->st_mode))
        return "is no regular file";
    if (st->st_uid != geteuid() && st->st_uid != 0)
        return "belongs to another user; make it your own";
    if (st->st_mode & 077)
        return "may be read by others; run chmod 600 on it";
    return NULL;
}

static bool from_file(struct secret *out, const char *what, const char *path,
                      struct err *err)
{
    const char *why;
    struct stat st;
    size_t len = 0;
    ssize_t got = 0;
    bool ok = false;
    /* Not blocking: a pipe that nobody writes to would hang us. */
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);

    if (fd < 0 || fstat(fd, &st) < 0) {
        err_set(err, err_code_of(errno), "%s: cannot open %s: %s", what, path,
                strerror(errno));
        goto done;
    }
    why = unsafe(&st);
    if (why) {
        err_set(err, EXIT_INPUT, "%s: %s %s", what, path, why);
        goto done;
    }
    while (len < SECRET_BYTES) {
        got = read(fd, out->text + len, SECRET_BYTES - len);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            break;
        len += (size_t)got;
    }
    if (got < 0 || len == SECRET_BYTES) {
        err_set(err, got < 0 ? err_code_of(errno) : EXIT_INPUT, "%s: %s %s",
                what, path,
                got < 0 ? strerror(errno) : "is too long for a secret");
        goto done;
    }
    while (len && (out->text[len - 1] == '\n' || out->text[len - 1] == '\r'))
        len--;
    out->text[len] = 0;
    out->len = len;
    ok = clean(out);
    if (!ok)
        err_set(err, EXIT_INPUT,
                "%s: %s is empty or holds more than one line; write the "
                "secret alone into it",
                what, path);
done:
    if (fd >= 0)
        close(fd);
    return ok;
}

bool secret_read(struct secret *out, const char *what, const char *variable,
                 const char *setting, struct sv file, struct err *err)
{
    char *value = variable ? getenv(variable) : NULL;
    bool ok;

    *out = (struct secret){0};
    if (value) {
        ok = from_variable(out, what, variable, value, err);
    } else if (file.len) {
        struct arena a;
        arena_init(&a);
        ok = from_file(out, what, sv_cstr(&a, file), err);
        arena_release(&a);
    } else {
        ok = err_set(err, EXIT_INPUT,
                     "%s: not given; set %s%s%s to a file with mode 0600", what,
                     variable ? variable : "",
                     variable ? " in the environment, or " : "", setting);
    }
    if (!ok)
        secret_release(out);
    return ok;
}

struct sv secret_sv(const struct secret *s)
{
    return (struct sv){s->text, s->len};
}

void secret_release(struct secret *s)
{
    if (s)
        explicit_bzero(s, sizeof *s);
}
