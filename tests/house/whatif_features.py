"""A feature that a what-if moves (its line in features.c says so) has a line
in the page's own reckoning, assets/score.js, and no other has one."""
import os
import pathlib
import re
import sys

ROOT = pathlib.Path(os.environ["DEALSENSE_SOURCE"])
table = (ROOT / "scoring/features/features.c").read_text()
page = (ROOT / "assets/score.js").read_text()

lines = re.findall(r"^    FEATURE\((\w+),.*?\b(MOVED_\w+)\),$", table, re.M | re.S)
if len(lines) != table.count("\n    FEATURE(") or len(lines) < 20:
    sys.exit("features.c: the table of features is not read whole")
wrong = [f"{name}: {moved} in features.c, " +
         ("but no line in assets/score.js" if moved != "MOVED_NEVER"
          else "but assets/score.js moves it")
         for name, moved in lines
         if (f'"{name}"' in page) != (moved != "MOVED_NEVER")]
if wrong:
    sys.exit("\n".join(wrong))
print(f"{len(lines)} features, {sum(m != 'MOVED_NEVER' for _, m in lines)} moved")
