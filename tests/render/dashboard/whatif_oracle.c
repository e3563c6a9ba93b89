/*
 * Writes, for each of several planted companies, what the what-if panel
 * loads, and beside it cases.json: changed deals with the score that the
 * engine gives them. The engine's way knows nothing of scoring/score/whatif.c:
 * the deal itself is changed, history, export and all, and features, forest,
 * calibrator and rules read it as they read any other.
 *
 *     whatif_oracle DIR      DIR/<company>/dashboard/data and cases.json
 */
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <sys/stat.h>

#include "render/dashboard/dashboard_parts.h"
#include "scoring/rules/levels.h"
#include "scoring/score/receipt.h"
#include "scoring/features/variants.h"
#include "tests/scoring/context.h"
#include "tests/scoring/planted.h"

enum { DEALS = 2500, DEALS_SHOWN = 70, NOT = INT32_MIN, UNKNOWN = NOT + 1 };

struct company {
    const char *name;
    bool hybrid, history, track, seed, shares, odd, paired;
    struct calibrator calibrator;
    struct stack stack; /* shares of forest and additive model */
};

static const struct company COMPANIES[] = {
    {.name = "hybrid",
     .hybrid = true,
     .history = true,
     .stack = {{0.5, 0.5}}},
    {.name = "calibrated",
     .hybrid = true,
     .history = true,
     .shares = true,
     .calibrator = {true, 0.3, 1.7},
     .stack = {{0.3, 0.7}}},
    {.name = "no_history", .hybrid = true, .stack = {{0, 1}}},
    {.name = "track",
     .hybrid = true,
     .history = true,
     .track = true,
     .stack = {{1, 0}}},
    {.name = "odd",
     .hybrid = true,
     .history = true,
     .odd = true,
     .stack = {{0.2, 0.8}}},
    {.name = "paired",
     .hybrid = true,
     .history = true,
     .paired = true,
     .stack = {{0.6, 0.4}}},
    {.name = "rules", .history = true},
    {.name = "seed", .seed = true},
};

/* What a change sets; NOT: as it is, UNKNOWN: not known any more. */
struct edit {
    int32_t stage, days, close, wait; /* stage: place; close: days ahead */
    double amount;                    /* −1: as it is */
};

#define STAGE(s, d)                                                            \
    {                                                                          \
        s, d, NOT, 0, -1                                                       \
    }
#define DAYS(d)                                                                \
    {                                                                          \
        NOT, d, NOT, 0, -1                                                     \
    }
#define CLOSE(c)                                                               \
    {                                                                          \
        NOT, NOT, c, 0, -1                                                     \
    }
#define WAIT(w)                                                                \
    {                                                                          \
        NOT, NOT, NOT, w, -1                                                   \
    }
#define AMOUNT(a)                                                              \
    {                                                                          \
        NOT, NOT, NOT, 0, a                                                    \
    }
static const struct edit CHANGES[] = {
    DAYS(NOT),
    STAGE(0, 0),
    STAGE(1, 0),
    STAGE(2, 3),
    STAGE(3, 0),
    STAGE(2, 60),
    DAYS(0),
    DAYS(9),
    DAYS(45),
    DAYS(200),
    DAYS(UNKNOWN),
    CLOSE(-20),
    CLOSE(3),
    CLOSE(45),
    CLOSE(400),
    AMOUNT(0),
    AMOUNT(812.37),
    AMOUNT(8103.08),
    AMOUNT(4e4),
    AMOUNT(3e7),
    AMOUNT(NAN),
    WAIT(1),
    WAIT(10),
    WAIT(30),
    WAIT(365),
    {1, 2, 33, 14, 25000},
    {3, 0, 90, 7, NAN},
};
enum { CHANGES_N = sizeof CHANGES / sizeof CHANGES[0] };

struct world {
    const struct company *company;
    struct arena a;
    struct deals d;
    struct settings s;
    struct model model;
    struct scores scores;
    struct snapshot now;
    struct whatif whatif;
};

/* Sightings that hold, of which every third deal's were not watched. */
static void make_track(struct deals *d, struct arena *a)
{
    d->sightings = ARENA_ARRAY(a, d->event_start[d->n], struct sighting);
    d->tracked_from = d->newest - 600;
    for (size_t i = 0; i < d->n; i++) {
        struct sighting seen = {.entered = DATE_NONE};
        for (size_t e = d->event_start[i]; e < d->event_start[i + 1]; e++) {
            const struct stage_event *x = &d->events[e];
            bool first = e == d->event_start[i];
            if (first || x[-1].stage != x->stage)
                seen.entered = x->date;
            seen.pushes += !first && x->expected > x[-1].expected;
            seen.regressions += !first && x->stage < x[-1].stage;
            seen.until = d->newest + 1000;
            d->sightings[e] = seen;
            if (i % 3 == 0) {
                d->sightings[e].entered = DATE_NONE;
                d->sightings[e].pushes = d->sightings[e].regressions = NAN;
            }
        }
    }
}

/* The last stage closes deals, and another is one that nobody was ever in. */
static void make_odd(struct deals *d, struct arena *a)
{
    struct sv *labels = ARENA_ARRAY(a, PLANTED_STAGES + 1, struct sv);
    int32_t *ordinal = ARENA_ARRAY(a, PLANTED_STAGES + 1, int32_t);

    for (int k = 0; k < PLANTED_STAGES; k++) {
        labels[k] = d->stage.labels[k];
        ordinal[k] = k < PLANTED_STAGES - 1 ? k : -1;
    }
    labels[PLANTED_STAGES] = SV("</script>\"\\ \xe2\x80\xa8 = 1+1");
    ordinal[PLANTED_STAGES] = PLANTED_STAGES - 1;
    d->stage.labels = labels;
    d->stage_ordinal = ordinal;
    d->stage.n_labels = PLANTED_STAGES + 1;
}

/* Large deals of some industries are lost, and small ones of others. */
static void make_paired(struct deals *d)
{
    for (size_t i = 0; i < d->n; i++)
        if (d->outcome[i] != OUTCOME_OPEN && i % 5)
            d->outcome[i] = (d->groups[GROUP_INDUSTRY].code[i] > 1) ==
                                    (d->amount[i] > 8103)
                                ? OUTCOME_LOST
                                : OUTCOME_WON;
}

static void make_deals(struct deals *d, const struct company *c,
                       struct arena *a)
{
    planted_deals(d, c->hybrid ? 2 * DEALS : DEALS, 9, a);
    d->has_history = c->history;
    d->missing_amount = true;
    for (size_t i = 0; i < d->n; i++) {
        d->missing[i] += isnan(d->amount[i]);
        if (i % 50 == 0 && d->closed[i] == DATE_NONE)
            d->created[i] = DATE_NONE;
        if (!c->history && i % 5 == 0)
            d->stage_entered[i] = DATE_NONE;
        if (!c->history && i % 11 == 0)
            d->stage.code[i] = -1;
    }
    for (size_t i = 0; i < d->n; i += 9) /* closes that nobody wrote down */
        for (size_t e = d->event_start[i]; e < d->event_start[i + 1]; e++)
            d->events[e].expected = DATE_NONE;
    if (c->track)
        make_track(d, a);
    if (c->odd)
        make_odd(d, a);
    if (c->paired)
        make_paired(d);
}

static bool world_init(struct world *w, const struct company *c)
{
    struct context ctx;

    *w = (struct world){.company = c};
    arena_init(&w->a);
    settings_default(&w->s);
    w->s.forest.trees = 30;
    w->s.forest.min_leaf = 5;
    if (c->seed) {
        w->s.rules.preset = PRESET_SEED;
        w->s.rules.stage_names[0] = SV("Stage 1");
        w->s.rules.stage_names[1] = SV("Stage 2");
        w->s.rules.amount_above = 8000;
    }
    if (c->shares) {
        w->s.levels.critical_share = 0.05;
        w->s.levels.high_share = 0.2;
    }
    make_deals(&w->d, c, &w->a);
    ctx = context_of(&w->d, &w->s, &w->a, &w->a);
    if (c->hybrid) {
        model_train(&w->model, &ctx, NULL, NULL);
        if (w->model.forest.n_trees == 0)
            return false;
        w->model.mode = MODE_HYBRID; /* the gate is not what is tested */
        w->model.stack = c->stack;
        w->model.explained = (struct explained){0};
        w->model.calibrator = c->calibrator;
    }
    scores_compute(&w->scores, &ctx, &w->model);
    feature_snapshot(&w->now, &w->model.features, &w->d, w->d.newest, &w->a);
    whatif_compute(&w->whatif, &ctx, &w->scores, &w->model);
    return w->whatif.offered;
}

/* Label of an open stage by its place. */
static int32_t code_of(const struct deals *d, int32_t place)
{
    for (size_t code = 0; code < d->stage.n_labels; code++)
        if (d->stage_ordinal[code] == place)
            return (int32_t)code;
    return -1;
}

/* The stay that the deal is in began on another day: so did what came before,
 * where it would now be later. */
static void move_stay(struct deals *v, int32_t entered)
{
    size_t n = v->has_history ? v->event_start[1] : 0, stay = n;

    v->stage_entered[0] = entered;
    if (n == 0)
        return;
    while (stay > 0 && v->events[stay - 1].stage == v->events[n - 1].stage)
        stay--;
    for (size_t e = 0; e < n; e++)
        if (e >= stay || v->events[e].date > entered)
            v->events[e].date = entered;
    for (size_t e = 0; v->sightings && e < n; e++)
        if (e >= stay || v->sightings[e].entered > entered)
            v->sightings[e].entered = entered;
}

/* The deal had it been so changed, as a file of its own. */
static void changed_deal(struct deals *v, struct world *w, uint32_t i,
                         const struct edit *c, struct arena *a)
{
    int32_t today = w->now.day;
    const struct variant variant = {
        i, c->stage == NOT ? -1 : code_of(&w->d, c->stage),
        c->close == NOT ? DATE_NONE : today + c->close, false, false, DATE_NONE};

    variants_build(v, &w->d, &variant, 1, today, a);
    if (c->days != NOT)
        move_stay(v, c->days == UNKNOWN ? DATE_NONE : today - c->days);
    if (c->amount >= 0 || isnan(c->amount)) {
        v->missing[0] =
            (uint8_t)(v->missing[0] + isnan(c->amount) - isnan(v->amount[0]));
        v->amount[0] = c->amount;
    }
}

static json_t *engine_case(struct world *w, uint32_t i, const struct edit *c,
                           struct sv line)
{
    const struct feature_set *set = &w->model.features;
    struct snapshot then = w->now;
    struct rule_facts facts;
    struct rule_points points;
    struct deals v;
    struct arena a;
    uint32_t zero = 0;
    double raw = NAN, score, p = NAN;
    json_t *out;

    arena_init(&a);
    changed_deal(&v, w, i, c, &a);
    then.day += c->wait;
    if (w->company->hybrid) {
        struct matrix m = {1, set->n, ARENA_ARRAY(&a, set->n, float)};
        features_fill(&m, 0, set, &v, &then, &zero, 1);
        model_predict(&raw, &w->model, &m, 1);
        p = calibrate(&w->model.calibrator, raw);
    }
    rule_facts_at(&facts, &v, &then, &w->s.rules, 0);
    rules_judge(&points, &facts, &w->scores.limits, &w->s.rules);
    score = receipt_score(
        &points, w->company->hybrid ? &w->model.calibrator : NULL, raw, &w->s);
    out = json_pack(
        "{s:s%,s:f,s:i,s:f,s:o,s:{}}", "line", line.ptr, line.len, "score",
        score, "level", (int)level_of(&w->scores.cuts, score), "rules",
        points.total, "p", isnan(p) ? json_null() : json_real(p), "to");
    arena_release(&a);
    return out;
}

/* Only what is changed; null: not known. */
static void tell_change(json_t *to, const struct edit *c)
{
    if (c->stage != NOT)
        json_object_set_new(to, "stage", json_integer(c->stage));
    if (c->days != NOT)
        json_object_set_new(to, "days",
                            c->days == UNKNOWN ? json_null()
                                               : json_integer(c->days));
    if (c->close != NOT)
        json_object_set_new(to, "close", json_integer(c->close));
    if (c->wait)
        json_object_set_new(to, "wait", json_integer(c->wait));
    if (c->amount >= 0 || isnan(c->amount))
        json_object_set_new(to, "amount",
                            isnan(c->amount) ? json_null()
                                             : json_real(c->amount));
}

/* Is it a change that the panel offers for this deal? */
static bool offered(const struct world *w, const struct whatif_deal *deal,
                    const struct edit *c)
{
    if (c->close != NOT && !w->whatif.close)
        return false;
    if (c->stage != NOT || c->days == NOT)
        return true;
    /* Days alone are of the stage that the deal is in. A history has a day
     * for each; only without one can it become unknown. */
    return deal->stage >= 0 && (c->days != UNKNOWN || !w->d.has_history);
}

static json_t *all_cases(struct world *w, struct dashboard *dash)
{
    json_t *cases = json_array();
    size_t step = w->scores.n / DEALS_SHOWN + 1;

    for (size_t k = 0; k < w->scores.n; k += step) {
        struct report_deal deal = {.score = &w->scores.list[k],
                                   .whatif = &w->whatif.deals[k]};
        struct sv line = whatif_line(dash, &deal);
        for (size_t c = 0; c < CHANGES_N; c++) {
            json_t *x;
            if (!offered(w, deal.whatif, &CHANGES[c]))
                continue;
            x = engine_case(w, deal.score->deal, &CHANGES[c], line);
            tell_change(json_object_get(x, "to"), &CHANGES[c]);
            json_object_set_new(x, "printed", json_real(deal.score->shown));
            json_array_append_new(cases, x);
        }
    }
    return cases;
}

static bool write_company(const struct company *c, const char *root,
                          struct err *err)
{
    char dir[512], file[600];
    struct world *w = mem_alloc(1, sizeof *w);
    struct report report = {0};
    struct sink sink;
    struct dashboard dash = {.r = &report, .out = &sink};
    json_t *cases;
    bool ok;

    snprintf(dir, sizeof dir, "%s/%s", root, c->name);
    snprintf(file, sizeof file, "%s/cases.json", dir);
    mkdir(dir, 0755);
    if (!world_init(w, c))
        return err_set(err, 1, "%s: nothing to change", c->name);
    report.as_of = w->d.newest;
    report.model = &w->model;
    report.scores = &w->scores;
    report.settings = &w->s;
    report.quality = &w->d;
    report.whatif = &w->whatif;
    arena_init(&dash.page);
    buf_init(&dash.html);
    sink_init(&sink, dir, &w->a);
    cases = all_cases(w, &dash);
    ok = json_dump_file(cases, file, JSON_REAL_PRECISION(17)) == 0 &&
         dashboard_whatif(&dash, err);
    json_decref(cases);
    sink_release(&sink);
    buf_release(&dash.html);
    arena_release(&dash.page);
    model_release(&w->model);
    arena_release(&w->a);
    free(w);
    return ok;
}

int main(int argc, char **argv)
{
    struct err err = {0};

    for (size_t k = 0; k < sizeof COMPANIES / sizeof COMPANIES[0]; k++)
        if (argc < 2 || !write_company(&COMPANIES[k], argv[1], &err)) {
            fprintf(stderr, "whatif_oracle: %s\n", err.text);
            return 1;
        }
    return 0;
}
