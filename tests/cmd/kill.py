"""Killed at any moment, a run leaves the last pack whole.

    kill.py [MOMENTS]

MOMENTS: 12, and more in the slow suite.
"""
import pathlib
import random
import signal
import subprocess
import sys
import time

from tool import BINARY, check, files, ok, workdir

MOMENTS = int((sys.argv[1:] or [12])[0])


def main():
    chance = random.Random(3)
    with workdir() as name:
        folder = pathlib.Path(name)
        deals, out = folder / "deals.csv", folder / "out"
        deals.write_text(ok("sample", "--deals", 700, "--seed", 2).stdout,
                         "utf-8")
        start = time.monotonic()
        ok("run", deals, "--out", out, "--quiet")
        whole = time.monotonic() - start
        before = files(out / "latest")
        killed = 0
        for moment in range(MOMENTS):
            child = subprocess.Popen([BINARY, "run", deals, "--out", out,
                                      "--quiet", "--seed", str(moment)])
            time.sleep(whole * chance.uniform(0.05, 1.05))
            child.send_signal(signal.SIGKILL)
            killed += child.wait() == -signal.SIGKILL
            ok("verify", out / "latest")
        check(killed * 2 >= MOMENTS,
              f"only {killed} of {MOMENTS} runs were caught alive")
        ok("run", deals, "--out", out, "--quiet")
        check(files(out / "latest") == before, "the last run differs")
        left = {p.name for p in out.iterdir()}
        check(left <= {"2026-06-29", "latest", ".lock", "history.db"},
              f"left behind: {left}")
        # Two runs at once do not collide.
        both = [subprocess.Popen([BINARY, "run", deals, "--out", out,
                                  "--quiet"]) for _ in range(2)]
        check([p.wait() for p in both] == [0, 0], "two runs at once")
        check(files(out / "latest") == before, "two runs at once: bytes")
        print(f"{killed} runs killed, the pack whole after each")


main()
