/*
 * Deal quality index (DQI), 0–100, of an open deal: the mean of those of
 * its three parts that are known, each 0–100:
 *
 *   source   50 × shrunk win rate of its lead source ÷ overall win rate
 *   stage    100 × its ordinal ÷ the last open stage's ordinal
 *   history  mean of the same for its rep and for its account as for source
 *
 * each at most 100. 50 is the record of the company as a whole: where groups
 * differ by no more than chance, their shrunk rates are the overall one and
 * say 50, neither praise nor blame. (Measured against the best group instead,
 * a company without any signal would score 100.)
 */
#ifndef SCORING_PORTFOLIO_QUALITY_H
#define SCORING_PORTFOLIO_QUALITY_H

#include "scoring/portfolio/deal_states.h"

/* Mean over the open deals of which anything is known; NAN: none. */
double quality_mean(const struct deal_states *s);

#endif
