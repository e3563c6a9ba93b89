#include <math.h>

#include "render/base/json_doc.h"
#include "render/pack/verify.h"
#include "scoring/base/file.h"

#define API "dashboard/api/v1/"

/* The shown lines of a receipt add up to the shown score. */
static bool receipt_adds_up(const struct json_doc *deal)
{
    const struct json_doc *lines = json_doc_find(deal, "receipt");
    double sum = 0;

    for (size_t i = 0; i < json_doc_items(lines); i++)
        sum += json_doc_get_number(
            json_doc_find(json_doc_item(lines, i), "points"));
    return fabs(sum - json_doc_get_number(json_doc_find(deal, "risk_score"))) <
           1e-6;
}

static struct verify_row row_of(const struct json_doc *deal)
{
    return (struct verify_row){
        .amount = json_doc_get_number(json_doc_find(deal, "amount")),
        .score = json_doc_get_number(json_doc_find(deal, "risk_score")),
        .p_loss = json_doc_get_number(json_doc_find(deal, "p_loss")),
        .expected_loss =
            json_doc_get_number(json_doc_find(deal, "expected_loss")),
        .level =
            verify_level(json_doc_get_text(json_doc_find(deal, "risk_level")))};
}

static bool same(double a, double b)
{
    return a == b || (isnan(a) && isnan(b));
}

/* A deal's own file says what the list of deals says. */
static bool check_own_file(const struct json_doc *deal,
                           const struct verify_row *row, const char *pack,
                           struct arena *a, struct err *err)
{
    struct sv id = json_doc_get_text(json_doc_find(deal, "file_id"));
    const char *path =
        sv_printf(a, "%s/" API "deals/%.*s.json", pack, SV_ARG(id)).ptr;
    struct file f = {0};
    struct json_doc *own = NULL;
    bool ok = false;
    char why[120] = "";

    if (!file_open(&f, path, err))
        goto done;
    own = json_doc_parse(f.bytes, why, sizeof why);
    struct verify_row got = row_of(own);
    ok = own && same(got.amount, row->amount) && same(got.score, row->score) &&
         same(got.p_loss, row->p_loss) && got.level == row->level &&
         same(got.expected_loss, row->expected_loss) && receipt_adds_up(own);
    if (!ok)
        err_set(err, EXIT_INPUT, "%s: differs from " API "deals.json%s%s", path,
                *why ? ": " : "", why);
done:
    json_doc_release(own);
    file_close(&f);
    return ok;
}

static bool read_deal(struct verify_deals *out, struct sv line, size_t number,
                      const char *pack, struct arena *a, struct err *err)
{
    char why[120] = "";
    struct json_doc *deal = json_doc_parse(line, why, sizeof why);
    struct verify_row row = row_of(deal);
    const struct json_doc *page = json_doc_find(deal, "has_page");
    bool ok = deal != NULL;

    if (!ok)
        err_set(err, EXIT_INPUT, "%s/%s:%zu: is no JSON: %s", pack, out->file,
                number, why);
    else if (!receipt_adds_up(deal))
        ok = err_set(err, EXIT_INPUT,
                     "%s/%s:%zu: the receipt does not add up to the score",
                     pack, out->file, number);
    else if (json_doc_is_true(page))
        ok = check_own_file(deal, &row, pack, a, err);
    if (ok)
        verify_row_add(out, row);
    json_doc_release(deal);
    return ok;
}

/* One deal a line, as api_write.c puts them, so that a long list does not
 * need gigabytes as one document. */
static bool read_deals(struct verify_deals *out, const char *pack,
                       struct arena *a, struct err *err)
{
    const char *path = sv_printf(a, "%s/%s", pack, out->file).ptr;
    struct file f = {0};
    struct sv rest, line;
    size_t number = 1;
    bool ok = file_open(&f, path, err);

    rest = f.bytes;
    line = sv_cut(&rest, '\n');
    if (ok && !sv_ends(line, SV("\"deals\":[")))
        ok = err_set(err, EXIT_INPUT, "%s: does not begin with a list of deals",
                     path);
    for (line = sv_cut(&rest, '\n'); ok && rest.len;
         line = sv_cut(&rest, '\n')) {
        number++;
        if (sv_ends(line, SV(",")))
            line.len--;
        ok = read_deal(out, line, number, pack, a, err);
    }
    if (ok && !sv_eq(line, SV("]}")))
        ok = err_set(err, EXIT_INPUT, "%s: the list of deals has no end", path);
    file_close(&f);
    return ok;
}

static bool read_claims(struct verify_claims *out, const char *pack,
                        struct arena *a, struct err *err)
{
    static const char *const keys[LEVEL_COUNT] = {
        [LEVEL_LOW] = "low",
        [LEVEL_MEDIUM] = "medium",
        [LEVEL_HIGH] = "high",
        [LEVEL_CRITICAL] = "critical",
    };
    const char *path = sv_printf(a, "%s/%s", pack, out->file).ptr;
    struct file f = {0};
    struct json_doc *root = NULL;
    char why[120] = "";
    bool ok = false;

    if (!file_open(&f, path, err))
        goto done;
    root = json_doc_parse(f.bytes, why, sizeof why);
    if (!root) {
        err_set(err, EXIT_INPUT, "%s: is no JSON: %s", path, why);
        goto done;
    }
    out->open = json_doc_get_number(json_doc_path(root, "deals.open"));
    for (int i = 0; i < LEVEL_COUNT; i++) {
        const struct json_doc *level =
            json_doc_find(json_doc_find(root, "levels"), keys[i]);
        out->levels[i] = json_doc_get_number(json_doc_find(level, "deals"));
        out->amounts[i] = json_doc_get_number(json_doc_find(level, "amount"));
    }
    out->pipeline = json_doc_get_number(json_doc_path(root, "money.pipeline"));
    out->at_risk = json_doc_get_number(json_doc_path(root, "money.at_risk"));
    out->expected_loss =
        json_doc_get_number(json_doc_path(root, "money.expected_loss"));
    double saved =
        json_doc_get_number(json_doc_path(root, "money.protection_potential"));
    double rate = json_doc_get_number(json_doc_path(root, "money.save_rate"));
    ok = (isnan(saved) && isnan(out->at_risk)) ||
         fabs(saved - rate * out->at_risk) <= 0.01 + 1e-4 * fabs(saved);
    if (!ok)
        err_set(err, EXIT_INPUT,
                "%s: protection_potential is not save_rate \xc3\x97 at_risk",
                path);
done:
    json_doc_release(root);
    file_close(&f);
    return ok;
}

bool verify_read_json(struct verify_deals *out, struct verify_claims *claims,
                      const char *pack, struct arena *a, struct err *err)
{
    return read_claims(claims, pack, a, err) && read_deals(out, pack, a, err);
}
