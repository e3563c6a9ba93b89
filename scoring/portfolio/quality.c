#include "scoring/portfolio/quality.h"

#include <math.h>

/* The group's record, ½ where it is the company's; NAN where the field is
 * empty or nothing has closed. A group of which nothing has closed has the
 * overall rate as its record. */
static double record(const struct deal_states *s, enum group group, size_t i)
{
    const struct group_rate *rate =
        snapshot_rate(s->scores->now, s->ctx->deals, group, i);

    if (rate == NULL || !(s->scores->now->win_rate > 0))
        return NAN;
    return fmin(1, 0.5 * rate->shrunk / s->scores->now->win_rate);
}

static double stage_progress(const struct deal_states *s, size_t i)
{
    const struct deals *d = s->ctx->deals;
    int32_t stage, entered;

    deals_stage_at(d, i, s->ctx->as_of, &stage, &entered);
    if (stage < 0 || d->n_open_stages < 2 || d->stage_ordinal[stage] < 0 ||
        d->stage_order_from == ORDER_UNKNOWN)
        return NAN;
    return (double)d->stage_ordinal[stage] / (double)(d->n_open_stages - 1);
}

static double mean_of_known(const double *x, size_t n)
{
    double sum = 0;
    size_t known = 0;

    for (size_t k = 0; k < n; k++)
        if (!isnan(x[k])) {
            sum += x[k];
            known++;
        }
    return known > 0 ? sum / (double)known : NAN;
}

double quality_mean(const struct deal_states *s)
{
    double sum = 0;
    size_t known = 0;

    for (size_t i = 0; i < s->ctx->deals->n; i++) {
        if (s->state[i] != STATE_OPEN)
            continue;
        const double history[] = {record(s, GROUP_OWNER, i),
                                  record(s, GROUP_ACCOUNT, i)};
        const double parts[] = {record(s, GROUP_SOURCE, i),
                                stage_progress(s, i),
                                mean_of_known(history, 2)};
        double quality = mean_of_known(parts, 3);
        if (!isnan(quality)) {
            sum += 100 * quality;
            known++;
        }
    }
    return known > 0 ? sum / (double)known : NAN;
}
