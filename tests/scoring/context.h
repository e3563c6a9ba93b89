/* The context of a stage under test (scoring/intake/context.h). */
#ifndef TESTS_SCORING_CONTEXT_H
#define TESTS_SCORING_CONTEXT_H

#include "scoring/intake/context.h"

/* On the newest day of the export, with one thread and seed 1; a test that
 * means another day or seed says so after. What a stage does not look at may
 * be NULL. */
static inline struct context context_of(const struct deals *d,
                                        const struct settings *s,
                                        struct arena *run,
                                        struct arena *scratch)
{
    return (struct context){.deals = d,
                            .settings = s,
                            .as_of = d->newest,
                            .threads = 1,
                            .seed = 1,
                            .run = run,
                            .scratch = scratch};
}

#endif
