"""A pipeline of more than 150,000 open deals: the workbook changes to
streaming by itself, says what it leaves out, and holds what the CSV holds.

Prints time and memory of the run. The deals are those of a smaller sample,
each many times under ids of its own.
"""
import csv
import pathlib
import re
import resource
import subprocess
import sys
import time
import warnings
import zipfile

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "cmd"))
from tool import BINARY, check, ok, workdir  # noqa: E402

import openpyxl  # noqa: E402

OPEN, ROWS = 150_001, 1_048_576
warnings.filterwarnings("ignore", module="openpyxl")


def many(path):
    rows = list(csv.DictReader(ok("sample", "--deals", 6000, "--seed",
                                  8).stdout.splitlines()))
    # None: the sample has rows of the wrong length on purpose.
    rows = [r for r in rows if None not in r and None not in r.values()]
    open_ = [r for r in rows if r["outcome"] == "Open"]
    with open(path, "w", encoding="utf-8", newline="") as f:
        out = csv.DictWriter(f, rows[0].keys())
        out.writeheader()
        out.writerows(r for r in rows if r["outcome"] != "Open")
        for k in range(OPEN):
            row = open_[k % len(open_)]
            out.writerow({**row, "deal_id": f"{row['deal_id']}-{k:06}"})


def main():
    with workdir() as name:
        folder = pathlib.Path(name)
        deals, config = folder / "deals.csv", folder / "config.ini"
        many(deals)
        config.write_text("[forest]\ntrees = 10\n")
        start = time.monotonic()
        done = subprocess.run(
            [BINARY, "run", deals, "--no-store", "--quiet", "--config", config,
             "--as-of", "2026-06-29", "--out", folder / "out"],
            capture_output=True, text=True)
        check(done.returncode == 0, done.stderr[-2000:])
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        pack = folder / "out/latest"
        path = pack / "risk_workbook.xlsx"
        print(f"{OPEN:,} open deals: {time.monotonic() - start:.0f} s, "
              f"{used.ru_utime:.0f} s of CPU, {used.ru_maxrss / 1024:,.0f} MB, "
              f"workbook {path.stat().st_size / 1e6:.0f} MB")
        ok("verify", pack)
        with zipfile.ZipFile(path) as z:
            check(not [n for n in z.namelist() if "tables/" in n], "tables")
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
        said = " ".join(v for row in book["Summary"].iter_rows(
            values_only=True) for v in row if isinstance(v, str))
        for words in ("Written in streaming mode", "not Excel tables",
                      "Deals has its first 500 rows"):
            check(words in said, words)
        with open(pack / "risk_report.csv", encoding="utf-8", newline="") as f:
            want = csv.DictReader(f)
            sheet = book["Data"].iter_rows(values_only=True)
            heads = next(sheet)
            at = [heads.index(h) for h in ("deal_id", "risk_score",
                                           "risk_level", "action")]
            n = 0
            for row, line in zip(sheet, want, strict=True):
                n += 1
                check(row[at[0]] == line["deal_id"] and
                      abs(row[at[1]] - float(line["risk_score"])) < 0.05 and
                      row[at[2]] == line["risk_level"] and
                      (row[at[3]] or "") == line["action"], (row, line))
        check(n == OPEN, n)
        # Receipts: whole deals, the riskiest first, and how many they are.
        deals, lines, last = set(), 0, ""
        for row in book["Receipts"].iter_rows(min_row=2, max_col=4,
                                              values_only=True):
            if row[1] is not None:
                deals.add(row[0])
                lines += 1
            elif row[0]:
                last = row[0]
        check(lines < ROWS and lines > 100_000, lines)
        if len(deals) < OPEN:
            check(re.search(rf"receipts of {len(deals)} of {OPEN} open deals",
                            last.replace(",", "")), (len(deals), last))
        print(f"{lines:,} lines of receipts of {len(deals):,} deals"
              + (f"; said: {last}" if last else ""))


if __name__ == "__main__":
    sys.exit(main())
