/* Which features an export supports, and filling matrices with them. */
#include <math.h>

#include "scoring/features/features.h"
#include "scoring/leaks/linter.h"

enum tense feature_tense(const struct feature *f, const struct deals *d)
{
    if (f->tense != TENSE_DATED)
        return f->tense;
    if (f->needs_expected ? history_dates_expected(d) : d->has_history)
        return TENSE_DATED;
    return TENSE_CURRENT;
}

/* Category column behind a canonical one, or GROUP_COUNT. */
static enum group group_of(enum column column)
{
    static const struct {
        enum column column;
        enum group group;
    } map[] = {
        {COLUMN_OWNER, GROUP_OWNER},        {COLUMN_INDUSTRY, GROUP_INDUSTRY},
        {COLUMN_REGION, GROUP_REGION},      {COLUMN_PRODUCT, GROUP_PRODUCT},
        {COLUMN_LEAD_SOURCE, GROUP_SOURCE}, {COLUMN_ACCOUNT, GROUP_ACCOUNT},
        {COLUMN_MANAGER, GROUP_MANAGER},
    };

    for (size_t k = 0; k < sizeof map / sizeof map[0]; k++)
        if (map[k].column == column)
            return map[k].group;
    return GROUP_COUNT;
}

enum group feature_group(const struct feature *f)
{
    return group_of(f->needs);
}

static bool any_date(const int32_t *dates, size_t n)
{
    for (size_t i = 0; dates && i < n; i++)
        if (dates[i] != DATE_NONE)
            return true;
    return false;
}

static bool has_column(const struct deals *d, enum column column)
{
    enum group group = group_of(column);

    if (group != GROUP_COUNT)
        return d->groups[group].n_labels > 0;
    switch (column) {
    case COLUMN_AMOUNT:
        return d->amount != NULL;
    case COLUMN_CREATED:
        return any_date(d->created, d->n);
    case COLUMN_STAGE:
        return d->stage.n_labels > 0;
    case COLUMN_EXPECTED:
        return any_date(d->expected, d->n);
    case COLUMN_PUSH_COUNT:
        return d->push_count != NULL;
    case COLUMN_LAST_ACTIVITY:
        return d->last_activity != NULL;
    default:
        return column == COLUMN_COUNT;
    }
}

bool feature_available(const struct feature *f, const struct deals *d)
{
    if (f->needs_history && !d->has_history)
        return false;
    if (f->needs_order && d->stage_order_from == ORDER_UNKNOWN)
        return false;
    if (f->needs_expected && history_dates_expected(d))
        return true;
    return has_column(d, f->needs);
}

/* missing_fields counts the empty fields among those set at creation; with
 * a leaking one among them the count would carry the leak. */
static bool counts_a_leak(const struct feature *f, const struct leaks *leaks)
{
    if (f->needs != COLUMN_COUNT || !leaks)
        return false;
    for (size_t k = 0; k < leaks->n; k++) {
        const struct leak *l = &leaks->fields[k];

        if (l->kind != LEAK_NONE &&
            (l->column == COLUMN_AMOUNT || l->column == COLUMN_CREATED ||
             group_of(l->column) != GROUP_COUNT))
            return true;
    }
    return false;
}

static bool feature_leaks(const struct feature *f, const struct leaks *leaks)
{
    return counts_a_leak(f, leaks) ||
           (f->needs != COLUMN_COUNT && leaks_column(leaks, f->needs));
}

/* The header that supplied a column, or the column's own name. */
static struct sv header_of(const struct deals *d, enum column column)
{
    if (column == COLUMN_COUNT)
        return (struct sv){0};
    if (d->headers[column].len > 0)
        return d->headers[column];
    return sv_from(column_name(column));
}

void feature_column_name(struct feature_column *c, struct sv header,
                         struct arena *a)
{
    c->name = sv_printf(a, "own:%.*s", SV_ARG(header));
    c->label = c->own_category >= 0
                   ? sv_printf(a, "win rate by %.*s", SV_ARG(header))
                   : header;
    c->source = header;
}

void feature_set_choose(struct feature_set *out, const struct deals *d,
                        const struct leaks *leaks, struct arena *a)
{
    size_t most = FEATURES_N + d->n_own_categories + d->n_own_numerics;
    struct feature_set set = {.columns =
                                  ARENA_ARRAY(a, most, struct feature_column)};

    for (size_t k = 0; k < FEATURES_N; k++) {
        const struct feature *f = &FEATURES[k];

        if (feature_tense(f, d) == TENSE_CURRENT || !feature_available(f, d) ||
            feature_leaks(f, leaks))
            continue;
        set.columns[set.n++] = (struct feature_column){
            .feature = f,
            .own_category = -1,
            .own_numeric = -1,
            .name = sv_from(f->name),
            .label = sv_from(f->label),
            .source = header_of(d, f->needs),
            .subject = f->subject,
        };
    }
    for (size_t k = 0; k < d->n_own_categories; k++) {
        if (leaks_own_category(leaks, k))
            continue;
        set.columns[set.n] = (struct feature_column){
            .own_category = (int)k, .own_numeric = -1, .subject = SUBJECT_OWN};
        feature_column_name(&set.columns[set.n++], d->own_category_names[k], a);
    }
    for (size_t k = 0; k < d->n_own_numerics; k++) {
        if (leaks_own_numeric(leaks, k))
            continue;
        set.columns[set.n] = (struct feature_column){
            .own_category = -1, .own_numeric = (int)k, .subject = SUBJECT_OWN};
        feature_column_name(&set.columns[set.n++], d->own_numeric_names[k], a);
    }
    *out = set;
}

static enum off_reason reason_off(const struct feature *f,
                                  const struct deals *d,
                                  const struct leaks *leaks)
{
    if (f->needs_history && !d->has_history)
        return OFF_NO_HISTORY;
    if (f->needs_order && has_column(d, f->needs) &&
        d->stage_order_from == ORDER_UNKNOWN)
        return OFF_NO_ORDER;
    if (!feature_available(f, d))
        return OFF_NO_COLUMN;
    if (counts_a_leak(f, leaks))
        return OFF_COUNTS_LEAK;
    if (feature_leaks(f, leaks))
        return OFF_LEAKS;
    if (feature_tense(f, d) != TENSE_CURRENT)
        return OFF_NOT;
    if (f->needs_expected)
        return OFF_TODAY_EXPECTED;
    return f->tense == TENSE_DATED ? OFF_TODAY_STAGE : OFF_TODAY;
}

static struct feature_off own_off(struct sv header, struct arena *a)
{
    return (struct feature_off){
        .name = sv_printf(a, "own:%.*s", SV_ARG(header)).ptr,
        .reason = OFF_LEAKS,
        .needs = COLUMN_COUNT,
        .header = header,
    };
}

struct feature_off *feature_set_off(const struct deals *d,
                                    const struct leaks *leaks, size_t *count,
                                    struct arena *a)
{
    size_t most = FEATURES_N + d->n_own_categories + d->n_own_numerics;
    struct feature_off *off = ARENA_ARRAY(a, most, struct feature_off);
    size_t n = 0;

    for (size_t k = 0; k < FEATURES_N; k++) {
        const struct feature *f = &FEATURES[k];
        enum off_reason reason = reason_off(f, d, leaks);

        if (reason)
            off[n++] = (struct feature_off){f->name, reason, f->needs,
                                            header_of(d, f->needs)};
    }
    for (size_t k = 0; k < d->n_own_categories; k++)
        if (leaks_own_category(leaks, k))
            off[n++] = own_off(d->own_category_names[k], a);
    for (size_t k = 0; k < d->n_own_numerics; k++)
        if (leaks_own_numeric(leaks, k))
            off[n++] = own_off(d->own_numeric_names[k], a);
    *count = n;
    return off;
}

double feature_value(const struct feature_column *c, const struct deals *d,
                     const struct snapshot *s, size_t i)
{
    if (c->feature)
        return c->feature->fn(d, s, i);
    if (c->own_category >= 0) {
        enum group group = (enum group)(GROUP_OWN + c->own_category);
        const struct group_rate *rate = snapshot_rate(s, d, group, i);

        return rate ? rate->shrunk : NAN;
    }
    return d->own_numeric[c->own_numeric][i];
}

void features_fill(struct matrix *m, size_t at, const struct feature_set *set,
                   const struct deals *d, const struct snapshot *s,
                   const uint32_t *indices, size_t count)
{
    for (size_t c = 0; c < set->n; c++) {
        float *x = m->x + c * m->rows + at;

        for (size_t k = 0; k < count; k++)
            x[k] = (float)feature_value(&set->columns[c], d, s, indices[k]);
    }
}
