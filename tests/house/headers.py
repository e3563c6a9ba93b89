"""Each of our headers compiles alone: a header is its module's manual."""
import os
import pathlib
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

ROOT = pathlib.Path(os.environ["DEALSENSE_SOURCE"])
FLAGS = ["cc", "-std=gnu17", "-D_GNU_SOURCE", "-Wall", "-Wextra", "-Werror",
         "-fsyntax-only", f"-I{ROOT}", "-x", "c"]


def compiles(path):
    done = subprocess.run(FLAGS + [str(path)], capture_output=True, text=True)
    return f"{path.relative_to(ROOT)}: {done.stderr}" if done.returncode else ""


headers = [p for room in ("scoring", "render", "sample", "cmd")
           for p in sorted((ROOT / room).rglob("*.h")) if p.name != "banned.h"]
with ThreadPoolExecutor(2) as pool:
    failed = [text for text in pool.map(compiles, headers) if text]
if failed or not headers:
    sys.exit("\n".join(failed) or "no header found")
print(f"{len(headers)} headers compile alone")
