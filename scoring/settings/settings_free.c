/* Sections of a configuration whose keys are the user's own words. */
#include <math.h>

#include "scoring/settings/audience.h"
#include "scoring/settings/settings_source.h"

struct sv settings_sends_to(struct sv section)
{
    struct sv rest = section, word = sv_trim(sv_cut(&rest, ' '));

    return sv_eq_fold(word, SV("send")) ? sv_trim(rest) : (struct sv){0};
}

/* "exclude = Header: value, value" */
static int set_filter(struct source *src, struct sv name, struct sv value)
{
    bool keep = sv_eq_fold(name, SV("keep"));
    struct sv column = sv_trim(sv_cut(&value, ':'));

    if (!keep && !sv_eq_fold(name, SV("exclude")))
        return source_fail(src,
                           "[filter] has no key %.*s; it has exclude and keep",
                           SV_ARG(name));
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

static int set_rate(struct source *src, struct sv name, struct sv value)
{
    double rate;

    if (name.len != 3)
        return source_fail(src,
                           "[rates] has no key %.*s; it has currency and codes "
                           "such as EUR",
                           SV_ARG(name));
    if (!source_number(&rate, value, src->run) || rate <= 0)
        return source_fail(src, "%.*s: \"%.*s\" is no rate above 0",
                           SV_ARG(name), SV_ARG(value));
    if (src->s->n_rates == RATES)
        return source_fail(src, "[rates] takes at most %d currencies", RATES);
    src->s->rates[src->s->n_rates].currency = sv_copy(src->run, name);
    src->s->rates[src->s->n_rates++].rate = rate;
    return 1;
}

/* "rep.critical = what | who | days" */
static int set_action(struct source *src, struct sv name, struct sv value)
{
    struct action_setting *action = &src->s->actions[src->s->n_actions];
    size_t most = sizeof src->s->actions / sizeof src->s->actions[0];
    struct sv level = name, subject = sv_trim(sv_cut(&level, '.'));
    struct sv text = sv_trim(sv_cut(&value, '|'));
    struct sv owner = sv_trim(sv_cut(&value, '|'));
    bool has_subject = false, has_level = false;
    double days;

    if (src->s->n_actions == most)
        return source_fail(src, "[actions] takes at most %zu lines", most);
    *action = (struct action_setting){0};
    for (int k = 0; k < SUBJECT_COUNT; k++)
        if (sv_eq_fold(subject, sv_from(subject_name((enum subject)k))) ||
            (k == SUBJECT_OWN && sv_eq_fold(subject, SV("own")))) {
            action->subject = (enum subject)k;
            has_subject = true;
        }
    for (int k = 0; k < LEVEL_COUNT; k++)
        if (sv_eq_fold(sv_trim(level), sv_from(level_name((enum level)k)))) {
            action->level = (enum level)k;
            has_level = true;
        }
    if (!has_subject || !has_level)
        return source_fail(
            src,
            "[actions] has no key %.*s; write a subject and a level, "
            "such as rep.critical",
            SV_ARG(name));
    if (!text.len || !source_number(&days, sv_trim(value), src->run) ||
        days < 0 || days > 365 || days != floor(days))
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
    struct settings *s = src->s;
    struct sv text = settings_sends_to(src->section);
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
        return source_fail(
            src,
            "[send %.*s] has no key %.*s; it has to, channel and "
            "webhook_file",
            SV_ARG(text), SV_ARG(name));
    else
        return source_items(src, "to", send->to, &send->n_to, RECIPIENTS,
                            value);
    return 1;
}

static int set_column(struct source *src, struct sv name, struct sv value)
{
    for (size_t c = 0; c < COLUMN_COUNT; c++)
        if (sv_eq_fold(name, sv_from(column_name((enum column)c)))) {
            src->s->columns[c] = sv_copy(src->run, value);
            return 1;
        }
    return source_fail(
        src, "[columns] has no key %.*s; see `dealsense init` for the names",
        SV_ARG(name));
}

static const struct {
    const char *section;
    int (*set)(struct source *src, struct sv name, struct sv value);
} FREE_SECTIONS[] = {
    {"columns", set_column},
    {"filter", set_filter},
    {"rates", set_rate},
    {"actions", set_action},
};

bool settings_free(int *result, struct source *src, struct sv section,
                   struct sv name, struct sv value)
{
    for (size_t k = 0; k < sizeof FREE_SECTIONS / sizeof FREE_SECTIONS[0]; k++)
        if (sv_eq_fold(section, sv_from(FREE_SECTIONS[k].section))) {
            *result = FREE_SECTIONS[k].set(src, name, value);
            return true;
        }
    if (!settings_sends_to(section).len)
        return false;
    *result = set_send(src, name, value);
    return true;
}
