#include "render/words/blame.h"

#include <math.h>

#include "render/words/phrase.h"
#include "render/words/rates.h"
#include "scoring/portfolio/blame.h"

/* "2 reps and 1 segment do", "1 segment does". */
static struct sv flagged_phrase(const struct portfolio *p, struct arena *a)
{
    size_t reps = p->n_flagged_reps, segments = p->n_flagged_segments;
    struct sv r = sv_printf(a, "%zu rep%s", reps, reps == 1 ? "" : "s");
    struct sv s =
        sv_printf(a, "%zu segment%s", segments, segments == 1 ? "" : "s");

    if (reps > 0 && segments > 0)
        return sv_printf(a, "%.*s and %.*s do", SV_ARG(r), SV_ARG(s));
    return sv_printf(a, "%.*s %s", SV_ARG(reps > 0 ? r : s),
                     reps + segments == 1 ? "does" : "do");
}

struct sv words_blame_verdict(const struct words *w, const struct portfolio *p)
{
    struct arena *a = w->a;
    size_t flagged = p->n_flagged_reps + p->n_flagged_segments;

    if (w->deals->rate_gap)
        return sv_printf(a, "No rep or segment can be judged: %.*s",
                         SV_ARG(words_rate_gap(w)));
    if (p->family == 0)
        return sv_printf(a,
                         "No rep or segment can be judged: none has the %d "
                         "closed deals that a test asks for",
                         BLAME_CLOSED);

    struct sv won = phrase_count(p->won, w->style, a);
    struct sv closed = phrase_count(p->won + p->lost, w->style, a);
    struct sv family = phrase_count(p->family, w->style, a);
    struct sv least = phrase_p(p->smallest_p, w->style, a);
    struct sv better = {0};
    if (p->n_better)
        better = sv_printf(a, "; %.*s %s better beyond chance",
                           SV_ARG(phrase_count(p->n_better, w->style, a)),
                           phrase_plural(p->n_better, "does", "do"));
    if (flagged == 0)
        return sv_printf(
            a,
            "No rep or segment does worse beyond chance than deals that closed "
            "in the same quarter after as long%.*s (%.*s of %.*s closed deals "
            "won; %.*s Poisson-binomial tests in one family, "
            "Benjamini–Hochberg at 5%%; smallest adjusted %.*s)",
            SV_ARG(better), SV_ARG(won), SV_ARG(closed), SV_ARG(family),
            SV_ARG(least));
    struct sv who = flagged_phrase(p, a);
    return sv_printf(
        a,
        "%.*s worse beyond chance than deals that closed in the same quarter "
        "after as long%.*s (%.*s of %.*s closed deals won; %.*s "
        "Poisson-binomial tests in one family, Benjamini–Hochberg at 5%%)",
        SV_ARG(who), SV_ARG(better), SV_ARG(won), SV_ARG(closed),
        SV_ARG(family));
}
