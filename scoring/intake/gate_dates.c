#include "scoring/base/encoding.h"
#include "scoring/intake/gate_parts.h"
#include "scoring/settings/settings.h"

#include <stdlib.h>

static const enum column DATES[] = {
    COLUMN_CREATED,       COLUMN_CLOSED,        COLUMN_EXPECTED,
    COLUMN_STAGE_ENTERED, COLUMN_LAST_ACTIVITY, COLUMN_WON_TIME,
    COLUMN_LOST_TIME,
};
enum { N_DATES = sizeof DATES / sizeof DATES[0] };

/* A date of the deal's life, whose absence is told apart. */
static uint8_t unreadable_bit(enum column column)
{
    return column == COLUMN_CREATED ? UNREADABLE_CREATED
           : column == COLUMN_CLOSED || column == COLUMN_WON_TIME ||
                   column == COLUMN_LOST_TIME
               ? UNREADABLE_CLOSED
               : 0;
}

/* Every cell of the column as a date; NULL when the export has none. */
static int32_t *read_column(struct gate *g, struct deals *d, enum column column,
                            enum date_order order,
                            const struct date_evidence *evidence)
{
    struct unreadable *u = &g->unreadable[column];
    int header = g->dialect.column[column];
    int32_t *dates;

    if (header < 0)
        return NULL;
    dates = ARENA_ARRAY(g->run, g->n, int32_t);
    for (size_t i = 0; i < g->n; i++) {
        struct sv cell = gate_cell(g, i, header);
        dates[i] = DATE_NONE;
        if (!cell.len)
            continue;
        u->filled++;
        struct raw_date raw = raw_date_parse(cell);
        raw_date_settle(&raw, evidence);
        dates[i] = raw_date_resolve(&raw, order);
        if (dates[i] != DATE_NONE)
            continue;
        gate_unreadable(u, d, i, unreadable_bit(column));
        cell = text_clean(g->scratch, cell);
        diags_add(g->diags, "bad date", ROW_STAYS, g->file, gate_line(g, i),
                  (size_t)header + 1,
                  "\"%.*s\" is no date in %.*s; taken as not known",
                  SV_ARG(cell), SV_ARG(g->headers[header]));
    }
    return dates;
}

static bool decide_orders(enum date_order order[N_DATES],
                          struct date_evidence evidence[N_DATES],
                          struct gate *g, struct deals *d, struct err *err)
{
    for (size_t k = 0; k < N_DATES; k++) {
        int header = g->dialect.column[DATES[k]];
        if (header < 0)
            continue;
        evidence[k].header = g->headers[header];
        for (size_t i = 0; i < g->n; i++) {
            struct sv cell = gate_cell(g, i, header);
            struct raw_date raw = raw_date_parse(cell);
            date_evidence_add(&evidence[k], &raw, gate_line(g, i));
        }
    }
    if (!date_orders(order, evidence, N_DATES, g->settings->date_order, g->path,
                     err))
        return false;
    d->date_order = date_orders_name(order, evidence, N_DATES);
    return true;
}

/*
 * The last edit is only recorded, so it decides for no other column, and an
 * order that neither it nor they decide is no error: such cells are not read.
 */
static int32_t *read_modified(struct gate *g, struct deals *d)
{
    int header = g->dialect.column[COLUMN_MODIFIED];
    struct date_evidence evidence = {0};
    enum date_order order;
    struct err ignored;
    int32_t *dates;

    if (header < 0)
        return NULL;
    evidence.header = g->headers[header];
    for (size_t i = 0; i < g->n; i++) {
        struct raw_date raw = raw_date_parse(gate_cell(g, i, header));
        date_evidence_add(&evidence, &raw, gate_line(g, i));
    }
    if (date_orders(&order, &evidence, 1, g->settings->date_order, g->path,
                    &ignored))
        return read_column(g, d, COLUMN_MODIFIED, order, &evidence);
    if (!strcmp(d->date_order, "D/M/Y"))
        return read_column(g, d, COLUMN_MODIFIED, DATE_ORDER_DMY, &evidence);
    if (!strcmp(d->date_order, "M/D/Y"))
        return read_column(g, d, COLUMN_MODIFIED, DATE_ORDER_MDY, &evidence);
    diags_add(g->diags, "date order", ROW_STAYS, g->file, evidence.slashed_line,
              (size_t)header + 1,
              "%.*s could be M/D/Y or D/M/Y; taken as not known (--date-order "
              "decides)",
              SV_ARG(evidence.header));
    dates = ARENA_ARRAY(g->run, g->n, int32_t);
    for (size_t i = 0; i < g->n; i++)
        dates[i] = DATE_NONE;
    return dates;
}

static int compare_dates(const void *a, const void *b)
{
    int32_t x = *(const int32_t *)a, y = *(const int32_t *)b;

    return (x > y) - (x < y);
}

/*
 * A typing error such as 2124 for 2024 would move the as-of date, and with
 * it every age. There is no clock here; so a date is too late when it lies
 * more than two years behind 99% of its like.
 */
int32_t dates_latest_plausible(int32_t *dates, size_t n)
{
    enum { TWO_YEARS = 731, FEW = 20 };

    if (n < FEW)
        return INT32_MAX;
    qsort(dates, n, sizeof *dates, compare_dates);
    return dates[(n - 1) * 99 / 100] + TWO_YEARS;
}

/*
 * Before it lie the days that systems write for "none" (1900-01-01,
 * 1970-01-01) and typing errors: one such start makes a mean cycle of years.
 * Systems repeat themselves, so it is a tenth that must not be such.
 */
static int32_t earliest_plausible(const int32_t *sorted, size_t n)
{
    enum { TWENTY_YEARS = 7305, FEW = 20 };

    return n < FEW ? DATE_NONE : sorted[(n - 1) / 10] - TWENTY_YEARS;
}

/* Among all created and actual close dates. */
static void plausible(int32_t *earliest, int32_t *latest, const struct gate *g,
                      const struct deals *d)
{
    struct arena work;
    int32_t *all;
    size_t n = 0;

    arena_init(&work);
    all = ARENA_ARRAY(&work, 2 * g->n, int32_t);
    for (size_t i = 0; i < g->n; i++) {
        if (d->created && d->created[i] != DATE_NONE)
            all[n++] = d->created[i];
        if (d->closed[i] != DATE_NONE)
            all[n++] = d->closed[i];
    }
    *latest = dates_latest_plausible(all, n);
    *earliest = earliest_plausible(all, n);
    arena_release(&work);
}

static void refuse_strays(struct gate *g, int32_t *dates, int32_t earliest,
                          int32_t latest, enum column column)
{
    char text[DATE_TEXT];

    for (size_t i = 0; dates && i < g->n; i++) {
        bool late = dates[i] > latest;
        if (dates[i] == DATE_NONE || (!late && dates[i] >= earliest))
            continue;
        diags_add(g->diags, late ? "future date" : "ancient date", ROW_STAYS,
                  g->file, gate_line(g, i), 0,
                  "%s %s lies years %s nearly all others; taken as not known",
                  column_name(column), date_iso(text, dates[i]),
                  late ? "after" : "before");
        dates[i] = DATE_NONE;
    }
}

static void check_lives(struct gate *g, struct deals *d)
{
    char closed[DATE_TEXT], created[DATE_TEXT];

    for (size_t i = 0; i < g->n; i++) {
        if (d->outcome[i] == OUTCOME_OPEN)
            continue;
        if (d->closed[i] != DATE_NONE && d->created &&
            d->created[i] != DATE_NONE && d->created[i] > d->closed[i]) {
            diags_add(g->diags, "closed before created", ROW_STAYS, g->file,
                      gate_line(g, i), 0,
                      "closed %s, created %s: its start is taken as not known",
                      date_iso(closed, d->closed[i]),
                      date_iso(created, d->created[i]));
            d->created[i] = DATE_NONE;
        }
    }
}

static int32_t first_known(const int32_t *a, const int32_t *b, size_t i)
{
    if (a && a[i] != DATE_NONE)
        return a[i];
    return b ? b[i] : DATE_NONE;
}

bool gate_dates(struct gate *g, struct deals *d, struct err *err)
{
    struct date_evidence evidence[N_DATES] = {{.slashed = 0}};
    enum date_order order[N_DATES];
    int32_t *read[COLUMN_COUNT] = {0};
    bool apart = g->dialect.column[COLUMN_EXPECTED] >= 0;

    if (!decide_orders(order, evidence, g, d, err))
        return false;
    for (size_t k = 0; k < N_DATES; k++) {
        read[DATES[k]] = read_column(g, d, DATES[k], order[k], &evidence[k]);
        if (!gate_readable(g, DATES[k], "a date", err))
            return false;
    }
    d->created = read[COLUMN_CREATED];
    d->stage_entered = read[COLUMN_STAGE_ENTERED];
    d->last_activity = read[COLUMN_LAST_ACTIVITY];
    d->modified = read_modified(g, d);
    d->closed = ARENA_ARRAY(g->run, g->n, int32_t);
    d->expected = ARENA_ARRAY(g->run, g->n, int32_t);
    for (size_t i = 0; i < g->n; i++) {
        const int32_t *when =
            read[d->outcome[i] == OUTCOME_WON ? COLUMN_WON_TIME
                                              : COLUMN_LOST_TIME];
        bool open = d->outcome[i] == OUTCOME_OPEN;
        d->closed[i] =
            open ? DATE_NONE : first_known(when, read[COLUMN_CLOSED], i);
        d->expected[i] = !open   ? DATE_NONE
                         : apart ? read[COLUMN_EXPECTED][i]
                                 : first_known(read[COLUMN_CLOSED], NULL, i);
    }
    int32_t earliest, latest;
    plausible(&earliest, &latest, g, d);
    refuse_strays(g, d->created, earliest, latest, COLUMN_CREATED);
    refuse_strays(g, d->closed, earliest, latest, COLUMN_CLOSED);
    refuse_strays(g, d->stage_entered, earliest, latest, COLUMN_STAGE_ENTERED);
    refuse_strays(g, d->expected, earliest, INT32_MAX, COLUMN_EXPECTED);
    refuse_strays(g, d->last_activity, earliest, latest, COLUMN_LAST_ACTIVITY);
    refuse_strays(g, d->modified, earliest, latest, COLUMN_MODIFIED);
    check_lives(g, d);
    return true;
}
