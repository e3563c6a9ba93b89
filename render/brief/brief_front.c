/* The top of the first page: the headline and its figures. */
#include "render/brief/brief_parts.h"

#include <math.h>

#include "render/words/format.h"
#include "render/draw/pdf.h"
#include "render/base/theme.h"

static const double LOGO_ROOM = 140; /* points it may be wide */

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
    b->y += 12;
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

static struct sv win_rate_words(struct brief *b)
{
    const struct portfolio *p = b->r->portfolio;
    struct sv low = percent(b, p->win_rate_ci.lower, 0);
    struct sv high = percent(b, p->win_rate_ci.upper, 0);
    struct sv won = count(b, p->won), closed = count(b, p->won + p->lost);

    if (b->r->rate_note.len)
        return b->r->rate_note;
    if (!(p->won + p->lost))
        return SV("no closed deal");
    return sv_printf(&b->words, "%.*s of %.*s closed; 95%%: %.*s to %.*s",
                     SV_ARG(won), SV_ARG(closed), SV_ARG(low), SV_ARG(high));
}

static struct sv open_words(struct brief *b)
{
    const struct portfolio *p = b->r->portfolio;
    struct sv open = count(b, p->open);
    const char *s = p->open == 1 ? "" : "s";

    if (!p->money.without_amount)
        return sv_printf(&b->words, "%.*s open deal%s", SV_ARG(open), s);
    return sv_printf(&b->words, "%.*s open deal%s, %.*s without a known amount",
                     SV_ARG(open), s,
                     SV_ARG(count(b, p->money.without_amount)));
}

/* What the runs before said of it, where they can be compared. */
static void add_past(struct brief *b, struct brief_figure *f, enum total total)
{
    const struct followup *c = b->r->followup;

    if (!b->r->news.totals[total].before.len)
        return;
    f->then = &b->r->news.totals[total];
    for (size_t k = 0; k < c->n_trend; k++)
        f->past[f->n_past++] = words_total(&c->trend[k], total);
}

static struct sv overdue_words(struct brief *b)
{
    const struct portfolio *p = b->r->portfolio;
    const struct concern_count *overdue = &p->concerns[CONCERN_OVERDUE];

    if (overdue->of)
        return sv_printf(&b->words, "%.*s past the close date",
                         SV_ARG(count(b, overdue->deals)));
    return p->open ? SV("no close dates") : SV("no open deal");
}

static void draw_kpis(struct brief *b)
{
    const struct portfolio *p = b->r->portfolio;
    const struct concern_count *overdue = &p->concerns[CONCERN_OVERDUE];
    struct brief_figure kpis[] = { /* the first three by enum total */
        {.label = SV("Pipeline"),
         .value = money(b, p->money.pipeline),
         .sub = open_words(b)},
        {.label = SV("At risk"),
         .value = money(b, p->money.at_risk),
         .sub = b->r->risk_note},
        {.label = SV("Expected loss"),
         .value = money(b, p->money.expected_loss),
         .sub = b->r->loss_gap.len
                    ? sv_printf(&b->words, "not known: %.*s",
                                SV_ARG(b->r->loss_gap))
                    : b->r->loss_range},
        {.label = b->r->rescue.label,
         .value = money(b, b->r->rescue.amount),
         .sub = b->r->rescue.note},
        {.label = SV("Overdue"),
         .value = money(b, overdue->of ? overdue->amount : NAN),
         .sub = overdue_words(b)},
        {.label = SV("Win rate"),
         .value = percent(b, p->win_rate, 0),
         .sub = win_rate_words(b)},
    };

    for (int k = 0; k < TOTALS; k++)
        add_past(b, &kpis[k], (enum total)k);
    brief_figures(b, kpis, sizeof kpis / sizeof kpis[0], 18);
}

/* They make room on the first page where that is needed. */
static bool is_late(const struct brief *b)
{
    return b->plan.tight == BRIEF_FIGURES && b->r->n_deals &&
           !sv_eq(b->r->audience, SV("board"));
}

void brief_front(struct brief *b)
{
    draw_masthead(b);
    if (!is_late(b))
        draw_kpis(b);
}

void brief_figures_late(struct brief *b)
{
    if (!is_late(b) || b->failed)
        return;
    brief_section(b, SV("The pipeline in figures"), (struct sv){0}, 80);
    if (!b->failed)
        draw_kpis(b);
}
