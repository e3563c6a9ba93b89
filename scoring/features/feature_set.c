/* Which features an export supports, and filling matrices with them. */
#include <math.h>
#include <string.h>

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

/* Does another stage follow on the one that it counts the days of? */
static bool has_stage(const struct feature *f, const struct deals *d)
{
    return !f->place || (size_t)f->place < d->n_open_stages;
}

bool feature_available(const struct feature *f, const struct deals *d)
{
    if (!has_stage(f, d))
        return false;
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

/* Fields that the set has columns of. */
static void fields_of(struct pair_fields *out, const struct feature_set *set)
{
    static const enum group usual[] = {GROUP_SOURCE, GROUP_INDUSTRY,
                                       GROUP_PRODUCT, GROUP_REGION,
                                       GROUP_OWNER};
    bool has[GROUP_COUNT] = {false}, size = false;

    for (size_t k = 0; k < set->n; k++) {
        const struct feature_column *c = &set->columns[k];
        if (c->feature && feature_group(c->feature) != GROUP_COUNT)
            has[feature_group(c->feature)] = true;
        if (c->own_category >= 0)
            has[GROUP_OWN + c->own_category] = true;
        size = size || (c->feature && c->feature->needs == COLUMN_AMOUNT);
    }
    out->n = 0;
    for (size_t k = 0; k < sizeof usual / sizeof usual[0]; k++)
        if (has[usual[k]])
            out->list[out->n++] = usual[k];
    for (int g = GROUP_OWN; g < GROUP_COUNT; g++)
        if (has[g])
            out->list[out->n++] = g;
    if (size)
        out->list[out->n++] = PAIR_SIZE;
}

void feature_pair_name(struct feature_column *c, struct arena *a)
{
    c->name = sv_printf(a, "pair:%.*s*%.*s", SV_ARG(c->fields[0]),
                        SV_ARG(c->fields[1]));
    c->label = sv_printf(a, "win rate by %.*s and %.*s", SV_ARG(c->fields[0]),
                         SV_ARG(c->fields[1]));
}

/* In words; of an own field, its header. */
static void describe_field(struct feature_column *c, int side,
                           const struct deals *d)
{
    int field = c->both.field[side];
    const struct feature *of = NULL;

    for (size_t k = 0; !of && k < FEATURES_N; k++)
        if (field == PAIR_SIZE ? FEATURES[k].needs == COLUMN_AMOUNT
                               : (int)feature_group(&FEATURES[k]) == field)
            of = &FEATURES[k];
    c->fields[side] = field == PAIR_SIZE ? sv_from(of->label)
                      : of ? sv_from(subject_name(of->subject))
                           : d->own_category_names[field - GROUP_OWN];
    if (side)
        return;
    c->subject = of ? of->subject : SUBJECT_OWN;
    c->source = of ? header_of(d, of->needs) : c->fields[side];
}

static void add_pairs(struct feature_set *set, const struct pair *list,
                      size_t n, const struct deals *d, struct arena *a)
{
    struct feature_column *columns =
        ARENA_ARRAY(a, set->n + n, struct feature_column);
    size_t pairs = 0;

    for (size_t k = 0; k < set->n; k++) {
        columns[k] = set->columns[k];
        pairs += columns[k].is_pair;
    }
    for (size_t k = 0; k < n; k++) {
        struct feature_column *c = &columns[set->n++];
        *c = (struct feature_column){.own_category = -1,
                                     .own_numeric = -1,
                                     .is_pair = true,
                                     .pair = pairs + k,
                                     .both = list[k]};
        describe_field(c, 0, d);
        describe_field(c, 1, d);
        feature_pair_name(c, a);
    }
    set->columns = columns;
}

static size_t find_pairs(struct pair found[PAIRS_MOST],
                         const struct feature_set *set, const struct deals *d,
                         int32_t day)
{
    struct pair_fields fields;
    struct snapshot s;
    struct arena work;
    size_t n;

    fields_of(&fields, set);
    arena_init(&work);
    snapshot_at(&s, d, day, &work);
    n = pairs_find(found, d, &fields, &s);
    arena_release(&work);
    return n;
}

void feature_set_add_pairs(struct feature_set *set, const struct deals *d,
                           int32_t day, struct arena *a)
{
    struct pair found[PAIRS_MOST];

    add_pairs(set, found, find_pairs(found, set, d, day), d, a);
}

void feature_set_then(struct feature_set *out, const struct feature_set *set,
                      const struct deals *d, int32_t day, struct arena *a)
{
    struct pair found[PAIRS_MOST];
    size_t n = find_pairs(found, set, d, day), more = 0;

    *out = *set;
    out->columns = ARENA_ARRAY(a, set->n, struct feature_column);
    for (size_t k = 0; k < set->n; k++) {
        out->columns[k] = set->columns[k];
        out->columns[k].is_off = set->columns[k].is_pair;
    }
    for (size_t j = 0; j < n; j++) {
        bool had = false;
        for (size_t k = 0; k < set->n; k++) {
            struct feature_column *c = &out->columns[k];
            if (!c->is_pair || c->both.field[0] != found[j].field[0] ||
                c->both.field[1] != found[j].field[1])
                continue;
            c->is_off = false;
            had = true;
        }
        if (!had)
            found[more++] = found[j];
    }
    add_pairs(out, found, more, d, a);
}

void feature_set_offer_pairs(struct feature_set *set, const struct deals *d,
                             struct arena *a)
{
    struct pair_fields fields;
    struct pair *list;
    size_t n;

    fields_of(&fields, set);
    list = pairs_offered(&n, d, &fields, a);
    add_pairs(set, list, n, d, a);
}

void feature_snapshot(struct snapshot *out, const struct feature_set *set,
                      const struct deals *d, int32_t day, struct arena *a)
{
    struct pair *list = ARENA_ARRAY(a, set->n, struct pair);
    size_t n = 0;

    for (size_t k = 0; k < set->n; k++)
        if (set->columns[k].is_pair)
            list[n++] = set->columns[k].both;
    snapshot_at(out, d, day, a);
    pairs_rates(out, d, list, n, a);
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
    const char *name = sv_printf(a, "own:%.*s", SV_ARG(header)).ptr;

    return (struct feature_off){
        .name = name,
        .label = name + strlen("own:"),
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

        if (reason && has_stage(f, d))
            off[n++] =
                (struct feature_off){f->name, f->label, reason, f->needs,
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
    if (c->is_pair) {
        const struct group_rate *rate =
            c->is_off ? NULL : pair_rate(s, d, c->pair, i);

        return rate ? rate->shrunk : NAN;
    }
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
