#include "render/data/api_parts.h"

#include <math.h>

enum { RATE = 4, CENTS = 2, FIGURE = 2, P = 10 }; /* decimals */

/* What was wrong with rows, by its kind, and what columns leave empty. */
static void add_quality(struct json_doc *out, const struct report *r)
{
    const struct diags *g = r->diags;
    const struct deals *d = r->quality;
    struct json_doc *list = json_doc_add_list(out, "findings");

    for (size_t i = 0; g && i < g->n_kinds; i++) {
        struct json_doc *o = json_doc_add_object(list, NULL);
        json_doc_text(o, "kind", sv_from(g->kinds[i].kind));
        json_doc_count(o, "count", g->kinds[i].count);
    }
    list = json_doc_add_list(out, "columns");
    for (size_t i = 0; d && i < d->n_profile; i++) {
        struct json_doc *o = json_doc_add_object(list, NULL);
        json_doc_text(o, "name", d->profile[i].name);
        json_doc_count(o, "filled", d->profile[i].filled);
        json_doc_count(o, "empty", d->profile[i].empty);
    }
}

static void add_input(struct json_doc *out, const struct report *r)
{
    struct json_doc *o = json_doc_add_object(out, "input");

    json_doc_text(o, "file", r->input_file);
    json_doc_count(o, "rows", r->rows);
    json_doc_text(o, "sha256", sv_from(r->input_sha256));
    json_doc_count(o, "rejected_rows", r->rejected);
    json_doc_count(o, "filtered_rows", r->filtered);
    json_doc_count(o, "undated_deals", r->undated);
    json_doc_count(o, "later_deals", r->later);
    json_doc_count(o, "duplicates", r->duplicates);
    json_doc_count(o, "diagnostics", r->diags ? r->diags->total : 0);
    json_doc_text(o, "history_file", r->history_file);
    json_doc_text(o, "history_sha256", sv_from(r->history_sha256));
    add_quality(o, r);
}

static void add_totals(struct json_doc *out, const struct portfolio *p)
{
    static const struct {
        const char *key;
        enum level level;
    } levels[] = {{"critical", LEVEL_CRITICAL},
                  {"high", LEVEL_HIGH},
                  {"medium", LEVEL_MEDIUM},
                  {"low", LEVEL_LOW}};
    struct json_doc *o = json_doc_add_object(out, "deals");

    json_doc_count(o, "total", p->total);
    json_doc_count(o, "open", p->open);
    json_doc_count(o, "won", p->won);
    json_doc_count(o, "lost", p->lost);
    o = json_doc_add_object(out, "levels");
    for (size_t i = 0; i < LEVEL_COUNT; i++) {
        const struct level_total *l = &p->levels[levels[i].level];
        struct json_doc *level = json_doc_add_object(o, levels[i].key);
        json_doc_count(level, "deals", l->deals);
        json_doc_number(level, "amount", l->amount, CENTS);
    }
    o = json_doc_add_object(out, "money");
    json_doc_number(o, "pipeline", p->money.pipeline, CENTS);
    json_doc_number(o, "at_risk", p->money.at_risk, CENTS);
    json_doc_number(o, "expected_loss", p->money.expected_loss, CENTS);
    json_doc_number(o, "expected_loss_lower80", p->money.loss80.lower, CENTS);
    json_doc_number(o, "expected_loss_upper80", p->money.loss80.upper, CENTS);
    json_doc_count(o, "expected_loss_replays", p->money.loss_replays);
    json_doc_number(o, "protection_potential", p->money.protection_potential,
                    CENTS);
    json_doc_number(o, "save_rate", p->money.save_rate, RATE);
    json_doc_count(o, "deals_without_amount", p->money.without_amount);
}

static void add_model(struct json_doc *out, const struct report *r)
{
    struct json_doc *o = json_doc_add_object(out, "model");
    struct json_doc *list;

    json_doc_text(o, "mode", sv_from(mode_name(r->scores->mode)));
    json_doc_text(o, "reason", r->reason);
    json_doc_count(o, "training_rows", r->model->training_rows);
    list = json_doc_add_list(o, "features");
    for (size_t i = 0; i < r->n_features; i++) {
        struct json_doc *f = json_doc_add_object(list, NULL);
        json_doc_text(f, "name", r->features[i].name);
        json_doc_number(f, "importance", r->features[i].importance, 6);
    }
    api_holdout(o, r);
    api_drift(o, r);
}

static void add_quarter(struct json_doc *o, int quarter)
{
    char text[DATE_TEXT];

    if (quarter == QUARTER_UNKNOWN)
        json_doc_text(o, "quarter", (struct sv){0});
    else if (quarter == QUARTER_OVERDUE)
        json_doc_text(o, "quarter", SV("overdue"));
    else
        json_doc_text(o, "quarter", sv_from(quarter_name(text, quarter)));
}

static void add_cycle(struct json_doc *out, const struct cycle *c,
                      struct sv verdict)
{
    struct json_doc *o = json_doc_add_object(out, "cycle");
    struct json_doc *list = json_doc_add_list(o, "by_close_quarter"), *q;

    for (size_t i = 0; i < c->n_close; i++) {
        q = json_doc_add_object(list, NULL);
        add_quarter(q, c->close[i].quarter);
        json_doc_count(q, "deals", c->close[i].deals);
        json_doc_number(q, "mean_days", c->close[i].mean_days, FIGURE);
    }
    list = json_doc_add_list(o, "by_created_quarter");
    for (size_t i = 0; i < c->n_created; i++) {
        const struct km_median *km = &c->created[i].km;
        q = json_doc_add_object(list, NULL);
        add_quarter(q, c->created[i].quarter);
        json_doc_count(q, "deals", km->deals);
        json_doc_count(q, "closed", km->closed);
        json_doc_exact(q, "median_days", km->median);
        json_doc_exact(q, "lower95", km->ci.lower);
        json_doc_exact(q, "upper95", km->ci.upper);
        json_doc_bool(q, "compared", c->created[i].whole);
    }
    json_doc_number(o, "naive_change_pct", c->naive_change_pct, FIGURE);
    json_doc_number(o, "logrank_p", c->logrank_p, P);
    json_doc_number(o, "median_change_days", c->median_change, FIGURE);
    json_doc_number(o, "median_change_lower95", c->median_difference.lower,
                    FIGURE);
    json_doc_number(o, "median_change_upper95", c->median_difference.upper,
                    FIGURE);
    json_doc_bool(o, "changed", c->changed);
    json_doc_text(o, "verdict", verdict);
    json_doc_count(o, "incidence_deals", c->lives);
    list = json_doc_add_list(o, "incidence");
    for (size_t i = 0; i < c->n_incidence; i++) {
        q = json_doc_add_object(list, NULL);
        json_doc_exact(q, "days", c->incidence[i].days);
        json_doc_number(q, "won", c->incidence[i].won, RATE);
        json_doc_number(q, "lost", c->incidence[i].lost, RATE);
        json_doc_number(q, "open", c->incidence[i].still_open, RATE);
        json_doc_count(q, "followed", c->incidence[i].followed);
    }
}

static void add_metrics(struct json_doc *out, const struct report *r)
{
    const struct portfolio *p = r->portfolio;
    struct json_doc *o = json_doc_add_object(out, "metrics");
    struct json_doc *list;

    json_doc_number(o, "win_rate", p->win_rate, RATE);
    json_doc_text(o, "win_rate_reason", r->rate_reason);
    json_doc_number(o, "win_rate_lower95", p->win_rate_ci.lower, RATE);
    json_doc_number(o, "win_rate_upper95", p->win_rate_ci.upper, RATE);
    json_doc_number(o, "mean_cycle_days", p->mean_cycle, FIGURE);
    json_doc_count(o, "mean_cycle_deals", p->cycle.closes);
    json_doc_number(o, "pvs", p->pvs, FIGURE);
    json_doc_number(o, "dqi", p->dqi, 1);
    list = json_doc_add_list(out, "quarters");
    for (size_t i = 0; i < p->n_outcomes; i++) {
        const struct outcome_quarter *q = &p->outcomes[i];
        o = json_doc_add_object(list, NULL);
        add_quarter(o, q->quarter);
        json_doc_count(o, "won", q->won);
        json_doc_count(o, "closed", q->closed);
        json_doc_number(o, "win_rate", q->win_rate, RATE);
        json_doc_number(o, "won_amount", q->won_amount, CENTS);
        json_doc_number(o, "pvs", q->pvs, FIGURE);
    }
    list = json_doc_add_list(out, "at_risk_by_quarter");
    for (size_t i = 0; i < p->n_at_risk; i++) {
        const struct at_risk_quarter *q = &p->at_risk[i];
        o = json_doc_add_object(list, NULL);
        add_quarter(o, q->quarter);
        json_doc_count(o, "deals", q->deals);
        json_doc_number(o, "amount", q->amount, CENTS);
        json_doc_number(o, "at_risk", q->at_risk, CENTS);
        json_doc_number(o, "expected_loss", q->expected_loss, CENTS);
    }
}

static const char *group_key(enum group group)
{
    static const char *const keys[] = {
        [GROUP_OWNER] = "owner",        [GROUP_INDUSTRY] = "industry",
        [GROUP_REGION] = "region",      [GROUP_PRODUCT] = "product",
        [GROUP_SOURCE] = "lead_source", [GROUP_ACCOUNT] = "account",
        [GROUP_MANAGER] = "manager",    [GROUP_OWN] = "own",
    };
    return keys[group < GROUP_OWN ? group : GROUP_OWN];
}

/* The header of an own field is CRM text: a value, never a key. */
static void add_groups(struct json_doc *out, const char *key,
                       const struct named_group *rows, size_t n,
                       const struct deals *d)
{
    struct json_doc *list = json_doc_add_list(out, key);

    for (size_t i = 0; i < n; i++) {
        const struct group_row *g = rows[i].of;
        struct json_doc *o = json_doc_add_object(list, NULL);
        if (g->group != GROUP_OWNER) {
            json_doc_text(o, "field", sv_from(group_key(g->group)));
            if (g->group >= GROUP_OWN)
                json_doc_text(o, "header",
                              d->own_category_names[g->group - GROUP_OWN]);
        }
        json_doc_text(o, "id", rows[i].name);
        json_doc_count(o, "won", g->won);
        json_doc_count(o, "closed", g->closed);
        json_doc_count(o, "open", g->open);
        json_doc_number(o, "win_rate", g->win_rate, RATE);
        json_doc_number(o, "lower95", g->wilson.lower, RATE);
        json_doc_number(o, "upper95", g->wilson.upper, RATE);
        json_doc_number(o, "rei", g->rei, FIGURE);
        json_doc_number(o, "pvs", g->pvs, FIGURE);
        json_doc_number(o, "open_amount", g->open_amount, CENTS);
        json_doc_number(o, "at_risk", g->at_risk, CENTS);
        json_doc_number(o, "p", g->p, P);
        json_doc_number(o, "p_adjusted", g->p_adjusted, P);
        json_doc_number(o, "expected", g->expected, FIGURE);
        json_doc_bool(o, "flagged", g->flagged);
        json_doc_bool(o, "better", g->better);
    }
}

/* What to do today, the largest money first, and what is overdue. */
static void add_today(struct json_doc *out, const struct report *r)
{
    const struct concern_count *overdue =
        &r->portfolio->concerns[CONCERN_OVERDUE];
    struct json_doc *list = json_doc_add_list(out, "today"), *o;

    for (size_t k = 0; k < r->today.first + r->today.more; k++) {
        const struct report_deal *d = &r->deals[r->today.deals[k]];
        o = json_doc_add_object(list, NULL);
        json_doc_text(o, "id", d->id);
        json_doc_exact(o, "amount", d->amount);
        json_doc_number(o, "expected_loss", d->score->expected_loss, CENTS);
        json_doc_text(o, "why", d->why);
        api_flags(o, d);
        json_doc_text(o, "action", d->action.text);
        json_doc_text(o, "owner", d->action.owner);
        json_doc_date(o, "due", d->action.due);
    }
    o = json_doc_add_object(out, "overdue");
    json_doc_count(o, "deals", overdue->deals);
    json_doc_number(o, "amount", overdue->amount, CENTS);
    list = json_doc_add_list(out, "caveats");
    for (size_t k = 0; k < r->n_caveats; k++)
        json_doc_text(list, NULL, r->caveats[k]);
}

static void add_words(struct json_doc *out, const struct report *r)
{
    const struct portfolio *p = r->portfolio;
    struct json_doc *list = json_doc_add_list(out, "prescriptions"), *o;

    for (size_t i = 0; i < r->prescriptions.n; i++) {
        o = json_doc_add_object(list, NULL);
        json_doc_text(o, "subject",
                      sv_from(subject_name(r->prescriptions.list[i].subject)));
        json_doc_text(o, "text", r->prescriptions.list[i].text);
        json_doc_text(o, "evidence", r->prescriptions.list[i].evidence);
        json_doc_number(o, "amount", r->prescriptions.list[i].amount, CENTS);
    }
    o = json_doc_add_object(out, "significance");
    json_doc_count(o, "tests", p->family);
    json_doc_count(o, "flagged_reps", p->n_flagged_reps);
    json_doc_count(o, "flagged_segments", p->n_flagged_segments);
    json_doc_text(o, "verdict", r->blame_finding);
    list = json_doc_add_list(out, "notes");
    for (size_t i = 0; i < r->notes.n; i++) {
        o = json_doc_add_object(list, NULL);
        json_doc_bool(o, "warning", r->notes.list[i].warning);
        json_doc_text(o, "text", r->notes.list[i].text);
    }
}

/* quarter.json in a nutshell. */
static void add_landing(struct json_doc *out, const struct report *r)
{
    const struct landing *l = r->landing;
    struct json_doc *o = json_doc_add_object(out, "quarter");
    const struct landing_quarter *q =
        l && l->n_scopes ? &l->scopes[0].quarter[THIS_QUARTER] : NULL;
    const struct landing_money *m = q ? &q->money[ENDING_WON] : NULL;
    char text[DATE_TEXT];

    json_doc_text(o, "quarter",
                  q ? sv_from(quarter_name(text, q->quarter)) : (struct sv){0});
    json_doc_number(o, "landing", m ? m->landing : (double)NAN, CENTS);
    json_doc_number(o, "lower80", m ? m->range.lower : (double)NAN, CENTS);
    json_doc_number(o, "upper80", m ? m->range.upper : (double)NAN, CENTS);
    json_doc_number(o, "target", q ? q->target.amount : (double)NAN, CENTS);
    json_doc_number(o, "chance", q ? q->target.chance : (double)NAN, RATE);
    json_doc_text(o, "sentence",
                  q ? r->quarter_words[0].landing : (struct sv){0});
}

/* What goes back into the CRM; null where the pack does not hold it. */
static void add_update(struct json_doc *out, const struct report *r)
{
    struct json_doc *o;

    if (!r->update.written) {
        json_doc_text(out, "crm_update", (struct sv){0});
        return;
    }
    o = json_doc_add_object(out, "crm_update");
    json_doc_text(o, "file", SV(CRM_UPDATE));
    json_doc_count(o, "deals", r->update.deals);
    json_doc_bool(o, "first_run", r->update.first);
}

struct json_doc *api_summary(const struct report *r)
{
    const struct portfolio *p = r->portfolio;
    struct json_doc *out = json_doc_object(), *o;

    json_doc_count(out, "schema_version", (size_t)r->schema_version);
    json_doc_text(out, "version", sv_from(r->version));
    json_doc_date(out, "as_of", r->as_of);
    json_doc_count(out, "seed", (size_t)r->seed);
    json_doc_text(out, "title", r->title);
    json_doc_text(out, "company", r->company);
    json_doc_text(out, "headline", r->headline);
    json_doc_text(out, "currency", r->style.code);
    json_doc_date(out, "hint_as_of", r->hint_as_of);
    add_input(out, r);
    api_reading(out, r);
    add_totals(out, p);
    o = json_doc_add_object(out, "cuts");
    json_doc_number(o, "critical", r->scores->cuts.critical, 1);
    json_doc_number(o, "high", r->scores->cuts.high, 1);
    json_doc_number(o, "medium", r->scores->cuts.medium, 1);
    json_doc_bool(o, "from_shares", r->scores->cuts.from_shares);
    add_model(out, r);
    add_cycle(out, &p->cycle, r->cycle_verdict);
    add_metrics(out, r);
    add_groups(out, "reps", r->reps, r->n_reps, r->quality);
    add_groups(out, "segments", r->segments, r->n_segments, r->quality);
    api_news(out, r);
    add_today(out, r);
    add_words(out, r);
    add_landing(out, r);
    add_update(out, r);
    return out;
}
