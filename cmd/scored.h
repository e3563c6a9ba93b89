/*
 * Scored: an export taken as far as the report, for the commands that print
 * instead of publishing (score, explain). `run` spells the same steps out.
 */
#ifndef CMD_SCORED_H
#define CMD_SCORED_H

#include "cmd/inputs.h"
#include "render/report/report.h"

struct scored {
    struct inputs in;
    struct leaks leaks;
    struct model model;
    struct scores scores;
    struct counterfactuals *counterfactuals;
    struct outlook *outlooks;
    struct portfolio portfolio;
    struct report report;
};

bool scored_make(struct scored *out, const struct options *o, struct err *err);
void scored_release(struct scored *s); /* accepts NULL or zeroed */

#endif
