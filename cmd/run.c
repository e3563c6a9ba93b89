/*
 * dealsense run: the whole pipeline.
 *
 *   export → deals → leaks → model → scores → counterfactuals → similar
 *   → what-if → portfolio → followup → report → a pack for each audience
 *
 * The history store gives what earlier runs saw to deals and followup, and
 * takes this run once its pack is published. With --alert what is new of it
 * goes to Slack at once.
 */
#include <stdio.h>

#include "cmd/alert.h"
#include "cmd/commands.h"
#include "cmd/inputs.h"
#include "cmd/io/store/store.h"
#include "cmd/log.h"
#include "cmd/publish.h"
#include "render/base/resources.h"

/* What decides the bytes of the packs, for the manifest and --if-changed. */
static bool identify(char key[SHA256_TEXT], char model_sha256[SHA256_TEXT],
                     struct publications *packs, struct inputs *in,
                     const struct brand *brand, const struct options *o,
                     struct err *err)
{
    struct resources house = {o->templates, &in->run};
    const struct track *track = &in->track;
    char templates[SHA256_TEXT];
    struct file model = {0};

    model_sha256[0] = 0;
    if (!resources_key(templates, &house, err))
        return false;
    if (o->model) {
        struct err missing; /* a missing model is a mode, not an error */
        if (file_open(&model, o->model, &missing))
            sha256_hex(model_sha256, model.bytes);
        file_close(&model);
    }
    struct pack_identity id = {
        .version = DEALSENSE_VERSION,
        .input_sha256 = in->deals.sha256,
        .history_sha256 = o->history ? in->deals.history_sha256 : NULL,
        .model_sha256 = o->model ? model_sha256 : NULL,
        .store_digest = track->trouble.len ? track->trouble.ptr : track->digest,
        .templates_key = templates,
        .logo_sha256 = brand->logo_sha256,
        .settings = &in->settings,
        .as_of = in->as_of,
        .seed = o->seed};
    pack_key(key, &id);
    publish_plan(packs, &id, in, o);
    return true;
}

/* Nothing to do: the packs stand and, unless it may not, so does their
 * record. */
static bool unchanged(const struct publications *packs, struct inputs *in,
                      const char *key, struct alerting *alert)
{
    bool recorded = !in->store || in->track.trouble.len ||
                    !store_may_record(&in->deals, in->as_of) ||
                    store_holds(in->store, in->as_of, key);

    return publish_unchanged(packs, in) && recorded &&
           alert_told(alert, in, key);
}

/* After the pack is published: it stands, whatever becomes of the store. */
static bool record(struct inputs *in, const struct report *report,
                   const struct scoring_identity *identity, struct err *err)
{
    if (!in->store || in->track.trouble.len ||
        !store_may_record(&in->deals, in->as_of))
        return true;
    return store_write(in->store, report, identity, &in->scratch, err) ||
           err_context(err, "the pack is published, but the run is not "
                            "recorded; run it again");
}

/* What standard error has said is not said twice. */
static void say(const struct report *r, struct sv said,
                const struct publications *packs)
{
    printf("%.*s\n", SV_ARG(r->headline));
    printf("Mode %s: %.*s\n", mode_name(r->model->mode),
           SV_ARG(model_why(r->model)));
    for (size_t i = 0; i < r->n_notes; i++)
        if (r->notes[i].warning && !sv_eq(r->notes[i].text, r->model->reason) &&
            !sv_eq(r->notes[i].text, said))
            printf("Note: %.*s\n", SV_ARG(r->notes[i].text));
    if (r->brand->note.len)
        printf("Note: %.*s\n", SV_ARG(r->brand->note));
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

int cmd_run(const struct options *o)
{
    struct inputs in;
    struct leaks leaks;
    struct model model = {0};
    struct scores scores;
    struct counterfactuals *counterfactuals;
    struct outlook *outlooks;
    struct similars similars;
    struct whatif whatif;
    struct portfolio portfolio;
    struct scoring_identity identity;
    struct followup followup;
    struct report report;
    struct progress_line line;
    struct progress progress = {progress_step, &line};
    char key[SHA256_TEXT], model_sha256[SHA256_TEXT];
    struct publications packs;
    struct brand brand;
    struct err err;
    int code = EXIT_DONE;
    struct alerting *alert = NULL;
    bool ok = false, recorded = true, told = true;

    if (!alert_new(&alert, o, &err))
        return cmd_fail(o, &err);
    progress_init(&line, o);
    progress_stage(&line, "reading deals");
    if (!inputs_read(&in, o, &err))
        goto done;
    progress_step(&line, "rows read", in.deals.rows, in.deals.rows);
    if (!brand_make(&brand, &in.settings, o->config, &in.run, &err) ||
        !identify(key, model_sha256, &packs, &in, &brand, o, &err))
        goto done;
    told = alert_stale(alert, &in);
    if (o->if_changed && unchanged(&packs, &in, key, alert)) {
        code = EXIT_NOTHING;
        ok = true;
        goto done;
    }
    inputs_lint(&leaks, &in);
    if (!inputs_model(&model, &in, &leaks, o, &progress, &err))
        goto done;
    progress_stage(&line, "scoring open deals");
    scores_compute(&scores, &in.deals, in.as_of, &model, &in.settings,
                   (int)o->threads, &in.run, &in.scratch);
    arena_reset(&in.scratch);
    outlooks = outlooks_compute(&in.deals, &scores, &in.run, &in.scratch);
    arena_reset(&in.scratch);
    counterfactuals = counterfactuals_compute(
        &in.deals, &scores, &model, &in.settings, &in.run, &in.scratch);
    arena_reset(&in.scratch);
    similars_compute(&similars, &in.deals, &scores, &model, &in.settings,
                     (int)o->threads, &in.run, &in.scratch);
    arena_reset(&in.scratch);
    whatif_compute(&whatif, &in.deals, &scores, &model, &in.settings, &in.run,
                   &in.scratch);
    arena_reset(&in.scratch);
    portfolio_compute(&portfolio, &in.deals, &scores, &leaks, &in.settings,
                      &in.run, &in.scratch);
    arena_reset(&in.scratch);
    scoring_identity(&identity, &model, &in.settings, model_sha256, &in.run);
    followup_compute(&followup, &in.deals, &scores, &in.track, &identity,
                     &in.run, &in.scratch);
    arena_reset(&in.scratch);
    const struct report_inputs full = {.deals = &in.deals,
                                       .diags = &in.diags,
                                       .leaks = &leaks,
                                       .model = &model,
                                       .scores = &scores,
                                       .counterfactuals = counterfactuals,
                                       .outlooks = outlooks,
                                       .similars = &similars,
                                       .whatif = &whatif,
                                       .portfolio = &portfolio,
                                       .followup = in.store ? &followup : NULL,
                                       .settings = &in.settings,
                                       .brand = &brand,
                                       .inputs_key = key,
                                       .as_of = in.as_of,
                                       .seed = o->seed};
    report_build(&report, &full, &in.run, &in.scratch);
    arena_reset(&in.scratch);
    ok = publish_all(&packs, &full, &in, o, &line, &err);
    recorded = !ok || record(&in, &report, &identity, &err);
done:
    progress_end(&line);
    for (size_t k = 0; ok && code == EXIT_DONE && k < packs.n; k++)
        log_published(o, &report, &packs.list[k]);
    if (ok && code == EXIT_DONE && !o->quiet)
        say(&report, in.track.trouble, &packs);
    if (ok && code == EXIT_DONE)
        told = alert_news(alert, &in, &report) && told;
    if (!ok || !recorded)
        code = cmd_fail(o, &err);
    if (!ok && code != EXIT_USAGE)
        alert_failed(alert, &err);
    else if (!told && recorded)
        code = EXIT_DELIVERY;
    alert_free(alert);
    model_release(&model);
    inputs_release(&in);
    return code;
}
