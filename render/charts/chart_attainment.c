/*
 * The landing as one bar: won so far solid, open deals and deals not yet
 * created hatched, the range across its end, the target as a mark.
 */
#include <math.h>

#include "render/charts/charts.h"
#include "render/words/format.h"
#include "render/base/theme.h"

double chart_attainment_height(const struct report *r, double width, double em)
{
    const struct landing_quarter *q =
        &r->landing->scopes[0].quarter[THIS_QUARTER];

    (void)width;
    return em * (isfinite(q->target.amount) ? 4.4 : 3.1);
}

static void write_alt(struct buf *alt, const struct quarter_words *w)
{
    const struct sv lines[] = {w->landing, w->parts, w->target, w->chance};

    buf_add_str(alt, "One bar.");
    for (size_t k = 0; k < sizeof lines / sizeof lines[0]; k++)
        if (lines[k].len)
            buf_printf(alt, " %.*s.", SV_ARG(lines[k]));
}

/* "$720K open" below a part, where the part is wide enough for it. */
static void put_label(struct canvas *c, const struct report *r,
                      const double part[2], const char *what, double y)
{
    struct type t = {WEIGHT_REGULAR, THEME_SIZE_SMALL, THEME_MUTED, ALIGN_LEFT};
    char text[FORMAT_TEXT], words[FORMAT_TEXT + 24];

    snprintf(words, sizeof words, "%s %s",
             format_money_short(text, part[0], r->style), what);
    if (part[0] > 0 && canvas_width(c, &t, sv_from(words)) < part[1] - 4)
        canvas_text(c, &t, 0, y, sv_from(words));
}

static void draw_target(struct canvas *c, const struct report *r, double x,
                        double width, const double y[2])
{
    const struct landing_target *t =
        &r->landing->scopes[0].quarter[THIS_QUARTER].target;
    struct type type = {WEIGHT_MEDIUM, THEME_SIZE_SMALL, THEME_INK,
                        ALIGN_CENTRE};
    char text[FORMAT_TEXT], words[FORMAT_TEXT + 16];

    snprintf(words, sizeof words, "Target %s",
             format_money_short(text, t->amount, r->style));
    double half = fmin(canvas_width(c, &type, sv_from(words)), width) / 2;
    canvas_text_in(c, &type, fmin(fmax(x, half), width - half), y[0] - 4,
                   width, sv_from(words));
    canvas_rule(c, x, y[0] - 2, x, y[1] + 2, 2.2, THEME_INK);
}

void chart_attainment_draw(struct canvas *c, const struct report *r,
                           double width, double height, double em)
{
    const struct landing_quarter *q =
        &r->landing->scopes[0].quarter[THIS_QUARTER];
    const struct landing_money *m = &q->money[ENDING_WON];
    bool model = m->method == METHOD_MODEL;
    double most = fmax(m->landing, m->so_far);
    double tall = em * 1.5, top = height - em * 1.4 - tall;
    struct buf alt = {0};

    most = isfinite(m->range.upper) ? fmax(most, m->range.upper) : most;
    most = isfinite(q->target.amount) ? fmax(most, q->target.amount) : most;
    double scale = most > 0 ? (width - 1) / (most * 1.02) : 0;
    double so_far = m->so_far * scale, landing = m->landing * scale;
    double open = model ? so_far + m->open * scale : landing;
    write_alt(&alt, &r->quarter_words[THIS_QUARTER]);
    canvas_figure(c, 0, 0, width, height, buf_sv(&alt));
    canvas_bar(c, 0, top, width, tall, 0xeef2f6);
    canvas_bar(c, so_far, top, landing - so_far, tall, THEME_PAPER);
    canvas_bar(c, 0, top, so_far, tall, THEME_ORNAMENT);
    canvas_hatch(c, (double[]){so_far, top, open - so_far, tall}, 2.6,
                 THEME_ORNAMENT);
    canvas_hatch(c, (double[]){open, top, landing - open, tall}, 5.2,
                 THEME_ORNAMENT);
    canvas_rule(c, so_far, top, landing, top, 0.75, THEME_ORNAMENT);
    canvas_rule(c, so_far, top + tall, landing, top + tall, 0.75,
                THEME_ORNAMENT);
    canvas_rule(c, open, top, open, top + tall, 0.75, THEME_ORNAMENT);
    canvas_rule(c, landing, top, landing, top + tall, 1.5, THEME_ORNAMENT);
    if (isfinite(m->range.lower) && isfinite(m->range.upper)) {
        double y = top + tall / 2, low = m->range.lower * scale;
        double high = m->range.upper * scale;
        canvas_rule(c, low, y, high, y, 4, THEME_PAPER);
        canvas_rule(c, low, y, high, y, 1.8, THEME_INK);
        canvas_rule(c, low, y - 4, low, y + 4, 1.8, THEME_INK);
        canvas_rule(c, high, y - 4, high, y + 4, 1.8, THEME_INK);
        canvas_dot(c, landing, y, 3, THEME_INK);
    }
    put_label(c, r, (double[]){m->so_far, so_far}, "won so far",
              top + tall + em);
    if (model) {
        canvas_shift(c, so_far, 0);
        put_label(c, r, (double[]){m->open, open - so_far}, "open",
                  top + tall + em);
        canvas_shift(c, open - so_far, 0);
        put_label(c, r, (double[]){m->created, landing - open}, "new",
                  top + tall + em);
        canvas_shift(c, -open, 0);
    }
    if (isfinite(q->target.amount))
        draw_target(c, r, q->target.amount * scale, width,
                    (double[]){top, top + tall});
    canvas_end(c);
    buf_release(&alt);
}
