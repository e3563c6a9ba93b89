/*
 * Alarms: what of this run cannot wait for somebody to open the pack.
 *
 * A CRITICAL deal is news when the last run did not see it, when it was lower
 * then, or when it was CRITICAL and its score has risen by FOLLOWUP_MOVED
 * points. Scores that were not made alike are not compared (followup.h):
 * then only deals that were not there at all are news. On a first run all
 * are; when the history store could not be read, none is, for nobody knows.
 *
 * The number of HIGH and CRITICAL deals is up when it grew by the share
 * [alerts] volume_up at least, and beyond chance. The growth is what came minus
 * what left (fell, closed or vanished). If deals came and left at one rate,
 * both counts would be Poisson with the same mean, and what came, given the sum
 * of both, binomial with 1/2 (Przyborowski and Wilenski 1940): the two-sided
 * exact p of that is below 0.05. Five that came while none left are no news,
 * six are. Comparing two shares of the pipeline would be wrong, since most
 * deals are in both.
 */
#ifndef SCORING_PORTFOLIO_ALARMS_H
#define SCORING_PORTFOLIO_ALARMS_H

#include "scoring/portfolio/followup.h"

enum alarm_kind {
    ALARM_NEW,  /* not seen by the last run */
    ALARM_ROSE, /* lower then, CRITICAL now */
    ALARM_WORSE /* CRITICAL then, and higher now */
};
const char *alarm_name(enum alarm_kind kind); /* "new", "rose", "worse" */

struct alarm {
    enum alarm_kind kind;
    uint32_t rank; /* index in scores.list */
    double before; /* shown score then; NAN: not seen */
    enum level level_before;
};

struct volume {
    bool known;         /* both runs counted alike */
    size_t before, now; /* HIGH and CRITICAL deals */
    size_t entered, left;
    double p; /* of no change in the rates; NAN: nothing moved */
    bool up;  /* news */
};

struct alarms {
    size_t n;
    struct alarm *list; /* by rank: the riskiest first */
    struct volume volume;
};

void alarms_compute(struct alarms *out, const struct context *ctx,
                    const struct scores *scores, const struct track *track,
                    const struct followup *card);

/* Sum of their known amounts; NAN: none is known. */
double alarms_amount(const struct alarm *list, size_t n,
                     const struct scores *scores, const struct deals *d);

#endif
