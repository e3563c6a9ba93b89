/* What is new, and what became of the flags, as summary.json has it. */
#include "render/data/api_parts.h"

enum { CENTS = 2, LISTED = 100 };

static struct json_doc *add_change(struct json_doc *list,
                                   const struct report *r, uint32_t rank)
{
    struct json_doc *o = json_doc_add_object(list, NULL);

    json_doc_text(o, "deal_id", r->deals[rank].id);
    return o;
}

static size_t listed(size_t n)
{
    return n < LISTED ? n : LISTED;
}

/* The first 100 of each list, in its order. */
static void add_lists(struct json_doc *out, const struct report *r,
                      const struct followup *c)
{
    struct json_doc *list = json_doc_add_list(out, "new_deals"), *o;

    for (size_t k = 0; k < listed(c->n_new); k++)
        add_change(list, r, c->new_deals[k]);
    list = json_doc_add_list(out, "movers");
    for (size_t k = 0; k < listed(c->n_movers); k++) {
        o = add_change(list, r, c->movers[k].rank);
        json_doc_number(o, "before", c->movers[k].before, 1);
        json_doc_number(o, "after", c->movers[k].after, 1);
        json_doc_text(o, "level_before",
                      sv_from(level_name(c->movers[k].level_before)));
        json_doc_number(o, "own", c->movers[k].own, 1);
        json_doc_number(o, "time", c->movers[k].time, 1);
        json_doc_number(o, "learnt", c->movers[k].learnt, 1);
    }
    list = json_doc_add_list(out, "slips");
    for (size_t k = 0; k < listed(c->n_slips); k++) {
        o = add_change(list, r, c->slips[k].rank);
        json_doc_date(o, "before", c->slips[k].before);
        json_doc_date(o, "after", c->slips[k].after);
    }
    list = json_doc_add_list(out, "amount_changes");
    for (size_t k = 0; k < listed(c->n_amounts); k++) {
        o = add_change(list, r, c->amounts[k].rank);
        json_doc_number(o, "before", c->amounts[k].before, CENTS);
        json_doc_number(o, "after", c->amounts[k].after, CENTS);
    }
}

/* What runs said of the whole, the last twelve, oldest first. */
static void add_trend(struct json_doc *out, const struct followup *c)
{
    struct json_doc *list = json_doc_add_list(out, "trend"), *o;

    for (size_t k = 0; c && k < c->n_trend; k++) {
        const struct trend_point *p = &c->trend[k];
        o = json_doc_add_object(list, NULL);
        json_doc_date(o, "day", p->day);
        json_doc_count(o, "open", p->open);
        json_doc_count(o, "critical", p->critical);
        json_doc_count(o, "high", p->high);
        json_doc_number(o, "pipeline", p->pipeline, CENTS);
        json_doc_number(o, "at_risk", p->at_risk, CENTS);
        json_doc_number(o, "expected_loss", p->expected_loss, CENTS);
    }
}

/* Of those that closed since: as this reader may see their ids. */
static void add_closed(struct json_doc *out, const struct report *r,
                       const struct followup *c)
{
    struct json_doc *list = json_doc_add_list(out, "closed"), *o;

    for (size_t k = 0; k < listed(c->won + c->lost); k++) {
        const struct closed_since *x = &c->closed[k];
        o = json_doc_add_object(list, NULL);
        json_doc_text(o, "deal_id", r->quality->id[x->deal]);
        json_doc_bool(o, "won", x->won);
        json_doc_number(o, "amount", x->amount, CENTS);
        json_doc_text(o, "level_before", sv_from(level_name(x->level_before)));
    }
}

static void add_since(struct json_doc *out, const struct report *r,
                      const struct followup *c)
{
    json_doc_date(out, "since", c->last);
    json_doc_text(out, "sentence", r->news.plain);
    json_doc_bool(out, "comparable", c->comparable);
    json_doc_text(out, "break_reason", r->news.break_reason);
    json_doc_count(out, "new", c->n_new);
    json_doc_count(out, "won", c->won);
    json_doc_number(out, "won_amount", c->won_amount, CENTS);
    json_doc_count(out, "lost", c->lost);
    json_doc_number(out, "lost_amount", c->lost_amount, CENTS);
    json_doc_count(out, "gone", c->gone);
    json_doc_count(out, "slipped", c->n_slips);
    json_doc_count(out, "amounts_changed", c->n_amounts);
    json_doc_count(out, "moved", c->n_movers);
    add_lists(out, r, c);
    add_closed(out, r, c);
}

static void add_then(struct json_doc *list, const struct flagged_then *t)
{
    struct json_doc *out = json_doc_add_object(list, NULL), *o;

    json_doc_count(out, "weeks", (size_t)t->weeks);
    json_doc_date(out, "day", t->day);
    o = json_doc_add_object(out, "flagged");
    json_doc_count(o, "deals", t->flagged);
    json_doc_count(o, "lost", t->lost);
    json_doc_count(o, "won", t->won);
    json_doc_count(o, "open", t->open);
    json_doc_count(o, "gone", t->gone);
    json_doc_number(o, "lost_amount", t->lost_amount, CENTS);
    json_doc_number(o, "won_amount", t->won_amount, CENTS);
    o = json_doc_add_object(out, "other");
    json_doc_count(o, "deals", t->other);
    json_doc_count(o, "lost", t->other_lost);
    json_doc_count(o, "won", t->other_won);
    json_doc_count(o, "open", t->other_open);
    json_doc_count(o, "gone", t->other_gone);
}

void api_news(struct json_doc *out, const struct report *r)
{
    const struct followup *c = r->followup;
    bool any = c && c->last != DATE_NONE;
    struct json_doc *list;

    json_doc_date(out, "tracked_from", c ? c->tracked_from : DATE_NONE);
    if (any)
        add_since(json_doc_add_object(out, "news"), r, c);
    else
        json_doc_text(out, "news", (struct sv){0});
    add_trend(out, c);
    list = json_doc_add_list(out, "scorecard");
    for (int k = 0; any && k < FOLLOWUP_LOOKS; k++)
        if (c->then[k].day != DATE_NONE)
            add_then(list, &c->then[k]);
}
