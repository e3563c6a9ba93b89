#include "scoring/intake/amount.h"
#include "scoring/base/file.h"
#include "scoring/base/encoding.h"
#include "scoring/intake/gate_parts.h"
#include "scoring/settings/settings.h"

#include <math.h>
#include <stdlib.h>

struct history {
    struct table table;
    const char *path;
    struct sv file;
    int column[HISTORY_COLUMN_COUNT];
    size_t n_headers;
    size_t footer;
    enum date_order order[2]; /* of entered and of expected */
    struct date_evidence evidence[2];
    enum decimal_mark mark;
    struct diags *diags;
    struct arena *scratch;
};

/* Ids of the deals, and the first 15 characters of those that have 18. */
struct history_ids {
    struct intern whole, cut;
    int32_t *deal_of_cut;
};

/* An event on its way to its deal; `row` keeps the order of the file, where
 * the time of day does not tell which of one day came first. */
struct arrival {
    uint32_t deal, row;
    int32_t seconds;
    struct stage_event event;
};

static int compare_arrivals(const void *a, const void *b)
{
    const struct arrival *x = a, *y = b;

    if (x->deal != y->deal)
        return x->deal < y->deal ? -1 : 1;
    if (x->event.date != y->event.date)
        return x->event.date < y->event.date ? -1 : 1;
    if (x->seconds != y->seconds)
        return x->seconds < y->seconds ? -1 : 1;
    return (x->row > y->row) - (x->row < y->row);
}

static struct sv cell(const struct history *h, size_t row,
                      enum history_column column)
{
    return table_cell(&h->table, row, h->column[column]);
}

/* What struct table_form asks. */
static size_t history_knows(const void *ctx, const struct sv *cells, size_t n)
{
    int column[HISTORY_COLUMN_COUNT];
    size_t known = 0;

    (void)ctx;
    dialect_map_history(column, cells, n);
    for (size_t k = 0; k < HISTORY_COLUMN_COUNT; k++)
        known += column[k] >= 0;
    return known;
}

static bool find_columns(struct history *h, struct err *err)
{
    static const char *const NEEDED[] = {"deal_id", "stage", "entered_date"};
    struct sv *headers;

    if (h->table.n_rows < 2)
        return err_set(err, EXIT_INPUT,
                       "%s: holds no stage history; export it with its rows",
                       h->path);
    h->n_headers = h->table.rows[0].fields;
    headers = ARENA_ARRAY(h->scratch, h->n_headers, struct sv);
    for (size_t f = 0; f < h->n_headers; f++)
        headers[f] = text_clean(h->scratch, table_field(&h->table, f));
    dialect_map_history(h->column, headers, h->n_headers);
    for (size_t k = 0; k < 3; k++)
        if (h->column[k] < 0) {
            struct sv list = headers_listed(headers, h->n_headers, h->scratch);
            return err_set(err, EXIT_INPUT,
                           "%s:1: stage history needs a column %s; its "
                           "columns are: %.*s",
                           h->path, NEEDED[k], SV_ARG(list));
        }
    return true;
}

static bool decide_styles(struct history *h, enum date_order declared,
                          struct err *err)
{
    static const enum history_column DATES[2] = {HISTORY_ENTERED,
                                                 HISTORY_EXPECTED};
    struct date_evidence *evidence = h->evidence;
    struct amount_evidence amounts = {0};
    bool guessed;

    evidence[0] = (struct date_evidence){.header = SV("entered_date")};
    evidence[1] = (struct date_evidence){.header = SV("close_date")};
    for (size_t row = 1; row < h->footer; row++) {
        size_t line = h->table.rows[row].line;
        for (size_t k = 0; k < 2; k++) {
            struct raw_date raw = raw_date_parse(cell(h, row, DATES[k]));
            date_evidence_add(&evidence[k], &raw, line);
        }
        amount_evidence_add(&amounts, cell(h, row, HISTORY_AMOUNT), line);
    }
    h->mark = amount_mark(&amounts, &guessed);
    return date_orders(h->order, evidence, 2, declared, h->path, err);
}

static bool reject(struct history *h, struct deals *d, size_t row,
                   const char *kind, const char *what, struct sv text)
{
    d->history_rejected++;
    text = text_clean(h->scratch, text);
    diags_add(h->diags, kind, true, h->file, h->table.rows[row].line, 0,
              "\"%.*s\" %s; event left out", SV_ARG(text), what);
    return false;
}

/* The event stays. */
static void tell_field(struct history *h, size_t row,
                       enum history_column column, const char *kind,
                       const char *what, const char *taken)
{
    struct sv text = text_clean(h->scratch, cell(h, row, column));

    diags_add(h->diags, kind, false, h->file, h->table.rows[row].line,
              (size_t)h->column[column] + 1, "\"%.*s\" %s; %s", SV_ARG(text),
              what, taken);
}

static void read_fields(struct stage_event *out, struct history *h, size_t row)
{
    static const char UNKNOWN[] = "taken as not known";
    struct sv text = cell(h, row, HISTORY_EXPECTED), currency;
    struct raw_date raw = raw_date_parse(text);

    raw_date_settle(&raw, &h->evidence[1]);
    out->expected = raw_date_resolve(&raw, h->order[1]);
    if (text.len && out->expected == DATE_NONE)
        tell_field(h, row, HISTORY_EXPECTED, "bad history field", "is no date",
                   UNKNOWN);
    text = cell(h, row, HISTORY_AMOUNT);
    out->amount = NAN;
    if (text.len && (!amount_parse(&out->amount, &currency, text, h->mark) ||
                     !isfinite(out->amount) || out->amount < 0)) {
        tell_field(h, row, HISTORY_AMOUNT, "bad history field", "is no amount",
                   UNKNOWN);
        out->amount = NAN;
    }
}

static void read_ids(struct history_ids *ids, const struct deals *d,
                     struct arena *scratch)
{
    intern_init(&ids->whole, scratch);
    intern_init(&ids->cut, scratch);
    ids->deal_of_cut = ARENA_ARRAY(scratch, d->n, int32_t);
    for (size_t i = 0; i < d->n; i++) {
        intern_add(&ids->whole, d->id[i]);
        if (d->id[i].len != 18)
            continue;
        size_t before = ids->cut.n;
        int32_t code = intern_add(&ids->cut, (struct sv){d->id[i].ptr, 15});
        if (ids->cut.n > before)
            ids->deal_of_cut[code] = (int32_t)i;
    }
}

/* Reports show 15 of the 18 characters of a Salesforce id; the last three
 * only repeat which of them are capitals. */
static int32_t find_deal(const struct history_ids *ids, struct sv id)
{
    int32_t deal = intern_find(&ids->whole, id);

    if (deal < 0 && id.len == 18)
        deal = intern_find(&ids->whole, (struct sv){id.ptr, 15});
    if (deal < 0 && id.len == 15) {
        deal = intern_find(&ids->cut, id);
        deal = deal < 0 ? deal : ids->deal_of_cut[deal];
    }
    return deal;
}

static bool read_event(struct arrival *out, struct history *h, struct deals *d,
                       const struct history_ids *ids, struct intern *stages,
                       size_t row)
{
    struct sv id = text_clean(h->scratch, cell(h, row, HISTORY_DEAL_ID));
    struct sv stage = text_clean(h->scratch, cell(h, row, HISTORY_STAGE));
    struct sv entered = cell(h, row, HISTORY_ENTERED);
    struct raw_date raw = raw_date_parse(entered);
    int32_t deal;

    if (!h->table.grid && h->table.rows[row].fields != h->n_headers)
        return reject(h, d, row, "ragged history row",
                      "has not as many fields as the header", id);
    deal = find_deal(ids, id);
    if (deal < 0)
        return reject(h, d, row, "history of no deal",
                      "is no deal of the export that stands", id);
    if (!stage.len)
        return reject(h, d, row, "history without stage", "has no stage", id);
    raw_date_settle(&raw, &h->evidence[0]);
    *out = (struct arrival){
        .deal = (uint32_t)deal, .row = (uint32_t)row, .seconds = raw.seconds};
    out->event.date = raw_date_resolve(&raw, h->order[0]);
    if (out->event.date == DATE_NONE)
        return reject(h, d, row, "bad history date", "is no date", entered);
    out->event.stage = intern_add(stages, stage);
    read_fields(&out->event, h, row);
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

    return x->seconds == y->seconds && a->stage == b->stage &&
           a->expected == b->expected &&
           (a->amount == b->amount || (isnan(a->amount) && isnan(b->amount)));
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

static void read_events(struct history *h, struct deals *d,
                        struct intern *stages, struct arena *run)
{
    struct arrival *arrivals =
        ARENA_ARRAY(h->scratch, h->table.n_rows, struct arrival);
    struct history_ids ids;
    size_t n = 0;

    read_ids(&ids, d, h->scratch);
    for (size_t row = 1; row < h->footer; row++) {
        if (row_blank(&h->table, row))
            continue;
        d->history_rows++;
        n += read_event(&arrivals[n], h, d, &ids, stages, row);
    }
    intern_release(&ids.whole);
    intern_release(&ids.cut);
    n = drop_future(h, d, arrivals, n);
    if (n) /* nearly always in order already, and qsort is a merge sort */
        qsort(arrivals, n, sizeof *arrivals, compare_arrivals);
    n = drop_repeats(h, d, arrivals, n);
    begin_at_creation(h, d, arrivals, n);
    d->events = ARENA_ARRAY(run, n, struct stage_event);
    d->event_start = ARENA_ARRAY(run, d->n + 1, size_t);
    for (size_t i = 0, at = 0; i <= d->n; i++) {
        d->event_start[i] = at;
        while (at < n && arrivals[at].deal == i) {
            d->events[at] = arrivals[at].event;
            at++;
        }
    }
    d->has_history = n > 0;
}

bool history_read(struct deals *d, const struct gate *g, struct intern *stages,
                  const char *path, struct err *err)
{
    const struct settings *s = g->settings;
    struct history h = {.path = path, .diags = g->diags, .scratch = g->scratch};
    const struct table_form form = {.encoding = s->encoding,
                                    .known = history_knows};
    struct file file = {0};
    bool ok;

    if (!file_open(&file, path, err))
        return false;
    h.file = d->history_file = sv_copy(g->run, path_base(sv_from(path)));
    sha256_hex(d->history_sha256, file.bytes);
    d->history_bytes = file.bytes.len;
    ok = table_read(&h.table, file.bytes, path, &form, g->scratch, err);
    file_close(&file);
    if (!ok || !find_columns(&h, err))
        return false;
    h.footer = footer_start(&h.table);
    if (!decide_styles(&h, s->date_order, err))
        return false;
    read_events(&h, d, stages, g->run);
    return true;
}
