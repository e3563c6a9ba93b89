/*
 * The quarter on paper and in messages: what quarter.h says, put together for
 * those who have room for a line, and a past quarter as a row of a record.
 */
#ifndef RENDER_WORDS_QUARTER_PAPER_H
#define RENDER_WORDS_QUARTER_PAPER_H

#include "render/words/quarter.h"

/* Why there is no landing; empty where there is one. */
struct sv words_landing_gap(enum landing_gap gap);

/* The sentences that are not empty, each with its full stop; `w` may be NULL.
 * The landing, its range and the target: "Q3 2026 will close at … . The chance
 * to reach it is 38%." */
struct sv words_landing_line(const struct quarter_words *w, struct arena *a);
/* How far to rely on it: its record, and that of the baselines. */
struct sv words_landing_trust(const struct quarter_words *w, struct arena *a);
/* What the target still asks for. */
struct sv words_landing_target(const struct quarter_words *w, struct arena *a);

/* Sentences one after the other, each with its full stop; empty ones left
 * out. */
struct sv words_sentences(const struct sv *list, size_t n, struct arena *a);

/* A past quarter, as it was told on its same day by the method in force, and as
 * it came. */
struct past_row {
    struct sv quarter, so_far, told, range, truth;
    struct sv off;  /* "+4%": told against what came */
    struct sv held; /* "held", "missed"; empty: no range */
    struct sv average, crm; /* what the baselines told */
};
/* Of m->past[k]. */
void words_landing_past(struct past_row *out, const struct landing_money *m,
                        size_t k, const struct style *style, int fiscal_month,
                        struct arena *a);

#endif
