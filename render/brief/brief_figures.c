/* A row of figures, each under a line of its own: label, value, what it is. */
#include "render/brief/brief_parts.h"

#include <math.h>

#include "render/base/theme.h"

enum { SUB_LINES = 3, THEN_LINES = 2 };

static const double GAP = 12, PAST = 18;

/* The past pale, today dark; not on a scale from 0: it shows the way. */
static void draw_past(struct brief *b, const struct brief_figure *f, double x,
                      double y)
{
    double low = INFINITY, high = -INFINITY, xy[2 * TREND_RUNS];

    for (size_t k = 0; k < f->n_past; k++) {
        low = fmin(low, f->past[k]);
        high = fmax(high, f->past[k]);
    }
    if (f->n_past < 3 || !isfinite(high - low))
        return;
    for (size_t k = 0; k < f->n_past; k++) {
        xy[2 * k] = x + PAST * (double)k / (double)(f->n_past - 1);
        xy[2 * k + 1] =
            y - (high > low ? 8 * (f->past[k] - low) / (high - low) : 4);
    }
    canvas_polyline(b->c, xy, f->n_past, 1.2, THEME_QUIET);
    canvas_dot(b->c, xy[2 * f->n_past - 2], xy[2 * f->n_past - 1], 1.6,
               THEME_ORNAMENT);
}

/* Sign and word say it as the colour does. */
static struct type then_type(const struct variance *v)
{
    return (struct type){WEIGHT_MEDIUM, THEME_SIZE_SMALL,
                         v->verdict == VERDICT_WORSE    ? THEME_RAISE
                         : v->verdict == VERDICT_BETTER ? THEME_LOWER
                                                        : THEME_INK,
                         ALIGN_LEFT};
}

static double draw_then(struct brief *b, const struct variance *v, double x,
                        double y, double width)
{
    struct type t = then_type(v);
    double tall;

    brief_begin(b, TAG_P);
    tall = canvas_block(b->c, &t, x, y, width, THEN_LINES, v->change);
    tall += canvas_block(b->c, &BRIEF_MUTED, x, y + tall, width, THEN_LINES,
                         v->was);
    brief_end(b);
    return tall;
}

static double then_height(const struct brief *b, const struct variance *v,
                          double width)
{
    struct type t;

    if (!v)
        return 0;
    t = then_type(v);
    return canvas_block_height(b->c, &t, width, THEN_LINES, v->change) +
           canvas_block_height(b->c, &BRIEF_MUTED, width, THEN_LINES, v->was);
}

static void draw_figure(struct brief *b, const struct brief_figure *f, double x,
                        double width, double size)
{
    struct type big = {WEIGHT_BOLD, size, THEME_INK, ALIGN_LEFT};
    double y = b->y + 14;

    canvas_rule(b->c, x, b->y, x + width, b->y, 1, THEME_INK);
    brief_begin(b, TAG_ITEM);
    brief_begin(b, TAG_P);
    canvas_text_in(b->c, &BRIEF_MUTED, x, y, width, f->label);
    brief_end(b);
    draw_past(b, f, x + width - PAST - 2, y);
    y += size * 1.17;
    while (big.size > 9 && canvas_width(b->c, &big, f->value) > width)
        big.size -= 0.5;
    brief_begin(b, TAG_P);
    canvas_text_in(b->c, &big, x, y, width, f->value);
    brief_end(b);
    if (f->then)
        y += draw_then(b, f->then, x, y + 5, width);
    brief_begin(b, TAG_P);
    canvas_block(b->c, &BRIEF_MUTED, x, y + 5, width, SUB_LINES, f->sub);
    brief_end(b);
    brief_end(b);
}

void brief_figures(struct brief *b, const struct brief_figure *list, size_t n,
                   double size)
{
    double cell = (b->right - b->left - GAP * (double)(n - 1)) / (double)n;
    double sub = 0;

    for (size_t i = 0; i < n; i++)
        sub = fmax(sub, canvas_block_height(b->c, &BRIEF_MUTED, cell, SUB_LINES,
                                            list[i].sub) +
                            then_height(b, list[i].then, cell));
    double tall = 19 + size * 1.17 + sub;
    brief_need(b, tall);
    brief_begin(b, TAG_LIST);
    for (size_t i = 0; i < n && !b->failed; i++)
        draw_figure(b, &list[i], b->left + (cell + GAP) * (double)i, cell,
                    size);
    brief_end(b);
    b->y += tall;
}
