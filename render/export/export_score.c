/* The two queries that compute P(lost) from a table of features. */
#include <math.h>

#include "render/export/export_parts.h"
#include "scoring/stats/calibrate.h"

/* The features by their numbers, x0, x1, …, and with a walk the mean p of the
 * trees. */
static void add_inputs(struct buf *out, const struct export_model *e, bool walk)
{
    const struct feature_set *set = &e->model->features;
    char name[EXPORT_NAME];

    buf_add_str(out, walk ? "(SELECT f.deal_id, t.p" : "(SELECT f.deal_id");
    for (size_t k = 0; k < set->n; k++)
        buf_printf(out, ",\n        f.%s AS x%zu", export_name(name, set, k),
                   k);
    buf_add_str(out, "\n    FROM dealsense_features AS f");
    if (walk)
        buf_add_str(out, " JOIN forest AS t ON t.deal_id = f.deal_id");
    buf_add_str(out, ") AS inputs");
}

static void add_walk(struct buf *out, const struct export_model *e)
{
    const struct feature_set *set = &e->model->features;
    char name[EXPORT_NAME];

    buf_add_str(
        out,
        "walk (deal_id, node) AS (\n"
        "    SELECT f.deal_id, n.node\n"
        "    FROM dealsense_features AS f CROSS JOIN dealsense_nodes AS n\n"
        "    WHERE n.root = 1\n"
        "    UNION ALL\n"
        "    SELECT w.deal_id, n.left_node + CASE WHEN COALESCE(CASE "
        "n.feature");
    for (size_t k = 0; k < set->n; k++)
        buf_printf(out, "\n            WHEN %zu THEN f.%s", k,
                   export_name(name, set, k));
    buf_add_str(
        out, "\n        END, n.missing_as) <= n.threshold THEN 0 ELSE 1 END\n"
             "    FROM walk AS w\n"
             "    JOIN dealsense_nodes AS n ON n.node = w.node\n"
             "    JOIN dealsense_features AS f ON f.deal_id = w.deal_id\n"
             "    WHERE n.left_node >= 0\n"
             "),\n");
}

static void add_cut(struct buf *out, const char *x, double least, double most)
{
    buf_printf(out, "CASE WHEN %s < ", x);
    export_number(out, least);
    buf_add_str(out, " THEN ");
    export_number(out, least);
    buf_printf(out, " WHEN %s > ", x);
    export_number(out, most);
    buf_add_str(out, " THEN ");
    export_number(out, most);
    buf_printf(out, " ELSE %s END", x);
}

/* share × logit of the learners, of the columns p and additive. */
static void add_stack(struct buf *out, const struct model *m, const char *logit)
{
    bool first = true;

    if (stack_has(&m->stack, LEARNER_FOREST)) {
        export_number(out, m->stack.share[LEARNER_FOREST]);
        buf_printf(out, " * %s", logit);
        first = false;
    }
    if (stack_has(&m->stack, LEARNER_ADDITIVE)) {
        buf_add_str(out, first ? "" : " + ");
        export_number(out, m->stack.share[LEARNER_ADDITIVE]);
        buf_add_str(out, " * additive");
    }
}

/* P(lost) of z, which stands for itself where nothing is cut. */
static void add_chance(struct buf *out, const struct model *m, const char *z)
{
    const struct calibrator *c = &m->calibrator;

    buf_add_str(out, "1.0 / (1.0 + EXP(-(");
    if (c->used) {
        export_number(out, c->a);
        buf_add_str(out, " + ");
        export_number(out, c->b);
        buf_printf(out, " * %s", z);
    } else {
        buf_add_str(out, z);
    }
    buf_add_str(out, ")))");
}

/* The learners side by side, in columns p and additive. */
static void add_learners(struct buf *out, const struct export_model *e,
                         const char *from)
{
    if (stack_has(&e->model->stack, LEARNER_ADDITIVE))
        export_additive(out, e, from);
    else
        buf_printf(out, "    SELECT * FROM %s", from);
}

void export_score(struct buf *out, const struct export_model *e)
{
    const struct model *m = e->model;
    bool forest = stack_has(&m->stack, LEARNER_FOREST);
    double least = calibrate_least(), edge = logit_cut(1);
    struct buf from;

    buf_init(&from);
    add_inputs(&from, e, forest);
    export_head(out, e, "P(lost) of every row of dealsense_features.");
    buf_add_str(out, forest ? "-- Each step of the walk is a row a tree of a "
                              "deal: score a large table in pieces.\n"
                              "WITH RECURSIVE "
                            : "WITH ");
    if (forest) {
        add_walk(out, e);
        buf_add_str(out, "forest AS (\n    SELECT deal_id, ");
        add_cut(out, "p", least, 1 - least);
        buf_add_str(out,
                    " AS p\n    FROM (SELECT w.deal_id, AVG(n.value) AS p\n"
                    "        FROM walk AS w\n        JOIN dealsense_nodes "
                    "AS n ON n.node = w.node\n"
                    "        WHERE n.left_node < 0\n"
                    "        GROUP BY w.deal_id) AS means\n),\n");
    }
    buf_add_str(out, "learners AS (\n");
    add_learners(out, e, from.ptr);
    buf_add_str(out, "\n),\nstack AS (\n    SELECT deal_id, ");
    add_stack(out, m, "LN(p / (1.0 - p))");
    buf_add_str(out, " AS z FROM learners\n)\nSELECT deal_id, ");
    buf_clear(&from);
    if (m->calibrator.used) {
        buf_add_char(&from, '(');
        add_cut(&from, "z", -edge, edge);
        buf_add_char(&from, ')');
    } else {
        buf_add_char(&from, 'z');
    }
    add_chance(out, m, from.ptr);
    buf_add_str(out, " AS p_lost FROM stack;\n");
    buf_release(&from);
}

/* One tree, its nodes from `start`, as an expression. A comparison with NULL
 * is not true, so a missing value takes the side of ELSE. */
static void add_tree(struct buf *out, const struct forest *f, size_t start,
                     size_t at)
{
    const struct forest_node *n = &f->nodes[start + at];
    size_t left = (size_t)n->left;

    if (n->left < 0) {
        export_double(out, (double)n->value);
        return;
    }
    buf_printf(out, "CASE WHEN x%d %s ", n->column,
               n->missing_left ? ">" : "<=");
    export_number(out, export_split(n->threshold));
    buf_add_str(out, "\nTHEN ");
    add_tree(out, f, start, left + (n->missing_left ? 1 : 0));
    buf_add_str(out, "\nELSE ");
    add_tree(out, f, start, left + (n->missing_left ? 0 : 1));
    buf_add_str(out, " END");
}

void export_score_inline(struct buf *out, const struct export_model *e)
{
    const struct model *m = e->model;
    const struct forest *f = &m->forest;
    double least = calibrate_least(), edge = logit_cut(1);
    struct buf from, z;

    buf_init(&from);
    buf_init(&z);
    export_head(out, e,
                "P(lost) of every row of dealsense_features, in one pass.");
    buf_add_str(out, "-- The trees stand in the query itself: for databases "
                     "that take megabytes of it,\n-- and CASE within CASE as "
                     "deep as a tree. Needs ATANH, LEAST, GREATEST.\n");
    add_inputs(&from, e, false);
    /* each column stands once, for a query is not computed where it is named */
    if (m->calibrator.used) {
        buf_add_str(&z, "LEAST(GREATEST(");
        add_stack(&z, m, "2.0 * ATANH(2.0 * p - 1.0)");
        buf_add_str(&z, ", ");
        export_number(&z, -edge);
        buf_add_str(&z, "), ");
        export_number(&z, edge);
        buf_add_str(&z, ")");
    } else {
        add_stack(&z, m, "2.0 * ATANH(2.0 * p - 1.0)");
    }
    buf_add_str(out, "SELECT deal_id, ");
    add_chance(out, m, z.ptr);
    buf_add_str(out, " AS p_lost\nFROM (SELECT *");
    if (stack_has(&m->stack, LEARNER_FOREST)) {
        buf_add_str(out, ", LEAST(GREATEST((");
        for (size_t t = 0; t < f->n_trees; t++) {
            buf_add_str(out, t ? "\n+ " : "\n");
            add_tree(out, f, f->tree_start[t], 0);
        }
        buf_printf(out, ") / %zu.0, ", f->n_trees);
        export_number(out, least);
        buf_add_str(out, "), ");
        export_number(out, 1 - least);
        buf_add_str(out, ") AS p");
    }
    buf_add_str(out, "\nFROM (\n");
    add_learners(out, e, from.ptr);
    buf_add_str(out, "\n) AS sums) AS learners;\n");
    buf_release(&from);
    buf_release(&z);
}
