#include "scoring/stats/calibrate.h"

#include <math.h>
#include <stdlib.h>

#include "scoring/base/mem.h"

static const double P_LEAST = 1e-6;

static double clamp(double p)
{
    return p < P_LEAST ? P_LEAST : p > 1 - P_LEAST ? 1 - P_LEAST : p;
}

double calibrate_least(void)
{
    return P_LEAST;
}

double logit_cut(double p)
{
    p = clamp(p);
    return log(p / (1 - p));
}

double logistic(double x)
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
    return c->used ? logistic(c->a + c->b * logit_cut(raw)) : raw;
}

double calibrate_slope(const struct calibrator *c, double raw)
{
    double g = calibrate(c, raw), p = clamp(raw);

    return c->used ? c->b * g * (1 - g) / (p * (1 - p)) : 1;
}

/* The rows that count, by their logit. */
struct fit {
    size_t n;
    double *x; /* n */
    double *target;
};

static double loss_at(const struct fit *f, double a, double b)
{
    double sum = 0;

    for (size_t i = 0; i < f->n; i++)
        sum += row_loss(f->target[i], a + b * f->x[i]);
    return sum;
}

/* Newton's direction at (a, b); false once the gradient is nothing. */
static bool newton(const struct fit *f, double a, double b, double *da,
                   double *db)
{
    double ga = 0, gb = 0, haa = 1e-9, hab = 0, hbb = 1e-9, det;

    for (size_t i = 0; i < f->n; i++) {
        double x = f->x[i], p = logistic(a + b * x);
        double d = p - f->target[i], w = p * (1 - p);
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

/* A step that moves nothing by more than this is one of rounding alone. */
static bool is_tiny(double da, double db)
{
    return fabs(da) < 1e-9 && fabs(db) < 1e-9;
}

static bool descend(struct calibrator *out, const struct fit *f)
{
    double a = 0, b = 1, da, db, now = loss_at(f, a, b);

    for (int step = 0; step < 50 && newton(f, a, b, &da, &db); step++) {
        double scale = 1, next;
        while (!((next = loss_at(f, a + scale * da, b + scale * db)) < now)) {
            if (is_tiny(scale * da, scale * db))
                goto done;
            scale /= 2;
        }
        a += scale * da;
        b += scale * db;
        now = next;
    }
done:
    if (!(b > 0) || !isfinite(a) || !isfinite(b))
        return false;
    *out = (struct calibrator){true, a, b};
    return true;
}

bool calibrator_fit(struct calibrator *out, const uint8_t *lost,
                    const double *raw, size_t n, const uint8_t *skip,
                    uint8_t left_out)
{
    struct fit f = {0, mem_alloc(n, sizeof *f.x),
                    mem_alloc(n, sizeof *f.target)};
    double rows[2] = {0, 0};
    bool ok;

    *out = (struct calibrator){false, 0, 1};
    for (size_t i = 0; i < n; i++) {
        if (skip && skip[i] == left_out)
            continue;
        rows[lost[i] != 0]++;
        f.target[f.n] = lost[i] != 0;
        f.x[f.n++] = logit_cut(raw[i]);
    }
    /* Platt's: as if one more row of each had been seen */
    for (size_t i = 0; i < f.n; i++)
        f.target[i] =
            f.target[i] > 0 ? (rows[1] + 1) / (rows[1] + 2) : 1 / (rows[0] + 2);
    ok = rows[0] > 0 && rows[1] > 0 && descend(out, &f);
    free(f.x);
    free(f.target);
    return ok;
}
