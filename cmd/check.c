/* dealsense check: the data-quality report in the terminal. */
#include <math.h>
#include <stdio.h>

#include "cmd/column.h"
#include "cmd/commands.h"
#include "cmd/inputs.h"
#include "render/words/format.h"
#include "render/words/idle.h"
#include "scoring/leaks/linter.h"
#include "render/words/leaks.h"
#include "render/words/reading.h"

enum { SHOWN = 20 };

static void print_file(const struct inputs *in, struct style style,
                       struct arena *run)
{
    const struct deals *d = &in->deals;
    char day[DATE_TEXT], newest[DATE_TEXT], n[4][FORMAT_TEXT];
    size_t open = 0, won = 0, lost = 0;

    for (size_t i = 0; i < d->n; i++) {
        enum state state = deals_state(d, i, in->as_of);
        open += state == STATE_OPEN;
        won += state == STATE_WON;
        lost += state == STATE_LOST;
    }
    printf("%.*s: %s rows, %.*s, dates %s, read as %s\n", SV_ARG(d->file),
           format_count(n[0], (double)d->rows, style),
           SV_ARG(words_file_form(d, run)), d->date_order, d->dialect);
    printf("  %s deals used, %s rows rejected, %s left out by [filter]\n",
           format_count(n[0], (double)d->n, style),
           format_count(n[1], (double)d->rejected, style),
           format_count(n[2], (double)d->filtered, style));
    printf("  as of %s: %s open, %s won, %s lost, %s in no figure (not "
           "yet there, or closed without a date); newest date %s, %.*s\n",
           date_iso(day, in->as_of), format_count(n[0], (double)open, style),
           format_count(n[1], (double)won, style),
           format_count(n[2], (double)lost, style),
           format_count(n[3], (double)(d->n - open - won - lost), style),
           date_iso(newest, d->newest), SV_ARG(words_newest(d)));
    if (d->history_file.len)
        printf("  %.*s: %s rows of stage history, %s rejected, %s of other "
               "fields\n",
               SV_ARG(d->history_file),
               format_count(n[0], (double)d->history_rows, style),
               format_count(n[1], (double)d->history_rejected, style),
               format_count(n[2], (double)d->history_other, style));
}

/* Which values were taken for what. */
static void print_outcome(const struct reading_words *said)
{
    printf("\nOutcome, from %.*s\n  %.*s\n", SV_ARG(said->sources),
           SV_ARG(said->outcome));
    if (said->stages.len)
        printf("  open stages: %.*s\n", SV_ARG(said->stages));
    if (said->disagreed.len)
        printf("  %.*s\n", SV_ARG(said->disagreed));
    if (said->left_out.len)
        printf("  %.*s\n", SV_ARG(said->left_out));
}

/* "   1,013", eight places wide. */
static void print_count(size_t count, struct style style)
{
    char n[FORMAT_TEXT];

    format_count(n, (double)count, style);
    printf(" %*s", column_bytes(8, n), n);
}

static void print_columns(const struct deals *d, const struct sv *why,
                          struct style style)
{
    printf("\nColumns\n");
    for (size_t i = 0; i < d->n_profile; i++) {
        const struct column_profile *p = &d->profile[i];
        printf("  %-18.*s %-26.*s", SV_ARG(p->name), SV_ARG(p->header));
        print_count(p->filled, style);
        printf(" filled");
        print_count(p->empty, style);
        printf(" empty");
        print_count(p->distinct, style);
        printf(" distinct");
        if (p->unreadable) {
            print_count(p->unreadable, style);
            printf(" could not be read (\"%.*s\")", SV_ARG(p->example));
        }
        printf("  %.*s\n", SV_ARG(why[i]));
    }
}

static void print_likely(const struct deals *d)
{
    for (size_t i = 0; i < d->n_likely; i++)
        printf("  no %s, but \"%.*s\" looks like it: add %s = %.*s under "
               "[columns]\n",
               column_name(d->likely[i].column), SV_ARG(d->likely[i].header),
               column_name(d->likely[i].column), SV_ARG(d->likely[i].header));
}

static void print_diags(const struct diags *diags, struct style style)
{
    char n[2][FORMAT_TEXT];

    printf("\nDiagnostics: %s, %s of them rows left out\n",
           format_count(n[0], (double)diags->total, style),
           format_count(n[1], (double)diags->rejected, style));
    for (size_t i = 0; i < diags->n_kinds; i++)
        printf("  %*s  %s\n",
               column_bytes(
                   6, format_count(n[0], (double)diags->kinds[i].count, style)),
               n[0], diags->kinds[i].kind);
    for (size_t i = 0; i < diags->n_listed && i < SHOWN; i++) {
        const struct diag *g = &diags->listed[i];
        printf("  %.*s:%zu:%zu: %s: %.*s\n", SV_ARG(g->file), g->line,
               g->column, g->kind, SV_ARG(g->text));
    }
    if (diags->total > SHOWN)
        printf("  … and %s more\n",
               format_count(n[0], (double)(diags->total - SHOWN), style));
}

/* "USD 120, EUR 80"; and where they cannot be summed, what to do. */
static void print_currencies(const struct deals *d, struct style style)
{
    char n[FORMAT_TEXT];

    if (d->n_currencies < 2)
        return;
    printf("  amounts in %zu currencies:", d->n_currencies);
    for (size_t k = 0; k < d->n_currencies; k++)
        printf("%s %.*s %s", k ? "," : "", SV_ARG(d->currencies[k].code),
               format_count(n, (double)d->currencies[k].amounts, style));
    if (d->mixed)
        printf("; a run refuses to sum them, and no amount is judged here: "
               "give each a rate, and the report's own currency, under "
               "[rates]\n");
    else
        printf("; as [rates] says, in %.*s\n", SV_ARG(d->currency));
}

static void print_idle(const struct words *w)
{
    const struct deals *d = w->deals;

    if (d->n_idle)
        printf("\nSettings that match nothing\n");
    for (size_t k = 0; k < d->n_idle; k++)
        printf("  %.*s\n", SV_ARG(words_idle(w, &d->idle[k])));
}

static void print_finding(struct leak_words said)
{
    printf("  %.*s; %.*s\n", SV_ARG(said.finding), SV_ARG(said.done));
}

static void print_leaks(const struct words *w, const struct leaks *leaks)
{
    printf("\nLeaks: %zu of %zu fields judged\n", leaks->n_leaking, leaks->n);
    for (size_t i = 0; i < leaks->n; i++)
        if (leaks->fields[i].kind != LEAK_NONE)
            print_finding(words_leak(w, &leaks->fields[i]));
    if (leaks->stage.known)
        print_finding(words_stage_end(w, &leaks->stage));
}

/* How much a naive encoding would have lied. */
static void print_encodings(const struct leaks *leaks, struct style style)
{
    char naive[FORMAT_TEXT], fair[FORMAT_TEXT];
    size_t n = 0;

    for (size_t i = 0; i < leaks->n; i++) {
        const struct leak *l = &leaks->fields[i];

        if (isnan(l->naive_auc))
            continue;
        if (n++ == 0)
            printf("\nAUC of encoding a category by its win rate\n  %-26s "
                   "%12s %12s\n",
                   "", "in-sample", "out of fold");
        format_fixed(naive, l->naive_auc, 3, style);
        format_fixed(fair, l->auc, 3, style);
        printf("  %-26.*s %*s %*s\n", SV_ARG(l->field), column_bytes(12, naive),
               naive, column_bytes(12, fair), fair);
    }
}

int cmd_check(const struct options *o)
{
    struct inputs in;
    struct context ctx;
    struct leaks leaks;
    struct words w;
    struct reading_words said;
    struct err err;

    if (!inputs_read(&in, o, &err))
        return cmd_fail(o, &err);
    ctx = inputs_context(&in, o);
    linter_run(&leaks, &ctx);
    w = words_of(&in.settings, &in.deals, in.as_of, &in.run);
    print_file(&in, w.style, &in.run);
    said = words_reading(&w);
    print_outcome(&said);
    print_currencies(&in.deals, w.style);
    print_columns(&in.deals, said.why, w.style);
    print_likely(&in.deals);
    print_idle(&w);
    print_diags(&in.diags, w.style);
    print_leaks(&w, &leaks);
    print_encodings(&leaks, w.style);
    inputs_warn(&in, o);
    inputs_release(&in);
    return EXIT_DONE;
}
