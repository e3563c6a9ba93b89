#include "scoring/base/encoding.h"
#include "scoring/intake/gate_parts.h"
#include "scoring/settings/settings.h"

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

size_t table_titles(struct table *table,
                    size_t (*known)(const void *context, const struct sv *cells,
                                    size_t n, bool *has_id),
                    const void *context, struct arena *scratch)
{
    enum { FURTHEST = 30, ENOUGH = 3 };
    size_t best = 0, most = 0;

    for (size_t row = 0; row <= FURTHEST && (!row || row + 1 < table->n_rows);
         row++) {
        const struct table_row *r = &table->rows[row];
        struct sv *cells = ARENA_ARRAY(scratch, r->fields, struct sv);
        bool has_id = false;
        for (size_t f = 0; f < r->fields; f++)
            cells[f] = text_clean(scratch, table->fields[r->first + f]);
        size_t n = known(context, cells, r->fields, &has_id);
        if (!row && has_id)
            return 0;
        if (!row)
            most = n < ENOUGH - 1 ? ENOUGH - 1 : n;
        else if (n > most) {
            most = n;
            best = row;
        }
    }
    if (best)
        drop_rows(table, best);
    return best;
}

/* How many columns of a deal the row names; 0 where [columns] names one that
 * it lacks. */
static size_t columns_known(const void *context, const struct sv *cells,
                            size_t n, bool *has_id)
{
    const struct gate *g = context;
    struct dialect dialect;
    struct err ignored;
    size_t known = 0;

    if (!dialect_map(&dialect, cells, n, g->settings, g->path, &ignored))
        return 0;
    for (size_t c = 0; c < COLUMN_COUNT; c++)
        known += dialect.column[c] >= 0 && cells[dialect.column[c]].len;
    *has_id = dialect.column[COLUMN_DEAL_ID] >= 0;
    return known;
}

void gate_header(struct gate *g)
{
    g->titles = g->table.rows;
    g->n_titles = table_titles(&g->table, columns_known, g, g->scratch);
}

bool row_repeats(const struct table *table, const struct sv *headers,
                 size_t n_headers, size_t row)
{
    size_t same = 0, filled = 0;

    for (size_t f = 0; f < n_headers; f++) {
        struct sv cell = table_cell(table, row, (int)f);
        filled += cell.len > 0;
        same += cell.len && header_same(cell, headers[f]);
    }
    return same >= 2 && same * 2 > filled;
}

bool row_header_again(const struct gate *g, size_t row)
{
    static const enum column TELL[] = {COLUMN_DEAL_ID, COLUMN_OUTCOME,
                                       COLUMN_STAGE, COLUMN_CREATED};
    bool any = false;

    /* Cheap, for the many rows that are none. */
    for (size_t k = 0; k < sizeof TELL / sizeof TELL[0] && !any; k++) {
        int column = g->dialect.column[TELL[k]];
        any = column >= 0 && header_same(table_cell(&g->table, row, column),
                                         g->headers[column]);
    }
    return any && row_repeats(&g->table, g->headers, g->n_headers, row);
}
