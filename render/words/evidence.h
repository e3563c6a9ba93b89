/*
 * Evidence: the sentence beside a factor, from counts that were known on
 * as-of: "Rep won 18 of 61 (30%); team 45%", "95 days in Demo; of 117 stays
 * of deals that won, 88 were over by day 31".
 *
 * A factor raises the risk, but the counts need not say why: a rule has its
 * own limit, and a forest weighs fields together. Where they do not, the
 * sentence still gives the counts and then names what raised the points
 * ("the rule's limit is 45%", "the forest adds points for days in stage"),
 * so that it never argues what the data does not show.
 */
#ifndef RENDER_WORDS_EVIDENCE_H
#define RENDER_WORDS_EVIDENCE_H

#include "render/words/words.h"
#include "scoring/score/score.h"

/* One sentence without a final stop, of one of `scores`. `features` are the
 * forest's columns; of rules only they are not read. */
struct sv words_evidence(const struct words *w, const struct scores *scores,
                         const struct feature_set *features,
                         const struct score *score, enum subject subject);

#endif
