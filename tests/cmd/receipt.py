"""The receipt of the reading: in check, on standard output, on the data page,
in the workbook and in summary.json, the same in all, and for no reader more
than that reader may see."""
import csv
import html
import pathlib
import re

from tool import check, dealsense, ok, summary, workdir

HEAD = ["Opportunity ID", "Opportunity Name", "Account Name",
        "Opportunity Owner", "Amount", "Created Date", "Close Date", "Stage",
        "Record Type"]


def rows():
    """60 deals of known ends, and rows that are none."""
    out = []
    for k in range(60):
        stage = ["Closed Won", "Closed Lost", "Disqualified", "Prospecting",
                 "Negotiation/Review"][k % 5]
        out.append([f"006A0000000{k:04}", f"Deal {k}", f"Account {k % 7}",
                    f"Rep {k % 4}", f"{1000 + 37 * k}",
                    f"2024-0{1 + k % 6}-{1 + k % 27:02}",
                    f"2024-{'12' if k % 5 > 2 else '09'}-{1 + k % 27:02}",
                    stage, "New" if k % 10 else "Renewal"])
    out[13][4] = "tbd"
    out.append([*out[3][:7], "Prospecting", "Test"])
    out[-1][0] = "006A00000009999"
    out.append(["006A00000009998", "Short"])
    return out


def export(path):
    with path.open("w", newline="", encoding="utf-8") as f:
        writer = csv.writer(f)
        writer.writerow(["Pipeline of the week"])
        writer.writerow(HEAD)
        writer.writerows(rows())


def text_of(page):
    """The words of a page, one blank between."""
    text = re.sub(r"<[^>]+>", " ", page.read_text("utf-8"))
    return re.sub(r"\s+", " ", html.unescape(text))


def counts(values, reading):
    return {v["value"]: v["deals"] for v in values if v["reading"] == reading}


def check_json(reading):
    by_name = {c["name"]: c for c in reading["columns"]}
    amount = by_name["amount"]
    check(reading["crm"] == "salesforce", f"read as {reading['crm']}")
    check((amount["header"], amount["why"]) == ("Amount", "crm"),
          f"amount from {amount}")
    check((amount["filled"], amount["read"], amount["unreadable"],
           amount["example"]) == (54, 53, 1, "tbd"), f"amount: {amount}")
    values = reading["outcome"]["values"]
    check(counts(values, "won") == {"Closed Won": 6}, f"won: {values}")
    check(counts(values, "lost") == {"Closed Lost": 12, "Disqualified": 12},
          f"lost: {values}")
    check(counts(values, "open") == {"Prospecting": 12,
                                     "Negotiation/Review": 12},
          f"open: {values}")
    check({v["source"] for v in values} == {"stage"}, f"sources: {values}")
    check(reading["stages"] == {"order_from": "usual", "open": [
        "Prospecting", "Negotiation/Review"]}, f"{reading['stages']}")
    check(reading["as_of"] == {"newest": "2024-09-27", "newest_from": "lost",
                               "is_newest": True}, f"{reading['as_of']}")
    left = [(x["reason"], x["header"], x["value"], x["rows"], x["counted"])
            for x in reading["left_out"]]
    check(left == [("filter", "Record Type", "Renewal", 6, True),
                   ("filter", "Record Type", "Test", 1, True),
                   ("ragged row", None, None, 1, True),
                   ("title line", None, None, 1, False)], f"{left}")


def sheet_text(pack):
    import openpyxl
    book = openpyxl.load_workbook(pack / "risk_workbook.xlsx", read_only=True)
    sheet = book["Data quality"]
    return [[c for c in row if c is not None]
            for row in sheet.iter_rows(values_only=True)]


with workdir() as folder:
    work = pathlib.Path(folder)
    export(work / "week.csv")
    (work / "week.ini").write_text(
        "[filter]\nexclude = Record Type: Test, Renewal\n")
    args = [work / "week.csv", "--config", work / "week.ini"]
    done = ok("run", *args, "--out", work / "packs", "--no-store",
              "--audience", "cro, board")
    pack = work / "packs/latest"
    lines = done.stdout.splitlines()
    outcome = ("won: Closed Won (6) · lost: Closed Lost (12), "
               "Disqualified (12) · open: Negotiation/Review (12), "
               "Prospecting (12)")
    left = ("8 rows left out: filter: Record Type = Renewal (6), "
            "filter: Record Type = Test (1), ragged row (1); "
            "1 row that is no deal: title line (1)")
    day = "2024-09-27, the newest date of the export: the close date of a lost deal"
    check(f"Read as salesforce; outcome from Stage: {outcome}" in lines,
          f"standard output: {lines}")
    check(f"As of {day}; open stages: Prospecting, Negotiation/Review (the "
          f"usual order of these names); {left}" in lines,
          f"standard output: {lines}")

    said = ok("check", *args).stdout
    for words in outcome, left, "the close date of a lost deal", "the name that " \
            "salesforce has for it", 'could not be read ("tbd")':
        check(words in said, f"check does not say {words!r}:\n{said}")

    check_json(summary(pack)["reading"])
    counted = sum(x["rows"] for x in summary(pack)["reading"]["left_out"]
                  if x["counted"])
    rows_out = summary(pack)["input"]
    check(counted == rows_out["rejected_rows"] + rows_out["filtered_rows"],
          f"{counted} rows left out, not as {rows_out}")

    page = text_of(pack / "dashboard/data.html")
    for words in ("Disqualified Stage lost 12", "Closed Won Stage won 6",
                  "filter: Record Type = Renewal 6", "1 ( tbd )",
                  "title line (no deal; not among the rows) 1",
                  "the name that salesforce has for it", day):
        check(words in page, f"data.html does not say {words!r}")

    cells = sheet_text(pack)
    for row in (["Disqualified", "Stage", 12, "lost"],
                ["filter: Record Type = Renewal", 6, "yes"],
                ["title line", 1, "no"], ["As of", day],
                ["amount", "Amount", 54, 0, 54, 1, "tbd",
                 "the name that salesforce has for it"]):
        check(row in cells, f"the workbook has no row {row}: {cells}")

    board = work / "packs/board/latest"
    read = summary(board)["reading"]
    check(all(c["example"] is None for c in read["columns"]),
          "the board is shown a cell of a row")
    check({x["value"] for x in read["left_out"]} == {None, "(not shown)"},
          f"the board is shown values of [filter]: {read['left_out']}")

    # As asked for: another day than the newest.
    ok("run", *args, "--as-of", "2024-07-01", "--out", work / "past",
       "--no-store", "--quiet")
    past = summary(work / "past/latest")["reading"]["as_of"]
    check(past == {"newest": "2024-09-27", "newest_from": "lost",
                   "is_newest": False}, f"{past}")
