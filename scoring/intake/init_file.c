#include "scoring/intake/init_file.h"

#include "scoring/intake/amount.h"
#include "scoring/base/encoding.h"
#include "scoring/intake/gate_parts.h"
#include "scoring/settings/settings_keys.h"
#include "scoring/intake/stage_names.h"

/* May stand in the file as it is: inih would cut a comment or a long line. */
static bool plain(struct sv text)
{
    enum { PLAIN_BYTES = 120 };

    return text.len && text.len <= PLAIN_BYTES && text.ptr[0] != '"' &&
           !memchr(text.ptr, ';', text.len);
}

static void add_item(struct buf *out, struct sv text, bool first)
{
    bool quote = memchr(text.ptr, ',', text.len) != NULL;

    /* Each on a line of its own: no line grows too long. */
    buf_printf(out, "%s%s%.*s%s", first ? " " : ",\n#     ", quote ? "\"" : "",
               SV_ARG(text), quote ? "\"" : "");
}

/* A value of [filter], in quotes where its comma would divide it. */
static void add_value(struct buf *out, struct sv text)
{
    bool quote = memchr(text.ptr, ',', text.len) != NULL;

    buf_printf(out, " %s%.*s%s", quote ? "\"" : "", SV_ARG(text),
               quote ? "\"" : "");
}

static void write_columns(struct buf *out, const struct gate *g)
{
    buf_add_str(
        out,
        "\n[columns]\n# The canonical name, then the header in the export:\n");
    for (size_t c = 0; c < COLUMN_COUNT; c++) {
        int header = g->dialect.column[c];
        const char *name = column_name((enum column)c);
        if (header >= 0)
            buf_printf(out, "%s%s = %.*s\n",
                       plain(g->headers[header]) ? "" : "# ", name,
                       SV_ARG(g->headers[header]));
        else
            buf_printf(out, "# %s =\n", name);
    }
    buf_add_str(out, "# Of the file of --history, where its headers are not "
                     "known; a row tells a\n# stage, or a field that changed "
                     "(stage_field: the one that is the stage):\n");
    for (size_t c = 0; c < HISTORY_KEY_COUNT; c++)
        buf_printf(out, "# %s =\n",
                   history_column_name((enum history_column)c));
}

enum use { USE_NONE, USE_CATEGORY, USE_NUMERIC };

/* What a header that is left over may serve as. */
static enum use judge(const struct gate *g, int header, size_t footer)
{
    enum { FEW = 50 };
    struct intern seen;
    struct arena work;
    size_t filled = 0, numbers = 0, distinct;

    arena_init(&work);
    intern_init(&seen, &work);
    for (size_t row = 1; row < footer; row++) {
        struct sv cell = table_cell(&g->table, row, header);
        double x;
        if (!cell.len)
            continue;
        filled++;
        numbers += amount_parse(&x, NULL, cell, DECIMAL_UNKNOWN);
        if (seen.n <= FEW)
            intern_add(&seen, cell);
    }
    distinct = seen.n;
    intern_release(&seen);
    arena_release(&work);
    if (distinct < 2 || !plain(g->headers[header]))
        return USE_NONE;
    if (distinct > 2 && numbers * 10 >= filled * 9)
        return USE_NUMERIC;
    return distinct <= FEW ? USE_CATEGORY : USE_NONE;
}

static void write_own(struct buf *out, const struct gate *g, size_t footer)
{
    static const char *const NAMES[] = {"", "category", "numeric"};
    bool taken = false;

    buf_add_str(out, "# A field that is filled at the close tells the outcome: "
                     "the leak test keeps\n# such a one out of the forest and "
                     "names it.\n");
    for (int use = USE_CATEGORY; use <= USE_NUMERIC; use++) {
        bool first = true;
        buf_printf(out,
                   "# Of the headers left over these could serve as %s "
                   "fields of your own:\n# %s =",
                   use == USE_CATEGORY ? "word" : "number", NAMES[use]);
        for (size_t h = 0; h < g->n_headers; h++) {
            taken = false;
            for (size_t c = 0; c < COLUMN_COUNT; c++)
                taken = taken || g->dialect.column[c] == (int)h;
            if (taken || judge(g, (int)h, footer) != (enum use)use)
                continue;
            add_item(out, g->headers[h], first);
            first = false;
        }
        buf_add_char(out, '\n');
    }
}

static void write_stage_list(struct buf *out, const char *key,
                             const struct deals *d, const struct settings *s,
                             enum reading kind, struct arena *a)
{
    bool first = true;

    buf_printf(out, "# %s =", key);
    if (kind == READ_OPEN) {
        const int32_t *code = deals_open_stages(d, a);
        for (size_t place = 0; place < d->n_open_stages; place++) {
            add_item(out, d->stage.labels[code[place]], first);
            first = false;
        }
    } else {
        for (size_t k = 0; k < d->stage.n_labels; k++)
            if (reading_of(d->stage.labels[k], s) == kind) {
                add_item(out, d->stage.labels[k], first);
                first = false;
            }
    }
    buf_add_char(out, '\n');
}

static void write_stages(struct buf *out, const struct gate *g, size_t footer)
{
    int header = g->dialect.column[COLUMN_STAGE];
    struct deals d = {0};
    struct intern stages;

    buf_add_str(out, "\n[stages]\n");
    intern_init(&stages, g->scratch);
    for (size_t row = 1; row < footer && header >= 0; row++) {
        struct sv cell =
            text_clean(g->scratch, table_cell(&g->table, row, header));
        if (cell.len && stages.n < STAGES_NAMED)
            intern_add(&stages, cell);
    }
    d.stage.n_labels = stages.n;
    d.stage.labels = intern_labels(&stages, g->scratch);
    intern_release(&stages);
    stages_order(&d, g);
    buf_add_str(out, "# As found in the export; correct and uncomment what is "
                     "wrong.\n");
    write_stage_list(out, "order", &d, g->settings, READ_OPEN, g->scratch);
    write_stage_list(out, "won", &d, g->settings, READ_WON, g->scratch);
    write_stage_list(out, "lost", &d, g->settings, READ_LOST, g->scratch);
}

/* The values of a column that could serve as a filter, as one line; its
 * rarest becomes the example. False: too many, or but one. */
static bool write_values(struct buf *out, const struct gate *g, int header,
                         size_t footer, struct sv *rarest)
{
    enum { FEW = 12 };
    struct intern values;
    size_t count[FEW] = {0}, least = 0;
    bool fits = plain(g->headers[header]);

    intern_init(&values, g->scratch);
    for (size_t row = 1; row < footer && fits; row++) {
        struct sv cell =
            text_clean(g->scratch, table_cell(&g->table, row, header));
        int32_t code = cell.len ? intern_add(&values, cell) : -1;
        fits = values.n <= FEW && (!cell.len || plain(cell));
        if (fits && code >= 0)
            count[code]++;
    }
    fits = fits && values.n > 1;
    for (size_t k = 0; fits && k < values.n; k++)
        least = count[k] < count[least] ? k : least;
    if (fits) {
        *rarest = sv_copy(g->scratch, values.labels[least]);
        buf_printf(out, "#   %.*s:", SV_ARG(g->headers[header]));
        for (size_t k = 0; k < values.n; k++)
            buf_printf(out, "%s %.*s (%zu)", k ? "," : "",
                       SV_ARG(values.labels[k]), count[k]);
        buf_add_char(out, '\n');
    }
    intern_release(&values);
    return fits;
}

/* Is it a column whose values a filter may well name? */
static bool may_filter(const struct gate *g, int header, size_t footer)
{
    static const enum column KINDS[] = {COLUMN_PRODUCT, COLUMN_REGION,
                                        COLUMN_INDUSTRY, COLUMN_LEAD_SOURCE};

    for (size_t c = 0; c < COLUMN_COUNT; c++) {
        bool kind = false;
        for (size_t k = 0; k < sizeof KINDS / sizeof KINDS[0]; k++)
            kind = kind || KINDS[k] == (enum column)c;
        if (g->dialect.column[c] == header)
            return kind;
    }
    return judge(g, header, footer) == USE_CATEGORY;
}

static void write_filters(struct buf *out, const struct gate *g, size_t footer)
{
    struct sv column = SV("Type"), value = SV("Test");
    struct buf found;
    bool any = false;

    buf_init(&found);
    for (size_t h = 0; h < g->n_headers; h++) {
        struct sv rarest;
        if (!may_filter(g, (int)h, footer) ||
            !write_values(&found, g, (int)h, footer, &rarest))
            continue;
        if (!any) {
            column = g->headers[h];
            value = rarest;
        }
        any = true;
    }
    buf_add_str(out,
                "# Rows to leave out, or alone to keep, by a column of the "
                "export");
    if (any)
        buf_add_str(out, "; it has these values:\n");
    else
        buf_add_str(out, ":\n");
    buf_add_sv(out, buf_sv(&found));
    buf_printf(out, "# exclude = %.*s:", SV_ARG(column));
    add_value(out, value);
    buf_printf(out, "\n# keep = %.*s:", SV_ARG(column));
    add_value(out, value);
    buf_add_char(out, '\n');
    buf_release(&found);
}

/* Each currency of the amounts, with a line to fill in where there are more
 * than one. */
static void write_rates(struct buf *out, const struct gate *g, size_t footer)
{
    int header = g->dialect.column[COLUMN_AMOUNT];
    int32_t *code = ARENA_ARRAY(g->scratch, footer + 1, int32_t);
    struct currency_count *found;
    struct intern codes;
    size_t n = 0;

    intern_init(&codes, g->scratch);
    for (size_t row = 1; row < footer && header >= 0; row++) {
        char text[4];
        struct sv sign = {0}, iso;
        double x;
        if (!amount_parse(&x, &sign, table_cell(&g->table, row, header),
                          DECIMAL_UNKNOWN))
            continue;
        iso = amount_currency(text, g, row, sign);
        if (plain(iso))
            code[n++] = intern_add(&codes, iso);
    }
    found = currencies_count(&codes, code, n, g->scratch);
    if (codes.n)
        buf_add_str(out, "# The amounts are in");
    for (size_t k = 0; k < codes.n; k++)
        buf_printf(out, "%s %.*s (%zu)", k ? "," : "", SV_ARG(found[k].code),
                   found[k].amounts);
    buf_add_str(out, codes.n ? ".\n" : "");
    buf_add_str(out, "# Value of one unit in the report's currency:\n");
    for (size_t k = 1; k < codes.n; k++)
        buf_printf(out, "# %.*s =\n", SV_ARG(found[k].code));
    if (codes.n < 2)
        buf_add_str(out, "# EUR = 1.08\n");
    intern_release(&codes);
}

static const char ACTIONS[] =
    "# subject.level, then what | who | within days; \"owner\" and "
    "\"manager\" are those of\n# the deal.\n";

static const char TARGETS[] =
    "# What a fiscal quarter is to bring in, of the company or of an owner or\n"
    "# manager; or in a file (--targets: quarter, owner or all, amount).\n"
    "# 2026Q3 = 1200000\n# 2026Q3 Anna Berg = 300000\n";

/* Sections that each name an audience. */
static const char SENDS[] =
    "\n# Who gets the pack of another audience of [report]; [email] and "
    "[slack] are the\n# CRO's. Server and sender are those of [email].\n"
    "## [send board]\n## to = chair@example.com\n"
    "## [send manager: Anna Berg]\n## to = anna.berg@example.com\n"
    "## channel = #team-anna\n## webhook_file = secret-anna\n";

static void write_defaults(struct buf *out, const struct gate *g, size_t footer,
                           struct sv actions)
{
    const struct settings *s = g->settings;

    for (size_t k = 2; k < SETTINGS_SECTIONS_N; k++) {
        const char *section = SETTINGS_SECTIONS[k];
        buf_printf(out, "\n[%s]\n", section);
        if (!strcmp(section, "filter"))
            write_filters(out, g, footer);
        if (!strcmp(section, "rates"))
            write_rates(out, g, footer);
        if (!strcmp(section, "targets"))
            buf_add_str(out, TARGETS);
        if (!strcmp(section, "actions")) {
            buf_add_str(out, ACTIONS);
            buf_add_sv(out, actions);
        }
        for (size_t j = 0; j < SETTINGS_KEYS_N; j++) {
            if (strcmp(SETTINGS_KEYS[j].section, section) != 0)
                continue;
            buf_printf(out, "# %s\n# %s = ", SETTINGS_KEYS[j].help,
                       SETTINGS_KEYS[j].name);
            settings_key_value(out, &SETTINGS_KEYS[j], s);
            buf_add_char(out, '\n');
        }
        if (!strcmp(section, "slack"))
            buf_add_str(out, SENDS);
    }
}

bool init_file_write(struct buf *out, const char *path,
                     const struct settings *settings, struct sv actions,
                     struct arena *run, struct err *err)
{
    struct deals d = {0};
    struct arena scratch;
    struct gate g = {
        .settings = settings, .path = path, .run = run, .scratch = &scratch};
    bool ok;

    arena_init(&scratch);
    ok = gate_open(&g, &d, err);
    if (ok) {
        const struct headers in = gate_headers(&g);
        ok = dialect_map(&g.dialect, &in, settings, err);
    }
    if (ok) {
        size_t footer = footer_start(&g.table);
        struct sv file = file_name_of(sv_from(path), run);
        buf_printf(out,
                   "# Configuration of dealsense for %.*s\n# Headers "
                   "recognised: %s. A line that begins with # is a comment "
                   "and shows\n# the default; a list may go on in the next "
                   "line, indented.\n",
                   SV_ARG(file), g.dialect.crm);
        write_columns(out, &g);
        write_own(out, &g, footer);
        write_stages(out, &g, footer);
        write_defaults(out, &g, footer, actions);
    }
    arena_release(&scratch);
    return ok;
}
