"""A disk that is full, at every size; one that is full for a moment; files
that may not grow."""
import os
import random
import subprocess
import threading
import time

from subject import execute

SIZES, INODES, BALLOONS, LIMITS = 300, 60, 200, 100
LARGE = 1 << 30
MANY = 1 << 20 # files; without a limit the kernel neither counts nor sets one
PAGE = 4096


class Disk:
    """A tmpfs, which root may mount, of a size that changes."""

    def __init__(self, folder):
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={LARGE},"
                        f"nr_inodes={MANY}", "siege", folder], check=True)

    def used(self):
        v = os.statvfs(self.folder)
        return (v.f_blocks - v.f_bfree) * v.f_frsize, v.f_files - v.f_ffree

    def limit(self, size=LARGE, inodes=MANY):
        subprocess.run(["mount", "-o", f"remount,size={size},nr_inodes="
                        f"{inodes}", self.folder], check=True)

    def release(self):
        subprocess.run(["umount", "-l", self.folder], check=True)


def too_small(subject, disk, room, inodes):
    """Room for so many bytes or files more than stand there."""
    subject.reset()
    size, n = disk.used()
    disk.limit(LARGE if room is None else size + room,
               MANY if inodes is None else n + inodes)
    done = execute(subject.args, subject.env)
    disk.limit()
    return subject.judge(done)


def balloon(disk, wait, hold):
    time.sleep(wait)
    path = disk.folder / "balloon"
    with open(path, "wb", buffering=0) as f:
        try:
            while f.write(bytes(1 << 20)) == 1 << 20:
                pass
            while f.write(bytes(PAGE)):
                pass
        except OSError:
            pass
    time.sleep(hold)
    path.unlink()


def full_for_a_moment(subject, disk, room, wait, hold):
    subject.reset()
    disk.limit(disk.used()[0] + room)
    other = threading.Thread(target=balloon, args=(disk, wait, hold))
    other.start()
    done = execute(subject.args, subject.env)
    other.join()
    disk.limit()
    return subject.judge(done)


def may_not_grow(subject, size):
    subject.reset()
    return subject.judge(execute(["prlimit", f"--fsize={size}", *subject.args],
                                 subject.env))


def need(subject, disk):
    """Bytes and files that a run leaves, and the seconds that it takes."""
    subject.reset()
    before, begin = disk.used(), time.monotonic()
    execute(subject.args, subject.env)
    after = disk.used()
    return after[0] - before[0], after[1] - before[1], time.monotonic() - begin


def trials(subject, disk):
    """(name, group, function, arguments)"""
    chance = random.Random(4)
    size, inodes, seconds = need(subject, disk)
    largest = max(map(len, subject.whole.values()))
    for k in range(SIZES):
        room = size * k * 11 // (10 * SIZES) // PAGE * PAGE
        yield f"room {k}", "a full disk", too_small, (disk, room, None)
    for k in range(INODES):
        files = inodes * k * 11 // (10 * INODES)
        yield f"inodes {k}", "no file left", too_small, (disk, None, files)
    for k in range(BALLOONS):
        yield (f"balloon {k}", "full for a moment", full_for_a_moment,
               (disk, 8 * size, seconds * chance.uniform(0.3, 1),
                chance.uniform(0, 0.05)))
    for k in range(LIMITS):
        yield (f"limit {k}", "ulimit -f", may_not_grow,
               (largest * k * 11 // (10 * LIMITS),))


def besiege(subject, disk, journal, until):
    for name, group, function, args in trials(subject, disk):
        if name in journal.trials:
            continue
        if until():
            return False
        journal.add(name, group, *function(subject, *args))
    return True
