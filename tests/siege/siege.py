"""Besieges the command; called by tests/siege/run.

    siege.py STATE [--minutes N] [PART…]

In STATE are the programs, and a journal for each part.
"""
import argparse
import collections
import os
import pathlib
import sys
import tempfile
import time

import allocations
import disks
import faults
import kills
from journal import Journal
from subject import Run
from talk import Pull, Send

KILLS = {"run": 500, "send": 200}


class Siege:
    def __init__(self, programs, folder):
        self.programs, self.folder = programs, folder
        self.injector = faults.Injector(programs / "fault", folder)

    def faults(self, subject, journal, until, ways=faults.WAYS):
        return faults.besiege(subject(self.folder), self.injector, journal,
                              until, ways)

    def kills(self, subject, journal, until, library=None):
        env = library and {**os.environ,
                           **kills.plain(self.programs / library)}
        made = subject(self.folder)
        made.env = {**(made.env or os.environ), **(env or {})}
        return kills.besiege(made, self.injector, journal, until,
                             KILLS[made.args[1]])

    def allocations(self, journal, until):
        return allocations.besiege(
            Run(self.folder), self.programs / "libfailing_malloc.so", self.folder,
            journal, until)

    def disks(self, journal, until):
        if os.geteuid():
            print("disks: skipped: only root may mount a tmpfs")
            return True
        disk = disks.Disk(self.folder / "disk")
        try:
            return disks.besiege(Run(disk.folder), disk, journal, until)
        finally:
            disk.release()


def of_two(folder):
    return Run(folder, more=["--audience", "cro,board"])


PLAIN = "libplain_rename.so"
PARTS = {
    "run-once": lambda s, *how: s.faults(Run, *how, ["once"]),
    "run-ever": lambda s, *how: s.faults(Run, *how, ["ever"]),
    "send": lambda s, *how: s.faults(Send, *how),
    "pull": lambda s, *how: s.faults(Pull, *how),
    "allocations": Siege.allocations,
    "kill-run": lambda s, *how: s.kills(of_two, *how),
    "kill-run-plain": lambda s, *how: s.kills(of_two, *how, PLAIN),
    "kill-send": lambda s, *how: s.kills(Send, *how),
    "kill-send-plain": lambda s, *how: s.kills(Send, *how, PLAIN),
    "disks": Siege.disks,
}


def table(part, journal, whole):
    """Prints the counts; returns how many trials found something."""
    groups = collections.defaultdict(collections.Counter)
    for trial in journal.trials.values():
        groups[trial["group"]][trial["how"]] += 1
    found = [t for t in journal.trials.values() if t["found"]]
    print(f"\n{part}: {len(journal.trials)} trials, {len(found)} found"
          f"{'' if whole else '; not at its end'}")
    for group, ways in sorted(groups.items()):
        print(f"  {group:20} {sum(ways.values()):5}   " +
              ", ".join(f"{n} {how}" for how, n in ways.most_common()))
    for t in found:
        print(f"  FOUND {t['name']} ({t['how']}): {'; '.join(t['found'])}")
    sys.stdout.flush()
    return len(found)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("state", type=pathlib.Path)
    parser.add_argument("--minutes", type=float, default=float("inf"))
    parser.add_argument("parts", nargs="*", metavar="PART")
    o = parser.parse_intermixed_args()
    unknown = set(o.parts) - set(PARTS)
    if unknown:
        sys.exit(f"{unknown}: the parts are {', '.join(PARTS)}")
    end = time.monotonic() + 60 * o.minutes
    state, found = o.state.resolve(), 0
    for part in o.parts or PARTS:
        journal = Journal(state / f"{part}.jsonl")
        with tempfile.TemporaryDirectory(prefix="dealsense-siege-",
                                         ignore_cleanup_errors=True) as name:
            siege = Siege(state, pathlib.Path(name))
            whole = PARTS[part](siege, journal,
                                lambda: time.monotonic() > end)
        found += table(part, journal, whole)
    sys.exit(found > 0)


main()
