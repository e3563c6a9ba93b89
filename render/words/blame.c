#include "render/words/blame.h"

#include <math.h>

#include "render/words/phrase.h"
#include "render/words/rates.h"
#include "scoring/portfolio/blame.h"

/* "2 reps and 1 segment win", "1 segment wins". */
static struct sv flagged_phrase(const struct portfolio *p, struct arena *a)
{
    size_t reps = p->n_flagged_reps, segments = p->n_flagged_segments;
    struct sv r = sv_printf(a, "%zu rep%s", reps, reps == 1 ? "" : "s");
    struct sv s =
        sv_printf(a, "%zu segment%s", segments, segments == 1 ? "" : "s");

    if (reps > 0 && segments > 0)
        return sv_printf(a, "%.*s and %.*s win", SV_ARG(r), SV_ARG(s));
    return sv_printf(a, "%.*s %s", SV_ARG(reps > 0 ? r : s),
                     reps + segments == 1 ? "wins" : "win");
}

struct sv words_blame_verdict(const struct words *w, const struct portfolio *p)
{
    struct arena *a = w->a;
    struct sv better;

    if (w->deals->rate_gap)
        return sv_printf(a, "No rep or segment can be judged: %.*s",
                         SV_ARG(words_rate_gap(w)));
    if (p->family == 0)
        return sv_printf(a,
                         "No rep or segment can be judged: none has the %d "
                         "closed deals that a test asks for",
                         BLAME_CLOSED);
    better = phrase_count(p->n_better, w->style, a);
    if (p->n_flagged_reps + p->n_flagged_segments)
        return sv_printf(a,
                         "%.*s less often than deals of the same age and "
                         "quarter%s%.*s%s: unlikely to be chance, though "
                         "%.*s were compared",
                         SV_ARG(flagged_phrase(p, a)), p->n_better ? ", " : "",
                         SV_ARG(p->n_better ? better : SV("")),
                         p->n_better ? " more often" : "",
                         SV_ARG(phrase_count(p->family, w->style, a)));
    if (p->n_better)
        return sv_printf(a,
                         "No rep or segment is shown to win less often than "
                         "deals of the same age and quarter; %.*s %s more "
                         "often, which is unlikely to be chance",
                         SV_ARG(better),
                         phrase_plural(p->n_better, "wins", "win"));
    return SV("No rep or segment is shown to win less often than deals of the "
              "same age and quarter");
}

struct sv words_blame_figures(const struct words *w, const struct portfolio *p)
{
    struct arena *a = w->a;
    bool flagged = p->n_flagged_reps + p->n_flagged_segments > 0;

    if (w->deals->rate_gap || p->family == 0)
        return (struct sv){0};
    return sv_printf(
        a,
        "%.*s of %.*s closed deals won; %.*s Poisson-binomial %s in one "
        "family, Benjamini–Hochberg at 5%%%s%.*s",
        SV_ARG(phrase_count(p->won, w->style, a)),
        SV_ARG(phrase_count(p->won + p->lost, w->style, a)),
        SV_ARG(phrase_count(p->family, w->style, a)),
        phrase_plural(p->family, "test", "tests"),
        flagged ? "" : "; smallest adjusted ",
        SV_ARG(flagged ? SV("") : phrase_p(p->smallest_p, w->style, a)));
}
