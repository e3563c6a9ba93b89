#include "render/messages/alerts.h"

#include <math.h>

#include "render/words/format.h"
#include "render/report/links.h"
#include "render/base/theme.h"

void alerts_due(struct buf *out, const struct action *a)
{
    char text[FORMAT_TEXT];

    if (a->today)
        buf_add_str(out, "TODAY");
    else if (a->due != DATE_NONE)
        buf_printf(out, "by %s", format_date(text, a->due));
}

size_t alerts_count(const struct report *r)
{
    const struct level_total *t = r->portfolio->levels;

    return t[LEVEL_CRITICAL].deals + t[LEVEL_HIGH].deals;
}

static void add_action(struct buf *out, const struct action *a)
{
    struct buf due = {0};

    if (!a->text.len)
        return;
    alerts_due(&due, a);
    buf_printf(out, "  ACTION:  %.*s", SV_ARG(a->text));
    if (a->owner.len)
        buf_printf(out, " \xe2\x80\x94 %.*s", SV_ARG(a->owner));
    if (due.len)
        buf_printf(out, ", %s", due.ptr);
    buf_add_char(out, '\n');
    buf_release(&due);
}

void alerts_deal(struct buf *out, const struct report *r,
                 const struct report_deal *d)
{
    const struct score *s = d->score;
    const struct theme_level *level = &THEME_LEVELS[s->level];
    char text[FORMAT_TEXT];
    struct buf url = {0};

    buf_printf(out, "[%s %s] %.*s", level->shape, level->word, SV_ARG(d->id));
    if (!sv_eq(d->title, d->id))
        buf_printf(out, "  %.*s", SV_ARG(d->title));
    if (d->account.len && !sv_starts(d->title, d->account))
        buf_printf(out, " (%.*s)", SV_ARG(d->account));
    buf_printf(out, "\n  ACV:     %s\n",
               format_money_full(text, d->amount, r->style));
    buf_printf(out, "  Score:   %s of 100",
               format_fixed(text, s->shown, 1, r->style));
    if (isfinite(s->p_loss))
        buf_printf(out, ", P(lost) %s",
                   format_percent(text, s->p_loss, 0, r->style));
    buf_add_char(out, '\n');
    if (d->stage.len || d->owner.len)
        buf_printf(out, "  Where:   %.*s%s%.*s\n", SV_ARG(d->stage),
                   d->stage.len && d->owner.len ? ", " : "", SV_ARG(d->owner));
    if (d->note.len)
        buf_printf(out, "  Note:    %.*s\n", SV_ARG(d->note));
    for (size_t i = 0; i < s->n_factors; i++)
        buf_printf(out, "  %s %s %s: %.*s\n", i ? "        " : "Factors:",
                   format_signed(text, s->factors[i].shown, 1, r->style),
                   subject_name(s->factors[i].subject),
                   SV_ARG(d->evidence[i]));
    add_action(out, &d->action);
    link_deal(&url, r, d);
    if (url.len)
        buf_printf(out, "  Link:    %s\n", url.ptr);
    buf_release(&url);
    buf_add_char(out, '\n');
}

void alerts_figures(struct buf *out, const struct report *r)
{
    const struct portfolio *p = r->portfolio;
    char a[FORMAT_TEXT], b[FORMAT_TEXT], c[FORMAT_TEXT];

    buf_printf(out, "Open deals            %s\n",
               format_count(a, (double)p->open, r->style));
    buf_printf(out, "Closed deals          %s: %s won, %s lost\n",
               format_count(a, (double)(p->won + p->lost), r->style),
               format_count(b, (double)p->won, r->style),
               format_count(c, (double)p->lost, r->style));
    buf_printf(out, "Pipeline              %s\n",
               format_money_full(a, p->money.pipeline, r->style));
    buf_printf(out, "At risk               %s\n",
               format_money_full(a, p->money.at_risk, r->style));
    buf_printf(out, "Expected loss         %s\n",
               format_money_full(a, p->money.expected_loss, r->style));
    buf_printf(out, "Protection potential  %s",
               format_money_full(a, p->money.protection_potential, r->style));
    buf_printf(out, " (assumes that %s of what is at risk is saved)\n\n",
               format_percent(a, p->money.save_rate, 0, r->style));
    for (int level = LEVEL_CRITICAL; level >= LEVEL_LOW; level--)
        buf_printf(out, "%s %-9s %7s %-5s  %s\n", THEME_LEVELS[level].shape,
                   THEME_LEVELS[level].word,
                   format_count(b, (double)p->levels[level].deals, r->style),
                   p->levels[level].deals == 1 ? "deal" : "deals",
                   format_money_full(a, p->levels[level].amount, r->style));
}

/* What did not fit: counted, and where to find it. */
static void add_rest(struct buf *out, const struct report *r,
                     const size_t shown[LEVEL_COUNT])
{
    const struct level_total *t = r->portfolio->levels;
    size_t critical = t[LEVEL_CRITICAL].deals - shown[LEVEL_CRITICAL];
    size_t high = t[LEVEL_HIGH].deals - shown[LEVEL_HIGH];
    char a[FORMAT_TEXT], b[FORMAT_TEXT], c[FORMAT_TEXT];

    if (critical + high)
        buf_printf(out,
                   "%s more are not listed here: %s CRITICAL and %s HIGH. "
                   "risk_report.csv lists every open deal, the riskiest "
                   "first.\n",
                   format_count(a, (double)(critical + high), r->style),
                   format_count(b, (double)critical, r->style),
                   format_count(c, (double)high, r->style));
}

void alerts_text(struct buf *out, const struct report *r)
{
    size_t shown[LEVEL_COUNT] = {0}, n = 0;
    char date[FORMAT_TEXT];

    buf_printf(out, "%.*s\nAs of %s. ", SV_ARG(r->headline),
               format_date_long(date, r->as_of));
    buf_printf(out, "Mode %s: %.*s\n\n", mode_name(r->scores->mode),
               SV_ARG(r->why));
    alerts_figures(out, r);
    buf_add_char(out, '\n');
    if (!alerts_count(r)) {
        buf_add_str(out, "Nothing to alert: no open deal is CRITICAL or "
                         "HIGH.\n");
        return;
    }
    for (size_t i = 0; i < r->n_deals && n < ALERTS_DEALS; i++) {
        enum level level = r->deals[i].score->level;
        if (out->len >= ALERTS_BYTES)
            break;
        if (level < LEVEL_HIGH)
            continue;
        alerts_deal(out, r, &r->deals[i]);
        shown[level]++;
        n++;
    }
    add_rest(out, r, shown);
}
