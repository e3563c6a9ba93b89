"""What is besieged: a command, the state before it, and how to judge what is
left after it has ended, in whatever way.

    subject.reset()      the state before
    subject.args         the command, subject.env its environment
    subject.judge(done)  (how it ended, [what is wrong])

`done` has the exit code (negative: the signal) and what was printed. Judging
runs the command again where there is something to heal.
"""
import hashlib
import os
import pathlib
import shutil
import signal
import sqlite3
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path += [str(HERE.parent / "cmd"), str(HERE.parent / "cmd/io")]
from store_tool import content, is_sound  # noqa: E402
from tool import BINARY, check, files  # noqa: E402

PATIENCE = 120 # seconds; no trial needs five
NO_STORE = "nothing is compared with earlier runs"
NOT_COMPARED = "exit 0, told that nothing is compared"


def start(args, env):
    return subprocess.Popen(list(map(str, args)), env=env, text=True,
                            errors="replace", stdin=subprocess.DEVNULL,
                            stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                            start_new_session=True)


def finish(child, patience=PATIENCE):
    """Waits for it; one without an end is ended, with all its children."""
    try:
        out, err = child.communicate(timeout=patience)
        code = child.returncode
    except subprocess.TimeoutExpired:
        os.killpg(child.pid, signal.SIGKILL)
        out, err = child.communicate()
        code = "no end"
    return subprocess.CompletedProcess(child.args, code, out, err)


def execute(args, env, patience=PATIENCE):
    return finish(start(args, env), patience)


def ending(done, killed=False):
    """How it ended, and what is wrong with that alone: every failure is one
    clear line and an exit code for it."""
    lines = done.stderr.splitlines()
    how, found = f"exit {done.returncode}", []
    if killed and done.returncode == -signal.SIGKILL:
        return "killed", found
    if done.returncode not in (0, 2, 3, 4, 5):
        found.append(f"ended with {done.returncode}: {lines[:2]}")
    elif done.returncode and len(lines) != 1:
        found.append(f"{how} with {len(lines)} lines: {lines[:3]}")
    elif done.returncode and not lines[0].startswith("dealsense: "):
        found.append(f"an unclear line: {lines[0]}")
    return how, found


class Healed:
    """States from which a rerun was right: the same one need not be tried
    again, for a run knows nothing else of the past."""

    def __init__(self):
        self.states = set()

    @staticmethod
    def state(*folders):
        h = hashlib.sha256()
        for folder in folders:
            for path in sorted(pathlib.Path(folder).rglob("*")):
                h.update(f"\n{path}\t".encode())
                if path.is_symlink():
                    h.update(os.readlink(path).encode())
                elif path.is_file():
                    h.update(hashlib.sha256(path.read_bytes()).digest())
        return h.digest()

    def holds(self, *folders):
        """Does it stand as once before? Else it is from now on known."""
        state = self.state(*folders)
        known = state in self.states
        self.states.add(state)
        return known


class Run:
    """`run` of a later week over a pack and a store of the week before."""
    LAST, DAY = "2026-06-22", "2026-06-29"

    def __init__(self, folder, deals=600, more=(), env=None):
        self.folder, self.out = folder, folder / "out"
        self.env, self.healed = env, Healed()
        folder.mkdir(parents=True, exist_ok=True)
        for day in self.LAST, self.DAY:
            (folder / f"{day}.csv").write_text(self.well(
                "sample", "--deals", deals, "--seed", 3, "--as-of", day),
                "utf-8")
            self.args = [BINARY, "run", folder / f"{day}.csv", "--out",
                         self.out, "--as-of", day, "--threads", 1, "--quiet",
                         *more]
            if day == self.LAST:
                self.well(*self.args[1:])
        self.out.rename(folder / "before")
        self.before = files(folder / "before")
        self.reset()
        self.well(*self.args[1:])
        self.whole = files(self.out)
        self.record = self.recorded()
        self.old = content(folder / "before/history.db") if self.record else None
        self.audiences = [p.parent for p in sorted(self.out.rglob("latest"))]

    @staticmethod
    def well(*args):
        done = execute([BINARY, *args], None)
        check(done.returncode == 0 and not done.stderr, done)
        return done.stdout

    def reset(self):
        shutil.rmtree(self.out, ignore_errors=True)
        shutil.copytree(self.folder / "before", self.out, symlinks=True)

    def recorded(self):
        store = self.out / "history.db"
        if not store.exists():
            return None
        try:
            is_sound(store)
            return content(store)
        except (AssertionError, sqlite3.Error) as e:
            return f"unsound: {e!r}"

    def packs(self, now, whole, found):
        """Are the packs those of the last run or of this one, byte by byte?
        Returns how many are published."""
        published = 0
        for folder in self.audiences:
            name = str(folder.relative_to(self.out) / "x")[:-1]
            for day in (self.LAST, self.DAY):
                path = f"{name}{day}/"
                is_new = day == self.DAY
                got, want = ({n: data for n, data in all_files.items()
                              if n.startswith(path)} for all_files in
                             (now, self.whole if is_new else self.before))
                if is_new and not got:
                    continue
                published += is_new
                wrong = [n for n in sorted(set(got) | set(want))
                         if got.get(n) != want.get(n)]
                if wrong and not (is_new and not whole):
                    found.append(f"{path} differs in {wrong[:4]}")
            link = folder / "latest"
            to = os.readlink(link) if link.is_symlink() else None
            if to not in (self.LAST, self.DAY) or not link.is_dir():
                found.append(f"{name}latest leads to {to}")
        return published

    def state(self, done, found):
        """What stands after it. True: all of this run."""
        now, record = files(self.out), self.recorded()
        told = done.returncode == 0 and NO_STORE in done.stderr
        published = self.packs(now, not told, found)
        if told and execute([BINARY, "verify", self.out],
                            None).returncode:
            found.append("a pack without comparison is not whole")
        if record not in (self.old, self.record):
            found.append(f"the store is neither old nor new: {str(record)[:80]}")
        elif record == self.record != self.old and not published:
            found.append("recorded, but not published")
        return published == len(self.audiences) and record == self.record and \
            not told

    def judge(self, done, killed=False):
        how, found = ending(done, killed)
        is_all = self.state(done, found)
        if how == "exit 3" and str(self.out) in done.stderr:
            found.append(f"our own output is no input: {done.stderr}")
        lines = done.stderr.splitlines()
        if how == "exit 0" and lines:
            how = NOT_COMPARED
            if len(lines) != 1 or NO_STORE not in lines[0]:
                found.append(f"exit 0 with {lines[:2]}")
        elif how == "exit 0" and not is_all:
            found.append("exit 0, and not all is published and recorded")
        elif how == "exit 0" and set(files(self.out)) == set(self.whole):
            return how, found
        elif how == "exit 4" and is_all:
            how = "exit 4, published"
            if lines and "published" not in lines[0]:
                found.append(f"published, but said: {lines[0]}")
        self.heal(found)
        return how, found

    def heal(self, found):
        """Run again, undisturbed."""
        if self.healed.holds(self.out):
            return
        done = execute(self.args, self.env)
        if done.returncode or done.stderr:
            found.append(f"a rerun: {done.returncode} {done.stderr[:200]}")
        now = files(self.out)
        keep = {n: d for n, d in now.items() if not n.endswith(".db")}
        want = {n: d for n, d in self.whole.items() if not n.endswith(".db")}
        wrong = [n for n in sorted(set(keep) | set(want))
                 if keep.get(n) != want.get(n)]
        if wrong or set(now) != set(self.whole):
            wrong += sorted(set(now) ^ set(self.whole))
            found.append(f"a rerun does not heal {wrong[:4]}")
        if self.recorded() != self.record:
            found.append("a rerun does not heal the store")
        if any(os.readlink(f / "latest") != self.DAY for f in self.audiences):
            found.append("a rerun leaves latest")
