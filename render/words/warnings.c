#include "render/words/warnings.h"

#include "render/words/format.h"
#include "render/words/phrase.h"

struct sv words_due(const struct words *w, const struct score *score)
{
    char day[FORMAT_TEXT];

    if (score->expected == DATE_NONE)
        return SV("no close date");
    if (score->expected == w->as_of)
        return SV("due today");
    format_date_near(day, score->expected, w->as_of);
    if (score->expected > w->as_of)
        return sv_printf(w->a, "closes %s", day);
    return sv_printf(w->a, "was due %s, %.*s ago", day,
                     SV_ARG(phrase_day_count((double)w->as_of - score->expected,
                                             w->style, w->a)));
}

static struct sv stage_of(const struct words *w, const struct score *score)
{
    return score->stage < 0
               ? SV("its stage")
               : phrase_name(w->deals->stage.labels[score->stage], w->a);
}

struct sv words_warning_short(const struct words *w, const struct score *score,
                              enum warning which)
{
    double x = score->warnings.value[which];
    struct sv length = phrase_day_count(x, w->style, w->a);
    char day[FORMAT_TEXT];

    switch (which) {
    case WARNING_OVERDUE:
        return words_due(w, score);
    case WARNING_QUIET:
        return sv_printf(w->a, "%.*s without a word", SV_ARG(length));
    case WARNING_PUSHED:
        return sv_printf(
            w->a, "close date pushed %.*s",
            SV_ARG(x == 1 ? SV("once") : sv_printf(w->a, "%.0f times", x)));
    case WARNING_STEP_PAST:
        return sv_printf(w->a, "the last was for %s, %.*s ago",
                         format_date_near(day, w->as_of - (int32_t)x, w->as_of),
                         SV_ARG(length));
    case WARNING_NO_STEP:
        return SV("none is entered");
    case WARNING_STAGE:
        return sv_printf(w->a, "%.*s in %.*s", SV_ARG(length),
                         SV_ARG(stage_of(w, score)));
    case WARNING_AGE:
        return sv_printf(w->a, "%.*s old", SV_ARG(length));
    case WARNING_COUNT:
        break;
    }
    return (struct sv){0};
}

/* What a share of a sample stayed below. */
static struct sv limit(const struct words *w, const struct ecdf *sample,
                       double quantile)
{
    return phrase_fixed(ecdf_quantile(sample, quantile), 0, w->style, w->a);
}

struct sv words_warning(const struct words *w, const struct scores *scores,
                        const struct score *score, enum warning which)
{
    const struct warning_settings *set = &w->settings->warnings;
    struct sv fact = words_warning_short(w, score, which);

    if (which == WARNING_STEP_PAST)
        return sv_printf(w->a, "next step: %.*s", SV_ARG(fact));
    if (which == WARNING_NO_STEP)
        return SV("no next step");
    if (which == WARNING_STAGE && score->stage >= 0)
        return sv_printf(
            w->a, "%.*s; %.*s of stays of won deals were over by day %.*s",
            SV_ARG(fact),
            SV_ARG(phrase_percent(set->stage_quantile, 0, w->style, w->a)),
            SV_ARG(limit(w, &scores->now->stage_days_won[score->stage],
                         set->stage_quantile)));
    if (which == WARNING_AGE)
        return sv_printf(
            w->a, "%.*s; %.*s of closed deals took %.*s days or less",
            SV_ARG(fact),
            SV_ARG(phrase_percent(set->age_quantile, 0, w->style, w->a)),
            SV_ARG(limit(w, &scores->now->cycles, set->age_quantile)));
    return fact;
}

struct sv words_warning_record(const struct words *w,
                               const struct scores *scores, enum warning which)
{
    static const char *const SUCH[WARNING_COUNT] = {
        [WARNING_OVERDUE] = "were overdue while open",
        [WARNING_QUIET] = "were quiet while open",
        [WARNING_PUSHED] = "were pushed as often while open",
        [WARNING_STEP_PAST] = "had such a next step",
        [WARNING_NO_STEP] = "had no next step",
        [WARNING_STAGE] = "stayed as long in a stage",
        [WARNING_AGE] = "became as old while open",
    };
    const struct warning_record *r = &scores->records[which];

    if (!r->dated || !r->deals)
        return (struct sv){0};
    return sv_printf(
        w->a,
        "Of %.*s past deals that %s, %.*s %s lost (%.*s; 95%% interval "
        "%.*s to %.*s)",
        SV_ARG(phrase_count(r->deals, w->style, w->a)), SUCH[which],
        SV_ARG(phrase_count(r->lost, w->style, w->a)),
        phrase_plural(r->lost, "was", "were"),
        SV_ARG(phrase_share(r->lost, r->deals, w->style, w->a)),
        SV_ARG(phrase_percent(r->ci.lower, 0, w->style, w->a)),
        SV_ARG(phrase_percent(r->ci.upper, 0, w->style, w->a)));
}
