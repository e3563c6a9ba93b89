#include "render/words/notes.h"

#include <math.h>

#include "render/words/format.h"
#include "render/words/idle.h"
#include "render/words/levels.h"
#include "render/words/phrase.h"
#include "render/words/quarter.h"
#include "render/words/rates.h"

enum { OFF_NAMED = 3 }; /* features that a note names one by one */

/* Notes are collected into an array that doubles as it fills. */
struct list {
    const struct words *w;
    size_t n, capacity;
    struct note *list;
};

static void note_as(struct list *n, struct note added)
{
    if (n->n == n->capacity) {
        struct note *more =
            ARENA_ARRAY(n->w->a, 2 * n->capacity + 16, struct note);
        if (n->n)
            memcpy(more, n->list, n->n * sizeof *more);
        n->capacity = 2 * n->capacity + 16;
        n->list = more;
    }
    n->list[n->n++] = added;
}

static void note(struct list *n, bool warning, struct sv text)
{
    note_as(n, (struct note){text, .warning = warning});
}

static void note_detail(struct list *n, struct sv text)
{
    note_as(n, (struct note){text, .detail = true});
}

static void note_time(struct list *n, const struct notes_facts *f)
{
    char a[FORMAT_TEXT], b[FORMAT_TEXT], iso[DATE_TEXT];

    if (!f->scores->n && f->hint_as_of != DATE_NONE)
        note(n, true,
             sv_printf(n->w->a,
                       "No deal is open on %s; use --as-of %s to see a day on "
                       "which some were",
                       format_date_long(a, n->w->as_of),
                       date_iso(iso, f->hint_as_of)));
    if (n->w->deals->newest != DATE_NONE && n->w->as_of < n->w->deals->newest)
        note(n, false,
             sv_printf(n->w->a,
                       "This is a replay of %s: the export reaches to %s, and "
                       "what is dated later is not used",
                       format_date_long(a, n->w->as_of),
                       format_date_long(b, n->w->deals->newest)));
    if (n->w->deals->newest != DATE_NONE &&
        n->w->as_of > n->w->deals->newest + 31)
        note(n, true,
             sv_printf(n->w->a,
                       "The newest date in the export is %s, %s days before "
                       "the as-of date: is it an old export?",
                       format_date_long(a, n->w->deals->newest),
                       format_count(b, n->w->as_of - n->w->deals->newest,
                                    n->w->style)));
}

/* Open deals whose cell is filled, but could not be read. */
static size_t count_unreadable(const struct notes_facts *f,
                               const struct deals *d, uint8_t bit)
{
    size_t count = 0;

    for (size_t i = 0; d->unreadable && i < f->scores->n; i++)
        count += (d->unreadable[f->scores->list[i].deal] & bit) != 0;
    return count;
}

static void note_unreadable(struct list *n)
{
    const struct deals *d = n->w->deals;
    char a[FORMAT_TEXT], b[FORMAT_TEXT];

    for (size_t i = 0; i < d->n_profile; i++) {
        const struct column_profile *p = &d->profile[i];
        if (!p->unreadable)
            continue;
        struct sv header = phrase_name(p->header, n->w->a);
        note(n, true,
             sv_printf(n->w->a,
                       "%s of %s filled cells of %.*s could not be read and "
                       "%s taken as not known",
                       format_count(a, (double)p->unreadable, n->w->style),
                       format_count(b, (double)p->filled, n->w->style),
                       SV_ARG(header),
                       phrase_plural(p->unreadable, "is", "are")));
    }
}

/* Columns that the export may well have, under another name. */
static void note_likely(struct list *n)
{
    const struct deals *d = n->w->deals;

    for (size_t i = 0; i < d->n_likely; i++) {
        struct sv header = phrase_name(d->likely[i].header, n->w->a);
        const char *name = column_name(d->likely[i].column);
        note(n, true,
             sv_printf(n->w->a,
                       "No column is read as %s, but %.*s looks like it: add "
                       "%s = %.*s under [columns]",
                       name, SV_ARG(header), name,
                       SV_ARG(d->likely[i].header)));
    }
}

/* How the export may have been read otherwise than it was meant. */
static void note_doubts(struct list *n)
{
    const struct doubts *d = &n->w->deals->doubts;
    char a[FORMAT_TEXT];

    if (d->sheets)
        note(n, true,
             SV("Other sheets of the workbook have as many of the headers and "
                "are not read: check names them, --sheet reads another; or "
                "put all deals on one"));
    if (d->unit)
        note(n, true,
             SV("The header of the amounts, or a title above it, speaks of "
                "thousands or millions, but amounts are taken as they stand: "
                "export whole ones, or multiply them and name no unit"));
    if (d->empty)
        note(n, true,
             sv_printf(n->w->a,
                       "%s %s taken as open, since the stage is empty; where "
                       "a report names each group once, export it without "
                       "groups",
                       format_count(a, (double)d->empty, n->w->style),
                       phrase_plural(d->empty, "deal is", "deals are")));
    if (d->past)
        note(n, true,
             sv_printf(n->w->a,
                       "%s deals are taken as open, in stages that are not "
                       "known, but all have a close date that is past: check "
                       "names the stages; list them under [stages] as won, "
                       "lost or open",
                       format_count(a, (double)d->past, n->w->style)));
}

static size_t but(size_t all, size_t some)
{
    return all > some ? all - some : 0;
}

static void note_deals(struct list *n, const struct notes_facts *f)
{
    char a[FORMAT_TEXT], b[FORMAT_TEXT];
    size_t unborn =
        but(f->unborn, count_unreadable(f, n->w->deals, UNREADABLE_CREATED));
    size_t amounts = but(f->portfolio->money.without_amount,
                         count_unreadable(f, n->w->deals, UNREADABLE_AMOUNT));

    if (unborn)
        note(n, true,
             sv_printf(n->w->a,
                       "%s of %s open deals %s no start date: they are scored "
                       "with what is known, without their age",
                       format_count(a, (double)unborn, n->w->style),
                       format_count(b, (double)f->scores->n, n->w->style),
                       phrase_plural(unborn, "has", "have")));
    if (amounts)
        note(n, true,
             sv_printf(n->w->a,
                       "%s of %s open deals %s no amount; sums of money leave "
                       "%s out",
                       format_count(a, (double)amounts, n->w->style),
                       format_count(b, (double)f->scores->n, n->w->style),
                       phrase_plural(amounts, "has", "have"),
                       phrase_plural(amounts, "it", "them")));
    if (f->scores->outcomes.moved)
        note(n, true, f->outcomes_finding);
    if (f->levels_finding.len)
        note(n, true,
             sv_printf(n->w->a,
                       "The cuts no longer sort: more than half of the open "
                       "deals are HIGH or CRITICAL. %.*s",
                       SV_ARG(f->levels_finding)));
}

static void note_model(struct list *n, const struct notes_facts *f)
{
    const struct holdout *h = &f->model->holdout;
    char a[FORMAT_TEXT], b[FORMAT_TEXT], c[FORMAT_TEXT];

    if (f->scores->mode == MODE_RULES_ONLY && f->scores->n &&
        !isnan(f->scores->overall_loss_rate))
        note(n, false,
             sv_printf(n->w->a,
                       f->scores->open_loss_deals
                           ? "Expected loss uses for every deal the share of "
                             "open deals that were lost in the end, %s"
                           : "Expected loss uses for every deal the share of "
                             "closed deals that were lost, %s: without start "
                             "dates nothing tells how long open ones last",
                       format_percent(a, f->scores->open_loss_rate, 1,
                                      n->w->style)));
    if (f->near_cuts.len)
        note(n, false, f->near_cuts);
    if (f->undated_amounts.len)
        note(n, false, f->undated_amounts);
    if (!h->n_replays)
        return;
    if (h->hybrid_minus_ml.upper95 < 0)
        note(n, true,
             sv_printf(
                 n->w->a,
                 "The hybrid score ranked worse than the chance of loss alone: AUC "
                 "lower by %s (95%% interval %s to %s). %s",
                 format_fixed(a, -h->hybrid_minus_ml.auc, 3, n->w->style),
                 format_fixed(b, -h->hybrid_minus_ml.upper95, 3, n->w->style),
                 format_fixed(c, -h->hybrid_minus_ml.lower95, 3, n->w->style),
                 f->scores->order == ORDER_P_LOST
                     ? "The list stands by chance of loss"
                     : "Deals can be sorted by chance of loss, and [score] "
                       "order = p_lost lists them so"));
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
            list = sv_printf(n->w->a, "%.*s%s%s", SV_ARG(list),
                             list.len ? ", " : "", due[i].what);
    if (list.len)
        note_detail(n,
                    sv_printf(n->w->a, "Not yet computed: %.*s", SV_ARG(list)));
}

static void note_targets(struct list *n, const struct landing *l)
{
    struct sv unknown = l ? words_unknown_targets(n->w, l) : (struct sv){0};

    if (unknown.len)
        note(n, true, unknown);
}

static void note_rates(struct list *n)
{
    struct sv reason = words_rate_reason(n->w);

    if (reason.len)
        note(n, true, reason);
}

static void note_fields(struct list *n, const struct notes_facts *f)
{
    struct sv list = {0};

    if (n->w->deals->stage_order_from == ORDER_UNKNOWN)
        note(n, true,
             SV("Nothing tells the order of the stages, so what needs it is "
                "off: list them as order under [stages]"));
    for (size_t i = 0; f->leaks && i < f->leaks->n; i++)
        if (f->leaks->fields[i].kind != LEAK_NONE)
            note(n, true,
                 sv_printf(n->w->a, "Gives the outcome away: %.*s; %.*s",
                           SV_ARG(f->leak_words[i].finding),
                           SV_ARG(f->leak_words[i].done)));
    if (f->n_off > OFF_NAMED) {
        note_detail(n, sv_printf(n->w->a,
                                 "A model cannot use %zu features; the "
                                 "data-quality page gives the reason of each",
                                 f->n_off));
        return;
    }
    for (size_t i = 0; i < f->n_off; i++)
        list = sv_printf(n->w->a, "%.*s%s%s (%.*s)", SV_ARG(list),
                         list.len ? ", " : "", f->off[i].label,
                         SV_ARG(f->off_reasons[i]));
    if (list.len)
        note_detail(
            n, sv_printf(n->w->a, "A model cannot use %.*s", SV_ARG(list)));
}

static void note_rows(struct list *n, const struct notes_facts *f)
{
    char a[FORMAT_TEXT], b[FORMAT_TEXT];

    if (n->w->deals->rejected)
        note(n, true,
             sv_printf(
                 n->w->a,
                 "%s of %s rows could not be used; the data-quality "
                 "page lists them",
                 format_count(a, (double)n->w->deals->rejected, n->w->style),
                 format_count(b, (double)n->w->deals->rows, n->w->style)));
    if (f->undated)
        note(n, true,
             sv_printf(n->w->a,
                       "%s closed %s no close date and %s in no figure",
                       format_count(a, (double)f->undated, n->w->style),
                       phrase_plural(f->undated, "deal has", "deals have"),
                       phrase_plural(f->undated, "is", "are")));
    if (f->later)
        note(n, false,
             sv_printf(n->w->a,
                       "%s of %s rows are left out: on this day %s not yet "
                       "created",
                       format_count(a, (double)f->later, n->w->style),
                       format_count(b, (double)n->w->deals->rows, n->w->style),
                       phrase_plural(f->later, "that deal was",
                                     "those deals were")));
    if (n->w->deals->history_rejected)
        note(n, true,
             sv_printf(n->w->a,
                       "%s of %s rows of stage history could not be used%s",
                       format_count(a, (double)n->w->deals->history_rejected,
                                    n->w->style),
                       format_count(b, (double)n->w->deals->history_rows,
                                    n->w->style),
                       n->w->deals->has_history
                           ? ""
                           : ": no event is left, and stages are as without "
                             "history"));
    if (n->w->deals->filtered)
        note(n, false,
             sv_printf(
                 n->w->a, "%s of %s rows are left out by [filter]",
                 format_count(a, (double)n->w->deals->filtered, n->w->style),
                 format_count(b, (double)n->w->deals->rows, n->w->style)));
}

/* What the history store gave, or could not give. */
static void note_store(struct list *n, const struct notes_facts *f)
{
    const struct followup *c = f->followup;
    char day[FORMAT_TEXT];

    if (!c)
        return;
    if (c->trouble.len)
        note(n, true, c->trouble);
    if (c->n_foreign)
        note(n, true,
             sv_printf(n->w->a,
                       "%s %s recorded in %.*s: what the pack compares with "
                       "earlier runs leaves the amounts of those out",
                       format_count(day, (double)c->n_foreign, n->w->style),
                       phrase_plural(c->n_foreign, "earlier run was",
                                     "earlier runs were"),
                       SV_ARG(c->foreign)));
    if (f->break_reason.len)
        note(n, false, f->break_reason);
    if (c->tracked_from != DATE_NONE)
        note(n, false,
             sv_printf(n->w->a,
                       "Stage history is that of the runs since %s; where the "
                       "export does not date a stage itself, it counts from "
                       "the day on which it was first seen",
                       format_date(day, c->tracked_from)));
}

struct sv words_audience_note(const struct words *w,
                              const struct audience *audience)
{
    const struct category *managers = &w->deals->groups[GROUP_MANAGER];
    struct sv name;

    if (!audience || audience->profile == PROFILE_CRO)
        return (struct sv){0};
    if (audience->profile == PROFILE_BOARD)
        return SV("This pack is for the board: reps and managers are numbered, "
                  "and what they wrote is left out. Figures are those of the "
                  "full pack");
    name = audience->manager; /* as the export writes it */
    for (size_t k = 0; k < managers->n_labels; k++)
        if (sv_eq_fold(managers->labels[k], name))
            name = managers->labels[k];
    return sv_printf(w->a,
                     "This pack is about the deals of %.*s alone. What they "
                     "are measured by (win rates, cycle, segments, the model "
                     "and its record) is the whole company's; reps, managers, "
                     "accounts and deal names of other teams are numbered or "
                     "left out",
                     SV_ARG(name));
}

/* For who configures it; values of [filter] are for nobody else. */
static void note_settings(struct list *n, const struct notes_facts *f)
{
    struct sv ties = words_levels_ties(n->w, &f->scores->cuts);

    if (f->audience && f->audience->profile != PROFILE_CRO)
        return;
    for (size_t k = 0; k < n->w->deals->n_idle; k++)
        note(n, true, words_idle(n->w, &n->w->deals->idle[k]));
    if (ties.len)
        note(n, true, ties);
    note_targets(n, f->landing);
}

void words_notes(struct notes *out, const struct words *w,
                 const struct notes_facts *f)
{
    struct list n = {.w = w};
    struct sv reader = words_audience_note(w, f->audience);

    if (reader.len)
        note(&n, false, reader);
    if (f->reason.len)
        note(&n, f->model->mode == MODE_RULES_ONLY, f->reason);
    note_time(&n, f);
    note_store(&n, f);
    note_likely(&n);
    note_unreadable(&n);
    note_doubts(&n);
    note_deals(&n, f);
    note_model(&n, f);
    note_rates(&n);
    note_fields(&n, f);
    note_rows(&n, f);
    note_settings(&n, f);
    *out = (struct notes){n.n, n.list};
}
