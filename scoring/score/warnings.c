#include "scoring/score/warnings.h"

#include <math.h>

#include "scoring/features/landmarks.h"
#include "scoring/settings/settings.h"

enum {
    ENOUGH = 10,      /* stays or cycles, for a quantile of them */
    RECORD_DATES = 12 /* landmark days looked back on: a year, at 30 days */
};

/* What a warning is measured by, and whether that is dated. */
static const char *const MEASURED_BY[WARNING_COUNT] = {
    [WARNING_OVERDUE] = "days_to_expected_close",
    [WARNING_QUIET] = "days_since_activity",
    [WARNING_PUSHED] = "push_count",
    [WARNING_STAGE] = "days_in_stage",
    [WARNING_AGE] = "deal_age_days",
};

bool warning_holds(const struct warnings *w, enum warning which)
{
    return w->held & 1u << which;
}

enum warning warning_first(const struct warnings *w)
{
    int k = 0;

    while (k < WARNING_COUNT && !warning_holds(w, (enum warning)k))
        k++;
    return (enum warning)k;
}

static void hold(struct warnings *out, enum warning which, double value)
{
    out->held |= (uint8_t)(1u << which);
    out->value[which] = (float)value;
}

void warning_rules_init(struct warning_rules *out,
                        const struct warning_settings *set, bool steps)
{
    *out = (struct warning_rules){.set = set, .steps = steps};
    for (int k = 0; k < WARNING_COUNT; k++)
        if (MEASURED_BY[k])
            out->by[k] = feature_find(sv_from(MEASURED_BY[k]));
}

/* What a deal's days have to be above; NAN: too few to say. */
static double limit_of(const struct ecdf *days, double quantile)
{
    return days->n < ENOUGH ? (double)NAN : ecdf_quantile(days, quantile);
}

/* The last day that a text names, as 2024-05-14 alone: what else a date may
 * look like in a sentence, nobody can be sure of. */
static int32_t day_in(struct sv text)
{
    enum { ISO = 10 };
    int32_t last = DATE_NONE, day;

    for (size_t at = 0; at + ISO <= text.len; at++) {
        struct sv rest = sv_skip(text, at);
        bool inside = at && ascii_digit(text.ptr[at - 1]);
        bool goes_on = rest.len > ISO && ascii_digit(rest.ptr[ISO]);
        if (!inside && !goes_on &&
            date_parse_iso(&day, (struct sv){rest.ptr, ISO}) && day > last)
            last = day;
    }
    return last;
}

static void next_step(struct warnings *out, const struct deals *d, int32_t day,
                      bool steps, size_t i)
{
    int32_t named;

    if (!d->next_step || !deals_current_known(d, i, day))
        return;
    if (!sv_trim(d->next_step[i]).len) {
        if (steps)
            hold(out, WARNING_NO_STEP, 0);
        return;
    }
    named = day_in(d->next_step[i]);
    if (named != DATE_NONE && named < day)
        hold(out, WARNING_STEP_PAST, (double)day - named);
}

bool warnings_use_steps(const struct deals *d, const uint32_t *open, size_t n)
{
    size_t used = 0;

    for (size_t k = 0; d->next_step && k < n; k++)
        used += sv_trim(d->next_step[open[k]]).len > 0;
    return used && used * 4 >= n;
}

void warnings_at(struct warnings *out, const struct deals *d,
                 const struct snapshot *s, const struct warning_rules *rules,
                 size_t i)
{
    const struct warning_settings *set = rules->set;
    double overdue = -rules->by[WARNING_OVERDUE]->fn(d, s, i);
    double quiet = rules->by[WARNING_QUIET]->fn(d, s, i);
    double pushes = rules->by[WARNING_PUSHED]->fn(d, s, i);
    double age = rules->by[WARNING_AGE]->fn(d, s, i);
    int32_t stage, entered;

    *out = (struct warnings){0};
    if (overdue >= set->overdue_days)
        hold(out, WARNING_OVERDUE, overdue);
    if (quiet > set->quiet_days)
        hold(out, WARNING_QUIET, quiet);
    if (pushes >= set->pushes)
        hold(out, WARNING_PUSHED, pushes);
    next_step(out, d, s->day, rules->steps, i);
    deals_stage_at(d, i, s->day, &stage, &entered);
    if (stage >= 0 && d->stage_ordinal[stage] >= 0 && entered != DATE_NONE &&
        s->day - entered >
            limit_of(&s->stage_days_won[stage], set->stage_quantile))
        hold(out, WARNING_STAGE, s->day - entered);
    if (age > limit_of(&s->cycles, set->age_quantile))
        hold(out, WARNING_AGE, age);
}

static bool is_dated(const struct feature *f, const struct deals *d)
{
    return f && feature_available(f, d) && feature_tense(f, d) != TENSE_CURRENT;
}

/* Rows of one landmark day. */
struct span {
    size_t from, end;
};

/* Adds the warnings of one landmark day; `had` holds those that a deal was
 * counted with on an earlier one. */
static void count_day(struct warning_record out[WARNING_COUNT], uint8_t *had,
                      const struct context *ctx,
                      const struct warning_rules *rules,
                      const struct landmarks *l, struct span rows)
{
    const struct deals *d = ctx->deals;
    struct snapshot then;
    struct arena day;

    arena_init(&day);
    snapshot_at(&then, d, l->date[rows.from], &day);
    for (size_t r = rows.from; r < rows.end; r++) {
        struct warnings w;
        uint32_t i = l->deal[r];
        warnings_at(&w, d, &then, rules, i);
        for (int k = 0; k < WARNING_COUNT; k++) {
            if (!(w.held & ~had[i] & 1u << k))
                continue;
            out[k].deals++;
            out[k].lost += l->lost[r];
        }
        had[i] |= w.held;
    }
    arena_release(&day);
}

void warning_records(struct warning_record out[WARNING_COUNT],
                     const struct context *ctx, const struct landmarks *past)
{
    const struct deals *d = ctx->deals;
    struct warning_rules rules;
    size_t skip, n;
    uint8_t *had;

    warning_rules_init(&rules, &ctx->settings->warnings, false);
    for (int k = 0; k < WARNING_COUNT; k++)
        out[k] = (struct warning_record){
            .dated = is_dated(rules.by[k], d) && !d->rate_gap,
            .ci = {NAN, NAN}};
    if (!d->created || d->rate_gap)
        return;
    landmarks_resolved(&skip, &n, past, d,
                       ctx->settings->forest.resolved_share, RECORD_DATES);
    had = ARENA_ARRAY(ctx->scratch, d->n, uint8_t);
    /* Rows come from the newest day back; a deal counts at its first. */
    for (size_t end = skip + n, from; end > skip; end = from) {
        for (from = end; from > skip && past->date[from - 1] == past->date[end - 1];)
            from--;
        count_day(out, had, ctx, &rules, past, (struct span){from, end});
    }
    for (int k = 0; k < WARNING_COUNT; k++)
        if (!out[k].dated)
            out[k].deals = out[k].lost = 0;
        else if (out[k].deals)
            out[k].ci = wilson95(out[k].lost, out[k].deals);
}
