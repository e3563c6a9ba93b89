#include "render/words/quarter_paper.h"

#include <math.h>

#include "render/words/format.h"
#include "render/words/phrase.h"

struct sv words_landing_gap(enum landing_gap gap)
{
    static const char *const WHY[] = {
        [LANDING_KNOWN] = "",
        [LANDING_NO_AMOUNTS] =
            "What the quarter will close at cannot be told: the export has no "
            "amounts that can be summed",
        [LANDING_NO_PAST] =
            "What the quarter will close at cannot be told: the export holds "
            "no whole past quarter to learn it from",
        [LANDING_FEW_PAST] = "",
        [LANDING_OVER] = "",
    };

    return sv_from(WHY[gap]);
}

struct sv words_sentences(const struct sv *list, size_t n, struct arena *a)
{
    struct sv out = {0};

    for (size_t k = 0; k < n; k++)
        if (list[k].len)
            out = sv_printf(a, "%.*s%s%.*s.", SV_ARG(out), out.len ? " " : "",
                            SV_ARG(list[k]));
    return out;
}

struct sv words_landing_line(const struct quarter_words *w, struct arena *a)
{
    if (!w)
        return (struct sv){0};
    return words_sentences((struct sv[]){w->landing, w->target, w->chance}, 3,
                           a);
}

struct sv words_landing_trust(const struct quarter_words *w, struct arena *a)
{
    if (!w)
        return (struct sv){0};
    return words_sentences(
        (struct sv[]){w->no_range, w->method, w->record, w->baselines}, 4, a);
}

struct sv words_landing_target(const struct quarter_words *w, struct arena *a)
{
    if (!w)
        return (struct sv){0};
    return words_sentences((struct sv[]){w->target, w->chance, w->cover}, 3, a);
}

static struct sv short_money(double x, struct style s, struct arena *a)
{
    char text[FORMAT_TEXT];

    return sv_copy(a, sv_from(format_money_short(text, x, s)));
}

void words_landing_past(struct past_row *out, const struct landing_money *m,
                        size_t k, const struct style *style, int fiscal_month,
                        struct arena *a)
{
    const struct landing_past *p = &m->past[k];
    const struct interval *range = &p->range[m->method];
    bool known = isfinite(range->lower) && isfinite(range->upper);
    double told = p->told[m->method];
    char name[DATE_TEXT];

    *out = (struct past_row){
        .quarter = sv_copy(
            a, sv_from(quarter_label(name, p->quarter, fiscal_month))),
        .so_far = short_money(p->so_far, *style, a),
        .told = short_money(told, *style, a),
        .truth = short_money(p->truth, *style, a),
        .average = short_money(p->told[METHOD_AVERAGE], *style, a),
        .crm = short_money(p->told[METHOD_CRM], *style, a)};
    if (p->truth > 0 && landing_foresaw(p, m->method))
        out->off = sv_printf(
            a, "%.*s%%",
            SV_ARG(phrase_signed(100 * (told / p->truth - 1), 0, *style, a)));
    if (!known)
        return;
    out->range = sv_printf(a, "%.*s to %.*s",
                           SV_ARG(short_money(range->lower, *style, a)),
                           SV_ARG(short_money(range->upper, *style, a)));
    out->held = p->truth >= range->lower && p->truth <= range->upper
                    ? SV("held")
                    : SV("missed");
}
