#include <math.h>
#include <stdio.h>

#include "render/words/format.h"
#include "render/report/report_parts.h"

enum { OFF_NAMED = 3 }; /* features that a note names one by one */

/* Notes are collected into an array that doubles as it fills. */
struct notes {
    struct arena *run;
    size_t n, capacity;
    struct report_note *list;
};

static void note(struct notes *n, bool warning, struct sv text)
{
    if (n->n == n->capacity) {
        struct report_note *more =
            ARENA_ARRAY(n->run, 2 * n->capacity + 16, struct report_note);
        if (n->n)
            memcpy(more, n->list, n->n * sizeof *more);
        n->capacity = 2 * n->capacity + 16;
        n->list = more;
    }
    n->list[n->n++] = (struct report_note){text, warning};
}

static const char *plural(size_t n, const char *one, const char *many)
{
    return n == 1 ? one : many;
}

static void note_time(struct notes *n, const struct report *r)
{
    char a[FORMAT_TEXT], b[FORMAT_TEXT], iso[DATE_TEXT];

    if (!r->n_deals && r->hint_as_of != DATE_NONE)
        note(n, true,
             sv_printf(n->run,
                       "No deal is open on %s; use --as-of %s to see a day on "
                       "which some were",
                       format_date_long(a, r->as_of),
                       date_iso(iso, r->hint_as_of)));
    if (r->quality->newest != DATE_NONE && r->as_of < r->quality->newest)
        note(n, false,
             sv_printf(n->run,
                       "This is a replay of %s: the export reaches to %s, and "
                       "what is dated later is not used",
                       format_date_long(a, r->as_of),
                       format_date_long(b, r->quality->newest)));
    if (r->quality->newest != DATE_NONE && r->as_of > r->quality->newest + 31)
        note(n, true,
             sv_printf(
                 n->run,
                 "The newest date in the export is %s, %s days before "
                 "the as-of date: is it an old export?",
                 format_date_long(a, r->quality->newest),
                 format_count(b, r->as_of - r->quality->newest, r->style)));
}

static void note_deals(struct notes *n, const struct report *r)
{
    char a[FORMAT_TEXT], b[FORMAT_TEXT];
    size_t unborn = 0, amounts = r->portfolio->money.without_amount;

    for (size_t i = 0; i < r->n_deals; i++)
        unborn += r->deals[i].created == DATE_NONE;
    if (unborn)
        note(n, true,
             sv_printf(n->run,
                       "%s of %s open deals %s no start date: they are scored "
                       "with what is known, without their age",
                       format_count(a, (double)unborn, r->style),
                       format_count(b, (double)r->n_deals, r->style),
                       plural(unborn, "has", "have")));
    if (amounts)
        note(n, true,
             sv_printf(n->run,
                       "%s of %s open deals %s no amount and %s in no sum of "
                       "money",
                       format_count(a, (double)amounts, r->style),
                       format_count(b, (double)r->n_deals, r->style),
                       plural(amounts, "has", "have"),
                       plural(amounts, "is", "are")));
    if (r->scores->cuts.no_longer_sort)
        note(n, true,
             sv_printf(n->run,
                       "The cuts no longer sort: more than half of the open "
                       "deals are HIGH or CRITICAL. %.*s",
                       SV_ARG(r->scores->cuts.suggestion)));
}

static void note_model(struct notes *n, const struct report *r)
{
    const struct holdout *h = &r->model->holdout;
    char a[FORMAT_TEXT], b[FORMAT_TEXT], c[FORMAT_TEXT];

    if (r->scores->mode == MODE_RULES_ONLY && r->n_deals &&
        !isnan(r->scores->overall_loss_rate))
        note(n, false,
             sv_printf(
                 n->run,
                 "Expected loss uses the overall loss rate of %s for "
                 "every deal",
                 format_percent(a, r->scores->list[0].loss_rate, 1, r->style)));
    if (!h->n_replays)
        return;
    if (h->hybrid_minus_ml.upper95 < 0)
        note(n, true,
             sv_printf(
                 n->run,
                 "The hybrid score ranked worse than P(lost) alone: AUC "
                 "lower by %s (95%% interval %s to %s). Deals can be "
                 "sorted by P(lost)",
                 format_fixed(a, -h->hybrid_minus_ml.auc, 3, r->style),
                 format_fixed(b, -h->hybrid_minus_ml.upper95, 3, r->style),
                 format_fixed(c, -h->hybrid_minus_ml.lower95, 3, r->style)));
    struct {
        const char *what;
        double figure;
    } due[] = {
        {"calibration error", h->calibration_error},
        {"lift of the top tenth", h->figures[SCORER_HYBRID].lift},
        {"share of lost amount caught", h->figures[SCORER_HYBRID].capture}};
    struct sv list = {0};
    for (size_t i = 0; i < sizeof due / sizeof due[0]; i++)
        if (isnan(due[i].figure))
            list = sv_printf(n->run, "%.*s%s%s", SV_ARG(list),
                             list.len ? ", " : "", due[i].what);
    if (list.len)
        note(n, false,
             sv_printf(n->run, "Not yet computed: %.*s", SV_ARG(list)));
}

static void note_fields(struct notes *n, const struct report *r)
{
    struct sv list = {0};

    for (size_t i = 0; r->leaks && i < r->leaks->n; i++)
        if (r->leaks->fields[i].kind != LEAK_NONE)
            note(n, true,
                 sv_printf(n->run, "Gives the outcome away: %.*s; %.*s",
                           SV_ARG(r->leaks->fields[i].finding),
                           SV_ARG(r->leaks->fields[i].done)));
    if (r->n_off > OFF_NAMED) {
        note(n, false,
             sv_printf(n->run,
                       "Switched off: %zu features; the data-quality page "
                       "gives the reason of each",
                       r->n_off));
        return;
    }
    for (size_t i = 0; i < r->n_off; i++)
        list = sv_printf(n->run, "%.*s%s%s (%.*s)", SV_ARG(list),
                         list.len ? ", " : "", r->off[i].name,
                         SV_ARG(r->off[i].reason));
    if (list.len)
        note(n, false, sv_printf(n->run, "Switched off: %.*s", SV_ARG(list)));
}

static void note_rows(struct notes *n, const struct report *r)
{
    char a[FORMAT_TEXT], b[FORMAT_TEXT];

    if (r->rejected)
        note(n, true,
             sv_printf(n->run,
                       "%s of %s rows could not be used; the data-quality "
                       "page lists them",
                       format_count(a, (double)r->rejected, r->style),
                       format_count(b, (double)r->rows, r->style)));
    if (r->undated)
        note(n, true,
             sv_printf(n->run, "%s closed %s no close date and %s in no figure",
                       format_count(a, (double)r->undated, r->style),
                       plural(r->undated, "deal has", "deals have"),
                       plural(r->undated, "is", "are")));
    if (r->later)
        note(n, false,
             sv_printf(n->run, "%s of %s rows %s not yet there on this day",
                       format_count(a, (double)r->later, r->style),
                       format_count(b, (double)r->rows, r->style),
                       plural(r->later, "is a deal", "are deals")));
    if (r->quality->history_rejected)
        note(
            n, true,
            sv_printf(
                n->run, "%s of %s rows of stage history could not be used%s",
                format_count(a, (double)r->quality->history_rejected, r->style),
                format_count(b, (double)r->quality->history_rows, r->style),
                r->quality->has_history
                    ? ""
                    : ": no event is left, and stages are as without "
                      "history"));
    if (r->filtered)
        note(n, false,
             sv_printf(n->run, "%s of %s rows are left out by [filter]",
                       format_count(a, (double)r->filtered, r->style),
                       format_count(b, (double)r->rows, r->style)));
}

/* "3 of 250 open deals are CRITICAL". */
static struct sv count_sentence(const struct report *r, struct arena *run)
{
    char a[FORMAT_TEXT], b[FORMAT_TEXT];
    size_t critical = r->portfolio->levels[LEVEL_CRITICAL].deals;
    size_t high = r->portfolio->levels[LEVEL_HIGH].deals;

    if (!critical && !high)
        return sv_printf(run, "None of %s open %s is CRITICAL or HIGH",
                         format_count(b, (double)r->n_deals, r->style),
                         plural(r->n_deals, "deal", "deals"));
    if (!critical)
        return sv_printf(run, "None of %s open %s is CRITICAL, %s %s HIGH",
                         format_count(b, (double)r->n_deals, r->style),
                         plural(r->n_deals, "deal", "deals"),
                         format_count(a, (double)high, r->style),
                         plural(high, "is", "are"));
    return sv_printf(run, "%s of %s open %s %s CRITICAL",
                     format_count(a, (double)critical, r->style),
                     format_count(b, (double)r->n_deals, r->style),
                     plural(r->n_deals, "deal", "deals"),
                     plural(critical, "is", "are"));
}

/* What came, closed and slipped since the last run. */
static void add_news(struct report *r, struct arena *run)
{
    const struct followup *c = r->followup;
    char day[FORMAT_TEXT], n[4][FORMAT_TEXT];

    if (!c || c->last == DATE_NONE)
        return;
    r->headline =
        sv_printf(run, "%.*s. Since %s: %s new, %s won, %s lost, %s slipped",
                  SV_ARG(r->headline), format_date(day, c->last),
                  format_count(n[0], (double)c->n_new, r->style),
                  format_count(n[1], (double)c->won, r->style),
                  format_count(n[2], (double)c->lost, r->style),
                  format_count(n[3], (double)c->n_slips, r->style));
}

/* What the history store gave, or could not give. */
static void note_store(struct notes *n, const struct report *r)
{
    const struct followup *c = r->followup;
    char day[FORMAT_TEXT];

    if (!c)
        return;
    if (c->trouble.len)
        note(n, true, c->trouble);
    if (c->break_reason.len)
        note(n, false, c->break_reason);
    if (c->tracked_from != DATE_NONE)
        note(n, false,
             sv_printf(n->run,
                       "Stage history is that of the runs since %s; where the "
                       "export does not date a stage itself, it counts from "
                       "the day on which it was first seen",
                       format_date(day, c->tracked_from)));
}

static void add_headline(struct report *r, struct arena *run)
{
    char a[FORMAT_TEXT], b[FORMAT_TEXT];
    const struct money *m = &r->portfolio->money;
    size_t critical = r->portfolio->levels[LEVEL_CRITICAL].deals;
    bool amounts = m->pipeline > 0;

    if (!r->n_deals) {
        struct sv hint = {0};
        format_date_long(a, r->as_of);
        if (r->hint_as_of != DATE_NONE)
            hint = sv_printf(run, "; on %s some were",
                             format_date_long(b, r->hint_as_of));
        r->headline = r->lead =
            sv_printf(run, "No deal is open on %s%.*s", a, SV_ARG(hint));
        r->subject = sv_printf(run, "No open deal on %s", a);
        return;
    }
    format_money_short(a, m->at_risk, r->style);
    format_money_short(b, m->pipeline, r->style);
    r->headline = count_sentence(r, run);
    if (amounts && m->at_risk > 0)
        r->headline = sv_printf(run, "%.*s; %s of %s pipeline is at risk",
                                SV_ARG(r->headline), a, b);
    else if (amounts)
        r->headline = sv_printf(run, "%.*s; none of the %s pipeline is at risk",
                                SV_ARG(r->headline), b);
    if (r->scores->mode == MODE_RULES_ONLY)
        r->headline = sv_printf(run, "%.*s (rules only, no forecast)",
                                SV_ARG(r->headline));
    r->lead = r->headline;
    add_news(r, run);
    r->subject = critical
                     ? sv_printf(run, "%s CRITICAL %s",
                                 format_count(b, (double)critical, r->style),
                                 plural(critical, "deal", "deals"))
                     : SV("No CRITICAL deal");
    if (amounts)
        r->subject = sv_printf(run, "%.*s, %s at risk", SV_ARG(r->subject), a);
}

void report_words(struct report *out, const struct report_inputs *in,
                  struct arena *run)
{
    struct notes n = {.run = run};
    char a[FORMAT_TEXT];

    (void)in;
    out->title =
        sv_printf(run, "Pipeline risk, %s", format_date_long(a, out->as_of));
    add_headline(out, run);
    if (out->audience_note.len)
        note(&n, false, out->audience_note);
    if (out->model->reason.len)
        note(&n, out->model->mode == MODE_RULES_ONLY, out->model->reason);
    note_time(&n, out);
    note_store(&n, out);
    note_deals(&n, out);
    note_model(&n, out);
    note_fields(&n, out);
    note_rows(&n, out);
    out->n_notes = n.n;
    out->notes = n.list;
}
