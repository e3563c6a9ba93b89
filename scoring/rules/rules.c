#include "scoring/rules/rules.h"

#include <math.h>

#include "scoring/leaks/linter.h"
#include "scoring/settings/settings.h"

/* Fewer observations than this give no threshold of the company's own: a
 * quantile of a handful of deals would be chance. */
enum { ENOUGH = 10 };

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
        if (!isnan(reps->group[g].raw))
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

/* Limits of each rule on a day. */

static void cycle_limits(struct rule_limits *out, const struct snapshot *s,
                         const struct rule_settings *r)
{
    bool seed = r->preset == PRESET_SEED;

    for (int k = 0; k < 2; k++)
        out->cycle[k] = seed ? r->cycle_days[k]
                             : own_quantile(&s->cycles, r->cycle_quantile[k]);
    out->cycle[2] = seed || s->cycles.n >= ENOUGH ? s->mean_cycle : NAN;
}

static void rep_limits(struct rule_limits *out, const struct snapshot *s,
                       const struct rule_settings *r)
{
    out->rep[0] = rep_quantile(s, r->rep_quantile);
    out->rep[1] = s->win_rate;
}

static void industry_limits(struct rule_limits *out, const struct snapshot *s,
                            const struct rule_settings *r)
{
    out->industry = r->preset == PRESET_SEED ? r->industry_rate : s->win_rate;
}

static void source_limits(struct rule_limits *out, const struct snapshot *s,
                          const struct rule_settings *r)
{
    out->source = r->preset == PRESET_SEED ? r->source_rate : s->win_rate;
}

static void stage_limits(struct rule_limits *out, const struct snapshot *s,
                         const struct rule_settings *r)
{
    (void)s;
    out->stage_days = r->preset == PRESET_SEED ? r->stage_days : NAN;
}

static void amount_limits(struct rule_limits *out, const struct snapshot *s,
                          const struct rule_settings *r)
{
    out->amount = r->preset == PRESET_SEED
                      ? r->amount_above
                      : own_quantile(&s->amounts, r->amount_quantile);
}

static void region_limits(struct rule_limits *out, const struct snapshot *s,
                          const struct rule_settings *r)
{
    out->region = r->preset == PRESET_SEED ? r->region_rate : s->win_rate;
}

/* A rep of 63.1% pays for no company of 63.2%. */
static double rate_of(const struct deals *d, const struct snapshot *s,
                      const struct rule_settings *r, enum group group, size_t i)
{
    const struct group_rates *rates = &s->groups[group];
    const struct group_rate *rate = snapshot_rate(s, d, group, i);

    if (!rate)
        return NAN;
    if (r->preset == PRESET_SEED)
        return rate->raw;
    return group_rate_below(rates, rate, s->win_rate) >= r->rate_certainty
               ? rate->shrunk
               : INFINITY;
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
        .source = category_label(source, i),
        .days_in_stage = NAN,
        .stage_limit = NAN,
        .amount = deals_amount_at(d, i, s->day),
    };

    deals_stage_at(d, i, s->day, &stage, &entered);
    if (stage >= 0) {
        f.stage = d->stage.labels[stage];
        f.stage_limit = rule_stage_limit(s, r, stage);
        if (entered != DATE_NONE && entered <= s->day)
            f.days_in_stage = (double)s->day - entered;
    }
    *out = f;
}

/* The judgement of each rule. Every comparison is strict, and false where a
 * side is NAN. */

/* The first of n limits that x is beyond, counted from 1; 0: none. */
static int first_above(double x, const double *limit, int n)
{
    for (int k = 0; k < n; k++)
        if (x > limit[k])
            return k + 1;
    return 0;
}

static int first_below(double x, const double *limit, int n)
{
    for (int k = 0; k < n; k++)
        if (x < limit[k])
            return k + 1;
    return 0;
}

static int judge_cycle(const struct rule_facts *f, const struct rule_limits *l,
                       const struct rule_settings *r)
{
    (void)r;
    return first_above(f->age, l->cycle, 3);
}

static int judge_rep(const struct rule_facts *f, const struct rule_limits *l,
                     const struct rule_settings *r)
{
    (void)r;
    return first_below(f->rep_rate, l->rep, 2);
}

static int judge_industry(const struct rule_facts *f,
                          const struct rule_limits *l,
                          const struct rule_settings *r)
{
    (void)r;
    return f->industry_rate < l->industry;
}

static int judge_source(const struct rule_facts *f, const struct rule_limits *l,
                        const struct rule_settings *r)
{
    return f->source_rate < l->source ||
           (r->preset == PRESET_SEED && f->source.len > 0 &&
            sv_eq(f->source, r->source_name));
}

static int judge_stage(const struct rule_facts *f, const struct rule_limits *l,
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

static int judge_amount(const struct rule_facts *f, const struct rule_limits *l,
                        const struct rule_settings *r)
{
    (void)r;
    return f->amount > l->amount;
}

static int judge_region(const struct rule_facts *f, const struct rule_limits *l,
                        const struct rule_settings *r)
{
    (void)r;
    return f->region_rate < l->region;
}

#define POINTS(member)                                                         \
    .n_points = sizeof(((struct rule_settings *)0)->member) / sizeof(double),  \
    .points_at = offsetof(struct rule_settings, member)
#define LIMITS(member)                                                         \
    .n_limits = sizeof(((struct rule_limits *)0)->member) / sizeof(double),    \
    .limits_at = offsetof(struct rule_limits, member)

const struct rule_meta RULES[RULE_COUNT] = {
    [RULE_CYCLE] = {.name = "cycle",
                    .label = "Cycle length",
                    .subject = SUBJECT_AGE,
                    .key = "cycle",
                    .column = COLUMN_CREATED,
                    POINTS(cycle_points),
                    .points = {"Cycle: longest", "Cycle: long",
                               "Cycle: above the mean"},
                    .unit = RULE_DAYS,
                    LIMITS(cycle),
                    .limits = {"Cycle above, days: longest",
                               "Cycle above, days: long",
                               "Cycle above, days: the mean"},
                    .find_limits = cycle_limits,
                    .judge = judge_cycle},
    [RULE_REP] = {.name = "rep",
                  .label = "Rep win rate",
                  .subject = SUBJECT_REP,
                  .key = "rep",
                  .column = COLUMN_OWNER,
                  POINTS(rep_points),
                  .points = {"Rep: among the lowest", "Rep: below overall"},
                  .unit = RULE_RATE,
                  LIMITS(rep),
                  .limits = {"Rep win rate below: lowest",
                             "Rep win rate below: overall"},
                  .find_limits = rep_limits,
                  .judge = judge_rep},
    [RULE_INDUSTRY] = {.name = "industry",
                       .label = "Industry win rate",
                       .subject = SUBJECT_INDUSTRY,
                       .key = "industry",
                       .column = COLUMN_INDUSTRY,
                       POINTS(industry_points),
                       .points = {"Industry"},
                       .unit = RULE_RATE,
                       LIMITS(industry),
                       .limits = {"Industry win rate below"},
                       .find_limits = industry_limits,
                       .judge = judge_industry},
    [RULE_SOURCE] = {.name = "lead_source",
                     .label = "Lead source",
                     .subject = SUBJECT_SOURCE,
                     .key = "source",
                     .column = COLUMN_LEAD_SOURCE,
                     POINTS(source_points),
                     .points = {"Lead source"},
                     .unit = RULE_RATE,
                     LIMITS(source),
                     .limits = {"Lead source win rate below"},
                     .find_limits = source_limits,
                     .judge = judge_source},
    [RULE_STAGE] = {.name = "stage",
                    .label = "Time in stage",
                    .subject = SUBJECT_STAGE,
                    .key = "stage",
                    .column = COLUMN_COUNT,
                    POINTS(stage_points),
                    .points = {"Time in stage"},
                    .unit = RULE_DAYS,
                    LIMITS(stage_days),
                    .limits = {"Time in stage above, days"},
                    .limits_note = "Adaptive rules use each stage's own limit.",
                    .find_limits = stage_limits,
                    .judge = judge_stage},
    [RULE_AMOUNT] = {.name = "amount",
                     .label = "Deal size",
                     .subject = SUBJECT_AMOUNT,
                     .key = "amount",
                     .column = COLUMN_AMOUNT,
                     POINTS(amount_points),
                     .points = {"Amount"},
                     .unit = RULE_MONEY,
                     LIMITS(amount),
                     .limits = {"Amount above"},
                     .find_limits = amount_limits,
                     .judge = judge_amount},
    [RULE_REGION] = {.name = "region",
                     .label = "Region win rate",
                     .subject = SUBJECT_REGION,
                     .key = "region",
                     .column = COLUMN_REGION,
                     POINTS(region_points),
                     .points = {"Region"},
                     .unit = RULE_RATE,
                     LIMITS(region),
                     .limits = {"Region win rate below"},
                     .find_limits = region_limits,
                     .judge = judge_region},
};

const double *rule_points_of(const struct rule_settings *r, enum rule rule)
{
    return (const double *)((const char *)r + RULES[rule].points_at);
}

const double *rule_limits_of(const struct rule_limits *l, enum rule rule)
{
    return (const double *)((const char *)l + RULES[rule].limits_at);
}

struct rule_settings rules_without_leaks(const struct rule_settings *r,
                                         const struct leaks *leaks)
{
    struct rule_settings kept = *r;

    for (size_t k = 0; k < RULE_COUNT; k++) {
        double *points = (double *)((char *)&kept + RULES[k].points_at);
        if (RULES[k].column == COLUMN_COUNT ||
            !leaks_column(leaks, RULES[k].column))
            continue;
        for (size_t p = 0; p < RULES[k].n_points; p++)
            points[p] = 0;
    }
    return kept;
}

void rule_limits_at(struct rule_limits *out, const struct snapshot *s,
                    const struct rule_settings *r)
{
    *out = (struct rule_limits){0};
    for (size_t k = 0; k < RULE_COUNT; k++)
        RULES[k].find_limits(out, s, r);
}

void rules_judge(struct rule_points *out, const struct rule_facts *f,
                 const struct rule_limits *l, const struct rule_settings *r)
{
    struct rule_points p = {0};
    double sum = 0;

    for (enum rule k = 0; k < RULE_COUNT; k++) {
        int tier = RULES[k].judge(f, l, r);
        p.tier[k] = (uint8_t)tier;
        p.points[k] = tier ? rule_points_of(r, k)[tier - 1] : 0;
        sum += p.points[k];
    }
    p.total = fmin(sum, r->cap);
    p.cap = p.total - sum;
    *out = p;
}
