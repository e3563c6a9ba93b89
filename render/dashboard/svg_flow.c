/* The flow of a quarter's pipeline as a waterfall; its bars are links to the
 * deals behind them. */
#include <math.h>
#include <stdio.h>

#include "render/words/format.h"
#include "render/dashboard/svg.h"
#include "render/dashboard/svg_charts.h"

enum { ROW = CHART_ROW, FROM = CHART_LABELS, WIDTH = 44 };

static const char *const BARS[FLOW_CLASSES] = {
    [FLOW_OPENING] = "bar total",   [FLOW_CREATED] = "bar inflow",
    [FLOW_PULLED_IN] = "bar inflow", [FLOW_REOPENED] = "bar inflow",
    [FLOW_RAISED] = "bar inflow",   [FLOW_LOWERED] = "bar outflow",
    [FLOW_PUSHED_OUT] = "bar outflow", [FLOW_LOST] = "bar outflow",
    [FLOW_WON] = "bar won",         [FLOW_REMOVED] = "bar outflow",
    [FLOW_CLOSING] = "bar total",
};

/* Where each bar begins and ends, in units of the currency; the most of all. */
struct steps {
    double from[FLOW_CLASSES], to[FLOW_CLASSES], most;
    size_t rows;
};

static bool is_drawn(const struct flow *f, int c)
{
    return f->of[c].n || c == FLOW_OPENING || c == FLOW_CLOSING;
}

static void steps_of(struct steps *out, const struct flow *f)
{
    int64_t at = 0;

    *out = (struct steps){.most = 1};
    for (int c = 0; c < FLOW_CLASSES; c++) {
        int64_t before = c == FLOW_CLOSING ? 0 : at;
        at = before + (c == FLOW_CLOSING ? f->of[c].cents
                                         : FLOW_SIGN[c] * f->of[c].cents);
        out->from[c] = cents_units(before);
        out->to[c] = cents_units(at);
        out->most = fmax(out->most, out->to[c]);
        out->rows += is_drawn(f, c);
    }
}

static double flow_x(const struct steps *s, double money)
{
    return FROM + WIDTH * fmax(0, money / s->most);
}

static void amount_of(char out[FORMAT_TEXT + 8], const struct flow *f, int c,
                      struct style style)
{
    char money[FORMAT_TEXT];

    snprintf(out, FORMAT_TEXT + 8, "%s%s",
             c == FLOW_OPENING || c == FLOW_CLOSING || !f->of[c].cents ? ""
             : FLOW_SIGN[c] > 0                                       ? "+"
                                : "\xe2\x88\x92",
             format_money_short(money, cents_units(f->of[c].cents), style));
}

void chart_flow(struct buf *out, const struct flow *f,
                const struct flow_words *words, const char *id,
                struct style style)
{
    struct steps s;
    char value[FORMAT_TEXT + 8], hint[256], href[64];
    double y = 0;

    steps_of(&s, f);
    svg_open_links(out, id, "flow", (double)s.rows * ROW + 4, words->title,
                   words->line);
    svg_line(out, FROM, 0, FROM, (double)s.rows * ROW, "axis");
    for (int c = 0; c < FLOW_CLASSES; c++) {
        const struct flow_row *row = &words->row[c];
        double low, high;
        if (!is_drawn(f, c))
            continue;
        low = flow_x(&s, fmin(s.from[c], s.to[c]));
        high = flow_x(&s, fmax(s.from[c], s.to[c]));
        amount_of(value, f, c, style);
        snprintf(hint, sizeof hint, "%.*s: %.*s, %.*s", SV_ARG(row->label),
                 SV_ARG(row->amount), SV_ARG(row->deals));
        chart_label(out, y, row->label);
        if (f->of[c].n) {
            snprintf(href, sizeof href, "#%s-%s", id,
                     flow_class_name((enum flow_class)c));
            svg_link_open(out, &(struct svg_link){sv_from(href), sv_from(hint),
                                                  true});
        }
        svg_rect(out, low, y + 5, fmax(0.4, high - low), 16, BARS[c],
                 f->of[c].n ? (struct sv){0} : sv_from(hint));
        if (f->of[c].n)
            svg_link_close(out);
        svg_text(out, high, 6, y + 17, SVG_START, "value", sv_from(value));
        y += ROW;
    }
    svg_close(out);
}
