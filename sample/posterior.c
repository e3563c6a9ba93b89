#include <math.h>

#include "sample/world_parts.h"

static double log_ratio(double lost, double won)
{
    return log(fmax(lost, 1e-12)) - log(fmax(won, 1e-12));
}

/* P(a doomed deal that entered a stage `t` days ago has come to its end there,
 * and waits for the clean-up). */
static double waiting(const struct world *w, const struct world_deal *deal,
                      int stay, int t)
{
    int stage = deal->stays[stay].stage;
    int32_t entered = deal->stays[stay].entered;
    const struct stay_law *law = &w->stay[1][stage][deal->size_class];
    double out = 0;

    for (int d = 1; d <= t && w->scenario->cleaned_up > 0; d++)
        if (world_quarter_end(entered + d) > entered + t)
            out += law->density[d];
    return out * w->scenario->cleaned_up * world_closing_share(w, true, stage);
}

/* What crowds at the ends of quarters change of P(no event seen of a deal of a
 * fate that entered a stage `t` days ago): some wait, some are gone before. */
static double crowded(const struct world *w, const struct world_deal *deal,
                      int stay, int t, bool lost)
{
    int stage = deal->stays[stay].stage;
    int32_t entered = deal->stays[stay].entered, today = entered + t;
    const struct stay_law *law = &w->stay[lost][stage][deal->size_class];
    int near = CROWD_BEFORE + CROWD_AFTER + CROWD_LAST;
    double out = 0;

    if (w->scenario->crowded <= 0)
        return 0;
    for (int d = t > near ? t - near : 1; d < TABLE_DAYS && d <= t + near;
         d++) {
        int32_t closed = world_crowd(deal->number, entered, entered + d);
        out += law->density[d] * ((closed > today) - (d > t));
    }
    return out * w->scenario->crowded * world_closing_share(w, lost, stage);
}

/* P(lost) before the shock of the quarter in which it will close, which is
 * averaged over (trapezoids over the normal). */
static double after_shock(const struct world *w, double prior, double p)
{
    double out = 0, sum = 0;

    for (int i = -40; i <= 40; i++) {
        double z = i / 10.0, weight = exp(-z * z / 2);
        double now = world_shocked(w->scenario, prior, z);
        out += weight * (p * fmin(now / prior, 1) +
                         (1 - p) * fmax((now - prior) / (1 - prior), 0));
        sum += weight;
    }
    return out / sum;
}

double world_posterior(const struct world *w, const struct world_deal *deal,
                       int32_t day)
{
    double log_odds = log(deal->prior) - log1p(-deal->prior);
    int c = deal->size_class;

    for (int i = 0; i < deal->n_stays && deal->stays[i].entered <= day; i++) {
        int s = deal->stays[i].stage;
        bool known = i + 1 < deal->n_stays && deal->stays[i + 1].entered <= day;
        const struct stay_law *lost = &w->stay[1][s][c];
        const struct stay_law *won = &w->stay[0][s][c];
        if (!known) {
            int t = day - deal->stays[i].entered;
            t = t < TABLE_DAYS ? t : TABLE_DAYS - 1;
            log_odds +=
                log_ratio(lost->survival[t] + waiting(w, deal, i, t) +
                              crowded(w, deal, i, t, true),
                          won->survival[t] + crowded(w, deal, i, t, false));
            break;
        }
        int d = deal->stays[i + 1].entered - deal->stays[i].entered;
        bool back = deal->stays[i + 1].stage < s;
        double slip1 = s > 0 ? w->slip[1] : 0, slip0 = s > 0 ? w->slip[0] : 0;
        log_odds += log_ratio(lost->density[d], won->density[d]);
        log_odds += log_ratio(back ? (1 - w->exit[1][s]) * slip1
                                   : (1 - w->exit[1][s]) * (1 - slip1),
                              back ? slip0 : 1 - slip0);
    }
    for (int i = 0; i < deal->n_pushes && deal->pushes[i].date <= day; i++)
        log_odds += log_ratio(w->push[1], w->push[0]);
    log_odds -= (w->push[1] - w->push[0]) * (day - deal->created);
    double p = 1 / (1 + exp(-log_odds));
    if (w->scenario->company_quarter > 0)
        p = after_shock(w, deal->prior, p);
    if (w->scenario->turned_days > 0 &&
        day >= world_day() - w->scenario->turned_days)
        p += (1 - p) * w->scenario->turned;
    return p;
}
