/* The first page: the news, the figures, where the risk sits. */
#include "render/brief/brief_parts.h"

#include <math.h>

#include "render/charts/charts.h"
#include "render/words/format.h"
#include "render/draw/pdf.h"
#include "render/base/theme.h"

static const double LOGO_ROOM = 140; /* points it may be wide */
static const double NOTES_ROOM = 110;

/* The rest of the headline: what is new since the last run. */
static void draw_news_line(struct brief *b)
{
    struct type deck = {WEIGHT_REGULAR, 12, THEME_INK, ALIGN_LEFT};
    struct sv all = b->r->headline, lead = b->r->lead;

    if (!lead.len || all.len <= lead.len + 2 || !sv_starts(all, lead))
        return;
    b->y += 4;
    b->y += canvas_block(b->c, &deck, b->left, b->y, b->right - b->left, 3,
                         sv_skip(all, lead.len + 2));
}

/* The company's mark, at the right of the first line. */
static void draw_logo(struct brief *b)
{
    const struct brand *brand = b->r->brand;
    double height = 30, width;

    if (!brand->logo.len)
        return;
    width = height * brand->picture.width / brand->picture.height;
    if (width > LOGO_ROOM) {
        width = LOGO_ROOM;
        height = width * brand->picture.height / brand->picture.width;
    }
    canvas_image(b->c, b->right - width, b->y - 20, width, height,
                 &brand->picture);
}

static void draw_masthead(struct brief *b)
{
    const struct report *r = b->r;
    struct type head = {WEIGHT_BOLD, THEME_SIZE_TITLE, THEME_INK, ALIGN_LEFT};
    struct type right = BRIEF_LINK;
    double width = b->right - b->left;
    struct sv open = SV("Open the dashboard");

    draw_logo(b);
    canvas_bar(b->c, b->left, b->y, 34, 5, THEME_ORNAMENT);
    b->y += 22;
    right.align = ALIGN_RIGHT;
    if (r->base_url.len) {
        brief_begin(b, TAG_P);
        pdf_begin(b->pdf, TAG_LINK, open);
        double w = canvas_text(b->c, &right, b->right, b->y, open);
        canvas_link(
            b->c, b->right - w, b->y - 9, w, 12,
            sv_printf(&b->words, "%.*s/index.html", SV_ARG(r->base_url)));
        pdf_end(b->pdf);
        brief_end(b);
    }
    canvas_text_in(b->c, &BRIEF_MUTED, b->left, b->y, width * 0.75,
                   r->company.len
                       ? sv_printf(&b->words, "%.*s  \xc2\xb7  %.*s",
                                   SV_ARG(brief_isolated(b, r->company)),
                                   SV_ARG(r->title))
                       : r->title);
    b->y += 6;
    pdf_bookmark(b->pdf, b->page, 0, SV("Headline and figures"));
    struct sv lead = r->lead.len ? r->lead : r->headline;
    if (canvas_block_height(b->c, &head, width, 0, lead) >
        THEME_SIZE_TITLE * 4.2)
        head.size = THEME_SIZE_TITLE * 0.75;
    brief_begin(b, TAG_H1);
    b->y += canvas_block(b->c, &head, b->left, b->y, width, 5, lead);
    brief_end(b);
    draw_news_line(b);
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
    brief_begin(b, TAG_P);
    canvas_text(b->c, &BRIEF_STRONG, b->left + pad,
                b->y + pad - 1 + THEME_SIZE_BODY, title);
    canvas_block(b->c, &BRIEF_BODY, b->left + pad + indent, b->y + pad - 1,
                 width - 2 * pad - indent, 5, text);
    brief_end(b);
    b->y += tall + 2 * pad + 10;
}

static struct sv money(struct brief *b, double x)
{
    char text[FORMAT_TEXT];

    return sv_copy(&b->words,
                   sv_from(format_money_short(text, x, b->r->style)));
}

static struct sv percent(struct brief *b, double share, int decimals)
{
    char text[FORMAT_TEXT];

    return sv_copy(&b->words,
                   sv_from(format_percent(text, share, decimals, b->r->style)));
}

static struct sv count(struct brief *b, size_t n)
{
    char text[FORMAT_TEXT];

    return sv_copy(&b->words,
                   sv_from(format_count(text, (double)n, b->r->style)));
}

static void draw_kpis(struct brief *b)
{
    const struct portfolio *p = b->r->portfolio;
    bool hybrid = b->r->model->mode == MODE_HYBRID;
    struct sv save = percent(b, p->money.save_rate, 0);
    struct sv low = percent(b, p->win_rate_ci.lower, 0);
    struct sv high = percent(b, p->win_rate_ci.upper, 0);
    struct sv open = count(b, p->open), closed = count(b, p->won + p->lost);
    struct sv critical = count(b, p->levels[LEVEL_CRITICAL].deals);
    struct sv high_n = count(b, p->levels[LEVEL_HIGH].deals);
    struct sv won = count(b, p->won),
              unknown = count(b, p->money.without_amount);
    const char *s = p->open == 1 ? "" : "s";
    const struct brief_figure kpis[] = {
        {SV("Pipeline"), money(b, p->money.pipeline),
         p->money.without_amount
             ? sv_printf(&b->words,
                         "%.*s open deal%s, %.*s without a known amount",
                         SV_ARG(open), s, SV_ARG(unknown))
             : sv_printf(&b->words, "%.*s open deal%s", SV_ARG(open), s)},
        {SV("At risk"), money(b, p->money.at_risk), SV("HIGH and CRITICAL")},
        {SV("Expected loss"), money(b, p->money.expected_loss),
         hybrid ? SV("amount \xc3\x97 P(lost)")
                : SV("at the overall loss rate")},
        {SV("Protection potential"), money(b, p->money.protection_potential),
         sv_printf(&b->words, "assumes %.*s save rate", SV_ARG(save))},
        {SV("Critical / high"),
         sv_printf(&b->words, "%.*s / %.*s", SV_ARG(critical), SV_ARG(high_n)),
         SV("open deals")},
        {SV("Win rate"), percent(b, p->win_rate, 0),
         b->r->rate_note.len ? b->r->rate_note
         : p->won + p->lost
             ? sv_printf(&b->words, "%.*s of %.*s closed; 95%%: %.*s to %.*s",
                         SV_ARG(won), SV_ARG(closed), SV_ARG(low), SV_ARG(high))
             : SV("no closed deal")},
    };

    brief_figures(b, kpis, sizeof kpis / sizeof kpis[0], 18);
    b->y += 20;
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

/* The reason without the words that the strip already says. */
static struct sv plain_reason(struct brief *b)
{
    struct sv reason = b->r->why;
    char first;

    if (!sv_starts(b->r->reason, SV("Rules only: ")) || !reason.len)
        return b->r->reason;
    first = reason.ptr[0];
    if (first >= 'a' && first <= 'z')
        first = (char)(first - 'a' + 'A');
    return sv_printf(&b->words, "%c%.*s", first, (int)reason.len - 1,
                     reason.ptr + 1);
}

void brief_front(struct brief *b)
{
    const struct report *r = b->r;

    draw_masthead(b);
    if (!r->n_deals)
        draw_strip(b, SV("No open deal"),
                   SV("Nothing is scored; the pages on the portfolio follow."));
    else if (r->model->mode == MODE_RULES_ONLY)
        draw_strip(b, SV("Rules only"), plain_reason(b));
    draw_kpis(b);
    if (r->n_deals)
        draw_charts(b);
    else
        brief_closed(b, NOTES_ROOM);
    if (!b->failed)
        brief_news(b);
    if (!b->failed)
        brief_notes(b);
}
