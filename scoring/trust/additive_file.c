/* The additive model in model.dsm, in either direction of a codec. */
#include <math.h>

#include "scoring/trust/trust_file.h"

static void code_u8(struct codec *c, size_t *value, size_t most)
{
    uint64_t bits = *value;

    code_bits(c, &bits, 1);
    if (bits > most)
        c->ok = false;
    if (!c->out)
        *value = c->ok ? (size_t)bits : 0;
}

static void code_spline(struct codec *c, struct spline *s)
{
    code_f64(c, &s->low);
    code_f64(c, &s->high);
    code_u8(c, &s->n_knots, KNOTS_MAX);
    for (size_t k = 0; c->ok && k < s->n_knots; k++)
        code_f64(c, &s->knot[k]);
    if (!isfinite(s->low) || !isfinite(s->high) || s->low > s->high)
        c->ok = false;
    for (size_t k = 0; c->ok && k < s->n_knots; k++)
        if (!isfinite(s->knot[k]) || (k && s->knot[k] <= s->knot[k - 1]))
            c->ok = false;
}

static void code_finite(struct codec *c, double *x)
{
    code_f64(c, x);
    if (!isfinite(*x))
        c->ok = false;
}

static void code_levels(struct codec *c, struct additive_column *column)
{
    code_u8(c, &column->n_levels, LEVELS_MAX);
    if (!c->out)
        column->levels = mem_alloc(column->n_levels, sizeof *column->levels);
    for (size_t k = 0; c->ok && k < column->n_levels; k++) {
        struct additive_level *level = &column->levels[k];
        code_f32(c, &level->value);
        code_finite(c, &level->term);
        if (!isfinite(level->value) ||
            (k && level->value <= column->levels[k - 1].value))
            c->ok = false;
    }
}

static void code_column(struct codec *c, struct additive_column *column)
{
    size_t kind = column->kind;

    code_u8(c, &kind, ADDITIVE_KINDS - 1);
    if (!c->out)
        column->kind = (enum additive_kind)kind;
    code_spline(c, &column->spline);
    for (size_t k = 0; k < SPLINE_TERMS; k++)
        code_finite(c, &column->beta[k]);
    code_finite(c, &column->centre);
    code_levels(c, column);
    code_finite(c, &column->rare);
    code_finite(c, &column->missing);
}

void code_additive(struct codec *c, struct additive *a, size_t columns)
{
    code_finite(c, &a->base);
    code_finite(c, &a->ridge);
    if (!c->out) {
        a->n_columns = c->ok ? columns : 0;
        a->columns = mem_alloc(a->n_columns, sizeof *a->columns);
    }
    for (size_t k = 0; c->ok && k < a->n_columns; k++)
        code_column(c, &a->columns[k]);
}

void code_stack(struct codec *c, struct stack *s)
{
    double sum = 0;

    for (int m = 0; m < LEARNERS; m++) {
        code_f64(c, &s->share[m]);
        if (!(s->share[m] >= 0))
            c->ok = false;
        sum += s->share[m];
    }
    if (!(fabs(sum - 1) < 1e-9))
        c->ok = false;
}
