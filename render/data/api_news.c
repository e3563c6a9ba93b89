/* What is new, and what became of the flags, as summary.json has it. */
#include "render/data/api_parts.h"

enum { CENTS = 2, LISTED = 100 };

static struct doc *add_change(struct doc *list, const struct report *r,
                              uint32_t rank)
{
    struct doc *o = doc_add_object(list, NULL);

    doc_text(o, "deal_id", r->deals[rank].id);
    return o;
}

static size_t listed(size_t n)
{
    return n < LISTED ? n : LISTED;
}

/* The first 100 of each list, in its order. */
static void add_lists(struct doc *out, const struct report *r,
                      const struct scorecard *c)
{
    struct doc *list = doc_add_list(out, "new_deals"), *o;

    for (size_t k = 0; k < listed(c->n_new); k++)
        add_change(list, r, c->new_deals[k]);
    list = doc_add_list(out, "movers");
    for (size_t k = 0; k < listed(c->n_movers); k++) {
        o = add_change(list, r, c->movers[k].rank);
        doc_number(o, "before", c->movers[k].before, 1);
        doc_number(o, "after", c->movers[k].after, 1);
        doc_text(o, "level_before",
                 sv_from(level_name(c->movers[k].level_before)));
    }
    list = doc_add_list(out, "slips");
    for (size_t k = 0; k < listed(c->n_slips); k++) {
        o = add_change(list, r, c->slips[k].rank);
        doc_date(o, "before", c->slips[k].before);
        doc_date(o, "after", c->slips[k].after);
    }
    list = doc_add_list(out, "amount_changes");
    for (size_t k = 0; k < listed(c->n_amounts); k++) {
        o = add_change(list, r, c->amounts[k].rank);
        doc_number(o, "before", c->amounts[k].before, CENTS);
        doc_number(o, "after", c->amounts[k].after, CENTS);
    }
}

static void add_since(struct doc *out, const struct report *r,
                      const struct scorecard *c)
{
    doc_date(out, "since", c->last);
    doc_text(out, "sentence", c->sentence);
    doc_bool(out, "comparable", c->comparable);
    doc_text(out, "break_reason", c->break_reason);
    doc_count(out, "new", c->n_new);
    doc_count(out, "won", c->won);
    doc_number(out, "won_amount", c->won_amount, CENTS);
    doc_count(out, "lost", c->lost);
    doc_number(out, "lost_amount", c->lost_amount, CENTS);
    doc_count(out, "gone", c->gone);
    doc_count(out, "slipped", c->n_slips);
    doc_count(out, "amounts_changed", c->n_amounts);
    doc_count(out, "moved", c->n_movers);
    add_lists(out, r, c);
}

static void add_then(struct doc *list, const struct flagged_then *t)
{
    struct doc *out = doc_add_object(list, NULL), *o;

    doc_count(out, "weeks", (size_t)t->weeks);
    doc_date(out, "day", t->day);
    o = doc_add_object(out, "flagged");
    doc_count(o, "deals", t->flagged);
    doc_count(o, "lost", t->lost);
    doc_count(o, "won", t->won);
    doc_count(o, "open", t->open);
    doc_count(o, "gone", t->gone);
    doc_number(o, "lost_amount", t->lost_amount, CENTS);
    doc_number(o, "won_amount", t->won_amount, CENTS);
    o = doc_add_object(out, "other");
    doc_count(o, "deals", t->other);
    doc_count(o, "lost", t->other_lost);
    doc_count(o, "won", t->other_won);
    doc_count(o, "open", t->other_open);
    doc_count(o, "gone", t->other_gone);
}

void api_news(struct doc *out, const struct report *r)
{
    const struct scorecard *c = r->scorecard;
    bool any = c && c->last != DATE_NONE;
    struct doc *list;

    doc_date(out, "tracked_from", c ? c->tracked_from : DATE_NONE);
    if (any)
        add_since(doc_add_object(out, "news"), r, c);
    else
        doc_text(out, "news", (struct sv){0});
    list = doc_add_list(out, "scorecard");
    for (int k = 0; any && k < SCORECARD_LOOKS; k++)
        if (c->then[k].day != DATE_NONE)
            add_then(list, &c->then[k]);
}
