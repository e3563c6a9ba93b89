/*
 * Prints the features and P(lost) of a model file for every deal that is open
 * on a day, and every STEP days before it, as CSV: what an export of the model
 * is held to.
 *
 *   model_dump DEALS.csv HISTORY.csv YYYY-MM-DD MODEL.dsm DAYS [CONFIG]
 *
 * The columns are the deal with its day, P(lost), then the features in the
 * model's order; empty: missing. HISTORY.csv may be "-".
 */
#include <math.h>
#include <stdio.h>

#include "scoring/base/file.h"
#include "scoring/settings/settings.h"
#include "scoring/trust/model.h"

enum { STEP = 30 };

static void print_day(const struct context *ctx, const struct model *m,
                      int32_t day)
{
    struct matrix x = {0, m->features.n, NULL};
    struct snapshot s;
    struct arena *a = ctx->scratch;
    uint32_t *open = deals_open(ctx->deals, day, &x.rows, a);
    double *p = ARENA_ARRAY(a, x.rows, double);

    x.x = ARENA_ARRAY(a, x.rows * x.cols, float);
    feature_snapshot(&s, &m->features, ctx->deals, day, a);
    features_fill(&x, 0, &m->features, ctx->deals, &s, open, x.rows);
    model_predict(p, m, &x, 1);
    for (size_t i = 0; i < x.rows; i++) {
        printf("%.*s@%d,%.17g", SV_ARG(ctx->deals->id[open[i]]), day,
               calibrate(&m->calibrator, p[i]));
        for (size_t k = 0; k < x.cols; k++) {
            double v =
                feature_value(&m->features.columns[k], ctx->deals, &s, open[i]);
            printf(isnan(v) ? "," : ",%.17g", v);
        }
        printf("\n");
    }
}

static int print(struct context *ctx, const char *path, int days)
{
    struct leaks leaks;
    struct model m;

    linter_run(&leaks, ctx);
    model_read(&m, ctx, path, &leaks);
    if (m.mode != MODE_HYBRID)
        return 3;
    printf("deal_id,p_lost");
    for (size_t k = 0; k < m.features.n; k++)
        printf(",\"%.*s\"", SV_ARG(m.features.columns[k].name));
    printf("\n");
    for (int k = 0; k < days; k++)
        print_day(ctx, &m, ctx->as_of - k * STEP);
    model_release(&m);
    return 0;
}

static bool configure(struct settings *s, const char *path, struct arena *run)
{
    struct file file = {0};
    struct err err;
    bool ok;

    settings_default(s);
    if (!path)
        return true;
    ok = file_open(&file, path, &err) &&
         settings_read(s, file.bytes, path, run, &err);
    if (!ok)
        fprintf(stderr, "%s\n", err.text);
    file_close(&file);
    return ok;
}

int main(int argc, char **argv)
{
    struct arena run, scratch;
    struct settings settings;
    struct diags diags;
    struct deals d;
    struct err err;
    struct context ctx = {.deals = &d,
                          .settings = &settings,
                          .run = &run,
                          .scratch = &scratch,
                          .threads = 1};
    int code = 2;

    arena_init(&run);
    arena_init(&scratch);
    diags_init(&diags, &run);
    if (argc >= 6 && configure(&settings, argc > 6 ? argv[6] : NULL, &run) &&
        date_parse_iso(&ctx.as_of, sv_from(argv[3]))) {
        const struct export_paths paths = {
            argv[1], strcmp(argv[2], "-") ? argv[2] : NULL};
        if (deals_read(&d, &paths, &settings, &run, &diags, &err))
            code = print(&ctx, argv[4], (int)strtol(argv[5], NULL, 10));
        else
            fprintf(stderr, "%s\n", err.text);
    }
    arena_release(&run);
    arena_release(&scratch);
    return code;
}
