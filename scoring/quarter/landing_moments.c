/* The same day of past quarters. */
#include "scoring/quarter/landing_parts.h"

int32_t landing_first_day(const struct deals *d)
{
    int32_t first = DATE_NONE;

    for (size_t i = 0; i < d->n; i++) {
        int32_t day = d->created ? d->created[i] : d->closed[i];
        if (day != DATE_NONE && (first == DATE_NONE || day < first))
            first = day;
    }
    return first;
}

static int32_t last_day(int quarter, int fiscal_month)
{
    return quarter_start(quarter + 1, fiscal_month) - 1;
}

void moments_fill(struct moment out[MOMENTS], int32_t as_of, int fiscal_month,
                  int32_t first)
{
    int now = date_quarter(as_of, fiscal_month);
    int32_t left = last_day(now, fiscal_month) - as_of;

    for (int k = 0; k < MOMENTS; k++) {
        struct moment *m = &out[k];
        m->quarter = now - k;
        m->start = quarter_start(m->quarter, fiscal_month);
        m->end = last_day(m->quarter, fiscal_month);
        m->next_end = last_day(m->quarter + 1, fiscal_month);
        m->day = m->end - left > m->start ? m->end - left : m->start;
        m->whole = first != DATE_NONE && first <= m->start;
    }
}

bool moment_known(const struct moment *m, enum landing_when when, int32_t as_of)
{
    return (when == THIS_QUARTER ? m->end : m->next_end) <= as_of;
}

static void wish_days(struct horizon_wish *out, int32_t days)
{
    size_t k = 0;

    while (k < out->n_days && out->days[k] != days)
        k++;
    if (k == out->n_days && k < HORIZON_WISHES)
        out->days[out->n_days++] = days;
}

void landing_wish(struct horizon_wish *out, int32_t as_of, int fiscal_month)
{
    struct moment moment[MOMENTS];

    *out = (struct horizon_wish){0};
    moments_fill(moment, as_of, fiscal_month, DATE_NONE);
    for (size_t k = 0; k <= LANDING_PAST; k++) {
        wish_days(out, moment[k].end - moment[k].day);
        wish_days(out, moment[k].next_end - moment[k].day);
        if (k)
            out->past[out->n_past++] = moment[k].day;
    }
}
