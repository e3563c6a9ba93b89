#include <math.h>
#include <stdio.h>

#include "render/words/format.h"
#include "render/dashboard/svg.h"
#include "render/dashboard/svg_charts.h"

enum { TOP = 22, PLOT = 190, BELOW = 42, QUARTERS_MOST = 10 };

/* One vertical scale for both cycle charts, or their contrast would lie. */
static double cycle_top(const struct cycle *c)
{
    double top = 4; /* so that no two ticks read the same */

    for (size_t i = 0; i < c->n_close; i++)
        if (isfinite(c->close[i].mean_days))
            top = fmax(top, c->close[i].mean_days);
    for (size_t i = 0; i < c->n_created; i++) {
        const struct km_median *km = &c->created[i].km;
        if (isfinite(km->median))
            top = fmax(top, km->median);
        if (isfinite(km->ci.upper) && isfinite(km->median))
            top = fmax(top, fmin(km->ci.upper, 2 * km->median));
    }
    return top * 1.08;
}

static double plot_y(double top, double x)
{
    return TOP + PLOT - fmax(0, fmin(1, x / top)) * PLOT;
}

static double column_x(size_t i, size_t n)
{
    return 12 + ((double)i + 0.5) / (double)n * 88;
}

static void grid(struct buf *out, double top, const char *unit,
                 struct style style)
{
    double step = svg_step(top, 4);
    char text[FORMAT_TEXT], label[FORMAT_TEXT + 16];

    for (double x = 0; x <= top; x += step) {
        svg_line(out, 0, plot_y(top, x), 100, plot_y(top, x),
                 x == 0 ? "axis" : "grid");
        snprintf(label, sizeof label, "%s%s", format_count(text, x, style),
                 x + step > top ? unit : "");
        svg_text(out, 0, 0, plot_y(top, x) - 4, SVG_START, "tick",
                 sv_from(label));
    }
}

/* "Q3" under its column, and the year under the first of each; on crowded
 * axes only every second quarter or so. `shown` is the year that stands last,
 * empty before the first. */
static void quarter_tick(struct buf *out, size_t i, size_t n, int quarter,
                         int fiscal_month, char shown[DATE_TEXT])
{
    size_t every = (n + QUARTERS_MOST - 1) / QUARTERS_MOST;
    char name[DATE_TEXT];

    if ((n - 1 - i) % every)
        return;
    quarter_label(name, quarter, fiscal_month); /* "Q3 2026" */
    svg_text(out, column_x(i, n), 0, TOP + PLOT + 17, SVG_MIDDLE, "tick",
             (struct sv){name, 2});
    if (sv_eq(sv_from(shown), sv_from(name + 3)))
        return;
    snprintf(shown, DATE_TEXT, "%s", name + 3);
    svg_text(out, column_x(i, n), 0, TOP + PLOT + 32, SVG_MIDDLE, "tick",
             sv_from(shown));
}

/* The value of the first or last point, on the side of it where the line to
 * its neighbour, which stands at y `next`, does not run. */
static void end_label(struct buf *out, double x, double y, double next,
                      bool last, const char *value)
{
    svg_text(out, x, last ? -7 : 7, next < y - 2 ? y + 17 : y - 8,
             last ? SVG_END : SVG_START, "value", sv_from(value));
}

void chart_cycle_close(struct buf *out, const struct cycle *c,
                       struct style style)
{
    double top = cycle_top(c);
    size_t n = c->n_close;
    char name[DATE_TEXT], year[DATE_TEXT] = "", days[FORMAT_TEXT],
                          deals[FORMAT_TEXT], hint[512];

    svg_open(out, "cycle-close", "cycle", TOP + PLOT + BELOW,
             SV("Mean cycle by quarter of closing"),
             SV("Mean days from creation to closing of the deals closed in "
                "each quarter. A rise here can be an artefact: early quarters "
                "can hold only short deals."));
    grid(out, top, " days", style);
    for (size_t i = 0; i < n; i++) {
        const struct close_quarter *q = &c->close[i];
        double x = column_x(i, n);
        quarter_tick(out, i, n, q->quarter, c->fiscal_month, year);
        if (!isfinite(q->mean_days))
            continue;
        if (i && isfinite(c->close[i - 1].mean_days))
            svg_line(out, column_x(i - 1, n),
                     plot_y(top, c->close[i - 1].mean_days), x,
                     plot_y(top, q->mean_days), "trend quiet");
        format_fixed(days, q->mean_days, 1, style);
        snprintf(hint, sizeof hint, "%s: %s days, %s deal%s",
                 quarter_label(name, q->quarter, c->fiscal_month), days,
                 format_count(deals, (double)q->deals, style),
                 q->deals == 1 ? "" : "s");
        svg_dot(out, x, plot_y(top, q->mean_days), 4, "point quiet",
                sv_from(hint));
        if (i == 0 || i + 1 == n)
            end_label(out, x, plot_y(top, q->mean_days),
                      n == 1 ? INFINITY
                             : plot_y(top, c->close[i ? i - 1 : 1].mean_days),
                      i > 0, days);
    }
    svg_close(out);
}

void chart_cycle_created(struct buf *out, const struct cycle *c,
                         struct style style)
{
    double top = cycle_top(c);
    size_t n = c->n_created, first = 0, last = n ? n - 1 : 0;
    char name[DATE_TEXT], year[DATE_TEXT] = "", days[FORMAT_TEXT],
                          deals[FORMAT_TEXT], hint[512];

    svg_open(out, "cycle-created", "cycle", TOP + PLOT + BELOW,
             SV("Median cycle by quarter of creation"),
             SV("Kaplan-Meier median days to closing of the deals created in "
                "each quarter, with 95% intervals. Every deal counts, open "
                "ones too. Quarters that may lack deals are pale: they are "
                "not compared."));
    while (first < last && !isfinite(c->created[first].km.median))
        first++;
    while (last > first && !isfinite(c->created[last].km.median))
        last--;
    grid(out, top, " days", style);
    for (size_t i = 0; i < n; i++) {
        const struct km_median *km = &c->created[i].km;
        double x = column_x(i, n);
        quarter_tick(out, i, n, c->created[i].quarter, c->fiscal_month, year);
        if (!isfinite(km->median)) {
            if (i + 1 == n)
                svg_text(out, 100, 0, TOP + PLOT - 8, SVG_END, "tick",
                         SV("not reached yet"));
            continue;
        }
        if (isfinite(km->ci.lower))
            svg_line(out, x, plot_y(top, km->ci.lower), x,
                     plot_y(top, isfinite(km->ci.upper) ? km->ci.upper : top),
                     isfinite(km->ci.upper) ? "whisker" : "whisker endless");
        if (i && isfinite(c->created[i - 1].km.median))
            svg_line(out, column_x(i - 1, n),
                     plot_y(top, c->created[i - 1].km.median), x,
                     plot_y(top, km->median),
                     c->created[i - 1].whole && c->created[i].whole
                         ? "trend"
                         : "trend quiet");
        format_fixed(days, km->median, 0, style);
        snprintf(hint, sizeof hint, "%s: median %s days, %s deal%s%s",
                 quarter_label(name, c->created[i].quarter, c->fiscal_month),
                 days, format_count(deals, (double)km->deals, style),
                 km->deals == 1 ? "" : "s",
                 c->created[i].whole ? "" : "; not compared, may lack deals");
        svg_dot(out, x, plot_y(top, km->median), 4,
                c->created[i].whole ? "point" : "point quiet", sv_from(hint));
        if (i == first || i == last)
            end_label(
                out, x, plot_y(top, km->median),
                last == first
                    ? INFINITY
                    : plot_y(top,
                             c->created[i > first ? i - 1 : i + 1].km.median),
                i > first, days);
    }
    svg_close(out);
}

/* A label as wide as "won 17%" needs a fifth of a phone. */
static const char *inside(double width)
{
    return width < 20 ? "inside on-wide" : "inside";
}

/* "day 30: won 17.2%" */
static struct sv part_hint(char hint[3 * FORMAT_TEXT], double days,
                           const char *what, double share, struct style style)
{
    char day[FORMAT_TEXT], text[FORMAT_TEXT];

    snprintf(hint, 3 * FORMAT_TEXT, "day %s: %s %s",
             format_count(day, days, style), what,
             format_percent(text, share, 1, style));
    return sv_from(hint);
}

void chart_incidence(struct buf *out, const struct cycle *c, struct style style)
{
    enum { BAR = 30 };
    char text[FORMAT_TEXT], label[64], hint[3 * FORMAT_TEXT];

    svg_open(out, "incidence", "incidence", (double)c->n_incidence * BAR + 4,
             SV("What has become of a deal by day x"),
             SV("Shares of deals won, lost and still open by day since "
                "creation; won and lost compete (Aalen-Johansen)."));
    for (size_t i = 0; i < c->n_incidence; i++) {
        const struct incidence *d = &c->incidence[i];
        double y = (double)i * BAR, x = 16, won = d->won * 84,
               lost = d->lost * 84;
        snprintf(label, sizeof label, "day %s",
                 format_count(text, d->days, style));
        svg_text(out, 0, 0, y + 19, SVG_START, "label", sv_from(label));
        if (!isfinite(d->won) || !isfinite(d->lost))
            continue;
        svg_rect(out, x, y + 4, won, 22, "bar won",
                 part_hint(hint, d->days, "won", d->won, style));
        svg_rect(out, x + won, y + 4, lost, 22, "bar lost",
                 part_hint(hint, d->days, "lost", d->lost, style));
        svg_rect(out, x + won + lost, y + 4, 84 - won - lost, 22, "bar open",
                 part_hint(hint, d->days, "still open", d->still_open, style));
        if (won > 12) {
            snprintf(label, sizeof label, "won %s",
                     format_percent(text, d->won, 0, style));
            svg_text(out, x, 6, y + 19, SVG_START, inside(won), sv_from(label));
        }
        if (lost > 12) {
            snprintf(label, sizeof label, "lost %s",
                     format_percent(text, d->lost, 0, style));
            svg_text(out, x + won, 6, y + 19, SVG_START, inside(lost),
                     sv_from(label));
        }
        if (84 - won - lost > 14) {
            snprintf(label, sizeof label, "open %s",
                     format_percent(text, d->still_open, 0, style));
            svg_text(out, 100, -6, y + 19, SVG_END, "inside dark",
                     sv_from(label));
        }
    }
    svg_close(out);
}

void chart_reliability(struct buf *out, const struct holdout *h,
                       struct style style)
{
    char hint[512], deals[FORMAT_TEXT], p[FORMAT_TEXT], seen[FORMAT_TEXT];

    svg_open(out, "reliability", "reliability", TOP + PLOT + 46,
             SV("Predicted against observed loss rate"),
             SV("Each dot is a group of past deals with a similar chance of "
                "loss; on "
                "the diagonal, the prediction meant what it said."));
    for (int i = 0; i <= 4; i++) {
        double share = i / 4.0;
        format_percent(p, share, 0, style);
        svg_line(out, 10, plot_y(1, share), 98, plot_y(1, share),
                 i ? "grid" : "axis");
        svg_text(out, 0, 0, plot_y(1, share) + 4, SVG_START, "tick",
                 sv_from(p));
        svg_text(out, 10 + share * 88, 0, TOP + PLOT + 17,
                 i == 4 ? SVG_END : SVG_MIDDLE, "tick", sv_from(p));
    }
    svg_line(out, 10, plot_y(1, 0), 98, plot_y(1, 1), "diagonal");
    svg_text(out, 10, 0, 12, SVG_START, "tick", SV("observed share lost"));
    svg_text(out, 98, 0, TOP + PLOT + 36, SVG_END, "tick",
             SV("predicted chance of loss"));
    for (size_t i = 0; i < RELIABILITY_BINS; i++) {
        const struct reliability_bin *b = &h->reliability[i];
        if (!b->deals || !isfinite(b->mean_p) || !isfinite(b->observed))
            continue;
        snprintf(hint, sizeof hint, "predicted %s, observed %s, %s score%s",
                 format_percent(p, b->mean_p, 0, style),
                 format_percent(seen, b->observed, 0, style),
                 format_count(deals, (double)b->deals, style),
                 b->deals == 1 ? "" : "s");
        svg_dot(out, 10 + b->mean_p * 88, plot_y(1, b->observed), 5, "point",
                sv_from(hint));
    }
    svg_close(out);
}
