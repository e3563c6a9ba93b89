/* When the money at risk is expected to close. */
#include <math.h>

#include "render/charts/charts.h"
#include "render/words/format.h"
#include "render/base/theme.h"

enum { ROWS_MAX = 7 };

/* Nothing due in it: not worth a row. */
static bool is_empty(const struct at_risk_quarter *q)
{
    return !(q->amount > 0) && !(q->at_risk > 0);
}

/* With more quarters than room, the ones with most at risk stay, by date;
 * what is overdue stays always. */
static size_t choose(const struct at_risk_quarter *out[ROWS_MAX],
                     const struct report *r)
{
    const struct portfolio *p = r->portfolio;
    size_t n = 0;

    for (size_t i = 0; i < p->n_at_risk; i++) {
        size_t above = 0;
        for (size_t k = 0; k < p->n_at_risk; k++)
            if (p->at_risk[k].at_risk > p->at_risk[i].at_risk ||
                (p->at_risk[k].at_risk == p->at_risk[i].at_risk && k < i))
                above++;
        bool overdue = p->at_risk[i].quarter == QUARTER_OVERDUE;
        if ((above < ROWS_MAX || overdue) && n < ROWS_MAX &&
            !is_empty(&p->at_risk[i]))
            out[n++] = &p->at_risk[i];
    }
    return n;
}

double chart_at_risk_height(const struct report *r, double width, double em)
{
    const struct at_risk_quarter *rows[ROWS_MAX];
    size_t n = choose(rows, r);

    (void)width;
    return em * (4.6 + 1.9 * (double)(n > 2 ? n : 2));
}

/* How the figures at a bar are written. */
struct writing {
    struct type value, quiet;
    struct style style;
};

/* The part at risk at the end of a bar, and the whole after it. */
static double words(struct canvas *c, const struct writing *w,
                    const struct at_risk_quarter *q, double x, double y,
                    bool draw)
{
    char text[FORMAT_TEXT], of[2 * FORMAT_TEXT];
    struct sv risk = sv_from(format_money_short(text, q->at_risk, w->style));
    double used = draw ? canvas_text(c, &w->value, x, y, risk)
                       : canvas_width(c, &w->value, risk);

    used += w->quiet.size * 0.4;
    snprintf(of, sizeof of, "of %s",
             format_money_short(text, q->amount, w->style));
    return used + (draw ? canvas_text(c, &w->quiet, x + used, y, sv_from(of))
                        : canvas_width(c, &w->quiet, sv_from(of)));
}

static double widest(struct canvas *c, const struct writing *w,
                     const struct at_risk_quarter *const *rows, size_t n)
{
    double most = 0;

    for (size_t i = 0; i < n; i++)
        most = fmax(most, words(c, w, rows[i], 0, 0, false));
    return most;
}

static void write_alt(struct buf *alt, const struct report *r,
                      const struct at_risk_quarter *const *rows, size_t n)
{
    char name[FORMAT_TEXT], risk[FORMAT_TEXT], of[FORMAT_TEXT];

    buf_add_str(alt, "Bars, open amount by quarter of expected close:");
    for (size_t i = 0; i < n; i++)
        buf_printf(alt, " %s %s at risk of %s%s",
                   format_quarter(name, rows[i]->quarter, r->fiscal_month),
                   format_money_short(risk, rows[i]->at_risk, r->style),
                   format_money_short(of, rows[i]->amount, r->style),
                   i + 1 < n ? ";" : ".");
}

void chart_at_risk_draw(struct canvas *c, const struct report *r, double width,
                        double height, double em)
{
    struct type label = {WEIGHT_REGULAR, em, THEME_INK, ALIGN_LEFT};
    struct writing figures = {
        .value = {WEIGHT_MEDIUM, em, THEME_INK, ALIGN_LEFT},
        .quiet = {WEIGHT_REGULAR, em * 0.9, THEME_MUTED, ALIGN_LEFT},
        .style = r->style};
    const struct at_risk_quarter *rows[ROWS_MAX];
    const struct at_risk_quarter *worst = NULL;
    size_t n = choose(rows, r);
    double most = 0;
    char name[FORMAT_TEXT], text[FORMAT_TEXT];
    struct buf title = {0}, alt = {0};

    for (size_t i = 0; i < n; i++) {
        most = fmax(most, rows[i]->amount);
        if (rows[i]->quarter != QUARTER_UNKNOWN &&
            (!worst || rows[i]->at_risk > worst->at_risk))
            worst = rows[i];
    }
    if (worst && worst->at_risk > 0) {
        format_money_short(text, worst->at_risk, r->style);
        if (worst->quarter == QUARTER_OVERDUE)
            buf_printf(&title, "%s at risk is past its close date", text);
        else
            buf_printf(&title, "%s at risk is expected to close in %s", text,
                       format_quarter(name, worst->quarter, r->fiscal_month));
    } else {
        buf_add_str(&title, "Open amount by expected close");
    }
    double top =
        chart_head(c, width, em, buf_sv(&title),
                   SV("Open amount by quarter of expected close; dark: at "
                      "HIGH or CRITICAL"));
    buf_release(&title);
    if (!n) {
        chart_empty(c, width, top, height, em,
                    SV("No expected close dates of open deals."));
        return;
    }
    write_alt(&alt, r, rows, n);
    canvas_figure(c, 0, top, width, height - top, buf_sv(&alt));
    double left = em * 7.2,
           room = fmax(width - left - em - widest(c, &figures, rows, n), em);
    double row = (height - top) / (double)n;
    double thick = fmin(row * 0.56, em * 1.5);
    for (size_t i = 0; i < n; i++) {
        double y = top + row * ((double)i + 0.5);
        double all = most > 0 ? room * fmax(rows[i]->amount, 0) / most : 0;
        double risk = most > 0 ? room * fmax(rows[i]->at_risk, 0) / most : 0;
        canvas_rule(c, 0, y - row / 2, width, y - row / 2, 0.4, THEME_RULE);
        label.rgb = rows[i]->quarter == QUARTER_OVERDUE
                        ? THEME_LEVELS[LEVEL_CRITICAL].ink
                        : THEME_INK;
        label.weight = rows[i]->quarter == QUARTER_OVERDUE ? WEIGHT_MEDIUM
                                                           : WEIGHT_REGULAR;
        canvas_text(
            c, &label, 0, y + em * 0.35,
            sv_from(format_quarter(name, rows[i]->quarter, r->fiscal_month)));
        canvas_bar(c, left, y - thick / 2, all, thick, THEME_QUIET);
        canvas_bar(c, left, y - thick / 2, fmin(risk, room), thick,
                   THEME_LEVELS[LEVEL_CRITICAL].fill);
        words(c, &figures, rows[i], left + all + em * 0.5, y + em * 0.35, true);
    }
    canvas_end(c);
    buf_release(&alt);
}
