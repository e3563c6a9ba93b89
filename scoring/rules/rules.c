#include "scoring/rules/rules.h"

#include <math.h>

#include "scoring/leaks/linter.h"
#include "scoring/settings/settings.h"

/* Fewer observations than this give no threshold of the company's own: a
 * quantile of a handful of deals would be chance. */
enum { ENOUGH = 10 };

const struct rule_meta RULES[RULE_COUNT] = {
    [RULE_CYCLE] = {"cycle", "Cycle length", SUBJECT_AGE},
    [RULE_REP] = {"rep", "Rep win rate", SUBJECT_REP},
    [RULE_INDUSTRY] = {"industry", "Industry win rate", SUBJECT_INDUSTRY},
    [RULE_SOURCE] = {"lead_source", "Lead source", SUBJECT_SOURCE},
    [RULE_STAGE] = {"stage", "Time in stage", SUBJECT_STAGE},
    [RULE_AMOUNT] = {"amount", "Deal size", SUBJECT_AMOUNT},
    [RULE_REGION] = {"region", "Region win rate", SUBJECT_REGION},
};

struct rule_settings rules_without_leaks(const struct rule_settings *r,
                                         const struct leaks *leaks)
{
    struct rule_settings kept = *r;
    struct {
        enum column column;
        double *points;
        size_t n;
    } factors[] = {
        {COLUMN_CREATED, kept.cycle_points, 3},
        {COLUMN_OWNER, kept.rep_points, 2},
        {COLUMN_INDUSTRY, &kept.industry_points, 1},
        {COLUMN_LEAD_SOURCE, &kept.source_points, 1},
        {COLUMN_AMOUNT, &kept.amount_points, 1},
        {COLUMN_REGION, &kept.region_points, 1},
    };

    for (size_t k = 0; k < sizeof factors / sizeof factors[0]; k++)
        if (leaks_column(leaks, factors[k].column))
            for (size_t p = 0; p < factors[k].n; p++)
                factors[k].points[p] = 0;
    return kept;
}

/* Quantile p of the raw win rates of the reps that closed anything. Raw in
 * both presets: a rep's shrunk rate falls below it only where the data
 * carries the difference, so chance alone never costs the 25 points. */
static double rep_quantile(const struct snapshot *s, double p)
{
    const struct group_rates *reps = &s->groups[GROUP_OWNER];
    struct arena work;
    struct ecdf rates = {0};
    double result;

    arena_init(&work);
    rates.sorted = ARENA_ARRAY(&work, reps->n, double);
    for (size_t g = 0; g < reps->n; g++)
        if (reps->group[g].closed > 0)
            rates.sorted[rates.n++] = reps->group[g].raw;
    ecdf_sort(&rates, ARENA_ARRAY(&work, reps->n, double));
    result = ecdf_quantile(&rates, p);
    arena_release(&work);
    return result;
}

static double own_quantile(const struct ecdf *s, double p)
{
    return s->n < ENOUGH ? NAN : ecdf_quantile(s, p);
}

void rule_limits_at(struct rule_limits *out, const struct snapshot *s,
                    const struct rule_settings *r)
{
    bool seed = r->preset == PRESET_SEED;
    const struct ecdf *cycles = &s->cycles;
    struct rule_limits l = {
        .rep = {rep_quantile(s, r->rep_quantile), s->win_rate},
        .industry = seed ? r->industry_rate : s->win_rate,
        .source = seed ? r->source_rate : s->win_rate,
        .region = seed ? r->region_rate : s->win_rate,
        .stage_days = seed ? r->stage_days : NAN,
        .amount = seed ? r->amount_above
                       : own_quantile(&s->amounts, r->amount_quantile),
    };

    for (int k = 0; k < 2; k++)
        l.cycle[k] = seed ? r->cycle_days[k]
                          : own_quantile(cycles, r->cycle_quantile[k]);
    l.cycle[2] = seed || cycles->n >= ENOUGH ? s->mean_cycle : NAN;
    *out = l;
}

static double rate_of(const struct deals *d, const struct snapshot *s,
                      const struct rule_settings *r, enum group group, size_t i)
{
    const struct group_rate *rate = snapshot_rate(s, d, group, i);

    if (!rate)
        return NAN;
    return r->preset == PRESET_SEED ? rate->raw : rate->shrunk;
}

/* A closed deal keeps the age at which it closed. */
static double age_of(const struct deals *d, const struct snapshot *s, size_t i)
{
    int32_t until = s->day;
    double age;

    if (!d->created || d->created[i] == DATE_NONE)
        return NAN;
    if (d->closed[i] != DATE_NONE && d->closed[i] < until)
        until = d->closed[i];
    age = (double)until - d->created[i];
    return age < 0 ? NAN : age;
}

double rule_stage_limit(const struct snapshot *s, const struct rule_settings *r,
                        int32_t stage)
{
    return own_quantile(&s->stage_days[stage], r->stage_quantile);
}

void rule_facts_at(struct rule_facts *out, const struct deals *d,
                   const struct snapshot *s, const struct rule_settings *r,
                   size_t i)
{
    const struct category *source = &d->groups[GROUP_SOURCE];
    int32_t stage = -1, entered = DATE_NONE;
    struct rule_facts f = {
        .age = age_of(d, s, i),
        .rep_rate = rate_of(d, s, r, GROUP_OWNER, i),
        .industry_rate = rate_of(d, s, r, GROUP_INDUSTRY, i),
        .source_rate = rate_of(d, s, r, GROUP_SOURCE, i),
        .region_rate = rate_of(d, s, r, GROUP_REGION, i),
        .days_in_stage = NAN,
        .stage_limit = NAN,
        .amount = d->amount ? d->amount[i] : NAN,
    };

    if (source->n_labels > 0 && source->code[i] >= 0)
        f.source = source->labels[source->code[i]];
    deals_stage_at(d, i, s->day, &stage, &entered);
    if (stage >= 0) {
        f.stage = d->stage.labels[stage];
        f.stage_limit = rule_stage_limit(s, r, stage);
        if (entered != DATE_NONE && entered <= s->day)
            f.days_in_stage = (double)s->day - entered;
    }
    *out = f;
}

static bool stage_is_slow(const struct rule_facts *f,
                          const struct rule_limits *l,
                          const struct rule_settings *r)
{
    /* The original had no stage dates: the age stood for them. Only its
     * preset repeats that; elsewhere what is unknown scores nothing. */
    double days = isnan(f->days_in_stage) ? f->age : f->days_in_stage;

    if (r->preset == PRESET_ADAPTIVE)
        return f->days_in_stage > f->stage_limit;
    return days > l->stage_days && f->stage.len > 0 &&
           (sv_eq(f->stage, r->stage_names[0]) ||
            sv_eq(f->stage, r->stage_names[1]));
}

static bool source_is_weak(const struct rule_facts *f,
                           const struct rule_limits *l,
                           const struct rule_settings *r)
{
    if (r->preset == PRESET_SEED && f->source.len > 0 &&
        sv_eq(f->source, r->source_name))
        return true;
    return f->source_rate < l->source;
}

static void give(struct rule_points *p, enum rule rule, int tier, double points)
{
    p->points[rule] = points;
    p->tier[rule] = (uint8_t)tier;
}

/* Every comparison is strict, and false where a side is NAN. */
void rules_judge(struct rule_points *out, const struct rule_facts *f,
                 const struct rule_limits *l, const struct rule_settings *r)
{
    struct rule_points p = {0};
    double sum = 0;

    for (int k = 2; k >= 0; k--)
        if (f->age > l->cycle[k])
            give(&p, RULE_CYCLE, k + 1, r->cycle_points[k]);
    for (int k = 1; k >= 0; k--)
        if (f->rep_rate < l->rep[k])
            give(&p, RULE_REP, k + 1, r->rep_points[k]);
    if (f->industry_rate < l->industry)
        give(&p, RULE_INDUSTRY, 1, r->industry_points);
    if (source_is_weak(f, l, r))
        give(&p, RULE_SOURCE, 1, r->source_points);
    if (stage_is_slow(f, l, r))
        give(&p, RULE_STAGE, 1, r->stage_points);
    if (f->amount > l->amount)
        give(&p, RULE_AMOUNT, 1, r->amount_points);
    if (f->region_rate < l->region)
        give(&p, RULE_REGION, 1, r->region_points);
    for (int k = 0; k < RULE_COUNT; k++)
        sum += p.points[k];
    p.total = fmin(sum, r->cap);
    p.cap = p.total - sum;
    *out = p;
}
