/* What a ranking is good for: the share lost in each tenth of it. */
#include <math.h>
#include <stdio.h>

#include "render/words/format.h"
#include "render/dashboard/svg.h"
#include "render/dashboard/svg_charts.h"

enum { TOP = 22, PLOT = 190, BELOW = 66 };

static const double LEFT = 10, WIDTH = 88;

static double share_y(double share)
{
    return TOP + PLOT - fmax(0, fmin(1, share)) * PLOT;
}

static void axes(struct buf *out, struct style style)
{
    char text[FORMAT_TEXT];

    for (int i = 0; i <= 4; i++) {
        svg_line(out, LEFT, share_y(i / 4.0), LEFT + WIDTH, share_y(i / 4.0),
                 i ? "grid" : "axis");
        svg_text(out, 0, 0, share_y(i / 4.0) + 4, SVG_START, "tick",
                 sv_from(format_percent(text, i / 4.0, 0, style)));
    }
    svg_text(out, LEFT, 0, 12, SVG_START, "tick", SV("share lost"));
    svg_text(out, LEFT, 0, TOP + PLOT + 36, SVG_START, "tick",
             SV("riskiest tenth"));
    svg_text(out, LEFT + WIDTH, 0, TOP + PLOT + 36, SVG_END, "tick",
             SV("safest tenth"));
}

/* A bar, its rank under it and, in the first and last, its share. */
static void column(struct buf *out, const struct tenth *t, int k, double all,
                   struct style style)
{
    double wide = WIDTH / TENTHS, x = LEFT + k * wide, share = t->share;
    char text[FORMAT_TEXT], lost[FORMAT_TEXT], deals[FORMAT_TEXT];
    char hint[3 * FORMAT_TEXT];

    svg_text(out, x + wide / 2, 0, TOP + PLOT + 17, SVG_MIDDLE, "tick",
             sv_from(format_count(text, k + 1, style)));
    if (!isfinite(share))
        return;
    snprintf(hint, sizeof hint, "tenth %d: %s lost, %s of %s scores", k + 1,
             format_percent(text, share, 0, style),
             format_fixed(lost, t->lost, 0, style),
             format_fixed(deals, t->deals, 0, style));
    svg_rect(out, x + wide * 0.14, share_y(share), wide * 0.72,
             share_y(0) - share_y(share), k ? "bar" : "bar first",
             sv_from(hint));
    /* The last one not across the label of the line. */
    if (k == 0 || (k + 1 == TENTHS && !(fabs(share - all) < 0.08)))
        svg_text(out, x + wide / 2, 0, share_y(share) - 6, SVG_MIDDLE, "value",
                 sv_from(text));
}

void chart_lift(struct buf *out, const struct tenth *tenths, double all,
                struct style style)
{
    char text[FORMAT_TEXT], label[FORMAT_TEXT + 16];

    svg_open(out, "lift", "lift", TOP + PLOT + BELOW - 20,
             SV("Share lost by tenth of the ranking"),
             SV("On each replayed date the deals open then are ranked by this "
                "score and parted into tenths, the riskiest on the left; each "
                "column is the share that was lost in the end, the line that "
                "of all. A ranking that knows nothing gives columns of one "
                "height."));
    axes(out, style);
    for (int k = 0; k < TENTHS; k++)
        column(out, &tenths[k], k, all, style);
    if (isfinite(all)) {
        svg_line(out, LEFT, share_y(all), LEFT + WIDTH, share_y(all),
                 "reference");
        snprintf(label, sizeof label, "all: %s",
                 format_percent(text, all, 0, style));
        svg_text(out, LEFT + WIDTH, 0, share_y(all) - 5, SVG_END, "tick",
                 sv_from(label));
    }
    svg_close(out);
}
