#include "render/words/calls.h"

#include "render/words/flow_parts.h"
#include "render/words/phrase.h"

static struct sv category_of(const struct words *w, const struct call_row *r)
{
    return phrase_name(w->deals->forecast_category.labels[r->category], w->a);
}

static struct sv who_of(const struct words *w, const struct call_row *r)
{
    if (r->group == GROUP_COUNT)
        return (struct sv){0};
    if (r->code < 0)
        return r->group == GROUP_MANAGER ? SV("No manager") : SV("No owner");
    return phrase_name(w->deals->groups[r->group].labels[r->code], w->a);
}

/* ", $1.5M of $2.2M,"; nothing without amounts. */
static struct sv money_of(const struct words *w, const struct call_count *c)
{
    if (!w->deals->amount || !c->cents) /* none that is known */
        return (struct sv){0};
    return sv_printf(w->a, ", %.*s of %.*s,",
                     SV_ARG(flow_short(w, c->danger_cents)),
                     SV_ARG(flow_short(w, c->cents)));
}

/* "; 7 are overdue" */
static struct sv overdue_of(const struct words *w, const struct call_count *c)
{
    if (!c->overdue)
        return (struct sv){0};
    return sv_printf(w->a, "; %.*s %s overdue",
                     SV_ARG(phrase_count(c->overdue, w->style, w->a)),
                     phrase_plural(c->overdue, "is", "are"));
}

static struct sv danger_of(const struct words *w, const struct call_row *r,
                           bool judged)
{
    const struct call_count *c = &r->all;

    if (!c->deals)
        return sv_printf(w->a, "no open deal is called %.*s",
                         SV_ARG(category_of(w, r)));
    if (!judged)
        return sv_printf(w->a, "%.*s %.*s %s%s%.*s%.*s",
                         SV_ARG(phrase_count(c->deals, w->style, w->a)),
                         SV_ARG(category_of(w, r)),
                         phrase_plural(c->deals, "deal", "deals"),
                         w->deals->amount && c->cents ? ", " : "",
                         SV_ARG(w->deals->amount && c->cents
                                    ? flow_short(w, c->cents)
                                    : (struct sv){0}),
                         SV_ARG(overdue_of(w, c)));
    return sv_printf(w->a, "%.*s of %.*s %.*s %s%.*s %s HIGH or CRITICAL%.*s",
                     SV_ARG(phrase_count(c->in_danger, w->style, w->a)),
                     SV_ARG(phrase_count(c->deals, w->style, w->a)),
                     SV_ARG(category_of(w, r)),
                     phrase_plural(c->deals, "deal", "deals"),
                     SV_ARG(money_of(w, c)),
                     phrase_plural(c->in_danger, "is", "are"),
                     SV_ARG(overdue_of(w, c)));
}

/* "Of deals called Commit with 1 day left, 35 of 99 were won by the quarter's
 * end (35%; …)": not how many of such deals are won in the end. */
static struct sv record_of(const struct words *w, const struct calls *c,
                           const struct call_row *r, const char *of)
{
    return sv_printf(
        w->a,
        "%s deals called %.*s%s %.*s of past quarters, %.*s of %.*s were won by "
        "the quarter's end (%.*s; 95%% interval %.*s to %.*s)",
        of, SV_ARG(category_of(w, r)), c->due_only ? " and due" : "",
        SV_ARG(words_then(w)),
        SV_ARG(phrase_count(r->came_in, w->style, w->a)),
        SV_ARG(phrase_count(r->of, w->style, w->a)),
        SV_ARG(phrase_share(r->came_in, r->of, w->style, w->a)),
        SV_ARG(phrase_percent(r->rate95.lower, 0, w->style, w->a)),
        SV_ARG(phrase_percent(r->rate95.upper, 0, w->style, w->a)));
}

static struct call_words words_of_row(const struct words *w,
                                      const struct calls *c,
                                      const struct call_row *r, bool judged)
{
    bool tell = r->of && (r->group == GROUP_COUNT || r->worse || r->better);

    return (struct call_words){.of = r,
                               .category = category_of(w, r),
                               .who = who_of(w, r),
                               .danger = danger_of(w, r, judged),
                               .record = tell ? record_of(w, c, r, "Of")
                                              : (struct sv){0}};
}

static void add_findings(struct calls_words *out, const struct words *w,
                         const struct calls *c)
{
    out->findings = ARENA_ARRAY(w->a, c->n_people + 1, struct sv);
    for (size_t k = 0; k < c->n_people; k++) {
        const struct call_row *r = &c->people[k];
        if (!r->worse && !r->better)
            continue;
        out->findings[out->n_findings++] = sv_printf(
            w->a,
            "%.*s: %.*s, %s often than those of all others (adjusted %.*s)",
            SV_ARG(who_of(w, r)), SV_ARG(record_of(w, c, r, "of")),
            r->worse ? "less" : "more",
            SV_ARG(phrase_p(r->p_adjusted, w->style, w->a)));
    }
    if (!c->family)
        return;
    out->findings[out->n_findings] = sv_printf(
        w->a,
        "Of those listed, %s calls come in more or less often than the others' "
        "beyond chance (%zu comparisons by person and category, adjusted as "
        "one family)",
        out->n_findings ? "nobody else's" : "nobody's", c->family);
    out->n_findings++;
}

void words_calls(struct calls_words *out, const struct words *w,
                 const struct calls *c, bool judged)
{
    *out = (struct calls_words){0};
    if (c->gap != GAP_NONE) {
        out->gap = words_quarter_gap(w, c->gap, "What sales calls");
        return;
    }
    if (c->past_gap != GAP_NONE)
        out->gap = words_quarter_gap(w, c->past_gap,
                                     "How often a category came in");
    out->company = ARENA_ARRAY(w->a, c->n + 1, struct call_words);
    out->people = ARENA_ARRAY(w->a, c->n_people + 1, struct call_words);
    for (size_t k = 0; k < c->n; k++)
        out->company[out->n++] = words_of_row(w, c, &c->company[k], judged);
    for (size_t k = 0; k < c->n_people; k++)
        out->people[out->n_people++] = words_of_row(w, c, &c->people[k], judged);
    for (size_t k = 0; k < c->n && !out->line.len; k++)
        if (c->company[k].all.deals)
            out->line = out->company[k].danger;
    add_findings(out, w, c);
}
