/* The first page: the news, the figures, where the risk sits. */
#include "render/brief.h"

#include <math.h>

#include "render/chart.h"
#include "render/format.h"
#include "render/pdf.h"
#include "render/theme.h"

struct kpi {
    struct sv label, value, sub;
};

static void draw_masthead(struct brief *b)
{
    const struct report *r = b->r;
    struct type head = {WEIGHT_BOLD, THEME_SIZE_TITLE, THEME_INK, ALIGN_LEFT};
    struct type right = BRIEF_LINK;
    double width = b->right - b->left;
    struct sv open = SV("Open the dashboard");

    canvas_bar(b->c, b->left, b->y, 34, 5, THEME_ACCENT);
    b->y += 22;
    right.align = ALIGN_RIGHT;
    if (r->base_url.len) {
        double w = canvas_text(b->c, &right, b->right, b->y, open);
        canvas_link(
            b->c, b->right - w, b->y - 9, w, 12,
            sv_printf(&b->words, "%.*s/index.html", SV_ARG(r->base_url)));
    }
    canvas_text_in(b->c, &BRIEF_MUTED, b->left, b->y, width * 0.75,
                   r->company.len
                       ? sv_printf(&b->words, "%.*s  \xc2\xb7  %.*s",
                                   SV_ARG(r->company), SV_ARG(r->title))
                       : r->title);
    b->y += 6;
    pdf_bookmark(b->pdf, b->page, 0, SV("Headline and figures"));
    if (canvas_block_height(b->c, &head, width, 0, r->headline) >
        THEME_SIZE_TITLE * 4.2)
        head.size = THEME_SIZE_TITLE * 0.75;
    b->y += canvas_block(b->c, &head, b->left, b->y, width, 5, r->headline);
    b->y += 16;
}

/* A pale strip, with what to know before believing a figure. */
static void draw_strip(struct brief *b, struct sv title, struct sv text)
{
    double pad = 9, width = b->right - b->left;
    double indent = canvas_width(b->c, &BRIEF_STRONG, title) + 10;
    double tall = canvas_block_height(b->c, &BRIEF_BODY,
                                      width - 2 * pad - indent, 5, text);

    canvas_card(b->c, b->left, b->y, width, tall + 2 * pad - 2, 3, 0xeef2f6);
    canvas_text(b->c, &BRIEF_STRONG, b->left + pad,
                b->y + pad - 1 + THEME_SIZE_BODY, title);
    canvas_block(b->c, &BRIEF_BODY, b->left + pad + indent, b->y + pad - 1,
                 width - 2 * pad - indent, 5, text);
    b->y += tall + 2 * pad + 10;
}

static void draw_kpi(struct brief *b, const struct kpi *k, double x,
                     double width, double y)
{
    struct type big = {WEIGHT_BOLD, 18, THEME_INK, ALIGN_LEFT};

    while (big.size > 9 && canvas_width(b->c, &big, k->value) > width)
        big.size -= 0.5;
    canvas_rule(b->c, x, y, x + width, y, 1, THEME_INK);
    canvas_text_in(b->c, &BRIEF_MUTED, x, y + 14, width, k->label);
    canvas_text_in(b->c, &big, x, y + 35, width, k->value);
    canvas_block(b->c, &BRIEF_MUTED, x, y + 40, width, 3, k->sub);
}

static struct sv money(struct brief *b, double x)
{
    char text[FORMAT_TEXT];

    return sv_copy(&b->words,
                   sv_from(format_money_short(text, x, b->r->currency)));
}

static struct sv percent(struct brief *b, double share, int decimals)
{
    char text[FORMAT_TEXT];

    return sv_copy(&b->words, sv_from(format_percent(text, share, decimals)));
}

static struct sv count(struct brief *b, size_t n)
{
    char text[FORMAT_TEXT];

    return sv_copy(&b->words, sv_from(format_count(text, (double)n)));
}

static void draw_kpis(struct brief *b)
{
    const struct portfolio *p = b->r->portfolio;
    bool hybrid = b->r->model->mode == MODE_HYBRID;
    struct sv save = percent(b, p->money.save_rate, 0);
    struct sv low = percent(b, p->win_rate_ci.lower, 0);
    struct sv high = percent(b, p->win_rate_ci.upper, 0);
    struct sv open = count(b, p->open), closed = count(b, p->won + p->lost);
    struct sv won = count(b, p->won),
              unknown = count(b, p->money.without_amount);
    const char *s = p->open == 1 ? "" : "s";
    const struct kpi kpis[] = {
        {SV("Pipeline"), money(b, p->money.pipeline),
         p->money.without_amount
             ? sv_printf(&b->words, "%.*s open deal%s, %.*s without an amount",
                         SV_ARG(open), s, SV_ARG(unknown))
             : sv_printf(&b->words, "%.*s open deal%s", SV_ARG(open), s)},
        {SV("At risk"), money(b, p->money.at_risk), SV("HIGH and CRITICAL")},
        {SV("Expected loss"), money(b, p->money.expected_loss),
         hybrid ? SV("amount \xc3\x97 P(lost)")
                : SV("at the overall loss rate")},
        {SV("Protection potential"), money(b, p->money.protection_potential),
         sv_printf(&b->words, "assumes %.*s save rate", SV_ARG(save))},
        {SV("Critical / high"),
         sv_printf(&b->words, "%zu / %zu", p->levels[LEVEL_CRITICAL].deals,
                   p->levels[LEVEL_HIGH].deals),
         SV("open deals")},
        {SV("Win rate"), percent(b, p->win_rate, 0),
         p->won + p->lost
             ? sv_printf(&b->words, "%.*s of %.*s closed; 95%%: %.*s to %.*s",
                         SV_ARG(won), SV_ARG(closed), SV_ARG(low), SV_ARG(high))
             : SV("no closed deal")},
    };
    size_t n = sizeof kpis / sizeof kpis[0];
    double gap = 12;
    double cell = (b->right - b->left - gap * (double)(n - 1)) / (double)n;

    for (size_t i = 0; i < n; i++)
        draw_kpi(b, &kpis[i], b->left + (cell + gap) * (double)i, cell, b->y);
    b->y += 84;
}

static void draw_charts(struct brief *b)
{
    static const enum chart_id ids[] = {CHART_LEVELS, CHART_AT_RISK};
    double width = b->right - b->left;

    for (size_t i = 0; i < 2; i++) {
        const struct chart *chart = &CHARTS[ids[i]];
        double height = chart->height(b->r, width, THEME_SIZE_BODY);
        if (ids[i] == CHART_AT_RISK && !(b->r->portfolio->money.at_risk > 0))
            continue;
        brief_need(b, height);
        if (b->failed)
            return;
        if (i == 0)
            pdf_bookmark(b->pdf, b->page, b->y - 12, SV("Risk distribution"));
        canvas_shift(b->c, b->left, b->y);
        chart->draw(b->c, b->r, width, height, THEME_SIZE_BODY);
        canvas_shift(b->c, -b->left, -b->y);
        b->y += height + 22;
    }
}

static void draw_notes(struct brief *b)
{
    enum { NOTES_MAX = 6, LINES = 6 };
    double width = b->right - b->left - 14;
    bool title = false;

    for (size_t i = 0; i < b->r->n_notes && i < NOTES_MAX; i++) {
        const struct report_note *note = &b->r->notes[i];
        /* The strip above the figures has said it. */
        if (b->r->model->mode == MODE_RULES_ONLY && b->r->n_deals &&
            sv_eq(note->text, b->r->model->reason))
            continue;
        double tall =
            canvas_block_height(b->c, &BRIEF_BODY, width, LINES, note->text);
        if (brief_need(b, tall + (title ? 3 : 20)))
            title = false;
        if (b->failed)
            return;
        if (!title)
            b->y += canvas_block(b->c, &BRIEF_STRONG, b->left, b->y, width, 1,
                                 SV("Before you rely on this")) +
                    2;
        title = true;
        canvas_dot(b->c, b->left + 3, b->y + THEME_SIZE_BODY * 0.68, 1.8,
                   note->warning ? THEME_RAISE : THEME_MUTED);
        canvas_block(b->c, &BRIEF_BODY, b->left + 14, b->y, width, LINES,
                     note->text);
        b->y += tall + 3;
    }
}

/* The reason without the words that the strip already says. */
static struct sv plain_reason(struct brief *b)
{
    struct sv reason = b->r->model->reason, prefix = SV("Rules only: ");
    char first;

    if (!sv_starts(reason, prefix) || reason.len == prefix.len)
        return reason;
    reason.ptr += prefix.len;
    reason.len -= prefix.len;
    first = reason.ptr[0];
    if (first >= 'a' && first <= 'z')
        first = (char)(first - 'a' + 'A');
    return sv_printf(&b->words, "%c%.*s", first, (int)reason.len - 1,
                     reason.ptr + 1);
}

void brief_front(struct brief *b)
{
    const struct report *r = b->r;
    char date[FORMAT_TEXT];

    draw_masthead(b);
    if (!r->n_deals) {
        draw_strip(b, SV("No open deal"),
                   r->hint_as_of == DATE_NONE
                       ? SV("Nothing is scored; the pages on the portfolio "
                            "follow.")
                       : sv_printf(&b->words,
                                   "Nothing is scored; the pages on the "
                                   "portfolio follow. With --as-of %s there "
                                   "are open deals.",
                                   date_iso(date, r->hint_as_of)));
    } else if (r->model->mode == MODE_RULES_ONLY) {
        draw_strip(b, SV("Rules only"), plain_reason(b));
    }
    if (r->news_line.len)
        draw_strip(b, SV("News"),
                   sv_printf(&b->words, "%.*s.", SV_ARG(r->news_line)));
    draw_kpis(b);
    if (r->n_deals)
        draw_charts(b);
    draw_notes(b);
}
