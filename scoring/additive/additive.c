#include "scoring/additive/additive.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "scoring/additive/additive_parts.h"
#include "scoring/base/threads.h"

/* Σβ·N of the functions of a spline, from coefficients of the standardised
 * ones; what is taken off for their means goes to *centre. */
static void place_spline(struct additive_column *out,
                         const struct design_column *from,
                         const struct design *d, const double *beta)
{
    for (size_t k = 0; k < spline_terms(&from->spline); k++) {
        size_t at = (size_t)from->first + k;
        out->beta[k] = beta[at] / d->scale[at];
        out->centre += out->beta[k] * d->mean[at];
    }
}

static void place_levels(struct additive_column *out,
                         const struct design_column *from, const double *beta)
{
    out->n_levels = from->level == NO_TERM ? 0 : from->n_levels;
    out->levels = mem_alloc(out->n_levels, sizeof *out->levels);
    for (size_t k = 0; k < out->n_levels; k++)
        out->levels[k] = (struct additive_level){from->levels[k],
                                                 beta[(size_t)from->level + k]};
}

/* Takes the weighted mean of its terms off a column; returns it. */
static double centre_column(struct additive_column *c,
                            const struct design_column *from,
                            const struct design *d)
{
    double mean = 0;

    for (size_t k = 0; k < c->n_levels; k++)
        mean += d->share[(size_t)from->level + k] * c->levels[k].term;
    if (from->rare != NO_TERM)
        mean += d->share[from->rare] * c->rare;
    if (from->missing != NO_TERM)
        mean += d->share[from->missing] * c->missing;
    for (size_t k = 0; k < c->n_levels; k++)
        c->levels[k].term -= mean;
    c->rare -= from->rare == NO_TERM ? 0 : mean;
    c->missing -= from->missing == NO_TERM ? 0 : mean;
    c->centre += mean;
    return mean;
}

static void place(struct additive *out, const struct design *d,
                  const double *beta)
{
    out->base = beta[0];
    for (size_t c = 0; c < out->n_columns; c++) {
        const struct design_column *from = &d->columns[c];
        struct additive_column *to = &out->columns[c];
        *to = (struct additive_column){.kind = from->kind,
                                       .spline = from->spline};
        if (from->first != NO_TERM)
            place_spline(to, from, d, beta);
        place_levels(to, from, beta);
        to->rare = from->rare == NO_TERM ? 0 : beta[from->rare];
        to->missing = from->missing == NO_TERM ? 0 : beta[from->missing];
        out->base += centre_column(to, from, d);
    }
}

/* The logit of the weighted share lost, drawn to ½ by half a row where only
 * one outcome was seen. */
static double logit_of_all(bool *both, const struct design *d)
{
    double lost = 0, least = 0.5 / ((double)d->rows + 1);
    size_t n = 0;

    for (size_t r = 0; r < d->rows; r++) {
        bool is = d->lost[r * d->step] != 0;
        lost += is ? design_weight(d, r) : 0;
        n += is;
    }
    *both = n > 0 && n < d->rows;
    if (!*both)
        lost = n > 0 ? 1 - least : d->rows ? least : 0.5;
    return log(lost / (1 - lost));
}

void additive_train(struct additive *out, const struct matrix *m,
                    const uint8_t *lost, const float *weight,
                    const struct additive_params *params)
{
    struct arena work;
    struct design d;
    double *beta;
    bool both;

    arena_init(&work);
    design_init(&d, m, lost, weight, params, &work);
    beta = ARENA_ARRAY(&work, params->n_ridges * d.n, double);
    beta[0] = logit_of_all(&both, &d);
    if (both)
        fit_path(beta, &d, params);
    for (size_t k = 0; k < params->n_ridges; k++) {
        out[k] = (struct additive){.n_columns = m->cols,
                                   .columns =
                                       mem_alloc(m->cols, sizeof *out->columns),
                                   .ridge = params->ridges[k]};
        if (!both)
            beta[k * d.n] = beta[0];
        place(&out[k], &d, beta + k * d.n);
    }
    arena_release(&work);
}

void additive_release(struct additive *a)
{
    if (!a)
        return;
    for (size_t c = 0; a->columns && c < a->n_columns; c++)
        free(a->columns[c].levels);
    free(a->columns);
    *a = (struct additive){.base = NAN};
}

static double level_term(const struct additive_column *c, float x)
{
    size_t low = 0, high = c->n_levels;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (c->levels[middle].value < x)
            low = middle + 1;
        else
            high = middle;
    }
    return low < c->n_levels && c->levels[low].value == x ? c->levels[low].term
                                                          : c->rare;
}

double additive_term(const struct additive_column *c, float x)
{
    double basis[SPLINE_TERMS], term = 0;

    if (c->kind == ADDITIVE_LEFT_OUT)
        return 0;
    if (!isfinite(x))
        return c->missing;
    if (c->kind == ADDITIVE_LEVELS)
        return level_term(c, x);
    spline_basis(basis, &c->spline, additive_scale(c->kind, (double)x));
    for (size_t k = 0; k < spline_terms(&c->spline); k++)
        term += c->beta[k] * basis[k];
    return term - c->centre;
}

void additive_explain(double *terms, const struct additive *a,
                      const struct matrix *m, int threads)
{
#pragma omp parallel for num_threads(threads_count(threads)) schedule(static)
    for (size_t i = 0; i < m->rows; i++)
        for (size_t c = 0; c < m->cols; c++)
            terms[i * m->cols + c] =
                additive_term(&a->columns[c], m->x[c * m->rows + i]);
}

void additive_predict(double *out, const struct additive *a,
                      const struct matrix *m, int threads)
{
#pragma omp parallel for num_threads(threads_count(threads)) schedule(static)
    for (size_t i = 0; i < m->rows; i++) {
        double sum = a->base;
        for (size_t c = 0; c < m->cols; c++)
            sum += additive_term(&a->columns[c], m->x[c * m->rows + i]);
        out[i] = sum;
    }
}
