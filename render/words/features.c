#include "render/words/features.h"

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
