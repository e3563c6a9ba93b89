"""`run --alert`: what Slack hears, counted again from the CSV reports.

Weeks of one planted pipeline; the news of each week is told once. Then data
that is stale, empty, unreadable, and a webhook that fails.

    alert.py [DEALS]

DEALS: of the planted pipeline; more of them in the slow suite.
"""
import os
import pathlib
import random
import re
import signal
import subprocess
import sys
import time

import inbox
from tool import BINARY, check, dealsense, ok, rows, summary, workdir

DAYS = ["2026-06-08", "2026-06-15", "2026-06-22", "2026-06-29"]
DEALS = int((sys.argv[1:] or [1200])[0])
CONFIG = """[slack]
channel = #alerts
[network]
retries = 0
timeout_seconds = 1
[levels]
critical = 60
high = 45
[forest]
trees = 20
replays = 2
"""


class World:
    def __init__(self, folder):
        self.folder, self.out = folder, folder / "out"
        self.hook = inbox.Webhook()
        self.config = folder / "config.ini"
        self.config.write_text(CONFIG)
        self.bare = {"PATH": os.environ["PATH"], "TZ": "UTC",
                     **{k: v for k, v in os.environ.items()
                        if k.endswith(("SAN_OPTIONS", "_POLICY"))}}
        self.env = {**self.bare, "DEALSENSE_SLACK_WEBHOOK": self.hook.url}

    def run(self, export, day, *more):
        days = ("--as-of", day) if day else ()
        return dealsense("run", export, *days, "--out", self.out, "--config",
                         self.config, "--alert", *more, env=self.env)

    def heard(self):
        """What was posted since the last call, as one text each."""
        out = []
        for m in self.hook.messages():
            check(len(m["blocks"]) <= 50 and m["text"], "limits")
            out.append("\n".join(
                [m["text"]] + [b["text"]["text"] for b in m["blocks"]
                               if "text" in b] +
                [e["text"] for b in m["blocks"]
                 for e in b.get("elements", [])]))
        check(all(len(b) <= 10_000 for _, _, b in self.hook.got), "too long")
        self.hook.got.clear()
        return out


def expected(before, now):
    """Deal id → kind of news, and the numbers of the volume."""
    old = {r["deal_id"]: r for r in before or []}
    news, high = {}, {"HIGH", "CRITICAL"}
    for r in now:
        was = old.get(r["deal_id"])
        if r["risk_level"] != "CRITICAL":
            continue
        if not was:
            news[r["deal_id"]] = "new"
        elif was["risk_level"] != "CRITICAL":
            news[r["deal_id"]] = "rose"
        elif float(r["risk_score"]) - float(was["risk_score"]) > 4.95:
            news[r["deal_id"]] = "worse"
    return news


def told(out, day):
    return {r["deal"]: r["news"] for r in inbox.ledger(out)
            if r["as_of"] == day and r["deal"]}


def weeks(world):
    """The news of each week, once."""
    before, kinds = None, set()
    again = [(), ("--if-changed",), ("--resend",)]
    for day in DAYS:
        export = world.folder / f"{day}.csv"
        export.write_text(ok("sample", "--deals", DEALS, "--seed", 7, "--as-of",
                             day).stdout, "utf-8")
        done = world.run(export, day)
        check(done.returncode == 0, f"{day}: {done}")
        now = rows(world.out / day / "risk_report.csv")
        news = summary(world.out / day)["news"]
        want = expected(before, now)
        if news and not news["comparable"]:
            want = {d: k for d, k in want.items() if k == "new"}
        check(told(world.out, day) == want,
              f"{day}: told {told(world.out, day)}, counted {want}")
        kinds |= set(want.values()) if before else set()
        texts = world.heard()
        check(len(texts) == bool(want), f"{day}: {len(texts)} messages")
        if want:
            n = len(want)
            amount = sum(float(r["amount"] or 0) for r in now
                         if r["deal_id"] in want)
            check(texts[0].startswith(f"{n} CRITICAL deal"), texts[0][:80])
            short = re.search(r"\$?([\d.]+)([KM])", texts[0].split("\n")[0])
            scale = {"K": 1e3, "M": 1e6}[short[2]]
            check(abs(float(short[1]) * scale - amount) <=
                  (0.51 if short[2] == "K" else 0.051) * scale,
                  f"{short[0]} for {amount}")
            if n > 8:
                check(re.search(rf"\d+ of {n} shown", texts[0]), "the rest")
        # Again, by any way: nothing.
        for more in again if day == DAYS[-1] else again[:1]:
            done = world.run(export, day, *more)
            check(done.returncode == (99 if "--if-changed" in more else 0) and
                  not world.heard(), f"{day} {more}: told twice: {done}")
        before = now
        again.append(again.pop(0))
    check(kinds == {"new", "rose"} or kinds == {"new", "rose", "worse"},
          f"the weeks show {kinds} alone")
    # A replay of the past has no news, and says so: silence is no health.
    done = world.run(world.folder / f"{DAYS[-1]}.csv", "2026-06-10")
    check(done.returncode == 5 and not world.heard() and
          done.stderr.count("\n") == 1 and "a replay of the past has no news"
          in done.stderr, f"replay: {done}")


def jump(world):
    """The volume: a day on which many risky deals appear at once."""
    day, export = "2026-06-30", world.folder / f"{DAYS[-1]}.csv"
    last = rows(world.out / DAYS[-1] / "risk_report.csv")
    risky = [r["deal_id"] for r in last
             if r["risk_level"] in ("HIGH", "CRITICAL")]
    fewer = world.folder / "fewer.csv"
    gone = set(risky[::2])
    fewer.write_text("".join(
        line for line in export.read_text("utf-8").splitlines(True)
        if line.split(",")[0] not in gone), "utf-8")
    world.out = world.folder / "jump"
    check(world.run(fewer, DAYS[-1]).returncode == 0, "before the jump")
    check("volume up" not in "".join(world.heard()), "a jump from nothing")
    last = rows(world.out / DAYS[-1] / "risk_report.csv")
    check(world.run(export, day).returncode == 0, "jump")
    texts = world.heard()
    before = sum(r["risk_level"] in ("HIGH", "CRITICAL") for r in last)
    now = rows(world.out / day / "risk_report.csv")
    high = {r["deal_id"] for r in now if r["risk_level"] in ("HIGH",
                                                             "CRITICAL")}
    was = {r["deal_id"] for r in last if r["risk_level"] in ("HIGH",
                                                             "CRITICAL")}
    check(len(high) >= 1.25 * before, f"{before} → {len(high)}: no jump made")
    check(len(texts) == 1 and f"volume up*: {len(high)} deals are CRITICAL or "
          f"HIGH, {before} were on 29 Jun 2026. {len(high - was)} came and "
          f"{len(was - high)} left since; beyond chance" in texts[0], texts)


def no_data(world):
    """Stale, empty, not readable, not there: Slack hears of each, once."""
    newest = world.folder / f"{DAYS[-1]}.csv"
    for k in range(2):
        done = world.run(newest, "2026-07-20")
        texts = world.heard()
        check(done.returncode == 0 and len(texts) == (2 if not k else 0) or
              len(texts) == 1 and not k, f"stale: {done} {texts}")
        check(k or "The newest date in the export is 29 Jun 2026, 21 days "
              "before 20 Jul 2026" in texts[0], texts)
    # By the clock, when no day is given.
    check(world.run(newest, None).returncode == 0, "by the clock")
    check(any("is stale" in t for t in world.heard()), "by the clock")
    closed = world.folder / "closed.csv"
    closed.write_text("deal_id,stage,amount,created_date,closed_date\n" +
                      "".join(f"D{i},Won,100,2026-06-01,2026-07-2{i}\n"
                              for i in range(5)))
    for k in range(2):
        done = world.run(closed, "2026-07-28")
        texts = world.heard()
        check(done.returncode == 0 and
              ("no open deal in the export" in "".join(texts)) == (not k),
              f"empty: {done} {texts}")
    for name, text in (("nothing.csv", ""), ("noise.csv", "a\0b"),
                       ("<!channel> & Co.csv", "x,y\n1,2\n")):
        bad = world.folder / "secret-folder" / name
        bad.parent.mkdir(exist_ok=True)
        bad.write_text(text)
        done = world.run(bad, "2026-08-03")
        check(done.returncode == 3, f"{name}: {done}")
        texts = world.heard()
        if name == "nothing.csv":
            check(len(texts) == 1 and "Data unavailable" in texts[0] and
                  "nothing.csv" in texts[0] and
                  "secret-folder" not in texts[0], texts)
        else: # the same news of the same day
            check(not texts, texts)
    missing = world.folder / "secret-folder/<!channel> & Co.csv.gone"
    check(world.run(missing, "2026-08-04").returncode == 3, "missing")
    texts = world.heard()
    check(len(texts) == 1 and "<!channel>" not in texts[0] and
          "&lt;!channel&gt; &amp; Co" in texts[0], texts)
    check(world.run(missing, "2026-13-01").returncode == 2 and
          not world.heard(), "a wrong command is no news")


def failures(world):
    """The pack stands whatever becomes of the alert; nothing is lost."""
    day = "2026-09-07"
    export = world.folder / "later.csv"
    export.write_text(ok("sample", "--deals", 300, "--seed", 9, "--as-of",
                         day).stdout, "utf-8")
    world.out = world.folder / "fails"
    for answer, state in (((404, b"no_service"), "refused"),
                          ((429, b"rate_limited", ("Retry-After", "0")), "failed")):
        world.hook.answers = [answer]
        done = world.run(export, day, "--if-changed")
        check(done.returncode == 5 and "hush" not in done.stderr, f"{done}")
        ok("verify", world.out / day)
        check({r["state"] for r in inbox.ledger(world.out)} == {state}, state)
    world.hook.answers = [(200, b"ok")] # told by the next, though unchanged
    check(world.run(export, day, "--if-changed").returncode == 0 and
          len(world.heard()) == 1, "not told later")
    check(world.run(export, day, "--if-changed").returncode == 99, "99")
    # No answer: in doubt, until it is asked for.
    world.out = world.folder / "doubt"
    world.hook.answers = ["cut"]
    check(world.run(export, day).returncode == 5, "cut")
    world.hook.answers = [(200, b"ok")]
    done = world.run(export, day, "--if-changed")
    check(done.returncode == 5 and "in doubt" in done.stderr and
          not world.heard(), f"doubt: {done}")
    check(world.run(export, day, "--resend").returncode == 0 and
          len(world.heard()) == 1, "resend")
    check(world.run(export, day, "--if-changed").returncode == 99, "99 again")
    # No webhook at all; no store to compare with.
    world.out = world.folder / "none"
    env, world.env = world.env, world.bare
    done = world.run(export, day)
    check(done.returncode == 5 and done.stderr.count("\n") == 1, f"{done}")
    ok("verify", world.out / day)
    check(world.run(export, day, "--no-store").returncode == 2, "--no-store")
    world.env = env


def kills(world):
    """kill -9, then again: never the same news twice."""
    chance, day = random.Random(5), "2026-09-07"
    export = world.folder / "later.csv"
    for k in range(7):
        world.out = world.folder / f"kill{k}"
        start = time.monotonic()
        if not k:
            world.run(export, day)
            whole = time.monotonic() - start
            check(len(world.heard()) == 1, "alone")
            continue
        child = subprocess.Popen(
            [BINARY, "run", export, "--as-of", day, "--out", world.out,
             "--config", world.config, "--alert", "--quiet"], env=world.env,
            stderr=subprocess.DEVNULL)
        time.sleep(whole * chance.uniform(0.5, 1.05))
        child.send_signal(signal.SIGKILL)
        child.wait()
        done = world.run(export, day)
        heard = len(world.heard())
        states = {r["state"] for r in inbox.ledger(world.out)}
        check(heard <= 1 and (heard == 1 or states == {"sending"}) and
              done.returncode == (5 if "sending" in states else 0),
              f"kill {k}: {heard} {states} {done}")


def main():
    with workdir() as name:
        world = World(pathlib.Path(name))
        weeks(world)
        jump(world)
        no_data(world)
        failures(world)
        kills(world)
        print("told once each")


main()
