"""A backtest says of a day what `score` said on it, and what came of it."""
import csv
import io
import pathlib

from tool import SKYGENI, check, dealsense, ok, rows, \
    shared_is_here, workdir

DAYS = ("2025-10-06", "2026-01-05", "2026-04-06")


def sample(path, history, *args):
    """Without the dirty rows: they follow the file, not the day."""
    text = ok("sample", "--deals", 3000, "--seed", 11, "--history", history,
              *args).stdout
    path.write_text("".join(line for line in text.splitlines(True)
                            if "-DIRTY-" not in line), "utf-8")


def main():
    with workdir() as name:
        folder = pathlib.Path(name)
        deals, history = folder / "deals.csv", folder / "history.csv"
        sample(deals, history)
        fate = {r["deal_id"]: r for r in rows(deals)}
        args = [deals, "--history", history, "--from", DAYS[0], "--every", 91,
                "--csv"]
        one, two = (ok("backtest", *args, "--to", DAYS[-1], "--threads",
                       n).stdout for n in (1, 2))
        check(one == two, "threads")
        b = list(csv.DictReader(io.StringIO(one)))
        check([r["day"] for r in b] == list(DAYS), b)
        for day, r in zip(DAYS, b):
            # The export as it stood on that day knows nothing later at all.
            then, past = folder / "then.csv", folder / "then-history.csv"
            sample(then, past, "--as-of", day)
            scored = list(csv.DictReader(io.StringIO(
                ok("score", then, "--history", past, "--as-of",
                   day).stdout)))
            flagged = [s for s in scored
                       if s["risk_level"] in ("HIGH", "CRITICAL")]
            count = {o: sum(fate[s["deal_id"]]["outcome"] == o
                            for s in flagged) for o in ("Lost", "Won", "Open")}
            caught = sum(float(s["amount"] or 0) for s in flagged
                         if fate[s["deal_id"]]["outcome"] == "Lost")
            got = {o: int(r[f"flagged_{o.lower()}"]) for o in count}
            print(day, r["mode"], r["open"], r["flagged"], got, count)
            check(int(r["open"]) == len(scored), (r, len(scored)))
            check(r["mode"] == scored[0]["mode"], r)
            check(int(r["flagged"]) == len(flagged), (r, len(flagged)))
            check(got == count, (got, count))
            check(abs(float(r["caught"]) - caught) < 0.01, (r, caught))
        text = ok("backtest", *args[:-1]).stdout
        for words in ("all judged", "95% interval", "too early to judge"):
            check(words in text, text)
    # Nothing to say is said: no deal of SkyGeni is flagged.
    if not shared_is_here("an export of which no deal is flagged"):
        return
    text = ok("backtest", SKYGENI, "--from", "2023-10-01", "--to",
              "2024-01-01", "--every", 92).stdout
    check("No deal was flagged" in text, text)
    for args, words in (([], "--from"),
                        (["--from", "2023-13-01"], "--from"),
                        (["--from", "2024-05-01", "--to", "2024-04-01"], "--to"),
                        (["--from", "2024-05-01", "--to", "2099-01-01"], "--to"),
                        (["--from", "2024-01-01", "--every", "0"], "--every"),
                        (["--from", "1900-01-01", "--every", "1"], "--every")):
        done = dealsense("backtest", SKYGENI, *args)
        check(done.returncode == 2 and words in done.stderr, (args, done))
        check(len(done.stderr.splitlines()) == 1, done.stderr)


main()
