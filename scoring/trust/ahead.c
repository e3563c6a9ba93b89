#include "scoring/trust/ahead.h"

#include <math.h>

enum { LEAST = 2 }; /* replays: one says nothing of how days differ */

/* The days on which a scorer could be judged. */
struct days {
    size_t n;
    double weight, squares; /* Σ 1/v, Σ 1/v² */
    double mean, q;         /* by those weights; Σ (auc − mean)²/v */
    double per_deal;        /* mean of v ÷ (1/won + 1/lost) */
};

static double per(double won, double lost)
{
    return 1 / won + 1 / lost;
}

static bool judged(const struct replay *r, enum scorer k)
{
    return r->auc[k].variance > 0 && r->won && r->lost;
}

static void sum_days(struct days *out, const struct holdout *h, enum scorer k)
{
    *out = (struct days){0};
    for (size_t i = 0; i < h->n_replays; i++) {
        const struct replay *r = &h->replays[i];
        double w;
        if (!judged(r, k))
            continue;
        w = 1 / r->auc[k].variance;
        out->n++;
        out->weight += w;
        out->squares += w * w;
        out->mean += w * r->auc[k].auc;
        out->per_deal +=
            r->auc[k].variance / per((double)r->won, (double)r->lost);
    }
    if (!out->n)
        return;
    out->mean /= out->weight;
    out->per_deal /= (double)out->n;
    for (size_t i = 0; i < h->n_replays; i++) {
        const struct auc *a = &h->replays[i].auc[k];
        if (judged(&h->replays[i], k))
            out->q += (a->auc - out->mean) * (a->auc - out->mean) / a->variance;
    }
}

/* Variance between days beyond that of each (DerSimonian and Laird), at least
 * what so few days could not tell from none. */
static double between(const struct days *d)
{
    double spare = d->weight - d->squares / d->weight;
    double df = (double)(d->n - 1);

    return spare > 0 ? fmax(d->q - df, sqrt(2 * df)) / spare : 0;
}

/* Half the width of a 95% range, from a variance that is known and one that was
 * found with `df` degrees of freedom: by Student's t at those of their sum
 * (Satterthwaite 1946). */
static double half_width(double known, double found, double df)
{
    double all = known + found;

    return student_quantile(0.975, df * (all / found) * (all / found)) *
           sqrt(all);
}

static struct interval auc_range(const struct holdout *h, enum scorer k,
                                 double won, double lost)
{
    const struct auc *all = &h->figures[k].auc;
    struct days d;
    double n, days, half;

    sum_days(&d, h, k);
    n = (double)d.n;
    if (d.n < LEAST || !(won > 0) || !(lost > 0) || isnan(all->variance))
        return (struct interval){NAN, NAN};
    days = between(&d) * (1 + 1 / n);
    half = half_width(all->variance + d.per_deal * per(won, lost), days, n - 1);
    return (struct interval){fmax(0, all->auc - half),
                             fmin(1, all->auc + half)};
}

static const struct flag_side *side_of(const struct flags *f, int side)
{
    return side == FLAGGED ? &f->flagged : &f->other;
}

/* Errors of the replays in standard deviations. */
struct errors {
    size_t n;
    double squares;
};

static void add_error(struct errors *e, double miss, double variance)
{
    if (!(variance > 0))
        return;
    e->n++;
    e->squares += miss * miss / variance;
}

static void model_errors(struct errors *e, const struct holdout *h, int side)
{
    for (size_t k = 0; k < h->n_replays; k++) {
        const struct expected *x = &h->replays[k].sides[side];
        add_error(e, (double)x->lost - x->losses, x->variance);
    }
}

/* Each replay's share lost against that of the others (Laplace's rule), which
 * is not known for certain either. */
static void rules_errors(struct errors *e, const struct holdout *h, int side)
{
    const struct flag_side *all = side_of(&h->flags[MODE_RULES_ONLY], side);

    for (size_t k = 0; k < h->n_replays; k++) {
        const struct flag_side *one =
            side_of(&h->replays[k].flags[MODE_RULES_ONLY], side);
        double n = (double)one->rows, others = (double)(all->rows - one->rows);
        double p = ((double)(all->lost - one->lost) + 1) / (others + 2);
        if (one->rows && all->rows > one->rows)
            add_error(e, (double)one->lost - n * p,
                      n * p * (1 - p) * (1 + n / others));
    }
}

/* What is expected of a side where no deal has a chance of its own. */
static void by_rules(struct expected *out, const struct holdout *h, int side,
                     double rate, bool moved)
{
    const struct flags *f = &h->flags[MODE_RULES_ONLY];
    const struct flag_side *all = side_of(f, side);
    double n = (double)out->deals;
    double whole = (double)(f->flagged.lost + f->other.lost) /
                   (double)(f->flagged.rows + f->other.rows);
    double p = ((double)all->lost + 1) / ((double)all->rows + 2);

    if (moved && whole > 0 && whole < 1 && rate > 0 && rate < 1)
        p = logistic(logit_cut(p) + logit_cut(rate) - logit_cut(whole));
    out->losses = n * p;
    out->variance = n * p * (1 - p);
}

static struct ahead_side side_range(const struct expected *now,
                                    const struct errors *e)
{
    struct ahead_side out = {now->deals, NAN, {NAN, NAN}};
    double n = (double)now->deals, df, beyond, half;

    if (!now->deals || e->n < LEAST)
        return out;
    out.share = now->losses / n;
    df = (double)e->n;
    beyond = fmax(e->squares / df - 1, sqrt(2 / df));
    half = half_width(now->variance, now->variance * beyond, df) / n;
    out.range =
        (struct interval){fmax(0, out.share - half), fmin(1, out.share + half)};
    return out;
}

void ahead_find(struct ahead *out, const struct holdout *h, enum mode mode,
                const struct expected now[FLAG_SIDES], bool moved)
{
    double lost = now[FLAGGED].losses + now[NOT_FLAGGED].losses;
    double n = (double)(now[FLAGGED].deals + now[NOT_FLAGGED].deals);

    *out = (struct ahead){.replays = h->n_replays};
    for (int k = 0; k < SCORER_COUNT; k++)
        out->auc[k] = auc_range(h, (enum scorer)k, n - lost, lost);
    for (int side = 0; side < FLAG_SIDES; side++) {
        struct expected of = now[side];
        struct errors e = {0};
        if (mode == MODE_HYBRID) {
            model_errors(&e, h, side);
        } else {
            rules_errors(&e, h, side);
            by_rules(&of, h, side, lost / n, moved);
        }
        out->sides[side] = side_range(&of, &e);
    }
}
