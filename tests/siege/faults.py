"""A system call fails, once or from there on: every one of a command's."""
import errno
import itertools
import os
import random
import re

from subject import NOT_COMPARED, execute

WAYS = "once", "ever"
# Each call with what it may fail with, by turns.
CALLS = {
    "write": ("ENOSPC", "EIO", "EDQUOT"),
    "pwrite64": ("ENOSPC", "EIO"),
    "fsync": ("EIO", "ENOSPC"),
    "fdatasync": ("EIO", "ENOSPC"),
    "syncfs": ("EIO", "ENOSPC"),
    "close": ("EIO",),
    "renameat": ("EIO", "ENOSPC", "EACCES"),
    "renameat2": ("EIO", "ENOSPC", "EACCES"),
    "rename": ("EIO", "ENOSPC", "EACCES"),
    "symlinkat": ("EIO", "ENOSPC"),
    "unlink": ("EIO", "EACCES"),
    "unlinkat": ("EIO", "EACCES"),
    "mkdir": ("EIO", "ENOSPC"),
    "mkdirat": ("EIO", "ENOSPC"),
    "ftruncate": ("EIO", "ENOSPC"),
    "fchmod": ("EIO", "EPERM"),
    "flock": ("ENOLCK", "EIO"),
    "fcntl": ("ENOLCK", "EIO"),
    "memfd_create": ("ENOMEM", "EMFILE"),
    "pipe2": ("EMFILE",),
    "clone": ("EAGAIN", "ENOMEM"),
    "clone3": ("EAGAIN",),
    "dup2": ("EMFILE",),
    "getdents64": ("EIO",),
    "readlink": ("EIO", "EACCES"),
    "readlinkat": ("EIO",),
    "pread64": ("EIO",),
    "statfs": ("EIO",),
    "socket": ("EMFILE", "ENOBUFS"),
    "connect": ("ECONNREFUSED", "ENETUNREACH"),
    "sendto": ("EPIPE", "ECONNRESET"),
    "recvfrom": ("ECONNRESET", "EIO"),
    "poll": ("ENOMEM",),
    "mmap": ("ENOMEM",),
    "openat": ("EMFILE", "EIO", "EACCES"),
    "read": ("EIO",),
    "lseek": ("EIO",),
    "newfstatat": ("EIO", "EACCES"),
    "access": ("EIO",),
}
# What a file is written, read and put in its place with: tried first, whole.
FILES = ("write", "pwrite64", "lseek", "fsync", "fdatasync", "syncfs", "close",
         "renameat", "renameat2", "rename", "openat")
# What keeps this user from the store costs the comparison and is told (of no
# lock SQLite says that another program has it); of all else that fails nobody
# knows what the store holds.
KEPT_OUT = {"EACCES", "EPERM", "ENOLCK"}
# How libraries, and we where no call told us more, say what failed.
CAUSES = re.compile(
    r"disk I/O error|database or disk is full|database is locked|"
    r"unable to open database|locking protocol|readonly database|"
    r"database disk image is malformed|out of memory|ZIP_ERRNO|zip error|"
    r"in the zipfile|libharu error|cannot be read|is the disk full|"
    r"is not in the manifest|its process ended|error while|"
    r"the connection broke|the exchange failed|cannot connect|no answer in time|"
    r"no such host|no secure connection|closed unanswered|was cut off")


class Injector:
    """tests/siege/fault.c."""

    def __init__(self, program, folder):
        self.program, self.count = program, folder / "count"

    def command(self, calls, k, how, error, args):
        return [self.program, calls, k, how, getattr(errno, error, 0),
                self.count, *args]

    def calls(self, subject, calls):
        """How many of each of these calls an undisturbed command makes."""
        subject.reset()
        done = execute(self.command(calls, 0, "once", "", subject.args),
                       subject.env)
        if done.returncode:
            raise AssertionError(done)
        lines = self.count.read_text().splitlines()
        return {name: int(n) for name, n in map(str.split, lines)}


def trials(subject, injector, calls=CALLS, ways=WAYS):
    """(name, group, call, k, how, error) of all: of each call by turns, in an
    order that is by chance, so that the first thousand are a fair sample."""
    chance, groups = random.Random(12), []
    for call, n in injector.calls(subject, ",".join(calls)).items():
        errors = CALLS[call]
        for how in ways:
            group = [(f"{call} {k} {how} {errors[k % len(errors)]}",
                      f"{call}, {how}", call, k, how, errors[k % len(errors)])
                     for k in range(1, n + 1)]
            chance.shuffle(group)
            groups.append(group)
    rounds = itertools.zip_longest(*groups)
    return [trial for turn in rounds for trial in turn if trial]


def names_cause(line, error):
    """After what failed, why: the error of the call, or a library's word."""
    return ": " in line.removeprefix("dealsense: ") and (
        os.strerror(getattr(errno, error)) in line or CAUSES.search(line))


def try_one(subject, injector, call, k, how, error):
    subject.reset()
    done = execute(injector.command(call, k, how, error, subject.args),
                   subject.env)
    ended, found = subject.judge(done)
    lines = done.stderr.splitlines()
    if done.returncode == 4 and lines and not names_cause(lines[0], error):
        found.append(f"no cause: {lines[0]}")
    if ended == NOT_COMPARED and error not in KEPT_OUT:
        found.append("a pack without comparison for a fault of the machine")
    if done.returncode == 3 and error not in KEPT_OUT:
        found.append(f"a fault of the machine told as of the input: {lines}")
    return ended, found


def besiege(subject, injector, journal, until, ways=WAYS):
    for name, group, *fault in itertools.chain(
            trials(subject, injector, FILES, ways),
            trials(subject, injector, CALLS, ways)):
        if name in journal.trials:
            continue
        if until():
            return False
        journal.add(name, group, *try_one(subject, injector, *fault))
    return True
