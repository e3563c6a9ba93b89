#include <math.h>

#include "render/words/format.h"
#include "render/report/report.h"

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

void report_record(struct report *out, struct arena *run)
{
    const struct holdout *h = &out->model->holdout;
    const struct flags *f = &h->flags[out->scores->mode];
    char flagged[FORMAT_TEXT], all[FORMAT_TEXT], share[FORMAT_TEXT];
    char low[FORMAT_TEXT], high[FORMAT_TEXT];
    struct sv where, others, money;

    if (!h->n_replays)
        return;
    out->record = f;
    where = sv_printf(run, "Replayed on %zu past quarter start%s, this score",
                      h->n_replays, h->n_replays == 1 ? "" : "s");
    format_count(all, (double)(f->flagged.rows + f->other.rows), out->style);
    if (!f->flagged.rows) {
        out->record_sentence = sv_printf(
            run,
            "%.*s called none of %s open deals HIGH or CRITICAL, so there is "
            "no record of such calls",
            SV_ARG(where), all);
        return;
    }
    others = others_clause(f, out->style, run);
    money = money_clause(f, out->style, run);
    out->record_sentence = sv_printf(
        run,
        "%.*s called %s of %s open deals HIGH or CRITICAL, and %s of those "
        "were lost (95%% interval %s to %s)%.*s%.*s",
        SV_ARG(where),
        format_count(flagged, (double)f->flagged.rows, out->style), all,
        format_percent(share, f->flagged.lost_share, 0, out->style),
        format_percent(low, f->flagged.ci.lower, 0, out->style),
        format_percent(high, f->flagged.ci.upper, 0, out->style),
        SV_ARG(others), SV_ARG(money));
}
