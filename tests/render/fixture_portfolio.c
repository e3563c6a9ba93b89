/* The fixture's portfolio: totals summed from its deals, the rest by hand. */
#include "tests/render/fixture.h"

#include <limits.h>
#include <math.h>

static void sum_deals(struct portfolio *p, const struct report *r)
{
    for (size_t i = 0; i < r->n_deals; i++) {
        const struct report_deal *d = &r->deals[i];
        enum level level = d->score->level;

        p->levels[level].deals++;
        if (isnan(d->amount)) {
            p->money.without_amount++;
            continue;
        }
        p->levels[level].amount += d->amount;
        p->money.pipeline += d->amount;
        p->money.expected_loss += d->score->expected_loss;
        if (level >= LEVEL_HIGH)
            p->money.at_risk += d->amount;
    }
    p->money.save_rate = 0.2;
    p->money.loss_replays = 3;
    p->money.loss80 = (struct interval){0.8 * p->money.expected_loss,
                                        1.2 * p->money.expected_loss};
    p->money.protection_potential = 0.2 * p->money.at_risk;
}

static const struct fixture_group {
    enum group group;
    const char *name;
    size_t won, closed;
    double p;
    bool flagged;
} GROUPS[] = {
    {GROUP_OWNER, "Alice Johnson", 402, 810, 0.011, false},
    {GROUP_OWNER, "Priya Raman", 168, 520, 1.2e-8, true},
    {GROUP_OWNER, "Yuki Tanaka", 251, 498, 0.024, false},
    {GROUP_OWNER, "Omar Haddad", 143, 410, 5.1e-5, true},
    {GROUP_OWNER, "Marek \"Max\" Nov\xc3\xa1k", 190, 402, 0.39, false},
    {GROUP_OWNER, "Jo\xc3\xa3o Silva", 109, 240, 1, false},
    {GROUP_OWNER, "New Hire", 2, 4, NAN, false},
    {GROUP_INDUSTRY, "EdTech", 260, 560, 0.5, false},
    {GROUP_INDUSTRY, "FinTech", 251, 565, 0.83, false},
    {GROUP_INDUSTRY, "Manufacturing", 244, 570, 0.31, false},
    {GROUP_INDUSTRY, "Retail", 250, 590, 0.2, false},
    {GROUP_INDUSTRY, "SaaS", 260, 599, 0.41, false},
    {GROUP_REGION, "APAC", 310, 700, 0.65, false},
    {GROUP_REGION, "EMEA", 333, 740, 0.97, false},
    {GROUP_REGION, "LATAM", 301, 690, 0.49, false},
    {GROUP_REGION, "North America", 321, 754, 0.27, false},
    {GROUP_PRODUCT, "Core", 430, 960, 0.87, false},
    {GROUP_PRODUCT, "Enterprise", 405, 930, 0.4, false},
    {GROUP_PRODUCT, "Pro", 430, 994, 0.28, false},
    {GROUP_SOURCE, "Inbound", 352, 720, 0.031, false},
    {GROUP_SOURCE, "Outbound", 318, 712, 0.91, false},
    {GROUP_SOURCE, "Partner", 244, 731, 8.8e-11, true},
    {GROUP_SOURCE, "Referral", 351, 721, 0.044, false},
};
enum { GROUPS_N = sizeof GROUPS / sizeof GROUPS[0], REPS_N = 7 };

static struct sv deal_group(const struct report_deal *d, enum group group)
{
    switch (group) {
    case GROUP_OWNER:
        return d->owner;
    case GROUP_INDUSTRY:
        return d->industry;
    case GROUP_REGION:
        return d->region;
    case GROUP_PRODUCT:
        return d->product;
    default:
        return d->lead_source;
    }
}

static void fill_group(struct group_row *g, const struct fixture_group *f,
                       bool flags, const struct report *r)
{
    double n = (double)f->closed;

    g->group = f->group;
    g->won = f->won;
    g->closed = f->closed;
    g->win_rate = (double)f->won / n;
    g->shrunk = ((double)f->won + 120 * 0.4487) / (n + 120);
    double middle = (g->win_rate + 1.92 / n) / (1 + 3.84 / n);
    double half = 1.96 / (1 + 3.84 / n) *
                  sqrt(g->win_rate * (1 - g->win_rate) / n + 0.96 / (n * n));
    g->wilson = (struct interval){middle - half, middle + half};
    g->mean_size = 24500 + 10 * n;
    g->mean_cycle = 58 + n / 100;
    g->won_amount = g->mean_size * (double)f->won;
    g->rei = g->win_rate * g->mean_size / g->mean_cycle;
    g->pvs = g->won_amount / (g->mean_cycle * n);
    g->p = f->p;
    g->p_adjusted = f->p * 4 > 1 ? 1 : f->p * 4;
    if (!flags && f->p < 0.2)
        g->p = 0.2, g->p_adjusted = 0.9;
    g->flagged = flags && f->flagged;
    for (size_t i = 0; i < r->n_deals; i++) {
        const struct report_deal *d = &r->deals[i];
        if (!sv_eq(deal_group(d, f->group), sv_from(f->name)))
            continue;
        g->open++;
        g->open_amount += isnan(d->amount) ? 0 : d->amount;
        if (d->score->level >= LEVEL_HIGH && !isnan(d->amount))
            g->at_risk += d->amount;
    }
}

static void fill_groups(struct portfolio *p, struct report *r, bool flags,
                        struct arena *a)
{
    struct group_row *rows = ARENA_ARRAY(a, GROUPS_N, struct group_row);
    struct named_group *named = ARENA_ARRAY(a, GROUPS_N, struct named_group);

    for (size_t i = 0; i < GROUPS_N; i++) {
        fill_group(&rows[i], &GROUPS[i], flags, r);
        named[i] = (struct named_group){&rows[i], sv_from(GROUPS[i].name)};
    }
    r->reps = named;
    r->n_reps = REPS_N;
    r->segments = named + REPS_N;
    r->n_segments = GROUPS_N - REPS_N;
    p->reps = rows;
    p->n_reps = REPS_N;
    p->segments = rows + REPS_N;
    p->n_segments = GROUPS_N - REPS_N;
    p->family = GROUPS_N - 1;
    p->n_flagged_reps = flags ? 2 : 0;
    p->n_flagged_segments = flags ? 1 : 0;
    r->blame_verdict =
        flags ? SV("2 reps and 1 segment win less often than the team beyond "
                   "chance")
              : SV("No rep or segment differs from the team beyond chance");
    r->blame_figures = SV("22 tests, Benjamini\xe2\x80\x93Hochberg at 5%");
    r->blame_finding = sv_printf(a, "%.*s (%.*s)", SV_ARG(r->blame_verdict),
                                 SV_ARG(r->blame_figures));
    if (!flags)
        return;
    r->prescriptions =
        (struct prescriptions){3, ARENA_ARRAY(a, 3, struct prescription)};
    r->prescriptions.list[0] = (struct prescription){
        SUBJECT_REP, PRESCRIBED_REP, SV("Coach Priya Raman"),
        SV("Priya Raman won 168 of 520 (32%); team 45%; p = 0.0000003 after "
           "adjusting for 22 tests"),
        2410000};
    r->prescriptions.list[1] = (struct prescription){
        SUBJECT_REP, PRESCRIBED_REP, SV("Coach Omar Haddad"),
        SV("Omar Haddad won 143 of 410 (35%); team 45%; p = 0.0003 after "
           "adjusting for 22 tests"),
        376300};
    r->prescriptions.list[2] = (struct prescription){
        SUBJECT_SOURCE, PRESCRIBED_SEGMENT, SV("Audit the partner channel"),
        SV("Partner leads won 244 of 731 (33%); all 45%; p < 0.0001 after "
           "adjusting for 22 tests"),
        1420000};
}

static struct incidence incidence_at(double day, size_t lives)
{
    double closed = 1 - exp(-day / 70);

    return (struct incidence){day, 0.45 * closed, 0.55 * closed, 1 - closed,
                              (size_t)((1 - closed) * (double)lives)};
}

static void fill_cycle(struct cycle *c, int32_t as_of, struct arena *a)
{
    static const double means[] = {35.8, 61.9, 64.2, 70.1, 112.4};
    static const double medians[] = {64, 64, 62, 65, NAN};
    static const double days[] = {15, 30, 60, 90, 120, 180, 365};
    int quarter = date_quarter(as_of, 1) - 5;

    c->n_close = c->n_created = 5;
    c->close = ARENA_ARRAY(a, 5, struct close_quarter);
    c->created = ARENA_ARRAY(a, 5, struct created_quarter);
    for (int i = 0; i < 5; i++) {
        c->close[i] =
            (struct close_quarter){quarter + i, 480 + 55 * (size_t)i, means[i]};
        c->created[i].quarter = quarter + i;
        c->created[i].whole = i > 0; /* the first may lack its quick deals */
        c->created[i].km = (struct km_median){
            .deals = 600 - 10 * (size_t)i,
            .closed = 600 - 40 * (size_t)i,
            .median = medians[i],
            .ci = {medians[i] - 4, i < 3 ? medians[i] + 4 : NAN}};
    }
    c->naive_change_pct = (112.4 / 35.8 - 1) * 100;
    c->logrank_p = 0.53;
    c->median_difference = (struct interval){-4, 6};
    c->median_change = 1;
    c->n_incidence = 7;
    c->incidence = ARENA_ARRAY(a, 7, struct incidence);
    for (int i = 0; i < 7; i++)
        c->incidence[i] = incidence_at(days[i], 2900);
    c->lives = 2900;
    c->closes = 2950;
    c->n_curve = 74;
    c->curve = ARENA_ARRAY(a, 74, struct incidence);
    for (int i = 0; i < 74; i++)
        c->curve[i] = incidence_at(5 * i, 2900);
}

static void fill_quarters(struct portfolio *p, const struct report *r,
                          struct arena *a)
{
    int first = date_quarter(r->as_of, 1);

    p->n_outcomes = 5;
    p->outcomes = ARENA_ARRAY(a, 5, struct outcome_quarter);
    for (int i = 0; i < 5; i++) {
        size_t closed = 480 + 55 * (size_t)i, won = 212 + 27 * (size_t)i;
        p->outcomes[i] = (struct outcome_quarter){first - 5 + i,
                                                  won,
                                                  closed,
                                                  (double)won / (double)closed,
                                                  31000.0 * (double)won,
                                                  190.0 + 11 * i};
    }
    p->n_at_risk = 3;
    p->at_risk = ARENA_ARRAY(a, 3, struct at_risk_quarter);
    p->at_risk[0].quarter = QUARTER_OVERDUE;
    p->at_risk[1].quarter = first;
    p->at_risk[2].quarter = QUARTER_UNKNOWN;
    for (size_t i = 0; i < r->n_deals; i++) {
        const struct report_deal *d = &r->deals[i];
        size_t at = d->expected == DATE_NONE ? 2 : d->expected >= r->as_of;
        p->at_risk[at].deals++;
        if (isnan(d->amount))
            continue;
        p->at_risk[at].amount += d->amount;
        p->at_risk[at].expected_loss += d->score->expected_loss;
        if (d->score->level >= LEVEL_HIGH)
            p->at_risk[at].at_risk += d->amount;
    }
}

void fixture_portfolio(struct portfolio *p, struct report *r, struct arena *a)
{
    p->open = r->n_deals;
    p->won = 1265;
    p->lost = 1619 - 65; /* closed: 2,819 */
    p->total = p->open + p->won + p->lost;
    p->win_rate = 1265.0 / 2819;
    p->win_rate_ci = (struct interval){0.4305, 0.4672};
    p->mean_cycle = 63.7;
    p->pvs = 219.48;
    p->dqi = r->n_deals ? 71.3 : NAN;
    sum_deals(p, r);
    fill_groups(p, r, r->model->mode == MODE_HYBRID, a);
    fill_cycle(&p->cycle, r->as_of, a);
    r->cycle_verdict =
        SV("No change shown: by the quarter in which deals were created the "
           "median cycle is 64 to 65 days (log-rank p = 0.53); the rise by "
           "close quarter is an artefact");
    fill_quarters(p, r, a);
}
