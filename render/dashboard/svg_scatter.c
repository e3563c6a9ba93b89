/*
 * Chance of loss against amount: a mark a deal, which is a link to it. The
 * shape is that of its level. The marks stand in the order of expected loss,
 * for those who walk along them by key.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "render/base/shorten.h"
#include "render/base/theme.h"
#include "render/dashboard/dashboard_parts.h"
#include "render/dashboard/svg.h"
#include "render/dashboard/svg_charts.h"
#include "render/words/format.h"

enum { TOP = 34, PLOT = 330, BELOW = 44 };
static const double LETTER = 6.6; /* px, of a label */
static const double LEFT = 0.07; /* of the width: room for the scale's labels */

/* A label is placed for a width that the chart has at least, in px: further
 * apart it stands free all the more. */
struct label_set {
    const char *class_name;
    double width;
    size_t most, letters;
};
static const struct label_set SETS[] = {{"label on-desk", 937, 10, 30},
                                        {"label on-tablet", 577, 8, 24},
                                        {"label on-phone", 284, 4, 20}};
enum { N_SETS = sizeof SETS / sizeof SETS[0], LABELS_MOST = 10 };

/* Where it may stand beside its mark, the best first. */
static const struct place {
    enum svg_anchor anchor;
    double dx, dy;
} PLACES[] = {{SVG_START, 9, 4},   {SVG_END, -9, 4}, {SVG_MIDDLE, 0, -9},
              {SVG_MIDDLE, 0, 17}, {SVG_END, 4, -9}, {SVG_END, 4, 17},
              {SVG_START, -4, -9}, {SVG_START, -4, 17}};
enum { N_PLACES = sizeof PLACES / sizeof PLACES[0] };

struct label {
    double x, y, width; /* px: left end, foot */
};

struct scatter {
    const struct report *r;
    const struct report_deal **deals;
    size_t n;
    bool hybrid;
    double top;  /* of the scale upwards: 1, or a score */
    double high; /* square root of the amount at the end of the scale */
    const struct place *place[N_SETS][LABELS_MOST]; /* NULL: no label */
    struct arena *page;
};

static int most_to_lose(const void *left, const void *right)
{
    const struct report_deal *a = *(const struct report_deal *const *)left;
    const struct report_deal *b = *(const struct report_deal *const *)right;

    if (a->score->expected_loss != b->score->expected_loss)
        return a->score->expected_loss > b->score->expected_loss ? -1 : 1;
    return a < b ? -1 : a > b;
}

size_t chart_scatter_deals(const struct report_deal ***out,
                           const struct report *r, struct arena *page)
{
    size_t n = 0;

    *out = ARENA_ARRAY(page, r->n_deals, const struct report_deal *);
    for (size_t i = 0; i < r->n_deals; i++)
        if (r->deals[i].amount > 0 &&
            isfinite(r->deals[i].score->expected_loss))
            (*out)[n++] = &r->deals[i];
    if (n)
        qsort(*out, n, sizeof **out, most_to_lose);
    return n;
}

static double across(const struct scatter *s, const struct report_deal *d)
{
    return LEFT + sqrt(d->amount) / s->high * (1 - LEFT);
}

static double down(const struct scatter *s, const struct report_deal *d)
{
    double share = (s->hybrid ? d->score->p_loss : d->score->shown) / s->top;

    return TOP + PLOT - fmax(0, fmin(1, share)) * PLOT;
}

/* Not under another label, not across a mark that has one, not outside. */
static bool is_free(const struct scatter *s, const struct label_set *set,
                    const struct label *placed, size_t n,
                    const struct label *at)
{
    size_t marks = s->n < set->most ? s->n : set->most;

    if (at->x < 0 || at->x + at->width > set->width)
        return false;
    for (size_t i = 0; i < n; i++)
        if (fabs(placed[i].y - at->y) < 14 &&
            at->x < placed[i].x + placed[i].width + 4 &&
            placed[i].x < at->x + at->width + 4)
            return false;
    for (size_t i = 0; i < marks; i++) {
        double x = across(s, s->deals[i]) * set->width;
        if (fabs(down(s, s->deals[i]) - (at->y - 4)) < 10 && x + 5 > at->x &&
            x - 5 < at->x + at->width)
            return false;
    }
    return true;
}

/* Whether it would cover a mark without a label. */
static bool covers(const struct scatter *s, const struct label_set *set,
                      const struct label *at)
{
    for (size_t i = set->most; i < s->n; i++) {
        double x = across(s, s->deals[i]) * set->width;
        if (fabs(down(s, s->deals[i]) - (at->y - 4)) < 9 && x + 4 > at->x &&
            x - 4 < at->x + at->width)
            return true;
    }
    return false;
}

static void place_labels(struct scatter *s, size_t k)
{
    const struct label_set *set = &SETS[k];
    struct label placed[LABELS_MOST];
    size_t n = 0;

    for (size_t i = 0; i < s->n && i < set->most; i++) {
        struct sv text = shorten(s->page, s->deals[i]->title, set->letters);
        double wide = LETTER * (double)text.len;
        for (size_t p = 0; p < N_PLACES && !s->place[k][i]; p++) {
            struct label at = {across(s, s->deals[i]) * set->width +
                                   PLACES[p].dx -
                                   wide * PLACES[p].anchor / SVG_END,
                               down(s, s->deals[i]) + PLACES[p].dy, wide};
            if (covers(s, set, &at) || !is_free(s, set, placed, n, &at))
                continue;
            s->place[k][i] = &PLACES[p];
            placed[n++] = at;
        }
    }
}

/* Round amounts, 1, 2 and 5 times a power of ten, no two of them closer than
 * a label needs on a phone. */
static void amounts(struct buf *out, const struct scatter *s)
{
    static const int steps[] = {1, 2, 5};
    char text[FORMAT_TEXT];
    double last = 0, most = s->high * s->high;

    for (int k = -2; k < 18; k++)
        for (size_t i = 0; i < 3; i++) {
            double x, at = steps[i] * pow(10, k);
            if (at > most)
                return;
            x = LEFT + sqrt(at) / s->high * (1 - LEFT);
            if (x - last < 0.14 || x > 0.97)
                continue;
            last = x;
            svg_line(out, 100 * x, TOP + PLOT, 100 * x, TOP + PLOT + 5, "axis");
            svg_text(out, 100 * x, 0, TOP + PLOT + 19, SVG_MIDDLE, "tick",
                     sv_from(format_money_short(text, at, s->r->style)));
        }
}

static void axes(struct buf *out, const struct scatter *s)
{
    struct style style = s->r->style;
    char text[FORMAT_TEXT];

    for (int i = 0; i <= 4; i++) {
        double y = TOP + PLOT - i / 4.0 * PLOT;
        svg_line(out, 0, y, 100, y, i ? "grid" : "axis");
        if (s->hybrid)
            format_percent(text, i / 4.0, 0, style);
        else
            format_setting(text, s->top * i / 4, style);
        if (i)
            svg_text(out, 0, 0, y + 14, SVG_START, "tick", sv_from(text));
    }
    svg_text(out, 0, 0, 14, SVG_START, "tick strong",
             s->hybrid ? SV("Chance of loss") : SV("Risk score"));
    amounts(out, s);
    svg_text(out, 100, 0, TOP + PLOT + 38, SVG_END, "tick strong",
             SV("Amount, on a square-root scale"));
}

/* "Name, owner: $718,200, chance of loss 85%, expected loss $608K; HIGH" */
static struct sv mark_hint(const struct scatter *s, const struct report_deal *d)
{
    char amount[FORMAT_TEXT], chance[FORMAT_TEXT], loss[FORMAT_TEXT];
    struct style style = s->r->style;
    const struct score *of = d->score;

    if (s->hybrid)
        format_chance(chance, of->p_loss, 0, style);
    else
        format_fixed(chance, of->shown, 1, style);
    return sv_printf(s->page, "%.*s%s%.*s: %s, %s %s, expected loss %s; %s",
                     SV_ARG(shorten(s->page, d->title, 60)),
                     d->owner.len ? ", " : "",
                     SV_ARG(shorten(s->page, d->owner, 40)),
                     format_money_full(amount, d->amount, style),
                     s->hybrid ? "chance of loss" : "risk score", chance,
                     format_money_short(loss, of->expected_loss, style),
                     THEME_LEVELS[of->level].word);
}

static void mark(struct buf *out, const struct scatter *s, size_t i)
{
    static const char *const names[LEVEL_COUNT] = {"low", "medium", "high",
                                                   "critical"};
    const struct report_deal *d = s->deals[i];
    double x = 100 * across(s, d), y = down(s, d);
    bool labelled = false;
    for (size_t k = 0; i < LABELS_MOST && k < N_SETS; k++)
        labelled = labelled || s->place[k][i];
    struct svg_link link = {.href = deal_href(s->page, d),
                            .hint = mark_hint(s, d),
                            .stop = labelled};

    svg_link_open(out, &link);
    svg_use(out, x, y, names[d->score->level]);
    for (size_t k = 0; labelled && k < N_SETS; k++)
        if (s->place[k][i])
            svg_text(out, x, s->place[k][i]->dx, y + s->place[k][i]->dy,
                     s->place[k][i]->anchor, SETS[k].class_name,
                     shorten(s->page, d->title, SETS[k].letters));
    svg_link_close(out);
}

void chart_scatter(struct buf *out, const struct report *r,
                   const struct report_deal **deals, size_t n,
                   struct arena *page)
{
    static const struct svg_shape shapes[] = {
        {"low", "M-4.5 0a4.5 4.5 0 1 0 9 0a4.5 4.5 0 1 0 -9 0Z"},
        {"medium", "M0 -5.5L5.5 0L0 5.5L-5.5 0Z"},
        {"high", "M0 -5.5L5.5 4.5L-5.5 4.5Z"},
        {"critical", "M-4.5 -4.5H4.5V4.5H-4.5Z"}};
    struct scatter s = {.r = r,
                        .deals = deals,
                        .n = n,
                        .page = page,
                        .hybrid = r->scores->mode == MODE_HYBRID};

    s.top = s.hybrid ? 1 : 20;
    for (size_t i = 0; i < n && !s.hybrid; i++)
        s.top = fmax(s.top, ceil(deals[i]->score->shown / 20) * 20);
    for (size_t i = 0; i < n; i++)
        s.high = fmax(s.high, sqrt(1.1 * deals[i]->amount));
    for (size_t k = 0; k < N_SETS; k++)
        place_labels(&s, k);
    svg_open_links(out, "scatter", "scatter", TOP + PLOT + BELOW,
                   s.hybrid ? SV("Chance of loss against amount")
                            : SV("Risk score against amount"),
                   SV("Each mark is an open deal and leads to it: the further "
                      "right the more money, the higher the likelier it is "
                      "lost. Squares are CRITICAL, triangles HIGH, diamonds "
                      "MEDIUM, circles LOW. The table below has the largest."));
    svg_shapes(out, shapes, sizeof shapes / sizeof shapes[0]);
    axes(out, &s);
    for (size_t i = 0; i < n; i++)
        mark(out, &s, i);
    svg_close(out);
}
