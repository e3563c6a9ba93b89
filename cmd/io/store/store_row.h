/*
 * Store row: a prepared statement whose parameters are bound in order, one
 * call a parameter. A failure is remembered in `ok` and ends all that follows,
 * so that a caller looks once:
 *
 *     struct row row = row_prepare(db, "INSERT INTO t VALUES (?, ?)");
 *     row_count(&row, 1);
 *     row_text(&row, SV("one"));
 *     row_insert(&row);
 *     return row_done(&row);
 *
 * Private to the store; SQLite's own types stay in the .c files.
 */
#ifndef CMD_IO_STORE_STORE_ROW_H
#define CMD_IO_STORE_STORE_ROW_H

#include "scoring/base/date.h"
#include "scoring/base/sv.h"

struct sqlite3;
struct sqlite3_stmt;

struct row {
    struct sqlite3 *db;
    struct sqlite3_stmt *stmt;
    int at; /* the next parameter, from 1 */
    bool ok;
};

struct row row_prepare(struct sqlite3 *db, const char *sql);
/* INSERT INTO table (columns) VALUES (?, …), in that order. */
struct row row_prepare_insert(struct sqlite3 *db, const char *table,
                              const char *const *columns, size_t n);

/* Text must live until the row is inserted: no copy is made. Empty text, no
 * date and NAN become NULL; a name is never NULL. */
void row_text(struct row *r, struct sv text);
void row_name(struct row *r, struct sv text);
void row_date(struct row *r, int32_t date);
void row_number(struct row *r, double x);
/* Rounded as the reports round it (scoring/base/number.h). */
void row_rounded(struct row *r, double x, int decimals);
void row_count(struct row *r, size_t n);

/* Within a transaction alone; starts again at the first parameter. */
void row_insert(struct row *r);
bool row_done(struct row *r);   /* releases; did all succeed? */

/* The number of a name in a table of names, made if it is new. */
struct names {
    struct row add, find;
};
int64_t names_key(struct names *n, struct sv name);
bool names_done(struct names *n);
/* Of the deals, by id. */
struct names store_deal_names(struct sqlite3 *db);

#endif
