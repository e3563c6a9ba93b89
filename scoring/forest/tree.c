#include "scoring/forest/forest_parts.h"

#include <float.h>

/*
 * A tally counts rows in one word: distinct rows from bit 42, draws from
 * bit 21, lost draws from bit 0. Sums stay below SAMPLE_ROWS_MAX in each
 * part, so adding tallies never carries from one part into the next.
 */
enum { PART = 21 };
static const uint64_t PART_MASK = (UINT64_C(1) << PART) - 1;

static uint64_t tally_of(uint32_t times, bool lost)
{
    return UINT64_C(1) << 2 * PART | (uint64_t)times << PART |
           (lost ? times : 0);
}

static int64_t distinct_of(uint64_t tally)
{
    return (int64_t)(tally >> 2 * PART);
}

static int64_t draws_of(uint64_t tally)
{
    return (int64_t)(tally >> PART & PART_MASK);
}

static int64_t lost_of(uint64_t tally)
{
    return (int64_t)(tally & PART_MASK);
}

void draw_table_make(struct draw_table *out, const float *weight, size_t rows)
{
    double total = 0, *share;
    uint32_t *small, *large;
    size_t n_small = 0, n_large = 0;

    *out = (struct draw_table){.rows = rows};
    for (size_t i = 0; weight && i < rows; i++)
        total += weight[i] > 0 && isfinite(weight[i]) ? weight[i] : 0;
    if (!(total > 0))
        return;
    out->keep = mem_alloc(rows, sizeof *out->keep);
    out->alias = mem_alloc(rows, sizeof *out->alias);
    share = mem_alloc(rows, sizeof *share);
    small = mem_alloc(rows, sizeof *small);
    large = mem_alloc(rows, sizeof *large);
    for (size_t i = 0; i < rows; i++) {
        bool usable = weight[i] > 0 && isfinite(weight[i]);
        share[i] = usable ? weight[i] / total * (double)rows : 0;
        if (share[i] < 1)
            small[n_small++] = (uint32_t)i;
        else
            large[n_large++] = (uint32_t)i;
    }
    while (n_small && n_large) {
        uint32_t a = small[--n_small], b = large[n_large - 1];
        out->keep[a] = (uint32_t)(share[a] * 0x1.0p32);
        out->alias[a] = b;
        share[b] -= 1 - share[a];
        if (share[b] < 1) {
            n_large--;
            small[n_small++] = b;
        }
    }
    /* What rounding left over stays itself. */
    while (n_small--)
        out->alias[small[n_small]] = small[n_small];
    while (n_large--)
        out->alias[large[n_large]] = large[n_large];
    free(share);
    free(small);
    free(large);
}

void draw_table_release(struct draw_table *t)
{
    free(t->keep);
    free(t->alias);
}

uint32_t draw_row(const struct draw_table *t, struct rng *r)
{
    uint64_t bits = rng_next(r);
    uint32_t i = (uint32_t)((bits >> 32) * t->rows >> 32);

    return !t->keep || (uint32_t)bits < t->keep[i] ? i : t->alias[i];
}

static size_t atleast(long x, long least)
{
    return (size_t)(x < least ? least : x);
}

void grower_init(struct grower *g, const struct bins *bins, const uint8_t *lost,
                 const struct draw_table *draws,
                 const struct forest_params *params)
{
    size_t sample = bins->rows, min_leaf = atleast(params->min_leaf, 1);
    size_t room, budget;

    if (params->sample_rows > 0 && (size_t)params->sample_rows < sample)
        sample = (size_t)params->sample_rows;
    if (sample > SAMPLE_ROWS_MAX)
        sample = SAMPLE_ROWS_MAX;
    room = 2 * (sample / min_leaf) + 1;
    budget = FOREST_NODES / atleast(params->trees, 1);
    *g = (struct grower){.bins = bins,
                         .lost = lost,
                         .draws = draws,
                         .params = params,
                         .sample = sample,
                         .room =
                             atleast((long)(room < budget ? room : budget), 1)};
    for (size_t k = 0; k < bins->cols; k++)
        g->usable += bins->count[k] > 0;
    g->mtry = params->mtry > 0 ? (size_t)params->mtry
                               : atleast(((long)g->usable + 3) / 4, 1);
    if (g->mtry > g->usable)
        g->mtry = g->usable;
    g->times = mem_alloc(bins->rows, sizeof *g->times);
    g->row = mem_alloc(sample, sizeof *g->row);
    g->tally = mem_alloc(sample, sizeof *g->tally);
    g->code = mem_alloc(sample, bins->stride);
    g->order = mem_alloc(sample, sizeof *g->order);
    g->spare = mem_alloc(sample, sizeof *g->spare);
    g->histogram = mem_alloc(g->mtry, (BINS_MAX + 1) * sizeof *g->histogram);
    g->column = mem_alloc(bins->cols, sizeof *g->column);
    g->span = mem_alloc(g->room, sizeof *g->span);
    g->nodes = mem_alloc(g->room, sizeof *g->nodes);
}

void grower_release(struct grower *g)
{
    free(g->times);
    free(g->row);
    free(g->tally);
    free(g->code);
    free(g->order);
    free(g->spare);
    free(g->histogram);
    free(g->column);
    free(g->span);
    free(g->nodes);
}

static void draw_sample(struct grower *g, struct rng *r)
{
    size_t stride = g->bins->stride;

    g->n_rows = 0;
    for (size_t i = 0; i < g->sample; i++) {
        uint32_t row = draw_row(g->draws, r);
        if (!g->times[row]++)
            g->row[g->n_rows++] = row;
    }
    for (size_t i = 0; i < g->n_rows; i++) {
        uint32_t row = g->row[i];
        g->tally[i] = tally_of(g->times[row], g->lost[row]);
        g->times[row] = 0;
        memcpy(g->code + i * stride, g->bins->code + row * stride, stride);
        g->order[i] = (uint32_t)i;
    }
}

struct split {
    double gain;
    uint32_t column;
    uint8_t bin; /* codes 1 … bin go left */
    bool missing_left;
};

/* Gini gain of sending `left` of `all` left, up to a factor of the node. */
static double split_gain(uint64_t left, uint64_t all, int64_t min_leaf)
{
    uint64_t right = all - left;
    int64_t n_left = draws_of(left), n_right = draws_of(right);
    double cross;

    if (distinct_of(left) < min_leaf || distinct_of(right) < min_leaf)
        return 0;
    cross = (double)(lost_of(left) * n_right - lost_of(right) * n_left);
    return cross * cross / ((double)n_left * (double)n_right);
}

static void split_offer(struct split *best, double gain, uint32_t column,
                        size_t bin, bool missing_left)
{
    if (gain > best->gain)
        *best = (struct split){gain, column, (uint8_t)bin, missing_left};
}

/* The best cut of one column from its histogram. */
static void scan_column(struct split *best, const uint64_t *histogram,
                        uint32_t column, size_t bins, uint64_t all,
                        int64_t min_leaf)
{
    uint64_t missing = histogram[0], left = 0;

    for (size_t bin = 1; bin < bins; bin++) {
        if (!histogram[bin])
            continue;
        left += histogram[bin];
        if (missing) {
            split_offer(best, split_gain(left, all, min_leaf), column, bin,
                        false);
            split_offer(best, split_gain(left + missing, all, min_leaf), column,
                        bin, true);
        } else {
            /* Nothing to learn from: the missing follow the majority. */
            split_offer(best, split_gain(left, all, min_leaf), column, bin,
                        2 * draws_of(left) >= draws_of(all));
        }
    }
    if (missing)
        split_offer(best, split_gain(all - missing, all, min_leaf), column,
                    bins, false);
}

static void fill_histograms(struct grower *g, const struct span *span,
                            const uint32_t *columns, size_t n)
{
    enum { BINS = BINS_MAX + 1 };
    size_t stride = g->bins->stride;

    memset(g->histogram, 0, n * BINS * sizeof *g->histogram);
    for (uint32_t i = span->first; i < span->end; i++) {
        uint32_t row = g->order[i];
        uint64_t tally = g->tally[row];
        const uint8_t *code = g->code + row * stride;
        for (size_t k = 0; k < n; k++)
            g->histogram[k * BINS + code[columns[k]]] += tally;
    }
}

/* Looks at mtry random columns, and at more while none of them splits. */
static struct split best_split(struct grower *g, const struct span *span,
                               uint64_t all, struct rng *r)
{
    size_t cols = g->usable, seen = 0;
    int64_t min_leaf = (int64_t)atleast(g->params->min_leaf, 1);
    struct split best = {0};

    while (seen < cols && best.gain <= 0) {
        size_t n = g->mtry < cols - seen ? g->mtry : cols - seen;
        for (size_t k = seen; k < seen + n; k++) {
            size_t other = k + rng_below(r, (uint32_t)(cols - k));
            uint32_t swap = g->column[k];
            g->column[k] = g->column[other];
            g->column[other] = swap;
        }
        fill_histograms(g, span, g->column + seen, n);
        for (size_t k = 0; k < n; k++) {
            uint32_t column = g->column[seen + k];
            scan_column(&best, g->histogram + k * (BINS_MAX + 1), column,
                        g->bins->count[column], all, min_leaf);
        }
        seen += n;
    }
    return best;
}

/* Reorders the span, left rows first, both in their old order. */
static uint32_t partition(struct grower *g, const struct span *span,
                          const struct split *split)
{
    size_t stride = g->bins->stride, n_right = 0;
    uint32_t at = span->first;

    for (uint32_t i = span->first; i < span->end; i++) {
        uint32_t row = g->order[i];
        uint8_t code = g->code[row * stride + split->column];
        if (code ? code <= split->bin : split->missing_left)
            g->order[at++] = row;
        else
            g->spare[n_right++] = row;
    }
    memcpy(g->order + at, g->spare, n_right * sizeof *g->spare);
    return at;
}

static uint64_t span_tally(const struct grower *g, const struct span *span)
{
    uint64_t sum = 0;

    for (uint32_t i = span->first; i < span->end; i++)
        sum += g->tally[g->order[i]];
    return sum;
}

static void split_node(struct grower *g, size_t at, struct rng *r)
{
    struct forest_node *node = &g->nodes[at];
    struct span span = g->span[at];
    uint64_t all = span_tally(g, &span);
    size_t min_leaf = atleast(g->params->min_leaf, 1);
    const struct bins *bins = g->bins;
    struct split split;
    uint32_t middle;

    *node = (struct forest_node){
        .left = -1,
        .value = (float)((double)lost_of(all) / (double)draws_of(all)),
        .cover = (float)draws_of(all)};
    if (lost_of(all) == 0 || lost_of(all) == draws_of(all) ||
        span.end - span.first < 2 * min_leaf ||
        span.depth >= atleast(g->params->max_depth, 0) ||
        span.depth >= DEPTH_MAX || g->n_nodes + 2 > g->room)
        return;
    split = best_split(g, &span, all, r);
    if (split.gain <= 0)
        return;
    middle = partition(g, &span, &split);
    node->left = (int32_t)g->n_nodes;
    node->column = (uint16_t)split.column;
    node->missing_left = split.missing_left;
    node->threshold =
        split.bin < bins->count[split.column]
            ? bins->cut[split.column * (BINS_MAX + 1) + split.bin - 1]
            : FLT_MAX; /* known from missing */
    g->span[g->n_nodes++] = (struct span){span.first, middle, span.depth + 1};
    g->span[g->n_nodes++] = (struct span){middle, span.end, span.depth + 1};
}

void tree_grow(struct grower *g, uint64_t t)
{
    struct rng r;

    rng_init(&r, g->params->seed, t);
    draw_sample(g, &r);
    for (size_t k = 0, n = 0; k < g->bins->cols; k++)
        if (g->bins->count[k] > 0)
            g->column[n++] = (uint32_t)k;
    g->span[0] = (struct span){0, (uint32_t)g->n_rows, 0};
    g->n_nodes = 1;
    for (size_t i = 0; i < g->n_nodes; i++)
        split_node(g, i, &r);
}
