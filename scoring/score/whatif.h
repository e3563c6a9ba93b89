/*
 * What-if: what a page needs to score a changed deal anew, as this run would
 * have scored it: its row of features, its rule points, and of the company
 * no more than those questions ask that a changeable field can put to it.
 * Everything about the company stays as it was known on as-of.
 *
 * A field may be changed where it moves this score:
 *   stage, days in stage   features of the stage; the rule of time in stage
 *   amount                 features of the amount; the rule of deal size
 *   expected close         where its history is dated; a later one is a push
 *   pushes                 where they are dated
 *   wait                   days that pass while nothing else happens: the deal
 *                          and its stay grow older, the close comes nearer
 * Never a rep, region or industry, and not what the score does not read
 * (last activity: it is known only as it stands today).
 *
 * Ranks. The forest asks of a percentile only whether it is above one of its
 * thresholds, and the additive model above how many of its RANK_STEPS, so of
 * a whole sample this keeps, for each of those bounds, the least value whose
 * rank is above it: at most BINS_MAX + RANK_STEPS pairs in place of 100,000
 * numbers, the same answer of both learners, and nobody's amounts given away
 * but the smallest and the largest (trained_ranges.h).
 */
#ifndef SCORING_SCORE_WHATIF_H
#define SCORING_SCORE_WHATIF_H

#include "scoring/score/score.h"
#include "scoring/score/trained_ranges.h"

/* With more columns, thresholds in a column, or stages, nothing is offered:
 * no training writes such a forest, and no company has such a pipeline. */
enum { WHATIF_COLUMNS = 254, WHATIF_CUTS = 127, WHATIF_STAGES = 200 };

/* A value from `from` on has this rank, as far as the model can tell; one
 * below the first step has rank 0. */
struct whatif_steps {
    bool known; /* false: the sample is empty, every rank is missing */
    size_t n;
    struct whatif_step {
        double from;
        float rank;
    } * list; /* n, ascending */
};

struct whatif_cuts { /* the thresholds of a column */
    size_t n;
    float *list; /* n, ascending, each once */
};

struct whatif_stage { /* by its place in the pipeline */
    int32_t code;     /* in deals.stage */
    double limit;     /* the rule: points above so many days; NAN: never */
    struct whatif_steps rank; /* days_in_stage_percentile */
};

/* One scored deal. NAN: not known. */
struct whatif_deal {
    int32_t stage, forest_stage; /* place of the stage that rules and features
                                    read; −1: not known, or closed */
    double days, forest_days;    /* in it */
    double age, amount;
    double close, pushes; /* as the features read them */
    int32_t last;         /* place of the last stage that has one; −1 */
    size_t n_stays;       /* in stages behind it (features/stays.h) */
    struct whatif_stay {
        int32_t place, began, ended; /* days ago */
    } * stays;
    /* n_sized: the win rate of a pair with the deal size, at or below the
     * median, and above; NAN: the other field is empty. */
    double (*sized)[2];
    double points[RULE_COUNT];
    const float *row; /* of the forest: column c at row[c * whatif.x.rows];
                         NULL: rules only */
};

struct whatif {
    bool offered;
    bool stage, amount, close, pushes; /* fields that move this score */
    bool age_for_days;  /* seed: the age stands for unknown days in stage */
    size_t n_sized;     /* pairs with the deal size */
    size_t *sized;      /* n_sized; their columns of the forest */
    double half;        /* the median that they compare with */
    bool tracked;       /* what a track does not know stays unknown */
    bool amount_counts; /* an empty amount is a missing field */
    double large_amount, long_cycle, won_median; /* see features.c */
    struct whatif_steps amounts, cycles;
    size_t n_stages;
    struct whatif_stage *stages;
    struct whatif_cuts *cuts;   /* columns of the forest; NULL: rules only */
    struct trained_ranges seen; /* in training; of rules only nothing */
    struct matrix x;            /* deals × columns of the forest */
    size_t n;
    struct whatif_deal *deals; /* n, in the order of scores->list */
};

void whatif_compute(struct whatif *out, const struct context *ctx,
                    const struct scores *scores, const struct model *model);

#endif
