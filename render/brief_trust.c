/* How often was this right before: the forward holdout, or why there is none.
 */
#include <math.h>

#include "render/brief.h"
#include "render/format.h"
#include "render/theme.h"

static const char *const SCORER_WORDS[SCORER_COUNT] = {
    [SCORER_HYBRID] = "Hybrid score",
    [SCORER_ML] = "Forest alone",
    [SCORER_RULES] = "Rules alone",
};

/* AUC with its interval on a scale from 0.3 to 1, a coin at ½. */
static double auc_x(double left, double width, double auc)
{
    return left + width * fmin(fmax((auc - 0.3) / 0.7, 0), 1);
}

static void draw_scorer(struct brief *b, enum scorer s, double left,
                        double width)
{
    const struct auc *a = &b->r->model->holdout.figures[s].auc;
    struct type value = BRIEF_STRONG;
    char auc[FORMAT_TEXT], low[FORMAT_TEXT], high[FORMAT_TEXT];
    unsigned rgb = s == SCORER_HYBRID ? THEME_ACCENT : THEME_QUIET;

    canvas_text(b->c, s == SCORER_HYBRID ? &BRIEF_STRONG : &BRIEF_BODY, b->left,
                b->y + 9, sv_from(SCORER_WORDS[s]));
    if (!isfinite(a->auc)) {
        canvas_text(b->c, &BRIEF_MUTED, left, b->y + 9, SV("not yet computed"));
        b->y += 17;
        return;
    }
    if (isfinite(a->lower95) && isfinite(a->upper95))
        canvas_rule(b->c, auc_x(left, width, a->lower95), b->y + 6,
                    auc_x(left, width, a->upper95), b->y + 6, 2.4, rgb);
    canvas_dot(b->c, auc_x(left, width, a->auc), b->y + 6, 3.6, rgb);
    value.align = ALIGN_LEFT;
    double x = left + width + 14;
    x += canvas_text(b->c, &value, x, b->y + 9,
                     sv_from(format_fixed(auc, a->auc, 3)));
    canvas_text(b->c, &BRIEF_MUTED, x + 6, b->y + 9,
                sv_printf(&b->words, "95%%: %s to %s",
                          format_fixed(low, a->lower95, 3),
                          format_fixed(high, a->upper95, 3)));
    b->y += 17;
}

static void draw_aucs(struct brief *b)
{
    struct type centre = BRIEF_MUTED;
    double left = b->left + 92, width = (b->right - b->left) * 0.48;
    double coin = auc_x(left, width, 0.5), from = b->y;

    centre.align = ALIGN_CENTRE;
    canvas_text(b->c, &centre, coin, b->y + 7, SV("a coin"));
    canvas_text(b->c, &centre, auc_x(left, width, 1), b->y + 7, SV("perfect"));
    b->y += 13;
    canvas_rule(b->c, coin, b->y, coin, b->y + SCORER_COUNT * 17, 0.75,
                THEME_MUTED);
    canvas_rule(b->c, auc_x(left, width, 1), b->y, auc_x(left, width, 1),
                b->y + SCORER_COUNT * 17, 0.4, THEME_RULE);
    for (int s = 0; s < SCORER_COUNT; s++)
        draw_scorer(b, (enum scorer)s, left, width);
    b->y = fmax(b->y, from) + 8;
}

static struct sv figure(struct brief *b, double x, int decimals)
{
    char text[FORMAT_TEXT];

    if (!isfinite(x))
        return SV("not yet computed");
    return sv_copy(&b->words, sv_from(format_fixed(text, x, decimals)));
}

static void draw_fact(struct brief *b, struct sv value, struct sv words)
{
    double label = 122, width = b->right - b->left - label;
    double tall = canvas_block_height(b->c, &BRIEF_BODY, width, 3, words);

    brief_need(b, tall + 3);
    if (b->failed)
        return;
    canvas_text_in(b->c, &BRIEF_STRONG, b->left, b->y + THEME_SIZE_BODY,
                   label - 10, value);
    canvas_block(b->c, &BRIEF_BODY, b->left + label, b->y, width, 3, words);
    b->y += tall + 3;
}

static void draw_facts(struct brief *b)
{
    const struct holdout *h = &b->r->model->holdout;
    char lift[FORMAT_TEXT], share[FORMAT_TEXT];
    struct sv brier = figure(b, h->figures[SCORER_ML].brier, 3);
    struct sv base = figure(b, h->base_brier, 3);

    draw_fact(
        b,
        isfinite(h->figures[SCORER_HYBRID].lift)
            ? sv_printf(&b->words, "%s \xc3\x97",
                        format_fixed(lift, h->figures[SCORER_HYBRID].lift, 2))
            : SV("not yet computed"),
        SV("Lift: how much more often the tenth of deals that was called "
           "riskiest was lost than deals at large."));
    draw_fact(b,
              isfinite(h->figures[SCORER_HYBRID].capture)
                  ? sv_copy(&b->words,
                            sv_from(format_percent(
                                share, h->figures[SCORER_HYBRID].capture, 0)))
                  : SV("not yet computed"),
              SV("Capture: share of all lost amount that stood in that "
                 "tenth."));
    draw_fact(b, brier,
              sv_printf(&b->words,
                        "Brier score of P(lost), lower is better; always "
                        "saying the base rate gives %.*s.",
                        SV_ARG(base)));
    draw_fact(b, figure(b, h->calibration_error, 3),
              SV("Calibration error: how far P(lost) is from what came to "
                 "pass, on average."));
}

static void draw_replays(struct brief *b)
{
    static const char *const heads[] = {
        "Replayed day", "Deals open", "Not resolved",  "Won",
        "Lost",         "Flagged",    "Of these lost", "Training rows"};
    const struct holdout *h = &b->r->model->holdout;
    double width = b->right - b->left, step = width / 8;
    struct type head = BRIEF_MUTED, body = BRIEF_BODY;

    brief_need(b, 30 + 14 * (double)h->n_replays);
    if (b->failed)
        return;
    b->y += 6;
    for (int k = 0; k < 8; k++) {
        head.align = k ? ALIGN_RIGHT : ALIGN_LEFT;
        canvas_text(b->c, &head, k ? b->left + step * (k + 1) : b->left,
                    b->y + 7, sv_from(heads[k]));
    }
    b->y += 12;
    canvas_rule(b->c, b->left, b->y, b->right, b->y, 1, THEME_INK);
    for (size_t i = 0; i < h->n_replays && i < REPLAYS_MAX; i++) {
        const struct replay *t = &h->replays[i];
        const struct flags *f = &t->flags[b->r->scores->mode];
        const size_t cells[] = {
            t->open,         t->unresolved,   t->won,          t->lost,
            f->flagged.rows, f->flagged.lost, t->training_rows};
        char text[FORMAT_TEXT];
        brief_need(b, 14);
        if (b->failed)
            return;
        body.align = ALIGN_LEFT;
        canvas_text(b->c, &body, b->left, b->y + 11,
                    sv_from(format_date(text, t->day)));
        body.align = ALIGN_RIGHT;
        for (int k = 0; k < 7; k++)
            canvas_text(b->c, &body, b->left + step * (k + 2), b->y + 11,
                        sv_from(format_count(text, (double)cells[k])));
        b->y += 15;
        canvas_rule(b->c, b->left, b->y, b->right, b->y, 0.4, THEME_RULE);
    }
    b->y += 10;
}

/* Recorded week by week, before anybody knew. */
static void draw_flags(struct brief *b)
{
    const struct report *r = b->r;

    if (!r->n_flags || b->failed)
        return;
    brief_need(b, 20 + 40 * (double)r->n_flags);
    if (b->failed)
        return;
    b->y += canvas_block(b->c, &BRIEF_STRONG, b->left, b->y, b->right - b->left,
                         1, SV("What became of the deals that were flagged")) +
            3;
    for (size_t i = 0; i < r->n_flags; i++)
        draw_fact(b, r->flags[i].label, r->flags[i].text);
}

void brief_trust(struct brief *b)
{
    const struct model *m = b->r->model;
    const struct holdout *h = &m->holdout;
    char rows[FORMAT_TEXT], deals[FORMAT_TEXT];
    double width = b->right - b->left;

    brief_need(b, h->n_replays ? 300 : 110);
    if (b->failed)
        return;
    brief_section(
        b, SV("How often was this right before?"),
        h->n_replays
            ? sv_printf(&b->words,
                        "Past days replayed with what was known then: %s "
                        "scores of %s deals compared with what became of "
                        "them. ROC-AUC: how often a deal that was lost had "
                        "the higher score than one that was won.",
                        format_count(rows, (double)h->rows),
                        format_count(deals, (double)h->deals))
            : SV("No past day can be replayed yet: judging needs days on which "
                 "nearly all deals then open have since closed."));
    struct type reason = m->mode == MODE_RULES_ONLY ? BRIEF_STRONG : BRIEF_BODY;
    b->y += canvas_block(b->c, &reason, b->left, b->y, width, 5, m->reason) + 8;
    if (h->n_replays) {
        struct sv record =
            sv_printf(&b->words, "%.*s.", SV_ARG(b->r->record_sentence));
        b->y += 8 + canvas_block(b->c, &BRIEF_STRONG, b->left, b->y, width, 5,
                                 record);
        draw_aucs(b);
        draw_facts(b);
        if (!b->failed)
            draw_replays(b);
    }
    draw_flags(b);
}
