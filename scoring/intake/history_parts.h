/*
 * Stage history on its way from a file to deals.events, private to this room:
 * which column is what (history_headers.c), rows as arrivals (history.c), the
 * order of those that bear one time (history_order.c), and what changes of
 * single fields and moves from stage to stage make of a deal's stages
 * (history_changes.c).
 */
#ifndef SCORING_INTAKE_HISTORY_PARTS_H
#define SCORING_INTAKE_HISTORY_PARTS_H

#include <math.h>

#include "scoring/intake/gate_parts.h"

/* What a row of a history tells. */
enum told {
    TOLD_STATE,    /* the stage that was entered, with what else stood then */
    TOLD_STAGE,    /* of a change: the stage */
    TOLD_AMOUNT,   /* the amount */
    TOLD_EXPECTED, /* the expected close */
    TOLD_CATEGORY, /* the forecast category */
    TOLD_CREATED,  /* that the deal was created then */
    TOLD_OTHER,    /* a field that nothing here needs */
};

/* What stood before a row; −1, NAN, DATE_NONE: the row does not say. */
struct before {
    int32_t stage, category;
    int32_t expected;
    double amount;
};

struct arrival {
    uint32_t deal, row; /* row of the table, for messages alone */
    int32_t seconds;    /* of the day; −1: no time is written */
    int32_t place;      /* of its stage among all, history_order.c */
    enum told told;
    struct before before;
    int32_t category; /* of the forecast; −1: the row does not say */
    struct stage_event event;
};

/* Are both the same, or both not known? */
static inline bool same_number(double a, double b)
{
    return a == b || (isnan(a) && isnan(b));
}

/* Ids of the deals, and the first 15 characters of those that have 18. */
struct history_ids {
    struct intern whole, cut;
    int32_t *deal_of_cut;
};

void history_ids_init(struct history_ids *ids, const struct deals *d,
                      struct arena *scratch);
void history_ids_release(struct history_ids *ids);
/* The deal of that id; −1: none. */
int32_t history_ids_find(const struct history_ids *ids, struct sv id);

/* The categories that the deals have today; none: a history's are not read. */
void history_know_categories(struct intern *out, const struct deals *d,
                             struct arena *run);
/* The code of a category, in whatever words of the CRM; a new one where no deal
 * is in it today. −1: the name is empty. */
int32_t history_category(struct intern *known, struct sv name);
/* Gives the deals those of the events, if any, and the labels that are new. */
void history_keep_categories(struct deals *d, const struct intern *known,
                             const struct arrival *events, size_t n,
                             struct arena *run);

/* The columns of a history file by its headers, or by [columns]; −1: it has
 * none. */
struct history_map {
    int column[HISTORY_COLUMN_COUNT];
};

/* Does a row tell a field that changed, rather than a state? */
bool history_map_changes(const struct history_map *m);

/* The columns that the file needs and lacks; how many. */
size_t history_map_lacks(enum history_column out[HISTORY_COLUMN_COUNT],
                         const struct history_map *m);

/* A header that [columns] names and that is not there is an error. */
bool history_map_columns(struct history_map *out, const struct headers *in,
                         const struct settings *s, struct err *err);

/* What a row tells whose field is named so. */
enum told history_field(struct sv field, const struct settings *s);

/* Sorts by deal and time, and those of one time by the usual place of their
 * stages, closing ones last. `stages`: all labels. */
void history_sort(struct arrival *list, size_t n, const struct gate *g,
                  const struct intern *stages);

/*
 * Gives those of one deal that bear one time the order in which they must have
 * come, whatever order the file has: each takes up what the one before it
 * left, and changes something, and the last leaves the deal where it stands.
 * Where several orders do, that of history_sort() stays.
 */
void history_order(struct arrival *list, size_t n, const struct deals *d);

/*
 * What single changes make of each deal: a state after each time at which
 * something changed. What no row changes is as the export has it. A deal that
 * was first changed from something was that since its creation, so that there
 * is a state more for each. `list` as history_order() leaves it, and what is
 * returned where its rows are all of the states; *n becomes the states'.
 */
struct arrival *history_states(struct arrival *list, size_t *n,
                               const struct deals *d, struct arena *a);

#endif
