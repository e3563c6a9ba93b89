"""Runs dashboard_test.js on the packs that render/dashboard_test.c writes.

Arguments: node, the test program. Skips (77) where `npm ci` has not been run.
"""
import os
import pathlib
import subprocess
import sys
import tempfile

here = pathlib.Path(__file__).parent
node, program = sys.argv[1:3]
if not (here / "node_modules").is_dir():
    print("skipped: run `npm ci` in tests/web first")
    sys.exit(77)
with tempfile.TemporaryDirectory(prefix="dealsense-web-") as folder:
    env = dict(os.environ, DEALSENSE_KEEP=folder)
    subprocess.run([program], env=env, check=True, stdout=subprocess.DEVNULL,
                   stderr=subprocess.DEVNULL)
    sys.exit(subprocess.run([node, here / "dashboard_test.js", folder],
                            check=False).returncode)
