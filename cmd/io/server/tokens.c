#include "cmd/io/server/tokens.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "scoring/settings/audience.h"

static bool is_token(struct sv text)
{
    static const char MARKS[] = "-._~+/=";

    if (text.len < TOKEN_LEAST || text.len > TOKEN_MOST)
        return false;
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        if (!(c >= 'a' && c <= 'z') && !(c >= 'A' && c <= 'Z') &&
            !(c >= '0' && c <= '9') && !(c && strchr(MARKS, c)))
            return false;
    }
    return true;
}

static size_t count_lines(struct sv text)
{
    size_t n = 1;

    for (size_t i = 0; i < text.len; i++)
        n += text.ptr[i] == '\n';
    return n;
}

/* "TOKEN audience" */
static bool read_line(struct tokens *out, struct sv line, const char *path,
                      size_t number, struct arena *a, struct err *err)
{
    struct token *t = &out->list[out->n];
    struct audience audience;
    struct sv token = line;
    size_t end = 0;

    while (end < line.len && line.ptr[end] != ' ' && line.ptr[end] != '\t')
        end++;
    token.len = end;
    if (!is_token(token))
        return err_set(err, EXIT_INPUT,
                       "%s:%zu: the first word is no token of %d to %d "
                       "letters, digits and -._~+/=",
                       path, number, TOKEN_LEAST, TOKEN_MOST);
    if (!audience_parse(&audience, sv_trim(sv_skip(line, end))))
        return err_set(err, EXIT_INPUT,
                       "%s:%zu: after the token stands none of cro, board, "
                       "manager: NAME",
                       path, number);
    sha256_hex(t->sha256, token);
    t->folder = sv_cstr(a, audience_folder(&audience, a));
    for (size_t k = 0; k < out->n; k++)
        if (!strcmp(out->list[k].sha256, t->sha256))
            return err_set(err, EXIT_INPUT,
                           "%s:%zu: this token stands in an earlier line too",
                           path, number);
    out->n++;
    return true;
}

bool tokens_parse(struct tokens *out, struct sv text, const char *path,
                  struct arena *a, struct err *err)
{
    size_t lines = count_lines(text);

    *out = (struct tokens){0};
    if (lines > 2 * TOKENS_MOST)
        return err_set(err, EXIT_INPUT, "%s: has more than %d lines", path,
                       2 * TOKENS_MOST);
    out->list = ARENA_ARRAY(a, lines, struct token);
    for (size_t number = 1; text.len; number++) {
        struct sv line = sv_trim(sv_cut(&text, '\n'));
        if (!line.len || line.ptr[0] == '#')
            continue;
        if (!read_line(out, line, path, number, a, err))
            return false;
    }
    return out->n || err_set(err, EXIT_INPUT,
                             "%s: holds no token; write lines such as "
                             "`TOKEN cro`",
                             path);
}

/* NULL: only its owner, who is us or root, may read or write it. */
static const char *unsafe(const char *path)
{
    struct stat st;

    if (stat(path, &st) < 0)
        return NULL; /* file_open() says why */
    if (!S_ISREG(st.st_mode))
        return "is no regular file";
    if (st.st_uid != geteuid() && st.st_uid != 0)
        return "belongs to another user; make it your own";
    if (st.st_mode & 077)
        return "may be read by others; run chmod 600 on it";
    return NULL;
}

bool tokens_read(struct tokens *out, const char *path, struct arena *a,
                 struct err *err)
{
    const char *why = unsafe(path);
    struct file file;
    bool ok;

    if (why)
        return err_set(err, EXIT_INPUT, "--tokens: %s %s", path, why);
    if (!file_open(&file, path, err))
        return false;
    ok = tokens_parse(out, file.bytes, path, a, err);
    if (file.bytes.len)
        explicit_bzero((void *)file.bytes.ptr, file.bytes.len);
    file_close(&file);
    return ok;
}

static int base64_value(char c)
{
    static const char ALPHABET[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                   "abcdefghijklmnopqrstuvwxyz0123456789+/";
    const char *at = c ? strchr(ALPHABET, c) : NULL;

    return at ? (int)(at - ALPHABET) : -1;
}

/* user:password */
static size_t decode(char *out, size_t most, struct sv text)
{
    unsigned bits = 0;
    int n_bits = 0;
    size_t n = 0;

    for (size_t i = 0; i < text.len && text.ptr[i] != '='; i++) {
        int value = base64_value(text.ptr[i]);
        if (value < 0)
            return 0;
        bits = (bits << 6 | (unsigned)value) & 0xffffff;
        n_bits += 6;
        if (n_bits < 8)
            continue;
        n_bits -= 8;
        if (n == most)
            return 0;
        out[n++] = (char)(bits >> n_bits);
    }
    return n;
}

static bool take_scheme(struct sv *text, const char *scheme)
{
    size_t len = strlen(scheme);

    if (text->len <= len || strncasecmp(text->ptr, scheme, len) != 0 ||
        text->ptr[len] != ' ')
        return false;
    *text = sv_trim(sv_skip(*text, len));
    return true;
}

bool token_given(char out[TOKEN_MOST + 1], struct sv authorization)
{
    char decoded[2 * TOKEN_MOST];
    struct sv text = authorization;

    if (take_scheme(&text, "Basic")) {
        text = (struct sv){decoded, decode(decoded, sizeof decoded, text)};
        sv_cut(&text, ':'); /* whatever name was given */
    } else if (!take_scheme(&text, "Bearer")) {
        return false;
    }
    if (!is_token(text))
        return false;
    memcpy(out, text.ptr, text.len);
    out[text.len] = '\0';
    return true;
}

static unsigned differs(const char a[SHA256_TEXT], const char b[SHA256_TEXT])
{
    unsigned bits = 0;

    for (size_t i = 0; i < SHA256_TEXT; i++)
        bits |= (unsigned)(a[i] ^ b[i]);
    return bits;
}

const struct token *tokens_find(const struct tokens *t, const char *given)
{
    const struct token *found = NULL;
    char sha256[SHA256_TEXT];

    sha256_hex(sha256, sv_from(given));
    for (size_t k = 0; k < t->n; k++)
        if (!differs(t->list[k].sha256, sha256))
            found = &t->list[k];
    return found;
}
