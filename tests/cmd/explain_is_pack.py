"""`score` and `explain` print what the published pack prints, for every deal.

One company without stage history, fourteen Mondays: from the fifth run on
the history store dates the stages, and so decides scores. `score` must print
the pack's own CSV; `explain` is asked for the deals that the store moved
most (EXPLAIN=all asks for every one). Without a store, both say so, and
their scores are others: else this test would prove nothing.
"""
import csv
import io
import json
import os
import pathlib
import re

from mondays import DAYS, mondays
from tool import check, ok, rows, workdir

NO_STORE = "no history store"


def explained(text):
    """Score, level, chance of loss, receipt and reasons as `explain` says them."""
    score, level = re.search(r"^  score (\S+)  (\w+)", text, re.M).groups()
    loss = re.search(r"Chance of loss ([\d.]+)%", text)
    receipt = re.search(r"^Receipt\n(.*?)\n\n", text, re.M | re.S).group(1)
    lines = [line.split(None, 1) for line in receipt.split("\n")]
    why = re.search(r"^Why\n(.*?)\n\n", text, re.M | re.S).group(1)
    return {"score": score, "level": level,
            "p_loss": loss and float(loss.group(1)),
            "receipt": [(label.removesuffix(" · rule"), points)
                        for points, label in lines[:-1]],
            "why": [line.split(None, 1)[1] for line in why.split("\n")]}


def signed(points):
    text = f"{abs(points):.1f}"
    return text if float(text) == 0 else ("−" if points < 0 else "+") + text


def check_explained(said, row, page):
    """`page` is the deal's own JSON; not every deal has one."""
    where = row["deal_id"]
    check(float(said["score"]) == float(row["risk_score"]), where, said)
    check(said["level"] == row["risk_level"], where, said)
    check(abs(said["p_loss"] - 100 * float(row["p_loss"])) < 0.051, where, said)
    if page is None:
        return
    check(said["receipt"] == [(x["label"], signed(x["points"]))
                              for x in page["receipt"]], where,
          said["receipt"], page["receipt"])
    check([w.split(": ", 1)[1] for w in said["why"]] ==
          [f["evidence"] for f in page["factors"]], where, said["why"])


def main(folder):
    out, day = mondays(folder), DAYS[-1].isoformat()
    export = folder / f"{day}.csv"
    args = ("--as-of", day, "--out", out)
    pack = out / day
    report = rows(pack / "risk_report.csv")

    scored = ok("score", export, *args)
    check(scored.stdout == (pack / "risk_report.csv").read_text("utf-8"),
          "`score` prints another CSV than the pack holds")
    check(NO_STORE not in scored.stderr, scored.stderr)

    alone = ok("score", export, *args, "--no-store")
    check(NO_STORE in alone.stderr, "--no-store is not told")
    before = {r["deal_id"]: float(r["risk_score"])
              for r in csv.DictReader(io.StringIO(alone.stdout))}
    by_move = sorted(report, key=lambda r: -abs(float(r["risk_score"]) -
                                                before[r["deal_id"]]))
    moved = sum(float(r["risk_score"]) != before[r["deal_id"]] for r in report)
    check(moved > len(report) / 2, "the store decides nothing", moved)
    elsewhere = ok("score", export, "--as-of", day, "--out", folder / "none")
    check(NO_STORE in elsewhere.stderr and "none/history.db" in
          elsewhere.stderr, elsewhere.stderr)
    check(elsewhere.stdout == alone.stdout, "a missing store is no store")
    check(not (folder / "none").exists(), "`score` made a folder")

    asked = by_move if os.environ.get("EXPLAIN") == "all" else by_move[:3]
    pages = 0
    for row in asked:
        path = pack / f"dashboard/api/v1/deals/{row['deal_id']}.json"
        page = json.loads(path.read_text("utf-8")) if path.exists() else None
        pages += page is not None
        done = ok("explain", export, row["deal_id"], *args)
        check(NO_STORE not in done.stderr, done.stderr)
        check_explained(explained(done.stdout), row, page)
    check(pages, "no deal asked for has a page")
    done = ok("explain", export, asked[0]["deal_id"], *args, "--no-store")
    check(NO_STORE in done.stderr, "explain --no-store is not told")
    check(float(explained(done.stdout)["score"]) ==
          before[asked[0]["deal_id"]], "explain without a store")
    print(f"{len(report)} deals as published; {moved} are others without the "
          f"store; {len(asked)} explained, {pages} with their receipts")


with workdir() as name:
    main(pathlib.Path(name))
