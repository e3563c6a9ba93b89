/* The deals behind the quarter: its hinges, the calls, what slips, why it
 * moved, and the past that changed. */
#include "render/brief/brief_parts.h"

#include <math.h>

#include "render/base/theme.h"
#include "render/words/format.h"
#include "render/words/quarter_paper.h"

enum { HINGE_N = 5 };

static void draw_hinge(struct brief *b, const struct brief_cell *cell,
                       const struct landing_hinge *h,
                       const struct report_deal *d)
{
    char amount[FORMAT_TEXT], p[FORMAT_TEXT], share[FORMAT_TEXT];
    struct sv cells[HINGE_N] = {
        {0},
        brief_named(b, d->owner, SV("owner without a font")),
        sv_from(format_money_short(amount, h->amount, b->r->style)),
        sv_from(format_chance(p, h->p, 0, b->r->style)),
        sv_from(format_percent(share, h->share, 0, b->r->style))};

    brief_table_row(b, cell, HINGE_N, cells, d);
}

static void draw_hinges(struct brief *b)
{
    const struct landing_quarter *q =
        &b->r->landing->scopes[0].quarter[THIS_QUARTER];
    const struct quarter_words *w = brief_quarter_words(b, THIS_QUARTER);

    if (!q->n_hinges || !w->hinges.len)
        return;
    const struct brief_cell cell[HINGE_N] = {
        {"Deal", 0, 0.42, false},
        {"Owner", 0.44, 0.2, false},
        {"Amount", 0.76, 0.12, true},
        {w->won_by.ptr, 0.9, 0.14, true},
        {"Of the doubt", 1, 0.1, true}};
    brief_section(b, w->hinges_title, w->hinges,
                  q->hinges_decide ? brief_table_height(q->n_hinges) : 0);
    if (b->failed || !q->hinges_decide)
        return;
    brief_begin(b, TAG_TABLE);
    brief_table_heads(b, cell, HINGE_N, false);
    for (size_t k = 0; k < q->n_hinges && !b->failed; k++) {
        const struct report_deal *d = report_deal_of(b->r, q->hinge[k].deal);
        if (d)
            draw_hinge(b, cell, &q->hinge[k], d);
    }
    brief_end(b);
}

static const struct brief_cell SLIP[] = {{"Due when a quarter began", 0, 0.4, false},
                                         {"Won in it", 0.6, 0.18, true},
                                         {"Lost in it", 0.8, 0.18, true},
                                         {"Slipped", 1, 0.18, true}};
enum { SLIP_N = sizeof SLIP / sizeof SLIP[0] };

static void draw_slip_rows(struct brief *b, const struct slip_row *rows,
                           size_t n, bool bold)
{
    b->bold = bold;
    for (size_t k = 0; k < n && !b->failed; k++)
        brief_table_row(b, SLIP, SLIP_N,
                        (struct sv[]){rows[k].label, rows[k].won, rows[k].lost,
                                      rows[k].slipped},
                        NULL);
    b->bold = false;
}

static void draw_slip(struct brief *b)
{
    const struct slip_words *w = &b->r->change_words.slip;
    size_t n = w->n_pushes + (w->n > 0);

    if (b->failed || !w->line.len)
        return;
    brief_section(b, SV("What slips"),
                  words_sentences((struct sv[]){w->line, w->gap}, 2, &b->words),
                  n ? brief_table_height(n) : 0);
    if (b->failed || !n)
        return;
    brief_begin(b, TAG_TABLE);
    brief_table_heads(b, SLIP, SLIP_N, false);
    draw_slip_rows(b, w->pushes, w->n_pushes, false);
    if (w->n)
        draw_slip_rows(b, &w->quarters[w->n - 1], 1, true);
    brief_end(b);
}

static void draw_calls(struct brief *b)
{
    const struct calls_words *w = &b->r->change_words.calls;

    if (b->failed || !w->n)
        return;
    brief_section(b, SV("What sales calls it"),
                  words_sentences(&w->gap, 1, &b->words), 40);
    brief_begin(b, TAG_LIST);
    for (size_t k = 0; k < w->n && !b->failed; k++)
        brief_fact(b, w->company[k].category,
                   words_sentences((struct sv[]){w->company[k].danger,
                                                 w->company[k].record},
                                   2, &b->words));
    for (size_t k = 0; k < w->n_findings && !b->failed; k++)
        brief_fact(b, k ? (struct sv){0} : SV("By person"), w->findings[k]);
    brief_end(b);
}

void brief_quarter_deals(struct brief *b)
{
    if (!b->failed)
        draw_hinges(b);
    draw_slip(b);
    draw_calls(b);
}

static void draw_moved(struct brief *b)
{
    const struct report_changes *c = &b->r->change_words;
    const struct {
        struct sv label;
        const struct moved_words *of;
    } sums[] = {{SV("Quarter"), &c->landing}, {SV("Risk"), &c->at_risk}};

    if (b->failed || (!c->landing.line.len && !c->at_risk.line.len))
        return;
    brief_section(b, SV("Why it moved"), (struct sv){0}, 30);
    brief_begin(b, TAG_LIST);
    for (int k = 0; k < 2 && !b->failed; k++)
        if (sums[k].of->line.len)
            brief_fact(b, sums[k].label,
                       words_sentences((struct sv[]){sums[k].of->line,
                                                     sums[k].of->gap},
                                       2, &b->words));
    brief_end(b);
}

static void draw_restated_quarter(struct brief *b,
                                  const struct restated_quarter_words *q)
{
    enum { SHOWN = 5 };
    struct sv list = {0};
    char more[FORMAT_TEXT];

    for (size_t k = 0; k < q->n && k < SHOWN; k++)
        list = sv_printf(&b->words, "%.*s%s%.*s, %.*s: %.*s", SV_ARG(list),
                         k ? "; " : "",
                         SV_ARG(brief_isolated(b, q->rows[k].deal)),
                         SV_ARG(q->rows[k].what), SV_ARG(q->rows[k].amount));
    if (q->n > SHOWN)
        list = sv_printf(&b->words, "%.*s; %s more in the workbook",
                         SV_ARG(list),
                         format_count(more, (double)(q->n - SHOWN),
                                      b->r->style));
    brief_fact(b, q->label,
               words_sentences((struct sv[]){q->line, list, q->note}, 3,
                               &b->words));
}

void brief_quarter_past(struct brief *b)
{
    const struct restated_words *w = &b->r->change_words.restated;

    draw_moved(b);
    if (b->failed || !w->line.len)
        return;
    brief_section(b, SV("The past that changed"),
                  words_sentences((struct sv[]){w->line, w->late, w->gap}, 3,
                                  &b->words),
                  w->n ? 30 : 0);
    if (b->failed)
        return;
    brief_begin(b, TAG_LIST);
    for (size_t k = 0; k < w->n && !b->failed; k++)
        if (w->quarters[k].n)
            draw_restated_quarter(b, &w->quarters[k]);
    brief_end(b);
}
