#include "scoring/leaks/leak_stage.h"

#include <math.h>

#include "render/words/phrase.h"

static void count(struct stage_end *out, const struct bench *b)
{
    const struct deals *d = b->d;
    struct arena work;
    uint8_t *open;

    arena_init(&work);
    open = ARENA_ARRAY(&work, d->stage.n_labels, uint8_t);
    for (size_t k = 0; k < b->n_open; k++)
        if (d->stage.code[b->open[k]] >= 0)
            open[d->stage.code[b->open[k]]] = 1;
    for (size_t k = 0; k < b->n_closed; k++) {
        size_t i = b->closed[k];

        if (d->stage.code[i] < 0)
            continue;
        out->closed++;
        out->apart += !open[d->stage.code[i]];
        out->on_closing += d->stage_entered && d->closed[i] != DATE_NONE &&
                           d->stage_entered[i] != DATE_NONE &&
                           d->stage_entered[i] >= d->closed[i];
    }
    arena_release(&work);
}

static double auc_of(const struct bench *b)
{
    struct field stage = {.column = COLUMN_STAGE, .category = &b->d->stage};
    struct value_auc value;
    struct arena work;

    arena_init(&work);
    leak_value_auc(&value, b, &stage, &work);
    arena_release(&work);
    return value.auc;
}

static struct sv finding_of(const struct stage_end *e, const struct bench *b,
                            struct arena *a)
{
    struct sv dated = {0}, auc = {0}, apart = {0};

    if (b->n_open > 0 && e->apart > 0)
        apart = sv_printf(a, "; %.*s of them stand where no open deal stands",
                          SV_ARG(phrase_count(e->apart, b->d->style, a)));
    if (e->on_closing > 0)
        dated = sv_printf(a, "; %.*s entered it on the day of closing",
                          SV_ARG(phrase_count(e->on_closing, b->d->style, a)));
    if (!isnan(e->auc))
        auc = sv_printf(a, "; taken for history it would claim an AUC of %.*s",
                        SV_ARG(phrase_fixed(e->auc, 2, b->d->style, a)));
    return sv_printf(a,
                     "the stage of %.*s closed deal%s is the one %s ended "
                     "in%.*s%.*s%.*s",
                     SV_ARG(phrase_count(e->closed, b->d->style, a)),
                     e->closed == 1 ? "" : "s", e->closed == 1 ? "it" : "they",
                     SV_ARG(apart), SV_ARG(dated), SV_ARG(auc));
}

void stage_end_find(struct stage_end *out, const struct bench *b,
                    struct arena *a)
{
    struct stage_end e = {.auc = NAN};

    if (b->d->stage.n_labels > 0)
        count(&e, b);
    e.known = e.closed > 0;
    if (e.known) {
        e.auc = auc_of(b);
        e.finding = finding_of(&e, b, a);
        e.done = b->d->has_history
                     ? SV("not used: the forest reads stages from the stage "
                          "history alone, each with its date")
                     : SV("not used: without stage history the forest sees no "
                          "stage, and rules only that of open deals");
    }
    *out = e;
}
