/*
 * The quarter's page in words: what quarter.html, the overview and a deal's
 * page say of the quarter beside the lines of quarter.h, flow.h, calls.h and
 * restated.h: what came of what was told, what cannot be told where no line of
 * theirs says so, what a chart shows to those who do not see it. No final full
 * stop; empty where there is nothing to say.
 */
#ifndef RENDER_WORDS_QUARTER_PAGE_H
#define RENDER_WORDS_QUARTER_PAGE_H

#include "render/words/quarter.h"

/* Why there is nothing on a target: none is given. */
struct sv words_no_target(const struct words *w, const struct quarter_words *q,
                          const struct landing_target *target);

/* Why no open deal is named as one that decides the quarter. */
struct sv words_no_hinges(const struct words *w, const struct landing *l,
                          const struct landing_quarter *q);

/* Why the model is told, where it is; empty: another method is, and the lines
 * of quarter.h say why. */
struct sv words_why_model(const struct words *w, const struct landing_money *m);

/* Why no past quarter judges the landing; empty: some do. */
struct sv words_no_past(const struct words *w, const struct landing_money *m);

/* "$150,000 too low"; a dash where it is not known. */
struct sv words_bias(const struct words *w, double bias);

/* What the chart of money won by day shows. */
struct sv words_fan(const struct words *w, const struct quarter_words *q,
                    const struct landing_scope *scope);

/* "The 50 largest of 320"; empty: all of them are shown. */
struct sv words_largest(const struct words *w, size_t shown, size_t all);

/* What an open deal means to the quarter, for its own page. `deal` may be
 * NULL, as `l`: nothing is known. */
struct deal_quarter_words {
    struct sv label[LANDING_WHENS];  /* "Won by the end of Q3 2026" */
    struct sv chance[LANDING_WHENS]; /* "38%"; empty: not known */
    struct sv hinge; /* "It holds 12% of what is uncertain in Q3 2026" */
};
void words_deal_quarter(struct deal_quarter_words *out, const struct words *w,
                        const struct landing *l,
                        const struct landing_deal *deal);

/* Of the panel in which a reader says how deals end: what it does, and what it
 * takes as it is. */
struct sv words_quarter_panel(const struct words *w,
                              const struct quarter_words *q);
struct sv words_quarter_panel_limits(const struct words *w);

/* Why there is no such panel; empty: there is one. */
struct sv words_no_panel(const struct words *w, const struct landing *l,
                         const struct landing_money *m);

#endif
