/* brief.pdf: the frame of its pages, and the order of its parts. */
#include "render/brief/brief_parts.h"

#include <math.h>

#include "render/charts/charts.h"
#include "render/words/format.h"
#include "render/report/links.h"
#include "render/draw/pdf.h"
#include "render/base/theme.h"

static const double TOP = 48, HEAD = 66;
static const double EMPTY = 60; /* a chart of a sentence alone is lower */

enum { FEW_DEALS = 6 }; /* below, no chart of levels is drawn */

const struct type BRIEF_HEAD = {WEIGHT_BOLD, THEME_SIZE_HEAD, THEME_INK,
                                ALIGN_LEFT};
const struct type BRIEF_BODY = {WEIGHT_REGULAR, THEME_SIZE_BODY, THEME_INK,
                                ALIGN_LEFT};
const struct type BRIEF_STRONG = {WEIGHT_MEDIUM, THEME_SIZE_BODY, THEME_INK,
                                  ALIGN_LEFT};
const struct type BRIEF_SMALL = {WEIGHT_REGULAR, THEME_SIZE_SMALL, THEME_INK,
                                 ALIGN_LEFT};
const struct type BRIEF_MUTED = {WEIGHT_REGULAR, THEME_SIZE_SMALL, THEME_MUTED,
                                 ALIGN_LEFT};
const struct type BRIEF_LINK = {WEIGHT_REGULAR, THEME_SIZE_SMALL, THEME_ACCENT,
                                ALIGN_LEFT};

/* Notes what the page that ends has left. */
static void close_page(struct brief *b)
{
    if (b->c && b->page < BRIEF_PAGES)
        b->fill[b->page].blank = fmax(brief_room(b), 0);
}

void brief_page(struct brief *b)
{
    close_page(b);
    canvas_free(b->c);
    b->c = NULL;
    b->page = pdf_add_page(b->pdf, b->width, b->height);
    if (!canvas_new_page(&b->c, b->lettering, b->pdf, b->page, b->err)) {
        b->failed = true;
        return;
    }
    canvas_accent(b->c, b->r->brand->accent, b->r->brand->ornament);
    b->top = HEAD;
    b->y = TOP;
    b->spread = 0;
    if (b->page == 0)
        return;
    struct type right = BRIEF_MUTED;
    char date[FORMAT_TEXT];
    right.align = ALIGN_RIGHT;
    brief_begin(b, TAG_ARTIFACT);
    canvas_text_in(b->c, &BRIEF_MUTED, b->left, TOP - 8,
                   (b->right - b->left) * 0.7,
                   b->r->company.len ? b->r->company : SV("Pipeline risk"));
    canvas_text(b->c, &right, b->right, TOP - 8,
                sv_from(format_date(date, b->r->as_of)));
    canvas_rule(b->c, b->left, TOP - 2, b->right, TOP - 2, 0.5, THEME_RULE);
    brief_end(b);
    b->y = HEAD;
}

static double part_gap(const struct brief *b)
{
    return b->y <= HEAD ? 0 : b->plan.tight && !b->page ? 11 : 20;
}

struct brief_columns brief_columns_of(const struct brief *b, double first,
                                      double action)
{
    const double gap = 14;
    struct brief_columns c = {.main = b->left + first + gap,
                              .action = b->right - action};

    c.main_width = c.action - gap - c.main;
    return c;
}

double brief_room(const struct brief *b)
{
    return b->bottom - b->y;
}

/* Pages end where they did in the draft. */
bool brief_need(struct brief *b, double height)
{
    if (b->y - b->spread + height <= b->bottom || b->failed)
        return false;
    brief_page(b);
    return true;
}

void brief_gap(struct brief *b, double height)
{
    if (b->failed || b->y <= HEAD)
        return;
    b->y += height;
    if (b->page >= BRIEF_PAGES)
        return;
    b->fill[b->page].gaps++;
    if (b->before) {
        b->y += b->before[b->page].gap;
        b->spread += b->before[b->page].gap;
    }
}

void brief_section(struct brief *b, struct sv title, struct sv sub, double keep)
{
    double width = b->right - b->left;
    double head = canvas_block_height(b->c, &BRIEF_HEAD, width, 2, title) +
                  canvas_block_height(b->c, &BRIEF_MUTED, width, 3, sub) + 6;

    if (!brief_need(b, part_gap(b) + head + keep))
        brief_gap(b, part_gap(b));
    if (b->failed)
        return;
    pdf_bookmark(b->pdf, b->page, b->y - 12, title);
    brief_begin(b, TAG_H2);
    b->y += canvas_block(b->c, &BRIEF_HEAD, b->left, b->y, width, 2, title);
    brief_end(b);
    if (sub.len)
        b->y += canvas_block(b->c, &BRIEF_MUTED, b->left, b->y, width, 3, sub);
    b->y += 6;
}

void brief_begin(struct brief *b, enum tag tag)
{
    pdf_begin(b->pdf, tag, (struct sv){0});
}

void brief_end(struct brief *b)
{
    pdf_end(b->pdf);
}

void brief_line(struct brief *b, enum tag tag, const struct type *t, double x,
                double y, struct sv text)
{
    brief_begin(b, tag);
    canvas_text(b->c, t, x, y, text);
    brief_end(b);
}

/* Long names begin alike: behind one that is cut stands the deal's id. */
static double draw_title(struct brief *b, const struct type *t, double x,
                         double y, double width, const struct report_deal *d)
{
    struct sv title = brief_deal_title(b, d);
    struct type quiet = *t;
    double gap = t->size * 0.4, id = canvas_width(b->c, t, d->id) + gap;

    if (canvas_width(b->c, t, title) <= width || sv_eq(title, d->id) ||
        id > width / 2 || !lettering_plain(b->lettering, t->weight, d->id))
        return canvas_text_in(b->c, t, x, y, width, title);
    double w = canvas_text_in(b->c, t, x, y, width - id, title);
    quiet.weight = WEIGHT_REGULAR;
    return w + gap + canvas_text(b->c, &quiet, x + w + gap, y, d->id);
}

void brief_deal_link(struct brief *b, const struct type *t, double x, double y,
                     double width, const struct report_deal *d)
{
    struct type ink = *t;
    struct sv title = brief_deal_title(b, d);
    struct buf url = {0};

    link_deal(&url, b->r, d);
    if (!url.len) {
        draw_title(b, t, x, y, width, d);
    } else {
        ink.rgb = THEME_ACCENT;
        pdf_begin(b->pdf, TAG_LINK, title);
        double w = draw_title(b, &ink, x, y, width, d);
        canvas_link(b->c, x, y - t->size, w, t->size * 1.3, buf_sv(&url));
        pdf_end(b->pdf);
    }
    buf_release(&url);
}

void brief_draw_chart(struct brief *b, enum chart_id id, double y,
                      double height)
{
    if (pdf_is_draft(b->pdf))
        return;
    canvas_shift(b->c, b->left, y);
    CHARTS[id].draw(b->c, b->r, b->right - b->left, height, THEME_SIZE_BODY);
    canvas_shift(b->c, -b->left, -y);
}

void brief_chart(struct brief *b, enum chart_id id, struct sv bookmark)
{
    double width = b->right - b->left;
    double height = CHARTS[id].height(b->r, width, THEME_SIZE_BODY);

    if (b->failed)
        return;
    if (!brief_need(b, part_gap(b) + height))
        brief_gap(b, part_gap(b));
    if (b->failed)
        return;
    if (b->page < BRIEF_PAGES && height > EMPTY) {
        b->fill[b->page].charts++;
        b->spread += b->before ? b->before[b->page].chart : 0;
        height += b->before ? b->before[b->page].chart : 0;
    }
    pdf_bookmark(b->pdf, b->page, b->y - 12, bookmark);
    brief_draw_chart(b, id, b->y, height);
    b->y += height;
}

static bool any_dated(const struct portfolio *p)
{
    for (size_t i = 0; i < p->n_at_risk; i++)
        if (p->at_risk[i].quarter != QUARTER_UNKNOWN &&
            p->at_risk[i].amount > 0)
            return true;
    return false;
}

static void draw_money(struct brief *b)
{
    if (b->r->n_deals >= FEW_DEALS)
        brief_chart(b, CHART_LEVELS, SV("Risk distribution"));
    if (b->r->n_deals >= FEW_DEALS && any_dated(b->r->portfolio))
        brief_chart(b, CHART_AT_RISK, SV("Money by expected close"));
}

static void draw_scores(struct brief *b)
{
    if (b->r->n_deals)
        brief_chart(b, CHART_IMPORTANCE, SV("What the scores are made of"));
}

/* The cycle and the two tables beside it, in the order that fills the pages. */
static void draw_past(struct brief *b)
{
    if (b->plan.cycle_at == 0)
        brief_chart(b, CHART_CYCLE, SV("The sales cycle"));
    if (!b->failed)
        brief_fate(b);
    if (!b->failed && b->plan.cycle_at == 1)
        brief_chart(b, CHART_CYCLE, SV("The sales cycle"));
    if (!b->failed)
        brief_closed(b);
    if (!b->failed && b->plan.cycle_at == 2)
        brief_chart(b, CHART_CYCLE, SV("The sales cycle"));
}


/* A page of its own, where that leaves no quarter of the one before blank; else
 * once the money has filled it. */
static void quarter_page(struct brief *b)
{
    double room = b->bottom - (b->y - b->spread);

    b->late = room > 0.24 * (b->bottom - b->top);
    if (b->late || !brief_quarter_words(b, THIS_QUARTER))
        return;
    brief_page(b);
    if (!b->failed)
        brief_quarter(b);
}

static void quarter_late(struct brief *b)
{
    if (b->late)
        brief_quarter(b);
}

/* A board sees the landing in their place. */
static void board_money(struct brief *b)
{
    if (!brief_quarter_words(b, THIS_QUARTER))
        draw_money(b);
}

static void board_next_page(struct brief *b)
{
    if (!brief_quarter_words(b, THIS_QUARTER))
        brief_page(b);
}

/* Read in this order; each does nothing once a page could not be made. */
static void (*const PARTS[])(struct brief *) = {
    brief_front,   brief_landing, brief_news,  brief_today,  brief_caveats,
    quarter_page,  brief_figures_late, draw_money, brief_moved, quarter_late,
    brief_deals,   brief_week,    brief_change, draw_scores, draw_past,
    brief_horizons, brief_trust,  brief_data,   brief_method, brief_sheets,
};

/* A board's two pages: how it goes; what that hangs on, what it asks for and
 * how often it was right. */
static void (*const BOARD_PARTS[])(struct brief *) = {
    brief_front,  brief_quarter,   brief_news,          board_money,
    brief_closed, board_next_page, brief_concentration, brief_change,
    brief_caveats, brief_trust,
};

void brief_pages(struct brief *b)
{
    bool board = sv_eq(b->r->audience, SV("board")) && b->r->n_deals;
    void (*const *parts)(struct brief *) = board ? BOARD_PARTS : PARTS;
    size_t n = board ? sizeof BOARD_PARTS / sizeof *BOARD_PARTS
                     : sizeof PARTS / sizeof *PARTS;

    brief_page(b);
    for (size_t k = 0; k < n && !b->failed; k++)
        parts[k](b);
    close_page(b);
}
