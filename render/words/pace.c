/* The pace of the quarter, and what slipped out of past ones. */
#include "render/words/flow_parts.h"
#include "render/words/phrase.h"

static struct sv won_size(const struct words *w, const struct pace *p,
                          size_t won, int64_t cents)
{
    return p->gap == GAP_NO_AMOUNTS || !w->deals->amount
               ? flow_deals(w, won)
               : flow_short(w, cents);
}

static struct sv beside(const struct words *w, const struct pace *p)
{
    struct sv ahead = phrase_count(p->ahead, w->style, w->a);

    if (p->gap != GAP_NONE)
        return (struct sv){0};
    return sv_printf(w->a,
                     "; past quarters had won %.*s by then (the middle of %zu; "
                     "%.*s of them had won less than this one)",
                     SV_ARG(flow_short(w, p->median_cents)), p->n,
                     SV_ARG(p->ahead ? ahead : SV("none")));
}

void words_pace(struct pace_words *out, const struct words *w,
                const struct pace *p)
{
    *out = (struct pace_words){0};
    out->line = sv_printf(
        w->a, "Won %.*s by day %d of %d%.*s",
        SV_ARG(won_size(w, p, p->now.won, p->now.won_cents)), p->day, p->days,
        SV_ARG(beside(w, p)));
    if (p->gap != GAP_NONE)
        out->gap = words_quarter_gap(w, p->gap, "The pace of past quarters");
    else if (p->due_gap != GAP_NONE)
        out->gap = words_quarter_gap(w, p->due_gap,
                                     "What was open and due in past quarters");
}

static struct slip_row row_of(const struct words *w, struct sv label,
                              const struct slip_count *c)
{
    return (struct slip_row){label,
                             phrase_of(c->won, c->due, w->style, w->a),
                             phrase_of(c->lost, c->due, w->style, w->a),
                             phrase_of(c->slipped, c->due, w->style, w->a), c};
}

static void add_pushes(struct slip_words *out, const struct words *w,
                       const struct slipping *s)
{
    static const char *const LABEL[SLIP_PUSHES] = {
        "Never pushed", "Pushed once", "Pushed twice", "Pushed 3 times or more"};

    if (!s->pushes_known)
        return;
    out->pushes = ARENA_ARRAY(w->a, SLIP_PUSHES + 1, struct slip_row);
    for (int k = 0; k < SLIP_PUSHES; k++)
        if (s->by_pushes[k].due)
            out->pushes[out->n_pushes++] =
                row_of(w, sv_from(LABEL[k]), &s->by_pushes[k]);
    if (s->not_watched.due)
        out->pushes[out->n_pushes++] =
            row_of(w, SV("Pushes not known"), &s->not_watched);
}

void words_slip(struct slip_words *out, const struct words *w,
                const struct slipping *s)
{
    *out = (struct slip_words){0};
    if (s->gap != GAP_NONE)
        out->gap = words_quarter_gap(
            w, s->gap, "What slipped out of past quarters");
    if (!s->n)
        return;
    out->quarters = ARENA_ARRAY(w->a, s->n + 1, struct slip_row);
    for (size_t k = 0; k < s->n; k++)
        out->quarters[out->n++] =
            row_of(w, flow_quarter(w, s->quarters[k].quarter),
                   &s->quarters[k].count);
    out->quarters[out->n++] = row_of(w, SV("All of them"), &s->all);
    out->line = sv_printf(
        w->a,
        "Of %.*s due in %zu past %s when they began, %.*s were won in time, "
        "%.*s lost, %.*s slipped",
        SV_ARG(flow_deals(w, s->all.due)), s->n,
        phrase_plural(s->n, "quarter", "quarters"),
        SV_ARG(phrase_share(s->all.won, s->all.due, w->style, w->a)),
        SV_ARG(phrase_share(s->all.lost, s->all.due, w->style, w->a)),
        SV_ARG(phrase_share(s->all.slipped, s->all.due, w->style, w->a)));
    add_pushes(out, w, s);
}
