/*
 * What the list of deals reads once the page stands: data/deals.js with the
 * tables of words, and data/deals-K.js with PART deals each, column by
 * column. 50,000 rows as arrays took a browser a second to read; a column is
 * one string, which costs next to nothing:
 *
 *   numbers  base64 of n little-endian values; how wide they are follows from
 *            the length. Scores in tenths, days whole, money and chances as
 *            doubles. All bits set, or NAN: not known.
 *   words    the same, indices into a sorted table of distinct words
 *   text     n lines; text that passed the gate has no control character
 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "render/dashboard/dashboard_parts.h"
#include "render/words/format.h"
#include "render/base/mime.h"

enum { PART = 10000 };

/* A sorted table of the distinct words of a field. */
struct word_table {
    size_t n;
    struct sv *word;
};

struct part {
    struct dashboard *d;
    const struct word_table *words;
    size_t from, n;
    struct json_doc *json;
    struct buf bytes, text;
};

static struct sv field_owner(const struct report_deal *d)
{
    return d->owner;
}

static struct sv field_manager(const struct report_deal *d)
{
    return d->manager;
}

static struct sv field_stage(const struct report_deal *d)
{
    return d->stage;
}

static struct sv field_region(const struct report_deal *d)
{
    return d->region;
}

static struct sv field_product(const struct report_deal *d)
{
    return d->product;
}

static struct sv field_category(const struct report_deal *d)
{
    return d->category;
}

static struct sv field_action(const struct report_deal *d)
{
    return d->action.text;
}

enum { WORDS = 7 };
static const struct {
    const char *column;
    struct sv (*of)(const struct report_deal *d);
} FIELDS[WORDS] = {{"owner", field_owner},     {"manager", field_manager},
                   {"stage", field_stage},     {"region", field_region},
                   {"product", field_product}, {"category", field_category},
                   {"action", field_action}};

static struct sv text_id(const struct report_deal *d)
{
    return d->id;
}

/* Only where it is not the id itself. */
static struct sv text_file_id(const struct report_deal *d)
{
    return sv_eq(d->file_id, d->id) ? (struct sv){0} : d->file_id;
}

static struct sv text_name(const struct report_deal *d)
{
    return d->title;
}

static struct sv text_account(const struct report_deal *d)
{
    return sv_eq(d->account, d->title) ? (struct sv){0} : d->account;
}

static struct sv text_why(const struct report_deal *d)
{
    return deal_why(d);
}

static const struct {
    const char *column;
    struct sv (*of)(const struct report_deal *d);
} TEXTS[] = {{"id", text_id},
             {"file_id", text_file_id},
             {"name", text_name},
             {"account", text_account},
             {"why", text_why}};

static int compare(const void *a, const void *b)
{
    return sv_cmp(*(const struct sv *)a, *(const struct sv *)b);
}

static void words_collect(struct word_table *w, const struct report *r,
                          struct sv (*of)(const struct report_deal *d),
                          struct arena *a)
{
    size_t kept = 0;

    w->word = ARENA_ARRAY(a, r->n_deals, struct sv);
    for (size_t i = 0; i < r->n_deals; i++)
        w->word[i] = of(&r->deals[i]);
    if (r->n_deals)
        qsort(w->word, r->n_deals, sizeof *w->word, compare);
    for (size_t i = 0; i < r->n_deals; i++)
        if (!kept || !sv_eq(w->word[kept - 1], w->word[i]))
            w->word[kept++] = w->word[i];
    w->n = kept;
}

static uint32_t word_index(const struct word_table *w, struct sv word)
{
    const struct sv *hit =
        bsearch(&word, w->word, w->n, sizeof *w->word, compare);

    return hit ? (uint32_t)(hit - w->word) : 0;
}

/* Appends the low `width` bytes, the lowest first. */
static void add_value(struct part *p, uint64_t value, int width)
{
    for (int k = 0; k < width; k++)
        buf_add_char(&p->bytes, (char)(value >> 8 * k & 0xff));
}

/* A whole number of tenths, …: all bits where it is not known or too large. */
static void add_scaled(struct part *p, double x, double scale, int width)
{
    uint64_t none = (1ULL << 8 * width) - 1;
    double scaled = round(x * scale);

    add_value(p, scaled >= 0 && scaled < (double)none ? (uint64_t)scaled : none,
              width);
}

static void add_double(struct part *p, double x)
{
    uint64_t bits = 0x7ff8000000000000; /* one NAN, whatever made it */

    if (isfinite(x))
        memcpy(&bits, &x, sizeof bits);
    add_value(p, bits, 8);
}

/* Days since 1970. */
static double day(int32_t date)
{
    return date == DATE_NONE ? (double)NAN : (double)date;
}

static void put_bytes(struct part *p, const char *key)
{
    buf_clear(&p->text);
    mime_base64_line(&p->text, buf_sv(&p->bytes));
    buf_clear(&p->bytes);
    json_doc_text(p->json, key, buf_sv(&p->text));
}

static void add_line(struct part *p, struct sv text, bool last)
{
    text = clipped(&p->d->page, text);
    buf_add_sv(&p->text, text);
    if (!last)
        buf_add_char(&p->text, '\n');
}

static void put_numbers(struct part *p)
{
    const struct report_deal *deals = p->d->r->deals + p->from;

#define COLUMN(name, add)                                                      \
    for (size_t i = 0; i < p->n; i++)                                          \
        add;                                                                   \
    put_bytes(p, name)

    COLUMN("page", add_value(p, deals[i].has_page, 1));
    COLUMN("level", add_value(p, (uint64_t)deals[i].score->level, 1));
    COLUMN("score", add_scaled(p, deals[i].score->shown, 10, 2));
    COLUMN("p_loss", add_double(p, deals[i].score->p_loss));
    COLUMN("age", add_scaled(p, deals[i].score->age, 1, 4));
    COLUMN("amount", add_double(p, deals[i].amount));
    COLUMN("loss", add_double(p, deals[i].score->expected_loss));
    COLUMN("due", add_scaled(p, day(deals[i].expected), 1, 4));
    for (size_t k = 0; k < WORDS; k++) {
        int width = p->words[k].n <= 0xff ? 1 : p->words[k].n <= 0xffff ? 2 : 4;
        COLUMN(FIELDS[k].column,
               add_value(p, word_index(&p->words[k], FIELDS[k].of(&deals[i])),
                         width));
    }
#undef COLUMN
}

static bool put_part(struct dashboard *d, const struct word_table *words,
                     size_t k, struct err *err)
{
    size_t from = k * PART, left = d->r->n_deals - from;
    struct part p = {.d = d,
                     .words = words,
                     .from = from,
                     .n = left < PART ? left : PART,
                     .json = json_doc_object()};
    char head[64], file[64];

    buf_init(&p.bytes);
    buf_init(&p.text);
    put_numbers(&p);
    for (size_t t = 0; t < sizeof TEXTS / sizeof TEXTS[0]; t++) {
        buf_clear(&p.text);
        for (size_t i = 0; i < p.n; i++)
            add_line(&p, TEXTS[t].of(&d->r->deals[from + i]), i + 1 == p.n);
        json_doc_text(p.json, TEXTS[t].column, buf_sv(&p.text));
    }
    buf_release(&p.text);
    buf_release(&p.bytes);
    snprintf(file, sizeof file, "dashboard/data/deals-%zu.js", k);
    snprintf(head, sizeof head, "window.DEALSENSE_PART(%zu, ", k);
    return dashboard_put_script(d, file, head, p.json, ");\n", err);
}

static void list_words(struct json_doc *root, const char *key,
                       const struct word_table *w)
{
    struct json_doc *list = json_doc_add_list(root, key);

    for (size_t i = 0; i < w->n; i++)
        json_doc_text(list, NULL, w->word[i]);
}

/* [label, first day, last day] of the quarters in which open deals are due,
 * for the filter; what is overdue is no quarter's. */
static void list_quarters(struct json_doc *root, const struct report *r)
{
    const struct portfolio *p = r->portfolio;
    struct json_doc *list = json_doc_add_list(root, "quarters");
    char label[DATE_TEXT];

    for (size_t i = 0; i < p->n_at_risk; i++) {
        int quarter = p->at_risk[i].quarter;
        int32_t from;
        if (quarter == QUARTER_OVERDUE || quarter == QUARTER_UNKNOWN)
            continue;
        from = quarter_start(quarter, r->fiscal_month);
        struct json_doc *one = json_doc_add_list(list, NULL);
        json_doc_text(one, NULL,
                      sv_from(quarter_label(label, quarter, r->fiscal_month)));
        json_doc_exact(one, NULL, from < r->as_of ? r->as_of : from);
        json_doc_exact(one, NULL,
                       quarter_start(quarter + 1, r->fiscal_month) - 1);
    }
}

bool dashboard_columns(struct dashboard *d, struct err *err)
{
    const struct report *r = d->r;
    struct word_table words[WORDS];
    struct arena own; /* the words outlive the page */
    size_t parts = (r->n_deals + PART - 1) / PART;
    struct json_doc *root = json_doc_object(), *all;
    bool ok;

    arena_init(&own);
    json_doc_date(root, "as_of", r->as_of);
    json_doc_exact(root, "day", r->as_of);
    json_doc_bool(root, "hybrid", r->scores->mode == MODE_HYBRID);
    dashboard_sign(root, r);
    json_doc_count(root, "n", r->n_deals);
    json_doc_count(root, "part", PART);
    list_quarters(root, r);
    all = json_doc_add_object(root, "words");
    for (size_t k = 0; k < WORDS; k++) {
        words_collect(&words[k], r, FIELDS[k].of, &own);
        list_words(all, FIELDS[k].column, &words[k]);
    }
    ok = dashboard_put_script(d, "dashboard/data/deals.js",
                              "window.DEALSENSE = ", root, ";\n", err);
    for (size_t k = 0; ok && k < parts; k++) {
        ok = put_part(d, words, k, err);
        arena_reset(&d->page);
    }
    arena_release(&own);
    return ok;
}
