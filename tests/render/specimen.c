/*
 * specimen DIR VARIANT [DEALS [STREAM]]: writes the fixture's workbook and
 * messages into DIR, for the scripts that read them with other people's tools.
 * VARIANT: hybrid, rules, empty, hostile. DEALS: the fixture's open deals over
 * and over, to that number. Stand-ins take the place of the brief and images.
 */
#include <stdio.h>
#include <time.h>

#include "render/words/format.h"
#include "render/base/resources.h"
#include "render/workbook/workbook_parts.h"
#include "render/messages/messages.h"
#include "render/writers.h"
#include "tests/render/fixture.h"

/* Every text of a deal as long and as hard to escape as a CRM allows. */
static void hostile(struct report *r, struct arena *a)
{
    static const char unit[] = "\"&<|*_`~>'\xf0\x9f\x92\xa5. ";
    struct buf long_text = {0};

    fixture_report(r, a);
    while (long_text.len < 60000)
        buf_add_str(&long_text, unit);
    struct sv text = sv_copy(a, buf_sv(&long_text));
    buf_release(&long_text);
    for (size_t i = 0; i < r->n_deals; i++) {
        struct report_deal *d = &r->deals[i];
        for (size_t k = 0; k < d->score->n_factors; k++)
            d->evidence[k] = text;
        d->action.text = d->action.owner = d->stage = d->note = text;
        d->title = d->name = d->account = d->owner = text;
    }
    for (size_t i = 0; i < r->n_owners; i++)
        r->owners[i].owner = text;
    r->company = r->headline = r->subject = text;
}

static const struct variant {
    const char *name;
    void (*build)(struct report *out, struct arena *a);
} VARIANTS[] = {
    {"hybrid", fixture_report},
    {"rules", fixture_report_rules_only},
    {"empty", fixture_report_empty},
    {"hostile", hostile},
};

/* The same deals over and over, in the order of their scores. */
static void enlarge(struct report *r, size_t n, struct arena *a)
{
    struct report_deal *all = ARENA_ARRAY(a, n, struct report_deal);
    struct portfolio *p = ARENA_NEW(a, struct portfolio);
    size_t was = r->n_deals, k = 0;

    for (size_t i = 0; i < was; i++)
        for (size_t copy = i; copy < n; copy += was) {
            all[k] = r->deals[i];
            all[k].has_page = n <= 5000 || all[k].score->level >= LEVEL_HIGH;
            if (copy != i) {
                all[k].id = sv_printf(a, "BIG-%zu", copy);
                all[k].file_id = all[k].id;
            }
            k++;
        }
    r->deals = all;
    r->n_deals = n;
    fixture_portfolio(p, r, a);
    r->portfolio = p;
    fixture_live(r, a);
}

static bool write_all(const struct report *r, size_t stream, struct sink *out,
                      struct err *err)
{
    static const char png[] =
        "\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1\x8\6\0\0\0\x1f\x15"
        "\xc4\x89\0\0\0\rIDATx\x9c"
        "c`\0\2\0\0\5\0\1z\x5e\xab?\0\0\0\0IEND\xae"
        "B`\x82";
    struct resources house = {.arena = out->arena};
    struct timespec a, b;

    clock_gettime(CLOCK_MONOTONIC, &a);
    if (!workbook_write_from(r, stream, out, err))
        return false;
    clock_gettime(CLOCK_MONOTONIC, &b);
    printf("workbook %.0f ms, ", (double)(b.tv_sec - a.tv_sec) * 1e3 +
                                     (double)(b.tv_nsec - a.tv_nsec) / 1e6);
    return sink_put(out, "brief.pdf", SV("%PDF-1.4\n%%EOF\n"), err) &&
           sink_put(out, "feature_importance.png", SV(png), err) &&
           sink_put(out, "cycle_length.png", SV(png), err) &&
           sink_put(out, "messages/cycle_length_dark.png", SV(png), err) &&
           sink_put(out, "messages/feature_importance_dark.png", SV(png),
                    err) &&
           messages_write(r, &house, out, err);
}

int main(int argc, char **argv)
{
    struct arena a;
    struct report r = {0};
    struct sink out;
    struct err err = {0};
    bool ok = false;

    arena_init(&a);
    for (size_t i = 0; argc > 2 && i < sizeof VARIANTS / sizeof *VARIANTS; i++)
        if (!strcmp(argv[2], VARIANTS[i].name)) {
            VARIANTS[i].build(&r, &a);
            ok = true;
        }
    if (!ok)
        return 2;
    if (argc > 3 && r.n_deals)
        enlarge(&r, (size_t)strtoul(argv[3], NULL, 10), &a);
    sink_init(&out, argv[1], &a);
    ok = write_all(&r,
                   argc > 4 ? (size_t)strtoul(argv[4], NULL, 10)
                            : WORKBOOK_STREAM_DEALS,
                   &out, &err);
    printf("%s\n", ok ? "written" : err.text);
    sink_release(&out);
    arena_release(&a);
    return !ok;
}
