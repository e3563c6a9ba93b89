/*
 * World parts: the tables of the process, shared by the walk of a deal
 * (world.c), by what people write of it (edits.c) and by what may be concluded
 * from it (posterior.c).
 */
#ifndef SAMPLE_WORLD_PARTS_H
#define SAMPLE_WORLD_PARTS_H

#include "sample/world.h"

enum { TABLE_DAYS = 900 };

/* What a stay does for one fate, stage and size class. */
struct stay_law {
    double density[TABLE_DAYS];  /* P(stay = d) */
    double survival[TABLE_DAYS]; /* P(no event seen within d days) */
};

struct world {
    struct world_options options;
    const struct scenario *scenario;
    double slip[2], exit[2][WORLD_STAGES], push[2]; /* [0] won, [1] lost */
    struct stay_law stay[2][WORLD_STAGES][WORLD_CLASSES];
    double rep[WORLD_REPS], source[WORLD_SOURCES];
    double industry[WORLD_INDUSTRIES], region[WORLD_REGIONS];
    double product[WORLD_PRODUCTS + 1];
    double source_region[WORLD_SOURCES][WORLD_REGIONS];
    double industry_size[WORLD_INDUSTRIES][WORLD_CLASSES];
    size_t n_reps, n_accounts;
};

/* Of the deals of a fate whose stay in a stage ends: closed there. */
double world_closing_share(const struct world *w, bool lost, int stage);

/* The last day of the calendar quarter of a day. */
int32_t world_quarter_end(int32_t day);

/* What a scenario's people write of a deal while it is open, whatever its fate:
 * edits, pull-ins, calls. Its end is known. */
void world_write(struct world_deal *out, const struct world *w);

/* Where the scenario's crowds close the deal `number`, whose last stay began
 * on `entered` and ends on `day`: near the end of a quarter on one of its last
 * days, never before the stay began; else on `day`. */
int32_t world_crowd(size_t number, int32_t entered, int32_t day);
enum { CROWD_BEFORE = 35, CROWD_AFTER = 25, CROWD_LAST = 4 };

/* P(lost) of a deal that is closed in a quarter with this shock (in standard
 * deviations), if P(lost) averaged over shocks is p. */
double world_shocked(const struct scenario *s, double p, double shock);

#endif
