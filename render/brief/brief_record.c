/* Was it right, and does it rank: the replayed days in two pictures. */
#include <math.h>

#include "render/brief/brief_parts.h"
#include "render/words/format.h"
#include "render/base/theme.h"

static const double ROW = 17;

static const char *const SCORER_WORDS[SCORER_COUNT] = {
    [SCORER_HYBRID] = "Rules and model",
    [SCORER_ML] = "Model alone",
    [SCORER_RULES] = "Rules alone",
    [SCORER_FOREST] = "Forest alone",
    [SCORER_ADDITIVE] = "Additive alone",
};

/* The one that these scores are made by: dark and bold. */
static enum scorer in_use(const struct brief *b)
{
    return b->r->scores->mode == MODE_HYBRID ? SCORER_HYBRID : SCORER_RULES;
}

/* AUC with its interval on a scale from 0.3 to 1, a coin at ½. */
static double auc_x(double left, double width, double auc)
{
    return left + width * fmin(fmax((auc - 0.3) / 0.7, 0), 1);
}

static void draw_scorer(struct brief *b, enum scorer s, double x, double left,
                        double width)
{
    const struct auc *a = &b->r->model->holdout.figures[s].auc;
    struct type value = BRIEF_STRONG;
    char auc[FORMAT_TEXT];
    bool used = s == in_use(b);
    unsigned rgb = used ? THEME_ORNAMENT : THEME_QUIET;

    canvas_text(b->c, used ? &BRIEF_STRONG : &BRIEF_BODY, x, b->y + 9,
                sv_from(SCORER_WORDS[s]));
    if (!isfinite(a->auc)) {
        canvas_text(b->c, &BRIEF_MUTED, left, b->y + 9, SV("not yet computed"));
        b->y += ROW;
        return;
    }
    if (isfinite(a->lower95) && isfinite(a->upper95))
        canvas_rule(b->c, auc_x(left, width, a->lower95), b->y + 6,
                    auc_x(left, width, a->upper95), b->y + 6, 2.4, rgb);
    canvas_dot(b->c, auc_x(left, width, a->auc), b->y + 6, 3.6, rgb);
    value.weight = used ? WEIGHT_BOLD : WEIGHT_REGULAR;
    value.align = ALIGN_RIGHT;
    canvas_text(b->c, &value, b->right, b->y + 9,
                sv_from(format_fixed(auc, a->auc, 3, b->r->style)));
    b->y += ROW;
}

static struct sv aucs_alt(struct brief *b)
{
    struct sv alt = SV("Dots on a scale from a coin, 0.5, to perfect, 1.");
    char auc[FORMAT_TEXT];

    for (int s = 0; s < SCORER_COUNT; s++)
        alt =
            sv_printf(&b->words, "%.*s %s: %s.", SV_ARG(alt), SCORER_WORDS[s],
                      format_fixed(auc, b->r->model->holdout.figures[s].auc.auc,
                                   3, b->r->style));
    return alt;
}

/* Of the score in use: on the replays, and what is to be expected of the deals
 * open today, which are others. */
static struct sv auc_ranges(struct brief *b)
{
    const struct auc *a = &b->r->model->holdout.figures[in_use(b)].auc;
    const struct interval *today = &b->r->scores->ahead.auc[in_use(b)];
    char low[FORMAT_TEXT], high[FORMAT_TEXT];
    struct sv then;

    if (!isfinite(a->lower95))
        return SV("ROC-AUC");
    format_fixed(low, a->lower95, 3, b->r->style);
    format_fixed(high, a->upper95, 3, b->r->style);
    if (!isfinite(today->lower))
        return sv_printf(&b->words,
                         "ROC-AUC; of the score in use, 95%%: %s to %s", low,
                         high);
    then = sv_printf(&b->words, "ROC-AUC in use, 95%%: %s to %s then", low,
                     high);
    return sv_printf(&b->words, "%.*s, %s to %s today", SV_ARG(then),
                     format_fixed(low, today->lower, 2, b->r->style),
                     format_fixed(high, today->upper, 2, b->r->style));
}

static void draw_aucs(struct brief *b, double x)
{
    struct type centre = BRIEF_MUTED;
    double left = x + 84, width = b->right - 34 - left;
    double coin = auc_x(left, width, 0.5);

    centre.align = ALIGN_CENTRE;
    canvas_text(b->c, &BRIEF_STRONG, x, b->y + 9, SV("How well it ranks"));
    canvas_text_in(b->c, &BRIEF_MUTED, x, b->y + 20, b->right - x,
                   auc_ranges(b));
    b->y += 26;
    canvas_figure(b->c, x, b->y, b->right - x, 11 + SCORER_COUNT * ROW,
                  aucs_alt(b));
    canvas_text(b->c, &centre, coin, b->y + 7, SV("a coin"));
    canvas_text(b->c, &centre, auc_x(left, width, 1), b->y + 7, SV("perfect"));
    b->y += 11;
    canvas_rule(b->c, coin, b->y, coin, b->y + SCORER_COUNT * ROW, 0.75,
                THEME_MUTED);
    canvas_rule(b->c, auc_x(left, width, 1), b->y, auc_x(left, width, 1),
                b->y + SCORER_COUNT * ROW, 0.4, THEME_RULE);
    for (int s = 0; s < SCORER_COUNT; s++)
        draw_scorer(b, (enum scorer)s, x, left, width);
    canvas_end(b->c);
}

/* The share lost of one side as a bar, its interval across the end. */
static void draw_side(struct brief *b, const struct flag_side *side,
                      struct sv words, unsigned rgb, double width)
{
    double left = b->left + 68, room = width - 68 - 8, y = b->y + 7;
    char share[FORMAT_TEXT], lost[FORMAT_TEXT], closed[FORMAT_TEXT];

    canvas_text(b->c, &BRIEF_BODY, b->left, b->y + 10, words);
    if (!isfinite(side->lost_share)) {
        canvas_text_in(b->c, &BRIEF_MUTED, left, b->y + 10, room,
                       SV("none that has closed"));
        b->y += 28;
        return;
    }
    canvas_bar(b->c, left, y - 6, room, 12, 0xeef2f6);
    canvas_bar(b->c, left, y - 6, room * side->lost_share, 12, rgb);
    if (isfinite(side->ci.lower) && isfinite(side->ci.upper)) {
        double low = left + room * side->ci.lower;
        double high = left + room * side->ci.upper;
        canvas_rule(b->c, low, y, high, y, 1.2, THEME_INK);
        canvas_rule(b->c, low, y - 3, low, y + 3, 1.2, THEME_INK);
        canvas_rule(b->c, high, y - 3, high, y + 3, 1.2, THEME_INK);
    }
    double x = left;
    x += canvas_text(
        b->c, &BRIEF_STRONG, x, y + 17,
        sv_from(format_percent(share, side->lost_share, 0, b->r->style)));
    canvas_text_in(
        b->c, &BRIEF_MUTED, x + 4, y + 17, left + room - x - 4,
        sv_printf(&b->words, "lost: %s lost, %s won",
                  format_count(lost, (double)side->lost, b->r->style),
                  format_count(closed, (double)side->won, b->r->style)));
    b->y += 28;
}

static struct sv side_alt(struct brief *b, const struct flag_side *side)
{
    char share[FORMAT_TEXT], low[FORMAT_TEXT], high[FORMAT_TEXT];

    if (!isfinite(side->lost_share))
        return SV("none that has closed");
    return sv_printf(&b->words, "%s lost, 95%% interval %s to %s",
                     format_percent(share, side->lost_share, 0, b->r->style),
                     format_percent(low, side->ci.lower, 0, b->r->style),
                     format_percent(high, side->ci.upper, 0, b->r->style));
}

static void draw_record(struct brief *b, double width)
{
    const struct flags *f = b->r->record;

    canvas_text(b->c, &BRIEF_STRONG, b->left, b->y + 9,
                SV("What became of the deals it flagged"));
    canvas_text_in(b->c, &BRIEF_MUTED, b->left, b->y + 20, width,
                   SV("Share lost of those that closed; line: 95% interval"));
    b->y += 32;
    canvas_figure(b->c, b->left, b->y - 3, width, 56,
                  sv_printf(&b->words, "Bars. Flagged: %.*s. Others: %.*s.",
                            SV_ARG(side_alt(b, &f->flagged)),
                            SV_ARG(side_alt(b, &f->other))));
    draw_side(b, &f->flagged, SV("Flagged"), THEME_ORNAMENT, width);
    draw_side(b, &f->other, SV("Not flagged"), THEME_QUIET, width);
    canvas_end(b->c);
}

/* Both pictures side by side: was it right, and does it rank. */
void brief_record(struct brief *b)
{
    double gap = 26, half = (b->right - b->left - gap) / 2;
    double from = b->y, tall;

    brief_need(b, 26 + 11 + SCORER_COUNT * ROW);
    if (b->failed)
        return;
    from = b->y;
    if (b->r->record)
        draw_record(b, half);
    tall = b->y;
    b->y = from;
    draw_aucs(b, b->left + half + gap);
    b->y = fmax(b->y, tall) + 12;
}
