/* dashboard/api/v1: summary, deals and model, a file a deal, and what
 * describes them: an OpenAPI file and a JSON Schema each. */
#include <assert.h>
#include <errno.h>
#include <stdio.h>

#include "render/data/api_parts.h"
#include "render/base/resources.h"
#include "render/data/data.h"
#include "render/base/resources.h"
#include "render/base/sink.h"

#define API "dashboard/api/v1/"

static bool put_doc(struct sink *out, const char *name, struct json_doc *doc,
                    bool pretty, struct buf *b, struct err *err)
{
    buf_clear(b);
    json_doc_dump(b, doc, pretty);
    buf_add_char(b, '\n');
    json_doc_release(doc);
    return sink_put(out, name, buf_sv(b), err);
}

/* A document whose list `deals`, its last member, is written row by row: as
 * one document, 50,000 deals would need gigabytes. */
struct rows {
    const char *name;
    size_t n;
    void (*add)(struct json_doc *row, const struct report *r, size_t i,
                struct arena *scratch);
};

static bool put_rows(struct sink *out, const struct report *r,
                     const struct rows *rows, struct buf *b,
                     struct arena *scratch, struct err *err)
{
    const char *path = sink_path(out, rows->name, err);
    FILE *f = path ? fopen(path, "wb") : NULL;
    bool ok = f != NULL;

    if (!path)
        return false;
    /* The head is in `b`, its last brace still to come. */
    buf_add_str(b, ",\"deals\":[\n");
    for (size_t i = 0; i < rows->n && ok; i++) {
        struct json_doc *row = json_doc_object();

        rows->add(row, r, i, scratch);
        json_doc_dump(b, row, false);
        buf_add_str(b, i + 1 < rows->n ? ",\n" : "\n");
        json_doc_release(row);
        arena_reset(scratch);
        if (b->len > 1 << 16) {
            ok = fwrite(b->ptr, 1, b->len, f) == b->len;
            buf_clear(b);
        }
    }
    buf_add_str(b, "]}\n");
    ok = ok && fwrite(b->ptr, 1, b->len, f) == b->len;
    ok = (f ? fclose(f) == 0 : false) && ok;
    if (!ok)
        return err_set(err, EXIT_SYSTEM, "%s: cannot write: %s", path,
                       strerror(errno));
    return sink_take(out, rows->name, err);
}

static void add_deal_row(struct json_doc *row, const struct report *r, size_t i,
                         struct arena *scratch)
{
    api_deal(row, r, &r->deals[i], false, scratch);
}

static bool put_deals(struct sink *out, const struct report *r, struct buf *b,
                      struct arena *scratch, struct err *err)
{
    const struct rows rows = {API "deals.json", r->n_deals, add_deal_row};
    char as_of[DATE_TEXT];

    buf_clear(b);
    buf_printf(b, "{\"schema_version\":%d,\"as_of\":\"%s\",\"mode\":\"%s\"",
               r->schema_version, date_iso(as_of, r->as_of),
               mode_name(r->scores->mode));
    return put_rows(out, r, &rows, b, scratch, err);
}

static void add_quarter_row(struct json_doc *row, const struct report *r,
                            size_t i, struct arena *scratch)
{
    (void)scratch;
    api_quarter_deal(row, r, i);
}

static bool put_quarter(struct sink *out, const struct report *r,
                        struct buf *b, struct arena *scratch, struct err *err)
{
    const struct rows rows = {API "quarter.json",
                              r->landing ? r->landing->n_deals : 0,
                              add_quarter_row};
    struct json_doc *head = api_quarter(r);

    buf_clear(b);
    json_doc_dump(b, head, false);
    json_doc_release(head);
    b->len--; /* its last brace */
    return put_rows(out, r, &rows, b, scratch, err);
}

static bool put_deal(struct sink *out, const struct report *r,
                     const struct report_deal *d, struct buf *b,
                     struct arena *scratch, struct err *err)
{
    struct json_doc *doc = json_doc_object();
    struct sv name =
        sv_printf(scratch, API "deals/%.*s.json", SV_ARG(d->file_id));
    bool ok;

    json_doc_count(doc, "schema_version", (size_t)r->schema_version);
    json_doc_date(doc, "as_of", r->as_of);
    api_deal(doc, r, d, true, scratch);
    /* On one line: thousands of files, and half as long. */
    ok = put_doc(out, name.ptr, doc, false, b, err);
    arena_reset(scratch);
    return ok;
}

/* As they lie in assets/api/; part of the contract, so no house style. */
static const char *const DESCRIPTIONS[] = {
    "openapi.json",
    "schemas/deal.schema.json",
    "schemas/deals.schema.json",
    "schemas/model.schema.json",
    "schemas/quarter.schema.json",
    "schemas/summary.schema.json",
};
static_assert(sizeof DESCRIPTIONS / sizeof DESCRIPTIONS[0] == API_DESCRIPTIONS,
              "writers.h says how many");

static bool put_descriptions(struct sink *out, struct arena *scratch,
                             struct err *err)
{
    bool ok = true;

    for (size_t i = 0; i < API_DESCRIPTIONS && ok; i++) {
        struct sv asset = sv_printf(scratch, "assets/api/%s", DESCRIPTIONS[i]);
        struct sv name = sv_printf(scratch, API "%s", DESCRIPTIONS[i]), text;
        bool found = embedded_get(&text, asset.ptr);

        assert(found);
        (void)found;
        ok = sink_put(out, name.ptr, text, err);
    }
    arena_reset(scratch);
    return ok;
}

bool api_write(const struct report *r, const struct resources *h,
               struct sink *out, struct err *err)
{
    struct buf b;
    struct arena scratch;
    bool ok;

    (void)h;
    buf_init(&b);
    arena_init(&scratch);
    ok = put_doc(out, API "summary.json", api_summary(r), true, &b, err) &&
         put_doc(out, API "model.json", api_model(r), true, &b, err) &&
         put_deals(out, r, &b, &scratch, err) &&
         put_quarter(out, r, &b, &scratch, err) &&
         put_descriptions(out, &scratch, err);
    for (size_t i = 0; i < r->n_deals && ok; i++)
        if (r->deals[i].has_page)
            ok = put_deal(out, r, &r->deals[i], &b, &scratch, err);
    arena_release(&scratch);
    buf_release(&b);
    return ok;
}
