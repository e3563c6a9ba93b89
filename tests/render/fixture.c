/* The fixture's frame: input, settings, headline, owners, notes. */
#include "tests/render/fixture.h"

#include <math.h>

#include "render/words/format.h"
#include "render/words/model.h"

/* How its export was read. */
static void fixture_reading(struct deals *d, struct arena *a)
{
    const struct outcome_value VALUES[] = {
        {SV("deal_stage"), SV("Closed Won"), SOURCE_STAGE, READ_WON, 1265},
        {SV("deal_stage"), SV("Closed <Lost>"), SOURCE_STAGE, READ_LOST, 1554},
        {SV("deal_stage"), SV("=Demo"), SOURCE_STAGE, READ_OPEN, 24},
        {SV("deal_stage"), SV("Zork"), SOURCE_STAGE, READ_UNKNOWN, 2},
    };
    const struct left_out LEFT_OUT[] = {
        {"filter", SV("Type"), SV("Test & trial"), 2, true},
        {"duplicate id", {0}, {0}, 2, true},
        {"unknown outcome", SV("deal_stage"), SV("Zork"), 2, true},
        {"ragged row", {0}, {0}, 1, true},
        {"footer", {0}, {0}, 4, false},
    };
    enum {
        N_VALUES = sizeof VALUES / sizeof VALUES[0],
        N_LEFT_OUT = sizeof LEFT_OUT / sizeof LEFT_OUT[0]
    };

    d->outcome_read.n_values = N_VALUES;
    d->outcome_read.values = ARENA_ARRAY(a, N_VALUES, struct outcome_value);
    memcpy(d->outcome_read.values, VALUES, sizeof VALUES);
    d->outcome_read.disagreed = 3;
    d->n_left_out = N_LEFT_OUT;
    d->left_out = ARENA_ARRAY(a, N_LEFT_OUT, struct left_out);
    memcpy(d->left_out, LEFT_OUT, sizeof LEFT_OUT);
    d->newest_from = NEWEST_STAGE;
    d->stage.n_labels = d->n_open_stages = 1;
    d->stage.labels = ARENA_NEW(a, struct sv);
    d->stage.labels[0] = SV("=Demo");
    d->stage_ordinal = ARENA_NEW(a, int32_t);
    d->stage_order_from = ORDER_HISTORY;
}

void fixture_input(struct report *r, struct arena *a)
{
    static const struct {
        const char *name, *header;
        size_t filled;
        enum column_why why;
    } columns[] = {
        {"deal_id", "Opportunity ID", 2843, WHY_OTHER_CRM},
        {"name", "Deal <Name>", 2842, WHY_CONFIGURED},
        {"account", "Account", 2843, WHY_CANONICAL},
        {"owner", "sales_rep", 2841, WHY_WORD},
        {"amount", "deal_amount", 2840, WHY_OTHER_CRM},
        {"created", "created_date", 2842, WHY_WORD},
        {"stage", "deal_stage", 2843, WHY_WORD},
        {"region", "region", 2809, WHY_CANONICAL},
    };
    enum { N = sizeof columns / sizeof columns[0] };
    struct deals *d = ARENA_NEW(a, struct deals);
    struct diags *diags = ARENA_NEW(a, struct diags);
    struct leaks *leaks = ARENA_NEW(a, struct leaks);

    d->currency = SV("USD");
    d->newest = r->as_of;
    d->file = SV("pipeline export.csv");
    d->rows = 2850;
    d->rejected = 5;
    d->filtered = 2;
    memset(d->sha256, 'a', 64);
    d->delimiter = ',';
    d->encoding = "UTF-8";
    d->dialect = "generic";
    d->date_order = "ISO";
    d->n_profile = N;
    d->profile = ARENA_ARRAY(a, N, struct column_profile);
    for (size_t i = 0; i < N; i++)
        d->profile[i] =
            (struct column_profile){.name = sv_from(columns[i].name),
                                    .header = sv_from(columns[i].header),
                                    .why = columns[i].why,
                                    .filled = columns[i].filled,
                                    .empty = 2843 - columns[i].filled,
                                    .distinct = 40 + i,
                                    .read = columns[i].filled};
    d->profile[4].read -= 1;
    d->profile[4].unreadable = 1;
    d->profile[4].example = SV("<b>=1+1</b>");
    fixture_reading(d, a);
    r->quality = d;
    r->reading = words_reading(&(struct words){.deals = d,
                                               .settings = r->settings,
                                               .style = r->style,
                                               .as_of = r->as_of,
                                               .a = a});
    r->input_file = d->file;
    r->input_sha256 = d->sha256;
    r->rows = d->rows;
    r->rejected = d->rejected;
    r->filtered = d->filtered;
    r->duplicates = 2;

    diags_init(diags, a);
    diags_add(diags, "bad date", ROW_STAYS, d->file, 17, 5,
              "created_date: \"2023-02-30\" is no date; left empty");
    diags_add(diags, "ragged row", ROW_LEFT_OUT, d->file, 44, 0,
              "3 fields, the header has 12; row left out");
    diags_add(diags, "bad amount", ROW_STAYS, d->file, 90, 4,
              "deal_amount: \"<b>=1+1</b>\" is no amount; left empty");
    for (size_t i = 0; i < 4; i++)
        diags_add(diags, "duplicate id", i < 2, d->file, 101 + i, 1,
                  "id \"OPP-%zu\" again; the last row stands", 500 + i);
    r->diags = diags;

    leaks->n = 3;
    leaks->n_leaking = 1;
    leaks->fields = ARENA_ARRAY(a, 3, struct leak);
    leaks->fields[0] = (struct leak){.field = SV("loss_reason"),
                                     .column = COLUMN_COUNT,
                                     .own_category = 1,
                                     .own_numeric = -1,
                                     .kind = LEAK_EMPTY,
                                     .auc = NAN,
                                     .naive_auc = NAN,
                                     .empty_auc = 0.982,
                                     .empty_closed = 0.42,
                                     .empty_open = 1,
                                     .won = 1265,
                                     .lost = 1554};
    leaks->fields[1] = (struct leak){.field = SV("deal_amount"),
                                     .column = COLUMN_AMOUNT,
                                     .own_category = -1,
                                     .own_numeric = -1,
                                     .auc = 0.531,
                                     .naive_auc = NAN,
                                     .empty_auc = 0.5,
                                     .won = 1265,
                                     .lost = 1554};
    leaks->fields[2] = (struct leak){.field = SV("region"),
                                     .column = COLUMN_REGION,
                                     .own_category = -1,
                                     .own_numeric = -1,
                                     .auc = 0.508,
                                     .naive_auc = 0.534,
                                     .empty_auc = 0.503,
                                     .empty_closed = 0.01,
                                     .empty_open = NAN,
                                     .won = 1265,
                                     .lost = 1554};
    leaks->stage = (struct stage_end){.known = true,
                                      .closed = 2819,
                                      .apart = 2819,
                                      .on_closing = 2790,
                                      .auc = 1};
    r->leaks = leaks;
    r->leak_words = ARENA_ARRAY(a, 3, struct leak_words);
    r->leak_words[0] = (struct leak_words){
        SV("whether loss_reason is empty separates won from lost "
           "(AUC 0.98 on 1,265 won and 1,554 lost deals)"),
        SV("kept out of the forest")};
    r->leak_words[1].finding =
        SV("deal_amount does not leak (AUC 0.53 by value)");
    r->leak_words[2].finding = SV("region does not leak (AUC 0.51 by value)");
    r->stage_end = (struct leak_words){
        SV("the stage of 2,819 closed deals is the one they ended "
           "in; 2,819 of them stand where no open deal stands"),
        SV("not used: the forest reads stages from the stage history "
           "alone, each with its date")};

    struct feature_off *off = ARENA_ARRAY(a, 2, struct feature_off);
    off[0] = (struct feature_off){.name = "push_count",
                                  .label = "times pushed"};
    off[1] = (struct feature_off){.name = "days_since_activity",
                                  .label = "days since activity"};
    r->off_reasons = ARENA_ARRAY(a, 2, struct sv);
    r->off_reasons[0] = SV("no column for push_count");
    r->off_reasons[1] = SV("no column for last_activity");
    r->n_off = 2;
    r->off = off;
}

static void add_trust_words(struct report *r, bool earned, struct arena *a)
{
    r->model_finding = words_model_finding(
        &(struct words){.style = r->style, .a = a}, r->model);
    r->reason = earned
                    ? SV("The forest ranks open deals better than chance: "
                         "forward-holdout AUC 0.71 (95% interval 0.67 to 0.75) "
                         "on 611 deals")
                    : SV("The forest does not rank open deals better than "
                         "chance: forward-holdout AUC 0.50 (95% interval 0.46 "
                         "to 0.54) on 611 deals; scores are rule points only");
    r->why = r->reason;
    if (earned) {
        r->learners_finding =
            SV("The model puts two learners together by what they showed on "
               "past days, on the logit scale: a random forest, which sees "
               "interactions, by 38%, and an additive model, which sees sums, "
               "by 62%. To the AUC of the other alone the forest adds +0.006 "
               "(95% interval \xe2\x88\x92""0.002 to +0.014), the additive "
               "model +0.017 (95% interval +0.004 to +0.030)");
        r->order_finding =
            SV("The list stands by risk score. By chance of loss alone the "
               "replayed deals would have been ranked neither better nor "
               "worse: AUC +0.004 (95% interval \xe2\x88\x92""0.003 to +0.011)");
        r->forest_error = SV("2.1 points of 100 at one standard deviation, with "
                             "3 trees");
        r->near_cuts =
            SV("1 deal stands within a point of the cut of 75: trained anew, "
               "scores move by about 1.3 points, so the level could as well be "
               "the next one");
    }
    r->outcomes_finding =
        SV("No change of outcomes shown: 55% of 402 deals that closed after 5 "
           "Jul 2023 were lost, 55% of 2,417 deals before (p = 0.81 at equal "
           "duration)");
    r->drift_finding =
        earned ? SV("Drift between the 260 deals open on 1 Jul 2023 and the "
                    "254 open on 1 Jan 2024: owner (PSI 0.41, chance level "
                    "0.12, 7% of what moves the forest).")
               : SV("Drift was not measured: it compares the deals open now "
                    "with those of a replayed date, for a forest that has "
                    "passed the gate.");
    r->drift_inputs = ARENA_ARRAY(a, r->model->drift.n, struct sv);
    for (size_t k = 0; k < r->model->drift.n; k++)
        r->drift_inputs[k] = r->model->drift.rows[k].input;
}

/* Of a company too young for 90 days. */
static void add_horizons(struct report *r, struct arena *a)
{
    static const char *const labels[] = {
        "Won within 30 days", "Won within 60 days", "Lost within 30 days",
        "Lost within 60 days"};

    r->horizons_finding =
        SV("When a deal will be won or lost is learnt from 6,004 rows (a deal "
           "on a past day) and was tried on 6 past days, each time with what "
           "was known then; the chances are held to the chance of loss");
    for (int k = 0; k < 4; k++) {
        struct horizon_record *h = ARENA_NEW(a, struct horizon_record);
        double share = k % 2 ? 0.32 : 0.17;
        *h = (struct horizon_record){.replays = 6,
                                     .rows = 1598,
                                     .own = k != 3,
                                     .happened = share,
                                     .mean = share + 0.004,
                                     .brier = share * 0.66,
                                     .base_brier = share * 0.8,
                                     .calibration_error = 0.0141};
        r->horizon[r->n_horizons++] = (struct report_horizon){
            .label = sv_from(labels[k]),
            .method = k == 3 ? SV("one figure")
                             : SV("by deal"),
            .ending = k < 2 ? ENDING_WON : ENDING_LOST,
            .days = k % 2 ? 60 : 30,
            .of = h};
    }
}

static const struct settings *fixture_settings(struct arena *a)
{
    struct settings *s = ARENA_NEW(a, struct settings);

    settings_default(s);
    return s;
}

static void fill_features(struct report *r, const struct model *m,
                          struct arena *a)
{
    double sum = 0;

    r->n_features = m->features.n;
    r->features = ARENA_ARRAY(a, m->features.n, struct report_feature);
    r->feature_labels = ARENA_ARRAY(a, m->features.n, struct sv);
    for (size_t i = 0; i < m->features.n; i++)
        sum += m->importance[i].shap;
    for (size_t i = 0; i < m->features.n; i++) {
        const struct importance *w = &m->importance[i];
        r->feature_labels[i] = m->features.columns[i].label;
        struct report_feature f = {
            .name = m->features.columns[i].name,
            .label = m->features.columns[i].label,
            .subject = m->features.columns[i].subject,
            .importance = w->shap,
            .share = w->shap / sum,
            .importance95 = {w->shap_lower95, w->shap_upper95},
            .fall = w->fall,
            .fall95 = {w->fall_lower95, w->fall_upper95},
        };
        size_t k = i;
        for (; k && r->features[k - 1].importance < f.importance; k--)
            r->features[k] = r->features[k - 1];
        r->features[k] = f;
    }
}

static void fill_owners(struct report *r, struct arena *a)
{
    r->owners = ARENA_ARRAY(a, r->n_deals, struct report_owner_week);
    for (size_t i = 0; i < r->n_deals; i++) {
        const struct report_deal *d = &r->deals[i];
        struct report_owner_week *o = NULL;

        if (d->score->level < LEVEL_HIGH)
            continue;
        for (size_t k = 0; k < r->n_owners && !o; k++)
            if (sv_eq(r->owners[k].owner, d->owner))
                o = &r->owners[k];
        if (!o) {
            o = &r->owners[r->n_owners++];
            o->owner = d->owner;
            o->deals = ARENA_ARRAY(a, 10, uint32_t);
        }
        *(d->score->level == LEVEL_CRITICAL ? &o->critical : &o->high) += 1;
        o->at_risk += isnan(d->amount) ? 0 : d->amount;
        if (o->n_deals < 10)
            o->deals[o->n_deals++] = (uint32_t)i;
    }
    for (size_t i = 1; i < r->n_owners; i++)
        for (size_t k = i; k; k--) {
            struct report_owner_week *x = &r->owners[k - 1], swap = *x;
            if (x[0].at_risk >= x[1].at_risk)
                break;
            x[0] = x[1];
            x[1] = swap;
        }
}

static void look_ahead(struct scores *scores, const struct model *m)
{
    struct expected now[FLAG_SIDES] = {0};

    for (size_t i = 0; i < scores->n; i++) {
        double p =
            isnan(scores->list[i].p_loss) ? 0.55 : scores->list[i].p_loss;
        struct expected *e =
            &now[scores->list[i].level >= LEVEL_HIGH ? FLAGGED : NOT_FLAGGED];
        e->deals++;
        e->losses += p;
        e->variance += p * (1 - p);
    }
    ahead_find(&scores->ahead, &m->holdout, scores->mode, now, false);
}

static void build(struct report *r, enum mode mode, bool with_deals,
                  struct arena *a)
{
    struct model *m = ARENA_NEW(a, struct model);
    struct scores *scores = ARENA_NEW(a, struct scores);
    struct portfolio *p = ARENA_NEW(a, struct portfolio);
    bool hybrid = mode == MODE_HYBRID;

    *r = (struct report){
        .version = "0.1.0",
        .schema_version = 1,
        .company = hybrid ? SV("Northwind & Co.") : (struct sv){0},
        .title = SV("Pipeline risk, 1 January 2024"),
        .brand = &BRAND_NONE,
        .style = {.code = SV("USD")},
        .base_url =
            hybrid ? SV("https://intranet.example/dealsense") : (struct sv){0},
        .as_of = date_from_civil(2024, 1, 1),
        .seed = 42,
        .fiscal_month = 1,
        .hint_as_of = DATE_NONE,
        .settings = fixture_settings(a),
        .model = m,
        .scores = scores,
        .portfolio = p,
    };
    memset(r->inputs_key, 'c', 64);
    fixture_input(r, a);
    fixture_model(m, mode, a);
    add_trust_words(r, hybrid, a);
    add_horizons(r, a);
    fill_features(r, m, a);
    *scores = (struct scores){
        .as_of = r->as_of,
        .mode = mode,
        .limits = {.cycle = {118, 83, 63.7},
                   .rep = {0.36, 0.4487},
                   .industry = 0.4487,
                   .source = 0.4487,
                   .region = 0.4487,
                   .stage_days = 40,
                   .amount = 52300},
        .cuts = {.critical = 75, .high = 55, .medium = 30},
        .overall_loss_rate = 1554.0 / 2819,
        .p_loss_error = mode == MODE_HYBRID ? 0.0212 : (double)NAN,
        .open_loss_rate = 1554.0 / 2819,
        .open_loss_deals = 2819,
    };
    if (with_deals)
        fixture_deals(r, scores, m, a);
    look_ahead(scores, m);
    report_rule_means(r->rule_means, scores, r->settings);
    report_record(r, a);
    fixture_portfolio(p, r, a);
    fill_owners(r, a);
}

/* What the last run saw, and what became of older flags. */
static void set_news(struct report *r, struct arena *a)
{
    const struct text_line news[] = {
        {SV("New"), SV("2 deals, $131K: Harbour, Lumen")},
        {SV("Won"), SV("5 deals, $212K")},
        {SV("Lost"), SV("8 deals, $404K")},
        {SV("Slipped"), SV("3 deals to a later expected close: Harbour")},
        {SV("Scores"), SV("1 deal moved by 5 points or more: Lumen")},
    };
    const struct text_line flags[] = {
        {SV("4 weeks ago, 4 Dec 2023"),
         SV("9 deals flagged HIGH or CRITICAL: 4 lost ($90K), 1 won ($8K), "
            "4 still open. 15 deals not flagged: 2 lost, 5 won, 8 still "
            "open.")},
    };

    r->news.title = SV("Since 25 Dec 2023");
    r->news.line = SV("Since 2023-12-25: 2 new, 5 won, 8 lost, 3 slipped, 1 "
                      "moved by 5 points or more");
    r->news.n = sizeof news / sizeof news[0];
    r->news.list = ARENA_ARRAY(a, r->news.n, struct text_line);
    memcpy(r->news.list, news, sizeof news);
    r->news.n_flags = sizeof flags / sizeof flags[0];
    r->news.flags = ARENA_ARRAY(a, r->news.n_flags, struct text_line);
    memcpy(r->news.flags, flags, sizeof flags);
}

static void set_notes(struct report *r, const struct note *notes, size_t n,
                      struct arena *a)
{
    r->notes.n = n;
    r->notes.list = ARENA_ARRAY(a, n, struct note);
    for (size_t i = 0; i < n; i++)
        r->notes.list[i] = notes[i];
    fixture_today(r, a);
}

/* One deal in `step` has changed since the last run. */
static void set_update(struct report *r, size_t step)
{
    r->update = (struct report_update){.written = true, .first = step == 1};
    for (size_t i = 0; i < r->n_deals; i += step) {
        r->deals[i].changed = true;
        r->update.deals++;
    }
}

void fixture_report(struct report *out, struct arena *a)
{
    build(out, MODE_HYBRID, true, a);
    set_update(out, 4);
    const struct note notes[] = {
        {.text = out->reason},
        {SV("loss_reason leaks the outcome and is kept out of the forest"),
         .warning = true},
        {SV("1 open deal has no start date: its age is not known"), .warning = false},
        {SV("1 open deal has no amount and is in no sum"), .warning = false},
        {SV("Calibration error: not yet computed"), .warning = false},
    };
    const struct portfolio *p = out->portfolio;
    char risk[FORMAT_TEXT], all[FORMAT_TEXT];
    format_money_short(risk, p->money.at_risk, out->style);
    format_money_short(all, p->money.pipeline, out->style);
    out->headline = sv_printf(
        a, "%zu of %zu open deals are CRITICAL; %s of %s pipeline is at risk",
        p->levels[LEVEL_CRITICAL].deals, p->open, risk, all);
    out->lead = out->headline;
    out->headline = sv_printf(a,
                              "%.*s. Since 25 Dec 2023: 2 new, 5 won, 8 "
                              "lost, 3 slipped",
                              SV_ARG(out->lead));
    out->subject = sv_printf(a, "%zu CRITICAL deals, %s at risk",
                             p->levels[LEVEL_CRITICAL].deals, risk);
    set_notes(out, notes, sizeof notes / sizeof notes[0], a);
    set_news(out, a);
    fixture_quarter(out, out->as_of, a);
}

void fixture_report_rules_only(struct report *out, struct arena *a)
{
    build(out, MODE_RULES_ONLY, true, a);
    set_update(out, 1);
    const struct note notes[] = {{out->reason, .warning = true}};
    out->headline = sv_printf(
        a,
        "%zu of 24 open deals are CRITICAL by rule points; the data does "
        "not support a forecast",
        out->portfolio->levels[LEVEL_CRITICAL].deals);
    out->subject = sv_printf(a, "%zu CRITICAL deals, rules only",
                             out->portfolio->levels[LEVEL_CRITICAL].deals);
    set_notes(out, notes, 1, a);
    fixture_quarter_young(out, out->as_of, a);
}

void fixture_report_empty(struct report *out, struct arena *a)
{
    build(out, MODE_RULES_ONLY, false, a);
    set_update(out, 1);
    out->hint_as_of = date_from_civil(2023, 10, 1);
    const struct note notes[] = {
        {SV("No deal is open on 1 January 2024; try --as-of 2023-10-01"),
         .warning = true}};
    out->headline = SV("No deal is open on 1 January 2024; on 1 October 2023 "
                       "some were");
    out->subject = SV("No open deals on 1 January 2024");
    set_notes(out, notes, 1, a);
    fixture_quarter_none(out, out->as_of, a);
}
