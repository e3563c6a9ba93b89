#include "render/words/features.h"

#include "render/words/phrase.h"

/* Empty: no stage is meant, or none stands there. */
static struct sv stage_of(const struct words *w, const struct feature *f)
{
    int32_t code = f && f->place ? deals_stage_at_place(w->deals, f->place)
                                 : -1;

    return code < 0 ? (struct sv){0}
                    : phrase_name(w->deals->stage.labels[code], w->a);
}

struct sv words_feature(const struct words *w, const struct feature_column *c)
{
    struct sv stage = stage_of(w, c->feature);

    return stage.len ? sv_printf(w->a, "days spent in %.*s", SV_ARG(stage))
                     : c->label;
}

struct sv words_input(const struct words *w, struct sv input)
{
    for (size_t k = 0; k < FEATURES_N; k++) {
        const struct feature *f = &FEATURES[k];
        struct sv stage = f->input && sv_eq(input, sv_from(f->input))
                              ? stage_of(w, f)
                              : (struct sv){0};
        if (stage.len)
            return sv_printf(w->a, "days in %.*s", SV_ARG(stage));
    }
    return input;
}

struct sv words_feature_off(const struct words *w, const struct feature_off *f)
{
    static const char *const whole[] = {
        [OFF_NO_HISTORY] = "no stage history (--history)",
        [OFF_NO_ORDER] = "the order of the stages is not known",
        [OFF_COUNTS_LEAK] = "counts empty fields, one of which leaks",
        [OFF_TODAY_EXPECTED] =
            "known only as it stands today: no history of expected closes",
        [OFF_TODAY_STAGE] = "known only as it stands today: no stage history",
        [OFF_TODAY] = "known only as it stands today",
    };

    if (f->reason == OFF_NO_COLUMN)
        return sv_printf(w->a, "no column for %s", column_name(f->needs));
    if (f->reason == OFF_LEAKS)
        return sv_printf(w->a, "leaks: %.*s", SV_ARG(f->header));
    return sv_from(whole[f->reason]);
}
