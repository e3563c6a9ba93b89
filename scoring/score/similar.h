/*
 * Similar: the closed deals that were most like an open one while they were
 * open themselves, and what became of them. Precedents to read, not a second
 * forecast: eight deals say little of a rate, and the interval beside it
 * says how little.
 *
 * Compared with are moments: a deal as it stood on a landmark date, with its
 * outcome since (landmarks.h). So an open deal of 40 days in Demo is compared
 * with what others were at that point, never with what they were at their
 * end. Of a recent date only the deals that closed fast have an outcome; so
 * a date counts once resolved_share of the deals open on it are resolved (as
 * a replay does), and of those the SIMILAR_DATES latest. At most SIMILAR_ROWS
 * moments, spread evenly over them. Nothing after as_of is used.
 *
 * The distance is Gower's (1971) over the features of the model, on ranks:
 *   d(x, y) = Σ wⱼ · |Fⱼ(xⱼ) − Fⱼ(yⱼ)|,  Σ wⱼ = 1,
 * Fⱼ(x) the share of the moments whose feature j is ≤ x; a win rate counts
 * as its difference from the rate of all deals on its day. A value that only
 * one of the two has counts as 1, one that neither has as 0. wⱼ is the
 * feature's share of mean |SHAP|; without a forest each subject (age, rep,
 * stage, …) has the same weight, shared by its features. 0: alike in all that
 * the model sees; 1: as far apart as can be. Ties: the later moment, then the
 * earlier line of the export. A deal stands once, at its nearest moment.
 *
 * The interval is of the chance of loss of the deal. Of many open deals those
 * stand out whose eight happen to agree, so the share is drawn towards that of
 * all moments, p, as if m more deals had been lost at it: μ = (lost + m·p) ÷
 * (n + m) (empirical Bayes). m is what makes the outcomes of SIMILAR_TRIALS
 * moments likeliest, each seen from the eight that are nearest to it among
 * other deals; at most SIMILAR_PRIOR. The middle 95% of Beta with that mean
 * and n − 1 in place of n + m: nothing can tell how far the deal differs from
 * the eight in what the features do not see. On planted companies it holds
 * the true chance of 95% of the open deals, where the Wilson interval of the
 * share holds 88%.
 */
#ifndef SCORING_SCORE_SIMILAR_H
#define SCORING_SCORE_SIMILAR_H

#include "scoring/score/score.h"
#include "scoring/stats/stats.h"

enum {
    SIMILAR = 8,          /* deals listed */
    SIMILAR_LEAST = 50,   /* fewer closed deals: none is called similar */
    SIMILAR_DATES = 12,   /* landmark dates: a year, at 30 days */
    SIMILAR_ROWS = 8000,  /* moments compared with, at most */
    SIMILAR_TRIALS = 300, /* moments that are held against their nearest */
    SIMILAR_PRIOR = 16,
    SIMILAR_SCORED = 5000 /* above as many open deals: HIGH and CRITICAL only,
                             those that have a page */
};

struct similar_deal {
    uint32_t deal; /* index in deals; closed by as_of */
    int32_t then;  /* the day on which it was alike */
    double age;    /* days, on that day */
    int32_t stage; /* on that day, code in deals.stage; −1: not known */
    bool lost;
    double distance; /* 0 … 1 */
};

struct similar { /* of one open deal */
    size_t n, lost;
    struct interval lost95;    /* of the chance of its loss; see above */
    struct similar_deal *list; /* n, nearest first */
};

struct similars {
    size_t deals, lost; /* distinct deals compared with; 0: too few */
    size_t rows;        /* moments */
    double rate, prior; /* p and m above; NAN: not known */
    int32_t from, to;   /* the oldest and newest of them */
    bool weighted;      /* by the forest's importance */
    size_t n;
    struct similar *of; /* n = scores->n; n 0 where none was sought */
};

void similars_compute(struct similars *out, const struct context *ctx,
                      const struct scores *scores, const struct model *model);

#endif
