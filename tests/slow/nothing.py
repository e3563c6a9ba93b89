"""Nothing from nothing: where nothing can be predicted, nothing is claimed.

200 pipelines of 5,000 deals with `--signal 0`: the gate opens, a rep or
segment is blamed, a cycle change is claimed, each in no more of them than
chance allows at 5%: 16 of 200 (P(X > 16) = 2.4% at exactly 5%; the gate's
one-sided 97.5% bound and Benjamini-Hochberg leave more room). SkyGeni's
outcomes are no better than a coin: at no quarter start is anything claimed.
"""
import math

from pipelines import Verdict, count, each, run, sample
from tool import SKYGENI, shared_is_here, summary

FULL = 200
# Anything else says that something about the cycle differs.
SILENT = "No change shown"
QUARTERS = [f"{year}-{month}-01" for year in (2023, 2024)
            for month in ("01", "04", "07", "10")] + ["2025-01-01"]


def claims(s):
    """What a pack claims, each with its words."""
    blamed = [r["id"] for r in s["reps"] if r["flagged"]]
    blamed += [f"{r['field']} {r['id']}" for r in s["segments"]
               if r["flagged"]]
    verdict = s["cycle"]["verdict"]
    holdout = s["model"]["holdout"]["ml"]
    return {"mode": s["model"]["mode"], "reason": s["model"]["reason"],
            "auc": holdout["auc"], "blamed": blamed,
            "cycle": "" if verdict.startswith(SILENT) else verdict,
            "verdict": verdict}


def noise(seed, folder):
    deals = sample(folder, "--deals", 5000, "--seed", seed, "--signal", 0)
    pack = run(folder, deals, "--history", folder / "history.csv")
    return claims(summary(pack))


def skygeni(day, folder):
    return claims(summary(run(folder, SKYGENI, "--as-of", day)))


def allowed(n):
    """16 of 200; of fewer, what chance exceeds as seldom."""
    tail, k = 1.0, -1
    while tail > 0.024:
        k += 1
        tail -= math.comb(n, k) * 0.05 ** k * 0.95 ** (n - k)
    return k


def check_noise(verdict, n):
    packs = each(noise, range(1, n + 1))
    most = allowed(n)
    found = {
        "the gate opens": [p["reason"] for p in packs
                           if p["mode"] == "hybrid"],
        "a rep or segment is blamed": [", ".join(p["blamed"]) for p in packs
                                       if p["blamed"]],
        "a cycle change is claimed": [p["cycle"] for p in packs
                                      if p["cycle"]],
    }
    for what, which in found.items():
        verdict.say(len(which) <= most, f"{what}: {len(which)} of {n} "
                    f"pipelines of noise (at most {most})")
        for text in which:
            print(f"       {text[:200]}")
    aucs = [p["auc"] for p in packs]
    verdict.say(None not in aucs, f"the forest was judged in "
                f"{sum(a is not None for a in aucs)} of {n}")
    aucs = [a for a in aucs if a is not None]
    mean = sum(aucs) / len(aucs)
    spread = math.sqrt(sum((a - mean) ** 2 for a in aucs) /
                       max(len(aucs) - 1, 1))
    print(f"       holdout AUC of the forest: mean {mean:.4f}, "
          f"standard deviation {spread:.4f}")


def check_skygeni(verdict):
    for day, p in zip(QUARTERS, each(skygeni, QUARTERS)):
        good = p["mode"] == "rules_only" and not p["blamed"] and \
            not p["cycle"]
        verdict.say(good, f"SkyGeni on {day}: {p['mode']}, "
                    f"{len(p['blamed'])} blamed; {p['verdict'].split(':')[0]}")


def main():
    verdict = Verdict()
    check_noise(verdict, count(FULL))
    if shared_is_here("the public export that holds no signal"):
        check_skygeni(verdict)
    verdict.end()


main()
