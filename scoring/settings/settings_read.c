#include "scoring/base/encoding.h"
#include "scoring/settings/settings_source.h"

#include <ini.h>
#include <math.h>
#include <stdarg.h>

int source_fail(struct source *src, const char *fmt, ...)
{
    char text[400];
    va_list args;

    if (src->failed) /* the first error is the one to mend first */
        return 0;
    src->failed = true;
    va_start(args, fmt);
    vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    err_set(src->err, EXIT_INPUT, "%s:%zu: %s", src->path, src->line, text);
    return 0;
}

static bool section_known(struct sv name)
{
    if (settings_sends_to(name).len)
        return true;
    for (size_t k = 0; k < SETTINGS_SECTIONS_N; k++)
        if (sv_eq_fold(name, sv_from(SETTINGS_SECTIONS[k])))
            return true;
    return false;
}

/* fgets() over the text, for ini_parse_stream(). */
static char *read_line(char *out, int size, void *stream)
{
    struct source *src = stream;
    struct sv line, trimmed;

    if (!src->rest.len || src->failed)
        return NULL;
    src->line++;
    line = sv_cut(&src->rest, '\n');
    trimmed = sv_trim(line);
    if (line.len + 2 > (size_t)size) {
        if (trimmed.len && (trimmed.ptr[0] == '#' || trimmed.ptr[0] == ';')) {
            out[0] = '\n'; /* a long comment is still a comment */
            out[1] = 0;
            return out;
        }
        source_fail(
            src,
            "the line is longer than %d bytes; go on with a list on the next "
            "line, indented",
            size - 2);
        return NULL;
    }
    if (trimmed.len > 2 && trimmed.ptr[0] == '[') {
        struct sv rest = {trimmed.ptr + 1, trimmed.len - 1};
        struct sv name = sv_trim(sv_cut(&rest, ']'));
        if (!section_known(name)) {
            source_fail(src, "there is no section [%.*s]", SV_ARG(name));
            return NULL;
        }
        src->section = name;
    }
    memcpy(out, line.ptr ? line.ptr : "", line.len);
    out[line.len] = '\n';
    out[line.len + 1] = 0;
    return out;
}

struct sv settings_item(struct sv *rest)
{
    struct sv item;

    *rest = sv_trim(*rest);
    if (rest->len && rest->ptr[0] == '"') {
        *rest = (struct sv){rest->ptr + 1, rest->len - 1};
        item = sv_cut(rest, '"');
        sv_cut(rest, ',');
        return item;
    }
    return sv_trim(sv_cut(rest, ','));
}

int source_items(struct source *src, const char *name, struct sv *list,
                 size_t *n, size_t most, struct sv value)
{
    while (value.len) {
        struct sv item = settings_item(&value);
        if (!item.len)
            continue;
        if (*n == most)
            return source_fail(src, "%s: more than %zu entries", name, most);
        list[(*n)++] = sv_copy(src->run, item);
    }
    return 1;
}

static int set_list(struct source *src, const struct settings_key *key,
                    struct sv value)
{
    return source_items(src, key->name, (void *)((char *)src->s + key->offset),
                        (void *)((char *)src->s + key->counter), key->count,
                        value);
}

static int set_texts(struct source *src, const struct settings_key *key,
                     struct sv value)
{
    struct sv *texts = (void *)((char *)src->s + key->offset);

    if (key->count == 1) {
        texts[0] = sv_copy(src->run, value);
        return 1;
    }
    for (size_t k = 0; k < key->count; k++)
        texts[k] = sv_copy(src->run, settings_item(&value));
    return value.len ? source_fail(src, "%s: takes %zu entries", key->name,
                                   key->count)
                     : 1;
}

bool source_number(double *out, struct sv text, struct arena *run)
{
    const char *start = sv_cstr(run, text);
    char *end;

    *out = strtod(start, &end);
    return text.len && !*end && isfinite(*out);
}

static int set_numbers(struct source *src, const struct settings_key *key,
                       struct sv value)
{
    double *numbers = (void *)((char *)src->s + key->offset);

    for (size_t k = 0; k < key->count; k++) {
        struct sv item = settings_item(&value);
        double x;
        if (!source_number(&x, item, src->run))
            return source_fail(src, "%s: \"%.*s\" is no number; %zu expected",
                               key->name, SV_ARG(item), key->count);
        if (x < key->min || x > key->max)
            return source_fail(src, "%s: %.*s is not between %g and %g",
                               key->name, SV_ARG(item), key->min, key->max);
        if (key->type == KEY_NUMBER)
            numbers[k] = x;
        else if (x != floor(x))
            return source_fail(src, "%s: %.*s is no whole number", key->name,
                               SV_ARG(item));
        else
            *(int *)(void *)numbers = (int)x;
    }
    return value.len ? source_fail(src, "%s: %zu numbers expected", key->name,
                                   key->count)
                     : 1;
}

static int set_choice(struct source *src, const struct settings_key *key,
                      struct sv value)
{
    char *at = (char *)src->s + key->offset;
    struct sv words = sv_from(key->choices);

    for (unsigned index = 0; words.len; index++) {
        if (!sv_eq_fold(sv_cut(&words, ' '), value))
            continue;
        if (key->size == 1)
            *(unsigned char *)at = (unsigned char)index;
        else
            *(unsigned *)(void *)at = index;
        return 1;
    }
    return source_fail(src, "%s: \"%.*s\" is none of: %s", key->name,
                       SV_ARG(value), key->choices);
}

/* In quotes or without, as its commas divide nothing. */
static int set_marks(struct source *src, const struct settings_key *key,
                     struct sv value)
{
    enum numbers *marks = (void *)((char *)src->s + key->offset);
    struct sv bare = value;

    if (bare.len >= 2 && bare.ptr[0] == '"' && bare.ptr[bare.len - 1] == '"')
        bare = sv_trim((struct sv){bare.ptr + 1, bare.len - 2});
    if (number_find(marks, bare))
        return 1;
    return source_fail(src, "%s: \"%.*s\" is none of %.*s", key->name,
                       SV_ARG(bare), SV_ARG(number_patterns(src->run)));
}

static int set_key(struct source *src, const struct settings_key *key,
                   struct sv value)
{
    switch (key->type) {
    case KEY_LIST:
        return set_list(src, key, value);
    case KEY_TEXT:
        return set_texts(src, key, value);
    case KEY_NUMBER:
    case KEY_WHOLE:
        return set_numbers(src, key, value);
    case KEY_CHOICE:
        return set_choice(src, key, value);
    case KEY_MARKS:
        return set_marks(src, key, value);
    }
    return 0;
}

static int on_pair(void *user, const char *section_text, const char *name_text,
                   const char *value_text)
{
    struct source *src = user;
    /* inih cuts a long section: a manager may have a long name. */
    struct sv section = section_text[0] ? src->section : (struct sv){0};
    struct sv name = sv_trim(sv_from(name_text));
    struct sv value = text_clean(src->run, sv_from(value_text));
    const struct settings_key *key = settings_key_find(section, name);
    int done;

    if (src->failed)
        return 0;
    if (key)
        return set_key(src, key, value);
    if (settings_free(&done, src, section, name, value))
        return done;
    if (!section.len)
        return source_fail(src, "%.*s stands before any [section]",
                           SV_ARG(name));
    return source_fail(src, "[%.*s] has no key %.*s", SV_ARG(section),
                       SV_ARG(name));
}

bool settings_read(struct settings *s, struct sv text, const char *path,
                   struct arena *run, struct err *err)
{
    struct source src = {.s = s, .path = path, .run = run, .err = err};
    const char *encoding;
    int bad;

    if (!encoding_decode(&src.rest, &encoding, text, path, ENCODING_AUTO, run,
                         err))
        return false;
    bad = ini_parse_stream(read_line, &src, on_pair, &src);
    if (!src.failed && bad) {
        src.line = bad > 0 ? (size_t)bad : src.line;
        source_fail(&src,
                    "is neither `key = value` nor [section] nor # comment");
    }
    return !src.failed;
}
