"""A few of the faults and kills of tests/siege: a system call of run, pull and
send fails, once or from there on, and what stands is whole, told in one line,
and healed by the next.

    short_siege.py FAULT

FAULT is tests/siege/fault.c. Only calls that change what stands or wait for
somebody: what a sanitizer asks for itself is to succeed.
"""
import collections
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "siege"))
import faults  # noqa: E402
import kills  # noqa: E402
from subject import Run  # noqa: E402
from talk import Pull, Send  # noqa: E402
from tool import check, workdir  # noqa: E402

CALLS = ["write", "pwrite64", "fsync", "fdatasync", "syncfs", "renameat",
         "renameat2", "rename", "symlinkat", "unlink", "mkdir", "ftruncate",
         "flock", "fcntl", "poll", "sendto"]
# Of the first trials, which are one of each call and way, every third.
SAMPLE = slice(0, 2 * len(CALLS), 3)
KILLS = 3
# Each was once no end, half a week in the store, files that no rerun would
# replace, two messages, a pack without comparison or one in other letters.
FOUND = {Run: [("poll", 1, "ever", "ENOMEM"), ("pwrite64", 15, "once", "EIO"),
               ("pwrite64", 18, "once", "ENOSPC"),
               ("pread64", 2, "once", "EIO"), ("pread64", 9, "ever", "EIO"),
               ("access", 4, "ever", "EIO"), ("access", 9, "ever", "EIO")],
         Pull: [("unlink", 1, "ever", "EACCES"), ("unlink", 9, "ever", "EIO")],
         Send: [("poll", 20, "ever", "ENOMEM"), ("poll", 30, "ever", "ENOMEM")]}


def small(folder):
    return Run(folder, deals=60)


def besiege(subject, injector, first):
    """The known ones, a sample of all, and kills before some calls."""
    some = [fault for _, _, *fault in
            faults.trials(subject, injector, CALLS)[SAMPLE]]
    tally, wrong = collections.Counter(), []
    for fault in first + some:
        how, found = faults.try_one(subject, injector, *fault)
        tally[how] += 1
        wrong += [f"{fault}: {x}" for x in found]
    total = sum(injector.calls(subject, kills.CHANGES).values())
    for k in range(1, KILLS + 1):
        how, found = kills.at_call(subject, injector, total * k // (KILLS + 1))
        tally[how] += 1
        wrong += [f"killed: {x}" for x in found]
    check(not wrong, "\n".join(wrong))
    check(len(tally) > 1 and "killed" in tally, tally)
    return ", ".join(f"{n} {how}" for how, n in tally.most_common())


with workdir() as name:
    for make, kind in (small, Run), (Pull, Pull), (Send, Send):
        folder = pathlib.Path(name) / kind.__name__.lower()
        folder.mkdir()
        print(f"{kind.__name__.lower()}: " + besiege(
            make(folder), faults.Injector(sys.argv[1], folder), FOUND[kind]))
