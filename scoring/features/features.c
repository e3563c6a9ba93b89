#include "scoring/features/features.h"

#include <math.h>

#include "scoring/features/stays.h"

static double days_since(const struct snapshot *s, int32_t date)
{
    if (date == DATE_NONE || date > s->day)
        return NAN;
    return (double)s->day - date;
}

static double deal_amount(const struct deals *d, const struct snapshot *s,
                          size_t i)
{
    return deals_amount_at(d, i, s->day);
}

static double amount_percentile(const struct deals *d, const struct snapshot *s,
                                size_t i)
{
    return ecdf_rank(&s->amounts, deal_amount(d, s, i));
}

static double is_large_deal(const struct deals *d, const struct snapshot *s,
                            size_t i)
{
    double limit = ecdf_quantile(&s->amounts, LARGE_QUANTILE);
    double amount = deal_amount(d, s, i);

    return isnan(amount) || isnan(limit) ? NAN : amount > limit;
}

static double deal_age_days(const struct deals *d, const struct snapshot *s,
                            size_t i)
{
    return d->created ? days_since(s, d->created[i]) : NAN;
}

static double deal_age_percentile(const struct deals *d,
                                  const struct snapshot *s, size_t i)
{
    return ecdf_rank(&s->cycles, deal_age_days(d, s, i));
}

static double is_long_cycle(const struct deals *d, const struct snapshot *s,
                            size_t i)
{
    double limit = ecdf_quantile(&s->cycles, LONG_QUANTILE);
    double age = deal_age_days(d, s, i);

    return isnan(age) || isnan(limit) ? NAN : age > limit;
}

/* A ratio; a median of nothing or of deals won on the spot counts a day. */
static double age_vs_won_median(const struct deals *d, const struct snapshot *s,
                                size_t i)
{
    double median = ecdf_quantile(&s->won_cycles, 0.5);

    if (isnan(median))
        return NAN;
    return deal_age_days(d, s, i) / fmax(median, 1);
}

static double group_winrate(const struct deals *d, const struct snapshot *s,
                            enum group group, size_t i)
{
    const struct group_rate *rate = snapshot_rate(s, d, group, i);

    return rate ? rate->shrunk : NAN;
}

static double rep_historical_winrate(const struct deals *d,
                                     const struct snapshot *s, size_t i)
{
    return group_winrate(d, s, GROUP_OWNER, i);
}

static int32_t owner_of(const struct deals *d, size_t i)
{
    const struct category *owner = &d->groups[GROUP_OWNER];

    return owner->n_labels > 0 ? owner->code[i] : -1;
}

static double rep_recent_winrate(const struct deals *d,
                                 const struct snapshot *s, size_t i)
{
    int32_t owner = owner_of(d, i);

    return owner < 0 ? NAN : group_rate_of(&s->recent_owner, owner)->shrunk;
}

static double rep_open_deals(const struct deals *d, const struct snapshot *s,
                             size_t i)
{
    int32_t owner = owner_of(d, i);

    if (owner < 0)
        return NAN;
    return (size_t)owner < s->groups[GROUP_OWNER].n ? s->owner_open[owner] : 0;
}

static double industry_winrate(const struct deals *d, const struct snapshot *s,
                               size_t i)
{
    return group_winrate(d, s, GROUP_INDUSTRY, i);
}

static double region_winrate(const struct deals *d, const struct snapshot *s,
                             size_t i)
{
    return group_winrate(d, s, GROUP_REGION, i);
}

static double product_winrate(const struct deals *d, const struct snapshot *s,
                              size_t i)
{
    return group_winrate(d, s, GROUP_PRODUCT, i);
}

static double lead_source_quality(const struct deals *d,
                                  const struct snapshot *s, size_t i)
{
    return group_winrate(d, s, GROUP_SOURCE, i);
}

static double account_prior_wins(const struct deals *d,
                                 const struct snapshot *s, size_t i)
{
    const struct group_rate *rate = snapshot_rate(s, d, GROUP_ACCOUNT, i);

    return rate ? rate->won : NAN;
}

/* Events of deal i that were known on the snapshot's day, oldest first. */
static const struct stage_event *events_known(const struct deals *d,
                                              const struct snapshot *s,
                                              size_t i, size_t *count)
{
    size_t first = d->event_start[i], end = d->event_start[i + 1];

    while (end > first && d->events[end - 1].date > s->day)
        end--;
    *count = end - first;
    return d->events + first;
}

/* With history, from the history alone: deals_stage_at() would also use the
 * export's stage date, which only a deal that never moved again still has. */
static void stage_dated(const struct deals *d, const struct snapshot *s,
                        size_t i, int32_t *stage, int32_t *entered)
{
    const struct stage_event *events;
    size_t n, first;

    if (!d->has_history) {
        deals_stage_at(d, i, s->day, stage, entered);
        return;
    }
    *stage = -1;
    *entered = DATE_NONE;
    if (d->sightings) {
        const struct sighting *seen = deals_sighting(d, i, s->day, &events);

        *stage = seen ? events->stage : -1;
        *entered = seen ? seen->entered : DATE_NONE;
        return;
    }
    events = events_known(d, s, i, &n);
    if (n == 0)
        return;
    first = n - 1;
    while (first > 0 && events[first - 1].stage == events[n - 1].stage)
        first--;
    *stage = events[n - 1].stage;
    *entered = events[first].date;
}

static double stage_ordinal(const struct deals *d, const struct snapshot *s,
                            size_t i)
{
    int32_t stage, entered;

    stage_dated(d, s, i, &stage, &entered);
    if (stage < 0 || d->stage_ordinal[stage] < 0)
        return NAN;
    return d->stage_ordinal[stage];
}

static double days_in_stage(const struct deals *d, const struct snapshot *s,
                            size_t i)
{
    int32_t stage, entered;

    stage_dated(d, s, i, &stage, &entered);
    if (stage < 0 || d->stage_ordinal[stage] < 0)
        return NAN;
    return days_since(s, entered);
}

static double days_in_stage_percentile(const struct deals *d,
                                       const struct snapshot *s, size_t i)
{
    int32_t stage, entered;

    stage_dated(d, s, i, &stage, &entered);
    if (stage < 0)
        return NAN;
    return ecdf_rank(&s->stage_days[stage], days_since(s, entered));
}

static double stage_regressions(const struct deals *d, const struct snapshot *s,
                                size_t i)
{
    const struct stage_event *events;
    int32_t last = -1;
    int moves = 0;
    size_t n;

    if (!d->has_history)
        return NAN;
    if (d->sightings) {
        const struct sighting *seen = deals_sighting(d, i, s->day, &events);

        return seen ? seen->regressions : NAN;
    }
    events = events_known(d, s, i, &n);
    for (size_t e = 0; e < n; e++) {
        int32_t ordinal = d->stage_ordinal[events[e].stage];

        if (ordinal < 0) /* closed by mistake, then reopened */
            continue;
        moves += ordinal < last;
        last = ordinal;
    }
    return n > 0 ? moves : NAN;
}

struct spent {
    const struct deals *d;
    int32_t ordinal;
    double days;
};

static void spend(void *of, const struct stay *stay)
{
    struct spent *sum = of;

    if (sum->d->stage_ordinal[stay->stage] == sum->ordinal)
        sum->days = (isnan(sum->days) ? 0 : sum->days) +
                    ((double)stay->left - stay->entered);
}

/* Days spent in the stage at a place of the pipeline, from 1, in stays that
 * are over; NAN: in none. */
static double days_in_place(const struct deals *d, const struct snapshot *s,
                            size_t i, int place)
{
    struct spent sum = {d, place - 1, NAN};

    stays_over(d, i, s->day, spend, &sum);
    return sum.days;
}

#define DAYS_IN_STAGE(place)                                                   \
    static double days_in_stage_##place(                                       \
        const struct deals *d, const struct snapshot *s, size_t i)             \
    {                                                                          \
        return days_in_place(d, s, i, place);                                  \
    }

DAYS_IN_STAGE(1)
DAYS_IN_STAGE(2)
DAYS_IN_STAGE(3)
DAYS_IN_STAGE(4)
DAYS_IN_STAGE(5)
DAYS_IN_STAGE(6)
DAYS_IN_STAGE(7)
DAYS_IN_STAGE(8)

static double push_count(const struct deals *d, const struct snapshot *s,
                         size_t i)
{
    const struct stage_event *events;
    int32_t last = DATE_NONE;
    int pushes = 0;
    size_t n;

    if (!s->dated_expected)
        return d->push_count && deals_current_known(d, i, s->day)
                   ? d->push_count[i]
                   : NAN;
    if (d->sightings) {
        const struct sighting *seen = deals_sighting(d, i, s->day, &events);

        return seen ? seen->pushes : NAN;
    }
    events = events_known(d, s, i, &n);
    for (size_t e = 0; e < n; e++) {
        if (events[e].expected == DATE_NONE)
            continue;
        pushes += last != DATE_NONE && events[e].expected > last;
        last = events[e].expected;
    }
    return last == DATE_NONE ? NAN : pushes;
}

static double days_to_expected_close(const struct deals *d,
                                     const struct snapshot *s, size_t i)
{
    const struct stage_event *events;
    int32_t expected = DATE_NONE;
    size_t n;

    if (s->dated_expected && d->sightings) {
        if (deals_sighting(d, i, s->day, &events))
            expected = events->expected;
    } else if (s->dated_expected) {
        events = events_known(d, s, i, &n);

        while (n > 0 && expected == DATE_NONE)
            expected = events[--n].expected;
    } else if (deals_current_known(d, i, s->day)) {
        expected = d->expected[i];
    }
    return expected == DATE_NONE ? NAN : (double)expected - s->day;
}

static double days_since_activity(const struct deals *d,
                                  const struct snapshot *s, size_t i)
{
    if (!d->last_activity || !deals_current_known(d, i, s->day))
        return NAN;
    return days_since(s, d->last_activity[i]);
}

static double created_month(const struct deals *d, const struct snapshot *s,
                            size_t i)
{
    (void)s;
    if (!d->created || d->created[i] == DATE_NONE)
        return NAN;
    return date_civil(d->created[i]).month;
}

static double missing_fields(const struct deals *d, const struct snapshot *s,
                             size_t i)
{
    (void)s;
    return d->missing ? d->missing[i] : NAN;
}

/* What a feature needs besides its column. */
enum { HISTORY = 1, EXPECTED = 2, ORDER = 4, PLACE = 8 };
#define PASSED(place) (HISTORY | ORDER | PLACE * (place))

/* Its raw input, or why its drift is not measured. */
#define INPUT(name) .input = (name)
#define NO_INPUT(why) .no_input = (why)

/* A line that leaves out one of these does not compile. */
#define FEATURE(function, measured_in, words, of, at_best, column, besides,    \
                drift, evidence, whatif)                                       \
    {                                                                          \
        .name = #function, .unit = (measured_in), .label = (words),            \
        .subject = (of), .tense = (at_best), .needs = (column),                \
        .needs_history = ((besides) & HISTORY) != 0,                           \
        .needs_expected = (besides) == EXPECTED,                               \
        .needs_order = ((besides) & ORDER) != 0, .place = (besides) / PLACE,   \
        drift, .counted = (evidence), .moved = (whatif), .fn = (function)      \
    }

/* clang-format off */
const struct feature FEATURES[] = {
    FEATURE(deal_amount, "amount", "deal size", SUBJECT_AMOUNT, TENSE_FIXED,
            COLUMN_AMOUNT, 0, INPUT("amount"), COUNTED_SIZE, MOVED_BY_AMOUNT),
    FEATURE(amount_percentile, "share", "deal size against all deals",
            SUBJECT_AMOUNT, TENSE_FIXED, COLUMN_AMOUNT, 0, INPUT("amount"),
            COUNTED_SIZE, MOVED_BY_AMOUNT),
    FEATURE(is_large_deal, "yes/no", "among the largest tenth of deals",
            SUBJECT_AMOUNT, TENSE_FIXED, COLUMN_AMOUNT, 0, INPUT("amount"),
            COUNTED_SIZE, MOVED_BY_AMOUNT),
    FEATURE(deal_age_days, "days", "age of the deal", SUBJECT_AGE, TENSE_FIXED,
            COLUMN_CREATED, 0, INPUT("age"), COUNTED_LENGTH, MOVED_BY_TIME),
    FEATURE(deal_age_percentile, "share", "age against closed cycles",
            SUBJECT_AGE, TENSE_FIXED, COLUMN_CREATED, 0, INPUT("age"),
            COUNTED_LENGTH, MOVED_BY_TIME),
    FEATURE(is_long_cycle, "yes/no",
            "older than three quarters of closed cycles", SUBJECT_AGE,
            TENSE_FIXED, COLUMN_CREATED, 0, INPUT("age"), COUNTED_LENGTH,
            MOVED_BY_TIME),
    FEATURE(age_vs_won_median, "ratio", "age against the median won cycle",
            SUBJECT_AGE, TENSE_FIXED, COLUMN_CREATED, 0, INPUT("age"),
            COUNTED_LENGTH, MOVED_BY_TIME),
    FEATURE(rep_historical_winrate, "share", "rep's win rate", SUBJECT_REP,
            TENSE_FIXED, COLUMN_OWNER, 0, INPUT("owner"), COUNTED_RATE,
            MOVED_NEVER),
    FEATURE(rep_recent_winrate, "share", "rep's win rate of 90 days",
            SUBJECT_REP, TENSE_FIXED, COLUMN_OWNER, 0, INPUT("owner"),
            COUNTED_NOT, MOVED_NEVER),
    FEATURE(rep_open_deals, "count", "rep's open deals", SUBJECT_REP,
            TENSE_FIXED, COLUMN_OWNER, 0, INPUT("owner"), COUNTED_NOT,
            MOVED_NEVER),
    FEATURE(industry_winrate, "share", "industry's win rate", SUBJECT_INDUSTRY,
            TENSE_FIXED, COLUMN_INDUSTRY, 0, INPUT("industry"), COUNTED_RATE,
            MOVED_NEVER),
    FEATURE(region_winrate, "share", "region's win rate", SUBJECT_REGION,
            TENSE_FIXED, COLUMN_REGION, 0, INPUT("region"), COUNTED_RATE,
            MOVED_NEVER),
    FEATURE(product_winrate, "share", "product's win rate", SUBJECT_PRODUCT,
            TENSE_FIXED, COLUMN_PRODUCT, 0, INPUT("product"), COUNTED_RATE,
            MOVED_NEVER),
    FEATURE(lead_source_quality, "share", "lead source's win rate",
            SUBJECT_SOURCE, TENSE_FIXED, COLUMN_LEAD_SOURCE, 0,
            INPUT("lead source"), COUNTED_RATE, MOVED_NEVER),
    FEATURE(account_prior_wins, "count", "deals won with the account before",
            SUBJECT_ACCOUNT, TENSE_FIXED, COLUMN_ACCOUNT, 0, INPUT("account"),
            COUNTED_RATE, MOVED_NEVER),
    FEATURE(stage_ordinal, "ordinal", "stage reached", SUBJECT_STAGE,
            TENSE_DATED, COLUMN_STAGE, ORDER, INPUT("stage"), COUNTED_NOT,
            MOVED_BY_STAGE),
    FEATURE(days_in_stage, "days", "days in stage", SUBJECT_STAGE, TENSE_DATED,
            COLUMN_STAGE, 0, INPUT("days in stage"), COUNTED_LENGTH,
            MOVED_BY_STAGE),
    FEATURE(days_in_stage_percentile, "share",
            "days in stage against that stage's history", SUBJECT_STAGE,
            TENSE_DATED, COLUMN_STAGE, 0, INPUT("days in stage"),
            COUNTED_LENGTH, MOVED_BY_STAGE),
    FEATURE(stage_regressions, "count", "stage regressions",
            SUBJECT_STAGE, TENSE_DATED, COLUMN_STAGE, HISTORY | ORDER,
            INPUT("stage regressions"), COUNTED_NOT, MOVED_BY_STAGE),
    FEATURE(days_in_stage_1, "days", "days spent in stage 1", SUBJECT_STAGE,
            TENSE_DATED, COLUMN_STAGE, PASSED(1), INPUT("days in stage 1"),
            COUNTED_PASSED, MOVED_BY_STAGE),
    FEATURE(days_in_stage_2, "days", "days spent in stage 2", SUBJECT_STAGE,
            TENSE_DATED, COLUMN_STAGE, PASSED(2), INPUT("days in stage 2"),
            COUNTED_PASSED, MOVED_BY_STAGE),
    FEATURE(days_in_stage_3, "days", "days spent in stage 3", SUBJECT_STAGE,
            TENSE_DATED, COLUMN_STAGE, PASSED(3), INPUT("days in stage 3"),
            COUNTED_PASSED, MOVED_BY_STAGE),
    FEATURE(days_in_stage_4, "days", "days spent in stage 4", SUBJECT_STAGE,
            TENSE_DATED, COLUMN_STAGE, PASSED(4), INPUT("days in stage 4"),
            COUNTED_PASSED, MOVED_BY_STAGE),
    FEATURE(days_in_stage_5, "days", "days spent in stage 5", SUBJECT_STAGE,
            TENSE_DATED, COLUMN_STAGE, PASSED(5), INPUT("days in stage 5"),
            COUNTED_PASSED, MOVED_BY_STAGE),
    FEATURE(days_in_stage_6, "days", "days spent in stage 6", SUBJECT_STAGE,
            TENSE_DATED, COLUMN_STAGE, PASSED(6), INPUT("days in stage 6"),
            COUNTED_PASSED, MOVED_BY_STAGE),
    FEATURE(days_in_stage_7, "days", "days spent in stage 7", SUBJECT_STAGE,
            TENSE_DATED, COLUMN_STAGE, PASSED(7), INPUT("days in stage 7"),
            COUNTED_PASSED, MOVED_BY_STAGE),
    FEATURE(days_in_stage_8, "days", "days spent in stage 8", SUBJECT_STAGE,
            TENSE_DATED, COLUMN_STAGE, PASSED(8), INPUT("days in stage 8"),
            COUNTED_PASSED, MOVED_BY_STAGE),
    FEATURE(push_count, "count", "times the expected close was pushed",
            SUBJECT_ACTIVITY, TENSE_DATED, COLUMN_PUSH_COUNT, EXPECTED,
            INPUT("pushes"), COUNTED_PUSHES, MOVED_BY_PUSHES),
    FEATURE(days_to_expected_close, "days", "days to the expected close",
            SUBJECT_ACTIVITY, TENSE_DATED, COLUMN_EXPECTED, EXPECTED,
            INPUT("days to expected close"), COUNTED_TO_CLOSE, MOVED_BY_CLOSE),
    FEATURE(days_since_activity, "days", "days since the last activity",
            SUBJECT_ACTIVITY, TENSE_CURRENT, COLUMN_LAST_ACTIVITY, 0,
            NO_INPUT("known as of today alone: feeds no forest"),
            COUNTED_QUIET, MOVED_NEVER),
    FEATURE(created_month, "month", "month in which it was created",
            SUBJECT_AGE, TENSE_FIXED, COLUMN_CREATED, 0,
            NO_INPUT("moves with the calendar"), COUNTED_NOT, MOVED_NEVER),
    FEATURE(missing_fields, "count", "empty fields", SUBJECT_ACTIVITY,
            TENSE_FIXED, COLUMN_COUNT, 0, INPUT("missing fields"),
            COUNTED_EMPTY, MOVED_BY_FILLING),
};
/* clang-format on */

const size_t FEATURES_N = sizeof FEATURES / sizeof FEATURES[0];

const struct feature *feature_find(struct sv name)
{
    for (size_t k = 0; k < FEATURES_N; k++)
        if (sv_eq(name, sv_from(FEATURES[k].name)))
            return &FEATURES[k];
    return NULL;
}
