/*
 * The dashboard: every page is there, safe under its policy, and holds what
 * the report holds. With DEALSENSE_KEEP=DIR the packs are left in DIR, to be
 * looked at.
 */
#include "tests/test.h"

#include <dirent.h>
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "render/words/format.h"
#include "render/base/resources.h"
#include "render/base/theme.h"
#include "render/dashboard/dashboard.h"
#include "tests/render/fixture.h"
#include "render/base/sink.h"

struct pack {
    struct arena a;
    struct report r;
    struct sink sink;
    char dir[256];
};

static void pack_write(struct pack *p,
                       void (*fixture)(struct report *, struct arena *),
                       const char *name)
{
    const char *keep = getenv("DEALSENSE_KEEP");
    struct err err = {0};
    struct resources house;

    arena_init(&p->a);
    if (fixture)
        fixture(&p->r, &p->a);
    if (keep) {
        snprintf(p->dir, sizeof p->dir, "%s/%s", keep, name);
        mkdir(keep, 0755);
        mkdir(p->dir, 0755);
    } else {
        snprintf(p->dir, sizeof p->dir, "/tmp/dealsense-web-XXXXXX");
        assert_non_null(mkdtemp(p->dir));
    }
    house = (struct resources){.arena = &p->a};
    sink_init(&p->sink, p->dir, &p->a);
    if (!dashboard_write(&p->r, &house, &p->sink, &err))
        fail_msg("%s", err.text);
}

static void pack_drop(struct pack *p)
{
    if (!getenv("DEALSENSE_KEEP")) {
        char path[600];
        for (size_t i = 0; i < p->sink.n_files; i++) {
            snprintf(path, sizeof path, "%s/%.*s", p->dir,
                     SV_ARG(p->sink.files[i].name));
            unlink(path);
        }
        static const char *const dirs[] = {"dashboard/deal", "dashboard/data",
                                           "dashboard/assets", "dashboard", ""};
        for (size_t i = 0; i < sizeof dirs / sizeof dirs[0]; i++) {
            snprintf(path, sizeof path, "%s/%s", p->dir, dirs[i]);
            rmdir(path);
        }
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

    snprintf(path, sizeof path, "%s/%s", p->dir, name);
    if (!file_open(&f, path, &err))
        fail_msg("%s", err.text);
    text = sv_cstr(&p->a, f.bytes);
    file_close(&f);
    return text;
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
        fail_msg("in the page: %.120s", at);
}

static size_t count_of(const char *text, const char *what)
{
    size_t n = 0;

    for (const char *at = text; (at = strstr(at, what)); at++)
        n++;
    return n;
}

/* What the policy forbids, and what would call another host. */
static void check_page(const char *html)
{
    must_hold(html, "<!DOCTYPE html>\n<html lang=\"en\"");
    must_hold(html, "default-src 'none'; script-src 'self'; style-src "
                    "'self'; img-src 'self'");
    must_hold(html, "<main id=\"main\"");
    must_hold(html, "<a class=\"skip\" href=\"#main\">");
    must_hold(html, "</html>");
    must_not_hold(html, " style=");
    must_not_hold(html, "<style");
    must_not_hold(html, " onclick=");
    must_not_hold(html, " onload=");
    must_not_hold(html, "javascript:");
    must_not_hold(html, "src=\"http");
    must_not_hold(html, "{{");
    must_not_hold(html, "nan%");
    must_not_hold(html, "\"nan");
    assert_int_equal(count_of(html, "<script"),
                     count_of(html, "<script src=\""));
    assert_int_equal(count_of(html, "<h1"), 1);
    assert_int_equal(count_of(html, "<table"), count_of(html, "</table>"));
    assert_int_equal(count_of(html, "<section"), count_of(html, "</section>"));
    assert_int_equal(count_of(html, "<bdi>"), count_of(html, "</bdi>"));
    assert_int_equal(count_of(html, "<svg"), count_of(html, "</svg>"));
}

static void check_all_pages(struct pack *p)
{
    const char *nav = strstr(text_of(p, "dashboard/index.html"), "<nav");
    const char *link = nav, *end = strstr(nav, "</nav>");
    size_t linked = 0, pages = 0, of_deals = 0;

    while ((link = strstr(link, "href=\"")) && link < end) {
        struct sv rest = sv_from(link + 6), file = sv_cut(&rest, '"');
        text_of(p, sv_printf(&p->a, "dashboard/%.*s", SV_ARG(file)).ptr);
        linked++;
        link++;
    }
    for (size_t i = 0; i < p->sink.n_files; i++) {
        const char *name = sv_cstr(&p->a, p->sink.files[i].name);
        if (!sv_ends(p->sink.files[i].name, SV(".html")))
            continue;
        check_page(text_of(p, name));
        of_deals += strstr(name, "dashboard/deal/") != NULL;
        pages++;
    }
    /* Each is reached from the navigation; but for deals, and deal.html. */
    assert_int_equal(of_deals, p->r.n_pages);
    assert_int_equal(pages, linked + 1 + of_deals);
}

static void writes_every_page(void **state)
{
    (void)state;
    struct pack p = {0};

    pack_write(&p, fixture_report, "hybrid");
    check_all_pages(&p);

    const char *index = text_of(&p, "dashboard/index.html");
    char text[FORMAT_TEXT];
    must_hold(index, format_money_short(text, p.r.portfolio->money.at_risk,
                                        p.r.style));
    must_hold(index, format_money_short(text, p.r.portfolio->money.pipeline,
                                        p.r.style));
    must_hold(index, "Northwind &amp; Co.");
    must_hold(index, "aria-current=\"page\">Overview");
    must_not_hold(index, "<script>alert");
    must_hold(index, "&lt;script&gt;alert(1)&lt;/script&gt;");
    const char *deals = text_of(&p, "dashboard/deals.html");
    assert_int_equal(count_of(deals, "<th scope=\"row\" class=\"c-name\">"),
                     p.r.n_deals);
    const char *reps = text_of(&p, "dashboard/reps.html");
    must_hold(reps, "Coach Priya Raman");
    assert_int_equal(count_of(reps, "below comparable deals, beyond chance"),
                     p.r.portfolio->n_flagged_reps);
    must_hold(text_of(&p, "dashboard/trust.html"), "not yet computed");
    must_hold(text_of(&p, "dashboard/data.html"), "&lt;b&gt;=1+1&lt;/b&gt;");
    pack_drop(&p);
}

static void shows_the_receipt_of_every_deal(void **state)
{
    (void)state;
    struct pack p = {0};

    pack_write(&p, fixture_report, "hybrid");
    for (size_t i = 0; i < p.r.n_deals; i++) {
        const struct report_deal *d = &p.r.deals[i];
        char name[160], number[FORMAT_TEXT], cell[96];
        const char *html;
        snprintf(name, sizeof name, "dashboard/deal/%.*s.html",
                 SV_ARG(d->file_id));
        html = text_of(&p, name);
        for (size_t k = 0; k < d->score->n_lines; k++) {
            if (d->score->lines[k].shown == 0)
                continue; /* adds nothing, and is left out */
            snprintf(cell, sizeof cell, "<td class=\"num\">%s</td>",
                     format_signed(number, d->score->lines[k].shown, 1,
                                   (struct style){0}));
            must_hold(html, cell);
        }
        snprintf(cell, sizeof cell, "<b>%s</b></td></tr></tfoot>",
                 format_fixed(number, d->score->shown, 1, (struct style){0}));
        must_hold(html, cell);
        must_hold(html, "id=\"waterfall-t\">How the score");
    }
    pack_drop(&p);
}

static void rules_only_claims_no_forecast(void **state)
{
    (void)state;
    struct pack p = {0};

    pack_write(&p, fixture_report_rules_only, "rules_only");
    check_all_pages(&p);
    must_not_hold(text_of(&p, "dashboard/deals.html"), ">P(lost)<");
    must_hold(text_of(&p, "dashboard/trust.html"), "has not passed its test");
    must_not_hold(text_of(&p, "dashboard/reps.html"),
                  "below comparable deals, beyond chance");
    must_hold(text_of(&p, "dashboard/index.html"), "Which rules added points");
    pack_drop(&p);
}

static void the_fate_of_deals_is_drawn_with_its_n(void **state)
{
    (void)state;
    struct pack p = {0};

    pack_write(&p, fixture_report, "fate");
    const char *html = text_of(&p, "dashboard/cycle.html");
    must_hold(html, "<svg class=\"chart fate\" role=\"img\"");
    must_hold(html, "Of 2,900 deals, by age in days: at the end of the "
                    "follow-up, day 365, 45% are won, 55% lost and 1% still "
                    "open");
    must_hold(html, "Mean of 2,950 deals");
    must_hold(html, "Median of 2,900 deals");
    must_hold(html, "<path class=\"bar won\" d=\"M0.0 1000.0L");
    pack_drop(&p);
}

static void empty_pipeline_keeps_its_portfolio(void **state)
{
    (void)state;
    struct pack p = {0};

    pack_write(&p, fixture_report_empty, "empty");
    check_all_pages(&p);
    must_hold(text_of(&p, "dashboard/index.html"), "--as-of 2023-10-01");
    must_hold(text_of(&p, "dashboard/index.html"), "<svg class=\"chart cycle");
    must_hold(text_of(&p, "dashboard/deals.html"), "--as-of 2023-10-01");
    pack_drop(&p);
}

/* The life of the first deal, drawn with real text, a row a stage, and the
 * deals that were like it with what became of each. */
static void shows_the_life_and_the_precedents(void **state)
{
    (void)state;
    struct pack p = {0};
    struct arena own;
    struct similar_deal was[2] = {
        {.then = 19000, .age = 40, .lost = true, .distance = 0.123},
        {.then = 19030, .age = 41}};
    struct similar alike = {2, 1, {0.1, 0.9}, was};
    struct report_similar closed[2] = {
        {SV("C-1"), SV("Old <b>deal"), SV("Ana"), SV("Demo"), 1000, 19050,
         &was[0]},
        {SV("C-2"), SV("Other"), SV("Bo"), SV(""), NAN, 19060, &was[1]}};

    arena_init(&own);
    fixture_report(&p.r, &own);
    struct report_deal *d = &p.r.deals[0];
    d->alike = &alike;
    d->similar = closed;
    d->similar_sentence = SV("1 of 2 similar deals were lost");
    p.r.similar_lost = 0.5;
    struct report_event *e = ARENA_ARRAY(&own, 4, struct report_event);
    int32_t born = p.r.as_of - 30;
    e[0] = (struct report_event){EVENT_CREATED, born, SV("Created"), {0}, 0, 0};
    e[1] = (struct report_event){EVENT_STAGE, born,      SV("Entered Demo"),
                                 SV("Demo"),  born + 10, 10};
    e[2] = (struct report_event){EVENT_STAGE, born + 10, SV("Entered Lab"),
                                 SV("Lab"),   born + 15, 5};
    e[3] = (struct report_event){EVENT_STAGE, born + 15, SV("Entered Demo"),
                                 SV("Demo"),  p.r.as_of, 25};
    d->created = born;
    d->events = e;
    d->n_events = 4;
    pack_write(&p, NULL, "life");
    const char *page = text_of(
        &p,
        sv_printf(&own, "dashboard/deal/%.*s.html", SV_ARG(d->file_id)).ptr);
    must_hold(page,
              "<title id=\"life-t\">The life of this deal so far</title>");
    must_hold(page, "Demo \xc2\xb7 25 days</text>");
    must_hold(page, "Lab \xc2\xb7 5 days</text>");
    assert_int_equal(count_of(page, "class=\"bar stay\""), 2);
    assert_int_equal(count_of(page, "class=\"bar stay now\""), 1);
    must_hold(page, ">1 of 2 similar deals were lost</h2>");
    must_hold(page, "Old &lt;b&gt;deal");
    must_hold(page, "day 40, <bdi>Demo</bdi>");
    assert_int_equal(count_of(page, "</span>Lost</span>"), 1);
    assert_int_equal(count_of(page, "</span>Won</span>"), 1);
    pack_drop(&p);
    arena_release(&own);
}

/* The JSON behind `head`, of a file that is plain ASCII and can end no
 * script. */
static json_t *json_after(const char *text, const char *head)
{
    json_error_t why;
    json_t *json;

    assert_memory_equal(text, head, strlen(head));
    for (const char *c = text; *c; c++)
        assert_true((unsigned char)*c < 0x80);
    assert_null(strchr(text, '<'));
    json = json_loads(text + strlen(head), JSON_DISABLE_EOF_CHECK, &why);
    assert_non_null(json);
    return json;
}

/* One line of a column of text: the next of *at. */
static struct sv next_line(const char **at)
{
    size_t len = strcspn(*at, "\n");
    struct sv line = {*at, len};

    *at += len + ((*at)[len] == '\n');
    return line;
}

/* What the columns say is read by the page, in tests/web; here only that
 * each has a value a deal, and each text a line. */
static void check_columns(const json_t *part, const struct report *r)
{
    static const struct {
        const char *key;
        size_t width;
    } columns[] = {{"page", 1},    {"level", 1},    {"score", 2}, {"p_loss", 8},
                   {"amount", 8},  {"loss", 8},     {"due", 4},   {"age", 4},
                   {"owner", 1},   {"manager", 1},  {"stage", 1}, {"region", 1},
                   {"product", 1}, {"category", 1}, {"action", 1}};
    const char *id = json_string_value(json_object_get(part, "id"));
    const char *name = json_string_value(json_object_get(part, "name"));

    for (size_t k = 0; k < sizeof columns / sizeof columns[0]; k++) {
        size_t bytes = columns[k].width * r->n_deals;
        assert_int_equal(
            json_string_length(json_object_get(part, columns[k].key)),
            (bytes + 2) / 3 * 4);
    }
    for (size_t i = 0; i < r->n_deals; i++) {
        struct sv title = r->deals[i].title;
        if (title.len > 240)
            title.len = 200; /* lists cut what no list can show */
        assert_true(sv_eq(next_line(&id), r->deals[i].id));
        assert_true(sv_starts(next_line(&name), title));
    }
}

static void check_detail(const json_t *o, const struct report_deal *deal)
{
    const json_t *lines = json_object_get(o, "lines");
    double sum = 0;

    assert_true(sv_eq(sv_from(json_string_value(json_object_get(o, "file_id"))),
                      deal->file_id));
    assert_true(fabs(json_number_value(json_object_get(o, "score")) -
                     deal->score->shown) < 1e-9);
    for (size_t k = 0; k < json_array_size(lines); k++)
        sum += json_number_value(json_array_get(json_array_get(lines, k), 2));
    assert_true(fabs(sum - deal->score->shown) < 1e-6);
    assert_int_equal(json_array_size(json_object_get(o, "events")),
                     deal->n_events);
}

/* Beyond the pages, a deal's detail stands in data. */
static void deals_without_a_page_are_in_the_data(void **state)
{
    (void)state;
    struct pack p = {0};
    json_t *json;
    struct arena own;

    arena_init(&own);
    fixture_report(&p.r, &own);
    for (size_t i = 6; i < p.r.n_deals; i++)
        p.r.deals[i].has_page = false;
    p.r.n_pages = 6;
    pack_write(&p, NULL, "partly");

    json = json_after(text_of(&p, "dashboard/data/deals.js"),
                      "window.DEALSENSE = ");
    assert_int_equal(json_integer_value(json_object_get(json, "n")),
                     p.r.n_deals);
    json_decref(json);
    json = json_after(text_of(&p, "dashboard/data/deals-0.js"),
                      "window.DEALSENSE_PART(0, ");
    check_columns(json, &p.r);
    json_decref(json);
    json = json_after(text_of(&p, "dashboard/data/details-0.js"),
                      "window.DEALSENSE_DETAILS = ");
    assert_int_equal(json_array_size(json), p.r.n_deals - 6);
    for (size_t i = 6; i < p.r.n_deals; i++)
        check_detail(json_array_get(json, i - 6), &p.r.deals[i]);
    json_decref(json);
    must_hold(text_of(&p, "dashboard/deals.html"), "href=\"deal.html#");
    pack_drop(&p);
    arena_release(&own);
}

/* Every deal twice: with a page of its own, and without. tests/web opens both
 * and compares. Changes are tried on none: those without a page are below
 * HIGH. The first has a life with all kinds of events, in a stage of a
 * name that no label takes whole; of the last nothing is dated. */
static void write_either_way(struct style style, const char *paged,
                             const char *unpaged)
{
    struct pack p = {0};
    struct arena own;
    struct report_event e[7];

    arena_init(&own);
    fixture_report(&p.r, &own);
    p.r.style = style;
    int32_t now = p.r.as_of, born = now - 400;
    struct sv odd = SV("\xe6\xa0\xaa\xe5\xbc\x8f <b>Verhandlung</b> mit dem "
                       "Einkauf \xc3\xbc"
                       "ber die Rahmenbedingungen und noch viel mehr");
    e[0] = (struct report_event){EVENT_CREATED, born, SV("Created"), {0}, 0, 0};
    e[1] = (struct report_event){EVENT_STAGE, born,       SV("Entered Demo"),
                                 SV("Demo"),  born + 100, 100};
    e[2] = (struct report_event){
        EVENT_AMOUNT, born + 50, SV("Amount 5 \xe2\x86\x92 6"), {0}, 0, 0};
    e[3] = (struct report_event){EVENT_STAGE, born + 100, odd,
                                 odd,         born + 160, 60};
    e[4] = (struct report_event){
        EVENT_EXPECTED, born + 150, SV("Expected close moved"), {0}, 0, 0};
    e[5] = (struct report_event){EVENT_STAGE, born + 160, SV("Entered Demo"),
                                 SV("Demo"),  now,        340};
    e[6] = (struct report_event){
        EVENT_ACTIVITY, now - 9, SV("Last activity"), {0}, 0, 0};
    for (size_t i = 0; i < p.r.n_deals; i++)
        p.r.deals[i].changes = NULL;
    struct report_deal *d = &p.r.deals[0], *last = &p.r.deals[p.r.n_deals - 1];
    d->created = born;
    d->last_activity = now - 9;
    d->expected = now - 3;
    d->events = e;
    d->n_events = sizeof e / sizeof e[0];
    last->n_events = 0;
    last->created = last->expected = last->last_activity = DATE_NONE;
    pack_write(&p, NULL, paged);
    pack_drop(&p);
    arena_init(&p.a);
    for (size_t i = 0; i < p.r.n_deals; i++)
        p.r.deals[i].has_page = false;
    p.r.n_pages = 0;
    pack_write(&p, NULL, unpaged);
    check_all_pages(&p);
    if (style.numbers == NUMBERS_BLANK_COMMA) { /* for the scripts to follow */
        must_hold(text_of(&p, "dashboard/deal.html"),
                  "<html lang=\"en\" data-group=\"\u202f\" "
                  "data-decimal=\",\">");
        must_hold(text_of(&p, "dashboard/deals.html"),
                  "12\u202f345\u202f679\u00a0kr");
    } else if (style.numbers == NUMBERS_COMMA_POINT) {
        must_hold(text_of(&p, "dashboard/deal.html"), "<html lang=\"en\">");
    }
    pack_drop(&p);
    arena_release(&own);
}

static void writes_the_same_deals_with_and_without_pages(void **state)
{
    (void)state;
    write_either_way((struct style){.code = SV("USD")}, "paged", "unpaged");
    write_either_way(
        (struct style){SV("SEK"), SV("kr"), true, NUMBERS_BLANK_COMMA},
        "paged_kr", "unpaged_kr");
    write_either_way((struct style){SV("INR"), {0}, false, NUMBERS_LAKH},
                     "paged_lakh", "unpaged_lakh");
}

/* Thousands of deals: 500 as HTML, the rest as data in shards. */
static void lists_the_riskiest_of_many(void **state)
{
    (void)state;
    enum { MANY = 6000, PAGES = 20 };
    struct pack p = {0};
    struct arena own;
    struct report_deal *few, *many;

    arena_init(&own);
    fixture_report(&p.r, &own);
    few = p.r.deals;
    many = ARENA_ARRAY(&own, MANY, struct report_deal);
    for (size_t i = 0; i < MANY; i++) {
        many[i] = few[i * 24 / MANY];
        many[i].id = sv_printf(&own, "D-%zu", i);
        many[i].file_id = many[i].id;
        many[i].has_page = i < PAGES;
    }
    p.r.deals = many;
    p.r.n_deals = MANY;
    p.r.n_pages = PAGES;
    pack_write(&p, NULL, "many");
    check_all_pages(&p);
    const char *deals = text_of(&p, "dashboard/deals.html");
    assert_int_equal(count_of(deals, "<th scope=\"row\" class=\"c-name\">"),
                     500);
    must_hold(deals, "500 of 6,000 deals</b>");
    must_hold(deals, "<a href=\"../risk_report.csv\">all of them as CSV</a>");
    text_of(&p, "dashboard/data/details-0.js");
    text_of(&p, "dashboard/data/details-19.js");
    pack_drop(&p);
    arena_release(&own);
}

static void must_state(const char *css, const char *name, unsigned colour)
{
    char rule[64];

    snprintf(rule, sizeof rule, "--%s: #%06x;", name, colour);
    must_hold(css, rule);
}

static void style_states_the_theme(void **state)
{
    (void)state;
    static const char *const names[LEVEL_COUNT] = {"low", "medium", "high",
                                                   "critical"};
    struct sv css;
    struct arena a;

    arena_init(&a);
    assert_true(embedded_get(&css, "assets/colours.css"));
    const char *text = sv_cstr(&a, css);
    must_state(text, "ink", THEME_INK);
    must_state(text, "muted", THEME_MUTED);
    must_state(text, "rule", THEME_RULE);
    must_state(text, "paper", THEME_PAPER);
    must_state(text, "accent", THEME_ACCENT & 0xffffff);
    must_state(text, "quiet", THEME_QUIET);
    must_state(text, "raise", THEME_RAISE);
    must_state(text, "lower", THEME_LOWER);
    for (int l = 0; l < LEVEL_COUNT; l++) {
        char name[32];
        snprintf(name, sizeof name, "%s-fill", names[l]);
        must_state(text, name, THEME_LEVELS[l].fill);
        snprintf(name, sizeof name, "%s-ink", names[l]);
        must_state(text, name, THEME_LEVELS[l].ink);
        snprintf(name, sizeof name, "%s-tint", names[l]);
        must_state(text, name, THEME_LEVELS[l].tint);
        const struct theme_shade *dark = &THEME_LEVELS[l].dark;
        snprintf(name, sizeof name, "%s-fill", names[l]);
        must_state(text, name, dark->fill);
        snprintf(name, sizeof name, "%s-ink", names[l]);
        must_state(text, name, dark->ink);
        snprintf(name, sizeof name, "%s-tint", names[l]);
        must_state(text, name, dark->tint);
    }
    must_not_hold(text, "http");
    must_not_hold(text, "@import");
    arena_release(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(writes_every_page),
        cmocka_unit_test(shows_the_receipt_of_every_deal),
        cmocka_unit_test(shows_the_life_and_the_precedents),
        cmocka_unit_test(rules_only_claims_no_forecast),
        cmocka_unit_test(the_fate_of_deals_is_drawn_with_its_n),
        cmocka_unit_test(empty_pipeline_keeps_its_portfolio),
        cmocka_unit_test(deals_without_a_page_are_in_the_data),
        cmocka_unit_test(writes_the_same_deals_with_and_without_pages),
        cmocka_unit_test(lists_the_riskiest_of_many),
        cmocka_unit_test(style_states_the_theme),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
