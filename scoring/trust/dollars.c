#include "scoring/trust/dollars.h"

#include <math.h>

/* Student's t, one side 0.9: R's qt(0.9, n). */
static const double T90[] = {3.077684, 1.885618, 1.637744, 1.533206,
                             1.475884, 1.439756, 1.414924, 1.396815,
                             1.383029, 1.372184, 1.363430, 1.356217,
                             1.350171, 1.345030, 1.340606, 1.336757};
enum { T90_N = sizeof T90 / sizeof *T90 };

void dollars_add(struct dollars *d, double amount, double p, bool lost)
{
    if (isnan(amount) || isnan(p))
        return;
    d->deals++;
    d->stake += amount;
    d->expected += amount * p;
    d->realised += lost ? amount : 0;
    d->variance += amount * amount * p * (1 - p);
}

struct dollars_record dollars_record(const struct dollars *const *list,
                                     size_t n)
{
    struct dollars_record out = {0, NAN};
    double squares = 0;

    for (size_t k = 0; k < n; k++) {
        const struct dollars *d = list[k];
        if (!(d->variance > 0))
            continue;
        squares += (d->realised - d->expected) * (d->realised - d->expected) /
                   d->variance;
        out.replays++;
    }
    if (out.replays)
        out.scale = fmax(1, sqrt(squares / (double)out.replays));
    return out;
}

struct interval dollars_interval(const struct dollars *open,
                                 const struct dollars_record *record)
{
    size_t n = record->replays < T90_N ? record->replays : T90_N;
    double half;

    if (!n || !open->deals)
        return (struct interval){NAN, NAN};
    half = T90[n - 1] * record->scale * sqrt(open->variance);
    return (struct interval){fmax(0, open->expected - half),
                             fmin(open->stake, open->expected + half)};
}
