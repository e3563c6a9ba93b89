#include "cmd/backtest_landing.h"

#include <math.h>
#include <stdio.h>

#include "cmd/column.h"
#include "cmd/inputs.h"
#include "render/words/format.h"
#include "render/words/quarter.h"
#include "scoring/quarter/landing_backtest.h"

/* --days: "2023-10-01,2024-01-01". */
static bool list_read(struct landing_days *out, const struct pipeline *p,
                      int32_t as_of, struct err *err)
{
    struct sv rest = sv_from(p->o->days);
    char known[DATE_TEXT];

    *out = (struct landing_days){0};
    while (rest.len) {
        struct sv item = sv_trim(sv_cut(&rest, ','));
        char text[DATE_TEXT];
        int32_t day;

        snprintf(text, sizeof text, "%.*s", SV_ARG(item));
        if (!inputs_day(&day, "days", text, err))
            return false;
        if (day > as_of)
            return err_set(err, EXIT_USAGE, "--days: %s is after the as-of date, %s", text,
                           date_iso(known, as_of));
        if (out->n == LANDING_DAYS_MOST)
            return err_set(err, EXIT_USAGE, "--days: more than %d days",
                           LANDING_DAYS_MOST);
        out->day[out->n++] = day;
    }
    return true;
}

static bool days_read(struct landing_days *out, const struct pipeline *p,
                      const struct context *ctx, struct err *err)
{
    struct backtest_span span;

    if (p->o->days)
        return list_read(out, p, ctx->as_of, err);
    if (!p->o->from) {
        landing_days_same(out, ctx);
        return out->n ||
               err_set(err, EXIT_INPUT,
                       "no past quarter can be replayed: the export does not "
                       "reach back to the first day of one; give --from DATE");
    }
    if (!backtest_span_of(&span, p->o, &p->in, err))
        return false;
    if ((span.to - span.from) / span.every >= LANDING_DAYS_MOST)
        return err_set(err, EXIT_USAGE, "--every: more than %d days to replay",
                       LANDING_DAYS_MOST);
    *out = (struct landing_days){0};
    for (int32_t day = span.from; day <= span.to; day += span.every)
        out->day[out->n++] = day;
    return true;
}

static void print_csv(const struct landing_backtest *b)
{
    printf("day,quarter,days_left,so_far,method,landing,lower80,upper80,truth,"
           "held,model,average,crm,from_open,from_created,gap\n");
    for (size_t k = 0; k < b->n; k++) {
        const struct landing_backtest_day *t = &b->days[k];
        const struct landing_money *m = &t->won;
        const double money[] = {m->so_far,
                                m->landing,
                                m->range.lower,
                                m->range.upper,
                                t->truth,
                                m->told[METHOD_MODEL],
                                m->told[METHOD_AVERAGE],
                                m->told[METHOD_CRM],
                                m->open,
                                m->created};
        char day[DATE_TEXT], quarter[DATE_TEXT], cell[10][FORMAT_TEXT];
        bool judged = !isnan(t->truth) && !isnan(m->range.lower);

        for (size_t c = 0; c < 10; c++)
            number_exact(cell[c], number_round(money[c], 2));
        printf("%s,%s,%d,%s,%s,%s,%s,%s,%s,%s,%s,%s,%s,%s,%s,%s\n",
               date_iso(day, t->day), quarter_name(quarter, t->quarter),
               t->days_left, cell[0],
               isnan(m->landing) ? "" : landing_method_name(m->method), cell[1],
               cell[2], cell[3], cell[4],
               !judged   ? ""
               : t->held ? "1"
                         : "0",
               cell[5], cell[6], cell[7], cell[8], cell[9],
               landing_gap_name(m->gap));
    }
}

static char *money(char out[FORMAT_TEXT], double x, struct style style)
{
    out[0] = 0;
    return isnan(x) ? out : format_money_short(out, x, style);
}

static void print_day(const struct landing_backtest_day *t, struct style style,
                      int fiscal_month)
{
    static const int WIDTHS[] = {8, 8, 17, 8, 8, 8, 8};
    const struct landing_money *m = &t->won;
    char cell[7][2 * FORMAT_TEXT + 8], low[FORMAT_TEXT], high[FORMAT_TEXT];
    char day[DATE_TEXT], quarter[DATE_TEXT];
    bool judged = !isnan(t->truth) && !isnan(m->range.lower);

    money(cell[0], m->so_far, style);
    money(cell[1], m->landing, style);
    cell[2][0] = 0;
    if (!isnan(m->range.lower))
        snprintf(cell[2], sizeof cell[2], "%s to %s%s",
                 money(low, m->range.lower, style),
                 money(high, m->range.upper, style),
                 judged && !t->held ? " *" : "");
    money(cell[3], t->truth, style);
    for (int by = 0; by < METHOD_COUNT; by++)
        money(cell[4 + by], m->told[by], style);
    printf("%-11s%-10s%4d %-8s", date_iso(day, t->day),
           quarter_label(quarter, t->quarter, fiscal_month), t->days_left,
           isnan(m->landing) ? "" : landing_method_name(m->method));
    for (size_t c = 0; c < 7; c++)
        printf(" %*s", column_bytes(WIDTHS[c], cell[c]), cell[c]);
    printf("\n");
}

static void print_record(const char *what, const struct landing_record *r,
                         struct style style)
{
    char bias[FORMAT_TEXT], error[FORMAT_TEXT], share[FORMAT_TEXT];

    if (!r->n)
        return;
    printf("%-36s %8zu %10s %7s %10s", what, r->n,
           format_money_short(error, r->error, style),
           format_percent(share, r->share, 1, style),
           format_money_short(bias, r->bias, style));
    if (r->judged)
        printf("   held in %zu of %zu", r->held, r->judged);
    printf("\n");
}

static void print_table(const struct landing_backtest *b,
                        const struct pipeline *p, struct style style)
{
    char known[DATE_TEXT];

    printf("%-11s%-10s%4s %-8s %8s %8s %17s %8s %8s %8s %8s\n", "day",
           "quarter", "left", "told by", "so far", "landing", "80% range",
           "truth", "model", "average", "CRM");
    for (size_t k = 0; k < b->n; k++)
        print_day(&b->days[k], style, p->in.settings.fiscal_month);
    printf("\n* the quarter closed outside the range. Each day was run whole, "
           "by what was known\non it; truth is what is known on %s.\n\n",
           date_iso(known, b->known));
    printf("%-36s %8s %10s %7s %10s\n", "", "quarters", "error", "share",
           "bias");
    print_record("told", &b->told, style);
    for (int by = 0; by < METHOD_COUNT; by++)
        print_record(words_method((enum landing_method)by), &b->record[by],
                     style);
}

bool backtest_landing(struct pipeline *p, struct err *err)
{
    const struct progress progress = {progress_step, &p->line};
    const struct context ctx = inputs_context(&p->in, p->o);
    struct landing_backtest b;
    struct landing_days days;

    if (!days_read(&days, p, &ctx, err))
        return false;
    landing_backtest_run(&b, &ctx, &days, &progress);
    progress_end(&p->line);
    inputs_warn(&p->in, p->o);
    if (p->o->csv)
        print_csv(&b);
    else
        print_table(&b, p, words_style(&p->in.settings, &p->in.deals));
    return true;
}
