#include "scoring/score/changeable.h"

#include <math.h>
#include <string.h>

#include "scoring/score/counterfactual.h"
#include "scoring/settings/settings.h"

/* What the features say of each landmark row; NAN where it is not known. */
struct facts {
    float *stage, *in_stage, *to_close, *quiet; /* rows */
};

/*
 * These features read nothing of a snapshot but its day and what the history
 * records, so the company's figures of all those days are not reckoned again:
 * that alone would cost more than everything else here.
 */
float *changeable_read(const char *feature, const struct deals *d,
                       const struct landmarks *l, struct arena *a)
{
    const struct feature *f = feature_find(sv_from(feature));
    struct snapshot s = {.dated_expected = history_dates_expected(d)};
    float *x = ARENA_ARRAY(a, l->m.rows, float);

    for (size_t k = 0; k < l->m.rows; k++) {
        s.day = l->date[k];
        x[k] = (float)f->fn(d, &s, l->deal[k]);
    }
    return x;
}

/* Least r with half of the weight of the rows in the stage at or below. */
static double median_remaining(const struct deals *d, const struct landmarks *l,
                               const struct facts *f, size_t stage,
                               double *weight, size_t days)
{
    double total = 0, sum = 0;
    size_t r = 0;

    memset(weight, 0, days * sizeof *weight);
    for (size_t k = 0; k < l->m.rows; k++)
        if (f->stage[k] == (float)stage) {
            weight[d->closed[l->deal[k]] - l->date[k]] += l->weight[k];
            total += l->weight[k];
        }
    if (total == 0)
        return NAN;
    while ((sum += weight[r]) < total / 2 && r + 1 < days)
        r++;
    return (double)r;
}

static size_t rows_near(const float *x, size_t n, double target)
{
    size_t near = 0;

    for (size_t k = 0; k < n; k++)
        near += fabs(x[k] - target) <= COUNTERFACTUAL_DAYS;
    return near;
}

static void count_stages(struct changeable *out, const struct deals *d,
                         const struct landmarks *l, const struct facts *f,
                         struct arena *work)
{
    int32_t oldest = l->day;
    double *weight;
    size_t days;

    for (size_t k = 0; k < l->m.rows; k++)
        if (l->date[k] < oldest)
            oldest = l->date[k];
    days = (size_t)(l->day - oldest) + 1;
    weight = ARENA_ARRAY(work, days, double);
    for (size_t o = 0; o < out->n_stages; o++) {
        struct changeable_stage *stage = &out->stage[o];

        for (size_t k = 0; k < l->m.rows; k++)
            stage->fresh += f->stage[k] == (float)o &&
                            f->in_stage[k] <= COUNTERFACTUAL_DAYS;
        stage->remaining = median_remaining(d, l, f, o, weight, days);
        stage->expected = rows_near(f->to_close, l->m.rows, stage->remaining);
    }
}

void changeable_count(struct changeable *out, const struct deals *d,
                      int32_t day, const struct forest_settings *settings,
                      struct arena *a)
{
    const struct feature_set none = {0};
    struct changeable c = {.n_stages = d->n_open_stages};
    struct landmarks l;
    struct arena work;

    c.stage = ARENA_ARRAY(a, c.n_stages, struct changeable_stage);
    for (size_t code = d->stage.n_labels; code-- > 0;)
        if (d->stage_ordinal[code] >= 0)
            c.stage[d->stage_ordinal[code]].code = (int32_t)code;
    arena_init(&work);
    landmarks_build(&l, d, &none, day, settings, &work);
    struct facts f = {
        .stage = changeable_read("stage_ordinal", d, &l, &work),
        .in_stage = changeable_read("days_in_stage", d, &l, &work),
        .to_close = changeable_read("days_to_expected_close", d, &l, &work),
        .quiet = changeable_read("days_since_activity", d, &l, &work),
    };
    for (size_t k = 0; k < l.m.rows; k++)
        c.active += f.quiet[k] <= COUNTERFACTUAL_DAYS;
    count_stages(&c, d, &l, &f, &work);
    arena_release(&work);
    *out = c;
}
