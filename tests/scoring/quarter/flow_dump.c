/*
 * Prints the flow between every pair of days given, one line a class, for the
 * check against an independent count in flow_check.py:
 *
 *   flow_dump DEALS.csv HISTORY.csv YYYY-MM-DD YYYY-MM-DD …
 *
 *   since,until,class,deals,cents
 */
#include <stdio.h>

#include "scoring/quarter/flow.h"
#include "scoring/settings/settings.h"

static void print_flow(const struct dated *d, int32_t since, int32_t until)
{
    const struct flow_span span = {since, until, date_quarter(until, 1),
                                   DATED_HISTORY};
    char from[DATE_TEXT], to[DATE_TEXT];
    struct flow flow;

    flow_replay(&flow, d, &span);
    date_iso(from, since);
    date_iso(to, until);
    for (int c = 0; c < FLOW_CLASSES; c++)
        printf("%s,%s,%s,%zu,%lld\n", from, to,
               flow_class_name((enum flow_class)c), flow.of[c].n,
               (long long)flow.of[c].cents);
}

static int print_pairs(const struct deals *d, const struct settings *s,
                       char **days, int n)
{
    struct arena run;
    struct context ctx = {
        .deals = d, .settings = s, .run = &run, .scratch = &run};
    int32_t day[256];
    struct dated dated;

    for (int k = 0; k < n; k++)
        if (n > 256 || !date_parse_iso(&day[k], sv_from(days[k])))
            return 2;
    arena_init(&run);
    ctx.as_of = day[n - 1];
    dated_init(&dated, &ctx, NULL, NULL);
    for (int a = 0; a < n; a++)
        for (int b = a + 1; b < n; b++)
            print_flow(&dated, day[a], day[b]);
    arena_release(&run);
    return 0;
}

int main(int argc, char **argv)
{
    struct arena run;
    struct settings settings;
    struct diags diags;
    struct deals d;
    struct err err;
    int code = 2;

    arena_init(&run);
    settings_default(&settings);
    diags_init(&diags, &run);
    if (argc > 4) {
        const struct export_paths paths = {argv[1], argv[2]};
        if (deals_read(&d, &paths, &settings, &run, &diags, &err))
            code = print_pairs(&d, &settings, argv + 3, argc - 3);
        else
            fprintf(stderr, "%s\n", err.text);
    }
    arena_release(&run);
    return code;
}
