#include <math.h>
#include <stdio.h>

#include "render/words/format.h"
#include "render/base/theme.h"
#include "render/workbook/workbook_parts.h"

static const struct sheet_column WIDTHS[] = {
    {.width = 42}, {.width = 12}, {.width = 12}, {.width = 12}, {.width = 12},
    {.width = 12}, {.width = 12}, {.width = 14}, {.width = 14}};
enum { LAST_COL = sizeof WIDTHS / sizeof WIDTHS[0] - 1 };

struct line {
    const char *name;
    double x;
    enum cell cell;
};

static uint32_t write_lines(struct sheet *s, uint32_t row,
                            const struct line *lines, size_t n)
{
    for (size_t i = 0; i < n; i++, row++) {
        sheet_text(s, row, 0, sv_from(lines[i].name), CELL_LABEL);
        if (isnan(lines[i].x))
            sheet_text(s, row, 1, SV("not known"), CELL_NOTE);
        else
            sheet_number(s, row, 1, lines[i].x, lines[i].cell);
    }
    return row + 1;
}

static uint32_t write_basis(struct sheet *s, uint32_t row,
                            const struct model *m, double error)
{
    const struct line lines[] = {
        {"Closed deals won", (double)m->won_deals, CELL_COUNT},
        {"Closed deals lost", (double)m->lost_deals, CELL_COUNT},
        {"Training rows (deal, date)", (double)m->training_rows, CELL_COUNT},
        {"Trees", (double)m->forest.n_trees, CELL_COUNT},
        {"Another draw of the forest moves a chance by", error, CELL_FIGURE},
    };

    row = workbook_section(s, row, SV("What the model learnt from"));
    sheet_text(s, row, 0, SV("Mode"), CELL_LABEL);
    sheet_text(s, row++, 1, sv_from(mode_name(m->mode)), CELL_TEXT);
    return write_lines(s, row, lines, sizeof lines / sizeof lines[0]);
}

static void put_auc(struct sheet *s, uint32_t row, const char *name,
                    const struct auc *a)
{
    sheet_text(s, row, 0, sv_from(name), CELL_TEXT);
    sheet_number(s, row, 1, a->auc, CELL_FIGURE);
    sheet_number(s, row, 2, a->lower95, CELL_FIGURE);
    sheet_number(s, row, 3, a->upper95, CELL_FIGURE);
}

/* Over all columns, in lines of a row of this height. */
static uint32_t put_sentence(struct sheet *s, uint32_t row, double height,
                             struct sv text)
{
    sheet_height(s, row, height);
    sheet_merge(s, row, 0, LAST_COL, text, CELL_WRAP);
    return row + 1;
}

static uint32_t write_holdout(struct sheet *s, uint32_t row,
                              const struct report *r)
{
    const struct holdout *h = &r->model->holdout;
    static const struct sheet_column heads[] = {
        {"Score", 0, false, NULL},
        {"ROC-AUC", 0, true,
         "How well it sorts: the chance that a lost deal scores above a won "
         "one; 0.5 is chance."},
        {"Lower 95%", 0, true, NULL},
        {"Upper 95%", 0, true, NULL},
        {"Brier", 0, true,
         "Mean squared error of the chances: the lower the better."},
        {"Lift", 0, true,
         "How much more often flagged deals were lost than the average deal."},
        {"Caught", 0, true, "Of the lost deals, the share that was flagged."},
        {"Today From", 0, true,
         "The AUC that the deals open today should show: a 95% range, which "
         "adds how far past days differed and how few deals are open."},
        {"Today To", 0, true, NULL}};
    static const char *const names[SCORER_COUNT] = {[SCORER_HYBRID] = "Hybrid",
                                                    [SCORER_ML] = "Model alone",
                                                    [SCORER_RULES] =
                                                        "Rules alone",
                                                    [SCORER_FOREST] =
                                                        "Random forest alone",
                                                    [SCORER_ADDITIVE] =
                                                        "Additive model alone"};

    row = workbook_section(
        s, row, SV("Forward holdout: how well past replays sorted deals"));
    if (!h->n_replays) {
        sheet_text(s, row, 0,
                   SV("No past date counts yet: too few of its open deals are "
                      "resolved."),
                   CELL_NOTE);
        return row + 2;
    }
    sheet_table(s, NULL, row++, SCORER_COUNT, heads, 9);
    for (int k = 0; k < SCORER_COUNT; k++, row++) {
        const struct scorer_figures *f = &h->figures[k];
        put_auc(s, row, names[k], &f->auc);
        sheet_number(s, row, 4, f->brier, CELL_FIGURE);
        sheet_number(s, row, 5, f->lift, CELL_FIGURE);
        sheet_number(s, row, 6, f->capture, CELL_PERCENT);
        sheet_number(s, row, 7, r->scores->ahead.auc[k].lower, CELL_FIGURE);
        sheet_number(s, row, 8, r->scores->ahead.auc[k].upper, CELL_FIGURE);
    }
    put_auc(s, row++, "Hybrid minus model", &h->hybrid_minus_ml);
    put_auc(s, row++, "Hybrid minus rules", &h->hybrid_minus_rules);
    put_auc(s, row++, "Model minus rules", &h->ml_minus_rules);
    put_auc(s, row++, "The forest adds", &h->adds[LEARNER_FOREST]);
    put_auc(s, row++, "The additive model adds", &h->adds[LEARNER_ADDITIVE]);
    const struct line lines[] = {
        {"Share of the forest", h->stack.share[LEARNER_FOREST], CELL_PERCENT},
        {"Share of the additive model", h->stack.share[LEARNER_ADDITIVE],
         CELL_PERCENT},
        {"Brier of the base rate", h->base_brier, CELL_FIGURE},
        {"Deals judged", (double)h->deals, CELL_COUNT},
        {"Rows judged", (double)h->rows, CELL_COUNT},
        {"Calibration error", h->calibration_error, CELL_FIGURE},
    };
    row = put_sentence(s, row, 44, r->learners_finding);
    if (r->order_finding.len)
        row = put_sentence(s, row, 30, r->order_finding);
    return write_lines(s, row, lines, sizeof lines / sizeof lines[0]);
}

/* How often a flag was right before. */
static uint32_t write_record(struct sheet *s, uint32_t row,
                             const struct report *r)
{
    if (!r->record_sentence.len)
        return row;
    row = workbook_section(s, row, SV("How often was this right before?"));
    row = put_sentence(s, row, 46, r->record_sentence);
    if (r->ahead_sentence.len)
        row = put_sentence(s, row, 46, r->ahead_sentence);
    return row + 1;
}

static uint32_t write_replays(struct sheet *s, uint32_t row,
                              const struct holdout *h, enum mode mode)
{
    static const struct sheet_column heads[] = {
        {"Replayed Date", 0, false, NULL},
        {"Open", 0, true, NULL},
        {"Resolved", 0, true, NULL},
        {"Unresolved", 0, true, NULL},
        {"Won", 0, true, NULL},
        {"Lost", 0, true, NULL},
        {"Training Rows", 0, true, NULL},
        {"Expected Loss", 0, true,
         "Of the resolved deals with an amount, as it was expected then."},
        {"Amount Lost", 0, true, "Of the same deals, as it came."}};

    if (!h->n_replays)
        return row;
    row = workbook_section(s, row, SV("Replays"));
    sheet_table(s, NULL, row++, h->n_replays, heads, 9);
    for (size_t i = 0; i < h->n_replays; i++, row++) {
        const struct replay *p = &h->replays[i];
        sheet_date(s, row, 0, p->day, CELL_DATE);
        sheet_number(s, row, 1, (double)p->open, CELL_COUNT);
        sheet_number(s, row, 2, (double)p->resolved, CELL_COUNT);
        sheet_number(s, row, 3, (double)p->unresolved, CELL_COUNT);
        sheet_number(s, row, 4, (double)p->won, CELL_COUNT);
        sheet_number(s, row, 5, (double)p->lost, CELL_COUNT);
        sheet_number(s, row, 6, (double)p->training_rows, CELL_COUNT);
        if (p->dollars[mode].deals) {
            sheet_number(s, row, 7, p->dollars[mode].expected, CELL_MONEY);
            sheet_number(s, row, 8, p->dollars[mode].realised, CELL_MONEY);
        }
    }
    return row + 1;
}

/* Below the table that it draws, which ends one row above. */
static uint32_t draw_reliability(struct sheet *s, uint32_t row)
{
    enum { ROWS = 14 };
    static const struct sheet_series series[] = {
        {"Chance of loss as it was told, on average", 2, THEME_QUIET, NULL,
         NULL},
        {"Share that was really lost", 3, THEME_ACCENT, NULL, NULL}};
    const struct sheet_chart chart = {
        .kind = CHART_LINES,
        .title = "The nearer the lines, the more a chance of loss means what "
                 "it says",
        .y_name = "Share of deals lost",
        .x_name = "Chance of loss from",
        .format = "0%",
        .x_format = "0%",
        .y_most = 1,
        .first = row - 1 - RELIABILITY_BINS,
        .last = row - 2,
        .n_series = 2,
        .series = series,
        .legend = true,
        .row = row,
        .col = 0,
        .width = 620,
        .height = 260,
        .description = "Mean predicted chance of loss and the share really "
                       "lost, by tenth of the chance, as in the table above.",
    };

    sheet_chart(s, &chart);
    return row + ROWS;
}

static uint32_t write_reliability(struct sheet *s, uint32_t row,
                                  const struct holdout *h)
{
    static const struct sheet_column heads[] = {
        {"Chance From", 0, true, NULL}, {"To", 0, true, NULL},
        {"Mean Chance", 0, true, NULL}, {"Really Lost", 0, true, NULL},
        {"Deals", 0, true, NULL},       {"Lost", 0, true, NULL}};

    if (!h->n_replays)
        return row;
    row = workbook_section(
        s, row, SV("Reliability: does a chance of loss mean what it says?"));
    sheet_table(s, NULL, row++, RELIABILITY_BINS, heads, 6);
    for (int i = 0; i < RELIABILITY_BINS; i++, row++) {
        const struct reliability_bin *b = &h->reliability[i];
        sheet_number(s, row, 0, b->low, CELL_PERCENT);
        sheet_number(s, row, 1, b->high, CELL_PERCENT);
        sheet_number(s, row, 2, b->mean_p, CELL_PERCENT);
        sheet_number(s, row, 3, b->observed, CELL_PERCENT);
        sheet_number(s, row, 4, (double)b->deals, CELL_COUNT);
        sheet_number(s, row, 5, (double)b->lost, CELL_COUNT);
    }
    return draw_reliability(s, row + 1);
}

static uint32_t write_horizons(struct sheet *s, uint32_t row,
                               const struct report *r)
{
    static const struct sheet_column heads[] = {
        {"Chance", 0, false, NULL},
        {"Deals", 0, true, "Deals open on the replayed days, each of them."},
        {"Said", 0, true, "The mean chance that the replays gave."},
        {"Happened", 0, true, NULL},
        {"Error", 0, true,
         "Mean gap of the chance and the share that happened, over tenths of "
         "the chance."},
        {"Brier", 0, true,
         "Mean squared error of the chances: the lower the better."},
        {"One Figure", 0, true,
         "The Brier score of giving every deal the share that was known then."},
        {"Used", 0, false, NULL}};

    if (!r->n_horizons)
        return row;
    row = workbook_section(s, row, SV("Do deals close when they are said to?"));
    row = put_sentence(s, row, 30, r->horizons_finding);
    sheet_table(s, NULL, row++, r->n_horizons, heads, 8);
    for (size_t i = 0; i < r->n_horizons; i++, row++) {
        const struct report_horizon *h = &r->horizon[i];
        sheet_text(s, row, 0, h->label, CELL_TEXT);
        sheet_number(s, row, 1, (double)h->of->rows, CELL_COUNT);
        sheet_number(s, row, 2, h->of->mean, CELL_PERCENT);
        sheet_number(s, row, 3, h->of->happened, CELL_PERCENT);
        sheet_number(s, row, 4, h->of->calibration_error, CELL_PERCENT);
        sheet_number(s, row, 5, h->of->brier, CELL_FIGURE);
        sheet_number(s, row, 6, h->of->base_brier, CELL_FIGURE);
        sheet_text(s, row, 7, h->method, CELL_TEXT);
    }
    return row + 1;
}

static uint32_t write_flags(struct sheet *s, uint32_t row,
                            const struct report *r)
{
    if (!r->news.n_flags)
        return row;
    row = workbook_section(s, row,
                           SV("What became of the deals that were flagged"));
    for (size_t i = 0; i < r->news.n_flags; i++, row++) {
        sheet_text(s, row, 0, r->news.flags[i].label, CELL_LABEL);
        sheet_height(s, row, 30);
        sheet_merge(s, row, 1, LAST_COL, r->news.flags[i].text, CELL_WRAP);
    }
    return row + 1;
}

static uint32_t write_features(struct sheet *s, uint32_t row,
                               const struct report *r)
{
    static const struct sheet_column heads[] = {
        {"Feature", 0, false, NULL},
        {"Mean |SHAP|", 0, true,
         "How far the feature moves the chance of loss of an open deal, on "
         "average, in log-odds."},
        {"Lower 95%", 0, true, NULL},
        {"Upper 95%", 0, true, NULL},
        {"Share", 0, true, NULL},
        {"Fall in AUC", 0, true,
         "How much worse past deals are sorted once the feature is shuffled."},
        {"Lower 95%", 0, true, NULL},
        {"Upper 95%", 0, true, NULL},
        {"Subject", 0, false, NULL}};

    char open[FORMAT_TEXT], judged[FORMAT_TEXT], title[160];

    snprintf(title, sizeof title,
             "What moves the model (mean of %s open deals), and what its "
             "ranking hangs on (%s past deals)",
             format_count(open, (double)r->n_deals, r->style),
             format_count(judged, (double)r->model->holdout.deals, r->style));
    row = workbook_section(s, row, sv_from(title));
    sheet_table(s, NULL, row++, r->n_features, heads, 9);
    for (size_t i = 0; i < r->n_features; i++, row++) {
        const struct report_feature *f = &r->features[i];
        sheet_text(s, row, 0, f->label, CELL_TEXT);
        sheet_number(s, row, 1, f->importance, CELL_P);
        sheet_number(s, row, 2, f->importance95.lower, CELL_P);
        sheet_number(s, row, 3, f->importance95.upper, CELL_P);
        sheet_number(s, row, 4, f->share, CELL_PERCENT);
        sheet_number(s, row, 5, f->fall, CELL_P);
        sheet_number(s, row, 6, f->fall95.lower, CELL_P);
        sheet_number(s, row, 7, f->fall95.upper, CELL_P);
        sheet_text(s, row, 8, sv_from(subject_name(f->subject)), CELL_TEXT);
    }
    return row + 1;
}

static void put_drift(struct sheet *s, uint32_t row, double psi, double chance,
                      bool drifted, const char *acts)
{
    sheet_number(s, row, 1, psi, CELL_FIGURE);
    sheet_number(s, row, 2, chance, CELL_FIGURE);
    sheet_text(s, row, 5,
               isnan(psi) ? SV("")
               : drifted  ? SV("drifted")
                          : SV("no drift shown"),
               CELL_TEXT);
    sheet_text(s, row, 6, sv_from(acts), CELL_TEXT);
}

static void write_drift(struct sheet *s, uint32_t row, const struct report *r)
{
    const struct drift *drift = &r->model->drift;
    static const struct sheet_column heads[] = {
        {"Input", 0, false, NULL},
        {"PSI", 0, true,
         "Population stability index: how far the open deals have moved from "
         "those it learnt from."},
        {"Chance Level", 0, true, "The index that chance alone would give."},
        {"Bins", 0, true, NULL},
        {"Share", 0, true, NULL},
        {"Verdict", 0, false, NULL},
        {"Acts", 0, false, NULL}};

    row = workbook_section(s, row, SV("Drift of the open deals"));
    row = put_sentence(s, row, 44, r->outcomes_finding);
    sheet_text(s, row++, 0, r->drift_finding, CELL_NOTE);
    if (!drift->n)
        return;
    sheet_table(s, NULL, row++, drift->n + 1, heads, 7);
    for (size_t i = 0; i < drift->n; i++, row++) {
        const struct drift_row *from = &drift->rows[i];
        sheet_text(s, row, 0, r->drift_inputs[i], CELL_TEXT);
        put_drift(s, row, from->psi, from->chance, from->drifted,
                  from->acts ? "shuts the gate" : "");
        sheet_number(s, row, 3, (double)from->bins, CELL_COUNT);
        sheet_number(s, row, 4, from->share, CELL_PERCENT);
    }
    sheet_text(s, row, 0, SV("Chance of loss"), CELL_TEXT);
    put_drift(s, row, drift->score_psi, drift->score_chance,
              drift->score_drifted, "");
}

void workbook_trust(struct workbook *w)
{
    const struct report *r = w->r;
    const struct holdout *h = &r->model->holdout;
    struct sheet *s = book_sheet(w->book, "Trust", TAB_EVIDENCE);
    uint32_t row;

    sheet_portrait(s);
    sheet_widths(s, WIDTHS, LAST_COL + 1);
    row =
        workbook_heading(s, LAST_COL, "How far to trust the score", r->reason);
    sheet_repeat(s, 0, 0);
    row = write_basis(s, row, r->model, r->scores->p_loss_error);
    row = write_holdout(s, row, r);
    row = write_record(s, row, r);
    row = write_flags(s, row, r);
    row = write_replays(s, row, h, r->scores->mode);
    row = write_reliability(s, row, h);
    row = write_horizons(s, row, r);
    row = write_features(s, row, r);
    write_drift(s, row, r);
}
