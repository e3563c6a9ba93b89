"""Packs on a file system that cannot exchange: published, replaced, and never
lost, wherever the run dies between two renames.

    plain_rename.py LIBRARY
"""
import os
import pathlib
import subprocess
import sys

from tool import BINARY, check, files, ok, workdir

library = sys.argv[1]
MOST = 3  # renames of a run that replaces, and one more


def run(*args, **env):
    return subprocess.run(
        [BINARY, *map(str, args)], capture_output=True, text=True,
        stdin=subprocess.DEVNULL,
        env=dict(os.environ, LD_PRELOAD=library, **env))


def main(work):
    deals = work / "deals.csv"
    deals.write_text(ok("sample", "--deals", 300, "--seed", 2).stdout, "utf-8")
    base = ["run", deals, "--quiet", "--no-store"]
    week, next_week = "2026-06-29", "2026-07-06"
    whole = {}
    for key, more in {"first": ("--as-of", week),
                      "again": ("--as-of", week, "--seed", 7),
                      "next": ("--as-of", next_week)}.items():
        ok(*base, *more, "--out", work / key)
        whole[key] = files(work / key / more[1])
    dead = refused = 0
    for how in ("EINVAL", "ENOSYS", "EOPNOTSUPP"):
        for fault in ("KILL_AT", "FAIL_AT"):
            for k in range(1, MOST + 1):
                out = work / f"{how}{fault}{k}"
                what = f"{how}, {fault} {k}"
                done = run(*base, "--as-of", week, "--out", out, WITHOUT=how)
                check(done.returncode == 0, f"{what}: {done}")
                check(files(out / week) == whole["first"], what)
                done = run(*base, "--as-of", week, "--seed", 7, "--out", out,
                           WITHOUT=how, **{fault: str(k)})
                check(done.returncode in (0, 4, -9), f"{what}: {done}")
                check(done.returncode != 4 or done.stderr.count("\n") == 1,
                      done)
                dead += done.returncode == -9
                refused += done.returncode == 4
                # The next run puts right what the last one left.
                done = run(*base, "--as-of", next_week, "--out", out,
                           WITHOUT=how)
                check(done.returncode == 0, f"{what}: {done}")
                check(files(out / next_week) == whole["next"], what)
                check((out / week).is_dir() and files(out / week) in
                      (whole["first"], whole["again"]),
                      f"{what}: the last good pack is lost")
                check(os.readlink(out / "latest") == next_week, what)
                check({p.name for p in out.iterdir()} ==
                      {week, next_week, "latest", ".lock"},
                      f"{what}: {list(out.iterdir())}")
    print(f"{dead} runs died between renames, {refused} renames failed")
    check(dead >= 6 and refused >= 6, "too few faults to show anything")


with workdir() as folder:
    main(pathlib.Path(folder))
