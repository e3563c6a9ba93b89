"""Reads the CSV and the JSON files as a stranger would and compares them.

check_files.py FOLDER DEALS
"""
import csv
import datetime
import json
import pathlib
import sys

folder, deals = pathlib.Path(sys.argv[1]), int(sys.argv[2])
api = folder / "dashboard/api/v1"

# A promise to those who read it by machine: the file starts with these columns.
HEADER = ("deal_id,account,owner,amount,stage,age_days,days_in_stage,"
          "risk_score,risk_level,p_loss,rule_points,ml_points,mode,factor_1,"
          "factor_1_points,factor_2,factor_2_points,factor_3,factor_3_points,"
          "action,action_owner,action_due,as_of").split(",")
SUMMARY = {
    "schema_version": None, "as_of": None,
    "input": {"rows", "sha256", "rejected_rows", "diagnostics"},
    "deals": {"total", "open", "won", "lost"},
    "levels": {"critical", "high", "medium", "low"},
    "money": {"pipeline", "at_risk", "expected_loss", "protection_potential",
              "save_rate"},
    "model": {"mode", "reason", "training_rows", "features", "holdout"},
    "cycle": {"by_close_quarter", "by_created_quarter", "naive_change_pct",
              "logrank_p", "verdict"},
    "metrics": {"win_rate", "pvs", "dqi"}, "reps": None,
    "prescriptions": None}


def load(path):
    raw = path.read_bytes()
    assert raw.isascii(), path
    return json.loads(raw, parse_constant=lambda x: sys.exit(f"{path}: {x}"))


def number(text):
    return float(text) if text else None


raw = (folder / "risk_report.csv").read_bytes()
assert b"\r" not in raw and raw.endswith(b"\n")
rows = list(csv.reader(raw.decode("utf-8").splitlines(), strict=True))
assert rows[0][:len(HEADER)] == HEADER, rows[0]
rows = [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]
assert len(rows) == deals
for row in rows:
    for key, text in row.items():
        assert not text.lstrip()[:1] in tuple("=+-@\t"), (key, text)

summary = load(api / "summary.json")
for key, members in SUMMARY.items():
    assert key in summary, key
    assert not members or members <= set(summary[key]), key
for level in summary["levels"].values():
    assert set(level) == {"deals", "amount"}
for scorer in ("hybrid", "ml", "rules"):
    assert set(summary["model"]["holdout"][scorer]) == {
        "auc", "lower95", "upper95", "today_lower95", "today_upper95",
        "brier", "base_brier", "lift", "capture", "deals"}
for rep in summary["reps"]:
    assert {"id", "won", "closed", "win_rate", "rei", "p_adjusted",
            "flagged"} <= set(rep)
load(api / "model.json")

listed = load(api / "deals.json")["deals"]
assert len(listed) == deals
levels = {"critical": 0, "high": 0, "medium": 0, "low": 0}
last = 101
for row, deal in zip(rows, listed):
    assert row["deal_id"].lstrip("'") == deal["deal_id"]
    assert row["name"].lstrip("'") == (deal["name"] or "").lstrip("'")
    assert (row["account"] or None) in (deal["account"],
                                        f"'{deal['account']}")
    assert row["owner"] == (deal["owner"] or "")
    for key in ("amount", "age_days", "days_in_stage", "risk_score", "p_loss",
                "rule_points", "ml_points", "expected_loss"):
        assert number(row[key]) == deal[key], (key, row[key], deal[key])
    for key in ("risk_level", "mode", "stage"):
        assert row[key] == deal[key], key
    assert row["action_due"] == (deal["action"]["due"] or "")
    assert row["as_of"] == summary["as_of"]
    for k, factor in enumerate(deal["factors"], 1):
        assert number(row[f"factor_{k}_points"]) == factor["points"]
        assert row[f"factor_{k}"].endswith(factor["evidence"])
    shown = round(sum(line["points"] for line in deal["receipt"]), 6)
    assert shown == deal["risk_score"] <= last
    last = deal["risk_score"]
    levels[deal["risk_level"].lower()] += 1
    own = load(api / "deals" / (deal["file_id"] + ".json"))
    same = set(deal) - {"receipt"}
    assert {k: own[k] for k in same} == {k: deal[k] for k in same}
    exact = sum(line["exact"] for line in own["receipt"])
    assert abs(exact - deal["risk_score"]) <= 0.05 + 1e-9
    dates = [datetime.date.fromisoformat(e["date"]) for e in own["events"]]
    assert dates == sorted(dates)
    assert all(d.isoformat() <= summary["as_of"] for d in dates)
assert {k: v["deals"] for k, v in summary["levels"].items()} == levels
assert summary["deals"]["open"] == deals
assert len(list((api / "deals").glob("*.json")) if deals else []) == deals
