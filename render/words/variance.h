/*
 * Variance: a figure of the last run beside today's, with its sign and, where
 * one of the two is the better one, a word for it. Sign and word hold without
 * colours: for who cannot tell red from green, on grey paper, when read aloud.
 *
 * Money at risk, or expected to be lost, is worse where both it and its share
 * of the pipeline have grown: of more pipeline alone more is at risk. It is
 * better where both fell, and would have with the deals that were lost since:
 * who has lost what was at risk has saved nothing. Else there is a sign and no
 * word. A pipeline that grows is neither: deals that nobody closes make it
 * grow, too.
 */
#ifndef RENDER_WORDS_VARIANCE_H
#define RENDER_WORDS_VARIANCE_H

#include "render/words/words.h"
#include "scoring/portfolio/followup.h"

/* Sums that every run says of the whole. */
enum total { TOTAL_PIPELINE, TOTAL_AT_RISK, TOTAL_EXPECTED_LOSS, TOTALS };

enum verdict { VERDICT_NONE, VERDICT_BETTER, VERDICT_WORSE };

struct variance { /* texts empty: not compared */
    enum verdict verdict;
    struct sv change; /* "+$900K, worse", "−$1.2M", "no change" */
    struct sv was;    /* "was $3.9M" */
    struct sv before; /* "was $3.9M on 22 Jun" */
};

double words_total(const struct trend_point *run, enum total total);

/* Of all that stand in the runs; those by score only where both runs scored
 * alike. `c` may be NULL: no history store. */
void words_variances(struct variance out[TOTALS], const struct words *w,
                     const struct followup *c);

/* "+3", "−2"; "±0" where nothing changed. */
struct sv words_count_change(const struct words *w, size_t before, size_t now);

#endif
