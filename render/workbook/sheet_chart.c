#include <xlsxwriter.h>

#include "render/workbook/sheet.h"
#include "render/base/theme.h"

static const uint8_t KINDS[] = {
    [CHART_COLUMNS] = LXW_CHART_COLUMN,
    [CHART_LINES] = LXW_CHART_LINE,
};

/* One colour a point, as the levels have. */
static void colour_points(struct sheet *s, const struct sheet_chart *c,
                          const struct sheet_series *from,
                          lxw_chart_series *series)
{
    size_t n = c->last - c->first + 1;
    lxw_chart_fill *fills = mem_alloc(n, sizeof *fills);
    lxw_chart_point *points = mem_alloc(n, sizeof *points);
    lxw_chart_point **list = mem_alloc(n + 1, sizeof(*list));

    for (size_t i = 0; i < n; i++) {
        fills[i].color = from->point_colours[i];
        points[i].fill = &fills[i];
        list[i] = &points[i];
    }
    sheet_check(s, chart_series_set_points(series, list), c->first, from->col);
    free(list);
    free(points);
    free(fills);
}

/* The library keeps what plain cells hold for readers that do not reckon, and
 * 0 for a formula: what that gives takes its place. */
static void keep(lxw_series_range *range, size_t n, const double *values,
                 const char *text)
{
    for (size_t i = 0; i < n; i++) {
        struct lxw_series_data_point *point = mem_alloc(1, sizeof *point);
        if (text) {
            point->is_string = 1;
            point->string = mem_alloc(strlen(text) + 1, 1);
            memcpy(point->string, text, strlen(text));
        } else {
            point->number = values[i];
        }
        STAILQ_INSERT_TAIL(range->data_cache, point, list_pointers);
    }
    range->num_data_points = (uint16_t)n;
    range->has_string_cache = text != NULL;
    range->ignore_cache = 1; /* look at no cell */
}

static void set_title(struct sheet *s, const struct sheet_chart *c,
                      lxw_chart *chart)
{
    if (!c->title_lives) {
        chart_title_set_name(chart, c->title);
        return;
    }
    chart_title_set_name_range(chart, s->name, c->title_row, c->title_col);
    keep(chart->title.range, 1, NULL, c->title);
}

static void add_series(struct sheet *s, const struct sheet_chart *c,
                       const struct sheet_series *from, lxw_chart *chart)
{
    lxw_chart_series *series = chart_add_series(chart, NULL, NULL);
    unsigned colour =
        from->colour == THEME_ACCENT ? s->book->info.accent : from->colour;
    lxw_chart_fill fill = {.color = colour};
    lxw_chart_line line = {.color = colour, .width = 2.25};
    lxw_chart_font font = {.size = 9, .color = THEME_INK};

    chart_series_set_categories(series, s->name, c->first, c->label_col,
                                c->last, c->label_col);
    chart_series_set_values(series, s->name, c->first, from->col, c->last,
                            from->col);
    if (from->values)
        keep(series->values, c->last - c->first + 1, from->values, NULL);
    chart_series_set_name(series, from->name);
    if (c->kind == CHART_LINES) {
        chart_series_set_line(series, &line);
        chart_series_set_marker_type(series, LXW_CHART_MARKER_CIRCLE);
        chart_series_set_marker_size(series, 6);
        chart_series_set_marker_fill(series, &fill);
        chart_series_set_marker_line(series, &line);
    } else {
        chart_series_set_fill(series, &fill);
    }
    if (from->point_colours)
        colour_points(s, c, from, series);
    if (c->labels) {
        chart_series_set_labels(series);
        chart_series_set_labels_font(series, &font);
        if (c->format)
            chart_series_set_labels_num_format(series, c->format);
        if (c->kind == CHART_LINES)
            chart_series_set_labels_position(series,
                                             LXW_CHART_LABEL_POSITION_ABOVE);
    }
}

void sheet_chart(struct sheet *s, const struct sheet_chart *c)
{
    lxw_chart *chart = workbook_add_chart(s->book->native, KINDS[c->kind]);
    lxw_chart_font title = {.size = 12, .bold = true, .color = THEME_INK};
    lxw_chart_font axis = {.size = 9, .color = THEME_MUTED};
    lxw_chart_font name = {
        .size = 9, .color = THEME_MUTED, .bold = LXW_EXPLICIT_FALSE};
    lxw_chart_line rule = {.color = THEME_RULE, .width = 0.75};
    lxw_chart_line none = {.none = 1};
    lxw_chart_options place = {
        .object_position = LXW_OBJECT_MOVE_DONT_SIZE,
        .x_scale = c->width / 480.0, /* the library's default size */
        .y_scale = c->height / 288.0,
        .description = (char *)c->description,
    };

    if (!chart)
        mem_fail();
    for (size_t i = 0; i < c->n_series; i++)
        add_series(s, c, &c->series[i], chart);
    set_title(s, c, chart);
    chart_title_set_name_font(chart, &title);
    chart_axis_set_num_font(chart->x_axis, &axis);
    chart_axis_set_num_font(chart->y_axis, &axis);
    chart_axis_set_line(chart->x_axis, &rule);
    chart_axis_set_line(chart->y_axis, &none);
    chart_axis_set_min(chart->y_axis, 0);
    if (c->y_name) {
        chart_axis_set_name(chart->y_axis, c->y_name);
        chart_axis_set_name_font(chart->y_axis, &name);
    }
    if (c->x_name) {
        chart_axis_set_name(chart->x_axis, c->x_name);
        chart_axis_set_name_font(chart->x_axis, &name);
    }
    if (c->x_format)
        chart_axis_set_num_format(chart->x_axis, c->x_format);
    if (c->y_most > 0)
        chart_axis_set_max(chart->y_axis, c->y_most);
    if (c->format)
        chart_axis_set_num_format(chart->y_axis, c->format);
    if (!c->labels) /* setting a line would make them visible */
        chart_axis_major_gridlines_set_line(chart->y_axis, &rule);
    else
        chart_axis_major_gridlines_set_visible(chart->y_axis, false);
    if (c->labels) /* the numbers stand at the marks */
        chart_axis_set_label_position(chart->y_axis,
                                      LXW_CHART_AXIS_LABEL_POSITION_NONE);
    if (!c->legend)
        chart_legend_set_position(chart, LXW_CHART_LEGEND_NONE);
    else
        chart_legend_set_position(chart, LXW_CHART_LEGEND_TOP);
    chart_set_series_gap(chart, 40);
    chart_chartarea_set_line(chart, &none);
    sheet_check(
        s, worksheet_insert_chart_opt(s->native, c->row, c->col, chart, &place),
        c->row, c->col);
}
