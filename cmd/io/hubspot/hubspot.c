#include "cmd/io/hubspot/hubspot.h"

#include <math.h>

#include "cmd/io/crm/csv_page.h"
#include "cmd/io/hubspot/hubspot_rows.h"
#include "scoring/base/file.h"

enum {
    COUNT_CAP = 10000, /* beyond it a search need not count */
    /* The index of the search lags: so many that it counts may be gone. */
    FEW = 5,
    FEW_IN = 1000
};

struct pull {
    struct hub hub;
    struct hub_account account;
    struct crm_pull frame;
    struct sv list;     /* path of the first page */
    struct intern ids;  /* of the deals in deals.csv */
    struct intern gone; /* archived, or merged into another */
    uint64_t there;     /* deals, as the search counts them */
    size_t taken_out;   /* of those that had come */
};

static void set_key(char key[SHA256_TEXT], struct pull *p)
{
    struct buf b;

    buf_init(&b);
    buf_printf(&b, "hubspot 1\n%s\n%.*s\n", p->hub.session.domain,
               SV_ARG(p->list));
    hub_account_key(&b, &p->account);
    sha256_hex(key, buf_sv(&b));
    buf_release(&b);
}

/* Each property once. */
static void set_list(struct pull *p)
{
    const struct hub_account *a = &p->account;
    struct arena *run = p->hub.session.run;
    struct buf b;

    buf_init(&b);
    buf_printf(&b,
               "/crm/v3/objects/deals?limit=%d&archived=false"
               "&propertiesWithHistory=%s"
               "&properties=hs_merged_object_ids,pipeline,dealstage",
               p->hub.session.settings->hubspot.page_records, HUB_DATED);
    for (size_t i = 0; i < a->n_columns; i++) {
        bool again = false;
        for (size_t k = 0; k < i; k++)
            again =
                again || sv_eq(a->columns[k].property, a->columns[i].property);
        if (!again)
            buf_printf(&b, ",%.*s", SV_ARG(a->columns[i].property));
    }
    p->list = sv_copy(run, buf_sv(&b));
    buf_release(&b);
}

/* How many deals there are, that are not archived. */
static bool count_deals(uint64_t *n, struct pull *p, struct err *err)
{
    const struct crm_request request = {
        .method = "POST",
        .path = "/crm/v3/objects/deals/search",
        .body = SV("{\"limit\":1,\"properties\":[\"dealstage\"],"
                   "\"filterGroups\":[]}")};
    struct json_doc *d =
        hub_json(&p->hub, &request, "the number of deals", NULL, err);
    double x = json_doc_get_number(json_doc_find(d, "total"));

    if (!d)
        return false;
    json_doc_release(d);
    if (!(x >= 0 && x < 9e15))
        return err_set(err, EXIT_SYSTEM,
                       "HubSpot: the search for the number of deals tells no "
                       "total");
    *n = (uint64_t)x;
    return true;
}

/* Those that the deal `own` is merged of: "101;102". */
static void note_merged(struct pull *p, struct sv own, struct sv of)
{
    while (of.len) {
        struct sv id = sv_trim(sv_cut(&of, ';'));
        if (hub_is_id(id) && !sv_eq(id, own))
            intern_add(&p->gone, id);
    }
}

/* The ids that an earlier sitting has left, counted against its state. */
static bool known_ids(struct pull *p, struct err *err)
{
    const struct pull_part *part = &p->frame.folder.parts[PULL_DEALS];
    struct file file = {0};
    struct sv rest, first[2];
    uint64_t n = 0;

    intern_release(&p->ids);
    intern_release(&p->gone);
    intern_init(&p->ids, p->hub.session.run);
    intern_init(&p->gone, p->hub.session.run);
    if (!part->bytes)
        return true;
    if (!pull_folder_read(&file, &p->frame.folder, part, err))
        return false;
    rest = file.bytes;
    csv_page_record(first, 2, &rest);
    bool merged = sv_eq(first[1], SV(HUB_MERGED));
    for (; csv_page_record(first, 2, &rest); n++) {
        if (hub_is_id(first[0]))
            intern_add(&p->ids, first[0]);
        if (merged)
            note_merged(p, first[0], first[1]);
    }
    file_close(&file);
    return (n == part->records && p->ids.n == n) ||
           err_set(err, EXIT_SYSTEM,
                   "%s: what an earlier pull left does not add up",
                   p->frame.folder.place);
}

static bool know_companies(struct pull *p, const struct json_doc *results,
                           struct arena *work, struct err *err)
{
    size_t n = json_doc_items(results);
    struct sv *ids = ARENA_ARRAY(work, n, struct sv);

    if (!p->account.has_companies)
        return true;
    for (size_t i = 0; i < n; i++)
        ids[i] =
            hub_text(json_doc_path(json_doc_item(results, i),
                                   "properties.hs_primary_associated_company"),
                     work);
    return hub_account_companies(&p->account, ids, n, err);
}

/* Adds a page's rows to both files; how many deals are new in it. */
struct rows {
    struct buf deals, history;
    size_t n_deals, n_history;
};

static bool take_deal(struct rows *rows, struct pull *p,
                      const struct json_doc *deal, struct arena *work,
                      struct err *err)
{
    struct sv id = json_doc_get_text(json_doc_find(deal, "id"));
    size_t before = p->ids.n;

    if (!hub_is_id(id) || !json_doc_find(deal, "properties"))
        return err_set(err, EXIT_SYSTEM,
                       "HubSpot: a deal came without a sound id or without "
                       "properties");
    note_merged(p, id,
                json_doc_get_text(
                    json_doc_path(deal, "properties.hs_merged_object_ids")));
    intern_add(&p->ids, id);
    if (p->ids.n == before || json_doc_is_true(json_doc_find(deal, "archived")))
        return true;
    hub_deal_row(&rows->deals, &p->account, deal, work);
    rows->n_history +=
        hub_history_rows(&rows->history, &p->account, deal, work);
    rows->n_deals++;
    return true;
}

static bool add_rows(struct pull *p, const struct rows *rows, struct sv after,
                     struct err *err)
{
    struct pull_folder *f = &p->frame.folder;
    struct pull_part *deals = &f->parts[PULL_DEALS];
    struct pull_part *history = &f->parts[PULL_HISTORY];

    if (!pull_folder_add(f, deals, buf_sv(&rows->deals), err) ||
        !pull_folder_add(f, history, buf_sv(&rows->history), err))
        return false;
    deals->records += rows->n_deals;
    history->records += rows->n_history;
    deals->pages++;
    deals->locator = after;
    deals->done = history->done = !after.len;
    return pull_folder_save(f, err);
}

/* *spoilt: the cursor is not known any more, or leads in a circle. */
static bool fetch_page(struct pull *p, bool *spoilt, struct arena *work,
                       struct err *err)
{
    struct pull_part *part = &p->frame.folder.parts[PULL_DEALS];
    const char *what = sv_printf(p->hub.session.run, "page %llu of the deals",
                                 (unsigned long long)part->pages + 1)
                           .ptr;
    struct hub_page page;
    struct rows rows = {0};
    bool ok;

    *spoilt = false;
    if (!hub_page_fetch(&page, &p->hub, p->list.ptr, part->locator, what,
                        err)) {
        *spoilt =
            part->locator.len &&
            (page.status == 400 || page.status == 404 || page.status == 410);
        return false;
    }
    buf_init(&rows.deals);
    buf_init(&rows.history);
    if (!part->bytes) {
        hub_deals_header(&rows.deals, &p->account);
        hub_history_header(&rows.history);
    }
    ok = know_companies(p, page.results, work, err);
    for (size_t i = 0; ok && i < json_doc_items(page.results); i++)
        ok = take_deal(&rows, p, json_doc_item(page.results, i), work, err);
    if (ok && page.after.len && !rows.n_deals) {
        *spoilt = true;
        ok = err_set(err, EXIT_SYSTEM,
                     "HubSpot: the pages of the deals run in a circle: %s has "
                     "no deal that had not come",
                     what);
    }
    ok = ok && add_rows(p, &rows, page.after, err);
    json_doc_release(page.doc);
    buf_release(&rows.deals);
    buf_release(&rows.history);
    return ok;
}

static bool note_archived(void *ctx, const struct json_doc *deal,
                          struct err *err)
{
    struct pull *p = ctx;
    struct sv id = json_doc_get_text(json_doc_find(deal, "id"));

    (void)err;
    if (intern_find(&p->ids, id) >= 0)
        intern_add(&p->gone, id);
    return true;
}

/* The part without the rows of deals that are gone. */
static bool take_out(struct pull *p, struct pull_part *part, struct err *err)
{
    struct file file = {0};
    struct sv rest, id;
    struct buf kept;
    uint64_t n = 0;
    bool ok;

    if (!pull_folder_read(&file, &p->frame.folder, part, err))
        return false;
    buf_init(&kept);
    rest = file.bytes;
    for (struct sv whole = rest; csv_page_record(&id, 1, &rest); whole = rest) {
        whole.len -= rest.len;
        if (intern_find(&p->gone, id) < 0) {
            buf_add_sv(&kept, whole);
            n++;
        }
    }
    file_close(&file);
    ok = pull_folder_replace(&p->frame.folder, part, buf_sv(&kept),
                             n - 1 /* the header */, err);
    buf_release(&kept);
    return ok;
}

/* Deals that were archived or merged since their page came. */
static bool settle(struct pull *p, bool *spoilt, struct err *err)
{
    struct pull_part *parts = p->frame.folder.parts;
    uint64_t now = 0, deals;
    size_t out = 0;

    if (!hub_each(&p->hub, "/crm/v3/objects/deals?limit=100&archived=true",
                  "the deleted deals", note_archived, p, err))
        return false;
    for (size_t i = 0; i < p->gone.n; i++)
        out += intern_find(&p->ids, p->gone.labels[i]) >= 0;
    if (!count_deals(&now, p, err))
        return false;
    deals = parts[PULL_DEALS].records - out;
    now = now < p->there ? now : p->there;
    if (deals + FEW + now / FEW_IN < now) {
        *spoilt = true;
        return err_set(err, EXIT_SYSTEM,
                       "HubSpot: the pages hold %llu deals, and a search "
                       "counts %llu; try again",
                       (unsigned long long)deals, (unsigned long long)now);
    }
    p->taken_out = out;
    return !out || (take_out(p, &parts[PULL_DEALS], err) &&
                    take_out(p, &parts[PULL_HISTORY], err));
}

static bool fetch(void *ctx, bool *spoilt, struct err *err)
{
    struct pull *p = ctx;
    const struct progress *progress = p->frame.progress;
    struct pull_part *parts = p->frame.folder.parts;
    struct arena work;
    bool ok = true;

    *spoilt = false;
    if (!count_deals(&p->there, p, err))
        return false;
    if (!known_ids(p, err)) {
        *spoilt = true;
        return false;
    }
    arena_init(&work);
    while (ok && !parts[PULL_DEALS].done) {
        progress->fn(progress->ctx, "deals", parts[PULL_DEALS].records,
                     p->there < COUNT_CAP ? p->there : 0);
        ok = fetch_page(p, spoilt, &work, err);
        arena_reset(&work);
    }
    arena_release(&work);
    if (ok)
        progress->fn(progress->ctx, "deals deleted meanwhile", 0, 0);
    ok = ok && settle(p, spoilt, err);
    /* Each deal has a stage from its first day: where there is nothing, the
     * app may not see it, and once it may, this is of no use. */
    for (size_t i = 0; ok && i < PULL_FILES; i++)
        if (!parts[i].records) {
            *spoilt = true;
            ok = err_set(err, EXIT_INPUT,
                         "HubSpot: the private app sees no %s; give it the "
                         "scope crm.objects.deals.read",
                         i == PULL_DEALS ? "deals" : "history of stages");
        }
    return ok;
}

static bool publish(struct pull *p, struct err *err)
{
    struct json_doc *files, *d = crm_pull_receipt(&files, &p->frame), *lacking;
    bool ok;

    for (size_t i = 0; i < PULL_FILES; i++)
        crm_pull_receipt_file(files, &p->frame, i);
    json_doc_text(d, "asked", p->list);
    json_doc_count(d, "deleted_or_merged_meanwhile", p->taken_out);
    lacking = json_doc_add_list(d, "columns_lacking");
    for (size_t k = 0; k < p->account.n_lacking; k++)
        json_doc_text(lacking, NULL, p->account.lacking[k]);
    ok = pull_folder_publish(&p->frame.folder, d, err);
    json_doc_release(d);
    return ok;
}

static struct sv listed(const struct hub_account *a, struct arena *run)
{
    struct buf b;
    struct sv out;

    buf_init(&b);
    for (size_t i = 0; i < a->n_lacking; i++)
        buf_printf(&b, "%s%.*s", b.len ? ", " : "", SV_ARG(a->lacking[i]));
    out = sv_copy(run, buf_sv(&b));
    buf_release(&b);
    return out;
}

bool hubspot_pull(struct crm_pulled *out, const char *place,
                  const struct settings *settings,
                  const struct progress *progress, struct arena *run,
                  struct err *err)
{
    struct pull p = {.frame = {.progress = progress}};
    char key[SHA256_TEXT];
    bool ok = false;

    p.frame.session = &p.hub.session;
    *out = (struct crm_pulled){0};
    if (!crm_pull_open(&p.frame, place, run, err))
        return false;
    if (!hub_open(&p.hub, settings, run, err)) {
        crm_pull_say_kept(&p.frame, err);
        goto done;
    }
    progress->fn(progress->ctx, "reading what the account holds", 0, 0);
    ok = hub_account_open(&p.account, &p.hub, err);
    if (ok) {
        set_list(&p);
        set_key(key, &p);
        ok = crm_pull_fetch(&p.frame, key, fetch, &p, err);
    }
    if (!ok)
        crm_pull_say_kept(&p.frame, err);
    ok = ok && publish(&p, err);
    if (ok) {
        crm_pull_tell(out, &p.frame);
        out->fields = p.account.n_columns;
        out->lacking = listed(&p.account, run);
    }
done:
    intern_release(&p.ids);
    intern_release(&p.gone);
    hub_account_close(&p.account);
    hub_close(&p.hub);
    pull_folder_close(&p.frame.folder);
    return ok;
}
