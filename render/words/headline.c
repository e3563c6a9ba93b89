#include "render/words/headline.h"

#include "render/words/format.h"
#include "render/words/phrase.h"

/* "3 of 250 open deals are CRITICAL". */
static struct sv count_sentence(const struct words *w, const struct scores *s,
                                const struct portfolio *p)
{
    char a[FORMAT_TEXT], b[FORMAT_TEXT];
    size_t critical = p->levels[LEVEL_CRITICAL].deals;
    size_t high = p->levels[LEVEL_HIGH].deals;

    if (!critical && !high)
        return sv_printf(w->a, "None of %s open %s is CRITICAL or HIGH",
                         format_count(b, (double)s->n, w->style),
                         phrase_plural(s->n, "deal", "deals"));
    if (!critical)
        return sv_printf(w->a, "None of %s open %s is CRITICAL, %s %s HIGH",
                         format_count(b, (double)s->n, w->style),
                         phrase_plural(s->n, "deal", "deals"),
                         format_count(a, (double)high, w->style),
                         phrase_plural(high, "is", "are"));
    return sv_printf(w->a, "%s of %s open %s %s CRITICAL",
                     format_count(a, (double)critical, w->style),
                     format_count(b, (double)s->n, w->style),
                     phrase_plural(s->n, "deal", "deals"),
                     phrase_plural(critical, "is", "are"));
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
    bool amounts = m->pipeline > 0;

    *out = (struct headline){.title = sv_printf(w->a, "Pipeline risk, %s",
                                                format_date_long(a, w->as_of))};
    if (!s->n) {
        struct sv hint = {0};
        format_date_long(a, w->as_of);
        if (hint_as_of != DATE_NONE)
            hint = sv_printf(w->a, "; on %s some were",
                             format_date_long(b, hint_as_of));
        out->text = out->lead =
            sv_printf(w->a, "No deal is open on %s%.*s", a, SV_ARG(hint));
        out->subject = sv_printf(w->a, "No open deal on %s", a);
        return;
    }
    format_money_short(a, m->at_risk, w->style);
    format_money_short(b, m->pipeline, w->style);
    out->text = count_sentence(w, s, p);
    if (amounts && m->at_risk > 0)
        out->text = sv_printf(w->a, "%.*s; %s of %s pipeline is at risk",
                              SV_ARG(out->text), a, b);
    else if (amounts)
        out->text = sv_printf(w->a, "%.*s; none of the %s pipeline is at risk",
                              SV_ARG(out->text), b);
    if (s->mode == MODE_RULES_ONLY)
        out->text = sv_printf(w->a, "%.*s (rules only, no forecast)",
                              SV_ARG(out->text));
    out->lead = out->text;
    add_news(out, w, c);
    out->subject = critical
                       ? sv_printf(w->a, "%s CRITICAL %s",
                                   format_count(b, (double)critical, w->style),
                                   phrase_plural(critical, "deal", "deals"))
                       : SV("No CRITICAL deal");
    if (amounts)
        out->subject =
            sv_printf(w->a, "%.*s, %s at risk", SV_ARG(out->subject), a);
}
