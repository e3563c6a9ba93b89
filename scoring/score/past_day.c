#include "scoring/score/past_day.h"

#include "scoring/rules/rules.h"

void past_day_score(struct past_day *out, struct context *then)
{
    out->settings = *then->settings;
    then->settings = &out->settings;
    linter_run(&out->leaks, then);
    arena_reset(then->scratch);
    out->settings.rules =
        rules_without_leaks(&out->settings.rules, &out->leaks);
    model_train(&out->model, then, &out->leaks, NULL);
    arena_reset(then->scratch);
    scores_compute(&out->scores, then, &out->model);
}
