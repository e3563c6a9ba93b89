#include "cmd/io/crm/crm_pull.h"

#include <time.h>

bool crm_pull_open(struct crm_pull *p, const char *place, struct arena *run,
                   struct err *err)
{
    p->folder.parts[PULL_DEALS].name = "deals.csv";
    p->folder.parts[PULL_HISTORY].name = "history.csv";
    return pull_folder_open(&p->folder, place, run, err);
}

static uint64_t pages_of(const struct crm_pull *p)
{
    uint64_t pages = 0;

    for (size_t i = 0; i < PULL_FILES; i++)
        pages += p->folder.parts[i].pages;
    return pages;
}

void crm_pull_say_kept(const struct crm_pull *p, struct err *err)
{
    crm_mask(p->session, err);
    struct err whole = *err;

    err_set(err, whole.code, "%s (%s is as it was%s)", whole.text,
            p->folder.place,
            pages_of(p) ? "; the next pull goes on from here" : "");
}

bool crm_pull_fetch(struct crm_pull *p, const char *key, crm_fetch *fetch,
                    void *ctx, struct err *err)
{
    uint64_t now = (uint64_t)time(NULL);
    bool spoilt = false;

    if (!pull_folder_resume(&p->folder, key, now, err))
        return false;
    bool resumed = p->folder.resumed;
    p->pages_before = resumed ? pages_of(p) : 0;
    if (fetch(ctx, &spoilt, err))
        return true;
    if (!spoilt)
        return false;
    struct err first = *err;
    if (!pull_folder_restart(&p->folder, now, err) || !resumed) {
        *err = first; /* what fails at once would fail again */
        return false;
    }
    p->pages_before = 0;
    return fetch(ctx, &spoilt, err);
}

struct json_doc *crm_pull_receipt(struct json_doc **files,
                                  const struct crm_pull *p)
{
    struct json_doc *d = json_doc_object();

    json_doc_text(d, "org", http_host(p->session->domain, p->session->run));
    json_doc_count(d, "begun", p->folder.begun);
    *files = json_doc_add_list(d, "files");
    return d;
}

struct json_doc *crm_pull_receipt_file(struct json_doc *files,
                                       const struct crm_pull *p, size_t i)
{
    const struct pull_part *part = &p->folder.parts[i];
    struct json_doc *o = json_doc_add_object(files, NULL);

    json_doc_text(o, "name", sv_from(part->name));
    json_doc_count(o, "records", part->records);
    json_doc_count(o, "bytes", part->bytes);
    return o;
}

void crm_pull_tell(struct crm_pulled *out, const struct crm_pull *p)
{
    const struct pull_part *parts = p->folder.parts;

    out->org = http_host(p->session->domain, p->session->run);
    out->place = p->folder.place;
    out->deals = parts[PULL_DEALS].records;
    out->history = parts[PULL_HISTORY].records;
    out->pages = pages_of(p);
    out->pages_before = p->pages_before;
}
