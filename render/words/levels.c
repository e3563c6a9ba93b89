#include "render/words/levels.h"

#include "render/words/format.h"
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

struct sv words_levels_ties(const struct words *w,
                            const struct level_cuts *cuts)
{
    static const struct {
        const char *key;
        enum level level;
    } SHARES[] = {{"critical_share", LEVEL_CRITICAL},
                  {"high_share", LEVEL_HIGH},
                  {"medium_share", LEVEL_MEDIUM}};
    struct sv said = {0};

    for (int k = 0; k < 3; k++) {
        char tied[FORMAT_TEXT], room[FORMAT_TEXT];
        if (!cuts->tied[k])
            continue;
        said = sv_printf(
            w->a, "%.*s%s%s has room for %s, and %s %s %.*s: none is %s",
            SV_ARG(said), said.len ? ". " : "", SHARES[k].key,
            format_count(room, (double)cuts->room[k], w->style),
            format_count(tied, (double)cuts->tied[k], w->style),
            phrase_plural(cuts->tied[k], "deal scores", "deals all score"),
            SV_ARG(phrase_fixed(cuts->tied_at[k], 1, w->style, w->a)),
            level_name(SHARES[k].level));
    }
    return said.len ? sv_printf(w->a,
                                "Ties defeat [levels]: %.*s. Larger shares, or "
                                "cuts, would not",
                                SV_ARG(said))
                    : said;
}
