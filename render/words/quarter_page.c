#include "render/words/quarter_page.h"

#include <math.h>

#include "render/words/format.h"
#include "render/words/phrase.h"

struct sv words_no_target(const struct words *w, const struct quarter_words *q,
                          const struct landing_target *target)
{
    if (!isnan(target->amount))
        return (struct sv){0};
    return sv_printf(w->a,
                     "No target has been entered for %.*s; the person who runs "
                     "this report can add one",
                     SV_ARG(q->name));
}

struct sv words_no_hinges(const struct words *w, const struct landing *l,
                          const struct landing_quarter *q)
{
    (void)w;
    if (q->n_hinges)
        return (struct sv){0};
    if (!l->chances)
        return SV("Which deals decide the quarter cannot be told: deals have "
                  "no chances of their own");
    if (!q->days_left)
        return SV("No deal can decide the quarter any more: this is its last "
                  "day");
    return SV("No open deal with an amount can still be won in the quarter");
}

struct sv words_why_model(const struct words *w, const struct landing_money *m)
{
    const struct landing_record *model = &m->record[METHOD_MODEL];
    const struct landing_record *average = &m->record[METHOD_AVERAGE];
    bool blended = m->blend < 1 || m->blend > 1;
    char part[FORMAT_TEXT];
    struct sv how = SV("The deals' chances are added up");

    if (m->method != METHOD_MODEL || isnan(m->landing))
        return (struct sv){0};
    if (blended)
        how = sv_printf(w->a,
                        "%.*s and taken %s of the way to what past quarters "
                        "brought on average",
                        SV_ARG(how),
                        format_percent(part, LANDING_BLEND, 0, w->style));
    if (model->tells && average->tells && model->error < average->error)
        return sv_printf(w->a,
                         "%.*s, as that has been closer than the average of past "
                         "quarters%s",
                         SV_ARG(how), blended ? " alone" : "");
    return sv_printf(w->a,
                     "%.*s; once that is no closer to past quarters than their "
                     "average%s, the average is used",
                     SV_ARG(how), blended ? " alone" : "");
}

struct sv words_no_past(const struct words *w, const struct landing_money *m)
{
    (void)w;
    if (landing_is_judged(m))
        return (struct sv){0};
    if (m->gap == LANDING_OVER)
        return SV("On the last day of a quarter nothing is left to expect, so "
                  "past quarters cannot tell how right this is");
    return SV("No past quarter can judge this landing: none that the export "
              "holds whole has ended");
}

struct sv words_bias(const struct words *w, double bias)
{
    char text[FORMAT_TEXT];

    if (isnan(bias))
        return SV("\xe2\x80\x93");
    format_money_short(text, fabs(bias), w->style);
    if (!(fabs(bias) > 0))
        return SV("none");
    return sv_printf(w->a, "%s too %s", text, bias > 0 ? "high" : "low");
}

/* "; the target is $2.0M" */
static struct sv target_clause(const struct words *w, double target)
{
    char text[FORMAT_TEXT];

    if (isnan(target))
        return SV("");
    return sv_printf(w->a, "; the target is %s",
                     format_money_short(text, target, w->style));
}

struct sv words_fan(const struct words *w, const struct quarter_words *q,
                    const struct landing_scope *scope)
{
    const struct landing_quarter *quarter = &scope->quarter[THIS_QUARTER];
    const struct landing_money *m = &quarter->money[ENDING_WON];
    char won[FORMAT_TEXT], low[FORMAT_TEXT], high[FORMAT_TEXT];
    char landing[FORMAT_TEXT];
    struct sv range = {0};
    size_t past = scope->n_paths ? scope->n_paths - 1 : 0;

    if (isfinite(m->range.lower))
        range = sv_printf(w->a, ", in a band of %s to %s",
                          format_money_short(low, m->range.lower, w->style),
                          format_money_short(high, m->range.upper, w->style));
    return sv_printf(
        w->a,
        "Money won in %.*s by day: %s so far, and %s expected at its end%.*s"
        "%.*s. %zu past quarter%s drawn in grey behind it.",
        SV_ARG(q->name), format_money_short(won, m->so_far, w->style),
        format_money_short(landing, m->landing, w->style), SV_ARG(range),
        SV_ARG(target_clause(w, quarter->target.amount)), past,
        past == 1 ? " is" : "s are");
}

struct sv words_largest(const struct words *w, size_t shown, size_t all)
{
    if (shown >= all)
        return (struct sv){0};
    return sv_printf(w->a, "The %.*s largest of %.*s",
                     SV_ARG(phrase_count(shown, w->style, w->a)),
                     SV_ARG(phrase_count(all, w->style, w->a)));
}

static struct sv quarter_of(const struct words *w, const struct landing *l,
                            int quarter)
{
    char name[DATE_TEXT];

    return sv_copy(w->a,
                   sv_from(quarter_label(name, quarter, l->fiscal_month)));
}

void words_deal_quarter(struct deal_quarter_words *out, const struct words *w,
                        const struct landing *l,
                        const struct landing_deal *deal)
{
    const struct landing_quarter *q;
    char text[FORMAT_TEXT];
    struct sv name;

    *out = (struct deal_quarter_words){0};
    if (!l || !deal || !l->n_scopes)
        return;
    for (int k = 0; k < LANDING_WHENS; k++) {
        name = quarter_of(w, l, l->scopes[0].quarter[k].quarter);
        out->label[k] =
            sv_printf(w->a, "Won by the end of %.*s", SV_ARG(name));
        if (isfinite(deal->by[ENDING_WON][k]))
            out->chance[k] = sv_printf(
                w->a, "%s",
                format_chance(text, deal->by[ENDING_WON][k], 0, w->style));
    }
    q = &l->scopes[0].quarter[THIS_QUARTER];
    for (size_t i = 0; i < q->n_hinges; i++)
        if (q->hinges_decide && q->hinge[i].deal == deal->deal)
            out->hinge = sv_printf(
                w->a, "It holds %s of what is uncertain in %.*s",
                format_percent(text, q->hinge[i].share, 0, w->style),
                SV_ARG(quarter_of(w, l, q->quarter)));
}

struct sv words_quarter_panel(const struct words *w,
                              const struct quarter_words *q)
{
    return sv_printf(w->a,
                     "Say of deals that they are won in %.*s, lost, or pushed "
                     "out of it, and see what it then closes at, in which "
                     "range, and with what chance of the target",
                     SV_ARG(q->name));
}

struct sv words_quarter_panel_limits(const struct words *w)
{
    (void)w;
    return SV("What is tried here is arithmetic, not a cause. The chances of "
              "all other deals, the business not yet created and how far past "
              "quarters missed stay as this report has them; a deal that is "
              "lost and one that is pushed out are the same to this quarter. "
              "Nothing is stored and nothing is sent.");
}

struct sv words_no_panel(const struct words *w, const struct landing *l,
                         const struct landing_money *m)
{
    (void)w;
    if (isnan(m->landing))
        return (struct sv){0}; /* the landing's own gap says enough */
    if (m->gap == LANDING_OVER)
        return SV("No deal can be tried here: the quarter ends today");
    if (!l->chances || m->method == METHOD_AVERAGE)
        return SV("No deal can be tried here: the average of past quarters is "
                  "used, which knows no single deal");
    return (struct sv){0};
}
