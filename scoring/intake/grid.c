#include "scoring/intake/grid.h"

#include "scoring/intake/amount.h"

enum {
    AGAIN_SLOTS = 1 << 16,
    AGAIN_BYTES = 64,    /* a longer text is rarely there again */
    ROWS_MOST = 1 << 24, /* sixteen times what a sheet of Excel holds */
    FIELDS_MOST = 1 << 28,
    NAME_BYTES = 124,       /* of a sheet: Excel allows 31 characters */
    EMPTY_FIELDS = 1 << 24, /* a sheet may hold so many whatever it holds */
    EMPTY_TIMES = 16,       /* and so many for each that is filled */
    ROOM_BYTES = 1 << 20,   /* to begin with */
    ROOM_FIELDS = ROOM_BYTES / 4,
    ROOM_ROWS = ROOM_BYTES / 32
};

/* Of all texts of an export, each counted once. */
static const size_t TEXT_MOST = (size_t)2 << 30;

void grid_init(struct grid *g, struct table *out, const char *path,
               struct arena *a)
{
    *out = (struct table){.grid = true};
    *g = (struct grid){.out = out, .a = a, .path = path};
    g->cells = ARENA_ARRAY(a, TABLE_COLUMNS, uint32_t);
    g->again = ARENA_ARRAY(a, AGAIN_SLOTS, uint32_t);
    g->text = arena_alloc(a, ROOM_BYTES / 2, 1);
    g->text_max = ROOM_BYTES / 2;
    g->text_len = 1; /* behind the empty text */
}

/* Room for `n` more of `size` bytes behind the first `used`; *max grows. */
static void *room(struct grid *g, void *list, size_t used, size_t n,
                  size_t *max, size_t size)
{
    size_t more = *max;

    while (more < used + n)
        more *= 2;
    list = arena_grow(g->a, list, used * size, more * size);
    *max = more;
    return list;
}

static uint32_t *slot_of(struct grid *g, struct sv text)
{
    uint64_t hash = 14695981039346656037u;

    for (size_t i = 0; i < text.len; i++)
        hash = (hash ^ (unsigned char)text.ptr[i]) * 1099511628211u;
    return &g->again[(hash ^ hash >> 32) & (AGAIN_SLOTS - 1)];
}

bool grid_keep(struct grid *g, uint32_t *out, struct sv text, struct err *err)
{
    uint32_t *slot = NULL;

    *out = 0;
    if (!text.len)
        return true;
    if (text.len > TABLE_CELL_BYTES)
        return err_set(err, EXIT_INPUT,
                       "%s: a cell is longer than %d bytes; is this an export "
                       "of deals?",
                       g->path, TABLE_CELL_BYTES);
    if (text.len <= AGAIN_BYTES) {
        slot = slot_of(g, text);
        if (*slot && sv_eq(table_text(g->text, *slot), text)) {
            *out = *slot;
            return true;
        }
    }
    if (g->text_len + text.len + TABLE_LENGTH > TEXT_MOST)
        return err_set(err, EXIT_INPUT,
                       "%s: holds more than %zu GB of text; export fewer "
                       "columns or rows",
                       g->path, TEXT_MOST >> 30);
    if (g->text_len + text.len + TABLE_LENGTH > g->text_max)
        g->text = room(g, g->text, g->text_len, text.len + TABLE_LENGTH,
                       &g->text_max, 1);
    *out = (uint32_t)g->text_len;
    g->text_len += table_text_put(g->text + g->text_len, text);
    if (slot)
        *slot = *out;
    return true;
}

void grid_row(struct grid *g, size_t line)
{
    g->row = line;
    g->width = 0;
}

bool grid_cell_kept(struct grid *g, size_t column, uint32_t text,
                    struct err *err)
{
    if (!text)
        return true;
    if (column >= TABLE_COLUMNS)
        return err_set(err, EXIT_INPUT,
                       "%s:%zu: a row has more than %d columns; is this an "
                       "export of deals?",
                       g->path, g->row, TABLE_COLUMNS);
    while (g->width <= column)
        g->cells[g->width++] = 0;
    g->cells[column] = text;
    return true;
}

bool grid_cell(struct grid *g, size_t column, struct sv text, struct err *err)
{
    uint32_t kept;

    return grid_full(g) || (grid_keep(g, &kept, text, err) &&
                            grid_cell_kept(g, column, kept, err));
}

bool grid_row_end(struct grid *g, struct err *err)
{
    struct table *t = g->out;

    if (!g->width || grid_full(g))
        return true;
    if (t->n_rows == ROWS_MOST || t->n_fields + g->width > FIELDS_MOST)
        return err_set(err, EXIT_INPUT,
                       "%s:%zu: the sheet holds more rows than any export of "
                       "deals; export fewer rows or columns",
                       g->path, g->row);
    for (size_t k = 0; k < g->width; k++)
        g->filled += g->cells[k] != 0;
    if (t->n_fields - g->filled + g->width > EMPTY_FIELDS &&
        (t->n_fields + g->width) / EMPTY_TIMES > g->filled)
        return err_set(err, EXIT_INPUT,
                       "%s:%zu: the sheet is far wider than what it holds; is "
                       "this an export of deals?",
                       g->path, g->row);
    if (!g->fields_max) {
        g->fields_max = ROOM_FIELDS / 2;
        g->rows_max = ROOM_ROWS / 2;
    }
    if (!t->fields || t->n_fields + g->width > g->fields_max)
        t->fields = room(g, t->fields, t->n_fields, g->width, &g->fields_max,
                         sizeof *t->fields);
    if (!t->rows || t->n_rows == g->rows_max)
        t->rows = room(g, t->rows, t->n_rows, 1, &g->rows_max, sizeof *t->rows);
    memcpy(t->fields + t->n_fields, g->cells, g->width * sizeof *t->fields);
    t->rows[t->n_rows++] = (struct table_row){
        .line = g->row, .first = t->n_fields, .fields = (uint32_t)g->width};
    t->n_fields += g->width;
    g->width = 0;
    return true;
}

void grid_merge(struct grid *g, size_t column, size_t from, size_t to)
{
    enum { MERGED_MOST = 1 << 20, ROOM_MERGED = 64 };

    if (to <= from || g->n_merged == MERGED_MOST)
        return;
    if (!g->merged_max)
        g->merged_max = ROOM_MERGED / 2;
    if (!g->merged || g->n_merged == g->merged_max)
        g->merged = room(g, g->merged, g->n_merged, 1, &g->merged_max,
                         sizeof *g->merged);
    g->merged[g->n_merged++] = (struct merged){column, from, to};
}

static void fill_down(struct grid *g, size_t column, size_t from, size_t to)
{
    struct table *t = g->out;
    size_t at = 0, end = t->n_rows;
    double number;

    while (at < end) {
        size_t middle = at + (end - at) / 2;
        if (t->rows[middle].line < from)
            at = middle + 1;
        else
            end = middle;
    }
    if (at == t->n_rows || column >= t->rows[at].fields)
        return;
    uint32_t text = t->fields[t->rows[at].first + column];
    if (t->rows[at].line != from || !text ||
        amount_parse(&number, NULL, table_text(g->text, text), DECIMAL_UNKNOWN))
        return;
    /* Merged cells of a sheet do not overlap. */
    while (++at < t->n_rows && t->rows[at].line <= to &&
           g->reached++ < t->n_fields)
        if (column < t->rows[at].fields &&
            !t->fields[t->rows[at].first + column])
            t->fields[t->rows[at].first + column] = text;
}

bool grid_full(const struct grid *g)
{
    return g->rows_most && g->out->n_rows >= g->rows_most;
}

void grid_rewind(struct grid *g)
{
    g->out->n_rows = g->out->n_fields = g->filled = g->width = 0;
    g->n_merged = g->reached = 0;
}

void grid_finish(struct grid *g)
{
    for (size_t k = 0; k < g->n_merged; k++)
        fill_down(g, g->merged[k].column, g->merged[k].from, g->merged[k].to);
    g->out->text = g->text;
}

struct sv grid_sheet_name(const char *name, struct arena *a)
{
    struct sv s = text_clean(a, sv_copy(a, sv_from(name)));

    if (s.len <= NAME_BYTES)
        return s;
    s.len = NAME_BYTES;
    s.len = utf8_valid_length(s); /* none is cut in two */
    return sv_trim(s);
}

size_t table_suits(const struct table *t, const struct table_form *form,
                   struct arena *scratch)
{
    enum { ONE = TABLE_SUITS / 2 }; /* header; more than fields are counted */
    size_t best = 0, filled = 0;

    for (size_t r = 0; r < t->n_rows && r < TABLE_HEAD_ROWS; r++) {
        const struct table_row *row = &t->rows[r];
        struct sv *cells = ARENA_ARRAY(scratch, row->fields, struct sv);
        for (size_t f = 0; f < row->fields; f++) {
            cells[f] = text_clean(scratch, table_field(t, row->first + f));
            filled += cells[f].len > 0;
        }
        size_t known =
            form->known ? form->known(form->ctx, cells, row->fields) : 0;
        best = known > best ? known : best;
    }
    return best * ONE >= TABLE_SUITS ? best * ONE : best * ONE + filled;
}
