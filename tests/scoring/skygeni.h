/*
 * SkyGeni's export as struct deals, read with the table reader alone, for
 * tests of what comes after the input gate: all 5,000 deals are closed.
 */
#ifndef TESTS_SCORING_SKYGENI_H
#define TESTS_SCORING_SKYGENI_H

#include <math.h>
#include <stdlib.h>

#include "tests/shared.h"

#include "scoring/base/file.h"
#include "scoring/intake/csv.h"
#include "scoring/intake/deals.h"

/* A shared CSV as a table; ends the test where it cannot be read, and skips
 * it where nothing is shared. */
static inline void shared_csv(struct table *out, struct file *file,
                              const char *name, struct arena *a)
{
    struct err err;

    shared_needed(name);
    struct sv path = sv_printf(a, "%s/%s", shared_folder(), name);
    if (!file_open(file, path.ptr, &err))
        fail_msg("%s", err.text);
    if (!csv_read(out, file->bytes, path.ptr, (struct table_form){0}, a, &err))
        fail_msg("%s", err.text);
}

/* The field of row `row` (1 is the first of the data) under `header`. */
static inline struct sv csv_at(const struct table *t, size_t row,
                               const char *header)
{
    for (size_t k = 0; k < t->rows[0].fields; k++)
        if (sv_eq(table_field(t, t->rows[0].first + k), sv_from(header)))
            return table_field(t, t->rows[row].first + k);
    fail_msg("no header %s", header);
    return (struct sv){0};
}

static inline void category_read(struct category *c, const struct table *t,
                                 const char *header, struct arena *a)
{
    size_t n = t->n_rows - 1;

    c->labels = ARENA_ARRAY(a, n, struct sv);
    c->code = ARENA_ARRAY(a, n, int32_t);
    for (size_t i = 0; i < n; i++) {
        struct sv label = csv_at(t, i + 1, header);
        size_t k = 0;

        while (k < c->n_labels && !sv_eq(c->labels[k], label))
            k++;
        if (k == c->n_labels)
            c->labels[c->n_labels++] = label;
        c->code[i] = (int32_t)k;
    }
}

static inline void skygeni_read(struct deals *d, struct file *file,
                                struct arena *a)
{
    struct table t;

    shared_csv(&t, file, "data/skygeni/skygeni_sales_data.csv", a);
    *d = (struct deals){.n = t.n_rows - 1, .newest = DATE_NONE};
    d->id = ARENA_ARRAY(a, d->n, struct sv);
    d->amount = ARENA_ARRAY(a, d->n, double);
    d->created = ARENA_ARRAY(a, d->n, int32_t);
    d->closed = ARENA_ARRAY(a, d->n, int32_t);
    d->expected = ARENA_ARRAY(a, d->n, int32_t);
    d->outcome = ARENA_ARRAY(a, d->n, uint8_t);
    d->missing = ARENA_ARRAY(a, d->n, uint8_t);
    for (size_t i = 0; i < d->n; i++) {
        d->id[i] = csv_at(&t, i + 1, "deal_id");
        d->amount[i] =
            strtod(sv_cstr(a, csv_at(&t, i + 1, "deal_amount")), NULL);
        assert_true(
            date_parse_iso(&d->created[i], csv_at(&t, i + 1, "created_date")));
        assert_true(
            date_parse_iso(&d->closed[i], csv_at(&t, i + 1, "closed_date")));
        d->expected[i] = DATE_NONE;
        d->outcome[i] = sv_eq(csv_at(&t, i + 1, "outcome"), SV("Won"))
                            ? OUTCOME_WON
                            : OUTCOME_LOST;
        if (d->closed[i] > d->newest)
            d->newest = d->closed[i];
    }
    category_read(&d->groups[GROUP_OWNER], &t, "sales_rep_id", a);
    category_read(&d->groups[GROUP_INDUSTRY], &t, "industry", a);
    category_read(&d->groups[GROUP_REGION], &t, "region", a);
    category_read(&d->groups[GROUP_PRODUCT], &t, "product_type", a);
    category_read(&d->groups[GROUP_SOURCE], &t, "lead_source", a);
    category_read(&d->stage, &t, "deal_stage", a);
    d->stage_ordinal = ARENA_ARRAY(a, d->stage.n_labels, int32_t);
    for (size_t k = 0; k < d->stage.n_labels; k++)
        d->stage_ordinal[k] =
            sv_eq(d->stage.labels[k], SV("Closed")) ? -1 : (int32_t)k;
    d->n_open_stages = d->stage.n_labels;
}

#endif
