#include "render/words/flags.h"

#include <math.h>

#include "render/words/format.h"

/* "; $1.2M of $3.4M that was lost stood in flagged deals". */
static struct sv money_clause(const struct flags *f, struct style style,
                              struct arena *run)
{
    char caught[FORMAT_TEXT], lost[FORMAT_TEXT];

    if (!isfinite(f->caught) || !(f->caught + f->missed > 0))
        return SV("");
    return sv_printf(run, "; %s of the %s that was lost stood in flagged deals",
                     format_money_short(caught, f->caught, style),
                     format_money_short(lost, f->caught + f->missed, style));
}

/* ", against 44% of the 1,200 not flagged". */
static struct sv others_clause(const struct flags *f, struct style style,
                               struct arena *run)
{
    char share[FORMAT_TEXT], n[FORMAT_TEXT];

    if (!isfinite(f->other.lost_share))
        return SV("");
    return sv_printf(run, ", against %s of the %s not flagged",
                     format_percent(share, f->other.lost_share, 0, style),
                     format_count(n, (double)f->other.rows, style));
}

struct sv words_record(struct style style, const struct holdout *h,
                       enum mode mode, struct arena *a)
{
    const struct flags *f = &h->flags[mode];
    char flagged[FORMAT_TEXT], all[FORMAT_TEXT], share[FORMAT_TEXT];
    char low[FORMAT_TEXT], high[FORMAT_TEXT];
    struct sv where, others, money;

    if (!h->n_replays)
        return (struct sv){0};
    where = sv_printf(a,
                      "Replayed on the same day of %zu past quarter%s, this "
                      "score",
                      h->n_replays, h->n_replays == 1 ? "" : "s");
    format_count(all, (double)(f->flagged.rows + f->other.rows), style);
    if (!f->flagged.rows)
        return sv_printf(
            a,
            "%.*s called none of %s open deals HIGH or CRITICAL, so there is "
            "no record of such calls",
            SV_ARG(where), all);
    others = others_clause(f, style, a);
    money = money_clause(f, style, a);
    return sv_printf(
        a,
        "%.*s called %s of %s open deals HIGH or CRITICAL, and %s of those "
        "were lost (95%% interval %s to %s)%.*s%.*s",
        SV_ARG(where), format_count(flagged, (double)f->flagged.rows, style),
        all, format_percent(share, f->flagged.lost_share, 0, style),
        format_percent(low, f->flagged.ci.lower, 0, style),
        format_percent(high, f->flagged.ci.upper, 0, style), SV_ARG(others),
        SV_ARG(money));
}

struct sv words_record_short(struct style style, const struct holdout *h,
                             enum mode mode, struct arena *a)
{
    const struct flags *f = &h->flags[mode];
    char share[FORMAT_TEXT], other[FORMAT_TEXT];

    if (!h->n_replays)
        return (struct sv){0};
    if (!f->flagged.rows)
        return SV("No past record: on the replayed days no deal was flagged.");
    format_percent(share, f->flagged.lost_share, 0, style);
    if (!isfinite(f->other.lost_share))
        return sv_printf(a, "Past record: %s of flagged deals were lost.",
                         share);
    return sv_printf(a,
                     "Past record: %s of flagged deals were lost, %s of the "
                     "others.",
                     share,
                     format_percent(other, f->other.lost_share, 0, style));
}

/* "62% to 86% of the 119 flagged" */
static struct sv side_clause(const struct ahead_side *s, const char *called,
                             struct style style, struct arena *a)
{
    char n[FORMAT_TEXT], low[FORMAT_TEXT], high[FORMAT_TEXT];

    if (isnan(s->range.lower))
        return (struct sv){0};
    return sv_printf(a, "%s to %s of the %s %s",
                     format_percent(low, s->range.lower, 0, style),
                     format_percent(high, s->range.upper, 0, style),
                     format_count(n, (double)s->deals, style), called);
}

struct sv words_ahead(struct style style, const struct scores *scores,
                      struct arena *a)
{
    const struct ahead *h = &scores->ahead;
    const struct interval *auc =
        &h->auc[scores->mode == MODE_HYBRID ? SCORER_HYBRID : SCORER_RULES];
    struct sv flagged = side_clause(&h->sides[FLAGGED], "flagged", style, a);
    struct sv others =
        side_clause(&h->sides[NOT_FLAGGED], "not flagged", style, a);
    struct sv ranks = {0}, sides = {0};
    int n;
    char low[FORMAT_TEXT], high[FORMAT_TEXT];

    if (isfinite(auc->lower))
        ranks = sv_printf(a, "this score should rank with an AUC of %s to %s",
                          format_fixed(low, auc->lower, 2, style),
                          format_fixed(high, auc->upper, 2, style));
    if (flagged.len || others.len)
        sides =
            sv_printf(a, "%.*s%s%.*s should be lost", SV_ARG(flagged),
                      flagged.len && others.len ? " and " : "", SV_ARG(others));
    n = (ranks.len > 0) + (flagged.len > 0) + (others.len > 0);
    if (!n)
        return ranks;
    return sv_printf(a,
                     "Of the deals open today, which are others, %.*s%s%.*s "
                     "(95%% prediction %s)",
                     SV_ARG(ranks), ranks.len && sides.len ? "; " : "",
                     SV_ARG(sides),
                     n > 1 ? "ranges" : "range");
}
