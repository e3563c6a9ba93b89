/*
 * A configuration being read, for settings_read.c and settings_free.c alone:
 * the keys of the table, and the sections that are keyed by the user's own
 * words. Functions that set something return 1, or 0 after source_fail().
 */
#ifndef SCORING_SETTINGS_SETTINGS_SOURCE_H
#define SCORING_SETTINGS_SETTINGS_SOURCE_H

#include "scoring/settings/settings_keys.h"

/* What inih is given: it counts no lines for its handler, so we do. */
struct source {
    struct settings *s;
    struct sv rest;
    struct sv section; /* the one that the line is in, at any length */
    size_t line;
    const char *path;
    struct arena *run;
    struct err *err;
    bool failed;
};

/* Keeps the first error, with the line; returns 0. */
int source_fail(struct source *src, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
/* Adds the items of a list, at most `most` in all. */
int source_items(struct source *src, const char *name, struct sv *list,
                 size_t *n, size_t most, struct sv value);
bool source_number(double *out, struct sv text, struct arena *run);

/* Of the section "send board" the audience, else empty. */
struct sv settings_sends_to(struct sv section);
/* False where the section is none of the user's own words; else *result. */
bool settings_free(int *result, struct source *src, struct sv section,
                   struct sv name, struct sv value);

#endif
