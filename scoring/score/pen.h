/*
 * Pen: what every evidence sentence is written with: the view, the deal and
 * its receipt, and the clauses that several sentences share. Internal to
 * evidence.c and evidence_rates.c.
 */
#ifndef SCORING_SCORE_PEN_H
#define SCORING_SCORE_PEN_H

#include "scoring/score/evidence.h"

struct pen {
    const struct evidence_view *v;
    const struct score *score;
    size_t i; /* deal */
    enum subject subject;
    struct arena *a;
};

/* The line of this subject that raises the score most; NULL: none does. */
const struct receipt_line *pen_strongest(const struct pen *p,
                                         enum line_kind kind);

/* "; the forest adds points for days in stage", where a column does. */
struct sv pen_forest(const struct pen *p);

/* Do the counts speak of what raised the points: does a rule, or is the
 * strongest column of the forest one of the n `names`? */
bool pen_backed(const struct pen *p, const char *const *names, size_t n);

/* The strongest column's built-in feature; NULL: none, or an own field. */
const struct feature *pen_feature(const struct pen *p);

struct sv pen_join(const struct pen *p, struct sv counts, struct sv clause);

/* A field that is empty, or of which nothing is known. */
struct sv pen_not_known(const struct pen *p, const char *what);

/* "1 day", "41 days". */
struct sv pen_days(const struct pen *p, double days);

/* Sentences about win rates (evidence_rates.c). */
struct sv evidence_rep(const struct pen *p);
struct sv evidence_industry(const struct pen *p);
struct sv evidence_region(const struct pen *p);
struct sv evidence_product(const struct pen *p);
struct sv evidence_source(const struct pen *p);
struct sv evidence_account(const struct pen *p);
struct sv evidence_own(const struct pen *p);

#endif
