#include "cmd/io/store/store_closings.h"

#include <math.h>
#include <sqlite3.h>

#include "cmd/io/store/store_row.h"

/* A deal's last row up to a run, for joins: p of e. */
#define LAST_BEFORE(deal, to)          \
    " LEFT JOIN closing p ON p.deal = " deal " AND p.run = (SELECT max(run) "  \
    "FROM closing WHERE deal = " deal " AND run " to ")"
#define TOLD(t) "(" t ".state, " t ".closed, " t ".amount, " t ".rate)"

/* Each is given the run as its one parameter. */
static bool do_all(struct sqlite3 *db, const char *const *sql, int run)
{
    bool ok = true;

    for (; ok && *sql; sql++) {
        struct row row = row_prepare(db, *sql);
        if (sqlite3_bind_parameter_count(row.stmt))
            row_count(&row, (size_t)run);
        row_insert(&row);
        ok = row_done(&row);
    }
    return ok;
}

bool closings_keep_later(struct sqlite3 *db, int run)
{
    static const char *const SQL[] = {
        "DROP TABLE IF EXISTS temp.next_run",
        "DROP TABLE IF EXISTS temp.later",
        "CREATE TEMP TABLE next_run AS SELECT min(run) AS run FROM run "
        "WHERE run > ?1",
        "CREATE TEMP TABLE later AS SELECT p.* FROM closing p, next_run n "
        "WHERE p.run = (SELECT max(c.run) FROM closing c WHERE c.deal = p.deal "
        "AND c.run <= n.run)",
        NULL};

    return do_all(db, SQL, run);
}

/* How the deals of the export stand: closed, or there and open. */
static bool list_endings(struct sqlite3 *db, const struct report *r)
{
    const struct deals *d = r->quality;
    struct names names = store_deal_names(db);
    struct row row =
        row_prepare(db, "INSERT OR IGNORE INTO ending VALUES (?, ?, ?, ?, ?)");
    bool ok;

    for (size_t i = 0; row.ok && i < d->n; i++) {
        enum state state = deals_state(d, i, r->as_of);
        bool undated = state == STATE_UNBORN && d->closed[i] == DATE_NONE &&
                       d->outcome[i] != OUTCOME_OPEN;
        bool closed = undated || state_is_closed(state);
        bool won = d->outcome[i] == OUTCOME_WON;

        row_count(&row, (size_t)names_key(&names, d->id[i]));
        row_name(&row, !closed ? SV("Reopened") : won ? SV("Won") : SV("Lost"));
        row_date(&row, closed ? d->closed[i] : DATE_NONE);
        row_number(&row,
                   closed && d->amount ? d->amount[i] : (double)NAN);
        row_number(&row, closed && d->rate ? d->rate[i] : (double)NAN);
        row_insert(&row);
    }
    ok = row_done(&row);
    return names_done(&names) && ok;
}

bool closings_write(struct sqlite3 *db, int run, const struct report *r)
{
    static const char *const BEFORE[] = {
        "DROP TABLE IF EXISTS temp.ending",
        "CREATE TEMP TABLE ending (deal INTEGER PRIMARY KEY, state TEXT, "
        "closed DATE, amount REAL, rate REAL)",
        NULL};
    static const char *const AFTER[] = {
        /* What is new or has changed; that a deal is open, only of one that
         * was not. */
        "INSERT INTO closing SELECT e.deal, ?1, e.state, e.closed, e.amount, "
        "e.rate FROM ending e" LAST_BEFORE("e.deal", "< ?1")
        " WHERE " TOLD("e") " IS NOT " TOLD("p")
        " AND (e.state <> 'Reopened' OR p.state IS NOT NULL)",
        "INSERT INTO closing SELECT p.deal, ?1, 'Gone', NULL, NULL, NULL "
        "FROM closing p WHERE p.run = (SELECT max(c.run) FROM closing c WHERE "
        "c.deal = p.deal AND c.run < ?1) AND p.state IN ('Won', 'Lost') AND "
        "p.deal NOT IN (SELECT deal FROM ending)",
        /* What the next run was told stays. */
        "INSERT OR REPLACE INTO closing SELECT l.deal, n.run, l.state, "
        "l.closed, l.amount, l.rate FROM next_run n, later l"
        LAST_BEFORE("l.deal", "<= n.run")
        " WHERE n.run IS NOT NULL AND " TOLD("l") " IS NOT " TOLD("p"),
        "INSERT INTO closing SELECT c.deal, n.run, CASE WHEN EXISTS (SELECT 1 "
        "FROM observation o WHERE o.run = n.run AND o.deal = c.deal) THEN "
        "'Reopened' ELSE 'Gone' END, NULL, NULL, NULL FROM closing c, "
        "next_run n WHERE c.run = ?1 AND n.run IS NOT NULL AND c.deal NOT IN "
        "(SELECT deal FROM later)",
        "DROP TABLE temp.ending",
        "DROP TABLE temp.later",
        "DROP TABLE temp.next_run",
        NULL};

    return do_all(db, BEFORE, run) && list_endings(db, r) &&
           do_all(db, AFTER, run);
}
