/*
 * Figures of independent tools and the plain CSV files of ../shared: comma
 * separated, perhaps quoted, never with a comma inside a field. Not our own
 * reader, so that a test of mathematics depends on nothing else.
 */
#ifndef TESTS_REFERENCE_H
#define TESTS_REFERENCE_H

#include "tests/shared.h"

#include "scoring/base/date.h"
#include "scoring/base/file.h"

#include <math.h>

enum { FIGURES_FIELDS = 32 };

struct figures {
    struct file file;
    struct sv rest; /* lines not yet read */
    size_t n_fields;
    struct sv fields[FIGURES_FIELDS]; /* of the line read last */
};

static inline bool figures_next(struct figures *t)
{
    if (t->rest.len == 0)
        return false;

    struct sv line = sv_trim(sv_cut(&t->rest, '\n'));
    for (t->n_fields = 0; t->n_fields < FIGURES_FIELDS; t->n_fields++) {
        struct sv field = sv_cut(&line, ',');
        if (field.len >= 2 && field.ptr[0] == '"')
            field = (struct sv){field.ptr + 1, field.len - 2};
        t->fields[t->n_fields] = field;
        if (line.len == 0) {
            t->n_fields++;
            break;
        }
    }
    return true;
}

/* Opens `path` below the shared folder and passes its header line; skips the
 * test where there is no such folder. */
static inline struct figures figures_open(const char *path)
{
    struct figures t = {0};
    struct err err = {0};
    char full[4096];

    shared_needed(path);
    assert_true(snprintf(full, sizeof full, "%s/%s", shared_folder(), path) >
                0);
    if (!file_open(&t.file, full, &err))
        fail_msg("%s", err.text);
    t.rest = t.file.bytes;
    assert_true(figures_next(&t));
    return t;
}

static inline double figures_number(const struct figures *t, size_t field)
{
    char text[64] = "";
    struct sv s = t->fields[field];

    assert_true(field < t->n_fields && s.len < sizeof text);
    memcpy(text, s.ptr, s.len);
    return sv_eq(s, SV("NA")) ? NAN : strtod(text, NULL);
}

static inline int32_t figures_date(const struct figures *t, size_t field)
{
    int32_t date = DATE_NONE;

    assert_true(date_parse_iso(&date, t->fields[field]));
    return date;
}

/* Equal to `tolerance`, or both not known. */
static inline void assert_near(double ours, double theirs, double tolerance)
{
    if (isnan(ours) != isnan(theirs) || fabs(ours - theirs) > tolerance)
        fail_msg("%.17g, but the reference has %.17g", ours, theirs);
}

#endif
