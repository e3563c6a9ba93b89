#include "cmd/io/store/store.h"

#include <math.h>
#include <sqlite3.h>

#include "cmd/io/store/store_parts.h"
#include "scoring/base/buf.h"
#include "scoring/base/file.h"
#include "scoring/base/intern.h"

/* From which schema on a store has what is read of it. */
enum { SINCE_CATEGORY = 3, SINCE_CLOSINGS = 5 };

struct reader {
    sqlite3 *db;
    int version; /* of its schema */
    struct arena *run;
    struct intern texts; /* stages and ids, once each */
    struct buf read;     /* of what the digest is made, since the last turn */
    char digest[SHA256_TEXT];
    bool sound;
    const char *path;
    struct err *err; /* set where the machine failed, and not the file */
    bool failed;
};

static struct sv text_at(struct reader *r, sqlite3_stmt *s, int column)
{
    const char *text = (const char *)sqlite3_column_text(s, column);
    size_t len = (size_t)sqlite3_column_bytes(s, column);

    int32_t code;

    if (!text)
        return (struct sv){0};
    code = intern_add(&r->texts, (struct sv){text, len});
    return r->texts.labels[code];
}

static int32_t date_at(struct reader *r, sqlite3_stmt *s, int column)
{
    const char *text = (const char *)sqlite3_column_text(s, column);
    int32_t date = DATE_NONE;

    if (text && !date_parse_iso(&date, sv_from(text)))
        r->sound = false;
    return text ? date : DATE_NONE;
}

/* NAN: none is stored. Anything but a number up to `most` is damage, whoever
 * did it. */
static double number_at(struct reader *r, sqlite3_stmt *s, int column,
                        double most)
{
    int type = sqlite3_column_type(s, column);
    double x = sqlite3_column_double(s, column);

    if (type == SQLITE_NULL)
        return NAN;
    if ((type != SQLITE_INTEGER && type != SQLITE_FLOAT) ||
        !(x >= 0 && x <= most))
        r->sound = false;
    return x;
}

static enum level level_at(struct reader *r, sqlite3_stmt *s, int column)
{
    struct sv name = sv_from((const char *)sqlite3_column_text(s, column));

    for (int k = 0; k < LEVEL_COUNT; k++)
        if (sv_eq(name, sv_from(level_name((enum level)k))))
            return (enum level)k;
    r->sound = false;
    return LEVEL_LOW;
}

/* More than any deal is worth, or was put off. */
static const double MOST_MONEY = 1e15, MOST_PUSHES = 1e6;
static const double MOST_DEALS = 1e9, MOST_TOTAL = 1e24;

/* The digest is a chain of hashes over what was read, a megabyte a turn. */
static void turn(struct reader *r)
{
    struct buf b;

    buf_init(&b);
    buf_printf(&b, "%s\n", r->digest);
    buf_add_sv(&b, buf_sv(&r->read));
    sha256_hex(r->digest, buf_sv(&b));
    buf_release(&b);
    buf_clear(&r->read);
}

static void note_row(struct reader *r, sqlite3_stmt *s)
{
    for (int k = 0; k < sqlite3_column_count(s); k++) {
        const char *text = (const char *)sqlite3_column_text(s, k);
        buf_printf(&r->read, "%d:%s|", sqlite3_column_type(s, k),
                   text ? text : "");
    }
    buf_add_char(&r->read, '\n');
    if (r->read.len > 1 << 20)
        turn(r);
}

/* After a step that gave no row: was it for a fault? */
static void note_end(struct reader *r)
{
    if (r->failed || store_blame(r->db) != STORE_FAILED)
        return;
    store_fail(r->err, r->path, r->db);
    r->failed = true;
    r->sound = false;
}

/* Whether there is another row; why there is none, where that is a fault. */
static bool next_row(struct reader *r, sqlite3_stmt *s)
{
    bool more = r->sound && sqlite3_step(s) == SQLITE_ROW;

    if (!more)
        note_end(r);
    return more;
}

/* A column that the store has from a schema on; NULL in older ones. */
static const char *since(const struct reader *r, int version,
                         const char *column)
{
    return r->version >= version ? column : "NULL";
}

/* All queries take the as-of date as their one parameter. */
static sqlite3_stmt *query(struct reader *r, const char *sql, int32_t as_of)
{
    sqlite3_stmt *s = NULL;

    if (sqlite3_prepare_v2(r->db, sql, -1, &s, NULL) != SQLITE_OK ||
        sqlite3_bind_int(s, 1, store_run_key(as_of)) != SQLITE_OK) {
        r->sound = false;
        note_end(r);
    }
    return s;
}

static size_t count_rows(struct reader *r, const char *sql, int32_t as_of)
{
    sqlite3_stmt *s = query(r, sql, as_of);
    size_t n = 0;

    if (next_row(r, s))
        n = (size_t)sqlite3_column_int64(s, 0);
    sqlite3_finalize(s);
    return n;
}

static void read_runs(struct track *out, struct reader *r, int32_t as_of)
{
    size_t most =
        count_rows(r, "SELECT count(*) FROM run WHERE run < ?1", as_of);
    struct buf sql;
    sqlite3_stmt *s;

    buf_init(&sql);
    buf_printf(&sql,
               "SELECT as_of, mode, settings_sha256, forest_fields, model, "
               "open_deals, pipeline, at_risk, expected_loss, currency, %s "
               "FROM run WHERE run < ?1 ORDER BY run",
               since(r, SINCE_CLOSINGS, "closings"));
    s = query(r, sql.ptr, as_of);
    buf_release(&sql);
    out->runs = ARENA_ARRAY(r->run, most, struct track_run);
    while (out->n_runs < most && next_row(r, s)) {
        struct track_run *run = &out->runs[out->n_runs++];
        struct sv mode = text_at(r, s, 1);
        run->day = date_at(r, s, 0);
        run->identity.mode = sv_eq(mode, sv_from(mode_name(MODE_HYBRID)))
                                 ? MODE_HYBRID
                                 : MODE_RULES_ONLY;
        run->identity.settings = text_at(r, s, 2);
        run->identity.features = text_at(r, s, 3);
        run->identity.model = text_at(r, s, 4);
        run->open = (size_t)number_at(r, s, 5, MOST_DEALS);
        run->pipeline = number_at(r, s, 6, MOST_TOTAL);
        run->at_risk = number_at(r, s, 7, MOST_TOTAL);
        run->expected_loss = number_at(r, s, 8, MOST_TOTAL);
        run->currency = text_at(r, s, 9);
        run->told = !isnan(number_at(r, s, 10, MOST_DEALS));
        r->sound = r->sound && run->day != DATE_NONE && run->day < as_of;
        note_row(r, s);
    }
    r->sound = r->sound && out->n_runs == most;
    sqlite3_finalize(s);
}

static void read_observations(struct track *out, struct reader *r,
                              int32_t as_of)
{
    size_t most =
        count_rows(r, "SELECT count(*) FROM observation WHERE run < ?1", as_of);
    struct buf sql;
    sqlite3_stmt *s;

    buf_init(&sql);
    buf_printf(&sql,
               "SELECT d.deal_id, r.as_of, o.stage, o.amount, "
               "o.expected_close, o.stage_entered, o.last_activity, "
               "o.push_count, o.risk_score, o.risk_level, o.p_loss, %s, %s, %s, "
               "o.action "
               "FROM observation o JOIN run r USING (run) JOIN deal d USING "
               "(deal) WHERE o.run < ?1 ORDER BY d.deal_id, o.run",
               since(r, SINCE_CATEGORY, "o.forecast_category"),
               since(r, SINCE_CLOSINGS, "o.won_by_quarter_end"),
               since(r, SINCE_CLOSINGS, "o.won_by_next_quarter_end"));
    s = query(r, sql.ptr, as_of);
    buf_release(&sql);
    out->list = ARENA_ARRAY(r->run, most, struct observation);
    while (out->n < most && next_row(r, s)) {
        struct observation *o = &out->list[out->n++];
        *o = (struct observation){.deal_id = text_at(r, s, 0),
                                  .date = date_at(r, s, 1),
                                  .stage = text_at(r, s, 2),
                                  .amount = number_at(r, s, 3, MOST_MONEY),
                                  .expected = date_at(r, s, 4),
                                  .stage_entered = date_at(r, s, 5),
                                  .last_activity = date_at(r, s, 6),
                                  .push_count = number_at(r, s, 7, MOST_PUSHES),
                                  .score = number_at(r, s, 8, 100),
                                  .level = level_at(r, s, 9),
                                  .p_loss = number_at(r, s, 10, 1),
                                  .category = text_at(r, s, 11),
                                  .won_by = {number_at(r, s, 12, 1),
                                             number_at(r, s, 13, 1)},
                                  .action = text_at(r, s, 14)};
        r->sound = r->sound && isfinite(o->score) && o->date != DATE_NONE;
        note_row(r, s);
    }
    r->sound = r->sound && out->n == most;
    sqlite3_finalize(s);
}

static enum closing_state closing_at(struct reader *r, sqlite3_stmt *s,
                                     int column)
{
    static const char *const STATES[] = {[CLOSING_WON] = "Won",
                                         [CLOSING_LOST] = "Lost",
                                         [CLOSING_REOPENED] = "Reopened",
                                         [CLOSING_GONE] = "Gone"};
    struct sv name = sv_from((const char *)sqlite3_column_text(s, column));

    for (size_t k = 0; k < sizeof STATES / sizeof STATES[0]; k++)
        if (sv_eq(name, sv_from(STATES[k])))
            return (enum closing_state)k;
    r->sound = false;
    return CLOSING_GONE;
}

/* A run's day, out of its key. */
static int32_t run_day(struct reader *r, sqlite3_stmt *s, int column)
{
    int key = sqlite3_column_int(s, column);
    int32_t day = date_from_civil(key / 10000, key / 100 % 100, key % 100);

    r->sound = r->sound && day != DATE_NONE;
    return day;
}

/* A store of an older schema has what was told last. */
static const char CLOSINGS[] =
    "SELECT d.deal_id, c.run, c.state, c.closed, c.amount, c.rate "
    "FROM closing c JOIN deal d USING (deal) WHERE c.run < ?1 "
    "ORDER BY d.deal_id, c.run";
static const char OUTCOMES[] =
    "SELECT d.deal_id, CAST(replace(o.as_of, '-', '') AS INTEGER) AS run, "
    "o.outcome, o.closed, o.amount, NULL FROM outcome o JOIN deal d "
    "USING (deal) WHERE run < ?1 ORDER BY d.deal_id";

static void read_closings(struct track *out, struct reader *r, int32_t as_of)
{
    bool all = r->version >= SINCE_CLOSINGS;
    size_t most = count_rows(
        r,
        all ? "SELECT count(*) FROM closing WHERE run < ?1"
            : "SELECT count(*) FROM outcome WHERE "
              "CAST(replace(as_of, '-', '') AS INTEGER) < ?1",
        as_of);
    sqlite3_stmt *s = query(r, all ? CLOSINGS : OUTCOMES, as_of);

    out->told = ARENA_ARRAY(r->run, most, struct told_closing);
    while (out->n_told < most && next_row(r, s)) {
        out->told[out->n_told++] =
            (struct told_closing){.deal_id = text_at(r, s, 0),
                                  .run = run_day(r, s, 1),
                                  .state = closing_at(r, s, 2),
                                  .closed = date_at(r, s, 3),
                                  .amount = number_at(r, s, 4, MOST_MONEY),
                                  .rate = number_at(r, s, 5, MOST_MONEY)};
        note_row(r, s);
    }
    r->sound = r->sound && out->n_told == most;
    sqlite3_finalize(s);
}

/* Two a run, of its quarter and the next; the company's. */
static void read_landings(struct track *out, struct reader *r, int32_t as_of)
{
    sqlite3_stmt *s =
        query(r,
              "SELECT run, quarter_end, won, open, created, ratio, landing, "
              "method FROM landing WHERE run < ?1 AND scope = 'company' "
              "ORDER BY run, quarter_end",
              as_of);
    int last = 0, which = 0;

    while (next_row(r, s)) {
        struct track_run *run = track_run_on(out, run_day(r, s, 0));
        which = sqlite3_column_int(s, 0) == last ? which + 1 : 0;
        last = sqlite3_column_int(s, 0);
        r->sound = r->sound && run && which < 2;
        if (!r->sound)
            break;
        run->landing[which] = (struct told_landing){
            .known = true,
            .end = date_at(r, s, 1),
            .so_far = number_at(r, s, 2, MOST_TOTAL),
            .open = number_at(r, s, 3, MOST_TOTAL),
            .created = number_at(r, s, 4, MOST_TOTAL),
            .ratio = number_at(r, s, 5, MOST_MONEY),
            .landing = number_at(r, s, 6, MOST_TOTAL),
            .model = sv_eq(text_at(r, s, 7),
                           sv_from(landing_method_name(METHOD_MODEL)))};
        note_row(r, s);
    }
    sqlite3_finalize(s);
}

/* The pack names no path of the machine: the directory goes. */
static void say_trouble(struct track *out, const struct err *err,
                        const char *path, struct arena *run)
{
    struct sv text = sv_from(err->text), name = sv_from(path);
    size_t folder = name.len;

    while (folder && path[folder - 1] != '/')
        folder--;
    if (sv_starts(text, name)) {
        text = sv_skip(text, folder);
    } else {
        text = SV("it has too long a name to say why");
    }
    *out = (struct track){0};
    out->trouble = sv_printf(run,
                             "The history store could not be used, so nothing "
                             "is compared with earlier runs; it was left as "
                             "it is (%.*s)",
                             SV_ARG(text));
}

bool store_read(struct track *out, const char *path, int32_t as_of,
                struct arena *run, struct err *err)
{
    struct reader r = {.run = run, .sound = true, .path = path, .err = err};
    struct err why;
    enum store_state state = store_open(&r.db, path, &why);

    *out = (struct track){0};
    if (state == STORE_FAILED) {
        *err = why;
        return false;
    }
    if (state == STORE_REFUSED) {
        say_trouble(out, &why, path, run);
        return true;
    }
    intern_init(&r.texts, run);
    buf_init(&r.read);
    if (state == STORE_OURS) {
        r.version = store_version(r.db);
        read_runs(out, &r, as_of);
        if (r.sound)
            read_observations(out, &r, as_of);
        if (r.sound)
            read_closings(out, &r, as_of);
        if (r.sound && r.version >= SINCE_CLOSINGS)
            read_landings(out, &r, as_of);
    }
    turn(&r);
    if (r.sound) {
        memcpy(out->digest, r.digest, sizeof out->digest);
    } else if (!r.failed && !store_is_readable(path, err)) {
        r.failed = true;
    } else if (!r.failed) {
        err_set(&why, EXIT_INPUT, "%s: " STORE_DAMAGED, path);
        say_trouble(out, &why, path, run);
    }
    buf_release(&r.read);
    intern_release(&r.texts);
    sqlite3_close(r.db);
    return !r.failed;
}

bool store_may_record(const struct deals *d, int32_t as_of)
{
    enum { SHARE = 200 }; /* one in so many is a slip, or another time zone */
    size_t after = deals_dated_after(d, as_of);

    return after <= 1 || after <= d->n / SHARE;
}

bool store_holds(const char *path, int32_t as_of, const char *inputs_key)
{
    struct sqlite3 *db;
    sqlite3_stmt *s = NULL;
    struct err ignored;
    bool holds = false;

    if (store_open(&db, path, &ignored) != STORE_OURS)
        return false;
    if (sqlite3_prepare_v2(db, "SELECT inputs_key FROM run WHERE run = ?1", -1,
                           &s, NULL) == SQLITE_OK) {
        sqlite3_bind_int(s, 1, store_run_key(as_of));
        holds = sqlite3_step(s) == SQLITE_ROW && sqlite3_column_text(s, 0) &&
                !strcmp((const char *)sqlite3_column_text(s, 0), inputs_key);
    }
    sqlite3_finalize(s);
    sqlite3_close(db);
    return holds;
}
