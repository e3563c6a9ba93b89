/*
 * Pairs: two fields that decide together. A source may be good in one region
 * and bad in another while neither's own win rate says anything; then the win
 * rate of the two together does. A pair is learnt where the deals closed by a
 * day show an interaction beyond chance (interaction.h), so that a company
 * without any has no column more: measured on planted companies, pairs that
 * nobody tested cost 0.003 of AUC, and categories of their own, one by one,
 * 0.009 for a tenth of the gain.
 *
 * Fields are the categories with a win rate of their own (rep, industry,
 * region, product, lead source, the company's own) and the deal size, above or
 * below the median of the amounts known on the day. The rates are those of the
 * snapshot's other groups: shrunk, deals closed on or before the day.
 */
#ifndef SCORING_FEATURES_PAIRS_H
#define SCORING_FEATURES_PAIRS_H

#include "scoring/features/snapshot.h"

/* A pair is found at p < PAIR_P ÷ the pairs that are tested, the clearest
 * PAIRS_MOST of them; of labels of which PAIR_LABEL deals have closed, and
 * where PAIR_CELL have for each cell of them, on average. */
#define PAIR_P 0.001
enum { PAIRS_MOST = 6, PAIR_LABEL = 20, PAIR_CELL = 5, PAIR_CELLS = 20000 };

/* enum group, or the size. */
enum { PAIR_SIZE = GROUP_COUNT };

struct pair {
    int field[2];
};

struct pair_rates {
    struct pair pair;
    size_t columns; /* labels of the second field */
    double half;    /* median amount; NAN: none is known */
    struct group_rates cells;
};

/* Fields that may be one of a pair; the size, if any, is the last. */
struct pair_fields {
    size_t n;
    int list[GROUP_COUNT + 1];
};

/* All pairs that this export could have, into a fresh list. */
struct pair *pairs_offered(size_t *n, const struct deals *d,
                           const struct pair_fields *fields, struct arena *a);

/* Those that are found on the day of the snapshot, the clearest first; returns
 * how many. Work memory is released. */
size_t pairs_find(struct pair out[PAIRS_MOST], const struct deals *d,
                  const struct pair_fields *fields, const struct snapshot *s);

/* The rates of n pairs, into s->pairs. */
void pairs_rates(struct snapshot *s, const struct deals *d,
                 const struct pair *list, size_t n, struct arena *a);

/* Of deal i, the cell of pair k; NULL: one of its fields is empty. */
const struct group_rate *pair_rate(const struct snapshot *s,
                                   const struct deals *d, size_t k, size_t i);

/* The same had the deal another size: above the median, or not. NULL also
 * where the pair has nothing to do with sizes. */
const struct group_rate *pair_rate_sized(const struct snapshot *s,
                                         const struct deals *d, size_t k,
                                         size_t i, bool above);

#endif
