#include "render/words/changes.h"

#include "render/words/phrase.h"

static struct sv moved_on(const struct words *w, const struct counterfactual *c)
{
    struct sv stage = phrase_name(w->deals->stage.labels[c->stage], w->a);

    return sv_printf(w->a, "If it moved on to %.*s today", SV_ARG(stage));
}

static struct sv active(const struct words *w, const struct counterfactual *c)
{
    (void)w;
    (void)c;
    return SV("If there were activity on it today");
}

static struct sv expected(const struct words *w, const struct counterfactual *c)
{
    char day[DATE_TEXT];
    size_t days = (size_t)(c->expected - w->as_of);

    return sv_printf(w->a,
                     "If its expected close were %s, in %.*s days: the "
                     "median that deals in its stage still took",
                     date_said(day, c->expected),
                     SV_ARG(phrase_count(days, w->style, w->a)));
}

struct sv words_change(const struct words *w, const struct counterfactual *c)
{
    static struct sv (*const say[CHANGE_COUNT])(
        const struct words *w, const struct counterfactual *c) = {
        [CHANGE_STAGE] = moved_on,
        [CHANGE_ACTIVITY] = active,
        [CHANGE_EXPECTED] = expected,
    };

    return say[c->change](w, c);
}
