#include "render/charts/charts.h"

#include <math.h>

#include "render/base/resources.h"
#include "render/base/sink.h"
#include "render/base/theme.h"

const struct chart CHARTS[CHART_COUNT] = {
    [CHART_IMPORTANCE] = {"feature importance", "feature_importance.png",
                          "messages/feature_importance_dark.png",
                          chart_importance_height, chart_importance_draw},
    [CHART_CYCLE] = {"cycle length", "cycle_length.png",
                     "messages/cycle_length_dark.png", chart_cycle_height,
                     chart_cycle_draw},
    [CHART_LEVELS] = {"risk distribution", NULL, NULL, chart_levels_height,
                      chart_levels_draw},
    [CHART_AT_RISK] = {"at risk by quarter", NULL, NULL, chart_at_risk_height,
                       chart_at_risk_draw},
    [CHART_LANDING] = {"landing of the quarter", NULL, NULL,
                       chart_landing_height, chart_landing_draw},
    [CHART_ATTAINMENT] = {"landing against target", NULL, NULL,
                          chart_attainment_height, chart_attainment_draw},
    [CHART_FLOW] = {"flow of the quarter", NULL, NULL, chart_flow_height,
                    chart_flow_draw},
};

double chart_head(struct canvas *c, double width, double em, struct sv title,
                  struct sv subtitle)
{
    struct type head = {WEIGHT_BOLD, em * 1.22, THEME_INK, ALIGN_LEFT};
    struct type sub = {WEIGHT_REGULAR, em * 0.9, THEME_MUTED, ALIGN_LEFT};
    canvas_begin(c, TAG_H2);
    double y = canvas_block(c, &head, 0, 0, width, 2, title);
    canvas_end(c);

    y += canvas_block(c, &sub, 0, y + em * 0.1, width, 6, subtitle);
    return y + em * 0.9;
}

double chart_note(struct canvas *c, double width, double height, double em,
                  struct sv note)
{
    struct type t = {WEIGHT_REGULAR, em * 0.8, THEME_MUTED, ALIGN_LEFT};
    double tall = canvas_block_height(c, &t, width, 3, note);

    canvas_block(c, &t, 0, height - tall, width, 3, note);
    return tall + em * 0.6;
}

void chart_empty(struct canvas *c, double width, double top, double height,
                 double em, struct sv why)
{
    struct type t = {WEIGHT_REGULAR, em, THEME_MUTED, ALIGN_CENTRE};

    canvas_rule(c, 0, top, width, top, 0.5, THEME_RULE);
    canvas_block(c, &t, width * 0.1, (top + height) / 2 - em * 1.4, width * 0.8,
                 3, why);
}

double chart_step(double max, int ticks)
{
    static const double steps[] = {1, 2, 2.5, 5, 10};

    if (!isfinite(max) || max <= 0 || ticks < 1)
        return 1;
    double unit = pow(10, floor(log10(max / ticks)));
    for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++)
        if (steps[i] * unit * ticks >= max * (1 - 1e-9))
            return steps[i] * unit;
    return 10 * unit;
}

/* The charts as PNG, for an e-mail or a slide. */

/* 600 points wide at 1600 pixels; type that reads when shown at 600. */
static const double WIDTH = 600, SCALE = 1600.0 / 600, EM = 12.5, MARGIN = 18;

static bool write_image(const struct chart *chart, bool dark,
                        const struct report *r, struct lettering *l,
                        struct sink *out, struct err *err)
{
    const struct brand *b = r->brand;
    double inner = WIDTH - 2 * MARGIN;
    double height = chart->height(r, inner, EM);
    struct canvas *c = NULL;
    struct buf png = {0};
    bool ok = canvas_new_picture(&c, l, WIDTH, height + 2 * MARGIN, SCALE, err);

    if (ok) {
        canvas_accent(c, dark ? b->accent_dark : b->accent,
                      dark ? b->accent_dark : b->ornament);
        if (dark)
            canvas_dark(c);
        canvas_shift(c, MARGIN, MARGIN);
        chart->draw(c, r, inner, height, EM);
        ok = canvas_png(c, &png, err) && lettering_sound(l, err) &&
             sink_put(out, dark ? chart->dark : chart->file, buf_sv(&png), err);
    }
    canvas_free(c);
    buf_release(&png);
    return ok;
}

bool images_write(const struct report *r, const struct resources *h,
                  struct sink *out, struct err *err)
{
    struct lettering *l = NULL;
    bool ok = lettering_new(&l, err);

    (void)h;
    for (int k = 0; k < CHART_COUNT && ok; k++)
        if (CHARTS[k].file)
            ok = write_image(&CHARTS[k], false, r, l, out, err) &&
                 write_image(&CHARTS[k], true, r, l, out, err);
    lettering_free(l);
    return ok;
}
