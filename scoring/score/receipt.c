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
    return a->index < b->index ? -1 : a->index > b->index;
}

static double probability(double p)
{
    return p > 0 ? fmin(p, 1) : 0; /* NAN becomes 0 */
}

/* The factor c of the receipt; near f = φ₀ the quotient loses its digits. */
static double slope(const struct forest_share *f, double raw, double p,
                    double p_base)
{
    double run = raw - f->base;

    if (fabs(run) < 1e-9)
        return calibrate_slope(f->calibrator, f->base);
    return (p - p_base) / run;
}

static void add_forest(struct score *out, const struct forest_share *f,
                       double weight, double c)
{
    size_t first = out->n_lines;

    for (size_t j = 0; j < f->features->n; j++) {
        double points = weight * c * f->phi[j];
        if (points != 0)
            add_line(out, LINE_FOREST, f->features->columns[j].subject, j,
                     points);
    }
    if (out->n_lines > first)
        qsort(out->lines + first, out->n_lines - first, sizeof(*out->lines),
              by_size);
}

void receipt_build(struct score *out, const struct rule_points *rules,
                   const struct forest_share *forest, const struct settings *s,
                   struct arena *a)
{
    bool hybrid = forest != NULL && forest->phi != NULL;
    double rule_weight = hybrid ? s->rule_weight : 1;
    double c = 0;
    size_t columns = hybrid ? forest->features->n : 0;

    out->n_lines = 0;
    out->lines = ARENA_ARRAY(a, RULE_COUNT + 3 + columns, struct receipt_line);
    out->rule_points = rules->total;
    memcpy(out->tier, rules->tier, sizeof out->tier);
    out->exact = rule_weight * rules->total;
    out->p_loss = out->raw = out->ml_points = NAN;

    if (hybrid) {
        double sum = forest->base;
        for (size_t j = 0; j < columns; j++)
            sum += forest->phi[j];
        out->raw = probability(sum);
        out->p_loss = probability(calibrate(forest->calibrator, out->raw));
        out->ml_points = s->forest_weight * out->p_loss;
        out->exact += out->ml_points;

        double p_base =
            probability(calibrate(forest->calibrator, forest->base));
        c = slope(forest, out->raw, out->p_loss, p_base);
        add_line(out, LINE_BASE, SUBJECT_COUNT, 0, s->forest_weight * p_base);
    }
    for (size_t r = 0; r < RULE_COUNT; r++)
        if (rules->points[r] != 0)
            add_line(out, LINE_RULE, RULES[r].subject, r,
                     rule_weight * rules->points[r]);
    if (rules->cap < 0)
        add_line(out, LINE_CAP, SUBJECT_COUNT, 0, rule_weight * rules->cap);
    if (hybrid)
        add_forest(out, forest, s->forest_weight, c);

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
        if (line->kind == LINE_RULE || line->kind == LINE_FOREST)
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
