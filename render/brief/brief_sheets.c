/* For a manager: a page for each rep, to talk about the rep's deals. */
#include <math.h>

#include "render/base/theme.h"
#include "render/brief/brief_parts.h"
#include "render/draw/pdf.h"
#include "render/words/format.h"

enum { REPS_MOST = 40, TODAY_MOST = 6, LINES = 4 };

static const double LINE = 24, ROW = 15, AGREED = 30 + LINES * 24;

static bool is_new(const struct report *r, size_t deal)
{
    for (size_t i = 0; i < deal; i++)
        if (sv_eq(r->deals[i].owner, r->deals[deal].owner))
            return false;
    return r->deals[deal].owner.len > 0;
}

static const struct group_row *row_of(const struct report *r, struct sv owner)
{
    for (size_t i = 0; i < r->n_reps; i++)
        if (sv_eq(r->reps[i].name, owner))
            return r->reps[i].of;
    return NULL;
}

static struct sv money(struct brief *b, double x)
{
    char text[FORMAT_TEXT];

    return sv_copy(&b->words,
                   sv_from(format_money_short(text, x, b->r->style)));
}

static void draw_figures(struct brief *b, const struct group_row *g)
{
    struct style s = b->r->style;
    char open[FORMAT_TEXT], rate[FORMAT_TEXT], won[FORMAT_TEXT];
    char closed[FORMAT_TEXT], all[FORMAT_TEXT], days[FORMAT_TEXT];
    const struct brief_figure list[] = {
        {.label = SV("Open deals"),
         .value = sv_from(format_count(open, (double)g->open, s)),
         .sub = money(b, g->open_amount)},
        {.label = SV("At risk"),
         .value = money(b, g->at_risk),
         .sub = SV("HIGH and CRITICAL")},
        {.label = SV("Win rate"),
         .value = sv_from(format_percent(rate, g->win_rate, 0, s)),
         .sub =
             sv_printf(&b->words, "%s of %s closed; the team %s",
                       format_count(won, (double)g->won, s),
                       format_count(closed, (double)g->closed, s),
                       format_percent(all, b->r->portfolio->win_rate, 0, s))},
        {.label = SV("Mean cycle"),
         .value = isfinite(g->mean_cycle)
                      ? sv_printf(&b->words, "%s days",
                                  format_fixed(days, g->mean_cycle, 0, s))
                      : SV("\xe2\x80\x93"),
         .sub = SV("of closed deals")},
    };

    brief_figures(b, list, sizeof list / sizeof list[0], 14);
}

/* The rep's deals that ask for something, in the order of today; returns how
 * many there are. */
static size_t asking(uint32_t out[TODAY_MOST], const struct report *r,
                     struct sv owner)
{
    size_t n = 0;

    for (size_t i = 0; i < r->today.n; i++)
        if (sv_eq(r->deals[r->today.asking[i]].owner, owner)) {
            if (n < TODAY_MOST)
                out[n] = r->today.asking[i];
            n++;
        }
    return n;
}

static bool is_shown(const uint32_t *shown, size_t n, size_t deal)
{
    for (size_t i = 0; i < n; i++)
        if (shown[i] == deal)
            return true;
    return false;
}

static void draw_other(struct brief *b, const struct report_deal *d)
{
    struct type right = BRIEF_SMALL;
    double x = b->left;

    right.align = ALIGN_RIGHT;
    canvas_mark(b->c, d->score->level, x + 4, b->y + 7.5, 7);
    brief_begin(b, TAG_ITEM);
    brief_deal_link(b, &BRIEF_SMALL, x + 13, b->y + 10, 200, d);
    canvas_text_in(b->c, &BRIEF_SMALL, x + 225, b->y + 10, 90, d->stage);
    canvas_text_in(b->c, &BRIEF_SMALL, x + 320, b->y + 10, 110, d->due_words);
    canvas_text(b->c, &right, b->right, b->y + 10, money(b, d->amount));
    brief_end(b);
    b->y += ROW;
    canvas_rule(b->c, b->left, b->y, b->right, b->y, 0.4, THEME_RULE);
}

/* The rep's other open deals, as many as leave the room for what is agreed. */
static void draw_others(struct brief *b, struct sv owner, const uint32_t *shown,
                        size_t n)
{
    const struct report *r = b->r;
    size_t left = 0;
    bool begun = false;

    for (size_t i = 0; i < r->n_deals && !b->failed; i++) {
        if (!sv_eq(r->deals[i].owner, owner) || is_shown(shown, n, i))
            continue;
        if (brief_room(b) < AGREED + 3 * ROW + (begun ? 0 : 50)) {
            left++;
            continue;
        }
        if (!begun) {
            brief_section(b, SV("Other open deals"), (struct sv){0}, ROW);
            brief_begin(b, TAG_LIST);
        }
        begun = true;
        draw_other(b, &r->deals[i]);
    }
    if (begun)
        brief_end(b);
    if (!left || b->failed)
        return;
    canvas_text(b->c, &BRIEF_MUTED, b->left, b->y + 11,
                sv_printf(&b->words,
                          "%zu more %s in the dashboard and the "
                          "workbook.",
                          left, left == 1 ? "is" : "are"));
    b->y += 14;
}

/* Room to write, at the foot of the page. */
static void draw_agreed(struct brief *b)
{
    b->y = fmax(b->y + 16, b->bottom - AGREED);
    brief_begin(b, TAG_H2);
    canvas_text(b->c, &BRIEF_HEAD, b->left, b->y + 10, SV("Agreed"));
    brief_end(b);
    b->y += 14;
    for (int k = 0; k < LINES && b->y + LINE < b->bottom; k++) {
        b->y += LINE;
        canvas_rule(b->c, b->left, b->y, b->right, b->y, 0.5, THEME_RULE);
    }
}

static void draw_sheet(struct brief *b, struct sv owner)
{
    const struct group_row *g = row_of(b->r, owner);
    uint32_t shown[TODAY_MOST];
    size_t n = asking(shown, b->r, owner), most = n;
    char all[FORMAT_TEXT];

    brief_page(b);
    if (b->failed)
        return;
    brief_section(b,
                  sv_printf(&b->words, "One-to-one: %.*s",
                            SV_ARG(brief_named(b, owner, SV("a rep")))),
                  (struct sv){0}, 0);
    if (g)
        draw_figures(b, g);
    if (most > TODAY_MOST)
        most = TODAY_MOST;
    if (n)
        brief_section(b,
                      n > most
                          ? sv_printf(&b->words,
                                      "What to do: the first %zu of %s", most,
                                      format_count(all, (double)n, b->r->style))
                          : SV("What to do"),
                      (struct sv){0}, 60);
    if (n && !b->failed)
        brief_rows(b, shown, most);
    if (!b->failed)
        draw_others(b, owner, shown, most);
    if (!b->failed)
        draw_agreed(b);
}

void brief_sheets(struct brief *b)
{
    const struct report *r = b->r;
    size_t n = 0;

    if (!sv_eq(r->audience, SV("manager")) || !r->n_deals)
        return;
    b->sheets = b->page + 1;
    if (b->choosing)
        return;
    for (size_t i = 0; i < r->n_deals && n < REPS_MOST && !b->failed; i++)
        if (is_new(r, i)) {
            draw_sheet(b, r->deals[i].owner);
            n++;
        }
}
