/*
 * Trust file: the parts of model.dsm that say how far to trust the model, and
 * its additive learner, in either direction of a codec. For model_file.c only.
 */
#ifndef SCORING_TRUST_TRUST_FILE_H
#define SCORING_TRUST_TRUST_FILE_H

#include "scoring/base/codec.h"
#include "scoring/trust/drift.h"
#include "scoring/trust/holdout.h"

/* Not ok: a slope that is not positive. */
void code_calibrator(struct codec *c, struct calibrator *g);
void code_holdout(struct codec *c, struct holdout *h);
/* Not ok: shares below 0, or that do not sum to 1. */
void code_stack(struct codec *c, struct stack *s);
/* Not ok: what is not finite or not in order. The model is the caller's, also
 * where it is not ok. */
void code_additive(struct codec *c, struct additive *a, size_t columns);
/* Not ok: a mean |SHAP| below 0. */
void code_importance(struct codec *c, struct importance *w);
void code_drift(struct codec *c, struct drift *drift);

#endif
