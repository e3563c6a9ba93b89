#include "render/words/evidence.h"

#include <math.h>

#include "render/words/evidence_parts.h"
#include "render/words/phrase.h"

/* Why a length still raises the score: the rule, or what the model makes of
 * it. */
static struct sv days_clause(const struct evidence *e, double limit,
                             struct sv model)
{
    if (evidence_strongest(e, LINE_RULE) == NULL || isnan(limit))
        return model;
    return sv_printf(e->w->a, "; the rule's limit is %.*s",
                     SV_ARG(evidence_days(e, limit)));
}

/* What raised the points where it is not how long something took. */
static struct sv other_clause(const struct evidence *e)
{
    return evidence_backed(e, COUNTED_LENGTH) ? SV("") : evidence_model(e);
}

/* The largest limit that the age is over. */
static double age_limit(const struct evidence *e)
{
    double limit = NAN;

    for (int k = 0; k < 3; k++)
        if (e->score->age > e->scores->limits.cycle[k])
            limit = fmax(limit, e->scores->limits.cycle[k]);
    return limit;
}

static struct sv age(const struct evidence *e)
{
    const struct ecdf *cycles = &e->scores->now->cycles;
    double days = e->score->age, mean = e->scores->now->mean_cycle;

    if (isnan(days))
        return evidence_not_known(e, "start date");

    struct sv length = evidence_days(e, days);
    struct sv old = sv_printf(e->w->a, "%.*s old", SV_ARG(length));
    if (cycles->n == 0)
        return evidence_join(e, old, evidence_model(e));

    size_t shorter = ecdf_below(cycles, days);
    struct sv of = phrase_of(shorter, cycles->n, e->w->style, e->w->a);
    if (2 * shorter >= cycles->n)
        return evidence_join(e,
                        sv_printf(e->w->a, "%.*s; %.*s closed deals took less",
                                  SV_ARG(old), SV_ARG(of)),
                        other_clause(e));
    if (days > mean && evidence_strongest(e, LINE_RULE) != NULL)
        return sv_printf(
            e->w->a, "%.*s; closed deals took %.*s on average", SV_ARG(old),
            SV_ARG(phrase_fixed(mean, 1, e->w->style, e->w->a)));
    return evidence_join(e,
                    sv_printf(e->w->a, "%.*s; %.*s closed deals took less",
                              SV_ARG(old), SV_ARG(of)),
                    days_clause(e, age_limit(e), evidence_yet(e)));
}

/* How the stay compares with finished stays in the same stage. */
static struct sv stay(const struct evidence *e, struct sv name, size_t stage)
{
    const struct snapshot *s = e->scores->now;
    const struct ecdf *won = &s->stage_days_won[stage];
    const struct ecdf *any = &s->stage_days[stage];
    double days = e->score->days_in_stage;
    struct sv length = evidence_days(e, days);
    struct sv here =
        sv_printf(e->w->a, "%.*s in %.*s", SV_ARG(length), SV_ARG(name));

    if (won->n >= 4) {
        /* The day by which three in four were over, and how many that is. */
        double limit = won->sorted[(3 * won->n + 3) / 4 - 1];
        if (days > limit) {
            struct sv of = phrase_of(ecdf_at_most(won, limit), won->n,
                                     e->w->style, e->w->a);
            return evidence_join(
                e,
                sv_printf(
                    e->w->a,
                    "%.*s; %.*s stays of won deals were over by day %.*s",
                    SV_ARG(here), SV_ARG(of),
                    SV_ARG(phrase_fixed(limit, 0, e->w->style, e->w->a))),
                other_clause(e));
        }
    }
    if (any->n == 0 || other_clause(e).len > 0)
        return evidence_join(e, here,
                             days_clause(e, e->scores->limits.stage_days,
                                         evidence_model(e)));

    size_t shorter = ecdf_below(any, days);
    struct sv of = phrase_of(shorter, any->n, e->w->style, e->w->a);
    if (2 * shorter >= any->n)
        return sv_printf(e->w->a, "%.*s; longer than %.*s finished stays",
                         SV_ARG(here), SV_ARG(of));
    return evidence_join(e,
                    sv_printf(e->w->a, "%.*s; %.*s finished stays were shorter",
                              SV_ARG(here), SV_ARG(of)),
                    days_clause(e, e->scores->limits.stage_days,
                                evidence_yet(e)));
}

/* "41 days in Demo before; 88 of 117 stays of won deals were over by day 12",
 * of a stage that it has left. Empty: that is not what raises the score. */
static struct sv passed(const struct evidence *e)
{
    const struct feature *f = evidence_feature(e);
    const struct deals *d = e->w->deals;
    int32_t code;

    if (f == NULL || f->counted != COUNTED_PASSED ||
        evidence_strongest(e, LINE_RULE) != NULL)
        return SV("");
    code = deals_stage_at_place(d, f->place);
    double days = f->fn(d, e->scores->now, e->score->deal);
    if (code < 0)
        return SV("");
    struct sv name = phrase_name(d->stage.labels[code], e->w->a);
    if (isnan(days))
        return sv_printf(e->w->a,
                         "No stay in %.*s so far; the model adds points for "
                         "that",
                         SV_ARG(name));
    struct sv length = evidence_days(e, days);
    struct sv was = sv_printf(e->w->a, "%.*s in %.*s before", SV_ARG(length),
                              SV_ARG(name));
    const struct ecdf *any = &e->scores->now->stage_days[code];
    if (any->n == 0)
        return evidence_join(e, was, evidence_model(e));
    size_t shorter = ecdf_below(any, days);
    struct sv of = phrase_of(shorter, any->n, e->w->style, e->w->a);
    if (2 * shorter >= any->n)
        return sv_printf(e->w->a, "%.*s; longer than %.*s finished stays",
                         SV_ARG(was), SV_ARG(of));
    return evidence_join(e,
                         sv_printf(e->w->a,
                                   "%.*s; %.*s finished stays were shorter",
                                   SV_ARG(was), SV_ARG(of)),
                         evidence_yet(e));
}

static struct sv stage(const struct evidence *e)
{
    const struct snapshot *s = e->scores->now;
    struct sv before = passed(e);

    if (before.len > 0)
        return before;
    int32_t code, entered;

    deals_stage_at(e->w->deals, e->score->deal, s->day, &code, &entered);
    if (code < 0)
        return evidence_not_known(e, "stage");

    struct sv name = phrase_name(e->w->deals->stage.labels[code], e->w->a);
    if (!isnan(e->score->days_in_stage) && (size_t)code < s->n_stages)
        return stay(e, name, (size_t)code);

    struct sv text = sv_printf(
        e->w->a, "In %.*s; the day it entered is not recorded", SV_ARG(name));
    if (evidence_strongest(e, LINE_RULE) != NULL && !isnan(e->score->age))
        return sv_printf(e->w->a, "%.*s, and the deal is %.*s old", SV_ARG(text),
                         SV_ARG(evidence_days(e, e->score->age)));
    return evidence_join(e, text, evidence_model(e));
}

static struct sv amount(const struct evidence *e)
{
    const struct deals *d = e->w->deals;
    const struct ecdf *all = &e->scores->now->amounts;
    double value = d->amount != NULL ? d->amount[e->score->deal] : NAN;

    if (isnan(value))
        return evidence_not_known(e, "amount");

    struct sv money = phrase_money(value, e->w->style, e->w->a);
    size_t smaller = ecdf_below(all, value);
    if (all->n > 0 && 2 * smaller >= all->n) {
        struct sv of = phrase_of(smaller, all->n, e->w->style, e->w->a);
        return sv_printf(e->w->a, "%.*s; larger than %.*s deals", SV_ARG(money),
                         SV_ARG(of));
    }
    if (evidence_strongest(e, LINE_RULE) != NULL) {
        struct sv limit = phrase_money(e->scores->limits.amount, e->w->style, e->w->a);
        return sv_printf(e->w->a, "%.*s; the rule's limit is %.*s", SV_ARG(money),
                         SV_ARG(limit));
    }
    if (all->n == 0)
        return evidence_join(e, money, evidence_model(e));
    size_t larger = all->n - ecdf_at_most(all, value);
    struct sv of = phrase_of(larger, all->n, e->w->style, e->w->a);
    return evidence_join(e,
                    sv_printf(e->w->a, "%.*s; smaller than %.*s deals",
                              SV_ARG(money), SV_ARG(of)),
                    evidence_yet(e));
}

/* Sentences about a dated column of the forest: each says whether the value
 * by itself is a reason for concern. */
static struct sv quiet_days(const struct evidence *e, double x, bool *concern)
{
    struct sv days = evidence_days(e, x);

    *concern = x >= 1;
    return sv_printf(e->w->a, "No activity for %.*s", SV_ARG(days));
}

static struct sv pushes(const struct evidence *e, double x, bool *concern)
{
    *concern = x >= 1;
    if (x < 1)
        return SV("Close date not pushed so far");
    if (x == 1)
        return SV("Close date pushed once");
    return sv_printf(e->w->a, "Close date pushed %.*s times",
                     SV_ARG(phrase_fixed(x, 0, e->w->style, e->w->a)));
}

static struct sv days_left(const struct evidence *e, double x, bool *concern)
{
    struct sv days = evidence_days(e, fabs(x));

    *concern = x < 0;
    if (x < 0)
        return sv_printf(e->w->a, "Expected close passed %.*s ago", SV_ARG(days));
    return sv_printf(e->w->a, "Expected close in %.*s", SV_ARG(days));
}

static struct sv empty_fields(const struct evidence *e, double x, bool *concern)
{
    *concern = x >= 1;
    return sv_printf(e->w->a, "%.*s field%s empty",
                     SV_ARG(phrase_fixed(x, 0, e->w->style, e->w->a)),
                     x == 1 ? " is" : "s are");
}

typedef struct sv activity_sentence(const struct evidence *e, double x,
                                    bool *concern);

static activity_sentence *const ACTIVITY[COUNTED_KINDS] = {
    [COUNTED_PUSHES] = pushes,
    [COUNTED_TO_CLOSE] = days_left,
    [COUNTED_QUIET] = quiet_days,
    [COUNTED_EMPTY] = empty_fields,
};

static struct sv activity(const struct evidence *e)
{
    const struct feature *f = evidence_feature(e);
    activity_sentence *sentence = f ? ACTIVITY[f->counted] : NULL;
    bool concern = false;

    if (!sentence)
        return evidence_not_known(e, "activity");
    double x = f->fn(e->w->deals, e->scores->now, e->score->deal);
    if (isnan(x))
        return evidence_not_known(e, "activity");
    struct sv text = sentence(e, x, &concern);
    return evidence_join(e, text, concern ? SV("") : evidence_yet(e));
}

static struct sv (*const SENTENCES[SUBJECT_COUNT])(const struct evidence *e) = {
    [SUBJECT_REP] = evidence_rep,
    [SUBJECT_AGE] = age,
    [SUBJECT_STAGE] = stage,
    [SUBJECT_AMOUNT] = amount,
    [SUBJECT_SOURCE] = evidence_source,
    [SUBJECT_INDUSTRY] = evidence_industry,
    [SUBJECT_REGION] = evidence_region,
    [SUBJECT_PRODUCT] = evidence_product,
    [SUBJECT_ACCOUNT] = evidence_account,
    [SUBJECT_ACTIVITY] = activity,
    [SUBJECT_OWN] = evidence_own,
};

struct sv words_evidence(const struct words *w, const struct scores *scores,
                         const struct feature_set *features,
                         const struct score *score, enum subject subject)
{
    const struct evidence e = {
        .w = w,
        .scores = scores,
        .features = scores->mode == MODE_HYBRID ? features : NULL,
        .score = score,
        .subject = subject,
    };

    const struct feature_column *pair = evidence_pair(&e);

    return pair ? evidence_both(&e, pair) : SENTENCES[subject](&e);
}
