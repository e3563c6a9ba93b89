#include "cmd/scored.h"

#include "cmd/progress.h"

bool scored_make(struct scored *out, const struct options *o, struct err *err)
{
    struct progress_line line;
    struct progress progress = {progress_step, &line};
    struct inputs *in = &out->in;
    bool ok;

    *out = (struct scored){0};
    if (!inputs_read(in, o, err))
        return false;
    progress_init(&line, o);
    inputs_lint(&out->leaks, in);
    ok = inputs_model(&out->model, in, &out->leaks, o, &progress, err);
    progress_end(&line);
    if (!ok) {
        inputs_release(in);
        return false;
    }
    scores_compute(&out->scores, &in->deals, in->as_of, &out->model,
                   &in->settings, (int)o->threads, &in->run, &in->scratch);
    arena_reset(&in->scratch);
    out->outlooks =
        outlooks_compute(&in->deals, &out->scores, &in->run, &in->scratch);
    arena_reset(&in->scratch);
    out->counterfactuals =
        counterfactuals_compute(&in->deals, &out->scores, &out->model,
                                &in->settings, &in->run, &in->scratch);
    arena_reset(&in->scratch);
    portfolio_compute(&out->portfolio, &in->deals, &out->scores, &out->leaks,
                      &in->settings, &in->run, &in->scratch);
    arena_reset(&in->scratch);
    report_build(
        &out->report,
        &(struct report_inputs){.deals = &in->deals,
                                .diags = &in->diags,
                                .leaks = &out->leaks,
                                .model = &out->model,
                                .scores = &out->scores,
                                .counterfactuals = out->counterfactuals,
                                .outlooks = out->outlooks,
                                .portfolio = &out->portfolio,
                                .settings = &in->settings,
                                .inputs_key = "",
                                .as_of = in->as_of,
                                .seed = o->seed},
        &in->run, &in->scratch);
    arena_reset(&in->scratch);
    return true;
}

void scored_release(struct scored *s)
{
    if (!s)
        return;
    model_release(&s->model);
    inputs_release(&s->in);
}
