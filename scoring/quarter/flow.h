/*
 * Flow: what came into a quarter's open pipeline and what left it, between a
 * past day (`since`) and as-of:
 *
 *   opening + created + pulled in + reopened + raised
 *     − lowered − pushed out − lost − won − removed = closing
 *
 * exact to the cent. The pipeline of a quarter is the open deals whose expected
 * close lies in it. A deal is in the flow if it is in that pipeline on either
 * day, or was won since with a close date in the quarter, or was lost since
 * after it was last due in the quarter. It then has one way in, one way out,
 * and at most one change of its amount between them:
 *
 *   in   opening    open and due in the quarter on `since`
 *        created    not known on `since`
 *        pulled in  open on `since`, and due in another quarter or on no day
 *        reopened   closed on `since`
 *   out  closing    open and due in the quarter on as-of
 *        won, lost  closed since
 *        pushed out open, and due in another quarter or on no day
 *        removed    in the export no more (known from the store alone)
 *   between: raised or lowered, by the amount out less the amount in
 *
 * so that the classes of each side are exclusive and `won` is the quarter's won
 * deals of that time, those that were never due in it on `since` included. What
 * happened and was undone between the two days is not told.
 *
 * `reopened` and `removed` are seldom; a picture may leave out classes without
 * deals, never one with some.
 *
 * An amount that is not known counts 0 and is counted in `unpriced`; once it
 * becomes known the deal is raised by it.
 */
#ifndef SCORING_QUARTER_FLOW_H
#define SCORING_QUARTER_FLOW_H

#include "scoring/quarter/dated.h"

/* In the order of the equation. */
enum flow_class {
    FLOW_OPENING,
    FLOW_CREATED,
    FLOW_PULLED_IN,
    FLOW_REOPENED,
    FLOW_RAISED,
    FLOW_LOWERED,
    FLOW_PUSHED_OUT,
    FLOW_LOST,
    FLOW_WON,
    FLOW_REMOVED,
    FLOW_CLOSING,
    FLOW_CLASSES
};

/* +1 where the class adds to the pipeline, −1 where it takes from it, 0 of the
 * closing, which the others sum up to. */
extern const int FLOW_SIGN[FLOW_CLASSES];
/* As machines call it: "pulled_in". */
const char *flow_class_name(enum flow_class c);

#define FLOW_GONE UINT32_MAX

struct flow_deal {
    uint32_t deal;  /* index in deals; FLOW_GONE: the export has it no more */
    struct sv id;   /* of one that is gone; else empty */
    int64_t cents;  /* what the class counts of it, ≥ 0 */
    int32_t due_then, due_now; /* expected close on both days; of a closed deal
                                  the day on which it closed; DATE_NONE */
};

struct flow_total {
    int64_t cents;   /* ≥ 0, whatever the sign of the class */
    size_t unpriced; /* of the deals */
    size_t n;        /* deals, the largest first, then by index and id */
    struct flow_deal *list;
};

struct flow {
    enum quarter_gap gap; /* GAP_NONE, GAP_NO_AMOUNTS: it is there */
    enum dated_from from; /* what told of `since` */
    int32_t since, until; /* the opening and the closing are as of the end of
                             these days; until: as-of */
    bool whole; /* `since` is the day before the quarter began, or the store's
                   run nearest before it (TRACK_GAP) */
    bool late; /* … of flow_since_start(): it is the store's first run, in the
                  middle of the quarter, and what came before is not told */
    bool amounts_dated; /* false: an amount is taken as if it had never
                           changed, and raised and lowered cannot be told */
    int quarter;        /* date.h, of ctx's fiscal year */
    int32_t start, end; /* its first and last day */
    struct flow_total of[FLOW_CLASSES]; /* all 0 where there is a gap */
    size_t overdue;        /* of the closing: expected before as-of */
    int64_t overdue_cents;
};

/*
 * Of the quarter in which as-of lies. `since` is a day that dated_source() tells
 * of by `from`, before as-of. Lists live in ctx->run.
 */
void flow_between(struct flow *out, const struct dated *d, int32_t since,
                  enum dated_from from);

/* Since the quarter's start: from the last day of the quarter before; where
 * that is not told of, from the store's first run in the quarter (`whole` is
 * then false); else a gap. */
void flow_since_start(struct flow *out, const struct dated *d);

/* Since the store's last run. */
void flow_since_last(struct flow *out, const struct dated *d);

/* What flow_between() says of another quarter, as it stood on `until` ≤ as-of,
 * a day that `from` tells of as well; for replays. */
struct flow_span {
    int32_t since, until;
    int quarter;
    enum dated_from from;
};
void flow_replay(struct flow *out, const struct dated *d,
                 const struct flow_span *span);

#endif
