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

enum { NAMED = 3 }; /* quarters that had won less, by name */

/* "2 of them had won less than this one: Q4 2025, Q2 2025". */
static struct sv behind(const struct words *w, const struct pace *p)
{
    struct sv names = {0};

    if (!p->ahead)
        return SV("none of them had won less than this one");
    for (size_t k = 0; p->ahead <= NAMED && k < p->n; k++)
        if (p->past[k].won_cents < p->now.won_cents)
            flow_join(w, &names, flow_quarter(w, p->past[k].quarter));
    return sv_printf(w->a, "%.*s of them had won less than this one%s%.*s",
                     SV_ARG(phrase_count(p->ahead, w->style, w->a)),
                     names.len ? ": " : "", SV_ARG(names));
}

static struct sv beside(const struct words *w, const struct pace *p)
{
    const char *then = p->days_left ? "with as many days left" : "on theirs";

    if (p->gap != GAP_NONE)
        return (struct sv){0};
    if (p->n == 1)
        return sv_printf(w->a, "; %s %.*s had won %.*s", then,
                         SV_ARG(flow_quarter(w, p->past[0].quarter)),
                         SV_ARG(flow_short(w, p->past[0].won_cents)));
    return sv_printf(w->a,
                     "; %s past quarters had won %.*s (the middle of the %zu "
                     "from %.*s to %.*s; %.*s)",
                     then, SV_ARG(flow_short(w, p->median_cents)), p->n,
                     SV_ARG(flow_quarter(w, p->past[p->n - 1].quarter)),
                     SV_ARG(flow_quarter(w, p->past[0].quarter)),
                     SV_ARG(behind(w, p)));
}

void words_pace(struct pace_words *out, const struct words *w,
                const struct pace *p)
{
    *out = (struct pace_words){0};
    struct sv won = won_size(w, p, p->now.won, p->now.won_cents);

    out->line =
        p->days_left
            ? sv_printf(w->a, "Won %.*s with %d of %d days left%.*s",
                        SV_ARG(won), p->days_left, p->days,
                        SV_ARG(beside(w, p)))
            : sv_printf(w->a, "Won %.*s on the last day%.*s", SV_ARG(won),
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
