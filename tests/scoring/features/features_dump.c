/*
 * Prints every feature of every deal open on a day, as CSV, for the check
 * against an independent reckoning in features_check.py.
 *
 *   features_dump DEALS.csv HISTORY.csv YYYY-MM-DD
 */
#include <stdio.h>

#include "scoring/features/features.h"
#include "scoring/settings/settings.h"

static void print_features(const struct deals *d, int32_t day, struct arena *a)
{
    struct snapshot s;
    size_t n;
    uint32_t *open = deals_open(d, day, &n, a);

    snapshot_at(&s, d, day, a);
    printf("deal_id");
    for (size_t k = 0; k < FEATURES_N; k++)
        printf(",%s", FEATURES[k].name);
    printf("\n");
    for (size_t i = 0; i < n; i++) {
        printf("%.*s", SV_ARG(d->id[open[i]]));
        for (size_t k = 0; k < FEATURES_N; k++)
            printf(",%.17g", FEATURES[k].fn(d, &s, open[i]));
        printf("\n");
    }
}

int main(int argc, char **argv)
{
    struct arena run;
    struct settings settings;
    struct diags diags;
    struct deals d;
    struct err err;
    int32_t day;
    int code = 2;

    arena_init(&run);
    settings_default(&settings);
    diags_init(&diags, &run);
    if (argc == 4 && date_parse_iso(&day, sv_from(argv[3]))) {
        const struct export_paths paths = {argv[1], argv[2]};
        if (deals_read(&d, &paths, &settings, &run, &diags, &err)) {
            print_features(&d, day, &run);
            code = 0;
        } else {
            fprintf(stderr, "%s\n", err.text);
        }
    }
    arena_release(&run);
    return code;
}
