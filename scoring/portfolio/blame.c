#include "scoring/portfolio/blame.h"

#include <math.h>

static const struct {
    enum group group;
    enum column column;
} SEGMENTS[] = {
    {GROUP_INDUSTRY, COLUMN_INDUSTRY}, {GROUP_REGION, COLUMN_REGION},
    {GROUP_PRODUCT, COLUMN_PRODUCT},   {GROUP_SOURCE, COLUMN_LEAD_SOURCE},
    {GROUP_MANAGER, COLUMN_MANAGER},
};

/* Sums behind the means of a row; a deal without a figure is not counted. */
struct sums {
    double size, cycle;
    size_t sizes, cycles;
    size_t open_sizes, won_sizes; /* of which amounts are known */
};

static void add_deal(struct group_row *row, struct sums *sum,
                     const struct deal_states *s, size_t i)
{
    double amount = deal_states_amount(s, i),
           known = isnan(amount) ? 0 : amount;

    if (s->state[i] == STATE_OPEN) {
        row->open++;
        row->open_amount += known;
        sum->open_sizes += !isnan(amount);
        row->at_risk += s->at_risk[i];
        return;
    }
    row->closed++;
    if (s->state[i] == STATE_WON) {
        row->won++;
        row->won_amount += known;
        sum->won_sizes += !isnan(amount);
    }
    sum->size += known;
    sum->sizes += !isnan(amount);
    if (!isnan(s->cycle[i])) {
        sum->cycle += s->cycle[i];
        sum->cycles++;
    }
}

static void finish_row(struct group_row *row, const struct sums *sum,
                       double shrunk, bool rates)
{
    double closed = (double)row->closed;

    /* Nothing known is not nothing: open deals without any amount. */
    if (row->open && !sum->open_sizes)
        row->open_amount = row->at_risk = NAN;
    if (row->won && !sum->won_sizes)
        row->won_amount = NAN;
    row->win_rate = closed > 0 ? (double)row->won / closed : NAN;
    row->shrunk = closed > 0 ? shrunk : NAN;
    row->wilson = wilson95(row->won, row->closed);
    row->mean_size = sum->sizes > 0 ? sum->size / (double)sum->sizes : NAN;
    row->mean_cycle = sum->cycles > 0 ? sum->cycle / (double)sum->cycles : NAN;
    if (row->mean_cycle > 0) {
        row->rei = row->win_rate * row->mean_size / row->mean_cycle;
        row->pvs =
            sum->sizes > 0 ? row->won_amount / (row->mean_cycle * closed) : NAN;
    } else {
        row->rei = row->pvs = NAN;
    }
    row->p = row->p_adjusted = NAN;
    if (rates)
        return;
    row->win_rate = row->shrunk = row->rei = row->pvs = NAN;
    row->wilson = (struct interval){NAN, NAN};
}

static int by_closed_code(const void *left, const void *right)
{
    const struct group_row *a = left, *b = right;

    if (a->closed != b->closed)
        return a->closed > b->closed ? -1 : 1;
    return a->code < b->code ? -1 : a->code > b->code;
}

/* Appends the rows of one category whose deals are known on as-of. */
static size_t add_rows(struct group_row *rows, const struct deal_states *s,
                       enum group group)
{
    const struct category *c = &s->ctx->deals->groups[group];
    const struct group_rates *rates = &s->scores->now->groups[group];
    struct arena *scratch = s->ctx->scratch;
    struct group_row *all = ARENA_ARRAY(scratch, c->n_labels, struct group_row);
    struct sums *sums = ARENA_ARRAY(scratch, c->n_labels, struct sums);
    size_t n = 0;

    for (size_t i = 0; i < s->ctx->deals->n; i++)
        if (c->code[i] >= 0 && s->state[i] != STATE_UNBORN)
            add_deal(&all[c->code[i]], &sums[c->code[i]], s, i);
    for (size_t k = 0; k < c->n_labels; k++) {
        if (all[k].closed + all[k].open == 0)
            continue;
        all[k].group = group;
        all[k].code = (int32_t)k;
        finish_row(&all[k], &sums[k],
                   k < rates->n ? rates->group[k].shrunk : NAN,
                   !s->ctx->deals->rate_gap);
        rows[n++] = all[k];
    }
    if (n > 1)
        qsort(rows, n, sizeof(*rows), by_closed_code);
    return n;
}

static bool is_segment(const struct deals *d, enum group group)
{
    size_t labels = d->groups[group].n_labels;

    return labels > 0 && labels <= SEGMENT_LABELS;
}

static void add_segments(struct portfolio *out, const struct deal_states *s)
{
    const struct deals *d = s->ctx->deals;
    size_t usual = sizeof SEGMENTS / sizeof *SEGMENTS;
    size_t groups = usual + d->n_own_categories;

    out->segments =
        ARENA_ARRAY(s->ctx->run, groups * SEGMENT_LABELS, struct group_row);
    for (size_t k = 0; k < groups; k++) {
        enum group group =
            k < usual ? SEGMENTS[k].group : (enum group)(GROUP_OWN + k - usual);
        /* "Deals with a reason for their loss win 0%" is no finding. */
        bool leaks = k < usual ? leaks_column(s->leaks, SEGMENTS[k].column)
                               : leaks_own_category(s->leaks, k - usual);
        if (!leaks && is_segment(d, group))
            out->n_segments +=
                add_rows(out->segments + out->n_segments, s, group);
    }
}

/* An owner who gets the lost deals ("Archive") leaks and is judged in none. */
static void test_family(struct portfolio *out, const struct deal_states *s)
{
    struct arena *scratch = s->ctx->scratch;
    bool skip_reps = leaks_column(s->leaks, COLUMN_OWNER);
    size_t most = out->n_reps + out->n_segments, n = 0;
    struct group_row **row = ARENA_ARRAY(scratch, most, struct group_row *);
    double *p = ARENA_ARRAY(scratch, most, double);
    double *adjusted = ARENA_ARRAY(scratch, most, double);

    for (size_t k = 0; k < most; k++) {
        struct group_row *r =
            k < out->n_reps ? &out->reps[k] : &out->segments[k - out->n_reps];
        if (r->closed < BLAME_CLOSED || isnan(out->win_rate) ||
            (skip_reps && k < out->n_reps))
            continue;
        row[n] = r;
        p[n++] = r->p = binomial_exact(r->won, r->closed, out->win_rate);
    }
    benjamini_hochberg(adjusted, p, n, scratch);
    for (size_t k = 0; k < n; k++) {
        row[k]->p_adjusted = adjusted[k];
        row[k]->flagged =
            adjusted[k] < 0.05 && row[k]->win_rate < out->win_rate;
        if (row[k]->flagged)
            (*(row[k]->group == GROUP_OWNER ? &out->n_flagged_reps
                                            : &out->n_flagged_segments))++;
    }
    out->family = n;
}

static double smallest_p(const struct portfolio *out)
{
    double least = NAN;

    for (size_t k = 0; k < out->n_reps; k++)
        least = fmin(least, out->reps[k].p_adjusted);
    for (size_t k = 0; k < out->n_segments; k++)
        least = fmin(least, out->segments[k].p_adjusted);
    return least;
}

void blame_compute(struct portfolio *out, const struct deal_states *s)
{
    const struct category *owner = &s->ctx->deals->groups[GROUP_OWNER];

    out->reps = ARENA_ARRAY(s->ctx->run, owner->n_labels, struct group_row);
    if (owner->n_labels > 0)
        out->n_reps = add_rows(out->reps, s, GROUP_OWNER);
    add_segments(out, s);
    test_family(out, s);
    out->smallest_p = smallest_p(out);
}
