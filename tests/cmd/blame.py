"""Nobody is blamed by chance, nor for a bad year or for being new.

Every p of SkyGeni's reps and segments is reckoned again: the wins expected
from all deals that closed in the same quarter after as long, and the exact
Poisson-binomial distribution. Then companies in which nobody differs, but the
win rate falls while reps come and go, or reps were hired of late where losses
come sooner than wins: no name in any. And one weak rep among equals: named.
"""
import bisect
import csv
import datetime
import pathlib
import random

from packs import published
from tool import SKYGENI, check, ok, rows, shared_is_here, summary, workdir

DAY = datetime.date.fromisoformat
SHRINK = 5
GROUPS = {"industry": "industry", "region": "region",
          "product": "product_type", "lead_source": "lead_source"}


def quarter(day):
    return day.year * 4 + (day.month - 1) // 3


def chances(deals, as_of):
    """P(won) of every closed deal, from its quarter and decile."""
    closed = [d for d in deals if DAY(d["closed_date"]) <= as_of]
    days = {d["deal_id"]: (DAY(d["closed_date"]) - DAY(d["created_date"])).days
            for d in closed}
    order = sorted(days.values())
    won = sum(d["outcome"] == "Won" for d in closed)
    quarters, cells, of = {}, {}, {}
    for d in closed:
        tenth = 10 * bisect.bisect_left(order, days[d["deal_id"]]) // len(order)
        q = quarter(DAY(d["closed_date"]))
        of[d["deal_id"]] = q, (q, tenth)
        for table, key in ((quarters, q), (cells, (q, tenth))):
            w, n = table.get(key, (0, 0))
            table[key] = w + (d["outcome"] == "Won"), n + 1

    def shrunk(pair, to):
        return (pair[0] + SHRINK * to) / (pair[1] + SHRINK)
    return closed, {
        d: shrunk(cells[c], shrunk(quarters[q], won / len(closed)))
        for d, (q, c) in of.items()}


def exact(won, p):
    """Two-sided: all outcomes no more likely than the observed one."""
    mass = [1.0]
    for x in p:
        mass = [a * (1 - x) + b * x for a, b in zip(mass + [0], [0] + mass)]
    return min(1, sum(m for m in mass if m <= mass[won] * (1 + 1e-7)))


def check_skygeni():
    s = summary(published("skygeni"))
    closed, chance = chances(rows(SKYGENI), DAY("2024-01-01"))
    tested = 0
    for g in s["reps"] + s["segments"]:
        column = GROUPS.get(g.get("field"), "sales_rep_id")
        own = [d for d in closed if d[column] == g["id"]]
        check((sum(d["outcome"] == "Won" for d in own), len(own)) ==
              (g["won"], g["closed"]), g)
        p = [chance[d["deal_id"]] for d in own]
        check(abs(g["expected"] - sum(p)) < 0.00501, g, sum(p))
        check(abs(g["p"] - exact(g["won"], p)) < 1e-9, g, exact(g["won"], p))
        tested += 1
    check(tested == 41 and not any(g["flagged"] or g["better"] for g in
                                   s["reps"] + s["segments"]), tested)
    print(f"SkyGeni: {tested} tests as reckoned again")


def company(path, seed, kind):
    """Three years of deals; as of 2026-06-29."""
    draw = random.Random(seed)
    start, as_of = DAY("2023-07-01"), DAY("2026-06-29")
    span = (as_of - start).days
    reps = [(f"Rep {k:02d}", draw.randint(0, span) - 300 if kind == "falls"
             else -999, 500 if kind == "falls" else 9999) for k in range(24)]
    if kind == "hires":
        reps += [(f"New {k}", span - 75, 9999) for k in range(5)]
    with open(path, "w", encoding="utf-8", newline="") as f:
        out = csv.writer(f)
        out.writerow(["deal_id", "owner", "amount", "created_date",
                      "closed_date", "outcome"])
        for k in range(4000):
            born = draw.randint(0, span)
            there = [r for r, first, stays in reps
                     if first <= born < first + stays] or ["Rep 00"]
            rep = draw.choice(there)
            rate = 0.5
            if kind == "falls":
                rate = 0.65 - 0.4 * born / span
            if kind == "weak" and rep == "Rep 07":
                rate = 0.25
            won = draw.random() < rate
            mean = (90 if won else 35) if kind == "hires" else 60
            ends = born + max(1, round(draw.gammavariate(2, mean / 2)))
            day = start + datetime.timedelta(born)
            end = start + datetime.timedelta(ends)
            out.writerow([f"D-{k:05d}", rep, draw.randint(5, 90) * 1000, day,
                          end, "Open" if end > as_of else
                          ("Lost", "Won")[won]])
    return path


def names(folder, seed, kind):
    out = folder / f"{kind}{seed}"
    export = company(folder / "company.csv", seed, kind)
    ok("run", export, "--as-of", "2026-06-29", "--out", out, "--quiet",
       "--no-store", "--config", folder / "small.ini")
    return {r["id"] for r in summary(out / "latest")["reps"] if r["flagged"]}


def main(folder):
    if shared_is_here("the tests of SkyGeni's reps, reckoned again"):
        check_skygeni()
    # What is judged here needs no forest.
    (folder / "small.ini").write_text("[forest]\nmin_won = 1000000\n", "utf-8")
    for kind in ("falls", "hires"):
        found = [names(folder, seed, kind) for seed in range(3)]
        check(not any(found), kind, found)
    for seed in range(2):
        check(names(folder, seed, "weak") == {"Rep 07"}, "the weak rep", seed)
    print("6 companies without a name, 2 with the weak rep's")


with workdir() as name:
    main(pathlib.Path(name))
