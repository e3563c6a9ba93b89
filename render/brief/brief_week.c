/* What to do this week, by owner; and what to change, if the data says so. */
#include <math.h>

#include "render/brief/brief_parts.h"
#include "render/words/format.h"
#include "render/base/theme.h"

enum { ACTIONS_SHOWN = 3, FIXES_SHOWN = 12, DECISIONS_SHOWN = 5 };

static const double OWNER = 86, GAP = 8, LINE = 12.5;
static const double MARK = 13, DUE = 46, ACTION = 204; /* of a line */
static const double MONEY = 64;                        /* of what to fix */

/* Deals with something to do, of the owner's riskiest. */
static size_t actions_of(const struct report *r,
                         const struct report_owner_week *o)
{
    size_t n = 0;

    for (size_t i = 0; i < o->n_deals && n < ACTIONS_SHOWN; i++)
        n += r->deals[o->deals[i]].action.text.len > 0;
    return n;
}

/* What is asked, without the fact behind it where both are too long. */
static struct sv asked(struct brief *b, struct sv text, double width)
{
    struct sv rest = text;
    struct sv head = sv_cut(&rest, ':');

    return canvas_width(b->c, &BRIEF_SMALL, text) > width && rest.len ? head
                                                                      : text;
}

static void draw_action(struct brief *b, const struct report_deal *d, double x)
{
    double name = b->right - x - MARK - ACTION - DUE;
    struct type right = BRIEF_MUTED;
    char date[FORMAT_TEXT];

    right.align = ALIGN_RIGHT;
    if (d->action.today) {
        right.weight = WEIGHT_BOLD;
        right.rgb = THEME_LEVELS[LEVEL_CRITICAL].ink;
    }
    canvas_mark(b->c, d->score->level, x + 4, b->y + 5.5, 7);
    x += MARK;
    brief_begin(b, TAG_P);
    brief_deal_link(b, &BRIEF_SMALL, x, b->y + 8.5, name - 8, d);
    brief_end(b);
    x += name;
    brief_begin(b, TAG_P);
    canvas_text_in(b->c, &BRIEF_SMALL, x, b->y + 8.5, ACTION - 6,
                   asked(b, d->action.text, ACTION - 6));
    brief_end(b);
    brief_begin(b, TAG_P);
    canvas_text_in(b->c, &right, b->right, b->y + 8.5, DUE,
                   d->action.today
                       ? SV("TODAY")
                       : sv_from(format_weekday(date, d->action.due)));
    brief_end(b);
    b->y += LINE;
}

/* "3 critical, 5 high", without what is none. */
static struct sv counts(struct brief *b, const struct report_owner_week *o)
{
    char n[FORMAT_TEXT];
    struct sv words = {0};

    if (o->critical)
        words = sv_printf(&b->words, "%s critical%s",
                          format_count(n, (double)o->critical, b->r->style),
                          o->high ? ", " : "");
    if (o->high)
        words = sv_printf(&b->words, "%.*s%s high", SV_ARG(words),
                          format_count(n, (double)o->high, b->r->style));
    return words;
}

/* Above what of a list stands on the next page; not read again. */
static void continued(struct brief *b, double x, struct sv title)
{
    brief_line(b, TAG_ARTIFACT, &BRIEF_MUTED, x, b->y + 6,
               sv_printf(&b->words, "%.*s (continued)", SV_ARG(title)));
    b->y += 10;
    canvas_rule(b->c, b->left, b->y, b->right, b->y, 1, THEME_INK);
    b->y += 7;
}

static void draw_owner(struct brief *b, const struct report_owner_week *o)
{
    size_t n = actions_of(b->r, o), shown = 0;
    double lines = fmax((double)n, o->at_risk > 0 ? 3 : 2) * LINE;
    char money[FORMAT_TEXT];
    double x = b->left + OWNER + GAP;

    bool next = brief_need(b, lines + 11);
    if (b->failed)
        return;
    if (next)
        continued(b, b->left, SV("What to do this week, by owner"));
    double from = b->y;
    brief_begin(b, TAG_ITEM);
    brief_begin(b, TAG_P);
    canvas_text_in(b->c, &BRIEF_STRONG, b->left, b->y + 9, OWNER,
                   o->owner.len ? brief_named(b, o->owner,
                                              SV("Owner without a font for it"))
                                : SV("No owner"));
    brief_end(b);
    brief_begin(b, TAG_P);
    canvas_text_in(b->c, &BRIEF_MUTED, b->left, b->y + 20.5, OWNER,
                   counts(b, o));
    brief_end(b);
    if (o->at_risk > 0)
        brief_line(b, TAG_P, &BRIEF_MUTED, b->left, b->y + 31.5,
                   sv_from(format_money_short(money, o->at_risk, b->r->style)));
    for (size_t i = 0; i < o->n_deals && shown < n; i++) {
        const struct report_deal *d = &b->r->deals[o->deals[i]];
        if (!d->action.text.len)
            continue;
        draw_action(b, d, x);
        shown++;
    }
    if (!n)
        canvas_text(b->c, &BRIEF_MUTED, x, b->y + 8.5,
                    SV("Nothing due this week."));
    brief_end(b);
    b->y = from + lines + 5;
    canvas_rule(b->c, b->left, b->y, b->right, b->y, 0.4, THEME_RULE);
    b->y += 6;
}

void brief_week(struct brief *b)
{
    const struct report *r = b->r;
    size_t n = r->n_owners < b->plan.owners ? r->n_owners : b->plan.owners;
    char more[FORMAT_TEXT];

    if (!r->n_owners)
        return;
    brief_section(b, SV("What to do this week, by owner"),
                  SV("Owners with most at risk first; up to three deals "
                     "each."),
                  80);
    if (b->failed)
        return;
    canvas_rule(b->c, b->left, b->y, b->right, b->y, 1, THEME_INK);
    b->y += 7;
    brief_begin(b, TAG_LIST);
    for (size_t k = 0; k < n && !b->failed; k++)
        draw_owner(b, &r->owners[k]);
    brief_end(b);
    if (b->failed || n == r->n_owners)
        return;
    size_t left = r->n_owners - n;
    canvas_text(b->c, &BRIEF_MUTED, b->left, b->y + 4,
                sv_printf(&b->words,
                          "%s more owner%s in the dashboard and the workbook.",
                          format_count(more, (double)left, r->style),
                          left == 1 ? " is" : "s are"));
    b->y += 8;
}

/* The open money that it is about stands beside it. */
static double put_prescription(struct brief *b, const struct prescription *p,
                               bool draw)
{
    double x = b->left + MONEY, width = b->right - x, y = b->y;
    struct type money = BRIEF_STRONG;
    char text[FORMAT_TEXT];

    if (!draw)
        return canvas_block_height(b->c, &BRIEF_STRONG, width, 2, p->text) +
               canvas_block_height(b->c, &BRIEF_SMALL, width, 3, p->evidence) +
               6;
    if (p->amount > 0)
        canvas_text(b->c, &money, b->left, y + THEME_SIZE_BODY,
                    sv_from(format_money_short(text, p->amount, b->r->style)));
    y += canvas_block(b->c, &BRIEF_STRONG, x, y, width, 2, p->text);
    y += canvas_block(b->c, &BRIEF_SMALL, x, y, width, 3, p->evidence);
    return y - b->y + 6;
}

/* What the money is, once, above the list. */
static void change_heads(struct brief *b)
{
    brief_line(b, TAG_P, &BRIEF_MUTED, b->left, b->y + 6, SV("Open amount"));
    brief_line(b, TAG_P, &BRIEF_MUTED, b->left + MONEY, b->y + 6,
               SV("What to do, and why"));
    b->y += 10;
    canvas_rule(b->c, b->left, b->y, b->right, b->y, 1, THEME_INK);
    b->y += 7;
}

void brief_change(struct brief *b)
{
    enum { KEPT = 2, HEADS = 17 }; /* items below the heading, at least */
    const struct prescriptions *p = &b->r->prescriptions;

    bool board = sv_eq(b->r->audience, SV("board"));
    size_t shown = board ? DECISIONS_SHOWN : FIXES_SHOWN;
    struct sv title = board ? SV("Decisions asked")
                            : SV("What to fix across the pipeline");
    double keep = p->n ? HEADS : 0;

    for (size_t i = 0; i < p->n && i < KEPT; i++)
        keep += put_prescription(b, &p->list[i], false);
    brief_section(b, title, b->r->blame_verdict, keep);
    if (b->failed)
        return;
    if (p->n)
        change_heads(b);
    brief_begin(b, TAG_LIST);
    for (size_t i = 0; i < p->n && i < shown; i++) {
        bool next = brief_need(b, put_prescription(b, &p->list[i], false));
        if (b->failed)
            break;
        if (next)
            continued(b, b->left + MONEY, title);
        brief_begin(b, TAG_ITEM);
        b->y += put_prescription(b, &p->list[i], true);
        brief_end(b);
    }
    brief_end(b);
    if (b->failed || p->n <= shown)
        return;
    canvas_text(b->c, &BRIEF_MUTED, b->left, b->y + 4,
                sv_printf(&b->words,
                          "%zu more, with less money in them, are on the "
                          "Overview page of the dashboard.",
                          p->n - shown));
    b->y += 8;
}
