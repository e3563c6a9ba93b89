/*
 * Store parts: what the files of the store share. Private to them, and
 * kept free of SQLite's own types.
 */
#ifndef CMD_IO_STORE_STORE_PARTS_H
#define CMD_IO_STORE_STORE_PARTS_H

#include "render/report/columns.h"
#include "scoring/base/err.h"

struct sqlite3;

enum { STORE_APPLICATION = 0x44534C53 /* "DSLS", PRAGMA application_id */ };

/* PRAGMA user_version: the end of the ladder. store_schema.c. */
extern const int STORE_SCHEMA;

/* The deals' columns of `observation`, as many as are returned. */
size_t store_columns(enum deal_column out[DEAL_COLUMNS]);

/* Inside a transaction: makes an empty database a store, or one of an older
 * schema one of this; nothing to do is success. store_schema.c. */
bool store_make(struct sqlite3 *db);
bool store_upgrade(struct sqlite3 *db);

enum store_state {
    STORE_ABSENT, /* no file, or one without bytes */
    STORE_OURS,
    STORE_REFUSED, /* err says why: damaged, foreign, locked, not permitted */
    STORE_FAILED   /* err says what failed: the disk, memory, descriptors */
};

/* Of the file's first bytes, before SQLite may touch it; store_open.c. Also
 * for the ledger, which has another application id. `not_ours` is what a file
 * with none or another one is told. */
#define STORE_NOT_OURS                                                         \
    "is no history store of dealsense; name another with --store"
/* Behind the path, of a store that is not whole. */
#define STORE_DAMAGED                                                          \
    "is damaged; restore it from a backup, or move it away to begin a new one"
enum store_state store_look_at_file(const char *path, int application,
                                    const char *not_ours, struct err *err);

/* Opens a store and checks it whole. *db is NULL unless STORE_OURS. */
enum store_state store_open(struct sqlite3 **db, const char *path,
                            struct err *err);

/* PRAGMA user_version; −1 where it cannot be read. */
int store_version(struct sqlite3 *db);

/* Is this, inside a transaction, an empty database or a store of ours? */
enum store_state store_look(struct sqlite3 *db, const char *path,
                            struct err *err);

/* err_set with the words of SQLite; returns false. */
bool store_fail(struct err *err, const char *path, struct sqlite3 *db);
/* Is SQLite's last error one of the machine, and not of what the file holds
 * or of who may read it? */
enum store_state store_blame(struct sqlite3 *db);
/* May be read from end to end, or is kept from us; asked of what seems to be
 * damaged. */
bool store_is_readable(const char *path, struct err *err);

/* Days as numbers for keys: 20260629. */
int store_run_key(int date);

enum { STORE_WAIT_MS = 30000 };

#endif
