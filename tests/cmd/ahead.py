"""What the replays let one expect of the deals open today, reckoned anew from
the replays that the pack lists and from its open deals: the range of each AUC,
and of the shares that will be lost of flagged deals and of the others."""
import json
import math
import pathlib

import numpy

from packs import published
from tool import check, ok, rows, shared_is_here, summary, workdir

SCORERS = ("hybrid", "ml", "rules", "forest", "additive")


def student_cdf(t, df):
    """By Simpson's rule on t = √df · tan u."""
    u = numpy.linspace(0, math.atan(t / math.sqrt(df)), 20001)
    y = numpy.cos(u) ** (df - 1)
    area = (y[0] + y[-1] + 4 * y[1:-1:2].sum() + 2 * y[2:-1:2].sum())
    scale = math.exp(math.lgamma((df + 1) / 2) - math.lgamma(df / 2))
    return 0.5 + scale / math.sqrt(math.pi) * area * (u[1] - u[0]) / 3


def student(p, df):
    low, high = 0.0, 1000.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = ((middle, high) if student_cdf(middle, df) < p
                     else (low, middle))
    return low


def half(known, found, df):
    """Half a 95% range, with Satterthwaite's degrees of freedom."""
    return (student(0.975, df * ((known + found) / found) ** 2) *
            math.sqrt(known + found))


def auc_half(replays, scorer, pooled, won, lost):
    auc = numpy.array([r["auc"][scorer]["auc"] for r in replays])
    own = numpy.array([r["auc"][scorer]["variance"] for r in replays])
    weight, days = 1 / own, len(replays)
    q = (weight * (auc - (weight * auc).sum() / weight.sum()) ** 2).sum()
    between = (max(q - (days - 1), math.sqrt(2 * (days - 1))) /
               (weight.sum() - (weight ** 2).sum() / weight.sum()))
    sample = numpy.mean([v / (1 / r["won"] + 1 / r["lost"])
                         for v, r in zip(own, replays)])
    return half(pooled + sample * (1 / won + 1 / lost),
                between * (1 + 1 / days), days - 1)


def check_aucs(s, model, expected):
    of = s["model"]["holdout"]
    for scorer in SCORERS:
        h = of[scorer]
        pooled = ((h["upper95"] - h["lower95"]) / 2 / 1.959964) ** 2
        want = auc_half(model["replays"], scorer, pooled,
                        s["deals"]["open"] - expected, expected)
        # The pack rounds to 1e-4; the pooled variance comes from two such.
        check(abs(h["today_upper95"] - min(1, h["auc"] + want)) < 4e-4 and
              abs(h["today_lower95"] - max(0, h["auc"] - want)) < 4e-4,
              scorer, h, want)
        check(h["today_lower95"] <= h["lower95"] and
              h["upper95"] <= h["today_upper95"], "no wider", h)


def check_side(said, p, errors):
    """p: a chance for each deal of the side; errors: of the replays, in
    standard deviations."""
    check(said["deals"] == len(p), said, len(p))
    if len(errors) < 2 or not len(p):
        check(said["lost_share"] is None and said["lower95"] is None, said)
        return
    variance = (p * (1 - p)).sum()
    beyond = max(numpy.mean(numpy.square(errors)) - 1,
                 math.sqrt(2 / len(errors)))
    want = half(variance, variance * beyond, len(errors)) / len(p)
    # The report rounds a chance to 1e-4, and so does the pack its share.
    check(abs(said["lost_share"] - p.mean()) < 2e-4, said, p.mean())
    check(abs(said["lower95"] - max(0, p.mean() - want)) < 4e-4, said, want)
    check(abs(said["upper95"] - min(1, p.mean() + want)) < 4e-4, said, want)


def model_errors(replays, side):
    of = [r["expected"][side] for r in replays]
    return [(e["lost"] - e["losses"]) / math.sqrt(e["variance"])
            for e in of if e["deals"]]


def rules_errors(replays, side):
    """Each replay against the share of the others."""
    of = [r["rules_only"][side] for r in replays]
    lost, n = (sum(e[k] for e in of) for k in ("lost", "rows"))
    errors = []
    for e in of:
        m, others = e["rows"], n - e["rows"]
        if not m or not others:
            continue
        p = (lost - e["lost"] + 1) / (others + 2)
        errors.append((e["lost"] - m * p) /
                      math.sqrt(m * p * (1 - p) * (1 + m / others)))
    return errors, (lost + 1) / (n + 2)


def read(pack):
    model = json.loads((pack / "dashboard/api/v1/model.json").read_text("utf-8"))
    report = rows(pack / "risk_report.csv")
    flagged = numpy.array([r["risk_level"] in ("HIGH", "CRITICAL")
                           for r in report])
    return summary(pack), model, report, {"flagged": flagged,
                                          "not_flagged": ~flagged}


def check_hybrid(folder):
    deals = folder / "deals.csv"
    done = ok("sample", "--deals", "2500", "--seed", "11", "--as-of",
              "2026-06-29", "--history", folder / "history.csv")
    deals.write_text(done.stdout, "utf-8")
    ok("run", deals, "--history", folder / "history.csv", "--as-of",
       "2026-06-29", "--out", folder / "hybrid", "--quiet")
    s, model, report, sides = read((folder / "hybrid/latest").resolve())
    check(s["model"]["mode"] == "hybrid", s["model"]["reason"])
    check(not model["outcomes"]["moved"], "outcomes moved")
    p = numpy.array([float(r["p_loss"]) for r in report])
    check_aucs(s, model, p.sum())
    for side, of in sides.items():
        check_side(model["record"]["today"][side], p[of],
                   model_errors(model["replays"], side))
    for r in model["replays"]:
        for side in sides:
            known, e = r["hybrid"][side], r["expected"][side]
            check((e["deals"], e["lost"]) == (known["rows"], known["lost"]),
                  known, e)
    words = model["record"]["today"]["sentence"]
    low = s["model"]["holdout"]["hybrid"]["today_lower95"]
    check(f"an AUC of {low:.2f} to" in words, words)
    page = (folder / "hybrid/latest/dashboard/trust.html").read_text("utf-8")
    check(words in page, "not on the trust page")


def check_rules():
    s, model, report, sides = read(published("skygeni"))
    check(s["model"]["mode"] == "rules_only", s["model"]["reason"])
    check(not model["outcomes"]["moved"], "outcomes moved")
    rate = s["money"]["expected_loss"] / s["money"]["pipeline"]
    check_aucs(s, model, rate * len(report))
    for side, of in sides.items():
        errors, p = rules_errors(model["replays"], side)
        check_side(model["record"]["today"][side], numpy.full(of.sum(), p),
                   errors)


def main():
    with workdir() as name:
        folder = pathlib.Path(name)
        check_hybrid(folder)
        if shared_is_here("what rules let one expect of SkyGeni"):
            check_rules()


if __name__ == "__main__":
    main()
