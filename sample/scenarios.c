#include "sample/scenarios.h"

#include <string.h>

#define NOBODY_DIFFERS .even_reps = true, .even_deals = true, .blind = true

const struct scenario SCENARIOS[] = {
    {.name = "stationary", .meaning = "nothing changes with time; the control"},
    {.name = "coin",
     .meaning = "nothing can be predicted: outcomes are a coin's",
     NOBODY_DIFFERS},
    {.name = "trend",
     .meaning =
         "the win rate falls all the time; reps come and go, none differs",
     .even_reps = true,
     .tenure = 400,
     .lost_first = 0.48,
     .lost_last = 0.75},
    {.name = "regime",
     .meaning = "deals created in the last 270 days are won far less often",
     .step_days = 270,
     .step = 0.9},
    {.name = "doubled-losses",
     .meaning =
         "since 120 days ago the odds of a loss are doubled at every close",
     .turned_days = 120,
     .turned = 0.345},
    {.name = "ghosts",
     .meaning = "half of the lost deals stay open until the quarter's clean-up",
     .cleaned_up = 0.5},
    {.name = "launch",
     .meaning =
         "75 days ago a product and five average reps; losses before wins",
     .even_reps = true,
     .even_deals = true,
     .hires = 5,
     .hire_days = 75,
     .hire_share = 0.3,
     .launch_days = 75,
     .launch_share = 0.4,
     .pace_won = 1.4,
     .pace_lost = 0.5},
    {.name = "one-hire",
     .meaning = "120 days ago one average rep, who gets 8% of new deals",
     .hires = 1,
     .hire_days = 120,
     .hire_share = 0.08},
    {.name = "weak-rep",
     .meaning = "one rep of about 150 closed deals wins 20 points less often",
     .even_reps = true,
     .weak_rep = 0.2,
     .deals_a_rep = 165},
    {.name = "rewritten-amounts",
     .meaning = "won deals are signed at 75% of what they stood at",
     .signed_at = 0.75},
    {.name = "heavy-tails",
     .meaning = "a few deals hold most of the money, and are lost more",
     .amount_spread = 1.6,
     .size_effect = 0.6},
    {.name = "two-lines",
     .meaning = "one line of business closes within weeks, one in months",
     .pace_first = 0.3,
     .pace_others = 1.7},
    {.name = "interactions",
     .meaning = "outcomes hang on pairs of categories, on none of them alone",
     NOBODY_DIFFERS,
     .interaction = 1.1},
    {.name = "clusters",
     .meaning = "accounts differ much; so do a rep's months, but no rep",
     .even_reps = true,
     .account_spread = 0.9,
     .rep_month = 0.7},
    {.name = "shocks",
     .meaning = "good and bad quarters of regions; nothing that lasts differs",
     NOBODY_DIFFERS,
     .region_quarter = 1},
    {.name = "thinned",
     .meaning = "the export holds 30% of the open deals",
     .open_kept = 0.3},
    {.name = "living",
     .meaning =
         "good and bad quarters, crowded ends; edits, pull-ins, bold calls",
     .pace_first = 0.4,
     .pace_others = 1.2,
     .company_quarter = 0.35,
     .crowded = 0.6,
     .pulled = 0.3,
     .edits = 0.008,
     .optimists = 0.35},
};
const size_t SCENARIOS_N = sizeof SCENARIOS / sizeof SCENARIOS[0];

const struct scenario *scenario_find(const char *name)
{
    for (size_t i = 0; i < SCENARIOS_N; i++)
        if (!strcmp(SCENARIOS[i].name, name))
            return &SCENARIOS[i];
    return NULL;
}

void scenario_names(struct buf *out, const char *between)
{
    for (size_t i = 0; i < SCENARIOS_N; i++)
        buf_printf(out, "%s%s", i ? between : "", SCENARIOS[i].name);
}
