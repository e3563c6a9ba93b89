"""Lines and branches by room, from llvm-cov's summary in a build folder."""
import collections
import json
import os
import pathlib
import sys

ROOMS = ["scoring/intake", "scoring/settings", "scoring/base",
         "render/pack", "render/base", "cmd/io/http", "cmd/io/crm",
         "cmd/io/salesforce", "cmd/io/hubspot", "cmd/io/store"]
build = pathlib.Path(sys.argv[1])
root = build.parents[1]
files = json.loads((build / "coverage.json").read_text())["data"][0]["files"]
sums = collections.defaultdict(collections.Counter)
for f in files:
    path = pathlib.Path(os.path.normpath(build / f["filename"]))
    room = str(path.relative_to(root).parent) if root in path.parents else ""
    for kind in ("lines", "branches"):
        for what in ("covered", "count"):
            sums[room][kind, what] += f["summary"][kind][what]
for room in ROOMS:
    print(f"{room:18}", "".join(
        f"  {sums[room][kind, 'covered']:5} of {sums[room][kind, 'count']:5} "
        f"{kind} ({sums[room][kind, 'covered'] / sums[room][kind, 'count']:.0%})"
        for kind in ("lines", "branches")))
