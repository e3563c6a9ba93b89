/*
 * The additive model as an expression in SQL. A spline is written as what it
 * is between two of its knots, a polynomial of the distance from the first,
 *   a + w·(b + w·(c + w·d)),  w = x − knot
 * (of an amount, of its inverse hyperbolic sine), so that a database computes
 * one of them a deal and nothing twice.
 */
#include <math.h>

#include "render/export/export_parts.h"

/* x as the spline takes it: additive_scale() of a number and of an amount. */
static void add_argument(struct buf *out, enum additive_kind kind, size_t k)
{
    if (kind == ADDITIVE_AMOUNT) /* asinh */
        buf_printf(out, "SIGN(x%zu) * LN(ABS(x%zu) + SQRT(x%zu * x%zu + 1.0))",
                   k, k, k, k);
    else
        buf_printf(out, "x%zu", k);
}

/* Its value at u and, over 1, 2 and 6, its derivatives to the right of u. */
static void expand(double at[4], const struct additive_column *c, double u)
{
    double cube[KNOTS_MAX];

    spline_cubes(cube, &c->spline, c->beta);
    at[0] = c->beta[0] * u - c->centre;
    at[1] = c->beta[0];
    at[2] = at[3] = 0;
    for (size_t k = 0; k < c->spline.n_knots; k++) {
        double over = u - c->spline.knot[k];
        if (over < 0)
            continue;
        at[0] += cube[k] * over * over * over;
        at[1] += 3 * cube[k] * over * over;
        at[2] += 3 * cube[k] * over;
        at[3] += cube[k];
    }
}

/* The polynomial that holds from u on. */
static void add_piece(struct buf *out, const struct additive_column *c,
                      size_t k, double u)
{
    double range = c->spline.high - c->spline.low, at[4];
    struct buf w;
    int last = 3;

    expand(at, c, u);
    for (int power = 1; power < 4; power++)
        at[power] /= pow(range, power);
    while (last > 0 && at[last] == 0)
        last--;
    buf_init(&w);
    buf_add_str(&w, "(");
    add_argument(&w, c->kind, k);
    buf_add_str(&w, " - (");
    export_number(&w, c->spline.low + u * range);
    buf_add_str(&w, "))");
    export_number(out, at[0]);
    for (int power = 1; power <= last; power++) {
        buf_printf(out, " + %s * (", w.ptr);
        export_number(out, at[power]);
    }
    for (int power = 1; power <= last; power++)
        buf_add_char(out, ')');
    buf_release(&w);
}

static void add_curve(struct buf *out, const struct additive_column *c,
                      size_t k)
{
    const struct spline *s = &c->spline;
    double range = s->high - s->low, at[4];

    for (size_t j = 0; j <= s->n_knots + 1; j++) {
        double to = j <= s->n_knots && j > 0 ? s->knot[j - 1] : j ? 1 : 0;
        double end = s->low + to * range;
        buf_printf(out, "\n            WHEN x%zu <= ", k);
        export_number(out, c->kind == ADDITIVE_AMOUNT ? sinh(end) : end);
        buf_add_str(out, " THEN ");
        if (j == 0) {
            expand(at, c, 0);
            export_number(out, at[0]);
        } else {
            add_piece(out, c, k, j > 1 ? s->knot[j - 2] : 0);
        }
    }
    expand(at, c, 1);
    buf_add_str(out, "\n            ELSE ");
    export_number(out, at[0]);
}

/* A rank has as many values as steps. */
static void add_steps(struct buf *out, const struct additive_column *c,
                      size_t k)
{
    for (size_t step = 1; step < RANK_STEPS; step++) {
        float cut = additive_rank_cut(step);
        buf_printf(out, "\n            WHEN x%zu <= ", k);
        export_number(out, export_split(cut));
        buf_add_str(out, " THEN ");
        export_number(out, additive_term(c, cut));
    }
    buf_add_str(out, "\n            ELSE ");
    export_number(out, additive_term(c, 1));
}

static void add_levels(struct buf *out, const struct additive_column *c,
                       size_t k)
{
    for (size_t j = 0; j < c->n_levels; j++) {
        buf_printf(out, "\n            WHEN x%zu = ", k);
        export_number(out, (double)c->levels[j].value);
        buf_add_str(out, " THEN ");
        export_number(out, c->levels[j].term);
    }
    buf_add_str(out, "\n            ELSE ");
    export_number(out, c->rare);
}

/* The term of a column; all alike, it has one for its absence alone. */
static void add_term(struct buf *out, const struct additive_column *c, size_t k)
{
    buf_printf(out, "\n        + CASE WHEN x%zu IS NULL THEN ", k);
    export_double(out, c->missing);
    if (c->kind == ADDITIVE_LEVELS) {
        add_levels(out, c, k);
    } else if (!spline_terms(&c->spline)) {
        buf_add_str(out, " ELSE ");
        export_number(out, -c->centre);
    } else if (c->kind == ADDITIVE_RANK) {
        add_steps(out, c, k);
    } else {
        add_curve(out, c, k);
    }
    buf_add_str(out, " END");
}

void export_additive(struct buf *out, const struct export_model *e,
                     const char *from)
{
    const struct additive *a = &e->model->additive;

    buf_add_str(out, "    SELECT *,\n        ");
    export_double(out, a->base);
    for (size_t k = 0; k < a->n_columns; k++)
        if (a->columns[k].kind != ADDITIVE_LEFT_OUT)
            add_term(out, &a->columns[k], k);
    buf_printf(out, " AS additive\n    FROM %s", from);
}
