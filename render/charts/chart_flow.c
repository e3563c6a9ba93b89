/*
 * The quarter's flow as a waterfall: what was open and due, what came in, what
 * left, what is open and due now. Each step stands on the one before; classes
 * without deals are left out, never one with some.
 */
#include <math.h>

#include "render/charts/charts.h"
#include "render/words/format.h"
#include "render/base/theme.h"

struct step {
    enum flow_class class;
    double from, to; /* of the level */
};

static size_t steps_of(struct step out[FLOW_CLASSES], const struct flow *f)
{
    double level = 0;
    size_t n = 0;

    for (int c = 0; c < FLOW_CLASSES; c++) {
        double money = (double)f->of[c].cents / 100;
        struct step s = {.class = (enum flow_class)c, .from = level};
        if (c == FLOW_OPENING || c == FLOW_CLOSING)
            s.from = 0;
        s.to = c == FLOW_CLOSING ? money : s.from + FLOW_SIGN[c] * money;
        if (c != FLOW_CLOSING)
            level = s.to;
        if (f->of[c].n || c == FLOW_OPENING || c == FLOW_CLOSING)
            out[n++] = s;
    }
    return n;
}

static unsigned colour(enum flow_class c)
{
    return c == FLOW_OPENING || c == FLOW_CLOSING ? THEME_ORNAMENT
           : c == FLOW_WON                        ? THEME_LOWER
           : c == FLOW_LOST                       ? THEME_RAISE
           : FLOW_SIGN[c] > 0                     ? 0x6f95bd
                                                  : 0xb9a26a;
}

double chart_flow_height(const struct report *r, double width, double em)
{
    (void)r;
    (void)width;
    return em * 17;
}

static void write_alt(struct buf *alt, const struct flow_words *w,
                      const struct step *steps, size_t n)
{
    buf_printf(alt, "Waterfall. %.*s:", SV_ARG(w->title));
    for (size_t k = 0; k < n; k++) {
        const struct flow_row *row = &w->row[steps[k].class];
        buf_printf(alt, " %.*s %.*s, %.*s%s", SV_ARG(row->label),
                   SV_ARG(row->amount), SV_ARG(row->deals),
                   k + 1 < n ? ";" : ".");
    }
}

/* The amount above a step that rises, below one that falls. */
static void draw_step(struct canvas *c, const struct step *s,
                      const struct flow_row *row, const double box[4],
                      double em)
{
    struct type amount = {WEIGHT_MEDIUM, em * 0.85, THEME_INK, ALIGN_CENTRE};
    double middle = box[0] + box[2] / 2;

    canvas_bar(c, box[0], box[1], box[2], fmax(box[3], 0.75),
               colour(s->class));
    while (amount.size > em * 0.6 &&
           canvas_width(c, &amount, row->amount) > box[2] * 1.38)
        amount.size -= 0.25;
    canvas_text_in(c, &amount, middle, box[1] - em * 0.4, box[2] * 1.4,
                   row->amount);
}

void chart_flow_draw(struct canvas *c, const struct report *r, double width,
                     double height, double em)
{
    const struct flow *f = &r->changes->since_start;
    const struct flow_words *w = &r->change_words.since_start;
    struct type label = {WEIGHT_REGULAR, em * 0.85, THEME_INK, ALIGN_CENTRE};
    struct type deals = {WEIGHT_REGULAR, em * 0.8, THEME_MUTED, ALIGN_CENTRE};
    struct step steps[FLOW_CLASSES];
    size_t n = steps_of(steps, f);
    struct buf alt = {0};
    double most = 0;
    double top = chart_head(c, width, em, w->head, w->scope);

    for (size_t k = 0; k < n; k++)
        most = fmax(most, fmax(steps[k].from, steps[k].to));
    write_alt(&alt, w, steps, n);
    canvas_figure(c, 0, top, width, height - top, buf_sv(&alt));
    double first = top + em * 1.2, bottom = height - em * 2.6;
    double slot = width / (double)n, wide = slot * 0.68;
    double scale = most > 0 ? (bottom - first) / most : 0;
    canvas_rule(c, 0, bottom, width, bottom, 0.75, THEME_INK);
    for (size_t k = 0; k < n; k++) {
        const struct step *s = &steps[k];
        const struct flow_row *row = &w->row[s->class];
        double high = fmax(s->from, s->to), low = fmin(s->from, s->to);
        double x = slot * (double)k + (slot - wide) / 2;
        double box[4] = {x, bottom - high * scale, wide, (high - low) * scale};
        if (k + 1 < n)
            canvas_rule(c, x + wide, bottom - s->to * scale, x + slot,
                        bottom - s->to * scale, 0.5, THEME_MUTED);
        draw_step(c, s, row, box, em);
        canvas_text(c, &label, x + wide / 2, bottom + em * 1.15, row->label);
        canvas_text(c, &deals, x + wide / 2, bottom + em * 2.15, row->deals);
    }
    canvas_end(c);
    buf_release(&alt);
}
