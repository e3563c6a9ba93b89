#include "scoring/base/encoding.h"
#include "scoring/intake/gate_parts.h"

#include <stdlib.h>

enum { SALESFORCE_SHORT = 15, SALESFORCE_LONG = 18, CHUNK = 5 };

/* The last three of the 18 say which of the 15 before are capitals, five to
 * a character. */
struct sv gate_id_key(struct sv id)
{
    static const char SUFFIX[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345";

    if (id.len != SALESFORCE_LONG)
        return id;
    for (size_t k = 0; k < SALESFORCE_SHORT / CHUNK; k++) {
        unsigned capitals = 0;
        for (size_t i = 0; i < CHUNK; i++) {
            char c = id.ptr[k * CHUNK + i];
            if (!ascii_digit(c) && !ascii_letter(c))
                return id;
            capitals |= (unsigned)(c >= 'A' && c <= 'Z') << i;
        }
        if (id.ptr[SALESFORCE_SHORT + k] != SUFFIX[capitals])
            return id;
    }
    return (struct sv){id.ptr, SALESFORCE_SHORT};
}

/* "9.12340E+09": as spreadsheets show long numbers. */
static bool is_cut(struct sv id)
{
    size_t at = 0, digits = 0;

    if (!id.len || !ascii_digit(id.ptr[0]))
        return false;
    while (at < id.len && ascii_digit(id.ptr[at]))
        at++;
    if (at < id.len && (id.ptr[at] == '.' || id.ptr[at] == ','))
        for (at++; at < id.len && ascii_digit(id.ptr[at]);)
            at++;
    if (at + 2 >= id.len || (id.ptr[at] | 0x20) != 'e' || id.ptr[at + 1] != '+')
        return false;
    for (at += 2; at < id.len && ascii_digit(id.ptr[at]); at++)
        digits++;
    return at == id.len && digits;
}

enum { N_FIXED = 2 };
/* What no update of a deal changes. */
static const enum column FIXED[N_FIXED] = {COLUMN_ACCOUNT, COLUMN_CREATED};

struct id_faults gate_id_faults(const struct gate *g)
{
    struct id_faults f = {0};

    for (size_t k = 0; k < N_FIXED; k++)
        f.nearly[k] = gate_nearly(g, FIXED[k]);
    return f;
}

void gate_id_look(struct id_faults *f, const struct gate *g, size_t row)
{
    struct sv id =
        table_cell(&g->table, row, g->dialect.column[COLUMN_DEAL_ID]);

    if (is_cut(id) && f->cut++ == 0)
        f->cut_row = row;
}

static bool differ(const struct gate *g, size_t row, size_t before, int column)
{
    struct sv a = table_cell(&g->table, before, column);
    struct sv b = table_cell(&g->table, row, column);

    return a.len && b.len && !sv_eq_fold(a, b);
}

/* Of columns that are only nearly named, all have to differ: one may be
 * another thing ("Company size"). */
static bool is_other(const struct id_faults *f, const struct gate *g,
                     size_t row, size_t before)
{
    size_t known = 0, found = 0, differing = 0;

    for (size_t k = 0; k < N_FIXED; k++) {
        if (differ(g, row, before, g->dialect.column[FIXED[k]]))
            return true;
        known += g->dialect.column[FIXED[k]] >= 0;
        found += f->nearly[k] >= 0;
        differing += differ(g, row, before, f->nearly[k]);
    }
    return !known && found && differing == found;
}

void gate_id_repeat(struct id_faults *f, const struct gate *g, size_t row,
                    size_t before)
{
    if (!is_other(f, g, row, before) || f->others++)
        return;
    f->row = row;
    f->before = before;
}

bool gate_ids_sound(const struct id_faults *f, const struct gate *g,
                    struct err *err)
{
    enum { ONE_IN = 100 };
    int column = g->dialect.column[COLUMN_DEAL_ID];
    struct sv header = column >= 0 ? g->headers[column] : SV("");

    if (f->cut) {
        struct sv id = table_cell(&g->table, f->cut_row, column);
        return err_set(err, EXIT_INPUT,
                       "%s:%zu: a spreadsheet has cut %zu of %zu ids in "
                       "column \"%.*s\" (here \"%.*s\"); export the deals "
                       "again and do not save them from a spreadsheet, or name "
                       "another column as deal_id under [columns]",
                       g->path, g->table.rows[f->cut_row].line, f->cut, g->n,
                       SV_ARG(header), SV_ARG(id));
    }
    if (f->others * ONE_IN <= g->n)
        return true;
    struct sv id = table_cell(&g->table, f->row, column);
    id = text_clean(g->scratch, id);
    return err_set(
        err, EXIT_INPUT,
        "%s:%zu: column \"%.*s\" holds no ids: %zu of %zu rows repeat "
        "one with another account or creation date (\"%.*s\" here "
        "and on line %zu); name the column that holds the id of "
        "each deal as deal_id under [columns], or export it too",
        g->path, g->table.rows[f->row].line, SV_ARG(header), f->others, g->n,
        SV_ARG(id), g->table.rows[f->before].line);
}

struct row_of_id {
    struct sv id;
    size_t row;
};

/* How many digits stand at the start of s from `at` on. */
static size_t digits_at(struct sv s, size_t at)
{
    size_t n = 0;

    while (at + n < s.len && ascii_digit(s.ptr[at + n]))
        n++;
    return n;
}

/* Where two ids begin to differ, or the digits that do: ids of one export are
 * alike in front. */
static size_t alike(struct sv x, struct sv y)
{
    size_t most = x.len < y.len ? x.len : y.len, at = 0;

    while (at < most && x.ptr[at] == y.ptr[at])
        at++;
    while (at && ascii_digit(x.ptr[at - 1]))
        at--;
    return at;
}

/* As people count: D9 before D10. Ids of equal sense (D9, D09) by their bytes.
 */
static int compare_ids(const void *a, const void *b)
{
    struct sv x = ((const struct row_of_id *)a)->id;
    struct sv y = ((const struct row_of_id *)b)->id;
    size_t i = alike(x, y), j = i;

    while (i < x.len && j < y.len) {
        size_t m = digits_at(x, i), n = digits_at(y, j);
        for (; m > 1 && x.ptr[i] == '0'; i++)
            m--;
        for (; n > 1 && y.ptr[j] == '0'; j++)
            n--;
        if (m && n && m != n)
            return m < n ? -1 : 1;
        if (x.ptr[i] != y.ptr[j])
            return (unsigned char)x.ptr[i] < (unsigned char)y.ptr[j] ? -1 : 1;
        i++;
        j++;
    }
    if ((i < x.len) != (j < y.len))
        return i < x.len ? 1 : -1;
    return sv_cmp(x, y);
}

/* Most exports are in order but for a few rows: those that stand before one
 * that they follow are sorted alone, and merged with the rest. */
void gate_order(struct gate *g)
{
    struct row_of_id *list = ARENA_ARRAY(g->scratch, g->n, struct row_of_id);
    struct row_of_id *late = ARENA_ARRAY(g->scratch, g->n, struct row_of_id);
    size_t n = 0, n_late = 0;

    for (size_t i = 0; i < g->n; i++) {
        struct row_of_id here = {g->ids[i], g->rows[i]};
        if (!n || compare_ids(&list[n - 1], &here) <= 0)
            list[n++] = here;
        else
            late[n_late++] = here;
    }
    if (!n_late)
        return;
    qsort(late, n_late, sizeof *late, compare_ids);
    for (size_t i = g->n; i-- > 0;) { /* the last of both, from behind */
        bool from_late =
            n_late && (!n || compare_ids(&late[n_late - 1], &list[n - 1]) > 0);
        const struct row_of_id *last = from_late ? &late[--n_late] : &list[--n];
        g->ids[i] = last->id;
        g->rows[i] = last->row;
    }
}
