#include "scoring/base/ecdf.h"
#include "scoring/intake/gate_parts.h"
#include "scoring/intake/stage_names.h"
#include "scoring/settings/settings.h"

#include <math.h>
#include <stdlib.h>

/* An open stage and what its place is judged by. */
struct place {
    int32_t stage;  /* code */
    struct sv name; /* settles ties, so that the order of rows does not */
    double rank;
};

static int compare_places(const void *a, const void *b)
{
    const struct place *x = a, *y = b;

    if (x->rank != y->rank)
        return x->rank < y->rank ? -1 : 1;
    return sv_cmp(x->name, y->name);
}

static double named_rank(const struct settings *s, struct sv name)
{
    for (size_t k = 0; k < s->n_stages; k++)
        if (sv_eq_fold(s->stages[k], name))
            return (double)k;
    return (double)s->n_stages; /* not named: behind those that are */
}

/* Mean place, 0 first … 1 last, over the deals that went through a stage. */
static void history_ranks(double *rank, const struct deals *d,
                          struct arena *scratch)
{
    size_t *seen = ARENA_ARRAY(scratch, d->stage.n_labels, size_t);

    for (size_t i = 0; i < d->n; i++) {
        size_t first = d->event_start[i], n = d->event_start[i + 1] - first;
        for (size_t k = 0; k < n; k++) {
            int32_t stage = d->events[first + k].stage;
            rank[stage] += n > 1 ? (double)k / (double)(n - 1) : 0.5;
            seen[stage]++;
        }
    }
    for (size_t k = 0; k < d->stage.n_labels; k++)
        rank[k] = seen[k] ? rank[k] / (double)seen[k] : 1;
}

/* Mean probability of the open deals of a stage; false where it tells too
 * little: fewer than two stages have one, a deal lacks it, or two share it. */
static bool probability_ranks(double *rank, const struct deals *d,
                              struct arena *scratch)
{
    size_t n = d->stage.n_labels;
    size_t *deals = ARENA_ARRAY(scratch, n, size_t);
    struct ecdf means = {0, ARENA_ARRAY(scratch, n, double)};

    for (size_t i = 0; d->probability && i < d->n; i++) {
        int32_t stage = d->stage.code[i];
        if (stage < 0 || d->outcome[i] != OUTCOME_OPEN)
            continue;
        if (isnan(d->probability[i]))
            return false;
        rank[stage] += d->probability[i];
        deals[stage]++;
    }
    for (size_t k = 0; k < n; k++) {
        rank[k] = deals[k] ? rank[k] / (double)deals[k] : -1;
        if (deals[k])
            means.sorted[means.n++] = rank[k];
    }
    ecdf_sort(&means, ARENA_ARRAY(scratch, n, double));
    for (size_t k = 1; k < means.n; k++)
        if (means.sorted[k] - means.sorted[k - 1] < 1e-9)
            return false;
    return means.n > 1;
}

/* Does the rank of each open stage stand alone? */
static bool ranks_differ(const double *rank, const struct place *places,
                         size_t n, struct arena *scratch)
{
    struct ecdf ranks = {0, ARENA_ARRAY(scratch, n, double)};

    for (size_t k = 0; k < n; k++) {
        if (isnan(rank[places[k].stage]))
            return false;
        ranks.sorted[ranks.n++] = rank[places[k].stage];
    }
    ecdf_sort(&ranks, ARENA_ARRAY(scratch, n, double));
    for (size_t k = 1; k < n; k++)
        if (ranks.sorted[k] == ranks.sorted[k - 1])
            return false;
    return n > 1;
}

/* The number that the export gives each open stage; false where it gives one
 * none, or two, or two the same. */
static bool position_ranks(double *rank, const struct deals *d,
                           const struct place *places, size_t n_open,
                           struct arena *scratch)
{
    if (!d->stage_position)
        return false;
    for (size_t k = 0; k < d->stage.n_labels; k++)
        rank[k] = NAN;
    for (size_t i = 0; i < d->n; i++) {
        int32_t stage = d->stage.code[i];
        double position = d->stage_position[i];
        if (stage < 0 || isnan(position))
            continue;
        if (!isnan(rank[stage]) && rank[stage] != position &&
            !reading_ends((enum reading)d->stage_reading[stage]))
            return false;
        rank[stage] = position;
    }
    return ranks_differ(rank, places, n_open, scratch);
}

/* Does the history order any two stages? */
static bool history_tells(const struct deals *d)
{
    for (size_t i = 0; d->has_history && i < d->n; i++)
        if (d->event_start[i + 1] - d->event_start[i] > 1)
            return true;
    return false;
}

static bool all_usual(const struct place *places, size_t n_open)
{
    for (size_t k = 0; k < n_open; k++)
        if (stage_usual_rank(places[k].name) < 0)
            return false;
    return true;
}

static void no_ranks(double *rank, const struct deals *d)
{
    for (size_t k = 0; k < d->stage.n_labels; k++)
        rank[k] = 0;
}

/* The strongest that tells it; the ranks of those that the data give. */
static enum order_from find_order(double *rank, const struct deals *d,
                                  const struct gate *g,
                                  const struct place *places, size_t n_open)
{
    if (g->settings->n_stages)
        return ORDER_CONFIGURED;
    if (position_ranks(rank, d, places, n_open, g->scratch))
        return ORDER_POSITION;
    if (all_usual(places, n_open))
        return ORDER_USUAL;
    no_ranks(rank, d);
    if (history_tells(d)) {
        history_ranks(rank, d, g->scratch);
        return ORDER_HISTORY;
    }
    return probability_ranks(rank, d, g->scratch) ? ORDER_PROBABILITY
                                                  : ORDER_UNKNOWN;
}

void stages_order(struct deals *d, const struct gate *g)
{
    const struct settings *s = g->settings;
    struct arena *scratch = g->scratch;
    size_t n = d->stage.n_labels, n_open = 0;
    struct place *places = ARENA_ARRAY(scratch, n, struct place);
    double *rank = ARENA_ARRAY(scratch, n, double);

    d->stage_ordinal = ARENA_ARRAY(g->run, n, int32_t);
    d->stage_reading = ARENA_ARRAY(g->run, n, uint8_t);
    for (size_t k = 0; k < n; k++) {
        struct sv name = d->stage.labels[k];
        enum reading reading = gate_stage(g, name);
        d->stage_ordinal[k] = -1;
        d->stage_reading[k] = (uint8_t)reading;
        if (reading_ends(reading))
            continue;
        places[n_open++] = (struct place){.stage = (int32_t)k, .name = name};
    }
    d->stage_order_from = find_order(rank, d, g, places, n_open);
    for (size_t k = 0; k < n_open; k++)
        places[k].rank = d->stage_order_from == ORDER_CONFIGURED
                             ? named_rank(s, places[k].name)
                         : d->stage_order_from == ORDER_USUAL
                             ? stage_usual_rank(places[k].name)
                         : d->stage_order_from == ORDER_UNKNOWN
                             ? 0
                             : rank[places[k].stage];
    qsort(places, n_open, sizeof *places, compare_places);
    for (size_t k = 0; k < n_open; k++)
        d->stage_ordinal[places[k].stage] = (int32_t)k;
    d->n_open_stages = n_open;
    if (n_open < 2) /* nothing to put in order */
        d->stage_order_from = ORDER_USUAL;
}
