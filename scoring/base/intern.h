/*
 * Interning: text to codes 0, 1, 2, … in order of first appearance (a uthash
 * table whose order is never walked). Labels are copied to an arena. A table
 * that folds takes "DEMO" and "Demo" for one (ASCII letters), and its label
 * is the spelling that came first.
 */
#ifndef SCORING_BASE_INTERN_H
#define SCORING_BASE_INTERN_H

#include <stdint.h>

#include "scoring/base/sv.h"

struct intern_entry;

struct intern {
    struct intern_entry *table;
    struct arena *arena; /* of labels and entries */
    bool fold;
    size_t n, capacity;
    struct sv *labels; /* n, on the heap until intern_release() */
};

void intern_init(struct intern *in, struct arena *arena);
void intern_init_fold(struct intern *in, struct arena *arena);
void intern_release(struct intern *in); /* accepts NULL or zeroed */

/* The code of text, new or not. */
int32_t intern_add(struct intern *in, struct sv text);
/* The code, or −1. */
int32_t intern_find(const struct intern *in, struct sv text);

/* A copy of the labels in `a`. */
struct sv *intern_labels(const struct intern *in, struct arena *a);

#endif
