#include <math.h>

#include "scoring/score/pen.h"
#include "render/words/phrase.h"

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
    if (pen_strongest(p, LINE_RULE) == NULL)
        return pen_forest(p);

    double limit = rate_limit(p);
    if (rate < limit) {
        struct sv text = phrase_rate(limit, rate, p->v->deals->style, p->a);
        return sv_printf(p->a, "; the rule's limit is %.*s", SV_ARG(text));
    }
    if (p->subject == SUBJECT_SOURCE)
        return SV("; the rule names this source");
    return pen_forest(p);
}

/* Columns that are the rates of these sentences. */
static const char *const RATES_OF[] = {
    "rep_historical_winrate", "industry_winrate",    "region_winrate",
    "product_winrate",        "lead_source_quality", "account_prior_wins",
};

/* "<who> won 120 of 310 (39%); <all> 45%" */
static struct sv rate_sentence(const struct pen *p, enum group group,
                               struct sv who, const char *all)
{
    const struct snapshot *s = p->v->snapshot;
    const struct group_rate *rate = snapshot_rate(s, p->v->deals, group, p->i);

    if (rate == NULL || rate->closed == 0)
        return pen_join(
            p, sv_printf(p->a, "%.*s: no closed deal yet", SV_ARG(who)),
            pen_forest(p));

    double raw = (double)rate->won / (double)rate->closed;
    struct sv of = phrase_of_beside(rate->won, rate->closed, s->win_rate,
                                    p->v->deals->style, p->a);
    struct sv team = phrase_rate(s->win_rate, raw, p->v->deals->style, p->a);
    struct sv text = sv_printf(p->a, "%.*s won %.*s; %s %.*s", SV_ARG(who),
                               SV_ARG(of), all, SV_ARG(team));
    if (raw >= s->win_rate)
        return pen_join(p, text, rate_clause(p, raw));
    return pen_join(p, text,
                    pen_backed(p, RATES_OF, sizeof RATES_OF / sizeof *RATES_OF)
                        ? SV("")
                        : pen_forest(p));
}

static const struct sv *label_of(const struct deals *d, enum group group,
                                 size_t i)
{
    const struct category *c = &d->groups[group];

    if (c->n_labels == 0 || c->code[i] < 0)
        return NULL;
    return &c->labels[c->code[i]];
}

struct sv evidence_rep(const struct pen *p)
{
    const struct snapshot *s = p->v->snapshot;
    const struct deals *d = p->v->deals;

    if (label_of(d, GROUP_OWNER, p->i) == NULL)
        return pen_not_known(p, "owner");

    const struct group_rate *all = snapshot_rate(s, d, GROUP_OWNER, p->i);
    uint32_t code = (uint32_t)d->groups[GROUP_OWNER].code[p->i];
    const struct group_rate *recent =
        code < s->recent_owner.n ? &s->recent_owner.group[code] : NULL;

    /* A record that is no worse over all may be worse of late. */
    if (all != NULL && all->closed > 0 && recent != NULL &&
        recent->closed > 0 && (double)all->won / all->closed >= s->win_rate &&
        (double)recent->won / recent->closed < s->win_rate &&
        pen_strongest(p, LINE_RULE) == NULL) {
        double raw = (double)recent->won / recent->closed;
        struct sv of = phrase_of_beside(recent->won, recent->closed,
                                        s->win_rate, p->v->deals->style, p->a);
        struct sv team =
            phrase_rate(s->win_rate, raw, p->v->deals->style, p->a);
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
        return pen_not_known(p, what);
    struct sv name = phrase_name(*label, p->a);
    return rate_sentence(p, group, sv_printf(p->a, "%.*s deals", SV_ARG(name)),
                         "all deals");
}

struct sv evidence_industry(const struct pen *p)
{
    return segment(p, GROUP_INDUSTRY, "industry");
}

struct sv evidence_region(const struct pen *p)
{
    return segment(p, GROUP_REGION, "region");
}

struct sv evidence_product(const struct pen *p)
{
    return segment(p, GROUP_PRODUCT, "product");
}

struct sv evidence_source(const struct pen *p)
{
    return segment(p, GROUP_SOURCE, "lead source");
}

struct sv evidence_account(const struct pen *p)
{
    return segment(p, GROUP_ACCOUNT, "account");
}

struct sv evidence_own(const struct pen *p)
{
    const struct receipt_line *line = pen_strongest(p, LINE_FOREST);
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
            return pen_join(p,
                            sv_printf(p->a, "%.*s is %.*s", SV_ARG(field),
                                      SV_ARG(phrase_value(x, d->style, p->a))),
                            pen_forest(p));
    }
    return pen_join(p, sv_printf(p->a, "%.*s is empty", SV_ARG(field)),
                    pen_forest(p));
}
