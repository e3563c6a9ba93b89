"""Columns that give the outcome away: each is named, and changes no score.

What a careless export brings: a reason for the loss, days since it, a score
typed in at the end, words in a text. Nothing is said of honest exports.

    leaks.py [SEEDS]

SEEDS: of honest exports; 7, and more in the slow suite.
"""
import csv
import json
import pathlib
import random
import subprocess
import sys

import openpyxl

from tool import MAVEN, SKYGENI, check, ok, shared_is_here, workdir
from tool import rows as tables

SEEDS = int((sys.argv[1:] or [7])[0])
FOREST = "[forest]\ntrees = 20\n"


def named(text):
    """The findings that `check` prints, and which fields they name."""
    part = text.split("\nLeaks: ")[1].split("\n\n")[0].split("\n")
    count = int(part[0].split()[0])
    return count, [line for line in part[1:] if "; " in line][:count]


def write(path, rows, more):
    heads = list(rows[0]) + [h for h in more if h not in rows[0]]
    with open(path, "w", encoding="utf-8", newline="") as f:
        out = csv.DictWriter(f, heads)
        out.writeheader()
        for k, row in enumerate(rows):
            out.writerow(row | {h: more[h](row, random.Random(f"{h}{k}"))
                                for h in more})


def state(row):
    return row["outcome"].lower() if row["outcome"] else "open"


LEAKS = {  # own categories, own numbers, and a text that is there already
    "loss_reason": lambda r, x: x.choice(["price", "timing", "no decision"])
    if state(r) == "lost" else "",
    "rarely_filled": lambda r, x: x.choice(["price", "timing"])
    if state(r) == "lost" and x.random() < 0.3 else "None",
    "exit_note": lambda r, x: x.choice(["lost to Acme", "budget, lost"])
    if state(r) == "lost" and x.random() < 0.2 else x.choice(["a", "call"]),
    "verdict": lambda r, x: "" if state(r) == "open" else
    "good" if (state(r) == "won") == (x.random() < 0.75) else "bad",
    "days_since_lost": lambda r, x: x.randrange(1, 500)
    if state(r) == "lost" else "",
    "days_or_zero": lambda r, x: x.randrange(1, 500)
    if state(r) == "lost" and x.random() < 0.5 else 0,
    "final_rating": lambda r, x: "" if state(r) == "open" else
    round(x.gauss(5 + (state(r) == "won"), 1), 2),
    "next_step": lambda r, x: "Reason: price"
    if state(r) == "lost" and x.random() < 0.15 else r["next_step"],
}
CATEGORIES = ["loss_reason", "rarely_filled", "exit_note", "verdict"]
NUMBERS = ["days_since_lost", "days_or_zero", "final_rating"]


def leaking(folder, rows, history):
    config = folder / "leaks.ini"
    plain = folder / "plain.csv"
    write(plain, rows, {})
    (folder / "plain.ini").write_text(FOREST)
    base = ok("score", plain, "--history", history, "--config",
              folder / "plain.ini").stdout
    check(",hybrid," in base, "the model does not score: nothing is tested")
    # Each alone: it is found, and nothing but it.
    for name, value in LEAKS.items():
        export = folder / f"{name}.csv"
        write(export, rows, {name: value})
        config.write_text(
            f"[columns]\ncategory = {name}\n" if name in CATEGORIES else
            f"[columns]\nnumeric = {name}\n" if name in NUMBERS else "")
        said = ok("check", export, "--history", history, "--config",
                  config).stdout
        count, lines = named(said)
        check(count == 1 and name in lines[0], f"{name}: {said}")
    check("“reason”" in lines[0], f"the word is not named: {lines[0]}")
    # All at once: the same scores to the byte.
    export = folder / "all.csv"
    write(export, rows, LEAKS)
    config.write_text(FOREST + "[columns]\n"
                      f"category = {', '.join(CATEGORIES)}\n"
                      f"numeric = {', '.join(NUMBERS)}\n")
    check(ok("score", export, "--history", history, "--config",
             config).stdout == base, "leaking columns changed scores")
    # Honest own columns of the same kind do change them: the test can fail.
    export = folder / "honest.csv"
    write(export, rows, {"route": lambda r, x: x.choice("abc"),
                         "size": lambda r, x: x.randrange(500)})
    config.write_text(FOREST + "[columns]\ncategory = route\n"
                      "numeric = size\n")
    said = ok("check", export, "--history", history, "--config",
              config).stdout
    check(named(said)[0] == 0, said)
    check(ok("score", export, "--history", history, "--config",
             config).stdout != base, "honest columns changed nothing")


def published(folder, rows, history):
    """The pack: the same risk_report.csv, and the field named on the page."""
    packs = {}
    config = folder / "pack.ini"
    for what, more in (("with", {"loss_reason": LEAKS["loss_reason"]}),
                       ("without", {})):
        write(folder / f"{what}.csv", rows, more)
        config.write_text(FOREST + (
            "[columns]\ncategory = loss_reason\n" if more else ""))
        ok("run", folder / f"{what}.csv", "--history", history, "--config",
           config, "--out", folder / what, "--quiet")
        packs[what] = folder / what / "latest"
    check((packs["with"] / "risk_report.csv").read_bytes() ==
          (packs["without"] / "risk_report.csv").read_bytes(),
          "loss_reason changed a score")
    page = (packs["with"] / "dashboard/data.html").read_text("utf-8")
    check("whether loss_reason is empty separates won from lost" in page and
          "kept out of the model" in page, "not named on the data page")
    check("is the one they ended in" in page, "the stage of closed deals")
    model = json.loads((packs["with"] /
                        "dashboard/api/v1/model.json").read_text("utf-8"))
    fields = {x["field"]: x for x in model["leaks"]}
    check(fields["loss_reason"]["kind"] == "empty", fields["loss_reason"])
    check(fields["owner"]["in_sample_auc"] >= fields["owner"]["auc"],
          fields["owner"])


def changes_elsewhere(pack):
    """CSV, workbook and brief hold the changes of the JSON, with the label."""
    want, first = [], {}
    report = {r["deal_id"]: r for r in tables(pack / "risk_report.csv")}
    for deal_id, row in report.items():
        path = next((pack / "dashboard/api/v1/deals").glob(f"{deal_id}.json"))
        deal = json.loads(path.read_text("utf-8"))
        group = deal.get("counterfactuals", {"label": "", "changes": []})
        check(row["one_change_label"] == group["label"], f"{row} {group}")
        for c in group["changes"]:
            first.setdefault(deal_id, c)
            want.append((deal_id, c["text"], deal["risk_score"],
                         c["risk_score"], -c["fall"], c["training_rows"]))
        c = first.get(deal_id)
        got = (row["one_change"], row["one_change_score"],
               row["one_change_training_rows"])
        check(got == ((c["text"], f"{c['risk_score']:.1f}",
                       str(c["training_rows"])) if c else ("", "", "")),
              f"{deal_id}: CSV {got}, JSON {c}")
    sheet = openpyxl.load_workbook(pack / "risk_workbook.xlsx",
                                   data_only=True)["One Change"]
    lines = list(sheet.iter_rows(values_only=True))
    check(any("Association, not cause" in str(cell) for line in lines[:4]
              for cell in line), "no label on the sheet One Change")
    heads = [k for k, line in enumerate(lines) if line[0] == "Deal ID"]
    got = [(line[0], *line[2:7]) for line in lines[heads[0] + 1:] if line[0]]
    check(got == want, f"sheet One Change {got[:2]}, JSON {want[:2]}")
    brief = subprocess.run(["pdftotext", "-raw", pack / "brief.pdf", "-"],
                           check=True, capture_output=True, text=True).stdout
    brief = " ".join(brief.split())
    today = json.loads((pack / "dashboard/api/v1/summary.json")
                       .read_text("utf-8"))["today"][5:]
    listed = [first[d["id"]] for d in today if d["id"] in first]
    for c in listed:
        check(f"{c['text']}: score {c['risk_score']:.1f}; association, not "
              f"cause ({c['training_rows']:,} training rows)" in brief,
              f"the brief does not hold {c}")
    check(listed and brief.count("association, not cause") == len(listed),
          f"{len(listed)} changes in the brief")


def association(folder):
    """Wherever a counterfactual stands, the word stands beside it."""
    pack = folder / "with/latest/dashboard"
    shown = 0
    for path in sorted((pack / "api/v1/deals").glob("*.json")):
        deal = json.loads(path.read_text("utf-8"))
        page = (pack / f"deal/{deal['file_id']}.html").read_text("utf-8")
        there = "What one change would do" in page
        high = deal["risk_level"] in ("HIGH", "CRITICAL")
        check(there == high == ("counterfactuals" in deal), deal["deal_id"])
        if not high:
            continue
        changes = deal["counterfactuals"]["changes"]
        label = deal["counterfactuals"]["label"]
        if not changes:
            check("No changeable field moves this score down by 3 " in page and
                  label in page, page)
            continue
        shown += len(changes)
        check("Association, not cause" in page and
              "Association" in label, deal["deal_id"])
        for change in changes:
            check(change["text"] in page and change["training_rows"] >= 50 and
                  change["fall"] >= 3 and abs(
                      deal["risk_score"] - change["risk_score"] -
                      change["fall"]) < 1e-9 and
                  change["change"] in ("stage", "expected_close"), change)
    check(shown > 5, f"{shown} counterfactuals")
    changes_elsewhere(folder / "with/latest")
    first = next(json.loads(p.read_text("utf-8"))["deal_id"]
                 for p in sorted((pack / "api/v1/deals").glob("*.json"))
                 if json.loads(p.read_text("utf-8")).get(
                     "counterfactuals", {}).get("changes"))
    said = ok("explain", folder / "with.csv", first, "--history",
              folder / "history.csv", "--config", folder / "pack.ini").stdout
    check("What one change would do" in said and "Association" in said, said)


def honest(folder):
    if shared_is_here("the public exports"):
        for export in (SKYGENI, MAVEN):
            count, lines = named(ok("check", export).stdout)
            check(count == (export == MAVEN), f"{export}: {lines}")
        check("close_value" in lines[0], lines)
    for seed in range(1, SEEDS + 1):
        path = folder / "sample.csv"
        path.write_text(ok("sample", "--deals", 3000, "--seed", seed).stdout,
                        "utf-8")
        count, lines = named(ok("check", path).stdout)
        check(count == 0, f"seed {seed}: {lines}")


def main():
    with workdir() as name:
        folder = pathlib.Path(name)
        history = folder / "history.csv"
        export = folder / "sample.csv"
        export.write_text(ok("sample", "--deals", 3000, "--history",
                             history).stdout, "utf-8")
        with open(export, encoding="utf-8", newline="") as f:
            rows = [r for r in csv.DictReader(f) if r["outcome"] is not None]
        leaking(folder, rows, history)
        published(folder, rows, history)
        association(folder)
        honest(folder)


main()
