"""What the tests of the command share: the binary, a folder, small checks."""
import csv
import json
import os
import pathlib
import subprocess
import sys
import tempfile

BINARY = os.environ["DEALSENSE_BINARY"]
SHARED = pathlib.Path(os.environ["DEALSENSE_SHARED"])
SKYGENI = SHARED / "data/skygeni/skygeni_sales_data.csv"
MAVEN = SHARED / "data/maven/sales_pipeline.csv"


def shared_needed():
    """Skips the whole test in a clone without ../shared."""
    if not SHARED.is_dir():
        print("skipped: needs ../shared, which is not here")
        sys.exit(77)


def shared_is_here(part):
    """For a part of a test, which tests/tally.py then names as skipped."""
    if not SHARED.is_dir():
        print("skipped: needs ../shared, which is not here\n"
              f"[  SKIPPED ] {part}", flush=True)
    return SHARED.is_dir()


def dealsense(*args, cwd=None, env=None):
    """Runs the tool; a crash or a sanitizer report fails the test at once."""
    done = subprocess.run([BINARY, *map(str, args)], cwd=cwd, text=True,
                          capture_output=True, stdin=subprocess.DEVNULL,
                          env=env, timeout=600)
    if done.returncode < 0 or done.returncode in (1, 99 + 256) or \
            "Sanitizer" in done.stderr or "runtime error" in done.stderr:
        sys.exit(f"{args}: crashed ({done.returncode})\n{done.stderr}")
    return done


def ok(*args, **kw):
    done = dealsense(*args, **kw)
    if done.returncode != 0:
        sys.exit(f"{args}: exit {done.returncode}\n{done.stderr}")
    return done


def files(pack):
    """Every file of a folder with its bytes."""
    pack = pathlib.Path(pack)
    return {str(p.relative_to(pack)): p.read_bytes()
            for p in sorted(pack.rglob("*")) if p.is_file()}


def rows(path):
    with open(path, encoding="utf-8", newline="") as f:
        return list(csv.DictReader(f))


def summary(pack):
    return json.loads((pathlib.Path(pack) /
                       "dashboard/api/v1/summary.json").read_text("utf-8"))


def workdir():
    return tempfile.TemporaryDirectory(prefix="dealsense-test-")


def check(condition, *message):
    if not condition:
        raise AssertionError(*message)
