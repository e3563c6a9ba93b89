/* The open deals of the fixture, as a table; private to fixture_*.c. */
#ifndef TESTS_RENDER_FIXTURE_ROWS_H
#define TESTS_RENDER_FIXTURE_ROWS_H

#include "scoring/rules/rules.h"

struct fixture_deal {
    const char *id, *name, *account, *owner;
    const char *stage, *industry, *region, *product, *source;
    double amount;
    int age, in_stage, expected; /* days; expected from as-of */
    double points[RULE_COUNT];   /* cycle rep industry source stage … */
    double p;                    /* P(lost) */
};

enum { FIXTURE_DEALS = 24 };
extern const struct fixture_deal FIXTURE_ROWS[FIXTURE_DEALS];

#endif
