/*
 * Score request: the deals that a client sends to be scored, as JSON:
 *
 *   {"deals": [{"deal_id": "006A1", "owner": "Anna Berg", "amount": 12000,
 *               "created": "2026-03-02", "stage": "Demo"}, …]}
 *
 * A member that is there is given, null or an empty text being "none"; one that
 * is not there is left as the export has it. Texts are made as an export's
 * cells are: no control characters. Whatever is not of this form is refused,
 * with the place: `deals[3].amount`.
 */
#ifndef CMD_IO_SERVER_SCORE_REQUEST_H
#define CMD_IO_SERVER_SCORE_REQUEST_H

#include "scoring/base/date.h"
#include "scoring/base/err.h"
#include "scoring/base/sv.h"
#include "scoring/settings/columns.h"

enum { SCORE_DEALS = 1000, SCORE_TEXT = 4000 };

struct sent_deal {
    struct sv id;
    uint32_t given; /* 1 << column */
    struct sv text[COLUMN_COUNT];
    double number[COLUMN_COUNT]; /* NAN: none */
    int32_t date[COLUMN_COUNT];  /* DATE_NONE: none */
};

struct score_request {
    size_t n;
    struct sent_deal *deals; /* ids are distinct */
};

static inline bool sent_gives(const struct sent_deal *d, enum column c)
{
    return d->given >> c & 1;
}

/* Everything is in `a`. */
bool score_request_parse(struct score_request *out, struct sv body,
                         struct arena *a, struct err *err);

#endif
