"""The flow between every pair of 27 Mondays, against a count of our own.

A planted company (tests/cmd/quarter_world.py) whose history tells every edit.
For each pair, in cents and deals: each class equals the one counted here from
the planted states, and opening and changes sum up to the closing.
"""
import datetime
import os
import pathlib
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(os.environ["DEALSENSE_SOURCE"]) /
                       "tests/cmd"))
from quarter_world import (CLASSES, DAY, SIGN, company, count_flow,  # noqa: E402
                           last_open, quarter_of, told, write_export,
                           write_history)

WEEKS = 26


def main(dump):
    last = DAY(2026, 6, 29)
    days = [last - datetime.timedelta(7 * k) for k in range(WEEKS, -1, -1)]
    used = dict.fromkeys(CLASSES, 0)
    pairs = 0
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        for seed in (1, 2):
            deals = company(seed, DAY(2024, 7, 1), 728, 0.9)
            export = write_export(folder / "deals.csv", deals, last)
            history = write_history(folder / "history.csv", deals, last)
            done = subprocess.run([dump, export, history, *map(str, days)],
                                  capture_output=True, text=True, check=True)
            got = {}
            for line in done.stdout.splitlines():
                since, until, name, n, cents = line.split(",")
                got.setdefault((since, until), {})[name] = (int(n), int(cents))
            for a, since in enumerate(days):
                for until in days[a + 1:]:
                    flow = got.pop((str(since), str(until)))
                    want = count_flow(told(deals, since), told(deals, until),
                                      last_open(deals, until),
                                      *quarter_of(until))
                    assert flow == want, (seed, since, until, {
                        c: (flow[c], want[c]) for c in CLASSES
                        if flow[c] != want[c]})
                    assert sum(SIGN[c] * flow[c][1] for c in CLASSES) == \
                        flow["closing"][1], (since, until)
                    for c in CLASSES:
                        used[c] += flow[c][0]
                    pairs += 1
            assert not got, got
    # reopened and removed cannot be seen in a history: they are tried by the
    # store (tests/cmd/quarter_changes.py).
    empty = {c for c in CLASSES if not used[c]}
    assert empty == {"reopened", "removed"}, used
    print(f"{pairs} pairs of days, {sum(used.values()):,} rows: to the cent")


main(sys.argv[1])
