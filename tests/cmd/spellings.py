"""One name in forty spellings: in no file of a pack that must not hold it.

People whose deals are another's, each spelling of their names in every free
label: names, accounts, segments, stages, own fields, next steps, ids. Behind
each stands a mark; where a spelling is known, its text is numbered or left
out, and the mark is gone with it. The CRO's pack holds every mark.
"""
import csv
import pathlib
import re

from pack_search import search
from tool import check, ok, workdir

PEOPLE = ["Aurelia Quackenbush", "Bo Li", "Mei Wu", "Thanh Ng",
          "Siobh\u00e1n O'Shaughnessy", "Zo\u00eb M\u00fcllerschmidt",
          "S\u00f8ren \u00d8stergaard", "Ronald McDonaldson"]
WIDE = "Quackenbush".translate({c: c + 0xfee0 for c in range(0x21, 0x7f)})
BOLD = "".join(chr(0x1d400 + ord(c) - 65 - (c >= "a") * 6)
               for c in "Quackenbush")
SPELLINGS = [
    "Aurelia Quackenbush", "QUACKENBUSH, Aurelia", "quackenbush",
    "A. Quackenbush", "Renewal_Quackenbush_12", "RenewalQuackenbush7", "Quackenbush2026",
    "2026QUACKENBUSH", "CRMQuackenbush", "aureliaQuackenbush",
    "QuackenbushAurelia", "aquackenbush", "Renewalquackenbush",
    "Quack-enbush", "Quack\u00adenbush", "Quack\u200benbush",
    "Quack\u200denbush", "Quack\u2060enbush", "Quack\ufe0fenbush",
    "Quack\u034fenbush", "Q\u200bu\u200ba\u200bckenbush", "Qu\u00e1ckenbush",
    "Qua\u0301ckenbush", WIDE, BOLD, "Quackenbush's", "Quackenbush\u2019s",
    "Quackenbush\u02bcs", "Quackenbushs", "quackenbush@corp.example",
    "<aurelia.quackenbush>", "Quackenbush/Acme", "O\u02bcShaughnessy",
    "OShaughnessy", "O\u2019SHAUGHNESSY", "o shaughnessy", "Siobhan",
    "Muellerschmidt", "MULLERSCHMIDT", "Mu\u0308llerschmidt",
    "RenewalM\u00fcllerschmidt7", "Oestergaard", "Soren", "\u00d8STERGAARD2",
    "AcmeMcDonaldson7", "Li said", "LI-2026", "Renewal_Li_3", "RenewalLi3",
    "Wu, Mei", "Wu2026", "NG", "Ng7",
]
LABELS = ["name", "account", "stage", "industry", "region", "product",
          "lead_source", "next_step", "forecast_category", "own field"]
# With a whole name in it an own field is hidden as a whole: those have one.
OWN = ["Pet", "Den"]
SEGMENTS = {"industry", "region", "product", "lead_source", *OWN}
READER = "Leopold Quigsby"
MARK = re.compile(r"zkq[a-z]{2}x[a-z]x")


def mark(spelling, label):
    return (f"zkq{chr(97 + spelling // 26)}{chr(97 + spelling % 26)}"
            f"x{chr(97 + label)}x")


def write(path):
    """Open deals of others with a spelling in one label; and for each of
    PEOPLE closed deals, so that they are known."""
    usual = {c: "" for c in LABELS[:-1] + OWN}
    usual.update(stage="Demo", industry="Retail", region="North",
                 product="Core", lead_source="Web", Pet="Cat", Den="Cave")
    rows = []
    for k, spelling in enumerate(SPELLINGS):
        for n, label in enumerate(LABELS):
            column = label if label != LABELS[-1] else \
                OWN["urelia" not in spelling]
            # Two reps have each: one's alone would be numbered anyhow.
            for person in "AB"[:1 + (column in SEGMENTS)]:
                rows.append({**usual, column: f"{spelling} {mark(k, n)}",
                             "deal_id": f"{person}{k}-{n}",
                             "owner": f"Person {person}"})
        rows.append({**usual, "owner": "Person A",
                     "deal_id": f"{spelling} {mark(k, len(LABELS))}"})
    for k, row in enumerate(rows):
        row.update(outcome="Open",
                   manager=READER if k % 3 else "Zephyrine Mordaunt",
                   amount=1000 + k, created_date="2024-01-02",
                   closed_date="2024-06-01")
    for k in range(120):
        rows.append({**usual, "deal_id": f"C{k}", "amount": 10,
                     "owner": PEOPLE[k % len(PEOPLE)],
                     "manager": "Zephyrine Mordaunt",
                     "created_date": "2023-01-02",
                     "closed_date": f"2023-0{k % 9 + 1}-15",
                     "outcome": "Won" if k % 3 else "Lost"})
    with open(path, "w", encoding="utf-8", newline="") as f:
        out = csv.DictWriter(f, rows[0])
        out.writeheader()
        out.writerows(rows)


def customers(folder):
    """The board knows them, unless told that it does not."""
    with open(folder / "x.ini", "a") as f:
        f.write("[report]\nprivate = account\n")
    export = folder / "few.csv"
    with open(folder / "deals.csv", encoding="utf-8", newline="") as f, \
            open(export, "w", encoding="utf-8", newline="") as g:
        table = csv.DictReader(f)
        out = csv.DictWriter(g, table.fieldnames)
        out.writeheader()
        for k, row in enumerate(r for r in table if r["outcome"] != "Open" or
                                r["deal_id"].endswith("-9")):
            out.writerow({**row, "account": f"Kwisatz {k % 40}",
                          "name": f"Renewal of Kwisatz {k % 40}"})
    ok("run", export, "--config", folder / "x.ini", "--as-of", "2024-03-01",
       "--no-store", "--quiet", "--out", folder / "few", "--audience",
       "cro,board")
    pattern = re.compile("kwisatz")
    check(search(folder / "few/latest", pattern), "the search is blind")
    seen = search(folder / "few/board/latest", pattern)
    check(not seen, f"the board sees customers: {seen}")


def main():
    with workdir() as name:
        folder = pathlib.Path(name)
        write(folder / "deals.csv")
        (folder / "x.ini").write_text(
            "[columns]\ncategory = Pet, Den\n[levels]\ncritical = 0.03\n"
            "high = 0.02\nmedium = 0.01\n")
        ok("run", folder / "deals.csv", "--config", folder / "x.ini",
           "--as-of", "2024-03-01", "--no-store", "--quiet", "--out",
           folder / "out", "--audience", f"cro,board,manager:{READER}")
        everything = search(folder / "out/latest", MARK, {".pdf", ".xlsx"})
        labels = len(LABELS) + 1
        hidden = LABELS.index("forecast_category")  # told by the store alone
        for k, spelling in enumerate(SPELLINGS):
            for n in range(labels):
                check(mark(k, n) in everything or n == hidden,
                      f"the CRO does not see {spelling!r} ({n})")
        (manager,) = (folder / "out").glob("manager-*/latest")
        for pack in (folder / "out/board/latest", manager):
            seen = search(pack, MARK)
            wrong = sorted(
                (SPELLINGS[k], [*LABELS, "deal_id"][n], seen[mark(k, n)][0])
                for k in range(len(SPELLINGS)) for n in range(labels)
                if mark(k, n) in seen)
            check(not wrong, f"{pack}: {len(wrong)}: {wrong}")
        customers(folder)
        print(f"{len(SPELLINGS)} spellings in {labels} labels")


main()
