#include "scoring/settings/settings.h"

void settings_default(struct settings *out)
{
    *out = (struct settings){
        .crm = SV("auto"),
        .rules =
            {
                .preset = PRESET_ADAPTIVE,
                .cycle_points = {30, 20, 10},
                .rep_points = {25, 15},
                .industry_points = 15,
                .source_points = 15,
                .stage_points = 10,
                .amount_points = 5,
                .region_points = 5,
                .cycle_days = {90, 70},
                .cycle_quantile = {0.90, 0.75},
                .rep_quantile = 0.20,
                .industry_rate = 0.445,
                .source_rate = 0.45,
                .source_name = SV("Partner"),
                .stage_days = 40,
                .stage_names = {SV("Demo"), SV("Proposal")},
                .stage_quantile = 0.75,
                .amount_above = 50000,
                .amount_quantile = 0.90,
                .region_rate = 0.45,
                .rate_certainty = 0.9,
                .cap = 100,
            },
        .levels = {.critical = 75, .high = 55, .medium = 30},
        .forest =
            {
                .trees = 100,
                .min_leaf = 30,
                .max_depth = 10,
                .sample_rows = 6000,
                .landmark_days = 30,
                .weight_cap = 20,
                .min_won = 200,
                .min_lost = 200,
                .resolved_share = 0.95,
                .replays = 4,
            },
        .rule_weight = 0.4,
        .forest_weight = 60,
        .save_rate = 0.20,
        .warnings =
            {
                .overdue_days = 1,
                .quiet_days = 30,
                .pushes = 2,
                .stage_quantile = 0.75,
                .age_quantile = 0.90,
            },
        .most_today = 5,
        .fiscal_month = 1,
        .email = {.timeout_seconds = 300},
        .alerts = {.stale_days = 7, .volume_up = 0.25},
        .salesforce =
            {
                .api_version = SV("60.0"),
                .page_records = 50000,
                .timeout_minutes = 60,
            },
        .hubspot =
            {
                .domain = SV("api.hubapi.com"),
                .page_records = 50,
                .timeout_minutes = 60,
            },
        .network =
            {
                .connect_seconds = 15,
                .timeout_seconds = 60,
                .retries = 4,
                .retry_seconds = 2,
            },
    };
}

bool settings_attach(const struct settings *s, struct sv what)
{
    for (size_t k = 0; k < s->email.n_attach; k++)
        if (sv_eq_fold(s->email.attach[k], what))
            return true;
    return !s->email.n_attach;
}
