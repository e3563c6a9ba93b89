/*
 * Brief: what the pages of brief.pdf share. A cursor runs down a page;
 * brief_need() starts the next page when a block would not fit, so nothing
 * is cut off. Each part of the brief is a file of its own.
 *
 * The pages are set in drafts (brief_flow.c): lists that may be shorter are
 * cut until no page is left a quarter blank, and the space that is left
 * goes between the parts.
 */
#ifndef RENDER_BRIEF_BRIEF_PARTS_H
#define RENDER_BRIEF_BRIEF_PARTS_H

#include "render/charts/charts.h"
#include "render/draw/canvas.h"
#include "render/draw/tags.h"
#include "render/report/report.h"

/* How much of what a reader finds elsewhere in full stands in a draft. */
struct brief_plan {
    size_t owners, quarters; /* at most */
    bool fate, data;
    enum brief_tight {
        BRIEF_LOOSE,
        BRIEF_LINES,    /* the first page: one line of each piece of news, one
                           reason of each deal */
        BRIEF_SENTENCE, /* and the news in one sentence there, by name below */
        BRIEF_FIGURES,  /* and the row of figures below, with the money */
        BRIEF_TIGHTS
    } tight;
    int cycle_at; /* before, between or after the tables of the past: 0 … 2 */
};

/* How a page of a draft came out. */
struct brief_fill {
    double blank;        /* points below its last line */
    size_t gaps, charts; /* between its parts, and of them, that may take it */
    double gap, chart;   /* how much each of them takes of it */
};

enum { BRIEF_PAGES = 40 }; /* that are looked at */

struct brief {
    const struct report *r;
    struct brief_plan plan;
    struct brief_fill fill[BRIEF_PAGES]; /* of this draft */
    const struct brief_fill *before;     /* of the draft before, the same but
                                            for its gaps; NULL: none */
    size_t warned; /* the page that says what to know before relying on it */
    size_t judged; /* the page that says how often this was right */
    bool bold;     /* rows of a table are */
    bool late;     /* the quarter's page waits for the money to fill one */
    bool choosing; /* a draft that chooses the plan: no pages of the reps */
    size_t sheets; /* pages before those of the reps; 0: there are none */
    struct lettering *lettering;
    struct pdf *pdf;
    struct canvas *c; /* of the current page */
    size_t page;
    double width, height;            /* of the paper, points */
    double left, right, top, bottom; /* of the text */
    double y;                        /* next free line */
    double spread;                   /* of it, what was blank in the draft */
    struct arena words;              /* text made up for the pages */
    bool failed; /* a canvas could not be made: err is set */
    struct err *err;
};

/* The columns of a list of deals: a first one of a width, what the deal is,
 * and what to do. */
struct brief_columns {
    double main, main_width, action; /* left ends; a width */
};
struct brief_columns brief_columns_of(const struct brief *b, double first,
                                      double action);

/* Type styles, from theme.h. */
extern const struct type BRIEF_HEAD, BRIEF_BODY, BRIEF_STRONG, BRIEF_SMALL,
    BRIEF_MUTED, BRIEF_LINK;

void brief_page(struct brief *b);                /* starts a page */
bool brief_need(struct brief *b, double height); /* true: on a new page */
double brief_room(const struct brief *b);        /* left on this page */
/* The gap above a part, nothing at the top of a page. */
void brief_gap(struct brief *b, double height);
/* Elements of the document around what is drawn (tags.h). */
void brief_begin(struct brief *b, enum tag tag);
void brief_end(struct brief *b);
/* A line of text as an element of its own. */
void brief_line(struct brief *b, enum tag tag, const struct type *t, double x,
                double y, struct sv text);
/* A part: the gap above it, a heading with its bookmark and, under it, a muted
 * line (may be empty); with at least `keep` points of what follows on the
 * same page. */
void brief_section(struct brief *b, struct sv title, struct sv sub,
                   double keep);

/* A row of n figures across the page, their values in letters of `size`. With
 * what the runs before said, the newest last: how it has changed and its former
 * value stand under it, and from the third run on a pale line of them beside
 * it. */
struct brief_figure {
    struct sv label, value, sub;
    const struct variance *then; /* NULL: no run before */
    size_t n_past;
    double past[TREND_RUNS];
};
void brief_figures(struct brief *b, const struct brief_figure *list, size_t n,
                   double size);

/* CRM text inside a sentence: in another script it is isolated (U+2068), so
 * that it cannot turn round its neighbours. */
struct sv brief_isolated(struct brief *b, struct sv text);
/* The same, or `instead` where most of its letters are in no font of this
 * machine; of others each that is missing is drawn as U+FFFD. */
struct sv brief_named(struct brief *b, struct sv text, struct sv instead);
/* What the run should say of letters that no font has; empty: nothing. */
struct sv brief_remark(const struct lettering *l, struct arena *a);
/* What a deal is called: with its id where letters are missing. */
struct sv brief_deal_title(struct brief *b, const struct report_deal *d);
/* The same at (x, y), the baseline, cut to `width`; a link to its page on the
 * dashboard, else in the CRM, where there is one. */
void brief_deal_link(struct brief *b, const struct type *t, double x, double y,
                     double width, const struct report_deal *d);

/* A chart over the width of the text, from y on; nothing in a draft. */
void brief_draw_chart(struct brief *b, enum chart_id id, double y,
                      double height);
/* The same below what stands, with its bookmark. */
void brief_chart(struct brief *b, enum chart_id id, struct sv bookmark);

/* A table of short lines. A column: its head, its place and its width in
 * shares of the page; `right`: `at` is its right end. */
struct brief_cell {
    const char *head;
    double at, width;
    bool right;
};
double brief_table_height(size_t rows);
void brief_table_heads(struct brief *b, const struct brief_cell *c, size_t n,
                       bool again);
/* With `d`, its title, linked, is the first cell. false: a page could not be
 * made. */
bool brief_table_row(struct brief *b, const struct brief_cell *c, size_t n,
                     const struct sv *cells, const struct report_deal *d);

/* An item of a list: a label, and what is to be said of it; nothing where that
 * is empty. */
void brief_fact(struct brief *b, struct sv label, struct sv text);
/* Without arrows, which Roboto lacks. */
struct sv brief_plain(struct brief *b, struct sv text);

/* NULL: no landing is told. */
const struct quarter_words *brief_quarter_words(const struct brief *b,
                                                enum landing_when when);

void brief_front(struct brief *b);   /* headline and figures */
void brief_figures_late(struct brief *b); /* the figures, if not there */
void brief_landing(struct brief *b); /* what the quarter will close at */
void brief_news(struct brief *b);    /* what moved since the last run */
void brief_moved(struct brief *b);   /* by name, where that did not fit there */
void brief_today(struct brief *b);   /* what to do today, with what and who */
void brief_caveats(struct brief *b); /* what to know before relying on it */

void brief_quarter(struct brief *b); /* the page of the quarter; its parts: */
void brief_quarter_deals(struct brief *b); /* hinges, slip, calls */
void brief_quarter_past(struct brief *b);  /* why it moved, what was restated */
void brief_deals(struct brief *b);  /* the deals below, with their reasons */
void brief_week(struct brief *b);   /* by owner */
void brief_change(struct brief *b); /* what to fix across the pipeline */
void brief_fate(struct brief *b);   /* won, lost, open by age */
void brief_data(struct brief *b);   /* what the export held */
void brief_closed(struct brief *b); /* how the closed deals went by quarter */
void brief_horizons(struct brief *b); /* do deals close when they should */
void brief_trust(struct brief *b);  /* how often was this right before */
void brief_record(struct brief *b); /* its two pictures */
double brief_method_height(struct brief *b);
void brief_method(struct brief *b);
void brief_concentration(struct brief *b); /* of few large deals, for a board */
void brief_sheets(struct brief *b); /* a page for each rep's one-to-one */

/* A list of deals: money, why, what to do, who, by when (brief_today.c). */
void brief_rows(struct brief *b, const uint32_t *deals, size_t n);

/* The order of all of them. */
void brief_pages(struct brief *b);

#endif
