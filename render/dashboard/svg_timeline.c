/* The life of a deal: a row a stage, and rows for what else is dated. */
#include <math.h>
#include <stdio.h>

#include "render/words/format.h"
#include "render/dashboard/svg.h"
#include "render/dashboard/svg_charts.h"

enum { ROW = CHART_ROW, TOP = 20, BELOW = 24, STAGES_MOST = 10 };

static const double LEFT = CHART_LABELS, RIGHT = 99;

struct axis {
    int32_t from, to; /* days at the left and right end */
    double height;    /* of the rows, px */
};

static double day_x(const struct axis *a, int32_t day)
{
    double range = fmax(1, (double)a->to - a->from);

    return LEFT +
           fmin(1, fmax(0, ((double)day - a->from) / range)) * (RIGHT - LEFT);
}

static void axis_find(struct axis *a, const struct report *r,
                      const struct report_deal *deal)
{
    a->from = a->to = r->as_of;
    for (size_t i = 0; i < deal->n_events; i++)
        if (deal->events[i].date < a->from)
            a->from = deal->events[i].date;
    if (deal->expected != DATE_NONE && deal->expected > a->to)
        a->to = deal->expected;
    if (deal->expected != DATE_NONE && deal->expected < a->from)
        a->from = deal->expected;
}

/* Firsts of months, few enough for a phone. */
static void axis_ticks(struct buf *out, const struct axis *a)
{
    static const int steps[] = {1, 2, 3, 6, 12, 24, 60, 120};
    static const char *const names[] = {"Jan", "Feb", "Mar", "Apr",
                                        "May", "Jun", "Jul", "Aug",
                                        "Sep", "Oct", "Nov", "Dec"};
    double months = ((double)a->to - a->from) / 30.4;
    struct civil c = date_civil(a->from);
    double last = 0; /* where the label before stands */
    size_t k = 0;
    char text[24];

    while (k + 1 < sizeof steps / sizeof steps[0] && months / steps[k] > 3)
        k++;
    for (int month = c.year * 12 + c.month;; month++) { /* after the first */
        int32_t day = date_from_civil(month / 12, month % 12 + 1, 1);
        if (day == DATE_NONE || day > a->to)
            return;
        if (month % steps[k])
            continue;
        double x = day_x(a, day);
        svg_line(out, x, TOP, x, TOP + a->height, "grid");
        /* On a phone the two would run together. */
        if (x - last < (x > RIGHT - 6 ? 28 : 19))
            continue;
        last = x;
        snprintf(text, sizeof text, "%s %d", names[month % 12], month / 12);
        svg_text(out, x, 0, TOP + a->height + 17,
                 x > RIGHT - 6 ? SVG_END : SVG_MIDDLE, "tick", sv_from(text));
    }
}

static void row_label(struct buf *out, double y, const char *what,
                      const char *value)
{
    char text[160];

    snprintf(text, sizeof text, "%s %s", what, value);
    chart_label(out, y, sv_from(text));
}

static void bar(struct buf *out, const struct axis *a, double y, int32_t from,
                int32_t to, const char *class_name, struct sv hint)
{
    double x = day_x(a, from);

    svg_rect(out, x, y + 7, fmax(0.4, day_x(a, to) - x), 12, class_name, hint);
}

/* The name of a stage as far as a label takes it, and its days. */
static void stage_label(struct buf *out, double y, const struct report_event *e,
                        struct style style)
{
    char days[FORMAT_TEXT], text[160];
    size_t len = e->stage.len < 60 ? e->stage.len : 60;

    while (len && len < e->stage.len &&
           ((unsigned char)e->stage.ptr[len] & 0xc0) == 0x80)
        len--;
    snprintf(text, sizeof text, "%.*s%s \xc2\xb7 %s %s", (int)len,
             len ? e->stage.ptr : "", len < e->stage.len ? "\xe2\x80\xa6" : "",
             format_count(days, e->total_days, style),
             e->total_days == 1 ? "day" : "days");
    chart_label(out, y, sv_from(text));
}

static bool same_stage(const struct report_event *a,
                       const struct report_event *b)
{
    return a->kind == EVENT_STAGE && b->kind == EVENT_STAGE &&
           sv_eq(a->stage, b->stage);
}

/* Last events of the stages, in the order in which they were first entered;
 * of more than STAGES_MOST the ones entered last. */
static size_t find_stages(size_t last[STAGES_MOST],
                          const struct report_deal *deal)
{
    size_t n = 0;

    for (size_t i = 0; i < deal->n_events; i++) {
        const struct report_event *e = &deal->events[i];
        size_t k = 0;
        if (e->kind != EVENT_STAGE)
            continue;
        while (k < n && !same_stage(&deal->events[last[k]], e))
            k++;
        if (k == STAGES_MOST) {
            for (k = 0; k + 1 < STAGES_MOST; k++)
                last[k] = last[k + 1];
            n--;
        }
        last[k] = i;
        n += k == n;
    }
    return n;
}

static double draw_stages(struct buf *out, const struct axis *a, double y,
                          const struct report *r,
                          const struct report_deal *deal)
{
    size_t last[STAGES_MOST], n = find_stages(last, deal);

    for (size_t k = 0; k < n; k++, y += ROW) {
        stage_label(out, y, &deal->events[last[k]], r->style);
        for (size_t i = 0; i <= last[k]; i++) {
            const struct report_event *e = &deal->events[i];
            char from[FORMAT_TEXT], to[FORMAT_TEXT], hint[128];
            if (!same_stage(e, &deal->events[last[k]]))
                continue;
            snprintf(hint, sizeof hint, "%s to %s", format_date(from, e->date),
                     format_date(to, e->until));
            bar(out, a, y, e->date, e->until,
                e->until == r->as_of ? "bar stay now" : "bar stay",
                sv_from(hint));
        }
    }
    return y;
}

static size_t count_kind(const struct report_deal *deal, enum event_kind kind)
{
    size_t n = 0;

    for (size_t i = 0; i < deal->n_events; i++)
        n += deal->events[i].kind == kind;
    return n;
}

static void draw_dots(struct buf *out, const struct axis *a, double y,
                      const struct report_deal *deal, enum event_kind kind)
{
    for (size_t i = 0; i < deal->n_events; i++) {
        const struct report_event *e = &deal->events[i];
        char day[FORMAT_TEXT], hint[200];
        if (e->kind != kind)
            continue;
        snprintf(hint, sizeof hint, "%s: %.*s", format_date(day, e->date),
                 e->text.len < 120 ? (int)e->text.len : 0, e->text.ptr);
        svg_dot(out, day_x(a, e->date), y + 13, 4, "point", sv_from(hint));
    }
}

static double draw_expected(struct buf *out, const struct axis *a, double y,
                            const struct report *r,
                            const struct report_deal *deal)
{
    bool late = deal->expected != DATE_NONE && deal->expected < r->as_of;
    char text[FORMAT_TEXT], hint[FORMAT_TEXT + 40];

    if (count_kind(deal, EVENT_EXPECTED)) {
        chart_label(out, y, SV("Expected close moved"));
        draw_dots(out, a, y, deal, EVENT_EXPECTED);
        y += ROW;
    }
    if (deal->expected == DATE_NONE)
        return y;
    row_label(out, y, late ? "Expected close passed on" : "Expected close",
              format_date(text, deal->expected));
    svg_line(out, day_x(a, r->as_of), y + 13, day_x(a, deal->expected), y + 13,
             late ? "due late" : "due");
    svg_text(out, day_x(a, deal->expected), 0, y + 18, SVG_MIDDLE,
             late ? "diamond late" : "diamond", SV("\xe2\x97\x86"));
    snprintf(hint, sizeof hint, "%s: %s",
             late ? "Expected to close, and did not" : "Expected to close",
             text);
    svg_dot(out, day_x(a, deal->expected), y + 13, 8, "hit", sv_from(hint));
    return y + ROW;
}

static size_t count_rows(const struct report_deal *deal)
{
    size_t last[STAGES_MOST];

    return find_stages(last, deal) + (deal->created != DATE_NONE) +
           (count_kind(deal, EVENT_EXPECTED) > 0) +
           (deal->expected != DATE_NONE) +
           (count_kind(deal, EVENT_AMOUNT) > 0) +
           (deal->last_activity != DATE_NONE);
}

static void draw_today(struct buf *out, const struct axis *a,
                       const struct report *r)
{
    double x = day_x(a, r->as_of);
    char day[FORMAT_TEXT];

    svg_line(out, x, TOP - 4, x, TOP + a->height, "today");
    svg_text(out, x, 0, TOP - 8, x > RIGHT - 8 ? SVG_END : SVG_MIDDLE, "tick",
             sv_from(format_date(day, r->as_of)));
}

void chart_timeline(struct buf *out, const struct report *r,
                    const struct report_deal *deal)
{
    struct axis a;
    double y = TOP;
    size_t rows = count_rows(deal);
    char days[FORMAT_TEXT], text[FORMAT_TEXT], label[FORMAT_TEXT + 8];
    char hint[2 * FORMAT_TEXT];

    if (!rows)
        return;
    axis_find(&a, r, deal);
    a.height = (double)rows * ROW;
    svg_open(out, "life", "life", TOP + a.height + BELOW,
             SV("The life of this deal so far"),
             SV("Time runs from left to right; the upright line is the day of "
                "this report. Bars show how long the deal was open and in "
                "each stage, dots when its expected close or amount changed, "
                "the diamond when it is expected to close. The list below "
                "holds every date."));
    axis_ticks(out, &a);
    if (deal->created != DATE_NONE) {
        snprintf(label, sizeof label, "%s %s",
                 format_count(days, deal->score->age, r->style),
                 deal->score->age == 1 ? "day" : "days");
        row_label(out, y, "Open \xc2\xb7", label);
        snprintf(hint, sizeof hint, "%s to %s",
                 format_date(text, deal->created), format_date(days, r->as_of));
        bar(out, &a, y, deal->created, r->as_of, "bar open", sv_from(hint));
        y += ROW;
    }
    y = draw_stages(out, &a, y, r, deal);
    if (count_kind(deal, EVENT_AMOUNT)) {
        chart_label(out, y, SV("Amount changed"));
        draw_dots(out, &a, y, deal, EVENT_AMOUNT);
        y += ROW;
    }
    if (deal->last_activity != DATE_NONE) {
        row_label(out, y, "Last activity",
                  format_date(text, deal->last_activity));
        draw_dots(out, &a, y, deal, EVENT_ACTIVITY);
        y += ROW;
    }
    draw_expected(out, &a, y, r, deal);
    draw_today(out, &a, r);
    svg_close(out);
}
