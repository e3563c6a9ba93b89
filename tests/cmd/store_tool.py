"""What the tests of the history store share."""
import datetime
import re
import sqlite3

from tool import check, rows

ISO = re.compile(r"\d{4}-\d\d-\d\d")
WRITTEN = {"TEXT": str, "DATE": str, "REAL": float, "INTEGER": int}


def ask(store, sql, *values):
    with sqlite3.connect(store) as db:
        return db.execute(sql, values).fetchall()


def content(store):
    """Every row of every table by what it says, for keys are in the order in
    which deals were first seen."""
    deals = dict(ask(store, "SELECT deal, deal_id FROM deal"))
    features = dict(ask(store, "SELECT feature, name FROM feature"))
    return {
        "run": sorted(ask(store, "SELECT * FROM run")),
        "observation": sorted(
            ((run, deals[deal], *more) for run, deal, *more in
             ask(store, "SELECT * FROM observation")), key=repr),
        "feature_value": sorted(
            (run, deals[deal], features[feature], value)
            for run, deal, feature, value in
            ask(store, "SELECT * FROM feature_value")),
        "outcome": sorted((deals[deal], *more) for deal, *more in
                          ask(store, "SELECT * FROM outcome")),
    }


def is_sound(store):
    check(ask(store, "PRAGMA integrity_check") == [("ok",)], f"{store}: unsound")
    check(not ask(store, "PRAGMA foreign_key_check"), f"{store}: dangling keys")


def defused(text):
    """What the CSV makes of a text that a spreadsheet would run."""
    start = text.lstrip(" \t\r\n\v\f")[:1]
    risky = start in ("=", "+", "-", "@") or text[:1] in ("\t", "\r")
    return "'" + text if start and risky else text


def same(kind, value, text):
    """Does the view hold what the CSV says, in a type of its own?"""
    if value is None or text == "":
        return value is None and text == ""
    if not isinstance(value, WRITTEN[kind]):
        return False
    if kind == "DATE":
        datetime.date.fromisoformat(value)
        return value == text and ISO.fullmatch(value)
    if kind == "TEXT":
        return text == defused(value)
    return float(text) == value


# What the view holds behind the columns of the CSV: recorded, not reported.
RECORDED = ["probability", "modified"]


def check_view(store, reports):
    """The view risk_report is risk_report.csv of every run, value by value,
    then RECORDED: {as_of: path of the CSV}. Returns how many values were
    compared."""
    kinds = {name: kind for _, name, kind, *_ in
             ask(store, "PRAGMA table_info(risk_report)")}
    check(set(kinds.values()) <= set(WRITTEN), f"columns without type: {kinds}")
    compared = 0
    with sqlite3.connect(store) as db:
        db.row_factory = sqlite3.Row
        days = [d for d, in db.execute("SELECT DISTINCT as_of FROM risk_report")]
        check(days == sorted(d for d, p in reports.items() if rows(p)),
              f"days of the view: {days}")
        for day, path in reports.items():
            report = rows(path)
            seen = list(db.execute("SELECT * FROM risk_report WHERE as_of = ?",
                                   (day,)))
            check(len(seen) == len(report), f"{day}: {len(seen)} rows in the "
                  f"view, {len(report)} in the CSV")
            for a, b in zip(seen, report):
                check(a.keys() == [*b, *RECORDED],
                      f"columns of the view: {a.keys()}")
                for name in b:
                    compared += 1
                    check(same(kinds[name], a[name], b[name]),
                          f"{day} {b['deal_id']} {name}: view {a[name]!r}, "
                          f"CSV {b[name]!r}")
    return compared
