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

static size_t filled_cells(const struct table *table, size_t row)
{
    const struct table_row *r = &table->rows[row];
    size_t filled = 0;

    for (size_t f = 0; f < r->fields; f++)
        filled += text_trim(table_field(table, r->first + f)).len > 0;
    return filled;
}

/* Where no row names columns that are known: the first that has nearly as many
 * cells filled as any, if the first of all has less than half of them. */
static size_t fullest_row(const struct table *table, size_t last)
{
    enum { FEW = 3 };
    size_t first = filled_cells(table, 0), most = first, row = 0;

    for (size_t k = 1; k <= last; k++) {
        size_t filled = filled_cells(table, k);
        most = filled > most ? filled : most;
    }
    if (most < FEW || first * 2 >= most)
        return 0;
    while (filled_cells(table, row) * 5 < most * 4)
        row++;
    return row;
}

size_t table_titles(struct table *table,
                    size_t (*known)(const void *context, const struct sv *cells,
                                    size_t n, bool *has_id),
                    const void *context, bool named, struct arena *scratch)
{
    enum { ENOUGH = 3 };
    size_t best = 0, most = 0, last = TABLE_HEAD_ROWS - 1;

    if (last + 2 > table->n_rows)
        last = table->n_rows < 2 ? 0 : table->n_rows - 2;
    for (size_t row = 0; row <= last; row++) {
        const struct table_row *r = &table->rows[row];
        struct sv *cells = ARENA_ARRAY(scratch, r->fields, struct sv);
        bool has_id = false;
        for (size_t f = 0; f < r->fields; f++)
            cells[f] = text_clean(scratch, table_field(table, r->first + f));
        size_t n = known(context, cells, r->fields, &has_id);
        if (!row && has_id)
            return 0;
        if (!row)
            most = n < ENOUGH - 1 && !named ? ENOUGH - 1 : n;
        else if (n > most) {
            most = n;
            best = row;
        }
    }
    if (!best && most < ENOUGH)
        best = fullest_row(table, last);
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
    const struct headers in = {cells, n, g->path, 1};
    struct dialect dialect;
    struct err ignored;
    size_t known = 0;

    if (!dialect_map(&dialect, &in, g->settings, &ignored))
        return 0;
    for (size_t c = 0; c < COLUMN_COUNT; c++)
        known += dialect.column[c] >= 0 && cells[dialect.column[c]].len;
    *has_id = dialect.column[COLUMN_DEAL_ID] >= 0;
    return known;
}

size_t gate_knows(const void *gate, const struct sv *cells, size_t n)
{
    bool has_id;

    return columns_known(gate, cells, n, &has_id);
}

void gate_header(struct gate *g)
{
    bool named = false;

    /* A row that has all that [columns] names is the header. */
    for (size_t c = 0; c < COLUMN_COUNT; c++)
        named = named || g->settings->columns[c].len;
    g->titles = g->table.rows;
    g->n_titles = table_titles(&g->table, columns_known, g, named, g->scratch);
}

struct headers gate_headers(const struct gate *g)
{
    return (struct headers){g->headers, g->n_headers, g->path,
                            g->table.rows[0].line};
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
