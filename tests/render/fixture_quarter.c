/* The fixture's quarter: landing, range, record, target and hinges, and their
 * words, by hand. */
#include "tests/render/fixture.h"

#include <math.h>

#include "render/words/format.h"
#include "tests/render/fixture_rows.h"

enum { PAST = LANDING_PAST, SCOPES = 5 };

static struct landing_money money_of(double so_far, double open, double created)
{
    struct landing_money m = {.so_far = so_far,
                              .open = open,
                              .created = created,
                              .created_variance = 9e9,
                              .ratio = 1,
                              .level = 1,
                              .blend = 1,
                              .method = METHOD_MODEL,
                              .landing = so_far + open + created,
                              .scale = 1.3,
                              .sd = 0.16 * (open + created)};

    m.told[METHOD_MODEL] = m.landing;
    m.told[METHOD_AVERAGE] = m.landing * 1.09;
    m.told[METHOD_CRM] = m.landing * 1.58;
    m.range = (struct interval){m.landing - 0.29 * (open + created),
                                m.landing + 0.28 * (open + created)};
    return m;
}

static const double TRUTH[PAST] = {1.92, 1.61, 1.78, 1.43,
                                   1.66, 1.31, 1.49, 1.12};
static const double ERROR[PAST] = {0.04, -0.09, 0.06, -0.02,
                                   0.11, 0.24, -0.05, 0.07};

/* Of the quarter's share `at`, so much is won by then. */
static double curve(double at)
{
    return at * (0.62 + 0.38 * at * at);
}

static void add_past(struct landing_money *m, const struct landing_quarter *q,
                     double times)
{
    double at = 1 - (double)q->days_left / (q->end - q->start + 1);
    double sum = 0, error = 0, bias = 0;

    m->n_past = PAST;
    for (int k = 0; k < PAST; k++) {
        struct landing_past *p = &m->past[k];
        double truth = TRUTH[k] * 1.45e6 * times;
        double told = truth * (1 + ERROR[k]), half = 0.15 * truth;
        *p = (struct landing_past){.quarter = q->quarter - 1 - k,
                                   .so_far = truth * curve(at),
                                   .truth = truth};
        p->end = quarter_start(p->quarter + 1, 1) - 1;
        p->day = p->end - q->days_left;
        p->from_open = 0.7 * (truth - p->so_far);
        p->from_created = 0.3 * (truth - p->so_far);
        p->told[METHOD_MODEL] = told;
        p->told[METHOD_AVERAGE] = truth * (1 - ERROR[k] * 1.8);
        p->told[METHOD_CRM] = truth * (1.5 + ERROR[k]);
        p->range[METHOD_MODEL] = (struct interval){told - half, told + half};
        p->range[METHOD_AVERAGE] =
            (struct interval){truth * 0.7, truth * 1.25};
        p->range[METHOD_CRM] = (struct interval){NAN, NAN};
        sum += truth;
        bias += told - truth;
        error += fabs(told - truth);
    }
    m->record[METHOD_MODEL] = (struct landing_record){
        .n = PAST, .bias = bias / PAST, .error = error / PAST,
        .share = error / sum, .judged = PAST, .held = 7, .tells = true};
    m->record[METHOD_AVERAGE] =
        (struct landing_record){.n = PAST, .bias = -0.09e6, .error = 0.35e6,
                                .share = 0.156, .judged = PAST, .held = 6,
                                .tells = true};
    m->record[METHOD_CRM] = (struct landing_record){
        .n = PAST, .bias = 1.2e6, .error = 1.2e6, .share = 0.54,
        .tells = true};
}

static void add_target(struct landing_quarter *q, double amount)
{
    const struct landing_money *m = &q->money[ENDING_WON];
    double gap = fmax(amount - m->so_far, 0);

    q->target = (struct landing_target){
        .amount = amount,
        .attained = m->so_far / amount,
        .gap = gap,
        .chance = 0.38,
        .due = 2.2e6,
        .by_due = {2.2e6 / gap, PAST, 2.4, 1.8, 3.1},
        .by_open = {4.1e6 / gap, PAST, 4.9, 3.6, 6.2}};
}

static void add_hinges(struct landing_quarter *q, const struct report *r)
{
    static const double shares[] = {0.19, 0.11, 0.08, 0.06, 0.05, 0.04};
    static const double p[] = {0.34, 0.52, 0.21, 0.61, 0.18, 0.44};
    size_t n = 0;

    for (size_t i = 0; i < r->n_deals && n < 6; i++) {
        const struct report_deal *d = &r->deals[i];
        if (!(d->amount > 2e4 && d->amount < 2e6))
            continue;
        q->hinge[n] = (struct landing_hinge){d->score->deal, p[n], d->amount,
                                             shares[n]};
        q->hinges_share += shares[n++];
    }
    q->n_hinges = n;
    q->hinges_decide = n > 0;
}

/* What Deals of the workbook sums up to. */
static double open_of(const struct report *r, enum landing_when when)
{
    double sum = 0;

    for (size_t i = 0; i < r->n_deals; i++) {
        const double *by = r->deals[i].landing->by[ENDING_WON];
        double p = when == THIS_QUARTER ? by[THIS_QUARTER]
                                        : by[NEXT_QUARTER] - by[THIS_QUARTER];
        if (!isnan(r->deals[i].amount))
            sum += p * r->deals[i].amount;
    }
    return sum;
}

static void add_quarters(struct landing_scope *s, const struct report *r,
                         int32_t day, double times)
{
    for (int w = 0; w < LANDING_WHENS; w++) {
        struct landing_quarter *q = &s->quarter[w];
        double so_far = w ? 0 : 0.84e6 * times;
        q->quarter = date_quarter(day, 1) + w;
        q->start = quarter_start(q->quarter, 1);
        q->end = quarter_start(q->quarter + 1, 1) - 1;
        q->days_left = q->end - day;
        q->money[ENDING_WON] =
            money_of(so_far, open_of(r, (enum landing_when)w) * times,
                     (w ? 1.18e6 : 0.36e6) * times);
        q->money[ENDING_LOST] =
            money_of(so_far * 1.2, 1.1e6 * times, 0.21e6 * times);
        add_past(&q->money[ENDING_WON], q, times);
        add_past(&q->money[ENDING_LOST], q, 1.3 * times);
        q->target.amount = q->target.attained = q->target.gap =
            q->target.chance = q->target.due = NAN;
        q->target.by_due = q->target.by_open =
            (struct landing_cover){NAN, 0, NAN, NAN, NAN};
    }
    if (s->of == LANDING_COMPANY || times > 0.3)
        add_target(&s->quarter[THIS_QUARTER], 3.0e6 * times);
    add_hinges(&s->quarter[THIS_QUARTER], r);
}

static void add_paths(struct landing_scope *s, int32_t day, struct arena *a)
{
    const struct landing_quarter *q = &s->quarter[THIS_QUARTER];

    s->n_paths = 1 + PAST;
    for (int k = 0; k <= PAST; k++) {
        struct landing_path *p = &s->path[k];
        double total = k ? q->money[ENDING_WON].past[k - 1].truth : NAN;
        p->quarter = q->quarter - k;
        p->start = quarter_start(p->quarter, 1);
        int days = quarter_start(p->quarter + 1, 1) - p->start;
        p->n = (size_t)(k ? days : day - p->start + 1);
        p->total = total;
        p->won = ARENA_ARRAY(a, p->n, double);
        double scale = k ? total
                         : q->money[ENDING_WON].so_far /
                               curve((double)p->n / days);
        for (size_t i = 0; i < p->n; i++) /* in steps, as deals come */
            p->won[i] = scale * curve((double)(i / 4 * 4 + (i % 4 > 1) +
                                               (i + 1 == p->n ? i % 4 + 1 : 0)) /
                                      days);
        p->won[p->n - 1] = k ? total : q->money[ENDING_WON].so_far;
    }
    s->n_fan = LANDING_FAN;
    for (int k = 0; k < LANDING_FAN; k++) {
        struct landing_fan *f = &s->fan[k];
        const struct landing_money *m = &q->money[ENDING_WON];
        double at = (double)k / (LANDING_FAN - 1);
        f->day = day + (int32_t)(at * q->days_left + 0.5);
        f->expected = m->so_far + at * (m->landing - m->so_far);
        f->range =
            (struct interval){m->so_far + at * (m->range.lower - m->so_far),
                              m->so_far +
                                  sqrt(at) * (m->range.upper - m->so_far)};
    }
}

static struct sv money(const struct report *r, double x, struct arena *a)
{
    char text[FORMAT_TEXT];

    return sv_copy(a, sv_from(format_money_short(text, x, r->style)));
}

static void add_words(struct quarter_words *w, const struct report *r,
                      const struct landing_quarter *q, struct arena *a)
{
    const struct landing_money *m = &q->money[ENDING_WON];
    char name[DATE_TEXT], end[FORMAT_TEXT];

    quarter_label(name, q->quarter, 1);
    w->name = sv_copy(a, sv_from(name));
    w->then = sv_printf(a, "with %d days left", q->days_left);
    w->hinges_title = SV("The deals that decide it");
    w->won_by = sv_printf(a, "Won by %s", format_date_near(end, q->end, q->end));
    w->heading = sv_printf(a, "%s: %d of %d days left, to %s", name,
                           q->days_left, q->end - q->start + 1,
                           format_date_long(end, q->end));
    w->landing = sv_printf(
        a, "%s will close at %.*s won (80%% range %.*s to %.*s)", name,
        SV_ARG(money(r, m->landing, a)), SV_ARG(money(r, m->range.lower, a)),
        SV_ARG(money(r, m->range.upper, a)));
    w->parts = sv_printf(a,
                         "%.*s won so far, %.*s from 24 open deals, %.*s from "
                         "deals not yet created",
                         SV_ARG(money(r, m->so_far, a)),
                         SV_ARG(money(r, m->open, a)),
                         SV_ARG(money(r, m->created, a)));
    w->record = SV("The range held in 7 of the last 8 quarters; the landing was "
                   "off by 8% ($191,000), 4% too high on average");
    w->baselines = SV("On the same days the average of past quarters was off by "
                      "16%, adding up what the CRM says closes by 54%");
    w->crm = sv_printf(a, "The CRM says %.*s",
                       SV_ARG(money(r, m->told[METHOD_CRM], a)));
    w->lost = sv_printf(a,
                        "Expected to be lost: %.*s (80%% range %.*s to %.*s)",
                        SV_ARG(money(r, q->money[ENDING_LOST].landing, a)),
                        SV_ARG(money(r, q->money[ENDING_LOST].range.lower, a)),
                        SV_ARG(money(r, q->money[ENDING_LOST].range.upper, a)));
    w->hinges = q->n_hinges ? SV("6 deals hold 53% of what is uncertain")
                            : (struct sv){0};
    w->amounts = SV("Replays take amounts as the export has them now: the "
                    "history does not date them");
    if (isnan(q->target.amount))
        return;
    char share[FORMAT_TEXT];
    w->target = sv_printf(
        a, "%.*s of %.*s (%s) are won; %.*s to go",
        SV_ARG(money(r, m->so_far, a)), SV_ARG(money(r, q->target.amount, a)),
        format_percent(share, q->target.attained, 0, r->style),
        SV_ARG(money(r, q->target.gap, a)));
    w->chance = SV("The chance to reach it is 38%");
    w->cover = sv_printf(
        a, "%.*s are open and due, %s times what is to go; past quarters "
           "needed 2.4 times (1.8 to 3.1) on this day",
        SV_ARG(money(r, q->target.due, a)),
        format_fixed(share, q->target.by_due.now, 1, r->style));
}

static void add_deals(struct landing *l, struct report *r, struct arena *a)
{
    l->n_deals = r->n_deals;
    l->deals = ARENA_ARRAY(a, r->n_deals, struct landing_deal);
    for (size_t i = 0; i < r->n_deals; i++) {
        const struct score *s = r->deals[i].score;
        struct landing_deal *d = &l->deals[s->deal];
        double won = 0.4 * (1 - (isnan(s->p_loss) ? 0.5 : s->p_loss));
        *d = (struct landing_deal){
            s->deal,
            r->deals[i].amount,
            {{won, 1.5 * won}, {0.4 - 0.6 * won, 0.6 - 0.6 * won}},
            {s->deal % 2, s->deal % 3 == 0}};
        r->deals[i].landing = d;
    }
}

void fixture_quarter(struct report *r, int32_t day, struct arena *a)
{
    static const struct {
        enum landing_of of;
        const char *who;
        double times;
    } scopes[SCOPES] = {{LANDING_COMPANY, "", 1},
                        {LANDING_MANAGER, "Dana Whitfield", 0.7},
                        {LANDING_MANAGER, "Jon <b>Bell</b>", 0.3},
                        {LANDING_OWNER, "Priya Raman", 0.41},
                        {LANDING_OWNER, "=SUM(Yuki)", 0.22}};
    struct landing *l = ARENA_NEW(a, struct landing);
    struct quarter_words *words =
        ARENA_ARRAY(a, SCOPES * LANDING_WHENS, struct quarter_words);

    *l = (struct landing){.as_of = day,
                          .fiscal_month = 1,
                          .chances = true,
                          .crm_known = true,
                          .crm_dated = true,
                          .n_scopes = SCOPES,
                          .scopes =
                              ARENA_ARRAY(a, SCOPES, struct landing_scope)};
    add_deals(l, r, a);
    for (int k = 0; k < SCOPES; k++) {
        struct landing_scope *s = &l->scopes[k];
        *s = (struct landing_scope){.of = scopes[k].of,
                                    .code = k - 1,
                                    .enough = k != SCOPES - 1,
                                    .open = r->n_deals / (k ? 2 : 1),
                                    .no_amount = !k};
        add_quarters(s, r, day, scopes[k].times);
        add_paths(s, day, a);
        for (int w = 0; w < LANDING_WHENS; w++) {
            struct quarter_words *to = &words[k * LANDING_WHENS + w];
            to->whose = sv_from(scopes[k].who);
            add_words(to, r, &s->quarter[w], a);
        }
    }
    r->landing = l;
    r->quarter_words = words;
    fixture_changes(r, day, a);
}

/* Too short a past to judge a range by, and no target. */
void fixture_quarter_young(struct report *r, int32_t day, struct arena *a)
{
    fixture_quarter(r, day, a);
    struct landing *l = ARENA_NEW(a, struct landing);

    *l = *r->landing;
    l->n_scopes = 1;
    l->gap = LANDING_FEW_PAST;
    l->crm_known = l->crm_dated = false;
    for (int w = 0; w < LANDING_WHENS; w++) {
        struct landing_quarter *q = &l->scopes[0].quarter[w];
        struct quarter_words *words = (struct quarter_words *)(void *)(uintptr_t)
            &r->quarter_words[w];
        for (int e = 0; e < ENDING_COUNT; e++) {
            struct landing_money *m = &q->money[e];
            m->range = (struct interval){NAN, NAN};
            m->scale = NAN;
            m->gap = LANDING_FEW_PAST;
            m->n_past = 2;
            for (int k = 0; k < METHOD_COUNT; k++)
                m->record[k] = (struct landing_record){
                    .n = 2, .bias = 1e4, .error = 9e4, .share = 0.06};
            m->record[METHOD_CRM] = (struct landing_record){
                .bias = NAN, .error = NAN, .share = NAN};
            for (size_t k = 0; k < m->n_past; k++) {
                m->past[k].told[METHOD_CRM] = NAN;
                for (int x = 0; x < METHOD_COUNT; x++)
                    m->past[k].range[x] = (struct interval){NAN, NAN};
            }
        }
        q->target.amount = q->target.attained = q->target.gap =
            q->target.chance = q->target.due = q->target.by_due.now =
                q->target.by_open.now = NAN;
        words->landing = sv_printf(
            a, "%.*s will close at %.*s won", SV_ARG(words->name),
            SV_ARG(money(r, q->money[ENDING_WON].landing, a)));
        words->no_range = SV("No range: 2 past quarters are known, and a range "
                             "asks for 4");
        words->record = words->baselines = words->crm = words->target = words->chance =
            words->cover = (struct sv){0};
    }
    l->scopes[0].n_paths = 3;
    for (int k = 0; k < LANDING_FAN; k++)
        l->scopes[0].fan[k].range = (struct interval){NAN, NAN};
    r->landing = l;
    fixture_changes_none(r, GAP_NO_EDITS, a);
}

/* Without amounts nothing lands. */
void fixture_quarter_none(struct report *r, int32_t day, struct arena *a)
{
    struct landing *l = ARENA_NEW(a, struct landing);

    *l = (struct landing){
        .as_of = day, .fiscal_month = 1, .gap = LANDING_NO_AMOUNTS};
    r->landing = l;
    fixture_changes_none(r, GAP_FIRST_RUN, a);
}
