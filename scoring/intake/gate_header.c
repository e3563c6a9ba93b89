#include "scoring/base/encoding.h"
#include "scoring/intake/gate_parts.h"
#include "scoring/settings/settings.h"

/* How many columns of a deal the cells name; 0 where [columns] names one that
 * it lacks. *has_id: one of them is the deal's id. */
static size_t cells_known(const struct gate *g, const struct sv *cells,
                          size_t n, bool *has_id)
{
    struct dialect dialect;
    struct err ignored;
    size_t known = 0;

    *has_id = false;
    if (!dialect_map(&dialect, cells, n, g->settings, g->path, &ignored))
        return 0;
    for (size_t c = 0; c < COLUMN_COUNT; c++)
        known += dialect.column[c] >= 0 && cells[dialect.column[c]].len;
    *has_id = dialect.column[COLUMN_DEAL_ID] >= 0;
    return known;
}

static size_t columns_known(const struct gate *g, size_t row, bool *has_id)
{
    const struct table_row *r = &g->table.rows[row];
    struct sv *cells = ARENA_ARRAY(g->scratch, r->fields, struct sv);

    for (size_t f = 0; f < r->fields; f++)
        cells[f] = text_clean(g->scratch, table_field(&g->table, r->first + f));
    return cells_known(g, cells, r->fields, has_id);
}

size_t gate_knows(const void *gate, const struct sv *cells, size_t n)
{
    bool has_id;

    return cells_known(gate, cells, n, &has_id);
}

/* Row 0 becomes the header. */
static void drop_rows(struct table *table, size_t n)
{
    size_t fields = table->rows[n].first;

    table->rows += n;
    table->n_rows -= n;
    table->fields += fields;
    table->n_fields -= fields;
    for (size_t row = 0; row < table->n_rows; row++)
        table->rows[row].first -= fields;
}

void gate_header(struct gate *g)
{
    enum { FURTHEST = 30, ENOUGH = 3 };
    bool has_id;
    size_t best = 0, most = columns_known(g, 0, &has_id);

    if (has_id)
        return;
    if (most < ENOUGH - 1)
        most = ENOUGH - 1;
    for (size_t row = 1; row + 1 < g->table.n_rows && row <= FURTHEST; row++) {
        size_t known = columns_known(g, row, &has_id);
        if (known > most) {
            most = known;
            best = row;
        }
    }
    if (!best)
        return;
    g->n_titles = best;
    g->titles = g->table.rows;
    drop_rows(&g->table, best);
}

/* Half of what is filled repeats its header, and two cells do. */
bool row_header_again(const struct gate *g, size_t row)
{
    static const enum column TELL[] = {COLUMN_DEAL_ID, COLUMN_OUTCOME,
                                       COLUMN_STAGE, COLUMN_CREATED};
    bool any = false;
    size_t same = 0, filled = 0;

    /* Cheap, for the many rows that are none. */
    for (size_t k = 0; k < sizeof TELL / sizeof TELL[0] && !any; k++) {
        int column = g->dialect.column[TELL[k]];
        any = column >= 0 && header_same(table_cell(&g->table, row, column),
                                         g->headers[column]);
    }
    if (!any)
        return false;
    for (size_t f = 0; f < g->n_headers; f++) {
        struct sv cell = table_cell(&g->table, row, (int)f);
        filled += cell.len > 0;
        same += cell.len && header_same(cell, g->headers[f]);
    }
    return same >= 2 && same * 2 > filled;
}
