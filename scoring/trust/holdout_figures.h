/*
 * Figures of the forward holdout: everything that struct holdout prints,
 * from the pooled rows of its replays. Apart from holdout.c so that it can
 * be tested on rows whose figures are known.
 */
#ifndef SCORING_TRUST_HOLDOUT_FIGURES_H
#define SCORING_TRUST_HOLDOUT_FIGURES_H

#include "scoring/trust/holdout.h"

/* A row is a deal that was open on a replay date and has been resolved. */
struct pooled {
    size_t n;
    uint8_t *lost;    /* 1: lost */
    uint32_t *deal;   /* index in deals */
    uint8_t *stratum; /* number of the replay, 0 … n_replays − 1 */
    double *amount;   /* NAN: not known */
    double *raw;      /* the model of that day, 0 … 1 */
    /* n; what each learner said. NULL: not told apart, and raw stands. */
    double *logit[LEARNERS];
    struct stack *stacks;      /* of each replay, by the others; then of all */
    struct auc adds[LEARNERS]; /* what each adds (holdout.h) */
    double *points;            /* rule points on that day, 0 … 100 */
    double *base_rate;         /* share lost that was known on that day */
    /* What befalls one row may befall the others of its group (evaluate.h). */
    size_t n_groupings;
    struct grouping grouping[GROUPINGS_MAX];
    /* cols × repeats × room: its logit with a column permuted; NULL: none */
    size_t room, cols, repeats;
    double *permuted;
};

/* Room for `rows`; n is 0 and nothing is permuted. */
void pooled_init(struct pooled *out, size_t rows, struct arena *a);

/* Finds the shares on what the learners said, and puts raw together. */
void pooled_stack(struct pooled *p, size_t replays, struct arena *a);

/* All rows by these shares, into out[p->n]. */
void pooled_combine(double *out, const struct pooled *p, const struct stack *s);

/* Fills all but the replays (n_replays, their counts, what they predicted),
 * which are there already. Of the context, no deal and no day. */
void holdout_figures(struct holdout *out, const struct context *ctx,
                     const struct pooled *p);

/* The flags of each replay and of all, in holdout_flags.c: score[p->n] is
 * the hybrid's, 0 … 100, and loss[p->n] its P(lost). */
void holdout_flags(struct holdout *out, const struct pooled *p,
                   const double *score, const double *loss,
                   const struct context *ctx);

#endif
