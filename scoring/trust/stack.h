/*
 * Stack: the two learners put together (Wolpert 1992; Breiman 1996). A forest
 * sees interactions, an additive model sees sums, and no company is told
 * beforehand which it is; so what each has shown on past days decides.
 *
 *   logit of the raw chance = Σ share × logit of the learner
 *
 * with shares ≥ 0 that sum to 1; level and scale are the calibrator's
 * (calibrate.h), so that P(lost) = g(w₀ + Σ wₘ·logitₘ) with wₘ = b × share.
 * The forest's chance is cut as the calibrator cuts it.
 *
 * Shares are fitted by logistic regression of what happened on both logits,
 * with slopes ≥ 0, over the rows of past replays. A prior draws the two slopes
 * to each other (their difference is 0 give or take ¼): with few rows the mean
 * of two estimates is safer than a choice between them, with many the rows
 * decide. A learner whose slope is 0, or that adds nothing to the ranking of
 * the other (the AUC of both together minus that of the other alone), gets no
 * share. A gain that is within its interval keeps its learner: on 1,000 rows
 * the gain of the better of the two often is, and to choose between them costs
 * most where least is known.
 */
#ifndef SCORING_TRUST_STACK_H
#define SCORING_TRUST_STACK_H

#include <stdbool.h>

#include "scoring/stats/evaluate.h"

enum learner { LEARNER_FOREST, LEARNER_ADDITIVE, LEARNERS };

struct stack {
    double share[LEARNERS]; /* ≥ 0; they sum to 1 */
};

/* What the learners say of the rows of past days. */
struct stack_rows {
    struct outcome_rows rows;
    const double *logit[LEARNERS]; /* rows.n each */
};

enum { STACK_ALL = -1 }; /* no stratum is left out */

/* From the rows of every stratum but one. Without two outcomes, or where no
 * learner has a positive slope, the shares are equal. */
void stack_fit(struct stack *out, const struct stack_rows *r, int left_out,
               struct arena *scratch);

/* The same with both learners, whatever either adds: its slopes alone count. */
void stack_slopes(struct stack *out, const struct stack_rows *r, int left_out);

/* Takes its share from the learner that adds least, where that is nothing. */
void stack_drop(struct stack *s, const double adds[LEARNERS]);

/* Equal shares: nothing is known of either. */
void stack_equal(struct stack *out);

double stack_logit(const struct stack *s, double forest, double additive);

/* Does it read the learner? */
static inline bool stack_has(const struct stack *s, enum learner m)
{
    return s->share[m] > 0;
}

#endif
