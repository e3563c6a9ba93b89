/*
 * Names of a made-up company: accounts in several scripts, reps, managers,
 * and the labels of its categories. All are invented; each is a function of
 * a number, so that nothing is stored.
 */
#ifndef SAMPLE_NAMES_H
#define SAMPLE_NAMES_H

#include "sample/world.h"
#include "scoring/base/sv.h"

extern const char *const SAMPLE_STAGES[WORLD_STAGES];
extern const char *const SAMPLE_FORECASTS[WORLD_STAGES];
extern const char *const SAMPLE_SOURCES[WORLD_SOURCES];
extern const char *const SAMPLE_INDUSTRIES[WORLD_INDUSTRIES];
extern const char *const SAMPLE_REGIONS[WORLD_REGIONS];
extern const char *const SAMPLE_PRODUCTS[WORLD_PRODUCTS + 1];

struct sv sample_account(size_t number, struct arena *a);
struct sv sample_rep(int number, struct arena *a);
struct sv sample_manager(int rep);
struct sv sample_next_step(uint32_t draw); /* may be empty */

#endif
