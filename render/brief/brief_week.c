/* What to do this week, by owner; and what to change, if the data says so. */
#include <math.h>

#include "render/brief/brief_parts.h"
#include "render/words/format.h"
#include "render/base/theme.h"

enum {
    OWNERS_SHOWN = 12,
    OWNERS_LEAST = 4,
    ACTIONS_SHOWN = 3,
    PRESCRIPTIONS_SHOWN = 5
};

static const double OWNER = 118, GAP = 10, LINE = 12.5, OWNER_ROOM = 66;
static const double MARK = 13, DUE = 50, ACTION = 116; /* of a line */

/* Deals with something to do, of the owner's riskiest. */
static size_t actions_of(const struct report *r,
                         const struct report_owner_week *o)
{
    size_t n = 0;

    for (size_t i = 0; i < o->n_deals && n < ACTIONS_SHOWN; i++)
        n += r->deals[o->deals[i]].action.text.len > 0;
    return n;
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
                   d->action.text);
    brief_end(b);
    brief_begin(b, TAG_P);
    canvas_text_in(b->c, &right, b->right, b->y + 8.5, DUE,
                   d->action.today ? SV("TODAY")
                                   : sv_from(format_date(date, d->action.due)));
    brief_end(b);
    b->y += LINE;
}

/* "3 critical, 5 high · $550K", without what is none. */
static struct sv counts(struct brief *b, const struct report_owner_week *o)
{
    char money[FORMAT_TEXT], n[FORMAT_TEXT];
    struct sv words = {0};

    if (o->critical)
        words = sv_printf(&b->words, "%s critical%s",
                          format_count(n, (double)o->critical, b->r->style),
                          o->high ? ", " : "");
    if (o->high)
        words = sv_printf(&b->words, "%.*s%s high", SV_ARG(words),
                          format_count(n, (double)o->high, b->r->style));
    if (!(o->at_risk > 0))
        return words;
    return sv_printf(&b->words, "%.*s  \xc2\xb7  %s", SV_ARG(words),
                     format_money_short(money, o->at_risk, b->r->style));
}

static void draw_owner(struct brief *b, const struct report_owner_week *o)
{
    size_t n = actions_of(b->r, o), shown = 0;
    double lines = fmax((double)n * LINE, 2 * LINE);
    double x = b->left + OWNER + GAP;

    brief_need(b, lines + 12);
    if (b->failed)
        return;
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

static double prescription_height(struct brief *b, const struct prescription *p)
{
    double width = b->right - b->left;

    return canvas_block_height(b->c, &BRIEF_STRONG, width, 2, p->text) +
           canvas_block_height(b->c, &BRIEF_SMALL, width, 3, p->evidence) + 6;
}

static double change_height(struct brief *b)
{
    const struct prescriptions *p = &b->r->prescriptions;
    double sum = 70;

    for (size_t i = 0; i < p->n && i < PRESCRIPTIONS_SHOWN; i++)
        sum += prescription_height(b, &p->list[i]);
    return sum;
}

static void draw_owners(struct brief *b)
{
    const struct report *r = b->r;
    size_t n = r->n_owners < OWNERS_SHOWN ? r->n_owners : OWNERS_SHOWN;

    brief_need(b, 120);
    if (b->failed)
        return;
    brief_section(b, SV("What to do this week, by owner"),
                  r->n_owners
                      ? SV("Owners with most at risk first; up to three deals "
                           "each.")
                      : SV("No owner has a HIGH or CRITICAL deal: nothing is "
                           "due beyond the actions listed by deal."));
    if (!r->n_owners)
        return;
    canvas_rule(b->c, b->left, b->y, b->right, b->y, 1, THEME_INK);
    b->y += 7;
    char more[FORMAT_TEXT];
    /* What to change stays on the page, once a few owners stand there. */
    size_t shown = 0;
    brief_begin(b, TAG_LIST);
    for (; shown < n && !b->failed; shown++) {
        if (shown >= OWNERS_LEAST &&
            brief_room(b) < OWNER_ROOM + change_height(b))
            break;
        draw_owner(b, &r->owners[shown]);
    }
    brief_end(b);
    if (b->failed || shown == r->n_owners)
        return;
    canvas_text(
        b->c, &BRIEF_MUTED, b->left, b->y + 7,
        sv_printf(&b->words,
                  "%s more owners stand in the dashboard and the "
                  "workbook.",
                  format_count(more, (double)(r->n_owners - shown), r->style)));
    b->y += 16;
}

static void draw_prescription(struct brief *b, const struct prescription *p)
{
    double width = b->right - b->left;

    brief_need(b, prescription_height(b, p));
    if (b->failed)
        return;
    b->y += canvas_block(b->c, &BRIEF_STRONG, b->left, b->y, width, 2, p->text);
    b->y +=
        canvas_block(b->c, &BRIEF_SMALL, b->left, b->y, width, 3, p->evidence);
    b->y += 6;
}

void brief_change(struct brief *b)
{
    const struct prescriptions *p = &b->r->prescriptions;

    b->y += 12;
    brief_need(b, 70);
    if (b->failed)
        return;
    brief_section(b, SV("What to change"), b->r->blame_verdict);
    for (size_t i = 0; i < p->n && i < PRESCRIPTIONS_SHOWN; i++)
        draw_prescription(b, &p->list[i]);
}

void brief_week(struct brief *b)
{
    b->y += 12;
    draw_owners(b);
    if (!b->failed)
        brief_change(b);
}
