/* Do deals close when they are said to: the chances to be won and lost within
 * some days, on replayed days, and what happened. */
#include "render/brief/brief_parts.h"

#include "render/words/format.h"

static const struct brief_cell HORIZONS[] = {
    {"Chance", 0, 0.25, false},       {"Deals", 0.33, 0.1, true},
    {"Said", 0.43, 0.1, true},        {"Happened", 0.55, 0.12, true},
    {"Error", 0.65, 0.1, true},       {"Brier", 0.75, 0.1, true},
    {"One figure", 0.87, 0.12, true}, {"Used", 1, 0.12, true}};
enum { HORIZONS_N = sizeof HORIZONS / sizeof HORIZONS[0] };

void brief_horizons(struct brief *b)
{
    const struct report *r = b->r;

    if (!r->n_horizons || b->failed)
        return;
    brief_section(b, SV("Do deals close when they are said to?"),
                  SV("Deals open on replayed days: the chance that each was "
                     "given then, on average, and the share that happened. One "
                     "figure: the Brier score of the same share for every "
                     "deal."),
                  brief_table_height(r->n_horizons));
    if (b->failed)
        return;
    brief_begin(b, TAG_TABLE);
    brief_table_heads(b, HORIZONS, HORIZONS_N, false);
    for (size_t i = 0; i < r->n_horizons && !b->failed; i++) {
        const struct report_horizon *h = &r->horizon[i];
        char rows[FORMAT_TEXT], x[5][FORMAT_TEXT];
        brief_table_row(
            b, HORIZONS, HORIZONS_N,
            (struct sv[]){
                h->label,
                sv_from(format_count(rows, (double)h->of->rows, r->style)),
                sv_from(format_percent(x[0], h->of->mean, 0, r->style)),
                sv_from(format_percent(x[1], h->of->happened, 0, r->style)),
                sv_from(format_percent(x[2], h->of->calibration_error, 1,
                                       r->style)),
                sv_from(format_fixed(x[3], h->of->brier, 3, r->style)),
                sv_from(format_fixed(x[4], h->of->base_brier, 3, r->style)),
                h->method},
            NULL);
    }
    brief_end(b);
}
