/* How the closed deals went, quarter by quarter; and how long deals take. */
#include "render/brief/brief_parts.h"

#include <math.h>

#include "render/words/format.h"
#include "render/base/theme.h"

enum { COLUMNS = 5 };

static const double ROW = 15, HEADS = 14, BAR = 9;
static const unsigned TRACK = 0xeef2f6;

/* Where a column of figures ends; the bar has the room before them. */
static double column(const struct brief *b, int k)
{
    static const double ends[COLUMNS] = {0.52, 0.62, 0.74, 0.87, 1};

    return b->left + (b->right - b->left) * ends[k];
}

static void draw_heads(struct brief *b, const char *first,
                       const char *const heads[COLUMNS])
{
    struct type head = BRIEF_MUTED;

    brief_begin(b, TAG_ROW);
    brief_line(b, TAG_COLUMN_HEAD, &head, b->left, b->y + 7, sv_from(first));
    head.align = ALIGN_RIGHT;
    for (int k = 0; k < COLUMNS; k++)
        if (heads[k][0])
            brief_line(b, TAG_COLUMN_HEAD, &head, column(b, k), b->y + 7,
                       sv_from(heads[k]));
    brief_end(b);
    b->y += 12;
    canvas_rule(b->c, b->left, b->y, b->right, b->y, 1, THEME_INK);
}

static void draw_cell(struct brief *b, int k, const char *text)
{
    struct type body = BRIEF_BODY;

    body.align = ALIGN_RIGHT;
    brief_line(b, TAG_CELL, &body, column(b, k), b->y + 11, sv_from(text));
}

static void end_row(struct brief *b)
{
    brief_end(b);
    b->y += ROW;
    canvas_rule(b->c, b->left, b->y, b->right, b->y, 0.4, THEME_RULE);
}

static void draw_quarter(struct brief *b, const struct outcome_quarter *q)
{
    double from = b->left + 62, room = column(b, 0) - 40 - from;
    struct style s = b->r->style;
    char name[DATE_TEXT], text[FORMAT_TEXT];

    brief_begin(b, TAG_ROW);
    brief_line(b, TAG_ROW_HEAD, &BRIEF_BODY, b->left, b->y + 11,
               sv_from(quarter_label(name, q->quarter, b->r->fiscal_month)));
    canvas_bar(b->c, from, b->y + 3, room, BAR, TRACK);
    if (isfinite(q->win_rate))
        canvas_bar(b->c, from, b->y + 3, room * fmin(fmax(q->win_rate, 0), 1),
                   BAR, THEME_ORNAMENT);
    draw_cell(b, 0, format_percent(text, q->win_rate, 0, s));
    draw_cell(b, 1, format_count(text, (double)q->won, s));
    draw_cell(b, 2, format_count(text, (double)q->closed, s));
    draw_cell(b, 3, format_money_short(text, q->won_amount, s));
    draw_cell(b, 4, format_money_short(text, q->pvs, s));
    end_row(b);
}

void brief_closed(struct brief *b)
{
    static const char *const heads[COLUMNS] = {"Win rate", "Won", "Closed",
                                               "Won amount", "PVS"};
    const struct portfolio *p = b->r->portfolio;
    size_t n =
        p->n_outcomes < b->plan.quarters ? p->n_outcomes : b->plan.quarters;
    char date[FORMAT_TEXT];

    if (!n)
        return;
    brief_section(
        b, SV("How the closed deals went"),
        sv_printf(
            &b->words,
            "%s quarter of closing, the last up to %s. The first quarters "
            "of an export hold fast deals only. PVS, pipeline velocity: won "
            "amount a day of cycle and closed deal.",
            n < p->n_outcomes ? "The newest by" : "By",
            format_date_long(date, b->r->as_of)),
        HEADS + ROW * (double)n);
    if (b->failed)
        return;
    brief_begin(b, TAG_TABLE);
    draw_heads(b, "Quarter", heads);
    for (size_t i = p->n_outcomes - n; i < p->n_outcomes; i++)
        draw_quarter(b, &p->outcomes[i]);
    brief_end(b);
}

/* Won, lost and open are told apart by shade as well as by place. */
static void draw_day(struct brief *b, const struct incidence *at)
{
    double from = b->left + 62, room = column(b, 1) - 8 - from, x = from;
    struct style s = b->r->style;
    char text[FORMAT_TEXT], days[FORMAT_TEXT];
    const double shares[] = {at->won, at->still_open};
    const unsigned shades[] = {THEME_ORNAMENT, TRACK};

    brief_begin(b, TAG_ROW);
    brief_line(b, TAG_ROW_HEAD, &BRIEF_BODY, b->left, b->y + 11,
               sv_printf(&b->words, "Day %s", format_count(days, at->days, s)));
    canvas_bar(b->c, from, b->y + 3, room, BAR, THEME_QUIET);
    for (int k = 0; k < 2; k++) {
        double wide = isfinite(shares[k]) ? room * shares[k] : 0;
        canvas_bar(b->c, x, b->y + 3, wide, BAR, shades[k]);
        x += wide;
    }
    draw_cell(b, 2, format_percent(text, at->won, 0, s));
    draw_cell(b, 3, format_percent(text, at->still_open, 0, s));
    draw_cell(b, 4, format_percent(text, at->lost, 0, s));
    end_row(b);
}

void brief_fate(struct brief *b)
{
    static const char *const heads[COLUMNS] = {"", "", "Won", "Still open",
                                               "Lost"};
    const struct cycle *c = &b->r->portfolio->cycle;
    char n[FORMAT_TEXT];

    if (!c->n_incidence || !c->n_close || !b->plan.fate)
        return;
    brief_section(
        b, SV("How long deals take"),
        sv_printf(&b->words,
                  "What had become of %s deals so many days after they were "
                  "created. Dark: won, pale: still open, grey: lost; won and "
                  "lost compete (Aalen\xe2\x80\x93Johansen).",
                  format_count(n, (double)c->lives, b->r->style)),
        HEADS + ROW * (double)c->n_incidence);
    if (b->failed)
        return;
    brief_begin(b, TAG_TABLE);
    draw_heads(b, "After", heads);
    for (size_t i = 0; i < c->n_incidence; i++)
        draw_day(b, &c->incidence[i]);
    brief_end(b);
}
