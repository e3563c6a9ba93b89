"""The committed sample: what the generator makes, and a pack in hybrid mode."""
import json
import os
import pathlib

import openpyxl

from tool import check, ok, rows, summary, workdir

SAMPLE = pathlib.Path(os.environ["DEALSENSE_SOURCE"]) / "sample"


def outlook(pack):
    """Days to close and chances of a win: the same in CSV, JSON and workbook,
    and said by `explain` with the number of deals behind them."""
    sheet = openpyxl.load_workbook(pack / "risk_workbook.xlsx",
                                   data_only=True)["Deals"]
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
                check(deal["deals_this_age"] >= 20, deal["deals_this_age"])
    check(seen > 200, f"{seen} cells")
    deal = dict(zip(heads, cells[0]))
    said = ok("explain", SAMPLE / "deals.csv", deal["deal_id"], "--history",
              SAMPLE / "history.csv").stdout
    check(f"the {deal['deals_this_age']} deals that were open at this age" in
          said and f"won {deal['win_30']:.0%} within 30" in said, said)


def record(pack):
    """How often a flag was right before: one sentence, wherever it belongs."""
    with open(pack / "dashboard/api/v1/model.json", encoding="utf-8") as f:
        sentence = json.load(f)["record"]["sentence"]
    check("past quarter start" in sentence, sentence)
    sheet = openpyxl.load_workbook(pack / "risk_workbook.xlsx")["Trust"]
    check(any(cell == sentence for row in sheet.iter_rows(values_only=True)
              for cell in row), "no record in the sheet Trust")
    html = (pack / "messages/email.html").read_text("utf-8")
    check(sentence in html, "no record in the e-mail")


def main():
    with workdir() as name:
        folder = pathlib.Path(name)
        done = ok("sample", "--deals", 2900, "--seed", 7, "--history",
                  folder / "history.csv")
        check(done.stdout == (SAMPLE / "deals.csv").read_text("utf-8"),
              "sample/deals.csv is not what `dealsense sample` writes")
        check((folder / "history.csv").read_bytes() ==
              (SAMPLE / "history.csv").read_bytes(), "sample/history.csv")
        ok("run", SAMPLE / "deals.csv", "--history", SAMPLE / "history.csv",
           "--out", folder / "out")
        s = summary(folder / "out/latest")
        check(s["model"]["mode"] == "hybrid", s["model"]["reason"])
        check(200 <= s["deals"]["open"] <= 300, s["deals"])
        check(2700 <= s["deals"]["total"] <= 3300, s["deals"])
        check(s["input"]["rejected_rows"] > 0, "no dirty row")
        outlook(folder / "out/latest")
        record(folder / "out/latest")
        ok("verify", folder / "out/latest")


main()
