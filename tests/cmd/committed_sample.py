"""The committed sample: what the generator makes, and a pack in hybrid mode
whose quarter has something to show. And the world of most tests, to the byte."""
import csv
import datetime
import hashlib
import json
import os
import pathlib
import subprocess

import openpyxl

from packs import published
from tool import check, ok, rows, summary, workdir

STATIONARY = "203c72e5bc82fe855e879ce24141afdb5d4d79db82340302eb5e2ea194b29681"
SAMPLE = pathlib.Path(os.environ["DEALSENSE_SOURCE"]) / "sample"


def outlook(pack):
    """Days to close and chances of a win: the same in CSV, JSON and workbook,
    and said by `explain`."""
    sheet = openpyxl.load_workbook(pack / "risk_workbook.xlsx",
                                   data_only=True)["Data"]
    heads, *cells = sheet.iter_rows(values_only=True)
    table = {r["deal_id"]: r for r in rows(pack / "risk_report.csv")}
    seen = 0
    check(len(cells) == len(table), f"{len(cells)} deals in the workbook")
    for line in cells:
        deal = dict(zip(heads, line))
        other = table[deal["deal_id"]]
        for name in ("days_to_close", "win_30", "win_60", "win_90"):
            check((deal[name] is None) == (other[name] == ""),
                  (name, deal[name], other[name]))
            if other[name]:
                seen += 1
                check(abs(deal[name] - float(other[name])) <= 0.0501,
                      (name, deal[name], other[name]))
                check(name == "days_to_close" or
                      abs(deal[name] - float(other[name])) <= 0.0000501,
                      (name, deal[name], other[name]))
                check(deal["deals_this_age"] is None, "of the deal itself")
                check(name == "days_to_close" or float(other[name]) <=
                      1 - float(other["p_loss"]) + 1e-9, name, other)
    check(seen > 200, f"{seen} cells")
    deal = dict(zip(heads, cells[0]))
    said = ok("explain", SAMPLE / "deals.csv", deal["deal_id"], "--history",
              SAMPLE / "history.csv").stdout
    won = deal["win_30"]
    chance = "< 1%" if won < 0.01 else f"{won:.0%}"
    check(f"Chance to be won: {chance} within 30" in said, said)


def record(pack):
    """How often a flag was right before: one sentence, wherever it belongs."""
    with open(pack / "dashboard/api/v1/model.json", encoding="utf-8") as f:
        sentence = json.load(f)["record"]["sentence"]
    check("the same day of" in sentence, sentence)
    sheet = openpyxl.load_workbook(pack / "risk_workbook.xlsx")["Trust"]
    check(any(cell == sentence for row in sheet.iter_rows(values_only=True)
              for cell in row), "no record in the sheet Trust")
    html = (pack / "messages/email.html").read_text("utf-8")
    check(sentence in html, "no record in the e-mail")


def lives(as_of):
    """Days from creation, and whether it ended, of each deal of the export."""
    with open(SAMPLE / "deals.csv", encoding="utf-8", newline="") as f:
        head, *lines = csv.reader(f)
    deals = {x[0]: dict(zip(head, x)) for x in lines
             if x and x[0] and len(x) == len(head)}

    def day(text):
        try:
            return datetime.date.fromisoformat(text[:10])
        except ValueError:
            return None
    out = []
    for deal in deals.values():
        created, closed = day(deal["created_date"]), day(deal["closed_date"])
        ended = deal["outcome"] in ("Won", "Lost")
        if created and not (ended and (not closed or closed < created)):
            out.append((((closed if ended else as_of) - created).days, ended))
    return out


def counts(pack, s):
    """Every rate and median of the cycle stands beside the number of deals
    behind it, counted here from the export, in each file that shows it."""
    of = lives(datetime.date.fromisoformat(s["as_of"]))
    closed = sum(ended for _, ended in of)
    cycle, metrics = s["cycle"], s["metrics"]
    check(cycle["incidence_deals"] == len(of), f"{len(of)} lives")
    check(metrics["mean_cycle_deals"] == closed, f"{closed} closed")
    check(abs(metrics["mean_cycle_days"] - sum(d for d, e in of if e) / closed)
          < 0.01, metrics)
    for point in cycle["incidence"]:
        followed = sum(days > point["days"] for days, _ in of)
        check(point["followed"] == followed, f"{point}, counted {followed}")
    book = openpyxl.load_workbook(pack / "risk_workbook.xlsx", data_only=True)
    cells = [[c for c in row if c is not None]
             for row in book["Cycle"].iter_rows(values_only=True)]
    at = next(i for i, row in enumerate(cells) if row[-1:] == ["Followed"])
    check([(row[0], row[4]) for row in cells[at + 1:at + 8] if len(row) > 4] ==
          [(p["days"], p["followed"]) for p in cycle["incidence"]],
          f"Followed in the sheet Cycle: {cells[at:at + 8]}")
    check(any(f"shares of {len(of):,} deals" in str(row) for row in cells),
          "the sheet Cycle does not say of how many deals")
    brief = subprocess.run(["pdftotext", "-raw", pack / "brief.pdf", "-"],
                           check=True, capture_output=True, text=True).stdout
    for words in (f"mean days, {closed:,} closed deals",
                  f"median of {len(of):,} deals"):
        check(words in brief, f"the brief does not say {words}")
    page = subprocess.run(["pdftotext", "-layout", pack / "brief.pdf", "-"],
                          check=True, capture_output=True, text=True).stdout
    quarters = [str(q["deals"]) for q in cycle["by_created_quarter"]]
    check(" ".join(["deals", *quarters]) in " ".join(page.split()),
          f"deals of each quarter of creation: {quarters}")
    overview = (pack / "dashboard/index.html").read_text("utf-8")
    check(f"of {closed:,} closed deals" in overview, "mean cycle on the overview")
    won, all_closed = s["deals"]["won"], s["deals"]["won"] + s["deals"]["lost"]
    verdict = s["significance"]["verdict"]
    check(f" compared ({won:,} of {all_closed:,} closed deals won; "
          in verdict and verdict.count("(") == 1, verdict)
    for prescribed in s["prescriptions"]:
        check("p =" not in prescribed["evidence"], prescribed)


def quarter(pack):
    """The sample shows what a quarter can: a range with its record, hinges,
    every way into and out of the flow that one export can know, slip, calls
    with their record, and amounts that changed before they were won."""
    with open(pack / "dashboard/api/v1/quarter.json", encoding="utf-8") as f:
        doc = json.load(f)
    for when in doc["scopes"][0]["quarters"]:
        won = when["won"]
        check(won["lower80"] < won["landing"] < won["upper80"], won)
        check(won["record"]["model"]["judged"] >= 4 and when["hinges"], when)
    # of this quarter a day is left, in which none did
    check(when["won"]["amount_ratio"] != 1, "no amount changed")
    flow = doc["flow"]["since_start"]
    for name in ("opening", "created", "pulled_in", "raised", "lowered",
                 "pushed_out", "lost", "won", "closing"):
        check(flow[name]["deals"] > 5, name, flow[name]["deals"])
    for part in ("pace", "slip", "calls"):
        check(doc[part]["line"] and not doc[part]["cannot"], doc[part])
    came = {c["category"]: c["came_in"] for c in doc["calls"]["categories"]}
    check(came["Commit"] and came["Best Case"] is not None, came)
    quick = [d for d in flow["created"]["list"]
             if d["id"] in {x["id"] for x in flow["won"]["list"]}]
    check(len(quick) > 20, f"{len(quick)} created and won in the quarter")


def stationary():
    """Scores of tests plant it: a changed byte is another company."""
    said = hashlib.sha256(ok("sample", "--deals", 2900, "--seed",
                             7).stdout.encode()).hexdigest()
    check(said == STATIONARY, said)


def main():
    with workdir() as name:
        folder = pathlib.Path(name)
        stationary()
        done = ok("sample", "--world", "living", "--deals", 2900, "--seed", 5,
                  "--history", folder / "history.csv")
        check(done.stdout == (SAMPLE / "deals.csv").read_text("utf-8"),
              "sample/deals.csv is not what `dealsense sample` writes")
        check((folder / "history.csv").read_bytes() ==
              (SAMPLE / "history.csv").read_bytes(), "sample/history.csv")
        pack = published("sample")
        s = summary(pack)
        check(s["model"]["mode"] == "hybrid", s["model"]["reason"])
        check(200 <= s["deals"]["open"] <= 300, s["deals"])
        check(2700 <= s["deals"]["total"] <= 3300, s["deals"])
        check(s["input"]["rejected_rows"] > 0, "no dirty row")
        outlook(pack)
        record(pack)
        quarter(pack)
        counts(pack, s)
        ok("verify", pack)


main()
