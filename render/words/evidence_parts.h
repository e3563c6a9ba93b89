/*
 * Evidence in parts: what every evidence sentence is written from, and the
 * clauses that several of them share. Private to evidence*.c.
 */
#ifndef RENDER_WORDS_EVIDENCE_PARTS_H
#define RENDER_WORDS_EVIDENCE_PARTS_H

#include "render/words/evidence.h"

struct evidence {
    const struct words *w;
    const struct scores *scores;
    const struct feature_set *features; /* of the model; NULL: rules only */
    const struct score *score;
    enum subject subject;
};

/* The line of this subject that raises the score most; NULL: none does. */
const struct receipt_line *evidence_strongest(const struct evidence *e,
                                              enum line_kind kind);

/* The column of this subject to which the learners together give most points;
 * NULL: none raises the score. */
const struct feature_column *evidence_column(const struct evidence *e);

/* "; the model adds points for days in stage", where a column does. */
struct sv evidence_model(const struct evidence *e);
/* The same after counts that speak for the deal: "; no concern by itself, yet
 * the model adds points for age of the deal". */
struct sv evidence_yet(const struct evidence *e);

/* The pair whose rate raises the score most of this subject, more than any
 * rule of it; NULL: none does. */
const struct feature_column *evidence_pair(const struct evidence *e);

/* Do the counts speak of what raised the points: does a rule, or is the
 * strongest column of the model one of which they are kept? */
bool evidence_backed(const struct evidence *e, enum counted counted);

/* The strongest column's built-in feature; NULL: none, or an own field. */
const struct feature *evidence_feature(const struct evidence *e);

struct sv evidence_join(const struct evidence *e, struct sv counts,
                        struct sv clause);

/* A field that is empty, or of which nothing is known. */
struct sv evidence_not_known(const struct evidence *e, const char *what);

/* "1 day", "41 days". */
struct sv evidence_days(const struct evidence *e, double days);

/* Sentences about win rates (evidence_rates.c). */
struct sv evidence_rep(const struct evidence *e);
struct sv evidence_industry(const struct evidence *e);
struct sv evidence_region(const struct evidence *e);
struct sv evidence_product(const struct evidence *e);
struct sv evidence_source(const struct evidence *e);
struct sv evidence_account(const struct evidence *e);
struct sv evidence_own(const struct evidence *e);
struct sv evidence_both(const struct evidence *e,
                        const struct feature_column *pair);

#endif
