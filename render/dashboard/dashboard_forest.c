/*
 * data/forest.js: the forest for a browser, by FOREST_NODES under 4 MB.
 *
 *   window.DEALSENSE_FOREST = {trees, nodes, cuts, columns, tests, values}
 *
 * Nodes stand as they were grown, so the k-th node of a tree that splits has
 * its children at 2k + 1 and 2k + 2, and no child needs to be stored. In
 * base64: columns, a byte a node, LEAF for a leaf; tests, a byte a split, the
 * threshold's place in cuts[column], 128 more where a missing value goes
 * left; values, a float32 a leaf, little-endian. A split takes 2 bytes and a
 * leaf 5, and there is one leaf more than splits in each tree.
 */
#include "render/dashboard/dashboard_parts.h"
#include "render/base/mime.h"

enum { LEAF = 255, MISSING_LEFT = 128 };

static void put_base64(struct buf *out, const char *name, struct buf *bytes)
{
    buf_printf(out, ",\"%s\":\"", name);
    mime_base64_line(out, buf_sv(bytes));
    buf_add_char(out, '"');
    buf_clear(bytes);
}

static size_t place_of(const struct whatif_cuts *cuts, float threshold)
{
    size_t low = 0, high = cuts->n;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (cuts->list[middle] < threshold)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static void add_float(struct buf *out, float x)
{
    uint32_t bits;

    memcpy(&bits, &x, sizeof bits);
    for (int shift = 0; shift < 32; shift += 8)
        buf_add_char(out, (char)(bits >> shift & 255));
}

static void put_cuts(struct buf *out, const struct whatif *w, size_t columns)
{
    buf_add_str(out, ",\"cuts\":[");
    for (size_t c = 0; c < columns; c++) {
        buf_add_str(out, c ? ",[" : "[");
        for (size_t k = 0; k < w->cuts[c].n; k++)
            buf_printf(out, "%s%.9g", k ? "," : "", (double)w->cuts[c].list[k]);
        buf_add_char(out, ']');
    }
    buf_add_char(out, ']');
}

bool dashboard_forest(struct dashboard *d, struct err *err)
{
    const struct forest *f = &d->r->model->forest;
    const struct whatif *w = d->r->whatif;
    struct buf columns, tests, values;
    bool ok;

    _Static_assert((int)WHATIF_COLUMNS < (int)LEAF, "a column is a byte");
    _Static_assert((int)WHATIF_CUTS < (int)MISSING_LEFT, "so is a test");
    buf_init(&columns);
    buf_init(&tests);
    buf_init(&values);
    for (size_t i = 0; i < f->n_nodes; i++) {
        const struct forest_node *node = &f->nodes[i];
        if (node->left < 0) {
            buf_add_char(&columns, (char)LEAF);
            add_float(&values, node->value);
            continue;
        }
        buf_add_char(&columns, (char)node->column);
        buf_add_char(&tests,
                     (char)(place_of(&w->cuts[node->column], node->threshold) |
                            (node->missing_left ? MISSING_LEFT : 0)));
    }
    buf_clear(&d->html);
    buf_printf(&d->html,
               "window.DEALSENSE_FOREST = {\"trees\":%zu,\"nodes\":%zu",
               f->n_trees, f->n_nodes);
    put_cuts(&d->html, w, f->n_columns);
    put_base64(&d->html, "columns", &columns);
    put_base64(&d->html, "tests", &tests);
    put_base64(&d->html, "values", &values);
    buf_add_str(&d->html, "};\n");
    ok = sink_put(d->out, "dashboard/data/forest.js", buf_sv(&d->html), err);
    buf_release(&values);
    buf_release(&tests);
    buf_release(&columns);
    return ok;
}
