-- history.db as dealsense wrote it before schema 2, with one run of two deals.
CREATE TABLE run ( run INTEGER PRIMARY KEY, as_of TEXT NOT NULL UNIQUE,
    version TEXT NOT NULL, inputs_key TEXT NOT NULL, input_file TEXT NOT NULL,
    input_sha256 TEXT NOT NULL, seed INTEGER NOT NULL, currency TEXT, mode
    TEXT NOT NULL, reason TEXT NOT NULL, settings_sha256 TEXT NOT NULL,
    forest_fields TEXT NOT NULL, model TEXT NOT NULL, training_rows INTEGER,
    holdout_deals INTEGER, auc_hybrid REAL, auc_hybrid_lower95 REAL,
    auc_hybrid_upper95 REAL, auc_forest REAL, auc_rules REAL, brier REAL,
    base_brier REAL, calibration_error REAL, open_deals INTEGER NOT NULL,
    won_deals INTEGER NOT NULL, lost_deals INTEGER NOT NULL, pipeline REAL,
    at_risk REAL, expected_loss REAL);
CREATE TABLE deal ( deal INTEGER PRIMARY KEY, deal_id TEXT NOT NULL UNIQUE);
CREATE TABLE observation ( run INTEGER NOT NULL REFERENCES run, deal INTEGER
    NOT NULL REFERENCES deal, rank INTEGER NOT NULL, account TEXT, owner TEXT,
    name TEXT, manager TEXT, industry TEXT, region TEXT, product TEXT,
    lead_source TEXT, amount REAL, created TEXT, stage TEXT, stage_entered
    TEXT, expected_close TEXT, last_activity TEXT, push_count REAL, age_days
    REAL, days_in_stage REAL, risk_score REAL NOT NULL, risk_level TEXT NOT
    NULL, p_loss REAL, rule_points REAL NOT NULL, ml_points REAL,
    expected_loss REAL, factor_1 TEXT, factor_1_points REAL, factor_2 TEXT,
    factor_2_points REAL, factor_3 TEXT, factor_3_points REAL, action TEXT,
    action_owner TEXT, action_due TEXT, note TEXT, page TEXT, days_to_close
    REAL, win_30 REAL, win_60 REAL, win_90 REAL, PRIMARY KEY (run, deal))
    WITHOUT ROWID;
CREATE INDEX observation_deal ON observation (deal, run);
CREATE TABLE feature ( feature INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
CREATE TABLE feature_value ( run INTEGER NOT NULL REFERENCES run, deal INTEGER
    NOT NULL REFERENCES deal, feature INTEGER NOT NULL REFERENCES feature,
    value REAL NOT NULL, PRIMARY KEY (run, deal, feature)) WITHOUT ROWID;
CREATE TABLE outcome ( deal INTEGER PRIMARY KEY REFERENCES deal, outcome TEXT
    NOT NULL, closed TEXT NOT NULL, amount REAL, as_of TEXT NOT NULL);
CREATE VIEW risk_report AS SELECT d.deal_id, o.account, o.owner, o.amount,
    o.stage, o.age_days, o.days_in_stage, o.risk_score, o.risk_level,
    round(o.p_loss, 4) AS p_loss, o.rule_points, o.ml_points, r.mode,
    o.factor_1, o.factor_1_points, o.factor_2, o.factor_2_points, o.factor_3,
    o.factor_3_points, o.action, o.action_owner, o.action_due, r.as_of,
    round(o.expected_loss, 2) AS expected_loss, o.name, o.expected_close,
    o.manager, o.industry, o.region, o.product, o.lead_source, o.note, o.page,
    round(o.days_to_close, 1) AS days_to_close, round(o.win_30, 4) AS win_30,
    round(o.win_60, 4) AS win_60, round(o.win_90, 4) AS win_90 FROM
    observation o JOIN run r USING (run) JOIN deal d USING (deal) ORDER BY
    r.as_of, o.rank;
CREATE VIEW feature_store AS SELECT r.as_of, d.deal_id, f.name, v.value FROM
    feature_value v JOIN run r USING (run) JOIN deal d USING (deal) JOIN
    feature f USING (feature);
PRAGMA application_id = 1146309715;
PRAGMA user_version = 1;
INSERT INTO run VALUES (20230605, '2023-06-05', '0.1.0', 'key 1',
    'old.csv', 'ab', 7, 'USD', 'rules_only', 'too few closed deals', 's1', '',
    '', 0, 0, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 2, 0, 1,
    9000.5, 0, 4500.123456);
INSERT INTO deal VALUES (1, 'B2'), (2, 'A1'), (3, 'L9');
INSERT INTO observation (run, deal, rank, account, amount, created, stage,
    expected_close, push_count, age_days, risk_score, risk_level, p_loss,
    rule_points, action_due, win_30) VALUES
    (20230605, 1, 1, 'Bolt', 9000.5, '2023-03-01', 'Demo', '2023-07-01', 2.0,
        96.0, 61.5, 'HIGH', 0.123456789, 61.5, '2023-06-12', 0.33333333),
    (20230605, 2, 2, NULL, NULL, '2023-05-05', NULL, NULL, NULL, 31.0, 12.0,
        'LOW', NULL, 12.0, NULL, NULL);
INSERT INTO feature VALUES (1, 'deal_age_days');
INSERT INTO feature_value VALUES (20230605, 1, 1, 96.0), (20230605, 2, 1, 31.0);
INSERT INTO outcome VALUES (3, 'Lost', '2023-05-30', 100.0, '2023-06-05');
