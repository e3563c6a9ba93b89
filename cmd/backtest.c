/* dealsense backtest: past Mondays, and what became of what was flagged. */
#include <math.h>
#include <stdio.h>

#include "cmd/backtest_landing.h"
#include "cmd/column.h"
#include "cmd/commands.h"
#include "cmd/pipeline.h"
#include "render/words/format.h"
#include "scoring/portfolio/backtest.h"
#include "render/words/phrase.h"

/* More would take days and is a typing error. */
enum { DAYS_MOST = 5000 };

bool backtest_span_of(struct backtest_span *out, const struct options *o,
                        const struct inputs *in, struct err *err)
{
    char known[DATE_TEXT];

    if (!o->from)
        return err_set(err, EXIT_USAGE,
                       "backtest needs --from DATE, the first "
                       "day to replay");
    if (!inputs_day(&out->from, "from", o->from, err))
        return false;
    out->to = in->as_of;
    if (o->to && !inputs_day(&out->to, "to", o->to, err))
        return false;
    if (out->to < out->from)
        return err_set(err, EXIT_USAGE, "--from: the day is after %s",
                       o->to ? "--to" : "the as-of date");
    if (out->to > in->as_of)
        return err_set(err, EXIT_USAGE,
                       "--to: the day is after %s, and nothing is known of "
                       "what became of its deals",
                       date_iso(known, in->as_of));
    if (o->every < 1 || o->every > INT16_MAX)
        return err_set(err, EXIT_USAGE, "--every: choose 1 to %d days",
                       INT16_MAX);
    out->every = (int)o->every;
    if ((out->to - out->from) / out->every >= DAYS_MOST)
        return err_set(err, EXIT_USAGE, "--every: more than %d days to replay",
                       DAYS_MOST);
    return true;
}

static void print_csv(const struct backtest *b)
{
    printf("day,mode,open,flagged,flagged_lost,flagged_won,flagged_open,"
           "other_lost,other_won,other_open,caught,missed,false_alarms,auc,"
           "judged\n");
    for (size_t k = 0; k < b->n; k++) {
        const struct backtest_day *t = &b->days[k];
        const struct flags *f = &t->flags;
        char day[DATE_TEXT], money[3][FORMAT_TEXT], auc[FORMAT_TEXT];

        printf("%s,%s,%zu,%zu,%zu,%zu,%zu,%zu,%zu,%zu,%s,%s,%s,%s,%d\n",
               date_iso(day, t->day), mode_name(t->mode), t->open,
               f->flagged.rows, f->flagged.lost, f->flagged.won,
               f->flagged.open, f->other.lost, f->other.won, f->other.open,
               number_exact(money[0], number_round(f->caught, 2)),
               number_exact(money[1], number_round(f->missed, 2)),
               number_exact(money[2], number_round(f->alarmed, 2)),
               number_exact(auc, number_round(t->auc, 4)), t->judged);
    }
}

static void print_row(const char *what, const char *mode, size_t open,
                      const struct flags *f, double auc, struct style style)
{
    static const int WIDTHS[] = {6, 7, 5, 5, 5, 8, 7, 7, 6};
    char cells[9][FORMAT_TEXT] = {0};
    const size_t counts[] = {open, f->flagged.rows, f->flagged.lost,
                             f->flagged.won, f->flagged.open};

    for (size_t k = 0; k < 5; k++)
        format_count(cells[k], (double)counts[k], style);
    format_money_short(cells[5], f->caught, style);
    format_money_short(cells[6], f->missed, style);
    format_money_short(cells[7], f->alarmed, style);
    if (!isnan(auc))
        format_fixed(cells[8], auc, 3, style);
    printf("%-11s %-10s", what, mode);
    for (size_t k = 0; k < 9; k++)
        printf(" %*s", column_bytes(WIDTHS[k], cells[k]), cells[k]);
    printf("\n");
}

/* "Of 411 flags 69.4% were lost (95% interval 61.6% to 76.3%)". */
static void print_share(const char *what, const struct flag_side *s,
                        struct style style, struct arena *a)
{
    char at[FORMAT_TEXT], low[FORMAT_TEXT], high[FORMAT_TEXT];

    if (isnan(s->lost_share))
        return;
    printf("Of %.*s %s %s were lost (95%% interval %s to %s).\n",
           SV_ARG(phrase_count(s->lost + s->won, style, a)), what,
           format_percent(at, s->lost_share, 1, style),
           format_percent(low, s->ci.lower, 1, style),
           format_percent(high, s->ci.upper, 1, style));
}

static void print_deals(const char *what, size_t n, double amount,
                        struct style style, struct arena *a)
{
    char money[FORMAT_TEXT];

    printf("  %6.*s  %s, %s\n", SV_ARG(phrase_count(n, style, a)), what,
           format_money_full(money, amount, style));
}

static void print_totals(const struct backtest *b, struct style style,
                         struct arena *a)
{
    const struct flags *f = &b->total;
    char known[DATE_TEXT];

    printf("\nOutcomes as known on %s. ", date_iso(known, b->known));
    if (b->n_judged < b->n)
        printf("* %zu of %zu days are too early to judge\nand in no total: too "
               "many of their deals are still open.\n",
               b->n - b->n_judged, b->n);
    else
        printf("\n");
    if (!b->n_judged)
        return;
    printf("%zu of %zu judged days were scored by the hybrid, the others by "
           "rules only.\n\n",
           b->n_hybrid, b->n_judged);
    if (f->flagged.rows == 0)
        printf("No deal was flagged on these days.\n");
    print_share("flags", &f->flagged, style, a);
    print_share("times that an open deal was not flagged", &f->other, style, a);
    printf("A deal counts on every day on which it was open and is resolved; "
           "the\nintervals allow for that. Each of the %.*s deals once:\n",
           SV_ARG(phrase_count(f->deals, style, a)));
    print_deals("lost, flagged at least once: caught", f->caught_deals,
                f->caught, style, a);
    print_deals("lost, never flagged: missed", f->missed_deals, f->missed,
                style, a);
    print_deals("won, flagged at least once: false alarms", f->alarmed_deals,
                f->alarmed, style, a);
}

static void print_table(const struct backtest *b, struct style style,
                        struct arena *a)
{
    size_t open = b->total.flagged.rows + b->total.other.rows;

    printf("                          -------- flagged --------\n"
           "%-11s %-10s %6s %7s %5s %5s %5s %8s %7s %7s %6s\n",
           "day", "mode", "open", "deals", "lost", "won", "open", "caught",
           "missed", "alarms", "AUC");
    for (size_t k = 0; k < b->n; k++) {
        const struct backtest_day *t = &b->days[k];
        char day[DATE_TEXT];
        struct sv name =
            sv_printf(a, "%s%s", date_iso(day, t->day), t->judged ? "" : "*");
        print_row(name.ptr, mode_name(t->mode), t->open, &t->flags, t->auc,
                  style);
    }
    if (b->n_judged)
        print_row("all judged", "", open, &b->total, NAN, style);
    print_totals(b, style, a);
}

static bool backtest(struct backtest *b, struct pipeline *p, struct err *err)
{
    const struct progress progress = {progress_step, &p->line};
    const struct context ctx = inputs_context(&p->in, p->o);
    struct backtest_span span;

    if (!backtest_span_of(&span, p->o, &p->in, err))
        return false;
    backtest_run(b, &ctx, &span, &progress);
    return true;
}

int cmd_backtest(const struct options *o)
{
    struct pipeline p;
    struct backtest b;
    struct err err;
    bool ok = pipeline_read(&p, o, &err);

    if (ok && o->landing) {
        ok = backtest_landing(&p, &err);
        progress_end(&p.line);
        pipeline_release(&p);
        return ok ? EXIT_DONE : cmd_fail(o, &err);
    }
    ok = ok && backtest(&b, &p, &err);
    progress_end(&p.line);
    if (ok)
        inputs_warn(&p.in, o);
    if (ok && o->csv)
        print_csv(&b);
    else if (ok)
        print_table(&b, words_style(&p.in.settings, &p.in.deals), &p.in.run);
    pipeline_release(&p);
    return ok ? EXIT_DONE : cmd_fail(o, &err);
}
