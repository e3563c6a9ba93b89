/*
 * Prescriptions: what the portfolio asks for. A person or a channel is named
 * only where blame.h flagged it; the rest is plain counting (deals past
 * their expected close, without activity, without an amount, …). Every one
 * carries its n.
 */
#ifndef RENDER_WORDS_PRESCRIBE_H
#define RENDER_WORDS_PRESCRIBE_H

#include "render/words/groups.h"

enum prescription_of { PRESCRIBED_REP, PRESCRIBED_SEGMENT, PRESCRIBED_DEALS };

struct prescription {
    enum subject subject;
    enum prescription_of of;
    struct sv text;     /* "Audit the partner channel" */
    struct sv evidence; /* with its n, in plain words: no p-value */
    double amount;      /* open money that it is about; NAN: not known */
};

struct prescriptions {
    size_t n;
    struct prescription *list; /* flagged reps, flagged segments, concerns:
                                  those with most money first */
};

/* Reps and segments are those of `p`, as words_groups() orders them. */
void words_prescribe(struct prescriptions *out, const struct words *w,
                     const struct portfolio *p, const struct named_group *reps,
                     const struct named_group *segments);

#endif
