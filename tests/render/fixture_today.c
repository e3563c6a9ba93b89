/* What the fixture's deals ask for: warnings, dates in words, today. */
#include <math.h>
#include <stdlib.h>

#include "render/words/format.h"
#include "render/words/phrase.h"
#include "render/words/rates.h"
#include "tests/render/fixture.h"
#include "tests/render/fixture_rows.h"

static void add_dates(struct report_deal *d, int32_t as_of, struct arena *a)
{
    char day[FORMAT_TEXT];

    d->due_words = SV("no close date");
    if (d->expected == DATE_NONE)
        return;
    format_date_near(day, d->expected, as_of);
    d->due_words = sv_printf(a, "closes %s", day);
    if (d->expected >= as_of)
        return;
    d->due_words =
        sv_printf(a, "was due %s, %d days ago", day, as_of - d->expected);
    d->n_warnings = 1;
    d->warnings = ARENA_NEW(a, struct report_warning);
    *d->warnings = (struct report_warning){
        WARNING_OVERDUE, d->due_words,
        SV("Of 40 past deals that were overdue while open, 31 were lost (78%; "
           "95% interval 62% to 88%)")};
}

static int most_to_lose(const void *left, const void *right, void *ctx)
{
    const struct report *r = ctx;
    double a = r->deals[*(const uint32_t *)left].score->expected_loss;
    double b = r->deals[*(const uint32_t *)right].score->expected_loss;

    a = isnan(a) ? -1 : a;
    b = isnan(b) ? -1 : b;
    return a != b
               ? (a > b ? -1 : 1)
               : (int)*(const uint32_t *)left - (int)*(const uint32_t *)right;
}

static void list_today(struct report *r, struct arena *a)
{
    struct report_today *t = &r->today;
    uint32_t *deals = ARENA_ARRAY(a, r->n_deals, uint32_t);

    for (size_t i = 0; i < r->n_deals; i++)
        if (r->deals[i].score->level >= LEVEL_HIGH || r->deals[i].n_warnings)
            deals[t->n++] = (uint32_t)i;
    if (t->n)
        qsort_r(deals, t->n, sizeof *deals, most_to_lose, r);
    t->asking = t->deals = deals;
    t->first = t->n < TODAY_FIRST ? t->n : TODAY_FIRST;
    t->more = t->n - t->first < TODAY_MORE ? t->n - t->first : TODAY_MORE;
    if (t->n)
        t->heading =
            sv_printf(a, "What to do today: %zu deals, $15.1M", t->first);
    if (t->more)
        t->more_heading =
            sv_printf(a, "The next %zu of %zu deals that ask for something",
                      t->more, t->n);
}

void fixture_live(struct report *r, struct arena *a)
{
    struct words w = {.style = r->style, .as_of = r->as_of, .a = a};
    struct scores scores = *r->scores;

    scores.n = r->n_deals;
    words_headline_live(&r->live, &w, &scores, r->portfolio);
}

void fixture_today(struct report *r, struct arena *a)
{
    for (size_t i = 0; i < r->n_deals; i++) {
        struct report_deal *d = &r->deals[i];
        add_dates(d, r->as_of, a);
        d->why = d->n_warnings ? d->warnings[0].text : d->evidence[0];
        if (d->n_warnings && d->score->n_factors)
            d->reason = d->evidence[0];
    }
    list_today(r, a);
    r->saved_label = SV("If 20% were saved");
    r->loss_rate = words_loss_rate(r->scores);
    const struct deals deals = {0};
    const struct settings settings = {.save_rate = r->portfolio->money.save_rate};
    const struct words w = {.style = r->style, .settings = &settings,
                            .deals = &deals, .a = a};
    r->loss_range = words_loss_range(&w, r->portfolio);
    r->risk_note = words_risk_note(&w, r->portfolio);
    words_rescue(&r->rescue, &w, r->portfolio);
    fixture_live(r, a);
    if (r->record_sentence.len)
        r->caveats[r->n_caveats++] = r->record_sentence;
    for (size_t i = 0; i < r->notes.n && r->n_caveats < CAVEATS; i++)
        if (r->notes.list[i].warning)
            r->caveats[r->n_caveats++] = r->notes.list[i].text;
    r->know_first = words_know_first(&w, r->model, r->scores->mode, &r->notes);
}
