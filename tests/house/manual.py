"""The man page and --help name the same commands, options, CRMs and worlds of
the sample; README names CRMs and worlds too."""
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
# --help has the list of CRMs from the table (scoring/intake/dialect.c).
crms = re.search(r"--crm NAME\s+(.*?) \(default",
                 text("run", "--help"), re.S).group(1)
crms = " ".join(crms.split())
if crms not in " ".join(page.split()):
    missing.append(f"man page, --crm: {crms}")
readme = (ROOT / "README.md").read_text()
named = re.search(r"Headers of\s+(.*?)\s+are\s+recognised", readme, re.S)
named = re.sub(r"\(.*?\)", "", named.group(1))
named = {w.lower() for w in re.findall(r"[\w-]+", named)} - {"and"}
known = set(re.findall(r"[\w-]+", crms)) - {"auto", "or", "generic"}
if named != known:
    missing.append(f"README, recognised headers: {sorted(named ^ known)}")
# So it has the worlds of the sample (sample/scenarios.c).
worlds = re.findall(r"^  ([\w-]+)  +(\S.*)$",
                    text("sample", "--help").split("\nworlds:\n")[1], re.M)
for name, meaning in worlds:
    meaning = meaning[0].upper() + meaning[1:]
    if f".B {name}\n{meaning}." not in page:
        missing.append(f"man page, --world {name}: {meaning}.")
    if f"| `{name}` | {meaning} |" not in readme:
        missing.append(f"README, --world: | `{name}` | {meaning} |")
if missing or len(commands) < 8 or len(worlds) < 2:
    sys.exit(f"man page and --help differ: {missing}")
print(f"{len(commands)} commands, {len(options)} options")
