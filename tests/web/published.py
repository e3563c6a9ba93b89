"""`dealsense watch` republishes under an open dashboard, which then offers to
load the new pack (published_test.js).

Arguments: node. Skips (77) where `npm ci` has not been run.
"""
import os
import pathlib
import subprocess
import sys
import tempfile

here = pathlib.Path(__file__).parent
binary = os.environ["DEALSENSE_BINARY"]
if not (here / "node_modules").is_dir():
    print("skipped: run `npm ci` in tests/web first")
    sys.exit(77)
with tempfile.TemporaryDirectory(prefix="dealsense-published-") as folder:
    folder = pathlib.Path(folder)
    lines = (here / "../../sample/deals.csv").read_bytes().splitlines(True)
    export = folder / "deals.csv"
    export.write_bytes(b"".join([lines[0], *lines[-400:-20]]))
    (folder / "next.csv").write_bytes(b"".join([lines[0], *lines[-420:]]))
    watch = subprocess.Popen([binary, "watch", export, "--no-store", "--out",
                              folder / "out"], stdout=subprocess.PIPE,
                             text=True, stdin=subprocess.DEVNULL)
    try:
        for line in watch.stdout:
            if line.startswith("Watching "):
                break
        code = subprocess.run([sys.argv[1], here / "published_test.js",
                               folder], check=False).returncode
    finally:
        watch.terminate()
    if watch.wait(60) != 0:
        sys.exit(f"watch: exit {watch.returncode}")
    sys.exit(code)
