/*
 * Charts: one table; each is drawn on any canvas, a picture or a page, into
 * a box of width × height from the canvas's origin. The title states the
 * finding, the subtitle what is shown and of how many deals, values stand at
 * their marks, and a note says how to read it; the plot is a figure, whose
 * alternative text holds the same values. `em` is the size of body text
 * in points: it scales the type, so that the same chart reads in print and
 * in an e-mail at 600 pixels.
 */
#ifndef RENDER_CHARTS_CHARTS_H
#define RENDER_CHARTS_CHARTS_H

#include "render/draw/canvas.h"
#include "render/report/report.h"

enum chart_id {
    CHART_IMPORTANCE, /* mean |SHAP|; rules only: mean points by rule */
    CHART_CYCLE,      /* naive mean by close quarter beside the cohorts */
    CHART_LEVELS,     /* open deals and amounts by level */
    CHART_AT_RISK,    /* amount at risk by quarter of expected close */
    CHART_LANDING,    /* the quarter as a fan; where a landing is told */
    CHART_ATTAINMENT, /* the same as one bar, without a head */
    CHART_FLOW,       /* the quarter's flow as a waterfall; where it is told */
    CHART_COUNT
};

extern const struct chart {
    const char *name;
    /* PNG in the pack, and the same on dark paper for the e-mail; NULL: in the
     * brief only. */
    const char *file, *dark;
    /* The height that shows this report well. */
    double (*height)(const struct report *r, double width, double em);
    void (*draw)(struct canvas *c, const struct report *r, double width,
                 double height, double em);
} CHARTS[CHART_COUNT];

/* One a file: */
double chart_importance_height(const struct report *r, double width, double em);
void chart_importance_draw(struct canvas *c, const struct report *r,
                           double width, double height, double em);
double chart_cycle_height(const struct report *r, double width, double em);
void chart_cycle_draw(struct canvas *c, const struct report *r, double width,
                      double height, double em);
double chart_levels_height(const struct report *r, double width, double em);
void chart_levels_draw(struct canvas *c, const struct report *r, double width,
                       double height, double em);
double chart_at_risk_height(const struct report *r, double width, double em);
void chart_at_risk_draw(struct canvas *c, const struct report *r, double width,
                        double height, double em);

double chart_landing_height(const struct report *r, double width, double em);
void chart_landing_draw(struct canvas *c, const struct report *r, double width,
                        double height, double em);
double chart_attainment_height(const struct report *r, double width, double em);
void chart_attainment_draw(struct canvas *c, const struct report *r,
                           double width, double height, double em);
double chart_flow_height(const struct report *r, double width, double em);
void chart_flow_draw(struct canvas *c, const struct report *r, double width,
                     double height, double em);

/* Shared parts. Head: title and subtitle, returns where the plot may begin.
 * Note: a muted line at the foot, returns the height it takes. Empty: says
 * in the middle of the plot why there is nothing to draw. */
double chart_head(struct canvas *c, double width, double em, struct sv title,
                  struct sv subtitle);
double chart_note(struct canvas *c, double width, double height, double em,
                  struct sv note);
void chart_empty(struct canvas *c, double width, double top, double height,
                 double em, struct sv why);

/* A round step so that at most `ticks` of them reach `max`. */
double chart_step(double max, int ticks);

/* feature_importance.png and cycle_length.png, for slides. */
struct resources; /* templates, styles and fonts: render/base/resources.h */
struct sink;      /* where the files go: render/base/sink.h */
bool images_write(const struct report *r, const struct resources *h,
                  struct sink *out, struct err *err);

#endif
