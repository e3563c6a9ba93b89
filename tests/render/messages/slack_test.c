/*
 * slack.json at any size of pipeline and any text: 120 reports with random
 * names out of what hurts (markup, entities, emoji of several parts, marks
 * stacked on a letter, writing from the right, no space at all), up to 4,000
 * characters each, read back by jansson and held against Slack's limits.
 */
#include "tests/test.h"

#include "render/base/json_doc.h"
#include "render/messages/slack.h"
#include "scoring/base/rng.h"
#include "tests/render/fixture.h"

static struct sv random_text(struct rng *rng, struct arena *a)
{
    static const char *const parts[] = {
        "&",
        "<",
        ">",
        "&amp;",
        "<!channel>",
        "<https://evil.example|x>",
        "|",
        "*",
        "_",
        "`",
        "~",
        "\"",
        "'",
        " ",
        "a",
        "Harbour Textiles ",
        ("\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x91"
         "\xa7"),                           /* a family: five code points */
        "e\xcc\x81\xcc\x82\xcc\x83",        /* marks on a letter */
        "\xe6\xa0\xaa\xe5\xbc\x8f",         /* Japanese */
        "\xd8\xb4\xd8\xb1\xd9\x83\xd8\xa9", /* Arabic */
        "\xe2\x80\xae",                     /* right-to-left override */
        "\xf0\x9f\x87\xa9\xf0\x9f\x87\xaa", /* a flag */
    };
    static const uint32_t lengths[] = {0, 1, 3, 40, 300, 4000};
    uint32_t n = lengths[rng_below(rng, sizeof lengths / sizeof lengths[0])];
    uint32_t kinds = sizeof parts / sizeof parts[0];
    /* One part over and over is a case of its own. */
    uint32_t only = rng_below(rng, 3) ? kinds : rng_below(rng, kinds);
    struct buf b = {0};

    for (uint32_t i = 0; i < n; i++)
        buf_add_str(&b, parts[only < kinds ? only : rng_below(rng, kinds)]);
    struct sv text = sv_copy(a, buf_sv(&b));
    buf_release(&b);
    return text;
}

/* The fixture's deals over and over, with names of their own. */
static void random_report(struct report *r, struct rng *rng, struct arena *a)
{
    fixture_report(r, a);
    size_t was = r->n_deals, n = rng_below(rng, 150);
    struct report_deal *deals = ARENA_ARRAY(a, n + 1, struct report_deal);
    uint32_t *today = ARENA_ARRAY(a, n + 1, uint32_t);

    for (size_t i = 0; i < n; i++) {
        today[i] = (uint32_t)i;
        deals[i] = r->deals[i * was / n];
        for (size_t k = 0; k < deals[i].score->n_factors; k++)
            deals[i].evidence[k] = random_text(rng, a);
        deals[i].action.text = random_text(rng, a);
        deals[i].action.owner = random_text(rng, a);
        deals[i].title = random_text(rng, a);
        deals[i].account = random_text(rng, a);
        deals[i].owner = random_text(rng, a);
    }
    r->deals = deals;
    r->n_deals = n;
    r->today = (struct report_today){.first = n < TODAY_FIRST ? n : TODAY_FIRST,
                                     .n = n,
                                     .deals = today,
                                     .heading = random_text(rng, a)};
    for (r->n_caveats = 0; r->n_caveats < CAVEATS; r->n_caveats++)
        r->caveats[r->n_caveats] = random_text(rng, a);
    r->company = random_text(rng, a);
    if (rng_below(rng, 2)) {
        r->headline = random_text(rng, a);
        r->lead = (struct sv){0};
    }
    if (rng_below(rng, 2))
        r->news.line = random_text(rng, a);
    if (rng_below(rng, 2))
        r->style.code = SV("XOF");
}

/* UTF-16 units, the stricter of the two ways to count characters. */
static size_t units(struct sv text)
{
    size_t n = 0;

    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.ptr[i];
        n += (c & 0xc0) != 0x80;
        n += c >= 0xf0;
    }
    return n;
}

/* Present, not empty, within the limit; angle brackets only around a link
 * of ours, an ampersand only where it starts an entity. */
static void must_be_text(const struct json_doc *object, size_t limit)
{
    struct sv text = json_doc_get_text(json_doc_find(object, "text"));

    assert_true(text.len > 0);
    assert_true(units(text) <= limit);
    for (size_t i = 0; i < text.len; i++) {
        struct sv rest = {text.ptr + i, text.len - i};
        if (text.ptr[i] == '<') {
            assert_true(sv_starts(rest, SV("<https://intranet.example/")));
            const char *end = memchr(rest.ptr, '>', rest.len);
            assert_non_null(end);
            i += (size_t)(end - rest.ptr);
            continue;
        }
        assert_true(text.ptr[i] != '>');
        if (text.ptr[i] == '&')
            assert_true(sv_starts(rest, SV("&amp;")) ||
                        sv_starts(rest, SV("&lt;")) ||
                        sv_starts(rest, SV("&gt;")));
    }
}

static void must_keep_the_limits(struct sv json)
{
    char why[200] = "";
    struct json_doc *root = json_doc_parse(json, why, sizeof why);

    if (!root)
        fail_msg("no JSON: %s", why);
    assert_true(json.len <= SLACK_BYTES);
    assert_true(json_doc_get_text(json_doc_find(root, "text")).len > 0);
    const struct json_doc *blocks = json_doc_find(root, "blocks");
    assert_in_range(json_doc_items(blocks), 3, 50);
    for (size_t i = 0; i < json_doc_items(blocks); i++) {
        const struct json_doc *b = json_doc_item(blocks, i);
        const struct json_doc *fields = json_doc_find(b, "fields");
        bool header =
            sv_eq(json_doc_get_text(json_doc_find(b, "type")), SV("header"));
        if (json_doc_find(b, "text"))
            must_be_text(json_doc_find(b, "text"), header ? 150 : 3000);
        assert_true(json_doc_items(fields) <= 10);
        for (size_t k = 0; k < json_doc_items(fields); k++)
            must_be_text(json_doc_item(fields, k), 2000);
    }
    json_doc_release(root);
}

static void any_text_at_any_size_keeps_the_limits(void **state)
{
    (void)state;
    for (uint64_t k = 0; k < 120; k++) {
        struct report r;
        struct arena a;
        struct rng rng;
        struct buf out = {0};
        arena_init(&a);
        rng_init(&rng, 4, k);
        random_report(&r, &rng, &a);
        slack_message(&out, &r, &a);
        must_keep_the_limits(buf_sv(&out));
        buf_release(&out);
        arena_release(&a);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(any_text_at_any_size_keeps_the_limits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
