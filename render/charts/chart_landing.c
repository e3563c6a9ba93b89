/*
 * The quarter as a fan: what was won day by day, where that is expected to go
 * with its range, and at the end what the landing is made of: won so far solid,
 * open deals and deals not yet created hatched. Behind it, in grey, the past
 * quarters, with a dot on their same day (as many days left).
 */
#include <math.h>

#include "render/charts/charts.h"
#include "render/words/format.h"
#include "render/base/theme.h"

static const unsigned BAND = 0xdfe7f0, PAST = 0xb6c2cf;

enum { TICKS = 6 };

struct fan {
    const struct landing_scope *s;
    const struct landing_quarter *q;
    const struct landing_money *won;
    double left, right, top, bottom; /* of the plot of days */
    double max;                      /* money at the top */
    double em;
    struct style style;
};

static double x_of(const struct fan *f, double days_left)
{
    double days = f->q->end - f->q->start + 1;

    return f->right -
           (f->right - f->left) * fmin(fmax(days_left / days, 0), 1);
}

static double y_of(const struct fan *f, double money)
{
    double share = isfinite(money) ? fmin(fmax(money / f->max, 0), 1) : 0;

    return f->bottom - (f->bottom - f->top) * share;
}

static double larger(double a, double b)
{
    return isfinite(b) ? fmax(a, b) : a;
}

static double top_of(const struct fan *f)
{
    double most = larger(0, f->won->landing);

    most = larger(most, f->won->range.upper);
    most = larger(most, f->q->target.amount);
    for (size_t k = 1; k < f->s->n_paths; k++)
        most = larger(most, f->s->path[k].total);
    return most > 0 ? most * 1.03 : 1;
}

double chart_landing_height(const struct report *r, double width, double em)
{
    (void)r;
    (void)width;
    return em * 22;
}

static void draw_axes(struct canvas *c, const struct fan *f,
                      const struct report *r)
{
    struct type tick = {WEIGHT_REGULAR, f->em * 0.85, THEME_MUTED, ALIGN_RIGHT};
    struct type day = {WEIGHT_REGULAR, f->em * 0.85, THEME_MUTED, ALIGN_LEFT};
    struct type now = {WEIGHT_MEDIUM, f->em * 0.85, THEME_INK, ALIGN_CENTRE};
    double step = chart_step(f->max, TICKS), at = x_of(f, f->q->days_left);
    char text[FORMAT_TEXT];

    for (double v = 0; v <= f->max; v += step) {
        canvas_rule(c, f->left, y_of(f, v), f->right, y_of(f, v),
                    v > 0 ? 0.4 : 0.75, v > 0 ? THEME_RULE : THEME_INK);
        canvas_text_in(c, &tick, f->left - f->em * 0.5,
                       y_of(f, v) + f->em * 0.3, f->left - f->em * 0.5,
                       sv_from(v > 0 ? format_money_short(text, v, f->style)
                                     : "0"));
    }
    double y = f->bottom + f->em * 1.25, room = f->em * 6;
    if (at - f->left > room)
        canvas_text(c, &day, f->left, y,
                    sv_from(format_date_near(text, f->q->start, r->as_of)));
    day.align = ALIGN_RIGHT;
    if (f->right - at > room)
        canvas_text(c, &day, f->right, y,
                    sv_from(format_date_near(text, f->q->end, r->as_of)));
    now.align = at - f->left < f->em * 2    ? ALIGN_LEFT
                : f->right - at < f->em * 2 ? ALIGN_RIGHT
                                            : ALIGN_CENTRE;
    canvas_text(c, &now, at, y, sv_from(format_date_near(text, r->as_of,
                                                         r->as_of)));
}

/* A past quarter's days are told from its end: the same days left. */
static void draw_past(struct canvas *c, const struct fan *f)
{
    double days = f->q->end - f->q->start + 1;

    for (size_t k = f->s->n_paths; k-- > 1;) {
        const struct landing_path *p = &f->s->path[k];
        double *xy = mem_alloc(2 * p->n, sizeof *xy);
        size_t n = 0;
        for (size_t i = 0; i < p->n; i++) {
            double left = (double)(p->n - 1 - i);
            if (left > days)
                continue;
            xy[2 * n] = x_of(f, left);
            xy[2 * n++ + 1] = y_of(f, p->won[i]);
        }
        canvas_polyline(c, xy, n, 0.75, PAST);
        free(xy);
    }
}

static void draw_same_day(struct canvas *c, const struct fan *f)
{
    double x = x_of(f, f->q->days_left);

    for (size_t k = 0; k < f->won->n_past; k++)
        canvas_dot(c, x, y_of(f, f->won->past[k].so_far), 2, THEME_QUIET);
}

static void draw_range(struct canvas *c, const struct fan *f)
{
    size_t n = f->s->n_fan;
    double *xy = mem_alloc(4 * n, sizeof *xy);

    for (size_t k = 0; k < n; k++) {
        const struct landing_fan *at = &f->s->fan[k];
        double x = x_of(f, f->q->end - at->day);
        bool known = isfinite(at->range.lower) && isfinite(at->range.upper);
        xy[2 * k] = xy[4 * n - 2 - 2 * k] = x;
        xy[2 * k + 1] = y_of(f, known ? at->range.upper : at->expected);
        xy[4 * n - 1 - 2 * k] = y_of(f, known ? at->range.lower : at->expected);
    }
    if (isfinite(f->won->range.upper))
        canvas_area(c, xy, 2 * n, BAND);
    free(xy);
}

static void draw_expected(struct canvas *c, const struct fan *f)
{
    for (size_t k = 1; k < f->s->n_fan; k++) {
        const struct landing_fan *a = &f->s->fan[k - 1], *b = a + 1;
        double from[2] = {x_of(f, f->q->end - a->day), y_of(f, a->expected)};
        double to[2] = {x_of(f, f->q->end - b->day), y_of(f, b->expected)};
        if (isfinite(a->expected) && isfinite(b->expected))
            canvas_dashes(c, from, to, 3.2, 1.6, THEME_ORNAMENT);
    }
}

static void draw_won(struct canvas *c, const struct fan *f)
{
    const struct landing_path *p = &f->s->path[0];
    double *xy;

    if (!f->s->n_paths || !p->n)
        return;
    xy = mem_alloc(2 * p->n + 6, sizeof *xy);
    xy[0] = f->left;
    xy[1] = f->bottom;
    for (size_t i = 0; i < p->n; i++) {
        xy[2 * i + 2] = x_of(f, f->q->end - p->start - (double)i);
        xy[2 * i + 3] = y_of(f, p->won[i]);
    }
    xy[2 * p->n + 2] = xy[2 * p->n];
    xy[2 * p->n + 3] = f->bottom;
    canvas_area(c, xy, p->n + 2, THEME_ORNAMENT);
    free(xy);
}

static void draw_target(struct canvas *c, const struct fan *f, double right)
{
    struct type t = {WEIGHT_MEDIUM, f->em * 0.9, THEME_INK, ALIGN_LEFT};
    double y = y_of(f, f->q->target.amount);
    char text[FORMAT_TEXT], words[FORMAT_TEXT + 16];

    if (!isfinite(f->q->target.amount))
        return;
    canvas_dashes(c, (double[]){f->left, y}, (double[]){right, y}, 6, 1,
                  THEME_INK);
    snprintf(words, sizeof words, "Target %s",
             format_money_short(text, f->q->target.amount, f->style));
    canvas_text_in(c, &t, f->left + f->em * 0.4, y - f->em * 0.4,
                   (f->right - f->left) * 0.5, sv_from(words));
}

/* What stands at the end of a level of the column, pushed apart below. */
struct mark {
    double y;
    bool strong;
    char text[FORMAT_TEXT + 24];
};

static void mark_add(struct mark *list, size_t *n, double y, bool strong,
                     const char *text)
{
    struct mark *m = &list[(*n)++];

    m->y = y;
    m->strong = strong;
    snprintf(m->text, sizeof m->text, "%s", text);
}

/* From top to bottom, a line apart, inside the plot. */
static void spread_marks(struct mark *m, size_t n, const struct fan *f)
{
    double line = f->em * 1.15;

    for (size_t i = 1; i < n; i++)
        for (size_t k = i; k && m[k].y < m[k - 1].y; k--) {
            struct mark swap = m[k];
            m[k] = m[k - 1];
            m[k - 1] = swap;
        }
    for (size_t i = 1; i < n; i++)
        m[i].y = fmax(m[i].y, m[i - 1].y + line);
    double low = f->bottom;
    for (size_t i = n; i-- > 0; low = m[i].y - line)
        m[i].y = fmin(m[i].y, low);
}

static void draw_marks(struct canvas *c, const struct fan *f, double x,
                       double room, const double at[4])
{
    const struct landing_money *m = f->won;
    struct mark list[6];
    char text[FORMAT_TEXT], words[FORMAT_TEXT + 24];
    const char *const parts[] = {"won", "open", "new"};
    const double sums[] = {m->so_far, m->open, m->created};
    size_t n = 0;

    for (int k = 0; k < 3; k++) {
        if (m->method != METHOD_MODEL && k)
            break;
        if (!(sums[k] > 0))
            continue;
        snprintf(words, sizeof words, "%s %s",
                 format_money_short(text, sums[k], f->style), parts[k]);
        mark_add(list, &n, (at[k] + at[k + 1]) / 2, false, words);
    }
    mark_add(list, &n, y_of(f, m->landing), true,
             format_money_short(text, m->landing, f->style));
    if (isfinite(m->range.lower) && isfinite(m->range.upper)) {
        snprintf(words, sizeof words, "to %s",
                 format_money_short(text, m->range.upper, f->style));
        mark_add(list, &n, y_of(f, m->range.upper), false, words);
        snprintf(words, sizeof words, "from %s",
                 format_money_short(text, m->range.lower, f->style));
        mark_add(list, &n, y_of(f, m->range.lower), false, words);
    }
    spread_marks(list, n, f);
    for (size_t k = 0; k < n; k++) {
        struct type t = {list[k].strong ? WEIGHT_BOLD : WEIGHT_REGULAR,
                         list[k].strong ? f->em * 1.05 : f->em * 0.85,
                         list[k].strong ? THEME_INK : THEME_MUTED, ALIGN_LEFT};
        canvas_text_in(c, &t, x, list[k].y + f->em * 0.33, room,
                       sv_from(list[k].text));
    }
}

/* The landing as a column: solid, hatched, hatched wide; the range across. */
static void draw_column(struct canvas *c, const struct fan *f, double x,
                        double width)
{
    const struct landing_money *m = f->won;
    bool model = m->method == METHOD_MODEL;
    double open = model ? m->so_far + m->open : m->landing;
    double at[4] = {y_of(f, 0), y_of(f, m->so_far), y_of(f, open),
                    y_of(f, m->landing)};
    double middle = x + width / 2;

    canvas_bar(c, x, at[3], width, at[1] - at[3], THEME_PAPER);
    canvas_bar(c, x, at[1], width, at[0] - at[1], THEME_ORNAMENT);
    canvas_hatch(c, (double[]){x, at[2], width, at[1] - at[2]}, 2.6,
                 THEME_ORNAMENT);
    canvas_hatch(c, (double[]){x, at[3], width, at[2] - at[3]}, 5.2,
                 THEME_ORNAMENT);
    for (int k = 1; k < 4; k++)
        canvas_rule(c, x, at[k], x + width, at[k], 0.75, THEME_ORNAMENT);
    canvas_rule(c, x, at[0], x, at[3], 0.75, THEME_ORNAMENT);
    canvas_rule(c, x + width, at[0], x + width, at[3], 0.75, THEME_ORNAMENT);
    if (isfinite(m->range.lower) && isfinite(m->range.upper)) {
        double low = y_of(f, m->range.lower), high = y_of(f, m->range.upper);
        canvas_rule(c, middle, low, middle, high, 1.6, THEME_INK);
        for (int k = 0; k < 2; k++)
            canvas_rule(c, middle - 4, k ? low : high, middle + 4,
                        k ? low : high, 1.6, THEME_INK);
        canvas_dot(c, middle, at[3], 2.6, THEME_INK);
    }
    draw_marks(c, f, x + width + f->em * 0.6, f->em * 6.2, at);
}

static void write_alt(struct buf *alt, const struct fan *f,
                      const struct quarter_words *w, const struct report *r)
{
    char name[DATE_TEXT], day[FORMAT_TEXT], end[FORMAT_TEXT];

    buf_printf(alt, "Won money by day of the quarter. %.*s.",
               SV_ARG(w->landing));
    if (w->parts.len)
        buf_printf(alt, " %.*s.", SV_ARG(w->parts));
    if (w->target.len)
        buf_printf(alt, " %.*s.", SV_ARG(w->target));
    for (size_t k = 0; k < f->won->n_past; k++) {
        const struct landing_past *p = &f->won->past[k];
        buf_printf(alt, "%s %s: %s, at the end %s%s",
                   k ? ";" : " Past quarters on the same day:",
                   quarter_label(name, p->quarter, r->fiscal_month),
                   format_money_short(day, p->so_far, f->style),
                   format_money_short(end, p->truth, f->style),
                   k + 1 < f->won->n_past ? "" : ".");
    }
}

void chart_landing_draw(struct canvas *c, const struct report *r, double width,
                        double height, double em)
{
    const struct landing_scope *s = &r->landing->scopes[0];
    const struct quarter_words *w = &r->quarter_words[THIS_QUARTER];
    struct fan f = {.s = s,
                    .q = &s->quarter[THIS_QUARTER],
                    .won = &s->quarter[THIS_QUARTER].money[ENDING_WON],
                    .em = em,
                    .style = r->style};
    struct buf alt = {0}, sub = {0};
    double column = em * 3.4;

    f.max = top_of(&f);
    f.left = em * 4.6;
    f.right = width - em * 11.5;
    buf_printf(&sub,
               "%.*s. Won money by day; solid: won so far; hatched: open deals, "
               "then deals not yet created%s%s",
               SV_ARG(w->heading),
               isfinite(f.won->range.upper) ? "; band and bar: 80% range" : "",
               s->n_paths > 1 ? "; grey: past quarters, dots on their same day"
                              : "");
    f.top = chart_head(c, width, em, w->landing, buf_sv(&sub));
    buf_release(&sub);
    f.bottom = height - em * 1.9;
    write_alt(&alt, &f, w, r);
    canvas_figure(c, 0, f.top, width, height - f.top, buf_sv(&alt));
    draw_range(c, &f);
    draw_axes(c, &f, r);
    draw_won(c, &f);
    draw_past(c, &f);
    draw_expected(c, &f);
    draw_same_day(c, &f);
    draw_column(c, &f, f.right + em * 1.2, column);
    draw_target(c, &f, f.right + em * 1.2 + column);
    canvas_end(c);
    buf_release(&alt);
}
