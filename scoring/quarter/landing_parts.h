/*
 * Landing parts: what landing*.c share. Private to this room.
 *
 * A moment is today or the same day of a past quarter; a tally is what one
 * group of deals (the company's, a manager's, an owner's) had on it and what
 * came of that by as_of; `said` is what the chances were on it.
 */
#ifndef SCORING_QUARTER_LANDING_PARTS_H
#define SCORING_QUARTER_LANDING_PARTS_H

#include "scoring/quarter/landing.h"

/* Today, the past quarters that judge, and those that these learn from. */
enum { MOMENTS = 2 * LANDING_PAST + 2 };

struct moment {
    int quarter;
    int32_t start, day, end, next_end; /* next_end: of the quarter after */
    bool whole; /* the export reaches back to `start` */
};

/* Money that ended one way in one period after the moment. */
struct tally_period {
    size_t open_deals;
    double open, open_then; /* of deals open on the day: at their end, then */
    double created;         /* of deals not open on the day */
};

struct tally {
    size_t open, no_amount, dated; /* open deals; dated: with an expected
                                      close that was known on the day */
    double open_amount, due[LANDING_WHENS];
    size_t won; /* deals, in the whole quarter, as far as as_of tells */
    size_t done[ENDING_COUNT]; /* deals that ended so by the day */
    double so_far[ENDING_COUNT];
    struct tally_period ended[ENDING_COUNT][LANDING_WHENS];
};

/* The deals open on a moment's day and their chances. */
struct said {
    size_t moment, n;
    bool known[LANDING_WHENS];
    const uint32_t *deal;
    double *amount;                           /* n, on the day */
    double *by[ENDING_COUNT][LANDING_WHENS];  /* n */
};

struct group_of {
    enum landing_of of;
    int32_t code;
};

struct quarter_stage {
    const struct context *ctx;
    const struct horizons *h;
    const struct targets *targets;
    struct moment moment[MOMENTS];
    bool crm_known, crm_dated;
    bool unpriced[ENDING_COUNT];
    size_t n_groups; /* the company, all managers, all owners */
    struct group_of *group;
    struct tally *tally; /* n_groups × MOMENTS */
    size_t n_said;
    struct said said[1 + LANDING_PAST];
    /* Σ p·amount of the company, × the ratio of amounts; NAN: not told, or of a
     * past moment of which it is not known what came. */
    double told_open[ENDING_COUNT][LANDING_WHENS][MOMENTS];
    struct arena work; /* until landing_compute() returns */
    struct arena part; /* until a scope is filled */
};

/* What one group, quarter and ending is asked for. */
struct question {
    struct quarter_stage *g;
    size_t group;
    enum landing_when when;
    enum ending ending;
};

/* landing_moments.c */
/* The first day of which the export tells. */
int32_t landing_first_day(const struct deals *d);
void moments_fill(struct moment out[MOMENTS], int32_t as_of, int fiscal_month,
                  int32_t first);
bool moment_known(const struct moment *m, enum landing_when when,
                  int32_t as_of);

/* landing_tally.c */
void tallies_fill(struct quarter_stage *g);
const struct tally *tally_at(const struct quarter_stage *g, size_t group,
                             size_t moment);
bool group_holds(const struct quarter_stage *g, size_t group, uint32_t deal);

/* landing_said.c */
void said_fill(struct quarter_stage *g);
const struct said *said_at(const struct quarter_stage *g, size_t moment);

/* landing_rest.c: what each method says of the rest of the period. */
struct rest {
    double mean, sd; /* NAN: it says nothing */
    double down, up; /* from the mean to its bounds of LANDING_LEVEL */
    double open, created, created_variance; /* METHOD_MODEL */
    double ratio, level, blend;
    size_t ratio_deals;
    struct spread spread; /* of METHOD_MODEL */
};
/* After said_fill(): what the chances told on each moment. */
void told_fill(struct quarter_stage *g);
double level_find(const struct question *q, size_t moment);
double blend_find(const struct question *q, size_t moment);
void rest_model(struct rest *out, const struct question *q, size_t moment,
                struct arena *a);
void rest_average(struct rest *out, const struct question *q, size_t moment);
/* NAN: not known. */
double rest_crm(const struct question *q, size_t moment);
/* Past moments that may teach `moment`, the newest first; at most `most`. */
size_t moments_before(size_t out[MOMENTS], const struct question *q,
                      size_t moment, size_t most);
/* The chance of the i-th deal of `s` to end so in the period. */
double chance_in(const struct said *s, const struct question *q, size_t i);
/* Mean and bounds from `spread` and created; of an average from created. */
void rest_bounds(struct rest *out, bool average);
void mean_of(double *mean, double *variance, const double *x, size_t n);

/* landing_record.c */
double conformal(const double *scores, size_t n, double level);
/* `rest`: what the model and the average say of what is left. */
void money_fill(struct landing_money *out, struct rest rest[METHOD_CRM],
                const struct question *q);
struct interval range_of(double so_far, const struct rest *r, double scale);

/* landing_target.c */
void target_fill(struct landing_target *out, const struct question *q,
                 const struct landing_money *m, const struct rest *rest);

/* landing_scope.c */
/* Is the group to have a landing of its own? */
bool scope_wanted(const struct quarter_stage *g, size_t group);
void scope_fill(struct landing_scope *out, struct quarter_stage *g,
                size_t group, struct arena *run);

/* landing_path.c: won by day, and where it is expected to stand. */
void paths_fill(struct landing_scope *out, const struct quarter_stage *g,
                size_t group, struct arena *run);
void fan_fill(struct landing_scope *out, struct quarter_stage *g);

#endif
