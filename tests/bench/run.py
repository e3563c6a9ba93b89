"""Speed and memory, shown: end to end, side by side in one run.

Prints medians of several runs and the ratio to the first line; judges
nothing, since machines differ. Use a release build. With DEALSENSE_BASELINE,
the path of another build of dealsense (of the version before, say), each run
is followed by one of that, and the medians of both stand side by side.
"""
import json
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

BINARY = os.environ["DEALSENSE_BINARY"]
BASELINE = os.environ.get("DEALSENSE_BASELINE")
SHARED = pathlib.Path(os.environ["DEALSENSE_SHARED"])


def run_once(binary, args, out):
    """Wall and processor seconds, and peak memory in MB."""
    start = time.monotonic()
    child = subprocess.Popen([binary, *map(str, args), "--quiet", "--out", out],
                             stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(child.pid, 0)
    if status:
        sys.exit(f"{binary} {args}: failed")
    return (time.monotonic() - start, usage.ru_utime + usage.ru_stime,
            usage.ru_maxrss / 1024)


def measure(args, runs, out):
    """Medians of wall and processor seconds and of peak memory, for BINARY
    and for BASELINE (or None), which run in turn.

    Each run publishes into a folder of its own: a file system is slow at
    making files again that were deleted a moment ago, and no week is.
    """
    seen = {BINARY: [], BASELINE: []}
    for run in range(runs):
        for k, binary in enumerate(filter(None, (BINARY, BASELINE))):
            seen[binary].append(run_once(binary, args, f"{out}-{run}-{k}"))
    return [[statistics.median(x) for x in zip(*figures)] or None
            for figures in seen.values()]


def render(folder, runs=3):
    """All formats for 5,000 open deals, which should take under 2 s on 2
    cores; a real report, of which the steps are timed."""
    path, history = folder / "open.csv", folder / "open-history.csv"
    with open(path, "w", encoding="utf-8") as f:
        subprocess.run([BINARY, "sample", "--deals", "54000", "--history",
                        history], stdout=f, check=True)
    steps = {}
    for run in range(runs):
        done = subprocess.run(
            [BINARY, "run", path, "--history", history, "--threads", "2",
             "--no-store", "--quiet", "--log", "json", "--out",
             folder / f"render-{run}"],
            check=True, capture_output=True, text=True)
        for event in map(json.loads, done.stderr.splitlines()):
            if event["event"] == "published":
                deals = event["open_deals"]
            if event["event"] == "step":
                steps.setdefault(event["step"], []).append(
                    (event["seconds"], event["cpu_seconds"]))
    median = {step: [statistics.median(x) for x in zip(*times)]
              for step, times in steps.items()}
    print(f"\n{deals:,} open deals, all formats on 2 threads: "
          f"{median['writing the pack'][0]:.2f} s (aim: under 2)")
    for step, (wall, cpu) in median.items():
        if step.startswith(("writing", "drawing", "publishing")):
            print(f"    {step:40} {wall:8.3f} {'':7} {cpu:7.2f}")


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
        print(f"{'':44} {'seconds':>8} {'ratio':>7} {'CPU s':>7} "
              f"{'peak MB':>8}")
        first = None
        for number, (what, args, runs) in enumerate(cases):
            ours, before = measure(args, runs, folder / f"out-{number}")
            first = first or ours[0]
            for name, (wall, cpu, peak) in ((what, ours),
                                            ("    baseline", before or ours)):
                if name == what or before:
                    print(f"{name:44} {wall:8.3f} {wall / first:7.2f} "
                          f"{cpu:7.2f} {peak:8.1f}", flush=True)
            if before:
                print(f"    {'this to baseline':40} "
                      f"{ours[0] / before[0]:8.2f} {'':7} "
                      f"{ours[1] / before[1]:7.2f} {ours[2] / before[2]:8.2f}",
                      flush=True)
        render(folder)


main()
