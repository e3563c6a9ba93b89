/*
 * Seeded random numbers: xoshiro256** seeded by splitmix64 (Blackman and
 * Vigna, 2018). A stream is named by (seed, stream), so that work split
 * over threads draws the same numbers in any order.
 */
#ifndef SCORING_BASE_RNG_H
#define SCORING_BASE_RNG_H

#include <stdint.h>

struct rng {
    uint64_t state[4];
};

void rng_init(struct rng *r, uint64_t seed, uint64_t stream);
uint64_t rng_next(struct rng *r);
uint32_t rng_below(struct rng *r, uint32_t n); /* uniform 0 … n−1; n > 0 */
double rng_uniform(struct rng *r);             /* [0, 1) */
double rng_normal(struct rng *r);              /* mean 0, variance 1 */

#endif
