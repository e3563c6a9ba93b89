#include "cmd/io/store/ledger.h"

#include <errno.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cmd/io/store/store_parts.h"
#include "cmd/io/store/store_row.h"

enum {
    LEDGER_APPLICATION = 0x44534C47, /* "DSLG" */
    LEDGER_SCHEMA = 1
};

#define LOCK_NAME ".ledger.lock"
#define MADE "made\n" /* in it */

static const char DELIVERY[] =
    "CREATE TABLE delivery ("
    " as_of DATE NOT NULL,"
    " channel TEXT NOT NULL,"   /* email, slack */
    " recipient TEXT NOT NULL," /* address or name of the channel */
    " deal TEXT NOT NULL,"      /* of an alert; '' for the pack */
    " news TEXT NOT NULL,"      /* pack, or the kind of alert */
    " resend INTEGER NOT NULL," /* 0: the first message */
    " state TEXT NOT NULL CHECK (state IN ('sending', 'in doubt',"
    " 'delivered', 'refused', 'failed')),"
    " message_id TEXT NOT NULL," /* '' where the channel has none */
    " content TEXT NOT NULL,"    /* SHA-256: manifest.json of the pack */
    " started TEXT NOT NULL,"    /* UTC, as `at` */
    " at TEXT NOT NULL,"         /* when the state was set */
    " answer TEXT NOT NULL,"     /* the server's own words */
    " PRIMARY KEY (as_of, channel, recipient, deal, news, resend)"
    ") WITHOUT ROWID";

static const char *const STATES[DELIVERY_STATES] = {
    "", "sending", "in doubt", "delivered", "refused", "failed"};

const char *delivery_state_name(enum delivery_state s)
{
    return STATES[s];
}

static bool fail(struct err *err, const struct ledger *l, const char *what)
{
    return err_set(err, EXIT_DELIVERY, "%s: %s", l->path, what);
}

/* Whoever kept it locked for so long keeps it: nothing more waits for that,
 * until something is written again. */
static bool failed(struct err *err, const struct ledger *l)
{
    fail(err, l, sqlite3_errmsg(l->db));
    if (sqlite3_errcode(l->db) == SQLITE_BUSY)
        sqlite3_busy_timeout(l->db, 0);
    return false;
}

static bool sql(const struct ledger *l, const char *text)
{
    return sqlite3_exec(l->db, text, NULL, NULL, NULL) == SQLITE_OK;
}

static int number(const struct ledger *l, const char *text)
{
    sqlite3_stmt *s = NULL;
    int out = -1;

    if (sqlite3_prepare_v2(l->db, text, -1, &s, NULL) == SQLITE_OK &&
        sqlite3_step(s) == SQLITE_ROW)
        out = sqlite3_column_int(s, 0);
    sqlite3_finalize(s);
    return out;
}

static bool is_whole(const struct ledger *l)
{
    sqlite3_stmt *s = NULL;
    bool whole = false;

    if (sqlite3_prepare_v2(l->db, "PRAGMA integrity_check(1)", -1, &s, NULL) ==
        SQLITE_OK)
        whole = sqlite3_step(s) == SQLITE_ROW && sqlite3_column_text(s, 0) &&
                !strcmp((const char *)sqlite3_column_text(s, 0), "ok");
    sqlite3_finalize(s);
    return whole;
}

static bool make(const struct ledger *l)
{
    char pragmas[96];

    snprintf(pragmas, sizeof pragmas,
             "PRAGMA application_id = %d; PRAGMA user_version = %d",
             LEDGER_APPLICATION, LEDGER_SCHEMA);
    return sql(l, "BEGIN IMMEDIATE") && sql(l, DELIVERY) && sql(l, pragmas) &&
           sql(l, "COMMIT");
}

/* One table of our columns, stored as such, and nothing that would act by
 * itself or show rows that are none. */
static bool is_ours(const struct ledger *l)
{
    enum { COLUMNS = 12 };

    return number(l, "SELECT count(*) FROM sqlite_schema") == 1 &&
           number(l, "SELECT count(*) FROM sqlite_schema WHERE type = 'table' "
                     "AND name = 'delivery' AND rootpage > 0") == 1 &&
           number(l, "SELECT count(*) FROM pragma_table_xinfo('delivery') "
                     "WHERE hidden = 0") == COLUMNS &&
           number(l, "SELECT count(*) FROM pragma_table_xinfo('delivery')") ==
               COLUMNS;
}

/* Gone or emptied, though there was one: what it held was sent. */
static bool lost(struct err *err, const struct ledger *l)
{
    return fail(err, l,
                "is gone or empty though it was here, so nobody knows what was "
                "sent; restore it, or remove " LOCK_NAME
                " beside it to begin a new one");
}

static bool damaged(struct err *err, const struct ledger *l)
{
    return fail(err, l,
                "is damaged, so nobody knows what was sent; move it away only "
                "when you know, and " LOCK_NAME " with it");
}

/* SQLite's own words, but for a file that it cannot make out. */
static bool not_read(struct err *err, const struct ledger *l)
{
    int code = sqlite3_errcode(l->db);

    return code == SQLITE_CORRUPT || code == SQLITE_NOTADB
               ? damaged(err, l)
               : fail(err, l, sqlite3_errmsg(l->db));
}

static bool check(const struct ledger *l, enum store_state state,
                  struct err *err)
{
    int version;

    if (!sql(l, "PRAGMA trusted_schema = OFF; PRAGMA synchronous = EXTRA"))
        return not_read(err, l);
    /* A crash while the ledger was made leaves a file without a schema. */
    if (state == STORE_ABSENT ||
        number(l, "SELECT count(*) FROM sqlite_schema") == 0)
        return l->made ? lost(err, l) : make(l) || not_read(err, l);
    version = number(l, "PRAGMA user_version");
    if (version > LEDGER_SCHEMA)
        return fail(err, l, "was written by a newer dealsense");
    if (version < 1 || !is_ours(l) || !is_whole(l))
        return damaged(err, l);
    return true;
}

/* The lock says so once a ledger stands beside it. */
static bool says_made(int lock)
{
    char text[sizeof MADE - 1];

    return pread(lock, text, sizeof text, 0) == (ssize_t)sizeof text &&
           !memcmp(text, MADE, sizeof text);
}

static bool say_made(const struct ledger *l, struct err *err)
{
    if (l->made || (pwrite(l->lock, MADE, sizeof MADE - 1, 0) ==
                        (ssize_t)(sizeof MADE - 1) &&
                    fsync(l->lock) == 0))
        return true;
    return err_set(err, EXIT_DELIVERY, "%s: cannot write " LOCK_NAME ": %s",
                   l->path, strerror(errno));
}

static void lock_path(char path[4096], const struct ledger *l)
{
    size_t folder = strlen(l->path) - strlen(LEDGER_NAME);

    snprintf(path, 4096, "%.*s" LOCK_NAME, (int)folder, l->path);
}

static void look_at_lock(struct ledger *l)
{
    char path[4096];
    int lock;

    lock_path(path, l);
    lock = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    l->made = lock >= 0 && says_made(lock);
    if (lock >= 0)
        close(lock);
}

static bool take_lock(struct ledger *l, struct err *err)
{
    char path[4096];
    struct stat st;

    lock_path(path, l);
    l->lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK,
                   0644);
    if (l->lock < 0)
        return err_set(err, EXIT_DELIVERY, "%s: cannot make it: %s", path,
                       strerror(errno));
    if (fstat(l->lock, &st) < 0 || !S_ISREG(st.st_mode))
        return err_set(err, EXIT_DELIVERY, "%s: is no file; remove it", path);
    while (flock(l->lock, LOCK_EX) < 0)
        if (errno != EINTR)
            return err_set(err, EXIT_DELIVERY, "%s: cannot lock it: %s", path,
                           strerror(errno));
    l->made = says_made(l->lock);
    return true;
}

bool ledger_open(struct ledger *out, const char *path, bool look,
                 struct err *err)
{
    /* Looking may still have to roll back what a crash left. */
    int flags = SQLITE_OPEN_READWRITE | (look ? 0 : SQLITE_OPEN_CREATE);
    enum store_state state;

    *out = (struct ledger){.lock = -1, .path = path};
    if (look)
        look_at_lock(out);
    else if (!take_lock(out, err))
        goto fail;
    state = store_look_at_file(path, LEDGER_APPLICATION,
                               "is no delivery ledger of dealsense; move it "
                               "away, and " LOCK_NAME " with it",
                               err);
    if (state == STORE_REFUSED || state == STORE_FAILED) {
        err->code = EXIT_DELIVERY;
        goto fail;
    }
    if (look && state == STORE_ABSENT) {
        if (!out->made)
            return true;
        lost(err, out);
        goto fail;
    }
    if (sqlite3_open_v2(path, &out->db, flags, NULL) != SQLITE_OK) {
        fail(err, out, out->db ? sqlite3_errmsg(out->db) : "out of memory");
        goto fail;
    }
    sqlite3_busy_timeout(out->db, STORE_WAIT_MS);
    if (check(out, state, err) &&
        (look ? sql(out, "PRAGMA query_only = ON") : say_made(out, err)))
        return true;
fail:
    ledger_close(out);
    return false;
}

void ledger_close(struct ledger *l)
{
    if (!l || !l->path)
        return;
    sqlite3_close(l->db);
    if (l->lock >= 0)
        close(l->lock); /* and the lock is gone */
    *l = (struct ledger){.lock = -1};
}

static void bind_key(struct row *row, const struct delivery_key *key)
{
    row_name(row, sv_from(key->as_of));
    row_name(row, sv_from(key->channel));
    row_name(row, key->recipient);
    row_name(row, key->deal);
    row_name(row, sv_from(key->news));
}

static struct sv text_at(struct arena *a, struct row *row, int column)
{
    return sv_copy(
        a, sv_from((const char *)sqlite3_column_text(row->stmt, column)));
}

bool ledger_find(struct delivery *out, const struct ledger *l,
                 const struct delivery_key *key, struct arena *a,
                 struct err *err)
{
    struct row row;
    int step;

    *out = (struct delivery){.state = DELIVERY_NONE};
    if (!l->db)
        return true;
    row = row_prepare(
        l->db, "SELECT state, resend, message_id, content, at, answer FROM "
               "delivery WHERE as_of = ? AND channel = ? AND recipient = ? AND "
               "deal = ? AND news = ? ORDER BY resend DESC LIMIT 1");
    if (row.ok)
        bind_key(&row, key);
    step = row.ok ? sqlite3_step(row.stmt) : SQLITE_ERROR;
    if (step == SQLITE_ROW) {
        struct sv state = text_at(a, &row, 0);
        for (int k = 0; k < DELIVERY_STATES; k++)
            if (sv_eq(state, sv_from(STATES[k])))
                out->state = (enum delivery_state)k;
        out->resend = sqlite3_column_int(row.stmt, 1);
        out->message_id = text_at(a, &row, 2);
        out->content = text_at(a, &row, 3);
        out->at = text_at(a, &row, 4);
        out->answer = text_at(a, &row, 5);
    }
    row.ok = row.ok && (step == SQLITE_ROW || step == SQLITE_DONE);
    return row_done(&row) || failed(err, l);
}

/* On a conflict `started` is kept: it is when the row was first tried. */
static bool put(struct ledger *l, const struct delivery_key *keys, size_t n,
                const struct delivery *d, struct err *err)
{
    struct row row;

    if (!sql(l, "BEGIN IMMEDIATE"))
        return failed(err, l);
    row = row_prepare(
        l->db, "INSERT INTO delivery (as_of, channel, recipient, deal, news, "
               "resend, state, message_id, content, answer, started, at) "
               "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, "
               "strftime('%Y-%m-%dT%H:%M:%SZ'), "
               "strftime('%Y-%m-%dT%H:%M:%SZ')) ON CONFLICT DO UPDATE SET "
               "state = excluded.state, message_id = excluded.message_id, "
               "content = excluded.content, answer = excluded.answer, "
               "at = excluded.at");
    for (size_t k = 0; k < n && row.ok; k++) {
        bind_key(&row, &keys[k]);
        row_count(&row, (size_t)d->resend);
        row_name(&row, sv_from(STATES[d->state]));
        row_name(&row, d->message_id);
        row_name(&row, d->content);
        row_name(&row, d->answer);
        row_insert(&row);
    }
    if (row_done(&row) && sql(l, "COMMIT")) {
        sqlite3_busy_timeout(l->db, STORE_WAIT_MS);
        return true;
    }
    failed(err, l);
    sql(l, "ROLLBACK");
    return false;
}

bool ledger_begin(struct ledger *l, const struct delivery_key *keys, size_t n,
                  const struct delivery *d, struct err *err)
{
    struct delivery begun = *d;

    begun.state = DELIVERY_SENDING;
    begun.answer = (struct sv){0};
    return put(l, keys, n, &begun, err);
}

bool ledger_end(struct ledger *l, const struct delivery_key *keys, size_t n,
                const struct delivery *d, struct err *err)
{
    return put(l, keys, n, d, err);
}
