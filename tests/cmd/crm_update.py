"""crm_update.csv: what changed since the last run, as a CRM's import takes it.

The rows are reckoned again from risk_report.csv of both days.
"""
import csv
import datetime
import io
import json
import pathlib
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).parent / "io"))
import pull_world  # noqa: E402
from tool import check, dealsense, ok, repaired, rows, summary  # noqa: E402

NAMES = {
    "salesforce": ["Id", "DealSense_Score__c", "DealSense_Level__c",
                   "DealSense_Chance_of_Loss__c", "DealSense_Action__c",
                   "DealSense_As_Of__c"],
    "hubspot": ["Record ID", "DealSense Score", "DealSense Level",
                "DealSense Chance of Loss", "DealSense Action",
                "DealSense As Of"],
    "other": ["deal_id", "risk_score", "risk_level", "p_loss", "action",
              "as_of"]}
OURS = NAMES["other"]
TOLD = OURS[1:5]  # of a deal; as_of is that of the run
SEP, DAY = datetime.date(2026, 9, 1), datetime.timedelta(1)


def update(pack, crm="other"):
    """The file's rows, by our own names."""
    raw = (pack / "crm_update.csv").read_bytes()
    text = raw.decode("utf-8")
    check(raw[:3] != b"\xef\xbb\xbf" and text.endswith("\n"), raw[:80])
    table = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    check(table[0] == NAMES[crm], table[0])
    check(all(len(r) == len(OURS) for r in table), "ragged")
    out = [dict(zip(OURS, r)) for r in table[1:]]
    if crm == "salesforce":  # a percent field takes 66.12
        for r in out:
            r["p_loss"] = r["p_loss"] and f'{float(r["p_loss"]) / 100:.4f}'
    return out


def due(pack, before=None):
    """What the file must hold: of the report what is not as it was."""
    old = {r["deal_id"]: r for r in rows(before / "risk_report.csv")} \
        if before else {}
    return [{k: r[k] for k in OURS} for r in rows(pack / "risk_report.csv")
            if r["deal_id"] not in old or
            any(r[k] != old[r["deal_id"]][k] for k in TOLD)]


def holds(pack, before=None, crm="other"):
    """Rows of the file; they are due, the summary counts them."""
    got, wanted = update(pack, crm), due(pack, before)
    check(got == wanted, [x for x in zip(got, wanted) if x[0] != x[1]][:2],
          len(got), len(wanted))
    told = summary(pack)["crm_update"]
    check(told == {"file": "crm_update.csv", "deals": len(got),
                   "first_run": before is None}, told)
    page = (pack / "dashboard/index.html").read_text("utf-8")
    check('href="../crm_update.csv"' in page, "no link")
    ok("verify", pack)
    return got


def plain_world(closed=60, open_=12):
    """A company in which a day changes nothing by itself."""
    out = []
    for k in range(closed):
        end = SEP - DAY * (3 + k)
        out.append({"Id": f"C{k:03}", "Owner": f"Rep {k % 3}",
                    "Stage": ["Closed Won", "Closed Lost"][k % 2],
                    "Amount": 1000 + k, "Created": end - DAY * 40,
                    "Close": end, "Modified": end})
    for k in range(open_):
        out.append({"Id": f"O{k:03}", "Owner": f"Rep {k % 3}",
                    "Stage": "Proposal", "Amount": 5000 + k,
                    "Created": SEP - DAY * 10, "Close": SEP + DAY * 60,
                    "Modified": SEP})
    return out


def write(path, world, header=None):
    with open(path, "w", encoding="utf-8", newline="") as f:
        out = csv.DictWriter(f, list(world[0]))
        f.write(",".join(header or world[0]) + "\n")
        out.writerows(world)
    return path


HEADERS = {
    "other": ["deal_id", "owner", "stage", "amount", "created", "closed",
              "modified"],
    "salesforce": ["Id", "Owner.Name", "StageName", "Amount", "CreatedDate",
                   "CloseDate", "LastModifiedDate"],
    "hubspot": ["Record ID", "Deal owner", "Deal Stage", "Amount",
                "Create Date", "Close Date", "Last Modified Date"]}


def run(folder, name, world, crm="other", *more):
    path = write(folder / "deals.csv", world, HEADERS[crm])
    ok("run", path, "--out", folder / name, "--quiet", *more)
    return (folder / name / "latest").resolve()


def changed(folder, crm):
    """First all; then the two that changed; then none; and who has closed
    is in no update."""
    world = plain_world()
    name = f"out-{crm}"
    first = run(folder, name, world, crm, "--as-of", f"{SEP}")
    check(len(holds(first, None, crm)) == 12, "the first run")
    world[-1].update(Close=SEP - DAY * 5, Modified=SEP + DAY)  # overdue
    world[-5].update(Close=SEP - DAY * 9, Modified=SEP + DAY)
    world[-3].update(Stage="Closed Lost", Close=SEP + DAY,
                     Modified=SEP + DAY)
    second = run(folder, name, world, crm, "--as-of", f"{SEP + DAY}")
    got = holds(second, first, crm)
    check({r["deal_id"] for r in got} == {"O011", "O007"}, got)
    check(all(r["as_of"] == f"{SEP + DAY}" and r["action"] for r in got), got)
    # The same day again: the same bytes, for the last run is the day before.
    raw = (second / "crm_update.csv").read_bytes()
    again = run(folder, name, world, crm, "--as-of", f"{SEP + DAY}",
                "--threads", "1")
    check((again / "crm_update.csv").read_bytes() == raw, "other bytes")
    world.append({**world[-2], "Id": "O999", "Created": SEP + DAY * 2,
                  "Modified": SEP + DAY * 2})
    third = run(folder, name, world, crm, "--as-of", f"{SEP + DAY * 2}")
    got = holds(third, second, crm)
    # The new deal; and two actions that count days change with them.
    check({"O999", "O011", "O007"} <= {r["deal_id"] for r in got} and
          len(got) < 6, got)
    # Without a store nothing is known of a last run.
    check(len(holds(run(folder, "none", world, crm, "--no-store"), None, crm))
          == 12, "without a store")
    return second


def seasons(folder):
    """A pipeline that goes on, as it stood on two Mondays."""
    packs, n = [], []
    for day in ("2026-06-01", "2026-06-08"):
        path = folder / "sample.csv"
        path.write_text(ok("sample", "--deals", 500, "--seed", 3, "--as-of",
                           day).stdout, "utf-8")
        ok("run", path, "--out", folder / "weeks", "--quiet", "--as-of", day)
        packs.append(folder / "weeks" / day)
    for pack, before in ((packs[0], None), (packs[1], packs[0])):
        n.append(len(holds(pack, before)))
    open_ = len(rows(packs[1] / "risk_report.csv"))
    check(0 < n[1] <= open_, n, open_)
    return n, open_


def chances(folder):
    """Where a model speaks: its chances, as Salesforce's percent fields."""
    deals, _ = pull_world.records(folder, deals=1500)
    path = folder / "org.csv"
    with open(path, "w", encoding="utf-8", newline="") as f:
        out = csv.DictWriter(f, list(deals[0]))
        out.writeheader()
        out.writerows(deals)
    ok("run", path, "--out", folder / "org", "--quiet")
    pack = (folder / "org/latest").resolve()
    got = holds(pack, None, "salesforce")
    check(summary(pack)["model"]["mode"] == "hybrid" and
          all(0 < float(r["p_loss"]) < 1 for r in got), got[:2])
    return pack


HOSTILE = ["=2+3", "@SUM(A1)", "-x", "+1|cmd", 'q"uote', "com,ma",
           "Zo\u00eb \u5546\u8ac7", "\uff1d1+1", "' OR 1=1", "x" * 200]


def hostile(folder):
    """Ids and actions that a spreadsheet would run, or that end a field."""
    world = plain_world(open_=len(HOSTILE))
    for d, id_ in zip(world[60:], HOSTILE):
        d["Id"] = id_
        d["Close"] = SEP - DAY * 5
    (folder / "hostile.ini").write_text(
        "[actions]\noverdue = =HYPERLINK(\"http://x\",\"y\"), now\n", "utf-8")
    pack = run(folder, "hostile", world, "other", "--config",
               folder / "hostile.ini", "--as-of", f"{SEP}")
    got = holds(pack)
    check(len(got) == len(HOSTILE), got)
    for r in got:
        for text in (r["deal_id"], r["action"]):
            check(text.lstrip()[:1] not in tuple("=+-@\uff1d\t\r"), text)
    check(any(r["action"].startswith("'=HYPERLINK") for r in got), got[0])


def audiences(folder, source):
    """The board's pack has no such file, a manager's their own deals."""
    deals = list(csv.DictReader(open(folder / "org.csv", encoding="utf-8")))
    manager = deals[-1]["Owner.Manager.Name"]
    ok("run", folder / "org.csv", "--out", folder / "all", "--no-store",
       "--quiet", "--audience", f"cro,board,manager:{manager}")
    packs = {p.parent.name: p for p in (folder / "all").glob("**/latest")}
    board = (folder / "all/board/latest").resolve()
    check(not (board / "crm_update.csv").exists() and
          summary(board)["crm_update"] is None and "crm_update" not in
          (board / "dashboard/index.html").read_text("utf-8") and
          "crm_update.csv" not in (board / "manifest.json").read_text(),
          "the board's pack")
    ok("verify", board)
    mine = next(p.resolve() for name, p in packs.items()
                if name not in ("all", "board"))
    own = {d["Id"] for d in deals if d["Owner.Manager.Name"] == manager}
    got = holds(mine, None, "salesforce")
    check(got and {r["deal_id"] for r in got} <= own, got[:2])
    check(len(got) < len(holds(folder / "all/latest", None, "salesforce")),
          "all of them")


def tampered(folder, pack):
    """`verify` finds another score, also where the hash was repaired."""
    kept = (pack / "crm_update.csv").read_text("utf-8")
    lines = kept.split("\n")
    cells = lines[1].split(",")
    for change, words in (
            (",".join([cells[0], "1.0", *cells[2:]]), "another risk_score"),
            (",".join([cells[0], cells[1], "NONE", *cells[3:]]),
             "another risk_level"),
            (",".join(["O404", *cells[1:]]), "does not list"),
            (lines[2], "that it has told of"),
            (",".join(cells[:-1]), "too few or many")):
        (pack / "crm_update.csv").write_text(
            "\n".join([lines[0], change, *lines[2:]]), "utf-8")
        done = dealsense("verify", pack)
        check(done.returncode == 3 and "crm_update.csv" in done.stderr, done)
        path = pack / "manifest.json"
        text = path.read_text("ascii")
        repaired(pack, "crm_update.csv",
                 (pack / "crm_update.csv").read_bytes())
        done = dealsense("verify", pack)
        check(done.returncode == 3 and words in done.stderr and
              done.stderr.count("\n") == 1, words, done)
        path.write_text(text, "ascii")
    (pack / "crm_update.csv").write_text(kept, "utf-8")
    ok("verify", pack)


def main():
    with tempfile.TemporaryDirectory(prefix="dealsense-test-") as name:
        folder = pathlib.Path(name)
        for crm in NAMES:
            pack = changed(folder, crm)
        tampered(folder, pack)
        n, open_ = seasons(folder)
        hostile(folder)
        audiences(folder, chances(folder))
    print(f"{n[0]} rows of a first run, {n[1]} of {open_} a week later")


main()
