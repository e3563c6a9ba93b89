#include "scoring/intake/amount.h"
#include "scoring/intake/gate_parts.h"

#include <math.h>

/* What every deal has some of: a day, a stage or an outcome, an owner. */
static const struct {
    enum column columns[4];
    size_t n;
} KINDS[] = {
    {{COLUMN_STAGE, COLUMN_OUTCOME, COLUMN_IS_CLOSED, COLUMN_IS_WON}, 4},
    {{COLUMN_CREATED, COLUMN_CLOSED, COLUMN_EXPECTED, COLUMN_STAGE_ENTERED}, 4},
    {{COLUMN_OWNER, COLUMN_OWNER_NAME}, 2},
};
enum { N_KINDS = sizeof KINDS / sizeof KINDS[0] };

struct sums {
    size_t *rows; /* n; rows that have none of it */
    size_t n;
    double *amount; /* by row; NAN: none. Of rows in `rows` as of others */
    bool *apart;    /* by row: is it in `rows`? */
    double *sum;    /* by row: of those before it that are not apart */
    size_t *count;  /* of these */
    bool *no_deal;  /* by row */
};

static bool kind_mapped(const struct gate *g, size_t kind)
{
    for (size_t k = 0; k < KINDS[kind].n; k++)
        if (g->dialect.column[KINDS[kind].columns[k]] >= 0)
            return true;
    return false;
}

static bool kind_filled(const struct gate *g, size_t kind, size_t row)
{
    for (size_t k = 0; k < KINDS[kind].n; k++)
        if (table_cell(&g->table, row,
                       g->dialect.column[KINDS[kind].columns[k]])
                .len)
            return true;
    return false;
}

static bool row_bare(const struct gate *g, size_t row)
{
    for (size_t kind = 0; kind < N_KINDS; kind++)
        if (kind_filled(g, kind, row))
            return false;
    return true;
}

static size_t count_filled(const struct gate *g, size_t row)
{
    size_t filled = 0;

    for (size_t f = 0; f < g->n_headers; f++)
        filled += table_cell(&g->table, row, (int)f).len > 0;
    return filled;
}

static void read_amounts(struct sums *s, const struct gate *g, size_t footer,
                         struct arena *work)
{
    int column = g->dialect.column[COLUMN_AMOUNT];
    struct amount_evidence evidence = {0};
    bool guessed;

    for (size_t row = 1; row < footer; row++)
        amount_evidence_add(&evidence, table_cell(&g->table, row, column), row);
    enum decimal_mark mark = amount_mark(&evidence, &guessed);
    s->amount = ARENA_ARRAY(work, footer, double);
    s->sum = ARENA_ARRAY(work, footer + 1, double);
    s->count = ARENA_ARRAY(work, footer + 1, size_t);
    for (size_t row = 1; row < footer; row++) {
        if (!amount_parse(&s->amount[row], NULL,
                          table_cell(&g->table, row, column), mark))
            s->amount[row] = NAN;
        bool counts = !s->apart[row] && isfinite(s->amount[row]);
        s->sum[row + 1] = s->sum[row] + (counts ? s->amount[row] : 0);
        s->count[row + 1] = s->count[row] + counts;
    }
}

/* To the unit to which sums are rounded; of nothing there is no sum. */
static bool near(double x, double sum)
{
    return fabs(sum) > 1 && fabs(x - sum) <= 0.51 + 1e-9 * fabs(sum);
}

/* Of the rows from first to before end that are not apart. */
static bool sums_to(const struct sums *s, double x, size_t first, size_t end)
{
    return end > first && s->count[end] - s->count[first] > 1 &&
           near(x, s->sum[end] - s->sum[first]);
}

/*
 * The sums that a bare row could show: of all rows, of those above it, of its
 * group, which the bare row before it ends, and of the group that it heads.
 */
static bool is_sum(const struct sums *s, size_t k, size_t footer)
{
    size_t row = s->rows[k];
    size_t first = k ? s->rows[k - 1] + 1 : 1;
    size_t end = k + 1 < s->n ? s->rows[k + 1] : footer;
    double x = s->amount[row];

    return !isnan(x) &&
           (sums_to(s, x, 1, footer) || sums_to(s, x, 1, row) ||
            sums_to(s, x, first, row) || sums_to(s, x, row + 1, end));
}

/*
 * Where others are sums, so is the amount of the one deal of its group, and
 * nothing of a group that has no amount.
 */
static bool is_sum_of_few(const struct sums *s, size_t k)
{
    size_t row = s->rows[k], first = k ? s->rows[k - 1] + 1 : 1;
    double x = s->amount[row];

    return row > first && s->count[row] - s->count[first] < 2 &&
           fabs(x - (s->sum[row] - s->sum[first])) <= 0.51;
}

/* A heading or a count: one cell in a file whose deals have more. */
static bool is_heading(const struct gate *g, size_t row, size_t kinds)
{
    return kinds > 1 && count_filled(g, row) == 1;
}

/* A sum that a program wrote and did not compute (xlsx.h). */
static bool is_formula(const struct gate *g, size_t row)
{
    struct sv amount =
        table_cell(&g->table, row, g->dialect.column[COLUMN_AMOUNT]);

    return g->table.kind == TABLE_WORKBOOK && sv_starts(amount, SV("="));
}

const bool *gate_sums(struct gate *g, size_t footer)
{
    enum { CHECKED = 4096, ONE_IN = 2, FEW = 5 };
    struct sums s = {0};
    struct arena work;
    size_t kinds = 0, sums = 0;
    bool any = false;

    for (size_t kind = 0; kind < N_KINDS; kind++)
        kinds += kind_mapped(g, kind);
    /* No outcome alone may mean that the deal is open. */
    if ((kinds < 2 && g->dialect.column[COLUMN_STAGE] < 0) || footer < FEW)
        return NULL;
    for (size_t row = 1; row < footer; row++) {
        if (!row_bare(g, row) || row_blank(&g->table, row))
            continue;
        if (!s.rows) {
            s.rows = ARENA_ARRAY(g->scratch, CHECKED, size_t);
            s.apart = ARENA_ARRAY(g->scratch, footer, bool);
        }
        if (s.n == CHECKED || s.n * ONE_IN > footer)
            return NULL; /* here deals are like that */
        s.rows[s.n++] = row;
        s.apart[row] = true;
    }
    if (!s.n || s.n * ONE_IN > footer)
        return NULL;
    s.no_deal = ARENA_ARRAY(g->scratch, footer, bool);
    arena_init(&work);
    if (g->dialect.column[COLUMN_AMOUNT] >= 0)
        read_amounts(&s, g, footer, &work);
    for (size_t k = 0; k < s.n; k++) {
        size_t row = s.rows[k];
        bool sum = is_formula(g, row) || (s.amount && is_sum(&s, k, footer));
        s.no_deal[row] = sum || is_heading(g, row, kinds);
        sums += sum;
        any = any || s.no_deal[row];
    }
    for (size_t k = 0; sums && s.amount && k < s.n; k++)
        s.no_deal[s.rows[k]] = s.no_deal[s.rows[k]] || is_sum_of_few(&s, k);
    arena_release(&work);
    return any ? s.no_deal : NULL;
}
