/* brief.pdf: the frame of its pages, and the order of its parts. */
#include "render/brief/brief_parts.h"

#include <math.h>

#include "render/charts/charts.h"
#include "render/words/format.h"
#include "render/report/links.h"
#include "render/draw/pdf.h"
#include "render/base/theme.h"
#include "render/brief/brief.h"
#include "render/base/resources.h"
#include "render/base/sink.h"

static const double SIDE = 50, TOP = 48, FOOT = 58, CHART_GAP = 30,
                    DATA_ROOM = 170, SHRINK = 0.9; /* of a chart's own height */

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

void brief_page(struct brief *b)
{
    canvas_free(b->c);
    b->c = NULL;
    b->page = pdf_add_page(b->pdf, b->width, b->height);
    if (!canvas_new_page(&b->c, b->lettering, b->pdf, b->page, b->err)) {
        b->failed = true;
        return;
    }
    canvas_accent(b->c, b->r->brand->accent, b->r->brand->ornament);
    b->y = TOP;
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
    b->y = TOP + 18;
}

double brief_room(const struct brief *b)
{
    return b->bottom - b->y;
}

bool brief_need(struct brief *b, double height)
{
    if (b->y + height <= b->bottom || b->failed)
        return false;
    brief_page(b);
    return true;
}

void brief_section(struct brief *b, struct sv title, struct sv sub)
{
    double width = b->right - b->left;

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

void brief_deal_link(struct brief *b, const struct type *t, double x, double y,
                     double width, const struct report_deal *d)
{
    struct type ink = *t;
    struct sv title = brief_deal_title(b, d);
    struct buf url = {0};

    link_deal(&url, b->r, d);
    if (!url.len) {
        canvas_text_in(b->c, t, x, y, width, title);
    } else {
        ink.rgb = THEME_ACCENT;
        pdf_begin(b->pdf, TAG_LINK, title);
        double w = canvas_text_in(b->c, &ink, x, y, width, title);
        canvas_link(b->c, x, y - t->size, w, t->size * 1.3, buf_sv(&url));
        pdf_end(b->pdf);
    }
    buf_release(&url);
}

static void draw_chart(struct brief *b, enum chart_id id, double stretch,
                       struct sv bookmark)
{
    const struct chart *chart = &CHARTS[id];
    double width = b->right - b->left;
    double height = stretch * chart->height(b->r, width, THEME_SIZE_BODY);

    brief_need(b, height);
    if (b->failed)
        return;
    pdf_bookmark(b->pdf, b->page, b->y - 12, bookmark);
    canvas_shift(b->c, b->left, b->y);
    chart->draw(b->c, b->r, width, height, THEME_SIZE_BODY);
    canvas_shift(b->c, -b->left, -b->y);
    b->y += height + CHART_GAP;
}

/* The two charts share a page and its height, or the first of them stands
 * below the owners, where there is room for it. */
static void draw_findings(struct brief *b)
{
    double width = b->right - b->left, used = 2 * CHART_GAP;
    double first, stretch;

    first = CHARTS[CHART_IMPORTANCE].height(b->r, width, THEME_SIZE_BODY);
    used += first;
    used += CHARTS[CHART_CYCLE].height(b->r, width, THEME_SIZE_BODY);
    b->y += CHART_GAP / 2;
    b->can_part =
        brief_room(b) >= first && brief_room(b) < SHRINK * used - CHART_GAP;
    if (b->apart && b->can_part)
        used = first;
    else
        brief_need(b, SHRINK * used - CHART_GAP);
    if (b->failed)
        return;
    stretch = fmin(fmax(brief_room(b) / used, SHRINK), 1.3);
    draw_chart(b, CHART_IMPORTANCE, stretch, SV("What the scores are made of"));
    draw_chart(b, CHART_CYCLE, stretch, SV("The sales cycle"));
}

/* "Page x of y" can be written only when all pages are there. */
static void draw_feet(struct brief *b)
{
    struct type right = BRIEF_MUTED;
    size_t pages = pdf_pages(b->pdf);
    double y = b->height - 30;

    right.align = ALIGN_RIGHT;
    for (size_t k = 0; k < pages && !b->failed; k++) {
        struct canvas *c = NULL;
        if (!canvas_new_page(&c, b->lettering, b->pdf, k, b->err)) {
            b->failed = true;
            return;
        }
        brief_begin(b, TAG_ARTIFACT);
        canvas_rule(c, b->left, y - 12, b->right, y - 12, 0.5, THEME_RULE);
        canvas_text_in(c, &BRIEF_MUTED, b->left, y, (b->right - b->left) * 0.75,
                       sv_printf(&b->words, "%.*s  \xc2\xb7  DealSense %s",
                                 SV_ARG(b->r->title), b->r->version));
        canvas_text(c, &right, b->right, y,
                    sv_printf(&b->words, "Page %zu of %zu", k + 1, pages));
        brief_end(b);
        canvas_free(c);
    }
}

/* With nothing open: the past, what the data are worth, and the method. */
static void write_portfolio(struct brief *b)
{
    brief_page(b);
    if (!b->failed)
        draw_chart(b, CHART_CYCLE, 1, SV("The sales cycle"));
    if (!b->failed)
        brief_fate(b);
    if (!b->failed)
        brief_change(b);
    if (!b->failed)
        brief_page(b);
    if (!b->failed)
        brief_trust(b);
    if (!b->failed)
        brief_data(b);
    if (!b->failed)
        brief_method(b);
}

static void write_deals(struct brief *b)
{
    brief_deals(b);
    if (!b->failed)
        brief_week(b);
    if (!b->failed)
        draw_findings(b);
    if (!b->failed)
        brief_trust(b);
    if (!b->failed)
        brief_closed(b, brief_method_height(b));
    if (!b->failed && brief_room(b) > brief_method_height(b) + DATA_ROOM)
        brief_data(b);
    if (!b->failed)
        brief_method(b);
}

static void write_pages(struct brief *b)
{
    brief_page(b);
    if (!b->failed)
        brief_front(b);
    if (!b->failed && b->r->n_deals)
        write_deals(b);
    else if (!b->failed)
        write_portfolio(b);
    draw_feet(b);
}

/* The whole document, set in one of two ways. */
struct draft {
    bool apart, can_part; /* as in struct brief; apart says how it is set */
    size_t pages;
    struct buf pdf;
};

static bool typeset(struct draft *out, const struct report *r,
                    struct sink *sink, struct err *err)
{
    struct pdf_about about = {.title = r->title,
                              .author = r->company,
                              .subject = r->headline,
                              .creator = SV("DealSense " DEALSENSE_VERSION),
                              .date = r->as_of};
    struct brief b = {.r = r, .err = err, .apart = out->apart};
    bool ok = false;

    b.width = r->letter ? 612 : 595.28;
    b.height = r->letter ? 792 : 841.89;
    b.left = SIDE;
    b.right = b.width - SIDE;
    b.bottom = b.height - FOOT;
    arena_init(&b.words);
    if (!lettering_new(&b.lettering, err) || !pdf_new(&b.pdf, &about, err))
        goto done;
    write_pages(&b);
    out->pages = pdf_pages(b.pdf);
    out->can_part = b.can_part;
    sink->remark = brief_remark(b.lettering, sink->arena);
    ok = !b.failed && pdf_finish(b.pdf, &out->pdf, err);
done:
    canvas_free(b.c);
    pdf_free(b.pdf);
    lettering_free(b.lettering);
    arena_release(&b.words);
    return ok;
}

bool brief_write(const struct report *r, const struct resources *h,
                 struct sink *out, struct err *err)
{
    struct draft together = {.apart = false}, apart = {.apart = true};
    const struct draft *shorter = &together;
    bool ok = typeset(&together, r, out, err);

    (void)h;
    if (ok && together.can_part)
        ok = typeset(&apart, r, out, err);
    if (apart.pages && apart.pages < together.pages)
        shorter = &apart;
    ok = ok && sink_put(out, "brief.pdf", buf_sv(&shorter->pdf), err);
    buf_release(&together.pdf);
    buf_release(&apart.pdf);
    return ok;
}
