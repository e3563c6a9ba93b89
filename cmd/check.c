/* dealsense check: the data-quality report in the terminal. */
#include <math.h>
#include <stdio.h>

#include "cmd/commands.h"
#include "cmd/inputs.h"
#include "scoring/linter.h"

enum { SHOWN = 20 };

static void print_file(const struct inputs *in)
{
    const struct deals *d = &in->deals;
    char day[DATE_TEXT], newest[DATE_TEXT];
    size_t open = 0, won = 0, lost = 0;

    for (size_t i = 0; i < d->n; i++) {
        enum state state = deals_state(d, i, in->as_of);
        open += state == STATE_OPEN;
        won += state == STATE_WON;
        lost += state == STATE_LOST;
    }
    printf("%.*s: %zu rows, %s, delimiter '%s', dates %s, read as %s\n",
           SV_ARG(d->file), d->rows, d->encoding,
           d->delimiter == '\t' ? "TAB" : (char[]){d->delimiter, 0},
           d->date_order, d->dialect);
    printf("  %zu deals used, %zu rows rejected, %zu left out by [filter]\n",
           d->n, d->rejected, d->filtered);
    printf("  as of %s: %zu open, %zu won, %zu lost, %zu in no figure (not "
           "yet there, or closed without a date); newest date %s\n",
           date_iso(day, in->as_of), open, won, lost, d->n - open - won - lost,
           date_iso(newest, d->newest));
    if (d->history_file.len)
        printf("  %.*s: %zu rows of stage history, %zu rejected\n",
               SV_ARG(d->history_file), d->history_rows, d->history_rejected);
}

static void print_columns(const struct deals *d)
{
    printf("\nColumns\n");
    for (size_t i = 0; i < d->n_profile; i++) {
        const struct column_profile *p = &d->profile[i];
        printf("  %-18.*s %-26.*s %8zu filled %8zu empty %8zu distinct\n",
               SV_ARG(p->name), SV_ARG(p->header), p->filled, p->empty,
               p->distinct);
    }
}

static void print_diags(const struct diags *diags)
{
    printf("\nDiagnostics: %zu, %zu of them rows left out\n", diags->total,
           diags->rejected);
    for (size_t i = 0; i < diags->n_kinds; i++)
        printf("  %6zu  %s\n", diags->kinds[i].count, diags->kinds[i].kind);
    for (size_t i = 0; i < diags->n_listed && i < SHOWN; i++) {
        const struct diag *g = &diags->listed[i];
        printf("  %.*s:%zu:%zu: %s: %.*s\n", SV_ARG(g->file), g->line,
               g->column, g->kind, SV_ARG(g->text));
    }
    if (diags->total > SHOWN)
        printf("  … and %zu more\n", diags->total - SHOWN);
}

static void print_leaks(const struct leaks *leaks)
{
    printf("\nLeaks: %zu of %zu fields judged\n", leaks->n_leaking, leaks->n);
    for (size_t i = 0; i < leaks->n; i++)
        if (leaks->fields[i].kind != LEAK_NONE)
            printf("  %.*s; %.*s\n", SV_ARG(leaks->fields[i].finding),
                   SV_ARG(leaks->fields[i].done));
    if (leaks->stage.known)
        printf("  %.*s; %.*s\n", SV_ARG(leaks->stage.finding),
               SV_ARG(leaks->stage.done));
}

/* How much a naive encoding would have lied. */
static void print_encodings(const struct leaks *leaks)
{
    size_t n = 0;

    for (size_t i = 0; i < leaks->n; i++) {
        const struct leak *l = &leaks->fields[i];

        if (isnan(l->naive_auc))
            continue;
        if (n++ == 0)
            printf("\nAUC of encoding a category by its win rate\n  %-26s "
                   "%12s %12s\n",
                   "", "in-sample", "out of fold");
        printf("  %-26.*s %12.3f %12.3f\n", SV_ARG(l->field), l->naive_auc,
               l->auc);
    }
}

int cmd_check(const struct options *o)
{
    struct inputs in;
    struct leaks leaks;
    struct err err;

    if (!inputs_read(&in, o, &err))
        return cmd_fail(o, &err);
    linter_run(&leaks, &in.deals, in.as_of, &in.run, &in.scratch);
    print_file(&in);
    print_columns(&in.deals);
    print_diags(&in.diags);
    print_leaks(&leaks);
    print_encodings(&leaks);
    inputs_release(&in);
    return EXIT_DONE;
}
