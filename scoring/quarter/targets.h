/*
 * Targets: what a quarter is to bring in, of the company or of one owner or
 * manager. From [targets] of the configuration
 *
 *     [targets]
 *     2026Q3 = 1200000
 *     2026Q3 Anna Berg = EUR 300,000
 *
 * and from a file (--targets), any table with the columns quarter, owner and
 * amount in any order (quarter, owner or all, amount):
 *
 *     quarter,owner,amount
 *     2026Q3,all,1200000
 *     Q3 FY2026,Anna Berg,300000
 *
 * The file wins over the section where both name the same. A quarter is a
 * fiscal one, named by the year in which its fiscal year ends (date.h). "all"
 * or an empty owner: the company; a name, in any case of letters, is that of
 * an owner, a manager, or both. Nothing is summed: a company whose owners have
 * targets has none until it is given one.
 *
 * Amounts are read as an export's are (amount.h); one in another currency than
 * the report's is converted by [rates], and refused where these lack it. A bad
 * file is one clear line (EXIT_INPUT): file, line, what, what to do.
 */
#ifndef SCORING_QUARTER_TARGETS_H
#define SCORING_QUARTER_TARGETS_H

#include <stdbool.h>
#include <stddef.h>

#include "scoring/intake/deals.h"

struct target {
    int quarter;   /* date.h */
    struct sv who; /* as given; empty: the company */
    double amount; /* > 0; in the report's currency */
};

struct targets {
    size_t n;
    struct target *list; /* n; by quarter, then name */
    size_t n_unknown;
    struct sv *unknown; /* names that are no owner's and no manager's */
    char sha256[65];    /* of the bytes of --targets; empty: none */
};

/* `path` is that of --targets; NULL: none. All of it lives in `run`. */
bool targets_read(struct targets *out, const struct settings *s,
                  const struct deals *d, const char *path, struct arena *run,
                  struct err *err);

/* NAN: none was given. `who` is empty for the company. */
double targets_amount(const struct targets *t, int quarter, struct sv who);

#endif
