#include "scoring/portfolio/prescribe.h"

#include <math.h>

#include "scoring/portfolio/blame.h"
#include "render/words/phrase.h"

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

static struct sv advice(const struct deal_states *s,
                        const struct group_row *row, struct arena *a)
{
    struct sv name = phrase_name(row->name, a);
    struct sv noun = phrase_name(group_noun(s->d, row->group), a);

    switch (row->group) {
    case GROUP_OWNER:
        return sv_printf(a, "Coach %.*s", SV_ARG(name));
    case GROUP_SOURCE:
        return sv_printf(a, "Audit the %.*s channel", SV_ARG(name));
    case GROUP_MANAGER:
        return sv_printf(a, "Review the deals of %.*s's team", SV_ARG(name));
    default:
        return sv_printf(a, "Review how deals of %.*s %.*s are qualified",
                         SV_ARG(noun), SV_ARG(name));
    }
}

static void add(struct portfolio *out, enum subject subject, struct sv text,
                struct sv evidence)
{
    out->prescriptions[out->n_prescriptions++] =
        (struct prescription){subject, text, evidence};
}

static void add_flagged(struct portfolio *out, const struct deal_states *s,
                        const struct group_row *row, struct arena *a)
{
    if (!row->flagged)
        return;

    struct sv of =
        phrase_of_beside(row->won, row->closed, out->win_rate, s->d->style, a);
    struct sv all = phrase_rate(out->win_rate, row->win_rate, s->d->style, a);
    struct sv won = phrase_count(out->won, s->d->style, a);
    struct sv closed = phrase_count(out->won + out->lost, s->d->style, a);
    struct sv p = phrase_p(row->p_adjusted, s->d->style, a);
    add(out, subject_of(row->group), advice(s, row, a),
        sv_printf(a,
                  "Won %.*s closed deals; overall %.*s of %.*s (%.*s); "
                  "adjusted %.*s in a "
                  "family of %.*s tests",
                  SV_ARG(of), SV_ARG(won), SV_ARG(closed), SV_ARG(all),
                  SV_ARG(p),
                  SV_ARG(phrase_count(out->family, s->d->style, a))));
}

/* Open deals to which something plain applies. */
struct counted {
    size_t deals, of; /* of: deals of which it can be said */
    double amount;
};

static void count_deal(struct counted *c, bool holds, double amount)
{
    c->of++;
    if (!holds)
        return;
    c->deals++;
    c->amount += isnan(amount) ? 0 : amount;
}

static void add_counted(struct portfolio *out, const struct deal_states *s,
                        enum subject subject, const struct counted *c,
                        const char *text, const char *what, struct arena *a)
{
    if (c->deals == 0)
        return;

    struct sv of = phrase_of(c->deals, c->of, s->d->style, a);
    struct sv evidence = sv_printf(a, "%.*s open deals %s", SV_ARG(of), what);
    if (c->amount > 0) {
        struct sv money = phrase_money(c->amount, s->d->style, a);
        evidence =
            sv_printf(a, "%.*s, worth %.*s", SV_ARG(evidence), SV_ARG(money));
    }
    add(out, subject, sv_from(text), evidence);
}

void prescribe(struct portfolio *out, const struct deal_states *s,
               struct arena *run)
{
    enum { COUNTED = 6 };
    _Static_assert(QUIET_DAYS == 30, "the text says 30 days");
    const struct deals *d = s->d;
    struct counted critical = {0}, overdue = {0}, quiet = {0};
    struct counted unpriced = {0}, unowned = {0}, unborn = {0};
    size_t most = out->n_flagged_reps + out->n_flagged_segments + COUNTED;

    for (size_t k = 0; k < s->scores->n; k++) {
        const struct score *score = &s->scores->list[k];
        size_t i = score->deal;
        double amount = deal_states_amount(s, i);

        count_deal(&critical, score->level == LEVEL_CRITICAL, amount);
        if (score->expected != DATE_NONE)
            count_deal(&overdue, score->expected < s->as_of, amount);
        if (d->last_activity != NULL && d->last_activity[i] != DATE_NONE &&
            d->last_activity[i] <= s->as_of &&
            deals_current_known(d, i, s->as_of))
            count_deal(&quiet, s->as_of - d->last_activity[i] > QUIET_DAYS,
                       amount);
        count_deal(&unpriced, isnan(amount), NAN);
        if (d->groups[GROUP_OWNER].n_labels > 0)
            count_deal(&unowned, d->groups[GROUP_OWNER].code[i] < 0, amount);
        count_deal(&unborn, isnan(score->age), amount);
    }

    out->prescriptions = ARENA_ARRAY(run, most, struct prescription);
    for (size_t k = 0; k < out->n_reps; k++)
        add_flagged(out, s, &out->reps[k], run);
    for (size_t k = 0; k < out->n_segments; k++)
        add_flagged(out, s, &out->segments[k], run);
    add_counted(out, s, SUBJECT_AGE, &critical, "Act today on what is CRITICAL",
                "are CRITICAL", run);
    add_counted(out, s, SUBJECT_ACTIVITY, &overdue,
                "Date anew or close what is overdue",
                "are past their expected close", run);
    add_counted(out, s, SUBJECT_ACTIVITY, &quiet, "Call the quiet deals",
                "had no activity for more than 30 days", run);
    add_counted(out, s, SUBJECT_AMOUNT, &unpriced, "Enter the missing amounts",
                "have no amount and count in no sum", run);
    add_counted(out, s, SUBJECT_REP, &unowned, "Give every deal an owner",
                "have no owner", run);
    add_counted(out, s, SUBJECT_AGE, &unborn, "Enter the missing start dates",
                "have no start date, so their age is not known", run);
}
