#include "scoring/intake/gate_parts.h"
#include "scoring/intake/idle.h"

#include "scoring/base/file.h"
#include "scoring/base/encoding.h"
#include "scoring/settings/settings.h"

bool gate_open(struct gate *g, struct deals *d, struct err *err)
{
    const struct table_form form = {.encoding = g->settings->encoding,
                                    .sheet = g->settings->sheet,
                                    .known = gate_knows,
                                    .ctx = g};
    struct file file = {0};
    bool ok;

    if (!file_open(&file, g->path, err))
        return false;
    sha256_hex(d->sha256, file.bytes);
    d->bytes = file.bytes.len;
    ok = table_read(&g->table, file.bytes, g->path, &form, g->scratch, err);
    file_close(&file);
    if (!ok)
        return false;
    if (!g->table.n_rows)
        return err_set(err, EXIT_INPUT,
                       "%s: is empty; export the deals with a header row",
                       g->path);
    gate_header(g);
    d->delimiter = g->table.delimiter;
    d->encoding = sv_copy(g->run, sv_from(g->table.encoding)).ptr;
    d->kind = g->table.kind;
    d->sheet = sv_copy(g->run, g->table.sheet);
    idle_sheet(d, g);
    g->n_headers = g->table.rows[0].fields;
    /* Delimiters after the last header are no columns. */
    while (g->n_headers > 1 &&
           !text_trim(table_field(&g->table, g->n_headers - 1)).len)
        g->n_headers--;
    g->headers = ARENA_ARRAY(g->run, g->n_headers, struct sv);
    for (size_t f = 0; f < g->n_headers; f++)
        g->headers[f] =
            sv_copy(g->run, text_clean(g->scratch, table_field(&g->table, f)));
    d->n_fields = g->n_headers;
    d->fields = g->headers;
    return true;
}

static bool find_own(int *out, const struct headers *in, const struct sv *names,
                     size_t n, const char *key, struct err *err)
{
    for (size_t k = 0; k < n; k++)
        if (!header_configured(&out[k], in, names[k], key, err))
            return false;
    return true;
}

/* Of two headers that fold to one, one is read: say so. */
static void tell_twins(const struct gate *g)
{
    for (size_t c = 0; c < COLUMN_COUNT; c++) {
        int taken = g->dialect.column[c];
        for (int h = 0; taken >= 0 && h < (int)g->n_headers; h++)
            if (h != taken && header_same(g->headers[h], g->headers[taken]))
                diags_add(g->diags, "repeated column", ROW_STAYS, g->file,
                          g->table.rows[0].line, (size_t)h + 1,
                          "\"%.*s\" again; %s is read from column %d",
                          SV_ARG(g->headers[h]), column_name((enum column)c),
                          taken + 1);
    }
}

static bool no_deal_id(const struct gate *g, struct err *err)
{
    struct sv list = headers_listed(g->headers, g->n_headers, g->scratch);

    if (g->table.sheet.len)
        return err_set(err, EXIT_INPUT,
                       "%s:%zu: sheet \"%.*s\" has no deal id column; name "
                       "it as deal_id under [columns], or another sheet "
                       "with --sheet (columns: %.*s)",
                       g->path, g->table.rows[0].line, SV_ARG(g->table.sheet),
                       SV_ARG(list));
    return err_set(err, EXIT_INPUT,
                   "%s:%zu: has no deal id column; name it as deal_id under "
                   "[columns] (columns: %.*s)",
                   g->path, g->table.rows[0].line, SV_ARG(list));
}

/* What was passed over, or read with a doubt, before the first row. */
static void tell_table(const struct gate *g)
{
    if (g->table.others.len)
        diags_add(g->diags, "sheet not read", ROW_STAYS, g->file, 1, 0,
                  "sheets with as many of the headers are not read: %.*s; "
                  "--sheet names the one to read",
                  SV_ARG(g->table.others));
    if (!strcmp(g->table.encoding, ENCODING_DAMAGED))
        diags_add(g->diags, "bad bytes", ROW_STAYS, g->file, 1, 0,
                  "some bytes are not UTF-8, as the rest is; shown as U+FFFD");
    for (size_t k = 0; k < g->n_titles; k++)
        diags_add(g->diags, "title line", ROW_PASSED_OVER, g->file,
                  g->titles[k].line, 0, "stands above the header; passed over");
}

static bool map_columns(struct gate *g, struct deals *d, struct err *err)
{
    const struct settings *s = g->settings;
    const struct headers in = gate_headers(g);

    if (!dialect_map(&g->dialect, &in, s, err) ||
        !find_own(g->own_category, &in, s->own_categories, s->n_own_categories,
                  "category", err) ||
        !find_own(g->own_numeric, &in, s->own_numerics, s->n_own_numerics,
                  "numeric", err))
        return false;
    if (g->dialect.column[COLUMN_DEAL_ID] < 0)
        return no_deal_id(g, err);
    tell_table(g);
    d->doubts.sheets = g->table.others.len > 0;
    d->dialect = g->dialect.crm;
    for (size_t c = 0; c < COLUMN_COUNT; c++)
        if (g->dialect.column[c] >= 0)
            d->headers[c] = g->headers[g->dialect.column[c]];
    d->n_own_categories = s->n_own_categories;
    for (size_t k = 0; k < d->n_own_categories; k++)
        d->own_category_names[k] = g->headers[g->own_category[k]];
    d->n_own_numerics = s->n_own_numerics;
    for (size_t k = 0; k < d->n_own_numerics; k++)
        d->own_numeric_names[k] = g->headers[g->own_numeric[k]];
    return true;
}

/* With the value that was probably meant, where one matches no row. */
static bool all_filtered(const struct gate *g, const struct deals *d,
                         struct err *err)
{
    for (size_t k = 0; k < d->n_idle; k++)
        if (d->idle[k].kind == IDLE_FILTER && d->idle[k].near.len)
            return err_set(err, EXIT_INPUT,
                           "%s: [filter] leaves out all %zu rows; did you mean "
                           "%.*s by %.*s?",
                           g->path, d->rows, SV_ARG(d->idle[k].near),
                           SV_ARG(d->idle[k].value));
    return err_set(err, EXIT_INPUT,
                   "%s: [filter] leaves out all %zu rows; correct the "
                   "configuration",
                   g->path, d->rows);
}

/* Some deal must have come through, or there is nothing to work with. */
static bool some_left(const struct gate *g, const struct deals *d,
                      struct err *err)
{
    if (g->n)
        return true;
    if (!d->rows)
        return err_set(err, EXIT_INPUT,
                       "%s: holds a header and no deals; export them with "
                       "their rows",
                       g->path);
    if (d->filtered == d->rows)
        return all_filtered(g, d, err);
    const struct diag *first = NULL;
    for (size_t k = 0; k < g->diags->n_listed && !first; k++)
        if (g->diags->listed[k].rejected)
            first = &g->diags->listed[k];
    return err_set(err, EXIT_INPUT,
                   "%s:%zu: none of %zu rows can be used (here: %.*s); "
                   "correct the export",
                   g->path, first ? first->line : 1, d->rows,
                   first ? (int)first->text.len : 0,
                   first ? first->text.ptr : "");
}

static bool read_columns(struct gate *g, struct deals *d, struct intern *stages,
                         struct err *err)
{
    if (!gate_rows(g, d, err))
        return false;
    idle_filters(d, g);
    idle_stages(d, g);
    gate_order(g);
    if (!some_left(g, d, err) || !gate_twins(g, d, err) ||
        !gate_outcomes(g, d, err) || !some_left(g, d, err))
        return false;
    d->n = g->n;
    d->rejected = d->rows - d->filtered - d->n;
    d->id = ARENA_ARRAY(g->run, d->n, struct sv);
    d->line = ARENA_ARRAY(g->run, d->n, uint32_t);
    for (size_t i = 0; i < d->n; i++) {
        d->id[i] = g->ids[i];
        d->line[i] = (uint32_t)gate_line(g, i);
    }
    tell_twins(g);
    d->unreadable = ARENA_ARRAY(g->run, d->n, uint8_t);
    if (!gate_dates(g, d, err) || !gate_amounts(g, d, err))
        return false;
    gate_texts(g, d, stages);
    gate_profile(g, d);
    gate_likely(g, d);
    gate_left_out(g, d);
    return true;
}

/* A category that the export lacks is empty for every deal: whoever reads a
 * code finds −1, also who has not asked whether there are labels. */
static void fill_absent(struct deals *d, struct arena *run)
{
    struct category *more[] = {&d->stage, &d->forecast_category};
    int32_t *none = ARENA_ARRAY(run, d->n, int32_t);

    for (size_t i = 0; i < d->n; i++)
        none[i] = -1;
    for (size_t g = 0; g < GROUP_COUNT; g++)
        if (!d->groups[g].code)
            d->groups[g].code = none;
    for (size_t c = 0; c < sizeof more / sizeof *more; c++)
        if (!more[c]->code)
            more[c]->code = none;
}

static bool read_export(struct deals *out, struct gate *g, const char *history,
                        struct err *err)
{
    struct arena table; /* of one file at a time */
    struct intern stages;
    bool ok = false;

    *out = (struct deals){0};
    arena_init(&table);
    g->scratch = &table;
    intern_init_fold(&stages, g->run); /* history may write them otherwise */
    out->file = g->file = file_name_of(sv_from(g->path), g->run);
    if (!gate_open(g, out, err) || !map_columns(g, out, err) ||
        !read_columns(g, out, &stages, err))
        goto done;
    arena_release(&table);
    if (history && !history_read(out, g, &stages, history, err))
        goto done;
    gate_history_amounts(g, out);
    out->stage.n_labels = stages.n;
    out->stage.labels = intern_labels(&stages, g->run);
    fill_absent(out, g->run);
    stages_order(out, g);
    idle_history(out);
    idle_symbol(out, g->settings, g->run);
    ok = deals_closing(out, g, err);
    diags_sort(g->diags);
done:
    intern_release(&stages);
    arena_release(&table);
    return ok;
}

bool deals_read(struct deals *out, const struct export_paths *paths,
                const struct settings *settings, struct arena *run,
                struct diags *diags, struct err *err)
{
    struct gate g = {
        .settings = settings, .path = paths->deals, .run = run, .diags = diags};

    return read_export(out, &g, paths->history, err);
}

bool deals_read_mixed(struct deals *out, const struct export_paths *paths,
                      const struct settings *settings, struct arena *run,
                      struct diags *diags, struct err *err)
{
    struct gate g = {.settings = settings,
                     .path = paths->deals,
                     .run = run,
                     .diags = diags,
                     .mixed_ok = true};

    return read_export(out, &g, paths->history, err);
}
