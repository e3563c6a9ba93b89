/*
 * Score: rules and model put together for every open deal, with its
 * receipt and factors.
 *
 *   hybrid      score = 0.4 × rule points + 60 × P(lost)
 *   rules only  score = rule points; p_loss and ml_points are NAN
 *
 * The receipt. Of the forest φ₀ is the expected value, φⱼ are its SHAP
 * values, f = φ₀ + Σφⱼ and ℓ the logit; of the additive model t₀ is the
 * expected logit and tⱼ are its terms; u and v are their shares
 * (trust/stack.h), g is the calibrator as a function of the logit: z₀ = u·ℓ(φ₀)
 * + v·t₀,  z = u·ℓ(f) + v·(t₀ + Σtⱼ),  P(lost) = g(z), score = 60·g(z₀) + Σ
 * 0.4·points + cap + Σ 60·c·u·d·φⱼ + Σ 60·c·v·tⱼ, d = (ℓ(f) − ℓ(φ₀)) ÷ (f −
 * φ₀), or ℓ′(φ₀) when f = φ₀, c = (g(z) − g(z₀)) ÷ (z − z₀), or g′(z₀) when z =
 * z₀. Every factor is positive, so that each line keeps its learner's sign and
 * its rank among that learner's lines. It sums to 1e-9. Shown values are
 * rounded to one decimal, and a rounding line makes the shown lines sum to the
 * shown score. The level is that of the shown score.
 */
#ifndef SCORING_SCORE_SCORE_H
#define SCORING_SCORE_SCORE_H

#include "scoring/trust/ahead.h"
#include "scoring/trust/model.h"
#include "scoring/rules/levels.h"
#include "scoring/rules/rules.h"
#include "scoring/score/warnings.h"

enum line_kind {
    LINE_BASE,     /* 60·g(z₀), or 0 in rules_only (line absent) */
    LINE_RULE,     /* index: enum rule */
    LINE_CAP,      /* what the cap of 100 takes off */
    LINE_FOREST,   /* index: column of the feature set */
    LINE_ADDITIVE, /* the same */
    LINE_ROUNDING  /* makes the shown lines add up */
};

/* Is it what a learner makes of a feature? */
static inline bool line_is_learnt(enum line_kind kind)
{
    return kind == LINE_FOREST || kind == LINE_ADDITIVE;
}

static inline bool line_has_subject(enum line_kind kind)
{
    return kind == LINE_RULE || line_is_learnt(kind);
}

struct receipt_line {
    enum line_kind kind;
    enum subject subject; /* of a rule's or a learner's line */
    uint16_t index;
    double points; /* exact; 0 for LINE_ROUNDING */
    double shown;  /* one decimal */
};

struct factor {
    enum subject subject;
    double points; /* Σ of the exact lines of this subject, > 0 */
    double shown;  /* one decimal */
};

enum { FACTORS = 3 };

struct score {
    uint32_t deal; /* index in deals */
    double exact;  /* 0 … 100 */
    double shown;  /* one decimal */
    enum level level;
    double p_loss;      /* calibrated; NAN in rules_only */
    double raw;         /* before calibration; NAN in rules_only */
    double forest;      /* what it says alone, uncalibrated; its expected value
                           where it has no share; NAN in rules_only */
    double rule_points; /* 0 … 100, after the cap */
    uint8_t tier[RULE_COUNT]; /* of each rule (struct rule_points) */
    double ml_points;         /* 60·P(lost); NAN in rules_only */
    double loss_rate;         /* what expected loss uses: p_loss, or the loss
                                 rate of open deals in rules_only */
    double expected_loss;     /* amount × loss_rate; NAN without an amount */
    size_t n_lines;
    struct receipt_line *lines; /* base, rules with points, cap, what the
                                   learners say by |points|, rounding */
    size_t n_factors;
    struct factor factors[FACTORS]; /* largest first; only what raises */
    double age, days_in_stage;      /* days; NAN: not known */
    int32_t stage; /* code of deals.stage, as known on as-of; −1: not known */
    int32_t expected; /* expected close as known on as-of */
    struct warnings warnings;
};

struct scores {
    int32_t as_of;
    enum mode mode;
    size_t n;
    enum list_order order;      /* as set; ORDER_SCORE in rules_only */
    struct score *list;         /* n; riskiest first: by that (the score as
                                   shown, then exactly), age (older first),
                                   amount, then id */
    const struct snapshot *now; /* what was known on as_of: the counts that
                                   stand beside a factor */
    struct rule_limits limits;  /* thresholds in force */
    struct level_cuts cuts;
    /* (lost + 1) ÷ (closed + 2), Laplace's rule of succession, so that one
     * closed deal is no certainty; NAN: no closed deal, or deals.rate_gap. */
    double overall_loss_rate;
    /*
     * The same of deals that are open, which close later than those that have
     * closed: the share lost of landmark rows by their weights (landmarks.h),
     * r, as (r·n + 1) ÷ (n + 2) over the n deals behind them. Where no row is
     * (no start dates) it is overall_loss_rate, and open_loss_deals is 0.
     * Where outcomes moved, it is that of the last 180 days (outcome_drift.h).
     */
    double open_loss_rate;
    size_t open_loss_deals;
    /* How far another draw of the forest would move P(lost), on average over
     * the list, one standard deviation; 0: it has no share; NAN: rules only. */
    double p_loss_error;
    struct outcome_drift outcomes;
    struct dollars_record dollars; /* replays of the mode in force */
    struct ahead ahead; /* what replays let one expect of these deals */
    struct warning_rules warning_rules;
    struct warning_record records[WARNING_COUNT];
    /* n of deals: those that a pack is about, as are the scores of the list;
     * NULL: all. Every figure beside a score is still the company's. */
    const bool *only;
};

/* Scores every deal open on as_of. */
void scores_compute(struct scores *out, const struct context *ctx,
                    const struct model *model);

/*
 * Scores of the deals `first` … of ctx->deals, which are no deals of the export
 * or have changed since (variants.h), in their order: by the company, the
 * limits and the cuts of `base`, as if they alone had come. All else of *out is
 * that of `base`.
 */
void scores_more(struct scores *out, const struct scores *base,
                 const struct context *ctx, const struct model *model,
                 size_t first);

/* The riskiest first, as `order` says. */
void scores_sort(struct scores *s, const struct deals *d);

#endif
