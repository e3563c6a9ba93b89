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

/* What of `total` the deals were that have been lost since: at most all of
 * their amounts. */
static double lost_since(const struct followup *c, enum total total)
{
    double sum = 0;

    for (size_t k = 0; k < c->won + c->lost; k++) {
        const struct closed_since *x = &c->closed[k];
        bool counts = total != TOTAL_AT_RISK || x->level_before >= LEVEL_HIGH;
        if (!x->won && counts && isfinite(x->amount))
            sum += x->amount;
    }
    return sum;
}

static enum verdict verdict_of(const struct followup *c, enum total total)
{
    const struct trend_point *now = &c->trend[c->n_trend - 1];
    const struct trend_point *last = now - 1;
    double x = words_total(last, total), y = words_total(now, total);
    double lost = lost_since(c, total);

    if (total == TOTAL_PIPELINE)
        return VERDICT_NONE;
    if (y > x && y * last->pipeline > x * now->pipeline)
        return VERDICT_WORSE;
    y += lost;
    if (y < x && y * last->pipeline < x * (now->pipeline + lost) && !c->gone)
        return VERDICT_BETTER;
    return VERDICT_NONE;
}

static struct sv change_words(const struct words *w, double change,
                              enum verdict verdict)
{
    static const char *const WORDS[] = {
        [VERDICT_NONE] = "",
        [VERDICT_BETTER] = ", better",
        [VERDICT_WORSE] = ", worse",
    };
    char money[FORMAT_TEXT];

    if (fabs(change) < 0.005) /* half a cent */
        return SV("no change");
    return sv_printf(w->a, "%s%s%s", change > 0 ? "+" : MINUS,
                     format_money_short(money, fabs(change), w->style),
                     WORDS[verdict]);
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
            v->verdict = verdict_of(c, total);
        v->change = change_words(w, now - before, v->verdict);
        v->was = sv_printf(w->a, "was %s",
                           format_money_short(money, before, w->style));
        v->before = sv_printf(w->a, "%.*s on %s", SV_ARG(v->was),
                              format_date_near(day, c->last, w->as_of));
    }
}
