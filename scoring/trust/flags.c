#include "scoring/trust/flags.h"

#include <math.h>

#include "scoring/intake/deals.h"

void flag_history_init(struct flag_history *out, size_t n, struct arena *a)
{
    *out = (struct flag_history){
        .n = n,
        .flagged = ARENA_ARRAY(a, n, uint32_t),
        .other = ARENA_ARRAY(a, n, uint32_t),
        .fate = ARENA_ARRAY(a, n, uint8_t),
    };
}

static void count_side(struct flag_side *out, const uint32_t *rows,
                       const struct flag_history *h)
{
    double squares = 0;

    for (size_t i = 0; i < h->n; i++) {
        bool lost = h->fate[i] == STATE_LOST, won = h->fate[i] == STATE_WON;
        out->rows += rows[i];
        out->lost += lost ? rows[i] : 0;
        out->won += won ? rows[i] : 0;
        squares += lost || won ? (double)rows[i] * rows[i] : 0;
    }
    out->open = out->rows - out->lost - out->won;

    double resolved = (double)(out->lost + out->won);
    out->lost_share = resolved > 0 ? (double)out->lost / resolved : NAN;
    out->ci = resolved > 0 ? wilson95_share(out->lost_share,
                                            resolved * resolved / squares)
                           : (struct interval){NAN, NAN};
}

static void count_deals(struct flags *out, const struct flag_history *h)
{
    bool money = false;

    for (size_t i = 0; i < h->n; i++) {
        bool known = h->amount && !isnan(h->amount[i]);
        double amount = known ? h->amount[i] : 0;
        bool flagged = h->flagged[i] > 0;

        if (!flagged && !h->other[i])
            continue;
        money |= known;
        out->deals++;
        out->flagged_deals += flagged;
        if (h->fate[i] == STATE_LOST && flagged) {
            out->caught_deals++;
            out->caught += amount;
        } else if (h->fate[i] == STATE_LOST) {
            out->missed_deals++;
            out->missed += amount;
        } else if (h->fate[i] == STATE_WON && flagged) {
            out->alarmed_deals++;
            out->alarmed += amount;
        }
    }
    if (!money)
        out->caught = out->missed = out->alarmed = NAN;
}

void flags_count(struct flags *out, const struct flag_history *h)
{
    *out = (struct flags){0};
    count_side(&out->flagged, h->flagged, h);
    count_side(&out->other, h->other, h);
    count_deals(out, h);
}
