#include "render/report/columns.h"

#include <math.h>

#include "render/words/format.h"

const int TYPE_DECIMALS[TYPE_COUNT_OF] = {
    [TYPE_TEXT] = -1, [TYPE_AMOUNT] = -1, [TYPE_MONEY] = 2, [TYPE_COUNT] = -1,
    [TYPE_SCORE] = 1, [TYPE_POINTS] = 1,  [TYPE_DAYS] = 1,  [TYPE_SHARE] = 4,
    [TYPE_DATE] = -1, [TYPE_BOOL] = -1,
};

#define CSV(at) .place[OUTPUT_CSV] = (at)
#define BOOK(at, characters, shown)                                            \
    .place[OUTPUT_BOOK] = (at), .width = (characters), .head = (shown)
#define JSON(at) .place[OUTPUT_JSON] = (at)
#define JSON_AT(path) .json_at = (path)
#define SQL .sql = COLUMN_SQL_BOTH
#define SQL_APART .sql = COLUMN_SQL_APART
#define OF_RUN .sql = COLUMN_SQL_RUN
#define OF_DEAL .sql = COLUMN_SQL_DEAL
#define KNOWN .known = true

const struct deal_column_def DEAL_COLUMN_DEFS[DEAL_COLUMNS] = {
#define X(column, kind, value, ...)                                            \
    [DEAL_##column] = {.name = #column, .type = TYPE_##kind, __VA_ARGS__},
    DEAL_COLUMNS_LIST(X)
#undef X
};

static struct deal_value text(struct sv t)
{
    return (struct deal_value){t, (double)NAN, DATE_NONE};
}

static struct deal_value name(const char *t)
{
    return text(sv_from(t));
}

static struct deal_value number(double x)
{
    return (struct deal_value){{0}, x, DATE_NONE};
}

static struct deal_value date(int32_t day)
{
    return (struct deal_value){{0}, (double)NAN, day};
}

/* As the export gives it; NULL: it has no such column. */
static struct deal_value given_date(const int32_t *dates, const struct score *s)
{
    return date(dates ? dates[s->deal] : DATE_NONE);
}

static struct deal_value given_number(const double *numbers,
                                      const struct score *s)
{
    return number(numbers ? numbers[s->deal] : (double)NAN);
}

static struct deal_value label(const struct category *c, const struct score *s)
{
    return text(category_label(c, s->deal));
}

static struct deal_value factor(const struct report_deal *d, size_t k,
                                struct arena *a)
{
    const struct score *s = d->score;

    if (k >= s->n_factors)
        return text((struct sv){0});
    return text(sv_printf(a, "%s: %.*s", subject_name(s->factors[k].subject),
                          SV_ARG(d->evidence[k])));
}

static struct deal_value factor_points(const struct score *s, size_t k)
{
    return number(k < s->n_factors ? s->factors[k].shown : (double)NAN);
}

static struct deal_value flags(const struct report_deal *d, struct arena *a)
{
    struct sv list = {0};

    for (size_t k = 0; k < d->n_warnings; k++)
        list = sv_printf(a, "%.*s%s%s", SV_ARG(list), k ? "; " : "",
                         warning_name(d->warnings[k].kind));
    return text(list);
}

/* Days past the expected close; not known: it is not past it. */
static double overdue_days(const struct score *s)
{
    return warning_holds(&s->warnings, WARNING_OVERDUE)
               ? (double)s->warnings.value[WARNING_OVERDUE]
               : (double)NAN;
}

static struct deal_value closes_in(const struct report *r,
                                   const struct score *s, struct arena *a)
{
    char out[FORMAT_TEXT];
    int quarter = portfolio_closes_in(s, r->fiscal_month);

    return text(
        sv_copy(a, sv_from(format_quarter(out, quarter, r->fiscal_month))));
}

/* The chance that it is won by the end of a quarter; NAN: not known. */
static struct deal_value won_by(const struct report_deal *d,
                                enum landing_when when)
{
    return number(d->landing ? d->landing->by[ENDING_WON][when] : (double)NAN);
}

static struct deal_value page(const struct report_deal *d, struct arena *a)
{
    return text(d->has_page ? sv_printf(a, "dashboard/deal/%.*s.html",
                                        SV_ARG(d->file_id))
                            : (struct sv){0});
}

/* The change that helps most; none: nothing of it is known. */
static const struct counterfactual *change(const struct report_deal *d)
{
    static const struct counterfactual NOTHING = {.score = NAN};

    return d->changes && d->changes->n ? &d->changes->list[0] : &NOTHING;
}

/* Where none was sought, nothing; where none was found, the label says so. */
static struct deal_value change_label(const struct report_deal *d)
{
    if (!d->changes)
        return text((struct sv){0});
    return name(d->changes->n ? COUNTERFACTUAL_LABEL : COUNTERFACTUAL_NONE);
}

struct deal_value deal_value(const struct report *r,
                             const struct report_deal *d, enum deal_column c,
                             struct arena *a)
{
    const struct score *s = d->score;

    switch (c) {
#define X(column, kind, value, ...)                                            \
    case DEAL_##column:                                                        \
        return value;
        DEAL_COLUMNS_LIST(X)
#undef X
    case DEAL_COLUMNS:
        break;
    }
    return number((double)NAN);
}

size_t deal_columns_of(enum deal_column out[DEAL_COLUMNS],
                       enum column_output output)
{
    size_t n = 0;

    for (int c = 0; c < DEAL_COLUMNS; c++) {
        unsigned place = DEAL_COLUMN_DEFS[c].place[output];
        size_t k = n;
        if (!place)
            continue;
        for (; k && DEAL_COLUMN_DEFS[out[k - 1]].place[output] > place; k--)
            out[k] = out[k - 1];
        out[k] = (enum deal_column)c;
        n++;
    }
    return n;
}
