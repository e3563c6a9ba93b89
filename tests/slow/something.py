"""Something from something: what is there is found, and called what it is.

50 planted pipelines of 20,000 deals with stage history. Their fates are
known, so that what the pack prints can be held against what happens.

  something.py FEATURES_DUMP [COUNT]
"""
import json
import os
import sys

DUMP = os.path.abspath(sys.argv.pop(1))

import numpy  # noqa: E402
from pipelines import Verdict, count, each, run, sample  # noqa: E402
from reference import auc, fates, reference_aucs  # noqa: E402
from tool import rows, summary  # noqa: E402

FULL = 50
DEALS = 20000
WEAK_DEALS = 6600  # 40 reps with about 150 closed deals each
BINS = 10


def planted(seed, folder):
    deals = sample(folder, "--deals", DEALS, "--seed", seed)
    pack = run(folder, deals, "--history", folder / "history.csv")
    s, truth = summary(pack), fates(folder)
    open_deals = rows(pack / "risk_report.csv")
    lost = numpy.array([truth[r["deal_id"]] for r in open_deals])
    p = numpy.array([float(r["p_loss"] or "nan") for r in open_deals])
    holdout = s["model"]["holdout"]["ml"]
    model = pack / "dashboard/api/v1/model.json"
    drift = json.loads(model.read_text("utf-8"))["drift"]
    return {"seed": seed, "mode": s["model"]["mode"],
            "reason": s["model"]["reason"], "lost": lost, "p": p,
            "auc": auc(p, lost), "holdout": holdout["auc"],
            "watched": len(drift["inputs"]),
            "drifted": [r["input"] for r in drift["inputs"] if r["drifted"]] +
            ["the score"] * drift["score_drifted"],
            "best": best(folder, lost, open_deals),
            **reference_aucs(DUMP, seed, DEALS, folder)}


def best(folder, lost, open_deals):
    """AUC of the process itself, knowing every true effect."""
    p = {t["deal_id"]: float(t["p_lost"])
         for t in rows(folder / "truth.csv") if t["state"] == "open"}
    return auc([p[r["deal_id"]] for r in open_deals], lost)


def first_rep(folder):
    """Who is weak: with `--weak-rep 1` that rep wins next to nothing."""
    deals = rows(sample(folder, "--deals", WEAK_DEALS, "--weak-rep", 1))
    rate = {}
    for r in deals:
        if r["outcome"] in ("Won", "Lost") and r["owner"]:
            rate.setdefault(r["owner"], []).append(r["outcome"] == "Won")
    return min(rate, key=lambda rep: sum(rate[rep]) / len(rate[rep]))


def weak(job, folder):
    seed, rep = job
    deals = sample(folder, "--deals", WEAK_DEALS, "--seed", seed,
                   "--weak-rep", 0.2)
    reps = summary(run(folder, deals, "--history",
                       folder / "history.csv"))["reps"]
    return next(r for r in reps if r["id"] == rep)


def calibration(p, lost):
    """Weighted mean |predicted − observed| over tenths of 0 … 1."""
    k = numpy.minimum((p * BINS).astype(int), BINS - 1)
    error = 0
    for b in range(BINS):
        at = k == b
        if at.any():
            error += at.sum() * abs(p[at].mean() - lost[at].mean())
            print(f"       P(lost) {b / BINS:.1f} to {(b + 1) / BINS:.1f}: "
                  f"{at.sum():6} deals, predicted {p[at].mean():.3f}, "
                  f"lost {lost[at].mean():.3f}")
    return error / len(p)


def check_forest(verdict, packs):
    n = len(packs)
    opened = [p for p in packs if p["mode"] == "hybrid"]
    verdict.say(len(opened) == n, f"the gate opens in {len(opened)} of {n}")
    for p in packs:
        if p["mode"] != "hybrid":
            print(f"       seed {p['seed']}: {p['reason']}")
    if not opened:
        return
    mean = {k: numpy.mean([p[k] for p in opened])
            for k in ("best", "separate", "same", "auc", "holdout")}
    print(f"       AUC on the open deals, mean: best possible "
          f"{mean['best']:.4f}, reference {mean['separate']:.4f}, "
          f"forest {mean['auc']:.4f}; printed {mean['holdout']:.4f}")
    verdict.say(mean["auc"] >= mean["separate"] - 0.01,
                f"the forest is {mean['auc'] - mean['separate']:+.4f} from "
                "the reference of a separate pipeline (at worst −0.01)")
    print(f"       and {mean['auc'] - mean['same']:+.4f} from one that knows "
          f"the same company ten times as large, {mean['same']:.4f}")
    off = numpy.array([p["holdout"] - p["auc"] for p in opened])
    near = (abs(off) <= 0.03).sum()
    verdict.say(near >= 0.9 * len(off), "the printed AUC is within 0.03 of "
                f"what the open deals do in {near} of {len(off)}")
    verdict.say(abs(off.mean()) <= 0.01, "and on average off by "
                f"{off.mean():+.4f} (at most 0.01); standard deviation "
                f"{off.std():.4f}")
    error = calibration(numpy.concatenate([p["p"] for p in opened]),
                        numpy.concatenate([p["lost"] for p in opened]))
    verdict.say(error <= 0.03, f"calibration error {error:.4f} (at most 0.03)")
    drifted = [p for p in packs if p["drifted"]]
    verdict.say(not drifted, f"drift is called in {len(drifted)} of {n} "
                "stationary pipelines")
    verdict.say(all(p["watched"] for p in packs), "at least "
                f"{min(p['watched'] for p in packs)} inputs are watched")
    for p in drifted:
        print(f"       seed {p['seed']}: {', '.join(p['drifted'])}")


def check_weak_rep(verdict, reps):
    n, found = len(reps), sum(r["flagged"] for r in reps)
    closed = numpy.mean([r["closed"] for r in reps])
    verdict.say(found >= 0.9 * n, "a rep 20 points below the team is found in "
                f"{found} of {n} ({closed:.0f} closed deals on average)")
    for r in reps:
        if not r["flagged"]:
            print(f"       missed: won {r['won']} of {r['closed']}, adjusted "
                  f"p {r['p_adjusted']:.3f}")


def tell(p):
    print(f"       seed {p['seed']:2}: {len(p['p'])} open, AUC best "
          f"{p['best']:.4f}, reference {p['separate']:.4f} (same company "
          f"{p['same']:.4f}), forest {p['auc']:.4f}, printed "
          f"{p['holdout']:.4f}", flush=True)


def main():
    verdict, seeds = Verdict(), range(1, count(FULL) + 1)
    check_forest(verdict, each(planted, seeds, tell))
    rep = each(lambda _, folder: first_rep(folder), [0])[0]
    check_weak_rep(verdict, each(weak, [(seed, rep) for seed in seeds]))
    verdict.end()


main()
