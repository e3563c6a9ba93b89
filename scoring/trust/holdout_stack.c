#include "scoring/trust/holdout_figures.h"

#include <math.h>

#include "scoring/stats/calibrate.h"

static struct stack_rows rows_of(const struct pooled *p)
{
    return (struct stack_rows){
        {.n = p->n,
         .lost = p->lost,
         .deal = p->deal,
         .stratum = p->stratum,
         .amount = p->amount},
        {p->logit[LEARNER_FOREST], p->logit[LEARNER_ADDITIVE]}};
}

static double combined(const struct pooled *p, const struct stack *s, size_t i)
{
    return stack_logit(s, p->logit[LEARNER_FOREST][i],
                       p->logit[LEARNER_ADDITIVE][i]);
}

void pooled_combine(double *out, const struct pooled *p, const struct stack *s)
{
    for (size_t i = 0; i < p->n; i++)
        out[i] = logistic(combined(p, s, i));
}

/* What each learner adds, by slopes of the other replays. */
static void find_adds(struct pooled *p, size_t replays, struct arena *scratch)
{
    const struct stack_rows rows = rows_of(p);
    double *both = ARENA_ARRAY(scratch, p->n, double);

    for (int m = 0; m < LEARNERS; m++)
        p->adds[m] = (struct auc){NAN, NAN, NAN, NAN, 0};
    if (replays < 2)
        return;
    for (size_t k = 0; k < replays; k++) {
        struct stack s;
        stack_slopes(&s, &rows, (int)k);
        for (size_t i = 0; i < p->n; i++)
            if (p->stratum[i] == k)
                both[i] = combined(p, &s, i);
    }
    for (int m = 0; m < LEARNERS; m++)
        p->adds[m] = auc_difference(&rows.rows, both, rows.logit[!m], scratch);
}

void pooled_stack(struct pooled *p, size_t replays, struct arena *a)
{
    const struct stack_rows rows = rows_of(p);

    p->stacks = ARENA_ARRAY(a, replays + 1, struct stack);
    for (size_t k = 0; k <= replays; k++) {
        if (replays < 2)
            stack_equal(&p->stacks[k]);
        else if (k < replays)
            stack_fit(&p->stacks[k], &rows, (int)k, a);
        else
            stack_slopes(&p->stacks[k], &rows, STACK_ALL);
    }
    find_adds(p, replays, a);
    if (replays >= 2)
        stack_drop(&p->stacks[replays],
                   (double[]){p->adds[LEARNER_FOREST].auc,
                              p->adds[LEARNER_ADDITIVE].auc});
    for (size_t i = 0; i < p->n; i++)
        p->raw[i] = logistic(combined(p, &p->stacks[p->stratum[i]], i));
}
