/* The 24 open deals of the fixture, their scores, receipts and factors. */
#include "tests/render/fixture.h"

#include <math.h>

#include "render/base/file_id.h"
#include "render/words/format.h"
#include "tests/render/fixture_rows.h"

static const enum subject RULE_SUBJECT[RULE_COUNT] = {
    [RULE_CYCLE] = SUBJECT_AGE,         [RULE_REP] = SUBJECT_REP,
    [RULE_INDUSTRY] = SUBJECT_INDUSTRY, [RULE_SOURCE] = SUBJECT_SOURCE,
    [RULE_STAGE] = SUBJECT_STAGE,       [RULE_AMOUNT] = SUBJECT_AMOUNT,
    [RULE_REGION] = SUBJECT_REGION,
};

static void line_add(struct score *s, enum line_kind kind, enum subject subject,
                     size_t index, double points)
{
    s->lines[s->n_lines++] = (struct receipt_line){
        kind, subject, (uint16_t)index, points, number_round(points, 1)};
    s->exact += points;
}

/* Contributions that sum to `sum`, plausible in size and sign. */
static void add_forest_lines(struct score *s, const struct model *m, size_t i,
                             double sum)
{
    double left = sum;

    for (size_t j = 1; j < m->features.n; j++) {
        double part = ((double)((i * 7 + j * 13) % 11) - 5) * 0.37;
        line_add(s, j % 3 == 1 ? LINE_ADDITIVE : LINE_FOREST,
                 m->features.columns[j].subject, j, part);
        left -= part;
    }
    line_add(s, LINE_FOREST, m->features.columns[0].subject, 0, left);
}

static struct sv evidence(enum subject subject, const struct fixture_deal *f,
                          struct arena *a)
{
    switch (subject) {
    case SUBJECT_REP:
        return sv_printf(a, "%s won 18 of 61 (30%%); team 45%%",
                         *f->owner ? f->owner : "Rep");
    case SUBJECT_AGE:
        return sv_printf(a, "%d days old; 9 of 10 closed deals took less",
                         f->age);
    case SUBJECT_STAGE:
        return sv_printf(a,
                         "%d days in %s; 3 of 4 deals that won left it by "
                         "day 31",
                         f->in_stage, f->stage);
    case SUBJECT_AMOUNT:
        return SV("Larger than 9 of 10 deals");
    default:
        return sv_printf(a,
                         "Deals with this %s won 212 of 540 (39%%); all 45%%",
                         subject_name(subject));
    }
}

static void add_factors(struct score *s)
{
    double sums[SUBJECT_COUNT] = {0};

    for (size_t i = 0; i < s->n_lines; i++)
        if (line_has_subject(s->lines[i].kind))
            sums[s->lines[i].subject] += s->lines[i].points;
    while (s->n_factors < FACTORS) {
        int best = 0;
        for (int k = 1; k < SUBJECT_COUNT; k++)
            if (sums[k] > sums[best])
                best = k;
        if (sums[best] <= 0.05)
            break;
        s->factors[s->n_factors++] = (struct factor){
            (enum subject)best, sums[best], number_round(sums[best], 1)};
        sums[best] = 0;
    }
}

static void add_action(struct report_deal *d, const struct fixture_deal *f,
                       int32_t as_of)
{
    enum level level = d->score->level;
    static const struct {
        const char *text;
        int days;
    } actions[LEVEL_COUNT] = {{"", 0},
                              {"Verify buyer authority", 14},
                              {"Coach the rep on this deal", 7},
                              {"Exec sponsor call", 0}};

    d->action.text = sv_from(actions[level].text);
    d->action.owner = level == LEVEL_LOW ? (struct sv){0} : sv_from(f->owner);
    d->action.due =
        level == LEVEL_LOW ? DATE_NONE : as_of + actions[level].days;
    d->action.today = level == LEVEL_CRITICAL;
}

/* Among the default points: 30, 20, 10 of the cycle, 25, 15 of the rep. */
static uint8_t tier_of(size_t rule, double points)
{
    if (rule == RULE_CYCLE && points > 0)
        return (uint8_t)(4 - (int)points / 10);
    if (rule == RULE_REP)
        return points > 15 ? 1 : points > 0 ? 2 : 0;
    return points > 0;
}

static void fill_score(struct score *s, const struct scores *all,
                       const struct model *m, size_t i, struct arena *a)
{
    const struct fixture_deal *f = &FIXTURE_ROWS[i];
    bool hybrid = all->mode == MODE_HYBRID;
    double points = 0, shown = 0;

    s->deal = (uint32_t)i;
    s->lines =
        ARENA_ARRAY(a, RULE_COUNT + 3 + m->features.n, struct receipt_line);
    if (hybrid)
        line_add(s, LINE_BASE, SUBJECT_COUNT, 0, 60 * 0.4487);
    for (size_t k = 0; k < RULE_COUNT; k++) {
        points += f->points[k];
        s->tier[k] = tier_of(k, f->points[k]);
        if (f->points[k] > 0)
            line_add(s, LINE_RULE, RULE_SUBJECT[k], k,
                     f->points[k] * (hybrid ? 0.4 : 1));
    }
    if (points > 100)
        line_add(s, LINE_CAP, SUBJECT_COUNT, 0,
                 (100 - points) * (hybrid ? 0.4 : 1));
    s->rule_points = points > 100 ? 100 : points;
    s->p_loss = s->raw = s->ml_points = NAN;
    s->loss_rate = all->open_loss_rate;
    if (hybrid) {
        add_forest_lines(s, m, i, 60 * (f->p - 0.4487));
        s->p_loss = s->raw = s->loss_rate = f->p;
        s->ml_points = 60 * f->p;
    }
    s->shown = number_round(s->exact, 1);
    for (size_t k = 0; k < s->n_lines; k++)
        shown += s->lines[k].shown;
    double rounding = number_round(s->shown - shown, 1);
    if (rounding != 0)
        s->lines[s->n_lines++] =
            (struct receipt_line){LINE_ROUNDING, SUBJECT_COUNT, 0, 0, rounding};
    s->level = s->shown >= all->cuts.critical ? LEVEL_CRITICAL
               : s->shown >= all->cuts.high   ? LEVEL_HIGH
               : s->shown >= all->cuts.medium ? LEVEL_MEDIUM
                                              : LEVEL_LOW;
    s->expected_loss = f->amount * s->loss_rate;
    s->age = f->age < 0 ? NAN : f->age;
    s->days_in_stage = f->in_stage < 0 ? NAN : f->in_stage;
    s->expected = all->as_of + f->expected;
    if (f->expected < 0) {
        s->warnings.held = 1 << WARNING_OVERDUE;
        s->warnings.value[WARNING_OVERDUE] = (float)-f->expected;
    }
    add_factors(s);
}

static int score_cmp(const void *x, const void *y)
{
    const struct score *a = x, *b = y;

    if (a->shown != b->shown)
        return a->shown > b->shown ? -1 : 1;
    if (a->exact != b->exact)
        return a->exact > b->exact ? -1 : 1;
    return a->deal < b->deal ? -1 : a->deal > b->deal;
}

static const char *const CATEGORIES[] = {"Commit", "Best <case>", "Pipeline"};

static void fill_deal(struct report_deal *d, const struct score *s,
                      int32_t as_of, struct sv file_id, struct arena *a)
{
    const struct fixture_deal *f = &FIXTURE_ROWS[s->deal];

    d->id = sv_from(f->id);
    d->file_id = file_id;
    d->name = sv_from(f->name);
    d->account = sv_from(f->account);
    d->title = d->name.len ? d->name : d->account;
    d->owner = sv_from(f->owner);
    d->manager = d->owner.len ? SV("Dana Whitfield") : (struct sv){0};
    d->stage = sv_from(f->stage);
    d->industry = sv_from(f->industry);
    d->region = sv_from(f->region);
    d->product = sv_from(f->product);
    d->lead_source = sv_from(f->source);
    d->category = sv_from(CATEGORIES[s->deal % 3]);
    d->next_step = s->deal % 3 ? (struct sv){0} : SV("Call the champion");
    d->crm_url =
        sv_printf(a, "https://crm.example/deal/%.*s", SV_ARG(d->file_id));
    d->amount = f->amount;
    d->created = f->age < 0 ? DATE_NONE : as_of - f->age;
    d->expected = s->expected;
    d->last_activity = s->deal % 4 ? as_of - (int32_t)s->deal : DATE_NONE;
    d->push_count = s->deal % 5 ? (double)(s->deal % 3) : NAN;
    d->has_page = true;
    d->score = s;
    for (size_t k = 0; k < s->n_factors; k++)
        d->evidence[k] = evidence(s->factors[k].subject, f, a);
    if (f->age < 0)
        d->note = SV("No start date: its age is not known");
    add_action(d, f, as_of);
    d->events = ARENA_ARRAY(a, 3, struct report_event);
    if (d->created != DATE_NONE)
        d->events[d->n_events++] = (struct report_event){
            .kind = EVENT_CREATED, .date = d->created, .text = SV("Created")};
    if (f->in_stage >= 0)
        d->events[d->n_events++] =
            (struct report_event){.kind = EVENT_STAGE,
                                  .date = as_of - f->in_stage,
                                  .text = sv_printf(a, "Entered %s", f->stage),
                                  .stage = sv_from(f->stage),
                                  .until = as_of,
                                  .total_days = f->in_stage};
    if (d->last_activity != DATE_NONE)
        d->events[d->n_events++] =
            (struct report_event){.kind = EVENT_ACTIVITY,
                                  .date = d->last_activity,
                                  .text = SV("Last activity")};
    for (size_t i = 1; i < d->n_events; i++) /* oldest first */
        for (size_t k = i; k && d->events[k].date < d->events[k - 1].date;
             k--) {
            struct report_event swap = d->events[k];
            d->events[k] = d->events[k - 1];
            d->events[k - 1] = swap;
        }
}

/* Two changes, or none that moves the score, by turns. */
static void add_changes(struct report_deal *d, struct arena *a)
{
    struct counterfactuals *c = ARENA_NEW(a, struct counterfactuals);
    double then = number_round(d->score->shown - 12.4, 1);

    if (d->score->level < LEVEL_HIGH)
        return;
    d->changes = c;
    if (d->score->deal % 2)
        return;
    c->n = 2;
    c->list[0] = (struct counterfactual){
        .change = CHANGE_STAGE, .score = then, .fall = 12.4, .rows = 1204};
    d->change_words[0] = SV("If it moved on to Proposal today");
    c->list[1] = (struct counterfactual){
        .change = CHANGE_EXPECTED, .score = then + 9, .fall = 3.4, .rows = 88};
    d->change_words[1] =
        SV("If its expected close were 2024-02-29, in 59 days: the median "
           "that deals in its stage still took");
}

/* Of the deal, of its age, or none, by turns. */
static void add_outlook(struct report_deal *d, struct arena *a)
{
    struct outlook *o = ARENA_NEW(a, struct outlook);
    struct outlook_words *w = &d->outlook_words;

    *o = (struct outlook){.of = (enum outlook_of)(d->score->deal % 3),
                          .days_to_close = 43.4,
                          .won = {0.0812, 0.2144, 0.2511},
                          .lost = {0.1203, 0.3106, NAN},
                          .at_risk = 2489};
    d->outlook = o;
    if (o->of == OUTLOOK_NONE) {
        *o = (struct outlook){.days_to_close = NAN,
                              .won = {NAN, NAN, NAN},
                              .lost = {NAN, NAN, NAN}};
        return;
    }
    if (o->of == OUTLOOK_AGE) {
        w->line[w->n++] = (struct outlook_line){
            SV("All 2,489 deals this old"),
            SV("won: 8% within 30 days, 21% within 60, 25% within 90")};
        return;
    }
    w->line[w->n++] = (struct outlook_line){
        SV("Even chance to have ended within"), SV("43 days")};
    w->line[w->n++] = (struct outlook_line){
        SV("Chance to be won"), SV("8% within 30 days, 21% within 60, 25% "
                                   "within 90")};
    w->line[w->n++] = (struct outlook_line){
        SV("Chance to be lost"), SV("12% within 30 days, 31% within 60")};
}

void fixture_deals(struct report *out, struct scores *scores, struct model *m,
                   struct arena *a)
{
    struct sv ids[FIXTURE_DEALS], *names;

    scores->n = FIXTURE_DEALS;
    scores->list = ARENA_ARRAY(a, FIXTURE_DEALS, struct score);
    for (size_t i = 0; i < FIXTURE_DEALS; i++) {
        fill_score(&scores->list[i], scores, m, i, a);
        ids[i] = sv_from(FIXTURE_ROWS[i].id);
    }
    names = file_ids(ids, FIXTURE_DEALS, a, a);
    qsort(scores->list, FIXTURE_DEALS, sizeof *scores->list, score_cmp);
    out->n_deals = out->n_pages = FIXTURE_DEALS;
    out->deals = ARENA_ARRAY(a, FIXTURE_DEALS, struct report_deal);
    for (size_t i = 0; i < FIXTURE_DEALS; i++) {
        fill_deal(&out->deals[i], &scores->list[i], scores->as_of,
                  names[scores->list[i].deal], a);
        add_changes(&out->deals[i], a);
        add_outlook(&out->deals[i], a);
    }
}
