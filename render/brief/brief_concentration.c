/* What the pipeline hangs on: the deals that are large in it, by name. */
#include <math.h>

#include "render/base/theme.h"
#include "render/brief/brief_parts.h"
#include "render/words/format.h"

enum { COLUMNS = 4, SHOWN = 10 };

static const double ROW = 15, HEADS = 14;

static double column(const struct brief *b, int k)
{
    static const double ends[COLUMNS] = {0.48, 0.57, 0.73, 1};

    return b->left + (b->right - b->left) * ends[k];
}

static void draw_heads(struct brief *b)
{
    static const char *const heads[COLUMNS] = {"Amount", "Share",
                                               "Expected loss", "Close date"};
    struct type head = BRIEF_MUTED;

    brief_begin(b, TAG_ROW);
    brief_line(b, TAG_COLUMN_HEAD, &head, b->left, b->y + 7,
               SV("Level and deal"));
    head.align = ALIGN_RIGHT;
    for (int k = 0; k < COLUMNS; k++)
        brief_line(b, TAG_COLUMN_HEAD, &head, column(b, k), b->y + 7,
                   sv_from(heads[k]));
    brief_end(b);
    b->y += 12;
    canvas_rule(b->c, b->left, b->y, b->right, b->y, 1, THEME_INK);
}

static void draw_cell(struct brief *b, int k, struct sv text)
{
    struct type body = BRIEF_BODY;

    body.align = ALIGN_RIGHT;
    brief_line(b, TAG_CELL, &body, column(b, k), b->y + 11, text);
}

static void draw_large(struct brief *b, const struct report_deal *d,
                       double share)
{
    const struct theme_level *level = &THEME_LEVELS[d->score->level];
    struct type word = {WEIGHT_MEDIUM, 7, level->ink, ALIGN_LEFT};
    double x = b->left + 58;
    char text[FORMAT_TEXT];

    brief_begin(b, TAG_ROW);
    canvas_mark(b->c, d->score->level, b->left + 4, b->y + 7.5, 7);
    brief_begin(b, TAG_ROW_HEAD);
    canvas_text(b->c, &word, b->left + 11, b->y + 10.5, sv_from(level->word));
    brief_deal_link(b, &BRIEF_BODY, x, b->y + 11, column(b, 0) - 60 - x, d);
    brief_end(b);
    draw_cell(b, 0, sv_from(format_money_short(text, d->amount, b->r->style)));
    draw_cell(b, 1, sv_from(format_percent(text, share, 0, b->r->style)));
    draw_cell(b, 2,
              sv_from(format_money_short(text, d->score->expected_loss,
                                         b->r->style)));
    draw_cell(b, 3, d->due_words);
    brief_end(b);
    b->y += ROW;
    canvas_rule(b->c, b->left, b->y, b->right, b->y, 0.4, THEME_RULE);
}

void brief_concentration(struct brief *b)
{
    const struct concentration *c = &b->r->portfolio->concentration;
    size_t n = c->n_large < SHOWN ? c->n_large : SHOWN;
    char text[FORMAT_TEXT];

    if (!c->n)
        return;
    brief_section(b, SV("What the pipeline hangs on"), b->r->concentration,
                  HEADS + ROW * (double)n);
    if (b->failed || !n)
        return;
    brief_begin(b, TAG_TABLE);
    draw_heads(b);
    for (size_t k = 0; k < n; k++)
        draw_large(b, &b->r->deals[c->large[k]], c->shares[k]);
    brief_end(b);
    canvas_text(
        b->c, &BRIEF_MUTED, b->left, b->y + 11,
        sv_printf(&b->words,
                  "Deals of at least %s of the pipeline%s; the others "
                  "are in the sums above.",
                  format_percent(text, CONCENTRATION_LARGE, 0, b->r->style),
                  n < c->n_large ? ", the largest" : ""));
    b->y += 14;
}
