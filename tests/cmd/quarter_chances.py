"""The chance of each open deal to be won by the quarter's end, where deals take
300 days: one created yesterday has next to none, one that is old enough has;
none is 0 or 1, and none of the next quarter is below that of this."""
import csv
import datetime
import json
import pathlib
import random

from tool import check, ok, workdir

AS_OF = datetime.date(2026, 5, 15)
USUAL, SPREAD, YEARS = 300, 30, 5


def company(path):
    """Deals created every day for years, won or lost after about 300 days."""
    r = random.Random(4)
    with open(path, "w", encoding="utf-8", newline="") as f:
        out = csv.writer(f)
        out.writerow(["deal_id", "owner", "amount", "created_date", "closed_date",
                      "stage", "outcome"])
        for n in range(YEARS * 365):
            created = AS_OF - datetime.timedelta(n)
            for part in range(1 + (n % 3 == 1)):
                closed = created + datetime.timedelta(
                    max(30, round(r.gauss(USUAL, SPREAD))))
                won = r.random() < 0.5
                is_open = closed > AS_OF
                out.writerow([f"D{n:05}-{part}", f"Rep {r.randrange(6)}",
                              r.randrange(10, 900) * 100, created,
                              "" if is_open else closed,
                              "Proposal" if is_open else
                              "Closed Won" if won else "Closed Lost",
                              "Open" if is_open else "Won" if won else "Lost"])


def main(folder):
    company(folder / "deals.csv")
    ok("run", folder / "deals.csv", "--as-of", AS_OF, "--out", folder / "out",
       "--no-store", "--quiet")
    doc = json.loads((folder / "out/latest/dashboard/api/v1/quarter.json")
                     .read_text("ascii"))
    young, due = [], []
    for deal in doc["deals"]:
        this, later = deal["won_by_quarter_end"], deal["won_by_next_quarter_end"]
        check(0 < this <= later < 1, deal)
        age = int(deal["id"][1:6])
        if age <= 1:
            young.append(this)
        if age >= USUAL:
            due.append(this)
    check(len(young) == 3 and max(young) < 0.01, "created yesterday", young)
    # nearly all of these end within the 46 days that are left, half of them won
    check(len(due) > 10 and 0.3 < sum(due) / len(due) < 0.6, "old enough",
          len(due), sum(due) / len(due))
    print(f"created yesterday: at most {max(young):.4f}; older than usual: "
          f"{sum(due) / len(due):.2f} of {len(due)}")


with workdir() as name:
    main(pathlib.Path(name))
