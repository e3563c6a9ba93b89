"""Exports as CRMs write them: every figure of the pack against a count of ours."""
import datetime
import pathlib
import random
import re

import exports_world as world
from tool import check, dealsense, ok, rows, summary, workdir

DAY = datetime.timedelta(1)
AS_OF = world.AS_OF

# What no reader may meet: numbers that are none, holes in templates, "1 deals".
STRAY = re.compile(r"(?<![\w-])(nan|-?inf(inity)?|null|undefined|0 of 0|-0"
                   r"(\.0+)?%?|\(null\)|\{\{|\}\}|(?<![.,])1 (open |"
                   r"closed )?(deals|rows|days))(?![\w.%])", re.I)


def state(deal, day):
    """open, won, lost; later and undated are in no figure."""
    if deal["outcome"] == "open":
        return "open" if deal["created"] <= day else "later"
    if not deal["closed"]:
        return "undated"
    if deal["closed"] <= day:
        return deal["outcome"]
    return "open" if deal["created"] and deal["created"] <= day else "later"


def figures(what, pack, deals, day, left_out):
    """Counts, sums and rates; the rows of the file add up."""
    s = summary(pack)
    states = [state(d, day) for d in deals]
    n = {k: states.count(k) for k in
         ("open", "won", "lost", "later", "undated")}

    def same(name, got, want):
        check(got == want, f"{what}: {name} is {got}, counted {want}")
    same("deals", [s["deals"][k] for k in ("open", "won", "lost")],
         [n[k] for k in ("open", "won", "lost")])
    same("rows", s["input"]["rows"], len(deals) + left_out)
    same("rows left out", s["input"]["rejected_rows"], left_out)
    same("in no figure", [s["input"]["later_deals"],
                          s["input"]["undated_deals"]],
         [n["later"], n["undated"]])
    sum_open = sum(d["amount"] or 0 for d, x in zip(deals, states)
                   if x == "open")
    check(abs((s["money"]["pipeline"] or 0) - sum_open) < 0.02,
          f"{what}: pipeline {s['money']['pipeline']}, counted {sum_open}")
    closed = n["won"] + n["lost"]
    rate = s["metrics"]["win_rate"]
    both = {"won", "lost"} <= {d["outcome"] for d in deals}
    check(abs(rate - n["won"] / closed) < 1e-4 if closed and both
          else rate is None, f"{what}: win rate {rate}")
    same("a reason", s["metrics"]["win_rate_reason"] is not None,
         not both and any(d["outcome"] != "open" for d in deals))
    reps = {}
    for d, x in zip(deals, states):
        if x in ("won", "lost"):
            won, all_closed = reps.get(d["owner"], (0, 0))
            reps[d["owner"]] = (won + (x == "won"), all_closed + 1)
    same("reps", {r["id"]: (r["won"], r["closed"]) for r in s["reps"]
                  if r["closed"]}, reps)
    report = rows(pack / "risk_report.csv")
    same("ids", {r["deal_id"] for r in report},
         {d["id"] for d, x in zip(deals, states) if x == "open"})
    same("levels", sum(v["deals"] for v in s["levels"].values()), n["open"])
    return s


def audit(what, folder, deals, *more, day=None, left_out=0):
    out = folder / "packs" / re.sub(r"\W+", "_", what)
    done = ok("run", folder / "deals.csv", "--out", out, "--as-of",
              day or AS_OF, "--no-store", *more)
    pack = out / "latest"
    s = figures(what, pack, deals, day or AS_OF, left_out)
    ok("verify", pack)
    for path in [*pack.rglob("*.html"), pack / "messages/alerts.txt",
                 pack / "risk_report.csv"]:
        text = path.read_text("utf-8")
        text = re.sub(r"<(script|style)\b.*?</\1>|<[^>]+>", " ", text,
                      flags=re.S)
        hit = STRAY.search(text)
        check(not hit, f"{what}: {path.name} says {hit and hit.group(0)!r}: "
              f"{hit and text[max(0, hit.start() - 60):hit.end() + 20]!r}")
    page = (pack / "dashboard/segments.html").read_text("utf-8")
    for asked in ("Act today", "Date anew", "Enter the missing"):
        check(asked not in page, f"{what}: the segments page says {asked}")
    print(f"{what}: {s['deals']}")
    return pack, s, done.stdout


def crms(folder):
    deals = world.deals(240, seed=1)
    for name, export in world.CRMS.items():
        stands, left_out, more = export(folder / "deals.csv", deals)
        audit(name, folder, stands, *more, left_out=left_out)


def extremes(folder):
    path = folder / "deals.csv"
    deals = world.deals(120, seed=2)
    is_open = [d for d in deals if d["outcome"] == "open"]
    closed = [d for d in deals if d["outcome"] != "open"]
    won = [dict(d, outcome="won") for d in closed]
    cases = {
        "one open deal": is_open[:1],
        "one closed deal": closed[:1],
        "only open": is_open,
        "only closed": closed,
        "all won": won + is_open,
        "all lost": [dict(d, outcome="lost") for d in closed] + is_open,
        "no amounts": [dict(d, amount=None) for d in deals],
        "all amounts equal": [dict(d, amount=500.0) for d in deals],
        "amounts of nothing": [dict(d, amount=0.0) for d in deals],
        "one owner": [dict(d, owner="Ada") for d in deals],
        "an owner a deal": [dict(d, owner=f"R{i}")
                            for i, d in enumerate(deals)],
        "no close dates": [dict(d, closed=None, expected=None)
                           for d in deals],
        "closes far away": [dict(d, expected=datetime.date(2099, 12, 31))
                            for d in deals],
    }
    for what, some in cases.items():
        world.plain(path, some)
        pack, _, _ = audit(what, folder, some)
    world.plain(path, is_open)
    pack, _, _ = audit("nothing has closed", folder, is_open)
    check("is not known: too few" in (pack / "dashboard/data.html").read_text(),
          "leaks are called absent where none was looked for")
    trust = (pack / "dashboard/trust.html").read_text()
    check("too few deals have closed to train a model" in trust and
          "would not have helped" not in trust,
          "a calibration that was never tried is called of no help")
    world.plain(path, deals)
    for day in (min(d["created"] for d in deals), datetime.date(2024, 2, 29),
                datetime.date(2099, 12, 31)):
        audit(f"as of {day}", folder, deals, day=day)
    done = dealsense("run", path, "--as-of", "1999-01-01", "--out", folder)
    check(done.returncode == 3 and "later --as-of" in done.stderr, "too early")
    world.plain(path, [dict(d, created=None, closed=None, expected=None)
                       for d in deals])
    done = dealsense("check", path)
    check(done.returncode == 3 and "give --as-of" in done.stderr, "no dates")
    world.plain(path, deals, date=lambda d: d and f"day {d}")
    done = dealsense("check", path)
    check(done.returncode == 3 and ":2:" in done.stderr and
          "cannot be read as a date" in done.stderr, f"dates: {done.stderr}")


def histories(folder):
    deals = world.deals(300, seed=3)
    path, history = folder / "deals.csv", folder / "history.csv"
    world.plain(path, deals)
    events = world.history(deals)

    def report(what, some):
        world.write(history, world.HISTORY, some)
        pack, _, said = audit(what, folder, deals, "--history", history)
        return rows(pack / "risk_report.csv"), said

    good, said = report("history", events)
    check("stage history could not" not in said, said)
    check(any(r["days_in_stage"] for r in good), "no days in stage")
    shuffled = events[:]
    random.Random(5).shuffle(shuffled)
    unlike = [[a, b.upper() if i % 2 else b.lower(), *c]
              for i, (a, b, *c) in enumerate(events)]
    strangers = [["X" + e[0], *e[1:]] for e in events[:50]]
    after = [[d["id"], "Demo", f"{d['closed'] + DAY * 3}T08:00:00Z", "", ""]
             for d in deals if d["closed"] and d["closed"] + DAY * 3 <= AS_OF]
    for what, some, told in (
            ("history in no order", shuffled, ""),
            ("history in another case", unlike, ""),
            ("history after closing", events + after, ""),
            ("history twice", events + events,
             f"{len(events):,} of {2 * len(events):,} rows of stage history"),
            ("history of strangers", events + strangers,
             f"50 of {len(events) + 50:,} rows of stage history"),
            ("history that cannot be read",
             [[*e[:3], "much", "soon"] for e in events], "")):
        got, said = report(what, some)
        check(told in said, f"{what} is not told: {said}")
        check(got == good, f"{what} changes the report: " + str(next(
            ((a, b) for a, b in zip(good, got) if a != b), "")))


def blame(folder):
    """A reason for the loss, an owner who gets what is lost: no finding."""
    deals = world.deals(400, seed=4)
    path, config = folder / "deals.csv", folder / "leak.ini"
    config.write_text("[columns]\ncategory = loss_reason\n")
    for what, owner in (("a reason for the loss", lambda d: d["owner"]),
                        ("an archive of the lost", lambda d: "Archive"
                         if d["outcome"] == "lost" else d["owner"])):
        some = [dict(d, owner=owner(d)) for d in deals]
        world.write(path, world.PLAIN + ["loss_reason"],
                    [world.plain_row(d) + [["", "price"][d["outcome"] ==
                                                         "lost"]]
                     for d in some])
        pack, s, _ = audit(what, folder, some, "--config", config)
        check(not [r for r in s["reps"] if r["flagged"]], f"{what}: a rep")
        check("of loss_reason" not in str(s["prescriptions"]),
              f"{what}: {s['prescriptions']}")
        check("price" not in (pack / "dashboard/segments.html").read_text(),
              f"{what}: a segment")


def main():
    with workdir() as name:
        folder = pathlib.Path(name)
        crms(folder)
        extremes(folder)
        histories(folder)
        blame(folder)


main()
