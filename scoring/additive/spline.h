/*
 * Spline: natural cubic splines of one number, by truncated powers (Hastie,
 * Tibshirani and Friedman 2009, 5.2.1). Between its low and its high bound
 * the number runs as u from 0 to 1; with K knots ξ₁ < … < ξ_K in u
 *   N₁ = u,  N_{k+1} = d_k − d_{K−1} for k = 1 … K − 2,
 *   d_k = ((u − ξ_k)³₊ − (u − ξ_K)³₊) ÷ (ξ_K − ξ_k),
 * so every function is straight outside the knots. With fewer than three knots
 * u alone is left, and of a number that never differs nothing is.
 *
 * The knots are the 5th, 27.5th, 50th, 72.5th and 95th percentiles (Harrell
 * 2001), those that differ. The bounds are the 0.5th and the 99.5th, or the
 * smallest and largest value where those do not differ: beyond its bounds a
 * number counts as if it stood on them, so that one deal of a hundred times
 * the size neither bends the line nor is extrapolated to.
 */
#ifndef SCORING_ADDITIVE_SPLINE_H
#define SCORING_ADDITIVE_SPLINE_H

#include <stddef.h>

enum { KNOTS_MAX = 5, SPLINE_TERMS = KNOTS_MAX - 1 };

struct spline {
    double low, high; /* low = high: no term */
    size_t n_knots;
    double knot[KNOTS_MAX]; /* ascending, in u */
};

/* From n finite values in ascending order; n may be 0. */
void spline_knots(struct spline *out, const double *sorted, size_t n);

size_t spline_terms(const struct spline *s); /* 0 … SPLINE_TERMS */

/* The functions at a finite x, into out[spline_terms()]. */
void spline_basis(double *out, const struct spline *s, double x);

/* Σβ·N as β₁·u + Σ cube_k·(u − ξ_k)³₊, for one who computes elsewhere. */
void spline_cubes(double cube[KNOTS_MAX], const struct spline *s,
                  const double *beta);

#endif
