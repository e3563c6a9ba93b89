"""`watch`: a run for each change of the export that is over, and no other."""
import concurrent.futures
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import threading
import time

from tool import BINARY, check, ok, workdir

SAMPLE = pathlib.Path(os.environ["DEALSENSE_SOURCE"]) / "sample/deals.csv"
PATIENCE = 60


class Watch:
    """One `dealsense watch`, with the lines it has printed so far."""

    def __init__(self, export, out, *more, env=None):
        self.lines, self.errors = [], []
        self.process = subprocess.Popen(
            [BINARY, "watch", str(export), "--out", str(out),
             "--no-store", *map(str, more)], text=True,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, env=env)
        for pipe, to in ((self.process.stdout, self.lines),
                         (self.process.stderr, self.errors)):
            threading.Thread(target=self.take, args=(pipe, to),
                             daemon=True).start()

    @staticmethod
    def take(pipe, to):
        for line in pipe:
            to.append(line.rstrip("\n"))

    def packs(self):
        return sum(line.startswith("Pack: ") for line in self.lines)

    def until(self, what, condition):
        start = time.monotonic()
        while not condition():
            check(time.monotonic() - start < PATIENCE, what, self.lines,
                  self.errors)
            check(self.process.poll() is None, "ended", self.errors)
            time.sleep(0.05)

    def ready(self):
        self.until("watching", lambda: any(
            line.startswith("Watching ") for line in self.lines))

    def until_packs(self, n):
        self.until(f"{n} packs", lambda: self.packs() == n)

    def stays(self, n, seconds):
        time.sleep(seconds)
        check(self.packs() == n, n, self.lines, self.errors)

    def end(self, how=signal.SIGTERM):
        self.process.send_signal(how)
        check(self.process.wait(20) == 0, "exit", self.process.returncode,
              self.errors)


def export(n):
    """Some 300 deals of the sample, the last of them n; as bytes."""
    lines = SAMPLE.read_bytes().splitlines(keepends=True)
    return b"".join([lines[0], *lines[-300 - n:]])


def bytes_of_run(folder, text, out):
    path = folder / "again" / "deals.csv"
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(text)
    ok("run", path, "--out", folder / out, "--no-store", "--quiet")
    return (folder / out / "latest/manifest.json").read_bytes()


def manifest(out):
    return (out / "latest/manifest.json").read_bytes()


def saves(folder):
    """Ten saves are one pack; half a file none; renamed, gone and back."""
    path, out = folder / "deals.csv", folder / "out"
    path.write_bytes(export(0))
    w = Watch(path, out)
    w.ready()
    check(w.packs() == 1, w.lines)

    for k in range(10):
        path.write_bytes(export(k + 1))
        time.sleep(0.1)
    w.until_packs(2)
    w.stays(2, 3)
    check(manifest(out) == bytes_of_run(folder, export(10), "same"),
          "the pack is that of the file as it ended")

    # Half a row, by a writer who has gone, then by one who is still there.
    whole = export(20)
    path.write_bytes(whole[:len(whole) // 2 + 7])
    w.until("told", lambda: any("inside a row" in e for e in w.errors))
    w.stays(2, 2)
    path.write_bytes(whole)
    w.until_packs(3)
    with path.open("wb") as f:
        f.write(b"".join(export(25).splitlines(keepends=True)[:100]))
        f.flush()  # at the end of a row: only its writer tells
        w.stays(3, 3)
        f.write(b"".join(export(25).splitlines(keepends=True)[100:]))
    w.until_packs(4)
    check(manifest(out) == bytes_of_run(folder, export(25), "same"), "whole")

    # Growing all the time.
    with path.open("wb") as f:
        for part in export(30).splitlines(keepends=True):
            f.write(part)
            f.flush()
            time.sleep(0.005)
    w.until_packs(5)

    other = folder / "other.csv"
    other.write_bytes(export(35))
    other.replace(path)
    w.until_packs(6)

    path.unlink()
    w.until("gone", lambda: any("not there" in e for e in w.errors))
    path.write_bytes(export(40))
    w.until_packs(7)

    os.utime(path)  # the same bytes are no news
    w.stays(7, 3)

    # A run that fails says its one line, and watching goes on.
    before = len(w.errors)
    path.write_bytes(b"nothing,here\n1,2\n")
    w.until("failed", lambda: len(w.errors) > before)
    w.stays(7, 1)
    check(len(w.errors) == before + 1, w.errors)
    check(manifest(out), "the pack before it stands")
    path.write_bytes(export(45))
    w.until_packs(8)
    w.end(signal.SIGINT)


def folders(folder):
    """The folder itself goes and comes back; the export is a link."""
    place = folder / "place"
    place.mkdir()
    (place / "v1.csv").write_bytes(export(0))
    (place / "v2.csv").write_bytes(export(1))
    (place / "deals.csv").symlink_to("v1.csv")
    w = Watch(place / "deals.csv", folder / "linked")
    w.ready()
    (place / "next").symlink_to("v2.csv")
    (place / "next").rename(place / "deals.csv")
    w.until_packs(2)
    shutil.rmtree(place)
    time.sleep(0.3)
    place.mkdir()
    (place / "deals.csv").write_bytes(export(2))
    w.until_packs(3)
    w.end()


def others(folder):
    """A file that the options name is watched as well."""
    path, config = folder / "deals.csv", folder / "own.ini"
    path.write_bytes(export(0))
    config.write_text("[levels]\nhigh = 55\n")
    w = Watch(path, folder / "config", "--config", config)
    w.ready()
    config.write_text("[levels]\nhigh = 56\n")
    w.until_packs(2)
    w.end()


def without_inotify(folder):
    """Looking is enough: as on a network file system, nothing is told."""
    path = folder / "deals.csv"
    path.write_bytes(export(0))
    w = Watch(path, folder / "looked", env=dict(os.environ,
                                                LD_PRELOAD=sys.argv[1]))
    w.ready()
    path.write_bytes(export(3))
    w.until_packs(2)
    w.end()


def refusals(folder):
    done = subprocess.run([BINARY, "watch", str(folder / "none.csv")],
                          text=True, capture_output=True, timeout=60)
    check(done.returncode == 3 and done.stderr.count("\n") == 1, done)
    path = folder / "deals.csv"
    path.write_bytes(export(0))
    done = subprocess.run([BINARY, "watch", str(path), "--as-of", "soon",
                           "--out", str(folder / "refused")], text=True,
                          capture_output=True, timeout=60)
    check(done.returncode == 2 and done.stderr.count("\n") == 1, done)


def killed_in_a_run(folder):
    """SIGTERM while a run is going on: it ends as well, and no pack is
    half there."""
    path, out = folder / "deals.csv", folder / "killed"
    path.write_bytes(SAMPLE.read_bytes())
    w = Watch(path, out)
    time.sleep(0.5)
    w.end()
    check(not (out / "latest").exists(), "no pack")


def one(test, folder):
    place = pathlib.Path(folder, test.__name__)
    place.mkdir()
    test(place)
    print("ok", test.__name__, flush=True)


with workdir() as d:
    tests = [saves, folders, others, refusals, killed_in_a_run]
    if len(sys.argv) > 1:  # a sanitizer build preloads its own
        tests.append(without_inotify)
    with concurrent.futures.ThreadPoolExecutor(len(tests)) as pool:
        for done in [pool.submit(one, test, d) for test in tests]:
            done.result()  # they mostly wait
