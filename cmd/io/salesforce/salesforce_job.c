#include "cmd/io/salesforce/salesforce_job.h"

#include "cmd/io/crm/csv_page.h"

enum { ASK_SECONDS_MAX = 30, ID_BYTES = 64, LOCATOR_BYTES = 512 };

/* An id or a locator as it may stand in a URL. */
static bool is_plain(struct sv s, size_t most)
{
    for (size_t i = 0; i < s.len; i++)
        if (!((s.ptr[i] >= 'a' && s.ptr[i] <= 'z') ||
              (s.ptr[i] >= 'A' && s.ptr[i] <= 'Z') ||
              (s.ptr[i] >= '0' && s.ptr[i] <= '9') ||
              (s.ptr[i] && strchr("-_.~=+/", s.ptr[i]))))
            return false;
    return s.len > 0 && s.len <= most;
}

static const char *label(const struct org_job *job, const char *what)
{
    return sv_printf(job->org->session.run, "%s for %s", what,
                     job->fields->object)
        .ptr;
}

/* "/jobs/query/7503…" */
static const char *path_of(const struct org_job *job)
{
    return sv_printf(job->org->session.run, "/jobs/query/%.*s",
                     SV_ARG(job->part->job))
        .ptr;
}

bool org_job_make(struct org_job *job, struct err *err)
{
    struct crm_request request = {.method = "POST", .path = "/jobs/query"};
    struct json_doc *body = json_doc_object(), *answer;
    struct sv id;
    struct buf b;
    bool ok;

    buf_init(&b);
    json_doc_text(body, "operation", SV("query"));
    json_doc_text(body, "query", job->fields->query);
    json_doc_text(body, "contentType", SV("CSV"));
    json_doc_text(body, "columnDelimiter", SV("COMMA"));
    json_doc_text(body, "lineEnding", SV("LF"));
    json_doc_dump(&b, body, false);
    json_doc_release(body);
    request.body = buf_sv(&b);
    answer =
        org_json(job->org, &request, label(job, "the query job"), NULL, err);
    buf_release(&b);
    if (!answer)
        return false;
    id = json_doc_get_text(json_doc_find(answer, "id"));
    ok = is_plain(id, ID_BYTES) && !memchr(id.ptr, '/', id.len);
    if (ok)
        job->part->job = sv_copy(job->org->session.run, id);
    else
        err_set(err, EXIT_SYSTEM, "Salesforce: the query job for %s has no id",
                job->fields->object);
    json_doc_release(answer);
    return ok;
}

enum verdict { GOING_ON, COMPLETE, FAILED, UNKNOWN };

static enum verdict judge(struct sv state)
{
    static const struct {
        const char *state;
        enum verdict verdict;
    } STATES[] = {{"UploadComplete", GOING_ON},
                  {"InProgress", GOING_ON},
                  {"JobComplete", COMPLETE},
                  {"Failed", FAILED},
                  {"Aborted", FAILED}};

    for (size_t i = 0; i < sizeof STATES / sizeof STATES[0]; i++)
        if (sv_eq(state, sv_from(STATES[i].state)))
            return STATES[i].verdict;
    return UNKNOWN;
}

/* Once: how the job stands, and how many records it has. */
static bool look(enum verdict *verdict, struct org_job *job, struct err *err)
{
    const struct crm_request request = {.method = "GET", .path = path_of(job)};
    int status;
    struct json_doc *answer = org_json(
        job->org, &request, label(job, "the job's state"), &status, err);
    struct sv state = json_doc_get_text(json_doc_find(answer, "state"));
    struct sv why = json_doc_get_text(json_doc_find(answer, "errorMessage"));
    double n =
        json_doc_get_number(json_doc_find(answer, "numberRecordsProcessed"));
    bool counted = n >= 0 && n < 9e15;

    job->spoilt = status == 404;
    *verdict = judge(state);
    job->records = counted ? (uint64_t)n : 0;
    if (*verdict == FAILED) {
        job->spoilt = true;
        err_set(err, EXIT_SYSTEM, "Salesforce: the query job for %s %s%s%.*s",
                job->fields->object,
                sv_eq(state, SV("Failed")) ? "failed" : "was aborted",
                why.len ? ": " : "", why.len < 300 ? (int)why.len : 300,
                why.len ? why.ptr : "");
    } else if (answer &&
               (*verdict == UNKNOWN || (*verdict == COMPLETE && !counted))) {
        *verdict = UNKNOWN;
        err_set(err, EXIT_SYSTEM,
                "Salesforce: the job for %s tells no state that is known, or "
                "no numberRecordsProcessed; is [salesforce] api_version right?",
                job->fields->object);
    }
    bool ok = answer && (*verdict == GOING_ON || *verdict == COMPLETE);
    json_doc_release(answer);
    return ok;
}

bool org_job_wait(struct org_job *job, struct err *err)
{
    double pause = job->org->session.settings->network.retry_seconds;
    enum verdict verdict;

    for (;;) {
        if (!look(&verdict, job, err))
            return false;
        if (verdict == COMPLETE)
            return true;
        if (!crm_wait(&job->org->session, pause, err))
            return false;
        pause = pause * 1.5 < ASK_SECONDS_MAX ? pause * 1.5 : ASK_SECONDS_MAX;
    }
}

/* One page, and what its headers say. */
struct page {
    struct csv_page csv;
    struct sv locator; /* of the next; empty: this is the last */
    struct http_response answer;
};

static bool read_headers(struct page *p, struct http_wanted *wanted,
                         const char *what, struct err *err)
{
    struct sv type = wanted[2].value, n = wanted[1].value;
    uint64_t told = 0;

    if (!sv_starts(type, SV("text/csv")))
        return err_set(err, EXIT_SYSTEM, "Salesforce: %s came as %.*s, not CSV",
                       what, type.len < 60 ? (int)type.len : 60,
                       type.len ? type.ptr : "nothing known");
    for (size_t i = 0; i < n.len; i++) {
        if (n.ptr[i] < '0' || n.ptr[i] > '9' || told > UINT32_MAX)
            return err_set(err, EXIT_SYSTEM,
                           "Salesforce: %s has no sound "
                           "Sforce-NumberOfRecords",
                           what);
        told = 10 * told + (uint64_t)(n.ptr[i] - '0');
    }
    if (!n.len || p->csv.records != told)
        return err_set(err, EXIT_SYSTEM,
                       "Salesforce: %s is short: it holds %zu records, and "
                       "Sforce-NumberOfRecords says %s%.*s",
                       what, p->csv.records, n.len ? "" : "nothing", SV_ARG(n));
    p->locator =
        sv_eq(wanted[0].value, SV("null")) ? (struct sv){0} : wanted[0].value;
    if (!wanted[0].value.len ||
        (p->locator.len && !is_plain(p->locator, LOCATOR_BYTES)))
        return err_set(err, EXIT_SYSTEM,
                       "Salesforce: %s has no sound Sforce-Locator", what);
    return true;
}

/* Percent-encodes what has a meaning in a query. */
static struct sv encoded(struct org *org, struct sv locator)
{
    struct buf b;
    struct sv out;

    buf_init(&b);
    for (size_t i = 0; i < locator.len; i++)
        if (strchr("+/=", locator.ptr[i]))
            buf_printf(&b, "%%%02X", (unsigned char)locator.ptr[i]);
        else
            buf_add_char(&b, locator.ptr[i]);
    out = sv_copy(org->session.run, buf_sv(&b));
    buf_release(&b);
    return out;
}

/* *again: the page was not whole; another try may bring it whole. */
static bool fetch_page(struct page *p, bool *again, struct org_job *job,
                       struct err *err)
{
    struct org *org = job->org;
    struct http_wanted wanted[] = {{.name = "Sforce-Locator"},
                                   {.name = "Sforce-NumberOfRecords"},
                                   {.name = "Content-Type"}};
    struct sv locator = encoded(org, job->part->locator);
    const char *path =
        sv_printf(org->session.run, "%s/results?maxRecords=%d%s%.*s",
                  path_of(job), org->session.settings->salesforce.page_records,
                  locator.len ? "&locator=" : "", SV_ARG(locator))
            .ptr;
    const struct crm_request request = {
        .method = "GET", .path = path, .n_wanted = 3, .wanted = wanted};
    const char *what =
        sv_printf(org->session.run, "page %llu of %s",
                  (unsigned long long)job->part->pages + 1, job->fields->object)
            .ptr;
    struct err inner;

    *p = (struct page){0};
    *again = job->spoilt = false;
    if (!org_ask(&p->answer, org, &request, err))
        return err_context(err, "%s", what);
    job->spoilt = p->answer.status == 404;
    if (p->answer.status != 200)
        return crm_refused(&org->session, what, &p->answer, err);
    *again = true;
    if (!csv_page_read(&p->csv, buf_sv(&p->answer.body), job->fields->names,
                       job->fields->n, &inner)) {
        bool csv = sv_starts(wanted[2].value, SV("text/csv"));
        return csv ? err_set(err, inner.code, "Salesforce: %s: %s", what,
                             inner.text)
                   : read_headers(p, wanted, what, err);
    }
    return read_headers(p, wanted, what, err);
}

static bool write_header(const struct org_job *job, struct err *err)
{
    const struct org_fields *fields = job->fields;
    struct buf b;
    bool ok;

    buf_init(&b);
    for (size_t i = 0; i < fields->n; i++)
        buf_printf(&b, "%s%.*s", i ? "," : "", SV_ARG(fields->names[i]));
    buf_add_char(&b, '\n');
    ok = pull_folder_add(job->folder, job->part, buf_sv(&b), err);
    buf_release(&b);
    return ok;
}

/* The locators of this sitting, to see when they run in a circle. */
struct locators {
    size_t n, capacity;
    struct sv *list;
};

static bool is_new(struct locators *known, struct sv locator)
{
    for (size_t i = 0; i < known->n; i++)
        if (sv_eq(known->list[i], locator))
            return false;
    if (known->n == known->capacity) {
        known->capacity = known->capacity ? 2 * known->capacity : 16;
        known->list =
            mem_resize(known->list, known->capacity, sizeof *known->list);
    }
    known->list[known->n++] = locator;
    return true;
}

/* Adds a good page to the part. */
static bool take_page(struct org_job *job, const struct page *p,
                      struct locators *known, struct err *err)
{
    const char *object = job->fields->object;
    struct pull_folder *folder = job->folder;
    struct pull_part *part = job->part;
    uint64_t records = job->records;

    job->spoilt = true; /* until nothing has been found against it */
    if (part->records + p->csv.records > records)
        return err_set(err, EXIT_SYSTEM,
                       "Salesforce: the pages of %s hold more records than "
                       "the job's numberRecordsProcessed, %llu",
                       object, (unsigned long long)records);
    if (p->locator.len && !is_new(known, p->locator))
        return err_set(err, EXIT_SYSTEM,
                       "Salesforce: the pages of %s run in a circle: a locator "
                       "came twice",
                       object);
    if (!p->locator.len && part->records + p->csv.records != records)
        return err_set(err, EXIT_SYSTEM,
                       "Salesforce: the pages of %s hold %llu records, and "
                       "the job's numberRecordsProcessed says %llu",
                       object,
                       (unsigned long long)(part->records + p->csv.records),
                       (unsigned long long)records);
    job->spoilt = false;
    if (!part->bytes && !write_header(job, err))
        return false;
    if (!pull_folder_add(folder, part, p->csv.rows, err) ||
        (!p->csv.ends_line && !pull_folder_add(folder, part, SV("\n"), err)))
        return false;
    part->locator = sv_copy(folder->run, p->locator);
    part->records += p->csv.records;
    part->pages++;
    part->done = !p->locator.len;
    return pull_folder_save(folder, err);
}

bool org_job_fetch(struct org_job *job, const struct progress *progress,
                   struct err *err)
{
    struct org *org = job->org;
    struct pull_part *part = job->part;
    const char *stage =
        sv_printf(org->session.run, "records of %s", job->fields->object).ptr;
    double pause = org->session.settings->network.retry_seconds;
    struct locators known = {0};
    int tries = 0;
    bool ok = true;

    job->spoilt = false;
    if (part->locator.len)
        is_new(&known, part->locator);
    while (ok && !part->done) {
        struct page p;
        bool again;

        progress->fn(progress->ctx, stage, part->records, job->records);
        ok = fetch_page(&p, &again, job, err);
        if (!ok && again && tries++ < org->session.settings->network.retries) {
            ok = crm_wait(&org->session, pause, err);
            pause *= 2;
        } else if (ok) {
            ok = take_page(job, &p, &known, err);
            pause = org->session.settings->network.retry_seconds;
            tries = 0;
        }
        http_response_release(&p.answer);
    }
    free(known.list);
    return ok;
}

void org_job_drop(const struct org_job *job)
{
    const struct crm_request request = {.method = "DELETE",
                                        .path = path_of(job)};
    struct http_response answer;
    struct err ignored;

    /* Whatever the answer: the org forgets its jobs by itself in a week. */
    org_ask(&answer, job->org, &request, &ignored);
    http_response_release(&answer);
}
