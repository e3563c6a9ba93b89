#include "render/words/prescribe.h"

#include <math.h>

#include "render/words/phrase.h"

static const struct {
    enum subject subject;
    const char *text;
    const char *one, *many; /* of one deal, of several */
    const char *said_of;    /* where that cannot be said of every open deal */
} CONCERNS[CONCERN_COUNT] = {
    [CONCERN_CRITICAL] = {SUBJECT_AGE, "Act today on what is CRITICAL",
                          "is CRITICAL", "are CRITICAL", ""},
    [CONCERN_OVERDUE] = {SUBJECT_ACTIVITY, "Re-date or close the overdue deals",
                         "is past its expected close",
                         "are past their expected close", " with a close date"},
    [CONCERN_QUIET] = {SUBJECT_ACTIVITY, "Call the quiet deals",
                       NULL, NULL, /* by [flags] quiet_days */
                       " with a known last activity"},
    [CONCERN_UNPRICED] = {SUBJECT_AMOUNT,
                          "Enter the amounts that are not known",
                          "has no known amount and counts in no sum",
                          "have no known amount and count in no sum", ""},
    [CONCERN_UNOWNED] = {SUBJECT_REP, "Give every deal an owner",
                         "has no owner", "have no owner", ""},
    [CONCERN_UNDATED] = {SUBJECT_AGE,
                         "Enter the start dates that are not known",
                         "has no known start date, so no age either",
                         "have no known start date, so no age either", ""},
};
static enum subject subject_of(enum group group)
{
    static const enum subject subjects[GROUP_OWN] = {
        [GROUP_OWNER] = SUBJECT_REP,     [GROUP_INDUSTRY] = SUBJECT_INDUSTRY,
        [GROUP_REGION] = SUBJECT_REGION, [GROUP_PRODUCT] = SUBJECT_PRODUCT,
        [GROUP_SOURCE] = SUBJECT_SOURCE, [GROUP_ACCOUNT] = SUBJECT_ACCOUNT,
        [GROUP_MANAGER] = SUBJECT_REP,
    };

    return group < GROUP_OWN ? subjects[group] : SUBJECT_OWN;
}

static struct sv advice(const struct words *w, const struct named_group *row)
{
    struct sv name = phrase_name(row->name, w->a);
    struct sv noun = phrase_name(words_group_noun(w, row->of->group), w->a);

    switch (row->of->group) {
    case GROUP_OWNER:
        return sv_printf(w->a, "Coach %.*s", SV_ARG(name));
    case GROUP_SOURCE:
        return sv_printf(w->a, "Audit the %.*s channel", SV_ARG(name));
    case GROUP_MANAGER:
        return sv_printf(w->a, "Review the deals of %.*s's team", SV_ARG(name));
    default:
        return sv_printf(w->a, "Tighten qualification: %.*s %.*s", SV_ARG(noun),
                         SV_ARG(name));
    }
}

/* Where the money is told; among equals the order of the tables stays. */
static void add(struct prescriptions *out, const struct prescription *p)
{
    size_t at = out->n++;

    for (; at &&
           (isfinite(p->amount) ? p->amount : 0) >
               (isfinite(out->list[at - 1].amount) ? out->list[at - 1].amount
                                                   : 0);
         at--)
        out->list[at] = out->list[at - 1];
    out->list[at] = *p;
}

static void add_flagged(struct prescriptions *out, const struct words *w,
                        const struct portfolio *p,
                        const struct named_group *row)
{
    const struct group_row *g = row->of;
    struct style style = w->style;

    if (!g->flagged)
        return;

    struct sv of =
        phrase_of_beside(g->won, g->closed, p->win_rate, style, w->a);
    struct sv expected = phrase_fixed(g->expected, 0, style, w->a);
    add(out,
        &(struct prescription){
            subject_of(g->group),
            g->group == GROUP_OWNER ? PRESCRIBED_REP : PRESCRIBED_SEGMENT,
            advice(w, row),
            sv_printf(w->a,
                      "Won %.*s. Deals of the same age and quarter would have "
                      "won about %.*s: unlikely to be chance",
                      SV_ARG(of), SV_ARG(expected)),
            g->open_amount});
}

static void add_concern(struct prescriptions *out, const struct words *w,
                        const struct portfolio *p, enum concern kind)
{
    const struct concern_count *c = &p->concerns[kind];

    if (c->deals == 0)
        return;

    struct sv of = phrase_of(c->deals, c->of, w->style, w->a);
    struct sv what = kind == CONCERN_QUIET
                         ? (struct sv){0}
                         : sv_from(phrase_plural(c->deals, CONCERNS[kind].one,
                                                 CONCERNS[kind].many));
    if (kind == CONCERN_QUIET)
        what = sv_printf(w->a, "had no activity for more than %d days",
                         w->settings->warnings.quiet_days);
    struct sv evidence =
        sv_printf(w->a, "%.*s open deals%s %.*s", SV_ARG(of),
                  c->of < p->open ? CONCERNS[kind].said_of : "", SV_ARG(what));
    if (c->amount > 0)
        evidence = sv_printf(w->a, "%.*s, worth %.*s", SV_ARG(evidence),
                             SV_ARG(phrase_money(c->amount, w->style, w->a)));
    add(out, &(struct prescription){CONCERNS[kind].subject, PRESCRIBED_DEALS,
                                    sv_from(CONCERNS[kind].text), evidence,
                                    c->amount});
}

void words_prescribe(struct prescriptions *out, const struct words *w,
                     const struct portfolio *p, const struct named_group *reps,
                     const struct named_group *segments)
{
    size_t most = p->n_flagged_reps + p->n_flagged_segments + CONCERN_COUNT;

    *out = (struct prescriptions){
        .list = ARENA_ARRAY(w->a, most, struct prescription)};
    for (size_t k = 0; k < p->n_reps; k++)
        add_flagged(out, w, p, &reps[k]);
    for (size_t k = 0; k < p->n_segments; k++)
        add_flagged(out, w, p, &segments[k]);
    for (enum concern c = 0; c < CONCERN_COUNT; c++)
        add_concern(out, w, p, c);
}
