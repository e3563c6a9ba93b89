#include <limits.h>

#include "render/data/api_parts.h"

enum { RATE = 4, CENTS = 2, FIGURE = 2, P = 10 }; /* decimals */

/* What was wrong with rows, by its kind, and what columns leave empty. */
static void add_quality(struct doc *out, const struct report *r)
{
    const struct diags *g = r->diags;
    const struct deals *d = r->quality;
    struct doc *list = doc_add_list(out, "findings");

    for (size_t i = 0; g && i < g->n_kinds; i++) {
        struct doc *o = doc_add_object(list, NULL);
        doc_text(o, "kind", sv_from(g->kinds[i].kind));
        doc_count(o, "count", g->kinds[i].count);
    }
    list = doc_add_list(out, "columns");
    for (size_t i = 0; d && i < d->n_profile; i++) {
        struct doc *o = doc_add_object(list, NULL);
        doc_text(o, "name", d->profile[i].name);
        doc_count(o, "filled", d->profile[i].filled);
        doc_count(o, "empty", d->profile[i].empty);
    }
}

static void add_input(struct doc *out, const struct report *r)
{
    struct doc *o = doc_add_object(out, "input");

    doc_text(o, "file", r->input_file);
    doc_count(o, "rows", r->rows);
    doc_text(o, "sha256", sv_from(r->input_sha256));
    doc_count(o, "rejected_rows", r->rejected);
    doc_count(o, "filtered_rows", r->filtered);
    doc_count(o, "undated_deals", r->undated);
    doc_count(o, "later_deals", r->later);
    doc_count(o, "duplicates", r->duplicates);
    doc_count(o, "diagnostics", r->diags ? r->diags->total : 0);
    doc_text(o, "history_file", r->history_file);
    doc_text(o, "history_sha256", sv_from(r->history_sha256));
    add_quality(o, r);
}

static void add_totals(struct doc *out, const struct portfolio *p)
{
    static const struct {
        const char *key;
        enum level level;
    } levels[] = {{"critical", LEVEL_CRITICAL},
                  {"high", LEVEL_HIGH},
                  {"medium", LEVEL_MEDIUM},
                  {"low", LEVEL_LOW}};
    struct doc *o = doc_add_object(out, "deals");

    doc_count(o, "total", p->total);
    doc_count(o, "open", p->open);
    doc_count(o, "won", p->won);
    doc_count(o, "lost", p->lost);
    o = doc_add_object(out, "levels");
    for (size_t i = 0; i < LEVEL_COUNT; i++) {
        const struct level_total *l = &p->levels[levels[i].level];
        struct doc *level = doc_add_object(o, levels[i].key);
        doc_count(level, "deals", l->deals);
        doc_number(level, "amount", l->amount, CENTS);
    }
    o = doc_add_object(out, "money");
    doc_number(o, "pipeline", p->money.pipeline, CENTS);
    doc_number(o, "at_risk", p->money.at_risk, CENTS);
    doc_number(o, "expected_loss", p->money.expected_loss, CENTS);
    doc_number(o, "protection_potential", p->money.protection_potential, CENTS);
    doc_number(o, "save_rate", p->money.save_rate, RATE);
    doc_count(o, "deals_without_amount", p->money.without_amount);
}

static void add_model(struct doc *out, const struct report *r)
{
    struct doc *o = doc_add_object(out, "model");
    struct doc *list;

    doc_text(o, "mode", sv_from(mode_name(r->scores->mode)));
    doc_text(o, "reason", r->model->reason);
    doc_count(o, "training_rows", r->model->training_rows);
    list = doc_add_list(o, "features");
    for (size_t i = 0; i < r->n_features; i++) {
        struct doc *f = doc_add_object(list, NULL);
        doc_text(f, "name", r->features[i].name);
        doc_number(f, "importance", r->features[i].importance, 6);
    }
    api_holdout(o, &r->model->holdout);
    api_drift(o, &r->model->drift);
}

static void add_quarter(struct doc *o, int quarter)
{
    char text[DATE_TEXT];

    if (quarter == INT_MAX)
        doc_text(o, "quarter", (struct sv){0});
    else
        doc_text(o, "quarter", sv_from(quarter_name(text, quarter)));
}

static void add_cycle(struct doc *out, const struct cycle *c)
{
    struct doc *o = doc_add_object(out, "cycle");
    struct doc *list = doc_add_list(o, "by_close_quarter"), *q;

    for (size_t i = 0; i < c->n_close; i++) {
        q = doc_add_object(list, NULL);
        add_quarter(q, c->close[i].quarter);
        doc_count(q, "deals", c->close[i].deals);
        doc_number(q, "mean_days", c->close[i].mean_days, FIGURE);
    }
    list = doc_add_list(o, "by_created_quarter");
    for (size_t i = 0; i < c->n_created; i++) {
        const struct km_median *km = &c->created[i].km;
        q = doc_add_object(list, NULL);
        add_quarter(q, c->created[i].quarter);
        doc_count(q, "deals", km->deals);
        doc_count(q, "closed", km->closed);
        doc_exact(q, "median_days", km->median);
        doc_exact(q, "lower95", km->ci.lower);
        doc_exact(q, "upper95", km->ci.upper);
        doc_bool(q, "compared", c->created[i].whole);
    }
    doc_number(o, "naive_change_pct", c->naive_change_pct, FIGURE);
    doc_number(o, "logrank_p", c->logrank_p, P);
    doc_number(o, "median_change_days", c->median_change, FIGURE);
    doc_number(o, "median_change_lower95", c->median_difference.lower, FIGURE);
    doc_number(o, "median_change_upper95", c->median_difference.upper, FIGURE);
    doc_bool(o, "changed", c->changed);
    doc_text(o, "verdict", c->verdict);
    doc_count(o, "incidence_deals", c->lives);
    list = doc_add_list(o, "incidence");
    for (size_t i = 0; i < c->n_incidence; i++) {
        q = doc_add_object(list, NULL);
        doc_exact(q, "days", c->incidence[i].days);
        doc_number(q, "won", c->incidence[i].won, RATE);
        doc_number(q, "lost", c->incidence[i].lost, RATE);
        doc_number(q, "open", c->incidence[i].still_open, RATE);
        doc_count(q, "followed", c->incidence[i].followed);
    }
}

static void add_metrics(struct doc *out, const struct portfolio *p)
{
    struct doc *o = doc_add_object(out, "metrics");
    struct doc *list;

    doc_number(o, "win_rate", p->win_rate, RATE);
    doc_number(o, "win_rate_lower95", p->win_rate_ci.lower, RATE);
    doc_number(o, "win_rate_upper95", p->win_rate_ci.upper, RATE);
    doc_number(o, "mean_cycle_days", p->mean_cycle, FIGURE);
    doc_count(o, "mean_cycle_deals", p->cycle.closes);
    doc_number(o, "pvs", p->pvs, FIGURE);
    doc_number(o, "dqi", p->dqi, 1);
    list = doc_add_list(out, "quarters");
    for (size_t i = 0; i < p->n_outcomes; i++) {
        const struct outcome_quarter *q = &p->outcomes[i];
        o = doc_add_object(list, NULL);
        add_quarter(o, q->quarter);
        doc_count(o, "won", q->won);
        doc_count(o, "closed", q->closed);
        doc_number(o, "win_rate", q->win_rate, RATE);
        doc_number(o, "won_amount", q->won_amount, CENTS);
        doc_number(o, "pvs", q->pvs, FIGURE);
    }
    list = doc_add_list(out, "at_risk_by_quarter");
    for (size_t i = 0; i < p->n_at_risk; i++) {
        const struct at_risk_quarter *q = &p->at_risk[i];
        o = doc_add_object(list, NULL);
        add_quarter(o, q->quarter);
        doc_count(o, "deals", q->deals);
        doc_number(o, "amount", q->amount, CENTS);
        doc_number(o, "at_risk", q->at_risk, CENTS);
        doc_number(o, "expected_loss", q->expected_loss, CENTS);
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
static void add_groups(struct doc *out, const char *key,
                       const struct group_row *rows, size_t n,
                       const struct deals *d)
{
    struct doc *list = doc_add_list(out, key);

    for (size_t i = 0; i < n; i++) {
        const struct group_row *g = &rows[i];
        struct doc *o = doc_add_object(list, NULL);
        if (g->group != GROUP_OWNER) {
            doc_text(o, "field", sv_from(group_key(g->group)));
            if (g->group >= GROUP_OWN)
                doc_text(o, "header",
                         d->own_category_names[g->group - GROUP_OWN]);
        }
        doc_text(o, "id", g->name);
        doc_count(o, "won", g->won);
        doc_count(o, "closed", g->closed);
        doc_count(o, "open", g->open);
        doc_number(o, "win_rate", g->win_rate, RATE);
        doc_number(o, "lower95", g->wilson.lower, RATE);
        doc_number(o, "upper95", g->wilson.upper, RATE);
        doc_number(o, "rei", g->rei, FIGURE);
        doc_number(o, "pvs", g->pvs, FIGURE);
        doc_number(o, "open_amount", g->open_amount, CENTS);
        doc_number(o, "at_risk", g->at_risk, CENTS);
        doc_number(o, "p", g->p, P);
        doc_number(o, "p_adjusted", g->p_adjusted, P);
        doc_bool(o, "flagged", g->flagged);
    }
}

static void add_words(struct doc *out, const struct report *r)
{
    const struct portfolio *p = r->portfolio;
    struct doc *list = doc_add_list(out, "prescriptions"), *o;

    for (size_t i = 0; i < p->n_prescriptions; i++) {
        o = doc_add_object(list, NULL);
        doc_text(o, "subject",
                 sv_from(subject_name(p->prescriptions[i].subject)));
        doc_text(o, "text", p->prescriptions[i].text);
        doc_text(o, "evidence", p->prescriptions[i].evidence);
    }
    o = doc_add_object(out, "significance");
    doc_count(o, "tests", p->family);
    doc_count(o, "flagged_reps", p->n_flagged_reps);
    doc_count(o, "flagged_segments", p->n_flagged_segments);
    doc_text(o, "verdict", p->blame_verdict);
    list = doc_add_list(out, "notes");
    for (size_t i = 0; i < r->n_notes; i++) {
        o = doc_add_object(list, NULL);
        doc_bool(o, "warning", r->notes[i].warning);
        doc_text(o, "text", r->notes[i].text);
    }
}

struct doc *api_summary(const struct report *r)
{
    const struct portfolio *p = r->portfolio;
    struct doc *out = doc_object(), *o;

    doc_count(out, "schema_version", (size_t)r->schema_version);
    doc_text(out, "version", sv_from(r->version));
    doc_date(out, "as_of", r->as_of);
    doc_count(out, "seed", (size_t)r->seed);
    doc_text(out, "title", r->title);
    doc_text(out, "company", r->company);
    doc_text(out, "headline", r->headline);
    doc_text(out, "currency", r->style.code);
    doc_date(out, "hint_as_of", r->hint_as_of);
    add_input(out, r);
    add_totals(out, p);
    o = doc_add_object(out, "cuts");
    doc_number(o, "critical", r->scores->cuts.critical, 1);
    doc_number(o, "high", r->scores->cuts.high, 1);
    doc_number(o, "medium", r->scores->cuts.medium, 1);
    doc_bool(o, "from_shares", r->scores->cuts.from_shares);
    add_model(out, r);
    add_cycle(out, &p->cycle);
    add_metrics(out, p);
    add_groups(out, "reps", p->reps, p->n_reps, r->quality);
    add_groups(out, "segments", p->segments, p->n_segments, r->quality);
    api_news(out, r);
    add_words(out, r);
    return out;
}
