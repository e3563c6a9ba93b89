#include <stdlib.h>

#include "scoring/base/encoding.h"
#include "scoring/intake/gate_parts.h"

enum { FILTER_VALUES = 200 }; /* that are told apart; the rest together */

void gate_filtered(struct gate *g, int column, size_t row)
{
    struct sv header = g->headers[column];
    struct sv cell = text_clean(g->scratch, table_cell(&g->table, row, column));
    size_t k = 0;

    if (!g->filtered)
        g->filtered = ARENA_ARRAY(g->run, FILTER_VALUES + 1, struct left_out);
    while (k < g->n_filtered && !(sv_eq(g->filtered[k].column, header) &&
                                  sv_eq(g->filtered[k].value, cell)))
        k++;
    if (k > FILTER_VALUES)
        k = FILTER_VALUES;
    if (k == g->n_filtered) {
        bool apart = k < FILTER_VALUES;
        g->filtered[g->n_filtered++] = (struct left_out){
            .reason = LEFT_OUT_FILTER,
            .column = apart ? header : (struct sv){0},
            .value = apart ? sv_copy(g->run, cell) : (struct sv){0},
            .counted = true};
    }
    g->filtered[k].rows++;
}

/* Of an outcome that no deal can have. */
static const char *reason_of(enum reading reading)
{
    return reading == READ_NO_DEAL ? DIAG_NO_DEAL
           : reading == READ_UNKNOWN || reading == READ_CLOSED
               ? DIAG_UNKNOWN_OUTCOME
               : NULL;
}

/* Is it told value by value already? */
static bool told_by_value(const char *kind)
{
    return !strcmp(kind, DIAG_NO_DEAL) || !strcmp(kind, DIAG_UNKNOWN_OUTCOME);
}

static int compare(const void *a, const void *b)
{
    const struct left_out *x = a, *y = b;
    int c;

    if (x->counted != y->counted)
        return x->counted ? -1 : 1;
    if (x->rows != y->rows)
        return x->rows > y->rows ? -1 : 1;
    c = strcmp(x->reason, y->reason);
    c = c ? c : sv_cmp(x->column, y->column);
    return c ? c : sv_cmp(x->value, y->value);
}

void gate_left_out(struct gate *g, struct deals *d)
{
    const struct outcome_reading *read = &d->outcome_read;
    struct left_out *list;
    size_t n = 0;

    list = ARENA_ARRAY(g->run,
                       g->n_filtered + read->n_values + g->diags->n_kinds + 1,
                       struct left_out);
    for (size_t k = 0; k < g->n_filtered; k++)
        list[n++] = g->filtered[k];
    for (size_t k = 0; k < read->n_values; k++) {
        const struct outcome_value *v = &read->values[k];
        const char *reason = reason_of(v->reading);
        if (reason)
            list[n++] =
                (struct left_out){reason, v->header, v->value, v->deals, true};
    }
    for (size_t k = 0; k < g->diags->n_kinds; k++) {
        const struct diag_count *c = &g->diags->kinds[k];
        if ((c->rejected || c->passed) && !told_by_value(c->kind))
            list[n++] = (struct left_out){.reason = c->kind,
                                          .rows = c->rejected + c->passed,
                                          .counted = !c->passed};
    }
    if (n)
        qsort(list, n, sizeof *list, compare);
    d->left_out = list;
    d->n_left_out = n;
}
