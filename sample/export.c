#include "sample/export.h"

#include <math.h>
#include <stdio.h>

#include "sample/names.h"
#include "scoring/base/rng.h"

enum { ID_TEXT = 32 };

static const char *deal_id(char out[ID_TEXT], size_t number)
{
    snprintf(out, ID_TEXT, "OPP-%06zu", number + 1);
    return out;
}

/* RFC 4180, as a CRM writes it: hostile text is the reader's business. */
static void add_field(struct buf *out, struct sv text)
{
    bool quote = false;

    for (size_t i = 0; i < text.len; i++)
        quote = quote || text.ptr[i] == '"' || text.ptr[i] == ',' ||
                text.ptr[i] == '\n';
    if (quote)
        buf_add_char(out, '"');
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] == '"')
            buf_add_char(out, '"');
        buf_add_char(out, text.ptr[i]);
    }
    if (quote)
        buf_add_char(out, '"');
    buf_add_char(out, ',');
}

static void add_date(struct buf *out, int32_t date, char end)
{
    char text[DATE_TEXT];

    buf_add_str(out, date_iso(text, date));
    buf_add_char(out, end);
}

static void add_amount(struct buf *out, double amount, char end)
{
    if (!isnan(amount))
        buf_printf(out, "%.0f", amount);
    buf_add_char(out, end);
}

/* The latest contact on or before `day`; it carries no signal. */
static int32_t last_activity(const struct world_deal *deal, int32_t until,
                             uint64_t seed)
{
    struct rng r;
    double day = deal->created;
    int32_t last = DATE_NONE;

    rng_init(&r, seed ^ 0xac7100u, deal->number);
    for (;;) {
        day += -7 * log(1 - rng_uniform(&r));
        if (day > until)
            return last;
        last = (int32_t)day;
    }
}

struct deal_states { /* how a deal stands on a day */
    bool closed;
    int stage;
    int32_t entered, expected;
    int pushes;
    double amount;
};

static struct deal_states standing_on(const struct world_deal *deal,
                                      int32_t day)
{
    struct deal_states s = {.closed = deal->closed <= day,
                            .expected = world_expected(deal, day),
                            .amount = world_amount(deal, day)};

    for (int i = 0; i < deal->n_stays && deal->stays[i].entered <= day; i++) {
        s.stage = deal->stays[i].stage;
        s.entered = deal->stays[i].entered;
    }
    for (int i = 0; i < deal->n_pushes && deal->pushes[i].date <= day; i++)
        s.pushes++;
    return s;
}

static const char *forecast(const struct world_deal *deal, int stage)
{
    int called = stage + deal->ahead;
    return SAMPLE_FORECASTS[called < WORLD_STAGES ? called : stage];
}

static const char *closed_forecast(const struct world_deal *deal)
{
    return deal->lost ? "Omitted" : "Closed";
}

static void add_deal(struct buf *out, const struct world_deal *deal,
                     int32_t day, uint64_t seed, struct arena *scratch)
{
    struct deal_states s = standing_on(deal, day);
    struct sv account = sample_account(deal->account, scratch);
    const char *product = SAMPLE_PRODUCTS[deal->product];
    struct rng r;
    char id[ID_TEXT];
    struct sv name;

    rng_init(&r, seed ^ 0x7e87u, deal->number);
    name = sv_printf(scratch, "%.*s \xe2\x80\x93 %s", SV_ARG(account), product);
    buf_printf(out, "%s,", deal_id(id, deal->number));
    add_field(out, name);
    add_field(out, account);
    add_field(out, sample_rep(deal->rep, scratch));
    add_field(out, sample_manager(deal->rep));
    add_amount(out, s.closed ? deal->signed_at : s.amount, ',');
    buf_add_str(out, "USD,");
    add_date(out, deal->created, ',');
    add_date(out, s.closed ? deal->closed : s.expected, ',');
    if (s.closed)
        buf_add_str(out, deal->lost ? "Closed Lost,Lost," : "Closed Won,Won,");
    else
        buf_printf(out, "%s,Open,", SAMPLE_STAGES[s.stage]);
    add_field(out, sv_from(SAMPLE_INDUSTRIES[deal->industry]));
    add_field(out, sv_from(SAMPLE_REGIONS[deal->region]));
    add_field(out, sv_from(product));
    add_field(out, sv_from(SAMPLE_SOURCES[deal->source]));
    add_date(out, s.closed ? deal->closed : s.entered, ',');
    add_date(out, last_activity(deal, s.closed ? deal->closed : day, seed),
             ',');
    add_field(out,
              s.closed ? (struct sv){0} : sample_next_step(rng_below(&r, 900)));
    buf_printf(out, "%d,", s.pushes);
    buf_printf(out, "%s\n",
               s.closed ? closed_forecast(deal) : forecast(deal, s.stage));
}

/* One dirty row in about 400, each kind in turn. Its id is that of the deal
 * before it and more, so that deals are in the order of their ids. */
static void add_dirty(struct buf *out, size_t turn, const char *before)
{
    static const char *const rows[] = {
        "@-DIRTY-#,Ragged row,Alder Foods Inc.\n",
        "@-DIRTY-#,Unreadable date,Brook Power LLC,,,12000,USD,"
        "2025-02-30,2025-06-30,Demo,Lost,,,,,,,,,\n",
        "@-DIRTY-#,Negative amount,Cedar Works AG,,,-4000,USD,"
        "2025-02-03,2025-06-30,Closed Lost,Lost,Retail,EMEA,Core,Event,"
        "2025-06-30,2025-06-12,,0,Omitted\n",
        "@-DIRTY-#,Closed before it was created,Delta Systems,,,9000,USD,"
        "2025-05-05,2025-01-10,Closed Won,Won,Retail,EMEA,Core,Event,"
        "2025-01-10,2025-01-09,,0,Closed\n",
        ",No id,Ember Medical GmbH,,,7000,USD,2025-05-05,2025-08-10,"
        "Closed Won,Won,Retail,EMEA,Core,Event,2025-08-10,,,#,Closed\n"};
    struct sv text = sv_from(rows[turn % (sizeof rows / sizeof rows[0])]);

    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] == '#')
            buf_printf(out, "%zu", turn + 1);
        else if (text.ptr[i] == '@')
            buf_add_str(out, before);
        else
            buf_add_char(out, text.ptr[i]);
    }
}

void sample_deals(struct buf *out, const struct world *w, int32_t day)
{
    enum { DIRTY_EVERY = 397 };
    uint64_t seed = world_seed(w);
    size_t n = world_count(w, day);
    struct arena scratch;

    arena_init(&scratch);
    buf_add_str(out, "deal_id,name,account,owner,manager,amount,currency,"
                     "created_date,closed_date,stage,outcome,industry,region,"
                     "product,lead_source,stage_entered_date,last_activity,"
                     "next_step,push_count,forecast_category\n");
    for (size_t k = 0; k < n; k++) {
        struct world_deal deal;
        world_deal(&deal, w, k);
        bool exported = world_exported(w, &deal, day);
        if (exported)
            add_deal(out, &deal, day, seed, &scratch);
        if (k % DIRTY_EVERY == 200) {
            char id[ID_TEXT];
            deal_id(id, k);
            add_dirty(out, k / DIRTY_EVERY, id);
        }
        if (exported && k % 1499 == 700) /* the same deal exported twice */
            add_deal(out, &deal, day, seed, &scratch);
        arena_reset(&scratch);
    }
    arena_release(&scratch);
}

/* How far the history of a deal is told, and what it says there. */
struct telling {
    int stays, pushes, edits; /* that are told */
    double amount;
    int32_t expected;
};

/* Tells the next thing; on the same day a push comes first, then an edit, then
 * a stage, but for the first. False: it happens after `day`, or there is none.
 */
static bool tell_next(struct telling *t, int32_t *date,
                      const struct world_deal *deal, int32_t day)
{
    bool begun = t->stays > 0;
    int32_t stay =
        t->stays < deal->n_stays ? deal->stays[t->stays].entered : INT32_MAX;
    int32_t push = begun && t->pushes < deal->n_pushes
                       ? deal->pushes[t->pushes].date
                       : INT32_MAX;
    int32_t edit = begun && t->edits < deal->n_edits
                       ? deal->edits[t->edits].date
                       : INT32_MAX;

    *date = push <= stay && push <= edit ? push : edit <= stay ? edit : stay;
    if (*date > day)
        return false;
    if (*date == push) {
        t->expected = deal->pushes[t->pushes++].expected;
    } else if (*date == edit) {
        if (deal->edits[t->edits].expected != DATE_NONE)
            t->expected = deal->edits[t->edits].expected;
        t->amount = deal->edits[t->edits++].amount;
    } else {
        t->stays++;
    }
    return true;
}

void sample_history(struct buf *out, const struct world *w, int32_t day)
{
    bool calls = world_scenario(w)->optimists > 0;
    size_t n = world_count(w, day);

    buf_printf(out, "deal_id,stage,entered_date,amount,close_date%s\n",
               calls ? ",forecast_category" : "");
    for (size_t k = 0; k < n; k++) {
        struct world_deal deal;
        char id[ID_TEXT];
        int32_t date;

        world_deal(&deal, w, k);
        if (!world_exported(w, &deal, day))
            continue;
        deal_id(id, k);
        struct telling t = {.amount = deal.amount,
                            .expected = deal.first_expected};
        while (tell_next(&t, &date, &deal, day)) {
            int stage = deal.stays[t.stays - 1].stage;
            buf_printf(out, "%s,%s,", id, SAMPLE_STAGES[stage]);
            add_date(out, date, ',');
            add_amount(out, t.amount, ',');
            add_date(out, t.expected, calls ? ',' : '\n');
            if (calls)
                buf_printf(out, "%s\n", forecast(&deal, stage));
        }
        if (deal.closed > day)
            continue;
        buf_printf(out, "%s,%s,", id, deal.lost ? "Closed Lost" : "Closed Won");
        add_date(out, deal.closed, ',');
        add_amount(out, deal.signed_at, ',');
        add_date(out, deal.closed, calls ? ',' : '\n');
        if (calls)
            buf_printf(out, "%s\n", closed_forecast(&deal));
    }
}

/* What each quarter up to `last` closes at, from *first on: deals that are
 * created only later are in it too. */
static double *won_by_quarter(int *first, const struct world *w, int last,
                              struct arena *a)
{
    size_t n = world_count(w, quarter_start(last + 1, 1) - 1);
    struct world_deal deal;
    double *won;

    world_deal(&deal, w, 0);
    *first = date_quarter(deal.created, 1);
    won = ARENA_ARRAY(a, (size_t)(last - *first + 1), double);
    for (size_t k = 0; k < n; k++) {
        world_deal(&deal, w, k);
        int quarter = date_quarter(deal.closed, 1);
        if (!deal.lost && quarter <= last && !isnan(deal.signed_at))
            won[quarter - *first] += deal.signed_at;
    }
    return won;
}

static int last_quarter(const struct world *w, size_t n)
{
    struct world_deal deal;
    int out = 0;

    for (size_t k = 0; k < n; k++) {
        world_deal(&deal, w, k);
        int quarter = date_quarter(deal.closed, 1);
        out = quarter > out ? quarter : out;
    }
    return out;
}

void sample_truth(struct buf *out, const struct world *w, int32_t day)
{
    size_t n = world_count(w, day);
    const double *won;
    struct arena run;
    int first;

    arena_init(&run);
    won = won_by_quarter(&first, w, last_quarter(w, n), &run);
    buf_add_str(out, "deal_id,outcome,closed_date,state,"
                     "p_lost_at_creation,p_lost,amount,quarter,quarter_won\n");
    for (size_t k = 0; k < n; k++) {
        struct world_deal deal;
        char id[ID_TEXT], name[DATE_TEXT];
        bool closed;
        int quarter;

        world_deal(&deal, w, k);
        closed = deal.closed <= day;
        quarter = date_quarter(deal.closed, 1);
        buf_printf(out, "%s,%s,", deal_id(id, k), deal.lost ? "Lost" : "Won");
        add_date(out, deal.closed, ',');
        buf_printf(out, "%s,%.6f,",
                   closed                          ? "closed"
                   : world_exported(w, &deal, day) ? "open"
                                                   : "left out",
                   deal.prior);
        if (!closed)
            buf_printf(out, "%.6f", world_posterior(w, &deal, day));
        buf_add_char(out, ',');
        add_amount(out, deal.signed_at, ',');
        buf_printf(out, "%s,%.0f\n", quarter_name(name, quarter),
                   won[quarter - first]);
    }
    arena_release(&run);
}
