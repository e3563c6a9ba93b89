#include "scoring/quality.h"

#include <math.h>

/* The best shrunk rate of a category; NAN where nothing has closed. */
static double best_rate(const struct standing *s, enum group group)
{
    const struct group_rates *rates = &s->now.groups[group];
    double best = NAN;

    for (size_t k = 0; k < rates->n; k++)
        if (rates->group[k].closed > 0)
            best = fmax(best, rates->group[k].shrunk);
    return best;
}

/* Share of the best, 0 … 1; NAN where the group or any record is missing.
 * A group of which nothing has closed has the overall rate as its record. */
static double of_best(const struct standing *s, enum group group, double best,
                      size_t i)
{
    const struct group_rate *rate = snapshot_rate(&s->now, s->d, group, i);

    if (rate == NULL || !(best > 0))
        return NAN;
    return fmin(1, rate->shrunk / best);
}

static double stage_progress(const struct standing *s, size_t i)
{
    int32_t stage, entered;

    deals_stage_at(s->d, i, s->as_of, &stage, &entered);
    if (stage < 0 || s->d->n_open_stages < 2 || s->d->stage_ordinal[stage] < 0)
        return NAN;
    return (double)s->d->stage_ordinal[stage] /
           (double)(s->d->n_open_stages - 1);
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

double quality_mean(const struct standing *s)
{
    double source = best_rate(s, GROUP_SOURCE), rep = best_rate(s, GROUP_OWNER);
    double account = best_rate(s, GROUP_ACCOUNT), sum = 0;
    size_t known = 0;

    for (size_t i = 0; i < s->d->n; i++) {
        if (s->state[i] != STATE_OPEN)
            continue;
        const double history[] = {of_best(s, GROUP_OWNER, rep, i),
                                  of_best(s, GROUP_ACCOUNT, account, i)};
        const double parts[] = {of_best(s, GROUP_SOURCE, source, i),
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
