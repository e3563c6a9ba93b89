#include "render/report/report.h"

#include <math.h>

#include "render/report/report_parts.h"
#include "render/words/blame.h"
#include "render/words/cycle.h"
#include "render/words/flags.h"
#include "render/words/headline.h"
#include "render/words/drift.h"
#include "render/words/features.h"
#include "render/words/levels.h"
#include "render/words/model.h"
#include "render/words/rates.h"

enum { SCHEMA_VERSION = 1 };

/* By importance; equal ones keep the order of the feature table. */
static void sort_features(struct report_feature *f, size_t n)
{
    for (size_t i = 1; i < n; i++) {
        struct report_feature move = f[i];
        size_t k = i;
        for (; k && f[k - 1].importance < move.importance; k--)
            f[k] = f[k - 1];
        f[k] = move;
    }
}

static void add_features(struct report *out, const struct model *m,
                         const struct words *words)
{
    struct arena *run = words->a;
    double sum = 0;

    out->n_features = m->features.n;
    out->features = ARENA_ARRAY(run, out->n_features, struct report_feature);
    out->feature_labels = ARENA_ARRAY(run, out->n_features, struct sv);
    for (size_t i = 0; m->importance && i < out->n_features; i++)
        sum += m->importance[i].shap;
    for (size_t i = 0; i < out->n_features; i++) {
        const struct feature_column *c = &m->features.columns[i];
        const struct importance *w = &m->importance[i];
        out->feature_labels[i] = words_feature(words, c);
        /* Without a forest in use all are 0, which is no importance. */
        double importance = sum > 0 ? w->shap : (double)NAN;
        out->features[i] = (struct report_feature){
            .name = c->name,
            .label = out->feature_labels[i],
            .subject = c->subject,
            .importance = importance,
            .share = importance / sum,
            .importance95 = {w->shap_lower95, w->shap_upper95},
            .fall = w->fall,
            .fall95 = {w->fall_lower95, w->fall_upper95},
        };
    }
    if (sum > 0)
        sort_features(out->features, out->n_features);
}

static bool has_open(const struct deals *d, int32_t day)
{
    for (size_t i = 0; i < d->n; i++)
        if (deals_state(d, i, day) == STATE_OPEN)
            return true;
    return false;
}

/* The newest quarter start with an open deal, else the eve of the newest
 * close that leaves one open; DATE_NONE when no date has any. */
static int32_t find_hint(const struct deals *d, int first_month)
{
    int32_t oldest = d->newest, eve = DATE_NONE;

    if (d->newest == DATE_NONE)
        return DATE_NONE;
    for (size_t i = 0; i < d->n; i++) {
        if (d->created && d->created[i] != DATE_NONE && d->created[i] < oldest)
            oldest = d->created[i];
        if (d->closed[i] != DATE_NONE && d->closed[i] - 1 > eve &&
            deals_state(d, i, d->closed[i] - 1) == STATE_OPEN)
            eve = d->closed[i] - 1;
    }
    for (int q = date_quarter(d->newest, first_month);
         quarter_start(q, first_month) >= oldest; q--)
        if (has_open(d, quarter_start(q, first_month)))
            return quarter_start(q, first_month);
    return eve;
}

static size_t count_kind(const struct diags *diags, const char *kind)
{
    for (size_t i = 0; diags && i < diags->n_kinds; i++)
        if (!strcmp(diags->kinds[i].kind, kind))
            return diags->kinds[i].count;
    return 0;
}

static void add_input(struct report *out, const struct report_inputs *in,
                      struct arena *run)
{
    const struct deals *d = in->deals;

    out->input_file = d->file;
    out->history_file = d->history_file;
    out->input_sha256 = d->sha256;
    out->history_sha256 = d->history_file.len ? d->history_sha256 : NULL;
    out->rows = d->rows;
    out->rejected = d->rejected;
    out->filtered = d->filtered;
    for (size_t i = 0; i < d->n; i++) {
        if (deals_state(d, i, in->as_of) != STATE_UNBORN)
            continue;
        bool dated = d->outcome[i] == OUTCOME_OPEN || d->closed[i] != DATE_NONE;
        out->later += dated;
        out->undated += !dated;
    }
    out->duplicates = count_kind(in->diags, "duplicate id");
    out->diags = in->diags;
    out->quality = d;
    out->leaks = in->leaks;
    out->off = feature_set_off(d, in->leaks, &out->n_off, run);
}

void report_rule_means(double out[RULE_COUNT], const struct scores *scores,
                       const struct settings *s)
{
    double weight = scores->mode == MODE_HYBRID ? s->rule_weight : 1;

    for (int k = 0; k < RULE_COUNT; k++)
        out[k] = scores->n && weight > 0 ? 0 : NAN;
    for (size_t i = 0; i < scores->n; i++)
        for (size_t k = 0; k < scores->list[i].n_lines; k++) {
            const struct receipt_line *line = &scores->list[i].lines[k];
            if (line->kind == LINE_RULE && line->index < RULE_COUNT)
                out[line->index] += line->points / weight / (double)scores->n;
        }
}

static void add_portfolio(struct report *out, const struct portfolio *p,
                          const struct words *w)
{
    out->n_reps = p->n_reps;
    out->reps = words_groups(w, p->reps, p->n_reps);
    out->n_segments = p->n_segments;
    out->segments = words_groups(w, p->segments, p->n_segments);
    out->rate_note = words_rate_note(w);
    out->rate_reason = words_rate_reason(w);
    out->blame_verdict = out->blame_finding = words_blame_verdict(w, p);
    out->blame_figures = words_blame_figures(w, p);
    if (out->blame_figures.len)
        out->blame_finding =
            sv_printf(w->a, "%.*s (%.*s)", SV_ARG(out->blame_verdict),
                      SV_ARG(out->blame_figures));
    out->cycle_verdict = words_cycle_verdict(w, &p->cycle);
    words_prescribe(&out->prescriptions, w, p, out->reps, out->segments);
}

void report_record(struct report *out, struct arena *run)
{
    const struct holdout *h = &out->model->holdout;
    enum mode mode = out->scores->mode;

    if (h->n_replays)
        out->record = &h->flags[mode];
    out->record_sentence = words_record(out->style, h, mode, run);
    out->ahead_sentence = words_ahead(out->style, out->scores, run);
}

struct sv report_line_label(const struct report *r,
                            const struct receipt_line *line)
{
    switch (line->kind) {
    case LINE_BASE:
        return SV("The average past deal");
    case LINE_RULE:
        return sv_from(RULES[line->index].label);
    case LINE_CAP:
        return SV("Cap of the rule points");
    case LINE_FOREST:
    case LINE_ADDITIVE:
        return r->feature_labels[line->index];
    case LINE_ROUNDING:
        return SV("Rounding");
    }
    return (struct sv){0};
}

struct sv report_line_name(const struct report *r,
                           const struct receipt_line *line, struct arena *a)
{
    switch (line->kind) {
    case LINE_BASE:
        return SV("base");
    case LINE_RULE:
        return sv_printf(a, "rule:%s", RULES[line->index].name);
    case LINE_CAP:
        return SV("cap");
    case LINE_FOREST:
        return sv_printf(a, "forest:%.*s",
                         SV_ARG(r->model->features.columns[line->index].name));
    case LINE_ADDITIVE:
        return sv_printf(a, "additive:%.*s",
                         SV_ARG(r->model->features.columns[line->index].name));
    case LINE_ROUNDING:
        return SV("rounding");
    }
    return (struct sv){0};
}

static void add_headline(struct report *out, const struct words *w)
{
    struct headline h;

    words_headline(&h, w, out->scores, out->portfolio, out->followup,
                   out->hint_as_of);
    out->title = h.title;
    out->headline = h.text;
    out->lead = h.lead;
    out->subject = h.subject;
    words_headline_live(&out->live, w, out->scores, out->portfolio);
}

static void add_horizons(struct report *out, const struct horizons *h,
                         const struct words *w)
{
    out->horizons_finding = words_horizons(w, h);
    if (!h || !h->days.n)
        return;
    for (int e = 0; e < ENDING_COUNT; e++)
        for (int k = 0; k < OUTLOOK_HORIZONS; k++) {
            int days = OUTLOOK_DAYS[k];
            size_t at = horizons_at(h, days);
            const struct horizon_record *of = &h->record[e][at];
            if (at == h->days.n)
                continue; /* so young is the company */
            if (!of->rows)
                continue; /* no past day has shown it */
            out->horizon[out->n_horizons++] = (struct report_horizon){
                .label = words_horizon(w, (enum ending)e, days),
                .method = words_horizon_method(of),
                .ending = (enum ending)e,
                .days = days,
                .of = of};
        }
}

/* The lines of each scope and quarter. */
static void add_landing(struct report *out, const struct landing *l,
                        const struct words *w)
{
    struct quarter_words *lines;

    if (!l)
        return;
    lines = ARENA_ARRAY(w->a, l->n_scopes * LANDING_WHENS,
                        struct quarter_words);
    for (size_t s = 0; s < l->n_scopes; s++)
        for (size_t k = 0; k < LANDING_WHENS; k++)
            words_quarter(&lines[s * LANDING_WHENS + k], w, l, &l->scopes[s],
                          (enum landing_when)k);
    /* A manager's pack knows whose it is. */
    for (size_t k = 0; l->n_scopes && k < LANDING_WHENS; k++)
        lines[k].whose = (struct sv){0};
    out->landing = l;
    out->quarter_words = lines;
}

/* What moved in the quarter. */
static void add_changes(struct report *out, const struct quarter_changes *c,
                        const struct words *w)
{
    struct report_changes *words = &out->change_words;

    out->changes = c;
    if (!c)
        return;
    words_flow(&words->since_start, w, &c->since_start);
    words_flow(&words->since_last, w, &c->since_last);
    words_pace(&words->pace, w, &c->pace);
    words_slip(&words->slip, w, &c->slip);
    words_calls(&words->calls, w, &c->calls,
                portfolio_judges(out->portfolio));
    words_moved_sum(&words->landing, w, &c->moved, true);
    words_moved_sum(&words->at_risk, w, &c->moved, false);
    words_restated(&words->restated, w, &c->restated);
    words->first_run = words_first_run(c);
}

static void add_notes(struct report *out, const struct report_inputs *in,
                      const struct words *w)
{
    struct notes_facts facts = {
        .audience = in->audience,
        .landing = in->landing,
        .model = in->model,
        .scores = in->scores,
        .portfolio = in->portfolio,
        .leaks = in->leaks,
        .followup = in->followup,
        .leak_words = out->leak_words,
        .reason = out->reason,
        .levels_finding = out->levels_finding,
        .near_cuts = out->near_cuts,
        .undated_amounts = out->undated_amounts,
        .outcomes_finding = out->outcomes_finding,
        .break_reason = out->news.break_reason,
        .n_off = out->n_off,
        .off = out->off,
        .off_reasons = out->off_reasons,
        .undated = out->undated,
        .later = out->later,
        .hint_as_of = out->hint_as_of,
    };

    for (size_t i = 0; i < out->n_deals; i++)
        facts.unborn += out->deals[i].created == DATE_NONE;
    words_notes(&out->notes, w, &facts);
}

bool report_is_caveat(const struct report *r, struct sv text)
{
    for (size_t k = 0; k < r->n_caveats; k++)
        if (sv_eq(text, r->caveats[k]))
            return true;
    return false;
}

/* Warnings for which the caveats had no room. */
static size_t left_out(const struct report *r)
{
    size_t left = 0;

    for (size_t i = 0; i < r->notes.n; i++)
        left += r->notes.list[i].warning &&
                !report_is_caveat(r, r->notes.list[i].text);
    return left;
}

static void add_today(struct report *out, const struct words *w)
{
    const struct today *t = &out->portfolio->today;

    out->today = (struct report_today){
        .first = t->first,
        .more = t->more,
        .n = t->n,
        .asking = t->ranks,
        .deals = t->shown,
        .heading = words_today_heading(w, out->portfolio, out->scores),
        .more_heading = words_today_more(w, t)};
    out->concentration = words_concentration(w, &out->portfolio->concentration);
    out->n_caveats =
        words_caveats(out->caveats, w, &out->model->holdout, out->scores->mode,
                      out->record_sentence, &out->notes);
    size_t left = left_out(out);
    if (left)
        out->book_caveat =
            words_more_notes(w, left, "the sheet Data quality");
    out->know_first =
        words_know_first(w, out->model, out->scores->mode, &out->notes);
}

/* Of the model and of what feeds it. */
static void add_trust_words(struct report *out, const struct words *w)
{
    const struct leaks *l = out->leaks;

    out->model_finding = words_model_finding(w, out->model);
    out->reason = words_model_reason(w, out->model);
    out->why = words_model_why(w, out->model);
    out->drift_finding = words_drift_finding(w, &out->model->drift);
    out->drift_inputs = ARENA_ARRAY(w->a, out->model->drift.n, struct sv);
    for (size_t k = 0; k < out->model->drift.n; k++)
        out->drift_inputs[k] = words_input(w, out->model->drift.rows[k].input);
    out->learners_finding = words_learners(w, out->model);
    out->order_finding = words_order(w, out->model, out->scores);
    out->forest_error = words_forest_error(w, out->model, out->scores);
    out->near_cuts = words_near_cuts(w, out->scores);
    out->undated_amounts = words_undated_amounts(w, out->model);
    out->outcomes_finding = words_outcome_drift(
        w, &out->scores->outcomes, out->scores->mode == MODE_HYBRID,
        out->model->holdout.recalibrated);
    out->off_reasons = ARENA_ARRAY(w->a, out->n_off, struct sv);
    for (size_t i = 0; i < out->n_off; i++)
        out->off_reasons[i] = words_feature_off(w, &out->off[i]);
    if (!l)
        return;
    out->leak_words = ARENA_ARRAY(w->a, l->n, struct leak_words);
    for (size_t i = 0; i < l->n; i++)
        out->leak_words[i] = words_leak(w, &l->fields[i]);
    out->stage_end = words_stage_end(w, &l->stage);
}

void report_build(struct report *out, const struct report_inputs *in,
                  struct arena *run, struct arena *scratch)
{
    const struct settings *s = in->settings;
    const struct words w = words_of(s, in->deals, in->as_of, run);

    *out = (struct report){
        .version = DEALSENSE_VERSION,
        .schema_version = SCHEMA_VERSION,
        .company = s->company,
        .style = words_style(s, in->deals),
        .brand = in->brand ? in->brand : &BRAND_NONE,
        .audience =
            in->audience ? sv_from(audience_name(in->audience)) : SV("cro"),
        .base_url = s->base_url,
        .as_of = in->as_of,
        .seed = in->seed,
        .letter = s->letter,
        .fiscal_month = s->fiscal_month,
        .portfolio = in->portfolio,
        .model = in->model,
        .scores = in->scores,
        .followup = in->followup,
        .settings = s,
        .whatif = in->whatif && in->whatif->offered ? in->whatif : NULL,
        .hint_as_of = DATE_NONE,
    };
    while (out->base_url.len && sv_ends(out->base_url, SV("/")))
        out->base_url.len--;
    for (size_t i = 0; in->inputs_key && in->inputs_key[i] && i < 64; i++)
        out->inputs_key[i] = in->inputs_key[i];
    add_input(out, in, run);
    out->reading = words_reading(&w);
    report_deals(out, in, run, scratch);
    report_deal_words(out, &w,
                      in->plan
                          ? in->plan
                          : words_actions_plan(&w, in->scores, in->portfolio));
    report_owners(out, in, run, scratch);
    report_similar(out, in, run);
    add_features(out, in->model, &w);
    add_trust_words(out, &w);
    add_horizons(out, in->horizons, &w);
    out->saved_label = words_saved_label(&w);
    out->risk_note = words_risk_note(&w, in->portfolio);
    words_rescue(&out->rescue, &w, in->portfolio);
    out->loss_rate = words_loss_rate(in->scores);
    out->loss_range = words_loss_range(&w, in->portfolio);
    out->loss_gap = words_loss_gap(&w, in->portfolio);
    out->levels_finding = words_levels_finding(&w, &in->scores->cuts);
    add_portfolio(out, in->portfolio, &w);
    report_rule_means(out->rule_means, in->scores, s);
    if (!out->n_deals)
        out->hint_as_of = find_hint(in->deals, s->fiscal_month);
    add_landing(out, in->landing, &w);
    add_changes(out, in->changes, &w);
    words_news(&out->news, &w, in->scores, in->followup,
               out->change_words.landing.line);
    report_movers(out, &w);
    report_update(out);
    report_record(out, run);
    add_headline(out, &w);
    add_notes(out, in, &w);
    add_today(out, &w);
}

void report_deals_only(struct report *out, const struct report *of,
                       const struct report_inputs *in, struct arena *run,
                       struct arena *scratch)
{
    const struct words w = words_of(in->settings, in->deals, in->as_of, run);

    *out = *of;
    out->scores = in->scores;
    out->quality = in->deals;
    out->n_pages = 0;
    report_deals(out, in, run, scratch);
    report_deal_words(out, &w, in->plan);
}
