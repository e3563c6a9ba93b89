/* Reads stage history: which rows are events of which deals. */
#include "scoring/base/encoding.h"
#include "scoring/base/file.h"
#include "scoring/intake/amount.h"
#include "scoring/intake/history_parts.h"
#include "scoring/settings/settings.h"

#include <math.h>

struct history {
    struct table table;
    const char *path;
    struct sv file;
    const struct settings *settings;
    struct history_map map;
    bool changes;       /* its rows tell fields that changed */
    struct sv *headers; /* n_headers, cleaned */
    size_t n_headers;
    size_t footer;
    enum date_order order[2]; /* of entered and of expected */
    struct date_evidence evidence[2];
    enum decimal_mark mark;
    struct intern fields; /* that changed */
    enum told *told;      /* of each of them */
    struct intern *stages;
    size_t n_known;       /* the first of them: those of the deals */
    struct intern folded; /* stages without case, blanks and marks */
    int32_t *folded_stage;
    struct intern categories; /* of the forecast; the first are the deals' */
    struct diags *diags;
    struct arena *scratch;
};

static struct sv cell(const struct history *h, size_t row,
                      enum history_column column)
{
    return table_cell(&h->table, row, h->map.column[column]);
}

/* How many columns of a history the row names; *whole: all that it needs. */
static size_t columns_known(const void *context, const struct sv *cells,
                            size_t n, bool *whole)
{
    const struct history *h = context;
    const struct headers in = {cells, n, h->path, 1};
    enum history_column lacks[HISTORY_COLUMN_COUNT];
    struct history_map map;
    struct err ignored;
    size_t known = 0;

    if (!history_map_columns(&map, &in, h->settings, &ignored))
        return 0;
    for (size_t c = 0; c < HISTORY_COLUMN_COUNT; c++)
        known += map.column[c] >= 0 && cells[map.column[c]].len;
    *whole = !history_map_lacks(lacks, &map);
    return known;
}

/* One line with all keys that have to be given. */
static bool columns_lack(const struct history *h,
                         const enum history_column *lacks, size_t n,
                         struct err *err)
{
    struct sv list = headers_listed(h->headers, h->n_headers, h->scratch);
    struct sv keys = {0};

    for (size_t k = 0; k < n; k++)
        keys = sv_printf(h->scratch, "%.*s%s%s", SV_ARG(keys),
                         !k          ? ""
                         : k + 1 < n ? ", "
                                     : " and ",
                         history_column_name(lacks[k]));
    return err_set(err, EXIT_INPUT,
                   "%s:%zu: is no stage history that is known; name the column "
                   "of %.*s under [columns] (columns: %.*s)",
                   h->path, h->table.rows[0].line, SV_ARG(keys), SV_ARG(list));
}

/* What struct table_form asks. */
static size_t history_knows(const void *history, const struct sv *cells,
                            size_t n)
{
    bool whole;

    return columns_known(history, cells, n, &whole);
}

static bool find_columns(struct history *h, struct err *err)
{
    enum history_column lacks[HISTORY_COLUMN_COUNT];
    const struct table_row *titles = h->table.rows;
    size_t n_titles, n_lacks;

    n_titles = h->table.n_rows < 2 ? 0
                                   : table_titles(&h->table, columns_known, h,
                                                  false, h->scratch);
    for (size_t k = 0; k < n_titles; k++)
        diags_add(h->diags, "title line", ROW_PASSED_OVER, h->file,
                  titles[k].line, 0, "stands above the header; passed over");
    if (h->table.n_rows < 2)
        return err_set(err, EXIT_INPUT,
                       "%s: holds no stage history; export it with its rows",
                       h->path);
    h->n_headers = h->table.rows[0].fields;
    h->headers = ARENA_ARRAY(h->scratch, h->n_headers, struct sv);
    for (size_t f = 0; f < h->n_headers; f++)
        h->headers[f] = text_clean(h->scratch, table_field(&h->table, f));
    const struct headers in = {h->headers, h->n_headers, h->path,
                               h->table.rows[0].line};
    if (!history_map_columns(&h->map, &in, h->settings, err))
        return false;
    h->changes = history_map_changes(&h->map);
    n_lacks = history_map_lacks(lacks, &h->map);
    return !n_lacks || columns_lack(h, lacks, n_lacks, err);
}

/* Which fields the rows tell; one of them must be the stage. */
static bool find_fields(struct history *h, struct err *err)
{
    bool stage = !h->changes;

    intern_init_fold(&h->fields, h->scratch);
    for (size_t row = 1; h->changes && row < h->footer; row++)
        intern_add(&h->fields,
                   text_clean(h->scratch, cell(h, row, HISTORY_FIELD)));
    h->told = ARENA_ARRAY(h->scratch, h->fields.n, enum told);
    for (size_t k = 0; k < h->fields.n; k++) {
        h->told[k] = history_field(h->fields.labels[k], h->settings);
        stage = stage || h->told[k] == TOLD_STAGE;
    }
    if (stage)
        return true;
    struct sv list = headers_listed(h->fields.labels, h->fields.n, h->scratch);
    return err_set(err, EXIT_INPUT,
                   "%s: no field in column \"%.*s\" is known to be the stage; "
                   "give the one that is as history.stage_field under "
                   "[columns] (fields: %.*s)",
                   h->path, SV_ARG(h->headers[h->map.column[HISTORY_FIELD]]),
                   SV_ARG(list));
}

static enum told row_told(const struct history *h, size_t row)
{
    struct sv field;

    if (!h->changes)
        return TOLD_STATE;
    field = text_clean(h->scratch, cell(h, row, HISTORY_FIELD));
    return h->told[intern_find(&h->fields, field)];
}

static bool decide_styles(struct history *h, enum date_order declared,
                          struct err *err)
{
    /* Where a row has its amount and its expected close. */
    static const enum history_column STATE[2][2] = {
        {HISTORY_AMOUNT, HISTORY_AMOUNT}, {HISTORY_EXPECTED, HISTORY_EXPECTED}};
    static const enum history_column CHANGE[2] = {HISTORY_NEW_VALUE,
                                                  HISTORY_OLD_VALUE};
    struct date_evidence *evidence = h->evidence;
    struct amount_evidence amounts = {0};
    bool guessed;

    evidence[0] = (struct date_evidence){.header = SV("entered_date")};
    evidence[1] = (struct date_evidence){.header = SV("close_date")};
    for (size_t row = 1; row < h->footer; row++) {
        size_t line = h->table.rows[row].line;
        struct raw_date raw = raw_date_parse(cell(h, row, HISTORY_ENTERED));
        enum told told = row_told(h, row);
        date_evidence_add(&evidence[0], &raw, line);
        for (size_t k = 0; k < 1 + (size_t)h->changes; k++) {
            const enum history_column *at = h->changes ? CHANGE : NULL;
            if (told == TOLD_STATE || told == TOLD_EXPECTED) {
                raw = raw_date_parse(cell(h, row, at ? at[k] : STATE[1][k]));
                date_evidence_add(&evidence[1], &raw, line);
            }
            if (told == TOLD_STATE || told == TOLD_AMOUNT)
                amount_evidence_add(
                    &amounts, cell(h, row, at ? at[k] : STATE[0][k]), line);
        }
    }
    h->mark = amount_mark(&amounts, &guessed);
    return date_orders(h->order, evidence, 2, declared, h->path, err);
}

static bool reject(struct history *h, struct deals *d, size_t row,
                   const char *kind, const char *what, struct sv text)
{
    d->history_rejected++;
    text = text_clean(h->scratch, text);
    diags_add(h->diags, kind, ROW_LEFT_OUT, h->file, h->table.rows[row].line, 0,
              "\"%.*s\" %s; event left out", SV_ARG(text), what);
    return false;
}

/* The event stays. */
static void tell_field(struct history *h, size_t row,
                       enum history_column column, const char *kind,
                       const char *what, const char *taken)
{
    struct sv text = text_clean(h->scratch, cell(h, row, column));

    diags_add(h->diags, kind, ROW_STAYS, h->file, h->table.rows[row].line,
              (size_t)h->map.column[column] + 1, "\"%.*s\" %s; %s",
              SV_ARG(text), what, taken);
}

static const char UNKNOWN[] = "taken as not known";

static int32_t read_expected(struct history *h, size_t row,
                             enum history_column column)
{
    struct sv text = cell(h, row, column);
    struct raw_date raw = raw_date_parse(text);
    int32_t date;

    raw_date_settle(&raw, &h->evidence[1]);
    date = raw_date_resolve(&raw, h->order[1]);
    if (text.len && date == DATE_NONE)
        tell_field(h, row, column, "bad history field", "is no date", UNKNOWN);
    return date;
}

static double read_amount(struct history *h, size_t row,
                          enum history_column column)
{
    struct sv text = cell(h, row, column), currency;
    double amount = NAN;

    if (!text.len || (amount_parse(&amount, &currency, text, h->mark) &&
                      isfinite(amount) && amount >= 0))
        return amount;
    tell_field(h, row, column, "bad history field", "is no amount", UNKNOWN);
    return NAN;
}

/* The stage of that name; that it is written without blanks or marks, as
 * HubSpot's own names are ("closedwon"), makes it no other. */
static int32_t read_stage(struct history *h, size_t row,
                          enum history_column column)
{
    struct sv text = text_clean(h->scratch, cell(h, row, column)), key;
    int32_t code = text.len ? intern_find(h->stages, text) : -1, folded;
    size_t before = h->folded.n;

    if (!text.len || code >= 0)
        return code;
    key = header_folded(text, h->scratch);
    if (!key.len)
        return intern_add(h->stages, text);
    folded = intern_add(&h->folded, key);
    if (h->folded.n > before)
        h->folded_stage[folded] = intern_add(h->stages, text);
    return h->folded_stage[folded];
}

static int32_t read_category(struct history *h, size_t row,
                             enum history_column column)
{
    return history_category(&h->categories,
                            text_clean(h->scratch, cell(h, row, column)));
}

static void know_stages(struct history *h, struct intern *stages)
{
    size_t room = stages->n + 2 * h->table.n_rows;

    h->stages = stages;
    h->n_known = stages->n;
    intern_init(&h->folded, h->scratch);
    h->folded_stage = ARENA_ARRAY(h->scratch, room, int32_t);
    for (size_t k = 0; k < stages->n; k++) {
        size_t before = h->folded.n;
        struct sv key = header_folded(stages->labels[k], h->scratch);
        int32_t folded = key.len ? intern_add(&h->folded, key) : -1;
        if (h->folded.n > before)
            h->folded_stage[folded] = (int32_t)k;
    }
}

/* What the row tells, and what it says that stood before. */
static void read_told(struct arrival *out, struct history *h, size_t row)
{
    enum told told = out->told;
    bool state = told == TOLD_STATE;
    struct stage_event *event = &out->event;
    struct before *before = &out->before;

    *before = (struct before){
        .stage = -1, .category = -1, .expected = DATE_NONE, .amount = NAN};
    out->category = -1;
    event->stage = -1;
    event->amount = NAN;
    event->expected = DATE_NONE;
    if (state || told == TOLD_STAGE) {
        before->stage =
            read_stage(h, row, state ? HISTORY_OLD_STAGE : HISTORY_OLD_VALUE);
        event->stage =
            read_stage(h, row, state ? HISTORY_STAGE : HISTORY_NEW_VALUE);
    }
    if (state || told == TOLD_EXPECTED)
        event->expected =
            read_expected(h, row, state ? HISTORY_EXPECTED : HISTORY_NEW_VALUE);
    if (state || told == TOLD_AMOUNT)
        event->amount =
            read_amount(h, row, state ? HISTORY_AMOUNT : HISTORY_NEW_VALUE);
    if (state || told == TOLD_CATEGORY)
        out->category = read_category(
            h, row, state ? HISTORY_CATEGORY : HISTORY_NEW_VALUE);
    if (told == TOLD_CATEGORY)
        before->category = read_category(h, row, HISTORY_OLD_VALUE);
    if (told == TOLD_EXPECTED)
        before->expected = read_expected(h, row, HISTORY_OLD_VALUE);
    if (told == TOLD_AMOUNT)
        before->amount = read_amount(h, row, HISTORY_OLD_VALUE);
}

static bool read_event(struct arrival *out, struct history *h, struct deals *d,
                       const struct history_ids *ids, size_t row)
{
    struct sv id = text_clean(h->scratch, cell(h, row, HISTORY_DEAL_ID));
    struct sv entered = cell(h, row, HISTORY_ENTERED);
    struct raw_date raw = raw_date_parse(entered);
    enum told told = row_told(h, row);
    enum history_column stage =
        told == TOLD_STATE ? HISTORY_STAGE : HISTORY_NEW_VALUE;
    int32_t deal;

    if (!h->table.grid && h->table.rows[row].fields != h->n_headers)
        return reject(h, d, row, "ragged history row",
                      "has not as many fields as the header", id);
    if (told == TOLD_OTHER) {
        d->history_other++;
        return false;
    }
    deal = history_ids_find(ids, id);
    if (deal < 0)
        return reject(h, d, row, "history of no deal",
                      "is no deal of the export that stands", id);
    if ((told == TOLD_STATE || told == TOLD_STAGE) &&
        !text_clean(h->scratch, cell(h, row, stage)).len)
        return reject(h, d, row, "history without stage", "has no stage", id);
    raw_date_settle(&raw, &h->evidence[0]);
    *out = (struct arrival){.deal = (uint32_t)deal,
                            .row = (uint32_t)row,
                            .seconds = raw.seconds,
                            .told = told};
    out->event.date = raw_date_resolve(&raw, h->order[0]);
    if (out->event.date == DATE_NONE)
        return reject(h, d, row, "bad history date", "is no date", entered);
    read_told(out, h, row);
    return true;
}

/* An event of the year 2124 would move the as-of date. */
static size_t drop_future(struct history *h, struct deals *d,
                          struct arrival *arrivals, size_t n)
{
    int32_t *dates = ARENA_ARRAY(h->scratch, n, int32_t);
    size_t kept = 0;

    for (size_t k = 0; k < n; k++)
        dates[k] = arrivals[k].event.date;
    int32_t latest = dates_latest_plausible(dates, n);
    for (size_t k = 0; k < n; k++) {
        if (arrivals[k].event.date <= latest)
            arrivals[kept++] = arrivals[k];
        else
            reject(h, d, arrivals[k].row, "future history date",
                   "lies years after nearly all others",
                   cell(h, arrivals[k].row, HISTORY_ENTERED));
    }
    return kept;
}

static bool same_event(const struct arrival *x, const struct arrival *y)
{
    const struct stage_event *a = &x->event, *b = &y->event;

    return x->seconds == y->seconds && x->told == y->told &&
           x->category == y->category && a->stage == b->stage && a->expected == b->expected &&
           same_number(a->amount, b->amount) &&
           x->before.stage == y->before.stage &&
           x->before.expected == y->before.expected &&
           same_number(x->before.amount, y->before.amount);
}

/*
 * Events of one deal on one day. Where each stands as often as the others,
 * twice at least, the file holds the day again: exports that overlap, put
 * together. (Demo, Proposal, Demo is a return and stays.)
 */
static bool day_repeated(const struct arrival *day, size_t n)
{
    enum { MANY = 64 }; /* on one day: no person's doing */
    size_t times = 0;

    for (size_t i = 0; n <= MANY && i < n; i++) {
        size_t same = 0;
        for (size_t k = 0; k < n; k++)
            same += same_event(&day[i], &day[k]);
        if (same < 2 || (times && same != times))
            return false;
        times = same;
    }
    return times > 0;
}

static size_t drop_repeats(struct history *h, struct deals *d,
                           struct arrival *arrivals, size_t n)
{
    size_t kept = 0, end;

    for (size_t start = 0; start < n; start = end) {
        size_t first = kept;
        for (end = start + 1;
             end < n && arrivals[end].deal == arrivals[start].deal &&
             arrivals[end].event.date == arrivals[start].event.date;)
            end++;
        bool repeated = day_repeated(arrivals + start, end - start);
        for (size_t i = start; i < end; i++) {
            bool again = false;
            for (size_t k = first; repeated && k < kept; k++)
                again = again || same_event(&arrivals[k], &arrivals[i]);
            if (again)
                reject(h, d, arrivals[i].row, "repeated history row",
                       "stands with the same stage and time before",
                       cell(h, arrivals[i].row, HISTORY_DEAL_ID));
            else
                arrivals[kept++] = arrivals[i];
        }
    }
    return kept;
}

/* A deal cannot have been in a stage before there was a deal. A day is the
 * difference of time zones and not worth a word. */
static void begin_at_creation(struct history *h, const struct deals *d,
                              struct arrival *arrivals, size_t n)
{
    for (size_t k = 0; d->created && k < n; k++) {
        struct arrival *x = &arrivals[k];
        int32_t created = d->created[x->deal];
        if (created == DATE_NONE || x->event.date >= created)
            continue;
        if (x->event.date < created - 1)
            tell_field(h, x->row, HISTORY_ENTERED, "history before creation",
                       "is before the deal was created",
                       "taken as the day of its creation");
        x->event.date = created;
    }
}

/* Is it a header again, as files put together have them? */
static bool header_again(const struct history *h, size_t row)
{
    int column = h->map.column[HISTORY_ENTERED];

    if (!header_same(cell(h, row, HISTORY_ENTERED), h->headers[column]) ||
        !row_repeats(&h->table, h->headers, h->n_headers, row))
        return false;
    diags_add(h->diags, "repeated header", ROW_PASSED_OVER, h->file,
              h->table.rows[row].line, 0, "the header row again; passed over");
    return true;
}

/* Numbers of stages where the deals have names: read as they are, each deal
 * would stand in a stage that is none of its own. */
static bool stages_fit(const struct history *h, const struct deals *d,
                       const struct arrival *arrivals, size_t n,
                       struct err *err)
{
    enum { SOME = 2 };
    const struct arrival *strange = NULL;
    size_t open = 0, last = SIZE_MAX;

    for (size_t k = 0; k < n && h->n_known; k++) {
        int32_t stage = arrivals[k].event.stage;
        size_t deal = arrivals[k].deal;
        if (stage >= 0 && (size_t)stage < h->n_known)
            return true;
        if (stage < 0 || d->outcome[deal] != OUTCOME_OPEN ||
            d->stage.code[deal] < 0 || deal == last)
            continue;
        strange = strange ? strange : &arrivals[k];
        last = deal;
        open++;
    }
    if (open < SOME)
        return true;
    enum history_column from = h->changes ? HISTORY_NEW_VALUE : HISTORY_STAGE;
    return err_set(
        err, EXIT_INPUT,
        "%s:%zu: column \"%.*s\" holds no stage that a deal has (here "
        "\"%.*s\", where the deals have \"%.*s\"); name the column that does "
        "as %s under [columns], or export the names of the stages",
        h->path, h->table.rows[strange->row].line,
        SV_ARG(h->headers[h->map.column[from]]),
        SV_ARG(h->stages->labels[strange->event.stage]),
        SV_ARG(h->stages->labels[d->stage.code[strange->deal]]),
        history_column_name(from));
}

static bool read_events(struct history *h, struct deals *d,
                        const struct gate *g, struct err *err)
{
    struct arrival *arrivals =
        ARENA_ARRAY(h->scratch, h->table.n_rows, struct arrival);
    struct history_ids ids;
    size_t n = 0;

    history_ids_init(&ids, d, h->scratch);
    for (size_t row = 1; row < h->footer; row++) {
        if (row_blank(&h->table, row) || header_again(h, row))
            continue;
        d->history_rows++;
        n += read_event(&arrivals[n], h, d, &ids, row);
    }
    history_ids_release(&ids);
    n = drop_future(h, d, arrivals, n);
    history_sort(arrivals, n, g, h->stages);
    if (!stages_fit(h, d, arrivals, n, err))
        return false;
    n = drop_repeats(h, d, arrivals, n);
    history_order(arrivals, n, d);
    arrivals = history_states(arrivals, &n, d, h->scratch);
    begin_at_creation(h, d, arrivals, n);
    d->events = ARENA_ARRAY(g->run, n, struct stage_event);
    d->event_start = ARENA_ARRAY(g->run, d->n + 1, size_t);
    history_keep_categories(d, &h->categories, arrivals, n, g->run);
    for (size_t i = 0, at = 0; i <= d->n; i++) {
        d->event_start[i] = at;
        while (at < n && arrivals[at].deal == i) {
            d->events[at] = arrivals[at].event;
            at++;
        }
    }
    d->has_history = n > 0;
    return true;
}

bool history_read(struct deals *d, const struct gate *g, struct intern *stages,
                  const char *path, struct err *err)
{
    const struct settings *s = g->settings;
    struct history h = {
        .path = path, .settings = s, .diags = g->diags, .scratch = g->scratch};
    const struct table_form form = {
        .encoding = s->encoding, .known = history_knows, .ctx = &h};
    struct file file = {0};
    bool ok;

    if (!file_open(&file, path, err))
        return false;
    h.file = d->history_file = file_name_of(sv_from(path), g->run);
    sha256_hex(d->history_sha256, file.bytes);
    d->history_bytes = file.bytes.len;
    ok = table_read(&h.table, file.bytes, path, &form, g->scratch, err);
    file_close(&file);
    if (!ok || !find_columns(&h, err))
        return false;
    h.footer = footer_start(&h.table);
    know_stages(&h, stages);
    history_know_categories(&h.categories, d, g->run); /* deals keep them */
    ok = find_fields(&h, err) && decide_styles(&h, s->date_order, err) &&
         read_events(&h, d, g, err);
    intern_release(&h.fields);
    intern_release(&h.folded);
    intern_release(&h.categories);
    return ok;
}
