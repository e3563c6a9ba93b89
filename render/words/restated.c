#include "render/words/restated.h"

#include "render/words/flow_parts.h"
#include "render/words/phrase.h"
#include "scoring/quarter/flow.h"

struct sv words_restated_kind(enum restated_kind k)
{
    static const char *const LABEL[RESTATED_KINDS] = {
        [RESTATED_BACKDATED] = "told late",
        [RESTATED_REOPENED] = "reopened",
        [RESTATED_DELETED] = "deleted",
        [RESTATED_TURNED_LOST] = "lost now",
        [RESTATED_TURNED_WON] = "won now",
        [RESTATED_AMOUNT] = "amount edited",
        [RESTATED_MOVED_OUT] = "moved to another quarter",
        [RESTATED_MOVED_IN] = "moved in from another quarter",
        [RESTATED_RATE] = "rate changed",
    };

    return sv_from(LABEL[k]);
}

static struct sv deal_of(const struct words *w, const struct restatement *c)
{
    if (c->deal != FLOW_GONE)
        return w->deals->id[c->deal];
    return c->id.len ? c->id : SV("a deleted deal");
}

static struct sv what_of(const struct words *w, const struct restatement *c)
{
    struct sv then = flow_day(w, c->closed_then);
    struct sv now = flow_day(w, c->closed_now), told = flow_day(w, c->told);

    switch (c->kind) {
    case RESTATED_BACKDATED:
        return sv_printf(w->a, "won on %.*s, first told on %.*s", SV_ARG(now),
                         SV_ARG(told));
    case RESTATED_REOPENED:
        return sv_printf(w->a, "won on %.*s, open again by %.*s", SV_ARG(then),
                         SV_ARG(told));
    case RESTATED_DELETED:
        return sv_printf(w->a, "won on %.*s, in the export no more by %.*s",
                         SV_ARG(then), SV_ARG(told));
    case RESTATED_TURNED_LOST:
        return sv_printf(w->a, "won on %.*s, told as lost on %.*s",
                         SV_ARG(then), SV_ARG(told));
    case RESTATED_TURNED_WON:
        return sv_printf(w->a, "lost, told as won on %.*s", SV_ARG(told));
    case RESTATED_AMOUNT:
        return sv_printf(w->a, "%.*s \xe2\x86\x92 %.*s, told on %.*s",
                         SV_ARG(flow_full(w, c->before, false)),
                         SV_ARG(flow_full(w, c->after, false)), SV_ARG(told));
    case RESTATED_MOVED_OUT:
    case RESTATED_MOVED_IN:
        return sv_printf(w->a, "won on %.*s, dated %.*s since %.*s",
                         SV_ARG(then), SV_ARG(now), SV_ARG(told));
    case RESTATED_RATE:
        return SV("the rate of its currency is another");
    case RESTATED_KINDS:
        break;
    }
    return (struct sv){0};
}

static void add_rows(struct restated_quarter_words *out, const struct words *w,
                     const struct restated_quarter *q)
{
    out->rows = ARENA_ARRAY(w->a, q->n, struct restated_row);
    for (size_t k = 0; k < q->n; k++)
        out->rows[out->n++] =
            (struct restated_row){deal_of(w, &q->changes[k]),
                                  what_of(w, &q->changes[k]),
                                  flow_full(w, q->changes[k].cents, true),
                                  &q->changes[k]};
}

static struct sv note_of(const struct restated_quarter *q)
{
    if (!q->reached)
        return SV("The export does not reach back to it any more");
    if (q->settings_changed && q->n)
        return SV("Settings have changed since; a deal that they leave out "
                  "counts as deleted");
    return (struct sv){0};
}

static void tell_quarter(struct restated_quarter_words *out,
                         const struct words *w,
                         const struct restated_quarter *q)
{
    struct sv changes = phrase_count(q->n, w->style, w->a);

    out->label = flow_quarter(w, q->quarter);
    out->note = note_of(q);
    if (!q->reached)
        return;
    if (q->n)
        out->line = sv_printf(
            w->a, "%.*s as first told on %.*s, %.*s by %.*s %s: %.*s as told now",
            SV_ARG(flow_full(w, q->first_told, false)),
            SV_ARG(flow_day(w, q->first_run)),
            SV_ARG(flow_full(w, q->told_now - q->first_told, true)),
            SV_ARG(changes), phrase_plural(q->n, "change", "changes"),
            SV_ARG(flow_full(w, q->told_now, false)));
    else
        out->line = sv_printf(w->a, "%.*s, as first told on %.*s",
                              SV_ARG(flow_full(w, q->told_now, false)),
                              SV_ARG(flow_day(w, q->first_run)));
    add_rows(out, w, q);
    out->plain = !q->n && !out->note.len;
}

/* Said once of all of them. */
static void tell_late(struct restated_words *out, const struct words *w,
                      const struct restated *r)
{
    const struct restated_quarter *first = NULL;
    size_t n = 0;

    for (size_t k = 0; k < r->n; k++) {
        const struct restated_quarter *q = &r->quarters[k];
        if (!q->late || !q->reached)
            continue;
        n++;
        if (!first || q->first_run < first->first_run)
            first = q;
    }
    if (!n)
        return;
    struct sv which = n == 1      ? flow_quarter(w, first->quarter)
                      : n == r->n ? SV("all of these quarters")
                                  : sv_printf(w->a, "%zu of these quarters", n);
    out->late = sv_printf(
        w->a,
        "The store began on %.*s, when %.*s had ended: what changed in %s before "
        "cannot be told",
        SV_ARG(flow_day(w, first->first_run)), SV_ARG(which),
        n == 1 ? "it" : "them");
}

static void tell_same(struct restated_words *out, const struct words *w,
                      const struct restated *r)
{
    for (size_t k = 0; k < r->n; k++)
        if (out->quarters[k].plain)
            flow_join(w, &out->same,
                      sv_printf(w->a, "%.*s %.*s",
                                SV_ARG(out->quarters[k].label),
                                SV_ARG(flow_full(w, r->quarters[k].told_now,
                                                 false))));
    if (out->same.len)
        out->same = sv_printf(w->a, "As first told: %.*s", SV_ARG(out->same));
}

static size_t compared(const struct restated *r)
{
    size_t n = 0;

    for (size_t k = 0; k < r->n; k++)
        n += r->quarters[k].reached;
    return n;
}

static size_t changed(const struct restated *r)
{
    size_t n = 0;

    for (size_t k = 0; k < r->n; k++)
        n += r->quarters[k].n > 0;
    return n;
}

void words_restated(struct restated_words *out, const struct words *w,
                    const struct restated *r)
{
    *out = (struct restated_words){0};
    if (r->gap != GAP_NONE) {
        out->gap =
            words_quarter_gap(w, r->gap, "What of past quarters has changed");
        return;
    }
    out->quarters = ARENA_ARRAY(w->a, r->n, struct restated_quarter_words);
    for (size_t k = 0; k < r->n; k++)
        tell_quarter(&out->quarters[out->n++], w, &r->quarters[k]);
    tell_same(out, w, r);
    tell_late(out, w, r);
    if (r->changes)
        out->line = sv_printf(
            w->a, "%zu of %zu past %s told otherwise now: %.*s changed",
            changed(r), compared(r),
            phrase_plural(compared(r), "quarter is", "quarters are"),
            SV_ARG(flow_deals(w, r->changes)));
    else if (compared(r))
        out->line = sv_printf(w->a,
                              "%zu past %s told as %s first told", compared(r),
                              phrase_plural(compared(r), "quarter is",
                                            "quarters are"),
                              phrase_plural(compared(r), "it was",
                                            "they were"));
}
