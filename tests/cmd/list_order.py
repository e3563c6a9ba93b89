"""[score] order: the list stands by the score or by the chance of loss.

Nothing but the order differs; the CSV and the list page are in it; and the trust
page says what the one order gains beside the other, with the same figures.
"""
import csv
import json
import os
import pathlib
import re
import tempfile

from tool import check, ok

SAMPLE = pathlib.Path(os.environ["DEALSENSE_SOURCE"]) / "sample"
NUMBER = re.compile(r"[+−]\d\.\d{3}|\b0\.000")


def pack(folder, name, *lines):
    config = folder / f"{name}.ini"
    config.write_text("\n".join(lines) + "\n")
    ok("run", SAMPLE / "deals.csv", "--history", SAMPLE / "history.csv",
       "--out", folder / name, "--no-store", "--config", config)
    latest = folder / name / "latest"
    with (latest / "risk_report.csv").open(encoding="utf-8-sig",
                                           newline="") as f:
        rows = list(csv.DictReader(f))
    model = json.loads((latest / "dashboard/api/v1/model.json")
                       .read_text("utf-8"))
    page = (latest / "dashboard/deals.html").read_text("utf-8")
    shown = re.findall(r'class="c-name"[^>]*><a href="deal/([^"]+)\.html"',
                       page)
    return rows, model, page, shown


def chances(rows):
    return [float(r["p_loss"]) for r in rows]


def figures(model):
    return [float(x.replace("−", "-"))
            for x in NUMBER.findall(model["order_finding"])]


with tempfile.TemporaryDirectory() as name:
    folder = pathlib.Path(name)
    by_score = pack(folder, "score")
    by_chance = pack(folder, "chance", "[score]", "order = p_lost")
    scores = [float(r["risk_score"]) for r in by_score[0]]
    check(scores == sorted(scores, reverse=True), "by score")
    check(chances(by_score[0]) != sorted(chances(by_score[0]), reverse=True),
          "the two orders are one")
    check(chances(by_chance[0]) == sorted(chances(by_chance[0]), reverse=True),
          "by chance")

    def facts(rows):
        return {r["deal_id"]: (r["risk_score"], r["risk_level"], r["p_loss"],
                               r["flags"], r["action"]) for r in rows}
    check(facts(by_score[0]) == facts(by_chance[0]), "more than the order")
    for rows, _, page, shown in (by_score, by_chance):
        want = [r["deal_id"] for r in rows][:len(shown)]
        check(len(shown) > 20 and shown == want, shown[:5], want[:5])
    check('data-first="p_loss"' in by_chance[2] and
          'data-first="score"' in by_score[2], "the script's order")
    one, other = figures(by_score[1]), figures(by_chance[1])
    check(len(one) == 3 and [-x for x in (one[0], one[2], one[1])] == other,
          by_score[1]["order_finding"], by_chance[1]["order_finding"])
    check(abs(one[0] + by_score[1]["hybrid_minus_ml"]["auc"]) < 6e-4, one)
    print(by_score[1]["order_finding"])

    # Without a model there is no chance to stand by.
    rules = pack(folder, "rules", "[score]", "order = p_lost", "[forest]",
                 "min_won = 100000")
    scores = [float(r["risk_score"]) for r in rules[0]]
    check(scores == sorted(scores, reverse=True), "rules only")
    check(rules[1]["order_finding"] is None, rules[1]["order_finding"])
    check('data-first="score"' in rules[2], "rules only")
