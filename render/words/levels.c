#include "render/words/levels.h"

#include "render/words/phrase.h"

struct sv words_levels_finding(const struct words *w,
                               const struct level_cuts *cuts)
{
    struct sv cut[3];

    if (!cuts->no_longer_sort)
        return (struct sv){0};
    for (int k = 0; k < 3; k++)
        cut[k] = phrase_fixed(cuts->better_cut[k], 1, w->style, w->a);
    return sv_printf(
        w->a,
        "%.*s open deals are HIGH or above, so the levels no longer sort. "
        "critical_share = %.2f, high_share = %.2f, medium_share = %.2f would: "
        "today that puts CRITICAL at %.*s, HIGH at %.*s and MEDIUM at %.*s",
        SV_ARG(phrase_of(cuts->n_high, cuts->n, w->style, w->a)),
        cuts->better_share[0], cuts->better_share[1], cuts->better_share[2],
        SV_ARG(cut[0]), SV_ARG(cut[1]), SV_ARG(cut[2]));
}
