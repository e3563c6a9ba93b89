#include "scoring/score/receipt.h"

#include <math.h>

static void add_line(struct score *out, enum line_kind kind,
                     enum subject subject, size_t index, double points)
{
    out->lines[out->n_lines++] = (struct receipt_line){
        .kind = kind,
        .subject = subject,
        .index = (uint16_t)index,
        .points = points,
        .shown = number_tenth(points),
    };
}

static int by_size(const void *left, const void *right)
{
    const struct receipt_line *a = left, *b = right;

    if (fabs(a->points) != fabs(b->points))
        return fabs(a->points) > fabs(b->points) ? -1 : 1;
    if (a->kind != b->kind)
        return a->kind < b->kind ? -1 : 1;
    return a->index < b->index ? -1 : a->index > b->index;
}

static double probability(double p)
{
    return p > 0 ? fmin(p, 1) : 0; /* NAN becomes 0 */
}

/* What a unit of the logit z moves P(lost), from z₀ to z: the factor c of the
 * receipt. Near z₀ the quotient loses its digits. */
static double slope(const struct model *m, double z, double z_base)
{
    double run = z - z_base, raw = logistic(z_base);

    if (fabs(run) < 1e-9)
        return calibrate_slope(&m->calibrator, raw) * raw * (1 - raw);
    return (calibrate(&m->calibrator, logistic(z)) -
            calibrate(&m->calibrator, raw)) /
           run;
}

static double sum_of(const double *parts, size_t n)
{
    double sum = 0;

    for (size_t j = 0; parts && j < n; j++)
        sum += parts[j];
    return sum;
}

static void add_learners(struct score *out, const struct model_share *s,
                         const double scale[LEARNERS], double weight)
{
    static const enum line_kind kinds[LEARNERS] = {LINE_FOREST, LINE_ADDITIVE};
    const struct feature_set *set = &s->model->features;
    size_t first = out->n_lines;

    for (int m = 0; m < LEARNERS; m++)
        for (size_t j = 0; s->parts[m] && j < set->n; j++) {
            double points = weight * scale[m] * s->parts[m][j];
            if (points != 0)
                add_line(out, kinds[m], set->columns[j].subject, j, points);
        }
    if (out->n_lines > first)
        qsort(out->lines + first, out->n_lines - first, sizeof(*out->lines),
              by_size);
}

/* Of the model: P(lost), and in `scale` what a part of each learner is worth.
 */
static void read_share(struct score *out, const struct model_share *share,
                       double scale[LEARNERS], double *p_base)
{
    const struct model *m = share->model;
    size_t n = m->features.n;
    double additive =
        m->additive.base + sum_of(share->parts[LEARNER_ADDITIVE], n);
    double base = model_base(m), z, c;

    out->forest =
        probability(m->base + sum_of(share->parts[LEARNER_FOREST], n));
    z = stack_logit(&m->stack, logit_cut(out->forest), additive);
    out->raw = logistic(z);
    out->p_loss = probability(calibrate(&m->calibrator, out->raw));
    *p_base = probability(calibrate(&m->calibrator, logistic(base)));
    model_scales(scale, m, out->forest);
    c = slope(m, z, base);
    for (int l = 0; l < LEARNERS; l++)
        scale[l] *= c;
}

void receipt_build(struct score *out, const struct rule_points *rules,
                   const struct model_share *share, const struct settings *s,
                   struct arena *a)
{
    double rule_weight = share ? s->rule_weight : 1;
    double scale[LEARNERS];
    size_t columns = share ? LEARNERS * share->model->features.n : 0;

    out->n_lines = 0;
    out->lines = ARENA_ARRAY(a, RULE_COUNT + 3 + columns, struct receipt_line);
    out->rule_points = rules->total;
    memcpy(out->tier, rules->tier, sizeof out->tier);
    out->exact = rule_weight * rules->total;
    out->p_loss = out->raw = out->forest = out->ml_points = NAN;

    if (share) {
        double p_base;
        read_share(out, share, scale, &p_base);
        out->ml_points = s->forest_weight * out->p_loss;
        out->exact += out->ml_points;
        add_line(out, LINE_BASE, SUBJECT_COUNT, 0, s->forest_weight * p_base);
    }
    for (size_t r = 0; r < RULE_COUNT; r++)
        if (rules->points[r] != 0)
            add_line(out, LINE_RULE, RULES[r].subject, r,
                     rule_weight * rules->points[r]);
    if (rules->cap < 0)
        add_line(out, LINE_CAP, SUBJECT_COUNT, 0, rule_weight * rules->cap);
    if (share)
        add_learners(out, share, scale, s->forest_weight);

    out->shown = number_tenth(out->exact);
    long long missing = number_tenths(out->exact);
    for (size_t i = 0; i < out->n_lines; i++)
        missing -= number_tenths(out->lines[i].points);
    if (missing != 0) {
        add_line(out, LINE_ROUNDING, SUBJECT_COUNT, 0, 0);
        out->lines[out->n_lines - 1].shown = (double)missing / 10;
    }
}

double receipt_score(const struct rule_points *rules,
                     const struct calibrator *calibrator, double raw,
                     const struct settings *s)
{
    double p;

    if (!calibrator)
        return number_tenth(rules->total);
    p = probability(calibrate(calibrator, probability(raw)));
    return number_tenth(s->rule_weight * rules->total + s->forest_weight * p);
}

void receipt_factors(struct score *score)
{
    double sum[SUBJECT_COUNT] = {0};

    for (size_t i = 0; i < score->n_lines; i++) {
        const struct receipt_line *line = &score->lines[i];
        if (line_has_subject(line->kind))
            sum[line->subject] += line->points;
    }

    score->n_factors = 0;
    while (score->n_factors < FACTORS) {
        size_t best = 0;
        for (size_t k = 1; k < SUBJECT_COUNT; k++)
            if (sum[k] > sum[best])
                best = k;
        if (!(sum[best] > 0.05))
            break;
        score->factors[score->n_factors++] = (struct factor){
            .subject = (enum subject)best,
            .points = sum[best],
            .shown = number_tenth(sum[best]),
        };
        sum[best] = 0;
    }
}
