#include "scoring/score/trained_ranges.h"

#include <math.h>

#include "scoring/score/changeable.h"
#include "scoring/settings/settings.h"

static void widen(struct value_range *r, double x)
{
    r->low = fmin(r->low, x); /* NAN, none yet, gives way */
    r->high = fmax(r->high, x);
}

static struct value_range range_of(const char *feature, const struct deals *d,
                                   const struct landmarks *l,
                                   struct arena *work)
{
    const float *x = changeable_read(feature, d, l, work);
    struct value_range r = {NAN, NAN};

    for (size_t k = 0; k < l->m.rows; k++)
        widen(&r, (double)x[k]);
    return r;
}

void trained_ranges_at(struct trained_ranges *out, const struct deals *d,
                       int32_t day, const struct forest_settings *settings,
                       struct arena *a)
{
    const struct feature_set none = {0};
    struct landmarks l;
    struct arena work;

    *out = (struct trained_ranges){.n_stages = d->n_open_stages};
    out->days = ARENA_ARRAY(a, out->n_stages, struct value_range);
    for (size_t o = 0; o < out->n_stages; o++)
        out->days[o] = (struct value_range){NAN, NAN};
    arena_init(&work);
    landmarks_build(&l, d, &none, day, settings, &work);
    out->amount = range_of("deal_amount", d, &l, &work);
    out->age = range_of("deal_age_days", d, &l, &work);
    out->close = range_of("days_to_expected_close", d, &l, &work);
    out->pushes = range_of("push_count", d, &l, &work);
    const float *stage = changeable_read("stage_ordinal", d, &l, &work);
    const float *days = changeable_read("days_in_stage", d, &l, &work);
    for (size_t k = 0; k < l.m.rows; k++)
        if (stage[k] >= 0 && (size_t)stage[k] < out->n_stages)
            widen(&out->days[(size_t)stage[k]], (double)days[k]);
    arena_release(&work);
}
