/* What becomes of a deal as it ages: three bands that fill the whole. */
#include <math.h>
#include <stdio.h>

#include "render/words/format.h"
#include "render/dashboard/svg.h"
#include "render/dashboard/svg_charts.h"

enum { TOP = 8, PLOT = 202, TICKS = 17, BELOW = 24, LABEL = 18 };

static const double LEFT = 11, WIDTH = 87;

static double share_y(double share)
{
    return TOP + PLOT - share * PLOT;
}

static void axes(struct buf *out, const struct cycle *c, struct style style)
{
    const struct incidence *end = &c->curve[c->n_curve - 1];
    double step = svg_step(end->days, 6);
    char text[FORMAT_TEXT], label[FORMAT_TEXT + 16];

    for (int i = 0; i <= 4; i++) {
        svg_line(out, LEFT, share_y(i / 4.0), LEFT + WIDTH, share_y(i / 4.0),
                 i ? "grid" : "axis");
        svg_text(out, 0, 0, share_y(i / 4.0) + 4, SVG_START, "tick",
                 sv_from(format_percent(text, i / 4.0, 0, style)));
    }
    for (double day = 0; day <= end->days; day += step) {
        double x = LEFT + WIDTH * day / end->days;
        snprintf(label, sizeof label, "%s%s", day > 0 ? "" : "day ",
                 format_count(text, day, style));
        svg_text(out, x, 0, TOP + PLOT + TICKS,
                 x > LEFT + WIDTH - 4 ? SVG_END : SVG_MIDDLE, "tick",
                 sv_from(label));
    }
}

enum { BAND_TEXT = FORMAT_TEXT + 16 };

/* "won 41%" */
static struct sv band_text(char text[BAND_TEXT], const char *what, double share,
                           struct style style)
{
    char percent[FORMAT_TEXT];

    snprintf(text, BAND_TEXT, "%s %s", what,
             format_percent(percent, share, 0, style));
    return sv_from(text);
}

/* At the right end of its band, where the band is high enough for it. */
static void band_label(struct buf *out, double low, double high,
                       const char *class_name, struct sv label)
{
    if ((high - low) * PLOT < LABEL)
        return;
    svg_text(out, LEFT + WIDTH, -6, share_y((low + high) / 2) + 4, SVG_END,
             class_name, label);
}

/* Upright strips that show nothing but tell the shares of a day. */
static void strips(struct buf *out, const struct cycle *c, struct style style)
{
    enum { MOST = 40 };
    size_t n = c->n_curve < MOST ? c->n_curve : MOST;
    double end = c->curve[c->n_curve - 1].days, left = 0;
    char day[FORMAT_TEXT], share[3][FORMAT_TEXT], hint[5 * FORMAT_TEXT];

    for (size_t k = 0; k < n; k++) {
        const struct incidence *at = &c->curve[(k + 1) * c->n_curve / n - 1];
        double right = at->days / end;
        snprintf(hint, sizeof hint, "day %s: %s won, %s lost, %s still open",
                 format_count(day, at->days, style),
                 format_percent(share[0], at->won, 1, style),
                 format_percent(share[1], at->lost, 1, style),
                 format_percent(share[2], at->still_open, 1, style));
        svg_rect(out, LEFT + WIDTH * left, TOP, WIDTH * (right - left), PLOT,
                 "hit", sv_from(hint));
        left = right;
    }
}

void chart_fate(struct buf *out, const struct cycle *c, struct style style,
                struct arena *page)
{
    const struct svg_plot plot = {LEFT, TOP, WIDTH, PLOT};
    size_t n = c->n_curve;
    double *day = ARENA_ARRAY(page, n, double);
    double *floor = ARENA_ARRAY(page, n, double);
    double *won = ARENA_ARRAY(page, n, double);
    double *open = ARENA_ARRAY(page, n, double);
    double *ceiling = ARENA_ARRAY(page, n, double);
    char by[FORMAT_TEXT], lives[FORMAT_TEXT], shares[3][FORMAT_TEXT];
    char text[BAND_TEXT];

    if (!n)
        return;
    const struct incidence *end = &c->curve[n - 1];
    for (size_t i = 0; i < n; i++) {
        day[i] = c->curve[i].days / end->days;
        won[i] = c->curve[i].won;
        open[i] = 1 - c->curve[i].lost; /* the lost hang from the top */
        ceiling[i] = 1;
    }
    struct sv said = sv_printf(
        page,
        "Of %s deal%s, by age in days: at the end of the follow-up, day %s, %s "
        "are won, %s lost and %s still open (Aalen-Johansen).",
        format_count(lives, (double)c->lives, style), c->lives == 1 ? "" : "s",
        format_count(by, end->days, style),
        format_percent(shares[0], end->won, 0, style),
        format_percent(shares[1], end->lost, 0, style),
        format_percent(shares[2], end->still_open, 0, style));
    svg_open(out, "fate", "fate", TOP + PLOT + BELOW,
             SV("What becomes of a deal as it ages"), said);
    svg_band(out, &plot, day, won, open, n, "bar open");
    svg_band(out, &plot, day, floor, won, n, "bar won");
    svg_band(out, &plot, day, open, ceiling, n, "bar lost");
    axes(out, c, style);
    band_label(out, 0, end->won, "inside",
               band_text(text, "won", end->won, style));
    band_label(out, 1 - end->lost, 1, "inside",
               band_text(text, "lost", end->lost, style));
    band_label(out, end->won, 1 - end->lost, "inside dark",
               band_text(text, "open", end->still_open, style));
    svg_text(out, LEFT, 6, share_y(0.5) + 4, SVG_START, "inside dark",
             SV("still open"));
    strips(out, c, style);
    svg_close(out);
}
