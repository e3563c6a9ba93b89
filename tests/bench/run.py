"""Speed and memory, shown: end to end, side by side in one run.

Prints medians of several runs and the ratio to the first line; judges
nothing, since machines differ. Use a release build.
"""
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

BINARY = os.environ["DEALSENSE_BINARY"]
SHARED = pathlib.Path(os.environ["DEALSENSE_SHARED"])


def measure(args, runs):
    """Median seconds and the largest peak memory in MB."""
    seconds, peak = [], 0
    for _ in range(runs):
        start = time.monotonic()
        child = subprocess.Popen([BINARY, *map(str, args)],
                                 stdout=subprocess.DEVNULL)
        _, status, usage = os.wait4(child.pid, 0)
        seconds.append(time.monotonic() - start)
        peak = max(peak, usage.ru_maxrss / 1024)
        if status:
            sys.exit(f"{args}: failed")
    return statistics.median(seconds), peak


def main():
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        cases = []
        for deals, runs in ((5000, 5), (20000, 3), (100000, 3)):
            path = folder / f"{deals}.csv"
            history = folder / f"{deals}-history.csv"
            with open(path, "w", encoding="utf-8") as f:
                subprocess.run([BINARY, "sample", "--deals", str(deals),
                                "--history", history], stdout=f, check=True)
            for threads in (2, 1):
                cases.append((f"{deals:,} deals with history, "
                              f"{threads} threads",
                              ["run", path, "--history", history,
                               "--threads", threads], runs))
        skygeni = SHARED / "data/skygeni/skygeni_sales_data.csv"
        if skygeni.exists():
            cases.append(("SkyGeni 5,000 deals, 2024-01-01",
                          ["run", skygeni, "--as-of", "2024-01-01"], 5))
        print(f"{'':44} {'seconds':>8} {'ratio':>7} {'peak MB':>8}")
        first = None
        for what, args, runs in cases:
            seconds, peak = measure(args + ["--out", folder / "out", "--quiet"],
                                    runs)
            first = first or seconds
            print(f"{what:44} {seconds:8.3f} {seconds / first:7.2f} "
                  f"{peak:8.1f}")


main()
