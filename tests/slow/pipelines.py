"""What the slow suites share: many pipelines, two processes at once.

The suites run the binary in DEALSENSE_BINARY; a release build takes a tenth
of the time of a sanitized one. The number of pipelines is the first
argument, or a full suite without one; SLOW_PIPELINES in the environment
says the same to `meson test`. SLOW_PROCESSES=1 spares a machine that others
use too.
"""
import concurrent.futures
import os
import pathlib
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "cmd"))
from tool import ok, summary, workdir  # noqa: E402

PROCESSES = int(os.environ.get("SLOW_PROCESSES") or 2)


def count(full):
    given = sys.argv[1:2] or [os.environ.get("SLOW_PIPELINES", "")]
    return int(given[0]) if given[0] else full


def sample(folder, *args):
    """deals.csv, history.csv and truth.csv of one world."""
    done = ok("sample", "--history", folder / "history.csv",
              "--truth", folder / "truth.csv", *args)
    (folder / "deals.csv").write_text(done.stdout, "utf-8")
    return folder / "deals.csv"


def run(folder, deals, *args):
    """The folder of the pack that a run publishes."""
    ok("run", deals, "--out", folder / "out", "--threads", 1, "--quiet", *args)
    return (folder / "out/latest").resolve()


def each(one, jobs, tell=None):
    """one(job, folder) for every job, in order, two at a time; tell(result)
    as they come, so that a log grows."""
    def alone(job):
        with workdir() as folder:
            return one(job, pathlib.Path(folder))

    began, results = time.time(), []
    with concurrent.futures.ThreadPoolExecutor(PROCESSES) as pool:
        for result in pool.map(alone, jobs):
            results.append(result)
            if tell:
                tell(result)
            if sys.stderr.isatty():
                print(f"{len(results)} of {len(jobs)}, "
                      f"{time.time() - began:.0f} s", file=sys.stderr)
    return results


class Verdict:
    """Collects what failed, so that every count is printed first."""

    def __init__(self):
        self.failed = 0

    def say(self, good, text):
        print(("ok   " if good else "FAIL ") + text, flush=True)
        self.failed += not good

    def end(self):
        if self.failed:
            sys.exit(f"{self.failed} of the claims above do not hold")
