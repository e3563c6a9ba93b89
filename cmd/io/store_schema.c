/*
 * The schema of history.db, version 1. Dates are ISO text (YYYY-MM-DD),
 * amounts are in the report's currency, shares are 0 … 1, what is not known
 * is NULL. `PRAGMA user_version` holds the version of the schema.
 */
#include "cmd/io/store_parts.h"

const char STORE_SQL[] =
    /* One row a run: the newest for each day. */
    "CREATE TABLE run ("
    " run INTEGER PRIMARY KEY," /* as_of as a number: 20260629 */
    " as_of TEXT NOT NULL UNIQUE,"
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
    ");"
    /* Every deal that was ever seen open. */
    "CREATE TABLE deal ("
    " deal INTEGER PRIMARY KEY,"
    " deal_id TEXT NOT NULL UNIQUE" /* as in the CRM */
    ");"
    /* An open deal as a run saw and scored it; riskiest first by rank. */
    "CREATE TABLE observation ("
    " run INTEGER NOT NULL REFERENCES run,"
    " deal INTEGER NOT NULL REFERENCES deal,"
    " rank INTEGER NOT NULL,"
    " account TEXT, owner TEXT, name TEXT, manager TEXT,"
    " industry TEXT, region TEXT, product TEXT, lead_source TEXT,"
    " amount REAL, created TEXT, stage TEXT,"
    " stage_entered TEXT," /* as the export dates it; NULL: it does not */
    " expected_close TEXT, last_activity TEXT,"
    " push_count REAL," /* as the export counts it; NULL: it does not */
    " age_days REAL, days_in_stage REAL,"
    " risk_score REAL NOT NULL," /* as shown, one decimal */
    " risk_level TEXT NOT NULL," /* CRITICAL, HIGH, MEDIUM, LOW */
    " p_loss REAL, rule_points REAL NOT NULL, ml_points REAL,"
    " expected_loss REAL,"
    " factor_1 TEXT, factor_1_points REAL,"
    " factor_2 TEXT, factor_2_points REAL,"
    " factor_3 TEXT, factor_3_points REAL,"
    " action TEXT, action_owner TEXT, action_due TEXT,"
    " note TEXT, page TEXT,"
    /* Of deals of this age (scoring/outlook.h), not of this deal. */
    " days_to_close REAL, win_30 REAL, win_60 REAL, win_90 REAL,"
    " PRIMARY KEY (run, deal)"
    ") WITHOUT ROWID;"
    "CREATE INDEX observation_deal ON observation (deal, run);"
    /* The feature store: every feature that the export could give. */
    "CREATE TABLE feature ("
    " feature INTEGER PRIMARY KEY,"
    " name TEXT NOT NULL UNIQUE" /* deal_amount, own:Competitor, … */
    ");"
    "CREATE TABLE feature_value (" /* a value that is missing has no row */
    " run INTEGER NOT NULL REFERENCES run,"
    " deal INTEGER NOT NULL REFERENCES deal,"
    " feature INTEGER NOT NULL REFERENCES feature,"
    " value REAL NOT NULL,"
    " PRIMARY KEY (run, deal, feature)"
    ") WITHOUT ROWID;"
    /* What became of the deals, as the newest run knows it. */
    "CREATE TABLE outcome ("
    " deal INTEGER PRIMARY KEY REFERENCES deal,"
    " outcome TEXT NOT NULL," /* Won, Lost */
    " closed TEXT NOT NULL,"
    " amount REAL,"
    " as_of TEXT NOT NULL" /* of the run that said so */
    ");"
    /* One row an open deal and run: risk_report.csv, week after week. */
    "CREATE VIEW risk_report AS SELECT d.deal_id, o.account, o.owner,"
    " o.amount, o.stage, o.age_days, o.days_in_stage, o.risk_score,"
    " o.risk_level, round(o.p_loss, 4) AS p_loss, o.rule_points, o.ml_points,"
    " r.mode, o.factor_1, o.factor_1_points, o.factor_2, o.factor_2_points,"
    " o.factor_3, o.factor_3_points, o.action, o.action_owner, o.action_due,"
    " r.as_of, round(o.expected_loss, 2) AS expected_loss, o.name,"
    " o.expected_close, o.manager, o.industry, o.region, o.product,"
    " o.lead_source, o.note, o.page,"
    " round(o.days_to_close, 1) AS days_to_close, round(o.win_30, 4) AS win_30,"
    " round(o.win_60, 4) AS win_60, round(o.win_90, 4) AS win_90"
    " FROM observation o JOIN run r USING (run) JOIN deal d USING (deal)"
    " ORDER BY r.as_of, o.rank;"
    /* The features of a deal on a day, by name. */
    "CREATE VIEW feature_store AS SELECT r.as_of, d.deal_id, f.name, v.value"
    " FROM feature_value v JOIN run r USING (run) JOIN deal d USING (deal)"
    " JOIN feature f USING (feature);";
