/* The fixture's model: nine columns, a forest of one split, its holdout. */
#include "tests/render/fixture.h"

#include <math.h>

static const struct {
    const char *name, *label, *source;
    enum subject subject;
    double importance;
} COLUMNS[] = {
    {"deal_age_days", "age in days", "created_date", SUBJECT_AGE, 0.0611},
    {"rep_historical_winrate", "win rate of the rep", "sales_rep", SUBJECT_REP,
     0.0832},
    {"days_in_stage", "days in stage", "deal_stage", SUBJECT_STAGE, 0.0574},
    {"stage_ordinal", "stage", "deal_stage", SUBJECT_STAGE, 0.0321},
    {"deal_amount", "amount", "deal_amount", SUBJECT_AMOUNT, 0.0207},
    {"lead_source_quality", "win rate of the lead source", "lead_source",
     SUBJECT_SOURCE, 0.0388},
    {"industry_winrate", "win rate of the industry", "industry",
     SUBJECT_INDUSTRY, 0.0102},
    {"product_winrate", "win rate of the product", "product_type",
     SUBJECT_PRODUCT, 0.0064},
    {"own:Competitor", "Competitor", "Competitor", SUBJECT_OWN, 0.0019},
};
enum { COLUMNS_N = sizeof COLUMNS / sizeof COLUMNS[0] };

static void fill_forest(struct forest *f, struct arena *a)
{
    f->n_trees = 1;
    f->n_columns = COLUMNS_N;
    f->n_nodes = 3;
    f->tree_start = ARENA_ARRAY(a, 2, uint32_t);
    f->tree_start[1] = 3;
    f->nodes = ARENA_ARRAY(a, 3, struct forest_node);
    f->nodes[0] = (struct forest_node){1, 0, 1, 70.5f, 0.45f, 6000};
    f->nodes[1] = (struct forest_node){-1, 0, 0, 0, 0.38f, 4100};
    f->nodes[2] = (struct forest_node){-1, 0, 0, 0, 0.60f, 1900};
    f->oob_auc = 0.79;
}

/* All of `flagged` and `other` resolved. */
static void fill_flags(struct flags *f, size_t flagged, size_t lost,
                       size_t other, size_t other_lost)
{
    f->flagged = (struct flag_side){flagged,
                                    lost,
                                    flagged - lost,
                                    0,
                                    flagged ? (double)lost / (double)flagged
                                            : (double)NAN,
                                    wilson95(lost, flagged)};
    f->other = (struct flag_side){other,
                                  other_lost,
                                  other - other_lost,
                                  0,
                                  (double)other_lost / (double)other,
                                  wilson95(other_lost, other)};
    f->deals = flagged + other;
    f->flagged_deals = flagged;
    f->caught_deals = lost;
    f->missed_deals = other_lost;
    f->alarmed_deals = flagged - lost;
    f->caught = 21500 * (double)lost;
    f->missed = 17250 * (double)other_lost;
    f->alarmed = 24000 * (double)(flagged - lost);
}

static void fill_holdout(struct holdout *h, bool earned, int32_t as_of,
                         struct arena *a)
{
    static const double aucs[SCORER_COUNT] = {
        [SCORER_HYBRID] = 0.702,
        [SCORER_ML] = 0.711,
        [SCORER_RULES] = 0.634,
        [SCORER_FOREST] = 0.694,
        [SCORER_ADDITIVE] = 0.705};
    static const double briers[SCORER_COUNT] = {
        [SCORER_HYBRID] = NAN,
        [SCORER_ML] = 0.221,
        [SCORER_RULES] = NAN,
        [SCORER_FOREST] = 0.227,
        [SCORER_ADDITIVE] = 0.223};

    h->n_replays = 3;
    for (size_t i = 0; i < h->n_replays; i++)
        h->replays[i] = (struct replay){
            .day = quarter_start(date_quarter(as_of, 1) - 2 - (int)i, 1),
            .open = 260 - 8 * i,
            .resolved = 251 - 8 * i,
            .unresolved = 9,
            .won = 110 - 3 * i,
            .lost = 141 - 5 * i,
            .training_rows = 6200 - 900 * i};
    for (size_t i = 0; i < h->n_replays; i++) {
        struct replay *p = &h->replays[i];
        fill_flags(&p->flags[MODE_HYBRID], 40, 29, p->resolved - 40,
                   p->lost - 29);
        fill_flags(&p->flags[MODE_RULES_ONLY], 0, 0, p->resolved, p->lost);
        for (int mode = 0; mode < MODE_COUNT; mode++)
            p->dollars[mode] = (struct dollars){
                .deals = p->resolved - 4,
                .stake = 6.1e6 - 2e5 * (double)i,
                .expected = 3.3e6 - 1e5 * (double)i,
                .realised = 3.1e6 + 2e5 * (double)i,
                .variance = 4e10};
        for (int k = 0; k < SCORER_COUNT; k++)
            p->auc[k] = (struct auc){.auc = aucs[k] + 0.03 - 0.03 * (double)i,
                                     .variance = 0.0011};
        p->sides[FLAGGED] = (struct expected){40, 29, 30.1, 7.2};
        p->sides[NOT_FLAGGED] = (struct expected){
            p->resolved - 40, p->lost - 29, 0.52 * (double)(p->resolved - 40),
            0.24 * (double)(p->resolved - 40)};
    }
    fill_flags(&h->flags[MODE_HYBRID], 120, 87, 609, 321);
    fill_flags(&h->flags[MODE_RULES_ONLY], 0, 0, 729, 408);
    h->rows = 251 + 243 + 235;
    h->deals = 611;
    for (size_t k = 0; k < SCORER_COUNT; k++) {
        double auc = earned ? aucs[k] : 0.497 + 0.004 * (double)k;
        h->figures[k].auc =
            (struct auc){auc, auc - 0.041, auc + 0.041, 0.00044, 40991};
        h->figures[k].brier = briers[k] + (earned ? 0 : 0.031);
    }
    h->base_brier = 0.2466;
    h->hybrid_minus_ml = (struct auc){-0.009, -0.021, 0.003, 0.00004, 40991};
    h->hybrid_minus_rules = (struct auc){0.052, 0.018, 0.086, 0.0003, 40991};
    h->ml_minus_rules = (struct auc){0.061, 0.021, 0.101, 0.0004, 40991};
    for (size_t i = 0; i < RELIABILITY_BINS; i++) {
        struct reliability_bin *b = &h->reliability[i];
        b->low = (double)i / 10;
        b->high = (double)(i + 1) / 10;
        b->deals = i == 0 || i == 9 ? 0 : 20 + 15 * i;
        b->mean_p = b->deals ? b->low + 0.052 : NAN;
        b->lost = (size_t)(b->deals ? (double)b->deals * b->mean_p : 0);
        b->observed =
            b->deals ? (double)b->lost / (double)b->deals : (double)NAN;
    }
    h->calibration_error = NAN; /* not yet computed */
    h->stack = (struct stack){{0.38, 0.62}};
    h->adds[LEARNER_FOREST] = (struct auc){0.006, -0.002, 0.014, 1e-5, 40991};
    h->adds[LEARNER_ADDITIVE] = (struct auc){0.017, 0.004, 0.03, 4e-5, 40991};
    h->tenths =
        earned ? ARENA_ARRAY(a, SCORER_COUNT * TENTHS, struct tenth) : NULL;
    for (size_t k = 0; earned && k < (size_t)SCORER_COUNT * TENTHS; k++)
        h->tenths[k] =
            (struct tenth){72.9, 60.2 - 4.3 * (double)(k % TENTHS),
                           (60.2 - 4.3 * (double)(k % TENTHS)) / 72.9};
    h->share_lost = 0.56;
    for (size_t k = 0; k < SCORER_COUNT; k++) {
        h->figures[k].lift = earned ? 1.48 - 0.1 * (double)k : NAN;
        h->figures[k].capture = earned ? 0.213 - 0.02 * (double)k : NAN;
    }
}

/* NAN in, NAN out. */
static void weigh(struct importance *out, double shap)
{
    *out = (struct importance){shap,     0.9 * shap,      1.1 * shap,
                               shap / 2, shap / 2 - 0.01, shap / 2 + 0.01};
}

static void fill_drift(struct drift *out, bool earned, struct arena *a)
{
    static const struct drift_row rows[] = {
        {SV("age"), 0.083, 0.072, 10, 0.31, 0, false, false},
        {SV("owner"), 0.411, 0.117, 16, 0.07, 0, true, false},
        {SV("lead source"), 0.019, 0.031, 5, 0.06, 0, false, false},
        {SV("missing fields"), NAN, NAN, 0, 0.01, 0, false, false}};
    enum { ROWS = sizeof rows / sizeof rows[0] };

    drift_none(out, date_from_civil(2024, 1, 1));
    if (!earned)
        return;
    out->then = out->score_then = date_from_civil(2023, 7, 1);
    out->deals_then = 260;
    out->deals_now = 254;
    out->n = ROWS;
    out->rows = ARENA_ARRAY(a, ROWS, struct drift_row);
    memcpy(out->rows, rows, sizeof rows);
    out->score_psi = 0.094;
    out->score_chance = 0.07;
}

void fixture_model(struct model *m, enum mode mode, struct arena *a)
{
    bool earned = mode == MODE_HYBRID;

    m->mode = mode;
    m->reason = earned ? REASON_EARNED : REASON_CHANCE;
    m->trained_as_of = date_from_civil(2024, 1, 1);
    m->seed = 42;
    m->features.n = earned ? COLUMNS_N : COLUMNS_N - 1; /* no own field */
    m->features.columns = ARENA_ARRAY(a, COLUMNS_N, struct feature_column);
    m->importance = ARENA_ARRAY(a, COLUMNS_N, struct importance);
    for (size_t i = 0; i < COLUMNS_N; i++) {
        struct feature_column *c = &m->features.columns[i];
        c->own_category = COLUMNS[i].subject == SUBJECT_OWN ? 0 : -1;
        c->own_numeric = -1;
        c->name = sv_from(COLUMNS[i].name);
        c->label = sv_from(COLUMNS[i].label);
        c->source = sv_from(COLUMNS[i].source);
        c->subject = COLUMNS[i].subject;
        weigh(&m->importance[i], earned ? COLUMNS[i].importance : NAN);
    }
    fill_forest(&m->forest, a);
    fill_drift(&m->drift, earned, a);
    m->base = 0.4487;
    m->additive.base = -0.2059;
    m->stack = (struct stack){{0.38, 0.62}};
    m->training_rows = 7104;
    m->won_deals = 1265;
    m->lost_deals = 1554;
    fill_holdout(&m->holdout, earned, m->trained_as_of, a);
}
