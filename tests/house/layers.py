"""The house rules that a compiler does not see (STYLE.md, DESIGN.md section 2).

Includes point one way (cmd -> render -> scoring -> scoring/base; sample may
use base alone), third-party headers stay out of our headers and in their
rooms, only cmd prints, exits, reads the clock or opens a socket, a source
file has at most 400 lines, and nothing else lies at the top level.
"""
import os
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(os.environ["DEALSENSE_SOURCE"])
MAY_INCLUDE = {
    "scoring/base": {"scoring/base"},
    "scoring": {"scoring", "scoring/base"},
    "sample": {"sample", "scoring/base"},
    "render": {"render", "scoring", "scoring/base"},
    "cmd": {"cmd", "render", "sample", "scoring", "scoring/base"},
}
THIRD_PARTY = {  # header: the rooms that may include it
    "csv.h": {"scoring"}, "ini.h": {"scoring"}, "utf8proc.h": {"scoring", "render"},
    "uthash.h": {"scoring", "render"}, "omp.h": {"scoring"},
    "nettle/": {"scoring/base", "scoring", "render"}, "jansson.h": {"render"},
    "xlsxwriter.h": {"render"}, "hpdf": {"render"}, "cairo": {"render"},
    "pango": {"render"}, "archive.h": {"render"}, "archive_entry.h": {"render"},
    "expat.h": {"render"}, "ft2build.h": {"render"}, "sqlite3.h": {"cmd/io"},
    "curl/": {"cmd/io"}, "microhttpd.h": {"cmd/io"}, "sys/inotify.h": {"cmd/io"},
    "sys/socket.h": {"cmd/io"},
}
ONLY_CMD = re.compile(
    r"(?<![\w.>])(printf|fprintf|puts|putchar|vprintf|perror|exit|_exit|time|"
    r"clock_gettime|gettimeofday|socket|getenv)\s*\(")
# The one function in which out of memory ends (scoring/base/mem.h).
ALLOWED = {("scoring/base/mem.c", "_exit")}
TOP = {"cmd", "scoring", "render", "templates", "assets", "tests", "sample",
       "meson.build", "README.md"}
MAX_LINES = 400

problems = []


def room(path):
    rel = path.relative_to(ROOT)
    if rel.parts[:2] == ("scoring", "base"):
        return "scoring/base"
    return rel.parts[0]


def strip_comments(text):
    text = re.sub(r"/\*.*?\*/", lambda m: "\n" * m.group().count("\n"), text,
                  flags=re.S)
    return re.sub(r'"(\\.|[^"\\\n])*"', '""', text)


def check_includes(path, text):
    mine = room(path)
    for number, line in enumerate(text.splitlines(), 1):
        own = re.match(r'\s*#\s*include\s+"([^"]+)"', line)
        system = re.match(r"\s*#\s*include\s+<([^>]+)>", line)
        where = f"{path.relative_to(ROOT)}:{number}"
        if own:
            target = room(ROOT / own.group(1))
            if target not in MAY_INCLUDE[mine]:
                problems.append(f"{where}: {mine} may not include {target}")
        if system:
            for header, rooms in THIRD_PARTY.items():
                if not system.group(1).startswith(header):
                    continue
                here = str(path.relative_to(ROOT).parent)
                if here not in rooms and mine not in rooms:
                    problems.append(f"{where}: <{system.group(1)}> is not for {mine}")
                if path.suffix == ".h":
                    problems.append(f"{where}: a third-party type in our header")


def check_calls(path, text):
    if room(path) in ("cmd", "sample"):
        return
    rel = str(path.relative_to(ROOT))
    for number, line in enumerate(strip_comments(text).splitlines(), 1):
        for call in ONLY_CMD.finditer(line):
            if (rel, call.group(1)) not in ALLOWED:
                problems.append(f"{rel}:{number}: only cmd/ may call {call.group(1)}()")


def check_globals(path, text):
    """Mutable file-scope variables: 'static' without const at column 0."""
    rel = path.relative_to(ROOT)
    for number, line in enumerate(strip_comments(text).splitlines(), 1):
        if re.match(r"static (?!const|inline|_Thread_local const|_Noreturn)"
                    r"[\w *]+?\w+(\[[^\]]*\])*\s*(=[^=]|;)", line):
            if "const " not in line:
                problems.append(f"{rel}:{number}: a mutable global")


for name in MAY_INCLUDE:
    for path in sorted((ROOT / name).rglob("*.[ch]")):
        text = path.read_text()
        check_includes(path, text)
        check_calls(path, text)
        if path.suffix == ".c":
            check_globals(path, text)
        lines = text.count("\n")
        if lines > MAX_LINES:
            problems.append(f"{path.relative_to(ROOT)}: {lines} lines; split it by noun")

if (ROOT / ".git").exists():
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, text=True, check=True,
                             capture_output=True).stdout.split("\n")
    for top in {t.split("/")[0] for t in tracked if t}:
        if top not in TOP and not top.startswith("."):
            problems.append(f"{top}: does not belong at the top level")

if problems:
    sys.exit("\n".join(problems))
print("layers hold")
