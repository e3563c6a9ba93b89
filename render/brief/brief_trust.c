/* How often was this right before: the forward holdout, or why there is none.
 */
#include <math.h>

#include "render/brief/brief_parts.h"
#include "render/words/format.h"
#include "render/base/theme.h"

static struct sv figure(struct brief *b, double x, int decimals)
{
    char text[FORMAT_TEXT];

    return sv_copy(&b->words,
                   sv_from(format_fixed(text, x, decimals, b->r->style)));
}

/* What a figure says, or that there is none yet. */
static struct sv said(double x, struct sv words)
{
    return isfinite(x) ? words : SV("not yet computed");
}

/* Of the score in use; of its chances of loss where it has any. */
static void draw_facts(struct brief *b)
{
    const struct holdout *h = &b->r->model->holdout;
    const struct scorer_figures *f = h->figures;
    bool hybrid = b->r->scores->mode == MODE_HYBRID;
    enum scorer used = hybrid ? SCORER_HYBRID : SCORER_RULES;
    char text[FORMAT_TEXT];
    double lift = f[used].lift, capture = f[used].capture;
    double brier = f[SCORER_ML].brier, base = h->base_brier;
    struct sv times = figure(b, lift, 2);
    const struct brief_figure facts[] = {
        {.label = SV("Lift of the riskiest tenth"),
         .value = isfinite(lift)
                      ? sv_printf(&b->words, "%.*s \xc3\x97", SV_ARG(times))
                      : times,
         .sub = said(lift, SV("as often lost as the average deal"))},
        {.label = SV("Capture"),
         .value = sv_copy(
             &b->words, sv_from(format_percent(text, capture, 0, b->r->style))),
         .sub = said(capture, SV("of all lost amount stood in that tenth"))},
        {.label = SV("Brier score"),
         .value = figure(b, brier, 3),
         .sub = said(brier,
                     isfinite(base)
                         ? sv_printf(&b->words,
                                     "of the chance of loss; lower is better, "
                                     "the base rate alone gives %s",
                                     format_fixed(text, base, 3, b->r->style))
                         : SV("lower is better"))},
        {.label = SV("Calibration error"),
         .value = figure(b, h->calibration_error, 3),
         .sub = said(h->calibration_error,
                     SV("how far the chance of loss is from what came to pass, "
                        "on average"))},
    };

    brief_figures(b, facts, hybrid ? 4 : 2, 13);
    b->y += 6;
}

static void draw_fact(struct brief *b, struct sv value, struct sv words)
{
    double label = 122, width = b->right - b->left - label;
    double tall = canvas_block_height(b->c, &BRIEF_BODY, width, 3, words);

    brief_need(b, tall + 3);
    if (b->failed)
        return;
    brief_begin(b, TAG_ITEM);
    canvas_text_in(b->c, &BRIEF_STRONG, b->left, b->y + THEME_SIZE_BODY,
                   label - 10, value);
    canvas_block(b->c, &BRIEF_BODY, b->left + label, b->y, width, 3, words);
    brief_end(b);
    b->y += tall + 3;
}

/* The last two: what the same deals were expected to lose then, and lost. */
static const struct brief_cell REPLAYS[] = {
    {"Replayed day", 0, 0.13, false},   {"Open", 0.20, 0.1, true},
    {"Unresolved", 0.30, 0.12, true},   {"Won", 0.37, 0.1, true},
    {"Lost", 0.44, 0.1, true},          {"Flagged", 0.54, 0.1, true},
    {"Of these lost", 0.65, 0.13, true}, {"Training rows", 0.78, 0.13, true},
    {"Loss expected", 0.90, 0.13, true}, {"Came", 1, 0.1, true}};
enum { REPLAYS_N = sizeof REPLAYS / sizeof REPLAYS[0], COUNTS = 7 };

static struct sv money(struct brief *b, const struct dollars *d, double x)
{
    char text[FORMAT_TEXT];

    return sv_copy(&b->words,
                   sv_from(format_money_short(
                       text, d->deals ? x : (double)NAN, b->r->style)));
}

static void draw_replays(struct brief *b)
{
    const struct holdout *h = &b->r->model->holdout;
    enum mode mode = b->r->scores->mode;

    brief_need(b, brief_table_height(h->n_replays));
    if (b->failed)
        return;
    b->y += 4;
    brief_begin(b, TAG_TABLE);
    brief_table_heads(b, REPLAYS, REPLAYS_N, false);
    for (size_t i = 0; i < h->n_replays && i < REPLAYS_MAX && !b->failed; i++) {
        const struct replay *t = &h->replays[i];
        const struct flags *f = &t->flags[mode];
        const struct dollars *d = &t->dollars[mode];
        const size_t counts[COUNTS] = {
            t->open,         t->unresolved,   t->won,          t->lost,
            f->flagged.rows, f->flagged.lost, t->training_rows};
        struct sv cells[REPLAYS_N];
        char text[FORMAT_TEXT];
        cells[0] = sv_copy(&b->words, sv_from(format_date(text, t->day)));
        for (int k = 0; k < COUNTS; k++)
            cells[1 + k] = sv_copy(
                &b->words,
                sv_from(format_count(text, (double)counts[k], b->r->style)));
        cells[1 + COUNTS] = money(b, d, d->expected);
        cells[2 + COUNTS] = money(b, d, d->realised);
        brief_table_row(b, REPLAYS, REPLAYS_N, cells, NULL);
    }
    brief_end(b);
    b->y += 10;
}

/* Recorded week by week, before anybody knew. */
static void draw_flags(struct brief *b)
{
    const struct report *r = b->r;

    if (!r->news.n_flags || b->failed)
        return;
    brief_need(b, 20 + 40 * (double)r->news.n_flags);
    if (b->failed)
        return;
    brief_begin(b, TAG_H2);
    b->y += canvas_block(b->c, &BRIEF_STRONG, b->left, b->y, b->right - b->left,
                         1, SV("What became of the deals that were flagged")) +
            3;
    brief_end(b);
    brief_begin(b, TAG_LIST);
    for (size_t i = 0; i < r->news.n_flags; i++)
        draw_fact(b, r->news.flags[i].label, r->news.flags[i].text);
    brief_end(b);
}

enum { TRUST_LINES = 5 };

static bool is_board(const struct brief *b)
{
    return sv_eq(b->r->audience, SV("board"));
}

static struct type reason_type(const struct brief *b)
{
    return b->r->model->mode == MODE_RULES_ONLY ? BRIEF_STRONG : BRIEF_BODY;
}

static struct sv record_sentence(struct brief *b)
{
    return sv_printf(&b->words, "%.*s.", SV_ARG(b->r->record_sentence));
}

/* Of what stands below the section's head. */
static double trust_height(struct brief *b)
{
    enum { PICTURES = 217 }; /* brief_record, draw_facts and their gaps */
    const struct holdout *h = &b->r->model->holdout;
    double width = b->right - b->left;
    struct type reason = reason_type(b);
    double tall =
        canvas_block_height(b->c, &reason, width, TRUST_LINES, b->r->reason);

    if (!h->n_replays)
        return tall + 6;
    tall += canvas_block_height(b->c, &BRIEF_STRONG, width, TRUST_LINES,
                                record_sentence(b));
    if (!is_board(b))
        tall += 14 + brief_table_height(h->n_replays);
    return tall + PICTURES;
}

void brief_trust(struct brief *b)
{
    const struct holdout *h = &b->r->model->holdout;
    char rows[FORMAT_TEXT], deals[FORMAT_TEXT];
    double width = b->right - b->left;
    double rest = (b->plan.data ? 130 : 0) + brief_method_height(b) + 20;

    /* What closes the brief stands on its last page. */
    brief_section(
        b, SV("How often was this right before?"),
        h->n_replays
            ? sv_printf(&b->words,
                        "Past days replayed with what was known then: %s "
                        "scores of %s deals compared with what became of "
                        "them. ROC-AUC: how often a deal that was lost had "
                        "the higher score than one that was won.",
                        format_count(rows, (double)h->rows, b->r->style),
                        format_count(deals, (double)h->deals, b->r->style))
            : SV("The score could not be tested on a past day yet: that needs "
                 "days on which nearly all deals then open have since closed."),
        fmin(trust_height(b) + (is_board(b) ? 0 : rest),
             b->bottom - b->top - 100));
    if (b->failed)
        return;
    b->judged = b->page;
    struct type reason = reason_type(b);
    b->y += canvas_block(b->c, &reason, b->left, b->y, width, TRUST_LINES,
                         b->r->reason) +
            6;
    if (h->n_replays) {
        b->y += 2 + canvas_block(b->c, &BRIEF_STRONG, b->left, b->y, width,
                                 TRUST_LINES, record_sentence(b));
        b->y += 4;
        brief_record(b);
        if (!b->failed)
            draw_facts(b);
        if (!b->failed && !is_board(b))
            draw_replays(b);
    }
    draw_flags(b);
}
