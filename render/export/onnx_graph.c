/* A graph of ONNX through protobuf-c and the schema of Debian's libonnx-dev. */
#include <math.h>

#include "render/export/export_parts.h"
#include "render/export/onnx.pb-c.h"
#include "render/export/onnx_parts.h"
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
const char *graph_numbers(struct graph *g, const double *x, size_t rows,
                          size_t columns)
{
    size_t n = columns ? rows * columns : rows;
    Onnx__TensorProto *t =
        tensor(g, ONNX__TENSOR_PROTO__DATA_TYPE__DOUBLE, x, n * sizeof *x);

    shape(g, t, rows, columns);
    return keep(g, t);
}

const char *graph_number(struct graph *g, double x)
{
    return graph_numbers(g, &x, 1, 0);
}

const char *graph_whole(struct graph *g, const int64_t *x, size_t n)
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

const char *graph_op1(struct graph *g, const char *type, const char *x)
{
    Onnx__NodeProto *n = new_op(g, type);

    input(g, n, x);
    return n->output[0];
}

const char *graph_op2(struct graph *g, const char *type, const char *x,
                      const char *y)
{
    Onnx__NodeProto *n = new_op(g, type);

    input(g, n, x);
    input(g, n, y);
    return n->output[0];
}

const char *graph_op3(struct graph *g, const char *type, const char *x,
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

const char *graph_cast(struct graph *g, const char *x)
{
    const char *out = graph_op1(g, "Cast", x);

    attribute_whole(g, g->proto.node[g->proto.n_node - 1], "to",
                    ONNX__TENSOR_PROTO__DATA_TYPE__DOUBLE);
    return out;
}

const char *graph_gather(struct graph *g, const char *x, const int64_t *at,
                         size_t n)
{
    const char *out = graph_op2(g, "Gather", x, graph_whole(g, at, n));

    attribute_whole(g, g->proto.node[g->proto.n_node - 1], "axis", 1);
    return out;
}

/* The forest. */

const char *graph_forest(struct graph *g, const struct forest *f, const char *x)
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
    return graph_cast(g, op->output[0]);
}

const char *graph_beside(struct graph *g, const char *x, const char *y)
{
    const char *out = graph_op2(g, "Concat", x, y);

    attribute_whole(g, g->proto.node[g->proto.n_node - 1], "axis", 1);
    return out;
}

const char *graph_features(struct graph *g, const char **missing)
{
    const float nan = NAN;
    const char *in = "features";
    Onnx__TensorProto *none =
        tensor(g, ONNX__TENSOR_PROTO__DATA_TYPE__FLOAT, &nan, sizeof nan);

    shape(g, none, 1, 0);
    *missing = graph_op2(g, "Or", graph_op1(g, "IsNaN", in),
                         graph_op1(g, "IsInf", in));
    return graph_cast(g, graph_op3(g, "Where", *missing, keep(g, none), in));
}

struct graph *graph_new(struct arena *a)
{
    struct graph *g = ARENA_NEW(a, struct graph);

    g->a = a;
    onnx__graph_proto__init(&g->proto);
    return g;
}

struct arena *graph_arena(const struct graph *g)
{
    return g->a;
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

void graph_write(struct buf *out, struct graph *g, const struct export_model *e)
{
    Onnx__ModelProto model = ONNX__MODEL_PROTO__INIT;
    Onnx__OperatorSetIdProto *sets[2];
    uint8_t *bytes;
    size_t n;

    g->proto.node[g->proto.n_node - 1]->output[0] = text(g, SV("p_lost"));
    g->proto.name = text(g, SV("p_lost"));
    g->proto.n_input = g->proto.n_output = 1;
    g->proto.input =
        value_info(g, "features", ONNX__TENSOR_PROTO__DATA_TYPE__FLOAT,
                   e->model->features.n, SV("a row a deal; NaN: missing"));
    g->proto.output =
        value_info(g, "p_lost", ONNX__TENSOR_PROTO__DATA_TYPE__DOUBLE, 1,
                   SV("chance that the deal is lost"));
    sets[0] = opset(g, "", OPSET);
    sets[1] = opset(g, DOMAIN_ML, OPSET_ML);
    model.has_ir_version = 1;
    model.ir_version = IR_VERSION;
    model.producer_name = text(g, SV("dealsense"));
    model.producer_version = text(g, SV(DEALSENSE_VERSION));
    model.n_opset_import = 2;
    model.opset_import = sets;
    model.graph = &g->proto;
    add_properties(g, &model, e);
    n = onnx__model_proto__get_packed_size(&model);
    bytes = mem_alloc(n, 1);
    onnx__model_proto__pack(&model, bytes);
    buf_add(out, bytes, n);
    free(bytes);
}
