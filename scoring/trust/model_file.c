#include <math.h>

#include "scoring/base/encoding.h"
#include "scoring/base/file.h"
#include "scoring/base/codec.h"
#include "scoring/trust/model.h"
#include "scoring/trust/trust_file.h"
#include "scoring/settings/settings.h"

enum { COLUMNS_MOST = 4096, HEX = 64 };
enum { HEAD = 4 + 4 + 8, NODE_BYTES = 4 + 2 + 1 + 3 * 4 };

static void code_settings(struct codec *c, struct forest_settings *s)
{
    int *whole[] = {&s->trees,   &s->min_leaf,    &s->max_depth,
                    &s->mtry,    &s->sample_rows, &s->landmark_days,
                    &s->min_won, &s->min_lost,    &s->replays};

    for (size_t i = 0; i < sizeof whole / sizeof *whole; i++)
        code_i32(c, whole[i]);
    code_f64(c, &s->weight_cap);
    code_f64(c, &s->resolved_share);
}

/* Names in the order of the matrix; the rest of a column is the export's. */
static void code_features(struct codec *c, struct model *m)
{
    code_size(c, &m->features.n, COLUMNS_MOST);
    if (!c->out) {
        m->features.columns =
            ARENA_ARRAY(c->run, m->features.n, struct feature_column);
        m->importance = ARENA_ARRAY(c->run, m->features.n, struct importance);
    }
    for (size_t k = 0; k < m->features.n; k++) {
        code_text(c, &m->features.columns[k].name);
        code_importance(c, &m->importance[k]);
    }
}

static void code_node(struct codec *c, struct forest_node *node)
{
    uint64_t column = node->column, missing_left = node->missing_left;

    code_i32(c, &node->left);
    code_bits(c, &column, 2);
    code_bits(c, &missing_left, 1);
    code_f32(c, &node->threshold);
    code_f32(c, &node->value);
    code_f32(c, &node->cover);
    node->column = (uint16_t)column;
    node->missing_left = (uint8_t)missing_left;
}

static bool node_sound(const struct forest_node *node, size_t columns)
{
    return node->left >= -1 && node->missing_left <= 1 &&
           isfinite(node->threshold) && node->value >= 0 && node->value <= 1 &&
           node->cover > 0 && isfinite(node->cover) &&
           (node->left < 0 || node->column < columns);
}

/* Nodes are stored as they were grown: the k-th node that splits has the
 * k-th pair of children. Nothing else is a tree for us. */
static bool tree_sound(const struct forest_node *nodes, size_t n,
                       size_t columns, uint8_t *depth)
{
    size_t next = 1;

    depth[0] = 0;
    for (size_t i = 0; i < n; i++) {
        if (!node_sound(nodes + i, columns))
            return false;
        if (nodes[i].left < 0)
            continue;
        if ((size_t)nodes[i].left != next || next + 1 >= n ||
            depth[i] >= DEPTH_MAX)
            return false;
        depth[next] = depth[next + 1] = (uint8_t)(depth[i] + 1);
        next += 2;
    }
    return n >= 1 && next == n;
}

static bool forest_sound(const struct forest *f)
{
    uint8_t *depth = mem_alloc(f->n_nodes, 1);
    bool ok = true;

    for (size_t t = 0; t < f->n_trees && ok; t++)
        ok = f->tree_start[t] < f->tree_start[t + 1] &&
             f->tree_start[t + 1] <= f->n_nodes &&
             tree_sound(f->nodes + f->tree_start[t],
                        f->tree_start[t + 1] - f->tree_start[t], f->n_columns,
                        depth);
    free(depth);
    return ok && f->tree_start[f->n_trees] == f->n_nodes;
}

static void code_forest(struct codec *c, struct forest *f)
{
    size_t left = c->out ? SIZE_MAX : c->in.len;

    code_f64(c, &f->oob_auc);
    code_size(c, &f->n_trees, left / 4);
    code_size(c, &f->n_columns, COLUMNS_MOST);
    code_size(c, &f->n_nodes,
              left / NODE_BYTES < FOREST_NODES ? left / NODE_BYTES
                                               : FOREST_NODES);
    if (!f->n_trees) {
        c->ok = c->ok && !f->n_nodes;
        return;
    }
    if (!c->out) {
        f->tree_start = mem_alloc(f->n_trees + 1, sizeof *f->tree_start);
        f->nodes = mem_alloc(f->n_nodes, sizeof *f->nodes);
    }
    for (size_t t = 1; t <= f->n_trees; t++) {
        uint64_t end = f->tree_start[t];
        code_bits(c, &end, 4);
        f->tree_start[t] = (uint32_t)end;
    }
    for (size_t i = 0; i < f->n_nodes; i++)
        code_node(c, &f->nodes[i]);
    if (!c->out && c->ok)
        c->ok = forest_sound(f);
}

static void code_model(struct codec *c, struct model *m)
{
    bool hybrid = m->mode == MODE_HYBRID, learnt = m->forest.n_trees > 0;

    code_flag(c, &hybrid);
    m->mode = hybrid ? MODE_HYBRID : MODE_RULES_ONLY;
    code_i32(c, &m->trained_as_of);
    code_bits(c, &m->seed, 8);
    code_settings(c, &m->settings);
    code_features(c, m);
    code_f64(c, &m->base);
    code_stack(c, &m->stack);
    code_calibrator(c, &m->calibrator);
    code_size(c, &m->training_rows, UINT32_MAX);
    code_size(c, &m->won_deals, UINT32_MAX);
    code_size(c, &m->lost_deals, UINT32_MAX);
    code_holdout(c, &m->holdout);
    code_drift(c, &m->drift);
    code_flag(c, &learnt);
    if (learnt)
        code_additive(c, &m->additive, m->features.n);
    code_forest(c, &m->forest);
    if (learnt != (m->forest.n_trees > 0))
        c->ok = false;
    if (hybrid && (!m->forest.n_trees || !(m->base >= 0 && m->base <= 1)))
        c->ok = false;
    m->reason = model_reason(m);
    if (hybrid != (m->reason == REASON_EARNED))
        c->ok = false; /* the gate would not have decided so */
    if (m->forest.n_trees && m->forest.n_columns != m->features.n)
        c->ok = false;
}

void model_write(struct buf *out, const struct model *m)
{
    struct buf payload;
    struct model copy = *m; /* writing changes nothing, but fields pass by
                               address for the other way */
    struct codec c = {.out = &payload, .ok = true}, head = {.out = out};
    char digest[SHA256_TEXT];
    uint64_t schema = MODEL_SCHEMA, len;
    size_t start = out->len;

    buf_init(&payload);
    code_model(&c, &copy);
    len = payload.len;
    buf_add(out, "DSM1", 4);
    code_bits(&head, &schema, 4);
    code_bits(&head, &len, 8);
    buf_add(out, payload.ptr, payload.len);
    sha256_hex(digest, sv_skip(buf_sv(out), start));
    buf_add(out, digest, HEX);
    buf_release(&payload);
}

/* Why the bytes are no model file of ours; REASON_NONE: *payload is what it
 * holds. */
static enum mode_reason unwrap(struct sv *payload, struct sv bytes)
{
    struct codec c = {.in = bytes, .ok = true};
    char digest[SHA256_TEXT];
    uint64_t schema, len;

    if (!sv_starts(bytes, SV("DSM1")))
        return REASON_FILE_FOREIGN;
    if (bytes.len < HEAD + HEX)
        return REASON_FILE_SHORT;
    c.in = sv_skip(bytes, 4);
    code_bits(&c, &schema, 4);
    code_bits(&c, &len, 8);
    if (schema != MODEL_SCHEMA)
        return REASON_FILE_SCHEMA;
    if (len != bytes.len - HEAD - HEX)
        return REASON_FILE_LENGTH;
    sha256_hex(digest, (struct sv){bytes.ptr, bytes.len - HEX});
    if (memcmp(digest, bytes.ptr + bytes.len - HEX, HEX) != 0)
        return REASON_FILE_DAMAGED;
    *payload = (struct sv){bytes.ptr + HEAD, (size_t)len};
    return REASON_NONE;
}

/* Gives the model's columns this export's features of the same names. */
static bool fit_columns(struct model *m, const struct context *ctx,
                        const struct leaks *leaks, struct sv *lacking)
{
    struct feature_set here;

    size_t pairs = 0;

    feature_set_choose(&here, ctx->deals, leaks, ctx->run);
    feature_set_offer_pairs(&here, ctx->deals, ctx->run);
    for (size_t k = 0; k < m->features.n; k++) {
        struct feature_column *column = &m->features.columns[k];
        size_t j = 0;
        while (j < here.n && !sv_eq(here.columns[j].name, column->name))
            j++;
        if (j == here.n) {
            *lacking = column->name;
            return false;
        }
        *column = here.columns[j];
        column->pair = pairs;
        pairs += column->is_pair;
    }
    return true;
}

/* Rules only with what the export offers and nothing of the file. */
static void refuse(struct model *out, const struct context *ctx,
                   enum mode_reason reason, struct model_refusal refused,
                   const struct leaks *leaks)
{
    model_release(out);
    *out = (struct model){.mode = MODE_RULES_ONLY,
                          .reason = reason,
                          .refused = refused,
                          .trained_as_of = ctx->as_of};
    model_no_learners(out);
    holdout_none(&out->holdout);
    drift_none(&out->drift, ctx->as_of);
    feature_set_choose(&out->features, ctx->deals, leaks, ctx->run);
    out->importance = ARENA_ARRAY(ctx->run, out->features.n, struct importance);
    for (size_t k = 0; k < out->features.n; k++)
        out->importance[k] = (struct importance){0, NAN, NAN, NAN, NAN, NAN};
}

/* All that a name tells of its column. */
static void name_column(struct feature_column *c, struct arena *a)
{
    struct sv name = c->name;

    c->own_category = c->own_numeric = -1;
    c->feature = feature_find(name);
    c->is_pair = sv_starts(name, SV("pair:"));
    c->label = name;
    if (c->feature) {
        c->label = sv_from(c->feature->label);
        c->subject = c->feature->subject;
    } else if (sv_starts(name, SV("own:"))) {
        feature_column_name(c, sv_skip(name, strlen("own:")), a);
        c->subject = SUBJECT_OWN;
    }
}

bool model_open(struct model *out, struct sv bytes, struct arena *run)
{
    struct codec c = {.ok = true, .run = run};
    enum mode_reason reason = unwrap(&c.in, bytes);

    *out = (struct model){0};
    if (!reason) {
        code_model(&c, out);
        if (!c.ok || c.in.len)
            reason = REASON_FILE_UNSOUND;
    }
    for (size_t k = 0; !reason && k < out->features.n; k++)
        name_column(&out->features.columns[k], run);
    if (!reason)
        return true;
    model_release(out);
    *out = (struct model){.mode = MODE_RULES_ONLY, .reason = reason};
    model_no_learners(out);
    holdout_none(&out->holdout);
    return false;
}

bool model_parse(struct model *out, const struct context *ctx, struct sv bytes,
                 const struct leaks *leaks)
{
    struct codec c = {.ok = true, .run = ctx->run};
    enum mode_reason reason = unwrap(&c.in, bytes);
    struct model_refusal refused = {.trained_as_of = DATE_NONE};

    *out = (struct model){.refused = refused};
    if (!reason) {
        code_model(&c, out);
        if (!c.ok || c.in.len)
            reason = REASON_FILE_UNSOUND;
    }
    if (!reason && out->trained_as_of > ctx->as_of) {
        reason = REASON_FILE_AHEAD;
        refused.trained_as_of = out->trained_as_of;
    }
    if (!reason && !fit_columns(out, ctx, leaks, &refused.feature))
        reason = REASON_FILE_LACKS;
    if (reason)
        refuse(out, ctx, reason, refused, leaks);
    return !reason;
}

void model_read(struct model *out, const struct context *ctx, const char *path,
                const struct leaks *leaks)
{
    struct file file = {0};
    struct err missing = {0};
    struct model_refusal refused = {.file =
                                        file_name_of(sv_from(path), ctx->run),
                                    .trained_as_of = DATE_NONE};

    *out = (struct model){0};
    if (!file_open(&file, path, &missing)) {
        refuse(out, ctx, REASON_FILE_MISSING, refused, leaks);
        return;
    }
    model_parse(out, ctx, file.bytes, leaks);
    file_close(&file);
}
