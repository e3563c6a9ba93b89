/* The fixture's flow, pace, slip, calls, why it moved and the past that
 * changed, by hand; sums hold to the cent. */
#include "tests/render/fixture.h"

#include <math.h>
#include <stdlib.h>

#include "render/words/format.h"
#include "tests/render/fixture_rows.h"

/* Closed deals, and one that is gone, after the open ones of `quality`. */
static const char *const CLOSED[] = {"Closed won <1>", "Closed won 2",
                                     "Closed lost 3", "=Closed(4)"};
enum { CLOSED_N = sizeof CLOSED / sizeof CLOSED[0] };

static void name_deals(struct report *r, struct arena *a)
{
    struct deals *d = ARENA_NEW(a, struct deals);

    *d = *r->quality;
    d->n = FIXTURE_DEALS + CLOSED_N;
    d->id = ARENA_ARRAY(a, d->n, struct sv);
    d->name = ARENA_ARRAY(a, d->n, struct sv);
    for (size_t i = 0; i < FIXTURE_DEALS; i++) {
        d->id[i] = sv_from(FIXTURE_ROWS[i].id);
        d->name[i] = sv_from(FIXTURE_ROWS[i].name);
    }
    for (size_t k = 0; k < CLOSED_N; k++) {
        d->id[FIXTURE_DEALS + k] = sv_printf(a, "OLD-%zu", k + 1);
        d->name[FIXTURE_DEALS + k] = sv_from(CLOSED[k]);
    }
    for (int g = 0; g < GROUP_COUNT; g++) {
        d->groups[g].code = ARENA_ARRAY(a, d->n, int32_t);
        for (size_t i = 0; i < d->n; i++)
            d->groups[g].code[i] = -1;
    }
    r->quality = d;
}

static void add_to(struct flow *f, enum flow_class c, uint32_t deal,
                   int64_t cents, struct arena *a)
{
    struct flow_total *t = &f->of[c];

    if (!t->list)
        t->list = ARENA_ARRAY(a, FIXTURE_DEALS, struct flow_deal);
    t->list[t->n++] = (struct flow_deal){
        .deal = deal,
        .id = deal == FLOW_GONE ? SV("GONE-1") : (struct sv){0},
        .cents = cents,
        .due_then = c == FLOW_CREATED ? DATE_NONE : f->start + 40,
        .due_now = c == FLOW_PUSHED_OUT ? f->end + 30 : f->start + 50};
    t->cents += cents;
}

/* Of 24 deals, one after the other: what each was, and became. */
static void add_flow(struct flow *f, int32_t since, int32_t until,
                     struct arena *a)
{
    *f = (struct flow){.from = DATED_HISTORY,
                       .since = since,
                       .until = until,
                       .whole = true,
                       .amounts_dated = true,
                       .quarter = date_quarter(until, 1)};
    f->start = quarter_start(f->quarter, 1);
    f->end = quarter_start(f->quarter + 1, 1) - 1;
    for (uint32_t i = 0; i < 20; i++) {
        int64_t cents = 4000000 + 1350033 * (int64_t)(20 - i);
        add_to(f, i < 13 ? FLOW_OPENING : i < 17 ? FLOW_CREATED : FLOW_PULLED_IN,
               i, cents, a);
        if (i == 2 || i == 5)
            add_to(f, FLOW_RAISED, i, 1200050, a);
        if (i == 7)
            add_to(f, FLOW_LOWERED, i, 450010, a);
        int64_t now = cents + (i == 2 || i == 5) * 1200050 - (i == 7) * 450010;
        add_to(f, i == 3 || i == 9 || i == 11 ? FLOW_PUSHED_OUT : FLOW_CLOSING,
               i, now, a);
    }
    add_to(f, FLOW_OPENING, FIXTURE_DEALS, 21000000, a);
    add_to(f, FLOW_WON, FIXTURE_DEALS, 21000000, a);
    add_to(f, FLOW_OPENING, FIXTURE_DEALS + 1, 16000000, a);
    add_to(f, FLOW_WON, FIXTURE_DEALS + 1, 16000000, a);
    add_to(f, FLOW_OPENING, FIXTURE_DEALS + 2, 9999999, a);
    add_to(f, FLOW_LOST, FIXTURE_DEALS + 2, 9999999, a);
    add_to(f, FLOW_OPENING, FLOW_GONE, 3000000, a);
    add_to(f, FLOW_REMOVED, FLOW_GONE, 3000000, a);
    f->overdue = 2;
    f->overdue_cents = 34000000;
}

static const char *const LABELS[FLOW_CLASSES] = {
    "Opening",    "Created", "Pulled in", "Reopened", "Raised", "Lowered",
    "Pushed out", "Lost",    "Won",       "Removed",  "Closing"};

static void say_flow(struct flow_words *w, const struct flow *f,
                     const struct report *r, struct arena *a)
{
    char text[FORMAT_TEXT], day[FORMAT_TEXT], now[FORMAT_TEXT];

    w->title = sv_printf(a, "Since %s", format_date(day, f->since));
    for (int c = 0; c < FLOW_CLASSES; c++) {
        struct flow_row *row = &w->row[c];
        row->class = (enum flow_class)c;
        row->label = sv_from(LABELS[c]);
        row->amount = sv_printf(
            a, "%s%s", FLOW_SIGN[c] && c ? FLOW_SIGN[c] > 0 ? "+" : "\xe2\x88\x92" : "",
            format_money_full(text, (double)f->of[c].cents / 100, r->style));
        row->deals = sv_printf(a, "%zu deal%s", f->of[c].n,
                               f->of[c].n == 1 ? "" : "s");
        row->means = SV("open then, and due in this quarter since");
    }
    w->scope = sv_printf(a, "%.*s; losses are those of deals that were due",
                         SV_ARG(w->title));
    w->head = w->line = sv_printf(
        a, "%s due in the quarter was open; %s is open now",
        format_money_short(text, (double)f->of[FLOW_OPENING].cents / 100, r->style),
        format_money_short(now, (double)f->of[FLOW_CLOSING].cents / 100, r->style));
}

static void add_pace(struct quarter_changes *c, struct report_changes *w,
                     int32_t day)
{
    struct pace *p = &c->pace;
    int quarter = date_quarter(day, 1);

    p->day = day - quarter_start(quarter, 1) + 1;
    p->days = quarter_start(quarter + 1, 1) - quarter_start(quarter, 1);
    p->days_left = p->days - p->day;
    p->n = 4;
    w->pace.line = SV("Won $0.8M by now; past quarters had won $0.7M by the "
                      "same day (middle of 8)");
}

static struct slip_count count(size_t won, size_t lost, size_t slipped)
{
    struct slip_count c = {.due = won + lost + slipped,
                           .won = won,
                           .lost = lost,
                           .slipped = slipped};

    c.won95 = wilson95(won, c.due);
    c.slipped95 = wilson95(slipped, c.due);
    return c;
}

static struct slip_row slip_words(const char *label, const struct slip_count *c,
                                  struct arena *a)
{
    size_t n = c->due;

    return (struct slip_row){
        .label = sv_copy(a, sv_from(label)),
        .won = sv_printf(a, "%zu of %zu (%zu%%)", c->won, n, 100 * c->won / n),
        .lost = sv_printf(a, "%zu of %zu (%zu%%)", c->lost, n, 100 * c->lost / n),
        .slipped = sv_printf(a, "%zu of %zu (%zu%%)", c->slipped, n,
                             100 * c->slipped / n),
        .of = c};
}

static void add_slip(struct slipping *s, struct slip_words *w, int quarter,
                     struct arena *a)
{
    static const char *const pushes[SLIP_PUSHES] = {
        "Never pushed", "Pushed once", "Pushed twice",
        "Pushed three times or more"};
    char name[DATE_TEXT];

    s->n = 4;
    w->n = 5;
    w->quarters = ARENA_ARRAY(a, 5, struct slip_row);
    for (size_t k = 0; k < 4; k++) {
        s->quarters[k] = (struct slip_quarter){
            .quarter = quarter - 1 - (int)k,
            .from = DATED_HISTORY,
            .count = count(30 + k, 22 - k, 28 + 2 * k)};
        w->quarters[k] = slip_words(
            quarter_label(name, s->quarters[k].quarter, 1),
            &s->quarters[k].count, a);
    }
    s->all = count(126, 82, 124);
    w->quarters[4] = slip_words("All of them", &s->all, a);
    s->pushes_known = true;
    w->n_pushes = SLIP_PUSHES;
    w->pushes = ARENA_ARRAY(a, SLIP_PUSHES, struct slip_row);
    for (size_t k = 0; k < SLIP_PUSHES; k++) {
        s->by_pushes[k] = count(60 - 18 * k, 30 - 4 * k, 22 + 9 * k);
        w->pushes[k] = slip_words(pushes[k], &s->by_pushes[k], a);
    }
    w->line = SV("Of 332 deals that were due in the last 4 quarters when these "
                 "began, 38% were won in theirs, 25% lost, and 37% slipped");
}

static void add_calls(struct calls *c, struct calls_words *w, struct arena *a)
{
    static const char *const names[] = {"Commit", "Best <case>", "Pipeline"};
    enum { N = 3 };

    c->n = w->n = N;
    c->quarters = 4;
    c->due_only = true;
    c->company = ARENA_ARRAY(a, N, struct call_row);
    w->company = ARENA_ARRAY(a, N, struct call_words);
    for (size_t k = 0; k < N; k++) {
        struct call_row *row = &c->company[k];
        *row = (struct call_row){
            .category = (int32_t)k,
            .group = GROUP_COUNT,
            .code = -1,
            .all = {8, 3, 2, 64000000, 31000000, 9000000},
            .due = {6, 2, 2, 41000000, 20000000, 9000000},
            .came_in = 30 - 9 * k,
            .of = 40 + 5 * k,
            .p = NAN,
            .p_adjusted = NAN};
        row->rate95 = wilson95(row->came_in, row->of);
        w->company[k] = (struct call_words){
            .of = row,
            .category = sv_from(names[k]),
            .danger = sv_printf(a,
                                "3 of 8 %s deals, $310K of $640K, are HIGH or "
                                "CRITICAL; 2 are overdue",
                                names[k]),
            .record = sv_printf(a, "%zu of %zu came in (%zu%%)", row->came_in,
                                row->of, 100 * row->came_in / row->of)};
    }
    c->n_people = w->n_people = N;
    c->people = ARENA_ARRAY(a, N, struct call_row);
    w->people = ARENA_ARRAY(a, N, struct call_words);
    for (size_t k = 0; k < N; k++) {
        c->people[k] = c->company[k];
        c->people[k].group = GROUP_OWNER;
        c->people[k].of = c->people[k].came_in = 0;
        w->people[k] = w->company[k];
        w->people[k].of = &c->people[k];
        w->people[k].who = SV("Priya Raman");
        w->people[k].record = (struct sv){0};
    }
    w->line = w->company[0].danger;
    w->n_findings = 1;
    w->findings = ARENA_NEW(a, struct sv);
    w->findings[0] = SV("Nobody's calls came in more or less often than those "
                        "of the others, beyond chance (6 tests)");
}

static const char *const PART_LABELS[MOVE_PARTS] = {
    "New",     "Won",         "Lost", "Removed", "Pushed", "Amounts",
    "Own",     "Time passed", "Model learnt", "Not yet created"};

static void add_moved(struct moved_sum *s, struct moved_words *w, bool landing,
                      const struct report *r, struct arena *a)
{
    static const int64_t parts[MOVE_PARTS] = {
        9200000, 14000000, -31000000, 0, -12000050,
        2500000, 4100000,  -3300000,  1200000, -2400000};
    char was[FORMAT_TEXT], is[FORMAT_TEXT], text[FORMAT_TEXT];

    s->after = s->before = 209740050;
    for (int p = 0; p < MOVE_PARTS; p++) {
        s->part[p] = parts[p];
        s->deals[p] = parts[p] != 0;
        s->after += parts[p];
        if (!parts[p])
            continue;
        w->rows[w->n++] = (struct moved_row){
            (enum move_part)p, sv_from(PART_LABELS[p]),
            sv_printf(a, "%s%s", parts[p] > 0 ? "+" : "\xe2\x88\x92",
                      format_money_full(text, (double)llabs(parts[p]) / 100,
                                        r->style))};
    }
    w->head = sv_printf(
        a, "%s %s \xe2\x86\x92 %s", landing ? "Landing" : "At risk",
        format_money_short(was, (double)s->before / 100, r->style),
        format_money_short(is, (double)s->after / 100, r->style));
    w->line = sv_printf(a, "%.*s since 25 Dec 2023, most of it lost deals",
                        SV_ARG(w->head));
}

static void add_restated(struct restated *x, struct restated_words *w,
                         const struct report *r, int quarter, struct arena *a)
{
    static const struct {
        enum restated_kind kind;
        uint32_t deal;
        const char *name, *what;
        int64_t cents;
    } changes[] = {
        {RESTATED_BACKDATED, FIXTURE_DEALS, "Closed won <1>",
         "won on 28 Sep, first told on 12 Oct", 21000000},
        {RESTATED_DELETED, FLOW_GONE, "a deleted deal",
         "was won, and is in the export no more", -3000000},
        {RESTATED_TURNED_LOST, FIXTURE_DEALS + 3, "=Closed(4)",
         "was won, and is lost now", -1500000}};
    char name[DATE_TEXT], text[FORMAT_TEXT], was[FORMAT_TEXT], is[FORMAT_TEXT];

    x->n = w->n = 2;
    w->quarters = ARENA_ARRAY(a, 2, struct restated_quarter_words);
    for (int k = 0; k < 2; k++) {
        struct restated_quarter *q = &x->quarters[k];
        struct restated_quarter_words *to = &w->quarters[k];
        *q = (struct restated_quarter){.quarter = quarter - 1 - k,
                                       .reached = true,
                                       .first_won = 20,
                                       .now_won = 20,
                                       .first_told = 161000000};
        q->start = quarter_start(q->quarter, 1);
        q->end = quarter_start(q->quarter + 1, 1) - 1;
        q->first_run = q->end + 6;
        q->told_now = q->first_told;
        to->label = sv_copy(a, sv_from(quarter_label(name, q->quarter, 1)));
        q->n = to->n = k ? 0 : 3;
        q->changes = ARENA_ARRAY(a, 3, struct restatement);
        to->rows = ARENA_ARRAY(a, 3, struct restated_row);
        for (size_t i = 0; i < q->n; i++) {
            int64_t cents = changes[i].cents;
            q->changes[i] = (struct restatement){.kind = changes[i].kind,
                                                 .deal = changes[i].deal,
                                                 .cents = cents,
                                                 .told = q->end + 12};
            q->by_kind[changes[i].kind] += cents;
            q->told_now += cents;
            to->rows[i] = (struct restated_row){
                sv_from(changes[i].name), sv_from(changes[i].what),
                sv_printf(a, "%s%s", cents > 0 ? "+" : "\xe2\x88\x92",
                          format_money_full(text, (double)llabs(cents) / 100,
                                            r->style)),
                &q->changes[i]};
        }
        to->line = sv_printf(
            a, "%s as first told, %zu changes: %s as told now",
            format_money_full(was, (double)q->first_told / 100, r->style), q->n,
            format_money_full(is, (double)q->told_now / 100, r->style));
        x->changes += q->n;
    }
    w->line = SV("1 of 2 past quarters is told otherwise now");
}

/* The first of the news is how the landing moved. */
static void add_quarter_news(struct report *r, struct arena *a)
{
    struct text_line *list;

    if (!r->news.n)
        return;
    list = ARENA_ARRAY(a, r->news.n + 1, struct text_line);
    list[0] = (struct text_line){SV("Quarter"), r->change_words.landing.line};
    memcpy(list + 1, r->news.list, r->news.n * sizeof *list);
    r->news.list = list;
    r->news.n++;
}

static void drop_quarter_news(struct report *r)
{
    if (!r->news.n || !sv_eq(r->news.list[0].label, SV("Quarter")))
        return;
    r->news.list++;
    r->news.n--;
}

void fixture_changes(struct report *r, int32_t day, struct arena *a)
{
    struct quarter_changes *c = ARENA_NEW(a, struct quarter_changes);
    struct report_changes *w = &r->change_words;
    int quarter = date_quarter(day, 1);

    *w = (struct report_changes){0};
    name_deals(r, a);
    add_flow(&c->since_start, quarter_start(quarter, 1) - 1, day, a);
    add_flow(&c->since_last, day - 7, day, a);
    say_flow(&w->since_start, &c->since_start, r, a);
    say_flow(&w->since_last, &c->since_last, r, a);
    add_pace(c, w, day);
    add_slip(&c->slip, &w->slip, quarter, a);
    add_calls(&c->calls, &w->calls, a);
    c->moved.last = day - 7;
    c->moved.comparable = true;
    add_moved(&c->moved.landing, &w->landing, true, r, a);
    add_moved(&c->moved.at_risk, &w->at_risk, false, r, a);
    add_restated(&c->restated, &w->restated, r, quarter, a);
    drop_quarter_news(r);
    add_quarter_news(r, a);
    r->changes = c;
}

void fixture_changes_none(struct report *r, enum quarter_gap gap,
                          struct arena *a)
{
    struct quarter_changes *c = ARENA_NEW(a, struct quarter_changes);
    struct report_changes *w = &r->change_words;

    *w = (struct report_changes){0};
    drop_quarter_news(r);
    c->since_start.gap = c->since_last.gap = c->slip.gap = gap;
    c->moved.last = DATE_NONE;
    c->moved.landing.gap = c->moved.at_risk.gap = gap;
    c->restated.gap = gap;
    c->pace.gap = GAP_NO_PAST;
    c->calls.gap = GAP_NO_CATEGORY;
    w->since_start.gap = SV("What came into the quarter and left it cannot be "
                            "told: the history records no expected closes; a "
                            "run each week does");
    if (gap == GAP_FIRST_RUN)
        w->first_run = SV("First run: what moved is shown from the next run on");
    else
        w->since_last.gap = w->landing.gap = w->at_risk.gap =
            SV("What moved cannot be told: the history records no edits");
    w->slip.gap = SV("What slips cannot be told: no past day is known");
    w->calls.gap = SV("The export has no forecast category");
    w->restated.gap = SV("What of past quarters is told otherwise is seen from "
                         "the second run on");
    r->changes = c;
}
