/*
 * Diagnostics: what was wrong with a row, "file:line:column: what". Every
 * one is counted by its kind; the first DIAG_LISTED are kept with their
 * text, for the data-quality page and `check`.
 */
#ifndef SCORING_BASE_DIAG_H
#define SCORING_BASE_DIAG_H

#include <stdbool.h>
#include <stddef.h>

#include "scoring/base/mem.h"
#include "scoring/base/sv.h"

enum { DIAG_LISTED = 1000, DIAG_KINDS = 32 };

/* What becomes of the row. */
enum diag_row {
    ROW_STAYS,
    ROW_LEFT_OUT,   /* a deal that is in no figure */
    ROW_PASSED_OVER /* no deal: a title, a sum, the header again */
};

struct diag {
    const char *kind;    /* a literal: "bad date", "duplicate id", … */
    struct sv file;      /* base name of the file */
    size_t line, column; /* from 1; column 0: the whole row */
    struct sv text;      /* one line: what was found, what was done */
    bool rejected;       /* the row was left out */
};

struct diag_count {
    const char *kind;
    size_t count, rejected, passed; /* rows left out, passed over */
};

struct diags {
    struct arena *arena; /* where texts live */
    size_t total;        /* all, listed or not */
    size_t rejected;     /* rows left out */
    size_t n_listed;
    struct diag *listed; /* n_listed, in order of reading */
    size_t n_kinds;
    struct diag_count kinds[DIAG_KINDS]; /* in order of first appearance */
};

void diags_init(struct diags *d, struct arena *arena);

/* The most frequent kind first, and what is listed by file and line: an order
 * that what was read first does not decide. */
void diags_sort(struct diags *d);

/* Adds one; text is copied, cut to 200 bytes at a character boundary, and
 * its control characters are shown as '?'. */
void diags_add(struct diags *d, const char *kind, enum diag_row row,
               struct sv file, size_t line, size_t column, const char *fmt, ...)
    __attribute__((format(printf, 7, 8)));

#endif
