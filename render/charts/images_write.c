/* The two charts as PNG, for an e-mail or a slide. */
#include "render/charts/charts.h"
#include "render/charts/images.h"
#include "render/base/resources.h"
#include "render/base/sink.h"

/* 600 points wide at 1600 pixels; type that reads when shown at 600. */
static const double WIDTH = 600, SCALE = 1600.0 / 600, EM = 12.5, MARGIN = 18;

static bool write_image(const struct chart *chart, const struct report *r,
                        struct lettering *l, struct sink *out, struct err *err)
{
    double inner = WIDTH - 2 * MARGIN;
    double height = chart->height(r, inner, EM);
    struct canvas *c = NULL;
    struct buf png = {0};
    bool ok = canvas_new_picture(&c, l, WIDTH, height + 2 * MARGIN, SCALE, err);

    if (ok) {
        canvas_accent(c, r->brand->accent);
        canvas_shift(c, MARGIN, MARGIN);
        chart->draw(c, r, inner, height, EM);
        ok = canvas_png(c, &png, err) &&
             sink_put(out, chart->file, buf_sv(&png), err);
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
            ok = write_image(&CHARTS[k], r, l, out, err);
    lettering_free(l);
    return ok;
}
