/* What the scores are made of: the forest's features, or the rules. */
#include <math.h>

#include "render/charts/charts.h"
#include "render/words/format.h"
#include "render/base/theme.h"

enum { BARS_MAX = 12 };

struct bar {
    struct sv label;
    double value;
    char text[FORMAT_TEXT];
};

struct bars {
    size_t n, of;
    struct bar bar[BARS_MAX];
};

static void forest_bars(struct bars *out, const struct report *r)
{
    for (size_t i = 0; i < r->n_features; i++) {
        const struct report_feature *f = &r->features[i];
        if (!(f->importance > 0))
            continue;
        out->of++;
        if (out->n == BARS_MAX)
            continue;
        struct bar *b = &out->bar[out->n++];
        b->label = f->label.len ? f->label : f->name;
        b->value = f->importance;
        format_percent(b->text, f->share, f->share < 0.0995 ? 1 : 0, r->style);
    }
}

/* Rules by mean points, largest first; the table's order decides a tie. */
static void rule_bars(struct bars *out, const struct report *r)
{
    bool used[RULE_COUNT] = {false};

    for (int k = 0; k < RULE_COUNT; k++) {
        int best = -1;
        for (int i = 0; i < RULE_COUNT; i++)
            if (!used[i] && isfinite(r->rule_means[i]) &&
                (best < 0 || r->rule_means[i] > r->rule_means[best]))
                best = i;
        if (best < 0)
            return;
        used[best] = true;
        struct bar *b = &out->bar[out->n++];
        out->of++;
        b->label = sv_from(RULES[best].label);
        b->value = r->rule_means[best];
        format_fixed(b->text, b->value, 1, r->style);
    }
}

static void choose_bars(struct bars *out, const struct report *r)
{
    *out = (struct bars){0};
    if (!r->n_deals)
        return;
    if (r->model->mode == MODE_HYBRID)
        forest_bars(out, r);
    else
        rule_bars(out, r);
}

/* "days in stage" at the start of a sentence. */
static void add_capital(struct buf *b, struct sv text)
{
    size_t at = b->len;

    buf_add_sv(b, text);
    if (b->len > at && b->ptr[at] >= 'a' && b->ptr[at] <= 'z')
        b->ptr[at] = (char)(b->ptr[at] - 'a' + 'A');
}

static void write_title(struct buf *title, struct buf *sub,
                        const struct bars *bars, const struct report *r)
{
    char n[FORMAT_TEXT];
    bool hybrid = r->model->mode == MODE_HYBRID;
    const char *s = r->n_deals == 1 ? "" : "s";

    format_count(n, (double)r->n_deals, r->style);
    if (!bars->n) {
        buf_add_str(title, "What the scores are made of");
        buf_printf(sub, "%s open deal%s", n, s);
    } else if (hybrid) {
        add_capital(title, bars->bar[0].label);
        if (bars->n > 1) {
            buf_add_str(title, " and ");
            buf_add_sv(title, bars->bar[1].label);
        }
        buf_add_str(title, bars->n > 1 ? " move the chance of loss most"
                                       : " moves the chance of loss most");
        buf_printf(sub,
                   "Share of mean |SHAP| over %s open deal%s, top %zu of %zu "
                   "features that move it",
                   n, s, bars->n, bars->of);
    } else {
        if (bars->bar[0].value > 0) {
            buf_add_str(title, "Rules only: most points went to ");
            buf_add_sv(title, bars->bar[0].label);
        } else {
            buf_add_str(title, "Rules only: no rule gave a point");
        }
        buf_printf(sub,
                   "Mean rule points a deal by factor, before the cap of "
                   "100; %s open deal%s",
                   n, s);
    }
}

static struct sv note_of(const struct report *r)
{
    if (r->model->mode == MODE_HYBRID)
        return SV("A large share says that the forest looks there, not that "
                  "it causes a loss.");
    return SV("The forest has not earned its points, so there are no SHAP "
              "values: this is where the rules\xe2\x80\x99 points went.");
}

static void write_alt(struct buf *alt, const struct bars *bars)
{
    buf_add_str(alt, "Bars:");
    for (size_t i = 0; i < bars->n; i++)
        buf_printf(alt, " %.*s %s%s", SV_ARG(bars->bar[i].label),
                   bars->bar[i].text, i + 1 < bars->n ? ";" : ".");
}

double chart_importance_height(const struct report *r, double width, double em)
{
    struct bars bars;

    (void)width;
    choose_bars(&bars, r);
    return em * (6.6 + 2.0 * (double)(bars.n > 3 ? bars.n : 3));
}

void chart_importance_draw(struct canvas *c, const struct report *r,
                           double width, double height, double em)
{
    struct type label = {WEIGHT_REGULAR, em, THEME_INK, ALIGN_RIGHT};
    struct type value = {WEIGHT_MEDIUM, em, THEME_INK, ALIGN_LEFT};
    struct buf title = {0}, sub = {0}, alt = {0};
    struct bars bars;
    double widest = 0;

    choose_bars(&bars, r);
    write_title(&title, &sub, &bars, r);
    double top = chart_head(c, width, em, buf_sv(&title), buf_sv(&sub));
    double bottom = height - chart_note(c, width, height, em, note_of(r));
    buf_release(&title);
    buf_release(&sub);
    if (!bars.n) {
        chart_empty(c, width, top, bottom, em,
                    r->n_deals ? SV("Not yet computed.")
                               : SV("No open deal, so there is nothing to "
                                    "explain."));
        return;
    }
    write_alt(&alt, &bars);
    canvas_figure(c, 0, top, width, bottom - top, buf_sv(&alt));
    for (size_t i = 0; i < bars.n; i++)
        widest = fmax(widest, canvas_width(c, &label, bars.bar[i].label));
    double left = fmin(widest, width * 0.42) + em * 0.8;
    double room = width - left - em * 4;
    double row = (bottom - top) / (double)bars.n;
    double thick = fmin(row * 0.62, em * 1.5);

    for (size_t i = 0; i < bars.n; i++) {
        const struct bar *b = &bars.bar[i];
        double y = top + row * ((double)i + 0.5);
        double full = bars.bar[0].value > 0 ? bars.bar[0].value : 1;
        double length = room * fmax(b->value, 0) / full;
        canvas_text_in(c, &label, left - em * 0.8, y + em * 0.35,
                       left - em * 0.8, b->label);
        canvas_bar(c, left, y - thick / 2, length, thick,
                   i < 2 && b->value > 0 && r->model->mode == MODE_HYBRID
                       ? THEME_ORNAMENT
                   : i < 1 && b->value > 0 ? THEME_ORNAMENT
                                           : THEME_QUIET);
        canvas_text(c, &value, left + length + em * 0.5, y + em * 0.35,
                    sv_from(b->text));
    }
    canvas_rule(c, left, top, left, bottom, 0.75, THEME_INK);
    canvas_end(c);
    buf_release(&alt);
}
