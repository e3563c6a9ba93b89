/*
 * The model as a graph of operators, on float64. What they compute, by columns:
 *
 *   x         the features, of which what is not finite is made NAN
 *   forest    → cut → logit
 *   splines   y (of amounts the inverse hyperbolic sine) within its bounds,
 *             u = (y − low) ÷ (high − low), β·u + Σ cube·(u − knot)³₊
 *   ranks     Σ [x > cut]·step
 *   levels    Σ [x = level]·(term − rare)
 *   missing   Σ [x is NAN]·(missing − what the others make of it)
 *   additive  a constant and these; then stack and calibrator
 *
 * The float32 of the input are compared as they are: the thresholds are
 * float32 too.
 */
#include <math.h>

#include "render/export/onnx_parts.h"
#include "scoring/stats/calibrate.h"

static const char *add_cut(struct graph *g, const char *x, double least,
                           double most)
{
    const char *high = graph_op2(g, "Max", x, graph_number(g, least));

    return graph_op2(g, "Min", high, graph_number(g, most));
}

static const char *add_logit(struct graph *g, const char *p)
{
    double least = calibrate_least();
    const char *cut = add_cut(g, p, least, 1 - least);

    return graph_op1(
        g, "Log",
        graph_op2(g, "Div", cut, graph_op2(g, "Sub", graph_number(g, 1), cut)));
}

/* The additive model: its columns by what they are. */

struct sums {
    double constant;
    double *missing;   /* of each column: what its absence adds to the rest */
    const char *total; /* of rows × 1; NULL: nothing yet */
};

static void sum_up(struct graph *g, struct sums *s, const char *part)
{
    s->total = s->total ? graph_op2(g, "Add", s->total, part) : part;
}

static bool is_spline(const struct additive_column *c)
{
    return (c->kind == ADDITIVE_NUMBER || c->kind == ADDITIVE_AMOUNT) &&
           spline_terms(&c->spline) > 0;
}

/* Columns of this kind that have a spline. */
static size_t find_splines(int64_t *at, const struct additive *a,
                           enum additive_kind kind)
{
    size_t n = 0;

    for (size_t k = 0; k < a->n_columns; k++)
        if (a->columns[k].kind == kind && is_spline(&a->columns[k]))
            at[n++] = (int64_t)k;
    return n;
}

static const char *add_asinh(struct graph *g, const char *x)
{
    const char *root = graph_op1(
        g, "Sqrt",
        graph_op2(g, "Add", graph_op2(g, "Mul", x, x), graph_number(g, 1)));
    const char *log =
        graph_op1(g, "Log", graph_op2(g, "Add", graph_op1(g, "Abs", x), root));

    return graph_op2(g, "Mul", graph_op1(g, "Sign", x), log);
}

/* What the splines are functions of: numbers, then amounts. */
static const char *add_arguments(struct graph *g, const char *x,
                                 const int64_t *at, size_t plain, size_t n)
{
    const char *numbers_of = plain ? graph_gather(g, x, at, plain) : NULL;
    const char *amounts;

    if (plain == n)
        return numbers_of;
    amounts = add_asinh(g, graph_gather(g, x, at + plain, n - plain));
    if (!plain)
        return amounts;
    return graph_beside(g, numbers_of, amounts);
}

static void add_splines(struct graph *g, struct sums *s,
                        const struct additive *a, const char *x,
                        const char *mask)
{
    int64_t *at = ARENA_ARRAY(graph_arena(g), a->n_columns, int64_t);
    size_t plain = find_splines(at, a, ADDITIVE_NUMBER);
    size_t n = plain + find_splines(at + plain, a, ADDITIVE_AMOUNT);
    double *low = ARENA_ARRAY(graph_arena(g), n, double);
    double *high = ARENA_ARRAY(graph_arena(g), n, double);
    double *range = ARENA_ARRAY(graph_arena(g), n, double);
    double *beta = ARENA_ARRAY(graph_arena(g), n, double);
    double *knot = ARENA_ARRAY(graph_arena(g), n * KNOTS_MAX, double);
    double *cube = ARENA_ARRAY(graph_arena(g), n * KNOTS_MAX, double);
    const int64_t last = 2, flat[2] = {-1, (int64_t)(n * KNOTS_MAX)};
    const char *y, *u, *over;

    if (!n)
        return;
    for (size_t i = 0; i < n; i++) {
        const struct additive_column *c = &a->columns[at[i]];
        low[i] = c->spline.low;
        high[i] = c->spline.high;
        range[i] = high[i] - low[i];
        beta[i] = c->beta[0];
        spline_cubes(cube + i * KNOTS_MAX, &c->spline, c->beta);
        for (size_t k = 0; k < c->spline.n_knots; k++)
            knot[i * KNOTS_MAX + k] = c->spline.knot[k];
        s->constant -= c->centre;
        s->missing[at[i]] = c->missing + c->centre; /* u = 0 where missing */
    }
    y = graph_op3(g, "Where", graph_gather(g, mask, at, n),
                  graph_numbers(g, low, n, 0),
                  add_arguments(g, x, at, plain, n));
    y = graph_op2(g, "Max", y, graph_numbers(g, low, n, 0));
    y = graph_op2(g, "Min", y, graph_numbers(g, high, n, 0));
    u = graph_op2(g, "Div", graph_op2(g, "Sub", y, graph_numbers(g, low, n, 0)),
                  graph_numbers(g, range, n, 0));
    sum_up(g, s, graph_op2(g, "MatMul", u, graph_numbers(g, beta, n, 1)));
    over = graph_op2(g, "Unsqueeze", u, graph_whole(g, &last, 1));
    over = graph_op2(g, "Sub", over, graph_numbers(g, knot, n, KNOTS_MAX));
    over = graph_op2(g, "Max", over, graph_number(g, 0));
    over = graph_op2(g, "Mul", graph_op2(g, "Mul", over, over), over);
    over = graph_op2(g, "Reshape", over, graph_whole(g, flat, 2));
    sum_up(
        g, s,
        graph_op2(g, "MatMul", over, graph_numbers(g, cube, n * KNOTS_MAX, 1)));
}

/* Of a column compared with several values, what each is worth. */
static void add_compared(struct graph *g, struct sums *s, const char *compare,
                         const char *x, const struct additive_level *values,
                         size_t n)
{
    double *value = ARENA_ARRAY(graph_arena(g), n, double);
    double *worth = ARENA_ARRAY(graph_arena(g), n, double);

    for (size_t i = 0; i < n; i++) {
        value[i] = (double)values[i].value;
        worth[i] = values[i].term;
    }
    sum_up(g, s,
           graph_op2(g, "MatMul",
                     graph_cast(g, graph_op2(g, compare, x,
                                             graph_numbers(g, value, n, 0))),
                     graph_numbers(g, worth, n, 1)));
}

static void add_levels(struct graph *g, struct sums *s,
                       const struct additive_column *c, int64_t k,
                       const char *x)
{
    struct additive_level *list =
        ARENA_ARRAY(graph_arena(g), c->n_levels, struct additive_level);

    s->constant += c->rare;
    s->missing[k] = c->missing - c->rare;
    for (size_t i = 0; i < c->n_levels; i++)
        list[i] = (struct additive_level){c->levels[i].value,
                                          c->levels[i].term - c->rare};
    if (c->n_levels)
        add_compared(g, s, "Equal", graph_gather(g, x, &k, 1), list,
                     c->n_levels);
}

static void add_rank(struct graph *g, struct sums *s,
                     const struct additive_column *c, int64_t k, const char *x)
{
    struct additive_level list[RANK_STEPS - 1];
    double below = additive_term(c, 0);

    s->constant += below;
    s->missing[k] = c->missing - below;
    for (size_t step = 1; step < RANK_STEPS; step++) {
        float cut = additive_rank_cut(step);
        float next = step + 1 < RANK_STEPS ? additive_rank_cut(step + 1) : 1;
        double term = additive_term(c, next);
        list[step - 1] = (struct additive_level){cut, term - below};
        below = term;
    }
    add_compared(g, s, "Greater", graph_gather(g, x, &k, 1), list,
                 RANK_STEPS - 1);
}

static const char *add_additive(struct graph *g, const struct additive *a,
                                const char *x, const char *mask)
{
    struct sums s = {.constant = a->base,
                     .missing =
                         ARENA_ARRAY(graph_arena(g), a->n_columns, double)};

    add_splines(g, &s, a, x, mask);
    for (size_t k = 0; k < a->n_columns; k++) {
        const struct additive_column *c = &a->columns[k];
        if (c->kind == ADDITIVE_LEFT_OUT || is_spline(c))
            continue;
        if (c->kind == ADDITIVE_LEVELS) {
            add_levels(g, &s, c, (int64_t)k, x);
        } else if (spline_terms(&c->spline)) {
            add_rank(g, &s, c, (int64_t)k, x);
        } else { /* all alike */
            s.constant -= c->centre;
            s.missing[k] = c->missing + c->centre;
        }
    }
    sum_up(g, &s,
           graph_op2(g, "MatMul", graph_cast(g, mask),
                     graph_numbers(g, s.missing, a->n_columns, 1)));
    return graph_op2(g, "Add", s.total, graph_number(g, s.constant));
}

/* The whole. */

static const char *add_stack(struct graph *g, const struct model *m,
                             const char *x, const char *mask)
{
    const char *sum = NULL, *part;

    if (stack_has(&m->stack, LEARNER_FOREST))
        sum = graph_op2(g, "Mul", add_logit(g, graph_forest(g, &m->forest, x)),
                        graph_number(g, m->stack.share[LEARNER_FOREST]));
    if (stack_has(&m->stack, LEARNER_ADDITIVE)) {
        part = graph_op2(g, "Mul", add_additive(g, &m->additive, x, mask),
                         graph_number(g, m->stack.share[LEARNER_ADDITIVE]));
        sum = sum ? graph_op2(g, "Add", sum, part) : part;
    }
    return sum;
}

static void add_model(struct graph *g, const struct model *m)
{
    double edge = logit_cut(1);
    const struct calibrator *c = &m->calibrator;
    const char *mask, *x, *z;

    x = graph_features(g, &mask);
    z = add_stack(g, m, x, mask);
    if (c->used) {
        z = add_cut(g, z, -edge, edge);
        z = graph_op2(g, "Add", graph_op2(g, "Mul", z, graph_number(g, c->b)),
                      graph_number(g, c->a));
    }
    z = graph_op2(g, "Add", graph_op1(g, "Exp", graph_op1(g, "Neg", z)),
                  graph_number(g, 1));
    graph_op2(g, "Div", graph_number(g, 1), z); /* the last is what comes out */
}

void export_onnx(struct buf *out, const struct export_model *e)
{
    struct arena work;
    struct graph *g;

    arena_init(&work);
    g = graph_new(&work);
    add_model(g, e->model);
    graph_write(out, g, e);
    arena_release(&work);
}
