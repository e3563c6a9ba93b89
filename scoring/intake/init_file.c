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
        struct sv cell = csv_cell(&g->csv, row, header);
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
                             enum reading kind)
{
    bool first = true;

    buf_printf(out, "# %s =", key);
    if (kind == READ_OPEN) {
        for (size_t place = 0; place < d->n_open_stages; place++)
            for (size_t k = 0; k < d->stage.n_labels; k++)
                if (d->stage_ordinal[k] == (int32_t)place) {
                    add_item(out, d->stage.labels[k], first);
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
        struct sv cell = text_clean(g->scratch, csv_cell(&g->csv, row, header));
        if (cell.len && stages.n < STAGES_NAMED)
            intern_add(&stages, cell);
    }
    d.stage.n_labels = stages.n;
    d.stage.labels = intern_labels(&stages, g->scratch);
    intern_release(&stages);
    stages_order(&d, g);
    buf_add_str(out, "# As found in the export; correct and uncomment what is "
                     "wrong.\n");
    write_stage_list(out, "order", &d, g->settings, READ_OPEN);
    write_stage_list(out, "won", &d, g->settings, READ_WON);
    write_stage_list(out, "lost", &d, g->settings, READ_LOST);
}

/* Sections whose keys are the user's own words. */
static const struct {
    const char *section, *text;
} EXAMPLES[] = {
    {"filter", "# Rows to leave out, or alone to keep, by a column of the "
               "export:\n# exclude = Type: Test, Renewal\n# keep = Record "
               "Type: New Business\n"},
    {"rates", "# Value of one unit in the report's currency:\n# EUR = 1.08\n"},
    {"actions", "# subject.level, then what | who | within days; subjects: rep "
                "age stage amount source\n# industry region product account "
                "activity own\n# rep.critical = Coach the rep on this deal | "
                "manager | 0\n"},
};

/* Sections that each name an audience. */
static const char SENDS[] =
    "\n# Who gets the pack of another audience of [report]; [email] and "
    "[slack] are the\n# CRO's. Server and sender are those of [email].\n"
    "## [send board]\n## to = chair@example.com\n"
    "## [send manager: Anna Berg]\n## to = anna.berg@example.com\n"
    "## channel = #team-anna\n## webhook_file = secret-anna\n";

static void write_defaults(struct buf *out, const struct settings *s)
{
    for (size_t k = 2; k < SETTINGS_SECTIONS_N; k++) {
        const char *section = SETTINGS_SECTIONS[k];
        buf_printf(out, "\n[%s]\n", section);
        for (size_t e = 0; e < sizeof EXAMPLES / sizeof EXAMPLES[0]; e++)
            if (!strcmp(EXAMPLES[e].section, section))
                buf_add_str(out, EXAMPLES[e].text);
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
                     const struct settings *settings, struct arena *run,
                     struct err *err)
{
    struct deals d = {0};
    struct arena scratch;
    struct gate g = {
        .settings = settings, .path = path, .run = run, .scratch = &scratch};
    bool ok;

    arena_init(&scratch);
    ok = gate_open(&g, &d, err) &&
         dialect_map(&g.dialect, g.headers, g.n_headers, settings, path, err);
    if (ok) {
        size_t footer = footer_start(&g.csv);
        struct sv file = text_clean(run, path_base(sv_from(path)));
        buf_printf(out,
                   "# Configuration of dealsense for %.*s\n# Headers "
                   "recognised: %s. A line that begins with # is a comment "
                   "and shows\n# the default; a list may go on in the next "
                   "line, indented.\n",
                   SV_ARG(file), g.dialect.crm);
        write_columns(out, &g);
        write_own(out, &g, footer);
        write_stages(out, &g, footer);
        write_defaults(out, settings);
    }
    arena_release(&scratch);
    return ok;
}
