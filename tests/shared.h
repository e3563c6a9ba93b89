/*
 * Data that is not in the repository: public exports, figures of other
 * tools and published test suites, in ../shared (DEALSENSE_SHARED). A clone
 * alone has none of it; then a test that needs it is skipped, and says so in
 * the line that tests/tally.py looks for. Where the folder is there, a file
 * that is missing fails the test.
 */
#ifndef TESTS_SHARED_H
#define TESTS_SHARED_H

#include "tests/test.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

enum { EXIT_SKIPPED = 77 }; /* meson's code for it */

static inline const char *shared_folder(void)
{
    const char *folder = getenv("DEALSENSE_SHARED");

    return folder ? folder : "../shared";
}

static inline bool shared_is_here(void)
{
    struct stat st;

    return stat(shared_folder(), &st) == 0 && S_ISDIR(st.st_mode);
}

/* Skips the running test where the folder is absent: call it before anything
 * is allocated, and not in a setup, which cmocka cannot skip. */
static inline void shared_needed(const char *what)
{
    if (shared_is_here())
        return;
    print_message("skipped: needs ../shared/%s, which is not here\n", what);
    skip();
}

/* For a program of which every test needs it: names them all as skipped. */
static inline int shared_skip_all(const struct CMUnitTest *tests, size_t n,
                                  const char *what)
{
    for (size_t k = 0; k < n; k++)
        print_message("skipped: needs ../shared/%s, which is not here\n"
                      "[  SKIPPED ] %s\n",
                      what, tests[k].name);
    return EXIT_SKIPPED;
}

#endif
