#include "scoring/portfolio/blame.h"

#include <math.h>

#include "scoring/base/ecdf.h"
#include "scoring/stats/poisson_binomial.h"

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
    row->expected = row->p = row->p_adjusted = NAN;
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

enum { DECILES = 10 };

/* P(won | closed, quarter of closing, decile of duration) of each deal. */
struct chances {
    double *p;    /* n of deals; NAN: it has not closed */
    int *quarter; /* n; from 0 */
    size_t n_quarters;
};

struct cell {
    double won, closed;
};

static double shrunk(const struct cell *c, double to)
{
    return (c->won + BLAME_SHRINK * to) / (c->closed + BLAME_SHRINK);
}

/* The decile of each cycle, 0 …; DECILES: when it began is not known. */
static int *find_deciles(const struct deal_states *s)
{
    struct arena *scratch = s->ctx->scratch;
    size_t n = s->ctx->deals->n;
    struct ecdf cycles = {0, ARENA_ARRAY(scratch, n, double)};
    int *out = ARENA_ARRAY(scratch, n, int);

    for (size_t i = 0; i < n; i++)
        if (!isnan(s->cycle[i]))
            cycles.sorted[cycles.n++] = s->cycle[i];
    ecdf_sort(&cycles, ARENA_ARRAY(scratch, cycles.n, double));
    for (size_t i = 0; i < n; i++)
        out[i] = isnan(s->cycle[i])
                     ? DECILES
                     : (int)ecdf_tenth(&cycles, s->cycle[i]);
    return out;
}

static bool has_closed(const struct deal_states *s, size_t i)
{
    return state_is_closed(s->state[i]);
}

/* The quarter of each closing, from 0; how many there are. */
static size_t find_quarters(int *quarter, const struct deal_states *s)
{
    const struct deals *d = s->ctx->deals;
    int first = INT_MAX, last = INT_MIN;

    for (size_t i = 0; i < d->n; i++) {
        if (!has_closed(s, i))
            continue;
        quarter[i] = date_quarter(d->closed[i], s->ctx->settings->fiscal_month);
        first = quarter[i] < first ? quarter[i] : first;
        last = quarter[i] > last ? quarter[i] : last;
    }
    for (size_t i = 0; i < d->n; i++)
        quarter[i] -= has_closed(s, i) ? first : 0;
    return first > last ? 0 : (size_t)(last - first) + 1;
}

static void count(struct cell *c, bool won)
{
    c->closed++;
    c->won += won;
}

static void find_chances(struct chances *out, const struct deal_states *s,
                         double overall)
{
    struct arena *scratch = s->ctx->scratch;
    size_t n = s->ctx->deals->n;
    const int *decile = find_deciles(s);
    struct cell *quarters, *cells;

    out->p = ARENA_ARRAY(scratch, n, double);
    out->quarter = ARENA_ARRAY(scratch, n, int);
    out->n_quarters = find_quarters(out->quarter, s);
    quarters = ARENA_ARRAY(scratch, out->n_quarters, struct cell);
    cells = ARENA_ARRAY(scratch, out->n_quarters * (DECILES + 1), struct cell);
    for (size_t i = 0; i < n; i++) {
        if (!has_closed(s, i))
            continue;
        int q = out->quarter[i];
        count(&quarters[q], s->state[i] == STATE_WON);
        count(&cells[q * (DECILES + 1) + decile[i]], s->state[i] == STATE_WON);
    }
    for (size_t i = 0; i < n; i++) {
        int q = out->quarter[i];
        out->p[i] = has_closed(s, i)
                        ? shrunk(&cells[q * (DECILES + 1) + decile[i]],
                                 shrunk(&quarters[q], overall))
                        : (double)NAN;
    }
}

/* Of one category: the chances of the deals of each label, together, and how
 * much more than chance its labels scatter between quarters. */
struct trials {
    double *p;     /* by label: p[start[k]] … p[start[k + 1] − 1] */
    size_t *start; /* labels + 1 */
    double dispersion; /* ≥ 1 */
};

/* χ² of the quarters of each label about the label's own mean. */
static double find_dispersion(const struct chances *c,
                              const struct deal_states *s,
                              const struct category *category)
{
    struct arena *scratch = s->ctx->scratch;
    size_t labels = category->n_labels, nq = c->n_quarters;
    double *over = ARENA_ARRAY(scratch, labels * nq, double);
    double *variance = ARENA_ARRAY(scratch, labels * nq, double);
    double chi = 0, df = 0;

    for (size_t i = 0; i < s->ctx->deals->n; i++) {
        if (isnan(c->p[i]) || category->code[i] < 0)
            continue;
        size_t at = (size_t)category->code[i] * nq + (size_t)c->quarter[i];
        over[at] += (s->state[i] == STATE_WON) - c->p[i];
        variance[at] += c->p[i] * (1 - c->p[i]);
    }
    for (size_t k = 0; k < labels; k++) {
        double sum = 0, all = 0, n = 0;
        for (size_t q = 0; q < nq; q++) {
            sum += over[k * nq + q];
            all += variance[k * nq + q];
            /* χ² needs some deals in a cell */
            n += variance[k * nq + q] >= 1;
        }
        for (size_t q = 0; n > 1 && q < nq; q++) {
            double v = variance[k * nq + q];
            double apart = over[k * nq + q] - v * sum / all;
            chi += v >= 1 ? apart * apart / v : 0;
        }
        df += n > 1 ? n - 1 : 0;
    }
    if (!(df > 0) || chi <= df || chi_squared_upper(chi, df) >= 0.01)
        return 1;
    return chi / df;
}

static void find_trials(struct trials *out, const struct chances *c,
                        const struct deal_states *s, enum group group)
{
    const struct category *category = &s->ctx->deals->groups[group];
    struct arena *scratch = s->ctx->scratch;
    size_t n = s->ctx->deals->n, labels = category->n_labels;
    size_t *next;

    out->p = ARENA_ARRAY(scratch, n, double);
    out->start = ARENA_ARRAY(scratch, labels + 2, size_t);
    next = out->start + 1; /* moves up to where the label after begins */
    for (size_t i = 0; i < n; i++)
        if (!isnan(c->p[i]) && category->code[i] >= 0)
            out->start[category->code[i] + 2]++;
    for (size_t k = 2; k <= labels + 1; k++)
        out->start[k] += out->start[k - 1];
    for (size_t i = 0; i < n; i++)
        if (!isnan(c->p[i]) && category->code[i] >= 0)
            out->p[next[category->code[i]]++] = c->p[i];
    out->dispersion = find_dispersion(c, s, category);
}

static void test_row(struct group_row *row, const struct trials *t,
                     struct arena *scratch)
{
    const double *p = t->p + t->start[row->code];
    size_t n = t->start[row->code + 1] - t->start[row->code];
    struct pb_sum sum = pb_sum_of(p, n);

    row->expected = sum.mean;
    row->p = t->dispersion > 1 ? pb_dispersed(row->won, &sum, t->dispersion)
                               : pb_two_sided(row->won, p, n, scratch);
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
    enum group group = GROUP_COUNT;
    struct chances chances = {0};
    struct trials trials = {0};

    if (isnan(out->win_rate))
        return;
    find_chances(&chances, s, out->win_rate);
    for (size_t k = 0; k < most; k++) {
        struct group_row *r =
            k < out->n_reps ? &out->reps[k] : &out->segments[k - out->n_reps];
        if (r->closed < BLAME_CLOSED || (skip_reps && k < out->n_reps))
            continue;
        if (r->group != group) /* rows of one category stand together */
            find_trials(&trials, &chances, s, group = r->group);
        test_row(r, &trials, scratch);
        row[n] = r;
        p[n++] = r->p;
    }
    benjamini_hochberg(adjusted, p, n, scratch);
    for (size_t k = 0; k < n; k++) {
        bool beyond = adjusted[k] < 0.05;
        row[k]->p_adjusted = adjusted[k];
        row[k]->flagged = beyond && (double)row[k]->won < row[k]->expected;
        row[k]->better = beyond && (double)row[k]->won > row[k]->expected;
        out->n_better += row[k]->better;
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
