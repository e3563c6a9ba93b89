/* What moved in the quarter, and what of the past has changed: sections of
 * quarter.json. A gap says why a section is not there, or not in full. */
#include <math.h>

#include "render/data/api_parts.h"

enum { CENTS = 2, SHARE = 4, LISTED = 500 };

static size_t listed(size_t n)
{
    return n < LISTED ? n : LISTED;
}

static void add_name(struct json_doc *o, const char *key, const char *name)
{
    json_doc_text(o, key, sv_from(name)); /* empty is null */
}

static void add_cents(struct json_doc *o, const char *key, int64_t cents)
{
    json_doc_number(o, key, cents_units(cents), CENTS);
}

static void add_quarter(struct json_doc *o, int quarter)
{
    char text[DATE_TEXT];

    json_doc_text(o, "quarter", sv_from(quarter_name(text, quarter)));
}

/* As this reader may see it; null: it may not, or the deal is gone. */
static void add_id(struct json_doc *o, const struct report *r, uint32_t deal,
                   struct sv id)
{
    json_doc_text(o, "id", deal == FLOW_GONE ? id : r->quality->id[deal]);
}

static void add_interval(struct json_doc *o, const char *lower,
                         const char *upper, struct interval i)
{
    json_doc_number(o, lower, i.lower, SHARE);
    json_doc_number(o, upper, i.upper, SHARE);
}

/* A first run is told of all of them in one sentence; here each has it. */
static void add_cannot(struct json_doc *o, const struct report *r,
                       enum quarter_gap gap, struct sv why)
{
    json_doc_text(o, "cannot",
                  gap == GAP_FIRST_RUN ? r->change_words.first_run : why);
}

/* ---- flow ---- */

static void add_class(struct json_doc *out, const struct report *r,
                      const struct flow *f, enum flow_class c)
{
    const struct flow_total *t = &f->of[c];
    struct json_doc *o = json_doc_add_object(out, flow_class_name(c)), *list;

    json_doc_count(o, "deals", t->n);
    add_cents(o, "amount", t->cents);
    json_doc_count(o, "unpriced", t->unpriced);
    list = json_doc_add_list(o, "list");
    for (size_t k = 0; k < listed(t->n); k++) {
        const struct flow_deal *d = &t->list[k];
        struct json_doc *one = json_doc_add_object(list, NULL);
        add_id(one, r, d->deal, d->id);
        add_cents(one, "amount", d->cents);
        json_doc_date(one, "due_then", d->due_then);
        json_doc_date(one, "due_now", d->due_now);
    }
}

static void add_flow(struct json_doc *out, const char *key,
                     const struct report *r, const struct flow *f,
                     const struct flow_words *w)
{
    struct json_doc *o = json_doc_add_object(out, key);

    add_name(o, "gap", quarter_gap_name(f->gap));
    add_name(o, "from", dated_from_name(f->from));
    json_doc_date(o, "since", f->since);
    add_quarter(o, f->quarter);
    json_doc_bool(o, "whole", f->whole);
    json_doc_bool(o, "late", f->late);
    json_doc_bool(o, "amounts_dated", f->amounts_dated);
    for (int c = 0; c < FLOW_CLASSES; c++)
        add_class(o, r, f, (enum flow_class)c);
    json_doc_count(o, "overdue", f->overdue);
    add_cents(o, "overdue_amount", f->overdue_cents);
    json_doc_text(o, "line", w->line);
    add_cannot(o, r, f->gap, w->gap);
}

/* ---- pace and slip ---- */

static void add_pace_quarter(struct json_doc *o, const struct pace_quarter *q,
                             bool past)
{
    add_quarter(o, q->quarter);
    json_doc_date(o, "day", q->day);
    json_doc_count(o, "won", q->won);
    add_cents(o, "won_amount", q->won_cents);
    json_doc_date(o, "due_day", q->due_known ? q->due_day : DATE_NONE);
    json_doc_number(o, "due", q->due_known ? (double)q->due : (double)NAN, 0);
    json_doc_number(o, "due_amount",
                    q->due_known ? cents_units(q->due_cents) : (double)NAN,
                    CENTS);
    if (past) {
        json_doc_count(o, "final_won", q->final_won);
        add_cents(o, "final_amount", q->final_cents);
    }
}

static void add_pace(struct json_doc *out, const struct report *r,
                     const struct pace *p,
                     const struct pace_words *w)
{
    struct json_doc *o = json_doc_add_object(out, "pace"), *list;

    add_name(o, "gap", quarter_gap_name(p->gap));
    add_name(o, "due_gap", quarter_gap_name(p->due_gap));
    json_doc_count(o, "day", (size_t)p->day);
    json_doc_count(o, "days", (size_t)p->days);
    json_doc_count(o, "days_left", (size_t)p->days_left);
    add_pace_quarter(json_doc_add_object(o, "now"), &p->now, false);
    list = json_doc_add_list(o, "past");
    for (size_t k = 0; k < p->n; k++)
        add_pace_quarter(json_doc_add_object(list, NULL), &p->past[k], true);
    json_doc_count(o, "ahead_of", p->ahead);
    json_doc_number(o, "median_won",
                    p->n ? cents_units(p->median_cents) : (double)NAN, CENTS);
    json_doc_text(o, "line", w->line);
    add_cannot(o, r, p->due_gap == GAP_FIRST_RUN ? p->due_gap : p->gap, w->gap);
}

static void add_count(struct json_doc *o, const struct slip_count *c)
{
    json_doc_count(o, "due", c->due);
    add_cents(o, "due_amount", c->due_cents);
    json_doc_count(o, "won", c->won);
    add_cents(o, "won_amount", c->won_cents);
    json_doc_count(o, "lost", c->lost);
    add_cents(o, "lost_amount", c->lost_cents);
    json_doc_count(o, "slipped", c->slipped);
    add_cents(o, "slipped_amount", c->slipped_cents);
    add_interval(o, "won_lower95", "won_upper95", c->won95);
    add_interval(o, "slipped_lower95", "slipped_upper95", c->slipped95);
}

static void add_slip(struct json_doc *out, const struct report *r,
                     const struct slipping *s,
                     const struct slip_words *w)
{
    struct json_doc *o = json_doc_add_object(out, "slip"), *list, *one;

    add_name(o, "gap", quarter_gap_name(s->gap));
    add_count(json_doc_add_object(o, "all"), &s->all);
    list = json_doc_add_list(o, "quarters");
    for (size_t k = 0; k < s->n; k++) {
        one = json_doc_add_object(list, NULL);
        add_quarter(one, s->quarters[k].quarter);
        json_doc_date(one, "since", s->quarters[k].since);
        add_name(one, "from", dated_from_name(s->quarters[k].from));
        add_count(one, &s->quarters[k].count);
    }
    list = json_doc_add_list(o, "by_pushes");
    for (int k = 0; s->pushes_known && k < SLIP_PUSHES; k++) {
        one = json_doc_add_object(list, NULL);
        json_doc_count(one, "pushes", (size_t)k);
        add_count(one, &s->by_pushes[k]);
    }
    json_doc_text(o, "line", w->line);
    add_cannot(o, r, s->gap, w->gap);
}

/* ---- calls ---- */

static void add_call_count(struct json_doc *o, const struct call_count *c)
{
    json_doc_count(o, "deals", c->deals);
    add_cents(o, "amount", c->cents);
    json_doc_count(o, "in_danger", c->in_danger);
    add_cents(o, "in_danger_amount", c->danger_cents);
    json_doc_count(o, "overdue", c->overdue);
    add_cents(o, "overdue_amount", c->overdue_cents);
}

static void add_call(struct json_doc *o, const struct call_words *w)
{
    const struct call_row *c = w->of;
    bool company = c->group == GROUP_COUNT;
    bool tell = c->of && (company || c->worse || c->better);

    json_doc_text(o, "category", w->category);
    if (!company) {
        add_name(o, "of", c->group == GROUP_MANAGER ? "manager" : "owner");
        json_doc_text(o, "who", w->who);
    }
    add_call_count(o, &c->all);
    add_call_count(json_doc_add_object(o, "due"), &c->due);
    json_doc_number(o, "came_in", tell ? (double)c->came_in : (double)NAN, 0);
    json_doc_number(o, "of_past", tell ? (double)c->of : (double)NAN, 0);
    add_interval(o, "lower95", "upper95",
                 tell ? c->rate95
                      : (struct interval){(double)NAN, (double)NAN});
    json_doc_text(o, "danger", w->danger);
    json_doc_text(o, "record", w->record);
}

static void add_calls(struct json_doc *out, const struct report *r,
                      const struct calls *c,
                      const struct calls_words *w)
{
    struct json_doc *o = json_doc_add_object(out, "calls"), *list;

    add_name(o, "gap", quarter_gap_name(c->gap));
    add_name(o, "past_gap", quarter_gap_name(c->past_gap));
    json_doc_count(o, "without", c->without);
    json_doc_count(o, "quarters", c->quarters);
    json_doc_bool(o, "due_only", c->due_only);
    json_doc_count(o, "family", c->family);
    list = json_doc_add_list(o, "categories");
    for (size_t k = 0; k < w->n; k++)
        add_call(json_doc_add_object(list, NULL), &w->company[k]);
    list = json_doc_add_list(o, "people");
    for (size_t k = 0; k < listed(w->n_people); k++)
        add_call(json_doc_add_object(list, NULL), &w->people[k]);
    list = json_doc_add_list(o, "findings");
    for (size_t k = 0; k < w->n_findings; k++)
        json_doc_text(list, NULL, w->findings[k]);
    json_doc_text(o, "line", w->line);
    add_cannot(o, r, c->past_gap == GAP_FIRST_RUN ? c->past_gap : c->gap,
               w->gap);
}

/* ---- why it moved ---- */

static void add_sum(struct json_doc *out, const char *key,
                    const struct report *r, const struct moved_sum *s,
                    const struct moved_words *w)
{
    struct json_doc *o = json_doc_add_object(out, key), *parts, *list;
    bool known = s->gap == GAP_NONE;

    add_name(o, "gap", quarter_gap_name(s->gap));
    json_doc_number(o, "before",
                    known ? cents_units(s->before) : (double)NAN, CENTS);
    json_doc_number(o, "after", known ? cents_units(s->after) : (double)NAN,
                    CENTS);
    parts = json_doc_add_object(o, "parts");
    for (int p = 0; p < MOVE_PARTS; p++)
        add_cents(parts, move_part_name((enum move_part)p), s->part[p]);
    list = json_doc_add_list(o, "deals");
    for (size_t k = 0; k < s->n; k++) {
        struct json_doc *one = json_doc_add_object(list, NULL);
        add_id(one, r, s->list[k].deal, s->list[k].id);
        add_name(one, "part", move_part_name(s->list[k].part));
        add_cents(one, "amount", s->list[k].cents);
    }
    json_doc_text(o, "line", w->line);
    add_cannot(o, r, s->gap, w->gap);
}

/* ---- the past that changed ---- */

static void add_change(struct json_doc *o, const struct report *r,
                       const struct restatement *c,
                       const struct restated_row *w)
{
    add_id(o, r, c->deal, c->id);
    add_name(o, "kind", restated_kind_name(c->kind));
    add_cents(o, "amount", c->cents);
    json_doc_number(o, "amount_then",
                    c->before ? cents_units(c->before) : (double)NAN, CENTS);
    json_doc_number(o, "amount_now",
                    c->after ? cents_units(c->after) : (double)NAN, CENTS);
    json_doc_date(o, "closed_then", c->closed_then);
    json_doc_date(o, "closed_now", c->closed_now);
    json_doc_date(o, "told", c->told);
    json_doc_text(o, "what", w->what);
}

static void add_restated_quarter(struct json_doc *o, const struct report *r,
                                 const struct restated_quarter *q,
                                 const struct restated_quarter_words *w)
{
    struct json_doc *list;

    add_quarter(o, q->quarter);
    json_doc_date(o, "first_run", q->first_run);
    json_doc_bool(o, "late", q->late);
    json_doc_bool(o, "settings_changed", q->settings_changed);
    json_doc_bool(o, "reached", q->reached);
    json_doc_number(o, "first_told",
                    q->reached ? cents_units(q->first_told) : (double)NAN,
                    CENTS);
    json_doc_number(o, "told_now",
                    q->reached ? cents_units(q->told_now) : (double)NAN,
                    CENTS);
    json_doc_count(o, "first_won", q->first_won);
    json_doc_count(o, "now_won", q->now_won);
    json_doc_count(o, "changed", q->n);
    list = json_doc_add_list(o, "changes");
    for (size_t k = 0; k < listed(w->n); k++)
        add_change(json_doc_add_object(list, NULL), r, &q->changes[k],
                   &w->rows[k]);
    json_doc_text(o, "line", w->line);
    json_doc_text(o, "note", w->note);
}

static void add_restated(struct json_doc *out, const struct report *r)
{
    const struct restated *s = &r->changes->restated;
    const struct restated_words *w = &r->change_words.restated;
    struct json_doc *o = json_doc_add_object(out, "restated"), *list;

    add_name(o, "gap", quarter_gap_name(s->gap));
    list = json_doc_add_list(o, "quarters");
    for (size_t k = 0; k < w->n; k++)
        add_restated_quarter(json_doc_add_object(list, NULL), r,
                             &s->quarters[k], &w->quarters[k]);
    json_doc_text(o, "line", w->line);
    json_doc_text(o, "late", w->late);
    add_cannot(o, r, s->gap, w->gap);
}

void api_changes(struct json_doc *out, const struct report *r)
{
    const struct quarter_changes *c = r->changes;
    const struct report_changes *w = &r->change_words;
    struct json_doc *o;

    if (!c)
        return;
    o = json_doc_add_object(out, "flow");
    add_flow(o, "since_start", r, &c->since_start, &w->since_start);
    add_flow(o, "since_last", r, &c->since_last, &w->since_last);
    add_pace(out, r, &c->pace, &w->pace);
    add_slip(out, r, &c->slip, &w->slip);
    add_calls(out, r, &c->calls, &w->calls);
    o = json_doc_add_object(out, "moved");
    json_doc_date(o, "last", c->moved.last);
    json_doc_bool(o, "comparable", c->moved.comparable);
    json_doc_bool(o, "method_changed", c->moved.method_changed);
    add_sum(o, "landing", r, &c->moved.landing, &w->landing);
    add_sum(o, "at_risk", r, &c->moved.at_risk, &w->at_risk);
    add_restated(out, r);
}
