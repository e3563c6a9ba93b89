/* Phrases that flow.c, pace.c, calls.c and restated.c share. Private to this
 * room. */
#ifndef RENDER_WORDS_FLOW_PARTS_H
#define RENDER_WORDS_FLOW_PARTS_H

#include "render/words/flow.h"

/* "$1.2M", "−$20,000"; with a sign: "+$1.2M". */
struct sv flow_short(const struct words *w, int64_t cents);
struct sv flow_signed(const struct words *w, int64_t cents);
/* "$1,234,567"; with `sign` "+$1,234,567". */
struct sv flow_full(const struct words *w, int64_t cents, bool sign);

struct sv flow_day(const struct words *w, int32_t day);     /* "5 Oct" */
struct sv flow_quarter(const struct words *w, int quarter); /* "Q4 2026" */
struct sv flow_deals(const struct words *w, size_t n);      /* "14 deals" */

/* Adds to a list with commas. */
void flow_join(const struct words *w, struct sv *list, struct sv more);

#endif
