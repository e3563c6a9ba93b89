#include "render/words/rates.h"

#include <math.h>

#include "render/words/format.h"
#include "render/words/phrase.h"
#include "scoring/portfolio/portfolio.h"
#include "scoring/score/score.h"

/* "6 of 8 lost deals have no close date" */
static struct sv undated(const struct words *w, const struct closed_side *side,
                         const char *outcome)
{
    return sv_printf(w->a, "%.*s of %.*s %s %s %s no close date",
                     SV_ARG(phrase_count(side->undated, w->style, w->a)),
                     SV_ARG(phrase_count(side->deals, w->style, w->a)), outcome,
                     phrase_plural(side->deals, "deal", "deals"),
                     phrase_plural(side->undated, "has", "have"));
}

static bool lost_lack_more(const struct deals *d)
{
    return d->lost_side.undated * d->won_side.deals >
           d->won_side.undated * d->lost_side.deals;
}

struct sv words_rate_note(const struct words *w)
{
    const struct deals *d = w->deals;

    switch (d->rate_gap) {
    case RATE_NONE_LOST:
        return SV("no lost deal in the export");
    case RATE_NONE_WON:
        return SV("no won deal in the export");
    case RATE_UNDATED:
        return lost_lack_more(d) ? undated(w, &d->lost_side, "lost")
                                 : undated(w, &d->won_side, "won");
    case RATE_KNOWN:
        break;
    }
    return (struct sv){0};
}

struct sv words_rate_gap(const struct words *w)
{
    const struct deals *d = w->deals;
    bool lost = lost_lack_more(d);
    const struct closed_side *other = lost ? &d->won_side : &d->lost_side;
    struct sv note = words_rate_note(w);

    if (!note.len)
        return note;
    if (d->rate_gap != RATE_UNDATED)
        return sv_printf(w->a, "there is %.*s", SV_ARG(note));
    return sv_printf(w->a, "%.*s, but %.*s of %.*s %s ones", SV_ARG(note),
                     SV_ARG(phrase_count(other->undated, w->style, w->a)),
                     SV_ARG(phrase_count(other->deals, w->style, w->a)),
                     lost ? "won" : "lost");
}

struct sv words_rate_reason(const struct words *w)
{
    struct sv gap = words_rate_gap(w);

    if (!gap.len)
        return gap;
    return sv_printf(w->a,
                     "No win rate is given: %.*s. Off is what rests on one: "
                     "rates of reps and segments, the rules that compare with "
                     "them, and the loss expected at an overall rate",
                     SV_ARG(gap));
}

struct sv words_base_rate(const struct words *w, const struct portfolio *p,
                          const struct scores *scores)
{
    const struct outcome_drift *moved = &scores->outcomes;
    size_t closed = p->won + p->lost;
    char day[FORMAT_TEXT];

    if (!closed || w->deals->rate_gap)
        return (struct sv){0};
    if (moved->moved)
        return sv_printf(w->a, "%.*s of the %.*s deals closed after %s were "
                               "lost",
                         SV_ARG(phrase_share(moved->recent.lost,
                                             moved->recent.closed, w->style,
                                             w->a)),
                         SV_ARG(phrase_count(moved->recent.closed, w->style,
                                             w->a)),
                         format_date(day, moved->since));
    return sv_printf(w->a, "%.*s of the %.*s closed %s lost",
                     SV_ARG(phrase_share(p->lost, closed, w->style, w->a)),
                     SV_ARG(phrase_count(closed, w->style, w->a)),
                     phrase_plural(closed, "deal was", "deals were"));
}

struct sv words_loss_rate(const struct scores *scores)
{
    if (scores->mode == MODE_HYBRID)
        return SV("its chance of loss");
    return scores->open_loss_deals ? SV("the loss rate of open deals")
                                   : SV("the loss rate of closed deals");
}

struct sv words_loss_range(const struct words *w, const struct portfolio *p)
{
    const struct money *m = &p->money;
    char low[FORMAT_TEXT], high[FORMAT_TEXT];

    if (isnan(m->expected_loss) || !p->open)
        return (struct sv){0};
    if (!m->loss_replays)
        return SV("no interval: no past day to try it on");
    if (isnan(m->loss80.lower))
        return (struct sv){0};
    return sv_printf(w->a, "80%% interval %s to %s",
                     format_money_short(low, m->loss80.lower, w->style),
                     format_money_short(high, m->loss80.upper, w->style));
}

struct sv words_loss_gap(const struct words *w, const struct portfolio *p)
{
    if (!isnan(p->money.expected_loss))
        return (struct sv){0};
    if (isnan(p->money.pipeline))
        return SV("no open deal has an amount");
    return w->deals->rate_gap ? words_rate_note(w)
                              : SV("no deal has closed yet");
}
