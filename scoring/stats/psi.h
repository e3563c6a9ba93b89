/*
 * PSI: population stability index (Siddiqi 2006), Σ (p − q) ln(p ÷ q) over
 * bins, of deals then against deals now, with its chance level
 * (bins − 1)(1/n + 1/m).
 *
 * A bin is a label, none, or a tenth of a number. An empty bin counts half a
 * deal, and labels with fewer than PSI_RARE open deals on both dates
 * together share a bin: so PSI stays at its chance level, ± 15%, where
 * nothing changed, also for thousands of accounts (tests/scoring/
 * psi_test.c). Both sides are treated alike for the same reason: a label
 * that is new since then is a bin of its own once it has enough deals, and
 * is rare before; to set all new labels apart would call each growing list
 * of accounts a drift.
 *
 * A drift is a PSI of more than 0.25 over its chance level. With 100 deals
 * and eleven bins chance alone passes that in 4% of cases, so it must also
 * be improbable: PSI ÷ (1/n + 1/m) is chi-squared with bins − 1 degrees of
 * freedom where nothing changed (Yurdakul 2018), and p < 0.001 is asked for.
 * From some 200 deals a side on the 0.25 decides alone.
 */
#ifndef SCORING_STATS_PSI_H
#define SCORING_STATS_PSI_H

#include <stdbool.h>
#include <stdint.h>

#include "scoring/base/mem.h"

#define PSI_DRIFT 0.25 /* over the chance level */
#define PSI_P 0.001    /* and no more likely than this by chance */
enum { PSI_RARE = 10 };

/* Of a number, in tenths of `then`. *chance is the chance level and *bins how
 * many hold a deal. NAN without deals on both sides. */
double psi_number(const double *then, size_t n_then, const double *now,
                  size_t n_now, double *chance, size_t *bins,
                  struct arena *scratch);
/* Of labels 0 … n_labels − 1, −1: none. */
double psi_label(const int32_t *then, size_t n_then, const int32_t *now,
                 size_t n_now, size_t n_labels, double *chance, size_t *bins,
                 struct arena *scratch);

/* Is it a drift? */
bool psi_drifted(double psi, double chance, size_t bins);

#endif
