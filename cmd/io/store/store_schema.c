/*
 * The schema of history.db. Dates are ISO text (YYYY-MM-DD) in columns
 * declared DATE, which SQLite stores as text and BI tools read as dates;
 * amounts are in the report's currency, shares are 0 … 1, what is not known is
 * NULL. Figures are rounded as in risk_report.csv, so that the view is plain
 * columns, each with its type. `observation` and `risk_report` are made from
 * the table of a deal's columns (render/report/columns.h).
 *
 * forecast_category, probability and modified are what the CRM itself said of
 * a deal on the day of the run. Nothing is scored by them; they are recorded
 * because they cannot be had later: a CRM keeps only the last of each. They
 * are stored as the export has them, also where an edit is dated after as_of.
 *
 * `PRAGMA user_version` holds the version of the schema:
 *   1  dates declared as TEXT, figures unrounded
 *   2  DATE; deals_this_age and one_change
 *   3  forecast_category, probability and modified
 *   4  flags
 *   5  what runs were told of closings (closing), landings and targets
 *      (landing), the chances of a deal by the quarter's end and loss_30 to _90
 * A store of an older version is read as it is, and brought up a ladder of
 * steps by the next run that records, within the transaction of its record. A
 * step is text of its own time and is never changed: it says what a store of
 * version n lacks of version n + 1, not what today's is like. The views hold no
 * data, and are made anew after the last step. To add a column: a line in the
 * table of columns, and at the end of LADDER
 *     {"ALTER TABLE observation ADD COLUMN … TYPE", NULL}
 * with a store of the new version as tests/cmd/io/store/schema_<n>.sql.
 */
#include <assert.h>
#include <sqlite3.h>
#include <stddef.h>
#include <stdio.h>

#include "cmd/io/store/store_parts.h"
#include "scoring/base/buf.h"

/* One row a run: the newest for each day. */
static const char RUN[] =
    "CREATE TABLE run ("
    " run INTEGER PRIMARY KEY," /* as_of as a number: 20260629 */
    " as_of DATE NOT NULL UNIQUE,"
    " version TEXT NOT NULL,"      /* of dealsense */
    " inputs_key TEXT NOT NULL,"   /* as in manifest.json */
    " input_file TEXT NOT NULL,"   /* base name */
    " input_sha256 TEXT NOT NULL," /* of its bytes */
    " seed INTEGER NOT NULL,"
    " currency TEXT,"
    " mode TEXT NOT NULL," /* hybrid, rules_only */
    " reason TEXT NOT NULL,"
    /* What the scores are made of: a change of one of the three, or of the
     * mode, and scores are no longer compared. */
    " settings_sha256 TEXT NOT NULL,"
    " forest_fields TEXT NOT NULL," /* comma between; empty: no forest */
    " model TEXT NOT NULL,"
    /* Figures of the model, of past quarters replayed. */
    " training_rows INTEGER, holdout_deals INTEGER,"
    " auc_hybrid REAL, auc_hybrid_lower95 REAL, auc_hybrid_upper95 REAL,"
    " auc_forest REAL, auc_rules REAL,"
    " brier REAL, base_brier REAL, calibration_error REAL,"
    /* Totals on the day. */
    " open_deals INTEGER NOT NULL, won_deals INTEGER NOT NULL,"
    " lost_deals INTEGER NOT NULL, pipeline REAL, at_risk REAL,"
    " expected_loss REAL,"
    /* Deals that it was told had closed; NULL: a run of an older schema, of
     * which `closing` holds only what was last told. */
    " closings INTEGER"
    ")";

/* Every deal that was ever seen open, or closed. */
static const char DEAL[] = "CREATE TABLE deal ("
                           " deal INTEGER PRIMARY KEY,"
                           " deal_id TEXT NOT NULL UNIQUE" /* as in the CRM */
                           ")";

static const char OBSERVATION_INDEX[] =
    "CREATE INDEX observation_deal ON observation (deal, run)";

/* The feature store: every feature that the export could give. A value that
 * is missing has no row. */
static const char FEATURE[] =
    "CREATE TABLE feature ("
    " feature INTEGER PRIMARY KEY,"
    " name TEXT NOT NULL UNIQUE" /* deal_amount, own:Competitor, … */
    ")";
static const char FEATURE_VALUE[] =
    "CREATE TABLE feature_value ("
    " run INTEGER NOT NULL REFERENCES run,"
    " deal INTEGER NOT NULL REFERENCES deal,"
    " feature INTEGER NOT NULL REFERENCES feature,"
    " value REAL NOT NULL,"
    " PRIMARY KEY (run, deal, feature)"
    ") WITHOUT ROWID";

/* What became of the deals, as the newest run knows it. */
static const char OUTCOME[] = "CREATE TABLE outcome ("
                              " deal INTEGER PRIMARY KEY REFERENCES deal,"
                              " outcome TEXT NOT NULL," /* Won, Lost */
                              " closed DATE NOT NULL,"
                              " amount REAL,"
                              " as_of DATE NOT NULL" /* the first run
                                                        that said so */
                              ")";

/* What runs were told of how deals ended, where it is new or has changed: it
 * holds until the deal's next row. So what any run was told is the deal's last
 * row up to that run. */
static const char CLOSING[] =
    "CREATE TABLE closing ("
    " deal INTEGER NOT NULL REFERENCES deal,"
    " run INTEGER NOT NULL REFERENCES run,"
    " state TEXT NOT NULL," /* Won, Lost; Reopened: open again; Gone: in the
                               export no more */
    " closed DATE, amount REAL,"
    " rate REAL," /* what the amount was multiplied by */
    " PRIMARY KEY (deal, run)"
    ") WITHOUT ROWID";

/* What each run said a quarter will close at: the company's, with an empty
 * `who`, and managers' and owners'. */
static const char LANDING[] =
    "CREATE TABLE landing ("
    " run INTEGER NOT NULL REFERENCES run,"
    " quarter_end DATE NOT NULL,"
    " scope TEXT NOT NULL," /* company, manager, owner */
    " who TEXT NOT NULL,"
    " target REAL,"
    " won REAL, open REAL, created REAL," /* so far; of open deals; of deals
                                             not yet created */
    " ratio REAL,"                        /* landing_rate(), in `open` already */
    " landing REAL, low REAL, high REAL,"
    " method TEXT,"      /* model, average */
    " lost_landing REAL,"
    " PRIMARY KEY (run, quarter_end, scope, who)"
    ") WITHOUT ROWID";

/* The features of a deal on a day, by name. */
static const char FEATURE_STORE[] =
    "CREATE VIEW feature_store AS SELECT r.as_of, d.deal_id, f.name, v.value"
    " FROM feature_value v JOIN run r USING (run) JOIN deal d USING (deal)"
    " JOIN feature f USING (feature)";

static const char *const SQL_TYPES[TYPE_COUNT_OF] = {
    [TYPE_TEXT] = "TEXT",     [TYPE_AMOUNT] = "REAL", [TYPE_MONEY] = "REAL",
    [TYPE_COUNT] = "INTEGER", [TYPE_SCORE] = "REAL",  [TYPE_POINTS] = "REAL",
    [TYPE_DAYS] = "REAL",     [TYPE_SHARE] = "REAL",  [TYPE_DATE] = "DATE",
    [TYPE_BOOL] = "INTEGER",
};

size_t store_columns(enum deal_column out[DEAL_COLUMNS])
{
    size_t n = 0;

    for (int c = 0; c < DEAL_COLUMNS; c++)
        if (DEAL_COLUMN_DEFS[c].sql == COLUMN_SQL_APART ||
            DEAL_COLUMN_DEFS[c].sql == COLUMN_SQL_BOTH)
            out[n++] = (enum deal_column)c;
    return n;
}

/* An open deal as a run saw and scored it; riskiest first by rank. */
static void observation_sql(struct buf *out)
{
    enum deal_column columns[DEAL_COLUMNS];
    size_t n = store_columns(columns);

    buf_add_str(out, "CREATE TABLE observation ("
                     "run INTEGER NOT NULL REFERENCES run, "
                     "deal INTEGER NOT NULL REFERENCES deal");
    for (size_t k = 0; k < n; k++) {
        const struct deal_column_def *c = &DEAL_COLUMN_DEFS[columns[k]];
        buf_printf(out, ", %s %s%s", c->name, SQL_TYPES[c->type],
                   c->known ? " NOT NULL" : "");
    }
    buf_add_str(out, ", PRIMARY KEY (run, deal)) WITHOUT ROWID");
}

static void add_viewed(struct buf *out, const struct deal_column_def *c)
{
    static const char *const FROM[] = {[COLUMN_SQL_BOTH] = "o",
                                       [COLUMN_SQL_RUN] = "r",
                                       [COLUMN_SQL_DEAL] = "d"};

    if (c->sql >= COLUMN_SQL_BOTH)
        buf_printf(out, "%s%s.%s", out->len ? ", " : "", FROM[c->sql], c->name);
}

/* One row an open deal and run: risk_report.csv, week after week, and behind
 * its columns those that only the store has. */
static void risk_report_sql(struct buf *out)
{
    enum deal_column csv[DEAL_COLUMNS];
    size_t n = deal_columns_of(csv, OUTPUT_CSV);
    struct buf columns;

    buf_init(&columns);
    for (size_t k = 0; k < n; k++)
        add_viewed(&columns, &DEAL_COLUMN_DEFS[csv[k]]);
    for (int c = 0; c < DEAL_COLUMNS; c++)
        if (!DEAL_COLUMN_DEFS[c].place[OUTPUT_CSV])
            add_viewed(&columns, &DEAL_COLUMN_DEFS[c]);
    buf_printf(out,
               "CREATE VIEW risk_report AS SELECT %s FROM observation o "
               "JOIN run r USING (run) JOIN deal d USING (deal) "
               "ORDER BY r.as_of, o.rank",
               columns.ptr);
    buf_release(&columns);
}

static bool do_sql(struct sqlite3 *db, const char *sql)
{
    return sqlite3_exec(db, sql, NULL, NULL, NULL) == SQLITE_OK;
}

static bool do_made(struct sqlite3 *db, void (*make)(struct buf *out))
{
    struct buf sql;
    bool ok;

    buf_init(&sql);
    make(&sql);
    ok = do_sql(db, sql.ptr);
    buf_release(&sql);
    return ok;
}

static bool make_views(struct sqlite3 *db)
{
    return do_made(db, risk_report_sql) && do_sql(db, FEATURE_STORE);
}

static bool mark(struct sqlite3 *db)
{
    char sql[96];

    snprintf(sql, sizeof sql,
             "PRAGMA application_id = %d; PRAGMA user_version = %d",
             STORE_APPLICATION, STORE_SCHEMA);
    return do_sql(db, sql);
}

bool store_make(struct sqlite3 *db)
{
    return do_sql(db, RUN) && do_sql(db, DEAL) &&
           do_made(db, observation_sql) && do_sql(db, OBSERVATION_INDEX) &&
           do_sql(db, FEATURE) && do_sql(db, FEATURE_VALUE) &&
           do_sql(db, OUTCOME) && do_sql(db, CLOSING) && do_sql(db, LANDING) &&
           make_views(db) && mark(db);
}

/* SQLite cannot change the type of a column: the tables are made anew and
 * filled from the old ones. */
static const char *const FROM_1[] = {
    "DROP INDEX observation_deal", "ALTER TABLE run RENAME TO run_1",
    "ALTER TABLE observation RENAME TO observation_1",
    "ALTER TABLE outcome RENAME TO outcome_1",
    /* run */
    ("CREATE TABLE run ( run INTEGER PRIMARY KEY, as_of DATE NOT NULL "
     "UNIQUE, version TEXT NOT NULL, inputs_key TEXT NOT NULL, "
     "input_file TEXT NOT NULL, input_sha256 TEXT NOT NULL, seed INTEGER "
     "NOT NULL, currency TEXT, mode TEXT NOT NULL, reason TEXT NOT NULL, "
     "settings_sha256 TEXT NOT NULL, forest_fields TEXT NOT NULL, model "
     "TEXT NOT NULL, training_rows INTEGER, holdout_deals INTEGER, "
     "auc_hybrid REAL, auc_hybrid_lower95 REAL, auc_hybrid_upper95 REAL, "
     "auc_forest REAL, auc_rules REAL, brier REAL, base_brier REAL, "
     "calibration_error REAL, open_deals INTEGER NOT NULL, won_deals "
     "INTEGER NOT NULL, lost_deals INTEGER NOT NULL, pipeline REAL, "
     "at_risk REAL, expected_loss REAL)"),
    /* observation */
    ("CREATE TABLE observation ( run INTEGER NOT NULL REFERENCES run, "
     "deal INTEGER NOT NULL REFERENCES deal, rank INTEGER NOT NULL, "
     "account TEXT, owner TEXT, name TEXT, manager TEXT, industry TEXT, "
     "region TEXT, product TEXT, lead_source TEXT, amount REAL, created "
     "DATE, stage TEXT, stage_entered DATE, expected_close DATE, "
     "last_activity DATE, push_count INTEGER, age_days INTEGER, "
     "days_in_stage INTEGER, risk_score REAL NOT NULL, risk_level TEXT "
     "NOT NULL, p_loss REAL, rule_points REAL NOT NULL, ml_points REAL, "
     "expected_loss REAL, factor_1 TEXT, factor_1_points REAL, factor_2 "
     "TEXT, factor_2_points REAL, factor_3 TEXT, factor_3_points REAL, "
     "action TEXT, action_owner TEXT, action_due DATE, note TEXT, page "
     "TEXT, days_to_close REAL, win_30 REAL, win_60 REAL, win_90 REAL, "
     "deals_this_age INTEGER, one_change TEXT, one_change_score REAL, "
     "one_change_training_rows INTEGER, one_change_label TEXT, PRIMARY "
     "KEY (run, deal)) WITHOUT ROWID"),
    /* outcome */
    ("CREATE TABLE outcome ( deal INTEGER PRIMARY KEY REFERENCES deal, "
     "outcome TEXT NOT NULL, closed DATE NOT NULL, amount REAL, as_of "
     "DATE NOT NULL)"),
    "INSERT INTO run SELECT * FROM run_1",
    "INSERT INTO outcome SELECT * FROM outcome_1",
    "INSERT INTO observation SELECT *, NULL, NULL, NULL, NULL, NULL "
    "FROM observation_1",
    "UPDATE observation SET p_loss = round(p_loss, 4), "
    "expected_loss = round(expected_loss, 2), "
    "days_to_close = round(days_to_close, 1), win_30 = round(win_30, 4), "
    "win_60 = round(win_60, 4), win_90 = round(win_90, 4)",
    "DROP TABLE observation_1", "DROP TABLE outcome_1", "DROP TABLE run_1",
    "CREATE INDEX observation_deal ON observation (deal, run)", NULL};

static const char *const FROM_2[] = {
    "ALTER TABLE observation ADD COLUMN forecast_category TEXT",
    "ALTER TABLE observation ADD COLUMN probability REAL",
    "ALTER TABLE observation ADD COLUMN modified DATE", NULL};

static const char *const FROM_3[] = {
    "ALTER TABLE observation ADD COLUMN flags TEXT", NULL};

static const char *const FROM_4[] = {
    "ALTER TABLE observation ADD COLUMN won_by_quarter_end REAL",
    "ALTER TABLE observation ADD COLUMN won_by_next_quarter_end REAL",
    "ALTER TABLE observation ADD COLUMN loss_30 REAL",
    "ALTER TABLE observation ADD COLUMN loss_60 REAL",
    "ALTER TABLE observation ADD COLUMN loss_90 REAL",
    "ALTER TABLE run ADD COLUMN closings INTEGER",
    ("CREATE TABLE closing ( deal INTEGER NOT NULL REFERENCES deal, run "
     "INTEGER NOT NULL REFERENCES run, state TEXT NOT NULL, closed DATE, "
     "amount REAL, rate REAL, PRIMARY KEY (deal, run)) WITHOUT ROWID"),
    "INSERT INTO closing SELECT deal, CAST(replace(as_of, '-', '') AS INTEGER), "
    "outcome, closed, amount, NULL FROM outcome",
    ("CREATE TABLE landing ( run INTEGER NOT NULL REFERENCES run, quarter_end "
     "DATE NOT NULL, scope TEXT NOT NULL, who TEXT NOT NULL, target REAL, won "
     "REAL, open REAL, created REAL, ratio REAL, landing REAL, low REAL, high "
     "REAL, method TEXT, lost_landing REAL, PRIMARY KEY (run, quarter_end, "
     "scope, who)) WITHOUT ROWID"),
    NULL};

/* LADDER[k] leads from version k + 1 to the next. */
static const char *const *const LADDER[] = {FROM_1, FROM_2, FROM_3, FROM_4};

const int STORE_SCHEMA = 1 + (int)(sizeof LADDER / sizeof LADDER[0]);

/* The legacy rename leaves references, and views that others have made, as
 * they are written. */
static bool climb(struct sqlite3 *db, int version)
{
    bool ok = do_sql(db, "PRAGMA legacy_alter_table = ON;"
                         "DROP VIEW IF EXISTS risk_report;"
                         "DROP VIEW IF EXISTS feature_store");

    for (int v = version; v < STORE_SCHEMA; v++)
        for (const char *const *sql = LADDER[v - 1]; ok && *sql; sql++)
            ok = do_sql(db, *sql);
    return ok && make_views(db) && mark(db);
}

bool store_upgrade(struct sqlite3 *db)
{
    int version = store_version(db);

    assert(version <= STORE_SCHEMA); /* store_look() has refused it */
    return version == STORE_SCHEMA || (version > 0 && climb(db, version));
}
