/*
 * Progress: what a long stage tells whoever started it. Only cmd/ prints.
 */
#ifndef SCORING_BASE_PROGRESS_H
#define SCORING_BASE_PROGRESS_H

#include <stddef.h>

/* Reports what a long stage is at; may be NULL. stage is a literal. */
struct progress {
    void (*fn)(void *ctx, const char *stage, size_t done, size_t total);
    void *ctx;
};

#endif
