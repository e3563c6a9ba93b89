#include "scoring/stats/calibrate.h"

#include <math.h>

static const double P_LEAST = 1e-6;

static double clamp(double p)
{
    return p < P_LEAST ? P_LEAST : p > 1 - P_LEAST ? 1 - P_LEAST : p;
}

static double logit(double p)
{
    p = clamp(p);
    return log(p / (1 - p));
}

static double sigmoid(double x)
{
    return x >= 0 ? 1 / (1 + exp(-x)) : exp(x) / (1 + exp(x));
}

/* −log likelihood of one row with target t at linear predictor x. */
static double row_loss(double t, double x)
{
    return x >= 0 ? log1p(exp(-x)) + (1 - t) * x : log1p(exp(x)) - t * x;
}

double calibrate(const struct calibrator *c, double raw)
{
    return c->used ? sigmoid(c->a + c->b * logit(raw)) : raw;
}

double calibrate_slope(const struct calibrator *c, double raw)
{
    double g = calibrate(c, raw), p = clamp(raw);

    return c->used ? c->b * g * (1 - g) / (p * (1 - p)) : 1;
}

struct fit {
    const uint8_t *lost, *skip;
    const double *raw;
    size_t n;
    uint8_t left_out;
    double target[2]; /* of a won row, of a lost row */
};

static bool counts(const struct fit *f, size_t i)
{
    return !f->skip || f->skip[i] != f->left_out;
}

static double loss_at(const struct fit *f, double a, double b)
{
    double sum = 0;

    for (size_t i = 0; i < f->n; i++)
        if (counts(f, i))
            sum +=
                row_loss(f->target[f->lost[i] != 0], a + b * logit(f->raw[i]));
    return sum;
}

/* Newton's direction at (a, b); false once the gradient is nothing. */
static bool newton(const struct fit *f, double a, double b, double *da,
                   double *db)
{
    double ga = 0, gb = 0, haa = 1e-9, hab = 0, hbb = 1e-9, det;

    for (size_t i = 0; i < f->n; i++) {
        double x, p, d, w;
        if (!counts(f, i))
            continue;
        x = logit(f->raw[i]);
        p = sigmoid(a + b * x);
        d = p - f->target[f->lost[i] != 0];
        w = p * (1 - p);
        ga += d;
        gb += d * x;
        haa += w;
        hab += w * x;
        hbb += w * x * x;
    }
    if (fabs(ga) < 1e-9 && fabs(gb) < 1e-9)
        return false;
    det = haa * hbb - hab * hab;
    *da = -(hbb * ga - hab * gb) / det;
    *db = -(haa * gb - hab * ga) / det;
    return isfinite(*da) && isfinite(*db);
}

bool calibrator_fit(struct calibrator *out, const uint8_t *lost,
                    const double *raw, size_t n, const uint8_t *skip,
                    uint8_t left_out)
{
    struct fit f = {lost, skip, raw, n, left_out, {0, 0}};
    double a = 0, b = 1, da, db, rows[2] = {0, 0};

    *out = (struct calibrator){false, 0, 1};
    for (size_t i = 0; i < n; i++)
        if (counts(&f, i))
            rows[lost[i] != 0]++;
    if (rows[0] == 0 || rows[1] == 0)
        return false;
    f.target[0] = 1 / (rows[0] + 2);
    f.target[1] = (rows[1] + 1) / (rows[1] + 2);
    for (int step = 0; step < 50 && newton(&f, a, b, &da, &db); step++) {
        double now = loss_at(&f, a, b), scale = 1;
        while (scale > 1e-10 &&
               !(loss_at(&f, a + scale * da, b + scale * db) < now))
            scale /= 2;
        if (scale <= 1e-10)
            break;
        a += scale * da;
        b += scale * db;
    }
    if (!(b > 0) || !isfinite(a) || !isfinite(b))
        return false;
    *out = (struct calibrator){true, a, b};
    return true;
}
