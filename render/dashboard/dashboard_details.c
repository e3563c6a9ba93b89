/*
 * data/details-K.js: the deals without a page of their own, for deal.html.
 * A deal is in shard K = FNV-1a(file_id) mod `shards`, so that its page loads
 * one small file and no list. data/deal.js tells how many there are.
 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "render/dashboard/dashboard_parts.h"
#include "render/words/format.h"
#include "render/dashboard/svg_charts.h"

enum { SHARD = 300 }; /* deals, about */

/* "<" stands escaped: no text of the CRM can end a script, wherever the file
 * is put. */
static void add_escaped(struct buf *out, struct sv json)
{
    for (size_t from = 0, at; from < json.len; from = at + 1) {
        const char *hit = memchr(json.ptr + from, '<', json.len - from);
        at = hit ? (size_t)(hit - json.ptr) : json.len;
        buf_add(out, json.ptr + from, at - from);
        if (hit)
            buf_add_str(out, "\\u003c");
    }
}

bool dashboard_put_script(struct dashboard *d, const char *file,
                          const char *head, struct json_doc *json,
                          const char *tail, struct err *err)
{
    buf_clear(&d->svg);
    json_doc_dump(&d->svg, json, false);
    json_doc_release(json);
    buf_clear(&d->html);
    buf_add_str(&d->html, head);
    add_escaped(&d->html, buf_sv(&d->svg));
    buf_add_str(&d->html, tail);
    buf_clear(&d->svg);
    return sink_put(d->out, file, buf_sv(&d->html), err);
}

void dashboard_sign(struct json_doc *out, const struct report *r)
{
    struct money_marks marks;

    money_marks(&marks, r->style);
    json_doc_text(out, "sign", sv_from(marks.before));
    json_doc_text(out, "sign_after", sv_from(marks.after));
}

/* Fowler, Noll and Vo 1991, of the bytes, which are ASCII. */
static uint32_t fnv1a(struct sv s)
{
    uint32_t h = 2166136261u;

    for (size_t i = 0; i < s.len; i++)
        h = (h ^ (unsigned char)s.ptr[i]) * 16777619u;
    return h;
}

static void add_action(struct json_doc *o, const struct action *x)
{
    struct json_doc *action;
    char due[FORMAT_TEXT];

    if (!x->text.len)
        return;
    action = json_doc_add_object(o, "action");
    json_doc_text(action, "text", x->text);
    json_doc_text(action, "owner", x->owner);
    if (x->due != DATE_NONE)
        json_doc_text(action, "due", sv_from(format_date(due, x->due)));
    json_doc_bool(action, "today", x->today);
}

static void add_why(struct json_doc *o, const struct report *r,
                    const struct report_deal *deal)
{
    const struct score *s = deal->score;
    struct json_doc *list = json_doc_add_list(o, "factors"), *item;

    for (size_t i = 0; i < s->n_factors; i++) {
        item = json_doc_add_list(list, NULL);
        json_doc_text(item, NULL, sv_from(subject_name(s->factors[i].subject)));
        json_doc_exact(item, NULL, s->factors[i].shown);
        json_doc_text(item, NULL, deal->evidence[i]);
    }
    list = json_doc_add_list(o, "lines");
    for (size_t i = 0; i < s->n_lines; i++) {
        if (s->lines[i].shown == 0)
            continue;
        item = json_doc_add_list(list, NULL);
        json_doc_text(item, NULL, report_line_label(r, &s->lines[i]));
        json_doc_text(item, NULL, sv_from(line_origin(s->lines[i].kind)));
        json_doc_exact(item, NULL, s->lines[i].shown);
    }
}

/* {label, value} pairs as the pages show them. */
static void add_facts(struct dashboard *d, struct json_doc *o,
                      const struct report_deal *deal)
{
    struct value *facts = value_list(&d->page);
    struct json_doc *list = json_doc_add_list(o, "facts");

    deal_facts(d, facts, deal);
    for (const struct value *f = facts->first; f; f = f->next) {
        struct json_doc *item = json_doc_add_list(list, NULL);
        json_doc_text(item, NULL, value_find(f, SV("label"))->text);
        json_doc_text(item, NULL, value_find(f, SV("value"))->text);
    }
}

static void add_day(struct json_doc *o, const char *key, int32_t day)
{
    json_doc_exact(o, key, day == DATE_NONE ? (double)NAN : (double)day);
}

/* What assets/draw.js draws the life of a deal from: days since 1970. */
static void add_life(struct json_doc *o, const struct report_deal *deal)
{
    struct json_doc *life = json_doc_add_object(o, "life"), *list;

    add_day(life, "created", deal->created);
    add_day(life, "expected", deal->expected);
    add_day(life, "last", deal->last_activity);
    json_doc_exact(life, "age", deal->score->age);
    list = json_doc_add_list(o, "events");
    for (size_t i = 0; i < deal->n_events; i++) {
        const struct report_event *e = &deal->events[i];
        struct json_doc *item = json_doc_add_list(list, NULL);
        json_doc_count(item, NULL, (size_t)e->kind);
        add_day(item, NULL, e->date);
        json_doc_text(item, NULL, e->text);
        if (e->kind != EVENT_STAGE)
            continue;
        json_doc_text(item, NULL, e->stage);
        add_day(item, NULL, e->until);
        json_doc_exact(item, NULL, e->total_days);
    }
}

static void add_neighbour(struct dashboard *d, struct json_doc *o,
                          const char *key, const struct report_deal *deal)
{
    struct json_doc *pair = json_doc_add_list(o, key);

    json_doc_text(pair, NULL, deal_href(&d->page, deal));
    json_doc_text(pair, NULL, clipped(&d->page, deal->title));
}

static void add_detail(struct dashboard *d, struct json_doc *all, size_t i)
{
    const struct report_deal *deal = &d->r->deals[i];
    const struct score *s = deal->score;
    struct json_doc *o = json_doc_add_object(all, NULL), *list;

    json_doc_text(o, "file_id", deal->file_id);
    json_doc_count(o, "rank", i + 1);
    json_doc_text(o, "name", deal->title);
    if (!sv_eq(deal->title, deal->account))
        json_doc_text(o, "account", deal->account);
    json_doc_text(o, "owner", deal->owner);
    json_doc_text(o, "stage", deal->stage);
    json_doc_exact(o, "amount", deal->amount);
    json_doc_count(o, "level", (size_t)s->level);
    json_doc_exact(o, "score", s->shown);
    json_doc_text(o, "former", deal->former);
    json_doc_text(o, "note", deal->note);
    json_doc_text(o, "crm_url", deal->crm_url);
    json_doc_text(o, "due", deal->due_words);
    json_doc_bool(o, "late", deal_is_late(d->r, deal));
    add_action(o, &deal->action);
    list = json_doc_add_list(o, "warnings");
    for (size_t k = 0; k < deal->n_warnings; k++) {
        struct json_doc *one = json_doc_add_list(list, NULL);
        json_doc_text(one, NULL, deal->warnings[k].text);
        json_doc_text(one, NULL, deal->warnings[k].record);
    }
    add_why(o, d->r, deal);
    if (deal->whatif)
        json_doc_text(o, "whatif", whatif_line(d, deal));
    add_facts(d, o, deal);
    add_life(o, deal);
    if (i)
        add_neighbour(d, o, "previous", deal - 1);
    if (i + 1 < d->r->n_deals)
        add_neighbour(d, o, "following", deal + 1);
}

static bool put_shard(struct dashboard *d, const uint32_t *deal, size_t n,
                      uint32_t k, struct err *err)
{
    struct json_doc *list = json_doc_list();
    char file[64];
    bool ok;

    for (size_t i = 0; i < n; i++)
        add_detail(d, list, deal[i]);
    snprintf(file, sizeof file, "dashboard/data/details-%u.js", k);
    ok = dashboard_put_script(d, file, "window.DEALSENSE_DETAILS = ", list,
                              ";\n", err);
    arena_reset(&d->page);
    return ok;
}

/* The deals without a page by shard: those of shard k are deal[start[k]] …
 * deal[start[k + 1] − 1], riskiest first. */
static uint32_t *sort_by_shard(size_t *start, const struct report *r,
                               uint32_t shards, struct arena *a)
{
    uint32_t *shard = ARENA_ARRAY(a, r->n_deals, uint32_t);
    uint32_t *deal = ARENA_ARRAY(a, r->n_deals, uint32_t);
    size_t *at = ARENA_ARRAY(a, shards + 1, size_t);

    for (size_t i = 0; i < r->n_deals; i++) {
        if (r->deals[i].has_page)
            continue;
        shard[i] = fnv1a(r->deals[i].file_id) % shards;
        start[shard[i] + 1]++;
    }
    for (uint32_t k = 0; k < shards; k++)
        at[k + 1] = start[k + 1] += start[k];
    for (size_t i = 0; i < r->n_deals; i++)
        if (!r->deals[i].has_page)
            deal[at[shard[i]]++] = (uint32_t)i;
    return deal;
}

bool dashboard_details(struct dashboard *d, struct err *err)
{
    const struct report *r = d->r;
    uint32_t shards = (uint32_t)((r->n_deals - r->n_pages + SHARD - 1) / SHARD);
    struct arena own; /* outlives the page */
    struct json_doc *root = json_doc_object();
    uint32_t *deal;
    size_t *start;
    bool ok;

    arena_init(&own);
    start = ARENA_ARRAY(&own, shards + 1, size_t);
    deal = sort_by_shard(start, r, shards, &own);
    json_doc_count(root, "n", r->n_deals);
    json_doc_count(root, "shards", shards);
    add_day(root, "as_of", r->as_of);
    json_doc_text(
        root, "similar",
        r->similar_note.len
            ? SV("Similar deals were looked for only where a deal is HIGH "
                 "or CRITICAL: more than 5,000 are open.")
            : SV(""));
    dashboard_sign(root, r);
    json_doc_text(root, "formula", score_formula(r, &own));
    ok = dashboard_put_script(d, "dashboard/data/deal.js",
                              "window.DEALSENSE = ", root, ";\n", err);
    for (uint32_t k = 0; ok && k < shards; k++)
        ok = put_shard(d, deal + start[k], start[k + 1] - start[k], k, err);
    arena_release(&own);
    return ok;
}
