"""Limits of the system: files that may not grow, a umask that allows all, seeds.

What does not fit is an error line and exit 4, never a signal, and the last pack
stays.
"""
import os
import pathlib
import resource
import shutil
import stat
import subprocess

from tool import BINARY, check, dealsense, files, ok, workdir

DAY = "2026-06-29"


def limited(args, size):
    return subprocess.run(
        [BINARY, *map(str, args)], capture_output=True, text=True,
        stdin=subprocess.DEVNULL, preexec_fn=lambda: resource.setrlimit(
            resource.RLIMIT_FSIZE, (size, size)))


def sizes(work, run):
    ok(*run, "--as-of", "2026-06-22", "--out", work / "out")
    last = files(work / "out/2026-06-22")
    # as the runs below, with the store: its news decide the size of files
    shutil.copytree(work / "out", work / "whole", symlinks=True)
    ok(*run, "--out", work / "whole")
    largest = max(len(data) for data in files(work / "whole" / DAY).values())
    for size in (0, 1, 4096, 20_000, 50_000, largest - 1):
        done = limited([*run, "--out", work / "out"], size)
        check(done.returncode == 4 and done.stderr.count("\n") == 1,
              f"{size} bytes a file: {done}")
        check(os.readlink(work / "out/latest") == "2026-06-22", "latest")
        check(files(work / "out/2026-06-22") == last, "the last pack changed")
        check(not (work / "out" / DAY).exists(), f"{size}: published")
    done = limited([*run, "--out", work / "out"], 100 << 20)
    check(done.returncode == 0, done)


def rights(work, run):
    before = os.umask(0)
    try:
        ok(*run, "--out", work / "open")
    finally:
        os.umask(before)
    for path in (work / "open").rglob("*"):
        mode = path.lstat().st_mode
        check(stat.S_ISLNK(mode) or not mode & 0o022,
              f"{path.name}: others may write it ({oct(mode)})")


def seeds(work, run):
    for seed, code in (("9223372036854775807", 0), ("9223372036854775808", 2),
                       ("18446744073709551615", 2), ("-1", 2)):
        done = dealsense(*run, "--out", work / "seed", "--seed", seed)
        check(done.returncode == code, f"--seed {seed}: {done}")
        check(not code or "is not a whole number below 2^63" in done.stderr,
              done.stderr)


with workdir() as folder:
    work = pathlib.Path(folder)
    (work / "deals.csv").write_text(
        ok("sample", "--deals", 300, "--as-of", DAY).stdout, "utf-8")
    run = ["run", work / "deals.csv", "--quiet"]
    sizes(work, run)
    rights(work, run)
    seeds(work, run)
