/*
 * Flow in words: what came into the quarter's pipeline and left it, its pace
 * beside past quarters, what slipped out of them, and why landing and amount at
 * risk moved (scoring/quarter). Each part has a `gap`: one sentence that says
 * what cannot be told and what would change that; where the whole part cannot be
 * told, its other texts are empty. Amounts in sentences are short ("$1.2M"),
 * those of tables (`amount`) in full.
 */
#ifndef RENDER_WORDS_FLOW_H
#define RENDER_WORDS_FLOW_H

#include "render/words/words.h"
#include "scoring/quarter/quarter_changes.h"

/* One class of a flow: a bar of the waterfall, a row of a table. */
struct flow_row {
    enum flow_class class;
    struct sv label;  /* "Pulled in" */
    struct sv amount; /* "+$1,234,567", "−$20,000"; opening, closing unsigned */
    struct sv deals;  /* "14 deals" */
    struct sv means;  /* "open on 30 Sep, due in this quarter only since" */
};

struct flow_words {
    struct sv title; /* "Since 30 Sep 2026" */
    struct sv head;  /* of a chart: the line without the changes */
    struct sv scope; /* the title, and of which deals losses are counted */
    struct sv line;  /* "$4.2M due in Q4 2026 was open; +$1.3M created, … ;
                        $3.9M is open now" */
    struct sv gap;   /* what cannot be told, or only in part; empty: nothing */
    struct flow_row row[FLOW_CLASSES];
};

struct pace_words {
    struct sv line; /* "Won $1.2M with 47 of 92 days left; with as many days left
                       past quarters had won $0.9M (the middle of 7, …)" */
    struct sv gap;
};

struct slip_row {
    struct sv label; /* "Q3 2026", "Pushed twice" */
    struct sv won, lost, slipped; /* "31 of 80 (39%)" */
    const struct slip_count *of;  /* what they are said of */
};

struct slip_words {
    struct sv line;
    struct sv gap;
    size_t n; /* quarters, the newest first, then all of them */
    struct slip_row *quarters;
    size_t n_pushes; /* by number of pushes; 0: not known */
    struct slip_row *pushes;
};

struct moved_row {
    enum move_part part;
    struct sv label;  /* "Pushed" */
    struct sv amount; /* "−$120,000" */
};

struct moved_words { /* of the landing, and of the amount at risk */
    struct sv head;  /* "Landing $4.1M → $3.8M", and what of it is no business */
    struct sv line;  /* "Landing $4.1M → $3.8M since 5 Oct: −$0.5M lost, …" */
    struct sv gap;
    size_t n; /* parts that are not 0, in the order of enum move_part */
    struct moved_row rows[MOVE_PARTS];
};

/* "Pulled in", "Pushed out". */
struct sv words_flow_label(enum flow_class c);

void words_flow(struct flow_words *out, const struct words *w,
                const struct flow *f);
void words_pace(struct pace_words *out, const struct words *w,
                const struct pace *p);
void words_slip(struct slip_words *out, const struct words *w,
                const struct slipping *s);
void words_moved_sum(struct moved_words *out, const struct words *w,
                     const struct movement *m, bool landing);

/* Why a figure of the quarter is not there: a whole sentence, of `what`
 * ("the flow since the quarter's start"); empty for GAP_NONE, and for
 * GAP_FIRST_RUN, which words_first_run() tells of all of them at once. */
struct sv words_quarter_gap(const struct words *w, enum quarter_gap gap,
                            const char *what);

/* "First run: flow, slips and changes are shown from the next run on", of what is
 * not told for that reason; empty: nothing. */
struct sv words_first_run(const struct quarter_changes *c);

/* When in a quarter as-of is, and so the same day of a past one: "with 41 days
 * left", "on the last day". */
struct sv words_then(const struct words *w);

#endif
