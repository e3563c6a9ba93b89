"""What the tests of the command share: the binary, a folder, small checks."""
import csv
import hashlib
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


def repaired(pack, name, data):
    """The file with these bytes, and the manifest as if they were meant."""
    (pack / name).write_bytes(data)
    path = pack / "manifest.json"
    text = path.read_text("ascii")
    for f in json.loads(text)["files"]:
        if f["name"] == name:
            old = f
    text = text.replace(old["sha256"], hashlib.sha256(data).hexdigest())
    at = text.index(f'"{name}"')
    text = text[:at] + text[at:].replace(f'"bytes": {old["bytes"]}',
                                         f'"bytes": {len(data)}', 1)
    body = text[:text.index(',\n "digest"')]  # of which it is the digest
    digest = hashlib.sha256(body.encode()).hexdigest()
    path.write_text(text.replace(json.loads(text)["digest"], digest), "ascii")


def workdir():
    return tempfile.TemporaryDirectory(prefix="dealsense-test-")


def check(condition, *message):
    if not condition:
        raise AssertionError(*message)
