#include "scoring/base/encoding.h"
#include "scoring/intake/gate_parts.h"

#include <math.h>

enum { DISTINCT_MAX = 10000 };

/* Fixed at creation; nothing here may tell how a deal ended. */
static const enum column FIXED[] = {
    COLUMN_ACCOUNT,  COLUMN_OWNER,  COLUMN_AMOUNT,  COLUMN_CREATED,
    COLUMN_INDUSTRY, COLUMN_REGION, COLUMN_PRODUCT, COLUMN_LEAD_SOURCE,
};
enum { N_FIXED = sizeof FIXED / sizeof FIXED[0] };

/* Empty, or so written that nobody can read it ("tbd" for an amount): both
 * are not known. */
static bool is_missing(const struct gate *g, const struct deals *d,
                       enum column column, size_t i)
{
    if (column == COLUMN_AMOUNT && d->amount)
        return isnan(d->amount[i]);
    if (column == COLUMN_CREATED && d->created)
        return d->created[i] == DATE_NONE;
    return !gate_cell(g, i, g->dialect.column[column]).len;
}

/*
 * Being empty counts as "missing" only where closed and open deals are empty
 * about as often: a field that is filled at the close says that a deal has
 * closed (Maven: amounts stand on closed deals alone).
 */
static bool empty_alike(const struct gate *g, const struct deals *d,
                        enum column column)
{
    enum { FEW = 50 };
    const double APART = 0.2;
    size_t n[2] = {0}, empty[2] = {0};

    for (size_t i = 0; i < g->n; i++) {
        bool closed = d->outcome[i] != OUTCOME_OPEN;
        n[closed]++;
        empty[closed] += is_missing(g, d, column, i);
    }
    if (n[0] < FEW || n[1] < FEW)
        return true;
    return fabs((double)empty[0] / (double)n[0] -
                (double)empty[1] / (double)n[1]) <= APART;
}

static bool count_missing(struct gate *g, struct deals *d, enum column column)
{
    if (g->dialect.column[column] < 0 || !empty_alike(g, d, column))
        return false;
    for (size_t i = 0; i < g->n; i++)
        d->missing[i] += is_missing(g, d, column, i);
    return true;
}

/* What is not read as a number or date has no unreadable cells. */
static void profile_column(struct gate *g, struct deals *d, struct sv name,
                           int header, const struct unreadable *u)
{
    struct column_profile *p;
    struct arena work;
    struct intern seen;

    if (header < 0)
        return;
    p = &d->profile[d->n_profile++];
    p->name = name;
    p->header = g->headers[header];
    arena_init(&work);
    intern_init(&seen, &work);
    for (size_t i = 0; i < g->n; i++) {
        struct sv cell = gate_cell(g, i, header);
        p->filled += cell.len > 0;
        p->empty += !cell.len;
        if (cell.len && seen.n < DISTINCT_MAX)
            intern_add(&seen, cell);
    }
    p->distinct = seen.n;
    p->unreadable = u ? u->cells : 0;
    p->read = p->filled - p->unreadable;
    if (p->unreadable) {
        struct sv cell = text_clean(&work, gate_cell(g, u->first, header));
        p->example = sv_copy(g->run, cell);
    }
    intern_release(&seen);
    arena_release(&work);
}

void gate_profile(struct gate *g, struct deals *d)
{
    d->missing = ARENA_ARRAY(g->run, g->n, uint8_t);
    for (size_t k = 0; k < N_FIXED; k++)
        if (count_missing(g, d, FIXED[k])) {
            d->missing_columns |= UINT32_C(1) << FIXED[k];
            d->missing_amount |= FIXED[k] == COLUMN_AMOUNT;
        }

    d->profile = ARENA_ARRAY(g->run, COLUMN_COUNT + 2 * OWN_FIELDS,
                             struct column_profile);
    for (size_t c = 0; c < COLUMN_COUNT; c++) {
        size_t before = d->n_profile;
        profile_column(g, d, sv_from(column_name((enum column)c)),
                       g->dialect.column[c], &g->unreadable[c]);
        if (d->n_profile > before)
            d->profile[before].why = g->dialect.why[c];
    }
    for (size_t k = 0; k < d->n_own_categories; k++)
        profile_column(g, d, d->own_category_names[k], g->own_category[k],
                       NULL);
    for (size_t k = 0; k < d->n_own_numerics; k++)
        profile_column(g, d, d->own_numeric_names[k], g->own_numeric[k],
                       &g->unreadable[COLUMN_COUNT + k]);
}
