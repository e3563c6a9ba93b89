/*
 * dealsense run: the whole pipeline (pipeline.h), and a pack for each
 * audience. The history store gives what earlier runs saw, and takes this
 * run once its pack is published. With --alert what is new of it goes to
 * Slack at once.
 */
#include <stdio.h>

#include "cmd/alert.h"
#include "cmd/commands.h"
#include "cmd/io/store/store.h"
#include "cmd/log.h"
#include "cmd/pipeline.h"
#include "cmd/publish.h"
#include "cmd/run.h"
#include "render/base/resources.h"

/* What a run holds beside the pipeline's figures. */
struct run {
    struct pipeline p;
    struct alerting *alert; /* NULL: without --alert */
    bool told;              /* all alerts so far */
    struct brand brand;
    char key[SHA256_TEXT], model_sha256[SHA256_TEXT];
    struct publications packs;
};

/* What decides the bytes of the packs, for the manifest and --if-changed;
 * tells of an export that is stale. */
static bool identify(struct run *run, struct err *err)
{
    struct inputs *in = &run->p.in;
    const struct options *o = run->p.o;
    struct resources resources = {o->templates, &in->run};
    const struct track *track = &in->track;
    char templates[SHA256_TEXT];
    struct file model = {0};

    if (!brand_make(&run->brand, &in->settings, o->config, &in->run, err) ||
        !resources_key(templates, &resources, err))
        return false;
    if (o->model) {
        struct err missing; /* a missing model is a mode, not an error */
        if (file_open(&model, o->model, &missing))
            sha256_hex(run->model_sha256, model.bytes);
        file_close(&model);
    }
    struct pack_identity id = {
        .version = DEALSENSE_VERSION,
        .input_sha256 = in->deals.sha256,
        .history_sha256 = o->history ? in->deals.history_sha256 : NULL,
        .targets_sha256 = o->targets ? in->targets.sha256 : NULL,
        .model_sha256 = o->model ? run->model_sha256 : NULL,
        .store_digest = track->trouble.len ? track->trouble.ptr : track->digest,
        .templates_key = templates,
        .logo_sha256 = run->brand.logo_sha256,
        .settings = &in->settings,
        .as_of = in->as_of,
        .seed = o->seed};
    pack_key(run->key, &id);
    publish_plan(&run->packs, &id, in, o);
    return true;
}

/* Ahead of the clock by more than a time zone is. */
static bool is_ahead(const struct inputs *in)
{
    return in->as_of > in->today + 1;
}

/* A slip in the year of one date would be the day of the whole pack, and keep
 * `latest` from every right one after it. */
static bool check_clock(const struct inputs *in, const struct options *o,
                        struct err *err)
{
    char day[DATE_TEXT];

    if (o->as_of || !is_ahead(in))
        return true;
    return err_set(err, EXIT_INPUT,
                   "%s:%zu: the newest date of the export is %s, %d days ahead "
                   "of today; correct it, or give --as-of today, or --as-of %s "
                   "to mean it",
                   o->operands[0], deals_newest_line(&in->deals),
                   date_iso(day, in->as_of), in->as_of - in->today, day);
}

static bool recordable(const struct inputs *in)
{
    return in->store && !in->track.trouble.len &&
           store_may_record(&in->deals, in->as_of);
}

/* Nothing to do: the packs stand and, unless it may not, so does their
 * record. */
static bool unchanged(struct run *run)
{
    struct inputs *in = &run->p.in;

    return publish_unchanged(&run->packs, in) &&
           (!recordable(in) || store_holds(in->store, in->as_of, run->key)) &&
           alert_told(run->alert, in, run->key);
}

/* After the pack is published: it stands, whatever becomes of the store. */
static bool record(struct pipeline *p, struct err *err)
{
    struct inputs *in = &p->in;

    return !recordable(in) ||
           store_write(in->store, &p->report, &p->identity, &in->scratch,
                       err) ||
           err_context(err, "the pack is published, but the run is not "
                            "recorded; run it again");
}

/* What is not as a reader may expect it, by the clock and by what stands. */
static void say_days(const struct inputs *in, const struct publications *packs)
{
    char day[DATE_TEXT], newest[DATE_TEXT];
    size_t after = deals_dated_after(&in->deals, in->as_of);

    date_iso(day, in->as_of);
    date_iso(newest, in->deals.newest);
    if (is_ahead(in))
        printf("Note: %s lies %d days ahead of today\n", day,
               in->as_of - in->today);
    if (after && store_may_record(&in->deals, in->as_of))
        printf("Note: %zu deal%s dated after %s (up to %s); what is dated "
               "later is not known yet\n",
               after, after == 1 ? " is" : "s are", day, newest);
    else if (after)
        printf("Note: a replay: %zu deals are dated after %s (up to %s), so "
               "this run is not recorded\n",
               after, day, newest);
    for (size_t k = 0; k < packs->n; k++)
        if (packs->list[k].stays[0])
            printf("Note: %s/latest stays at %s, which is a later day\n",
                   packs->list[k].dir, packs->list[k].stays);
}

static void say_notes(const struct report *r, struct sv said)
{
    for (size_t i = 0; i < r->notes.n; i++)
        if (r->notes.list[i].warning &&
            !sv_eq(r->notes.list[i].text, r->reason) &&
            !sv_eq(r->notes.list[i].text, said))
            printf("Note: %.*s\n", SV_ARG(r->notes.list[i].text));
    if (r->brand->note.len)
        printf("Note: %.*s\n", SV_ARG(r->brand->note));
}

/* What the quarter will close at, how right that was, and its target. */
static void say_quarter(const struct report *r)
{
    const struct quarter_words *q = r->quarter_words;

    if (!r->landing)
        return;
    if (!r->landing->n_scopes)
        return;
    printf("%.*s\n", SV_ARG(q->landing));
    if (q->record.len)
        printf("%.*s\n", SV_ARG(q->record));
    else if (q->no_range.len)
        printf("%.*s\n", SV_ARG(q->no_range));
    if (q->target.len)
        printf("%.*s%s%.*s\n", SV_ARG(q->target), q->chance.len ? ". " : "",
               SV_ARG(q->chance));
}

/* What standard error has said is not said twice. */
static void say(const struct run *run)
{
    const struct report *r = &run->p.report;
    const struct publications *packs = &run->packs;

    printf("%.*s\n", SV_ARG(r->headline));
    say_quarter(r);
    for (size_t k = 0; k < 2; k++)
        printf("%.*s\n", SV_ARG(r->reading.lines[k]));
    printf("Mode %s: %.*s\n", mode_name(r->model->mode), SV_ARG(r->why));
    say_days(&run->p.in, packs);
    say_notes(r, run->p.in.track.trouble);
    for (size_t k = 0; k < packs->n; k++)
        if (packs->list[k].remark.len &&
            (!k || !sv_eq(packs->list[k].remark, packs->list[k - 1].remark)))
            printf("Note: %.*s\n", SV_ARG(packs->list[k].remark));
    for (size_t k = 0; k < packs->n; k++)
        printf("Pack: %.*s\n", SV_ARG(packs->list[k].path));
}

static void log_published(const struct options *o, const struct report *r,
                          const struct publication *p)
{
    struct json_doc *line = log_event(o, "published");

    if (line) {
        json_doc_text(line, "pack", p->path);
        json_doc_text(line, "audience", sv_from(audience_name(&p->audience)));
        json_doc_date(line, "as_of", r->as_of);
        json_doc_text(line, "mode", sv_from(mode_name(r->model->mode)));
        json_doc_text(line, "headline", r->headline);
        json_doc_count(line, "open_deals", r->n_deals);
    }
    log_write(line);
}

/* Ends the run: its words, its news, its exit code. */
static int finish(struct run *run, bool published, bool recorded,
                  struct err *err)
{
    struct pipeline *p = &run->p;
    bool told = run->told;
    int code = EXIT_DONE;

    progress_end(&p->line);
    if (published) {
        inputs_warn(&p->in, p->o);
        for (size_t k = 0; k < run->packs.n; k++)
            log_published(p->o, &p->report, &run->packs.list[k]);
        if (!p->o->quiet)
            say(run);
        told = alert_news(run->alert, &p->in, &p->report) && told;
    }
    if (!published || !recorded)
        code = cmd_fail(p->o, err);
    if (!published && code != EXIT_USAGE)
        alert_failed(run->alert, err);
    else if (!told && recorded)
        code = EXIT_DELIVERY;
    return code;
}

static bool holds(const struct run_guard *guard)
{
    return !guard || guard->holds(guard->ctx);
}

int run_publish(const struct options *o, const struct run_guard *guard)
{
    struct run run = {.told = true, .p = {.o = o}};
    struct pipeline *p = &run.p;
    bool published, recorded;
    struct err err;
    int code;

    if (!alert_new(&run.alert, o, &err))
        return cmd_fail(o, &err);
    published = pipeline_read(p, o, &err) && check_clock(&p->in, o, &err) &&
                identify(&run, &err);
    if (!holds(guard)) {
        progress_end(&p->line);
        code = EXIT_NOTHING;
        goto done;
    }
    if (published)
        run.told = alert_stale(run.alert, &p->in);
    if (published && o->if_changed && unchanged(&run)) {
        progress_end(&p->line);
        inputs_warn(&p->in, o);
        code = run.told ? EXIT_NOTHING : EXIT_DELIVERY;
        goto done;
    }
    if (published) {
        pipeline_model(p, o->model);
        pipeline_score(p);
        pipeline_around(p, run.model_sha256);
        pipeline_report(p, &run.brand, run.key);
        published = publish_all(&run.packs, p, &err);
    }
    recorded = !published || record(p, &err);
    code = finish(&run, published, recorded, &err);
done:
    alert_free(run.alert);
    pipeline_release(p);
    return code;
}

int cmd_run(const struct options *o)
{
    return run_publish(o, NULL);
}
