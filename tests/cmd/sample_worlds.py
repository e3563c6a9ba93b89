"""Each world of `dealsense sample --world` has what its name says, measured
from its files; and the chances in truth.csv are those of what happens."""
import collections
import csv
import datetime
import io
import math
import pathlib
import re
import statistics

from tool import check, dealsense, ok, rows, workdir

DAY = datetime.date.fromisoformat
AS_OF, MIDDLE = "2026-06-29", "2026-05-15"
DEALS = 5000


class World:
    """The files of one world; what no row of the export holds is not there."""

    def __init__(self, folder, name, day=AS_OF, deals=DEALS, seed=5):
        paths = {k: folder / f"{k}.csv" for k in ("truth", "history")}
        self.text = ok("sample", "--world", name, "--deals", deals, "--seed",
                       seed, "--as-of", day, "--truth", paths["truth"],
                       "--history", paths["history"]).stdout
        self.name, self.day = name, day
        self.files = [p.read_bytes() for p in paths.values()]
        self.truth = rows(paths["truth"])
        self.history = rows(paths["history"])
        fate = {t["deal_id"]: t for t in self.truth}
        seen = {}
        for r in csv.DictReader(io.StringIO(self.text)):
            if r["deal_id"] in fate:
                seen[r["deal_id"]] = {**r, **{
                    "fate": fate[r["deal_id"]]["outcome"] == "Lost",
                    "end": fate[r["deal_id"]]["closed_date"],
                    "prior": float(fate[r["deal_id"]]["p_lost_at_creation"])}}
        self.deals = list(seen.values())
        self.open = [t for t in self.truth if t["state"] == "open"]

    def quarters(self):
        """What each quarter won, as far as the export knows."""
        out = collections.Counter()
        for d in self.deals:
            if d["outcome"] == "Won" and d["amount"]:
                out[quarter(d["closed_date"])] += int(d["amount"])
        return out

    def adds_up(self):
        """The truth of a past quarter is what the export won in it; of this
        one and later ones no less, of a deal what it was signed at."""
        now, won = quarter(self.day), self.quarters()
        for t in self.truth:
            known, at = int(t["quarter_won"]), t["quarter"]
            check(at == quarter(t["closed_date"]) and
                  (known == won[at] if at < now else known >= won[at]),
                  self.name, t, won[at])
        amount = {t["deal_id"]: t["amount"] for t in self.truth}
        check(all(d["amount"] == amount[d["deal_id"]] for d in self.deals
                  if d["outcome"] != "Open"), self.name, "amounts")
        return {t["quarter"]: int(t["quarter_won"]) for t in self.truth}

    def calibrated(self):
        """Losses of open deals against p_lost: all, and either half of it."""
        half = sorted(self.open, key=lambda t: float(t["p_lost"]))
        for part in (half, half[:len(half) // 2], half[len(half) // 2:]):
            p = [float(t["p_lost"]) for t in part]
            off = sum(t["outcome"] == "Lost" for t in part) - sum(p)
            z = off / math.sqrt(sum(x * (1 - x) for x in p))
            check(abs(z) < 3.3, self.name, f"{z:.2f} standard errors", len(p))


def by(deals, key):
    out = collections.defaultdict(list)
    for d in deals:
        out[key(d)].append(d)
    return out


def lost(deals):
    return sum(d["fate"] for d in deals) / len(deals)


def prior(deals):
    return statistics.mean(d["prior"] for d in deals)


def days(deal):
    return (DAY(deal["end"]) - DAY(deal["created_date"])).days


def quarter(text):
    return text[:4] + "Q" + str((int(text[5:7]) + 2) // 3)


def dispersion(groups):
    """χ² of the share lost over groups, for each degree of freedom."""
    groups = [g for g in groups if len(g) > 1]
    n, k = sum(map(len, groups)), sum(d["fate"] for g in groups for d in g)
    p = k / n
    return sum((sum(d["fate"] for d in g) - len(g) * p) ** 2 /
               (len(g) * p * (1 - p)) for g in groups) / (len(groups) - 1)


def spread(groups, least=30):
    """Standard deviation of mean P(lost) at creation over groups."""
    return statistics.pstdev(prior(g) for g in groups if len(g) >= least)


def trend(w, _):
    quarters = sorted(by(w.deals, lambda d: quarter(d["created_date"])).items())
    first, last = lost(quarters[1][1]), lost(quarters[-1][1])
    check(0.42 < first < 0.58 and 0.66 < last < 0.82, first, last)
    reps = by(w.deals, lambda d: d["owner"])
    for rep in reps.values():
        span = [DAY(d["created_date"]) for d in rep]
        check((max(span) - min(span)).days <= 403, "tenure", span)
    check(len(reps) > 70 and spread(reps.values()) < 0.12, len(reps))


def regime(w, _):
    sides = by(w.deals, lambda d: d["created_date"] > "2025-10-03")
    check(0.12 < lost(sides[True]) - lost(sides[False]) < 0.28,
          lost(sides[True]), lost(sides[False]))


def doubled_losses(w, _):
    sides = by(w.deals, lambda d: d["end"] > "2026-03-01")
    a, b = (lost(sides[k]) for k in (False, True))
    ratio = b / (1 - b) / (a / (1 - a))
    check(1.6 < ratio < 2.5, f"odds of a loss times {ratio:.2f}")


def ghosts(w, _):
    last = {"03-31", "06-30", "09-30", "12-31"}
    share = {fate: statistics.mean(d["end"][5:] in last for d in deals)
             for fate, deals in by(w.deals, lambda d: d["fate"]).items()}
    check(abs(share[True] - 0.5) < 0.05 and share[False] < 0.03, share)


def newcomers(w, since):
    return {rep: deals for rep, deals in by(w.deals, lambda d: d["owner"])
            .items() if min(d["created_date"] for d in deals) > since}


def launch(w, _):
    new = [d for d in w.deals if d["product"] == "Launchpad"]
    check(min(d["created_date"] for d in new) > "2026-04-12" and
          len(new) > 150, len(new))
    hired = newcomers(w, "2026-04-12")
    check(len(hired) == 5, hired.keys())
    sides = by(w.deals, lambda d: d["fate"])
    mean = {k: statistics.mean(map(days, v)) for k, v in sides.items()}
    check(mean[True] < 0.7 * mean[False], mean)
    check(spread(by(w.deals, lambda d: d["owner"]).values()) < 1e-6 and
          spread(by(w.deals, lambda d: d["product"]).values()) < 1e-6, "differ")


def one_hire(w, stationary):
    hired = newcomers(w, "2026-02-25")
    check(len(hired) == 1, hired.keys())
    (rep, deals), = hired.items()
    since = [d for d in w.deals if d["created_date"] > "2026-03-01"]
    check(0.05 < len(deals) / len(since) < 0.11, len(deals), len(since))
    check(abs(prior(deals) - prior(since)) < 0.06, prior(deals), prior(since))
    # all else is as in the stationary world, but for fates of the hire's deals
    was = {d["deal_id"]: d for d in stationary.deals}
    for d in w.deals:
        other = was[d["deal_id"]]
        check(d == other if d["owner"] != rep else d["created_date"] ==
              other["created_date"], d)


def weak_rep(w, _):
    reps = by(w.deals, lambda d: d["owner"])
    of = sorted((prior(deals), rep) for rep, deals in reps.items())
    check(of[-1][0] - of[-2][0] > 0.1, of[-3:])
    others = [d for d in w.deals if d["owner"] != of[-1][1]]
    check(0.16 < of[-1][0] - prior(others) < 0.24, of[-1], prior(others))
    closed = sum(d["outcome"] != "Open" for d in reps[of[-1][1]])
    check(110 < closed < 190, closed)


def rewritten_amounts(w, _):
    before, ratio = {}, {"Closed Won": [], "Closed Lost": []}
    for h in w.history:
        if h["stage"] in ratio and h["amount"]:
            ratio[h["stage"]].append(float(h["amount"]) /
                                     float(before[h["deal_id"]]))
        before[h["deal_id"]] = h["amount"]
    check(set(ratio["Closed Lost"]) == {1.0} and
          abs(statistics.mean(ratio["Closed Won"]) - 0.75) < 0.001, "ratio")
    signed = {h["deal_id"]: h["amount"] for h in w.history
              if h["stage"] == "Closed Won"}
    check(all(d["amount"] == signed[d["deal_id"]] for d in w.deals
              if d["outcome"] == "Won"), "the export and its history differ")


def held_by_tenth(w):
    amounts = sorted(float(d["amount"]) for d in w.deals if d["amount"])
    return sum(amounts[-len(amounts) // 10:]) / sum(amounts)


def heavy_tails(w, stationary):
    check(held_by_tenth(w) > 0.7 and held_by_tenth(stationary) < 0.5,
          held_by_tenth(w), held_by_tenth(stationary))
    order = sorted((d for d in w.deals if d["amount"]),
                   key=lambda d: float(d["amount"]))
    third = len(order) // 3
    check(lost(order[-third:]) - lost(order[:third]) > 0.12, "sizes alike")


def two_lines(w, _):
    lines = by(w.deals, lambda d: d["product"] == "Core")
    fast, slow = (statistics.median(map(days, lines[k])) for k in (True, False))
    check(slow > 4 * fast, fast, slow)


def interactions(w, _):
    for one, other in (("lead_source", "region"),):
        pairs = by(w.deals, lambda d: (d[one], d[other]))
        check(spread(pairs.values()) > 0.1, "no pair differs")
        for alone in (one, other):
            check(spread(by(w.deals, lambda d: d[alone]).values()) < 0.03,
                  f"{alone} tells of itself")
    check(spread(by(w.deals, lambda d: d["owner"]).values()) < 0.04, "owner")


def clusters(w, stationary):
    for key, least in ((lambda d: d["account"], 1.18),
                       (lambda d: (d["owner"], d["created_date"][:7]), 1.18)):
        found = dispersion(by(w.deals, key).values())
        check(found > least, "clusters", found)
    usual = dispersion(by(stationary.deals, lambda d: d["account"]).values())
    check(usual < 1.15, usual)


def shocks(w, _):
    cells = by(w.deals, lambda d: (d["region"], quarter(d["end"])))
    check(dispersion(cells.values()) > 5, "no shock")
    for alone in ("owner", "account"):
        found = dispersion(by(w.deals, lambda d: d[alone]).values())
        check(found < 1.5, alone, found)
    check(len({d["prior"] for d in w.deals}) == 1, "somebody differs")


def thinned(w, stationary):
    out = sum(t["state"] == "left out" for t in w.truth)
    check(abs(len(w.open) / (len(w.open) + out) - 0.3) < 0.06, len(w.open), out)
    here = {t["deal_id"] for t in w.truth if t["state"] == "left out"}
    check([d for d in stationary.deals if d["deal_id"] not in here] == w.deals,
          "another deal is left out")
    check(not here & {h["deal_id"] for h in w.history}, "history of one left out")


def ended_late(deals):
    """Share of closed deals that closed in the last week of a quarter."""
    ends = [DAY(d["closed_date"]) for d in deals if d["outcome"] != "Open"]
    return statistics.mean(quarter(str(e)) != quarter(
        str(e + datetime.timedelta(7))) for e in ends)


def within_quarter(deals):
    return statistics.mean(quarter(d["created_date"]) == quarter(d["closed_date"])
                           for d in deals if d["outcome"] != "Open")


def by_quarter(deals):
    """Of closed deals but for the first quarter, of quick ones only."""
    cells = by([d for d in deals if d["outcome"] != "Open"],
               lambda d: quarter(d["end"]))
    return dispersion(cells[q] for q in sorted(cells)[1:])


def edited(w, deals):
    """The edits of the history: that dates are pulled in and pushed out and
    amounts are raised and lowered, and that the last is what the export says."""
    kinds = collections.Counter()
    for deal_id, told in by(w.history, lambda h: h["deal_id"]).items():
        for was, is_ in zip(told, told[1:]):
            if is_["stage"].startswith("Closed"):
                check(is_ is told[-1], "told after it was closed", is_)
                continue
            check(was["entered_date"] <= is_["entered_date"], was, is_)
            moved = is_["close_date"] > was["close_date"]
            if is_["close_date"] != was["close_date"]:
                kinds["pushed" if moved else "pulled"] += 1
            if is_["amount"] != was["amount"]:
                up = int(is_["amount"]) > int(was["amount"])
                kinds["raised" if up else "lowered"] += 1
        for name, column in (("amount", "amount"), ("close_date", "closed_date"),
                             ("forecast_category", "forecast_category"),
                             ("stage", "stage")):
            check(told[-1][name] == deals[deal_id][column], name, told[-1],
                  deals[deal_id])
    return kinds


def pulled(w):
    """(deal, the end it was pulled in to) of each."""
    for deal_id, told in by(w.history, lambda h: h["deal_id"]).items():
        for was, is_ in zip(told, told[1:]):
            if is_["close_date"] < was["close_date"] and \
                    not is_["stage"].startswith("Closed"):
                check(quarter(is_["close_date"]) == quarter(is_["entered_date"])
                      < quarter(was["close_date"]), was, is_)
                yield deal_id, is_["close_date"]


def living(w, stationary):
    deals = {d["deal_id"]: d for d in w.deals}
    kinds = edited(w, deals)
    check(kinds["pulled"] > 200 and min(kinds["raised"], kinds["lowered"]) >
          700 and kinds["pushed"] > 2000, kinds)
    # 44% of edits raise: a factor of exp(N(−0.03, 0.2²))
    check(0.7 < kinds["raised"] / kinds["lowered"] < 0.9, kinds)
    late, usual = ended_late(w.deals), ended_late(stationary.deals)
    check(late > 0.28 and usual < 0.1, "crowded ends", late, usual)
    quick, usual = within_quarter(w.deals), within_quarter(stationary.deals)
    check(quick > 0.47 and usual < 0.4, "within a quarter", quick, usual)
    shocked, usual = by_quarter(w.deals), by_quarter(stationary.deals)
    check(shocked > 3 and usual < 2.5, "shocks", shocked, usual)
    kept = collections.Counter(quarter(deals[i]["end"]) == quarter(end)
                               for i, end in pulled(w))
    check(min(kept.values()) > 40, "pulled in, and it came so, or not", kept)
    calls = by([h for h in w.history if h["stage"] == "Demo"],
               lambda h: deals[h["deal_id"]]["owner"])
    bold = {rep for rep, told in calls.items()
            if any(h["forecast_category"] == "Best Case" for h in told)}
    check(0.15 < len(bold) / len(calls) < 0.55, "optimists", len(bold))
    committed = by([h for h in w.history if h["forecast_category"] == "Commit"],
                   lambda h: deals[h["deal_id"]]["owner"] in bold)
    won = {k: 1 - lost([deals[i] for i in {h["deal_id"] for h in v}])
           for k, v in committed.items()}
    check(won[True] < won[False] - 0.02, "bold calls come in less", won)
    was = {d["deal_id"]: d for d in stationary.deals}
    for d in w.deals:
        check(all(d[key] == was[d["deal_id"]][key] for key in
                  ("created_date", "owner", "account", "industry", "region",
                   "product", "lead_source")), "another deal", d)


def averaged(folder):
    """p_lost averages over the shock of the quarter: right over many."""
    off = []
    for seed in range(1, 25):
        w = World(folder, "living", MIDDLE, 1500, seed)
        off.append(sum((t["outcome"] == "Lost") - float(t["p_lost"])
                       for t in w.open) / len(w.open))
    z = statistics.mean(off) / statistics.stdev(off) * math.sqrt(len(off))
    check(abs(z) < 3.3, f"living: {z:.2f} standard errors")


def foretold(folder):
    """What this quarter will close at is what the export of a later day won,
    with deals that were not created yet."""
    for name in ("stationary", "living"):
        now = World(folder, name).adds_up()
        then = World(folder, name, "2026-10-01")
        check(then.quarters()["2026Q3"] == now["2026Q3"], name,
              then.quarters()["2026Q3"], now["2026Q3"])
        check(any(d["created_date"] > AS_OF and d["outcome"] == "Won" and
                  quarter(d["closed_date"]) == "2026Q3" for d in then.deals),
              "nothing is created within the quarter")


def coin(w, _):
    check(len({d["prior"] for d in w.deals}) == 1 and
          len({t["p_lost"] for t in w.open}) == 1, "somebody differs")


def names_and_errors(names):
    done = dealsense("sample", "--world", "shock")
    check(done.returncode == 2 and "did you mean shocks?" in done.stderr,
          done.stderr)
    for shell in ("bash", "zsh", "fish"):
        check(" ".join(names) in ok("completion", shell).stdout, shell)


def main(folder):
    text = ok("sample", "--help").stdout.split("\nworlds:\n")[1]
    names = re.findall(r"^  ([\w-]+)  ", text, re.M)
    names_and_errors(names)
    stationary = World(folder, "stationary")
    stationary.calibrated()
    stationary.adds_up()
    check(ok("sample", "--deals", DEALS, "--seed", 5).stdout == stationary.text,
          "the stationary world is not the usual one")
    for name in names[1:]:
        w = World(folder, name)
        globals()[name.replace("-", "_")](w, stationary)
        w.adds_up()
        if name not in ("shocks", "living"):  # of which p_lost is an average
            w.calibrated()
        one, two = (World(folder, name, deals=300) for _ in range(2))
        check((one.text, one.files) == (two.text, two.files), name)
        check(w.text != stationary.text, name)
    check(World(folder, "coin").text == ok("sample", "--deals", DEALS, "--seed",
                                           5, "--signal", 0).stdout, "coin")
    averaged(folder)
    foretold(folder)
    World(folder, "ghosts", MIDDLE, 12000).calibrated()
    World(folder, "doubled-losses", "2026-04-15", 12000).calibrated()
    print(f"{len(names)} worlds")


with workdir() as name:
    main(pathlib.Path(name))
