#include "cmd/pipeline.h"

#include <unistd.h>

#include "cmd/log.h"
#include "render/report/redact.h"
#include "scoring/portfolio/movers.h"
#include "scoring/rules/rules.h"

/* Between stages the work memory is free again. */
static void stage_over(struct pipeline *p)
{
    arena_reset(&p->in.scratch);
}

bool pipeline_read(struct pipeline *p, const struct options *o, struct err *err)
{
    *p = (struct pipeline){.o = o};
    progress_init(&p->line, o);
    progress_stage(&p->line, "reading deals");
    if (!inputs_read(&p->in, o, err))
        return false;
    progress_step(&p->line, "rows read", p->in.deals.rows, p->in.deals.rows);
    return true;
}

void pipeline_model(struct pipeline *p, const char *path)
{
    const struct progress progress = {progress_step, &p->line};
    struct inputs *in = &p->in;
    const struct context ctx = inputs_context(in, p->o);

    linter_run(&p->leaks, &ctx);
    stage_over(p);
    in->settings.rules = rules_without_leaks(&in->settings.rules, &p->leaks);
    if (path) {
        model_read(&p->model, &ctx, path, &p->leaks);
        model_drift(&p->model, &ctx);
    } else
        model_train(&p->model, &ctx, &p->leaks, &progress);
    stage_over(p);
}

void pipeline_score(struct pipeline *p)
{
    const struct context ctx = inputs_context(&p->in, p->o);
    struct horizon_wish wish;

    progress_stage(&p->line, "scoring open deals");
    scores_compute(&p->scores, &ctx, &p->model);
    stage_over(p);
    progress_stage(&p->line, "learning when deals end");
    landing_wish(&wish, ctx.as_of, ctx.settings->fiscal_month);
    horizons_compute(&p->horizons, &ctx, &p->leaks, &wish);
    outlooks_hold(&p->horizons, &ctx, &p->scores);
    stage_over(p);
    progress_stage(&p->line, "adding up the quarter");
    landing_compute(&p->landing, &ctx, &p->horizons, &p->in.targets);
    stage_over(p);
    progress_stage(&p->line, "explaining the deals");
    p->outlooks = outlooks_compute(&ctx, &p->scores, &p->horizons);
    stage_over(p);
    p->counterfactuals = counterfactuals_compute(&ctx, &p->scores, &p->model);
    stage_over(p);
    portfolio_compute(&p->portfolio, &ctx, &p->scores, &p->leaks);
    stage_over(p);
}

void pipeline_around(struct pipeline *p, const char *model_sha256)
{
    struct inputs *in = &p->in;
    const struct context ctx = inputs_context(in, p->o);

    similars_compute(&p->similars, &ctx, &p->scores, &p->model);
    stage_over(p);
    whatif_compute(&p->whatif, &ctx, &p->scores, &p->model);
    stage_over(p);
    scoring_identity(&p->identity, &p->model, &in->settings, model_sha256,
                     &in->run);
    followup_compute(&p->followup, &ctx, &p->scores, &p->portfolio, &in->track,
                     &p->identity);
    movers_split(&p->followup, &ctx, &p->scores, &p->model, &in->track);
    stage_over(p);
    progress_stage(&p->line, "following the quarter");
    quarter_changes_compute(&p->changes, &ctx, in->store ? &in->track : NULL,
                            &(struct moved_inputs){&p->scores, &p->followup,
                                                   &p->model, &p->landing,
                                                   &p->horizons});
    stage_over(p);
    p->around = true;
}

void pipeline_report(struct pipeline *p, const struct brand *brand,
                     const char *inputs_key)
{
    struct inputs *in = &p->in;
    struct report_inputs own;
    const struct words w =
        words_of(&in->settings, &in->deals, in->as_of, &in->run);

    progress_stage(&p->line, "putting it into words");
    p->figures = (struct report_inputs){
        .deals = &in->deals,
        .diags = &in->diags,
        .leaks = &p->leaks,
        .model = &p->model,
        .scores = &p->scores,
        .counterfactuals = p->counterfactuals,
        .outlooks = p->outlooks,
        .horizons = &p->horizons,
        .landing = &p->landing,
        .similars = p->around ? &p->similars : NULL,
        .whatif = p->around ? &p->whatif : NULL,
        .portfolio = &p->portfolio,
        .plan = words_actions_plan(&w, &p->scores, &p->portfolio),
        .followup = p->around && in->store ? &p->followup : NULL,
        .changes = p->around ? &p->changes : NULL,
        .settings = &in->settings,
        .brand = brand,
        .inputs_key = inputs_key,
        .as_of = in->as_of,
        .seed = p->o->seed,
    };
    redact_nothing(&own, &p->figures, &in->run);
    report_build(&p->report, &own, &in->run, &in->scratch);
    stage_over(p);
}

void pipeline_release(struct pipeline *p)
{
    model_release(&p->model);
    inputs_release(&p->in);
}

void pipeline_say_store(struct pipeline *p)
{
    const struct inputs *in = &p->in;

    if (in->deals.has_history || (in->store && !access(in->store, F_OK)))
        return;
    log_warn(p->o,
             sv_printf(&p->in.run,
                       "no history store%s%s: these are the scores of a first "
                       "run, which may differ from those of a published pack",
                       in->store ? " at " : "", in->store ? in->store : ""));
}
