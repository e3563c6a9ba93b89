#include "render/messages/alerts.h"

#include <math.h>

#include "render/words/format.h"
#include "render/words/quarter_paper.h"
#include "render/report/links.h"
#include "render/base/theme.h"

void alerts_due(struct buf *out, const struct action *a)
{
    char text[FORMAT_TEXT];

    if (a->today)
        buf_add_str(out, "TODAY");
    else if (a->due != DATE_NONE)
        buf_printf(out, "by %s", format_weekday(text, a->due));
}

size_t alerts_count(const struct report *r)
{
    return portfolio_deals_at_risk(r->portfolio);
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
    buf_printf(out, "\n  Amount:  %s",
               format_money_full(text, d->amount, r->style));
    if (isfinite(s->expected_loss))
        buf_printf(out, ", expected loss %s",
                   format_money_full(text, s->expected_loss, r->style));
    buf_printf(out, "; %.*s\n", SV_ARG(d->due_words));
    buf_printf(out, "  Score:   %s of 100",
               format_fixed(text, s->shown, 1, r->style));
    if (isfinite(s->p_loss))
        buf_printf(out, ", chance of loss %s",
                   format_chance(text, s->p_loss, 0, r->style));
    buf_add_char(out, '\n');
    if (d->stage.len || d->owner.len)
        buf_printf(out, "  Where:   %.*s%s%.*s\n", SV_ARG(d->stage),
                   d->stage.len && d->owner.len ? ", " : "", SV_ARG(d->owner));
    if (d->note.len)
        buf_printf(out, "  Note:    %.*s\n", SV_ARG(d->note));
    for (size_t i = 0; i < d->n_warnings; i++)
        buf_printf(out, "  %s %.*s\n", i ? "        " : "Flags:  ",
                   SV_ARG(d->warnings[i].text));
    for (size_t i = 0; i < s->n_factors; i++)
        buf_printf(out, "  %s %s %.*s\n", i ? "        " : "Factors:",
                   format_signed(text, s->factors[i].shown, 1, r->style),
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
    buf_printf(out, "At risk               %s\n%22s%.*s\n",
               format_money_full(a, p->money.at_risk, r->style), "",
               SV_ARG(r->risk_note));
    buf_printf(out, "Expected loss         %s\n",
               format_money_full(a, p->money.expected_loss, r->style));
    if (r->loss_range.len)
        buf_printf(out, "%22s%.*s\n", "", SV_ARG(r->loss_range));
    buf_printf(out, "%-20.*s  %s\n%22s%.*s\n\n", SV_ARG(r->rescue.label),
               format_money_full(a, r->rescue.amount, r->style), "",
               SV_ARG(r->rescue.note));
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

void alerts_more(struct buf *out, const struct report *r, size_t shown)
{
    size_t more = r->today.n - shown;
    char n[FORMAT_TEXT];

    if (more)
        buf_printf(out,
                   "%s more %s for something; dashboard and workbook list "
                   "them",
                   format_count(n, (double)more, r->style),
                   more == 1 ? "deal asks" : "deals ask");
}

void alerts_mode(struct buf *out, const struct report *r)
{
    buf_printf(out, "%s: %.*s\n",
               r->scores->mode == MODE_HYBRID ? "Hybrid" : "Rules only",
               SV_ARG(r->why));
}

bool alerts_note(const struct report *r, const struct note *note)
{
    return !note->detail && !sv_eq(note->text, r->reason) &&
           !report_is_caveat(r, note->text);
}

static void add_news(struct buf *out, const struct report *r)
{
    if (!r->news.n)
        return;
    buf_printf(out, "%.*s\n", SV_ARG(r->news.title));
    for (size_t k = 0; k < r->news.n; k++)
        buf_printf(out, "- %.*s: %.*s\n", SV_ARG(r->news.list[k].label),
                   SV_ARG(r->news.list[k].text));
    buf_add_char(out, '\n');
}

const struct quarter_words *alerts_quarter(const struct report *r)
{
    return r->landing && r->landing->n_scopes && r->quarter_words
               ? &r->quarter_words[THIS_QUARTER]
               : NULL;
}

/* What the quarter will close at, against its target, and its record. */
static void add_landing(struct buf *out, const struct report *r)
{
    const struct quarter_words *w = alerts_quarter(r);

    if (!r->landing)
        return;
    if (!w) {
        buf_printf(out, "%.*s.\n\n",
                   SV_ARG(words_landing_gap(r->landing->gap)));
    } else {
        const struct sv lines[] = {
            w->landing, w->target, w->chance, w->no_range, w->method, w->record};
        buf_printf(out, "%.*s\n", SV_ARG(w->heading));
        for (size_t k = 0; k < sizeof lines / sizeof lines[0]; k++)
            if (lines[k].len)
                buf_printf(out, "- %.*s\n", SV_ARG(lines[k]));
        buf_add_char(out, '\n');
    }
}

void alerts_first(struct buf *out, const struct report *r)
{
    add_landing(out, r);
    add_news(out, r);
    if (r->today.heading.len)
        buf_printf(out, "%.*s\n\n", SV_ARG(r->today.heading));
    size_t shown = 0;
    for (; shown < r->today.first && out->len < ALERTS_BYTES / 4; shown++)
        alerts_deal(out, r, &r->deals[r->today.deals[shown]]);
    size_t at = out->len;
    alerts_more(out, r, shown);
    buf_add_str(out, out->len > at ? ".\n\n" : "");
    if (r->n_caveats)
        buf_add_str(out, "What to know before relying on it\n");
    for (size_t k = 0; k < r->n_caveats; k++)
        buf_printf(out, "- %.*s\n", SV_ARG(r->caveats[k]));
    buf_add_char(out, '\n');
}

void alerts_text(struct buf *out, const struct report *r)
{
    size_t shown[LEVEL_COUNT] = {0}, n = 0;
    char date[FORMAT_TEXT];

    buf_printf(out, "%.*s\nAs of %s. ", SV_ARG(r->headline),
               format_date_long(date, r->as_of));
    alerts_mode(out, r);
    buf_add_char(out, '\n');
    alerts_first(out, r);
    alerts_figures(out, r);
    if (!alerts_count(r))
        return;
    buf_add_str(out, "\nEvery CRITICAL and HIGH deal, the riskiest first\n\n");
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
