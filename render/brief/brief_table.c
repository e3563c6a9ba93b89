/* A table of short lines: heads, rows, a rule under each. */
#include "render/brief/brief_parts.h"

#include "render/base/theme.h"

static const double ROW = 14.5, HEADS = 12;

double brief_table_height(size_t rows)
{
    return HEADS + 2 + ROW * (double)rows;
}

static double place(const struct brief *b, const struct brief_cell *c)
{
    return b->left + (b->right - b->left) * c->at;
}

static void put(struct brief *b, const struct brief_cell *c, enum tag tag,
                const struct type *t, struct sv text)
{
    struct type type = *t;

    type.align = c->right ? ALIGN_RIGHT : ALIGN_LEFT;
    brief_begin(b, tag);
    canvas_text_in(b->c, &type, place(b, c), b->y,
                   (b->right - b->left) * c->width, text);
    brief_end(b);
}

static void put_deal(struct brief *b, const struct brief_cell *c,
                     const struct report_deal *d)
{
    brief_begin(b, TAG_ROW_HEAD);
    brief_deal_link(b, &BRIEF_BODY, place(b, c), b->y,
                    (b->right - b->left) * c->width, d);
    brief_end(b);
}

void brief_table_heads(struct brief *b, const struct brief_cell *c, size_t n,
                       bool again)
{
    brief_begin(b, again ? TAG_ARTIFACT : TAG_ROW);
    b->y += 7;
    for (size_t k = 0; k < n; k++)
        put(b, &c[k], again ? TAG_ARTIFACT : TAG_COLUMN_HEAD, &BRIEF_MUTED,
            sv_from(c[k].head));
    brief_end(b);
    b->y += HEADS - 7;
    canvas_rule(b->c, b->left, b->y, b->right, b->y, 1, THEME_INK);
}

bool brief_table_row(struct brief *b, const struct brief_cell *c, size_t n,
                     const struct sv *cells, const struct report_deal *d)
{
    if (brief_need(b, ROW) && !b->failed)
        brief_table_heads(b, c, n, true);
    if (b->failed)
        return false;
    brief_begin(b, TAG_ROW);
    b->y += 10.5;
    for (size_t k = 0; k < n; k++)
        if (d && !k)
            put_deal(b, &c[k], d);
        else
            put(b, &c[k], k ? TAG_CELL : TAG_ROW_HEAD,
                b->bold ? &BRIEF_STRONG : &BRIEF_BODY, cells[k]);
    brief_end(b);
    b->y += ROW - 10.5;
    canvas_rule(b->c, b->left, b->y, b->right, b->y, 0.4, THEME_RULE);
    return true;
}
