/*
 * Evidence: the sentence beside a factor, computed from counts that were
 * known on as-of: "Rep won 18 of 61 (30%); team 45%", "95 days in Demo; 3 of
 * 4 deals that won left it by day 31". And the action table
 * (subject × level → what, who, by when).
 */
#ifndef SCORING_EVIDENCE_H
#define SCORING_EVIDENCE_H

#include "scoring/score.h"

struct sv evidence_sentence(enum subject subject, const struct deals *d,
                            const struct snapshot *s,
                            const struct rule_limits *limits,
                            const struct score *score, struct arena *a);

struct action action_choose(enum subject subject, enum level level,
                            struct sv rep, struct sv manager, int32_t as_of,
                            const struct settings *s, struct arena *a);

#endif
