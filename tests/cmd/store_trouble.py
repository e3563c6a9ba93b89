"""What may go wrong with a history store costs the comparison, never the run.

Damaged, foreign, unreadable, protected and locked files; kill -9 in the midst
of a write; many runs at once. After each the pack is whole, says what is
missing, and the next run mends what can be mended.

What is wrong with a file is told of few deals, of which a run takes half as
long; kills and runs at once need a write that lasts.

    store_trouble.py [KILLS]

To protect files from root, who may write anywhere, root runs the command as
nobody, from a copy that nobody can execute.
"""
import os
import pathlib
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time

from store_tool import ask, content, is_sound
from tool import BINARY, check, dealsense, files, ok, summary, workdir

DAYS = ["2026-06-15", "2026-06-22", "2026-06-29"]
LAST = DAYS[-1]
KILLS = int((sys.argv[1:] or [5])[0])  # the fifth makes the file
FEW, MANY = 150, 700  # deals


class World:
    """Three weeks of a sample, and a store that holds the first two."""

    def __init__(self, folder, deals):
        self.folder = folder
        folder.mkdir()
        for day in DAYS:
            (folder / f"{day}.csv").write_text(
                ok("sample", "--deals", deals, "--seed", 4, "--as-of",
                   day).stdout, "utf-8")
        self.store = folder / "two-weeks.db"
        for day in DAYS[:2]:
            self.run(self.store, folder / "begin", day)
        # What an undisturbed third week looks like.
        self.whole = self.copy("whole.db")
        check(self.run(self.whole, folder / "whole").returncode == 0, "whole")
        self.pack = files(folder / "whole" / LAST)
        self.content = content(self.whole)
        check(summary(folder / "whole" / LAST)["news"]["since"] == DAYS[1],
              "no news in an undisturbed week")

    def args(self, store, out, day=LAST):
        return ["run", self.folder / f"{day}.csv", "--as-of", day, "--out", out,
                "--store", store, "--quiet"]

    def run(self, store, out, day=LAST, *more):
        return dealsense(*self.args(store, out, day), *more)

    def start(self, store, out, day=LAST):
        return subprocess.Popen([BINARY, *map(str, self.args(store, out, day))],
                                stderr=subprocess.PIPE, text=True)

    def copy(self, name):
        shutil.copyfile(self.store, self.folder / name)
        return self.folder / name

    def is_whole(self, pack, what):
        ok("verify", pack)
        now = files(pack)
        wrong = [n for n in sorted(set(now) | set(self.pack))
                 if now.get(n) != self.pack.get(n)]
        check(not wrong, f"{what}: {wrong[:5]} differ from an undisturbed run")


def check_costs_the_comparison(world, done, out, why, what):
    """Exit 0, a pack that says what is missing, one line for the cron mail."""
    check(done.returncode == 0, f"{what}: exit {done.returncode} {done.stderr}")
    check(done.stderr.count("\n") == 1 and "nothing is compared with earlier "
          "runs" in done.stderr and why in done.stderr, f"{what}: {done.stderr}")
    pack = out / LAST
    ok("verify", pack)
    s = summary(pack)
    check(s["news"] is None and s["scorecard"] == [], f"{what}: news")
    notes = [n["text"] for n in s["notes"] if n["warning"] and why in n["text"]]
    check(len(notes) == 1, f"{what}: the pack does not say so: {s['notes']}")
    check(notes[0] in done.stderr, f"{what}: {notes[0]} and {done.stderr}")
    check("nothing is compared with earlier runs" in
          (pack / "dashboard/index.html").read_text("utf-8"), f"{what}: page")
    check(not any(str(world.folder).encode() in data
                  for data in files(pack).values()),
          f"{what}: the pack names a path of the machine")


def unusable(world):
    """Files that are no store, or a broken one: left as they are."""
    foreign = world.folder / "foreign.db"
    with sqlite3.connect(foreign) as db:
        db.execute("CREATE TABLE mine (x)")
    newer = world.copy("newer.db")
    with sqlite3.connect(newer) as db:
        db.execute("PRAGMA user_version = 99")
    whole = world.store.read_bytes()
    page = 4096
    bad = {
        foreign: (None, "is no history store"),
        newer: (None, "newer dealsense (schema 99)"),
        world.folder / "text.db": (b"deal_id,amount\n" * 99,
                                   "is no history store"),
        world.folder / "garbage.db": (random.Random(1).randbytes(90_000),
                                      "is no history store"),
        world.folder / "half.db": (whole[:len(whole) // 2], "malformed"),
        world.folder / "ragged.db": (whole[:-100], "is damaged"),
        world.folder / "middle.db": (whole[:8 * page] + b"\xa5" * page * 4 +
                                     whole[12 * page:], "is damaged"),
    }
    for path, (data, why) in bad.items():
        if data is not None:
            path.write_bytes(data)
        was, out = path.read_bytes(), world.folder / "bad"
        check_costs_the_comparison(world, world.run(path, out), out, why,
                                   path.name)
        check(path.read_bytes() == was, f"{path.name} was changed")
        check(not list(world.folder.glob(f"{path.name}-*")), "a file beside it")
    # Where the run fails as well, it says that alone.
    done = world.run(path, path)
    check(done.returncode == 4 and done.stderr.count("\n") == 1 and
          "history store" not in done.stderr, f"{done}")
    # Moved away, as the message advises: a new one begins.
    path.unlink()
    done = world.run(path, out)
    check(done.returncode == 0 and not done.stderr, f"{done}")
    check(ask(path, "SELECT as_of FROM run") == [(LAST,)], "no new store")
    # A folder where the file should be.
    place, out = world.folder / "folder.db", world.folder / "bad"
    place.mkdir()
    check_costs_the_comparison(world, world.run(place, out), out,
                               "is no history store", "a folder")
    check(list(place.iterdir()) == [], "something in the folder")


# What somebody may do to it by SQL.
BY_HAND = {
    "a trigger": "CREATE TRIGGER t AFTER INSERT ON run BEGIN DELETE FROM "
                 "observation; END",
    "a view": "ALTER TABLE observation RENAME TO kept; CREATE VIEW observation "
              "AS SELECT * FROM kept",
    "a view without an end":
        "ALTER TABLE run RENAME TO kept; CREATE VIEW run AS WITH RECURSIVE "
        "n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT kept.* FROM "
        "kept, n",
    "a virtual table": "ALTER TABLE feature RENAME TO kept; CREATE VIRTUAL "
                       "TABLE feature USING fts5(name)",
    "a reckoned column": "ALTER TABLE run ADD COLUMN more GENERATED ALWAYS AS "
                         "(abs(-9223372036854775807)) VIRTUAL",
    "a score": "UPDATE observation SET risk_score = 1e300",
    "a score below": "UPDATE observation SET risk_score = -1",
    "a chance": "UPDATE observation SET p_loss = 7 WHERE deal = 3",
    "an amount": "UPDATE observation SET amount = -5 WHERE deal = 3",
    "infinity": "UPDATE observation SET amount = 9e999 WHERE deal = 3",
    "a word": "UPDATE observation SET amount = 'much' WHERE deal = 3",
    "bytes": "UPDATE observation SET push_count = x'00ff' WHERE deal = 3",
    "a level": "UPDATE observation SET risk_level = 'HUGE' WHERE deal = 3",
    "a day": "UPDATE run SET as_of = '2026-02-30' WHERE run = 20260615",
    "a long text": "UPDATE observation SET stage = hex(zeroblob(20000000)) "
                   "WHERE deal = 3",
}


def by_hand(world):
    """Hostile or hand-edited: left as it is, told, and the run goes on."""
    for k, (what, sql) in enumerate(BY_HAND.items()):
        store, out = world.copy(f"hand{k}.db"), world.folder / f"hand{k}"
        with sqlite3.connect(store) as db:
            db.execute("PRAGMA ignore_check_constraints = ON")
            db.executescript(sql)
        was, start = store.read_bytes(), time.monotonic()
        check_costs_the_comparison(world, world.run(store, out), out,
                                   "the history store could not be used"
                                   .replace("the", "The"), what)
        check(time.monotonic() - start < 30, f"{what}: took long")
        check(store.read_bytes() == was, f"{what}: it was changed")
    # A table and a view of the owner's own are no damage.
    store, out = world.copy("own.db"), world.folder / "own"
    with sqlite3.connect(store) as db:
        db.executescript("CREATE TABLE mine (x); CREATE VIEW risky AS SELECT * "
                         "FROM observation WHERE risk_score > 50")
    done = world.run(store, out)
    check(done.returncode == 0 and not done.stderr, f"{done}")
    world.is_whole(out / LAST, "with a view of the owner's own")


def protected(world):
    """A file, then a folder, that may not be written: the comparison stands,
    the record does not, and exit 4 says so beside a published pack."""
    user = {}
    binary = world.folder / "dealsense"
    shutil.copy(BINARY, binary)
    if os.geteuid() == 0:
        user = {"user": 65534, "group": 65534, "extra_groups": []}
        world.folder.chmod(0o755)

    def run(store, out):
        out.mkdir()
        out.chmod(0o777)
        return subprocess.run(
            [binary, *map(str, world.args(store, out))], text=True, **user,
            capture_output=True, check=False, stdin=subprocess.DEVNULL,
            env=dict(os.environ, HOME=str(out)))

    safe = world.folder / "protected"
    safe.mkdir()
    for what, file_mode, folder_mode in (
            ("read-only file", 0o444, 0o777),
            ("read-only folder", 0o666, 0o555),
            ("both", 0o444, 0o555)):
        store = safe / "history.db"
        safe.chmod(0o777)
        shutil.copyfile(world.store, store)
        store.chmod(file_mode)
        safe.chmod(folder_mode)
        was, out = store.read_bytes(), world.folder / what.replace(" ", "-")
        done = run(store, out)
        check(done.returncode == 4 and done.stderr.count("\n") == 1 and
              "the pack is published, but the run is not recorded" in
              done.stderr, f"{what}: {done}")
        world.is_whole(out / LAST, what)  # the news is there
        check(store.read_bytes() == was, f"{what}: the store was written")
        check({p.name for p in safe.iterdir()} == {"history.db"},
              f"{what}: {list(safe.iterdir())}")
        safe.chmod(0o777)
    # One that may not be read is not compared, and is left alone.
    store.chmod(0o000)
    out = world.folder / "unreadable"
    check_costs_the_comparison(world, run(store, out), out,
                               "Permission denied", "an unreadable file")
    store.chmod(0o666)
    store.unlink()
    # No store yet, and none can be made.
    safe.chmod(0o555)
    out = world.folder / "nowhere"
    done = run(safe / "history.db", out)
    check(done.returncode == 4 and "the run is not recorded" in done.stderr and
          summary(out / LAST)["news"] is None, f"{done}")
    ok("verify", out / LAST)
    safe.chmod(0o777)


def kill_in_the_write(world):
    """kill -9 at random moments of the write: the database is sound, holds all
    of the week or none of it, and the next run makes the week complete."""
    chance = random.Random(9)
    hot = recorded = lasts = 0
    for k in range(KILLS):
        folder = world.folder / f"kill{k}"
        folder.mkdir()
        store, out = folder / "history.db", folder / "out"
        first = k % 5 == 4  # the write that makes the file
        if not first:
            shutil.copyfile(world.store, store)
        journal = folder / "history.db-journal"
        child = world.start(store, out)
        seen = None
        while child.poll() is None and not seen:
            time.sleep(0.0003)
            seen = journal.exists() and time.monotonic()
        if k == 0:  # let it end, to learn how long a write lasts
            while child.poll() is None and journal.exists():
                time.sleep(0.0003)
            lasts = time.monotonic() - seen
        else:
            time.sleep(chance.uniform(0, 1.1 * lasts))
        child.send_signal(signal.SIGKILL)
        child.communicate()
        # The pack was published before the first byte of the store.
        ok("verify", out / LAST)
        left = journal.exists() and journal.stat().st_size > 0
        hot += left
        # Another program finds it sound: on a copy, so that it is the next
        # run of ours that has to roll back.
        again = folder / "copy"
        again.mkdir()
        for path in folder.glob("history.db*"):
            shutil.copyfile(path, again / path.name)
        have = [] if not (again / "history.db").stat().st_size else \
            ask(again / "history.db", "SELECT name FROM sqlite_schema")
        if have:
            is_sound(again / "history.db")
            now = content(again / "history.db")
            check(now == world.content or first or
                  now == content(world.store), f"kill {k}: a half week")
        done = (LAST,) in ask(again / "history.db", "SELECT as_of FROM run") \
            if have else False
        recorded += done
        # Nothing new only if the week is recorded; else it is made up for.
        code = world.run(store, out, LAST, "--if-changed").returncode
        check(code == (99 if done else 0), f"kill {k}: {code}, {done}")
        check(not journal.exists(), f"kill {k}: a journal is left")
        is_sound(store)
        if first:
            check(ask(store, "SELECT as_of FROM run") == [(LAST,)], "first")
            ok("verify", out / LAST)
        else:
            check(content(store) == world.content, f"kill {k}: the store")
            world.is_whole(out / LAST, f"kill {k}")
        shutil.rmtree(folder)
    check(hot >= KILLS // 3, f"only {hot} of {KILLS} were killed in the write")
    check(recorded < KILLS - hot + 1, f"{recorded} recorded, {hot} cut short")
    return hot


def at_once(world):
    """Six runs on one store, of the same day and of others, each into its own
    folder: all succeed, every day is there once, the next run is right."""
    store = world.folder / "shared.db"
    children = [(day, world.folder / f"once{k}")
                for k, day in enumerate(DAYS * 2)]
    running = [world.start(store, out, day) for day, out in children]
    for child in running:
        _, said = child.communicate()
        check(child.returncode == 0 and not said, f"at once: {said}")
    is_sound(store)
    check(ask(store, "SELECT as_of FROM run ORDER BY 1") ==
          [(day,) for day in DAYS], "at once: runs")
    for day, out in children:
        ok("verify", out / day)
    # Run once more in their order, they are as if they had come one by one.
    for day in DAYS:
        check(world.run(store, world.folder / "order", day).returncode == 0, day)
    world.is_whole(world.folder / "order" / LAST, "at once")
    check(content(store) == world.content, "at once: content")


def main():
    with workdir() as name:
        folder = pathlib.Path(name)
        folder.chmod(0o755)  # for nobody
        few = World(folder / "few", FEW)
        # Locked by another program for longer than a run waits (30 s); that
        # passes while the rest is tested.
        locked = few.copy("locked.db")
        lock = sqlite3.connect(locked, isolation_level=None)
        lock.execute("BEGIN EXCLUSIVE")
        waiting = few.start(locked, folder / "locked")
        unusable(few)
        by_hand(few)
        protected(few)
        many = World(folder / "many", MANY)
        hot = kill_in_the_write(many)
        at_once(many)
        _, said = waiting.communicate()
        lock.execute("ROLLBACK")
        check_costs_the_comparison(
            few, subprocess.CompletedProcess([], waiting.returncode, "", said),
            folder / "locked", "database is locked", "locked")
        check(content(locked) == content(few.store), "locked: content")
        print(f"{hot} of {KILLS} kills fell into the write of the store; "
              "every pack whole")


main()
