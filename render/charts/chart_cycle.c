/*
 * The cycle, told twice on one scale: the naive mean by close quarter, which
 * misleads, and the Kaplan–Meier median by created quarter with its 95%
 * interval, which does not.
 */
#include <math.h>

#include "render/charts/charts.h"
#include "render/words/format.h"
#include "render/base/theme.h"

struct panel {
    double left, right, top, bottom; /* of the plot */
    double max;                      /* days at the top */
    double em;
    size_t n;
    int fiscal_month;
    struct style style;
};

static double x_of(const struct panel *p, size_t i)
{
    return p->left +
           (p->right - p->left) * ((double)i + 0.5) / (double)(p->n ? p->n : 1);
}

static double y_of(const struct panel *p, double days)
{
    double share = isfinite(days) ? fmin(fmax(days / p->max, 0), 1) : 1;

    return p->bottom - (p->bottom - p->top) * share;
}

static double slot(const struct panel *p)
{
    return (p->right - p->left) / (double)(p->n ? p->n : 1);
}

/* The tallest value of both panels; an interval may run off the scale. */
static double scale_of(const struct cycle *cy)
{
    double most = 0, tall = 0;

    for (size_t i = 0; i < cy->n_close; i++)
        if (isfinite(cy->close[i].mean_days))
            most = fmax(most, cy->close[i].mean_days);
    for (size_t i = 0; i < cy->n_created; i++) {
        const struct km_median *km = &cy->created[i].km;
        if (isfinite(km->median))
            most = fmax(most, km->median);
        if (isfinite(km->ci.upper))
            tall = fmax(tall, km->ci.upper);
    }
    most = fmax(most, fmin(tall, most * 1.5));
    double step = chart_step(most * 1.08, 5);
    return most > 0 ? step * ceil(most * 1.08 / step) : 100;
}

static void draw_frame(struct canvas *c, const struct panel *p, struct sv title,
                       struct sv sub)
{
    struct type head = {WEIGHT_MEDIUM, p->em, THEME_INK, ALIGN_LEFT};
    struct type small = {WEIGHT_REGULAR, p->em * 0.85, THEME_MUTED, ALIGN_LEFT};
    struct type tick = {WEIGHT_REGULAR, p->em * 0.85, THEME_MUTED, ALIGN_RIGHT};
    double x = p->left - p->em * 2.4, width = p->right - x;
    double step = chart_step(p->max, 5);
    char text[FORMAT_TEXT];

    canvas_text_in(c, &head, x, p->top - p->em * 2.5, width, title);
    canvas_text_in(c, &small, x, p->top - p->em * 1.25, width, sub);
    for (double v = 0; v <= p->max * 1.0001; v += step) {
        canvas_rule(c, p->left, y_of(p, v), p->right, y_of(p, v),
                    v > 0 ? 0.4 : 0.75, v > 0 ? THEME_RULE : THEME_INK);
        canvas_text_in(c, &tick, p->left - p->em * 0.5,
                       y_of(p, v) + p->em * 0.3, p->em * 1.9,
                       sv_from(format_count(text, v, p->style)));
    }
}

/* How many deals stand behind a column; needs room for "1,234". */
static bool counted(const struct panel *p)
{
    return slot(p) >= p->em * 1.9;
}

static void draw_count(struct canvas *c, const struct panel *p, size_t i,
                       size_t deals)
{
    struct type t = {WEIGHT_REGULAR, p->em * 0.7, THEME_MUTED, ALIGN_CENTRE};
    struct type n = {WEIGHT_REGULAR, p->em * 0.7, THEME_MUTED, ALIGN_RIGHT};
    char text[FORMAT_TEXT];
    double y = p->bottom + p->em * 3.05;

    if (!counted(p))
        return;
    if (i == 0)
        canvas_text(c, &n, p->left - p->em * 0.5, y, SV("deals"));
    canvas_text(c, &t, x_of(p, i), y,
                sv_from(format_count(text, (double)deals, p->style)));
}

/* "Q1" under each and the year below it where it begins, thinned out. */
static void draw_quarter(struct canvas *c, const struct panel *p, size_t i,
                         int quarter, bool new_year)
{
    struct type t = {WEIGHT_REGULAR, p->em * 0.8, THEME_MUTED, ALIGN_CENTRE};
    char name[DATE_TEXT];
    struct sv text = sv_from(quarter_label(name, quarter, p->fiscal_month));
    size_t every = (size_t)ceil(p->em * 1.9 / slot(p));
    size_t years = (size_t)ceil(p->em * 2.6 / slot(p));

    if (i % (every ? every : 1) == 0)
        canvas_text(c, &t, x_of(p, i), p->bottom + p->em * 1.15,
                    (struct sv){text.ptr, 2});
    if (new_year && (i == 0 || i >= years || years <= 1))
        canvas_text(c, &t, x_of(p, i), p->bottom + p->em * 2.15,
                    sv_skip(text, 3));
}

static bool starts_year(int quarter, int before)
{
    char a[DATE_TEXT], b[DATE_TEXT];

    return strncmp(quarter_name(a, quarter), quarter_name(b, before), 4) != 0;
}

/* Every value where there is room; else the first and the last. */
static bool labelled(const struct panel *p, size_t i)
{
    return slot(p) >= p->em * 2.1 || i == 0 || i + 1 == p->n;
}

/* The whole panel, with its head and the lines under it. */
static void begin_figure(struct canvas *c, const struct panel *p, struct sv alt)
{
    double x = p->left - p->em * 2.4, y = p->top - p->em * 3.4;

    canvas_figure(c, x, y, p->right - x, p->bottom + p->em * 3.3 - y, alt);
}

static void naive_alt(struct buf *alt, const struct panel *p,
                      const struct cycle *cy)
{
    char name[DATE_TEXT], days[FORMAT_TEXT];

    buf_add_str(alt, "Bars, mean days of closed deals by close quarter:");
    for (size_t i = 0; i < cy->n_close; i++)
        buf_printf(alt, " %s %s%s",
                   quarter_label(name, cy->close[i].quarter, p->fiscal_month),
                   format_fixed(days, cy->close[i].mean_days, 0, p->style),
                   i + 1 < cy->n_close ? ";" : ".");
}

static void draw_naive(struct canvas *c, const struct panel *p,
                       const struct report *r)
{
    const struct cycle *cy = &r->portfolio->cycle;
    struct type value = {WEIGHT_REGULAR, p->em * 0.85, THEME_MUTED,
                         ALIGN_CENTRE};
    char change[FORMAT_TEXT], text[FORMAT_TEXT], title[80], sub[96];

    format_signed(change, cy->naive_change_pct, 0, r->style);
    snprintf(title, sizeof title, "Naive mean: %s%s", change,
             isfinite(cy->naive_change_pct) ? "%" : "");
    snprintf(sub, sizeof sub, "mean days, %s closed deal%s",
             format_count(text, (double)cy->closes, r->style),
             cy->closes == 1 ? "" : "s");
    draw_frame(c, p, sv_from(title), sv_from(sub));
    for (size_t i = 0; i < p->n; i++) {
        const struct close_quarter *q = &cy->close[i];
        double w = fmin(slot(p) * 0.62, p->em * 2.6);
        if (isfinite(q->mean_days)) {
            double y = y_of(p, q->mean_days);
            canvas_bar(c, x_of(p, i) - w / 2, y, w, p->bottom - y, THEME_QUIET);
            if (labelled(p, i))
                canvas_text_in(
                    c, &value, x_of(p, i), y - p->em * 0.35, p->em * 3,
                    sv_from(format_fixed(text, q->mean_days, 0, r->style)));
        }
        draw_quarter(c, p, i, q->quarter,
                     !i || starts_year(q->quarter, cy->close[i - 1].quarter));
        draw_count(c, p, i, q->deals);
    }
}

/* A limit that is not reached runs off the top, without a cap. */
static void draw_interval(struct canvas *c, const struct panel *p, double x,
                          const struct interval *ci)
{
    double cap = fmin(p->em * 0.45, slot(p) * 0.3);

    if (!isfinite(ci->lower))
        return;
    canvas_rule(c, x, y_of(p, ci->lower), x, y_of(p, ci->upper), p->em * 0.14,
                THEME_QUIET);
    canvas_rule(c, x - cap, y_of(p, ci->lower), x + cap, y_of(p, ci->lower),
                p->em * 0.14, THEME_QUIET);
    if (isfinite(ci->upper) && ci->upper <= p->max)
        canvas_rule(c, x - cap, y_of(p, ci->upper), x + cap, y_of(p, ci->upper),
                    p->em * 0.14, THEME_QUIET);
}

/* Have two cohorts a median and an interval? */
static bool is_compared(const struct cycle *cy)
{
    return isfinite(cy->logrank_p) && isfinite(cy->median_change);
}

/* Quarters that the export may not hold whole stand apart from the others. */
static bool any_apart(const struct cycle *cy)
{
    for (size_t i = 0; i < cy->n_created; i++)
        if (!cy->created[i].whole)
            return true;
    return false;
}

static void cohorts_alt(struct buf *alt, const struct panel *p,
                        const struct cycle *cy)
{
    char name[DATE_TEXT], days[FORMAT_TEXT], low[FORMAT_TEXT];
    char high[FORMAT_TEXT];

    buf_add_str(alt, "Dots, median days by quarter of creation, with its 95% "
                     "interval:");
    for (size_t i = 0; i < cy->n_created; i++) {
        const struct km_median *km = &cy->created[i].km;
        buf_printf(alt, " %s %s (%s to %s)%s",
                   quarter_label(name, cy->created[i].quarter, p->fiscal_month),
                   isfinite(km->median)
                       ? format_fixed(days, km->median, 1, p->style)
                       : "not yet",
                   format_fixed(low, km->ci.lower, 0, p->style),
                   format_fixed(high, km->ci.upper, 0, p->style),
                   i + 1 < cy->n_created ? ";" : ".");
    }
}

/* The median in figures: right of its dot where there is room, else below the
 * interval; where that would fall on the axis, above it, and beside the dot
 * where the interval runs off the scale. */
static void draw_median(struct canvas *c, const struct panel *p, size_t i,
                        const struct km_median *km)
{
    struct type value = {WEIGHT_MEDIUM, p->em * 0.9, THEME_ACCENT, ALIGN_LEFT};
    double x = x_of(p, i), dot = y_of(p, km->median);
    double low = isfinite(km->ci.lower) ? y_of(p, km->ci.lower) : dot;
    bool capped = isfinite(km->ci.upper) && km->ci.upper <= p->max;
    double high = capped ? y_of(p, km->ci.upper) : dot;
    char text[FORMAT_TEXT];

    format_fixed(text, km->median, km->median == floor(km->median) ? 0 : 1,
                 p->style);
    if (slot(p) < p->em * 3.2 && low + p->em * 1.15 <= p->bottom) {
        value.align = ALIGN_CENTRE;
        dot = low + p->em * 1.15;
    } else if (slot(p) < p->em * 3.2 && (capped || !isfinite(km->ci.lower))) {
        value.align = ALIGN_CENTRE;
        dot = high - p->em * 0.45;
    } else {
        bool last = slot(p) < p->em * 3.2 && i + 1 == p->n;
        value.align = last ? ALIGN_RIGHT : ALIGN_LEFT;
        x += last ? -p->em * 0.6 : p->em * 0.6;
        dot += p->em * 0.3;
    }
    canvas_text_in(c, &value, x, dot, p->em * 3, sv_from(text));
}

static void draw_cohorts(struct canvas *c, const struct panel *p,
                         const struct report *r)
{
    const struct cycle *cy = &r->portfolio->cycle;
    struct type quiet = {WEIGHT_REGULAR, p->em * 0.8, THEME_MUTED,
                         ALIGN_CENTRE};
    char text[FORMAT_TEXT], title[80], sub[96];

    if (any_apart(cy))
        snprintf(sub, sizeof sub,
                 "Kaplan\xe2\x80\x93Meier median, 95%% interval; pale: not "
                 "compared");
    else
        snprintf(sub, sizeof sub,
                 "Kaplan\xe2\x80\x93Meier median of %s deal%s, 95%% interval",
                 format_count(text, (double)cy->lives, r->style),
                 cy->lives == 1 ? "" : "s");
    /* A p-value without two cohorts to compare would seem to say something. */
    if (is_compared(cy))
        snprintf(title, sizeof title, "By cohort: log-rank %s",
                 format_p(text, cy->logrank_p, r->style));
    else
        snprintf(title, sizeof title, "By cohort");
    draw_frame(c, p, sv_from(title), sv_from(sub));
    for (size_t i = 0; i < p->n; i++) {
        const struct km_median *km = &cy->created[i].km;
        double x = x_of(p, i);
        draw_quarter(c, p, i, cy->created[i].quarter,
                     !i || starts_year(cy->created[i].quarter,
                                       cy->created[i - 1].quarter));
        draw_count(c, p, i, km->deals);
        if (!isfinite(km->median)) {
            if (slot(p) >= p->em * 2.1)
                canvas_text(c, &quiet, x, p->top + p->em, SV("not yet"));
            continue;
        }
        draw_interval(c, p, x, &km->ci);
        canvas_dot(c, x, y_of(p, km->median), p->em * 0.3,
                   cy->created[i].whole ? THEME_ORNAMENT : THEME_QUIET);
        if (labelled(p, i))
            draw_median(c, p, i, km);
    }
}

/* Is there a bar or a dot to draw? */
static bool any_days(const struct cycle *cy)
{
    for (size_t i = 0; i < cy->n_created; i++)
        if (isfinite(cy->created[i].km.median))
            return true;
    return cy->n_close > 0;
}

double chart_cycle_height(const struct report *r, double width, double em)
{
    const struct cycle *cy = &r->portfolio->cycle;

    if (!any_days(cy))
        return em * 5;
    return fmin(fmax(width * 0.46, em * 25), em * 27);
}

static void write_title(struct buf *title, const struct cycle *cy)
{
    if (!cy->n_created || !is_compared(cy))
        buf_add_str(title, "How long deals take: too little to compare "
                           "cohorts");
    else if (cy->changed)
        buf_add_str(title, "The sales cycle has changed, beyond chance");
    else if (cy->differ || cy->median_difference.lower > 0 ||
             cy->median_difference.upper < 0)
        buf_add_str(title, "Quarters differ, and no trend of the sales cycle "
                           "is shown");
    else
        buf_add_str(title, "No change in the sales cycle is shown");
}

void chart_cycle_draw(struct canvas *c, const struct report *r, double width,
                      double height, double em)
{
    const struct cycle *cy = &r->portfolio->cycle;
    struct buf title = {0}, alt = {0};

    write_title(&title, cy);
    double top = chart_head(c, width, em, buf_sv(&title), r->cycle_verdict);
    buf_release(&title);
    if (!any_days(cy))
        return;
    double bottom =
        height -
        chart_note(c, width, height, em,
                   SV("Early close quarters can hold only deals that closed "
                      "fast, so the naive mean misleads. A cohort follows all "
                      "deals created in a quarter, open ones included."));
    /* What misleads is small beside what does not. */
    double gap = em * 2, axis = em * 2.4, small = (width - gap) * 0.31;
    struct panel p = {.left = axis,
                      .right = small,
                      .top = top + em * 3.2,
                      .bottom = bottom - em * 3.5,
                      .max = scale_of(cy),
                      .em = em,
                      .n = cy->n_close,
                      .fiscal_month = cy->fiscal_month,
                      .style = r->style};
    naive_alt(&alt, &p, cy);
    begin_figure(c, &p, buf_sv(&alt));
    draw_naive(c, &p, r);
    canvas_end(c);
    p.left += small + gap;
    p.right = width;
    p.n = cy->n_created;
    buf_clear(&alt);
    cohorts_alt(&alt, &p, cy);
    begin_figure(c, &p, buf_sv(&alt));
    draw_cohorts(c, &p, r);
    canvas_end(c);
    buf_release(&alt);
}
