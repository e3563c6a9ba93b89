/* reps.html and segments.html: rates with their intervals, nobody blamed by
 * chance. */
#include <math.h>
#include <stdio.h>

#include "render/dashboard/dashboard_parts.h"
#include "render/words/format.h"
#include "render/dashboard/svg_charts.h"

static void put_p(struct dashboard *d, struct value *row, double p)
{
    char text[FORMAT_TEXT];

    if (isfinite(p) && p < 0.0001)
        value_format(&d->page, row, "p", "< %s",
                     format_fixed(text, 0.0001, 4, d->r->style));
    else
        value_copy(&d->page, row, "p", format_fixed(text, p, 4, d->r->style));
}

/* No blame by chance; and where a rate differs on the better side, saying
 * that none differs would be untrue. */
static struct sv verdict(const struct group_row *g)
{
    if (g->flagged)
        return SV("below comparable deals, beyond chance");
    if (g->p_adjusted <= 0.05)
        return SV("above comparable deals, beyond chance");
    return isnan(g->p_adjusted) ? SV("too few to test")
                                : SV("no clear difference");
}

static void put_group(struct dashboard *d, struct value *list,
                      const struct named_group *group)
{
    const struct group_row *g = group->of;
    struct arena *a = &d->page;
    struct value *row = value_add(a, list, NULL, VALUE_OBJECT);
    struct chart_scale scale = {0, 1, d->r->portfolio->win_rate};

    value_text(a, row, "name", group->name.len ? group->name : SV("(empty)"));
    value_bool(a, row, "any_closed", g->closed > 0);
    put_count(d, row, "won", (double)g->won);
    put_count(d, row, "closed", (double)g->closed);
    value_format(a, row, "closed_v", "%zu", g->closed);
    put_percent(d, row, "rate", g->win_rate, 0);
    put_exact(d, row, "rate_v", g->win_rate);
    put_interval(d, row, "interval", g->wilson, true, 0);
    put_exact(d, row, "lower_v", g->wilson.lower);
    chart_interval(&d->svg, &scale, g->win_rate, g->wilson,
                   g->flagged ? "rate flagged" : "rate");
    put_svg(d, row, "mark");
    put_count(d, row, "rei", g->rei);
    put_exact(d, row, "rei_v", g->rei);
    put_fixed(d, row, "cycle", g->mean_cycle, 0);
    put_exact(d, row, "cycle_v", g->mean_cycle);
    put_count(d, row, "open", (double)g->open);
    value_format(a, row, "open_v", "%zu", g->open);
    put_money(d, row, "at_risk", g->at_risk);
    put_exact(d, row, "at_risk_v", g->at_risk);
    put_p(d, row, g->p_adjusted);
    put_exact(d, row, "p_v", g->p_adjusted);
    value_bool(a, row, "flagged", g->flagged);
    value_text(a, row, "verdict", verdict(g));
}

/* "Lead source" within a heading; the company's own names stay as are. */
static struct sv lower_first(struct arena *a, struct sv heading, bool own)
{
    struct sv copy = sv_copy(a, heading);

    if (!own && copy.len && copy.ptr[0] >= 'A' && copy.ptr[0] <= 'Z')
        ((char *)copy.ptr)[0] += 'a' - 'A';
    return copy;
}

/* A table of n rows, which share one heading. */
static void put_table(struct dashboard *d, struct value *tables,
                      struct sv heading, bool own,
                      const struct named_group *rows, size_t n)
{
    struct arena *a = &d->page;
    struct value *table = value_add(a, tables, NULL, VALUE_OBJECT);
    struct value *list;

    value_text(a, table, "heading", heading);
    value_text(a, table, "kind", heading);
    value_text(a, table, "heading_lower", lower_first(a, heading, own));
    value_text(
        a, table, "caption",
        sv_printf(a, "%.*s: win rates of closed deals", SV_ARG(heading)));
    list = value_add(a, table, "rows", VALUE_LIST);
    for (size_t i = 0; i < n; i++)
        put_group(d, list, &rows[i]);
}

static struct sv group_heading(const struct report *r, enum group group)
{
    static const char *const names[GROUP_OWN] = {
        [GROUP_OWNER] = "Rep",          [GROUP_INDUSTRY] = "Industry",
        [GROUP_REGION] = "Region",      [GROUP_PRODUCT] = "Product",
        [GROUP_SOURCE] = "Lead source", [GROUP_ACCOUNT] = "Account",
        [GROUP_MANAGER] = "Manager"};
    size_t own = (size_t)group - GROUP_OWN;

    if (group < GROUP_OWN)
        return sv_from(names[group]);
    return own < r->quality->n_own_categories
               ? r->quality->own_category_names[own]
               : SV("Own field");
}

/* What the tests found on this page alone; the report's verdict is of reps and
 * segments together. */
static struct sv own_finding(struct dashboard *d, const char *noun,
                             size_t flagged, const struct named_group *rows,
                             size_t n)
{
    bool tested = false;

    for (size_t i = 0; i < n; i++)
        tested = tested || isfinite(rows[i].of->p_adjusted);
    if (flagged)
        return sv_printf(&d->page,
                         "%zu %s%s win%s less than comparable deals, beyond "
                         "chance",
                         flagged, noun, flagged == 1 ? "" : "s",
                         flagged == 1 ? "s" : "");
    if (tested)
        return sv_printf(
            &d->page, "No %s is shown to win less than comparable deals", noun);
    return sv_printf(&d->page, "Too few deals have closed to judge a %s", noun);
}

static struct value *groups_page(struct dashboard *d, const char *file,
                                 const char *title, struct sv lead,
                                 struct sv own)
{
    const struct portfolio *p = d->r->portfolio;
    struct value *v = dashboard_page(d, file, title, "");

    struct sv finding = d->r->blame_verdict;

    if (p->family && !d->r->rate_note.len)
        finding = own;
    value_text(&d->page, v, "finding", finding.len ? finding : sv_from(title));
    value_text(&d->page, v, "figures", d->r->blame_figures);
    value_text(&d->page, v, "lead", lead);
    put_percent(d, v, "overall", p->win_rate, 1);
    value_bool(&d->page, v, "any_closed",
               p->won + p->lost > 0 && !d->r->rate_note.len);
    value_text(&d->page, v, "no_rate", d->r->rate_note);
    put_count(d, v, "all_won", (double)p->won);
    put_count(d, v, "all_closed", (double)(p->won + p->lost));
    put_count(d, v, "family", (double)p->family);
    return v;
}

static bool reps(struct dashboard *d, struct err *err)
{
    const struct report *r = d->r;
    struct value *v = groups_page(
        d, "reps.html", "Reps",
        SV("Reps by closed deals. A low rate is named as a problem only where "
           "chance does not explain it."),
        own_finding(d, "rep", r->portfolio->n_flagged_reps, r->reps,
                    r->n_reps));

    value_bool(&d->page, v, "any_table", r->n_reps > 0);
    put_prescriptions(d, v, PRESCRIPTIONS_REPS);
    struct value *tables = value_add(&d->page, v, "tables", VALUE_LIST);
    if (r->n_reps)
        put_table(d, tables, SV("Rep"), false, r->reps, r->n_reps);
    return dashboard_put(d, PAGE_GROUPS, v, "reps.html", err);
}

static bool segments(struct dashboard *d, struct err *err)
{
    const struct report *r = d->r;
    struct value *v =
        groups_page(d, "segments.html", "Segments",
                    SV("Industry, region, product, lead source, the teams of "
                       "managers and the company\xe2\x80\x99s "
                       "own fields."),
                    own_finding(d, "segment", r->portfolio->n_flagged_segments,
                                r->segments, r->n_segments));
    struct value *tables = value_add(&d->page, v, "tables", VALUE_LIST);
    size_t from = 0;

    value_bool(&d->page, v, "any_table", r->n_segments > 0);
    put_prescriptions(d, v, PRESCRIPTIONS_SEGMENTS);
    while (from < r->n_segments) {
        enum group group = r->segments[from].of->group;
        size_t to = from + 1;
        while (to < r->n_segments && r->segments[to].of->group == group)
            to++;
        put_table(d, tables, group_heading(r, group), group >= GROUP_OWN,
                  r->segments + from, to - from);
        from = to;
    }
    return dashboard_put(d, PAGE_GROUPS, v, "segments.html", err);
}

bool dashboard_groups(struct dashboard *d, struct err *err)
{
    return reps(d, err) && segments(d, err);
}
