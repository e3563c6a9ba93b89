/*
 * Tabs: the sheets of a workbook, and which of them is read. Private to the
 * readers of workbooks. The one that is asked for by name; else the visible
 * one that suits best (table_suits), the first of several. Hidden ones are read
 * by name only.
 */
#ifndef SCORING_INTAKE_TABS_H
#define SCORING_INTAKE_TABS_H

#include "scoring/base/err.h"
#include "scoring/base/sv.h"

struct tab {
    struct sv name; /* cleaned */
    bool hidden;
    size_t suits;       /* of those that were tried */
    struct sv id, part; /* of an .xlsx: its relationship, and what that names:
                           "xl/worksheets/sheet1.xml" */
};

struct tabs {
    const char *path; /* for messages */
    struct arena *a;
    size_t n;
    struct tab *list; /* n */
};

/* The new one, at the end; NULL, with err set: there are too many. */
struct tab *tabs_add(struct tabs *t, const char *name, struct err *err);

/* The one of that name, exactly, else without case. */
bool tabs_named(const struct tab **out, const struct tabs *t, struct sv name,
                struct err *err);

/* The visible one that suits best; none is visible: an error. */
bool tabs_best(const struct tab **out, const struct tabs *t, struct err *err);

/* Those that suit as well as the one that is read, as a list. */
struct sv tabs_others(const struct tabs *t, const struct tab *read);

#endif
