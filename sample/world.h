/*
 * World: a seeded synthetic sales organisation whose every law is known, so
 * that the best possible prediction is known too.
 *
 * Deal k of a world is created at a fixed place of a calendar that runs on
 * for ever: `deals` of them in the 730 days up to WORLD_DAY, at the same
 * pace before a later day. An export "as it stood on D" shows the same world
 * to any D, so week after week can be replayed.
 *
 * The planted process. A deal's fate is drawn at creation:
 *   P(lost) = logistic(η), η = signal × (rep + source + industry + region +
 *   product + account + size), so with signal 0 all deals are alike.
 * Then it walks through five stages. A stay lasts a gamma-distributed number
 * of days (shape 2; mean by stage and size class); the doomed stay longer.
 * At its end the deal moves on, slips back one stage, or (doomed only) is
 * lost there; at the end of the last stage it closes. Its expected close is
 * pushed at random times, more often where it is doomed. With `linger` a
 * lost deal stays open for an exponential time before somebody closes it.
 *
 * Because stays, moves and pushes depend on the past only through fate,
 * stage and size class, P(lost | all that is known on D) follows from Bayes'
 * rule exactly: world_posterior(). Its AUC is the best that any model can
 * reach, but for what nobody can see (the true effects of reps and accounts).
 * Activity and next steps carry no signal.
 *
 * That is the stationary world; a scenario (scenarios.h) changes some of it.
 * What nobody can know on D, world_posterior() does not know either: shocks of
 * quarters are averaged over, and outcomes that turn later than D have not.
 * Edits, pull-ins and forecasts are the same for either fate and tell nothing.
 */
#ifndef SAMPLE_WORLD_H
#define SAMPLE_WORLD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sample/scenarios.h"
#include "scoring/base/date.h"
#include "scoring/base/mem.h"

enum {
    WORLD_STAGES = 5,
    WORLD_CLASSES = 3, /* size classes: small, mid, large */
    WORLD_STAYS = 12,  /* stays of a deal; the last one never slips back */
    WORLD_PUSHES = 16,
    WORLD_EDITS = 12,
    WORLD_REPS = 80,
    WORLD_SOURCES = 5,
    WORLD_INDUSTRIES = 7,
    WORLD_REGIONS = 4,
    WORLD_PRODUCTS = 3, /* and one more, which a scenario may launch */
};

struct world_options {
    size_t deals; /* created in the 730 days up to WORLD_DAY */
    uint64_t seed;
    double signal;   /* 0: none; 1: the committed sample */
    double linger;   /* mean days a lost deal stays open; 0 */
    double weak_rep; /* added to P(lost) of the first rep, who is else an
                        average one; 0: a rep like the others */
    const struct scenario *scenario; /* NULL: stationary */
};

struct world; /* the tables of the process; in an arena */

struct world_deal {
    size_t number; /* k; also what its id is made of */
    int rep, source, industry, region, product, size_class;
    size_t account;
    double amount;    /* at creation; NAN: never filled in */
    double signed_at; /* the amount once it is closed */
    double prior;     /* P(lost) at creation */
    bool lost;        /* its fate */
    int32_t created, closed;
    int n_stays;
    struct {
        int stage;
        int32_t entered;
    } stays[WORLD_STAYS];
    int n_pushes;
    struct {
        int32_t date;     /* pushed on */
        int32_t expected; /* to this expected close */
    } pushes[WORLD_PUSHES];
    int32_t first_expected;
    int n_edits; /* by a scenario only */
    struct {
        int32_t date;
        double amount;    /* from then on */
        int32_t expected; /* from then on; DATE_NONE: as before */
    } edits[WORLD_EDITS];
    int ahead; /* stages by which its forecast is called too early */
};

int32_t world_day(void); /* WORLD_DAY: the default as-of, a Monday */
const struct world *world_make(const struct world_options *options,
                               struct arena *a);
size_t world_reps(const struct world *w);
uint64_t world_seed(const struct world *w);
const struct scenario *world_scenario(const struct world *w);

/* Deals 0 … count − 1 are those created on or before `day`. */
size_t world_count(const struct world *w, int32_t day);
void world_deal(struct world_deal *out, const struct world *w, size_t number);

/* Of an open deal as it is told on `day`: the last push or edit up to it. */
double world_amount(const struct world_deal *deal, int32_t day);
int32_t world_expected(const struct world_deal *deal, int32_t day);

/* The export of `day` holds the deal; all closed ones are there. */
bool world_exported(const struct world *w, const struct world_deal *deal,
                    int32_t day);

/* P(lost | everything dated on or before day); the deal is open on it. */
double world_posterior(const struct world *w, const struct world_deal *deal,
                       int32_t day);

#endif
