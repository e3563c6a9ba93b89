/* The forest as a table of nodes, and the tables that the queries read. */
#include "render/export/export_parts.h"

/* What a missing value counts as at a node: it goes to the learned side. */
static const char GOES_LEFT[] = "-1e308", GOES_RIGHT[] = "1e308";

void export_nodes(struct buf *out, const struct export_model *e)
{
    const struct forest *f = &e->model->forest;

    buf_add_str(out,
                "node,root,left_node,feature,threshold,missing_as,value\n");
    for (size_t t = 0; t < f->n_trees; t++) {
        size_t start = f->tree_start[t];
        for (size_t i = start; i < f->tree_start[t + 1]; i++) {
            const struct forest_node *n = &f->nodes[i];
            buf_printf(out, "%zu,%d,", i, i == start);
            if (n->left < 0) {
                buf_add_str(out, "-1,-1,0.0,0.0,");
                export_number(out, (double)n->value);
            } else {
                buf_printf(out, "%zu,%d,", start + (size_t)n->left, n->column);
                export_number(out, export_split(n->threshold));
                buf_printf(out, ",%s,0.0",
                           n->missing_left ? GOES_LEFT : GOES_RIGHT);
            }
            buf_add_char(out, '\n');
        }
    }
}

void export_tables(struct buf *out, const struct export_model *e)
{
    const struct feature_set *set = &e->model->features;
    char name[EXPORT_NAME];

    export_head(out, e, "The tables that the queries of this folder read.");
    buf_add_str(
        out, "-- Spark: DOUBLE, BigQuery: FLOAT64 for DOUBLE PRECISION, and\n"
             "-- STRING for TEXT; both take no PRIMARY KEY.\n"
             "\n-- nodes.csv, a row a node; 1 of `root` begins a tree. The\n"
             "-- right child is the one after the left; a leaf has -1 for it,\n"
             "-- and a value.\n"
             "CREATE TABLE dealsense_nodes (\n"
             "    node INTEGER NOT NULL PRIMARY KEY,\n"
             "    root INTEGER NOT NULL,\n"
             "    left_node INTEGER,\n"
             "    feature INTEGER,\n"
             "    threshold DOUBLE PRECISION,\n"
             "    missing_as DOUBLE PRECISION,\n"
             "    value DOUBLE PRECISION\n);\n"
             "\n-- A row a deal, NULL: missing. features.sql fills it.\n"
             "CREATE TABLE dealsense_features (\n"
             "    deal_id TEXT NOT NULL PRIMARY KEY");
    for (size_t k = 0; k < set->n; k++) {
        buf_printf(out, ",\n    %s DOUBLE PRECISION /* %zu, %s: ",
                   export_name(name, set, k), k, export_unit(set, k));
        for (size_t i = 0; i < set->columns[k].label.len; i++) {
            char c = set->columns[k].label.ptr[i];
            buf_add_char(out, c == '*' || (unsigned char)c < ' ' ? ' ' : c);
        }
        buf_add_str(out, " */");
    }
    buf_add_str(out, "\n);\n");
}
