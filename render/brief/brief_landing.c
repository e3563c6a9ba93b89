/* What the quarter will close at: on the first page in two lines and a bar. */
#include "render/brief/brief_parts.h"

#include <math.h>

#include "render/base/theme.h"
#include "render/charts/charts.h"
#include "render/draw/pdf.h"
#include "render/words/quarter_paper.h"

const struct quarter_words *brief_quarter_words(const struct brief *b,
                                                enum landing_when when)
{
    const struct report *r = b->r;

    return r->landing && r->landing->n_scopes && r->quarter_words
               ? &r->quarter_words[when]
               : NULL;
}

static void put_line(struct brief *b, const struct type *t, struct sv text)
{
    if (!text.len)
        return;
    brief_begin(b, TAG_P);
    b->y += canvas_block(b->c, t, b->left, b->y, b->right - b->left, 3, text);
    brief_end(b);
}

/* Why there is none, in a line. */
static void draw_gap(struct brief *b, struct sv why)
{
    if (!why.len)
        return;
    brief_need(b, 30);
    brief_gap(b, 10);
    if (!b->failed)
        put_line(b, &BRIEF_BODY, sv_printf(&b->words, "%.*s.", SV_ARG(why)));
}

void brief_landing(struct brief *b)
{
    const struct quarter_words *w = brief_quarter_words(b, THIS_QUARTER);

    if (!b->r->landing)
        return;
    if (!w) {
        draw_gap(b, words_landing_gap(b->r->landing->gap));
        return;
    }
    if (isnan(b->r->landing->scopes[0]
                  .quarter[THIS_QUARTER]
                  .money[ENDING_WON]
                  .landing)) {
        draw_gap(b, w->landing);
        return;
    }
    double tall = CHARTS[CHART_ATTAINMENT].height(b->r, b->right - b->left,
                                                  THEME_SIZE_BODY);
    brief_section(b, w->landing, (struct sv){0}, tall + 34);
    if (b->failed)
        return;
    brief_draw_chart(b, CHART_ATTAINMENT, b->y - 4, tall);
    b->y += tall + 1;
    put_line(b, &BRIEF_STRONG,
             words_sentences((struct sv[]){w->target, w->chance}, 2,
                             &b->words));
    put_line(b, &BRIEF_SMALL,
             words_sentences((struct sv[]){w->no_range, w->method, w->record},
                             3, &b->words));
}
