#include "scoring/leaks/leak_measure.h"

#include <math.h>

#include "scoring/stats/evaluate.h"
#include "scoring/base/ecdf.h"

enum { FOLDS = 5, BINS = 20 };

static const double FAR = 0.2, Z95 = 1.96, BEYOND_CHANCE = 3, PRIOR_DEALS = 10,
                    COMMON = 0.8;

/* Upper ends of the age bands, days; one more band above the last. */
static const int32_t BANDS[] = {14, 30, 60, 90, 180, 365};
enum { BANDS_N = sizeof BANDS / sizeof BANDS[0] + 1 };

static bool is_empty(const struct field *f, size_t i)
{
    if (f->number)
        return isnan(f->number[i]) ||
               (f->has_blank && f->number[i] == f->blank);
    if (f->category)
        return f->category->n_labels == 0 || f->category->code[i] < 0 ||
               (f->has_blank && f->category->code[i] == f->blank_code);
    if (f->date)
        return f->date[i] == DATE_NONE;
    return f->text[i].len == 0;
}

/* FNV-1a (Fowler, Noll, Vo), then a final mix: ids differ in few bytes. */
static uint8_t fold_of(struct sv id)
{
    uint64_t h = UINT64_C(0xcbf29ce484222325);

    for (size_t k = 0; k < id.len; k++)
        h = (h ^ (unsigned char)id.ptr[k]) * UINT64_C(0x100000001b3);
    h = (h ^ h >> 33) * UINT64_C(0xff51afd7ed558ccd);
    return (uint8_t)((h ^ h >> 33) % FOLDS);
}

static uint8_t band_of(const struct deals *d, size_t i, int32_t until)
{
    int64_t age;
    uint8_t band = 0;

    if (!d->created || d->created[i] == DATE_NONE || until == DATE_NONE)
        return BANDS_N; /* of no known age */
    age = (int64_t)until - d->created[i];
    while (band < BANDS_N - 1 && age > BANDS[band])
        band++;
    return band;
}

void bench_init(struct bench *b, const struct deals *d, int32_t as_of,
                struct arena *a)
{
    *b = (struct bench){.d = d};
    b->closed = ARENA_ARRAY(a, d->n, uint32_t);
    b->open = ARENA_ARRAY(a, d->n, uint32_t);
    b->is_lost = ARENA_ARRAY(a, d->n, uint8_t);
    b->fold = ARENA_ARRAY(a, d->n, uint8_t);
    b->closed_band = ARENA_ARRAY(a, d->n, uint8_t);
    b->open_band = ARENA_ARRAY(a, d->n, uint8_t);
    for (size_t i = 0; i < d->n; i++) {
        enum state state = deals_state(d, i, as_of);

        if (state == STATE_OPEN && deals_current_known(d, i, as_of)) {
            b->open_band[b->n_open] = band_of(d, i, as_of);
            b->open[b->n_open++] = (uint32_t)i;
        }
        if (!state_is_closed(state))
            continue;
        b->fold[b->n_closed] = fold_of(d->id[i]);
        b->is_lost[b->n_closed] = state == STATE_LOST;
        b->closed_band[b->n_closed] = band_of(d, i, d->closed[i]);
        b->has_ages |= b->closed_band[b->n_closed] < BANDS_N;
        b->closed[b->n_closed++] = (uint32_t)i;
        b->won += state == STATE_WON;
        b->lost += state == STATE_LOST;
    }
}

/* The filled entries of a field among the closed deals. */
struct filled {
    size_t n, won, lost;
    uint8_t *lost_flag, *fold; /* n */
    double *number;            /* n, of a number */
    int32_t *code;             /* n, label or bin */
    size_t n_codes;
};

/* Share lost of each row's code, counted on the other folds. */
static double encoded_auc(const struct filled *v, struct arena *scratch)
{
    uint32_t *lost = ARENA_ARRAY(scratch, FOLDS * v->n_codes, uint32_t);
    uint32_t *all = ARENA_ARRAY(scratch, FOLDS * v->n_codes, uint32_t);
    double *score = ARENA_ARRAY(scratch, v->n, double);
    double base = (double)v->lost / (double)v->n;

    for (size_t k = 0; k < v->n; k++) {
        size_t cell = (size_t)v->code[k] * FOLDS + v->fold[k];

        lost[cell] += v->lost_flag[k];
        all[cell]++;
    }
    for (size_t k = 0; k < v->n; k++) {
        double l = 0, n = 0;

        for (size_t fold = 0; fold < FOLDS; fold++) {
            size_t cell = (size_t)v->code[k] * FOLDS + fold;

            if (fold == v->fold[k])
                continue;
            l += lost[cell];
            n += all[cell];
        }
        score[k] = (l + PRIOR_DEALS * base) / (n + PRIOR_DEALS);
    }
    return auc_plain(v->lost_flag, score, v->n, scratch);
}

/* The share lost of each row's code, counted on all rows, its own too. */
static double naive_auc(const struct filled *v, struct arena *scratch)
{
    double *lost = ARENA_ARRAY(scratch, v->n_codes, double);
    double *all = ARENA_ARRAY(scratch, v->n_codes, double);
    double *score = ARENA_ARRAY(scratch, v->n, double);

    for (size_t k = 0; k < v->n; k++) {
        lost[v->code[k]] += v->lost_flag[k];
        all[v->code[k]]++;
    }
    for (size_t k = 0; k < v->n; k++)
        score[k] = lost[v->code[k]] / all[v->code[k]];
    return auc_plain(v->lost_flag, score, v->n, scratch);
}

/* Hanley and McNeil 1982, from the AUC and the numbers of both classes. */
static double auc_error(double auc, double won, double lost)
{
    double one = auc / (2 - auc), two = 2 * auc * auc / (1 + auc);

    return sqrt((auc * (1 - auc) + (lost - 1) * (one - auc * auc) +
                 (won - 1) * (two - auc * auc)) /
                (won * lost));
}

/* Codes of a number: its quantile bin, equal values in one. */
static void bin_numbers(struct filled *v, struct arena *scratch)
{
    struct ecdf s = {v->n, ARENA_ARRAY(scratch, v->n, double)};

    for (size_t k = 0; k < v->n; k++)
        s.sorted[k] = v->number[k];
    ecdf_sort(&s, ARENA_ARRAY(scratch, v->n, double));
    for (size_t k = 0; k < v->n; k++)
        v->code[k] = (int32_t)(ecdf_rank(&s, v->number[k]) * BINS);
    v->n_codes = BINS + 1;
}

static void gather_filled(struct filled *v, const struct bench *b,
                          const struct field *f, struct arena *scratch)
{
    *v = (struct filled){
        .lost_flag = ARENA_ARRAY(scratch, b->n_closed, uint8_t),
        .fold = ARENA_ARRAY(scratch, b->n_closed, uint8_t),
        .number = ARENA_ARRAY(scratch, b->n_closed, double),
        .code = ARENA_ARRAY(scratch, b->n_closed, int32_t),
    };
    for (size_t k = 0; k < b->n_closed; k++) {
        size_t i = b->closed[k];

        if (is_empty(f, i))
            continue;
        v->lost_flag[v->n] = b->is_lost[k];
        v->fold[v->n] = b->fold[k];
        if (f->number)
            v->number[v->n] = f->number[i];
        else
            v->code[v->n] = f->category->code[i];
        v->lost += b->is_lost[k];
        v->won += !b->is_lost[k];
        v->n++;
    }
}

void leak_value_auc(struct value_auc *out, const struct bench *b,
                    const struct field *f, struct arena *scratch)
{
    struct filled v;
    double auc = 0.5;

    *out = (struct value_auc){NAN, NAN, NAN};
    if (!f->number && !f->category)
        return;
    gather_filled(&v, b, f, scratch);
    if (v.won < LEAK_ENOUGH || v.lost < LEAK_ENOUGH)
        return;
    if (f->number) {
        double plain = auc_plain(v.lost_flag, v.number, v.n, scratch);

        auc = fmax(plain, 1 - plain);
        bin_numbers(&v, scratch);
    } else {
        v.n_codes = f->category->n_labels;
        out->naive = naive_auc(&v, scratch);
    }
    out->auc = fmax(auc, encoded_auc(&v, scratch));
    out->lower = out->auc - BEYOND_CHANCE * auc_error(out->auc, (double)v.won,
                                                      (double)v.lost);
}

/* Of the open deals that hold a number, the one that most hold. */
static size_t common_number(double *most, size_t *held, const struct bench *b,
                            const struct field *f, struct arena *scratch)
{
    struct ecdf s = {0, ARENA_ARRAY(scratch, b->n_open, double)};
    size_t best = 0;

    for (size_t k = 0; k < b->n_open; k++)
        if (!is_empty(f, b->open[k]))
            s.sorted[s.n++] = f->number[b->open[k]];
    ecdf_sort(&s, ARENA_ARRAY(scratch, b->n_open, double));
    for (size_t from = 0, to = 0; from < s.n; from = to) {
        while (to < s.n && s.sorted[to] == s.sorted[from])
            to++;
        if (to - from > best) {
            best = to - from;
            *most = s.sorted[from];
        }
    }
    *held = s.n;
    return best;
}

static size_t common_label(int32_t *most, size_t *held, const struct bench *b,
                           const struct field *f, struct arena *scratch)
{
    size_t *n = ARENA_ARRAY(scratch, f->category->n_labels, size_t);
    size_t best = 0;

    *held = 0;
    for (size_t k = 0; k < b->n_open; k++) {
        int32_t code = f->category->code[b->open[k]];

        if (code < 0)
            continue;
        (*held)++;
        if (++n[code] > best) {
            best = n[code];
            *most = code;
        }
    }
    return best;
}

bool leak_blank(struct field *f, const struct bench *b, struct arena *scratch)
{
    size_t held = 0, most;

    if (f->column != COLUMN_COUNT)
        return false;
    most = f->number ? common_number(&f->blank, &held, b, f, scratch)
                     : common_label(&f->blank_code, &held, b, f, scratch);
    f->has_blank = held >= LEAK_ENOUGH && (double)most >= COMMON * (double)held;
    return f->has_blank;
}

/* AUC of being empty, and its lower 95% bound. */
double leak_empty_auc(const struct bench *b, const struct field *f,
                      double *lower)
{
    double won = 0, lost = 0, variance;

    *lower = NAN;
    if (b->won < LEAK_ENOUGH || b->lost < LEAK_ENOUGH)
        return NAN;
    for (size_t k = 0; k < b->n_closed; k++) {
        double empty = is_empty(f, b->closed[k]);

        won += b->is_lost[k] ? 0 : empty;
        lost += b->is_lost[k] ? empty : 0;
    }
    won /= (double)b->won;
    lost /= (double)b->lost;
    variance =
        won * (1 - won) / (double)b->won + lost * (1 - lost) / (double)b->lost;
    *lower = 0.5 + fabs(lost - won) / 2 - Z95 * sqrt(variance) / 2;
    return 0.5 + fabs(lost - won) / 2;
}

struct shares leak_empty_shares(const struct bench *b, const struct field *f)
{
    double closed[BANDS_N + 1] = {0}, n_closed[BANDS_N + 1] = {0};
    double open[BANDS_N + 1] = {0}, n_open[BANDS_N + 1] = {0};
    struct shares s = {NAN, NAN, 0, false};
    double total = 0, c = 0, o = 0, variance = 0;

    for (size_t k = 0; k < b->n_closed; k++) {
        closed[b->closed_band[k]] += is_empty(f, b->closed[k]);
        n_closed[b->closed_band[k]]++;
    }
    for (size_t k = 0; k < b->n_open; k++) {
        open[b->open_band[k]] += is_empty(f, b->open[k]);
        n_open[b->open_band[k]]++;
    }
    for (int k = 0; k <= BANDS_N; k++) {
        double p;

        if ((k == BANDS_N && b->has_ages) || n_closed[k] == 0 || n_open[k] == 0)
            continue;
        p = (closed[k] + open[k]) / (n_closed[k] + n_open[k]);
        c += n_open[k] * closed[k] / n_closed[k];
        o += open[k];
        total += n_open[k];
        variance += n_open[k] * n_open[k] * p * (1 - p) *
                    (1 / n_closed[k] + 1 / n_open[k]);
    }
    if (total == 0)
        return s;
    s.closed = c / total;
    s.open = o / total;
    s.z = variance > 0 ? fabs(c - o) / sqrt(variance) : 0;
    s.far = fabs(s.closed - s.open) > FAR && s.z > BEYOND_CHANCE;
    return s;
}
