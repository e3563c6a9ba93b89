#include "render/workbook/workbook_live.h"

#include <math.h>
#include <stdio.h>

static struct sv level_word(enum level level)
{
    return sv_from(level_name(level));
}

static double rule_weight(const struct report *r)
{
    return r->scores->mode == MODE_HYBRID ? r->settings->rule_weight : 1;
}

static bool has_line(const struct score *score, size_t rule)
{
    for (size_t i = 0; i < score->n_lines; i++)
        if (score->lines[i].kind == LINE_RULE && score->lines[i].index == rule)
            return true;
    return false;
}

void live_tiers(struct row *w)
{
    const struct report *r = w->w->r;
    const struct score *score = w->d->score;
    double total = 0, whole;

    memset(w->tier, 0, sizeof w->tier);
    for (size_t k = 0; k < RULE_COUNT; k++) {
        const double *points =
            rule_points_of(&r->settings->rules, (enum rule)k);
        if (!score->tier[k] || score->tier[k] > RULES[k].n_points)
            continue;
        /* Points that gave no line: the rule was off, its field leaks. */
        if (points[score->tier[k] - 1] != 0 && !has_line(score, k))
            continue;
        w->tier[k] = score->tier[k];
        total += points[w->tier[k] - 1];
    }
    total = fmin(total, r->settings->rules.cap);
    whole = rule_weight(r) * total;
    if (r->scores->mode == MODE_HYBRID)
        whole += r->settings->forest_weight * score->p_loss;
    w->live = fabs(total - score->rule_points) < 1e-6 &&
              fabs(whole - score->shown) < 0.05 + 1e-6;
}

/* Points of the tier that its column holds, by the names in Settings. */
static void add_rule(struct buf *out, const struct row *w, enum rule rule)
{
    const char *letters = w->w->layout.rule_letters[rule];
    const char *key = RULES[rule].key;
    unsigned row = w->row + 1;

    if (RULES[rule].n_points == 1) {
        buf_printf(out, "%s%u*pts_%s", letters, row, key);
        return;
    }
    buf_printf(out, "CHOOSE(1+%s%u,0", letters, row);
    for (size_t k = 1; k <= RULES[rule].n_points; k++)
        buf_printf(out, ",pts_%s_%zu", key, k);
    buf_add_char(out, ')');
}

void live_rule_points(struct row *w, uint16_t col)
{
    struct buf formula;

    if (!w->live) {
        sheet_number(w->s, w->row, col, w->d->score->rule_points, CELL_SCORE);
        return;
    }
    buf_init(&formula);
    buf_add_str(&formula, "=MIN(rule_cap,");
    for (int k = 0; k < RULE_COUNT; k++) {
        buf_add_str(&formula, k ? "+" : "");
        add_rule(&formula, w, (enum rule)k);
    }
    buf_add_char(&formula, ')');
    sheet_formula(w->s, w->row, col, formula.ptr, w->d->score->rule_points,
                  CELL_SCORE);
    buf_release(&formula);
}

void live_ml_points(struct row *w, uint16_t col)
{
    char formula[64];

    if (!w->live || !isfinite(w->d->score->p_loss)) {
        sheet_number(w->s, w->row, col, w->d->score->ml_points, CELL_SCORE);
        return;
    }
    snprintf(formula, sizeof formula, "=forest_weight*%s%u",
             workbook_letters(w->w, DEAL_p_loss), w->row + 1);
    sheet_formula(w->s, w->row, col, formula, w->d->score->ml_points,
                  CELL_SCORE);
}

void live_score(struct row *w, uint16_t col)
{
    unsigned n = w->row + 1;
    char formula[96];

    if (!w->live) {
        sheet_number(w->s, w->row, col, w->d->score->shown, CELL_SCORE);
        return;
    }
    snprintf(formula, sizeof formula, "=ROUND(rule_weight*%s%u+%s%u,1)",
             workbook_letters(w->w, DEAL_rule_points), n,
             workbook_letters(w->w, DEAL_ml_points), n);
    sheet_formula(w->s, w->row, col, formula, w->d->score->shown, CELL_SCORE);
}

void live_level(struct row *w, uint16_t col)
{
    const char *score = workbook_letters(w->w, DEAL_risk_score);
    unsigned n = w->row + 1;
    char formula[160];

    if (!w->live) {
        sheet_text(w->s, w->row, col, level_word(w->d->score->level),
                   CELL_TEXT);
        return;
    }
    snprintf(formula, sizeof formula,
             "=IF(%s%u>=level_critical,\"CRITICAL\",IF(%s%u>=level_high,"
             "\"HIGH\",IF(%s%u>=level_medium,\"MEDIUM\",\"LOW\")))",
             score, n, score, n, score, n);
    sheet_formula_text(w->s, w->row, col, formula,
                       level_name(w->d->score->level), CELL_TEXT);
}
