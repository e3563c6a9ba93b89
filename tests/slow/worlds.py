"""What a pack says, held against what its open deals do, in every world that
`dealsense sample --world` can plant.

12 pipelines of 3,000 deals a world, of whose open deals the fate is known, and
the chance of it (truth.csv: p_lost, the best possible from all that is known on
the day). A table a world: what was said, what happened, what was due by the
true chances, and in how many packs what happened is in the printed range of
today's deals. The 95% interval beside an AUC or a share lost is of the
replays; how often it holds what happened is printed ("the replays' own"), and
nobody claims that it should.

A world's claim about shares of packs fails where so few (or so many) come
about with a probability below 2.5% if the claim is just true; over all worlds
it must hold as it stands.

  worlds.py [COUNT [WORLD …]]
"""
import collections
import datetime
import json
import math
import re
import sys

import numpy

from pipelines import Verdict, count, each, run, sample
from tool import ok, rows, summary

FULL, DEALS, RARE = 12, 3000, 0.025
HORIZONS = (30, 60, 90)
NO_CHANGE = "No change shown"

# What is true of a world: reps are alike; the cycle, and outcomes, change; it
# has the seeds of another, to compare pack with pack.
World = collections.namedtuple("World", "alike cycle outcomes seeds day",
                               defaults=(False, False, False, None,
                                         "2026-06-29"))
WORLDS = {
    "stationary": World(),
    "coin": World(alike=True),
    "trend": World(alike=True, cycle=True, outcomes=True),
    "regime": World(cycle=True, outcomes=True),
    "doubled-losses": World(outcomes=True),
    "ghosts": World(day="2026-05-15"),
    "launch": World(alike=True),
    "one-hire": World(seeds="stationary"),
    "weak-rep": World(),
    "rewritten-amounts": World(),
    "heavy-tails": World(),
    "two-lines": World(),
    "interactions": World(alike=True),
    "clusters": World(alike=True, outcomes=True),
    "shocks": World(alike=True, outcomes=True),
    "thinned": World(),
    "living": World(outcomes=True),
}

# Claims that do not hold yet, (world, claim): what was measured, 12 pipelines
# a world unless it says so; printed as such, and not as failures.
AFTER = "P(lost) is moved, the days are scaled to it: "
MISSES = {
    ("trend", "won within 60: calibrated to 0.03"): AFTER + "0.038",
    ("trend", "won within 90: calibrated to 0.03"): AFTER + "0.044",
    ("doubled-losses", "P(lost) within 0.03"):
        "-0.049 and -0.062 (5 and 6 pipelines): a third of the last 180 days "
        "is of before the turn, so they understate it",
    ("doubled-losses", "won within 30: calibrated to 0.03"):
        "0.038 (5 pipelines), as P(lost) is too low",
    ("doubled-losses", "won within 90: calibrated to 0.03"): AFTER + "0.043",
    ("launch", "P(lost) within 0.03"):
        "-0.047; of old and new products alike, in a deal's first 60 days; "
        "on a day before the launch -0.016 (one pipeline). Not yet explained",
    ("launch", "won within 30: calibrated to 0.03"):
        "0.044, as P(lost) is too low",
    ("launch", "won within 60: calibrated to 0.03"):
        "0.049, as P(lost) is too low",
    ("launch", "won within 90: calibrated to 0.03"):
        "0.052, as P(lost) is too low",
    ("interactions", "won within 90: calibrated to 0.03"):
        "0.031, of which chance alone is 0.021",
    ("shocks", "won within 30: calibrated to 0.03"):
        "0.044; the quarter to come is a shock that nobody can know",
    ("shocks", "won within 60: calibrated to 0.03"): "0.057, likewise",
    ("shocks", "won within 90: calibrated to 0.03"): "0.091, likewise",
    ("shocks", "won within 90: better than a constant"): "-0.0116, likewise",
    ("thinned", "won within 60: calibrated to 0.03"):
        "0.038, of which chance alone is 0.037",
    ("thinned", "won within 90: calibrated to 0.03"):
        "0.047, of which chance alone is 0.038",
}


def planted():
    """The worlds of the table, as help lists them."""
    text = ok("sample", "--help").stdout.split("\nworlds:\n")[1]
    return re.findall(r"^  ([\w-]+)  ", text, re.M)


def auc(score, weight):
    """P(a deal that will be lost ranks above one that will be won), each
    deal lost with the chance `weight`; ties at one half."""
    score, weight = numpy.asarray(score), numpy.asarray(weight, float)
    above = (score[:, None] > score) + 0.5 * (score[:, None] == score)
    pairs = weight[:, None] * (1 - weight)
    numpy.fill_diagonal(pairs, 0)
    return (above * pairs).sum() / pairs.sum()


def number(text):
    return float(text) if text else math.nan


def inside(of, value, prefix=""):
    """None: no interval is printed."""
    low, high = (of[f"{prefix}{side}95"] for side in ("lower", "upper"))
    return None if low is None or high is None else low <= value <= high


def side(today, record, lost, chance):
    """A side of the flags: said, happened, due, inside."""
    if today["lost_share"] is None or not len(lost):
        return None
    if today["deals"] != len(lost):
        raise AssertionError(f"{today} of {len(lost)} deals")
    got = lost.mean()
    return {"said": today["lost_share"], "got": got, "due": chance.mean(),
            "inside": inside(today, got), "own": inside(record, got),
            "width": today["upper95"] - today["lower95"]}


class Pack:
    """Figures of one pack and of the deals that are open in it."""

    def __init__(self, folder, world, seed):
        day = WORLDS[world].day
        deals = sample(folder, "--deals", DEALS, "--seed", seed, "--world",
                       world, "--as-of", day)
        pack = run(folder, deals, "--history", folder / "history.csv",
                   "--as-of", day)
        truth = {t["deal_id"]: t for t in rows(folder / "truth.csv")}
        s, table = summary(pack), rows(pack / "risk_report.csv")
        model = json.loads((pack / "dashboard/api/v1/model.json")
                           .read_text("utf-8"))
        fates = [truth[r["deal_id"]] for r in table]
        if any(t["state"] != "open" for t in fates):
            raise AssertionError(f"{world} {seed}: a deal is not open")
        self.world, self.seed = world, seed
        self.mode, self.reason = s["model"]["mode"], s["model"]["reason"]
        self.lost = numpy.array([t["outcome"] == "Lost" for t in fates])
        self.chance = numpy.array([float(t["p_lost"]) for t in fates])
        self.read_deals(s, table)
        self.read_money(s, table)
        self.read_days(table, fates, datetime.date.fromisoformat(day))
        self.read_record(s, model, table)
        self.named = [r["id"] for r in s["reps"]
                      if r["flagged"] or r["better"]]
        self.flagged = [r["id"] for r in s["reps"] if r["flagged"]]
        self.weak = weakest(folder) if world == "weak-rep" else None
        self.cycle = s["cycle"]["verdict"]
        self.drift = model["outcomes"]

    def read_deals(self, s, table):
        p = numpy.array([number(r["p_loss"]) for r in table])
        if self.mode != "hybrid":  # one rate for all
            money = s["money"]
            p[:] = money["expected_loss"] / money["pipeline"]
        self.p = p

    def read_money(self, s, table):
        amount = numpy.array([number(r["amount"]) for r in table])
        money = s["money"]
        self.expected = money["expected_loss"]
        self.realised = numpy.nansum(amount * self.lost)
        low, high = (money[f"expected_loss_{k}80"] for k in ("lower", "upper"))
        self.money = None if low is None else low <= self.realised <= high

    def read_days(self, table, fates, day):
        """P(won within h days) and whether it was; and the law over all."""
        self.won = {}
        for h in HORIZONS:
            p = numpy.array([number(r[f"win_{h}"]) for r in table])
            end = (day + datetime.timedelta(h)).isoformat()
            was = numpy.array([t["outcome"] == "Won" and
                               t["closed_date"] <= end for t in fates])
            self.won[h] = (p[~numpy.isnan(p)], was[~numpy.isnan(p)])
        self.beyond = sum(
            number(r["win_90"]) > 1 - number(r["p_loss"]) + 1e-9
            for r in table)

    def read_record(self, s, model, table):
        """AUC, and flagged or not, as printed and as they come."""
        score = numpy.array([float(r["risk_score"]) for r in table])
        kinds = {"score": ("hybrid" if self.mode == "hybrid" else "rules",
                           score)}
        if self.mode == "hybrid":
            kinds["P(lost)"] = ("ml", self.p)
        self.auc = {}
        for kind, (key, values) in kinds.items():
            holdout = s["model"]["holdout"][key]
            if holdout["auc"] is None:
                continue
            due, got = auc(values, self.chance), auc(values, self.lost)
            held = inside(holdout, got, "today_")
            self.auc[kind] = {
                "said": holdout["auc"], "due": due, "got": got,
                "inside": held, "own": inside(holdout, got),
                "width": math.nan if held is None else
                holdout["today_upper95"] - holdout["today_lower95"]}
        risky = numpy.array([r["risk_level"] in ("HIGH", "CRITICAL")
                             for r in table])
        flags, today = (model["record"].get(k) for k in ("flags", "today"))
        self.sides = {} if not flags else {
            kind.replace("_", " "): side(today[kind], flags[kind],
                                         self.lost[of], self.chance[of])
            for kind, of in (("flagged", risky), ("not_flagged", ~risky))}


def weakest(folder):
    """The rep whose deals were likeliest to be lost when they were created."""
    owner = {r["deal_id"]: r["owner"] for r in rows(folder / "deals.csv")
             if r["owner"]}
    chance = collections.defaultdict(list)
    for t in rows(folder / "truth.csv"):
        if t["deal_id"] in owner:
            chance[owner[t["deal_id"]]].append(float(t["p_lost_at_creation"]))
    return max(chance, key=lambda rep: numpy.mean(chance[rep]))


def tail(k, n, share):
    """P(at most k of n)."""
    return sum(math.comb(n, i) * share ** i * (1 - share) ** (n - i)
               for i in range(k + 1))


class Claims:
    """Says what holds, what does not, and what is known not to."""

    def __init__(self):
        self.verdict = Verdict()
        self.kept = []  # until the table of the world is out
        self.over_all = collections.defaultdict(lambda: [0, 0])

    def say(self, *claim):
        self.kept.append(claim)

    def tell(self):
        for claim in self.kept:
            self.tell_one(*claim)
        self.kept = []

    def tell_one(self, world, claim, good, text):
        known = MISSES.get((world, claim))
        if known and not good:
            print(f"MISS {world}, {claim}: {text} (known: {known})", flush=True)
            return
        if known:
            text += "; a known miss, which is none now"
        self.verdict.say(good, f"{world}, {claim}: {text}")

    def share(self, world, claim, found, least=0.0, most=1.0):
        """Of `found`, a list of True and False, a share in a range."""
        k, n = sum(map(bool, found)), len(found)
        if not n:
            return
        self.over_all[claim, least, most][0] += k
        self.over_all[claim, least, most][1] += n
        good = ((tail(k, n, least) >= RARE or k >= least * n) and
                (1 - tail(k - 1, n, most) >= RARE or k <= most * n))
        self.say(world, claim, good, f"{k} of {n}")

    def end(self):
        print("\nOver all worlds")
        for (claim, least, most), (k, n) in self.over_all.items():
            asked = " to ".join(f"{x:.0%}" for x in (least, most))
            self.say("all", claim, least * n <= k <= most * n,
                     f"{k} of {n} ({k / n:.1%}; asked {asked})")
        self.tell()
        self.verdict.end()


def calibration(p, was):
    """Weighted mean |predicted − observed| over tenths of the deals' order, and
    what chance alone gives it."""
    parts = numpy.array_split(numpy.argsort(p, kind="stable"), 10)
    error = sum(len(k) * abs(p[k].mean() - was[k].mean()) for k in parts)
    alone = sum(math.sqrt(2 / math.pi * (p[k] * (1 - p[k])).sum())
                for k in parts)
    return error / len(p), alone / len(p)


def figure(name, said, got, due=None, more=""):
    """A line of the table."""
    due = "     " if due is None else f"{due:5.3f}"
    print(f"     {name:22} {said:5.3f}  {got:5.3f}  {due}  {more}", flush=True)


def check_rates(claims, world, packs, name, found):
    """An AUC, or a side of the record: a list with one of each pack."""
    if not found:
        return
    mean = {k: numpy.mean([f[k] for f in found]) for k in
            ("said", "got", "due")}
    held, own = ([bool(f[k]) for f in found if f[k] is not None]
                 for k in ("inside", "own"))
    width = numpy.nanmean([f["width"] for f in found])
    figure(name, mean["said"], mean["got"], mean["due"],
           f"inside {sum(held)} of {len(held)}, {width:.2f} wide; the replays' "
           f"own {sum(own)} of {len(own)}")
    claims.share(world, f"{name}: inside", held, least=0.9)


def check_auc(claims, world, packs):
    for kind in ("score", "P(lost)"):
        check_rates(claims, world, packs, f"AUC of {kind}",
                    [p.auc[kind] for p in packs if kind in p.auc])


def check_flags(claims, world, packs):
    for kind in ("flagged", "not flagged"):
        check_rates(claims, world, packs, f"lost of {kind}",
                    [p.sides[kind] for p in packs if p.sides.get(kind)])


def check_lost(claims, world, packs):
    p = numpy.concatenate([k.p for k in packs])
    lost = numpy.concatenate([k.lost for k in packs])
    said, got = p.mean(), lost.mean()
    figure("P(lost)", said, got,
           numpy.concatenate([k.chance for k in packs]).mean(),
           f"{len(p)} deals")
    claims.say(world, "P(lost) within 0.03", abs(said - got) <= 0.03,
               f"{said - got:+.3f}")


def check_money(claims, world, packs):
    ratio = [p.expected / p.realised for p in packs]
    held = [p.money for p in packs if p.money is not None]
    figure("expected ÷ lost money", numpy.mean(ratio), 1, None,
           f"{min(ratio):.2f} to {max(ratio):.2f}; inside {sum(held)} of "
           f"{len(held)}")
    claims.share(world, "money: inside 80%", held, least=0.8, most=0.95)


def check_days(claims, world, packs):
    for h in HORIZONS:
        p = numpy.concatenate([k.won[h][0] for k in packs])
        was = numpy.concatenate([k.won[h][1] for k in packs])
        if not len(p):
            print(f"     won within {h}: not said")
            continue
        error, alone = calibration(p, was)
        brier = ((p - was) ** 2).mean()
        constant = ((was.mean() - was) ** 2).mean()
        figure(f"won within {h}", p.mean(), was.mean(), None,
               f"calibration {error:.3f} (chance alone {alone:.3f}), Brier "
               f"{brier:.4f}, a constant's {constant:.4f}")
        claims.say(world, f"won within {h}: calibrated to 0.03",
                   error <= 0.03, f"{error:.3f}")
        claims.say(world, f"won within {h}: better than a constant",
                   brier < constant, f"{constant - brier:+.4f}")


def check_names(claims, world, packs):
    if WORLDS[world].alike:
        claims.share(world, "a rep is named", [p.named for p in packs],
                     most=0.05)
        for p in packs:
            if p.named:
                print(f"     seed {p.seed}: {', '.join(p.named)}")
    if world == "weak-rep":
        claims.share(world, "the weak rep is found",
                     [p.weak in p.flagged for p in packs], least=0.9)
        # Segments do differ here, and 5% is of all names, not of packs.
        others = sum(bool(set(p.named) - {p.weak}) for p in packs)
        print(f"     another rep is named in {others} of {len(packs)}")


def check_changes(claims, world, packs):
    of = WORLDS[world]
    cycle = [not p.cycle.startswith(NO_CHANGE) for p in packs]
    if of.cycle:
        print(f"     cycle: a change in {sum(cycle)} of {len(cycle)}")
    else:
        claims.share(world, "a cycle change is said", cycle, most=0.05)
        for p in packs:
            if not p.cycle.startswith(NO_CHANGE):
                print(f"     seed {p.seed}: {p.cycle[:150]}")
    moved = [p.drift["moved"] for p in packs]
    if world == "doubled-losses":
        claims.share(world, "outcome drift is found", moved, least=0.9)
    elif of.outcomes:
        print(f"     outcome drift is said in {sum(moved)} of {len(moved)}")
    else:
        claims.share(world, "outcome drift is said", moved, most=0.02)


def check_mode(claims, world, packs, stationary):
    hybrid = [p.mode == "hybrid" for p in packs]
    print(f"     the forest scores in {sum(hybrid)} of {len(hybrid)}")
    for p in packs:
        if p.mode != "hybrid":
            print(f"     seed {p.seed}: {p.reason[:150]}")
    if world in ("coin", "shocks"):
        claims.share(world, "the gate opens", hybrid, most=0.05)
    if world == "one-hire" and stationary:
        same = [p.mode == q.mode for p, q in zip(packs, stationary)]
        claims.say(world, "the mode stays", all(same),
                   f"{sum(same)} of {len(same)}")
    beyond = sum(p.beyond for p in packs)
    claims.say(world, "win_90 ≤ 1 − P(lost)", not beyond,
               f"{beyond} deals beyond")


def main():
    claims, n = Claims(), count(FULL)
    if planted() != list(WORLDS):
        raise AssertionError(f"{planted()} are planted")
    stationary = None
    for world in sys.argv[2:] or WORLDS:
        first = 100 * list(WORLDS).index(WORLDS[world].seeds or world) + 1
        packs = each(lambda seed, folder, of=world: Pack(folder, of, seed),
                     range(first, first + n))
        if world == "stationary":
            stationary = packs
        print(f"\n{world}: {n} pipelines\n     {'':22}  said    got    due")
        for check in (check_lost, check_auc, check_flags, check_money,
                      check_days, check_names, check_changes):
            check(claims, world, packs)
        check_mode(claims, world, packs, stationary)
        claims.tell()
    claims.end()


if __name__ == "__main__":
    main()
