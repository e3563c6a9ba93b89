/*
 * Errors. A function that can fail is `bool f(out, inputs…, struct err *err)`
 * and leaves err untouched on success. The text is one line: what, where,
 * what to do. The code is the exit code of the program.
 */
#ifndef SCORING_BASE_ERR_H
#define SCORING_BASE_ERR_H

#include <stdbool.h>

enum exit_code {
    EXIT_DONE = 0,
    EXIT_USAGE = 2,    /* the command line */
    EXIT_INPUT = 3,    /* the export, history, configuration or a pack */
    EXIT_SYSTEM = 4,   /* a file or memory */
    EXIT_DELIVERY = 5, /* sending failed or is in doubt */
    EXIT_NOTHING = 99, /* --if-changed: nothing new */
};

struct err {
    enum exit_code code;
    char text[512]; /* one line, no newline, control characters shown as ? */
};

/* Sets code and text and returns false, so that `return err_set(…)` reads. */
bool err_set(struct err *err, enum exit_code code, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

/* Whose fault a call is that failed with this errno on a file of the user's: it
 * is not there or may not be read (EXIT_INPUT), or the machine has no more or
 * is broken (EXIT_SYSTEM). */
enum exit_code err_code_of(int error);

/* Puts "prefix: " before the text; the code stays. Returns false. */
bool err_context(struct err *err, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

#endif
