#include "scoring/evidence.h"

#include <math.h>

#include "scoring/phrase.h"

/* What every sentence is made from. */
struct pen {
    const struct evidence_view *v;
    const struct score *score;
    size_t i; /* deal */
    enum subject subject;
    struct arena *a;
};

/* The line of this subject that raises the score most; NULL: none does. */
static const struct receipt_line *strongest(const struct pen *p,
                                            enum line_kind kind)
{
    const struct receipt_line *best = NULL;

    for (size_t k = 0; k < p->score->n_lines; k++) {
        const struct receipt_line *line = &p->score->lines[k];
        if (line->kind == kind && line->subject == p->subject &&
            line->points > 0 && (best == NULL || line->points > best->points))
            best = line;
    }
    return best;
}

/* "; the forest's estimate rises with days in stage", where a column does. */
static struct sv forest_clause(const struct pen *p)
{
    const struct receipt_line *line = strongest(p, LINE_FOREST);

    if (line == NULL || p->v->features == NULL)
        return SV("");
    struct sv label =
        phrase_name(p->v->features->columns[line->index].label, p->a);
    return sv_printf(p->a, "; the forest's estimate rises with %.*s",
                     SV_ARG(label));
}

static struct sv join(const struct pen *p, struct sv counts, struct sv clause)
{
    if (clause.len == 0)
        return counts;
    return sv_printf(p->a, "%.*s%.*s", SV_ARG(counts), SV_ARG(clause));
}

/* A field that is empty, or of which nothing is known. */
static struct sv not_known(const struct pen *p, const char *what)
{
    return join(p, sv_printf(p->a, "No %s recorded", what), forest_clause(p));
}

static size_t at_most(const struct sample *s, double x)
{
    double rank = sample_rank(s, x);

    return isnan(rank) ? 0 : (size_t)llround(rank * (double)s->n);
}

/* How many of the sample are smaller than x. */
static size_t below(const struct sample *s, double x)
{
    size_t low = 0, high = s->n;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (s->sorted[middle] < x)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* The limit that the rule of a win rate compares with. */
static double rate_limit(const struct pen *p)
{
    const struct rule_limits *l = p->v->limits;

    switch (p->subject) {
    case SUBJECT_REP:
        return fmax(l->rep[0], l->rep[1]);
    case SUBJECT_INDUSTRY:
        return l->industry;
    case SUBJECT_SOURCE:
        return l->source;
    case SUBJECT_REGION:
        return l->region;
    default:
        return NAN;
    }
}

/* Why a rate that is not below the overall one still raises the score. */
static struct sv rate_clause(const struct pen *p, double rate)
{
    if (strongest(p, LINE_RULE) == NULL)
        return forest_clause(p);

    double limit = rate_limit(p);
    if (rate < limit) {
        struct sv text = phrase_rate(limit, rate, p->a);
        return sv_printf(p->a, "; the rule's limit is %.*s", SV_ARG(text));
    }
    if (p->subject == SUBJECT_SOURCE)
        return SV("; the rule names this source");
    return forest_clause(p);
}

/* "<who> won 120 of 310 (39%); <all> 45%" */
static struct sv rate_sentence(const struct pen *p, enum group group,
                               struct sv who, const char *all)
{
    const struct snapshot *s = p->v->snapshot;
    const struct group_rate *rate = snapshot_rate(s, p->v->deals, group, p->i);

    if (rate == NULL || rate->closed == 0)
        return join(p,
                    sv_printf(p->a, "%.*s: none of their deals has closed yet",
                              SV_ARG(who)),
                    forest_clause(p));

    double raw = (double)rate->won / (double)rate->closed;
    struct sv of = phrase_of(rate->won, rate->closed, p->a);
    struct sv team = phrase_rate(s->win_rate, raw, p->a);
    struct sv text = sv_printf(p->a, "%.*s won %.*s; %s %.*s", SV_ARG(who),
                               SV_ARG(of), all, SV_ARG(team));
    return join(p, text, raw < s->win_rate ? SV("") : rate_clause(p, raw));
}

static const struct sv *label_of(const struct deals *d, enum group group,
                                 size_t i)
{
    const struct category *c = &d->groups[group];

    if (c->n_labels == 0 || c->code[i] < 0)
        return NULL;
    return &c->labels[c->code[i]];
}

static struct sv rep(const struct pen *p)
{
    const struct snapshot *s = p->v->snapshot;
    const struct deals *d = p->v->deals;

    if (label_of(d, GROUP_OWNER, p->i) == NULL)
        return not_known(p, "owner");

    const struct group_rate *all = snapshot_rate(s, d, GROUP_OWNER, p->i);
    uint32_t code = (uint32_t)d->groups[GROUP_OWNER].code[p->i];
    const struct group_rate *recent =
        code < s->recent_owner.n ? &s->recent_owner.group[code] : NULL;

    /* A record that is no worse over all may be worse of late. */
    if (all != NULL && all->closed > 0 && recent != NULL &&
        recent->closed > 0 && (double)all->won / all->closed >= s->win_rate &&
        (double)recent->won / recent->closed < s->win_rate &&
        strongest(p, LINE_RULE) == NULL) {
        double raw = (double)recent->won / recent->closed;
        struct sv of = phrase_of(recent->won, recent->closed, p->a);
        struct sv team = phrase_rate(s->win_rate, raw, p->a);
        return sv_printf(p->a,
                         "Rep won %.*s in the last 90 days; all deals %.*s",
                         SV_ARG(of), SV_ARG(team));
    }
    return rate_sentence(p, GROUP_OWNER, SV("Rep"), "team");
}

/* "<name> deals won 120 of 310 (39%); all deals 45%" */
static struct sv segment(const struct pen *p, enum group group,
                         const char *what)
{
    const struct sv *label = label_of(p->v->deals, group, p->i);

    if (label == NULL)
        return not_known(p, what);
    struct sv name = phrase_name(*label, p->a);
    return rate_sentence(p, group, sv_printf(p->a, "%.*s deals", SV_ARG(name)),
                         "all deals");
}

static struct sv industry(const struct pen *p)
{
    return segment(p, GROUP_INDUSTRY, "industry");
}

static struct sv region(const struct pen *p)
{
    return segment(p, GROUP_REGION, "region");
}

static struct sv product(const struct pen *p)
{
    return segment(p, GROUP_PRODUCT, "product");
}

static struct sv source(const struct pen *p)
{
    return segment(p, GROUP_SOURCE, "lead source");
}

static struct sv account(const struct pen *p)
{
    return segment(p, GROUP_ACCOUNT, "account");
}

static struct sv age(const struct pen *p)
{
    const struct sample *cycles = &p->v->snapshot->cycles;
    double days = p->score->age, mean = p->v->snapshot->mean_cycle;

    if (isnan(days))
        return not_known(p, "start date");

    struct sv old = sv_printf(p->a, "%.0f days old", days);
    if (cycles->n == 0)
        return join(p, old, forest_clause(p));

    size_t shorter = below(cycles, days);
    struct sv of = phrase_of(shorter, cycles->n, p->a);
    if (2 * shorter >= cycles->n)
        return sv_printf(p->a, "%.*s; longer than %.*s closed deals",
                         SV_ARG(old), SV_ARG(of));
    if (days > mean && strongest(p, LINE_RULE) != NULL)
        return sv_printf(p->a, "%.*s; closed deals took %.1f on average",
                         SV_ARG(old), mean);
    return join(p,
                sv_printf(p->a, "%.*s; %.*s closed deals took less",
                          SV_ARG(old), SV_ARG(of)),
                forest_clause(p));
}

/* How the stay compares with finished stays in the same stage. */
static struct sv stay(const struct pen *p, struct sv name, size_t stage)
{
    const struct snapshot *s = p->v->snapshot;
    const struct sample *won = &s->stage_days_won[stage];
    const struct sample *any = &s->stage_days[stage];
    double days = p->score->days_in_stage;
    struct sv here = sv_printf(p->a, "%.0f days in %.*s", days, SV_ARG(name));

    if (won->n >= 4) {
        /* The day by which three in four were over, and how many that is. */
        double limit = won->sorted[(3 * won->n + 3) / 4 - 1];
        if (days > limit) {
            struct sv n = phrase_count(won->n, p->a);
            struct sv over = phrase_count(at_most(won, limit), p->a);
            return sv_printf(p->a,
                             "%.*s; of %.*s stays of deals that won, "
                             "%.*s were over by day %.0f",
                             SV_ARG(here), SV_ARG(n), SV_ARG(over), limit);
        }
    }
    if (any->n == 0)
        return join(p, here, forest_clause(p));

    size_t shorter = below(any, days);
    struct sv of = phrase_of(shorter, any->n, p->a);
    if (2 * shorter >= any->n)
        return sv_printf(p->a, "%.*s; longer than %.*s finished stays",
                         SV_ARG(here), SV_ARG(of));
    return join(p,
                sv_printf(p->a, "%.*s; %.*s finished stays were shorter",
                          SV_ARG(here), SV_ARG(of)),
                forest_clause(p));
}

static struct sv stage(const struct pen *p)
{
    const struct snapshot *s = p->v->snapshot;
    int32_t code, entered;

    deals_stage_at(p->v->deals, p->i, s->day, &code, &entered);
    if (code < 0)
        return not_known(p, "stage");

    struct sv name = phrase_name(p->score->stage, p->a);
    if (!isnan(p->score->days_in_stage) && (size_t)code < s->n_stages)
        return stay(p, name, (size_t)code);

    struct sv text = sv_printf(
        p->a, "In %.*s; the day it entered is not recorded", SV_ARG(name));
    if (strongest(p, LINE_RULE) != NULL && !isnan(p->score->age))
        return sv_printf(p->a, "%.*s, and the deal is %.0f days old",
                         SV_ARG(text), p->score->age);
    return join(p, text, forest_clause(p));
}

static struct sv amount(const struct pen *p)
{
    const struct deals *d = p->v->deals;
    const struct sample *all = &p->v->snapshot->amounts;
    double value = d->amount != NULL ? d->amount[p->i] : NAN;

    if (isnan(value))
        return not_known(p, "amount");

    struct sv money = phrase_money(value, d->currency, p->a);
    size_t smaller = below(all, value);
    if (all->n > 0 && 2 * smaller >= all->n) {
        struct sv of = phrase_of(smaller, all->n, p->a);
        return sv_printf(p->a, "%.*s; larger than %.*s deals", SV_ARG(money),
                         SV_ARG(of));
    }
    if (strongest(p, LINE_RULE) != NULL) {
        struct sv limit = phrase_money(p->v->limits->amount, d->currency, p->a);
        return sv_printf(p->a, "%.*s; the rule's limit is %.*s", SV_ARG(money),
                         SV_ARG(limit));
    }
    if (all->n == 0)
        return join(p, money, forest_clause(p));
    size_t larger = all->n - at_most(all, value);
    struct sv of = phrase_of(larger, all->n, p->a);
    return join(p,
                sv_printf(p->a, "%.*s; smaller than %.*s deals", SV_ARG(money),
                          SV_ARG(of)),
                forest_clause(p));
}

static double feature_now(const struct pen *p, const char *name)
{
    const struct feature *f = feature_find(sv_from(name));

    return f == NULL ? NAN : f->fn(p->v->deals, p->v->snapshot, p->i);
}

static struct sv activity(const struct pen *p)
{
    double quiet = feature_now(p, "days_since_activity");
    double pushes = feature_now(p, "push_count");
    double left = p->score->expected == DATE_NONE
                      ? NAN
                      : (double)p->score->expected - p->v->snapshot->day;
    struct sv text = {0};

    if (quiet >= 1)
        text = sv_printf(p->a, "no activity for %.0f day%s", quiet,
                         quiet == 1 ? "" : "s");
    if (pushes >= 1)
        text = sv_printf(p->a, "%.*s%sexpected close moved %.0f time%s",
                         SV_ARG(text), text.len > 0 ? "; " : "", pushes,
                         pushes == 1 ? "" : "s");
    if (left < 0)
        text = sv_printf(p->a, "%.*s%sexpected close passed %.0f day%s ago",
                         SV_ARG(text), text.len > 0 ? "; " : "", -left,
                         left == -1 ? "" : "s");
    if (text.len == 0)
        return join(p, SV("No quiet spell, push or overdue close recorded"),
                    forest_clause(p));

    char *start = arena_alloc(p->a, text.len + 1, 1);
    memcpy(start, text.ptr, text.len);
    if (start[0] >= 'a' && start[0] <= 'z')
        start[0] = (char)(start[0] - 'a' + 'A');
    return (struct sv){start, text.len};
}

static struct sv own(const struct pen *p)
{
    const struct receipt_line *line = strongest(p, LINE_FOREST);
    const struct deals *d = p->v->deals;

    if (line == NULL || p->v->features == NULL)
        return SV("The company's own fields raise it together");

    const struct feature_column *c = &p->v->features->columns[line->index];
    struct sv field = phrase_name(c->label, p->a);
    if (c->own_category >= 0) {
        enum group group = (enum group)(GROUP_OWN + c->own_category);
        const struct sv *label = label_of(d, group, p->i);
        if (label != NULL) {
            struct sv name = phrase_name(*label, p->a);
            return rate_sentence(
                p, group,
                sv_printf(p->a, "%.*s %.*s", SV_ARG(field), SV_ARG(name)),
                "all deals");
        }
    } else if (c->own_numeric >= 0) {
        double x = d->own_numeric[c->own_numeric][p->i];
        if (!isnan(x))
            return join(p, sv_printf(p->a, "%.*s is %.6g", SV_ARG(field), x),
                        forest_clause(p));
    }
    return join(p, sv_printf(p->a, "%.*s is empty", SV_ARG(field)),
                forest_clause(p));
}

struct sv evidence_sentence(enum subject subject, const struct evidence_view *v,
                            const struct score *score, struct arena *a)
{
    static struct sv (*const sentences[SUBJECT_COUNT])(const struct pen *) = {
        [SUBJECT_REP] = rep,         [SUBJECT_AGE] = age,
        [SUBJECT_STAGE] = stage,     [SUBJECT_AMOUNT] = amount,
        [SUBJECT_SOURCE] = source,   [SUBJECT_INDUSTRY] = industry,
        [SUBJECT_REGION] = region,   [SUBJECT_PRODUCT] = product,
        [SUBJECT_ACCOUNT] = account, [SUBJECT_ACTIVITY] = activity,
        [SUBJECT_OWN] = own,
    };
    const struct pen p = {v, score, score->deal, subject, a};

    return sentences[subject](&p);
}
