#include "render/words/idle.h"

static struct sv with_proposal(const struct words *w, struct sv said,
                               struct sv near)
{
    return near.len ? sv_printf(w->a, "%.*s; did you mean %.*s?", SV_ARG(said),
                                SV_ARG(near))
                    : said;
}

struct sv words_idle(const struct words *w, const struct idle *idle)
{
    struct sv said = {0};

    switch (idle->kind) {
    case IDLE_FILTER:
        said = sv_printf(w->a, "[filter] %s = %.*s: %.*s matches no row",
                         idle->key, SV_ARG(idle->column), SV_ARG(idle->value));
        break;
    case IDLE_STAGE:
        said = sv_printf(w->a, "[stages] %s names %.*s, and no deal has it",
                         idle->key, SV_ARG(idle->value));
        break;
    case IDLE_SHEET:
        return sv_printf(w->a,
                         "[input] sheet = %.*s names a sheet, and the export "
                         "is no workbook",
                         SV_ARG(idle->value));
    case IDLE_SYMBOL:
        return sv_printf(w->a,
                         "[report] symbol = %.*s stands for %.*s, and the "
                         "amounts are in %.*s; leave it empty for the usual "
                         "sign",
                         SV_ARG(idle->value), SV_ARG(idle->code),
                         SV_ARG(w->deals->currency));
    }
    return with_proposal(w, said, idle->near);
}
