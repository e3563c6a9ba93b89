/*
 * Portfolio: win rate, cycle, pipeline, PVS, REI, DQI by
 * quarter, rep and segment; the cycle told by close quarter (the artefact)
 * and by created quarter (Kaplan–Meier); nobody blamed by chance.
 *
 *   PVS = won ACV ÷ (mean cycle days × closed deals)
 *   REI = win rate × mean deal size ÷ mean cycle, of closed deals
 *   DQI = 0–100, mean over open deals of lead source, stage and history
 *         (quality.h)
 *
 * Flagged: a two-sided Poisson-binomial test of the group's wins against what
 * deals that closed in the same quarters after as long won (blame.h) survives
 * Benjamini–Hochberg at 5%, all reps and segments of the pack in one family,
 * and the group is on the worse side; on the other it is said as well. A field that leaks the
 * outcome makes no segments, and no rep is tested where the owner leaks.
 *
 * Figures and codes of labels alone, so that they are the same for every
 * reader of a pack; render/words/ says them. The parts: blame.h (reps,
 * segments, tests), cycle.h, quality.h, over what deal_states.h knows of each
 * deal on as-of.
 */
#ifndef SCORING_PORTFOLIO_PORTFOLIO_H
#define SCORING_PORTFOLIO_PORTFOLIO_H

#include <limits.h>

#include "scoring/intake/context.h"
#include "scoring/leaks/linter.h"
#include "scoring/portfolio/concentration.h"
#include "scoring/portfolio/today.h"
#include "scoring/score/score.h"
#include "scoring/stats/survival.h"

struct group_row {
    enum group group;
    int32_t code; /* of the group's category: its label is the name */
    size_t won, closed, open;
    double win_rate, shrunk; /* NAN without closed deals, or where
                                deals.rate_gap says that none is known */
    struct interval wilson;
    double won_amount, open_amount, at_risk; /* currency; NAN where there are
                                                such deals, none with an
                                                amount */
    double mean_size, mean_cycle;            /* closed deals; NAN */
    double rei, pvs;                         /* NAN where not defined */
    double expected; /* wins, of deals that closed in the same quarter after as
                        long (blame.h); NAN: not tested */
    double p, p_adjusted; /* NAN: not tested (fewer than 10 closed) */
    bool flagged;         /* worse than expected, beyond chance */
    bool better;          /* the other side of the same test */
};

struct close_quarter {
    int quarter;
    size_t deals;
    double mean_days;
};

struct created_quarter {
    int quarter;
    struct km_median km;
    bool whole; /* the export seems to hold all of its deals (cycle.h) */
};

struct cycle {
    int fiscal_month; /* that its quarters start from */
    size_t n_close, n_created;
    struct close_quarter *close;       /* by date */
    struct created_quarter *created;   /* by date */
    double naive_change_pct;           /* last ÷ first close quarter; NAN */
    double logrank_p;                  /* over created quarters; NAN */
    struct interval median_difference; /* newest − oldest cohort, days */
    double median_change;              /* the same, estimate */
    bool changed;                      /* p < 0.05 and interval without 0 */
    bool differ;                       /* log-rank p < 0.05 */
    /* The cohorts that the difference is of; the same twice: only one has a
     * median and its interval, NULL: none has. */
    const struct created_quarter *oldest, *newest;
    /* Of those that are not whole the last that may lack quick deals, and the
     * first that may lack slow ones; NULL: none. */
    const struct created_quarter *no_quick, *no_slow;
    /* The newest that holds far fewer deals than those before it, and the
     * median of those; the newest that open deals without a start date could
     * change much. NULL: none. */
    const struct created_quarter *thin, *blurred;
    double usual;
    int32_t first_close; /* of all closed deals; DATE_NONE: none */
    size_t undated; /* deals without a start date, which are in no cohort */
    size_t undated_open; /* of them, open */
    size_t n_incidence;
    struct incidence *incidence; /* at 15, 30, 60, 90, 120, 180, 365 days */
    size_t n_curve;
    struct incidence *curve; /* the same from 0 to the longest follow-up, every
                                5 days or, past 2,000, coarser */
    size_t lives;            /* deals in incidence and curve */
    size_t closes;           /* deals in close */
};

struct outcome_quarter {
    int quarter; /* of closing */
    size_t won, closed;
    double win_rate, won_amount, pvs;
};

/* No quarters, and so beyond all of them. */
#define QUARTER_OVERDUE INT_MIN
#define QUARTER_UNKNOWN INT_MAX

struct at_risk_quarter {
    int quarter; /* of expected close; QUARTER_OVERDUE: past it, the first
                    row; QUARTER_UNKNOWN: the last */
    size_t deals;
    double amount, at_risk, expected_loss; /* NAN: none has an amount */
};

/* What plain counting of the open deals finds. */
enum concern {
    CONCERN_CRITICAL,
    CONCERN_OVERDUE, /* as score/warnings.h has them */
    CONCERN_QUIET,
    CONCERN_UNPRICED, /* no amount */
    CONCERN_UNOWNED,
    CONCERN_UNDATED, /* no start date */
    CONCERN_COUNT
};
struct concern_count {
    size_t deals, of; /* of: open deals of which it can be said */
    double amount;    /* known amounts of `deals` */
};

struct money {
    /* Sums; NAN when open deals exist and none has an amount. */
    double pipeline, at_risk, expected_loss, protection_potential;
    /* Holds the loss in 80% of cases, as far as replays tell (dollars.h);
     * NAN: no replay, or no expected loss. */
    struct interval loss80;
    size_t loss_replays; /* that it rests on */
    double save_rate;
    size_t without_amount; /* open deals that no sum can count */
};

struct level_total {
    size_t deals;
    double amount; /* NAN: deals, and none with an amount */
};

struct portfolio {
    size_t total, open, won, lost; /* created on or before as-of */
    double win_rate; /* NAN: no closed deal, or deals.rate_gap; and so PVS,
                        and the rates, REI and tests of groups */
    struct interval win_rate_ci;
    double mean_cycle, pvs, dqi; /* NAN where not defined */
    struct level_total levels[LEVEL_COUNT];
    struct money money;
    size_t n_reps;
    struct group_row *reps; /* by closed deals, then code */
    size_t n_segments;
    struct group_row *segments; /* industry, region, product, source,
                                   manager, own categories; ≤ 50 labels */
    size_t family;              /* tests in the one family */
    size_t n_flagged_reps, n_flagged_segments;
    size_t n_better; /* reps and segments */
    double smallest_p; /* adjusted; NAN: nobody is tested */
    struct cycle cycle;
    size_t n_outcomes;
    struct outcome_quarter *outcomes; /* by date */
    size_t n_at_risk;
    struct at_risk_quarter *at_risk; /* overdue, by date, unknown */
    struct concern_count concerns[CONCERN_COUNT];
    struct today today;
    struct concentration concentration;
};

/* The row of at_risk in which an open deal counts. */
int portfolio_closes_in(const struct score *score, int fiscal_month);

void portfolio_compute(struct portfolio *out, const struct context *ctx,
                       const struct scores *scores, const struct leaks *leaks);

/* Open deals that are HIGH or CRITICAL. */
static inline size_t portfolio_deals_at_risk(const struct portfolio *p)
{
    return p->levels[LEVEL_HIGH].deals + p->levels[LEVEL_CRITICAL].deals;
}

/* Is there a past to judge risk by? One manager's deals may have none of their
 * own, and be judged by the company's. */
static inline bool portfolio_judges(const struct portfolio *p)
{
    return p->won || p->lost || portfolio_deals_at_risk(p);
}

#endif
