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
    size_t n, of; /* of: those that could be drawn, with those of nothing */
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
        out->of++;
        if (!(r->rule_means[best] > 0))
            continue;
        struct bar *b = &out->bar[out->n++];
        b->label = sv_from(RULES[best].label);
        b->value = r->rule_means[best];
        format_fixed(b->text, b->value, 1, r->style);
    }
}

/* As a label stands: a capital first, a curly apostrophe. */
static void dress(struct bars *bars, struct arena *a)
{
    static const char curly[] = "\xe2\x80\x99";

    for (size_t i = 0; i < bars->n; i++) {
        struct buf out = {0};
        struct sv text = bars->bar[i].label;
        for (size_t k = 0; k < text.len; k++)
            if (text.ptr[k] == '\'')
                buf_add_str(&out, curly);
            else
                buf_add_char(&out,
                             !k && text.ptr[k] >= 'a' && text.ptr[k] <= 'z'
                                 ? (char)(text.ptr[k] - 'a' + 'A')
                                 : text.ptr[k]);
        bars->bar[i].label = sv_copy(a, buf_sv(&out));
        buf_release(&out);
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

/* "Cycle length" inside a sentence; "SHAP" stays. */
static void add_lower(struct buf *b, struct sv text)
{
    size_t at = b->len;

    buf_add_sv(b, text);
    if (text.len > 1 && b->ptr[at] >= 'A' && b->ptr[at] <= 'Z' &&
        b->ptr[at + 1] >= 'a')
        b->ptr[at] = (char)(b->ptr[at] - 'A' + 'a');
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
        buf_printf(sub, "%s open deal%s. %s", n, s,
                   hybrid ? "No field moves the chance of loss of any deal."
                          : "No rule gave a point to any deal.");
    } else if (hybrid) {
        buf_add_sv(title, bars->bar[0].label);
        if (bars->n > 1) {
            buf_add_str(title, " and ");
            add_lower(title, bars->bar[1].label);
        }
        buf_add_str(title, bars->n > 1 ? " move the chance of loss most"
                                       : " moves the chance of loss most");
        buf_printf(sub,
                   "Share of mean |SHAP| over %s open deal%s; the first %zu of "
                   "%zu fields that move it",
                   n, s, bars->n, bars->of);
    } else {
        buf_add_str(title, "Rules only: most points went to ");
        add_lower(title, bars->bar[0].label);
        buf_printf(sub,
                   "Mean rule points a deal, before the cap of 100; %s open "
                   "deal%s. %s",
                   n, s,
                   bars->n < bars->of ? "The other rules gave none." : "");
    }
}

static struct sv note_of(const struct report *r)
{
    if (r->model->mode == MODE_HYBRID)
        return SV("A large share says that the model looks there, not that "
                  "it causes a loss.");
    return SV("The model is not in use, so there are no SHAP values: this is "
              "where the rules\xe2\x80\x99 points went.");
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
    return em * (bars.n ? 6.2 + 1.42 * (double)bars.n : 5);
}

void chart_importance_draw(struct canvas *c, const struct report *r,
                           double width, double height, double em)
{
    struct type label = {WEIGHT_REGULAR, em, THEME_INK, ALIGN_RIGHT};
    struct type value = {WEIGHT_MEDIUM, em, THEME_INK, ALIGN_LEFT};
    struct buf title = {0}, sub = {0}, alt = {0};
    struct bars bars;
    struct arena labels;
    double widest = 0;

    arena_init(&labels);
    choose_bars(&bars, r);
    dress(&bars, &labels);
    write_title(&title, &sub, &bars, r);
    double top = chart_head(c, width, em, buf_sv(&title), buf_sv(&sub));
    buf_release(&title);
    buf_release(&sub);
    if (!bars.n) {
        arena_release(&labels);
        return;
    }
    double bottom = height - chart_note(c, width, height, em, note_of(r));
    write_alt(&alt, &bars);
    canvas_figure(c, 0, top, width, bottom - top, buf_sv(&alt));
    for (size_t i = 0; i < bars.n; i++)
        widest = fmax(widest, canvas_width(c, &label, bars.bar[i].label));
    double left = fmin(widest, width * 0.42) + em * 0.8;
    double room = width - left - em * 4;
    double row = fmin((bottom - top) / (double)bars.n, em * 2.4);
    double thick = fmin(row * 0.62, em * 1.3);

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
    canvas_rule(c, left, top, left, top + row * (double)bars.n, 0.75,
                THEME_INK);
    canvas_end(c);
    buf_release(&alt);
    arena_release(&labels);
}
