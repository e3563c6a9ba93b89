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
    where = sv_printf(a, "Replayed on the same day of %zu past quarter%s, this "
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
