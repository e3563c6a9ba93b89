-- history.db as dealsense 0.2.0 wrote it, schema 5, with one run of three deals.
CREATE TABLE run ( run INTEGER PRIMARY KEY, as_of DATE NOT NULL UNIQUE, version
    TEXT NOT NULL, inputs_key TEXT NOT NULL, input_file TEXT NOT NULL,
    input_sha256 TEXT NOT NULL, seed INTEGER NOT NULL, currency TEXT, mode TEXT
    NOT NULL, reason TEXT NOT NULL, settings_sha256 TEXT NOT NULL,
    forest_fields TEXT NOT NULL, model TEXT NOT NULL, training_rows INTEGER,
    holdout_deals INTEGER, auc_hybrid REAL, auc_hybrid_lower95 REAL,
    auc_hybrid_upper95 REAL, auc_forest REAL, auc_rules REAL, brier REAL,
    base_brier REAL, calibration_error REAL, open_deals INTEGER NOT NULL,
    won_deals INTEGER NOT NULL, lost_deals INTEGER NOT NULL, pipeline REAL,
    at_risk REAL, expected_loss REAL, closings INTEGER);
CREATE TABLE deal ( deal INTEGER PRIMARY KEY, deal_id TEXT NOT NULL UNIQUE);
CREATE TABLE observation (run INTEGER NOT NULL REFERENCES run, deal INTEGER NOT
    NULL REFERENCES deal, account TEXT, owner TEXT, amount REAL, stage TEXT,
    age_days INTEGER, days_in_stage INTEGER, risk_score REAL NOT NULL,
    risk_level TEXT NOT NULL, p_loss REAL, rule_points REAL NOT NULL, ml_points
    REAL, factor_1 TEXT, factor_1_points REAL, factor_2 TEXT, factor_2_points
    REAL, factor_3 TEXT, factor_3_points REAL, action TEXT, action_owner TEXT,
    action_due DATE, expected_loss REAL, name TEXT, expected_close DATE,
    manager TEXT, industry TEXT, region TEXT, product TEXT, lead_source TEXT,
    note TEXT, page TEXT, days_to_close REAL, win_30 REAL, win_60 REAL, win_90
    REAL, deals_this_age INTEGER, one_change TEXT, one_change_score REAL,
    one_change_training_rows INTEGER, one_change_label TEXT, created DATE,
    last_activity DATE, push_count INTEGER, rank INTEGER NOT NULL,
    stage_entered DATE, forecast_category TEXT, probability REAL, modified DATE,
    flags TEXT, won_by_quarter_end REAL, won_by_next_quarter_end REAL, loss_30
    REAL, loss_60 REAL, loss_90 REAL, PRIMARY KEY (run, deal)) WITHOUT ROWID;
CREATE TABLE feature ( feature INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
CREATE TABLE feature_value ( run INTEGER NOT NULL REFERENCES run, deal INTEGER
    NOT NULL REFERENCES deal, feature INTEGER NOT NULL REFERENCES feature,
    value REAL NOT NULL, PRIMARY KEY (run, deal, feature)) WITHOUT ROWID;
CREATE TABLE outcome ( deal INTEGER PRIMARY KEY REFERENCES deal, outcome TEXT
    NOT NULL, closed DATE NOT NULL, amount REAL, as_of DATE NOT NULL);
CREATE TABLE closing ( deal INTEGER NOT NULL REFERENCES deal, run INTEGER NOT
    NULL REFERENCES run, state TEXT NOT NULL, closed DATE, amount REAL, rate
    REAL, PRIMARY KEY (deal, run)) WITHOUT ROWID;
CREATE TABLE landing ( run INTEGER NOT NULL REFERENCES run, quarter_end DATE NOT
    NULL, scope TEXT NOT NULL, who TEXT NOT NULL, target REAL, won REAL, open
    REAL, created REAL, ratio REAL, landing REAL, low REAL, high REAL, method
    TEXT, lost_landing REAL, PRIMARY KEY (run, quarter_end, scope, who)) WITHOUT
    ROWID;
CREATE INDEX observation_deal ON observation (deal, run);
CREATE VIEW risk_report AS SELECT d.deal_id, o.account, o.owner, o.amount,
    o.stage, o.age_days, o.days_in_stage, o.risk_score, o.risk_level, o.p_loss,
    o.rule_points, o.ml_points, r.mode, o.factor_1, o.factor_1_points,
    o.factor_2, o.factor_2_points, o.factor_3, o.factor_3_points, o.action,
    o.action_owner, o.action_due, r.as_of, o.expected_loss, o.name,
    o.expected_close, o.manager, o.industry, o.region, o.product,
    o.lead_source, o.note, o.page, o.days_to_close, o.win_30, o.win_60,
    o.win_90, o.deals_this_age, o.one_change, o.one_change_score,
    o.one_change_training_rows, o.one_change_label, o.flags,
    o.forecast_category, o.won_by_quarter_end, o.won_by_next_quarter_end,
    o.loss_30, o.loss_60, o.loss_90, o.probability, o.modified FROM observation
    o JOIN run r USING (run) JOIN deal d USING (deal) ORDER BY r.as_of, o.rank;
CREATE VIEW feature_store AS SELECT r.as_of, d.deal_id, f.name, v.value FROM
    feature_value v JOIN run r USING (run) JOIN deal d USING (deal) JOIN
    feature f USING (feature);
PRAGMA application_id = 1146309715;
PRAGMA user_version = 5;
INSERT INTO run VALUES (20230605, '2023-06-05', '0.2.0',
    '2977ad09a2e118bab1413ec71585ffbbbd71e246254d25723c8bda6c03966672',
    'new.csv',
    '0815c003f9ce1fb297fa2715b0af17ee7531e46ddebd31e27f36dcec4cf522e2', 42,
    NULL, 'rules_only',
    'Rules only: 1 won and 1 lost deals had closed by 5 Jun 2023; the forest asks for 200 and 200. No past quarter was replayed.',
    'fa967c1607b4469e8810e0b8f5cb06f94f1b437c363ac73d2ed50f09ebce3a93', '', '',
    0, 0, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 3, 1, 1, 9012.5, 0.0,
    4506.25, 2);
INSERT INTO deal VALUES (1, 'B2'), (2, 'C3'), (3, 'A1'), (4, 'L9'), (5, 'W8');
INSERT INTO observation VALUES (20230605, 1, 'Bolt', 'Ann', 9000.5, 'Demo', 96,
    NULL, 0.0, 'LOW', NULL, 0.0, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
    NULL, NULL, NULL, 4500.25, NULL, '2023-07-01', NULL, NULL, 'APAC', NULL,
    NULL, NULL, 'dashboard/deal/B2.html', NULL, NULL, NULL, NULL, 2, NULL,
    NULL, NULL, NULL, '2023-03-01', '2023-05-29', 2, 1, NULL, 'Best Case', 0.6,
    '2023-06-03', 'pushed', NULL, NULL, NULL, NULL, NULL), (20230605, 2, 'Acme', 'Bob', 12.0, 'Proposal', 65,
    NULL, 0.0, 'LOW', NULL, 0.0, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
    NULL, NULL, NULL, 6.0, NULL, '2023-08-01', NULL, NULL, 'EMEA', NULL, NULL,
    NULL, 'dashboard/deal/C3.html', NULL, NULL, NULL, NULL, 3, NULL, NULL,
    NULL, NULL, '2023-04-01', '2023-06-01', 1, 2, NULL, 'Pipeline', 0.125,
    '2023-06-01', NULL, NULL, NULL, NULL, NULL, NULL), (20230605, 3, NULL, NULL, NULL, NULL, 31, NULL, 0.0,
    'LOW', NULL, 0.0, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
    NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 'no amount: not
    counted in any sum; no owner; stage on this day is not known',
    'dashboard/deal/A1.html', NULL, NULL, NULL, NULL, 5, NULL, NULL, NULL,
    NULL, '2023-05-05', NULL, NULL, 3, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
    NULL, NULL, NULL);
INSERT INTO feature VALUES (1, 'deal_amount'), (2, 'amount_percentile'), (3,
    'is_large_deal'), (4, 'deal_age_days'), (5, 'deal_age_percentile'), (6,
    'is_long_cycle'), (7, 'age_vs_won_median'), (8, 'rep_historical_winrate'),
    (9, 'rep_recent_winrate'), (10, 'rep_open_deals'), (11, 'region_winrate'),
    (12, 'account_prior_wins'), (13, 'stage_ordinal'), (14, 'days_in_stage'),
    (15, 'days_in_stage_percentile'), (16, 'push_count'), (17,
    'days_to_expected_close'), (18, 'days_since_activity'), (19,
    'created_month'), (20, 'missing_fields');
INSERT INTO feature_value VALUES (20230605, 1, 1, 9000.5), (20230605, 1, 2,
    1.0), (20230605, 1, 3, 1.0), (20230605, 1, 4, 96.0), (20230605, 1, 5, 0.5),
    (20230605, 1, 6, 0.0), (20230605, 1, 7, 2.4), (20230605, 1, 8, 0.5),
    (20230605, 1, 9, 0.0), (20230605, 1, 10, 1.0), (20230605, 1, 11, 0.5),
    (20230605, 1, 12, 0.0), (20230605, 1, 13, 0.0), (20230605, 1, 16, 2.0),
    (20230605, 1, 17, 26.0), (20230605, 1, 18, 7.0), (20230605, 1, 19, 3.0),
    (20230605, 1, 20, 0.0), (20230605, 2, 1, 12.0), (20230605, 2, 2, 0.25),
    (20230605, 2, 3, 0.0), (20230605, 2, 4, 65.0), (20230605, 2, 5, 0.5),
    (20230605, 2, 6, 0.0), (20230605, 2, 7, 1.625), (20230605, 2, 8, 0.5),
    (20230605, 2, 9, 0.0), (20230605, 2, 10, 1.0), (20230605, 2, 11, 0.5),
    (20230605, 2, 12, 0.0), (20230605, 2, 13, 1.0), (20230605, 2, 16, 1.0),
    (20230605, 2, 17, 57.0), (20230605, 2, 18, 4.0), (20230605, 2, 19, 4.0),
    (20230605, 2, 20, 0.0), (20230605, 3, 4, 31.0), (20230605, 3, 5, 0.0),
    (20230605, 3, 6, 0.0), (20230605, 3, 7, 0.775), (20230605, 3, 19, 5.0),
    (20230605, 3, 20, 4.0);
INSERT INTO outcome VALUES (4, 'Lost', '2023-05-30', 100.0, '2023-06-05'), (5,
    'Won', '2023-02-10', 7000.0, '2023-06-05');
INSERT INTO closing VALUES (4, 20230605, 'Lost', '2023-05-30', 100.0, NULL), (5,
    20230605, 'Won', '2023-02-10', 7000.0, NULL);
