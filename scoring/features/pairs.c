#include "scoring/features/pairs.h"

#include <math.h>

#include "scoring/stats/interaction.h"

static size_t labels_of(const struct deals *d, int field)
{
    return field == PAIR_SIZE ? 2 : d->groups[field].n_labels;
}

/* −1: empty. */
static int32_t label_of(const struct deals *d, const struct snapshot *s,
                        double half, int field, size_t i)
{
    double amount;

    if (field != PAIR_SIZE)
        return d->groups[field].n_labels ? d->groups[field].code[i] : -1;
    amount = deals_amount_at(d, i, s->day);
    return isnan(amount) || isnan(half) ? -1 : amount > half;
}

struct pair *pairs_offered(size_t *n, const struct deals *d,
                           const struct pair_fields *fields, struct arena *a)
{
    const int *field = fields->list;
    struct pair *list = ARENA_ARRAY(a, fields->n * fields->n, struct pair);

    *n = 0;
    for (size_t k = 0; k < fields->n; k++)
        for (size_t j = k + 1; j < fields->n; j++)
            if (labels_of(d, field[k]) > 1 && labels_of(d, field[j]) > 1 &&
                labels_of(d, field[k]) * labels_of(d, field[j]) <= PAIR_CELLS)
                list[(*n)++] = (struct pair){{field[k], field[j]}};
    return list;
}

static const struct group_rate *cell_of(const struct pair_rates *r,
                                        int32_t first, int32_t second)
{
    if (first < 0 || second < 0)
        return NULL;
    if ((size_t)second >= r->columns ||
        (size_t)first >= r->cells.n / r->columns)
        return &r->cells.none;
    return &r->cells.group[(size_t)first * r->columns + (size_t)second];
}

static const struct group_rate *cell_of_deal(const struct snapshot *s,
                                             const struct deals *d, size_t k,
                                             size_t i)
{
    const struct pair_rates *r = &s->pairs[k];

    return cell_of(r, label_of(d, s, r->half, r->pair.field[0], i),
                   label_of(d, s, r->half, r->pair.field[1], i));
}

void pairs_rates(struct snapshot *s, const struct deals *d,
                 const struct pair *list, size_t n, struct arena *a)
{
    double half = ecdf_quantile(&s->amounts, 0.5);

    s->n_pairs = n;
    s->pairs = ARENA_ARRAY(a, n, struct pair_rates);
    for (size_t k = 0; k < n; k++) {
        struct pair_rates *r = &s->pairs[k];
        r->pair = list[k];
        r->half = half;
        r->columns = labels_of(d, list[k].field[1]);
        r->cells.n = labels_of(d, list[k].field[0]) * r->columns;
        r->cells.group = ARENA_ARRAY(a, r->cells.n, struct group_rate);
    }
    for (size_t i = 0; n && i < d->n; i++) {
        enum state state = deals_state(d, i, s->day);
        if (!state_is_closed(state))
            continue;
        for (size_t k = 0; k < n; k++) {
            const struct group_rate *of = cell_of_deal(s, d, k, i);
            struct group_rate *cell;
            if (!of)
                continue;
            cell = &s->pairs[k].cells.group[of - s->pairs[k].cells.group];
            cell->closed++;
            cell->won += state == STATE_WON;
        }
    }
    for (size_t k = 0; k < n; k++)
        group_rates_shrink(&s->pairs[k].cells, s->win_rate);
}

const struct group_rate *pair_rate(const struct snapshot *s,
                                   const struct deals *d, size_t k, size_t i)
{
    return cell_of_deal(s, d, k, i);
}

const struct group_rate *pair_rate_sized(const struct snapshot *s,
                                         const struct deals *d, size_t k,
                                         size_t i, bool above)
{
    const struct pair_rates *r = &s->pairs[k];

    if (r->pair.field[1] != PAIR_SIZE || isnan(r->half))
        return NULL;
    return cell_of(r, label_of(d, s, r->half, r->pair.field[0], i), above);
}

/* Labels of which enough deals have closed, as rows or columns of a table;
 * −1: none. Returns how many. */
static size_t keep_labels(int32_t *place, const struct pair_rates *r, int side)
{
    size_t rows = r->cells.n / r->columns, n = side ? r->columns : rows;
    size_t kept = 0;

    for (size_t k = 0; k < n; k++) {
        uint64_t closed = 0;
        for (size_t j = 0; j < (side ? rows : r->columns); j++)
            closed += r->cells.group[side ? j * r->columns + k
                                          : k * r->columns + j]
                          .closed;
        place[k] = closed >= PAIR_LABEL ? (int32_t)kept++ : -1;
    }
    return kept;
}

/* p that the two do not interact; 1 where too little has closed. */
static double pair_p(const struct pair_rates *r, struct arena *work)
{
    size_t rows = r->cells.n / r->columns, cells;
    int32_t *row = ARENA_ARRAY(work, rows, int32_t);
    int32_t *column = ARENA_ARRAY(work, r->columns, int32_t);
    struct outcome_table t = {.rows = keep_labels(row, r, 0),
                              .columns = keep_labels(column, r, 1)};
    uint32_t *won, *all;
    uint64_t closed = 0;

    cells = t.rows * t.columns;
    t.won = won = ARENA_ARRAY(work, cells, uint32_t);
    t.all = all = ARENA_ARRAY(work, cells, uint32_t);
    for (size_t k = 0; k < r->cells.n; k++) {
        int32_t y = row[k / r->columns], x = column[k % r->columns];
        if (y < 0 || x < 0)
            continue;
        won[(size_t)y * t.columns + (size_t)x] = r->cells.group[k].won;
        all[(size_t)y * t.columns + (size_t)x] = r->cells.group[k].closed;
        closed += r->cells.group[k].closed;
    }
    return closed < PAIR_CELL * cells ? 1 : interaction_p(&t, work);
}

size_t pairs_find(struct pair out[PAIRS_MOST], const struct deals *d,
                  const struct pair_fields *fields, const struct snapshot *s)
{
    struct snapshot then = *s;
    struct arena work, table;
    struct pair *list;
    double clearest[PAIRS_MOST];
    size_t n, found = 0;

    if (isnan(s->win_rate))
        return 0;
    arena_init(&work);
    arena_init(&table);
    list = pairs_offered(&n, d, fields, &work);
    pairs_rates(&then, d, list, n, &work);
    for (size_t k = 0; k < n; k++) {
        double p = pair_p(&then.pairs[k], &table);
        size_t at = found;

        arena_reset(&table);
        if (!(p * (double)n < PAIR_P))
            continue;
        while (at > 0 && p < clearest[at - 1])
            at--;
        if (at == PAIRS_MOST)
            continue;
        found += found < PAIRS_MOST;
        for (size_t j = found - 1; j > at; j--) {
            out[j] = out[j - 1];
            clearest[j] = clearest[j - 1];
        }
        out[at] = list[k];
        clearest[at] = p;
    }
    arena_release(&table);
    arena_release(&work);
    return found;
}
