/*
 * Extremes: the fixture's report with what a real CRM brings some day, for
 * every page to stand up to: other scripts, names of 300 characters, amounts
 * of 10¹², three open deals, all CRITICAL, a pile of news and notes.
 */
#ifndef TESTS_RENDER_EXTREMES_H
#define TESTS_RENDER_EXTREMES_H

#include "render/report/report.h"

/* Leaves the first n deals, also in what is to be done today. */
void extreme_keep(struct report *out, size_t n, struct arena *a);

void extreme_letter(struct report *out, struct arena *a); /* US paper */
void extreme_three(struct report *out, struct arena *a);
void extreme_critical(struct report *out, struct arena *a);
void extreme_scripts(struct report *out, struct arena *a);
void extreme_long(struct report *out, struct arena *a);
void extreme_amounts(struct report *out, struct arena *a);
void extreme_mixed(struct report *out, struct arena *a); /* both ways */
void extreme_bare(struct report *out, struct arena *a);  /* no columns */
void extreme_news(struct report *out, struct arena *a);

#endif
