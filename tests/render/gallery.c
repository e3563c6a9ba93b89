/*
 * Writes the brief and the pictures of the fixture in all its variants into
 * DIR/<variant>/, for the checks with outside tools and for the eye:
 *     gallery DIR
 */
#include <math.h>
#include <sys/stat.h>

#include "render/base/resources.h"
#include "render/brief/brief.h"
#include "render/charts/charts.h"
#include "tests/render/extremes.h"
#include "tests/render/fixture.h"
#include "render/base/sink.h"

static void one_deal(struct report *r, struct arena *a)
{
    fixture_report(r, a);
    extreme_keep(r, 1, a);
    r->n_owners = 0;
    r->notes.n = 0;
    r->letter = true;
}

static void break_quarter(struct report *r, struct arena *a)
{
    struct landing *l = ARENA_NEW(a, struct landing);
    struct quarter_changes *c = ARENA_NEW(a, struct quarter_changes);

    *l = *r->landing;
    *c = *r->changes;
    struct landing_quarter *q = &l->scopes[0].quarter[THIS_QUARTER];
    struct landing_money *m = &q->money[ENDING_WON];
    m->open = NAN;
    m->created = -1e300;
    m->landing = INFINITY;
    m->range = (struct interval){-INFINITY, 1e300};
    q->target.amount = -5;
    q->hinge[0].share = q->hinge[1].p = NAN;
    for (size_t k = 0; k < m->n_past; k++)
        m->past[k].truth = m->past[k].told[METHOD_MODEL] = k % 2 ? 0 : NAN;
    for (size_t k = 0; k < l->scopes[0].n_fan; k++)
        l->scopes[0].fan[k].expected = k % 2 ? NAN : 1e300;
    for (size_t k = 0; k < l->scopes[0].path[1].n; k++)
        l->scopes[0].path[1].won[k] = k % 2 ? INFINITY : NAN;
    c->since_start.of[FLOW_OPENING].cents = INT64_MIN / 4;
    c->since_start.of[FLOW_LOST].cents = INT64_MAX / 4;
    r->landing = l;
    r->changes = c;
}

/* Figures as they never should be: nothing of it may reach the page. */
static void broken(struct report *r, struct arena *a)
{
    fixture_report(r, a);
    struct portfolio *p = ARENA_NEW(a, struct portfolio);
    *p = *r->portfolio;
    p->win_rate = NAN;
    p->money.at_risk = INFINITY;
    p->levels[LEVEL_HIGH].amount = NAN;
    p->levels[LEVEL_LOW].amount = -1e300;
    for (size_t i = 0; i < p->cycle.n_close; i++)
        p->cycle.close[i].mean_days = i % 2 ? NAN : 1e300;
    for (size_t i = 0; i < p->cycle.n_created; i++)
        p->cycle.created[i].km.median = i % 2 ? INFINITY : -5;
    for (size_t i = 0; i < p->n_at_risk; i++)
        p->at_risk[i].amount = i % 2 ? -1e18 : NAN;
    for (size_t i = 0; i < r->n_features; i++)
        r->features[i].share = NAN;
    break_quarter(r, a);
    r->deals[0].title = SV("\xf3\xb0\x80\x81 no font has this");
    r->deals[1].title = SV("\xf3\xb0\x80\x81\xf3\xb0\x80\x82");
    r->portfolio = p;
}

/* Its two largest deals hold more than 2% of the pipeline, the others less. */
static void board(struct report *r, struct arena *a)
{
    static const double shares[] = {0.85, 0.09};

    fixture_report(r, a);
    struct portfolio *p = ARENA_NEW(a, struct portfolio);
    *p = *r->portfolio;
    struct concentration *c = &p->concentration;
    *c = (struct concentration){.n = 23,
                                .top = 5,
                                .top_share = 0.97,
                                .half = 1,
                                .n_large = 2,
                                .large = ARENA_ARRAY(a, 2, uint32_t),
                                .shares = ARENA_ARRAY(a, 2, double)};
    memcpy(c->shares, shares, sizeof shares);
    for (size_t i = 0; i < r->n_deals; i++)
        if (r->deals[i].amount > 1e6)
            c->large[r->deals[i].amount < 1e7] = (uint32_t)i;
    r->concentration = SV("The 5 largest deals hold 97% of the pipeline; half "
                          "of it is in 1 of 23 deals");
    r->portfolio = p;
    r->audience = SV("board");
    r->update.written = false;
}

static void manager(struct report *r, struct arena *a)
{
    extreme_news(r, a);
    r->audience = SV("manager");
}

/* In the middle of a quarter that has all that can be told of one. */
static void mid_quarter(struct report *r, struct arena *a)
{
    fixture_report(r, a);
    r->as_of = date_from_civil(2024, 2, 14);
    fixture_quarter(r, r->as_of, a);
}

static const struct {
    const char *name;
    void (*make)(struct report *out, struct arena *a);
} VARIANTS[] = {
    {"hybrid", fixture_report},
    {"rules_only", fixture_report_rules_only},
    {"empty", fixture_report_empty},
    {"one_deal", one_deal},
    {"broken", broken},
    {"letter", extreme_letter},
    {"three", extreme_three},
    {"critical", extreme_critical},
    {"scripts", extreme_scripts},
    {"long", extreme_long},
    {"amounts", extreme_amounts},
    {"news", extreme_news},
    {"mixed", extreme_mixed},
    {"bare", extreme_bare},
    {"board", board},
    {"manager", manager},
    {"mid_quarter", mid_quarter},
};

int main(int argc, char **argv)
{
    int failed = 0;

    if (argc != 2)
        return 2;
    for (size_t k = 0; k < sizeof VARIANTS / sizeof VARIANTS[0]; k++) {
        struct arena a;
        struct report r;
        struct sink sink;
        struct err err = {0};
        arena_init(&a);
        struct resources house = {.arena = &a};
        struct sv dir = sv_printf(&a, "%s/%s", argv[1], VARIANTS[k].name);
        mkdir(dir.ptr, 0777);
        VARIANTS[k].make(&r, &a);
        sink_init(&sink, dir.ptr, &a);
        if (!brief_write(&r, &house, &sink, &err) ||
            !images_write(&r, &house, &sink, &err)) {
            fprintf(stderr, "%s: %s\n", VARIANTS[k].name, err.text);
            failed = 1;
        }
        if (sink.remark.len)
            printf("%s: %.*s\n", VARIANTS[k].name, SV_ARG(sink.remark));
        sink_release(&sink);
        arena_release(&a);
    }
    return failed;
}
