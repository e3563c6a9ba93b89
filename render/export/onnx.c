/*
 * model.onnx: the forest as one TreeEnsembleRegressor of ai.onnx.ml, the rest
 * as standard operators on float64, through protobuf-c and the schema of
 * Debian's libonnx-dev. What the operators compute, by columns:
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
#include <stdio.h>

#include "render/export/export_parts.h"
#include "render/export/onnx.pb-c.h"
#include "scoring/stats/calibrate.h"

enum { IR_VERSION = 8, OPSET = 15, OPSET_ML = 3, ATTRIBUTES = 16 };

static const char DOMAIN_ML[] = "ai.onnx.ml";

struct graph {
    struct arena *a;
    Onnx__GraphProto proto;
    size_t room_nodes, room_constants;
    size_t n_names; /* of values that the program names */
};

/* The list with room for one more. */
static void **longer(struct graph *g, void *list, size_t n, size_t *room)
{
    void **more = list;

    if (n < *room)
        return more;
    *room = 2 * *room + 16;
    more = ARENA_ARRAY(g->a, *room, void *);
    if (n)
        memcpy(more, list, n * sizeof *more);
    return more;
}

static char *text(struct graph *g, struct sv s)
{
    char *out = ARENA_ARRAY(g->a, s.len + 1, char);

    if (s.len)
        memcpy(out, s.ptr, s.len);
    out[s.len] = 0;
    return out;
}

static char *name_next(struct graph *g)
{
    return text(g, sv_printf(g->a, "v%zu", g->n_names++));
}

/* Tensors; little-endian as the format wants it, for raw_data. */

static Onnx__TensorProto *tensor(struct graph *g, int type, const void *data,
                                 size_t bytes)
{
    Onnx__TensorProto *t = ARENA_NEW(g->a, Onnx__TensorProto);

    onnx__tensor_proto__init(t);
    t->has_data_type = 1;
    t->data_type = type;
    t->has_raw_data = 1;
    t->raw_data.len = bytes;
    t->raw_data.data = ARENA_ARRAY(g->a, bytes, uint8_t);
    if (bytes)
        memcpy(t->raw_data.data, data, bytes);
    return t;
}

static void shape(struct graph *g, Onnx__TensorProto *t, size_t rows,
                  size_t columns)
{
    t->n_dims = columns ? 2 : 1;
    t->dims = ARENA_ARRAY(g->a, 2, int64_t);
    t->dims[0] = (int64_t)rows;
    t->dims[1] = (int64_t)columns;
}

static const char *keep(struct graph *g, Onnx__TensorProto *t)
{
    g->proto.initializer = (Onnx__TensorProto **)longer(
        g, g->proto.initializer, g->proto.n_initializer, &g->room_constants);
    g->proto.initializer[g->proto.n_initializer++] = t;
    t->name = name_next(g);
    return t->name;
}

/* A constant of rows × columns, or of rows where columns is 0. */
static const char *numbers(struct graph *g, const double *x, size_t rows,
                           size_t columns)
{
    size_t n = columns ? rows * columns : rows;
    Onnx__TensorProto *t =
        tensor(g, ONNX__TENSOR_PROTO__DATA_TYPE__DOUBLE, x, n * sizeof *x);

    shape(g, t, rows, columns);
    return keep(g, t);
}

static const char *number(struct graph *g, double x)
{
    return numbers(g, &x, 1, 0);
}

static const char *whole_numbers(struct graph *g, const int64_t *x, size_t n)
{
    Onnx__TensorProto *t =
        tensor(g, ONNX__TENSOR_PROTO__DATA_TYPE__INT64, x, n * sizeof *x);

    shape(g, t, n, 0);
    return keep(g, t);
}

/* Operators. */

static Onnx__NodeProto *new_op(struct graph *g, const char *type)
{
    Onnx__NodeProto *n = ARENA_NEW(g->a, Onnx__NodeProto);

    onnx__node_proto__init(n);
    n->op_type = text(g, sv_from(type));
    n->input = ARENA_ARRAY(g->a, 3, char *);
    n->output = ARENA_ARRAY(g->a, 1, char *);
    n->n_output = 1;
    n->output[0] = name_next(g);
    n->attribute = ARENA_ARRAY(g->a, ATTRIBUTES, Onnx__AttributeProto *);
    g->proto.node = (Onnx__NodeProto **)longer(g, g->proto.node,
                                               g->proto.n_node, &g->room_nodes);
    g->proto.node[g->proto.n_node++] = n;
    return n;
}

static void input(struct graph *g, Onnx__NodeProto *n, const char *value)
{
    n->input[n->n_input++] = text(g, sv_from(value));
}

static const char *op1(struct graph *g, const char *type, const char *x)
{
    Onnx__NodeProto *n = new_op(g, type);

    input(g, n, x);
    return n->output[0];
}

static const char *op2(struct graph *g, const char *type, const char *x,
                       const char *y)
{
    Onnx__NodeProto *n = new_op(g, type);

    input(g, n, x);
    input(g, n, y);
    return n->output[0];
}

static const char *op3(struct graph *g, const char *type, const char *x,
                       const char *y, const char *z)
{
    Onnx__NodeProto *n = new_op(g, type);

    input(g, n, x);
    input(g, n, y);
    input(g, n, z);
    return n->output[0];
}

static Onnx__AttributeProto *attribute(struct graph *g, Onnx__NodeProto *n,
                                       const char *name, int type)
{
    Onnx__AttributeProto *a = ARENA_NEW(g->a, Onnx__AttributeProto);

    onnx__attribute_proto__init(a);
    a->name = text(g, sv_from(name));
    a->has_type = 1;
    a->type = (Onnx__AttributeProto__AttributeType)type;
    n->attribute[n->n_attribute++] = a;
    return a;
}

static void attribute_whole(struct graph *g, Onnx__NodeProto *n,
                            const char *name, int64_t value)
{
    Onnx__AttributeProto *a =
        attribute(g, n, name, ONNX__ATTRIBUTE_PROTO__ATTRIBUTE_TYPE__INT);

    a->has_i = 1;
    a->i = value;
}

static void attribute_text(struct graph *g, Onnx__NodeProto *n,
                           const char *name, const char *value)
{
    Onnx__AttributeProto *a =
        attribute(g, n, name, ONNX__ATTRIBUTE_PROTO__ATTRIBUTE_TYPE__STRING);

    a->has_s = 1;
    a->s.len = strlen(value);
    a->s.data = (uint8_t *)text(g, sv_from(value));
}

static int64_t *attribute_list(struct graph *g, Onnx__NodeProto *n,
                               const char *name, size_t count)
{
    Onnx__AttributeProto *a =
        attribute(g, n, name, ONNX__ATTRIBUTE_PROTO__ATTRIBUTE_TYPE__INTS);

    a->n_ints = count;
    a->ints = ARENA_ARRAY(g->a, count, int64_t);
    return a->ints;
}

static void attribute_numbers(struct graph *g, Onnx__NodeProto *n,
                              const char *name, const double *x, size_t count)
{
    Onnx__AttributeProto *a =
        attribute(g, n, name, ONNX__ATTRIBUTE_PROTO__ATTRIBUTE_TYPE__TENSOR);

    a->t =
        tensor(g, ONNX__TENSOR_PROTO__DATA_TYPE__DOUBLE, x, count * sizeof *x);
    shape(g, a->t, count, 0);
    a->t->name = text(g, sv_from(name));
}

static const char *cast(struct graph *g, const char *x)
{
    const char *out = op1(g, "Cast", x);

    attribute_whole(g, g->proto.node[g->proto.n_node - 1], "to",
                    ONNX__TENSOR_PROTO__DATA_TYPE__DOUBLE);
    return out;
}

static const char *gather(struct graph *g, const char *x, const int64_t *at,
                          size_t n)
{
    const char *out = op2(g, "Gather", x, whole_numbers(g, at, n));

    attribute_whole(g, g->proto.node[g->proto.n_node - 1], "axis", 1);
    return out;
}

/* The forest. */

static const char *add_forest(struct graph *g, const struct forest *f,
                              const char *x)
{
    size_t n = f->n_nodes, leaves = 0;
    Onnx__NodeProto *op = new_op(g, "TreeEnsembleRegressor");
    int64_t *tree = attribute_list(g, op, "nodes_treeids", n);
    int64_t *id = attribute_list(g, op, "nodes_nodeids", n);
    int64_t *column = attribute_list(g, op, "nodes_featureids", n);
    int64_t *yes = attribute_list(g, op, "nodes_truenodeids", n);
    int64_t *no = attribute_list(g, op, "nodes_falsenodeids", n);
    int64_t *tracks =
        attribute_list(g, op, "nodes_missing_value_tracks_true", n);
    Onnx__AttributeProto *modes = attribute(
        g, op, "nodes_modes", ONNX__ATTRIBUTE_PROTO__ATTRIBUTE_TYPE__STRINGS);
    static char leaf[] = "LEAF", at_most[] = "BRANCH_LEQ";
    double *split = ARENA_ARRAY(g->a, n, double);
    double *weight = ARENA_ARRAY(g->a, n, double);
    int64_t *lists[3];

    op->domain = text(g, sv_from(DOMAIN_ML));
    input(g, op, x);
    modes->n_strings = n;
    modes->strings = ARENA_ARRAY(g->a, n, ProtobufCBinaryData);
    for (size_t i = 0; i < n; i++)
        leaves += f->nodes[i].left < 0;
    lists[0] = attribute_list(g, op, "target_treeids", leaves);
    lists[1] = attribute_list(g, op, "target_nodeids", leaves);
    lists[2] = attribute_list(g, op, "target_ids", leaves);
    leaves = 0;
    for (size_t t = 0; t < f->n_trees; t++)
        for (size_t i = f->tree_start[t]; i < f->tree_start[t + 1]; i++) {
            const struct forest_node *node = &f->nodes[i];
            bool is_leaf = node->left < 0;
            char *mode = is_leaf ? leaf : at_most;
            tree[i] = (int64_t)t;
            id[i] = (int64_t)(i - f->tree_start[t]);
            modes->strings[i].len = strlen(mode);
            modes->strings[i].data = (uint8_t *)mode;
            if (is_leaf) {
                lists[0][leaves] = tree[i];
                lists[1][leaves] = id[i];
                weight[leaves++] = (double)node->value;
                continue;
            }
            column[i] = node->column;
            yes[i] = node->left;
            no[i] = node->left + 1;
            tracks[i] = node->missing_left;
            split[i] = (double)node->threshold;
        }
    attribute_numbers(g, op, "nodes_values_as_tensor", split, n);
    attribute_numbers(g, op, "target_weights_as_tensor", weight, leaves);
    attribute_whole(g, op, "n_targets", 1);
    attribute_text(g, op, "aggregate_function", "AVERAGE");
    attribute_text(g, op, "post_transform", "NONE");
    return cast(g, op->output[0]);
}

static const char *add_cut(struct graph *g, const char *x, double least,
                           double most)
{
    const char *high = op2(g, "Max", x, number(g, least));

    return op2(g, "Min", high, number(g, most));
}

static const char *add_logit(struct graph *g, const char *p)
{
    double least = calibrate_least();
    const char *cut = add_cut(g, p, least, 1 - least);

    return op1(g, "Log", op2(g, "Div", cut, op2(g, "Sub", number(g, 1), cut)));
}

/* The additive model: its columns by what they are. */

struct sums {
    double constant;
    double *missing;   /* of each column: what its absence adds to the rest */
    const char *total; /* of rows × 1; NULL: nothing yet */
};

static void sum_up(struct graph *g, struct sums *s, const char *part)
{
    s->total = s->total ? op2(g, "Add", s->total, part) : part;
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
    const char *root =
        op1(g, "Sqrt", op2(g, "Add", op2(g, "Mul", x, x), number(g, 1)));
    const char *log = op1(g, "Log", op2(g, "Add", op1(g, "Abs", x), root));

    return op2(g, "Mul", op1(g, "Sign", x), log);
}

/* What the splines are functions of: numbers, then amounts. */
static const char *add_arguments(struct graph *g, const char *x,
                                 const int64_t *at, size_t plain, size_t n)
{
    const char *numbers_of = plain ? gather(g, x, at, plain) : NULL;
    const char *amounts, *both;

    if (plain == n)
        return numbers_of;
    amounts = add_asinh(g, gather(g, x, at + plain, n - plain));
    if (!plain)
        return amounts;
    both = op2(g, "Concat", numbers_of, amounts);
    attribute_whole(g, g->proto.node[g->proto.n_node - 1], "axis", 1);
    return both;
}

static void add_splines(struct graph *g, struct sums *s,
                        const struct additive *a, const char *x,
                        const char *mask)
{
    int64_t *at = ARENA_ARRAY(g->a, a->n_columns, int64_t);
    size_t plain = find_splines(at, a, ADDITIVE_NUMBER);
    size_t n = plain + find_splines(at + plain, a, ADDITIVE_AMOUNT);
    double *low = ARENA_ARRAY(g->a, n, double);
    double *high = ARENA_ARRAY(g->a, n, double);
    double *range = ARENA_ARRAY(g->a, n, double);
    double *beta = ARENA_ARRAY(g->a, n, double);
    double *knot = ARENA_ARRAY(g->a, n * KNOTS_MAX, double);
    double *cube = ARENA_ARRAY(g->a, n * KNOTS_MAX, double);
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
    y = op3(g, "Where", gather(g, mask, at, n), numbers(g, low, n, 0),
            add_arguments(g, x, at, plain, n));
    y = op2(g, "Max", y, numbers(g, low, n, 0));
    y = op2(g, "Min", y, numbers(g, high, n, 0));
    u = op2(g, "Div", op2(g, "Sub", y, numbers(g, low, n, 0)),
            numbers(g, range, n, 0));
    sum_up(g, s, op2(g, "MatMul", u, numbers(g, beta, n, 1)));
    over = op2(g, "Unsqueeze", u, whole_numbers(g, &last, 1));
    over = op2(g, "Sub", over, numbers(g, knot, n, KNOTS_MAX));
    over = op2(g, "Max", over, number(g, 0));
    over = op2(g, "Mul", op2(g, "Mul", over, over), over);
    over = op2(g, "Reshape", over, whole_numbers(g, flat, 2));
    sum_up(g, s, op2(g, "MatMul", over, numbers(g, cube, n * KNOTS_MAX, 1)));
}

/* Of a column compared with several values, what each is worth. */
static void add_compared(struct graph *g, struct sums *s, const char *compare,
                         const char *x, const struct additive_level *values,
                         size_t n)
{
    double *value = ARENA_ARRAY(g->a, n, double);
    double *worth = ARENA_ARRAY(g->a, n, double);

    for (size_t i = 0; i < n; i++) {
        value[i] = (double)values[i].value;
        worth[i] = values[i].term;
    }
    sum_up(g, s,
           op2(g, "MatMul",
               cast(g, op2(g, compare, x, numbers(g, value, n, 0))),
               numbers(g, worth, n, 1)));
}

static void add_levels(struct graph *g, struct sums *s,
                       const struct additive_column *c, int64_t k,
                       const char *x)
{
    struct additive_level *list =
        ARENA_ARRAY(g->a, c->n_levels, struct additive_level);

    s->constant += c->rare;
    s->missing[k] = c->missing - c->rare;
    for (size_t i = 0; i < c->n_levels; i++)
        list[i] = (struct additive_level){c->levels[i].value,
                                          c->levels[i].term - c->rare};
    if (c->n_levels)
        add_compared(g, s, "Equal", gather(g, x, &k, 1), list, c->n_levels);
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
    add_compared(g, s, "Greater", gather(g, x, &k, 1), list, RANK_STEPS - 1);
}

static const char *add_additive(struct graph *g, const struct additive *a,
                                const char *x, const char *mask)
{
    struct sums s = {.constant = a->base,
                     .missing = ARENA_ARRAY(g->a, a->n_columns, double)};

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
           op2(g, "MatMul", cast(g, mask),
               numbers(g, s.missing, a->n_columns, 1)));
    return op2(g, "Add", s.total, number(g, s.constant));
}

/* The whole. */

static const char *add_stack(struct graph *g, const struct model *m,
                             const char *x, const char *mask)
{
    const char *sum = NULL, *part;

    if (stack_has(&m->stack, LEARNER_FOREST))
        sum = op2(g, "Mul", add_logit(g, add_forest(g, &m->forest, x)),
                  number(g, m->stack.share[LEARNER_FOREST]));
    if (stack_has(&m->stack, LEARNER_ADDITIVE)) {
        part = op2(g, "Mul", add_additive(g, &m->additive, x, mask),
                   number(g, m->stack.share[LEARNER_ADDITIVE]));
        sum = sum ? op2(g, "Add", sum, part) : part;
    }
    return sum;
}

static void add_graph(struct graph *g, const struct model *m)
{
    const float nan = NAN;
    double edge = logit_cut(1);
    const struct calibrator *c = &m->calibrator;
    Onnx__TensorProto *missing =
        tensor(g, ONNX__TENSOR_PROTO__DATA_TYPE__FLOAT, &nan, sizeof nan);
    const char *in = "features", *mask, *x, *z;

    shape(g, missing, 1, 0);
    mask = op2(g, "Or", op1(g, "IsNaN", in), op1(g, "IsInf", in));
    x = cast(g, op3(g, "Where", mask, keep(g, missing), in));
    z = add_stack(g, m, x, mask);
    if (c->used) {
        z = add_cut(g, z, -edge, edge);
        z = op2(g, "Add", op2(g, "Mul", z, number(g, c->b)), number(g, c->a));
    }
    z = op2(g, "Add", op1(g, "Exp", op1(g, "Neg", z)), number(g, 1));
    op2(g, "Div", number(g, 1), z);
    g->proto.node[g->proto.n_node - 1]->output[0] = text(g, SV("p_lost"));
}

/* A value that goes in or comes out: rows of any number × columns. */
static Onnx__ValueInfoProto **value_info(struct graph *g, const char *name,
                                         int type, size_t columns,
                                         struct sv meaning)
{
    Onnx__ValueInfoProto **list = ARENA_ARRAY(g->a, 1, Onnx__ValueInfoProto *);
    Onnx__TensorShapeProto *dims = ARENA_NEW(g->a, Onnx__TensorShapeProto);
    Onnx__TypeProto__Tensor *of = ARENA_NEW(g->a, Onnx__TypeProto__Tensor);

    list[0] = ARENA_NEW(g->a, Onnx__ValueInfoProto);
    onnx__value_info_proto__init(list[0]);
    list[0]->name = text(g, sv_from(name));
    list[0]->doc_string = text(g, meaning);
    list[0]->type = ARENA_NEW(g->a, Onnx__TypeProto);
    onnx__type_proto__init(list[0]->type);
    list[0]->type->value_case = ONNX__TYPE_PROTO__VALUE_TENSOR_TYPE;
    list[0]->type->tensor_type = of;
    onnx__type_proto__tensor__init(of);
    of->has_elem_type = 1;
    of->elem_type = type;
    of->shape = dims;
    onnx__tensor_shape_proto__init(dims);
    dims->n_dim = 2;
    dims->dim = ARENA_ARRAY(g->a, 2, Onnx__TensorShapeProto__Dimension *);
    for (size_t k = 0; k < 2; k++) {
        dims->dim[k] = ARENA_NEW(g->a, Onnx__TensorShapeProto__Dimension);
        onnx__tensor_shape_proto__dimension__init(dims->dim[k]);
    }
    dims->dim[0]->value_case =
        ONNX__TENSOR_SHAPE_PROTO__DIMENSION__VALUE_DIM_PARAM;
    dims->dim[0]->dim_param = text(g, SV("deals"));
    dims->dim[1]->value_case =
        ONNX__TENSOR_SHAPE_PROTO__DIMENSION__VALUE_DIM_VALUE;
    dims->dim[1]->dim_value = (int64_t)columns;
    return list;
}

static void add_property(struct graph *g, Onnx__ModelProto *model,
                         struct sv key, struct sv value)
{
    Onnx__StringStringEntryProto *p =
        ARENA_NEW(g->a, Onnx__StringStringEntryProto);

    onnx__string_string_entry_proto__init(p);
    p->key = text(g, key);
    p->value = text(g, value);
    model->metadata_props[model->n_metadata_props++] = p;
}

/* What the model is, and of each feature its name, unit and meaning. */
static void add_properties(struct graph *g, Onnx__ModelProto *model,
                           const struct export_model *e)
{
    const struct model *m = e->model;
    const struct feature_set *set = &m->features;
    char day[DATE_TEXT];

    model->metadata_props =
        ARENA_ARRAY(g->a, set->n + 8, Onnx__StringStringEntryProto *);
    add_property(g, model, SV("trained_as_of"),
                 sv_from(date_iso(day, m->trained_as_of)));
    add_property(g, model, SV("model_sha256"), sv_from(e->sha256));
    add_property(g, model, SV("base_rate"),
                 sv_printf(g->a, "%.17g",
                           calibrate(&m->calibrator, logistic(model_base(m)))));
    add_property(g, model, SV("missing"), SV("NaN"));
    for (size_t k = 0; k < set->n; k++)
        add_property(g, model, sv_printf(g->a, "feature_%zu", k),
                     sv_printf(g->a, "name: %.*s; unit: %s; meaning: %.*s",
                               SV_ARG(set->columns[k].name),
                               export_unit(set, k),
                               SV_ARG(set->columns[k].label)));
}

static Onnx__OperatorSetIdProto *opset(struct graph *g, const char *domain,
                                       int64_t version)
{
    Onnx__OperatorSetIdProto *o = ARENA_NEW(g->a, Onnx__OperatorSetIdProto);

    onnx__operator_set_id_proto__init(o);
    o->domain = text(g, sv_from(domain));
    o->has_version = 1;
    o->version = version;
    return o;
}

void export_onnx(struct buf *out, const struct export_model *e)
{
    Onnx__ModelProto model = ONNX__MODEL_PROTO__INIT;
    Onnx__OperatorSetIdProto *sets[2];
    struct arena work;
    struct graph g = {.a = &work};
    uint8_t *bytes;
    size_t n;

    arena_init(&work);
    onnx__graph_proto__init(&g.proto);
    g.proto.name = text(&g, SV("p_lost"));
    add_graph(&g, e->model);
    g.proto.n_input = g.proto.n_output = 1;
    g.proto.input =
        value_info(&g, "features", ONNX__TENSOR_PROTO__DATA_TYPE__FLOAT,
                   e->model->features.n, SV("a row a deal; NaN: missing"));
    g.proto.output =
        value_info(&g, "p_lost", ONNX__TENSOR_PROTO__DATA_TYPE__DOUBLE, 1,
                   SV("chance that the deal is lost"));
    sets[0] = opset(&g, "", OPSET);
    sets[1] = opset(&g, DOMAIN_ML, OPSET_ML);
    model.has_ir_version = 1;
    model.ir_version = IR_VERSION;
    model.producer_name = text(&g, SV("dealsense"));
    model.producer_version = text(&g, SV(DEALSENSE_VERSION));
    model.n_opset_import = 2;
    model.opset_import = sets;
    model.graph = &g.proto;
    add_properties(&g, &model, e);
    n = onnx__model_proto__get_packed_size(&model);
    bytes = mem_alloc(n, 1);
    onnx__model_proto__pack(&model, bytes);
    buf_add(out, bytes, n);
    free(bytes);
    arena_release(&work);
}
