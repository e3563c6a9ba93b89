#include "scoring/forest/leaf_curves.h"

#include "scoring/base/threads.h"
#include "scoring/forest/forest_parts.h"

enum { BLOCK = 64 };

/* Rows of a leaf by the interval that they were last seen in. */
struct life_table {
    uint32_t last[LEAF_DAYS_MAX];     /* ended in it, or known no further */
    uint32_t ended[2][LEAF_DAYS_MAX]; /* ended in it, by the way */
};

/* In which interval a row ended and how many it is known for. */
struct life {
    uint8_t ended, known, second;
};

static struct life life_of(const struct endings *e, size_t row,
                           const struct leaf_days *days)
{
    struct life life = {.second = e->second[row]};

    while (life.known < days->n && days->day[life.known] <= e->known[row])
        life.known++;
    while (life.ended < days->n && days->day[life.ended] < e->ended[row])
        life.ended++;
    return life;
}

static void table_add(struct life_table *t, struct life life)
{
    uint8_t last =
        life.ended < life.known ? life.ended : (uint8_t)(life.known - 1);

    if (!life.known)
        return;
    t->last[last]++;
    if (life.ended < life.known)
        t->ended[life.second][life.ended]++;
}

/* Shares of those at risk that end in interval k, as (1 − pull) of the leaf's
 * own and `pull` of the prior's. */
struct hazard {
    double first, second;
};

static void hazards_of(struct hazard *out, const struct life_table *t, size_t n,
                       const struct hazard *prior)
{
    double at_risk = 0;

    for (size_t k = n; k-- > 0;) {
        double weight = prior ? LEAF_PRIOR : 0, all;
        at_risk += t->last[k];
        all = at_risk + weight;
        out[k] = (struct hazard){0};
        if (all <= 0)
            continue;
        out[k].first =
            (t->ended[0][k] + (prior ? weight * prior[k].first : 0)) / all;
        out[k].second =
            (t->ended[1][k] + (prior ? weight * prior[k].second : 0)) / all;
    }
}

static void curves_of(float *first, float *second, const struct hazard *hazard,
                      size_t n)
{
    double open = 1, a = 0, b = 0;

    for (size_t k = 0; k < n; k++) {
        a += open * hazard[k].first;
        b += open * hazard[k].second;
        open *= 1 - hazard[k].first - hazard[k].second;
        first[k] = (float)a;
        second[k] = (float)b;
    }
}

/* What every tree is fitted to. */
struct lives {
    size_t rows;
    const float *x; /* rows × columns */
    const struct life *life;
    const struct hazard *prior; /* of all rows */
};

static void fit_tree(struct leaf_curves *out, const struct forest *f, size_t t,
                     const struct lives *l)
{
    uint32_t start = f->tree_start[t], nodes = f->tree_start[t + 1] - start;
    struct life_table *tables = mem_alloc(nodes, sizeof *tables);

    for (size_t i = 0; i < l->rows; i++) {
        const struct forest_node *leaf =
            tree_leaf(f->nodes + start, l->x + i * f->n_columns);
        table_add(&tables[leaf - (f->nodes + start)], l->life[i]);
    }
    for (uint32_t k = 0; k < nodes; k++) {
        struct hazard hazards[LEAF_DAYS_MAX];
        size_t at = (start + k) * out->n_days;
        if (f->nodes[start + k].left >= 0)
            continue;
        hazards_of(hazards, &tables[k], out->n_days, l->prior);
        curves_of(out->first + at, out->second + at, hazards, out->n_days);
    }
    free(tables);
}

/* Of every row, into life[ends->rows], and the hazards of all of them. */
static void lives_of(struct life *life, struct hazard *all,
                     const struct endings *ends, const struct leaf_days *days)
{
    struct life_table table = {0};

    for (size_t i = 0; i < ends->rows; i++) {
        life[i] = life_of(ends, i, days);
        table_add(&table, life[i]);
    }
    hazards_of(all, &table, days->n, NULL);
}

void leaf_curves_fit(struct leaf_curves *out, const struct forest *f,
                     const struct matrix *m, const struct endings *ends,
                     const struct leaf_days *days, int threads)
{
    struct life *life = mem_alloc(m->rows, sizeof *life);
    size_t n_days = days->n;
    float *x = mem_alloc(m->rows * m->cols, sizeof *x);
    struct hazard prior[LEAF_DAYS_MAX];

    *out = (struct leaf_curves){.n_days = n_days};
    out->first = mem_alloc(f->n_nodes * n_days, sizeof *out->first);
    out->second = mem_alloc(f->n_nodes * n_days, sizeof *out->second);
    matrix_rows(x, m, 0, 1, m->rows);
    lives_of(life, prior, ends, days);
    const struct lives lives = {m->rows, x, life, prior};
#pragma omp parallel for num_threads(threads_count(threads))                   \
    schedule(dynamic, 1)
    for (size_t t = 0; t < f->n_trees; t++)
        fit_tree(out, f, t, &lives);
    free(x);
    free(life);
}

void leaf_curves_all(double *first, double *second, const struct endings *ends,
                     const struct leaf_days *days)
{
    struct life *life = mem_alloc(ends->rows, sizeof *life);
    struct hazard hazards[LEAF_DAYS_MAX];
    float curve[2][LEAF_DAYS_MAX];

    lives_of(life, hazards, ends, days);
    free(life);
    curves_of(curve[0], curve[1], hazards, days->n);
    for (size_t k = 0; k < days->n; k++) {
        first[k] = (double)curve[0][k];
        second[k] = (double)curve[1][k];
    }
}

void leaf_curves_release(struct leaf_curves *c)
{
    if (!c)
        return;
    free(c->first);
    free(c->second);
    *c = (struct leaf_curves){0};
}

/* Sums of a row's leaves, tree by tree. */
static void predict_row(double *first, double *second,
                        const struct leaf_curves *c, const struct forest *f,
                        const float *x)
{
    size_t n = c->n_days;

    for (size_t t = 0; t < f->n_trees; t++) {
        const struct forest_node *tree = f->nodes + f->tree_start[t];
        size_t at = (size_t)(tree_leaf(tree, x) - f->nodes) * n;
        for (size_t k = 0; k < n; k++) {
            first[k] += (double)c->first[at + k];
            second[k] += (double)c->second[at + k];
        }
    }
    for (size_t k = 0; k < n; k++) {
        first[k] /= (double)f->n_trees;
        second[k] /= (double)f->n_trees;
    }
}

void leaf_curves_predict(double *first, double *second,
                         const struct leaf_curves *c, const struct forest *f,
                         const struct matrix *m, int threads)
{
    size_t n = c->n_days, blocks = (m->rows + BLOCK - 1) / BLOCK;

    memset(first, 0, m->rows * n * sizeof *first);
    memset(second, 0, m->rows * n * sizeof *second);
#pragma omp parallel num_threads(threads_count(threads))
    {
        float *x = mem_alloc(BLOCK * m->cols, sizeof *x);

#pragma omp for schedule(static)
        for (size_t block = 0; block < blocks; block++) {
            size_t from = block * BLOCK, rows = m->rows - from;

            rows = rows < BLOCK ? rows : BLOCK;
            matrix_rows(x, m, from, 1, rows);
            for (size_t i = 0; i < rows; i++)
                predict_row(first + (from + i) * n, second + (from + i) * n, c,
                            f, x + i * m->cols);
        }
        free(x);
    }
}
