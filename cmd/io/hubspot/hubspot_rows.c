#include "cmd/io/hubspot/hubspot_rows.h"

#include <math.h>
#include <stdlib.h>

#include "cmd/io/crm/csv_page.h"
#include "scoring/base/date.h"
#include "scoring/base/number.h"

enum { MINUTE_MS = 60000, HOUR_MS = 60 * MINUTE_MS, DAY_MS = 24 * HOUR_MS };
enum { DAYS = 80000 /* from 1970, either way: what is beyond is no date */ };

/* The dated properties, in the order of the history's columns. */
enum { D_STAGE, D_AMOUNT, D_CLOSE, D_CATEGORY, D_OWNER, D_COUNT };
static const struct {
    const char *property, *header;
    enum hub_kind kind;
} DATED[D_COUNT] = {
    [D_STAGE] = {"dealstage", "Deal Stage", HUB_STAGE},
    [D_AMOUNT] = {"amount", "Amount", HUB_PLAIN},
    [D_CLOSE] = {"closedate", "Close Date", HUB_TIME},
    [D_CATEGORY] = {"hs_manual_forecast_category", "Forecast category",
                    HUB_LABEL},
    [D_OWNER] = {"hubspot_owner_id", "Deal owner", HUB_OWNER},
};
const char HUB_DATED[] = "dealstage,amount,closedate,"
                         "hs_manual_forecast_category,hubspot_owner_id";

/* Two or three digits at *s, moved over. */
static bool take_digits(int *out, struct sv *s, size_t n)
{
    *out = 0;
    if (s->len < n)
        return false;
    for (size_t i = 0; i < n; i++) {
        if (!ascii_digit(s->ptr[i]))
            return false;
        *out = 10 * *out + (s->ptr[i] - '0');
    }
    *s = sv_skip(*s, n);
    return true;
}

static bool take_char(struct sv *s, char c)
{
    if (!s->len || s->ptr[0] != c)
        return false;
    *s = sv_skip(*s, 1);
    return true;
}

/* Milliseconds since 1970, of 11 to 14 digits. */
static bool is_epoch(int64_t *ms, struct sv text)
{
    *ms = 0;
    for (size_t i = 0; i < text.len; i++) {
        if (!ascii_digit(text.ptr[i]))
            return false;
        *ms = 10 * *ms + (text.ptr[i] - '0');
        if (i > 13)
            return false;
    }
    return text.len > 10;
}

static bool read_instant(int64_t *ms, struct sv text)
{
    int hour, minute, second, thousandth = 0;
    struct sv s = sv_skip(text, 10);
    int32_t day;

    if (is_epoch(ms, text))
        return true;
    if (text.len < 11 || !date_parse_iso(&day, (struct sv){text.ptr, 10}) ||
        !take_char(&s, 'T') || !take_digits(&hour, &s, 2) ||
        !take_char(&s, ':') || !take_digits(&minute, &s, 2))
        return false;
    if (!take_char(&s, ':'))
        second = 0;
    else if (!take_digits(&second, &s, 2))
        return false;
    if (take_char(&s, '.')) {
        int digit, scale = 100;
        while (take_digits(&digit, &s, 1)) {
            thousandth += digit * scale;
            scale /= 10;
        }
    }
    if (hour > 23 || minute > 59 || second > 60 ||
        !(sv_eq(s, SV("Z")) || sv_eq(s, SV("+00:00"))))
        return false;
    *ms = (int64_t)day * DAY_MS + hour * (int64_t)HOUR_MS +
          minute * (int64_t)MINUTE_MS + second * 1000 + thousandth;
    return true;
}

bool hub_instant(int64_t *ms, struct sv text)
{
    return read_instant(ms, text) && llabs(*ms) < (int64_t)DAYS * DAY_MS;
}

static void add_instant(struct buf *out, const struct hub_account *a,
                        int64_t ms)
{
    int64_t local = ms + a->offset_ms;
    int64_t day = local / DAY_MS - (local % DAY_MS < 0);
    int of_day = (int)(local - day * DAY_MS);
    int offset = (int)(llabs(a->offset_ms) / MINUTE_MS);
    char date[DATE_TEXT];

    buf_printf(out, "%sT%02d:%02d:%02d", date_iso(date, (int32_t)day),
               of_day / HOUR_MS, of_day / MINUTE_MS % 60, of_day / 1000 % 60);
    if (of_day % 1000)
        buf_printf(out, ".%03d", of_day % 1000);
    if (offset)
        buf_printf(out, "%c%02d:%02d", a->offset_ms < 0 ? '-' : '+',
                   offset / 60, offset % 60);
    else
        buf_add_char(out, 'Z');
}

/* As a cell has it: the instant by the account's clock; what is none, as a
 * date without a time, as it stands. */
static void add_time(struct buf *out, const struct hub_account *a,
                     struct sv value)
{
    int64_t ms;

    if (hub_instant(&ms, value))
        add_instant(out, a, ms);
    else
        csv_page_add(out, value);
}

/* "0.2" as 20%: so a reader need not guess what 1 means. */
static void add_percent(struct buf *out, struct sv value, struct arena *work)
{
    const char *text = sv_cstr(work, value);
    char *end, number[NUMBER_TEXT];
    double x = strtod(text, &end);

    if (value.len && !*end && isfinite(x) && fabs(x) <= 1)
        buf_printf(out, "%s%%", number_exact(number, number_round(100 * x, 6)));
    else
        csv_page_add(out, value);
}

static struct sv flag(bool truth)
{
    return truth ? SV("true") : SV("false");
}

/* What HubSpot says, else what it says of the deal's stage. */
static struct sv outcome(const struct hub_account *a, struct sv value,
                         const struct json_doc *deal, enum hub_kind kind)
{
    const struct hub_stage *stage = hub_stage(
        a, json_doc_get_text(json_doc_path(deal, "properties.dealstage")));

    if (sv_eq(value, SV("true")) || sv_eq(value, SV("false")))
        return value;
    if (!stage)
        return (struct sv){0};
    return flag(kind == HUB_WON ? stage->won : stage->closed);
}

/* The cell for a value of that kind. */
static void add_value(struct buf *out, const struct hub_account *a,
                      const struct hub_column *c, struct sv value,
                      struct arena *work)
{
    const struct hub_stage *stage = NULL;
    const struct hub_owner *owner = NULL;
    const struct hub_company *company = NULL;
    int32_t pipeline;

    switch (c->kind) {
    case HUB_TIME:
        add_time(out, a, value);
        return;
    case HUB_PERCENT:
        add_percent(out, value, work);
        return;
    case HUB_LABEL:
        value = hub_label(c->definition, value, work);
        break;
    case HUB_CURRENCY:
        value = value.len ? value : a->currency;
        break;
    case HUB_OWNER:
        owner = hub_owner(a, value);
        value = owner ? owner->name : value;
        break;
    case HUB_TEAM:
        owner = hub_owner(a, value);
        value = owner ? owner->team : (struct sv){0};
        break;
    case HUB_COMPANY:
        company = hub_company(a, value);
        value = company && company->name.len ? company->name : value;
        break;
    case HUB_INDUSTRY:
        company = hub_company(a, value);
        value = company ? company->industry : (struct sv){0};
        break;
    case HUB_PIPELINE:
        pipeline = intern_find(&a->pipeline_ids, value);
        value = pipeline < 0 ? value : a->pipelines[pipeline];
        break;
    case HUB_STAGE:
        stage = hub_stage(a, value);
        value = stage ? stage->label : value;
        break;
    case HUB_POSITION:
        stage = hub_stage(a, value);
        if (stage)
            buf_printf(out, "%d", stage->position);
        return;
    case HUB_ID:
    case HUB_PLAIN:
    case HUB_CLOSED:
    case HUB_WON:
        break;
    }
    csv_page_add(out, value);
}

void hub_deals_header(struct buf *out, const struct hub_account *a)
{
    for (size_t i = 0; i < a->n_columns; i++) {
        if (i)
            buf_add_char(out, ',');
        csv_page_add(out, a->columns[i].header);
    }
    buf_add_char(out, '\n');
}

void hub_history_header(struct buf *out)
{
    buf_add_str(out, "Record ID,Entered date");
    for (size_t k = 0; k < D_COUNT; k++)
        buf_printf(out, ",%s", DATED[k].header);
    buf_add_char(out, '\n');
}

/* A property's value by its name, which is no key of ours: is_name() holds. */
static struct sv property(const struct json_doc *deal, struct sv name,
                          struct arena *work)
{
    const struct json_doc *all = json_doc_find(deal, "properties");

    return hub_text(json_doc_find(all, sv_cstr(work, name)), work);
}

void hub_deal_row(struct buf *out, const struct hub_account *a,
                  const struct json_doc *deal, struct arena *work)
{
    for (size_t i = 0; i < a->n_columns; i++) {
        const struct hub_column *c = &a->columns[i];
        struct sv value = c->kind == HUB_ID
                              ? json_doc_get_text(json_doc_find(deal, "id"))
                              : property(deal, c->property, work);
        if (i)
            buf_add_char(out, ',');
        if (c->kind == HUB_CLOSED || c->kind == HUB_WON)
            value = outcome(a, value, deal, c->kind);
        add_value(out, a, c, value, work);
    }
    buf_add_char(out, '\n');
}

/* A value that one of the dated properties took. */
struct dated {
    int64_t ms;
    size_t which;
    size_t age; /* place in HubSpot's list, the newest first */
    struct sv value;
};

static int compare_dated(const void *a, const void *b)
{
    const struct dated *x = a, *y = b;

    if (x->ms != y->ms)
        return x->ms < y->ms ? -1 : 1;
    if (x->which != y->which)
        return x->which < y->which ? -1 : 1;
    return x->age > y->age ? -1 : x->age < y->age;
}

static struct dated *collect(size_t *n, const struct json_doc *deal,
                             struct arena *work)
{
    const struct json_doc *all = json_doc_find(deal, "propertiesWithHistory");
    struct dated *out = NULL;

    *n = 0;
    for (size_t k = 0; k < D_COUNT; k++) {
        const struct json_doc *list = json_doc_find(all, DATED[k].property);
        for (size_t i = 0; i < json_doc_items(list); i++) {
            const struct json_doc *v = json_doc_item(list, i);
            struct dated d = {.which = k,
                              .age = i,
                              .value =
                                  hub_text(json_doc_find(v, "value"), work)};
            if (!hub_instant(&d.ms,
                             hub_text(json_doc_find(v, "timestamp"), work)))
                continue;
            out = arena_one_more(work, out, *n, sizeof *out);
            out[(*n)++] = d;
        }
    }
    if (*n)
        qsort(out, *n, sizeof *out, compare_dated);
    return out;
}

size_t hub_history_rows(struct buf *out, const struct hub_account *a,
                        const struct json_doc *deal, struct arena *work)
{
    struct sv state[D_COUNT] = {{0}}, told[D_COUNT] = {{0}};
    size_t n, rows = 0;
    struct dated *list = collect(&n, deal, work);

    for (size_t i = 0; i < n; i++) {
        bool same = rows > 0;
        state[list[i].which] = list[i].value;
        /* All of one instant first; before its first stage a deal is none. */
        if ((i + 1 < n && list[i + 1].ms == list[i].ms) || !state[D_STAGE].len)
            continue;
        for (size_t k = 0; k < D_COUNT; k++)
            same = same && sv_eq(state[k], told[k]);
        if (same)
            continue;
        csv_page_add(out, json_doc_get_text(json_doc_find(deal, "id")));
        buf_add_char(out, ',');
        add_instant(out, a, list[i].ms);
        for (size_t k = 0; k < D_COUNT; k++) {
            const struct hub_column c = {.kind = DATED[k].kind,
                                         .definition = a->forecast};
            buf_add_char(out, ',');
            add_value(out, a, &c, state[k], work);
            told[k] = state[k];
        }
        buf_add_char(out, '\n');
        rows++;
    }
    return rows;
}
