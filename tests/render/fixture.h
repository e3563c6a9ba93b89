/*
 * Fixture: a hand-made but plausible report for the tests of the writers,
 * so that no writer's test needs the engine. 24 open deals of a company with
 * accounts in several scripts and names that mean harm (formulas, script
 * tags, 300 characters, right-to-left, emoji, paths). Totals are summed from
 * the deals and receipts add up, as the engine's do.
 *
 * Everything is allocated from `a`; the report lives as long as it does.
 */
#ifndef TESTS_RENDER_FIXTURE_H
#define TESTS_RENDER_FIXTURE_H

#include "render/report/report.h"

/* Hybrid mode: all four levels, two reps flagged, holdout that passes. */
void fixture_report(struct report *out, struct arena *a);

/* As SkyGeni: the forest has not earned its points. p_loss, ml_points and
 * importances are NAN, nobody is flagged, no company fields. */
void fixture_report_rules_only(struct report *out, struct arena *a);

/* No open deal: portfolio pages only, and the hint. */
void fixture_report_empty(struct report *out, struct arena *a);

/* Parts, each in a file of its own; the variants above put them together. */
void fixture_deals(struct report *out, struct scores *scores, struct model *m,
                   struct arena *a);
void fixture_portfolio(struct portfolio *out, struct report *r,
                       struct arena *a);
void fixture_model(struct model *out, enum mode mode, struct arena *a);
void fixture_input(struct report *out, struct arena *a);
/* Last of all: from deals and notes. */
void fixture_today(struct report *r, struct arena *a);
/* The quarter in which `day` lies, seen from it: with a record and a target;
 * with neither; without any amount. Each with what changed in it. */
void fixture_quarter(struct report *r, int32_t day, struct arena *a);
void fixture_quarter_young(struct report *r, int32_t day, struct arena *a);
void fixture_quarter_none(struct report *r, int32_t day, struct arena *a);
void fixture_changes(struct report *r, int32_t day, struct arena *a);
void fixture_changes_none(struct report *r, enum quarter_gap gap,
                          struct arena *a);
/* What a workbook says once its cells are changed. */
void fixture_live(struct report *r, struct arena *a);

#endif
