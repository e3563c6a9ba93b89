/*
 * Writes quarters as data/quarter.js holds them, and beside each what the
 * engine says where some of its deals are won, lost or pushed out: the deal is
 * taken out, or into what is won, and the engine's own spread and range are
 * asked anew.
 *
 *     landing_oracle FILE      a list of {quarter, deals, said, want}
 */
#include <jansson.h>
#include <math.h>
#include <stdio.h>

#include "scoring/base/rng.h"
#include "scoring/quarter/landing_parts.h"

enum { CASES = 240, MOST = 400 };

/* How a reader says that a deal ends; SAID_NOTHING: as its chance is. */
enum said_end { SAID_NOTHING, SAID_WON, SAID_LOST, SAID_OUT };
static const char *const ENDS[] = {"", "won", "lost", "out"};

struct trial {
    size_t n;
    struct spread_part parts[MOST];
    enum said_end said[MOST];
    double so_far, created, created_variance, rate, scale, target;
};

static double between(struct rng *r, double low, double high)
{
    return low + (high - low) * rng_uniform(r);
}

/* Quarters of all sizes, with what is seldom among them: no deal, one deal,
 * nothing uncertain, ties, certain deals, amounts of 0 and below. */
static void trial_make(struct trial *t, struct rng *r, int k)
{
    static const size_t sizes[] = {0, 1, 2, 7, 40, 100, 101, 150, MOST};
    enum { SIZES = sizeof sizes / sizeof sizes[0] };
    bool even = k % 5 == 4;

    *t = (struct trial){.n = sizes[k % SIZES],
                        .so_far = k % 7 ? between(r, 0, 3e6) : 0,
                        .created = k % 3 ? between(r, 0, 1e6) : 0,
                        .rate = k % 3 ? between(r, 0.7, 1.2) : 1,
                        .scale = k % 11 == 3   ? (double)NAN
                                 : k % 11 == 5 ? 0
                                               : between(r, 0.3, 2.5),
                        .target = k % 4 ? between(r, 1e5, 8e6) : (double)NAN};
    t->created_variance =
        k % 6 ? pow(0.4 * t->created, 2) : 0;
    for (size_t i = 0; i < t->n; i++) {
        t->parts[i] = (struct spread_part){
            i % 17 == 5   ? 0
            : i % 19 == 7 ? 1
                          : between(r, 0.001, 0.999),
            even          ? 50000
            : i % 23 == 9 ? -1200
                          : exp(between(r, 5, 14))};
        if (rng_uniform(r) < 0.15)
            t->said[i] = (enum said_end)(1 + (int)(3 * rng_uniform(r)));
    }
}

static json_t *number(double x)
{
    return isfinite(x) ? json_real(x) : json_null();
}

static json_t *answer(const struct trial *t, struct arena *a)
{
    struct spread_part parts[MOST];
    struct rest rest = {.created = t->created};
    struct interval range = {NAN, NAN};
    double won = t->so_far, chance = NAN;
    size_t n = 0;

    for (size_t i = 0; i < t->n; i++)
        if (t->said[i] == SAID_NOTHING)
            parts[n++] = (struct spread_part){t->parts[i].p,
                                              t->parts[i].amount * t->rate};
        else if (t->said[i] == SAID_WON)
            won += t->parts[i].amount;
    spread_of(&rest.spread, parts, n, t->created, t->created_variance, a);
    rest_bounds(&rest, false);
    if (!isnan(t->scale))
        range = range_of(won, &rest, t->scale);
    if (t->scale > 0 && t->target > won) {
        double z = (t->target - won - rest.mean) / t->scale;
        chance = 1 - spread_below(&rest.spread, rest.mean + z);
        chance = fmin(fmax(chance, 0.001), 0.999);
    }
    return json_pack("{s:f,s:f,s:o,s:o,s:o}", "won", won, "landing",
                     won + rest.mean, "low", number(range.lower), "high",
                     number(range.upper), "chance", number(chance));
}

static json_t *trial_json(const struct trial *t, struct arena *a)
{
    json_t *deals = json_array(), *said = json_object();

    for (size_t i = 0; i < t->n; i++) {
        char key[24];
        json_array_append_new(
            deals, json_pack("[f,f]", t->parts[i].p, t->parts[i].amount));
        if (!t->said[i])
            continue;
        snprintf(key, sizeof key, "%zu", i);
        json_object_set_new(said, key, json_string(ENDS[t->said[i]]));
    }
    return json_pack("{s:{s:f,s:f,s:f,s:f,s:o,s:f,s:o},s:o,s:o,s:o}", "quarter",
                     "so_far", t->so_far, "created", t->created,
                     "created_variance", t->created_variance, "rate", t->rate, "scale",
                     number(t->scale), "level", LANDING_LEVEL, "target",
                     number(t->target), "deals", deals, "said", said, "want",
                     answer(t, a));
}

int main(int argc, char **argv)
{
    struct rng r;
    struct trial *t = mem_alloc(1, sizeof *t);
    json_t *cases = json_array();
    bool ok;

    rng_init(&r, 16, 0);
    for (int k = 0; k < CASES; k++) {
        struct arena a;
        arena_init(&a);
        trial_make(t, &r, k);
        json_array_append_new(cases, trial_json(t, &a));
        arena_release(&a);
    }
    ok = argc == 2 && json_dump_file(cases, argv[1], JSON_REAL_PRECISION(17) |
                                                         JSON_COMPACT) == 0;
    json_decref(cases);
    free(t);
    return !ok;
}
