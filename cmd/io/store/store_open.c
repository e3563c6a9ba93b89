/* Opens a store: is the file ours, and is it whole? */
#include <errno.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cmd/io/store/store_parts.h"
#include "scoring/base/date.h"

#define TABLES                                                                 \
    "'run', 'deal', 'observation', 'feature', 'feature_value', 'outcome'"
enum { CELL_MAX = 1 << 24 }; /* bytes of one value, or of a row */

int store_run_key(int date)
{
    struct civil c = date_civil(date);

    return c.year * 10000 + c.month * 100 + c.day;
}

bool store_fail(struct err *err, const char *path, struct sqlite3 *db)
{
    const char *why = db ? sqlite3_errmsg(db) : "out of memory";

    /* What was asked after the call that failed has been answered well. */
    if (db && sqlite3_errcode(db) == SQLITE_OK)
        why = sqlite3_system_errno(db)
                  ? strerror(sqlite3_system_errno(db))
                  : "a write failed and was rolled back; is the "
                    "disk full?";
    return err_set(err, EXIT_SYSTEM, "%s: %s", path, why);
}

/* What keeps this user out, or holds the file for a while, is no fault. */
static enum store_state state_of(int error)
{
    return error == EACCES || error == EPERM || error == EROFS ? STORE_REFUSED
                                                               : STORE_FAILED;
}

enum store_state store_blame(struct sqlite3 *db)
{
    switch (sqlite3_errcode(db)) {
    case SQLITE_CANTOPEN:
        return state_of(sqlite3_system_errno(db));
    case SQLITE_IOERR:
    case SQLITE_NOMEM:
    case SQLITE_FULL:
        return STORE_FAILED;
    default:
        return STORE_REFUSED;
    }
}

/* SQLite calls a file damaged, too, whose first page could not be read. */
bool store_is_readable(const char *path, struct err *err)
{
    char piece[1 << 14];
    off_t at = 0;
    ssize_t got = 1;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);

    while (fd >= 0 && (got = pread(fd, piece, sizeof piece, at)) > 0)
        at += got;
    if (fd >= 0 ? got < 0 : state_of(errno) == STORE_FAILED)
        err_set(err, EXIT_SYSTEM, "%s: cannot read: %s", path, strerror(errno));
    else
        got = 0;
    if (fd >= 0)
        close(fd);
    return got == 0;
}

/* The only number that a statement gives; −1 where it gives none. */
static int one_number(sqlite3 *db, const char *sql)
{
    sqlite3_stmt *s = NULL;
    int out = -1;

    if (sqlite3_prepare_v2(db, sql, -1, &s, NULL) == SQLITE_OK &&
        sqlite3_step(s) == SQLITE_ROW)
        out = sqlite3_column_int(s, 0);
    sqlite3_finalize(s);
    return out;
}

/* Before SQLite may touch a file that is not ours: magic and application id
 * stand in its first bytes. */
enum store_state store_look_at_file(const char *path, int application,
                                    const char *not_ours, struct err *err)
{
    enum { HEADER = 100, APPLICATION_AT = 68 };
    unsigned char head[HEADER] = {0};
    const unsigned char *id = head + APPLICATION_AT;
    struct stat st = {0};
    ssize_t got = -1;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK), error = 0;

    if (fd < 0 && errno == ENOENT)
        return STORE_ABSENT;
    if (fd < 0) {
        error = errno;
        err_set(err, EXIT_SYSTEM, "%s: cannot open: %s", path, strerror(error));
        return state_of(error);
    }
    if (fstat(fd, &st) < 0 ||
        (S_ISREG(st.st_mode) && (got = read(fd, head, HEADER)) < 0))
        error = errno;
    close(fd);
    if (error) {
        err_set(err, EXIT_SYSTEM, "%s: cannot read: %s", path, strerror(error));
        return STORE_FAILED;
    }
    if (got == 0)
        return STORE_ABSENT;
    if (got == HEADER && !memcmp(head, "SQLite format 3", 16) &&
        ((unsigned)id[0] << 24 | id[1] << 16 | id[2] << 8 | id[3]) ==
            (unsigned)application)
        return STORE_OURS;
    err_set(err, EXIT_INPUT, "%s: %s", path, not_ours);
    return STORE_REFUSED;
}

int store_version(struct sqlite3 *db)
{
    return one_number(db, "PRAGMA user_version");
}

enum store_state store_look(struct sqlite3 *db, const char *path,
                            struct err *err)
{
    int application = one_number(db, "PRAGMA application_id");
    int version = application < 0 ? -1 : store_version(db);
    int tables =
        version < 0 ? -1 : one_number(db, "SELECT count(*) FROM sqlite_schema");

    if (tables < 0 && (application < 0 || store_blame(db) == STORE_FAILED)) {
        store_fail(err, path, db);
        return store_blame(db);
    }
    if (application == 0 && version == 0 && tables == 0)
        return STORE_ABSENT;
    if (application != STORE_APPLICATION || version < 1) {
        err_set(err, EXIT_INPUT,
                "%s: is no history store of dealsense; name another with "
                "--store",
                path);
        return STORE_REFUSED;
    }
    if (version > STORE_SCHEMA) {
        err_set(err, EXIT_INPUT,
                "%s: was written by a newer dealsense (schema %d); use that "
                "one, or name another with --store",
                path, version);
        return STORE_REFUSED;
    }
    return STORE_OURS;
}

/* SQLite reads what is cut off the last page as zeros. */
static enum store_state has_all_pages(sqlite3 *db, const char *path,
                                      struct err *err)
{
    struct stat st;
    int pages = one_number(db, "PRAGMA page_count");
    int size = pages < 0 ? -1 : one_number(db, "PRAGMA page_size");

    if (size < 0) {
        store_fail(err, path, db);
        return store_blame(db);
    }
    if (stat(path, &st) < 0) {
        err_set(err, EXIT_SYSTEM, "%s: cannot read: %s", path, strerror(errno));
        return STORE_FAILED;
    }
    if (pages > 0 && size > 0 && st.st_size >= (off_t)pages * size)
        return STORE_OURS;
    err_set(err, EXIT_INPUT, "%s: " STORE_DAMAGED, path);
    return STORE_REFUSED;
}

/* Of a page that could not be had the check tells as of damage, with the code
 * of the error. */
static bool could_not_read(const char *said)
{
    static const char CODE[] = "error code=";
    const char *at = said ? strstr(said, CODE) : NULL;
    int code = at ? (int)strtol(at + sizeof CODE - 1, NULL, 10) & 0xff : 0;

    return code == SQLITE_IOERR || code == SQLITE_NOMEM;
}

static enum store_state is_whole(sqlite3 *db, const char *path, struct err *err)
{
    enum store_state state = has_all_pages(db, path, err);
    sqlite3_stmt *s = NULL;
    int step;

    if (state != STORE_OURS)
        return state;
    step = sqlite3_prepare_v2(db, "PRAGMA quick_check(1)", -1, &s, NULL);
    if (step == SQLITE_OK)
        step = sqlite3_step(s);
    if (step != SQLITE_ROW) {
        store_fail(err, path, db);
        state = store_blame(db);
    } else if (could_not_read((const char *)sqlite3_column_text(s, 0))) {
        state = STORE_FAILED;
        err_set(err, EXIT_SYSTEM, "%s: cannot read: disk I/O error", path);
    } else if (!sqlite3_column_text(s, 0) ||
               strcmp((const char *)sqlite3_column_text(s, 0), "ok") != 0) {
        state = STORE_REFUSED;
        err_set(err, EXIT_INPUT, "%s: " STORE_DAMAGED, path);
    }
    sqlite3_finalize(s);
    return state;
}

/*
 * What is read must be rows that are stored: a view, a virtual table or a
 * reckoned column in the place of ours may take for ever, and a trigger writes
 * what we did not. Other tables and views of the owner are the owner's.
 */
static enum store_state is_plain(sqlite3 *db, const char *path, struct err *err)
{
    static const char *const NONE[] = {
        "SELECT count(*) FROM sqlite_schema WHERE type = 'trigger'",
        "SELECT count(*) FROM sqlite_schema WHERE name IN (" TABLES ") AND "
        "NOT (type = 'table' AND rootpage > 0)",
        "SELECT count(*) FROM sqlite_schema m JOIN pragma_table_xinfo(m.name) "
        "x WHERE m.name IN (" TABLES ") AND x.hidden > 0",
    };

    for (size_t k = 0; k < sizeof NONE / sizeof NONE[0]; k++) {
        int n = one_number(db, NONE[k]);
        if (n < 0 && store_blame(db) == STORE_FAILED) {
            store_fail(err, path, db);
            return STORE_FAILED;
        }
        if (n != 0) {
            err_set(err, EXIT_INPUT,
                    "%s: was changed: it has a trigger, or a view or "
                    "reckoned column for one of its tables; restore it "
                    "from a backup, or move it away to begin a new one",
                    path);
            return STORE_REFUSED;
        }
    }
    return STORE_OURS;
}

/* Opened for writing, so that a crashed write can be rolled back; SQLite
 * itself falls back to reading where the file is protected. */
static enum store_state try_open(struct sqlite3 **db, bool *damaged,
                                 const char *path, struct err *err)
{
    enum store_state state =
        store_look_at_file(path, STORE_APPLICATION, STORE_NOT_OURS, err);

    *db = NULL;
    if (state != STORE_OURS)
        return state;
    if (sqlite3_open_v2(path, db, SQLITE_OPEN_READWRITE, NULL) != SQLITE_OK)
        goto failed;
    sqlite3_busy_timeout(*db, STORE_WAIT_MS);
    sqlite3_limit(*db, SQLITE_LIMIT_LENGTH, CELL_MAX);
    if (sqlite3_exec(*db, "PRAGMA trusted_schema = OFF; BEGIN", NULL, NULL,
                     NULL) != SQLITE_OK)
        goto failed;
    state = store_look(*db, path, err);
    if (state == STORE_OURS)
        state = is_plain(*db, path, err);
    if (state == STORE_OURS)
        state = is_whole(*db, path, err);
    goto done;
failed:
    store_fail(err, path, *db);
    state = *db ? store_blame(*db) : STORE_FAILED;
done:
    *damaged = state == STORE_REFUSED && sqlite3_errcode(*db) == SQLITE_CORRUPT;
    if (state == STORE_REFUSED && !store_is_readable(path, err))
        state = STORE_FAILED;
    if (state != STORE_OURS) {
        sqlite3_close(*db);
        *db = NULL;
    }
    return state;
}

/* What is damaged is so twice; a page that could not be had once is not. */
enum store_state store_open(struct sqlite3 **db, const char *path,
                            struct err *err)
{
    bool damaged = false;
    enum store_state state = try_open(db, &damaged, path, err);

    return state == STORE_REFUSED && damaged ? try_open(db, &damaged, path, err)
                                             : state;
}
