/*
 * Landing: what this fiscal quarter and the next will close at, in won and in
 * lost money, with a range and the record of both at this company.
 *
 *     struct horizon_wish wish;
 *     landing_wish(&wish, as_of, settings->fiscal_month);
 *     horizons_compute(&horizons, &ctx, &leaks, &wish);
 *     landing_compute(&landing, &ctx, &horizons, &targets);
 *
 * The landing of an ending (won, lost) is the sum of
 *   so_far   what has ended so since the quarter's first day, to the cent;
 *   open     Σ p·amount over the deals open on as_of, p the chance that the
 *            deal ends so in the rest of the quarter (horizons.h, at the days
 *            that are left; of the next quarter p by its end less p by the end
 *            of this one), amount that of as_of × `ratio` × `level` × `blend`;
 *   created  deals not yet created: `blend` × the mean, over the LANDING_YEAR
 *            newest past quarters, of what came in from the same day of the
 *            quarter on, of deals created after that day.
 * `ratio` is what deals ended with ÷ what they stood at on the same day of
 * past quarters, where the history dates amounts, else 1.
 *
 * `level` goes half the way from 1 to what open deals brought ÷ what their
 * chances told, over the (other) past quarters: chances that are right of deals
 * need not be of their money.
 *
 * `blend` takes what open deals and new business bring, together, two fifths of
 * the way to METHOD_AVERAGE's rest: two forecasts that err apart err less in
 * between (Bates and Granger 1969). On 198 planted days the deals alone were off
 * by 8.6%, the average by 9.7%, the blend by 8.4%; what was learnt from eight
 * past quarters for its share did no better. It asks for three past quarters,
 * and halves or doubles at most. All three are the company's, so that parts add up to it.
 *
 * The same day of a past quarter is the one with as many days left, but not
 * before the quarter's first day; quarters have 89 to 92 days, and the days
 * that each has left are its own. A past quarter counts where the export
 * reaches back to its first day.
 *
 * Two baselines, judged on the same past quarters:
 *   METHOD_AVERAGE  so far + the mean of what the LANDING_YEAR quarters before
 *                   brought from the same day on;
 *   METHOD_CRM      so far + the amounts of open deals whose expected close
 *                   lies in the quarter, in full. Of past days known only
 *                   where the history dates expected closes (crm_dated).
 * Where the model's mean absolute error on past quarters is not smaller than
 * LANDING_CLOSE times the average's, or the model says nothing, the average is
 * told (`method`): where deals tell nothing both say nearly the same, and chance
 * alone would choose between them.
 *
 * The range. What the model says of the rest of the quarter is a distribution:
 * each deal comes in or does not (spread.h: Poisson-binomial with amounts; Hong
 * 2013), new business is normal. Independent deals know nothing of a bad
 * quarter, so deviations from its mean m are stretched by `scale`, a split
 * conformal quantile (Lei et al. 2018) of this method's own errors:
 *     score of past quarter k = error ÷ (distance from its mean to its lower
 *                               or upper LANDING_LEVEL bound, on that side)
 *     scale = the LANDING_LEVEL·(n + 1)-th smallest of n scores, interpolated
 *     range = so_far + m − scale·(m − lower) … so_far + m + scale·(upper − m)
 * never below so_far. n quarters bear no level above n ÷ (n + 1): with fewer
 * than LANDING_LEAST there is no range, and `gap` says why. The average has a
 * range of the same make, its distribution normal. `held`: past quarter k lies
 * in the range that the scores of the *other* quarters give it.
 *
 * Law of time: a replay of day T uses what was known on T: deals created, closed
 * and amounts by T, chances from a forest of T, new business, ratio and average
 * from quarters that had ended by T. Only the calibration of the chances,
 * `level` and `scale` are leave-one-out (horizons.h). The chances of now are
 * held to P(lost) (outlook.h), those of replays are the horizons' own: no
 * P(lost) of most of their days is known. `dealsense backtest --landing` runs
 * whole days as they would have run, P(lost) with them (landing_backtest.h).
 *
 * A static page can recompute a landing, its range and the chance of its target
 * where a reader says that a deal is won, lost or pushed out: take the deal out
 * of the open ones, or into so_far, build the distribution of spread.h from
 * `deals` (p, amount × landing_rate()) and created, created_variance, and
 * stretch it by `scale`.
 * Not where the average is told: it knows no deal.
 *
 * Money is in the report's currency; NAN: not known, and so not shown. All of
 * it lives in ctx->run.
 */
#ifndef SCORING_QUARTER_LANDING_H
#define SCORING_QUARTER_LANDING_H

#include <math.h>

#include "scoring/quarter/spread.h"
#include "scoring/quarter/targets.h"
#include "scoring/stats/stats.h"
#include "scoring/trust/horizons.h"

enum {
    LANDING_PAST = HORIZON_REPLAYS, /* past quarters that judge, at most */
    LANDING_YEAR = 4,   /* quarters that an average is of, at most */
    LANDING_LEAST = 4,  /* past quarters that a range asks for */
    LANDING_HINGES = 10,
    LANDING_FAN = 12
};
#define LANDING_LEVEL 0.8 /* of every range */
#define LANDING_BLEND 0.4  /* of the way to the average */
#define LANDING_CLOSE 0.97 /* errors nearer than that tell nothing apart */
/* What hinges must hold of the uncertainty together, and the chance that one of
 * them must have, if they are to decide anything. */
#define LANDING_HINGES_SHARE 0.15
#define LANDING_HINGES_CHANCE 0.01

enum landing_when { THIS_QUARTER, NEXT_QUARTER, LANDING_WHENS };

enum landing_method { METHOD_MODEL, METHOD_AVERAGE, METHOD_CRM, METHOD_COUNT };
const char *landing_method_name(enum landing_method m); /* "model", … */

/* Why there is no landing, or no range. */
enum landing_gap {
    LANDING_KNOWN,
    LANDING_NO_AMOUNTS, /* the export has none, or they cannot be summed */
    LANDING_NO_PAST,    /* no past quarter: neither model nor average */
    LANDING_FEW_PAST,   /* fewer than LANDING_LEAST to judge a range by */
    LANDING_OVER        /* the quarter's last day: nothing is left to come */
};
const char *landing_gap_name(enum landing_gap g); /* "few past quarters"; ""
                                                     for LANDING_KNOWN */

/* One past quarter, as told on its same day and as it came. */
struct landing_past {
    int quarter;      /* date.h */
    int32_t day, end; /* the replay day, the last day of the quarter */
    double so_far;    /* on that day */
    double truth;     /* at the end, as the export has it now */
    double from_open, from_created; /* truth − so_far, of deals open on that
                                       day and of those created after it */
    double told[METHOD_COUNT];           /* landings; NAN: none */
    struct interval range[METHOD_COUNT]; /* by the other quarters' scores; NAN
                                            for METHOD_CRM, and if too few */
    double score[METHOD_COUNT];          /* conformal; NAN */
};

/* How a method did on the past quarters that it can be judged by. */
struct landing_record {
    size_t n;      /* quarters that it told */
    double bias;   /* mean (told − truth); NAN: n is 0 */
    double error;  /* mean |told − truth| */
    double share;  /* Σ |told − truth| ÷ Σ truth: the error as a share */
    size_t judged, held; /* quarters with a range, and within it */
    bool tells; /* n is LANDING_LEAST or more, and in one of them at least
                   something was left to come: else the figures above say
                   nothing of how far off the method is */
};

/* What one ending adds up to in one quarter. */
struct landing_money {
    size_t ended; /* deals that have ended so in the quarter, on as_of */
    double so_far, open, created;
    double created_variance; /* of what the deals not yet created bring */
    double ratio;            /* of amounts, in `open` already; 1 */
    size_t ratio_deals;      /* past deals that it is from; 0: not dated */
    double blend;            /* in `open` and `created` already; 1 */
    double level;            /* in `open` already; 1: too few past quarters */
    double told[METHOD_COUNT]; /* so_far + rest, by each method; NAN */
    enum landing_method method;
    double landing;        /* told[method]; NAN: gap says why */
    struct interval range; /* at LANDING_LEVEL; NAN: gap says why */
    enum landing_gap gap;  /* LANDING_KNOWN: landing and range are known */
    double scale; /* of the deviations; NAN: no range. Of `method` */
    double sd;    /* of the rest by `method`, before it is stretched */
    struct landing_record record[METHOD_COUNT];
    size_t n_past;
    struct landing_past past[LANDING_PAST]; /* newest first */
};

/* What `open` takes of each dollar of an open deal: ratio × level × blend. */
double landing_rate(const struct landing_money *m);

/* Open deals against what is still needed, with what past quarters had. */
struct landing_cover {
    double now;               /* ÷ gap of the target; NAN */
    size_t n;                 /* past quarters behind the three below */
    double median, low, high; /* same day of past quarters: the same amounts ÷
                                 what was won from then on; low, high: least
                                 and most. NAN: n is 0 */
};

struct landing_target {
    double amount;   /* NAN: none was given, and nothing below is known */
    double attained; /* so_far ÷ amount */
    double gap;      /* amount − so_far, ≥ 0 */
    bool reached;    /* gap is 0 */
    double chance;   /* of landing ≥ amount, 0.001 … 0.999; NAN: reached, or no
                        range */
    double due;      /* open amounts with an expected close in the quarter;
                        NAN: the export has no expected close */
    struct landing_cover by_due;  /* due ÷ gap; past: where dated */
    struct landing_cover by_open; /* all open amounts ÷ gap */
};

/* A deal that holds much of what is uncertain. */
struct landing_hinge {
    uint32_t deal;    /* index in deals */
    double p, amount; /* of ending won in the quarter; on as_of */
    double share;     /* p(1 − p)·(amount × landing_rate())² ÷ the variance of
                         the rest of METHOD_MODEL, new business with it */
};

struct landing_quarter {
    int quarter;           /* date.h, of the settings' fiscal year */
    int32_t start, end;    /* first and last day */
    int32_t days_left;     /* end − as_of; 0: as_of is the last day */
    struct landing_money money[ENDING_COUNT];
    struct landing_target target;
    size_t n_hinges;
    struct landing_hinge hinge[LANDING_HINGES]; /* largest first */
    double hinges_share; /* Σ of theirs; NAN: no variance */
    bool hinges_decide;  /* they hold LANDING_HINGES_SHARE or more, and one of
                            them has a chance of LANDING_HINGES_CHANCE or more */
};

/* Money won by day: won[k] is what was won from `start` up to start + k. */
struct landing_path {
    int quarter;
    int32_t start;
    size_t n;      /* days: this quarter's up to as_of, past ones' all */
    double *won;   /* n */
    double total;  /* at the end; of this quarter NAN */
};

/* Where the quarter is expected to stand on a day to come. */
struct landing_fan {
    int32_t day;
    double expected;       /* so far + chances by that day; METHOD_MODEL */
    struct interval range; /* as the quarter's, with its scale; NAN: none */
};

/* Whose deals. Managers are all there; owners that have enough deals, or a
 * target. */
enum landing_of { LANDING_COMPANY, LANDING_MANAGER, LANDING_OWNER };
const char *landing_of_name(enum landing_of of); /* "company", … */

struct landing_scope {
    enum landing_of of;
    int32_t code;  /* in deals.groups[GROUP_MANAGER or GROUP_OWNER]; −1 */
    bool enough;   /* deals for a landing of its own to say something */
    size_t open, no_amount; /* open deals; those of them without an amount */
    struct landing_quarter quarter[LANDING_WHENS];
    size_t n_paths;
    struct landing_path path[1 + LANDING_PAST]; /* this quarter, then past ones,
                                                   newest first */
    size_t n_fan;
    struct landing_fan fan[LANDING_FAN]; /* as_of, …, the quarter's end; of a
                                            manager or an owner these two */
};

/* An open deal: columns won_by_quarter_end, won_by_next_quarter_end. */
struct landing_deal {
    uint32_t deal; /* index in deals */
    double amount; /* on as_of; a landing takes it times landing_rate(); NAN:
                      it has none */
    double by[ENDING_COUNT][LANDING_WHENS]; /* chance to have ended so by the
                                     quarter's end; never 0 or 1; NAN */
    bool due[LANDING_WHENS]; /* expected close lies in the quarter */
};

struct landing {
    int32_t as_of;
    int fiscal_month;
    enum landing_gap gap; /* of the company's landing of this quarter; where it
                             is NO_AMOUNTS or NO_PAST, there is no scope */
    bool chances;         /* deals have chances: horizons.h knows them */
    bool amounts_dated;   /* else replays take the export's amounts */
    bool crm_known, crm_dated; /* expected closes: of now; of past days */
    bool unpriced[ENDING_COUNT]; /* deals have ended so, and none of them has an
                                    amount: their sums are not known, NAN, with
                                    LANDING_NO_AMOUNTS; of won ones that is the
                                    landing's gap */
    size_t n_deals;
    struct landing_deal *deals; /* open on as_of, by index in deals */
    size_t n_scopes;
    struct landing_scope *scopes; /* the company's, managers' by landing, then
                                     owners' by landing, both largest first */
    const struct targets *targets; /* as given */
};

/* What horizons_compute() is to be asked for: the days left of this quarter
 * and of the next, now and on the replay days, which are the same day of past
 * quarters. */
void landing_wish(struct horizon_wish *out, int32_t as_of, int fiscal_month);

/* `h` may know nothing: then the average alone is told. targets: may be NULL. */
void landing_compute(struct landing *out, const struct context *ctx,
                     const struct horizons *h, const struct targets *targets);

/* Was anything left to come on that day, as told or in truth? Where not, nothing
 * was foreseen. False where the method told nothing. */
static inline bool landing_foresaw(const struct landing_past *p,
                                   enum landing_method by)
{
    return isfinite(p->told[by]) &&
           (p->truth > p->so_far || p->told[by] > p->so_far);
}

/* Do past quarters say anything of how right it is? On a quarter's last day
 * there is nothing left to be right about. */
static inline bool landing_is_judged(const struct landing_money *m)
{
    return m->n_past && m->gap != LANDING_OVER;
}

/* Is a landing of this quarter or of the next known? */
bool landing_is_told(const struct landing_scope *s);

/* Is there money to draw: won by now, expected, or won in a past quarter? */
bool landing_has_money(const struct landing_scope *s);

/* The chances of deal i; NULL: not open on as_of. */
const struct landing_deal *landing_deal_of(const struct landing *l, uint32_t i);

/* The scope of a manager or an owner; NULL: none. */
const struct landing_scope *landing_scope_of(const struct landing *l,
                                             enum landing_of of, int32_t code);

/* What a manager's pack shows: his own scope in the company's place, the owners
 * whose open deals are all his, and his deals. */
void landing_narrow(struct landing *out, const struct landing *in,
                    const struct deals *d, int32_t manager, struct arena *run);

#endif
