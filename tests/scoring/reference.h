/*
 * Reference figures for tests: a CSV of numbers under DEALSENSE_SHARED, an
 * empty field as NAN. Ends the test when the file is not there, and skips it
 * where the whole folder is not.
 */
#ifndef TESTS_SCORING_REFERENCE_H
#define TESTS_SCORING_REFERENCE_H

#include "tests/shared.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* cmocka of Debian 12 compares floats only. */
#define assert_near(a, b, tolerance)                                           \
    assert_true(fabs((double)(a) - (double)(b)) <= (tolerance))

struct reference {
    size_t rows, cols;
    double *x; /* rows × cols, row by row; without the header */
};

static inline FILE *reference_open(const char *name)
{
    char path[4096];
    FILE *file;

    shared_needed("reference");
    snprintf(path, sizeof path, "%s/reference/%s", shared_folder(), name);
    file = fopen(path, "r");
    assert_non_null(file);
    return file;
}

/* Numbers only; `text` columns on the left are skipped. */
static inline struct reference reference_read(const char *name, size_t text)
{
    struct reference out = {0};
    FILE *file = reference_open(name);
    char line[4096];
    size_t room = 0, n = 0;

    assert_non_null(fgets(line, sizeof line, file));
    while (fgets(line, sizeof line, file)) {
        char *at = line;
        size_t col = 0;
        for (bool more = true; more; col++) {
            size_t len = strcspn(at, ",\r\n");
            more = at[len] == ',';
            at[len] = '\0';
            if (col >= text) {
                char *end;
                double value = strtod(at, &end);
                if (n == room) {
                    room = room ? 2 * room : 1024;
                    out.x = realloc(out.x, room * sizeof *out.x);
                    assert_non_null(out.x);
                }
                out.x[n++] = end > at && *end == '\0' ? value : NAN;
            }
            at += len + 1;
        }
        out.cols = col - text;
        out.rows++;
    }
    fclose(file);
    assert_int_equal(n, out.rows * out.cols);
    return out;
}

#endif
