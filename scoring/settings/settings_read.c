#include "scoring/base/date.h"
#include "scoring/base/encoding.h"
#include "scoring/base/near.h"
#include "scoring/settings/audience.h"
#include "scoring/settings/settings_keys.h"

#include <ini.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>

/* A configuration being read. Functions that set something return 1, or 0
 * after source_fail(). inih counts no lines for its handler, so we do. */
struct source {
    struct settings *s;
    struct sv rest;
    struct sv section; /* the one that the line is in, at any length */
    size_t line;
    const char *path;
    struct arena *run;
    struct err *err;
    bool failed;
};

/* Of the section "send board" the audience, else empty. */
static struct sv sends_to(struct sv section)
{
    struct sv rest = section, word = sv_trim(sv_cut(&rest, ' '));

    return sv_eq_fold(word, SV("send")) ? sv_trim(rest) : (struct sv){0};
}

/* Keeps the first error, with the line; returns 0. */
static __attribute__((format(printf, 2, 3))) int
source_fail(struct source *src, const char *fmt, ...)
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
    if (sends_to(name).len)
        return true;
    for (size_t k = 0; k < SETTINGS_SECTIONS_N; k++)
        if (sv_eq_fold(name, sv_from(SETTINGS_SECTIONS[k])))
            return true;
    return false;
}

static void no_section(struct source *src, struct sv name)
{
    struct near near = near_to(name);
    char hint[NEAR_TEXT];

    for (size_t k = 0; k < SETTINGS_SECTIONS_N; k++)
        near_offer(&near, sv_from(SETTINGS_SECTIONS[k]));
    source_fail(src, "there is no section [%.*s]%s", SV_ARG(name),
                near_said(hint, &near, "[", "]"));
}

/* Where the same key stands in another section, that one; else NULL. */
static const char *section_of(struct sv name)
{
    for (size_t k = 0; k < SETTINGS_KEYS_N; k++)
        if (sv_eq_fold(sv_from(SETTINGS_KEYS[k].name), name))
            return SETTINGS_KEYS[k].section;
    return NULL;
}

/* A section has no such key. `more` (NULL-terminated) are keys of it that do
 * not stand in the table; `else_say` is what to do where none is near. */
static int source_fail_key(struct source *src, struct sv section,
                           struct sv name, const char *const *more,
                           const char *else_say)
{
    struct near near = near_to(name);
    const char *elsewhere = section_of(name);
    char hint[NEAR_TEXT];

    for (size_t k = 0; k < SETTINGS_KEYS_N; k++)
        if (sv_eq_fold(sv_from(SETTINGS_KEYS[k].section), section))
            near_offer(&near, sv_from(SETTINGS_KEYS[k].name));
    for (; *more; more++)
        near_offer(&near, sv_from(*more));
    if (near.best.len)
        return source_fail(src, "[%.*s] has no key %.*s%s", SV_ARG(section),
                           SV_ARG(name), near_said(hint, &near, "", ""));
    if (elsewhere)
        return source_fail(src, "[%.*s] has no key %.*s; [%s] has",
                           SV_ARG(section), SV_ARG(name), elsewhere);
    return source_fail(src, "[%.*s] has no key %.*s%s", SV_ARG(section),
                       SV_ARG(name), else_say);
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
        struct sv rest = sv_skip(trimmed, 1);
        struct sv name = sv_trim(sv_cut(&rest, ']'));
        if (!section_known(name)) {
            no_section(src, name);
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
        *rest = sv_skip(*rest, 1);
        item = sv_cut(rest, '"');
        sv_cut(rest, ',');
        return item;
    }
    return sv_trim(sv_cut(rest, ','));
}

/* Adds the items of a list, at most `most` in all. */
static int source_items(struct source *src, const char *name, struct sv *list,
                        size_t *n, size_t most, struct sv value)
{
    while (value.len) {
        struct sv item = settings_item(&value);
        if (!item.len)
            continue;
        if (*n == most)
            return source_fail(src, "%s: takes at most %zu entries", name,
                               most);
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

/* "one number", "three entries": what a key takes. */
static const char *how_many(char out[32], size_t n, const char *one,
                            const char *more)
{
    static const char *const COUNTS[] = {"no", "one", "two", "three", "four"};

    if (n < sizeof COUNTS / sizeof COUNTS[0])
        snprintf(out, 32, "%s %s", COUNTS[n], n == 1 ? one : more);
    else
        snprintf(out, 32, "%zu %s", n, more);
    return out;
}

static int set_texts(struct source *src, const struct settings_key *key,
                     struct sv value)
{
    struct sv *texts = (void *)((char *)src->s + key->offset);
    char count[32];

    if (key->count == 1) {
        texts[0] = sv_copy(src->run, value);
        return 1;
    }
    for (size_t k = 0; k < key->count; k++)
        texts[k] = sv_copy(src->run, settings_item(&value));
    if (!value.len)
        return 1;
    return source_fail(src, "%s: takes %s", key->name,
                       how_many(count, key->count, "entry", "entries"));
}

static bool source_number(double *out, struct sv text, struct arena *run)
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
    char count[32];

    how_many(count, key->count, "number", "numbers");
    for (size_t k = 0; k < key->count; k++) {
        struct sv item = settings_item(&value);
        double x;
        if (!source_number(&x, item, src->run))
            return source_fail(src, "%s: \"%.*s\" is no number; it takes %s",
                               key->name, SV_ARG(item), count);
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
    return value.len ? source_fail(src, "%s: \"%.*s\" is too much; it takes %s",
                                   key->name, SV_ARG(sv_trim(value)), count)
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

/* Sections whose keys are the user's own words. */

/* "exclude = Header: value, value" */
static int set_filter(struct source *src, struct sv name, struct sv value)
{
    static const char *const KEYS[] = {"exclude", "keep", NULL};
    bool keep = sv_eq_fold(name, SV("keep"));
    struct sv column = sv_trim(sv_cut(&value, ':'));

    if (!keep && !sv_eq_fold(name, SV("exclude")))
        return source_fail_key(src, src->section, name, KEYS,
                               "; it has exclude and keep");
    if (!column.len || !sv_trim(value).len)
        return source_fail(src, "%.*s: write it as `Header: value, value`",
                           SV_ARG(name));
    while (value.len) {
        struct sv item = settings_item(&value);
        if (src->s->n_filters == FILTERS)
            return source_fail(src, "[filter] takes at most %d values",
                               FILTERS);
        size_t k = src->s->n_filters++;
        src->s->filters[k].column = sv_copy(src->run, column);
        src->s->filters[k].value = sv_copy(src->run, item);
        src->s->filters[k].keep = keep;
    }
    return 1;
}

/* A code, or what an export has instead: "Czech Koruna", an id. One word that
 * is no code is a slip. */
static bool is_currency(struct sv name)
{
    for (size_t i = 0; i < name.len; i++)
        if ((unsigned char)name.ptr[i] < 0x80 && !ascii_letter(name.ptr[i]))
            return true;
    return name.len == 3;
}

static int set_rate(struct source *src, struct sv name, struct sv value)
{
    static const char *const KEYS[] = {NULL};
    double rate;

    if (!is_currency(name))
        return source_fail_key(src, src->section, name, KEYS,
                               "; it has currency and codes such as EUR");
    if (!source_number(&rate, value, src->run) || rate <= 0)
        return source_fail(src, "%.*s: \"%.*s\" is no rate above 0",
                           SV_ARG(name), SV_ARG(value));
    if (src->s->n_rates == RATES)
        return source_fail(src, "[rates] takes at most %d currencies", RATES);
    src->s->rates[src->s->n_rates].currency = sv_copy(src->run, name);
    src->s->rates[src->s->n_rates++].rate = rate;
    return 1;
}

/* "2026Q3 = 1200000", "2026Q3 Anna Berg = EUR 300,000". */
static int set_target(struct source *src, struct sv name, struct sv value)
{
    struct target_setting *target = &src->s->targets[src->s->n_targets];
    struct sv who = name;

    if (src->s->n_targets == TARGETS_SET)
        return source_fail(src,
                           "[targets] takes at most %d lines; give the others "
                           "in a file (--targets)",
                           TARGETS_SET);
    if (!quarter_take(&target->quarter, &who))
        return source_fail(src,
                           "[targets] %.*s: begin with the quarter, such as "
                           "2026Q3, then whose: nobody for the company's",
                           SV_ARG(name));
    if (!value.len)
        return source_fail(src, "[targets] %.*s: has no amount", SV_ARG(name));
    target->who = sv_eq_fold(who, SV("all")) ? (struct sv){0}
                                             : sv_copy(src->run, who);
    target->amount = sv_copy(src->run, value);
    for (size_t k = 0; k < src->s->n_targets; k++)
        if (src->s->targets[k].quarter == target->quarter &&
            sv_eq_fold(src->s->targets[k].who, target->who))
            return source_fail(src, "[targets] %.*s: is given twice; keep one",
                               SV_ARG(name));
    src->s->n_targets++;
    return 1;
}

/* Proposes the whole key, its subject and its level put right. */
static int no_action(struct source *src, struct sv name)
{
    struct near near = near_to(name);
    char hint[NEAR_TEXT], key[64];

    for (int k = 0; k < WARNING_COUNT; k++)
        near_offer(&near, sv_from(warning_name((enum warning)k)));
    for (int k = 0; k < SUBJECT_COUNT; k++)
        for (int j = 0; j < LEVEL_COUNT; j++) {
            snprintf(key, sizeof key, "%s.%s",
                     k == SUBJECT_OWN ? "own" : subject_name((enum subject)k),
                     level_name((enum level)j));
            for (char *c = key; *c; c++)
                *c = (char)(*c >= 'A' && *c <= 'Z' ? *c - 'A' + 'a' : *c);
            near_offer(&near, sv_copy(src->run, sv_from(key)));
        }
    return source_fail(src, "[actions] has no key %.*s%s", SV_ARG(name),
                       near.best.len ? near_said(hint, &near, "", "")
                                     : "; write a flag, such as overdue, or a "
                                       "subject and a level, such as "
                                       "rep.critical");
}

/* "overdue" or "rep.critical": false where it is neither. */
static bool action_key(struct action_setting *out, struct sv name)
{
    struct sv level = name, subject = sv_trim(sv_cut(&level, '.'));
    bool has_subject = false, has_level = false;

    *out = (struct action_setting){.warning = WARNING_COUNT};
    for (int k = 0; k < WARNING_COUNT; k++)
        if (sv_eq_fold(name, sv_from(warning_name((enum warning)k)))) {
            out->warning = (enum warning)k;
            return true;
        }
    for (int k = 0; k < SUBJECT_COUNT; k++)
        if (sv_eq_fold(subject, sv_from(subject_name((enum subject)k))) ||
            (k == SUBJECT_OWN && sv_eq_fold(subject, SV("own")))) {
            out->subject = (enum subject)k;
            has_subject = true;
        }
    for (int k = 0; k < LEVEL_COUNT; k++)
        if (sv_eq_fold(sv_trim(level), sv_from(level_name((enum level)k)))) {
            out->level = (enum level)k;
            has_level = true;
        }
    return has_subject && has_level;
}

/* "rep.critical = what | who | days", "overdue = what | who": without days
 * the level decides by when. */
static int set_action(struct source *src, struct sv name, struct sv value)
{
    struct action_setting *action = &src->s->actions[src->s->n_actions];
    size_t most = sizeof src->s->actions / sizeof src->s->actions[0];
    struct sv text = sv_trim(sv_cut(&value, '|'));
    struct sv owner = sv_trim(sv_cut(&value, '|')), due = sv_trim(value);
    double days = -1;

    if (src->s->n_actions == most)
        return source_fail(src, "[actions] takes at most %zu lines", most);
    if (!action_key(action, name))
        return no_action(src, name);
    if (!text.len || ((due.len || action->warning == WARNING_COUNT) &&
                      (!source_number(&days, due, src->run) || days < 0 ||
                       days > 365 || days != floor(days))))
        return source_fail(src, "%.*s: write it as `what | who | days`",
                           SV_ARG(name));
    action->text = sv_copy(src->run, text);
    action->owner = sv_copy(src->run, owner);
    action->due_days = (int)days;
    src->s->n_actions++;
    return 1;
}

/* A key of [send AUDIENCE]; the audience's first makes its place. */
static int set_send(struct source *src, struct sv name, struct sv value)
{
    static const char *const KEYS[] = {"to", "channel", "webhook_file", NULL};
    struct settings *s = src->s;
    struct sv text = sends_to(src->section);
    struct audience audience, other;
    struct send_settings *send = NULL;

    if (!audience_parse(&audience, text) || audience.profile == PROFILE_CRO)
        return source_fail(
            src,
            "[send %.*s]: write [send board] or [send manager: NAME]; "
            "[email] and [slack] are the CRO's",
            SV_ARG(text));
    for (size_t k = 0; k < s->n_sends && !send; k++)
        if (audience_parse(&other, s->sends[k].audience) &&
            audience_same(&audience, &other))
            send = &s->sends[k];
    if (!send) {
        if (s->n_sends == AUDIENCES)
            return source_fail(src, "at most %d sections [send …]", AUDIENCES);
        send = &s->sends[s->n_sends++];
        *send = (struct send_settings){.audience = sv_copy(src->run, text)};
    }
    if (sv_eq_fold(name, SV("channel")))
        send->channel = sv_copy(src->run, value);
    else if (sv_eq_fold(name, SV("webhook_file")))
        send->webhook_file = sv_copy(src->run, value);
    else if (!sv_eq_fold(name, SV("to")))
        return source_fail_key(src, src->section, name, KEYS,
                               "; it has to, channel and webhook_file");
    else
        return source_items(src, "to", send->to, &send->n_to, RECIPIENTS,
                            value);
    return 1;
}

static int set_column(struct source *src, struct sv name, struct sv value)
{
    const char *names[COLUMN_COUNT + HISTORY_KEY_COUNT + 1] = {NULL};

    for (size_t c = 0; c < COLUMN_COUNT + HISTORY_KEY_COUNT; c++) {
        size_t history = c - COLUMN_COUNT;
        names[c] = c < COLUMN_COUNT
                       ? column_name((enum column)c)
                       : history_column_name((enum history_column)history);
        if (!sv_eq_fold(name, sv_from(names[c])))
            continue;
        *(c < COLUMN_COUNT ? &src->s->columns[c] : &src->s->history[history]) =
            sv_copy(src->run, value);
        return 1;
    }
    return source_fail_key(src, src->section, name, names,
                           "; see `dealsense init` for the names");
}

static const struct {
    const char *section;
    int (*set)(struct source *src, struct sv name, struct sv value);
} OWN_WORDS[] = {
    {"columns", set_column},
    {"filter", set_filter},
    {"rates", set_rate},
    {"targets", set_target},
    {"actions", set_action},
};

/* False where the section is none of the user's own words; else *result. */
static bool set_own_words(int *result, struct source *src, struct sv section,
                          struct sv name, struct sv value)
{
    for (size_t k = 0; k < sizeof OWN_WORDS / sizeof OWN_WORDS[0]; k++)
        if (sv_eq_fold(section, sv_from(OWN_WORDS[k].section))) {
            *result = OWN_WORDS[k].set(src, name, value);
            return true;
        }
    if (!sends_to(section).len)
        return false;
    *result = set_send(src, name, value);
    return true;
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
    if (set_own_words(&done, src, section, name, value))
        return done;
    if (!section.len)
        return source_fail(src, "%.*s stands before any [section]",
                           SV_ARG(name));
    return source_fail_key(src, section, name, (const char *const[]){NULL}, "");
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
