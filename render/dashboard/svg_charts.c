#include "render/dashboard/svg_charts.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "render/words/format.h"
#include "render/dashboard/svg.h"

static const struct sv NONE = {0};

void chart_bar(struct buf *out, double share, double part,
               const char *class_name)
{
    svg_open_inline(out, class_name, 14);
    if (isfinite(share) && share > 0)
        svg_rect(out, 0, 1, fmax(0.4, fmin(1, share) * 100), 12, "bar", NONE);
    if (isfinite(part) && part > 0)
        svg_rect(out, 0, 1, fmax(0.4, fmin(1, part) * 100), 12, "bar part",
                 NONE);
    svg_close(out);
}

void chart_interval(struct buf *out, const struct chart_scale *scale,
                    double point, struct interval ci, const char *class_name)
{
    double range = scale->high - scale->low;
#define AT(x) (fmax(0, fmin(1, ((x)-scale->low) / range)) * 100)

    svg_open_inline(out, class_name, 18);
    if (isfinite(scale->reference))
        svg_line(out, AT(scale->reference), 0, AT(scale->reference), 18,
                 "reference");
    if (isfinite(ci.lower) && isfinite(ci.upper))
        svg_line(out, AT(ci.lower), 9, AT(ci.upper), 9, "whisker");
    if (isfinite(point))
        svg_dot(out, AT(point), 9, 4, "point", NONE);
#undef AT
    svg_close(out);
}

void chart_spark(struct buf *out, const char *label,
                 const struct chart_run *runs, size_t n, struct style style)
{
    enum { HEIGHT = 36, EDGE = 5 };
    char id[32] = "spark-", title[64], hint[2 * FORMAT_TEXT];
    char day[FORMAT_TEXT], money[FORMAT_TEXT];
    double low = INFINITY, high = -INFINITY;

    for (size_t i = 0; i < n; i++)
        if (isfinite(runs[i].money)) {
            low = fmin(low, runs[i].money);
            high = fmax(high, runs[i].money);
        }
#define X(i) (2 + 96.0 * (double)(i) / (double)(n - 1))
#define Y(x)                                                                   \
    (high > low                                                                \
         ? HEIGHT - EDGE - ((x)-low) / (high - low) * (HEIGHT - 2 * EDGE)      \
         : HEIGHT / 2.0)
    for (size_t i = 0; label[i] && i < 16; i++)
        id[i + 6] = label[i] == ' ' ? '-' : label[i];
    snprintf(title, sizeof title, "%s, the last %zu runs", label, n);
    snprintf(hint, sizeof hint, "%s to %s",
             format_money_short(money, low, style),
             format_money_short(day, high, style));
    svg_open(out, id, "spark", HEIGHT, sv_from(title), sv_from(hint));
    for (size_t i = 1; i < n; i++)
        if (isfinite(runs[i - 1].money) && isfinite(runs[i].money))
            svg_line(out, X(i - 1), Y(runs[i - 1].money), X(i),
                     Y(runs[i].money), "trend quiet");
    for (size_t i = 0; i < n; i++) {
        if (!isfinite(runs[i].money))
            continue;
        snprintf(hint, sizeof hint, "%s: %s", format_date(day, runs[i].day),
                 format_money_short(money, runs[i].money, style));
        svg_dot(out, X(i), Y(runs[i].money), i + 1 == n ? 4 : 2.5,
                i + 1 == n ? "point" : "point quiet", sv_from(hint));
    }
#undef X
#undef Y
    svg_close(out);
}

enum { ROW = CHART_ROW, LABELS = CHART_LABELS };

struct scale {
    double low, high;
};

/* Where x lies in the plot, right of the labels and left of the values. */
static double plot_x(const struct scale *s, double x)
{
    double range = s->high - s->low;

    return LABELS + (range > 0 ? (x - s->low) / range : 0) * (88 - LABELS);
}

static struct scale waterfall_scale(const struct score *s)
{
    struct scale scale = {0, fmax(1, s->shown)};
    double at = 0;

    for (size_t i = 0; i < s->n_lines; i++) {
        at += s->lines[i].shown;
        scale.low = fmin(scale.low, at);
        scale.high = fmax(scale.high, at);
    }
    return scale;
}

static const char *line_class(const struct receipt_line *line)
{
    if (line->kind == LINE_BASE)
        return "bar base";
    if (line->kind == LINE_ROUNDING || line->kind == LINE_CAP)
        return "bar quiet";
    return line->shown >= 0 ? "bar raise" : "bar lower";
}

/* Text cut to `bytes`, at a character; its table row has it whole. */
static void label_text(struct buf *out, double y, struct sv label, size_t bytes,
                       const char *class_name)
{
    char text[120];
    size_t len = label.len;

    if (len > bytes) {
        len = bytes;
        while (len && ((unsigned char)label.ptr[len] & 0xc0) == 0x80)
            len--;
    }
    snprintf(text, sizeof text, "%.*s%s", (int)len, len ? label.ptr : "",
             len < label.len ? "\xe2\x80\xa6" : "");
    svg_text(out, LABELS, -10, y, SVG_END, class_name, sv_from(text));
}

/* Two lines, parted between the words nearest the middle. */
static void label_halves(struct buf *out, double y, struct sv label,
                         size_t bytes, const char *class_name)
{
    size_t middle = label.len / 2, at = label.len;

    for (size_t k = 0; k < label.len; k++)
        if (label.ptr[k] == ' ' &&
            (at == label.len ||
             labs((long)k - (long)middle) < labs((long)at - (long)middle)))
            at = k;
    if (at == label.len) {
        label_text(out, y + 17, label, bytes, class_name);
        return;
    }
    label_text(out, y + 12, (struct sv){label.ptr, at}, bytes, class_name);
    label_text(out, y + 23, sv_skip(label, at + 1), bytes, class_name);
}

void chart_label(struct buf *out, double y, struct sv label)
{
    enum { NARROW = 17, WIDE = 44, CUT = 90 };
    char text[CUT + 8];

    if (label.len > CUT)
        label.len = CUT;
    while (label.len == CUT && label.len &&
           ((unsigned char)label.ptr[label.len] & 0xc0) == 0x80)
        label.len--;
    snprintf(text, sizeof text, "%.*s", (int)label.len,
             label.len ? label.ptr : "");
    if (text[0] >= 'a' && text[0] <= 'z')
        text[0] -= 'a' - 'A'; /* on its own it starts a sentence */
    label = sv_from(text);
    if (label.len <= NARROW) {
        label_text(out, y + 17, label, NARROW, "label");
        return;
    }
    if (label.len <= WIDE)
        label_text(out, y + 17, label, WIDE, "label on-wide");
    else
        label_halves(out, y, label, WIDE, "label on-wide two");
    label_halves(out, y, label, NARROW + 5, "label on-narrow");
}

/* A bar of the waterfall. */
struct fall {
    double from, to; /* points of the score */
    struct sv label;
    bool rule; /* its label says so */
    const char *class_name;
};

static void waterfall_row(struct buf *out, const struct scale *scale, double y,
                          const struct fall *f, const char *value)
{
    double left = plot_x(scale, fmin(f->from, f->to));
    double right = plot_x(scale, fmax(f->from, f->to));
    struct sv label = f->label;
    char hint[160], ruled[160];

    snprintf(hint, sizeof hint, "%.*s: %s points",
             label.len < 100 ? (int)label.len : 100, label.ptr, value);
    if (hint[0] >= 'a' && hint[0] <= 'z')
        hint[0] -= 'a' - 'A';
    snprintf(ruled, sizeof ruled, "%.*s \xc2\xb7 rule",
             label.len < 100 ? (int)label.len : 100, label.ptr);
    chart_label(out, y, f->rule ? sv_from(ruled) : label);
    svg_rect(out, left, y + 6, fmax(0.3, right - left), 14, f->class_name,
             label.len < 100 ? sv_from(hint) : NONE);
    svg_text(out, right, 6, y + 17, SVG_START, "value", sv_from(value));
}

/* The lines that are drawn one by one; the learners' smaller ones, which come
 * last, are drawn as one. The table below has them all. */
static size_t lines_drawn(const struct score *s)
{
    enum { WHOLE = 16, LARGEST = 8 };
    size_t drawn = 0, learnt = 0;

    for (size_t i = 0; i < s->n_lines; i++)
        drawn += s->lines[i].shown != 0;
    if (drawn <= WHOLE)
        return s->n_lines;
    for (size_t i = 0; i < s->n_lines; i++) {
        learnt +=
            line_is_learnt(s->lines[i].kind) && s->lines[i].shown != 0;
        if (learnt == LARGEST)
            return i + 1;
    }
    return s->n_lines;
}

/* Where the model speaks too, its lines bear nearly the same names. */
static bool with_model(const struct score *s)
{
    for (size_t i = 0; i < s->n_lines; i++)
        if (line_is_learnt(s->lines[i].kind) && s->lines[i].shown != 0)
            return true;
    return false;
}

/* A bar of so many points, and what joins it to the next. */
static void waterfall_line(struct buf *out, const struct scale *scale, double y,
                           const struct fall *f, double points,
                           struct style style)
{
    char number[FORMAT_TEXT];

    waterfall_row(out, scale, y, f, format_signed(number, points, 1, style));
    svg_line(out, plot_x(scale, f->to), y + 6, plot_x(scale, f->to),
             y + ROW + 20, "joint");
}

void chart_waterfall(struct buf *out, const struct report *r,
                     const struct score *s)
{
    struct scale scale = waterfall_scale(s);
    size_t rows = 1, drawn = lines_drawn(s), left = 0;
    char number[FORMAT_TEXT], title[96], small[48];
    double at = 0, rest = 0, y = 0;
    bool model = with_model(s);

    for (size_t i = 0; i < s->n_lines; i++) {
        bool shown = s->lines[i].shown != 0;
        rows += shown && i < drawn;
        left += shown && i >= drawn;
        rest += i >= drawn ? s->lines[i].shown : 0;
    }
    rows += left > 0;
    snprintf(title, sizeof title, "How the score of %s comes about",
             format_fixed(number, s->shown, 1, r->style));
    svg_open(out, "waterfall", "waterfall", (double)rows * ROW + 4,
             sv_from(title),
             SV("Each bar starts where the one above ends. Bars to the right "
                "raise the risk, bars to the left lower it; the last is the "
                "score. The table below holds every line."));
    svg_line(out, plot_x(&scale, 0), 0, plot_x(&scale, 0), (double)rows * ROW,
             "axis");
    for (size_t i = 0; i < drawn; i++) {
        const struct receipt_line *line = &s->lines[i];
        if (line->shown == 0)
            continue;
        struct fall f = {.from = at,
                         .to = at + line->shown,
                         .label = report_line_label(r, line),
                         .rule = model && line->kind == LINE_RULE,
                         .class_name = line_class(line)};
        waterfall_line(out, &scale, y, &f, line->shown, r->style);
        at = f.to;
        y += ROW;
    }
    if (left) {
        snprintf(small, sizeof small, "%zu smaller lines", left);
        struct fall f = {.from = at,
                         .to = at + rest,
                         .label = sv_from(small),
                         .class_name = "bar quiet"};
        waterfall_line(out, &scale, y, &f, rest, r->style);
        y += ROW;
    }
    struct fall total = {
        .to = s->shown, .label = SV("Score"), .class_name = "bar total"};
    waterfall_row(out, &scale, y, &total,
                  format_fixed(number, s->shown, 1, r->style));
    svg_close(out);
}
