#include "scoring/intake/gate_parts.h"
#include "scoring/intake/stage_names.h"
#include "scoring/settings/settings.h"

#include <stdlib.h>

/* An open stage and what its place is judged by. */
struct place {
    int32_t stage; /* code: order of first appearance, settles ties */
    double rank;
};

static int compare_places(const void *a, const void *b)
{
    const struct place *x = a, *y = b;

    if (x->rank != y->rank)
        return x->rank < y->rank ? -1 : 1;
    return (x->stage > y->stage) - (x->stage < y->stage);
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

void stages_order(struct deals *d, const struct gate *g)
{
    const struct settings *s = g->settings;
    struct arena *scratch = g->scratch;
    size_t n = d->stage.n_labels, n_open = 0;
    struct place *places = ARENA_ARRAY(scratch, n, struct place);
    double *history = ARENA_ARRAY(scratch, n, double);
    bool usual = true;

    d->stage_ordinal = ARENA_ARRAY(g->run, n, int32_t);
    d->stage_reading = ARENA_ARRAY(g->run, n, uint8_t);
    if (d->has_history)
        history_ranks(history, d, scratch);
    for (size_t k = 0; k < n; k++) {
        struct sv name = d->stage.labels[k];
        enum reading reading = gate_stage(g, name);
        d->stage_ordinal[k] = -1;
        d->stage_reading[k] = (uint8_t)reading;
        if (reading_ends(reading))
            continue;
        places[n_open++].stage = (int32_t)k;
        usual = usual && stage_usual_rank(name) >= 0;
    }
    for (size_t k = 0; k < n_open; k++) {
        struct sv name = d->stage.labels[places[k].stage];
        places[k].rank = s->n_stages ? named_rank(s, name)
                         : usual     ? stage_usual_rank(name)
                                     : history[places[k].stage];
    }
    qsort(places, n_open, sizeof *places, compare_places);
    for (size_t k = 0; k < n_open; k++)
        d->stage_ordinal[places[k].stage] = (int32_t)k;
    d->n_open_stages = n_open;
}
