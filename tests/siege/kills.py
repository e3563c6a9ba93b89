"""Killed before each call that changes what stands, and at any moment."""
import os
import random
import signal
import time

from subject import execute, finish, start

CHANGES = ("renameat,renameat2,rename,symlinkat,unlink,unlinkat,mkdir,fsync,"
           "fdatasync,syncfs,pwrite64,ftruncate,fcntl,openat,sendto")


def at_call(subject, injector, k):
    subject.reset()
    done = execute(injector.command(CHANGES, k, "kill", "", subject.args),
                   subject.env)
    return subject.judge(done, killed=True)


def at_moment(subject, seconds):
    subject.reset()
    child = start(subject.args, subject.env)
    time.sleep(seconds)
    child.send_signal(signal.SIGKILL)
    return subject.judge(finish(child), killed=True)


def duration(subject):
    subject.reset()
    begin = time.monotonic()
    execute(subject.args, subject.env)
    return time.monotonic() - begin


def besiege(subject, injector, journal, until, wanted):
    """Kills until so many were caught alive: half before a call, by chance,
    half at a moment."""
    chance = random.Random(wanted)
    total = sum(injector.calls(subject, CHANGES).values())
    whole = duration(subject)
    for k in range(100 * wanted):
        caught = sum(t["how"] == "killed" for t in journal.trials.values())
        if caught >= wanted:
            return True
        call, moment = chance.randint(1, total), chance.uniform(0.01, 1.02)
        if f"kill {k}" in journal.trials:
            continue
        if until():
            return False
        if k % 2:
            result = at_moment(subject, whole * moment)
            group = "at a moment"
        else:
            result = at_call(subject, injector, call)
            group = "before a call"
        journal.add(f"kill {k}", group, *result)
    raise AssertionError("few of the kills caught it alive")


def plain(library):
    """The environment of a file system without the flags of renameat2."""
    return {"LD_PRELOAD": os.fspath(library), "WITHOUT": "EINVAL"}
