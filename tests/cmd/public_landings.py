"""SkyGeni and Maven replayed at each quarter's start: the README quotes what
`backtest --landing` prints, whatever that is, and what came is counted here
from the exports themselves.
"""
import csv
import datetime
import io
import os
import pathlib
import re

from tool import MAVEN, SKYGENI, check, ok, rows, shared_needed

README = pathlib.Path(os.environ["DEALSENSE_SOURCE"]) / "README.md"
ROW = re.compile(r"^\| (\w*) ?\| (\d+ \w{3} \d{4}) \| ([\d.]+) \| (\w+) \| "
                 r"([\d.]+) \| ([\d.]+) \|$", re.M)
# Of each export: file, closing date's column, its form, outcome's, amount's.
EXPORTS = {
    "SkyGeni": (SKYGENI, "closed_date", "%Y-%m-%d", "outcome", "deal_amount"),
    "Maven": (MAVEN, "close_date", "%m/%d/%Y", "deal_stage", "close_value")}


def quoted():
    """{export: [(day, landing, by, truth, average)]}, as the README has it."""
    out, name = {}, None
    for found in ROW.findall(README.read_text("utf-8")):
        name = found[0] or name
        day = datetime.datetime.strptime(found[1], "%d %b %Y").date()
        out.setdefault(name, []).append((day, *found[2:]))
    return out


def won(name, day):
    """Of the three months from `day`."""
    path, closed, form, outcome, amount = EXPORTS[name]
    months = day.year * 12 + day.month - 1 + 3
    end = datetime.date(months // 12, months % 12 + 1, 1)
    return sum(float(r[amount] or 0) for r in rows(path)
               if r[outcome] == "Won" and r[closed] and day <= datetime.datetime.
               strptime(r[closed], form).date() < end)


def main():
    shared_needed()
    table = quoted()
    check(set(table) == set(EXPORTS), table)
    for name, lines in table.items():
        said = ok("backtest", EXPORTS[name][0], "--landing", "--csv", "--no-store",
                  "--quiet", "--days", ",".join(str(d) for d, *_ in lines)).stdout
        days = list(csv.DictReader(io.StringIO(said)))
        check(len(days) == len(lines) >= 3, name, days)
        for (day, landing, by, truth, average), row in zip(lines, days):
            check(row["day"] == str(day) and row["method"] == by, day, row)
            for quote, key in ((landing, "landing"), (truth, "truth"),
                               (average, "average")):
                check(f"{float(row[key]) / 1e6:.1f}" == quote, name, day, key,
                      row[key], quote)
            check(abs(float(row["truth"]) - won(name, day)) < 0.01, name, day,
                  row["truth"], won(name, day))
            check(row["lower80"] == "" and row["gap"] == "few past quarters", row)
            print(name, day, row["landing"], by, row["truth"], row["average"])


if __name__ == "__main__":
    main()
