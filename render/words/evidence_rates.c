#include <math.h>

#include "render/words/evidence_parts.h"
#include "render/words/phrase.h"

/* The limit that the rule of a win rate compares with. */
static double rate_limit(const struct evidence *e)
{
    const struct rule_limits *l = &e->scores->limits;

    switch (e->subject) {
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
static struct sv rate_clause(const struct evidence *e, double rate)
{
    if (evidence_strongest(e, LINE_RULE) == NULL)
        return evidence_yet(e);

    double limit = rate_limit(e);
    if (rate < limit) {
        struct sv text = phrase_rate(limit, rate, e->w->style, e->w->a);
        return sv_printf(e->w->a, "; the rule's limit is %.*s", SV_ARG(text));
    }
    if (e->subject == SUBJECT_SOURCE)
        return SV("; the rule names this source");
    return evidence_yet(e);
}

/* "<who> won 120 of 310 (39%); <all> 45%" */
static struct sv rate_sentence(const struct evidence *e, enum group group,
                               struct sv who, const char *all)
{
    const struct snapshot *s = e->scores->now;
    const struct group_rate *rate =
        snapshot_rate(s, e->w->deals, group, e->score->deal);

    if (rate == NULL || rate->closed == 0)
        return evidence_join(
            e, sv_printf(e->w->a, "%.*s: no closed deal yet", SV_ARG(who)),
            evidence_model(e));

    if (isnan(s->win_rate))
        return evidence_join(
            e, sv_printf(e->w->a, "%.*s: no win rate is known", SV_ARG(who)),
            evidence_model(e));
    double raw = (double)rate->won / (double)rate->closed;
    struct sv of = phrase_of_beside(rate->won, rate->closed, s->win_rate,
                                    e->w->style, e->w->a);
    struct sv team = phrase_rate(s->win_rate, raw, e->w->style, e->w->a);
    struct sv text = sv_printf(e->w->a, "%.*s won %.*s; %s %.*s", SV_ARG(who),
                               SV_ARG(of), all, SV_ARG(team));
    if (raw >= s->win_rate)
        return evidence_join(e, text, rate_clause(e, raw));
    return evidence_join(e, text,
                         evidence_backed(e, COUNTED_RATE) ? SV("")
                                                          : evidence_model(e));
}

struct sv evidence_rep(const struct evidence *e)
{
    const struct snapshot *s = e->scores->now;
    const struct category *owner = &e->w->deals->groups[GROUP_OWNER];

    if (category_label(owner, e->score->deal).len == 0)
        return evidence_not_known(e, "owner");

    const struct group_rate *all =
        snapshot_rate(s, e->w->deals, GROUP_OWNER, e->score->deal);
    uint32_t code = (uint32_t)owner->code[e->score->deal];
    const struct group_rate *recent =
        code < s->recent_owner.n ? &s->recent_owner.group[code] : NULL;

    /* A record that is no worse over all may be worse of late. */
    if (all != NULL && all->closed > 0 && recent != NULL &&
        recent->closed > 0 && (double)all->won / all->closed >= s->win_rate &&
        (double)recent->won / recent->closed < s->win_rate &&
        evidence_strongest(e, LINE_RULE) == NULL) {
        double raw = (double)recent->won / recent->closed;
        struct sv of = phrase_of_beside(recent->won, recent->closed,
                                        s->win_rate, e->w->style, e->w->a);
        struct sv team = phrase_rate(s->win_rate, raw, e->w->style, e->w->a);
        return sv_printf(e->w->a,
                         "Rep won %.*s in the last 90 days; all deals %.*s",
                         SV_ARG(of), SV_ARG(team));
    }
    return rate_sentence(e, GROUP_OWNER, SV("Rep"), "all deals");
}

/* "<name> deals won 120 of 310 (39%); all deals 45%" */
static struct sv segment(const struct evidence *e, enum group group,
                         const char *what)
{
    struct sv label =
        category_label(&e->w->deals->groups[group], e->score->deal);

    if (label.len == 0)
        return evidence_not_known(e, what);
    struct sv name = phrase_name(label, e->w->a);
    return rate_sentence(
        e, group, sv_printf(e->w->a, "%.*s deals", SV_ARG(name)), "all deals");
}

struct sv evidence_industry(const struct evidence *e)
{
    return segment(e, GROUP_INDUSTRY, "industry");
}

struct sv evidence_region(const struct evidence *e)
{
    return segment(e, GROUP_REGION, "region");
}

struct sv evidence_product(const struct evidence *e)
{
    return segment(e, GROUP_PRODUCT, "product");
}

struct sv evidence_source(const struct evidence *e)
{
    return segment(e, GROUP_SOURCE, "lead source");
}

struct sv evidence_account(const struct evidence *e)
{
    return segment(e, GROUP_ACCOUNT, "account");
}

struct sv evidence_own(const struct evidence *e)
{
    const struct feature_column *c = evidence_column(e);
    const struct deals *d = e->w->deals;

    if (c == NULL)
        return SV("The company's own fields raise it together");

    struct sv field = phrase_name(c->label, e->w->a);
    if (c->own_category >= 0) {
        enum group group = (enum group)(GROUP_OWN + c->own_category);
        struct sv label = category_label(&d->groups[group], e->score->deal);
        if (label.len > 0) {
            struct sv name = phrase_name(label, e->w->a);
            return rate_sentence(
                e, group,
                sv_printf(e->w->a, "%.*s %.*s", SV_ARG(field), SV_ARG(name)),
                "all deals");
        }
    } else if (c->own_numeric >= 0) {
        double x = d->own_numeric[c->own_numeric][e->score->deal];
        if (!isnan(x))
            return evidence_join(
                e,
                sv_printf(e->w->a, "%.*s is %.*s", SV_ARG(field),
                          SV_ARG(phrase_value(x, e->w->style, e->w->a))),
                evidence_model(e));
    }
    return evidence_join(e, sv_printf(e->w->a, "%.*s is empty", SV_ARG(field)),
                         evidence_model(e));
}

/* A field of the deal as one of two: "Partner", "this rep". */
static struct sv one_of_both(const struct evidence *e,
                             const struct pair_rates *of, int side)
{
    const struct deals *d = e->w->deals;
    int field = of->pair.field[side];

    if (field == GROUP_OWNER)
        return SV("this rep");
    if (field != PAIR_SIZE)
        return phrase_name(category_label(&d->groups[field], e->score->deal),
                           e->w->a);
    double amount = deals_amount_at(d, e->score->deal, e->scores->now->day);
    return sv_printf(e->w->a, "%s %.*s", amount > of->half ? "over" : "up to",
                     SV_ARG(phrase_money(of->half, e->w->style, e->w->a)));
}

struct sv evidence_both(const struct evidence *e,
                        const struct feature_column *pair)
{
    const struct snapshot *s = e->scores->now;
    const struct group_rate *rate =
        pair_rate(s, e->w->deals, pair->pair, e->score->deal);

    if (rate == NULL || isnan(s->win_rate))
        return evidence_not_known(e, "value");
    struct sv first = one_of_both(e, &s->pairs[pair->pair], 0);
    struct sv second = one_of_both(e, &s->pairs[pair->pair], 1);
    struct sv who =
        sv_printf(e->w->a, "Deals of %.*s and %.*s together", SV_ARG(first),
                  SV_ARG(second));
    if (rate->closed == 0)
        return evidence_join(
            e, sv_printf(e->w->a, "%.*s: no closed deal yet", SV_ARG(who)),
            evidence_model(e));
    double raw = (double)rate->won / rate->closed;
    struct sv of = phrase_of_beside(rate->won, rate->closed, s->win_rate,
                                    e->w->style, e->w->a);
    struct sv team = phrase_rate(s->win_rate, raw, e->w->style, e->w->a);
    struct sv text = sv_printf(e->w->a, "%.*s: won %.*s; all deals %.*s",
                               SV_ARG(who), SV_ARG(of), SV_ARG(team));
    return raw < s->win_rate ? text
                             : evidence_join(e, text, evidence_model(e));
}
