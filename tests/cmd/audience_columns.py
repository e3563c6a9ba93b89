"""Whatever columns an export lacks, each audience gets its pack.

The sample without one column after the other, without some at random and
without all that may be absent, and with one column emptied: packs for the board and a manager are
published and verify, or the one line says which column the audience needs.
"""
import csv
import io
import pathlib
import random

from tool import check, dealsense, ok, workdir

NEEDED = {"deal_id", "outcome"}  # without them nothing is a deal


def write(path, table, columns):
    with open(path, "w", encoding="utf-8", newline="") as f:
        writer = csv.DictWriter(f, columns, extrasaction="ignore")
        writer.writeheader()
        writer.writerows(table)
    return path


def publish(folder, name, export, manager, first="cro,"):
    out = folder / name

    def run(audiences):
        return dealsense("run", export, "--audience", audiences, "--out", out,
                         "--as-of", "2026-06-29", "--no-store", "--quiet")
    done = run(f"{first}board,manager:{manager}")
    has_manager = done.returncode == 0
    check(has_manager or (done.returncode == 3 and "manager" in done.stderr and
                          done.stderr.count("\n") == 1),
          name, done.returncode, done.stderr)
    if not has_manager:
        done = run(first + "board")
        check(done.returncode == 0, name, done.returncode, done.stderr)
    ok("verify", out / "board/latest")
    return has_manager


def main(folder):
    table = [r for r in csv.DictReader(io.StringIO(
        ok("sample", "--deals", 300, "--seed", 5, "--as-of",
           "2026-06-29").stdout)) if None not in r and None not in r.values()]
    columns = list(table[0])
    manager = next(r["manager"] for r in table if r["manager"])
    packs = 0
    spare = [c for c in columns if c not in NEEDED]
    chance = random.Random(7)
    some = [set(chance.sample(spare, chance.randrange(2, len(spare) - 2)))
            - {"created_date", "closed_date"} for _ in range(8)]
    for k, gone in enumerate([set(), *({c} for c in spare), *some,
                              set(spare) - {"created_date", "closed_date"}]):
        kept = [c for c in columns if c not in gone]
        name = f"export-{k}"
        export = write(folder / f"{name}.csv", table, kept)
        # What the CRO reads is in every third.
        first = "" if k % 3 else "cro,"
        check(publish(folder, name, export, manager, first) ==
              ("manager" in kept), name, "the manager's pack")
        packs += 1
    for column in ("owner", "manager", "account"):
        export = write(folder / "empty.csv",
                       [{**r, column: ""} for r in table], columns)
        publish(folder, f"empty-{column}", export, manager)
        packs += 1
    print(f"{packs} exports, a pack for each audience or one line")


with workdir() as tmp:
    main(pathlib.Path(tmp))
