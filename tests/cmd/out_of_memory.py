"""Every k-th allocation fails, once or from there on, for a sample of k.

Exit code 4 with one line, and the last pack as it was, or the whole result,
byte for byte. Never another exit code, a silent change of a file, a crash or
a run without an end, whatever the libraries would do: none is given nothing.

    out_of_memory.py LIBRARY SAMPLES
"""
import collections
import os
import pathlib
import random
import re
import resource
import signal
import subprocess
import sys

from tool import BINARY, check, files, ok, workdir

CPU = 5  # seconds of a process; a run takes less than one
PATIENCE = 8
LINE = "dealsense: out of memory: use a smaller export or more memory"
library, samples = sys.argv[1], int(sys.argv[2])


def limit():
    resource.setrlimit(resource.RLIMIT_CPU, (CPU, CPU))


def failing(args, **env):
    """Runs it; a child that waits for a lock that is lost is ended."""
    run = subprocess.Popen([BINARY, *map(str, args)], text=True,
                           errors="replace", stdin=subprocess.DEVNULL,
                           stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                           preexec_fn=limit,
                           env=dict(os.environ, LD_PRELOAD=library, **env))
    try:
        out, err = run.communicate(timeout=PATIENCE)
    except subprocess.TimeoutExpired: # the command would wait longer
        children = pathlib.Path(f"/proc/{run.pid}/task/{run.pid}/children")
        for child in children.read_text().split():
            os.kill(int(child), signal.SIGKILL)
        out, err = run.communicate(timeout=PATIENCE)
    return subprocess.CompletedProcess(run.args, run.returncode, out, err)


def allocations(args, folder):
    counted = folder / "count"
    done = failing(args, COUNT_TO=str(counted))
    check(done.returncode == 0, done)
    return int(counted.read_text())


def published(out):
    """The pack that readers see, with its bytes."""
    pack = (out / "latest").resolve()
    return pack.name, files(pack)


def judge(done, what, tally):
    """Counts how it ended; says whether it is done (True) or refused."""
    lines = done.stderr.strip().splitlines()
    if done.returncode == 0:
        tally["done"] += 1
        return True
    check(done.returncode == 4, f"{what}: exit {done.returncode}: {lines}")
    check(len(lines) == 1, f"{what}: not one line: {lines}")
    child = re.search(r"its process ended \(.*?\)", lines[0])
    tally["exit 4, " + ("out of memory" if lines[0] == LINE else child[0]
                        if child else "a library's error")] += 1
    return False


def main():
    chance = random.Random(7)
    with workdir() as name:
        folder = pathlib.Path(name)
        deals, out = folder / "deals.csv", folder / "out"
        deals.write_text(ok("sample", "--deals", 60, "--seed", 3).stdout,
                         "utf-8")
        run = ["run", deals, "--out", out, "--no-store", "--quiet",
               "--threads", 1]
        ok(*run, "--as-of", "2026-06-20")
        before = published(out)
        ok("run", deals, "--out", folder / "whole", "--no-store", "--quiet",
           "--as-of", "2026-06-25")
        whole = published(folder / "whole")
        for args in (["check", deals],
                     [*run, "--as-of", "2026-06-25"]):
            total = allocations(args, folder)
            (out / "latest").unlink()
            (out / "latest").symlink_to(before[0])
            tally = collections.Counter()
            for k in sorted(chance.sample(range(1, total + 1),
                                          min(samples, total))):
                env = {"FAIL_AT": str(k)}
                if chance.random() < 0.5:
                    env["FAIL_EVER"] = "1"
                what = f"{args[0]} {env}"
                finished = judge(failing(args, **env), what, tally)
                now = published(out)
                if now[0] == whole[0]: # published, and so whole
                    check(now == whole, f"{what}: another pack")
                    (out / "latest").unlink()
                    (out / "latest").symlink_to(before[0])
                else:
                    check(now == before, f"{what}: the last pack changed")
                    check(not finished or args[0] == "check",
                          f"{what}: done, and nothing published")
            print(f"{args[0]}: {total:,} allocations, {sum(tally.values())} "
                  f"of them failed:")
            for how, n in tally.most_common():
                print(f"    {n:4} {how}")


main()
