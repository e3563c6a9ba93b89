/* The model asked: what it says of rows, and what of that is whose. */
#include "scoring/trust/model.h"

#include <math.h>
#include <stdlib.h>

#include "scoring/stats/calibrate.h"

void model_predict(double *out, const struct model *m, const struct matrix *x,
                   int threads)
{
    double *sum = mem_alloc(x->rows, sizeof *sum);

    if (stack_has(&m->stack, LEARNER_FOREST))
        forest_predict(out, &m->forest, x, threads);
    if (stack_has(&m->stack, LEARNER_ADDITIVE))
        additive_predict(sum, &m->additive, x, threads);
    for (size_t i = 0; i < x->rows; i++)
        out[i] = logistic(stack_logit(&m->stack, logit_cut(out[i]), sum[i]));
    free(sum);
}

void model_explain(double *const parts[LEARNERS], const struct model *m,
                   const struct matrix *x, int threads)
{
    double base;

    if (stack_has(&m->stack, LEARNER_FOREST))
        forest_explain(parts[LEARNER_FOREST], &base, &m->forest, x, threads);
    if (stack_has(&m->stack, LEARNER_ADDITIVE))
        additive_explain(parts[LEARNER_ADDITIVE], &m->additive, x, threads);
}

double model_error(const struct model *m, double forest, double raw,
                   double error)
{
    double moved = (logit_cut(forest + error) - logit_cut(forest - error)) / 2;

    return calibrate_slope(&m->calibrator, raw) * raw * (1 - raw) *
           m->stack.share[LEARNER_FOREST] * moved;
}

/* Near the expected value the quotient loses its digits. */
static double forest_slope(double base, double forest)
{
    const struct calibrator as_is = {true, 0, 1};
    double run = forest - base, g = calibrate(&as_is, base);

    if (fabs(run) < 1e-9)
        return 1 / (g * (1 - g));
    return (logit_cut(forest) - logit_cut(base)) / run;
}

void model_scales(double scale[LEARNERS], const struct model *m, double forest)
{
    scale[LEARNER_FOREST] =
        stack_has(&m->stack, LEARNER_FOREST)
            ? m->stack.share[LEARNER_FOREST] * forest_slope(m->base, forest)
            : 0;
    scale[LEARNER_ADDITIVE] = m->stack.share[LEARNER_ADDITIVE];
}

double model_base(const struct model *m)
{
    return stack_logit(&m->stack,
                       isnan(m->base) ? (double)NAN : logit_cut(m->base),
                       m->additive.base);
}

void model_no_learners(struct model *m)
{
    forest_release(&m->forest);
    additive_release(&m->additive);
    m->forest.oob_auc = NAN;
    m->base = NAN;
    stack_equal(&m->stack);
    m->calibrator = (struct calibrator){false, 0, 1};
}

void model_release(struct model *m)
{
    if (!m)
        return;
    forest_release(&m->forest);
    additive_release(&m->additive);
}
