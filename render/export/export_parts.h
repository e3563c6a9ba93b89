/*
 * What the writers of this room share. For them alone; everybody else sees
 * export.h.
 */
#ifndef RENDER_EXPORT_EXPORT_PARTS_H
#define RENDER_EXPORT_EXPORT_PARTS_H

#include "render/export/export.h"

enum { EXPORT_NAME = 48 }; /* room for a name in SQL and its end */

/* The name in SQL of column k, into out; returns out. */
char *export_name(char out[EXPORT_NAME], const struct feature_set *set,
                  size_t k);

/* "days", "share", … of column k. */
const char *export_unit(const struct feature_set *set, size_t k);

/* The largest double that float32 rounds to t or to less; of FLT_MAX, which
 * any number is at most, one below what a missing value counts as. */
double export_split(float t);

/* A number as every dialect reads it back to the bit. */
void export_number(struct buf *out, double x);

/* The same, whatever a dialect takes such a literal for. */
void export_double(struct buf *out, double x);

/* Text in a comment, of one line. */
void export_comment(struct buf *out, struct sv text);

/* The head of a file: what it is, and of which model. */
void export_head(struct buf *out, const struct export_model *e,
                 const char *what);

/* A query with every column of `from`, which has x0 …, and `additive`. */
void export_additive(struct buf *out, const struct export_model *e,
                     const char *from);

/* What the features of a model are computed from, in features.sql. */
struct export_needs {
    bool fields[COLUMN_COUNT];   /* of a deal */
    bool history;                /* amounts or stages of it */
    bool stages, expected;       /* … of it */
    bool amounts, cycles, month; /* samples; the month of a day */
    bool groups, recent, open_of_owner;
};

/* Parts of features.sql, each a run of common table expressions. */
void export_groups(struct buf *out, const struct export_model *e,
                   const struct export_needs *needs);
void export_stays(struct buf *out, const struct export_needs *needs);

/* How column k groups deals: the kind in quotes, and in SQL its labels of a
 * row `d`. False: it does not. */
struct export_group {
    char kind[EXPORT_NAME];
    char label[2][EXPORT_NAME]; /* the second is '' where there is one */
    bool sized;                 /* the second is above or below the median */
};
bool export_group(struct export_group *out, const struct export_model *e,
                  size_t k);

#endif
