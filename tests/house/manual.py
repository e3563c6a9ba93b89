"""The man page and --help name the same commands and options."""
import os
import pathlib
import re
import subprocess
import sys

BINARY = os.environ["DEALSENSE_BINARY"]
ROOT = pathlib.Path(os.environ["DEALSENSE_SOURCE"])
page = (ROOT / "cmd/dealsense.1").read_text().replace("\\-", "-")


def text(*args):
    return subprocess.run([BINARY, *args], capture_output=True, text=True,
                          check=True).stdout


commands = re.findall(r"^  (\w[\w-]*) ", text("--help"), re.M)
missing = [c for c in commands if f".B dealsense {c}" not in page]
options = {o for c in commands
           for o in re.findall(r"^  (--[\w-]+)", text(c, "--help"), re.M)}
missing += sorted(o for o in options - {"--help"} if o not in page)
known = set(re.findall(r"--[a-z][\w-]+", page))
missing += [f"{o} (no command has it)" for o in sorted(known - options)]
if missing or len(commands) < 8:
    sys.exit(f"man page and --help differ: {missing}")
print(f"{len(commands)} commands, {len(options)} options")
