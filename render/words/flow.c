#include "render/words/flow.h"

#include <math.h>

#include "render/words/flow_parts.h"
#include "render/words/format.h"
#include "render/words/phrase.h"
#include "render/words/quarter.h"

static const char MINUS[] = "\xe2\x88\x92";

struct sv flow_short(const struct words *w, int64_t cents)
{
    char text[FORMAT_TEXT];
    double x = cents_units(cents < 0 ? -cents : cents);

    return sv_printf(w->a, "%s%s", cents < 0 ? MINUS : "",
                     format_money_short(text, x, w->style));
}

struct sv flow_signed(const struct words *w, int64_t cents)
{
    return sv_printf(w->a, "%s%.*s", cents > 0 ? "+" : "",
                     SV_ARG(flow_short(w, cents)));
}

struct sv flow_full(const struct words *w, int64_t cents, bool sign)
{
    char text[FORMAT_TEXT];
    double x = cents_units(cents < 0 ? -cents : cents);

    return sv_printf(w->a, "%s%s",
                     cents < 0           ? MINUS
                     : sign && cents > 0 ? "+"
                                         : "",
                     format_money_full(text, x, w->style));
}

struct sv flow_day(const struct words *w, int32_t day)
{
    char text[FORMAT_TEXT];

    return sv_copy(w->a, sv_from(format_date_near(text, day, w->as_of)));
}

struct sv flow_quarter(const struct words *w, int quarter)
{
    char text[DATE_TEXT];

    return sv_copy(w->a, sv_from(quarter_label(text, quarter,
                                               w->settings->fiscal_month)));
}

struct sv flow_deals(const struct words *w, size_t n)
{
    return sv_printf(w->a, "%.*s %s", SV_ARG(phrase_count(n, w->style, w->a)),
                     phrase_plural(n, "deal", "deals"));
}

struct sv words_then(const struct words *w)
{
    int month = w->settings->fiscal_month;
    int32_t end = quarter_start(date_quarter(w->as_of, month) + 1, month) - 1;
    size_t left = (size_t)(end - w->as_of);

    if (!left)
        return SV("on the last day");
    return sv_printf(w->a, "with %.*s %s left",
                     SV_ARG(phrase_count(left, w->style, w->a)),
                     phrase_plural(left, "day", "days"));
}

void flow_join(const struct words *w, struct sv *list, struct sv more)
{
    *list = sv_printf(w->a, "%.*s%s%.*s", SV_ARG(*list), list->len ? ", " : "",
                      SV_ARG(more));
}

struct sv words_quarter_gap(const struct words *w, enum quarter_gap gap,
                            const char *what)
{
    static const char *const WHY[GAP_COUNT] = {
        [GAP_NONE] = "",
        [GAP_NO_EXPECTED] = "the export has no expected closes, so it is "
                            "not known what is due in a quarter",
        [GAP_NO_AMOUNTS] = "the export has no amounts that can be summed, so "
                           "deals are counted",
        [GAP_NO_HISTORY] = "it takes a stage history with close dates, or a "
                           "history store",
        [GAP_NO_STORE] = "it takes the history store, which was left out of "
                         "this run",
        [GAP_NO_EDITS] = "the stage history records no close dates; one that "
                         "does, or a history store, will tell",
        [GAP_FIRST_RUN] = "",
        [GAP_NO_CATEGORY] = "the export has no forecast category",
        [GAP_NO_PAST] = "no past quarter is on record yet",
        [GAP_TROUBLE] = "the history store could not be read",
    };

    if (gap == GAP_NONE || gap == GAP_FIRST_RUN)
        return (struct sv){0};
    return sv_printf(w->a, "%s cannot be told%s: %s", what,
                     gap == GAP_NO_AMOUNTS ? " in money" : "", WHY[gap]);
}

struct sv words_first_run(const struct quarter_changes *c)
{
    const enum quarter_gap gaps[] = {
        c->since_start.gap,  c->slip.gap,     c->since_last.gap,
        c->moved.landing.gap, c->moved.at_risk.gap, c->restated.gap,
        c->pace.due_gap,     c->calls.past_gap};
    enum { OF_QUARTER = 2 }; /* those that a history tells on a first run too */

    for (size_t k = 0; k < sizeof gaps / sizeof gaps[0]; k++)
        if (gaps[k] == GAP_FIRST_RUN)
            return k < OF_QUARTER
                       ? SV("First run: flow, slips and changes are shown from "
                            "the next run on")
                       : SV("First run: what changes is shown from the next run "
                            "on");
    return (struct sv){0};
}

/* ---- flow ---- */

static const struct {
    const char *label, *verb; /* verb: within a sentence */
} CLASS[FLOW_CLASSES] = {
    [FLOW_OPENING] = {"Opening", "open"},
    [FLOW_CREATED] = {"Created", "created"},
    [FLOW_PULLED_IN] = {"Pulled in", "pulled in"},
    [FLOW_REOPENED] = {"Reopened", "reopened"},
    [FLOW_RAISED] = {"Raised", "raised"},
    [FLOW_LOWERED] = {"Lowered", "lowered"},
    [FLOW_PUSHED_OUT] = {"Pushed out", "pushed out"},
    [FLOW_LOST] = {"Due and lost", "lost"},
    [FLOW_WON] = {"Won", "won"},
    [FLOW_REMOVED] = {"Removed", "removed from the CRM"},
    [FLOW_CLOSING] = {"Open now", "open now"},
};

struct sv words_flow_label(enum flow_class c)
{
    return sv_from(CLASS[c].label);
}

static struct sv means(const struct words *w, const struct flow *f,
                       enum flow_class c)
{
    struct sv day = flow_day(w, f->since), q = flow_quarter(w, f->quarter);

    switch (c) {
    case FLOW_OPENING:
        return sv_printf(w->a, "open on %.*s and due in %.*s", SV_ARG(day),
                         SV_ARG(q));
    case FLOW_CREATED:
        return sv_printf(w->a, "not known on %.*s", SV_ARG(day));
    case FLOW_PULLED_IN:
        return sv_printf(w->a, "open on %.*s, and not due in %.*s then",
                         SV_ARG(day), SV_ARG(q));
    case FLOW_REOPENED:
        return sv_printf(w->a, "closed on %.*s", SV_ARG(day));
    case FLOW_RAISED:
        return sv_printf(w->a, "worth more than on %.*s", SV_ARG(day));
    case FLOW_LOWERED:
        return sv_printf(w->a, "worth less than on %.*s", SV_ARG(day));
    case FLOW_PUSHED_OUT:
        return sv_printf(w->a, "open, and not due in %.*s any more", SV_ARG(q));
    case FLOW_LOST:
        return sv_printf(w->a, "lost since %.*s, when due in %.*s", SV_ARG(day),
                         SV_ARG(q));
    case FLOW_WON:
        return sv_printf(w->a, "won since %.*s", SV_ARG(day));
    case FLOW_REMOVED:
        return SV("in the export no more");
    case FLOW_CLOSING:
        return sv_printf(w->a, "open and due in %.*s", SV_ARG(q));
    case FLOW_CLASSES:
        break;
    }
    return (struct sv){0};
}

/* There are deals, and not one of them has an amount: their sum is not 0. */
static bool none_priced(const struct flow_total *t)
{
    return t->n && t->unpriced == t->n;
}

static struct sv amount(const struct words *w, const struct flow *f,
                        enum flow_class c)
{
    bool bound = c == FLOW_OPENING || c == FLOW_CLOSING;

    if (none_priced(&f->of[c]))
        return SV("\xe2\x80\x93");
    return bound ? flow_full(w, f->of[c].cents, false)
                 : flow_full(w, FLOW_SIGN[c] * f->of[c].cents, true);
}

/* "+$1.3M created, −$0.4M pushed out"; without amounts "12 created". */
static struct sv changes(const struct words *w, const struct flow *f)
{
    bool money = f->gap != GAP_NO_AMOUNTS;
    struct sv list = {0};

    for (int c = FLOW_CREATED; c < FLOW_CLOSING; c++) {
        const struct flow_total *t = &f->of[c];
        struct sv size = !money           ? phrase_count(t->n, w->style, w->a)
                         : none_priced(t) ? flow_deals(w, t->n)
                                          : flow_signed(w, FLOW_SIGN[c] *
                                                               t->cents);
        if (!t->n || (!money && (c == FLOW_RAISED || c == FLOW_LOWERED)))
            continue;
        flow_join(w, &list,
                  sv_printf(w->a, "%.*s %s", SV_ARG(size), CLASS[c].verb));
    }
    return list.len ? list : SV("nothing has changed");
}

static struct sv size_of(const struct words *w, const struct flow *f,
                         enum flow_class c)
{
    return f->gap == GAP_NO_AMOUNTS || none_priced(&f->of[c])
               ? flow_deals(w, f->of[c].n)
               : flow_short(w, f->of[c].cents);
}

static struct sv partly(const struct words *w, const struct flow *f)
{
    if (f->gap == GAP_NO_AMOUNTS)
        return words_quarter_gap(w, f->gap, "The flow");
    if (!f->amounts_dated)
        return SV("The stage history records no amounts: what was raised and "
                  "lowered cannot be told");
    if (f->late)
        return sv_printf(w->a,
                         "The history store begins on %.*s; what came before "
                         "in the quarter cannot be told",
                         SV_ARG(flow_day(w, f->since)));
    return (struct sv){0};
}

void words_flow(struct flow_words *out, const struct words *w,
                const struct flow *f)
{

    *out = (struct flow_words){0};
    if (f->gap != GAP_NONE && f->gap != GAP_NO_AMOUNTS) {
        out->gap = words_quarter_gap(w, f->gap, "The flow of the quarter");
        return;
    }
    struct sv opening = sv_printf(
        w->a, "Of deals due in %.*s, %.*s was open on %.*s",
        SV_ARG(flow_quarter(w, f->quarter)),
        SV_ARG(size_of(w, f, FLOW_OPENING)), SV_ARG(flow_day(w, f->since)));

    out->title = sv_printf(w->a, "Since %.*s", SV_ARG(flow_day(w, f->since)));
    out->line = sv_printf(
        w->a, "%.*s; %.*s; %.*s is open now", SV_ARG(opening),
        SV_ARG(changes(w, f)), SV_ARG(size_of(w, f, FLOW_CLOSING)));
    out->head = sv_printf(w->a, "%.*s; %.*s is open now", SV_ARG(opening),
                          SV_ARG(size_of(w, f, FLOW_CLOSING)));
    out->scope = sv_printf(w->a,
                           "%.*s; of losses only those of deals due in %.*s "
                           "count",
                           SV_ARG(out->title),
                           SV_ARG(flow_quarter(w, f->quarter)));
    out->gap = partly(w, f);
    for (int c = 0; c < FLOW_CLASSES; c++)
        out->row[c] = (struct flow_row){
            .class = (enum flow_class)c,
            .label = words_flow_label((enum flow_class)c),
            .amount = amount(w, f, (enum flow_class)c),
            .deals = flow_deals(w, f->of[c].n),
            .means = means(w, f, (enum flow_class)c)};
}

/* ---- why it moved ---- */

static const char *const PART[MOVE_PARTS] = {
    [MOVE_NEW] = "New",
    [MOVE_WON] = "Won",
    [MOVE_LOST] = "Lost",
    [MOVE_REMOVED] = "Removed",
    [MOVE_PUSHED] = "Pushed",
    [MOVE_AMOUNTS] = "Amounts",
    [MOVE_OWN] = "Deals' own changes",
    [MOVE_TIME] = "Time passed",
    [MOVE_LEARNT] = "Model learnt",
    [MOVE_UNBORN] = "Deals not yet created",
};

static const char *const IN_SENTENCE[MOVE_PARTS] = {
    [MOVE_NEW] = "new deals",
    [MOVE_WON] = "won",
    [MOVE_LOST] = "lost",
    [MOVE_REMOVED] = "removed from the CRM",
    [MOVE_PUSHED] = "pushed",
    [MOVE_AMOUNTS] = "changed amounts",
    [MOVE_OWN] = "the deals' own changes",
    [MOVE_TIME] = "time passed",
    [MOVE_LEARNT] = "the model learnt",
    [MOVE_UNBORN] = "deals not yet created",
};

/* What the change of the method did, behind what the business did. */
static struct sv another_method(const struct words *w, const struct movement *m,
                                struct sv list)
{
    enum landing_method now = m->by_model ? METHOD_MODEL : METHOD_AVERAGE;
    enum landing_method then = m->by_model ? METHOD_AVERAGE : METHOD_MODEL;

    return sv_printf(w->a,
                     "%.*s%s%.*s is no business: the figure of %.*s came from "
                     "%s, this one from %s",
                     SV_ARG(list), list.len ? "; " : "",
                     SV_ARG(flow_signed(w, m->landing.part[MOVE_LEARNT])),
                     SV_ARG(flow_day(w, m->last)), words_method(then),
                     words_method(now));
}

void words_moved_sum(struct moved_words *out, const struct words *w,
                     const struct movement *m, bool landing)
{
    const struct moved_sum *s = landing ? &m->landing : &m->at_risk;
    const char *what = landing ? "Landing" : "At risk";
    bool by_other = landing && m->method_changed && s->part[MOVE_LEARNT];
    struct sv list = {0};

    *out = (struct moved_words){0};
    if (s->gap != GAP_NONE) {
        out->gap = s->gap == GAP_NO_EDITS
                       ? SV("Why the landing moved cannot be told: the last "
                            "run recorded none of this quarter")
                       : words_quarter_gap(w, s->gap,
                                           landing ? "Why the landing moved"
                                                   : "Why the amount at risk "
                                                     "moved");
        return;
    }
    for (int p = 0; p < MOVE_PARTS; p++) {
        if (!s->part[p])
            continue;
        bool other = by_other && p == MOVE_LEARNT;
        out->rows[out->n++] = (struct moved_row){
            (enum move_part)p,
            sv_from(other ? "Another method, no business" : PART[p]),
            flow_full(w, s->part[p], true)};
        if (!other)
            flow_join(w, &list,
                      sv_printf(w->a, "%.*s %s",
                                SV_ARG(flow_signed(w, s->part[p])),
                                IN_SENTENCE[p]));
    }
    if (by_other)
        list = another_method(w, m, list);
    struct sv from_to = sv_printf(w->a, "%s %.*s \xe2\x86\x92 %.*s", what,
                                  SV_ARG(flow_short(w, s->before)),
                                  SV_ARG(flow_short(w, s->after)));

    out->head = by_other
                    ? sv_printf(w->a,
                                "%.*s (%.*s of that is another method, no "
                                "business)",
                                SV_ARG(from_to),
                                SV_ARG(flow_signed(w, s->part[MOVE_LEARNT])))
                    : from_to;
    out->line = sv_printf(w->a, "%.*s since %.*s%s%.*s", SV_ARG(from_to),
                          SV_ARG(flow_day(w, m->last)), list.len ? ": " : "",
                          SV_ARG(list));
    if (!landing && !m->comparable)
        out->gap = SV("The scores of the last run were made otherwise, so what "
                      "deals did themselves and what the model learnt is not "
                      "told apart");
}
