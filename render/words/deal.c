#include "render/words/deal.h"

#include <math.h>

struct sv words_deal_note(const struct words *w, const struct score *score)
{
    const struct deals *d = w->deals;
    const struct category *owner = &d->groups[GROUP_OWNER];
    uint8_t unreadable = d->unreadable ? d->unreadable[score->deal] : 0;
    const struct {
        bool holds;
        const char *text;
    } notes[] = {
        {isnan(score->age), unreadable & UNREADABLE_CREATED
                                ? "start date could not be read: age is not "
                                  "known"
                                : "no start date: age is not known"},
        {!d->amount || isnan(d->amount[score->deal]),
         unreadable & UNREADABLE_AMOUNT
             ? "amount could not be read: not counted in any sum"
             : "no amount: not counted in any sum"},
        {owner->n_labels > 0 && owner->code[score->deal] < 0, "no owner"},
        {d->stage.n_labels > 0 && score->stage < 0,
         "stage on this day is not known"},
    };
    struct sv text = {0};

    for (size_t k = 0; k < sizeof notes / sizeof *notes; k++) {
        if (!notes[k].holds)
            continue;
        if (text.len == 0)
            text = sv_from(notes[k].text);
        else
            text = sv_printf(w->a, "%.*s; %s", SV_ARG(text), notes[k].text);
    }
    return text;
}
