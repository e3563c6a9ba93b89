#include "scoring/trust/stack.h"

#include <math.h>

#include "scoring/stats/calibrate.h"

enum { STEPS_MAX = 50 };

static const double STEP_LEAST = 1e-10;
static const double STACK_PRIOR = 16; /* 1 ÷ variance of slope − slope */

/* Logistic regression on an intercept and the learners of `used`. */
struct slopes {
    const struct stack_rows *r;
    int left_out;
    bool used[LEARNERS];
    double at[1 + LEARNERS];
};

void stack_equal(struct stack *out)
{
    for (int m = 0; m < LEARNERS; m++)
        out->share[m] = 1.0 / LEARNERS;
}

double stack_logit(const struct stack *s, double forest, double additive)
{
    double sum = 0;

    if (stack_has(s, LEARNER_FOREST))
        sum += s->share[LEARNER_FOREST] * forest;
    if (stack_has(s, LEARNER_ADDITIVE))
        sum += s->share[LEARNER_ADDITIVE] * additive;
    return sum;
}

static bool counts(const struct slopes *f, size_t i)
{
    return (int)f->r->rows.stratum[i] != f->left_out;
}

struct newton {
    double gradient[1 + LEARNERS], curvature[1 + LEARNERS][1 + LEARNERS];
};

static void sum_up(struct newton *out, const struct slopes *f)
{
    *out = (struct newton){0};
    for (size_t i = 0; i < f->r->rows.n; i++) {
        double x[1 + LEARNERS] = {1}, eta = f->at[0], p;
        if (!counts(f, i))
            continue;
        for (int m = 0; m < LEARNERS; m++) {
            x[1 + m] = f->used[m] ? f->r->logit[m][i] : 0;
            eta += f->at[1 + m] * x[1 + m];
        }
        p = logistic(eta);
        for (int j = 0; j <= LEARNERS; j++) {
            out->gradient[j] += (p - (f->r->rows.lost[i] != 0)) * x[j];
            for (int k = 0; k <= j; k++)
                out->curvature[j][k] += p * (1 - p) * x[j] * x[k];
        }
    }
}

/* Draws both slopes to each other, where both are asked for. */
static void add_prior(struct newton *s, const struct slopes *f)
{
    const int forest = 1 + LEARNER_FOREST, additive = 1 + LEARNER_ADDITIVE;
    double pull = STACK_PRIOR * (f->at[forest] - f->at[additive]);

    if (!f->used[LEARNER_FOREST] || !f->used[LEARNER_ADDITIVE])
        return;
    s->gradient[forest] += pull;
    s->gradient[additive] -= pull;
    s->curvature[forest][forest] += STACK_PRIOR;
    s->curvature[additive][additive] += STACK_PRIOR;
    s->curvature[additive][forest] -= STACK_PRIOR;
}

/* x = curvature⁻¹ gradient, by Cholesky; a slope that is not asked for has no
 * curvature and stays. */
static void solve(double x[1 + LEARNERS], struct newton *s)
{
    enum { N = 1 + LEARNERS };
    double l[N][N] = {{0}};

    for (int i = 0; i < N; i++) {
        for (int j = 0; j <= i; j++) {
            double sum = s->curvature[i][j];
            for (int k = 0; k < j; k++)
                sum -= l[i][k] * l[j][k];
            if (j < i)
                l[i][j] = l[j][j] > 0 ? sum / l[j][j] : 0;
            else
                l[i][i] = sum > 1e-12 ? sqrt(sum) : 0;
        }
        x[i] = s->gradient[i];
        for (int k = 0; k < i; k++)
            x[i] -= l[i][k] * x[k];
        x[i] = l[i][i] > 0 ? x[i] / l[i][i] : 0;
    }
    for (int i = N; i-- > 0;) {
        for (int k = i + 1; k < N; k++)
            x[i] -= l[k][i] * x[k];
        x[i] = l[i][i] > 0 ? x[i] / l[i][i] : 0;
    }
}

/* The logits of such learners rank neither far apart nor perfectly, so that
 * full steps arrive; one that leaps is cut. */
static bool find_slopes(struct slopes *f)
{
    for (int step = 0; step < STEPS_MAX; step++) {
        double by[1 + LEARNERS], most = 0;
        struct newton s;

        sum_up(&s, f);
        add_prior(&s, f);
        solve(by, &s);
        for (int j = 0; j <= LEARNERS; j++)
            most = fmax(most, fabs(by[j]));
        for (int j = 0; j <= LEARNERS; j++)
            f->at[j] -= most > 1 ? by[j] / most : by[j];
        if (!(most > STEP_LEAST))
            return isfinite(most);
    }
    return true;
}

static bool both_outcomes(const struct slopes *f)
{
    bool seen[2] = {false, false};

    for (size_t i = 0; i < f->r->rows.n; i++)
        if (counts(f, i))
            seen[f->r->rows.lost[i] != 0] = true;
    return seen[0] && seen[1];
}

void stack_slopes(struct stack *out, const struct stack_rows *r, int left_out)
{
    struct slopes f = {.r = r, .left_out = left_out, .used = {true, true}};
    double sum = 0;

    stack_equal(out);
    if (!both_outcomes(&f) || !find_slopes(&f))
        return;
    for (int m = 0; m < LEARNERS; m++)
        sum += fmax(f.at[1 + m], 0);
    for (int m = 0; m < LEARNERS && sum > 0; m++)
        out->share[m] = fmax(f.at[1 + m], 0) / sum;
}

/* The rows that count, as arrays of their own. */
static void rows_that_count(struct stack_rows *out, const struct stack_rows *r,
                            int left_out, struct arena *a)
{
    uint8_t *lost = ARENA_ARRAY(a, r->rows.n, uint8_t);
    uint8_t *stratum = ARENA_ARRAY(a, r->rows.n, uint8_t);
    uint32_t *deal = ARENA_ARRAY(a, r->rows.n, uint32_t);
    double *logit[LEARNERS];
    size_t n = 0;

    for (int m = 0; m < LEARNERS; m++)
        logit[m] = ARENA_ARRAY(a, r->rows.n, double);
    for (size_t i = 0; i < r->rows.n; i++) {
        if ((int)r->rows.stratum[i] == left_out)
            continue;
        lost[n] = r->rows.lost[i];
        stratum[n] = r->rows.stratum[i];
        deal[n] = r->rows.deal[i];
        for (int m = 0; m < LEARNERS; m++)
            logit[m][n] = r->logit[m][i];
        n++;
    }
    *out =
        (struct stack_rows){{.n = n,
                             .lost = lost,
                             .deal = deal,
                             .stratum = stratum},
                            {logit[LEARNER_FOREST], logit[LEARNER_ADDITIVE]}};
}

void stack_drop(struct stack *s, const double adds[LEARNERS])
{
    enum learner least = adds[LEARNER_ADDITIVE] < adds[LEARNER_FOREST]
                             ? LEARNER_ADDITIVE
                             : LEARNER_FOREST;

    if (!(adds[least] <= 0))
        return;
    s->share[least] = 0;
    s->share[!least] = 1;
}

void stack_fit(struct stack *out, const struct stack_rows *r, int left_out,
               struct arena *scratch)
{
    struct stack_rows some;
    double adds[LEARNERS], *both;

    stack_slopes(out, r, left_out);
    if (!stack_has(out, LEARNER_FOREST) || !stack_has(out, LEARNER_ADDITIVE))
        return;
    rows_that_count(&some, r, left_out, scratch);
    both = ARENA_ARRAY(scratch, some.rows.n, double);
    for (size_t i = 0; i < some.rows.n; i++)
        both[i] = stack_logit(out, some.logit[LEARNER_FOREST][i],
                              some.logit[LEARNER_ADDITIVE][i]);
    for (int m = 0; m < LEARNERS; m++)
        adds[m] = auc_difference(&some.rows, both, some.logit[!m], scratch).auc;
    stack_drop(out, adds);
}
