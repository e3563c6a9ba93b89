/* What to do today: the deals with most money to lose, what, who, by when. */
#include <math.h>

#include "render/base/shorten.h"
#include "render/base/theme.h"
#include "render/brief/brief_parts.h"
#include "render/words/format.h"

enum { PART = 30 }; /* characters of a name */

static const double MONEY = 66, ACTION = 150, TITLE = 13, ROW_GAP = 9;

static struct sv meta_words(struct brief *b, const struct report_deal *d)
{
    struct sv owner = brief_named(b, shorten(&b->words, d->owner, PART),
                                  SV("owner in letters without a font"));
    struct sv stage = brief_named(b, shorten(&b->words, d->stage, PART),
                                  SV("stage in letters without a font"));
    const char *dot = "  \xc2\xb7  ";
    bool due = !sv_eq(d->due_words, d->why) && d->score->expected != DATE_NONE;

    return sv_printf(&b->words, "%.*s%s%.*s%s%.*s",
                     SV_ARG(owner.len ? owner : SV("No owner")),
                     stage.len ? dot : "", SV_ARG(stage), due ? dot : "",
                     SV_ARG(due ? d->due_words : (struct sv){0}));
}

/* The fact to say first, and the reason of the score where it is another. */
static size_t reasons(struct sv out[2], const struct brief *b,
                      const struct report_deal *d)
{
    size_t n = 0;

    if (d->why.len)
        out[n++] = d->why;
    if (n && b->plan.tight && !b->page)
        return n;
    if (d->reason.len)
        out[n++] = d->reason;
    return n;
}

static double put_reasons(struct brief *b, const struct report_deal *d,
                          double x, double y, double width, bool draw)
{
    struct sv lines[2];
    size_t n = reasons(lines, b, d);
    double from = y;

    for (size_t k = 0; k < n; k++) {
        bool late = d->score->expected != DATE_NONE &&
                    d->score->expected < b->r->as_of &&
                    sv_eq(lines[k], d->due_words);
        struct type t = BRIEF_SMALL;
        if (late) {
            t.weight = WEIGHT_MEDIUM;
            t.rgb = THEME_LEVELS[LEVEL_CRITICAL].ink;
        }
        y += draw ? canvas_block(b->c, &t, x, y, width, 2, lines[k])
                  : canvas_block_height(b->c, &t, width, 2, lines[k]);
    }
    return y - from;
}

/* "Ingrid Tanaka, TODAY", "VP Sales, by Thu 2 Jul". */
static struct sv who_words(struct brief *b, const struct action *a)
{
    struct sv who =
        brief_named(b, shorten(&b->words, a->owner, PART), SV("Its owner"));
    char day[FORMAT_TEXT];

    if (a->today)
        return sv_printf(&b->words, "%.*s%sTODAY", SV_ARG(who),
                         who.len ? ", " : "");
    if (a->due == DATE_NONE)
        return who;
    return sv_printf(&b->words, "%.*s%sby %s", SV_ARG(who), who.len ? ", " : "",
                     format_weekday(day, a->due));
}

static double put_action(struct brief *b, const struct report_deal *d, double x,
                         double y, bool draw)
{
    struct type who = BRIEF_MUTED;
    double from = y;

    if (!d->action.text.len)
        return 0;
    y += draw ? canvas_block(b->c, &BRIEF_STRONG, x, y, ACTION, 3,
                             d->action.text)
              : canvas_block_height(b->c, &BRIEF_STRONG, ACTION, 3,
                                    d->action.text);
    if (d->action.today) {
        who.weight = WEIGHT_BOLD;
        who.rgb = THEME_LEVELS[LEVEL_CRITICAL].ink;
    }
    struct sv words = who_words(b, &d->action);
    y += draw ? canvas_block(b->c, &who, x, y + 1, ACTION, 2, words)
              : canvas_block_height(b->c, &who, ACTION, 2, words);
    return y - from + 1;
}

static double row_height(struct brief *b, const struct report_deal *d)
{
    struct brief_columns at = brief_columns_of(b, MONEY, ACTION);
    double main = TITLE +
                  canvas_block_height(b->c, &BRIEF_MUTED, at.main_width, 1,
                                      meta_words(b, d)) +
                  put_reasons(b, d, 0, 0, at.main_width, false);

    return fmax(fmax(main, put_action(b, d, 0, 0, false)), 36);
}

/* "−$608K (85%)": what is expected to be lost, and how likely it is. */
static struct sv loss_words(struct brief *b, const struct report_deal *d)
{
    char loss[FORMAT_TEXT], chance[FORMAT_TEXT];

    format_money_short(loss, d->score->expected_loss, b->r->style);
    if (!isfinite(d->score->p_loss))
        return sv_printf(&b->words, "\xe2\x88\x92%s", loss);
    return sv_printf(&b->words, "\xe2\x88\x92%s (%s)", loss,
                     format_chance(chance, d->score->p_loss, 0, b->r->style));
}

/* What there is to lose, and how likely that is. */
static void put_money(struct brief *b, const struct report_deal *d)
{
    struct type big = {WEIGHT_BOLD, 12, THEME_INK, ALIGN_LEFT};
    struct type loss = {WEIGHT_MEDIUM, THEME_SIZE_SMALL, THEME_RAISE,
                        ALIGN_LEFT};
    struct type level = {WEIGHT_MEDIUM, 7, THEME_LEVELS[d->score->level].ink,
                         ALIGN_LEFT};
    char text[FORMAT_TEXT];
    struct sv amount = SV("no amount");

    if (isfinite(d->amount))
        amount =
            sv_copy(&b->words,
                    sv_from(format_money_short(text, d->amount, b->r->style)));
    while (big.size > 7 && canvas_width(b->c, &big, amount) > MONEY)
        big.size -= 0.5;
    brief_line(b, TAG_P, &big, b->left, b->y + 11, amount);
    if (isfinite(d->score->expected_loss))
        brief_line(b, TAG_P, &loss, b->left, b->y + 22, loss_words(b, d));
    canvas_mark(b->c, d->score->level, b->left + 3.5, b->y + 30.5, 7);
    brief_line(b, TAG_P, &level, b->left + 10, b->y + 33,
               sv_printf(&b->words, "%s %s", THEME_LEVELS[d->score->level].word,
                         format_fixed(text, d->score->shown, 1, b->r->style)));
}

static void draw_row(struct brief *b, const struct report_deal *d, double tall)
{
    struct brief_columns at = brief_columns_of(b, MONEY, ACTION);
    struct type title = {WEIGHT_MEDIUM, 10.5, THEME_INK, ALIGN_LEFT};
    struct sv meta = meta_words(b, d);
    double y = b->y + TITLE;

    brief_begin(b, TAG_ROW);
    brief_begin(b, TAG_CELL);
    put_money(b, d);
    brief_end(b);
    brief_begin(b, TAG_CELL);
    brief_begin(b, TAG_P);
    brief_deal_link(b, &title, at.main, b->y + 10, at.main_width, d);
    brief_end(b);
    brief_begin(b, TAG_P);
    y += canvas_block(b->c, &BRIEF_MUTED, at.main, y, at.main_width, 1, meta);
    brief_end(b);
    brief_begin(b, TAG_P);
    put_reasons(b, d, at.main, y, at.main_width, true);
    brief_end(b);
    brief_end(b);
    brief_begin(b, TAG_CELL);
    put_action(b, d, at.action, b->y, true);
    brief_end(b);
    brief_end(b);
    b->y += tall + ROW_GAP * 0.5;
    canvas_rule(b->c, b->left, b->y, b->right, b->y, 0.4, THEME_RULE);
    b->y += ROW_GAP * 0.5;
}

/* Heads that are said again on the next page are not read again. */
static void draw_heads(struct brief *b, bool again)
{
    enum tag tag = again ? TAG_ARTIFACT : TAG_COLUMN_HEAD;
    struct brief_columns at = brief_columns_of(b, MONEY, ACTION);

    brief_begin(b, again ? TAG_ARTIFACT : TAG_ROW);
    brief_line(b, tag, &BRIEF_MUTED, b->left, b->y + 6,
               SV("Amount, exp. loss"));
    brief_line(b, tag, &BRIEF_MUTED, at.main, b->y + 6, SV("Deal, and why"));
    brief_line(b, tag, &BRIEF_MUTED, at.action, b->y + 6,
               SV("What to do, who, by when"));
    brief_end(b);
    b->y += 10;
    canvas_rule(b->c, b->left, b->y, b->right, b->y, 1, THEME_INK);
    b->y += 6;
}

void brief_rows(struct brief *b, const uint32_t *deals, size_t n)
{
    brief_begin(b, TAG_TABLE);
    draw_heads(b, false);
    for (size_t i = 0; i < n && !b->failed; i++) {
        const struct report_deal *d = &b->r->deals[deals[i]];
        double tall = row_height(b, d), keep = tall;
        if (i + 2 == n) /* no last row alone */
            keep += ROW_GAP + row_height(b, &b->r->deals[deals[i + 1]]);
        bool next = brief_need(b, keep);
        if (b->failed)
            break;
        if (next)
            draw_heads(b, true);
        draw_row(b, d, tall);
    }
    brief_end(b);
}

void brief_today(struct brief *b)
{
    const struct report_today *t = &b->r->today;

    if (!b->r->n_deals)
        return;
    brief_section(b, t->heading, (struct sv){0}, 100);
    if (!b->failed && t->n)
        brief_rows(b, t->deals, t->first);
}
