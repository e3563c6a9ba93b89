#include "render/words/cycle.h"

#include <math.h>

#include "render/words/phrase.h"

/* Lives without a start cannot be in the curve; say how many. */
static struct sv undated_clause(const struct words *w, size_t n)
{
    if (n == 0)
        return SV("");
    return sv_printf(w->a, "; %.*s %s without a start date %s left out",
                     SV_ARG(phrase_count(n, w->style, w->a)),
                     n == 1 ? "deal" : "deals", n == 1 ? "is" : "are");
}

/* "; quarters up to Q1 2017 are not compared, as …", or nothing. */
static struct sv missing_clause(const struct words *w, const struct cycle *c)
{
    char quarter[DATE_TEXT], day[DATE_TEXT];
    struct sv said = SV("");

    if (c->no_quick)
        said = sv_printf(
            w->a,
            "; quarters up to %s are not compared, as the first closing is of "
            "%s and their quick deals may be missing",
            quarter_label(quarter, c->no_quick->quarter, c->fiscal_month),
            date_said(day, c->first_close));
    if (c->no_slow)
        said = sv_printf(
            w->a,
            "%.*s; quarters from %s on are not compared, as no deal is open "
            "and their slow deals may be missing",
            SV_ARG(said),
            quarter_label(quarter, c->no_slow->quarter, c->fiscal_month));
    if (c->thin)
        said = sv_printf(
            w->a,
            "%.*s; %s is not compared, as it holds %.*s deals where quarters "
            "before it held %.*s",
            SV_ARG(said),
            quarter_label(quarter, c->thin->quarter, c->fiscal_month),
            SV_ARG(phrase_count(c->thin->km.deals, w->style, w->a)),
            SV_ARG(phrase_fixed(c->usual, 0, w->style, w->a)));
    if (c->blurred)
        said = sv_printf(
            w->a,
            "%.*s; quarters of fewer than %.*s deals, such as %s, are not "
            "compared, as the %.*s open deals without a start date may be "
            "theirs",
            SV_ARG(said),
            SV_ARG(phrase_count(5 * c->undated_open, w->style, w->a)),
            quarter_label(quarter, c->blurred->quarter, c->fiscal_month),
            SV_ARG(phrase_count(c->undated_open, w->style, w->a)));
    return said;
}

/* "By close quarter the mean moves +214%, but …", or nothing. */
static struct sv naive_clause(const struct words *w, const struct cycle *c)
{
    if (isnan(c->naive_change_pct))
        return SV("");

    struct sv pct = phrase_signed(c->naive_change_pct, 0, w->style, w->a);
    return sv_printf(w->a, ". By quarter of closing the mean moves %.*s%%%s",
                     SV_ARG(pct),
                     c->naive_change_pct > 0
                         ? ", but the first quarters of the data can hold "
                           "only short deals, so that is no evidence"
                         : ", which mixes deals of all ages");
}

/* Fewer than two cohorts: the finding must not sound as if one had looked and
 * found nothing. */
static struct sv nothing_to_compare(const struct words *w,
                                    const struct cycle *c)
{
    const char *finding = "No change shown, as there is nothing to compare";
    const struct created_quarter *only = c->newest;
    struct sv undated = undated_clause(w, c->undated);
    struct sv missing = missing_clause(w, c);
    char quarter[DATE_TEXT];

    if (!only)
        return sv_printf(
            w->a,
            "%s: no quarter of creation has enough closed deals "
            "for a median and its interval, and it takes two%.*s%.*s",
            finding, SV_ARG(undated), SV_ARG(missing));
    struct sv deals = phrase_count(only->km.deals, w->style, w->a);
    struct sv days = phrase_days(only->km.median, w->style, w->a);
    return sv_printf(
        w->a,
        "%s: only %s as quarter of creation (%.*s deals, "
        "median %.*s days) has enough closed deals for a median "
        "and its interval, and it takes two%.*s%.*s",
        finding, quarter_label(quarter, only->quarter, c->fiscal_month),
        SV_ARG(deals), SV_ARG(days), SV_ARG(undated), SV_ARG(missing));
}

static const char *finding(const struct cycle *c)
{
    if (c->changed)
        return c->median_change > 0 ? "Cycles have become longer"
                                    : "Cycles have become shorter";
    if (c->differ)
        return "No change of the median shown, though quarters differ";
    return c->median_difference.lower > 0 || c->median_difference.upper < 0
               ? "Oldest and newest quarter differ, but quarters at large do "
                 "not, which is no trend"
               : "No change shown";
}

struct sv words_cycle_verdict(const struct words *w, const struct cycle *c)
{
    const struct created_quarter *new = c->newest, *old = c->oldest;
    char new_name[DATE_TEXT], old_name[DATE_TEXT];
    struct style style = w->style;
    struct arena *a = w->a;

    if (old == new)
        return nothing_to_compare(w, c);
    quarter_label(new_name, new->quarter, c->fiscal_month);
    quarter_label(old_name, old->quarter, c->fiscal_month);
    struct sv days_new = phrase_days(new->km.median, style, a);
    struct sv days_old = phrase_days(old->km.median, style, a);
    struct sv change = phrase_signed(c->median_change, 1, style, a);
    struct sv lower = phrase_signed(c->median_difference.lower, 1, style, a);
    struct sv upper = phrase_signed(c->median_difference.upper, 1, style, a);
    struct sv p = phrase_p(c->logrank_p, style, a);
    struct sv n_new = phrase_count(new->km.deals, style, a);
    struct sv n_old = phrase_count(old->km.deals, style, a);
    struct sv undated = undated_clause(w, c->undated);
    struct sv missing = missing_clause(w, c);
    struct sv naive = naive_clause(w, c);
    return sv_printf(
        a,
        "%s: the median is %.*s days for the %.*s deals created in %s and %.*s "
        "for the %.*s created in %s, a difference of %.*s (95%% interval %.*s "
        "to %.*s); log-rank %.*s%.*s%.*s%.*s",
        finding(c), SV_ARG(days_new), SV_ARG(n_new), new_name, SV_ARG(days_old),
        SV_ARG(n_old), old_name, SV_ARG(change), SV_ARG(lower), SV_ARG(upper),
        SV_ARG(p), SV_ARG(undated), SV_ARG(missing), SV_ARG(naive));
}
