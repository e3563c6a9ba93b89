/* Targets of a quarter, in words. */
#include <math.h>

#include "render/words/format.h"
#include "render/words/phrase.h"
#include "render/words/quarter_parts.h"

static struct sv attained(const struct words *w, const struct landing_target *t)
{
    char share[FORMAT_TEXT];
    struct sv amount = quarter_money(w, t->amount);
    double so_far = t->attained * t->amount;

    format_percent(share, t->attained, 0, w->style);
    if (t->reached)
        return sv_printf(w->a, "The target of %.*s is reached: %.*s are won",
                         SV_ARG(amount), SV_ARG(quarter_money(w, so_far)));
    return sv_printf(w->a, "%.*s of the target of %.*s (%s) are won, %.*s to go",
                     SV_ARG(quarter_money(w, so_far)), SV_ARG(amount), share,
                     SV_ARG(quarter_money(w, t->gap)));
}

/* "past quarters needed 2.4 times (1.8 to 3.1) on this day". */
static struct sv needed(const struct words *w, const struct landing_cover *c)
{
    char median[FORMAT_TEXT], low[FORMAT_TEXT], high[FORMAT_TEXT];

    if (!c->n)
        return (struct sv){0};
    return sv_printf(
        w->a,
        "; on the same day of %zu past %s that was %s times what then came in "
        "(%s to %s)",
        c->n, phrase_plural(c->n, "quarter", "quarters"),
        format_fixed(median, c->median, 1, w->style),
        format_fixed(low, c->low, 1, w->style),
        format_fixed(high, c->high, 1, w->style));
}

/* Of what is due where past days date it, else of all that is open. */
static struct sv cover(const struct words *w, const struct landing_target *t)
{
    bool due = t->by_due.n > 0 || (!isnan(t->by_due.now) && !t->by_open.n);
    const struct landing_cover *c = due ? &t->by_due : &t->by_open;
    char now[FORMAT_TEXT];

    if (isnan(c->now))
        return (struct sv){0};
    return sv_printf(w->a, "%.*s are open%s, %s times what is to go%.*s",
                     SV_ARG(quarter_money(w, c->now * t->gap)),
                     due ? " and due in the quarter" : "",
                     format_fixed(now, c->now, 1, w->style),
                     SV_ARG(needed(w, c)));
}

void quarter_target(struct quarter_words *out, const struct words *w,
                    const struct landing *l, const struct landing_quarter *q)
{
    const struct landing_target *t = &q->target;
    char chance[FORMAT_TEXT];

    (void)l;
    if (isnan(t->amount))
        return;
    out->target = attained(w, t);
    if (t->reached)
        return;
    out->cover = cover(w, t);
    if (!isnan(t->chance))
        out->chance =
            sv_printf(w->a, "The chance to reach it is %s",
                      format_chance(chance, t->chance, 0, w->style));
}

struct sv words_unknown_targets(const struct words *w, const struct landing *l)
{
    struct sv out = {0};
    size_t n = l->targets ? l->targets->n_unknown : 0;

    if (!n)
        return out;
    for (size_t k = 0; k < n && k < 5; k++)
        out = sv_printf(w->a, "%.*s%s\"%.*s\"", SV_ARG(out), k ? ", " : "",
                        SV_ARG(phrase_name(l->targets->unknown[k], w->a)));
    return sv_printf(w->a,
                     "Targets are given for %.*s%s, who %s no owner and no "
                     "manager of a deal: check the spelling",
                     SV_ARG(out), n > 5 ? " and others" : "",
                     n == 1 ? "is" : "are");
}
