/*
 * Evidence: the sentence beside a factor, computed from counts that were
 * known on as-of: "Rep won 18 of 61 (30%); team 45%", "95 days in Demo; of
 * 117 stays of deals that won, 88 were over by day 31".
 *
 * A factor raises the risk, but the counts need not say why: a rule has its
 * own limit, and a forest weighs fields together. Where they do not, the
 * sentence still gives the counts and then names what raised the points
 * ("the rule's limit is 45%", "the forest adds points for days in stage"),
 * so that it never argues what the data does not show.
 */
#ifndef SCORING_SCORE_EVIDENCE_H
#define SCORING_SCORE_EVIDENCE_H

#include "scoring/score/actions.h"
#include "scoring/score/score.h"

struct evidence_view {
    const struct deals *deals;
    const struct snapshot *snapshot; /* of as-of */
    const struct rule_limits *limits;
    const struct feature_set *features; /* of the forest; NULL: rules only */
};

/* One sentence without a final stop, for a score whose receipt is built. */
struct sv evidence_sentence(enum subject subject, const struct evidence_view *v,
                            const struct score *score, struct arena *a);

#endif
