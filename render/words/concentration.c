#include "render/words/concentration.h"

#include "render/words/phrase.h"

struct sv words_concentration(const struct words *w,
                              const struct concentration *c)
{
    if (!c->n)
        return (struct sv){0};

    struct sv top = phrase_count(c->top, w->style, w->a);
    struct sv share = phrase_percent(c->top_share, 0, w->style, w->a);
    struct sv half = phrase_count(c->half, w->style, w->a);
    struct sv all = phrase_count(c->n, w->style, w->a);
    if (c->n == 1)
        return SV("One deal is the whole pipeline");
    return sv_printf(w->a,
                     "The %.*s largest deals hold %.*s of the pipeline; half "
                     "of it is in %.*s of %.*s deals",
                     SV_ARG(top), SV_ARG(share), SV_ARG(half), SV_ARG(all));
}
