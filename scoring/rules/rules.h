/*
 * Rules: seven factors with points, capped at 100. The facts
 * of a deal are gathered first (rule_facts_at), then judged by a pure
 * function, so that the reference file can test the judgement alone.
 */
#ifndef SCORING_RULES_RULES_H
#define SCORING_RULES_RULES_H

#include "scoring/intake/deals.h"
#include "scoring/features/snapshot.h"

enum rule {
    RULE_CYCLE,
    RULE_REP,
    RULE_INDUSTRY,
    RULE_SOURCE,
    RULE_STAGE,
    RULE_AMOUNT,
    RULE_REGION,
    RULE_COUNT
};

/* What the rules look at; NAN or empty where it is not known. */
struct rule_facts {
    double age; /* days since created */
    /* Win rates: raw for seed; for adaptive shrunk, and INFINITY where they
     * are not below the overall one with the probability [rules]
     * rate_certainty (snapshot.h). */
    double rep_rate;
    double industry_rate;
    double source_rate;
    double region_rate;
    struct sv source; /* name of the lead source */
    struct sv stage;  /* name of the stage */
    double days_in_stage;
    double stage_limit; /* adaptive: p75 of that stage */
    double amount;
};

/*
 * Thresholds in force on this day: the same for all deals. NAN where the
 * company has too little history for one (adaptive: fewer than 10 closed
 * cycles, amounts or stays); a comparison with NAN scores nothing. All
 * comparisons are strict, as in the original.
 */
struct rule_limits {
    double cycle[3]; /* days: above [0] most points, … [2] the mean */
    double rep[2];   /* [0] 20th percentile of the reps' raw rates, in both
                        presets; [1] overall rate */
    double industry, source, region; /* win rates to be below */
    double stage_days; /* seed; adaptive uses rule_facts.stage_limit */
    double amount;
};

struct rule_points {
    double points[RULE_COUNT]; /* before the cap */
    uint8_t tier[RULE_COUNT]; /* which of its points: 0 none, 1 the first … */
    double cap;               /* ≤ 0: what the cap takes off */
    double total;             /* sum of points + cap, 0 … 100 */
};

struct rule_settings; /* settings.h */

/* What a rule compares with its limits, and so how they are written. */
enum rule_unit { RULE_DAYS, RULE_RATE, RULE_MONEY };

/*
 * One rule: a line of this table, with the function that finds its limits and
 * the one that judges. Points and limits are named, best first. A new rule
 * needs its name in enum rule, its points and thresholds in struct
 * rule_settings with their lines in settings_keys.c, its limits and facts
 * above, and its line in rules.c; the test scoring_rules_rules says what is
 * missing, and `workbook` and `what-if` whether they follow.
 */
enum { RULE_TIERS = 3 };
extern const struct rule_meta {
    const char *name;  /* "cycle", "rep", … as in the reference file */
    const char *label; /* "Cycle length", "Rep win rate", … */
    enum subject subject;
    const char *key;    /* [rules] has <key>_points, a workbook pts_<key> */
    enum column column; /* no points where it leaks; COLUMN_COUNT: none */
    size_t n_points;
    size_t points_at; /* in struct rule_settings: double[n_points] */
    const char *points[RULE_TIERS]; /* "Cycle: longest", … */
    enum rule_unit unit;
    size_t n_limits;
    size_t limits_at; /* in struct rule_limits: double[n_limits] */
    const char *limits[RULE_TIERS]; /* "Cycle above, days: longest", … */
    const char *limits_note;        /* NULL: none */
    void (*find_limits)(struct rule_limits *out, const struct snapshot *s,
                        const struct rule_settings *r);
    /* Which of its points the deal has: 0 none, 1 the first … n_points. */
    int (*judge)(const struct rule_facts *f, const struct rule_limits *l,
                 const struct rule_settings *r);
} RULES[RULE_COUNT];

/* RULES[rule].n_points points, and .n_limits limits. */
const double *rule_points_of(const struct rule_settings *r, enum rule rule);
const double *rule_limits_of(const struct rule_limits *l, enum rule rule);

struct leaks; /* linter.h */

/*
 * The settings with no points for the factors whose raw field leaks, NULL
 * leaks for none. On open deals such a field says nothing (Maven's
 * close_value is empty until the deal is closed), but a replay would let
 * the rules see how a deal ended, and flatter or damn them by it.
 */
struct rule_settings rules_without_leaks(const struct rule_settings *r,
                                         const struct leaks *leaks);

void rule_limits_at(struct rule_limits *out, const struct snapshot *s,
                    const struct rule_settings *r);
/* Adaptive: the limit of days in a stage; NAN: too few finished stays. */
double rule_stage_limit(const struct snapshot *s, const struct rule_settings *r,
                        int32_t stage);
void rule_facts_at(struct rule_facts *out, const struct deals *d,
                   const struct snapshot *s, const struct rule_settings *r,
                   size_t i);
void rules_judge(struct rule_points *out, const struct rule_facts *f,
                 const struct rule_limits *l, const struct rule_settings *r);

#endif
