#include "scoring/stats/survival.h"

#include <math.h>
#include <stdbool.h>

static const double Z95 = 1.9599639845400542;

static int by_days(const void *left, const void *right)
{
    const struct lifetime *a = left, *b = right;

    if (a->days != b->days)
        return a->days < b->days ? -1 : 1;
    return a->event < b->event ? -1 : a->event > b->event;
}

static struct lifetime *sorted_spells(const struct lifetime *s, size_t n,
                                      struct arena *scratch)
{
    struct lifetime *sorted = ARENA_ARRAY(scratch, n, struct lifetime);

    if (n > 0) {
        memcpy(sorted, s, n * sizeof(*s));
        qsort(sorted, n, sizeof(*s), by_days);
    }
    return sorted;
}

/*
 * Where a falling step curve first reaches one half; midway to its next fall
 * where it rests on ½. Fed one step at a time; the tolerance is survfit's.
 */
struct crossing {
    double at, resting_on; /* resting_on: NAN when past ½ at once */
    bool found, done;
};

static void crossing_step(struct crossing *c, double days, double y)
{
    const double tolerance = 1.490116119384766e-8; /* √ of machine epsilon */

    if (c->done || isnan(y))
        return;
    if (!c->found) {
        if (!(y < 0.5 + tolerance))
            return;
        c->found = true;
        c->at = days;
        c->resting_on = y;
        c->done = fabs(y - 0.5) >= tolerance;
    } else if (y < c->resting_on) {
        c->at = (c->at + days) / 2;
        c->done = true;
    }
}

static double crossing_days(const struct crossing *c)
{
    return c->found ? c->at : NAN;
}

struct km_median km_median(const struct lifetime *s, size_t n,
                           struct arena *scratch)
{
    const struct lifetime *sorted = sorted_spells(s, n, scratch);
    struct crossing middle = {0}, lower = {0}, upper = {0};
    struct km_median out = {.deals = n};
    double survival = 1, greenwood = 0;

    for (size_t i = 0; i < n;) {
        double days = sorted[i].days;
        size_t events = 0, at_risk = n - i;

        for (; i < n && sorted[i].days == days; i++)
            events += sorted[i].event != 0;
        out.closed += events;
        if (events > 0) {
            double risk = (double)at_risk, fell = (double)events;
            survival = events == at_risk ? 0 : survival * (1 - fell / risk);
            greenwood += fell / (risk * (risk - fell));
        }

        crossing_step(&middle, days, survival);
        if (survival > 0 && survival < 1) {
            /* On the scale log(−log S); S = 0 has no interval. */
            double centre = log(-log(survival));
            double half = Z95 * sqrt(greenwood) / -log(survival);
            crossing_step(&lower, days, exp(-exp(centre + half)));
            crossing_step(&upper, days, exp(-exp(centre - half)));
        }
    }
    out.median = crossing_days(&middle);
    out.ci = (struct interval){crossing_days(&lower), crossing_days(&upper)};
    return out;
}

/*
 * x' V⁻¹ x by Gaussian elimination of the symmetric V (k × k); a direction
 * without variance is left out, and *rank counts those that remain.
 */
static double quadratic_form(double *v, double *x, size_t k, size_t *rank)
{
    double sum = 0, largest = 0;

    *rank = 0;
    for (size_t j = 0; j < k; j++)
        largest = fmax(largest, v[j * k + j]);
    for (size_t j = 0; j < k; j++) {
        double pivot = v[j * k + j];
        if (!(pivot > largest * 1e-10))
            continue;
        for (size_t r = j + 1; r < k; r++) {
            double factor = v[r * k + j] / pivot;
            for (size_t c = j; c < k; c++)
                v[r * k + c] -= factor * v[j * k + c];
            x[r] -= factor * x[j];
        }
        sum += x[j] * x[j] / pivot;
        (*rank)++;
    }
    return sum;
}

double logrank_p(const struct lifetime *s, size_t n, size_t cohorts,
                 struct arena *scratch)
{
    const struct lifetime *sorted = sorted_spells(s, n, scratch);
    double *at_risk = ARENA_ARRAY(scratch, cohorts, double);
    size_t *members = ARENA_ARRAY(scratch, cohorts, size_t);
    double *excess = ARENA_ARRAY(scratch, cohorts, double);
    double *expected = ARENA_ARRAY(scratch, cohorts, double);
    double *v = ARENA_ARRAY(scratch, cohorts * cohorts, double);

    for (size_t i = 0; i < n; i++) {
        at_risk[sorted[i].cohort]++;
        members[sorted[i].cohort]++;
    }

    for (size_t i = 0; i < n;) {
        double days = sorted[i].days, risk = (double)(n - i), events = 0;
        size_t end = i;

        for (; end < n && sorted[end].days == days; end++)
            if (sorted[end].event != 0) {
                events++;
                excess[sorted[end].cohort]++;
            }
        if (events > 0) {
            double share = events / risk;
            double spread = risk > 1 ? share * (risk - events) / (risk - 1) : 0;
            for (size_t j = 0; j < cohorts; j++) {
                if (at_risk[j] <= 0)
                    continue;
                expected[j] += at_risk[j] * share;
                excess[j] -= at_risk[j] * share;
                for (size_t k = 0; k < cohorts; k++)
                    v[j * cohorts + k] -=
                        spread * at_risk[j] * at_risk[k] / risk;
                v[j * cohorts + j] += spread * at_risk[j];
            }
        }
        for (; i < end; i++)
            at_risk[sorted[i].cohort]--;
    }

    /* Nothing can be expected of a cohort that has no follow-up yet, and of
     * the others the last follows from the rest. */
    size_t *used = ARENA_ARRAY(scratch, cohorts, size_t), n_used = 0;
    size_t without_follow_up = 0;
    for (size_t j = 0; j < cohorts; j++) {
        if (expected[j] > 0)
            used[n_used++] = j;
        else
            without_follow_up += members[j] > 0;
    }
    if (n_used < 2)
        return NAN;

    size_t k = n_used - 1, rank;
    double *small = ARENA_ARRAY(scratch, k * k, double);
    double *x = ARENA_ARRAY(scratch, k, double);
    for (size_t r = 0; r < k; r++) {
        x[r] = excess[used[r]];
        for (size_t c = 0; c < k; c++)
            small[r * k + c] = v[used[r] * cohorts + used[c]];
    }
    double chi = quadratic_form(small, x, k, &rank);
    return chi_squared_upper(chi, (double)(rank + without_follow_up));
}

void cumulative_incidence(struct incidence *out, const double *days, size_t k,
                          const struct lifetime *s, size_t n,
                          struct arena *scratch)
{
    const struct lifetime *sorted = sorted_spells(s, n, scratch);
    double *order = ARENA_ARRAY(scratch, k, double);
    struct incidence now = {.still_open = 1};
    size_t i = 0;

    if (k > 0)
        memcpy(order, days, k * sizeof(*days));
    sort_doubles(order, k);

    for (size_t q = 0; q < k; q++) {
        while (i < n && sorted[i].days <= order[q]) {
            double at = sorted[i].days, risk = (double)(n - i);
            double won = 0, lost = 0;
            for (; i < n && sorted[i].days == at; i++) {
                won += sorted[i].event == 1;
                lost += sorted[i].event == 2;
            }
            now.won += now.still_open * won / risk;
            now.lost += now.still_open * lost / risk;
            now.still_open *= 1 - (won + lost) / risk;
        }
        for (size_t j = 0; j < k; j++)
            if (days[j] == order[q]) {
                out[j] = now;
                out[j].days = days[j];
                out[j].followed = n - i;
            }
    }
}
