#include "render/words/headline.h"

#include "render/words/format.h"
#include "render/words/phrase.h"
#include "render/words/rates.h"

/* "; 21 are overdue ($1.6M)". */
static struct sv overdue_clause(const struct words *w,
                                const struct portfolio *p)
{
    const struct concern_count *c = &p->concerns[CONCERN_OVERDUE];

    if (!c->deals)
        return (struct sv){0};
    return sv_printf(w->a, "; %.*s %s overdue%.*s",
                     SV_ARG(phrase_count(c->deals, w->style, w->a)),
                     phrase_plural(c->deals, "is", "are"),
                     SV_ARG(phrase_in_brackets(c->amount, w->style, w->a)));
}

/* "119 of 279 open deals, $7.1M of $13.0M, are at risk; 16 of them ($1.4M)
 * are critical". What is counted and what is summed are the same deals. */
static struct sv at_risk_sentence(const struct words *w,
                                  const struct portfolio *p, size_t open)
{
    const struct level_total *critical = &p->levels[LEVEL_CRITICAL];
    size_t at_risk = portfolio_deals_at_risk(p);
    char a[FORMAT_TEXT], b[FORMAT_TEXT];
    struct sv money = {0}, text;

    if (p->money.pipeline > 0)
        money = sv_printf(w->a, ", %s of %s,",
                          format_money_short(a, p->money.at_risk, w->style),
                          format_money_short(b, p->money.pipeline, w->style));
    text = sv_printf(w->a, "%s of %s open %s%.*s %s at risk",
                     format_count(a, (double)at_risk, w->style),
                     format_count(b, (double)open, w->style),
                     phrase_plural(open, "deal", "deals"), SV_ARG(money),
                     phrase_plural(at_risk, "is", "are"));
    if (!critical->deals)
        return text;
    return sv_printf(
        w->a, "%.*s; %s of them%.*s %s critical", SV_ARG(text),
        format_count(a, (double)critical->deals, w->style),
        SV_ARG(phrase_in_brackets(critical->amount, w->style, w->a)),
        phrase_plural(critical->deals, "is", "are"));
}

/* Nothing above the cut: what that does not mean. */
static struct sv below_sentence(const struct words *w, const struct scores *s,
                                const struct portfolio *p)
{
    char n[FORMAT_TEXT], cut[FORMAT_TEXT], money[FORMAT_TEXT];
    struct sv base = words_base_rate(w, p, s);

    format_count(n, (double)s->n, w->style);
    if (!p->won && !p->lost)
        return sv_printf(
            w->a,
            "%s open %s%s%s. Nothing has closed yet, so risk "
            "cannot be judged%.*s",
            n, phrase_plural(s->n, "deal", "deals"),
            p->money.pipeline > 0 ? ", " : "",
            p->money.pipeline > 0
                ? format_money_short(money, p->money.pipeline, w->style)
                : "",
            SV_ARG(overdue_clause(w, p)));
    return sv_printf(
        w->a, "No deal of %s crosses the cut of %s. That is no all-clear%s%.*s",
        n, format_setting(cut, s->cuts.high, w->style), base.len ? ": " : "",
        SV_ARG(base));
}

/* Beside the sentences above, of which they are the wording. */
void words_headline_live(struct headline_live *out, const struct words *w,
                         const struct scores *s, const struct portfolio *p)
{
    bool money = p->money.pipeline > 0;
    char n[FORMAT_TEXT], all[FORMAT_TEXT];
    struct sv open;

    *out = (struct headline_live){0};
    if (!s->n)
        return;
    open =
        sv_printf(w->a, "%s open %s", format_count(n, (double)s->n, w->style),
                  phrase_plural(s->n, "deal", "deals"));
    out->above = sv_printf(
        w->a,
        "With these settings {at_risk_deals} of %.*s%s%s%s {is_at_risk} "
        "at risk",
        SV_ARG(open), money ? ", {at_risk} of " : "",
        money ? format_money_short(all, p->money.pipeline, w->style) : "",
        money ? "," : "");
    out->critical = sv_printf(w->a,
                              "; {critical_deals} of them%s {is_critical} "
                              "critical",
                              money ? " ({critical_amount})" : "");
    out->below = sv_printf(w->a,
                           "With these settings no deal of %s crosses the cut "
                           "of {level_high}. That is no all-clear",
                           n);
    out->chart = sv_printf(
        w->a, "{critical_deals} CRITICAL and {high_deals} HIGH of %.*s",
        SV_ARG(open));
}

/* What came, closed and slipped since the last run. */
static void add_news(struct headline *out, const struct words *w,
                     const struct followup *c)
{
    char day[FORMAT_TEXT], n[4][FORMAT_TEXT];

    if (!c || c->last == DATE_NONE)
        return;
    out->text =
        sv_printf(w->a, "%.*s. Since %s: %s new, %s won, %s lost, %s slipped",
                  SV_ARG(out->text), format_date(day, c->last),
                  format_count(n[0], (double)c->n_new, w->style),
                  format_count(n[1], (double)c->won, w->style),
                  format_count(n[2], (double)c->lost, w->style),
                  format_count(n[3], (double)c->n_slips, w->style));
}

void words_headline(struct headline *out, const struct words *w,
                    const struct scores *s, const struct portfolio *p,
                    const struct followup *c, int32_t hint_as_of)
{
    char a[FORMAT_TEXT], b[FORMAT_TEXT];
    const struct money *m = &p->money;
    size_t critical = p->levels[LEVEL_CRITICAL].deals;
    size_t at_risk = portfolio_deals_at_risk(p);

    *out = (struct headline){.title = sv_printf(w->a, "Pipeline risk, %s",
                                                format_date_long(a, w->as_of))};
    if (!s->n) {
        struct sv hint = {0};
        format_date_long(a, w->as_of);
        if (hint_as_of != DATE_NONE)
            hint = sv_printf(w->a, ". The last day with open deals was %s",
                             format_date_long(b, hint_as_of));
        out->text = out->lead =
            sv_printf(w->a, "No deal is open on %s%.*s", a, SV_ARG(hint));
        out->subject = sv_printf(w->a, "No open deal on %s", a);
        return;
    }
    format_money_short(a, m->at_risk, w->style);
    out->text =
        at_risk ? at_risk_sentence(w, p, s->n) : below_sentence(w, s, p);
    if (s->mode == MODE_RULES_ONLY)
        out->text = sv_printf(w->a, "%.*s (rules only, no forecast)",
                              SV_ARG(out->text));
    out->lead = out->text;
    add_news(out, w, c);
    if (!at_risk) {
        out->subject =
            p->won || p->lost
                ? sv_printf(w->a, "No deal above the cut; that is no all-clear")
                : sv_printf(w->a, "%s open %s; risk cannot be judged yet",
                            format_count(b, (double)s->n, w->style),
                            phrase_plural(s->n, "deal", "deals"));
        return;
    }
    out->subject = sv_printf(w->a, "%s %s at risk",
                             format_count(b, (double)at_risk, w->style),
                             phrase_plural(at_risk, "deal", "deals"));
    if (m->pipeline > 0)
        out->subject = sv_printf(w->a, "%.*s, %s", SV_ARG(out->subject), a);
    if (critical)
        out->subject =
            sv_printf(w->a, "%.*s; %s critical", SV_ARG(out->subject),
                      format_count(b, (double)critical, w->style));
}
