/*
 * The quarter in words: what it will close at, in which range, how that range
 * and both baselines did on past quarters, and what it is to the target. One
 * sentence a line, without a final full stop, empty where nothing is to say;
 * the same lines in every format. Names are those of w->deals: masked.
 */
#ifndef RENDER_WORDS_QUARTER_H
#define RENDER_WORDS_QUARTER_H

#include "render/words/words.h"
#include "scoring/quarter/landing.h"

struct quarter_words {
    struct sv name;  /* "Q3 2026" */
    struct sv then;  /* "with 41 days left": the same day of past quarters */
    struct sv whose; /* "Anna Berg"; empty: the company, or the reader's own */
    struct sv heading; /* "Q3 2026: 41 of 92 days left, to 30 September" */
    /* "Q3 2026 will close at $1.9M won (80% range $1.6M to $2.2M)"; why there
     * is no landing, where there is none. */
    struct sv landing;
    struct sv parts; /* "$840,000 won so far, $720,000 from 214 open deals,
                        $360,000 from deals not yet created" */
    struct sv no_range; /* why there is none */
    struct sv record; /* "The range held in 6 of the last 8 quarters; the landing
                         was off by 8% ($150,000), 2% too high on average";
                         empty: too few past quarters tell */
    struct sv baselines; /* "On the same days the average of past quarters was
                            off by 14%, adding up what the CRM says closes by
                            61%" */
    struct sv method; /* why the average is used; empty: the model is */
    struct sv crm;    /* "The CRM says $3.1M", beside the landing */
    struct sv lost;   /* "Expected to be lost in Q3 2026, by 30 Sep: $2.1M (80%
                         range …)"; how many were, where no amount is known */
    struct sv hinges; /* "10 deals hold 62% of what is uncertain", or that no deal
                         decides the quarter */
    struct sv hinges_title; /* "The deals that decide it" */
    struct sv won_by;       /* of a column of chances: "Won by 30 Sep" */
    struct sv target; /* "$840,000 of $2.0M (42%) are won; $1.2M to go" */
    struct sv chance; /* "The chance to reach it is 38%" */
    struct sv cover;  /* "$2.2M are open and due, 1.9 times what is to go; past
                         quarters needed 2.4 times (1.8 to 3.1) on this day" */
    struct sv amounts; /* what replays take amounts and closes for, if undated */
};

void words_quarter(struct quarter_words *out, const struct words *w,
                   const struct landing *l, const struct landing_scope *scope,
                   enum landing_when when);

/* The name of a scope: "Anna Berg"; empty: the company. */
struct sv words_scope(const struct words *w, const struct landing_scope *s);

/* "adding up the deals' chances", "the average of past quarters", "adding up what
 * the CRM says closes". */
const char *words_method(enum landing_method m);

/* Target names that nobody of the export has, for the notes; may be empty. */
struct sv words_unknown_targets(const struct words *w, const struct landing *l);

#endif
