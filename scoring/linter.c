#include "scoring/linter.h"

#include <math.h>

#include "scoring/leak_measure.h"
#include "scoring/phrase.h"

static const double LEAK_AUC = 0.9, PREDICTS_AUC = 0.55;

static struct sv finding_of(const struct leak *l, struct arena *a)
{
    struct sv name = phrase_name(l->field, a);
    struct sv won = phrase_count(l->won, a), lost = phrase_count(l->lost, a);

    switch (l->kind) {
    case LEAK_VALUE:
        return sv_printf(a,
                         "%.*s separates won from lost (AUC %.2f on %.*s won "
                         "and %.*s lost deals)",
                         SV_ARG(name), l->auc, SV_ARG(won), SV_ARG(lost));
    case LEAK_EMPTY:
        return sv_printf(a,
                         "whether %.*s is empty separates won from lost (AUC "
                         "%.2f on %.*s won and %.*s lost deals)",
                         SV_ARG(name), l->empty_auc, SV_ARG(won), SV_ARG(lost));
    case LEAK_FILLED_LATE:
        return sv_printf(a,
                         "%.*s is empty on %.0f%% of closed deals but %.0f%% "
                         "of open deals of the same age, and that predicts "
                         "the outcome (AUC %.2f)",
                         SV_ARG(name), 100 * l->empty_closed,
                         100 * l->empty_open, l->empty_auc);
    case LEAK_NONE:
        break;
    }
    if (isnan(l->empty_auc))
        return sv_printf(a,
                         "%.*s: not judged, %.*s won and %.*s lost deals are "
                         "too few (%d each)",
                         SV_ARG(name), SV_ARG(won), SV_ARG(lost), LEAK_ENOUGH);
    if (isnan(l->auc))
        return sv_printf(a, "%.*s does not leak (AUC of being empty %.2f)",
                         SV_ARG(name), l->empty_auc);
    return sv_printf(a,
                     "%.*s does not leak (AUC %.2f by value, %.2f by being "
                     "empty)",
                     SV_ARG(name), l->auc, l->empty_auc);
}

static void judge(struct leak *out, const struct bench *b,
                  const struct field *f, struct arena *a)
{
    struct arena work; /* of one field; the caller's scratch is not reset */
    double lower;
    struct shares shares = leak_empty_shares(b, f);
    struct leak l = {
        .field = f->name,
        .column = f->column,
        .own_category = f->own_category,
        .own_numeric = f->own_numeric,
        .empty_auc = leak_empty_auc(b, f, &lower),
        .empty_closed = shares.closed,
        .empty_open = shares.open,
        .won = b->won,
        .lost = b->lost,
    };

    arena_init(&work);
    l.auc = leak_value_auc(b, f, &work);
    arena_release(&work);
    if (l.auc > LEAK_AUC)
        l.kind = LEAK_VALUE;
    else if (l.empty_auc > LEAK_AUC)
        l.kind = LEAK_EMPTY;
    else if (shares.far && l.empty_auc > PREDICTS_AUC && lower > 0.5)
        l.kind = LEAK_FILLED_LATE;
    l.finding = finding_of(&l, a);
    *out = l;
}

/* The columns that the export has, in a table of where each lies. */
static size_t fields_list(struct field *out, const struct deals *d)
{
    const struct field canonical[] = {
        {.column = COLUMN_NAME, .text = d->name},
        {.column = COLUMN_ACCOUNT, .category = &d->groups[GROUP_ACCOUNT]},
        {.column = COLUMN_OWNER, .category = &d->groups[GROUP_OWNER]},
        {.column = COLUMN_AMOUNT, .number = d->amount},
        {.column = COLUMN_CREATED, .date = d->created},
        {.column = COLUMN_INDUSTRY, .category = &d->groups[GROUP_INDUSTRY]},
        {.column = COLUMN_REGION, .category = &d->groups[GROUP_REGION]},
        {.column = COLUMN_PRODUCT, .category = &d->groups[GROUP_PRODUCT]},
        {.column = COLUMN_LEAD_SOURCE, .category = &d->groups[GROUP_SOURCE]},
        {.column = COLUMN_STAGE_ENTERED, .date = d->stage_entered},
        {.column = COLUMN_MANAGER, .category = &d->groups[GROUP_MANAGER]},
        {.column = COLUMN_LAST_ACTIVITY, .date = d->last_activity},
        {.column = COLUMN_NEXT_STEP, .text = d->next_step},
        {.column = COLUMN_PUSH_COUNT, .number = d->push_count},
    };
    size_t n = 0;

    for (size_t k = 0; k < sizeof canonical / sizeof canonical[0]; k++) {
        struct field f = canonical[k];
        struct sv header = d->headers[f.column];

        if (f.category && f.category->n_labels == 0)
            continue;
        if (!f.category && !f.number && !f.date && !f.text)
            continue;
        f.name = header.len > 0 ? header : sv_from(column_name(f.column));
        f.own_category = f.own_numeric = -1;
        out[n++] = f;
    }
    for (size_t k = 0; k < d->n_own_categories; k++)
        out[n++] = (struct field){.name = d->own_category_names[k],
                                  .column = COLUMN_COUNT,
                                  .own_category = (int)k,
                                  .own_numeric = -1,
                                  .category = &d->groups[GROUP_OWN + k]};
    for (size_t k = 0; k < d->n_own_numerics; k++)
        out[n++] = (struct field){.name = d->own_numeric_names[k],
                                  .column = COLUMN_COUNT,
                                  .own_category = -1,
                                  .own_numeric = (int)k,
                                  .number = d->own_numeric[k]};
    return n;
}

void linter_run(struct leaks *out, const struct deals *d, int32_t as_of,
                struct arena *a, struct arena *scratch)
{
    struct field *fields =
        ARENA_ARRAY(scratch, COLUMN_COUNT + 2 * OWN_FIELDS, struct field);
    size_t n = fields_list(fields, d);
    struct leaks leaks = {.fields = ARENA_ARRAY(a, n, struct leak)};
    struct bench bench;

    bench_init(&bench, d, as_of, scratch);
    for (size_t k = 0; k < n; k++) {
        judge(&leaks.fields[leaks.n], &bench, &fields[k], a);
        leaks.n_leaking += leaks.fields[leaks.n].kind != LEAK_NONE;
        leaks.n++;
    }
    *out = leaks;
}

bool leaks_column(const struct leaks *l, enum column column)
{
    for (size_t k = 0; l && k < l->n; k++)
        if (l->fields[k].kind != LEAK_NONE && l->fields[k].column == column)
            return true;
    return false;
}

static const struct leak *own_leak(const struct leaks *l, int category,
                                   int numeric)
{
    for (size_t k = 0; l && k < l->n; k++) {
        const struct leak *f = &l->fields[k];

        if (f->kind != LEAK_NONE && f->column == COLUMN_COUNT &&
            f->own_category == category && f->own_numeric == numeric)
            return f;
    }
    return NULL;
}

bool leaks_own_category(const struct leaks *l, size_t k)
{
    return own_leak(l, (int)k, -1) != NULL;
}

bool leaks_own_numeric(const struct leaks *l, size_t k)
{
    return own_leak(l, -1, (int)k) != NULL;
}
