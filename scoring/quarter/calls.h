/*
 * Calls: the forecast categories that sales put its open deals in, rolled up
 * for the company, each manager and each owner, with what of them is in danger
 * (HIGH or CRITICAL) and overdue; and how often deals of a category came in.
 *
 * A deal is of the category that the CRM shows; categories are in the order of
 * forecasts (forecast_words.h: Commit, Best Case, Pipeline, Omitted), others after
 * them by code. Open deals in a category that says "closed" are listed as they are.
 *
 * Came in: of the deals that were open in the category and due by the quarter's
 * end on the same day of a past quarter (pace.h), how many were won by that
 * quarter's end. It takes days that are told of (dated.h), with their
 * categories: from the runs of the store, or from a history that records them.
 * Where expected closes were not recorded, all open deals of the category
 * count, and `due_only` is false. Deals are counted once a quarter; the
 * interval is Wilson's.
 *
 * By person a rate is no fact but a comparison: an owner's or manager's share
 * that came in against that of all others in the same category by Fisher's
 * exact test, where there are at least CALLS_LEAST on both sides; all such tests
 * are one family, adjusted by Benjamini and Hochberg (1995). Only who differs
 * at 5% is named with the rate; everybody else has counts alone. Owners of past
 * days are those of today: a history of owners is not read.
 */
#ifndef SCORING_QUARTER_CALLS_H
#define SCORING_QUARTER_CALLS_H

#include "scoring/intake/forecast_words.h"
#include "scoring/quarter/dated.h"
#include "scoring/score/score.h"
#include "scoring/stats/stats.h"

enum { CALLS_PAST = 8, CALLS_LEAST = 10 };

/* Open deals and what of them is in danger. */
struct call_count {
    size_t deals, in_danger, overdue;
    int64_t cents, danger_cents, overdue_cents;
};

struct call_row {
    int32_t category; /* code of deals.forecast_category */
    enum group group; /* GROUP_OWNER, GROUP_MANAGER; GROUP_COUNT: company */
    int32_t code;     /* of the group's category; −1: of no owner or manager */
    struct call_count all; /* all open deals */
    struct call_count due; /* expected by this quarter's end, overdue ones
                              among them */
    size_t came_in, of;    /* at the same day of past quarters; of 0: not
                              known */
    struct interval rate95;
    double p, p_adjusted; /* of a person; NAN: not tested */
    bool worse, better;   /* than the others, after adjustment */
};

struct calls {
    enum quarter_gap gap;      /* GAP_NO_CATEGORY, else GAP_NONE */
    enum quarter_gap past_gap; /* why no rate is known */
    size_t without;            /* open deals without a category */
    bool due_only;             /* of the rates */
    size_t quarters;           /* past ones behind the rates */
    enum dated_from from;      /* of the newest of them */
    size_t n;                  /* rows of the company, by category */
    struct call_row *company;
    size_t n_people;           /* managers, then owners; of each by the amount
                                  of all rows, then code; then by category */
    struct call_row *people;
    size_t family; /* tests */
};

void calls_compute(struct calls *out, const struct dated *d,
                   const struct scores *scores);

/* Gives the people of one manager's calls the records and tests that all of the
 * company's have, so that no two packs say different things of one person. */
void calls_keep_tests(struct calls *out, const struct calls *all);

#endif
