#include "scoring/portfolio/outlook.h"

#include <math.h>

#include "scoring/portfolio/lifetimes.h"

const int OUTLOOK_DAYS[OUTLOOK_HORIZONS] = {30, 60, 90};

const char *outlook_of_name(enum outlook_of of)
{
    static const char *const names[] = {
        [OUTLOOK_NONE] = "",
        [OUTLOOK_BEYOND] = "beyond",
        [OUTLOOK_DEAL] = "deal",
        [OUTLOOK_AGE] = "age"};

    return names[of];
}

double outlook_deals(const struct outlook *o)
{
    return o->of == OUTLOOK_AGE ? (double)o->at_risk : (double)NAN;
}

/* Fewer lives say nothing of the next one; and no curve is drawn past ten
 * years, so that one deal of long ago costs nothing. */
enum { LIVES_LEAST = 20, DAYS_MOST = 3650 };

/* The curves at every whole day from 0 to the longest follow-up, and the
 * outlook at each age that has been asked for. */
struct curves {
    int last;             /* −1: no life is known */
    struct incidence *at; /* last + 1 */
    size_t *at_risk;      /* last + 1; lives longer than, or open at, a day */
    bool *asked;          /* last + 1 */
    struct outlook *outlook;
};

struct lives {
    const struct lifetime *list;
    size_t n;
    double oldest; /* days from start to end of the closed; INFINITY: of too
                      few to say */
};

static struct lives lives_of(const struct context *ctx)
{
    struct lives out = {.oldest = INFINITY};
    size_t closed = 0;
    double most = 0;

    out.list = lifetimes_make(&out.n, ctx->deals, ctx->as_of, 1, ctx->scratch);
    for (size_t i = 0; i < out.n; i++)
        if (out.list[i].event) {
            most = fmax(most, out.list[i].days);
            closed++;
        }
    if (closed >= LIVES_LEAST)
        out.oldest = most;
    return out;
}

static void curves_draw(struct curves *out, const struct lifetime *list,
                        size_t n, struct arena *scratch)
{
    double *days;

    out->last = -1;
    for (size_t i = 0; i < n; i++)
        out->last = (int)fmax(out->last, list[i].days);
    out->last = out->last < DAYS_MOST ? out->last : DAYS_MOST;
    size_t k = (size_t)(out->last + 1);
    days = ARENA_ARRAY(scratch, k, double);
    out->at = ARENA_ARRAY(scratch, k, struct incidence);
    out->at_risk = ARENA_ARRAY(scratch, k + 1, size_t);
    out->asked = ARENA_ARRAY(scratch, k, bool);
    out->outlook = ARENA_ARRAY(scratch, k, struct outlook);
    for (size_t t = 0; t < k; t++)
        days[t] = (double)t;
    cumulative_incidence(out->at, days, k, list, n, scratch);
    for (size_t i = 0; i < n; i++) {
        /* Open at its own last day, closed no longer. */
        size_t t = (size_t)list[i].days + (list[i].event == 0);
        t = t < k ? t : k;
        if (t > 0)
            out->at_risk[t - 1]++;
    }
    for (size_t t = k; t-- > 1;)
        out->at_risk[t - 1] += out->at_risk[t];
}

/* survfit's median of the lives longer than `age`: where the curve rests on
 * ½, the midpoint of that rest. */
static double median_left(const struct curves *c, int age)
{
    double half = c->at[age].still_open / 2, tolerance = half * 1e-8;

    for (int t = age + 1; t <= c->last; t++) {
        if (c->at[t].still_open > half + tolerance)
            continue;
        int rest = t;
        while (rest < c->last && c->at[rest].still_open > half - tolerance)
            rest++;
        return c->at[t].still_open < half - tolerance ||
                       c->at[rest].still_open > half - tolerance
                   ? t - age
                   : (t + rest) / 2.0 - age;
    }
    return NAN;
}

static void outlook_none(struct outlook *out, double age)
{
    *out = (struct outlook){.age = age, .days_to_close = NAN};
    for (int h = 0; h < OUTLOOK_HORIZONS; h++)
        out->won[h] = out->lost[h] = NAN;
}

static void outlook_at(struct outlook *out, const struct curves *c, double age)
{
    outlook_none(out, age);
    if (isnan(age) || age < 0 || age > c->last)
        return;

    int a = (int)age;
    const struct incidence *now = &c->at[a];
    if (c->at_risk[a] < LIVES_LEAST || !(now->still_open > 0))
        return;
    out->at_risk = c->at_risk[a];
    out->of = OUTLOOK_AGE;
    out->days_to_close = median_left(c, a);
    for (int h = 0; h < OUTLOOK_HORIZONS; h++) {
        int then = a + OUTLOOK_DAYS[h];
        /* After the last day nothing is known, unless all had closed. */
        if (then > c->last && c->at[c->last].still_open > 0)
            continue;
        const struct incidence *end = &c->at[then < c->last ? then : c->last];
        out->won[h] = (end->won - now->won) / now->still_open;
        out->lost[h] = (end->lost - now->lost) / now->still_open;
    }
}

static struct outlook *by_age(const struct context *ctx,
                              const struct scores *scores,
                              const struct lives *lives)
{
    struct outlook *out = ARENA_ARRAY(ctx->run, scores->n, struct outlook);
    struct curves c;

    curves_draw(&c, lives->list, lives->n, ctx->scratch);
    for (size_t i = 0; i < scores->n; i++) {
        double age = scores->list[i].age;
        if (!(age >= 0 && age <= c.last)) {
            outlook_at(&out[i], &c, age);
            continue;
        }
        size_t day = (size_t)age;
        if (!c.asked[day])
            outlook_at(&c.outlook[day], &c, age);
        c.asked[day] = true;
        out[i] = c.outlook[day];
    }
    return out;
}

/* The day on which even chances are reached that it has ended, between two
 * days of the grid as if it ended evenly between them. */
static double median_of(const struct horizons *h, const double *won,
                        const double *lost)
{
    double before = 0, day = 0;

    for (size_t k = 0; k < h->days.n; k++) {
        double ended = won[k] + lost[k], next = (double)h->days.day[k];
        if (ended >= 0.5)
            return day + (next - day) * (0.5 - before) / (ended - before);
        before = ended;
        day = next;
    }
    return NAN;
}

/* How a deal ends at last is P(lost)'s to say, when it does the horizons': of
 * the wins to come, their share within each of the days; and so of losses. What
 * is open after the last day is won as often as what ended before. To cut the
 * chances at P(lost) instead would lower them wherever the two differ one way,
 * and raise them nowhere. */
static void scale_to(double *won, double *lost, size_t n_days, double p_loss)
{
    double w = won[n_days - 1], l = lost[n_days - 1];
    double won_at_last = w / (w + l), lost_at_last = l / (w + l);

    for (size_t k = 0; w + l > 0 && k < n_days; k++) {
        won[k] *= won_at_last > 0 ? (1 - p_loss) / won_at_last : 0;
        lost[k] *= lost_at_last > 0 ? p_loss / lost_at_last : 0;
    }
}

/* Of each deal the row that it has in the horizons. */
static uint32_t *rows_of(const struct horizons *h, const struct context *ctx)
{
    uint32_t *row = ARENA_ARRAY(ctx->scratch, ctx->deals->n, uint32_t);

    for (size_t i = 0; i < h->now.n; i++)
        row[h->now.deal[i]] = (uint32_t)i;
    return row;
}

/* Chances of one ending within one of the days, a figure for each deal. */
struct within {
    size_t n;           /* deals that have a P(lost) */
    const double *most; /* to end so at all */
    double *share;      /* of it within the days; moved */
    double told;        /* Σ of the horizons' own chances */
};

static double sum_at(const struct within *w, double shift)
{
    const struct calibrator moved = {.used = true, .a = shift, .b = 1};
    double sum = 0;

    for (size_t i = 0; i < w->n; i++)
        if (w->share[i] > 0)
            sum += w->most[i] * calibrate(&moved, w->share[i]);
    return sum;
}

/* As many end within the days as the horizons tell: one shift of all log odds,
 * found by halving. */
static void in_the_large(struct within *w)
{
    enum { HALVINGS = 50 };
    double low = -16, high = 16;
    struct calibrator moved = {.used = true, .b = 1};

    for (int k = 0; k < HALVINGS; k++) {
        moved.a = (low + high) / 2;
        if (sum_at(w, moved.a) < w->told)
            low = moved.a;
        else
            high = moved.a;
    }
    for (size_t i = 0; i < w->n; i++)
        if (w->share[i] > 0)
            w->share[i] = calibrate(&moved, w->share[i]);
}

/* The scored deals that have a P(lost), and their rows in the horizons. */
struct held {
    size_t n;
    size_t *row;                /* n; of their first day */
    double *most[ENDING_COUNT]; /* n */
};

static void held_fill(struct held *out, const struct horizons *h,
                      const struct context *ctx, const struct scores *scores)
{
    const uint32_t *row = rows_of(h, ctx);

    *out = (struct held){.row = ARENA_ARRAY(ctx->scratch, scores->n, size_t)};
    for (int e = 0; e < ENDING_COUNT; e++)
        out->most[e] = ARENA_ARRAY(ctx->scratch, scores->n, double);
    for (size_t i = 0; i < scores->n; i++) {
        const struct score *s = &scores->list[i];
        if (!isfinite(s->p_loss))
            continue;
        out->row[out->n] = row[s->deal] * h->days.n;
        out->most[ENDING_WON][out->n] = 1 - s->p_loss;
        out->most[ENDING_LOST][out->n++] = s->p_loss;
    }
}

static void ending_hold(double *chance, const struct held *g,
                        enum ending ending, const double *told, size_t n_days,
                        double *share)
{
    const double *most = g->most[ending];

    for (size_t k = 0; k < n_days; k++) {
        struct within w = {
            .n = g->n, .most = most, .share = share, .told = told[k]};
        for (size_t i = 0; i < g->n; i++)
            share[i] = most[i] > 0
                           ? fmin(chance[g->row[i] + k] / most[i], 1)
                           : 0;
        in_the_large(&w);
        for (size_t i = 0; i < g->n; i++) {
            double *at = &chance[g->row[i] + k];
            *at = fmax(most[i] * share[i], k ? at[-1] : 0);
        }
    }
}

void outlooks_hold(struct horizons *h, const struct context *ctx,
                   const struct scores *scores)
{
    size_t n = h->days.n;
    double *told[ENDING_COUNT], *share;
    struct held g;

    if (!n)
        return;
    held_fill(&g, h, ctx, scores);
    share = ARENA_ARRAY(ctx->scratch, g.n, double);
    for (int e = 0; e < ENDING_COUNT; e++) {
        told[e] = ARENA_ARRAY(ctx->scratch, n, double);
        for (size_t i = 0; i < g.n; i++)
            for (size_t k = 0; k < n; k++)
                told[e][k] += h->now.chance[e][g.row[i] + k];
    }
    for (size_t i = 0; i < g.n; i++)
        scale_to(h->now.chance[ENDING_WON] + g.row[i],
                 h->now.chance[ENDING_LOST] + g.row[i], n,
                 g.most[ENDING_LOST][i]);
    for (int e = 0; e < ENDING_COUNT; e++)
        ending_hold(h->now.chance[e], &g, (enum ending)e, told[e], n, share);
}

static void of_deal(struct outlook *out, const struct horizons *h, size_t row,
                    double age)
{
    const double *won = h->now.chance[ENDING_WON] + row * h->days.n;
    const double *lost = h->now.chance[ENDING_LOST] + row * h->days.n;

    *out = (struct outlook){.of = OUTLOOK_DEAL, .age = age};
    out->days_to_close = median_of(h, won, lost);
    for (int k = 0; k < OUTLOOK_HORIZONS; k++) {
        size_t at = horizons_at(h, OUTLOOK_DAYS[k]);
        out->won[k] = at < h->days.n ? won[at] : (double)NAN;
        out->lost[k] = at < h->days.n ? lost[at] : (double)NAN;
    }
}

/* A win within some days is no likelier than one at all. Both are written with
 * four decimals: half of the last one is kept back, so that this holds of what
 * is read. */
static void hold_to(struct outlook *o, double p_loss)
{
    const double last = 0.5e-4;

    for (int k = 0; isfinite(p_loss) && k < OUTLOOK_HORIZONS; k++) {
        double won = fmax(1 - p_loss - last, 0), lost = fmax(p_loss - last, 0);
        if (o->won[k] > won)
            o->won[k] = won;
        if (o->lost[k] > lost)
            o->lost[k] = lost;
    }
}

/* By its own features, where its age is known. */
static struct outlook *by_deal(const struct context *ctx,
                               const struct scores *scores,
                               const struct horizons *h)
{
    struct outlook *out = ARENA_ARRAY(ctx->run, scores->n, struct outlook);
    const uint32_t *row = rows_of(h, ctx);

    for (size_t i = 0; i < scores->n; i++) {
        const struct score *s = &scores->list[i];
        if (isfinite(s->age))
            of_deal(&out[i], h, row[s->deal], s->age);
        else
            outlook_none(&out[i], s->age);
    }
    return out;
}

struct outlook *outlooks_compute(const struct context *ctx,
                                 const struct scores *scores,
                                 const struct horizons *h)
{
    const struct lives lives = lives_of(ctx);
    struct outlook *out =
        h->days.n ? by_deal(ctx, scores, h) : by_age(ctx, scores, &lives);

    for (size_t i = 0; i < scores->n; i++) {
        const struct score *s = &scores->list[i];
        hold_to(&out[i], s->p_loss);
        if (s->age > lives.oldest) {
            outlook_none(&out[i], s->age);
            out[i].of = OUTLOOK_BEYOND;
        }
    }
    return out;
}
