#include "scoring/stats/interaction.h"

#include <math.h>
#include <stdbool.h>

#include "scoring/stats/stats.h"

enum { STEPS = 500 };
static const double NEAR = 1e-9; /* of the cases of a margin */

/* What the model expects of a cell: won, and not. */
struct fit {
    const struct outcome_table *t;
    double *of[2]; /* rows × columns */
};

static double counted(const struct outcome_table *t, size_t cell, int won)
{
    return won ? t->won[cell] : (double)t->all[cell] - t->won[cell];
}

/* Fits the outcomes of each row, or of each column; returns by how much the
 * worst was off. */
static double fit_margin(const struct fit *f, bool rows)
{
    const struct outcome_table *t = f->t;
    size_t n = rows ? t->rows : t->columns, m = rows ? t->columns : t->rows;
    size_t step = rows ? 1 : t->columns, from = rows ? t->columns : 1;
    double worst = 0;

    for (size_t i = 0; i < 2 * n; i++) {
        double *x = f->of[i % 2] + i / 2 * from, is = 0, fits = 0;
        for (size_t j = 0; j < m; j++) {
            is += counted(t, i / 2 * from + j * step, (int)(i % 2));
            fits += x[j * step];
        }
        if (fits <= 0)
            continue;
        worst = fmax(worst, fabs(is - fits) / fmax(is, 1));
        for (size_t j = 0; j < m; j++)
            x[j * step] *= is / fits;
    }
    return worst;
}

static void fit_cells(const struct fit *f)
{
    const struct outcome_table *t = f->t;

    for (size_t k = 0; k < t->rows * t->columns; k++) {
        double fits = f->of[0][k] + f->of[1][k];
        for (int won = 0; won < 2 && fits > 0; won++)
            f->of[won][k] *= t->all[k] / fits;
    }
}

/* Rows, or columns, that hold a case. */
static size_t filled(const struct outcome_table *t, bool rows)
{
    size_t n = rows ? t->rows : t->columns, m = rows ? t->columns : t->rows;
    size_t count = 0;

    for (size_t i = 0; i < n; i++) {
        uint64_t all = 0;
        for (size_t j = 0; j < m; j++)
            all += t->all[rows ? i * t->columns + j : j * t->columns + i];
        count += all > 0;
    }
    return count;
}

double interaction_p(const struct outcome_table *t, struct arena *scratch)
{
    size_t n = t->rows * t->columns, cells = 0;
    struct fit f = {t, {ARENA_ARRAY(scratch, n, double),
                        ARENA_ARRAY(scratch, n, double)}};
    double chi = 0, free_cells;

    for (size_t k = 0; k < n; k++) {
        f.of[0][k] = f.of[1][k] = t->all[k] / 2.0;
        cells += t->all[k] > 0;
    }
    for (int step = 0; step < STEPS; step++) {
        double off = fmax(fit_margin(&f, true), fit_margin(&f, false));
        fit_cells(&f);
        if (off < NEAR)
            break;
    }
    for (size_t k = 0; k < n; k++)
        for (int won = 0; won < 2; won++) {
            double apart = counted(t, k, won) - f.of[won][k];
            if (f.of[won][k] > 0)
                chi += apart * apart / f.of[won][k];
        }
    free_cells = (double)cells - (double)filled(t, true) -
                 (double)filled(t, false) + 1;
    return free_cells > 0 ? chi_squared_upper(chi, free_cells) : 1;
}
