/*
 * data/deals.js for the list, and for deals without a page of their own
 * data/details-K.js, each holding those among SHARD deals in a row. Text
 * stands in arrays, never as an object key; words that many deals share
 * stand in sorted tables once.
 */
#include <jansson.h>
#include <math.h>
#include <stdio.h>

#include "render/dashboard.h"
#include "render/format.h"
#include "render/svg_charts.h"

enum { SHARD = 500 };

/* A sorted table of the distinct words of a field. */
struct words {
    size_t n;
    struct sv *word;
};

static struct sv field_owner(const struct report_deal *d)
{
    return d->owner;
}

static struct sv field_stage(const struct report_deal *d)
{
    return d->score->stage.len ? d->score->stage : d->stage;
}

static struct sv field_region(const struct report_deal *d)
{
    return d->region;
}

static struct sv field_action(const struct report_deal *d)
{
    return d->score->action.text;
}

enum { WORDS = 4 };
static const struct {
    const char *name;
    struct sv (*of)(const struct report_deal *d);
} FIELDS[WORDS] = {{"owners", field_owner},
                   {"stages", field_stage},
                   {"regions", field_region},
                   {"actions", field_action}};

static int compare(const void *a, const void *b)
{
    return sv_cmp(*(const struct sv *)a, *(const struct sv *)b);
}

static void words_collect(struct words *w, const struct report *r,
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

static json_t *words_index(const struct words *w, struct sv word)
{
    const struct sv *hit =
        bsearch(&word, w->word, w->n, sizeof *w->word, compare);

    return json_integer(hit ? hit - w->word : 0);
}

static json_t *text(struct sv s)
{
    json_t *j = json_stringn(s.len ? s.ptr : "", s.len);

    return j ? j : json_string(""); /* the gate lets only UTF-8 pass */
}

static json_t *number(double x)
{
    return isfinite(x) ? json_real(x) : json_null();
}

static json_t *date(int32_t day)
{
    char iso[DATE_TEXT];

    return day == DATE_NONE ? json_null() : json_string(date_iso(iso, day));
}

static void append(json_t *list, json_t *item)
{
    if (json_array_append_new(list, item))
        mem_fail();
}

static void set(json_t *object, const char *key, json_t *item)
{
    if (json_object_set_new(object, key, item))
        mem_fail();
}

static bool put_script(struct dashboard *d, const char *file, const char *head,
                       json_t *json, const char *tail, struct err *err)
{
    /* 15 digits: 12.3 stays 12.3, and amounts keep their cents. */
    char *body =
        json_dumps(json, JSON_COMPACT | JSON_ENSURE_ASCII | JSON_ESCAPE_SLASH |
                             JSON_REAL_PRECISION(15));

    json_decref(json);
    if (!body)
        mem_fail();
    buf_clear(&d->html);
    buf_add_str(&d->html, head);
    buf_add_str(&d->html, body);
    buf_add_str(&d->html, tail);
    free(body);
    return sink_put(d->out, file, buf_sv(&d->html), err);
}

static json_t *deal_row(const struct report_deal *deal,
                        const struct words words[WORDS], struct arena *a)
{
    const struct score *s = deal->score;
    json_t *row = json_array();

    append(row, text(deal->id));
    append(row, text(deal->file_id));
    append(row, json_integer(deal->has_page));
    append(row, text(clipped(a, deal->title)));
    append(row, text(clipped(a, deal->account)));
    for (size_t k = 0; k < WORDS; k++)
        append(row, words_index(&words[k], FIELDS[k].of(deal)));
    append(row, json_integer(s->level));
    append(row, number(s->shown));
    append(row, number(s->p_loss));
    append(row, number(deal->amount));
    append(row, number(s->age));
    append(row, text(s->n_factors ? s->factors[0].evidence : SV("")));
    return row;
}

static bool put_rows(struct dashboard *d, struct err *err)
{
    static const char *const columns[] = {
        "id",    "file_id", "page",   "name",   "account",
        "owner", "stage",   "region", "action", "level",
        "score", "p_loss",  "amount", "age",    "factor"};
    const struct report *r = d->r;
    struct words words[WORDS];
    struct sv sign = format_currency_sign(r->currency);
    json_t *root = json_object(), *list = json_array();
    bool ok;

    set(root, "as_of", date(r->as_of));
    set(root, "hybrid", json_boolean(r->scores->mode == MODE_HYBRID));
    set(root, "sign",
        text(sv_eq(sign, r->currency) && sign.len
                 ? sv_printf(&d->page, "%.*s ", SV_ARG(sign))
                 : sign));
    set(root, "formula", text(score_formula(r, &d->page)));
    set(root, "shard", json_integer(SHARD));
    for (size_t i = 0; i < sizeof columns / sizeof columns[0]; i++)
        append(list, json_string(columns[i]));
    set(root, "columns", list);
    for (size_t k = 0; k < WORDS; k++) {
        words_collect(&words[k], r, FIELDS[k].of, &d->page);
        list = json_array();
        for (size_t i = 0; i < words[k].n; i++)
            append(list, text(words[k].word[i]));
        set(root, FIELDS[k].name, list);
    }
    list = json_array();
    for (size_t i = 0; i < r->n_deals; i++)
        append(list, deal_row(&r->deals[i], words, &d->page));
    set(root, "rows", list);
    ok = put_script(d, "dashboard/data/deals.js", "window.DEALSENSE = ", root,
                    ";\n", err);
    arena_reset(&d->page);
    return ok;
}

static json_t *deal_detail(struct dashboard *d, const struct report_deal *deal)
{
    const struct score *s = deal->score;
    json_t *row = json_array(), *list = json_array(), *item;

    append(row, text(deal->file_id));
    append(row, text(s->note));
    append(row, text(s->action.owner));
    append(row, date(s->action.due));
    for (size_t i = 0; i < s->n_factors; i++) {
        item = json_array();
        append(item, json_string(subject_name(s->factors[i].subject)));
        append(item, number(s->factors[i].shown));
        append(item, text(s->factors[i].evidence));
        append(list, item);
    }
    append(row, list);
    list = json_array();
    for (size_t i = 0; i < s->n_lines; i++) {
        if (s->lines[i].shown == 0)
            continue;
        item = json_array();
        append(item, text(report_line_label(d->r, &s->lines[i])));
        append(item, json_string(line_origin(s->lines[i].kind)));
        append(item, number(s->lines[i].shown));
        append(list, item);
    }
    append(row, list);
    append(row, number(s->days_in_stage));
    append(row, date(s->expected));
    append(row, date(deal->created));
    append(row, text(deal->crm_url));
    append(row, text(deal->whatif ? whatif_line(d, deal) : SV("")));
    return row;
}

/* Pages come first, so whole shards have no detail and no file. */
static bool put_details(struct dashboard *d, struct err *err)
{
    const struct report *r = d->r;

    for (size_t from = 0; from < r->n_deals; from += SHARD) {
        json_t *list = json_array();
        char file[64], head[64];
        for (size_t i = from; i < from + SHARD && i < r->n_deals; i++)
            if (!r->deals[i].has_page)
                append(list, deal_detail(d, &r->deals[i]));
        if (!json_array_size(list)) {
            json_decref(list);
            continue;
        }
        snprintf(file, sizeof file, "dashboard/data/details-%zu.js",
                 from / SHARD);
        snprintf(head, sizeof head, "window.DEALSENSE_DETAILS = ");
        if (!put_script(d, file, head, list, ";\n", err))
            return false;
        arena_reset(&d->page);
    }
    return true;
}

bool dashboard_script_data(struct dashboard *d, struct err *err)
{
    return put_rows(d, err) && put_details(d, err);
}
