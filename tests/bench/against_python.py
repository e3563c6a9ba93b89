"""A whole pack against the Python stack (python_stack.py), side by side.

Both take the same export and history on two threads, in turn, three times;
medians of wall and processor seconds, peak memory, and the ratio of ours to
theirs. Judges nothing. AGAINST_MOST (deals) cuts the sizes; use a release
build. Needs Debian's python3-pandas, python3-sklearn, python3-xlsxwriter and
python3-matplotlib, which no other part of the project does.
"""
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

BINARY = os.environ["DEALSENSE_BINARY"]
STACK = pathlib.Path(__file__).with_name("python_stack.py")
MOST = int(os.environ.get("AGAINST_MOST") or 100_000)
AS_OF, TURNS = "2026-06-29", 3


def timed(command):
    start = time.monotonic()
    child = subprocess.Popen(list(map(str, command)), env=dict(
        os.environ, OMP_NUM_THREADS="2", OPENBLAS_NUM_THREADS="2"),
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(child.pid, 0)
    if status:
        sys.exit(f"{command}: failed")
    return (time.monotonic() - start, usage.ru_utime + usage.ru_stime,
            usage.ru_maxrss / 1024)


def main():
    print(f"{'':32}{'seconds':>10}{'CPU s':>10}{'peak MB':>10}")
    for deals in [n for n in (5000, 100_000, 1_000_000) if n <= MOST]:
        with tempfile.TemporaryDirectory() as name:
            folder = pathlib.Path(name)
            path, history = folder / "deals.csv", folder / "history.csv"
            with open(path, "w", encoding="utf-8") as f:
                subprocess.run([BINARY, "sample", "--deals", str(deals),
                                "--as-of", AS_OF, "--history", history],
                               stdout=f, check=True)
            seen = {"DealSense": [], "the Python stack": []}
            for turn in range(TURNS):
                seen["DealSense"].append(timed(
                    [BINARY, "run", path, "--history", history, "--as-of", AS_OF,
                     "--threads", 2, "--no-store", "--quiet", "--out",
                     folder / f"ours-{turn}"]))
                seen["the Python stack"].append(timed(
                    ["/usr/bin/python3", "-W", "ignore", STACK, path, history,
                     AS_OF, folder / f"theirs-{turn}"]))
            ours, theirs = ([statistics.median(x) for x in zip(*runs)]
                            for runs in seen.values())
            for what, row in (("DealSense", ours), ("the Python stack", theirs)):
                print(f"{what + f', {deals:,} deals':32}" +
                      "".join(f"{x:10.2f}" for x in row), flush=True)
            print(f"{'    ratio':32}" + "".join(
                f"{a / b:10.2f}" for a, b in zip(ours, theirs)), flush=True)


if __name__ == "__main__":
    main()
