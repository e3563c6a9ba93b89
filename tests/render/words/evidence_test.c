/*
 * Evidence on a hand-made company: each sentence states its counts, and
 * where they do not argue for risk it names what raised the points instead.
 */
#include "render/words/evidence.h"
#include "tests/reference.h"

#include "scoring/score/receipt.h"

enum { COLUMNS = 6 };

struct world {
    struct arena a;
    struct deals d;
    struct snapshot now;
    struct scores scores;
    struct words words;
    struct feature_set set;
    struct feature_column columns[COLUMNS];
    struct receipt_line lines[2];
    struct score score;
};

static struct sv LABELS[2] = {{"Partner", 7}, {"Web", 3}};

/* A category of two labels; the deal has the first. */
static void two_labels(struct world *w, enum group group, uint32_t won,
                       uint32_t closed)
{
    struct category *c = &w->d.groups[group];
    struct group_rates *r = &w->now.groups[group];

    c->n_labels = r->n = 2;
    c->labels = LABELS;
    c->code = ARENA_ARRAY(&w->a, 1, int32_t);
    r->group = ARENA_ARRAY(&w->a, 2, struct group_rate);
    r->group[0] = (struct group_rate){won, closed, (double)won / closed, 0.4};
}

static struct ecdf sample_of(struct arena *a, size_t n, double step)
{
    struct ecdf s = {n, ARENA_ARRAY(a, n, double)};

    for (size_t k = 0; k < n; k++)
        s.sorted[k] = step * (double)(k + 1);
    return s;
}

static void open_world(struct world *w)
{
    static const char *const features[COLUMNS] = {
        "rep_open_deals", "days_in_stage", "stage_ordinal",
        "deal_age_days",  "push_count",    "lead_source_quality"};
    static struct sv stage = {"Demo", 4};

    *w = (struct world){0};
    arena_init(&w->a);
    w->d.n = 1;
    w->d.amount = ARENA_ARRAY(&w->a, 1, double);
    w->d.created = ARENA_ARRAY(&w->a, 1, int32_t);
    w->d.closed = ARENA_ARRAY(&w->a, 1, int32_t);
    w->d.closed[0] = DATE_NONE;
    w->d.expected = ARENA_ARRAY(&w->a, 1, int32_t);
    w->d.outcome = ARENA_ARRAY(&w->a, 1, uint8_t);
    w->d.stage.n_labels = 1;
    w->d.stage.labels = &stage;
    w->d.stage.code = ARENA_ARRAY(&w->a, 1, int32_t);
    w->d.stage_ordinal = ARENA_ARRAY(&w->a, 1, int32_t);
    w->d.stage_entered = ARENA_ARRAY(&w->a, 1, int32_t);
    w->now = (struct snapshot){.day = 200,
                               .won = 45,
                               .lost = 55,
                               .win_rate = 0.45,
                               .mean_cycle = 50.5};
    w->now.cycles = sample_of(&w->a, 100, 1);
    w->now.amounts = sample_of(&w->a, 100, 1000);
    w->now.n_stages = 1;
    w->now.stage_days = ARENA_ARRAY(&w->a, 1, struct ecdf);
    w->now.stage_days_won = ARENA_ARRAY(&w->a, 1, struct ecdf);
    w->now.stage_days[0] = sample_of(&w->a, 40, 2);
    w->now.stage_days_won[0] = sample_of(&w->a, 20, 1);
    w->scores = (struct scores){
        .as_of = w->now.day,
        .mode = MODE_HYBRID,
        .now = &w->now,
        .limits = {{90, 70, 50.5}, {0.3, 0.45}, 0.45, 0.45, 0.45, 40, 50000}};
    w->words = (struct words){.deals = &w->d,
                              .style = {.code = SV("USD")},
                              .as_of = w->now.day,
                              .a = &w->a};
    two_labels(w, GROUP_OWNER, 18, 61);
    two_labels(w, GROUP_SOURCE, 120, 310);
    for (size_t k = 0; k < COLUMNS; k++) {
        const struct feature *f = feature_find(sv_from(features[k]));
        assert_non_null(f);
        w->columns[k] = (struct feature_column){.feature = f,
                                                .own_category = -1,
                                                .own_numeric = -1,
                                                .label = sv_from(f->label),
                                                .subject = f->subject};
    }
    w->set = (struct feature_set){COLUMNS, w->columns};
    w->score = (struct score){
        .lines = w->lines, .stage = 0, .expected = DATE_NONE};
}

/* The sentence when one line of 5 points stands in the receipt. */
static void assert_says(struct world *w, enum subject subject,
                        enum line_kind kind, size_t index, const char *wanted)
{
    w->lines[0] = (struct receipt_line){kind, subject, (uint16_t)index, 5, 5};
    w->score.n_lines = 1;
    struct sv ours =
        words_evidence(&w->words, &w->scores, &w->set, &w->score, subject);
    if (!sv_eq(ours, sv_from(wanted)))
        fail_msg("\"%.*s\" instead of \"%s\"", SV_ARG(ours), wanted);
}

static void rates_state_their_counts(void **state)
{
    (void)state;
    struct world w;

    open_world(&w);
    assert_says(&w, SUBJECT_REP, LINE_RULE, RULE_REP,
                "Rep won 18 of 61 (30%); all deals 45%");
    assert_says(&w, SUBJECT_REP, LINE_FOREST, 0,
                "Rep won 18 of 61 (30%); all deals 45%; the model adds points "
                "for rep's open deals");
    assert_says(&w, SUBJECT_SOURCE, LINE_RULE, RULE_SOURCE,
                "Partner deals won 120 of 310 (39%); all deals 45%");

    two_labels(&w, GROUP_SOURCE, 160, 310); /* better than all deals */
    assert_says(&w, SUBJECT_SOURCE, LINE_RULE, RULE_SOURCE,
                "Partner deals won 160 of 310 (52%); all deals 45%; the rule "
                "names this source");
    assert_says(&w, SUBJECT_SOURCE, LINE_FOREST, 5,
                "Partner deals won 160 of 310 (52%); all deals 45%; no concern "
                "by itself, yet the model adds points for lead source's win "
                "rate");
    two_labels(&w, GROUP_SOURCE, 0, 0);
    assert_says(&w, SUBJECT_SOURCE, LINE_RULE, RULE_SOURCE,
                "Partner deals: no closed deal yet");
    w.d.groups[GROUP_SOURCE].code[0] = -1;
    assert_says(&w, SUBJECT_SOURCE, LINE_FOREST, 5,
                "No lead source recorded; the model adds points for lead "
                "source's win rate");
    arena_release(&w.a);
}

static void lengths_state_their_counts(void **state)
{
    (void)state;
    struct world w;

    open_world(&w);
    w.score.age = 91;
    assert_says(&w, SUBJECT_AGE, LINE_RULE, RULE_CYCLE,
                "91 days old; 90 of 100 (90%) closed deals took less");
    w.score.age = 1;
    assert_says(&w, SUBJECT_AGE, LINE_FOREST, 3,
                "1 day old; 0 of 100 (0%) closed deals took less; no concern "
                "by itself, yet the model adds points for age of the deal");
    w.score.age = NAN;
    assert_says(&w, SUBJECT_AGE, LINE_FOREST, 3,
                "No start date recorded; the model adds points for age of "
                "the deal");

    w.d.stage_entered[0] = 105;
    w.score.days_in_stage = 95;
    assert_says(&w, SUBJECT_STAGE, LINE_RULE, RULE_STAGE,
                "95 days in Demo; 15 of 20 (75%) stays of won deals were over "
                "by day 15");
    w.score.days_in_stage = 12;
    assert_says(&w, SUBJECT_STAGE, LINE_FOREST, 1,
                "12 days in Demo; 5 of 40 (13%) finished stays were shorter; "
                "no concern by itself, yet the model adds points for days in "
                "stage");
    assert_says(&w, SUBJECT_STAGE, LINE_FOREST, 2,
                "12 days in Demo; the model adds points for stage reached");
    w.score.days_in_stage = NAN;
    w.score.age = 62;
    assert_says(&w, SUBJECT_STAGE, LINE_RULE, RULE_STAGE,
                "In Demo; the day it entered is not recorded, and the deal is "
                "62 days old");
    arena_release(&w.a);
}

static void amounts_and_pushes_state_their_counts(void **state)
{
    (void)state;
    struct world w;

    open_world(&w);
    w.d.amount[0] = 82000;
    assert_says(&w, SUBJECT_AMOUNT, LINE_RULE, RULE_AMOUNT,
                "$82,000; larger than 81 of 100 (81%) deals");
    w.d.amount[0] = 3000;
    assert_says(&w, SUBJECT_AMOUNT, LINE_FOREST, 0,
                "$3,000; smaller than 97 of 100 (97%) deals; no concern by "
                "itself, yet the model adds points for rep's open deals");
    w.d.amount[0] = NAN;
    assert_says(&w, SUBJECT_AMOUNT, LINE_RULE, RULE_AMOUNT,
                "No amount recorded");
    w.d.push_count = ARENA_ARRAY(&w.a, 1, double);
    w.d.push_count[0] = 3;
    assert_says(&w, SUBJECT_ACTIVITY, LINE_FOREST, 4,
                "Close date pushed 3 times");
    arena_release(&w.a);
}

/* Of two fields together, the deals that had both. */
static void pairs_state_their_counts(void **state)
{
    struct group_rate cells[4] = {{3, 40, 0.075, 0.2}, {30, 60, 0.5, 0.5}};
    struct pair_rates both = {{{GROUP_SOURCE, PAIR_SIZE}},
                              2,
                              50000,
                              {.n = 4, .group = cells, .prior = 10}};
    struct world w;

    (void)state;
    open_world(&w);
    w.now.n_pairs = 1;
    w.now.pairs = &both;
    w.columns[0] = (struct feature_column){.own_category = -1,
                                           .own_numeric = -1,
                                           .is_pair = true,
                                           .label = SV("win rate by both"),
                                           .subject = SUBJECT_SOURCE};
    w.d.amount[0] = 3000;
    assert_says(&w, SUBJECT_SOURCE, LINE_FOREST, 0,
                "Deals of Partner and up to $50,000 together: won 3 of 40 "
                "(8%); all deals 45%");
    w.d.amount[0] = 82000;
    assert_says(&w, SUBJECT_SOURCE, LINE_FOREST, 0,
                "Deals of Partner and over $50,000 together: won 30 of 60 "
                "(50%); all deals 45%; the model adds points for win rate by "
                "both");
    cells[1] = (struct group_rate){0, 0, NAN, 0.45};
    assert_says(&w, SUBJECT_SOURCE, LINE_FOREST, 0,
                "Deals of Partner and over $50,000 together: no closed deal "
                "yet; the model adds points for win rate by both");
    w.d.amount[0] = NAN;
    assert_says(&w, SUBJECT_SOURCE, LINE_FOREST, 0,
                "No value recorded; the model adds points for win rate by "
                "both");
    both.pair.field[0] = GROUP_OWNER;
    w.d.amount[0] = 100;
    assert_says(&w, SUBJECT_SOURCE, LINE_FOREST, 0,
                "Deals of this rep and up to $50,000 together: won 3 of 40 "
                "(8%); all deals 45%");
    arena_release(&w.a);
}

/* Of a stage that the deal has left. */
static void passed_stages_state_their_counts(void **state)
{
    struct stage_event life[] = {{100, 0, NAN, DATE_NONE},
                                 {141, 1, NAN, DATE_NONE}};
    size_t start[] = {0, 2};
    struct world w;

    (void)state;
    open_world(&w);
    w.d.has_history = true;
    w.d.events = life;
    w.d.event_start = start;
    w.columns[0].feature = feature_find(SV("days_in_stage_1"));
    w.columns[0].label = SV("days spent in stage 1");
    assert_says(&w, SUBJECT_STAGE, LINE_FOREST, 0,
                "41 days in Demo before; longer than 20 of 40 (50%) finished "
                "stays");
    life[1].date = 110;
    assert_says(&w, SUBJECT_STAGE, LINE_FOREST, 0,
                "10 days in Demo before; 4 of 40 (10%) finished stays were "
                "shorter; no concern by itself, yet the model adds points for "
                "days spent in Demo");
    arena_release(&w.a);
}

/* What an unwritten sentence would say, and falsely: "No activity recorded". */
static void every_rule_and_feature_has_a_sentence(void **state)
{
    (void)state;
    struct world w;

    open_world(&w);
    two_labels(&w, GROUP_INDUSTRY, 18, 61);
    two_labels(&w, GROUP_REGION, 18, 61);
    w.d.amount[0] = 82000;
    w.score.age = 91;
    w.lines[0] = (struct receipt_line){.kind = LINE_RULE, .points = 5};
    w.score.n_lines = 1;
    for (size_t k = 0; k < RULE_COUNT; k++) {
        w.lines[0].subject = RULES[k].subject;
        w.lines[0].index = (uint16_t)k;
        struct sv text = words_evidence(&w.words, &w.scores, &w.set, &w.score,
                                        RULES[k].subject);
        if (sv_starts(text, SV("No ")) && sv_ends(text, SV(" recorded")))
            fail_msg("rule %s: evidence.c says \"%.*s\" of a deal of which "
                     "all is known",
                     RULES[k].name, SV_ARG(text));
    }
    for (size_t k = 0; k < FEATURES_N; k++)
        if (FEATURES[k].subject == SUBJECT_ACTIVITY &&
            FEATURES[k].counted < COUNTED_PUSHES)
            fail_msg("%s: of SUBJECT_ACTIVITY, but none of its sentences in "
                     "evidence.c is of it",
                     FEATURES[k].name);
    arena_release(&w.a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rates_state_their_counts),
        cmocka_unit_test(lengths_state_their_counts),
        cmocka_unit_test(amounts_and_pushes_state_their_counts),
        cmocka_unit_test(pairs_state_their_counts),
        cmocka_unit_test(passed_stages_state_their_counts),
        cmocka_unit_test(every_rule_and_feature_has_a_sentence),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
