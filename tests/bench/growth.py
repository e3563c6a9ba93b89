"""How the cost of each step grows with the deals, and what the quarter costs.

One table of processor seconds by step (`run --log json`) at 1,000 to 1,000,000
deals with stage history, with the exponent of growth between the last two sizes
(1: twice the deals cost twice), and peak memory.
Below it, of the same runs: what the steps of the quarter (its horizons, its
landing, its flow) add to all others. The horizons also tell the chances within
30, 60 and 90 days, so the quarter alone costs less. Judges nothing. GROWTH_MOST
(deals) cuts the sizes; use a release build.
"""
import collections
import json
import math
import os
import pathlib
import subprocess
import sys
import tempfile

BINARY = os.environ["DEALSENSE_BINARY"]
SIZES = (1000, 5000, 10_000, 100_000, 1_000_000)
MOST = int(os.environ.get("GROWTH_MOST") or SIZES[-1])
QUARTER = ("learning when deals end", "adding up the quarter",
           "following the quarter")
# Below it a step is lost in what the clock can tell.
LEAST = 0.02


def steps(folder, deals):
    """{step: processor seconds} of one run, and its peak memory in MB."""
    path, history = folder / "deals.csv", folder / "history.csv"
    log = folder / "log.json"
    with open(path, "w", encoding="utf-8") as f:
        subprocess.run([BINARY, "sample", "--deals", str(deals), "--history",
                        history], stdout=f, check=True)
    with open(log, "w", encoding="utf-8") as f:
        child = subprocess.Popen(
            [BINARY, "run", path, "--history", history, "--threads", "2",
             "--no-store", "--quiet", "--log", "json", "--out",
             folder / f"out-{deals}"], stdout=subprocess.DEVNULL, stderr=f)
        _, status, usage = os.wait4(child.pid, 0)
    if status:
        sys.exit(f"run of {deals} deals failed:\n{log.read_text()}")
    out = collections.Counter()
    for event in map(json.loads, log.read_text().splitlines()):
        if event["event"] == "step":
            out[event["step"]] += event["cpu_seconds"]
    return out, usage.ru_maxrss / 1024


def exponent(small, large, ratio):
    """Of growth; "" where either is too short to tell."""
    if min(small, large) < LEAST:
        return ""
    return f"{math.log(large / small) / math.log(ratio):.2f}"


def main():
    sizes = [n for n in SIZES if n <= MOST]
    with tempfile.TemporaryDirectory() as name:
        runs = [steps(pathlib.Path(name), n) for n in sizes]
    names = list(dict.fromkeys(step for seen, _ in runs for step in seen))
    print("processor seconds".ljust(34) + "".join(f"{n:>12,}" for n in sizes) +
          f"{'share':>8}{'exponent':>10}")
    total = [sum(seen.values()) for seen, _ in runs]
    for step in [*names, "all steps"]:
        cost = total if step == "all steps" else [s[step] for s, _ in runs]
        grown = exponent(cost[-2], cost[-1], sizes[-1] / sizes[-2]) \
            if len(sizes) > 1 else ""
        print(step.ljust(34) + "".join(f"{x:12.2f}" for x in cost) +
              f"{cost[-1] / total[-1]:8.1%}{grown:>10}")
    print("peak memory, MB".ljust(34) +
          "".join(f"{peak:12.0f}" for _, peak in runs))
    quarter = [sum(seen[step] for step in QUARTER) for seen, _ in runs]
    print("the quarter to all other steps".ljust(34) + "".join(
        f"{q / (t - q):12.1%}" for q, t in zip(quarter, total)))


if __name__ == "__main__":
    main()
