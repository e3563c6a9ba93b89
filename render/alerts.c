#include "render/alerts.h"

#include <math.h>

#include "render/format.h"
#include "render/links.h"
#include "render/theme.h"

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
    if (d->account.len && !sv_eq(d->account, d->title))
        buf_printf(out, " (%.*s)", SV_ARG(d->account));
    buf_printf(out, "\n  ACV:     %s\n",
               format_money_full(text, d->amount, r->currency));
    buf_printf(out, "  Score:   %s of 100", format_fixed(text, s->shown, 1));
    if (isfinite(s->p_loss))
        buf_printf(out, ", P(lost) %s", format_percent(text, s->p_loss, 0));
    buf_add_char(out, '\n');
    if (s->stage.len || d->owner.len)
        buf_printf(out, "  Where:   %.*s%s%.*s\n", SV_ARG(s->stage),
                   s->stage.len && d->owner.len ? ", " : "", SV_ARG(d->owner));
    if (s->note.len)
        buf_printf(out, "  Note:    %.*s\n", SV_ARG(s->note));
    for (size_t i = 0; i < s->n_factors; i++)
        buf_printf(out, "  %s %s %s: %.*s\n", i ? "        " : "Factors:",
                   format_signed(text, s->factors[i].shown, 1),
                   subject_name(s->factors[i].subject),
                   SV_ARG(s->factors[i].evidence));
    add_action(out, &s->action);
    link_deal(&url, r, d);
    if (url.len)
        buf_printf(out, "  Link:    %s\n", url.ptr);
    buf_release(&url);
    buf_add_char(out, '\n');
}

void alerts_text(struct buf *out, const struct report *r)
{
    char date[FORMAT_TEXT];

    buf_printf(out, "%.*s\nAs of %s. ", SV_ARG(r->headline),
               format_date_long(date, r->as_of));
    buf_printf(out, "Mode: %s. %.*s\n\n", mode_name(r->scores->mode),
               SV_ARG(r->model->reason));
    if (!alerts_count(r)) {
        buf_add_str(out, "Nothing to alert: no open deal is CRITICAL or "
                         "HIGH.\n");
        return;
    }
    for (size_t i = 0; i < r->n_deals; i++)
        if (r->deals[i].score->level >= LEVEL_HIGH)
            alerts_deal(out, r, &r->deals[i]);
}
