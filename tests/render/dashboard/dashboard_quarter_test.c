/*
 * quarter.html, its data, and what the overview and a deal's page say of the
 * quarter: every figure of the report stands where it belongs, and every gap is
 * said in a sentence. With DEALSENSE_KEEP=DIR the packs are left in DIR.
 */
#include "tests/test.h"

#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "render/base/resources.h"
#include "render/base/sink.h"
#include "render/dashboard/dashboard.h"
#include "scoring/quarter/landing_parts.h"
#include "tests/render/fixture.h"

struct pack {
    struct arena a;
    struct report r;
    struct sink sink;
    char dir[256];
};

/* Day 45 of a quarter of 92 days. */
static int32_t mid_quarter(void)
{
    return date_from_civil(2023, 11, 14);
}

static void pack_init(struct pack *p)
{
    *p = (struct pack){0};
    arena_init(&p->a);
    fixture_report(&p->r, &p->a);
    p->r.change_words = (struct report_changes){0}; /* to be written anew */
}

/* The fixture's landing as the engine reckons it from the fixture's deals, so
 * that the panel can be tried; and the words that follow. */
static void land(struct pack *p)
{
    const struct landing *l = p->r.landing;
    struct landing_quarter *q = &l->scopes[0].quarter[THIS_QUARTER];
    struct landing_money *m = &q->money[ENDING_WON];
    struct spread_part *parts =
        ARENA_ARRAY(&p->a, l->n_deals, struct spread_part);
    struct rest rest = {.created = m->created};
    struct words w = {.deals = p->r.quality,
                      .settings = p->r.settings,
                      .style = p->r.style,
                      .as_of = l->as_of,
                      .a = &p->a};
    struct quarter_words *words =
        ARENA_ARRAY(&p->a, l->n_scopes * LANDING_WHENS, struct quarter_words);
    size_t n = 0;

    m->open = 0;
    for (size_t i = 0; i < l->n_deals; i++) {
        double won = l->deals[i].by[ENDING_WON][THIS_QUARTER];
        if (isnan(l->deals[i].amount) || isnan(won))
            continue;
        parts[n++] = (struct spread_part){won, l->deals[i].amount};
        m->open += won * l->deals[i].amount;
    }
    spread_of(&rest.spread, parts, n, m->created, m->created_variance, &p->a);
    rest_bounds(&rest, false);
    m->landing = m->told[METHOD_MODEL] = m->so_far + rest.mean;
    m->range = range_of(m->so_far, &rest, m->scale);
    m->sd = rest.sd;
    for (size_t k = 0; k < l->scopes[0].n_fan; k++) {
        struct landing_fan *f = &l->scopes[0].fan[k];
        double at = (double)k / (double)(l->scopes[0].n_fan - 1);
        f->expected = m->so_far + at * rest.mean;
        f->range.lower = m->so_far + at * (m->range.lower - m->so_far);
        f->range.upper = m->so_far + at * (m->range.upper - m->so_far);
    }
    q->target.amount = 5e6;
    q->target.attained = m->so_far / q->target.amount;
    q->target.gap = q->target.amount - m->so_far;
    q->target.chance =
        1 - spread_below(&rest.spread,
                         rest.mean + (q->target.gap - rest.mean) / m->scale);
    memcpy(words, p->r.quarter_words,
           l->n_scopes * LANDING_WHENS * sizeof *words);
    for (int k = 0; k < LANDING_WHENS; k++)
        words_quarter(&words[k], &w, l, &l->scopes[0], (enum landing_when)k);
    p->r.quarter_words = words;
}

/* This quarter and past ones, as the table has them. */
static void pace(struct pack *p)
{
    struct quarter_changes *c = ARENA_NEW(&p->a, struct quarter_changes);
    const struct landing_quarter *q =
        &p->r.landing->scopes[0].quarter[THIS_QUARTER];

    *c = *p->r.changes;
    c->pace.now = (struct pace_quarter){.quarter = q->quarter,
                                        .won = 41,
                                        .won_cents = 84000000,
                                        .due_known = true,
                                        .due_cents = 220000000};
    for (size_t k = 0; k < c->pace.n; k++) {
        const struct landing_past *was = &q->money[ENDING_WON].past[k];
        c->pace.past[k] = (struct pace_quarter){
            .quarter = was->quarter,
            .won = 35 + k,
            .won_cents = cents_of(was->so_far),
            .due_known = k < 2,
            .due_cents = cents_of(2 * was->truth),
            .final_cents = cents_of(was->truth)};
    }
    p->r.changes = c;
}

static void pack_quarter(struct pack *p)
{
    pack_init(p);
    fixture_quarter(&p->r, mid_quarter(), &p->a);
    land(p);
    pace(p);
}

static void pack_write(struct pack *p, const char *name)
{
    const char *keep = getenv("DEALSENSE_KEEP");
    struct resources house = {.arena = &p->a};
    struct err err = {0};

    if (keep) {
        snprintf(p->dir, sizeof p->dir, "%s/%s", keep, name);
        mkdir(keep, 0755);
        mkdir(p->dir, 0755);
    } else {
        snprintf(p->dir, sizeof p->dir, "/tmp/dealsense-quarter-XXXXXX");
        assert_non_null(mkdtemp(p->dir));
    }
    sink_init(&p->sink, p->dir, &p->a);
    if (!dashboard_write(&p->r, &house, &p->sink, &err))
        fail_msg("%s", err.text);
}

static void pack_drop(struct pack *p)
{
    static const char *const dirs[] = {"dashboard/deal", "dashboard/data",
                                       "dashboard/assets", "dashboard", ""};
    char path[600];

    for (size_t i = 0; i < p->sink.n_files && !getenv("DEALSENSE_KEEP"); i++) {
        snprintf(path, sizeof path, "%s/%.*s", p->dir,
                 SV_ARG(p->sink.files[i].name));
        unlink(path);
    }
    for (size_t i = 0; i < sizeof dirs / sizeof dirs[0] &&
                       !getenv("DEALSENSE_KEEP");
         i++) {
        snprintf(path, sizeof path, "%s/%s", p->dir, dirs[i]);
        rmdir(path);
    }
    sink_release(&p->sink);
    arena_release(&p->a);
}

static const char *text_of(struct pack *p, const char *name)
{
    struct err err = {0};
    struct file f = {0};
    char path[600];
    const char *text;

    snprintf(path, sizeof path, "%s/dashboard/%s", p->dir, name);
    if (!file_open(&f, path, &err))
        fail_msg("%s", err.text);
    text = sv_cstr(&p->a, f.bytes);
    file_close(&f);
    return text;
}

static bool has_file(const struct pack *p, const char *name)
{
    for (size_t i = 0; i < p->sink.n_files; i++)
        if (sv_eq(p->sink.files[i].name, sv_from(name)))
            return true;
    return false;
}

static void must_hold(const char *text, const char *what)
{
    if (!strstr(text, what))
        fail_msg("not in the page: %s", what);
}

static void must_not_hold(const char *text, const char *what)
{
    const char *at = strstr(text, what);

    if (at)
        fail_msg("in the page: %.160s", at);
}

static size_t count_of(const char *text, const char *what)
{
    size_t n = 0;

    for (const char *at = text; (at = strstr(at, what)); at++)
        n++;
    return n;
}

/* From `from` up to `to`, as text of its own. */
static const char *part_of(struct pack *p, const char *text, const char *from,
                           const char *to)
{
    const char *start = strstr(text, from), *end;

    if (!start)
        fail_msg("not in the page: %s", from);
    end = strstr(start + 1, to);
    return sv_copy(&p->a, (struct sv){start, end ? (size_t)(end - start)
                                                 : strlen(start)})
        .ptr;
}

static void check_whole(const char *html)
{
    must_not_hold(html, " style=");
    must_not_hold(html, "{{");
    must_not_hold(html, "nan");
    must_not_hold(html, "<script>");
    must_not_hold(html, "..<");
    must_not_hold(html, ". .");
    assert_int_equal(count_of(html, "<section"), count_of(html, "</section>"));
    assert_int_equal(count_of(html, "<details"), count_of(html, "</details>"));
    assert_int_equal(count_of(html, "<table"), count_of(html, "</table>"));
    assert_int_equal(count_of(html, "<bdi>"), count_of(html, "</bdi>"));
    assert_int_equal(count_of(html, "<svg"), count_of(html, "</svg>"));
    assert_int_equal(count_of(html, "<h1"), 1);
}

static void the_page_says_what_the_report_says(void **state)
{
    (void)state;
    struct pack p;
    const struct landing_quarter *q;
    const struct quarter_words *words;
    const char *html;

    pack_quarter(&p);
    q = &p.r.landing->scopes[0].quarter[THIS_QUARTER];
    words = p.r.quarter_words;
    pack_write(&p, "quarter");
    html = text_of(&p, "quarter.html");
    check_whole(html);
    must_hold(html, sv_printf(&p.a, "<h1>%.*s</h1>", SV_ARG(words->landing)).ptr);
    must_hold(html, "aria-current=\"page\">Quarter");
    const struct sv lines[] = {words->target,    words->chance,
                               words->cover,     words->record,
                               words->baselines, words->hinges,
                               words->parts,     words->lost};
    for (size_t k = 0; k < sizeof lines / sizeof lines[0]; k++) {
        assert_true(lines[k].len > 0);
        must_hold(html, lines[k].ptr);
    }
    /* A row a past quarter, a row a method, one of them in use. */
    assert_int_equal(count_of(html, "data-l=\"Range held\">held"), 7);
    assert_int_equal(count_of(html, "class=\"used\"><th scope=\"row\">Adding up "
                                    "the deals"),
                     1);
    /* Hinges open their deals. */
    const char *hinges = part_of(&p, html, "id=\"hinges\"", "id=\"try\"");
    assert_int_equal(count_of(hinges, "<th scope=\"row\"><a href=\"deal/"),
                     q->n_hinges);
    /* The next quarter. */
    must_hold(html, words[1].landing.ptr);
    pack_drop(&p);
}

static void bars_of_the_flow_open_their_deals(void **state)
{
    (void)state;
    struct pack p;
    const struct flow *f;
    const char *html;
    char text[160];
    size_t linked = 0;

    pack_quarter(&p);
    pack_write(&p, "quarter");
    html = text_of(&p, "quarter.html");
    f = &p.r.changes->since_start;
    for (int c = 0; c < FLOW_CLASSES; c++) {
        const char *name = flow_class_name((enum flow_class)c), *list;
        if (!f->of[c].n)
            continue;
        linked++;
        snprintf(text, sizeof text, "<a href=\"#flow-start-%s\">", name);
        assert_int_equal(count_of(html, text), 1);
        snprintf(text, sizeof text, "<details id=\"flow-start-%s\"", name);
        list = part_of(&p, html, text, "</details>");
        assert_int_equal(count_of(list, "<th scope=\"row\">"), f->of[c].n);
    }
    assert_true(linked > 5);
    /* One that is gone has an id and no link; one that closed a name. */
    must_hold(html, "<th scope=\"row\"><bdi>GONE-1</bdi></th>");
    must_hold(html, "<bdi>Closed won &lt;1&gt;</bdi>");
    pack_drop(&p);
}

static void names_mean_no_harm(void **state)
{
    (void)state;
    struct pack p;
    const char *html, *data;

    pack_quarter(&p);
    pack_write(&p, "quarter");
    html = text_of(&p, "quarter.html");
    must_not_hold(html, "<script>alert");
    must_hold(html, "Jon &lt;b&gt;Bell&lt;/b&gt;");
    data = text_of(&p, "data/quarter.js");
    for (const char *c = data; *c; c++)
        assert_true((unsigned char)*c < 0x80);
    must_not_hold(data, "</script");
    pack_drop(&p);
}

static json_t *json_after(const char *text, const char *head)
{
    json_error_t why;
    size_t end = strlen(text);
    json_t *json;

    assert_memory_equal(text, head, strlen(head));
    while (end && text[end - 1] != '}')
        end--;
    json = json_loadb(text + strlen(head), end - strlen(head), 0, &why);
    assert_non_null(json);
    return json;
}

static double number_of(const json_t *o, const char *key)
{
    const json_t *x = json_object_get(o, key);

    assert_non_null(x);
    return json_is_null(x) ? (double)NAN : json_number_value(x);
}

static void the_data_are_the_engines_to_the_bit(void **state)
{
    (void)state;
    struct pack p;
    const struct landing_money *m;
    const json_t *q, *deals;
    json_t *root;
    size_t at = 0;

    pack_quarter(&p);
    pack_write(&p, "quarter");
    root = json_after(text_of(&p, "data/quarter.js"),
                      "window.DEALSENSE_QUARTER = ");
    m = &p.r.landing->scopes[0].quarter[THIS_QUARTER].money[ENDING_WON];
    q = json_object_get(root, "quarter");
    assert_true(number_of(q, "so_far") == m->so_far);
    assert_true(number_of(q, "created") == m->created);
    assert_true(number_of(q, "created_variance") == m->created_variance);
    assert_true(number_of(q, "scale") == m->scale);
    assert_true(number_of(q, "landing") == m->landing);
    assert_true(number_of(q, "low") == m->range.lower);
    assert_true(number_of(q, "high") == m->range.upper);
    deals = json_object_get(root, "deals");
    for (size_t i = 0; i < p.r.landing->n_deals; i++) {
        const struct landing_deal *x = &p.r.landing->deals[i];
        const json_t *row;
        if (isnan(x->amount) || isnan(x->by[ENDING_WON][THIS_QUARTER]))
            continue;
        row = json_array_get(deals, at++);
        assert_true(json_number_value(json_array_get(row, 0)) ==
                    x->by[ENDING_WON][THIS_QUARTER]);
        assert_true(json_number_value(json_array_get(row, 1)) == x->amount);
    }
    assert_int_equal(json_array_size(deals), at);
    assert_true(at > 15);
    json_decref(root);
    pack_drop(&p);
}

/* Few past quarters, no target, no edits: a landing with no range, and each
 * gap in its sentence. */
static void a_young_company_is_told_what_is_lacking(void **state)
{
    (void)state;
    struct pack p;
    const char *html, *fan;

    pack_init(&p);
    fixture_quarter_young(&p.r, mid_quarter(), &p.a);
    pack_write(&p, "quarter_young");
    html = text_of(&p, "quarter.html");
    check_whole(html);
    must_hold(html, "No range: 2 past quarters are known");
    must_hold(html, "No target has been entered for Q4 2023");
    /* Two quarters are too few for any figure of how far off it is. */
    must_not_hold(html, "Off by, on average");
    must_not_hold(html, "Mean error");
    must_not_hold(html, "The range held</dt>");
    assert_int_equal(count_of(html, ">no range<"), 2);
    fan = part_of(&p, html, "<svg class=\"chart fan\"", "</section>");
    must_not_hold(fan, "class=\"range\"");
    must_not_hold(fan, "class=\"target\"");
    assert_int_equal(count_of(fan, "class=\"past\""), 2);
    must_hold(html, "class=\"gap\"");
    pack_drop(&p);
}

static void no_amounts_and_the_first_run(void **state)
{
    (void)state;
    struct pack p;
    const char *html;

    pack_init(&p);
    fixture_quarter_none(&p.r, mid_quarter(), &p.a);
    pack_write(&p, "quarter_none");
    html = text_of(&p, "quarter.html");
    check_whole(html);
    must_hold(html, "<h1>What the quarter will close at cannot be told");
    must_not_hold(html, "id=\"try\"");
    must_not_hold(html, "<svg");
    assert_true(count_of(html, "class=\"gap\"") >= 4);
    assert_int_equal(count_of(html, "First run: "), 1);
    assert_false(has_file(&p, "dashboard/data/quarter.js"));
    pack_drop(&p);
}

static void without_any_of_it_the_page_still_stands(void **state)
{
    (void)state;
    struct pack p;
    const char *html;

    pack_init(&p);
    p.r.landing = NULL;
    p.r.changes = NULL;
    pack_write(&p, "quarter_nothing");
    html = text_of(&p, "quarter.html");
    check_whole(html);
    must_hold(html, "was not computed");
    must_hold(html, "This run did not compare the quarter with past days");
    pack_drop(&p);
}

/* Where the average is told no deal can be tried, and the page says why. */
static void the_average_knows_no_deal(void **state)
{
    (void)state;
    struct pack p;
    struct landing_scope *s;
    const char *html;

    pack_quarter(&p);
    s = &p.r.landing->scopes[0];
    s->quarter[THIS_QUARTER].money[ENDING_WON].method = METHOD_AVERAGE;
    s->quarter[THIS_QUARTER].n_hinges = 0;
    pack_write(&p, "quarter_average");
    html = text_of(&p, "quarter.html");
    check_whole(html);
    must_hold(html, "class=\"used\"><th scope=\"row\">The average");
    must_hold(html, "No deal can be tried here");
    must_hold(html, "No open deal with an amount can still be won");
    must_not_hold(html, "id=\"try\"");
    assert_false(has_file(&p, "dashboard/data/quarter.js"));
    pack_drop(&p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_page_says_what_the_report_says),
        cmocka_unit_test(bars_of_the_flow_open_their_deals),
        cmocka_unit_test(names_mean_no_harm),
        cmocka_unit_test(the_data_are_the_engines_to_the_bit),
        cmocka_unit_test(a_young_company_is_told_what_is_lacking),
        cmocka_unit_test(no_amounts_and_the_first_run),
        cmocka_unit_test(without_any_of_it_the_page_still_stands),
        cmocka_unit_test(the_average_knows_no_deal),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
