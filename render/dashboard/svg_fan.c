/* The fan: what a quarter has won by day, where it is expected to end and in
 * which range, its target, and past quarters behind it. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "render/words/format.h"
#include "render/words/quarter.h"
#include "render/dashboard/svg.h"
#include "render/dashboard/svg_charts.h"

/* The plot ends before the labels of the quarter's end begin. */
enum { TOP = 30, PLOT = 250, BELOW = 26, WIDTH = 84, LETTER = 15, ENDS = 3 };
enum { DAYS = 100 }; /* no quarter has as many */

struct fan {
    struct buf *out;
    const struct landing_scope *scope;
    const struct landing_quarter *q;
    const struct landing_money *won;
    struct style style;
    struct svg_plot plot;
    double top; /* of the money scale */
    int days;
};

/* A label at the quarter's end, at its place or beside it. */
struct end_label {
    double y;
    size_t at; /* which of the three */
    char text[FORMAT_TEXT];
};

static double up(const struct fan *f, double money)
{
    return fmax(0, fmin(1, money / f->top));
}

static double fan_y(const struct fan *f, double money)
{
    return TOP + PLOT * (1 - up(f, money));
}

/* The end of a day, as a share of the quarter. */
static double fan_x(const struct fan *f, int32_t day)
{
    return (double)(day - f->q->start + 1) / f->days;
}

static double top_of(const struct landing_scope *scope,
                     const struct landing_quarter *q)
{
    const struct landing_money *won = &q->money[ENDING_WON];
    const double most[] = {won->so_far, won->landing, won->range.upper,
                           q->target.amount};
    double top = 1;

    for (size_t i = 0; i < sizeof most / sizeof most[0]; i++)
        if (isfinite(most[i]))
            top = fmax(top, most[i]);
    for (size_t i = 1; i < scope->n_paths; i++)
        if (isfinite(scope->path[i].total))
            top = fmax(top, scope->path[i].total);
    return top * 1.06;
}

static void draw_grid(const struct fan *f)
{
    double step = svg_step(f->top, 4);
    char text[FORMAT_TEXT];

    for (double x = 0; x <= f->top; x += step) {
        svg_line(f->out, 0, fan_y(f, x), WIDTH, fan_y(f, x),
                 x > 0 ? "grid" : "axis");
        if (x > 0)
            svg_text(f->out, 0, 0, fan_y(f, x) - 4, SVG_START, "tick",
                     sv_from(format_money_short(text, x, f->style)));
    }
}

/* Quarters differ by a day or three: each is drawn over its own days. */
static void draw_path(const struct fan *f, const struct landing_path *path,
                      int days, const char *class_name)
{
    double across[DAYS + 1] = {0}, height[DAYS + 1] = {0};
    size_t n = path->n < DAYS ? path->n : DAYS;

    for (size_t k = 0; k < n; k++) {
        across[k + 1] = (double)(k + 1) / days;
        height[k + 1] = up(f, path->won[k]);
    }
    svg_curve(f->out, &f->plot, across, height, n + 1, class_name);
}

static void draw_past(const struct fan *f)
{
    for (size_t i = f->scope->n_paths; i-- > 1;)
        if (f->scope->path[i].n)
            draw_path(f, &f->scope->path[i], (int)f->scope->path[i].n, "past");
}

/* What is won by day; from today on, as it stays. */
static size_t won_points(const struct fan *f, double across[DAYS + 2],
                         double height[DAYS + 2])
{
    const struct landing_path *path = &f->scope->path[0];
    size_t n = f->scope->n_paths ? path->n : 0;

    if (n > DAYS)
        n = DAYS;
    across[0] = height[0] = 0;
    for (size_t k = 0; k < n; k++) {
        across[k + 1] = (double)(k + 1) / f->days;
        height[k + 1] = up(f, path->won[k]);
    }
    across[n + 1] = 1;
    height[n + 1] = height[n];
    return n + 2;
}

/* The points from as-of to the quarter's end. */
static size_t fan_points(const struct fan *f, double across[LANDING_FAN],
                         double expected[LANDING_FAN],
                         struct interval range[LANDING_FAN])
{
    for (size_t k = 0; k < f->scope->n_fan; k++) {
        across[k] = fan_x(f, f->scope->fan[k].day);
        expected[k] = f->scope->fan[k].expected;
        range[k] = f->scope->fan[k].range;
    }
    return f->scope->n_fan;
}

/* Solid, and on top of it what is expected: hatched, in the pale band. */
static void draw_areas(const struct fan *f)
{
    double across[DAYS + 2], height[DAYS + 2], foot[DAYS + 2] = {0};
    double expected[LANDING_FAN], low[LANDING_FAN], high[LANDING_FAN];
    struct interval range[LANDING_FAN];
    bool ranged = isfinite(f->won->range.lower);
    size_t n = won_points(f, across, height);

    svg_band(f->out, &f->plot, across, foot, height, n, "solid");
    if (isnan(f->won->landing) || !f->q->days_left)
        return;
    n = fan_points(f, across, expected, range);
    for (size_t k = 0; k < n; k++) {
        expected[k] = up(f, expected[k]);
        foot[k] = up(f, f->won->so_far);
        low[k] = isfinite(range[k].lower) ? up(f, range[k].lower) : foot[k];
        high[k] = isfinite(range[k].upper) ? up(f, range[k].upper) : foot[k];
    }
    if (ranged)
        svg_band(f->out, &f->plot, across, low, high, n, "range");
    svg_band_hatched(f->out, &f->plot,
                     &(struct svg_hatched){"fan", across, foot, expected, n});
}

static void draw_lines(const struct fan *f)
{
    double across[DAYS + 2], height[DAYS + 2], expected[LANDING_FAN];
    struct interval range[LANDING_FAN];
    size_t n = won_points(f, across, height);

    if (n > 2)
        svg_curve(f->out, &f->plot, across, height, n - 1, "so-far");
    if (isnan(f->won->landing) || !f->q->days_left)
        return;
    n = fan_points(f, across, expected, range);
    for (size_t k = 0; k < n; k++)
        expected[k] = up(f, expected[k]);
    svg_curve(f->out, &f->plot, across, expected, n, "expected");
}

static void draw_target(const struct fan *f)
{
    double y = fan_y(f, f->q->target.amount);
    char money[FORMAT_TEXT], text[FORMAT_TEXT + 16];

    if (isnan(f->q->target.amount))
        return;
    svg_line(f->out, 0, y, WIDTH, y, "target");
    snprintf(text, sizeof text, "target %s",
             format_money_short(money, f->q->target.amount, f->style));
    svg_text(f->out, 0, 44, y - 5, SVG_START, "target-label", sv_from(text));
}

static void draw_days(const struct fan *f)
{
    int32_t today = f->q->end - f->q->days_left;
    double x = f->plot.width * fan_x(f, today);
    char day[FORMAT_TEXT], text[FORMAT_TEXT + 32];

    svg_line(f->out, x, TOP - 6, x, TOP + PLOT, "today");
    snprintf(text, sizeof text, "%s, day %d of %d", format_weekday(day, today),
             (int)(today - f->q->start + 1), f->days);
    svg_text(f->out, x, 0, TOP - 12,
             x < 25 ? SVG_START : x > 60 ? SVG_END : SVG_MIDDLE, "tick",
             sv_from(text));
    svg_text(f->out, 0, 0, TOP + PLOT + 17, SVG_START, "tick",
             sv_from(format_weekday(day, f->q->start)));
    svg_text(f->out, WIDTH, 0, TOP + PLOT + 17, SVG_END, "tick",
             sv_from(format_weekday(day, f->q->end)));
}

static int by_height(const void *x, const void *y)
{
    const struct end_label *a = x, *b = y;

    return (a->y > b->y) - (a->y < b->y);
}

/* From the top down, each at least a letter below the one above; those that
 * would leave the plot push the others up again. */
static void part_labels(struct end_label *ends, size_t n)
{
    qsort(ends, n, sizeof *ends, by_height);
    for (size_t i = 1; i < n; i++)
        ends[i].y = fmax(ends[i].y, ends[i - 1].y + LETTER);
    if (n && ends[n - 1].y > TOP + PLOT)
        ends[n - 1].y = TOP + PLOT;
    for (size_t i = n; i-- > 1;)
        ends[i - 1].y = fmin(ends[i - 1].y, ends[i].y - LETTER);
}

static void draw_ends(const struct fan *f)
{
    const struct {
        double money;
        const char *class_name, *wide, *word;
    } all[] = {{f->won->range.upper, "tick", "tick on-wide", "range to "},
               {f->won->landing, "value", "value on-wide", "landing "},
               {f->won->range.lower, "tick", "tick on-wide", "range from "}};
    struct end_label ends[ENDS];
    size_t n = 0;

    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
        if (!isfinite(all[i].money))
            continue;
        ends[n].y = fan_y(f, all[i].money) + 4;
        ends[n].at = i;
        format_money_short(ends[n].text, all[i].money, f->style);
        n++;
    }
    part_labels(ends, n);
    for (size_t i = 0; i < n; i++) {
        char text[FORMAT_TEXT + 16];
        size_t k = ends[i].at;
        snprintf(text, sizeof text, "%s%s", all[k].word, ends[i].text);
        svg_text(f->out, WIDTH, 6, ends[i].y, SVG_START, all[k].wide,
                 sv_from(text));
        snprintf(text, sizeof text, "%s on-narrow", all[k].class_name);
        svg_text(f->out, WIDTH, 6, ends[i].y, SVG_START, text,
                 sv_from(ends[i].text));
    }
}

/* Inside the solid, where it is high enough for letters. */
static void draw_so_far(const struct fan *f)
{
    char money[FORMAT_TEXT], text[FORMAT_TEXT + 16];

    if (!(PLOT * up(f, f->won->so_far) > 2 * LETTER))
        return;
    snprintf(text, sizeof text, "won so far %s",
             format_money_short(money, f->won->so_far, f->style));
    svg_text(f->out, WIDTH, -8, TOP + PLOT - 10, SVG_END, "inside",
             sv_from(text));
}

void chart_fan(struct buf *out, const struct landing_scope *scope,
               const struct quarter_words *words, struct sv desc,
               struct style style)
{
    const struct landing_quarter *q = &scope->quarter[THIS_QUARTER];
    struct fan f = {.out = out,
                    .scope = scope,
                    .q = q,
                    .won = &q->money[ENDING_WON],
                    .style = style,
                    .plot = {0, TOP, WIDTH, PLOT},
                    .top = top_of(scope, q),
                    .days = q->end - q->start + 1};

    svg_open(out, "fan", "fan", TOP + PLOT + BELOW, words->landing, desc);
    svg_hatch(out, "fan");
    draw_grid(&f);
    draw_areas(&f);
    draw_past(&f);
    draw_lines(&f);
    draw_target(&f);
    draw_days(&f);
    draw_ends(&f);
    draw_so_far(&f);
    svg_close(out);
}
