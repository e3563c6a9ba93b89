/*
 * Deal quality index (DQI), 0–100, of an open deal: the mean of those of
 * its three parts that are known, each 0–100:
 *
 *   source   shrunk win rate of its lead source ÷ that of the best source
 *   stage    its ordinal ÷ the last open stage's ordinal
 *   history  mean of the rep's and the account's shrunk win rates, each ÷
 *            the best rep's or account's
 *
 * Shrunk rates keep a lucky few from looking like quality: where groups
 * differ by no more than chance all of them stand at 100.
 */
#ifndef SCORING_QUALITY_H
#define SCORING_QUALITY_H

#include "scoring/standing.h"

/* Mean over the open deals of which anything is known; NAN: none. */
double quality_mean(const struct standing *s);

#endif
