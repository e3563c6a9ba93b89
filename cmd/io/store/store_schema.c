/*
 * The schema of history.db, version 2. Dates are ISO text (YYYY-MM-DD) in
 * columns declared DATE, which SQLite stores as text and BI tools read as
 * dates; amounts are in the report's currency, shares are 0 … 1, what is not
 * known is NULL. Figures are rounded as in risk_report.csv, so that the view
 * is plain columns, each with its type. `PRAGMA user_version` holds the
 * version of the schema.
 *
 * Version 1 declared dates as TEXT and knew neither deals_this_age nor
 * one_change. A store of that version is read as it is, and upgraded by the
 * next run that records, within the transaction of its record.
 */
#include <sqlite3.h>
#include <stddef.h>
#include <stdio.h>

#include "cmd/io/store/store_parts.h"

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
    " expected_loss REAL"
    ")";

/* Every deal that was ever seen open, or closed. */
static const char DEAL[] = "CREATE TABLE deal ("
                           " deal INTEGER PRIMARY KEY,"
                           " deal_id TEXT NOT NULL UNIQUE" /* as in the CRM */
                           ")";

/* An open deal as a run saw and scored it; riskiest first by rank. */
static const char OBSERVATION[] =
    "CREATE TABLE observation ("
    " run INTEGER NOT NULL REFERENCES run,"
    " deal INTEGER NOT NULL REFERENCES deal,"
    " rank INTEGER NOT NULL,"
    " account TEXT, owner TEXT, name TEXT, manager TEXT,"
    " industry TEXT, region TEXT, product TEXT, lead_source TEXT,"
    " amount REAL, created DATE, stage TEXT,"
    " stage_entered DATE," /* as the export dates it; NULL: it does not */
    " expected_close DATE, last_activity DATE,"
    " push_count INTEGER," /* as the export counts it; NULL: it does not */
    " age_days INTEGER, days_in_stage INTEGER,"
    " risk_score REAL NOT NULL," /* as shown, one decimal */
    " risk_level TEXT NOT NULL," /* CRITICAL, HIGH, MEDIUM, LOW */
    " p_loss REAL, rule_points REAL NOT NULL, ml_points REAL,"
    " expected_loss REAL,"
    " factor_1 TEXT, factor_1_points REAL,"
    " factor_2 TEXT, factor_2_points REAL,"
    " factor_3 TEXT, factor_3_points REAL,"
    " action TEXT, action_owner TEXT, action_due DATE,"
    " note TEXT, page TEXT,"
    /* Of deals of this age (scoring/portfolio/outlook.h), not of this deal. */
    " days_to_close REAL, win_30 REAL, win_60 REAL, win_90 REAL,"
    " deals_this_age INTEGER,"
    /* The one change after which the score would fall most; an association,
     * as the label says (scoring/score/counterfactual.h). */
    " one_change TEXT, one_change_score REAL,"
    " one_change_training_rows INTEGER, one_change_label TEXT,"
    " PRIMARY KEY (run, deal)"
    ") WITHOUT ROWID";
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

/* One row an open deal and run: risk_report.csv, week after week. */
static const char RISK_REPORT[] =
    "CREATE VIEW risk_report AS SELECT d.deal_id, o.account, o.owner,"
    " o.amount, o.stage, o.age_days, o.days_in_stage, o.risk_score,"
    " o.risk_level, o.p_loss, o.rule_points, o.ml_points,"
    " r.mode, o.factor_1, o.factor_1_points, o.factor_2, o.factor_2_points,"
    " o.factor_3, o.factor_3_points, o.action, o.action_owner, o.action_due,"
    " r.as_of, o.expected_loss, o.name,"
    " o.expected_close, o.manager, o.industry, o.region, o.product,"
    " o.lead_source, o.note, o.page,"
    " o.days_to_close, o.win_30, o.win_60, o.win_90, o.deals_this_age,"
    " o.one_change, o.one_change_score, o.one_change_training_rows,"
    " o.one_change_label"
    " FROM observation o JOIN run r USING (run) JOIN deal d USING (deal)"
    " ORDER BY r.as_of, o.rank";

/* The features of a deal on a day, by name. */
static const char FEATURE_STORE[] =
    "CREATE VIEW feature_store AS SELECT r.as_of, d.deal_id, f.name, v.value"
    " FROM feature_value v JOIN run r USING (run) JOIN deal d USING (deal)"
    " JOIN feature f USING (feature)";

static bool do_all(struct sqlite3 *db, const char *const *sql, size_t n)
{
    for (size_t k = 0; k < n; k++)
        if (sqlite3_exec(db, sql[k], NULL, NULL, NULL) != SQLITE_OK)
            return false;
    return true;
}

static bool mark(struct sqlite3 *db)
{
    char sql[96];

    snprintf(sql, sizeof sql,
             "PRAGMA application_id = %d; PRAGMA user_version = %d",
             STORE_APPLICATION, STORE_SCHEMA);
    return sqlite3_exec(db, sql, NULL, NULL, NULL) == SQLITE_OK;
}

bool store_make(struct sqlite3 *db)
{
    static const char *const sql[] = {
        RUN,           DEAL,    OBSERVATION, OBSERVATION_INDEX, FEATURE,
        FEATURE_VALUE, OUTCOME, RISK_REPORT, FEATURE_STORE};

    return do_all(db, sql, sizeof sql / sizeof sql[0]) && mark(db);
}

/*
 * The tables are made anew and filled from the old ones: SQLite cannot change
 * the type of a column. The legacy rename leaves references, and views that
 * others have made, as they are written.
 */
bool store_upgrade(struct sqlite3 *db)
{
    static const char *const sql[] = {
        "PRAGMA legacy_alter_table = ON",
        "DROP VIEW risk_report",
        "DROP VIEW feature_store",
        "DROP INDEX observation_deal",
        "ALTER TABLE run RENAME TO run_1",
        "ALTER TABLE observation RENAME TO observation_1",
        "ALTER TABLE outcome RENAME TO outcome_1",
        RUN,
        OBSERVATION,
        OUTCOME,
        "INSERT INTO run SELECT * FROM run_1",
        "INSERT INTO outcome SELECT * FROM outcome_1",
        "INSERT INTO observation SELECT *, NULL, NULL, NULL, NULL, NULL "
        "FROM observation_1",
        "UPDATE observation SET p_loss = round(p_loss, 4),"
        " expected_loss = round(expected_loss, 2),"
        " days_to_close = round(days_to_close, 1), win_30 = round(win_30, 4),"
        " win_60 = round(win_60, 4), win_90 = round(win_90, 4)",
        "DROP TABLE observation_1",
        "DROP TABLE outcome_1",
        "DROP TABLE run_1",
        OBSERVATION_INDEX,
        RISK_REPORT,
        FEATURE_STORE};

    return store_version(db) == STORE_SCHEMA ||
           (do_all(db, sql, sizeof sql / sizeof sql[0]) && mark(db));
}
