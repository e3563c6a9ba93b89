/* data.html: what was wrong with the export, and what that switches off. */
#include <math.h>

#include "render/dashboard/dashboard_parts.h"
#include "render/words/format.h"
#include "render/words/reading.h"
#include "render/dashboard/svg_charts.h"

static void put_input(struct dashboard *d, struct value *v)
{
    const struct report *r = d->r;
    const struct deals *q = r->quality;
    struct value *list = value_add(&d->page, v, "facts", VALUE_LIST);
    char delimiter[8];

    delimiter[0] = q->delimiter;
    delimiter[1] = 0;
    put_fact_sv(d, list, "File", r->input_file);
    put_fact(d, list, "Recognised as", q->dialect ? q->dialect : "generic");
    put_fact_sv(d, list, "As of", r->reading.as_of);
    put_fact_count(d, list, "Rows", r->rows);
    put_fact_count(d, list, "Rows left out", r->rejected);
    put_fact_count(d, list, "Filtered", r->filtered);
    put_fact_count(d, list, "Closed, without a close date", r->undated);
    put_fact_count(d, list, "Not yet there on this day", r->later);
    put_fact_count(d, list, "Duplicates", r->duplicates);
    if (q->kind == TABLE_TEXT) {
        put_fact(d, list, "Encoding", q->encoding ? q->encoding : "");
        put_fact(d, list, "Delimiter",
                 q->delimiter == '\t' ? "tab" : delimiter);
    } else {
        put_fact_sv(d, list, "Form", words_file_form(q, &d->page));
    }
    put_fact(d, list, "Date order", q->date_order ? q->date_order : "");
    put_fact_sv(d, list, "Stage history",
                r->history_file.len ? r->history_file : SV("none given"));
    put_fact(d, list, "SHA-256", r->input_sha256 ? r->input_sha256 : "");
}

static void put_diagnostics(struct dashboard *d, struct value *v)
{
    const struct diags *g = d->r->diags;
    struct arena *a = &d->page;
    struct value *list = value_add(a, v, "kinds", VALUE_LIST);

    value_bool(a, v, "has_kinds", g->n_kinds > 0);
    for (size_t i = 0; i < g->n_kinds; i++) {
        struct value *row = value_add(a, list, NULL, VALUE_OBJECT);
        value_text(a, row, "kind", sv_from(g->kinds[i].kind));
        put_count(d, row, "count", (double)g->kinds[i].count);
        put_count(d, row, "rejected", (double)g->kinds[i].rejected);
    }
    put_count(d, v, "listed", (double)g->n_listed);
    put_count(d, v, "total", (double)g->total);
    list = value_add(a, v, "diags", VALUE_LIST);
    for (size_t i = 0; i < g->n_listed; i++) {
        const struct diag *x = &g->listed[i];
        struct value *row = value_add(a, list, NULL, VALUE_OBJECT);
        if (x->column)
            value_format(a, row, "where", "line %zu, column %zu", x->line,
                         x->column);
        else
            value_format(a, row, "where", "line %zu", x->line);
        value_text(a, row, "kind", sv_from(x->kind));
        value_text(a, row, "text", x->text);
        value_bool(a, row, "rejected", x->rejected);
    }
}

static void put_profile(struct dashboard *d, struct value *v)
{
    const struct deals *q = d->r->quality;
    struct value *list = value_add(&d->page, v, "profile", VALUE_LIST);

    for (size_t i = 0; i < q->n_profile; i++) {
        const struct column_profile *p = &q->profile[i];
        size_t all = p->filled + p->empty;
        double share = all ? (double)p->filled / (double)all : (double)NAN;
        struct value *row = value_add(&d->page, list, NULL, VALUE_OBJECT);
        value_text(&d->page, row, "name", p->name);
        value_text(&d->page, row, "header", p->header);
        value_text(&d->page, row, "why", d->r->reading.why[i]);
        put_percent(d, row, "filled", share,
                    p->empty && share > 0.99 ? (share > 0.9995 ? 3 : 1) : 0);
        put_count(d, row, "empty", (double)p->empty);
        put_count(d, row, "distinct", (double)p->distinct);
        put_count(d, row, "unreadable", (double)p->unreadable);
        value_text(&d->page, row, "example", p->example);
        chart_bar(&d->svg, share, NAN, "accent");
        put_svg(d, row, "bar");
    }
}

/* What told how deals ended, the stages, and the rows that are in no figure. */
static void put_reading(struct dashboard *d, struct value *v)
{
    const struct report *r = d->r;
    const struct deals *q = r->quality;
    struct arena *a = &d->page;
    struct value *list = value_add(a, v, "outcomes", VALUE_LIST);

    value_text(a, v, "disagreed", r->reading.disagreed);
    value_text(a, v, "stages", r->reading.stages);
    for (size_t i = 0; i < q->outcome_read.n_values; i++) {
        const struct outcome_value *x = &q->outcome_read.values[i];
        struct value *row = value_add(a, list, NULL, VALUE_OBJECT);
        value_text(a, row, "header", x->header.len ? x->header : SV("–"));
        value_text(a, row, "value", x->value.len ? x->value : SV("(empty)"));
        value_text(a, row, "reading", sv_from(words_reading_name(x->reading)));
        put_count(d, row, "deals", (double)x->deals);
    }
    list = value_add(a, v, "left_out", VALUE_LIST);
    value_bool(a, v, "has_left_out", q->n_left_out > 0);
    for (size_t i = 0; i < q->n_left_out; i++) {
        const struct left_out *x = &q->left_out[i];
        struct value *row = value_add(a, list, NULL, VALUE_OBJECT);
        value_text(a, row, "why", r->reading.reasons[i]);
        put_count(d, row, "rows", (double)x->rows);
        value_bool(a, row, "counted", x->counted);
    }
}

static bool any_judged(const struct leaks *l)
{
    for (size_t i = 0; i < l->n; i++)
        if (!isnan(l->fields[i].auc) || !isnan(l->fields[i].empty_auc))
            return true;
    return false;
}

static void put_leaks(struct dashboard *d, struct value *v)
{
    const struct leaks *l = d->r->leaks;
    struct arena *a = &d->page;
    struct value *list = value_add(a, v, "leaks", VALUE_LIST);

    if (l->n_leaking)
        value_format(a, v, "leaks_title", "%zu field%s the outcome away",
                     l->n_leaking, l->n_leaking == 1 ? " gives" : "s give");
    else
        value_text(a, v, "leaks_title",
                   any_judged(l)
                       ? SV("No field was found to give the outcome away")
                       : SV("Whether a field gives the outcome away is not "
                            "known: too few deals have closed"));
    value_bool(a, v, "has_leaks", l->n > 0);
    for (size_t i = 0; i < l->n; i++) {
        const struct leak *f = &l->fields[i];
        struct value *row = value_add(a, list, NULL, VALUE_OBJECT);
        value_text(a, row, "field", f->field);
        put_fixed(d, row, "auc", f->auc, 3);
        put_fixed(d, row, "naive_auc", f->naive_auc, 3);
        put_fixed(d, row, "empty_auc", f->empty_auc, 3);
        put_count(d, row, "won", (double)f->won);
        put_count(d, row, "lost", (double)f->lost);
        value_text(a, row, "finding", d->r->leak_words[i].finding);
        value_text(a, row, "done", d->r->leak_words[i].done);
        value_bool(a, row, "leaking", f->kind != LEAK_NONE);
    }
    value_text(a, v, "stage_end", d->r->stage_end.finding);
    value_text(a, v, "stage_done", d->r->stage_end.done);
}

/* All of them: the first page holds only the most serious. */
static void put_notes(struct dashboard *d, struct value *v)
{
    const struct report *r = d->r;
    struct value *list = value_add(&d->page, v, "notes", VALUE_LIST);

    value_bool(&d->page, v, "has_notes", r->notes.n > 0);
    for (size_t i = 0; i < r->notes.n; i++) {
        struct value *n = value_add(&d->page, list, NULL, VALUE_OBJECT);
        value_text(&d->page, n, "text", r->notes.list[i].text);
        value_bool(&d->page, n, "warning", r->notes.list[i].warning);
    }
}

static void put_off(struct dashboard *d, struct value *v)
{
    const struct report *r = d->r;
    struct value *list = value_add(&d->page, v, "off", VALUE_LIST);

    value_bool(&d->page, v, "has_off", r->n_off > 0);
    for (size_t i = 0; i < r->n_off; i++) {
        struct value *item = value_add(&d->page, list, NULL, VALUE_OBJECT);
        value_text(&d->page, item, "name", sv_from(r->off[i].label));
        value_text(&d->page, item, "reason", r->off_reasons[i]);
    }
}

bool dashboard_quality(struct dashboard *d, struct err *err)
{
    const struct report *r = d->r;
    struct value *v = dashboard_page(d, "data.html", "Data", "");
    char rows[FORMAT_TEXT], out[FORMAT_TEXT];

    value_format(&d->page, v, "data_title", "%s row%s read, %s left out",
                 format_count(rows, (double)r->rows, d->r->style),
                 r->rows == 1 ? "" : "s",
                 format_count(out, (double)r->rejected, d->r->style));
    put_notes(d, v);
    put_input(d, v);
    put_reading(d, v);
    put_diagnostics(d, v);
    put_profile(d, v);
    put_leaks(d, v);
    put_off(d, v);
    return dashboard_put(d, PAGE_DATA, v, "data.html", err);
}
