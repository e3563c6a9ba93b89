#include "render/words/variance.h"

#include <math.h>

#include "render/words/format.h"

#define MINUS "\xe2\x88\x92"

double words_total(const struct trend_point *run, enum total total)
{
    switch (total) {
    case TOTAL_PIPELINE:
        return run->pipeline;
    case TOTAL_AT_RISK:
        return run->at_risk;
    default:
        return run->expected_loss;
    }
}

static enum verdict verdict_of(enum total total, double change)
{
    if (total == TOTAL_PIPELINE || !(fabs(change) > 0))
        return VERDICT_NONE;
    return change > 0 ? VERDICT_WORSE : VERDICT_BETTER;
}

struct sv words_money_change(const struct words *w, enum total total,
                             double before, double now)
{
    static const char *const WORDS[] = {
        [VERDICT_NONE] = "",
        [VERDICT_BETTER] = ", better",
        [VERDICT_WORSE] = ", worse",
    };
    double change = now - before;
    char money[FORMAT_TEXT];

    if (fabs(change) < 0.005) /* half a cent */
        return SV("no change");
    return sv_printf(w->a, "%s%s%s", change > 0 ? "+" : MINUS,
                     format_money_short(money, fabs(change), w->style),
                     WORDS[verdict_of(total, change)]);
}

struct sv words_count_change(const struct words *w, size_t before, size_t now)
{
    char n[FORMAT_TEXT];

    if (before == now)
        return SV("\xc2\xb1"
                  "0");
    return sv_printf(
        w->a, "%s%s", now > before ? "+" : MINUS,
        format_count(n, (double)(now > before ? now - before : before - now),
                     w->style));
}

void words_variances(struct variance out[TOTALS], const struct words *w,
                     const struct followup *c)
{
    char money[FORMAT_TEXT], day[FORMAT_TEXT];

    memset(out, 0, TOTALS * sizeof *out);
    for (int k = 0; c && c->n_trend > 1 && k < TOTALS; k++) {
        enum total total = (enum total)k;
        double now = words_total(&c->trend[c->n_trend - 1], total);
        double before = words_total(&c->trend[c->n_trend - 2], total);
        if ((total != TOTAL_PIPELINE && !c->comparable) || !isfinite(now) ||
            !isfinite(before))
            continue;
        struct variance *v = &out[k];
        if (fabs(now - before) >= 0.005)
            v->verdict = verdict_of(total, now - before);
        v->change = words_money_change(w, total, before, now);
        v->was = sv_printf(w->a, "was %s",
                           format_money_short(money, before, w->style));
        v->before = sv_printf(w->a, "%.*s on %s", SV_ARG(v->was),
                              format_date_near(day, c->last, w->as_of));
    }
}
