/* Headline: the one sentence with the news and its figures, and what it is cut
 * to for a title and the subject of an e-mail. */
#ifndef RENDER_WORDS_HEADLINE_H
#define RENDER_WORDS_HEADLINE_H

#include "render/words/words.h"
#include "scoring/portfolio/followup.h"
#include "scoring/portfolio/portfolio.h"

struct headline {
    struct sv title;   /* "Pipeline risk, 1 January 2024" */
    struct sv text;    /* one sentence with the news and its figures */
    struct sv lead;    /* the same up to the news */
    struct sv subject; /* of the e-mail: "119 deals at risk, $7.1M; 16 …" */
};

/*
 * The sentence of a workbook whose cuts or points somebody has changed, with
 * names in braces where figures come that it reckons itself: {at_risk_deals},
 * {at_risk}, {critical_deals}, {critical_amount}, {level_high}, and "is" or
 * "are" of {is_at_risk}, {is_critical}. All empty without an open deal.
 */
struct headline_live {
    struct sv above;    /* where a deal is at risk … */
    struct sv critical; /* … and after it where one is critical */
    struct sv below;    /* where none is at risk */
    struct sv chart;    /* the title of the chart of levels */
};

void words_headline_live(struct headline_live *out, const struct words *w,
                         const struct scores *scores,
                         const struct portfolio *p);

/* `hint_as_of` is a day with open deals where this one has none, or DATE_NONE;
 * `c` may be NULL: no history store. */
void words_headline(struct headline *out, const struct words *w,
                    const struct scores *scores, const struct portfolio *p,
                    const struct followup *c, int32_t hint_as_of);

#endif
