/* quarter.html: what came into the quarter and left it, its pace, what slipped,
 * the calls, why the landing moved, and what of the past has changed. */
#include <math.h>

#include "render/dashboard/dashboard_parts.h"
#include "render/words/format.h"
#include "render/dashboard/svg_charts.h"

enum { LISTED = 50 }; /* deals of a class, at most */

static void put_due(struct dashboard *d, struct value *v, const char *key,
                    int32_t day)
{
    char text[FORMAT_TEXT];

    value_copy(&d->page, v, key,
               day == DATE_NONE ? "\xe2\x80\x93"
                                : format_date_near(text, day, d->r->as_of));
}

static void put_cents(struct dashboard *d, struct value *v, const char *key,
                      int64_t cents)
{
    put_money_full(d, v, key, cents_units(cents));
}

/* A sum of n deals; a dash where no amount of theirs is known. */
static void put_sum(struct dashboard *d, struct value *v, const char *key,
                    int64_t cents, size_t n)
{
    put_money_full(d, v, key, cents_sum(cents, n));
}

/* The deals of one class, which its bar opens. */
static void put_class(struct dashboard *d, struct value *list,
                      const struct quarter_deals *deals, const char *id,
                      const struct flow_row *words,
                      const struct flow_total *total)
{
    struct words w = dashboard_words(d);
    struct value *v = value_add(&d->page, list, NULL, VALUE_OBJECT);
    struct value *rows = value_add(&d->page, v, "rows", VALUE_LIST);
    size_t n = total->n < LISTED ? total->n : LISTED;

    value_format(&d->page, v, "id", "%s-%s", id, flow_class_name(words->class));
    value_text(&d->page, v, "label", words->label);
    value_text(&d->page, v, "amount", words->amount);
    value_text(&d->page, v, "deals", words->deals);
    value_text(&d->page, v, "means", words->means);
    value_text(&d->page, v, "largest",
               words_largest(&w, n, total->n));
    for (size_t i = 0; i < n; i++) {
        const struct flow_deal *x = &total->list[i];
        struct value *row = value_add(&d->page, rows, NULL, VALUE_OBJECT);
        put_quarter_deal(d, row, deals, x->deal, x->id);
        put_cents(d, row, "amount", x->cents);
        put_due(d, row, "then", x->due_then);
        put_due(d, row, "now", x->due_now);
    }
}

static bool is_told(const struct flow_words *w)
{
    return w->line.len || w->gap.len;
}

static void put_flow(struct dashboard *d, struct value *v,
                     const struct quarter_deals *deals, const char *id,
                     const struct flow *f, const struct flow_words *words)
{
    struct value *classes = value_add(&d->page, v, "classes", VALUE_LIST);
    bool known = words->line.len > 0;

    value_bool(&d->page, v, "told", is_told(words));
    value_text(&d->page, v, "line", words->line);
    value_text(&d->page, v, "gap", words->gap);
    value_bool(&d->page, v, "known", known);
    if (!known)
        return;
    chart_flow(&d->svg, f, words, id, d->r->style);
    put_svg(d, v, "chart");
    for (int c = 0; c < FLOW_CLASSES; c++)
        if (f->of[c].n)
            put_class(d, classes, deals, id, &words->row[c], &f->of[c]);
}

static struct value *flow_of(struct dashboard *d, struct value *list,
                             const char *since)
{
    struct value *v = value_add(&d->page, list, NULL, VALUE_OBJECT);

    value_text(&d->page, v, "since", sv_from(since));
    return v;
}

static void put_pace_row(struct dashboard *d, struct value *list,
                         const struct pace_quarter *q, bool now)
{
    struct value *row = value_add(&d->page, list, NULL, VALUE_OBJECT);

    put_quarter(d, row, "name", q->quarter);
    value_bool(&d->page, row, "current", now);
    put_date(d, row, "day", q->day);
    put_sum(d, row, "won", q->won_cents, q->won);
    put_count(d, row, "deals", (double)q->won);
    if (q->due_known)
        put_sum(d, row, "due", q->due_cents, q->due);
    else
        value_text(&d->page, row, "due", SV("\xe2\x80\x93"));
    if (now)
        value_text(&d->page, row, "final", SV("\xe2\x80\x93"));
    else
        put_sum(d, row, "final", q->final_cents, q->final_won);
}

static void put_pace(struct dashboard *d, struct value *v)
{
    const struct pace *p = &d->r->changes->pace;
    struct value *list = value_add(&d->page, v, "pace", VALUE_LIST);

    value_text(&d->page, v, "pace_line", d->r->change_words.pace.line);
    value_text(&d->page, v, "pace_gap", d->r->change_words.pace.gap);
    put_pace_row(d, list, &p->now, true);
    for (size_t i = 0; i < p->n; i++)
        put_pace_row(d, list, &p->past[i], false);
}

static void put_slip_rows(struct dashboard *d, struct value *v, const char *key,
                          const struct slip_row *rows, size_t n)
{
    struct value *list = value_add(&d->page, v, key, VALUE_LIST);

    value_bool(&d->page, v, sv_printf(&d->page, "has_%s", key).ptr, n > 0);
    for (size_t i = 0; i < n; i++) {
        struct value *row = value_add(&d->page, list, NULL, VALUE_OBJECT);
        value_text(&d->page, row, "label", rows[i].label);
        value_text(&d->page, row, "won", rows[i].won);
        value_text(&d->page, row, "lost", rows[i].lost);
        value_text(&d->page, row, "slipped", rows[i].slipped);
    }
}

static void put_slip(struct dashboard *d, struct value *v)
{
    const struct slip_words *s = &d->r->change_words.slip;

    value_bool(&d->page, v, "slip_told", s->line.len || s->gap.len);
    value_text(&d->page, v, "slip_line", s->line);
    value_text(&d->page, v, "slip_gap", s->gap);
    put_slip_rows(d, v, "slip", s->quarters, s->n);
    put_slip_rows(d, v, "pushes", s->pushes, s->n_pushes);
}

static void put_call(struct dashboard *d, struct value *list,
                     const struct call_words *words)
{
    const struct call_row *c = words->of;
    struct value *row = value_add(&d->page, list, NULL, VALUE_OBJECT);

    value_text(&d->page, row, "category", clipped(&d->page, words->category));
    value_text(&d->page, row, "who", clipped(&d->page, words->who));
    put_count(d, row, "deals", (double)c->all.deals);
    put_sum(d, row, "amount", c->all.cents, c->all.deals);
    put_count(d, row, "danger", (double)c->all.in_danger);
    put_sum(d, row, "danger_amount", c->all.danger_cents, c->all.in_danger);
    put_count(d, row, "overdue", (double)c->all.overdue);
    put_count(d, row, "due", (double)c->due.deals);
    value_text(&d->page, row, "record", words->record);
}

static void put_calls(struct dashboard *d, struct value *v)
{
    const struct calls_words *c = &d->r->change_words.calls;
    struct value *rows = value_add(&d->page, v, "calls", VALUE_LIST);
    struct value *people = value_add(&d->page, v, "people", VALUE_LIST);
    struct value *found = value_add(&d->page, v, "findings", VALUE_LIST);
    bool recorded = false;

    value_text(&d->page, v, "calls_line", c->line);
    value_text(&d->page, v, "calls_gap", c->gap);
    for (size_t i = 0; i < c->n; i++)
        recorded |= c->company[i].record.len > 0;
    value_bool(&d->page, v, "any_record", recorded);
    value_bool(&d->page, v, "has_calls", c->n > 0);
    value_bool(&d->page, v, "has_people", c->n_people > 0);
    for (size_t i = 0; i < c->n; i++)
        put_call(d, rows, &c->company[i]);
    for (size_t i = 0; i < c->n_people; i++)
        put_call(d, people, &c->people[i]);
    for (size_t i = 0; i < c->n_findings; i++)
        value_text(&d->page, value_add(&d->page, found, NULL, VALUE_OBJECT),
                   "text", c->findings[i]);
}

static const struct moved_row *part_of(const struct moved_words *words,
                                       enum move_part part)
{
    for (size_t i = 0; i < words->n; i++)
        if (words->rows[i].part == part)
            return &words->rows[i];
    return NULL;
}

static void put_moved(struct dashboard *d, struct value *list,
                      const struct quarter_deals *deals, const char *title,
                      const struct moved_sum *sum,
                      const struct moved_words *words)
{
    if (!words->line.len && !words->gap.len)
        return;
    struct value *v = value_add(&d->page, list, NULL, VALUE_OBJECT);
    struct value *parts = value_add(&d->page, v, "parts", VALUE_LIST);
    struct value *rows = value_add(&d->page, v, "rows", VALUE_LIST);

    value_text(&d->page, v, "title", sv_from(title));
    value_text(&d->page, v, "line", words->line);
    value_text(&d->page, v, "gap", words->gap);
    value_bool(&d->page, v, "known", words->n > 0);
    put_cents(d, v, "before", sum->before);
    put_cents(d, v, "after", sum->after);
    for (size_t i = 0; i < words->n; i++) {
        struct value *row = value_add(&d->page, parts, NULL, VALUE_OBJECT);
        value_text(&d->page, row, "label", words->rows[i].label);
        value_text(&d->page, row, "amount", words->rows[i].amount);
        size_t behind = sum->deals[words->rows[i].part];
        if (behind)
            put_count(d, row, "deals", (double)behind);
        else /* time, the method: no deal */
            value_text(&d->page, row, "deals", SV(""));
    }
    value_bool(&d->page, v, "has_rows", words->n && sum->n);
    for (size_t i = 0; words->n && i < sum->n; i++) {
        const struct move_deal *x = &sum->list[i];
        const struct moved_row *part = part_of(words, x->part);
        struct value *row = value_add(&d->page, rows, NULL, VALUE_OBJECT);
        put_quarter_deal(d, row, deals, x->deal, x->id);
        value_text(&d->page, row, "part", part ? part->label : SV(""));
        put_cents(d, row, "amount", x->cents);
    }
}

static void put_restated(struct dashboard *d, struct value *v,
                         const struct quarter_deals *deals)
{
    const struct restated_words *r = &d->r->change_words.restated;
    struct value *list = value_add(&d->page, v, "restated", VALUE_LIST);

    value_text(&d->page, v, "restated_line", r->line);
    value_text(&d->page, v, "restated_gap", r->gap);
    value_text(&d->page, v, "restated_same", r->same);
    value_text(&d->page, v, "restated_late", r->late);
    value_bool(&d->page, v, "restated_told", r->n > 0 || r->gap.len > 0);
    for (size_t i = 0; i < r->n; i++) {
        const struct restated_quarter_words *q = &r->quarters[i];
        if (q->plain)
            continue;
        struct value *o = value_add(&d->page, list, NULL, VALUE_OBJECT);
        struct value *rows = value_add(&d->page, o, "rows", VALUE_LIST);
        value_text(&d->page, o, "label", q->label);
        value_text(&d->page, o, "line", q->line);
        value_text(&d->page, o, "note", q->note);
        value_bool(&d->page, o, "has_rows", q->n > 0);
        for (size_t k = 0; k < q->n; k++) {
            const struct restated_row *x = &q->rows[k];
            struct value *row = value_add(&d->page, rows, NULL, VALUE_OBJECT);
            put_quarter_deal(d, row, deals, x->of->deal, x->deal);
            put_label(d, row, "what", x->what);
            value_text(&d->page, row, "amount", x->amount);
        }
    }
}

void put_quarter_changes(struct dashboard *d, struct value *v,
                         const struct quarter_deals *deals)
{
    const struct quarter_changes *c = d->r->changes;
    const struct report_changes *words = &d->r->change_words;
    struct value *flows = value_add(&d->page, v, "flows", VALUE_LIST);
    struct value *moved = value_add(&d->page, v, "moved", VALUE_LIST);

    value_bool(&d->page, v, "has_changes", c != NULL);
    if (!c)
        return;
    put_flow(d, flow_of(d, flows, "Since the quarter began"), deals,
             "flow-start", &c->since_start, &words->since_start);
    put_flow(d, flow_of(d, flows, "Since the last run"), deals, "flow-last",
             &c->since_last, &words->since_last);
    put_pace(d, v);
    put_slip(d, v);
    put_calls(d, v);
    put_moved(d, moved, deals, "Why the landing moved", &c->moved.landing,
              &words->landing);
    put_moved(d, moved, deals, "Why the amount at risk moved",
              &c->moved.at_risk, &words->at_risk);
    value_bool(&d->page, v, "has_moved", moved->first != NULL);
    value_bool(&d->page, v, "has_flows",
               is_told(&words->since_start) || is_told(&words->since_last));
    value_text(&d->page, v, "first_run", words->first_run);
    put_restated(d, v, deals);
}
