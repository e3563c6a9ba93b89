#include "cmd/io/server/score_request.h"

#include <math.h>
#include <stdio.h>

#include "render/base/json_doc.h"
#include "scoring/base/encoding.h"
#include "scoring/base/intern.h"

enum { NAME = 96 };

enum field_kind { FIELD_TEXT, FIELD_AMOUNT, FIELD_COUNT, FIELD_DATE };

/* What a deal may give, as deals.json names it. */
static const struct field {
    const char *name;
    enum column column;
    enum field_kind kind;
} FIELDS[] = {
    {"deal_id", COLUMN_DEAL_ID, FIELD_TEXT},
    {"name", COLUMN_NAME, FIELD_TEXT},
    {"account", COLUMN_ACCOUNT, FIELD_TEXT},
    {"owner", COLUMN_OWNER, FIELD_TEXT},
    {"manager", COLUMN_MANAGER, FIELD_TEXT},
    {"amount", COLUMN_AMOUNT, FIELD_AMOUNT},
    {"created", COLUMN_CREATED, FIELD_DATE},
    {"expected_close", COLUMN_CLOSED, FIELD_DATE},
    {"stage", COLUMN_STAGE, FIELD_TEXT},
    {"stage_entered", COLUMN_STAGE_ENTERED, FIELD_DATE},
    {"industry", COLUMN_INDUSTRY, FIELD_TEXT},
    {"region", COLUMN_REGION, FIELD_TEXT},
    {"product", COLUMN_PRODUCT, FIELD_TEXT},
    {"lead_source", COLUMN_LEAD_SOURCE, FIELD_TEXT},
    {"last_activity", COLUMN_LAST_ACTIVITY, FIELD_DATE},
    {"next_step", COLUMN_NEXT_STEP, FIELD_TEXT},
    {"push_count", COLUMN_PUSH_COUNT, FIELD_COUNT},
};
enum { FIELDS_N = sizeof FIELDS / sizeof FIELDS[0] };

/* The deal that is being read. */
struct reading {
    size_t at;
    struct sent_deal *deal;
    struct arena *a;
    struct err *err;
};

static bool wrong(const struct reading *r, const char *name, const char *what)
{
    return err_set(r->err, EXIT_INPUT, "deals[%zu].%s: %s", r->at, name, what);
}

static bool read_text(const struct reading *r, const struct field *f,
                      const struct json_doc *value)
{
    struct sv text = json_doc_get_text(value);

    if (text.len > SCORE_TEXT)
        return wrong(r, f->name, "has more than 4,000 bytes");
    r->deal->text[f->column] = sv_copy(r->a, sv_trim(text_clean(r->a, text)));
    return true;
}

static bool read_number(const struct reading *r, const struct field *f,
                        const struct json_doc *value)
{
    double x = json_doc_get_number(value);

    if (!(x >= 0 && x <= 1e15))
        return wrong(r, f->name, "is not between 0 and 1e15");
    if (f->kind == FIELD_COUNT && x != floor(x))
        return wrong(r, f->name, "is no whole number");
    r->deal->number[f->column] = x;
    return true;
}

static bool read_date(const struct reading *r, const struct field *f,
                      const struct json_doc *value)
{
    if (!date_parse_iso(&r->deal->date[f->column], json_doc_get_text(value)))
        return wrong(r, f->name, "is no day such as 2026-03-02");
    return true;
}

static bool read_field(const struct reading *r, const struct field *f,
                       const struct json_doc *value)
{
    enum json_kind kind = json_doc_kind(value);
    bool number = f->kind == FIELD_AMOUNT || f->kind == FIELD_COUNT;

    r->deal->given |= UINT32_C(1) << f->column;
    r->deal->number[f->column] = NAN;
    r->deal->date[f->column] = DATE_NONE;
    if (kind == JSON_KIND_NULL)
        return true;
    if (kind != (number ? JSON_KIND_NUMBER : JSON_KIND_TEXT))
        return wrong(r, f->name, number ? "is no number" : "is no text");
    if (number)
        return read_number(r, f, value);
    if (f->kind == FIELD_TEXT)
        return read_text(r, f, value);
    return !json_doc_get_text(value).len || read_date(r, f, value);
}

static bool read_member(void *ctx, const char *key,
                        const struct json_doc *value)
{
    const struct reading *r = ctx;
    char name[NAME];

    for (size_t k = 0; k < FIELDS_N; k++)
        if (!strcmp(FIELDS[k].name, key))
            return read_field(r, &FIELDS[k], value);
    snprintf(name, sizeof name, "%s", key);
    return wrong(r, name, "is no member of a deal");
}

static bool read_deal(struct reading *r, const struct json_doc *value)
{
    if (json_doc_kind(value) != JSON_KIND_OBJECT)
        return err_set(r->err, EXIT_INPUT, "deals[%zu]: is no object", r->at);
    if (!json_doc_each(value, read_member, r))
        return false;
    r->deal->id = r->deal->text[COLUMN_DEAL_ID];
    return r->deal->id.len || wrong(r, "deal_id", "is missing");
}

static bool read_deals(struct score_request *out, const struct json_doc *list,
                       struct arena *a, struct err *err)
{
    struct intern ids;
    bool ok = true;

    out->n = json_doc_items(list);
    if (json_doc_kind(list) != JSON_KIND_LIST || !out->n)
        return err_set(err, EXIT_INPUT, "deals: is no list of deals");
    if (out->n > SCORE_DEALS)
        return err_set(err, EXIT_INPUT, "deals: are %zu; at most %d at a time",
                       out->n, SCORE_DEALS);
    out->deals = ARENA_ARRAY(a, out->n, struct sent_deal);
    intern_init(&ids, a);
    for (size_t k = 0; k < out->n && ok; k++) {
        struct reading r = {k, &out->deals[k], a, err};
        ok = read_deal(&r, json_doc_item(list, k));
        if (ok && intern_add(&ids, r.deal->id) != (int32_t)k)
            ok = wrong(&r, "deal_id", "stands in an earlier deal too");
    }
    intern_release(&ids);
    return ok;
}

static bool only_deals(void *ctx, const char *key, const struct json_doc *value)
{
    struct err *err = ctx;
    char name[NAME];

    (void)value;
    snprintf(name, sizeof name, "%s", key);
    return !strcmp(key, "deals") ||
           err_set(err, EXIT_INPUT, "%s: only `deals` may stand there", name);
}

bool score_request_parse(struct score_request *out, struct sv body,
                         struct arena *a, struct err *err)
{
    char why[160] = "";
    struct json_doc *root = json_doc_parse(body, why, sizeof why);
    bool ok;

    *out = (struct score_request){0};
    if (!root)
        return err_set(err, EXIT_INPUT, "the body is no JSON: %s", why);
    ok = json_doc_kind(root) == JSON_KIND_OBJECT ||
         err_set(err, EXIT_INPUT, "the body is no object with `deals`");
    ok = ok && json_doc_each(root, only_deals, err) &&
         read_deals(out, json_doc_find(root, "deals"), a, err);
    json_doc_release(root);
    return ok;
}
