"""The view risk_report for SQL users: the CSVs of all runs, typed.

Three stores: a sample with dated stages, two weeks of it; Maven, whose amounts
leak; and texts that mean harm.
"""
import csv
import pathlib
import sqlite3

from store_tool import ask, check_view, is_sound
from tool import MAVEN, check, ok, rows, shared_is_here, workdir

NAMES = ["=1+1", "+49 30 1234", "-5", "@home", " =2", "\t=3", "'", "O'Brien",
         "a,b;\"c\"", "Ünï\u202ecode", "株式会社", "<b>", "NULL", "", "  x  "]


def harmful(path):
    with open(path, "w", encoding="utf-8", newline="") as f:
        out = csv.writer(f)
        out.writerow(["deal_id", "name", "account", "owner", "amount",
                      "created_date", "closed_date", "stage", "outcome"])
        for i, name in enumerate(NAMES):
            out.writerow([f"H{i}", name, name, name, ["", "0", "1e3", "0.1"][i % 4],
                          "2024-01-02", "2024-06-01", name[:9] or "Demo", "Open"])
        for i in range(60):
            out.writerow([f"C{i}", "", "x", "y", 10, "2023-01-02",
                          f"2023-0{i % 9 + 1}-15", "Closed",
                          "Won" if i % 2 else "Lost"])


def record(out, deals, days, *more):
    for day in days:
        ok("run", deals(day), "--as-of", day, "--out", out, "--quiet", *more)
    store = out / "history.db"
    is_sound(store)
    return check_view(store, {d: out / d / "risk_report.csv" for d in days})


def sample(folder):
    """With everything: dated stages, outlooks, changes that would help."""
    def deals(day):
        path = folder / f"{day}.csv"
        done = ok("sample", "--deals", 3000, "--as-of", day, "--history",
                  folder / "history.csv")
        path.write_text(done.stdout, "utf-8")
        return path
    out, days = folder / "sample", ["2026-06-22", "2026-06-29"]
    compared = record(out, deals, days, "--history", folder / "history.csv")
    report = rows(out / days[1] / "risk_report.csv")
    for column in report[0]:
        check(column in ("note", "next_step", "deals_this_age") or
              any(r[column] for r in report),
              f"{column} is empty in every row: it was not compared")
    # The change and its label are those of the deal's own page, and the fall
    # is the difference of two columns.
    named = [r for r in report if r["one_change"]]
    check(len(named) > 5, f"{len(named)} changes")
    for r in report:
        label = r["one_change_label"]
        if r["one_change"]:
            check(label.startswith("Association, not cause") and
                  float(r["risk_score"]) - float(r["one_change_score"]) > 2.99
                  and int(r["one_change_training_rows"]) >= 50, r)
        else:
            check((not label or label.startswith(
                "No changeable field moves this score")) and
                  (label != "") == (r["risk_level"] in ("HIGH", "CRITICAL")), r)
    return compared


def for_readers(store):
    """What a BI tool does: dates as dates, sums by level and week, the rise of
    each deal from run to run; and it may do so while a run is on."""
    with sqlite3.connect(f"file:{store}?mode=ro", uri=True,
                         detect_types=sqlite3.PARSE_DECLTYPES) as db:
        for day, deals, amount in db.execute(
                "SELECT as_of AS 'as_of [DATE]', count(*), sum(amount) "
                "FROM risk_report GROUP BY as_of"):
            check(f"{day:%Y}" == "2026" and deals > 0 and amount > 0,
                  f"{day} {deals} {amount}")
        moved = db.execute(
            "SELECT count(*) FROM risk_report a JOIN risk_report b USING "
            "(deal_id) WHERE a.as_of < b.as_of AND b.risk_score > a.risk_score"
            ).fetchone()
        check(moved[0] > 10, f"{moved} deals rose")
    plan = ask(store, "EXPLAIN QUERY PLAN SELECT * FROM risk_report WHERE "
               "as_of = '2026-06-29'")
    check(not any("SCAN o" in step[3] for step in plan),
          f"one day reads the whole store: {plan}")


def main():
    with workdir() as name:
        folder = pathlib.Path(name)
        compared = sample(folder)
        for_readers(folder / "sample/history.db")
        if shared_is_here("an export without amounts of open deals"):
            compared += record(folder / "maven", lambda day: MAVEN,
                               ["2017-12-31"])
        harmful(folder / "harmful.csv")
        compared += record(folder / "harm", lambda day: folder / "harmful.csv",
                           ["2024-02-01"])
        print(f"{compared} values of the view are those of the CSVs")


main()
