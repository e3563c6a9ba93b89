#include "cmd/io/store/store_row.h"

#include <math.h>
#include <sqlite3.h>

#include "scoring/base/buf.h"
#include "scoring/base/number.h"

struct row row_prepare(struct sqlite3 *db, const char *sql)
{
    struct row r = {.db = db, .at = 1};

    r.ok = sqlite3_prepare_v2(db, sql, -1, &r.stmt, NULL) == SQLITE_OK;
    return r;
}

struct row row_prepare_insert(struct sqlite3 *db, const char *table,
                              const char *const *columns, size_t n)
{
    struct row r;
    struct buf sql;

    buf_init(&sql);
    buf_printf(&sql, "INSERT INTO %s (", table);
    for (size_t k = 0; k < n; k++)
        buf_printf(&sql, "%s%s", k ? ", " : "", columns[k]);
    buf_add_str(&sql, ") VALUES (");
    for (size_t k = 0; k < n; k++)
        buf_add_str(&sql, k ? ", ?" : "?");
    buf_add_char(&sql, ')');
    r = row_prepare(db, sql.ptr);
    buf_release(&sql);
    return r;
}

static void put(struct row *r, int result)
{
    r->ok = r->ok && result == SQLITE_OK;
    r->at++;
}

void row_text(struct row *r, struct sv text)
{
    put(r, text.len ? sqlite3_bind_text(r->stmt, r->at, text.ptr, (int)text.len,
                                        SQLITE_STATIC)
                    : sqlite3_bind_null(r->stmt, r->at));
}

void row_name(struct row *r, struct sv text)
{
    put(r, sqlite3_bind_text(r->stmt, r->at, text.ptr ? text.ptr : "",
                             (int)text.len, SQLITE_STATIC));
}

void row_date(struct row *r, int32_t date)
{
    char text[DATE_TEXT];

    put(r, date == DATE_NONE
               ? sqlite3_bind_null(r->stmt, r->at)
               : sqlite3_bind_text(r->stmt, r->at, date_iso(text, date), -1,
                                   SQLITE_TRANSIENT));
}

void row_number(struct row *r, double x)
{
    put(r, isfinite(x) ? sqlite3_bind_double(r->stmt, r->at, x)
                       : sqlite3_bind_null(r->stmt, r->at));
}

void row_rounded(struct row *r, double x, int decimals)
{
    row_number(r, number_round(x, decimals) + 0.0); /* no −0 */
}

void row_count(struct row *r, size_t n)
{
    put(r, sqlite3_bind_int64(r->stmt, r->at, (sqlite3_int64)n));
}

/* Where a write fails, SQLite itself rolls back all that went before; what came
 * after it would then be committed row by row. */
void row_insert(struct row *r)
{
    bool within = r->ok && !sqlite3_get_autocommit(r->db);

    r->ok = within && sqlite3_step(r->stmt) == SQLITE_DONE;
    sqlite3_reset(r->stmt);
    r->at = 1;
}

bool row_done(struct row *r)
{
    return sqlite3_finalize(r->stmt) == SQLITE_OK && r->ok;
}

int64_t names_key(struct names *n, struct sv name)
{
    int64_t key = 0;

    row_name(&n->add, name);
    row_insert(&n->add);
    row_name(&n->find, name);
    n->find.ok = n->find.ok && sqlite3_step(n->find.stmt) == SQLITE_ROW;
    if (n->find.ok)
        key = sqlite3_column_int64(n->find.stmt, 0);
    sqlite3_reset(n->find.stmt);
    n->find.at = 1;
    return key;
}

bool names_done(struct names *n)
{
    bool added = row_done(&n->add), found = row_done(&n->find);

    return added && found;
}

struct names store_deal_names(struct sqlite3 *db)
{
    return (struct names){
        row_prepare(db, "INSERT INTO deal (deal_id) VALUES (?1) "
                        "ON CONFLICT DO NOTHING"),
        row_prepare(db, "SELECT deal FROM deal WHERE deal_id = ?1")};
}
