/*
 * dealsense run: the whole pipeline.
 *
 *   export → deals → leaks → model → scores → counterfactuals → portfolio
 *   → report → pack
 */
#include <stdio.h>

#include "cmd/commands.h"
#include "cmd/inputs.h"
#include "cmd/progress.h"
#include "render/house.h"
#include "render/pack.h"
#include "render/writers.h"

/* What decides the bytes of the pack, for the manifest and --if-changed. */
static bool identify(char key[SHA256_TEXT], struct inputs *in,
                     const struct options *o, struct err *err)
{
    struct house house = {o->templates, &in->run};
    char templates[SHA256_TEXT];
    char model_sha256[SHA256_TEXT] = "";
    struct file model = {0};

    if (!house_key(templates, &house, err))
        return false;
    if (o->model) {
        struct err missing; /* a missing model is a mode, not an error */
        if (file_open(&model, o->model, &missing))
            sha256_hex(model_sha256, model.bytes);
        file_close(&model);
    }
    struct pack_identity id = {.version = DEALSENSE_VERSION,
                               .input_sha256 = in->deals.sha256,
                               .history_sha256 =
                                   o->history ? in->deals.history_sha256 : NULL,
                               .model_sha256 = o->model ? model_sha256 : NULL,
                               .templates_key = templates,
                               .settings = &in->settings,
                               .as_of = in->as_of,
                               .seed = o->seed};
    pack_key(key, &id);
    return true;
}

static bool write_pack(struct sv *path, const struct report *report,
                       struct inputs *in, const struct options *o,
                       struct progress_line *line, struct err *err)
{
    struct house house = {o->templates, &in->run};
    struct pack pack;
    bool ok = pack_begin(&pack, o->out, in->as_of, &in->run, err);

    if (!ok)
        return false;
    for (size_t i = 0; ok && i < WRITERS_N; i++) {
        progress_step(line, "writing the pack", i, WRITERS_N);
        ok = WRITERS[i].fn(report, &house, &pack.sink, err);
    }
    ok = ok && pack_publish(&pack, report, (int)o->keep, path, err);
    if (!ok)
        pack_abandon(&pack);
    return ok;
}

static void say(const struct report *r, struct sv path)
{
    printf("%.*s\n", SV_ARG(r->headline));
    printf("Mode: %s. %.*s\n", mode_name(r->model->mode),
           SV_ARG(r->model->reason));
    for (size_t i = 0; i < r->n_notes; i++)
        if (r->notes[i].warning && !sv_eq(r->notes[i].text, r->model->reason))
            printf("Note: %.*s\n", SV_ARG(r->notes[i].text));
    printf("Pack: %.*s\n", SV_ARG(path));
}

int cmd_run(const struct options *o)
{
    struct inputs in;
    struct leaks leaks;
    struct model model = {0};
    struct scores scores;
    struct counterfactuals *counterfactuals;
    struct portfolio portfolio;
    struct report report;
    struct progress_line line;
    struct progress progress = {progress_step, &line};
    char key[SHA256_TEXT];
    struct sv path;
    struct err err;
    int code = EXIT_DONE;
    bool ok = false;

    progress_init(&line, o->quiet);
    progress_stage(&line, "reading deals");
    if (!inputs_read(&in, o, &err))
        goto done;
    if (!identify(key, &in, o, &err))
        goto done;
    if (o->if_changed && pack_unchanged(o->out, in.as_of, key, &in.scratch)) {
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
    counterfactuals = counterfactuals_compute(
        &in.deals, &scores, &model, &in.settings, &in.run, &in.scratch);
    arena_reset(&in.scratch);
    portfolio_compute(&portfolio, &in.deals, &scores, &in.settings, &in.run,
                      &in.scratch);
    arena_reset(&in.scratch);
    report_build(&report,
                 &(struct report_inputs){.deals = &in.deals,
                                         .diags = &in.diags,
                                         .leaks = &leaks,
                                         .model = &model,
                                         .scores = &scores,
                                         .counterfactuals = counterfactuals,
                                         .portfolio = &portfolio,
                                         .settings = &in.settings,
                                         .inputs_key = key,
                                         .as_of = in.as_of,
                                         .seed = o->seed},
                 &in.run, &in.scratch);
    arena_reset(&in.scratch);
    ok = write_pack(&path, &report, &in, o, &line, &err);
done:
    progress_end(&line);
    if (ok && code == EXIT_DONE && !o->quiet)
        say(&report, path);
    if (!ok)
        code = cmd_fail(&err);
    model_release(&model);
    inputs_release(&in);
    return code;
}
