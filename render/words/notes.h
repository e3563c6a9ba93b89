/*
 * Notes: what a reader must know before believing a page: for whom the pack
 * is and what was left out of it, why the forest is used or not, how old the
 * export is, what is missing in it, which fields give the outcome away.
 */
#ifndef RENDER_WORDS_NOTES_H
#define RENDER_WORDS_NOTES_H

#include "render/words/words.h"
#include "render/words/leaks.h"
#include "scoring/leaks/linter.h"
#include "scoring/quarter/landing.h"
#include "scoring/portfolio/followup.h"
#include "scoring/portfolio/portfolio.h"
#include "scoring/settings/audience.h"
#include "scoring/trust/model.h"

struct note {
    struct sv text;
    bool warning;
    bool detail; /* for who sets the product up: messages leave it out */
};

struct notes {
    size_t n;
    struct note *list;
};

struct notes_facts {
    const struct audience *audience; /* NULL: cro */
    const struct landing *landing;   /* or NULL */
    const struct model *model;
    const struct scores *scores;
    const struct portfolio *portfolio;
    const struct leaks *leaks;       /* or NULL */
    const struct leak_words *leak_words; /* leaks->n */
    struct sv reason;                /* of the mode (model.h) */
    struct sv levels_finding;        /* levels.h; empty: the cuts sort */
    struct sv near_cuts;             /* model.h; empty: no deal is near one */
    struct sv undated_amounts;       /* model.h; empty: they are dated */
    struct sv outcomes_finding;      /* drift.h; a warning where they moved */
    const struct followup *followup; /* NULL: no history store */
    struct sv break_reason;          /* of the news; empty: none */
    size_t n_off;
    const struct feature_off *off; /* features that are switched off */
    const struct sv *off_reasons;  /* n_off */
    size_t undated, later;         /* rows in no figure (report.h) */
    size_t unborn;                 /* open deals without a start date */
    int32_t hint_as_of;            /* a day with open deals, or DATE_NONE */
};

void words_notes(struct notes *out, const struct words *w,
                 const struct notes_facts *facts);

/* What was taken out of a pack for its reader; empty for cro. */
struct sv words_audience_note(const struct words *w,
                              const struct audience *audience);

#endif
