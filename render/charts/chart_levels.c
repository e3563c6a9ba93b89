/* Open deals and their amounts by level, side by side. */
#include <math.h>

#include "render/charts/charts.h"
#include "render/words/format.h"
#include "render/base/theme.h"

double chart_levels_height(const struct report *r, double width, double em)
{
    (void)r;
    (void)width;
    return em * 14;
}

/* Room for the longest figure at the end of a bar, of either kind. */
static double widest(struct canvas *c, const struct type *t,
                     const struct report *r)
{
    double most = 0;

    for (int l = 0; l < LEVEL_COUNT; l++) {
        char text[FORMAT_TEXT];
        struct sv amount = sv_from(
            format_money_short(text, r->portfolio->levels[l].amount, r->style));
        most = fmax(most, canvas_width(c, t, amount));
        amount = sv_from(format_count(
            text, (double)r->portfolio->levels[l].deals, r->style));
        most = fmax(most, canvas_width(c, t, amount));
    }
    return most;
}

/* "Open deals by level: CRITICAL 16, $1.4M; …" */
static void write_alt(struct buf *alt, const struct report *r)
{
    char n[FORMAT_TEXT], amount[FORMAT_TEXT];

    buf_add_str(alt, "Bars, open deals and their amount by level:");
    for (int k = LEVEL_COUNT; k-- > 0;) {
        const struct level_total *l = &r->portfolio->levels[k];
        buf_printf(alt, " %s %s, %s%s", THEME_LEVELS[k].word,
                   format_count(n, (double)l->deals, r->style),
                   format_money_short(amount, l->amount, r->style),
                   k ? ";" : ".");
    }
}

void chart_levels_draw(struct canvas *c, const struct report *r, double width,
                       double height, double em)
{
    const struct portfolio *p = r->portfolio;
    struct type word = {WEIGHT_MEDIUM, em * 0.9, THEME_INK, ALIGN_LEFT};
    struct type head = {WEIGHT_REGULAR, em * 0.85, THEME_MUTED, ALIGN_LEFT};
    struct type value = {WEIGHT_MEDIUM, em * 0.95, THEME_INK, ALIGN_LEFT};
    char at_risk[FORMAT_TEXT], pipeline[FORMAT_TEXT], n[FORMAT_TEXT];
    char cut[3][FORMAT_TEXT];
    double most_deals = 1, most_amount = 0;
    struct buf title = {0}, sub = {0}, alt = {0};

    format_money_short(at_risk, p->money.at_risk, r->style);
    format_money_short(pipeline, p->money.pipeline, r->style);
    format_count(n, (double)p->open, r->style);
    buf_printf(&title, "%s of %s stands at HIGH or CRITICAL", at_risk,
               pipeline);
    if (!portfolio_deals_at_risk(p)) {
        buf_clear(&title);
        buf_add_str(&title, !p->open ? "No deal is open"
                            : portfolio_judges(p)
                                ? "No deal is HIGH or CRITICAL"
                                : "Nothing has closed yet: levels judge no risk");
    } else if (!(p->money.at_risk > 0)) { /* no amounts: count deals */
        buf_clear(&title);
        buf_printf(
            &title, "%s CRITICAL and %s HIGH of %s open deals",
            format_count(cut[0], (double)p->levels[LEVEL_CRITICAL].deals,
                         r->style),
            format_count(cut[1], (double)p->levels[LEVEL_HIGH].deals, r->style),
            n);
    }
    format_fixed(cut[0], r->scores->cuts.critical, 0, r->style);
    format_fixed(cut[1], r->scores->cuts.high, 0, r->style);
    format_fixed(cut[2], r->scores->cuts.medium, 0, r->style);
    buf_printf(&sub,
               "%s open deal%s by level: CRITICAL from a score of %s, HIGH "
               "from %s, MEDIUM from %s",
               n, p->open == 1 ? "" : "s", cut[0], cut[1], cut[2]);
    double top = chart_head(c, width, em, buf_sv(&title), buf_sv(&sub));
    buf_release(&title);
    buf_release(&sub);
    write_alt(&alt, r);
    canvas_figure(c, 0, top, width, height - top, buf_sv(&alt));

    for (int l = 0; l < LEVEL_COUNT; l++) {
        most_deals = fmax(most_deals, (double)p->levels[l].deals);
        if (p->levels[l].amount > most_amount)
            most_amount = p->levels[l].amount;
    }
    double first = em * 7.2, gap = em * 1.2;
    double half = (width - first - gap) / 2;
    double second = first + half + gap;
    double room = fmax(half - em * 0.8 - widest(c, &value, r), half * 0.1);
    canvas_text(c, &head, first, top + em * 0.6, SV("Deals"));
    canvas_text(c, &head, second, top + em * 0.6, SV("Amount"));
    top += em * 1.2;
    double row = (height - top) / LEVEL_COUNT;
    double thick = fmin(row * 0.56, em * 1.5);
    for (int k = 0; k < LEVEL_COUNT; k++) {
        enum level l = (enum level)(LEVEL_COUNT - 1 - k);
        double y = top + row * (k + 0.5);
        double deals = room * (double)p->levels[l].deals / most_deals;
        double amount = most_amount > 0
                            ? room * fmax(p->levels[l].amount, 0) / most_amount
                            : 0;
        char text[FORMAT_TEXT];
        canvas_rule(c, 0, y - row / 2, width, y - row / 2, 0.4, THEME_RULE);
        canvas_mark(c, l, em * 0.5, y, em * 0.95);
        word.rgb = THEME_LEVELS[l].ink;
        canvas_text(c, &word, em * 1.5, y + em * 0.33,
                    sv_from(THEME_LEVELS[l].word));
        canvas_bar(c, first, y - thick / 2, deals, thick, THEME_LEVELS[l].fill);
        canvas_text_in(
            c, &value, first + deals + em * 0.4, y + em * 0.33, half,
            sv_from(format_count(text, (double)p->levels[l].deals, r->style)));
        canvas_bar(c, second, y - thick / 2, amount, thick,
                   THEME_LEVELS[l].fill);
        canvas_text_in(
            c, &value, second + amount + em * 0.4, y + em * 0.33, half,
            sv_from(format_money_short(text, p->levels[l].amount, r->style)));
    }
    canvas_end(c);
    buf_release(&alt);
}
