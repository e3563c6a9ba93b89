"""Nothing in the repository cites a document that is not in it.

A comment says what it has to say itself: whoever clones the repository has
nothing else to look it up in.
"""
import os
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(os.environ["DEALSENSE_SOURCE"])
# In two pieces, so that this file cites none of them.
PAPERS = ["DESIGN" ".md", "STYLE" ".md", "FACTS" ".md", "CONVENTIONS" ".md",
          "house" ".md"]
OF_A_PAPER = re.compile("|".join(rf"\b{re.escape(p)}" for p in PAPERS) +
                        r"|\b(?:DESIGN|STYLE)" r" ?§")
PAPER = re.compile(r"(?<![\w/.-])([A-Za-z][\w-]*(?:/[\w-]+)*\.md)\b")

if not (ROOT / ".git").exists():
    print("skipped: no repository to list the files of")
    sys.exit(77)
files = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, text=True,
                       check=True, capture_output=True).stdout.split("\0")
problems, read = [], 0
for name in filter(None, files):
    path = ROOT / name
    if path.suffix not in {".c", ".h", ".py", ".js", ".md", ".build", ".css",
                           ".sh", ""} or not path.is_file():
        continue
    try:
        text = path.read_text("utf-8")
    except UnicodeDecodeError:
        continue
    read += 1
    for number, line in enumerate(text.splitlines(), 1):
        if OF_A_PAPER.search(line):
            problems.append(f"{name}:{number}: cites a paper that is not here")
        for paper in PAPER.findall(line):
            if not ((ROOT / paper).exists() or (path.parent / paper).exists()):
                problems.append(f"{name}:{number}: there is no {paper}")
if problems or not read:
    sys.exit("\n".join(problems) or "no file read")
print(f"{read} files cite no paper that is not here")
