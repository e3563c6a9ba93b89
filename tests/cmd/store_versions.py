"""Stores of every schema give the same news.

Three weeks of a sample are recorded; then the same rows are put into stores of
the older schemas (tests/cmd/io/store/schema_<n>.sql), as releases of their time
would hold them. The next week, run on each, says the same; afterwards all hold
the same rows. A store from the future and a damaged one cost only the
comparison.
"""
import csv
import io
import os
import pathlib
import shutil
import sqlite3

from store_tool import ask, is_sound
from tool import check, ok, summary, workdir

SCHEMAS = pathlib.Path(os.environ["DEALSENSE_SOURCE"]) / "tests/cmd/io/store"
DAYS = ["2026-06-08", "2026-06-15", "2026-06-22", "2026-06-29"]
NEWS = "headline", "news", "scorecard"
TABLES = ("run", "deal", "observation", "feature", "feature_value", "outcome",
          "closing", "landing")


def today(store):
    return ask(store, "PRAGMA user_version")[0][0]


def columns(db, table):
    return [c[1] for c in db.execute(f"PRAGMA table_info({table})")]


def tables(db):
    """Those of ours that a store of its schema has."""
    there = {row[0] for row in db.execute("SELECT name FROM sqlite_schema")}
    return [t for t in TABLES if t in there]


def put_back(store, version, source):
    """A store of that schema with the rows of `source`, as far as it has
    columns for them; its own few are taken out."""
    script = (SCHEMAS / f"schema_{version}.sql").read_text("utf-8")
    with sqlite3.connect(store) as db:
        db.executescript(script)
        check(db.execute("PRAGMA user_version").fetchone() == (version,),
              f"schema_{version}.sql is of another version")
        for table in reversed(tables(db)):
            db.execute(f"DELETE FROM {table}")
        db.commit()
        db.execute("ATTACH ? AS source", (str(source),))
        for table in tables(db):
            there = columns(db, table)
            names = ", ".join(n for n in there if n in
                              [c[1] for c in db.execute(
                                  f"PRAGMA source.table_info({table})")])
            db.execute(f"INSERT INTO {table} ({names}) SELECT {names} "
                       f"FROM source.{table}")
        db.commit()
        db.execute("DETACH source")
    return store


def newer_than(version, store):
    """Columns that a store of that schema was brought up with."""
    with sqlite3.connect(":memory:") as db, sqlite3.connect(store) as now:
        db.executescript((SCHEMAS / f"schema_{version}.sql").read_text("utf-8"))
        return [n for table in tables(db) for n in columns(now, table)
                if n not in columns(db, table)]


def lacks_rows(version):
    """Tables that came later: their rows of former weeks are not known."""
    with sqlite3.connect(":memory:") as db:
        db.executescript((SCHEMAS / f"schema_{version}.sql").read_text("utf-8"))
        return set(TABLES) - set(tables(db)) - {"closing"}  # from outcome


def rows_of(store, leave=(), without=()):
    """Every row of every table, columns by name."""
    with sqlite3.connect(store) as db:
        out = {}
        for table in TABLES:
            if table in without:
                continue
            names = [n for n in sorted(columns(db, table)) if n not in leave]
            out[table] = sorted(db.execute(
                f"SELECT {', '.join(names)} FROM {table}"), key=repr)
        return out


def sample(day):
    done = ok("sample", "--deals", 1200, "--seed", 4, "--as-of", day)
    head, *rows = csv.reader(io.StringIO(done.stdout))
    return [head, *(r for r in rows if len(r) == len(head))]  # no footers


def write(path, head, rows):
    with open(path, "w", encoding="utf-8", newline="") as f:
        csv.writer(f).writerows([head, *rows])
    return path


def export(folder, day):
    """A sample with what a CRM says of a deal besides."""
    head, *rows = sample(day)
    return write(folder / f"{day}.csv", [*head, "probability", "modified"],
                 [[*row, k * 7 % 101, day] for k, row in enumerate(rows)])


def changes_no_figure(folder):
    """A probability and a last edit change no score and no leak, even where
    they tell the end of every closed deal. (An edit before a close date
    bounds it, and the newest is the newest date of the file.)"""
    head, *rows = sample(DAYS[0])
    outcome = head.index("outcome")
    tells = {"Won": "100", "Lost": "0"}
    packs = []
    for name, more, cells in (
            ("bare", [], lambda row: []),
            ("told", ["Probability (%)", "Last Modified Date"],
             lambda row: [tells.get(row[outcome], "50"), DAYS[0]])):
        path = write(folder / f"{name}.csv", head + more,
                     [row + cells(row) for row in rows])
        ok("run", path, "--as-of", DAYS[0], "--out", folder / name,
           "--no-store", "--quiet")
        pack = (folder / name / "latest").resolve()
        s = summary(pack)
        packs.append((pack.name, s["levels"], s["model"],
                      (pack / "risk_report.csv").read_bytes()))
    check(packs[0] == packs[1],
          f"recorded columns change figures: {[p[:3] for p in packs]}")


def run(folder, day, store, out):
    return ok("run", export(folder, day), "--as-of", day, "--out", folder / out,
              "--store", store, "--quiet")


def said(folder, out):
    s = summary(folder / out / DAYS[-1])
    return {name: s[name] for name in NEWS}


def main():
    with workdir() as name:
        folder = pathlib.Path(name)
        source = folder / "three-weeks.db"
        for day in DAYS[:-1]:
            run(folder, day, source, "begin")
        newest = today(source)
        check(ask(source, "SELECT count(*) FROM risk_report WHERE probability "
                  "BETWEEN 0 AND 1 AND modified = as_of AND "
                  "forecast_category <> ''")[0][0] > 100, "not recorded")
        known = {int(p.stem[7:]) for p in SCHEMAS.glob("schema_*.sql")}
        check(known == set(range(1, newest + 1)),
              f"stores of the schemas {sorted(known)} are tried, today's is "
              f"{newest}: write schema_{newest}.sql with this release")
        stores = {v: put_back(folder / f"{v}.db", v, source)
                  for v in sorted(known)}
        stores["as it was"] = shutil.copyfile(source, folder / "as-it-was.db")
        news = {}
        for what, store in stores.items():
            run(folder, DAYS[-1], store, f"out {what}")
            news[what] = said(folder, f"out {what}")
            is_sound(store)
            check(today(store) == newest, f"{what}: not upgraded")
        want = news["as it was"]
        check(want["news"]["since"] == DAYS[-2] and want["news"]["movers"],
              f"no news to compare: {want}")
        for what, got in news.items():
            for part in NEWS:
                check(got[part] == want[part],
                      f"{what}: {part} is {got[part]}, not {want[part]}")
        # Older stores cannot know what was not recorded then; nothing else is
        # missing, and this week is whole in all of them.
        for what, store in stores.items():
            lacks = newer_than(what, store) if what in known else []
            without = lacks_rows(what) if what in known else set()
            if what in known and what < 5:  # it read fewer columns
                lacks = [*lacks, "inputs_key"]
            if what == 1:  # whose counts were written as numbers: other bytes
                lacks = [*lacks, "inputs_key", "deals_this_age", "one_change",
                         "one_change_label", "one_change_score",
                         "one_change_training_rows"]
            check(rows_of(store, lacks, without) ==
                  rows_of(stores["as it was"], lacks, without),
                  f"{what}: rows were lost or changed")
            check(ask(store, "SELECT * FROM risk_report WHERE as_of = ?",
                      DAYS[-1]) ==
                  ask(stores["as it was"],
                      "SELECT * FROM risk_report WHERE as_of = ?", DAYS[-1]),
                  f"{what}: this week")
        changes_no_figure(folder)
        # From the future, and damaged.
        future = shutil.copyfile(source, folder / "future.db")
        with sqlite3.connect(future) as db:
            db.execute(f"PRAGMA user_version = {newest + 1}")
        damaged = put_back(folder / "damaged.db", 1, source)
        data = damaged.read_bytes()
        damaged.write_bytes(data[:len(data) // 2])
        for store, why in ((future, f"newer dealsense (schema {newest + 1})"),
                           (damaged, "malformed")):
            was = store.read_bytes()
            done = run(folder, DAYS[-1], store, store.stem)
            check(why in done.stderr and store.read_bytes() == was,
                  f"{store.stem}: {done.stderr}")
            check(said(folder, store.stem)["news"] is None, store.stem)
        print(f"{len(stores)} stores of schemas 1 to {newest}: the same news")


main()
