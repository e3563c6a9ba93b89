#include "cmd/io/salesforce/salesforce.h"

#include <time.h>

#include "cmd/io/salesforce/salesforce_job.h"
#include "scoring/base/file.h"

enum { DEALS, HISTORY };

struct pull {
    struct org org;
    struct org_objects objects;
    struct org_fields fields[PULL_FILES];
    struct pull_folder folder;
    const struct progress *progress;
};

/* What a job answers, so that another question does not go on with it. */
static void set_key(char key[SHA256_TEXT], struct pull *p)
{
    struct buf b;

    buf_init(&b);
    buf_printf(&b, "1\n%s\n%.*s\n%.*s\n%d\n", p->org.domain,
               SV_ARG(p->org.client_id),
               SV_ARG(p->org.settings->salesforce.api_version),
               p->org.settings->salesforce.page_records);
    for (size_t i = 0; i < PULL_FILES; i++)
        buf_printf(&b, "%.*s\n", SV_ARG(p->fields[i].query));
    sha256_hex(key, buf_sv(&b));
    buf_release(&b);
}

static struct org_job job_of(struct pull *p, size_t i)
{
    return (struct org_job){.org = &p->org,
                            .fields = &p->fields[i],
                            .folder = &p->folder,
                            .part = &p->folder.parts[i]};
}

/* Both jobs at once: the org works on them side by side. */
static bool make_jobs(struct pull *p, struct err *err)
{
    for (size_t i = 0; i < PULL_FILES; i++) {
        struct org_job job = job_of(p, i);
        if (!job.part->job.len && !org_job_make(&job, err))
            return false;
    }
    return pull_folder_save(&p->folder, err);
}

static bool fetch_all(struct pull *p, bool *spoilt, struct err *err)
{
    for (size_t i = 0; i < PULL_FILES; i++) {
        struct org_job job = job_of(p, i);
        const char *stage =
            i == DEALS ? "waiting for Opportunity" : "waiting for its history";
        bool ok = true;

        if (!job.part->done) {
            p->progress->fn(p->progress->ctx, stage, 0, 0);
            ok = org_job_wait(&job, err) &&
                 org_job_fetch(&job, p->progress, err);
        }
        *spoilt = job.spoilt;
        if (!ok)
            return false;
        /* Each opportunity has a stage from its first day: where there is
         * nothing, the user may not see it, and once it may, this job is of
         * no use. */
        *spoilt = !job.part->records;
        if (*spoilt)
            return err_set(err, EXIT_INPUT,
                           "Salesforce: the app's user sees no %s; give it "
                           "the right to view all opportunities",
                           i == DEALS ? "opportunities" : "stage history");
    }
    return true;
}

/* Of the deals, then of their history: "Region__c, OpportunityHistory.Amount". */
static struct sv listed(const struct org_fields *of, struct arena *run)
{
    struct buf b;
    struct sv out;

    buf_init(&b);
    for (size_t k = 0; k < PULL_FILES; k++)
        for (size_t i = 0; i < of[k].n_lacking; i++)
            buf_printf(&b, "%s%s%s%.*s", b.len ? ", " : "",
                       k == DEALS ? "" : of[k].object, k == DEALS ? "" : ".",
                       SV_ARG(of[k].lacking[i]));
    out = sv_copy(run, buf_sv(&b));
    buf_release(&b);
    return out;
}

/* pull.json: what came from where, for who wonders later. */
static struct json_doc *receipt(struct pull *p)
{
    struct json_doc *d = json_doc_object(), *files;

    json_doc_text(d, "org", http_host(p->org.domain, p->org.run));
    json_doc_text(d, "api_version", p->org.settings->salesforce.api_version);
    json_doc_count(d, "begun", p->folder.begun);
    files = json_doc_add_list(d, "files");
    for (size_t i = 0; i < PULL_FILES; i++) {
        const struct pull_part *part = &p->folder.parts[i];
        struct json_doc *o = json_doc_add_object(files, NULL), *lacking;
        json_doc_text(o, "name", sv_from(part->name));
        json_doc_count(o, "records", part->records);
        json_doc_count(o, "bytes", part->bytes);
        json_doc_text(o, "query", p->fields[i].query);
        lacking = json_doc_add_list(o, "fields_lacking");
        for (size_t k = 0; k < p->fields[i].n_lacking; k++)
            json_doc_text(lacking, NULL, p->fields[i].lacking[k]);
    }
    return d;
}

static bool publish(struct pull *p, struct err *err)
{
    struct json_doc *d = receipt(p);
    bool ok = pull_folder_publish(&p->folder, d, err);

    json_doc_release(d);
    for (size_t i = 0; ok && i < PULL_FILES; i++) {
        struct org_job job = job_of(p, i);
        org_job_drop(&job);
    }
    return ok;
}

/* Says that nothing is lost, in the words of the one who must act. */
static void say_kept(const struct pull *p, struct err *err)
{
    uint64_t pages = 0;
    org_mask(&p->org, err);
    struct err whole = *err;

    for (size_t i = 0; i < PULL_FILES; i++)
        pages += p->folder.parts[i].pages;
    err_set(err, whole.code, "%s (%s is as it was%s)", whole.text,
            p->folder.place, pages ? "; the next pull goes on from here" : "");
}

/* Goes on with what an earlier pull left, or starts; a job that is spoilt
 * since is made anew, once. */
static bool fetch(struct pull *p, uint64_t *pages_before, struct err *err)
{
    char key[SHA256_TEXT];
    uint64_t now = (uint64_t)time(NULL);
    bool spoilt = false;

    set_key(key, p);
    if (!pull_folder_resume(&p->folder, key, now, err))
        return false;
    bool resumed = p->folder.resumed;
    *pages_before = 0;
    for (size_t i = 0; resumed && i < PULL_FILES; i++)
        *pages_before += p->folder.parts[i].pages;
    if (make_jobs(p, err) && fetch_all(p, &spoilt, err))
        return true;
    if (!spoilt)
        return false;
    struct err first = *err;
    if (!pull_folder_restart(&p->folder, now, err) || !resumed) {
        *err = first; /* a new job that fails at once would fail again */
        return false;
    }
    *pages_before = 0;
    return make_jobs(p, err) && fetch_all(p, &spoilt, err);
}

bool salesforce_pull(struct salesforce_pulled *out, const char *place,
                     const struct settings *settings,
                     const struct progress *progress, struct arena *run,
                     struct err *err)
{
    struct pull p = {
        .progress = progress,
        .folder = {.parts = {{.name = "deals.csv"}, {.name = "history.csv"}}}};
    bool ok = false;

    *out = (struct salesforce_pulled){0};
    if (!pull_folder_open(&p.folder, place, run, err))
        return false;
    progress->fn(progress->ctx, "signing in", 0, 0);
    if (!org_open(&p.org, settings, run, err)) {
        say_kept(&p, err);
        goto done;
    }
    org_objects_init(&p.objects, &p.org);
    progress->fn(progress->ctx, "reading what the org holds", 0, 0);
    ok = org_fields_deals(&p.fields[DEALS], &p.objects, err) &&
         org_fields_history(&p.fields[HISTORY], &p.objects, err) &&
         fetch(&p, &out->pages_before, err);
    if (!ok)
        say_kept(&p, err);
    ok = ok && publish(&p, err);
    if (ok) {
        const struct pull_part *parts = p.folder.parts;
        out->org = http_host(p.org.domain, run);
        out->place = p.folder.place;
        out->deals = parts[DEALS].records;
        out->history = parts[HISTORY].records;
        out->pages = parts[DEALS].pages + parts[HISTORY].pages;
        out->fields = p.fields[DEALS].n;
        out->lacking = listed(p.fields, run);
    }
done:
    org_objects_release(&p.objects);
    org_close(&p.org);
    pull_folder_close(&p.folder);
    return ok;
}
