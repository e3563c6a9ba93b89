/*
 * The dashboard's charts, drawn with svg.h from figures of the report. Each
 * is sorted and labelled directly and says its finding in title and
 * description; none has a legend.
 */
#ifndef RENDER_DASHBOARD_SVG_CHARTS_H
#define RENDER_DASHBOARD_SVG_CHARTS_H

#include "render/report/report.h"
#include "scoring/base/buf.h"

/* A bar of `share` (0 … 1) of the cell's width, and within it a darker one
 * of `part` (NAN: none). */
void chart_bar(struct buf *out, double share, double part,
               const char *class_name);

/* Point and interval on a scale from `low` to `high`, with a line at
 * `reference`. What is NAN is not drawn. */
struct chart_scale {
    double low, high, reference;
};
void chart_interval(struct buf *out, const struct chart_scale *scale,
                    double point, struct interval ci, const char *class_name);

/* Of a chart with a row a line: px a row, per cent of its width that the
 * labels take. The label of the row at y wraps into two lines on a phone. */
enum { CHART_ROW = 26, CHART_LABELS = 36 };
void chart_label(struct buf *out, double y, struct sv label);

/* How a sum of money went, run by run; one that is not known leaves a gap. */
struct chart_run {
    int32_t day;
    double money;
};
void chart_spark(struct buf *out, const char *label,
                 const struct chart_run *runs, size_t n, struct style style);

/* The receipt of a deal, line by line from nothing to the score. */
void chart_waterfall(struct buf *out, const struct report *r,
                     const struct score *s);

/* The life of a deal: how long it has been open and in each stage, when its
 * expected close moved, when it is expected to close. */
void chart_timeline(struct buf *out, const struct report *r,
                    const struct report_deal *deal);

/* Cycle length by close quarter (the artefact) or by created quarter. Both
 * share one scale. */
void chart_cycle_close(struct buf *out, const struct cycle *c,
                       struct style style);
void chart_cycle_created(struct buf *out, const struct cycle *c,
                         struct style style);
/* Won, lost and still open by day: some days as bars, all as a curve. */
void chart_incidence(struct buf *out, const struct cycle *c,
                     struct style style);
void chart_fate(struct buf *out, const struct cycle *c, struct style style,
                struct arena *page);

/* Share lost by tenth of a ranking, the riskiest first; the line is that of
 * all. */
void chart_lift(struct buf *out, const struct tenth *tenths, double all,
                struct style style);

/* The open deals with an amount and an expected loss, the largest loss first,
 * in `page`; returns how many. chart_scatter() draws n of them: chance of
 * loss, by rules alone the score, against amount. */
size_t chart_scatter_deals(const struct report_deal ***out,
                           const struct report *r, struct arena *page);
void chart_scatter(struct buf *out, const struct report *r,
                   const struct report_deal **deals, size_t n,
                   struct arena *page);

/* What a quarter has won by day (solid), where it is expected to end (hatched)
 * and in which range, its target, and past quarters (grey). */
void chart_fan(struct buf *out, const struct landing_scope *scope,
               const struct quarter_words *words, struct sv desc,
               struct style style);

/* The flow of a quarter's pipeline, class by class from what was open to what
 * is open; a bar with deals is a link to "#<id>-<class>", which lists them. */
void chart_flow(struct buf *out, const struct flow *f,
                const struct flow_words *words, const char *id,
                struct style style);

/* Predicted against observed share lost. */
void chart_reliability(struct buf *out, const struct holdout *h,
                       struct style style);

#endif
