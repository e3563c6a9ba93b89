/*
 * Scenarios: what is otherwise in another world than in the stationary one,
 * a row each. `dealsense sample --world NAME` plants one; its name and meaning
 * in help and completion come from this table, and a test holds the man page
 * and README to it.
 *
 * A member that is zero is as in the stationary world, whose row is the first
 * and all zero. Days are counted back from world_day(); log odds are those of
 * a loss. To add a world: a row here, and, where no member says what it does,
 * a member and the place in world.c that acts on it. Nothing of a scenario is
 * drawn from the streams of the stationary world, so that two worlds of one
 * seed differ by what the scenario says alone.
 */
#ifndef SAMPLE_SCENARIOS_H
#define SAMPLE_SCENARIOS_H

#include <stdbool.h>
#include <stddef.h>

#include "scoring/base/buf.h"

struct scenario {
    const char *name;
    const char *meaning; /* one line of help */

    /* Nobody and nothing differs. */
    bool even_reps;  /* no rep is better than another */
    bool even_deals; /* nor a source, industry, region, product, account,
                        size */
    bool blind;      /* stays and pushes tell nothing of the fate */

    /* Time. */
    double lost_first; /* P(lost) of an average deal created 730 days ago … */
    double lost_last;  /* … and on world_day() and later, on a line between */
    int step_days;     /* created less than so many days ago … */
    double step;       /* … this is added to the log odds */
    int turned_days;   /* closed less than so many days ago … */
    double turned;     /* … this share of would-be wins is lost */

    /* People and products. */
    double weak_rep;     /* added to P(lost) of the first rep */
    double deals_a_rep;  /* of 730 days; 110 */
    int tenure;          /* days after which another takes a rep's place */
    int hires;           /* average reps, hired … */
    int hire_days;       /* … so many days ago, to whom goes … */
    double hire_share;   /* … this share of all deals created since */
    int launch_days;     /* a product launched so many days ago … */
    double launch_share; /* … is sold in this share of deals since */

    /* How long deals take. */
    double pace_won, pace_lost; /* times the usual stays; 1 */
    double pace_first;  /* of the first product, whatever the size … */
    double pace_others; /* … and of the others */
    double cleaned_up;  /* share of lost deals that stay open until the last
                           day of the quarter */

    /* Amounts. */
    double amount_spread; /* of the log amount; 0.7 */
    double size_effect;   /* log odds a standard deviation of size; 0.25 */
    double signed_at;     /* won deals are signed at this share; 1 */

    /* What goes together (standard deviations of log odds). */
    double interaction;    /* source × region, and industry × size, with no
                              effect of either alone */
    double account_spread; /* of accounts; 0.15 */
    double rep_month;      /* of the deals that a rep created in a month */
    double region_quarter; /* of the deals that a region closes in a quarter */

    /* Quarters. */
    double company_quarter; /* as region_quarter, of all deals */
    double crowded; /* share of the deals whose end is near that of a quarter,
                       before or after it, that close on its last days */
    double pulled;  /* a month before the end of a quarter, share of the open
                       deals past the demo and due in the next whose expected
                       close becomes that end, whether or not they close */

    /* What people write. */
    double edits;     /* of a deal's amount, a day; raised and lowered */
    double optimists; /* share of reps who call most deals a stage too early;
                         the history then dates the forecast categories */

    /* The export. */
    double open_kept; /* share of open deals that it holds; 1 */
};

extern const struct scenario SCENARIOS[];
extern const size_t SCENARIOS_N;

/* NULL: there is none of that name. */
const struct scenario *scenario_find(const char *name);

/* All names, with `between` between two. */
void scenario_names(struct buf *out, const char *between);

#endif
