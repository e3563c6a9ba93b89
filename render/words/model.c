#include "render/words/model.h"

#include <math.h>

#include "render/words/drift.h"
#include "render/words/format.h"
#include "render/words/phrase.h"
#include "render/words/rates.h"
#include "scoring/score/score.h"

/* Why a score is rules only, in a few words. */
static const char *short_reason(const struct model *m)
{
    static const char *const why[REASON_COUNT] = {
        [REASON_NONE] = "no model was asked for",
        [REASON_ONE_SIDED] = "too little is known to train a model",
        [REASON_FEW_CLOSED] = "too few deals have closed to train a model",
        [REASON_NO_FEATURE] = "there is nothing to train a model on",
        [REASON_NO_REPLAY] = "there is no past quarter to test a model on",
        [REASON_FEW_REPLAYED] = "there is too little to test a model on",
        [REASON_CHANCE] = "the model has not passed its test",
        [REASON_WORSE] = "the model has not passed its test",
        [REASON_DRIFTED] = "the deals are others than those the model learnt "
                           "from",
    };

    return why[m->reason] ? why[m->reason] : "the model file cannot be used";
}

struct sv words_model_finding(const struct words *w, const struct model *m)
{
    if (m->reason == REASON_EARNED)
        return SV("The model passed its test");
    return sv_printf(w->a, "Rules only: %s", short_reason(m));
}

static struct sv few_closed(const struct words *w, const struct model *m)
{
    char n[4][FORMAT_TEXT], day[FORMAT_TEXT];
    size_t won, lost;

    model_asks(&won, &lost, m);
    return sv_printf(w->a,
                     "the model needs %s won and %s lost deals; by %s there "
                     "were %s and %s. The score was not tested on a past "
                     "quarter.",
                     format_count(n[2], (double)won, w->style),
                     format_count(n[3], (double)lost, w->style),
                     format_date(day, m->trained_as_of),
                     format_count(n[0], (double)m->won_deals, w->style),
                     format_count(n[1], (double)m->lost_deals, w->style));
}

static struct sv no_replay(const struct words *w, const struct model *m)
{
    return sv_printf(
        w->a,
        "the score could not be tested on this day of a past quarter; one counts "
        "once %.*s of the deals open on it are closed and %d won and %d lost "
        "deals had closed before it.",
        SV_ARG(phrase_percent(m->settings.resolved_share, 0, w->style, w->a)),
        REPLAY_LEAST, REPLAY_LEAST);
}

/* "4 replayed quarters" and the deals in them. */
static struct sv replayed(const struct words *w, const struct holdout *h)
{
    return sv_printf(w->a, "%.*s deals of %zu replayed quarter%s",
                     SV_ARG(phrase_count(h->deals, w->style, w->a)),
                     h->n_replays, h->n_replays == 1 ? "" : "s");
}

struct sv words_auc(const struct words *w, const struct auc *a)
{
    return sv_printf(w->a, "AUC %.*s, 95%% interval %.*s to %.*s",
                     SV_ARG(phrase_fixed(a->auc, 3, w->style, w->a)),
                     SV_ARG(phrase_fixed(a->lower95, 3, w->style, w->a)),
                     SV_ARG(phrase_fixed(a->upper95, 3, w->style, w->a)));
}

static struct sv ranked(const struct words *w, const struct holdout *h,
                        const char *verdict)
{
    return sv_printf(w->a, "on %.*s the model ranked %s (%.*s).",
                     SV_ARG(replayed(w, h)), verdict,
                     SV_ARG(words_auc(w, &h->figures[SCORER_ML].auc)));
}

/* Why the bytes of a model file are refused. */
static struct sv refused_bytes(const struct words *w, enum mode_reason reason)
{
    static const char *const why[REASON_COUNT] = {
        [REASON_FILE_FOREIGN] = "it is not a model file of dealsense",
        [REASON_FILE_SHORT] = "it is cut short",
        [REASON_FILE_SCHEMA] =
            "another version of dealsense wrote it: train it again",
        [REASON_FILE_LENGTH] = "it is cut short or has grown",
        [REASON_FILE_DAMAGED] = "it is damaged: its SHA-256 does not fit",
        [REASON_FILE_UNSOUND] = "what it holds is not a model",
    };

    return why[reason]
               ? sv_printf(w->a, "the model file is refused, %s.", why[reason])
               : (struct sv){0};
}

struct sv words_model_why(const struct words *w, const struct model *m)
{
    const struct holdout *h = &m->holdout;
    char day[2][DATE_TEXT];

    switch (m->reason) {
    case REASON_EARNED:
        return ranked(w, h, "better than chance");
    case REASON_ONE_SIDED:
        return sv_printf(w->a, "%.*s, so what closed tells no probability.",
                         SV_ARG(words_rate_gap(w)));
    case REASON_FEW_CLOSED:
        return few_closed(w, m);
    case REASON_NO_FEATURE:
        return SV("the export has no column that the model could learn from.");
    case REASON_NO_REPLAY:
        return no_replay(w, m);
    case REASON_FEW_REPLAYED:
        return sv_printf(w->a,
                         "the %.*s hold too few wins or losses to say how well "
                         "the model ranks.",
                         SV_ARG(replayed(w, h)));
    case REASON_CHANCE:
        return ranked(w, h, "no better than chance");
    case REASON_WORSE:
        return ranked(w, h, "worse than chance");
    case REASON_DRIFTED:
        return sv_printf(w->a,
                         "the open deals are no longer those that the model "
                         "was tested on. %.*s",
                         SV_ARG(words_drift_finding(w, &m->drift)));
    case REASON_FILE_MISSING:
        return sv_printf(w->a, "the model file %.*s cannot be read.",
                         SV_ARG(m->refused.file));
    case REASON_FILE_AHEAD:
        return sv_printf(w->a,
                         "the model file was trained as of %s and would know "
                         "the future of %s.",
                         date_iso(day[0], m->refused.trained_as_of),
                         date_iso(day[1], m->trained_as_of));
    case REASON_FILE_LACKS:
        return sv_printf(w->a,
                         "the model file needs %.*s, which this export lacks "
                         "or the linter keeps out.",
                         SV_ARG(m->refused.feature));
    default:
        return refused_bytes(w, m->reason);
    }
}

struct sv words_model_reason(const struct words *w, const struct model *m)
{
    struct sv why = words_model_why(w, m);

    if (!why.len)
        return why;
    return sv_printf(w->a, "%s: %.*s",
                     m->mode == MODE_HYBRID ? "Hybrid" : "Rules only",
                     SV_ARG(why));
}

struct sv words_model_short(const struct words *w, const struct model *m)
{
    if (m->reason == REASON_FEW_CLOSED)
        return sv_printf(
            w->a,
            "Rules only, no forecast: %.*s won and %.*s lost deals are too few "
            "to learn from.",
            SV_ARG(phrase_count(m->won_deals, w->style, w->a)),
            SV_ARG(phrase_count(m->lost_deals, w->style, w->a)));
    return sv_printf(w->a, "Rules only, no forecast: %s.", short_reason(m));
}

static const char *const LEARNER_WORDS[LEARNERS] = {
    [LEARNER_FOREST] = "the random forest",
    [LEARNER_ADDITIVE] = "the additive model"};

/* "+0.004 (95% interval −0.002 to +0.010)" */
static struct sv adds(const struct words *w, const struct holdout *h,
                      enum learner m)
{
    const struct auc *a = &h->adds[m];
    char x[3][FORMAT_TEXT];

    return sv_printf(w->a, "%s (95%% interval %s to %s)",
                     format_signed(x[0], a->auc, 3, w->style),
                     format_signed(x[1], a->lower95, 3, w->style),
                     format_signed(x[2], a->upper95, 3, w->style));
}

struct sv words_learners(const struct words *w, const struct model *m)
{
    const struct holdout *h = &m->holdout;
    const struct stack *s = &h->stack;
    enum learner none =
        stack_has(s, LEARNER_FOREST) ? LEARNER_ADDITIVE : LEARNER_FOREST;

    if (!h->n_replays)
        return (struct sv){0};
    if (h->n_replays < 2)
        return SV("The model is the mean of a random forest and an additive "
                  "model, on the logit scale: one replayed quarter is not "
                  "enough to weigh them");
    if (stack_has(s, none))
        return sv_printf(
            w->a,
            "The model puts two learners together by what they showed on past "
            "days, on the logit scale: a random forest, which sees "
            "interactions, by %.*s, and an additive model, which sees sums, by "
            "%.*s. To the AUC of the other alone the forest adds %.*s, the "
            "additive model %.*s",
            SV_ARG(phrase_percent(s->share[LEARNER_FOREST], 0, w->style, w->a)),
            SV_ARG(
                phrase_percent(s->share[LEARNER_ADDITIVE], 0, w->style, w->a)),
            SV_ARG(adds(w, h, LEARNER_FOREST)),
            SV_ARG(adds(w, h, LEARNER_ADDITIVE)));
    return sv_printf(w->a,
                     "The model is %s alone: %s, tried beside it, adds nothing "
                     "on past days and has no share. What it would do to the "
                     "AUC is %.*s",
                     LEARNER_WORDS[!none], LEARNER_WORDS[none],
                     SV_ARG(adds(w, h, none)));
}

struct sv words_order(const struct words *w, const struct model *m,
                      const struct scores *scores)
{
    const struct auc *gain = &m->holdout.hybrid_minus_ml;
    bool by_chance = scores->order == ORDER_P_LOST;
    double sign = by_chance ? 1 : -1; /* of the other order beside this one */
    double low = sign > 0 ? gain->lower95 : -gain->upper95;
    double high = sign > 0 ? gain->upper95 : -gain->lower95;

    if (scores->mode != MODE_HYBRID || isnan(gain->auc) || isnan(low))
        return (struct sv){0};
    return sv_printf(
        w->a,
        "The list stands by %s. By %s the replayed deals would have been "
        "ranked %s: AUC %.*s (95%% interval %.*s to %.*s)%s",
        by_chance ? "chance of loss" : "risk score",
        by_chance ? "risk score" : "chance of loss alone",
        low > 0    ? "better"
        : high < 0 ? "worse"
                   : "neither better nor worse",
        SV_ARG(phrase_signed(sign * gain->auc, 3, w->style, w->a)),
        SV_ARG(phrase_signed(low, 3, w->style, w->a)),
        SV_ARG(phrase_signed(high, 3, w->style, w->a)),
        by_chance || !(low > 0) ? "" : "; [score] order = p_lost lists it so");
}

struct sv words_undated_amounts(const struct words *w, const struct model *m)
{
    const struct deals *d = w->deals;

    if (!m->holdout.n_replays || !d->amount || deals_date_amounts(d))
        return (struct sv){0};
    return sv_printf(
        w->a,
        "%s: replays read the amount that each deal ended with. Where amounts "
        "change before a deal is won (a discount, a placeholder until the "
        "quote), the replays look better than they are",
        d->has_history ? "The history does not date amounts"
                       : "No history dates the amounts");
}

struct sv words_forest_error(const struct words *w, const struct model *m,
                             const struct scores *scores)
{
    if (!(scores->p_loss_error > 0))
        return (struct sv){0};
    return sv_printf(
        w->a, "%.*s points of 100 at one standard deviation, with %.*s trees",
        SV_ARG(phrase_fixed(100 * scores->p_loss_error, 2, w->style, w->a)),
        SV_ARG(phrase_count(m->forest.n_trees, w->style, w->a)));
}

/* "3 deals stand within a point of the cut of 75" */
static struct sv near_cut(const struct words *w, const struct scores *scores,
                          double cut)
{
    size_t near = 0;

    for (size_t i = 0; i < scores->n; i++)
        near += fabs(scores->list[i].shown - cut) <= 1;
    if (!near)
        return (struct sv){0};
    return sv_printf(w->a, "%.*s %s within a point of the cut of %.*s",
                     SV_ARG(phrase_count(near, w->style, w->a)),
                     phrase_plural(near, "deal stands", "deals stand"),
                     SV_ARG(phrase_value(cut, w->style, w->a)));
}

struct sv words_near_cuts(const struct words *w, const struct scores *scores)
{
    struct sv critical, high;

    if (!(scores->p_loss_error > 0))
        return (struct sv){0};
    critical = near_cut(w, scores, scores->cuts.critical);
    high = near_cut(w, scores, scores->cuts.high);
    if (!critical.len && !high.len)
        return critical;
    return sv_printf(w->a,
                     "%.*s%s%.*s: trained anew, scores move by about %.*s "
                     "points, so the level could as well be the next one",
                     SV_ARG(critical), critical.len && high.len ? ", " : "",
                     SV_ARG(high),
                     SV_ARG(phrase_fixed(w->settings->forest_weight *
                                             scores->p_loss_error,
                                         1, w->style, w->a)));
}
