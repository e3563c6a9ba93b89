#include "cmd/io/salesforce/salesforce.h"

#include "cmd/io/salesforce/salesforce_job.h"
#include "scoring/base/file.h"

struct pull {
    struct org org;
    struct org_objects objects;
    struct org_fields fields[PULL_FILES];
    struct crm_pull frame;
};

/* What a job answers, so that another question does not go on with it. */
static void set_key(char key[SHA256_TEXT], struct pull *p)
{
    struct buf b;

    buf_init(&b);
    buf_printf(&b, "1\n%s\n%.*s\n%.*s\n%d\n", p->org.session.domain,
               SV_ARG(p->org.client_id),
               SV_ARG(p->org.session.settings->salesforce.api_version),
               p->org.session.settings->salesforce.page_records);
    for (size_t i = 0; i < PULL_FILES; i++)
        buf_printf(&b, "%.*s\n", SV_ARG(p->fields[i].query));
    sha256_hex(key, buf_sv(&b));
    buf_release(&b);
}

static struct org_job job_of(struct pull *p, size_t i)
{
    return (struct org_job){.org = &p->org,
                            .fields = &p->fields[i],
                            .folder = &p->frame.folder,
                            .part = &p->frame.folder.parts[i]};
}

/* Both jobs at once: the org works on them side by side. */
static bool make_jobs(struct pull *p, struct err *err)
{
    for (size_t i = 0; i < PULL_FILES; i++) {
        struct org_job job = job_of(p, i);
        if (!job.part->job.len && !org_job_make(&job, err))
            return false;
    }
    return pull_folder_save(&p->frame.folder, err);
}

static bool fetch(void *ctx, bool *spoilt, struct err *err)
{
    struct pull *p = ctx;
    const struct progress *progress = p->frame.progress;

    if (!make_jobs(p, err))
        return false;
    for (size_t i = 0; i < PULL_FILES; i++) {
        struct org_job job = job_of(p, i);
        const char *stage = i == PULL_DEALS ? "waiting for Opportunity"
                                            : "waiting for its history";
        bool ok = true;

        if (!job.part->done) {
            progress->fn(progress->ctx, stage, 0, 0);
            ok = org_job_wait(&job, err) && org_job_fetch(&job, progress, err);
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
                           i == PULL_DEALS ? "opportunities" : "stage history");
    }
    return true;
}

/* Of the deals, then of their history: "Region__c, OpportunityHistory.Amount".
 */
static struct sv listed(const struct org_fields *of, struct arena *run)
{
    struct buf b;
    struct sv out;

    buf_init(&b);
    for (size_t k = 0; k < PULL_FILES; k++)
        for (size_t i = 0; i < of[k].n_lacking; i++)
            buf_printf(&b, "%s%s%s%.*s", b.len ? ", " : "",
                       k == PULL_DEALS ? "" : of[k].object,
                       k == PULL_DEALS ? "" : ".", SV_ARG(of[k].lacking[i]));
    out = sv_copy(run, buf_sv(&b));
    buf_release(&b);
    return out;
}

static struct json_doc *receipt(struct pull *p)
{
    struct json_doc *files, *d = crm_pull_receipt(&files, &p->frame);

    for (size_t i = 0; i < PULL_FILES; i++) {
        struct json_doc *o = crm_pull_receipt_file(files, &p->frame, i);
        struct json_doc *lacking;
        json_doc_text(o, "query", p->fields[i].query);
        lacking = json_doc_add_list(o, "fields_lacking");
        for (size_t k = 0; k < p->fields[i].n_lacking; k++)
            json_doc_text(lacking, NULL, p->fields[i].lacking[k]);
    }
    json_doc_text(d, "api_version",
                  p->org.session.settings->salesforce.api_version);
    return d;
}

static bool publish(struct pull *p, struct err *err)
{
    struct json_doc *d = receipt(p);
    bool ok = pull_folder_publish(&p->frame.folder, d, err);

    json_doc_release(d);
    for (size_t i = 0; ok && i < PULL_FILES; i++) {
        struct org_job job = job_of(p, i);
        org_job_drop(&job);
    }
    return ok;
}

bool salesforce_pull(struct crm_pulled *out, const char *place,
                     const struct settings *settings,
                     const struct progress *progress, struct arena *run,
                     struct err *err)
{
    struct pull p = {.frame = {.progress = progress}};
    char key[SHA256_TEXT];
    bool ok = false;

    p.frame.session = &p.org.session;
    *out = (struct crm_pulled){0};
    if (!crm_pull_open(&p.frame, place, run, err))
        return false;
    progress->fn(progress->ctx, "signing in", 0, 0);
    if (!org_open(&p.org, settings, run, err)) {
        crm_pull_say_kept(&p.frame, err);
        goto done;
    }
    org_objects_init(&p.objects, &p.org);
    progress->fn(progress->ctx, "reading what the org holds", 0, 0);
    ok = org_fields_deals(&p.fields[PULL_DEALS], &p.objects, err) &&
         org_fields_history(&p.fields[PULL_HISTORY], &p.objects, err);
    if (ok) {
        set_key(key, &p);
        ok = crm_pull_fetch(&p.frame, key, fetch, &p, err);
    }
    if (!ok)
        crm_pull_say_kept(&p.frame, err);
    ok = ok && publish(&p, err);
    if (ok) {
        crm_pull_tell(out, &p.frame);
        out->fields = p.fields[PULL_DEALS].n;
        out->lacking = listed(p.fields, run);
    }
done:
    org_objects_release(&p.objects);
    org_close(&p.org);
    pull_folder_close(&p.frame.folder);
    return ok;
}
