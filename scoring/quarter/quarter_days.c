#include "scoring/quarter/quarter_parts.h"

#include "scoring/settings/settings.h"

struct quarter_days quarter_days(const struct dated *d, int quarter)
{
    int month = d->ctx->settings->fiscal_month;

    return (struct quarter_days){quarter, quarter_start(quarter, month),
                                 quarter_start(quarter + 1, month) - 1};
}

struct quarter_days quarter_now(const struct dated *d)
{
    return quarter_days(
        d, date_quarter(d->ctx->as_of, d->ctx->settings->fiscal_month));
}

int32_t quarter_same_day(const struct dated *d, const struct quarter_days *q)
{
    int32_t day = q->end - (quarter_now(d).end - d->ctx->as_of);

    return day > q->start ? day : q->start;
}

int quarter_first(const struct dated *d)
{
    const struct deals *deals = d->ctx->deals;
    int32_t first = d->ctx->as_of;

    for (size_t i = 0; i < deals->n; i++)
        if (deals->closed[i] != DATE_NONE && deals->closed[i] < first)
            first = deals->closed[i];
    return date_quarter(first, d->ctx->settings->fiscal_month) + 1;
}
