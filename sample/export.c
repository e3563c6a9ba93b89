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
};

static struct deal_states standing_on(const struct world_deal *deal,
                                      int32_t day)
{
    struct deal_states s = {.closed = deal->closed <= day,
                            .expected = deal->first_expected};

    for (int i = 0; i < deal->n_stays && deal->stays[i].entered <= day; i++) {
        s.stage = deal->stays[i].stage;
        s.entered = deal->stays[i].entered;
    }
    for (int i = 0; i < deal->n_pushes && deal->pushes[i].date <= day; i++) {
        s.expected = deal->pushes[i].expected;
        s.pushes++;
    }
    return s;
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
    add_amount(out, s.closed ? deal->signed_at : deal->amount, ',');
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
               s.closed ? deal->lost ? "Omitted" : "Closed"
                        : SAMPLE_FORECASTS[s.stage]);
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

void sample_history(struct buf *out, const struct world *w, int32_t day)
{
    size_t n = world_count(w, day);

    buf_add_str(out, "deal_id,stage,entered_date,amount,close_date\n");
    for (size_t k = 0; k < n; k++) {
        struct world_deal deal;
        char id[ID_TEXT];
        int stay = 0, pushed = 0;
        int32_t expected;

        world_deal(&deal, w, k);
        if (!world_exported(w, &deal, day))
            continue;
        deal_id(id, k);
        expected = deal.first_expected;
        while (stay < deal.n_stays || pushed < deal.n_pushes) {
            /* By date; on the same day the push comes first. */
            bool push = pushed < deal.n_pushes && stay > 0 &&
                        (stay == deal.n_stays ||
                         deal.pushes[pushed].date <= deal.stays[stay].entered);
            int32_t date =
                push ? deal.pushes[pushed].date : deal.stays[stay].entered;
            if (date > day)
                break;
            if (push)
                expected = deal.pushes[pushed++].expected;
            else
                stay++;
            buf_printf(out, "%s,%s,", id,
                       SAMPLE_STAGES[deal.stays[stay - 1].stage]);
            add_date(out, date, ',');
            add_amount(out, deal.amount, ',');
            add_date(out, expected, '\n');
        }
        if (deal.closed > day)
            continue;
        buf_printf(out, "%s,%s,", id, deal.lost ? "Closed Lost" : "Closed Won");
        add_date(out, deal.closed, ',');
        add_amount(out, deal.signed_at, ',');
        add_date(out, deal.closed, '\n');
    }
}

void sample_truth(struct buf *out, const struct world *w, int32_t day)
{
    size_t n = world_count(w, day);

    buf_add_str(out, "deal_id,outcome,closed_date,state,"
                     "p_lost_at_creation,p_lost\n");
    for (size_t k = 0; k < n; k++) {
        struct world_deal deal;
        char id[ID_TEXT];
        bool closed;

        world_deal(&deal, w, k);
        closed = deal.closed <= day;
        buf_printf(out, "%s,%s,", deal_id(id, k), deal.lost ? "Lost" : "Won");
        add_date(out, deal.closed, ',');
        buf_printf(out, "%s,%.6f,",
                   closed                          ? "closed"
                   : world_exported(w, &deal, day) ? "open"
                                                   : "left out",
                   deal.prior);
        if (!closed)
            buf_printf(out, "%.6f", world_posterior(w, &deal, day));
        buf_add_char(out, '\n');
    }
}
