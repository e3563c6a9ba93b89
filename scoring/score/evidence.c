#include "scoring/score/evidence.h"

#include <math.h>

#include "scoring/score/pen.h"
#include "render/words/phrase.h"

static size_t at_most(const struct ecdf *s, double x)
{
    double rank = ecdf_rank(s, x);

    return isnan(rank) ? 0 : (size_t)llround(rank * (double)s->n);
}

/* How many of the sample are smaller than x. */
static size_t below(const struct ecdf *s, double x)
{
    size_t low = 0, high = s->n;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (s->sorted[middle] < x)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Why a length that is not unusual still raises the score. */
static struct sv days_clause(const struct pen *p, double limit)
{
    if (pen_strongest(p, LINE_RULE) == NULL || isnan(limit))
        return pen_forest(p);
    return sv_printf(p->a, "; the rule's limit is %.*s",
                     SV_ARG(pen_days(p, limit)));
}

/* What raised the points where it is not how long something took. */
static struct sv other_clause(const struct pen *p)
{
    static const char *const lengths[] = {
        "deal_age_days",     "deal_age_percentile", "is_long_cycle",
        "age_vs_won_median", "days_in_stage",       "days_in_stage_percentile",
    };

    return pen_backed(p, lengths, sizeof lengths / sizeof *lengths)
               ? SV("")
               : pen_forest(p);
}

/* The largest limit that the age is over. */
static double age_limit(const struct pen *p)
{
    double limit = NAN;

    for (int k = 0; k < 3; k++)
        if (p->score->age > p->v->limits->cycle[k])
            limit = fmax(limit, p->v->limits->cycle[k]);
    return limit;
}

static struct sv age(const struct pen *p)
{
    const struct ecdf *cycles = &p->v->snapshot->cycles;
    double days = p->score->age, mean = p->v->snapshot->mean_cycle;

    if (isnan(days))
        return pen_not_known(p, "start date");

    struct sv length = pen_days(p, days);
    struct sv old = sv_printf(p->a, "%.*s old", SV_ARG(length));
    if (cycles->n == 0)
        return pen_join(p, old, pen_forest(p));

    size_t shorter = below(cycles, days);
    struct sv of = phrase_of(shorter, cycles->n, p->v->deals->style, p->a);
    if (2 * shorter >= cycles->n)
        return pen_join(p,
                        sv_printf(p->a, "%.*s; longer than %.*s closed deals",
                                  SV_ARG(old), SV_ARG(of)),
                        other_clause(p));
    if (days > mean && pen_strongest(p, LINE_RULE) != NULL)
        return sv_printf(
            p->a, "%.*s; closed deals took %.*s on average", SV_ARG(old),
            SV_ARG(phrase_fixed(mean, 1, p->v->deals->style, p->a)));
    return pen_join(p,
                    sv_printf(p->a, "%.*s; %.*s closed deals took less",
                              SV_ARG(old), SV_ARG(of)),
                    days_clause(p, age_limit(p)));
}

/* How the stay compares with finished stays in the same stage. */
static struct sv stay(const struct pen *p, struct sv name, size_t stage)
{
    const struct snapshot *s = p->v->snapshot;
    const struct ecdf *won = &s->stage_days_won[stage];
    const struct ecdf *any = &s->stage_days[stage];
    double days = p->score->days_in_stage;
    struct sv length = pen_days(p, days);
    struct sv here =
        sv_printf(p->a, "%.*s in %.*s", SV_ARG(length), SV_ARG(name));

    if (won->n >= 4) {
        /* The day by which three in four were over, and how many that is. */
        double limit = won->sorted[(3 * won->n + 3) / 4 - 1];
        if (days > limit) {
            struct sv n = phrase_count(won->n, p->v->deals->style, p->a);
            struct sv over =
                phrase_count(at_most(won, limit), p->v->deals->style, p->a);
            return pen_join(
                p,
                sv_printf(
                    p->a,
                    "%.*s; of %.*s stays of deals that won, %.*s were "
                    "over by day %.*s",
                    SV_ARG(here), SV_ARG(n), SV_ARG(over),
                    SV_ARG(phrase_fixed(limit, 0, p->v->deals->style, p->a))),
                other_clause(p));
        }
    }
    if (any->n == 0 || other_clause(p).len > 0)
        return pen_join(p, here, days_clause(p, p->v->limits->stage_days));

    size_t shorter = below(any, days);
    struct sv of = phrase_of(shorter, any->n, p->v->deals->style, p->a);
    if (2 * shorter >= any->n)
        return sv_printf(p->a, "%.*s; longer than %.*s finished stays",
                         SV_ARG(here), SV_ARG(of));
    return pen_join(p,
                    sv_printf(p->a, "%.*s; %.*s finished stays were shorter",
                              SV_ARG(here), SV_ARG(of)),
                    days_clause(p, p->v->limits->stage_days));
}

static struct sv stage(const struct pen *p)
{
    const struct snapshot *s = p->v->snapshot;
    int32_t code, entered;

    deals_stage_at(p->v->deals, p->i, s->day, &code, &entered);
    if (code < 0)
        return pen_not_known(p, "stage");

    struct sv name = phrase_name(p->score->stage, p->a);
    if (!isnan(p->score->days_in_stage) && (size_t)code < s->n_stages)
        return stay(p, name, (size_t)code);

    struct sv text = sv_printf(
        p->a, "In %.*s; the day it entered is not recorded", SV_ARG(name));
    if (pen_strongest(p, LINE_RULE) != NULL && !isnan(p->score->age))
        return sv_printf(p->a, "%.*s, and the deal is %.*s old", SV_ARG(text),
                         SV_ARG(pen_days(p, p->score->age)));
    return pen_join(p, text, pen_forest(p));
}

static struct sv amount(const struct pen *p)
{
    const struct deals *d = p->v->deals;
    const struct ecdf *all = &p->v->snapshot->amounts;
    double value = d->amount != NULL ? d->amount[p->i] : NAN;

    if (isnan(value))
        return pen_not_known(p, "amount");

    struct sv money = phrase_money(value, d->style, p->a);
    size_t smaller = below(all, value);
    if (all->n > 0 && 2 * smaller >= all->n) {
        struct sv of = phrase_of(smaller, all->n, p->v->deals->style, p->a);
        return sv_printf(p->a, "%.*s; larger than %.*s deals", SV_ARG(money),
                         SV_ARG(of));
    }
    if (pen_strongest(p, LINE_RULE) != NULL) {
        struct sv limit = phrase_money(p->v->limits->amount, d->style, p->a);
        return sv_printf(p->a, "%.*s; the rule's limit is %.*s", SV_ARG(money),
                         SV_ARG(limit));
    }
    if (all->n == 0)
        return pen_join(p, money, pen_forest(p));
    size_t larger = all->n - at_most(all, value);
    struct sv of = phrase_of(larger, all->n, p->v->deals->style, p->a);
    return pen_join(p,
                    sv_printf(p->a, "%.*s; smaller than %.*s deals",
                              SV_ARG(money), SV_ARG(of)),
                    pen_forest(p));
}

/* Sentences about a dated column of the forest: each says whether the value
 * by itself is a reason for concern. */
static struct sv quiet_days(const struct pen *p, double x, bool *concern)
{
    struct sv days = pen_days(p, x);

    *concern = x >= 1;
    return sv_printf(p->a, "No activity for %.*s", SV_ARG(days));
}

static struct sv pushes(const struct pen *p, double x, bool *concern)
{
    *concern = x >= 1;
    if (x < 1)
        return SV("Expected close not moved so far");
    if (x == 1)
        return SV("Expected close moved once");
    return sv_printf(p->a, "Expected close moved %.*s times",
                     SV_ARG(phrase_fixed(x, 0, p->v->deals->style, p->a)));
}

static struct sv days_left(const struct pen *p, double x, bool *concern)
{
    struct sv days = pen_days(p, fabs(x));

    *concern = x < 0;
    if (x < 0)
        return sv_printf(p->a, "Expected close passed %.*s ago", SV_ARG(days));
    return sv_printf(p->a, "Expected close in %.*s", SV_ARG(days));
}

static struct sv empty_fields(const struct pen *p, double x, bool *concern)
{
    *concern = x >= 1;
    return sv_printf(p->a, "%.*s field%s empty",
                     SV_ARG(phrase_fixed(x, 0, p->v->deals->style, p->a)),
                     x == 1 ? " is" : "s are");
}

static const struct {
    const char *feature;
    struct sv (*sentence)(const struct pen *p, double x, bool *concern);
} ACTIVITY[] = {
    {"push_count", pushes},
    {"days_to_expected_close", days_left},
    {"days_since_activity", quiet_days},
    {"missing_fields", empty_fields},
};

static struct sv activity(const struct pen *p)
{
    const struct feature *f = pen_feature(p);

    for (size_t k = 0; f && k < sizeof ACTIVITY / sizeof *ACTIVITY; k++) {
        double x = f->fn(p->v->deals, p->v->snapshot, p->i);
        bool concern = false;
        if (!sv_eq(sv_from(f->name), sv_from(ACTIVITY[k].feature)) || isnan(x))
            continue;
        struct sv text = ACTIVITY[k].sentence(p, x, &concern);
        return pen_join(p, text, concern ? SV("") : pen_forest(p));
    }
    return pen_not_known(p, "activity");
}

struct sv evidence_sentence(enum subject subject, const struct evidence_view *v,
                            const struct score *score, struct arena *a)
{
    static struct sv (*const sentences[SUBJECT_COUNT])(const struct pen *) = {
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
    const struct pen p = {v, score, score->deal, subject, a};

    return sentences[subject](&p);
}
