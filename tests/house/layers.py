"""The map of the rooms, and rules of the house that a compiler does not see.

Includes point one way, by the table below; from outside a room only its
public headers are seen, never *_parts.h, and its README names them; formats never include one another;
third-party headers stay out of our headers and in their rooms; only cmd/
prints, exits, reads the clock or opens a socket; no prose is written in
scoring/; a function has at most six parameters and a file at most 600 lines;
nothing else lies at the top level.
"""
import os
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(os.environ["DEALSENSE_SOURCE"])

# Each room and the rooms whose public headers it may include. A room may
# always include its own. The order is that of the house, from the ground up.
SCORING = ["base", "settings", "stats", "intake", "leaks", "features", "forest",
           "additive", "rules", "trust", "score", "portfolio", "quarter"]
FORMATS = ["brief", "workbook", "dashboard", "data", "messages", "export"]
ALL_SCORING = " ".join(f"scoring/{room}" for room in SCORING)
MAY_INCLUDE = {room: allowed.split() for room, allowed in {
    "scoring/base": "",
    "scoring/settings": "scoring/base",
    "scoring/stats": "scoring/base",
    "scoring/intake": "scoring/base scoring/settings scoring/stats",
    "scoring/leaks": "scoring/base scoring/stats scoring/intake",
    # libraries that could stand by themselves
    "scoring/forest": "scoring/base scoring/stats",
    "scoring/additive": "scoring/base scoring/stats",
    "scoring/features": "scoring/base scoring/settings scoring/stats"
                        " scoring/intake scoring/leaks scoring/forest",
    "scoring/rules": "scoring/base scoring/settings scoring/stats"
                     " scoring/intake scoring/leaks scoring/features",
    "scoring/trust": "scoring/base scoring/settings scoring/stats"
                     " scoring/intake scoring/leaks scoring/features"
                     " scoring/forest scoring/additive scoring/rules",
    "scoring/score": "scoring/base scoring/settings scoring/stats"
                     " scoring/intake scoring/leaks scoring/features"
                     " scoring/forest scoring/additive scoring/rules"
                     " scoring/trust",
    "scoring/portfolio": "scoring/base scoring/settings scoring/stats"
                         " scoring/intake scoring/leaks scoring/features"
                         " scoring/forest scoring/additive scoring/rules"
                         " scoring/trust scoring/score",
    "scoring/quarter": "scoring/base scoring/settings scoring/stats"
                       " scoring/intake scoring/leaks scoring/features"
                       " scoring/forest scoring/additive scoring/rules"
                       " scoring/trust scoring/score scoring/portfolio",
    "render/base": "scoring/base",
    # the only room that writes sentences, from figures and masked labels
    "render/words": f"{ALL_SCORING} render/base",
    "render/report": f"{ALL_SCORING} render/base render/words",
    "render/draw": "scoring/base render/base",
    "render/charts": "scoring/base render/base render/words render/report"
                     " render/draw",
    "render/brief": f"{ALL_SCORING} render/base render/words render/report"
                    " render/draw render/charts",
    "render/workbook": f"{ALL_SCORING} render/base render/words render/report",
    "render/dashboard": f"{ALL_SCORING} render/base render/words"
                        " render/report",
    "render/data": f"{ALL_SCORING} render/base render/words render/report",
    # the model alone, and no report
    "render/export": "scoring/base scoring/settings scoring/stats"
                     " scoring/intake scoring/leaks scoring/features"
                     " scoring/forest scoring/additive scoring/rules"
                     " scoring/trust render/base",
    "render/messages": f"{ALL_SCORING} render/base render/words"
                       " render/report",
    "render/pack": "scoring/base scoring/settings scoring/intake render/base"
                   " render/report",
    # the table of writers, and nothing else
    "render": "render/report render/base render/brief render/charts"
              " render/dashboard render/data render/messages render/workbook",
    "sample": "scoring/base",
}.items()}
MAY_INCLUDE |= {
    "cmd/io/http": ["scoring/base", "scoring/settings"],
    "cmd/io/process": ["scoring/base"],
    "cmd/io/crm": ["scoring/base", "scoring/settings", "render/base",
                   "cmd/io/http"],
    "cmd/io/server": ["scoring/base", "scoring/settings", "render/base",
                      "render/pack", "cmd/io/http"],
    "cmd/io/watch": ["scoring/base"],
    "cmd/io/salesforce": ["scoring/base", "scoring/settings", "render/base",
                          "scoring/intake", "cmd/io/http", "cmd/io/crm"],
    "cmd/io/hubspot": ["scoring/base", "scoring/settings", "render/base",
                       "cmd/io/http", "cmd/io/crm"],
    "cmd/io/delivery": ["scoring/base", "scoring/settings", "render/base",
                        "render/messages", "cmd/io/http"],
    "cmd/io/store": [*ALL_SCORING.split(), "render/base", "render/words",
                     "render/report", "cmd/io/delivery"],
}
MAY_INCLUDE["cmd"] = list(MAY_INCLUDE)
THIRD_PARTY = {  # header: the rooms that may include it
    "csv.h": {"scoring/intake", "cmd/io/salesforce"},
    "ini.h": {"scoring/settings"},
    "utf8proc.h": {"scoring/base", "scoring/intake", "render/base",
                   "render/draw"},
    "uthash.h": {"scoring/base"},
    "omp.h": {"scoring/base"},
    "nettle/": {"scoring/base", "render/base", "render/pack"},
    "jansson.h": {"render/base", "render/dashboard"},
    "xlsxwriter.h": {"render/workbook"},
    "hpdf": {"render/draw"},
    "cairo": {"render/draw", "render/report"},
    "png.h": {"render/draw"},
    "pango": {"render/draw"},
    "ft2build.h": {"render/draw"},
    "archive": {"render/pack", "scoring/intake"},
    "zlib.h": {"render/pack", "cmd/io/server"},
    "expat.h": {"render/pack", "scoring/intake"},
    "protobuf-c/": {"render/export"},
    "sqlite3.h": {"cmd/io/store"},
    "curl/": {"cmd/io/http", "cmd/io/delivery"},
    "microhttpd.h": {"cmd/io/server"},
    "sys/inotify.h": {"cmd/io/watch"},
    "sys/socket.h": {"cmd/io/http", "cmd/io/delivery", "cmd/io/server"},
}
# No prose in scoring/: text is made there for errors and diagnostics alone.
# What a call of MAKES_TEXT is given may not hold two words, and no literal may
# hold LABEL_WORDS or more; but for the arguments of MAY_TELL (errors, findings
# in rows, the labels of the table of features) and the files that are tables
# of error messages, of the words of CRMs or of the configuration's meaning.
MAKES_TEXT = {"sv_printf", "buf_printf", "buf_add_str", "sv_from", "SV"}
MAY_TELL = re.compile(
    r"err_|diag|source_fail|tell_|reject$|FEATURE$|INPUT$|NO_INPUT$")
LABEL_WORDS = 6
TELLS = {"scoring/base/mem.c", "scoring/intake/init_file.c",
         # words that exports hold: of months, currencies, headers
         "scoring/intake/month_names.c", "scoring/intake/amount.c",
         "scoring/intake/gate_likely.c", "scoring/intake/html_entities.c",
         # errors of files that are no export
         "scoring/intake/table.c", "scoring/intake/xlsx.c",
         "scoring/intake/html_table.c",  # tags
         "scoring/intake/outcome_words.c",  # the vocabulary of CRMs
         "scoring/settings/settings_check.c",
         "scoring/settings/settings_keys.c"}
NOT_PROSE = {
    # what two runs compare, and no reader sees
    "file %s", "trained in each run, seed %llu",
    "win rate by %.*s",  # labels of columns that the table does not hold
    "win rate by %.*s and %.*s",
    "Adaptive rules use each stage's own limit.",  # the meaning of a setting
}
LITERAL = r'"(?:\\.|[^"\\\n])*"'
CONVERSION = re.compile(r"%[-+ #0]*[\d*]*(?:\.[\d*]+)?(?:hh?|ll?|[zjt])?[a-zA-Z%]")
ONLY_CMD = re.compile(
    r"(?<![\w.>])(printf|fprintf|puts|putchar|vprintf|perror|exit|_exit|time|"
    r"clock_gettime|gettimeofday|socket|getenv)\s*\(")
# The one function in which out of memory ends (scoring/base/mem.h).
ALLOWED = {("scoring/base/mem.c", "_exit")}
TOP = {"cmd", "scoring", "render", "templates", "assets", "tests", "sample",
       "meson.build", "README.md",
       # meson before 1.1 reads its options (-Dfuzzing) from nowhere else
       "meson_options.txt"}
MAX_LINES = 600
MAX_PARAMETERS = 6
# These have more, for they are different things: where something is drawn and
# how it looks; two samples with their sizes; rows, columns and what they are
# read from; what a library calls. One that no longer has so many leaves the list.
MORE_PARAMETERS = {room: set(names.split()) for room, names in {
    "cmd/io/server": "handle",
    "scoring/base": "diags_add encoding_decode",
    "scoring/stats": "psi_label psi_number",
    "scoring/forest": "importance_falls",
    "scoring/features": "features_fill",
    "scoring/score": "fill_features",
    "render/draw": "canvas_block canvas_card canvas_rule lettering_path"
                   " pdf_curve pdf_image pdf_link pdf_text set_block shape_path",
    "render/dashboard": "bar svg_band svg_rect svg_text",
    "render/workbook": "put_live",
}.items()}

problems = []
used = {}  # room: its headers that other rooms include
many = set()  # (room, function) of more than MAX_PARAMETERS


def room(path):
    return str(pathlib.PurePath(path).parent)


def strip_comments(text):
    text = re.sub(r"/\*.*?\*/", lambda m: "\n" * m.group().count("\n"), text,
                  flags=re.S)
    return re.sub(r'"(\\.|[^"\\\n])*"', '""', text)


def check_includes(name, text):
    mine = room(name)
    for number, line in enumerate(text.splitlines(), 1):
        own = re.match(r'\s*#\s*include\s+"([^"]+)"', line)
        system = re.match(r"\s*#\s*include\s+<([^>]+)>", line)
        where = f"{name}:{number}"
        if own:
            target = room(own.group(1))
            if target != mine:
                used.setdefault(target, set()).add(pathlib.Path(own.group(1)).name)
            if target != mine and target not in MAY_INCLUDE[mine]:
                problems.append(f"{where}: {mine} may not include {target}")
            if target != mine and own.group(1).endswith("_parts.h"):
                problems.append(f"{where}: {own.group(1)} is private to {target}")
        if system:
            for header, rooms in THIRD_PARTY.items():
                if not system.group(1).startswith(header):
                    continue
                if mine not in rooms:
                    problems.append(f"{where}: <{system.group(1)}> is not for {mine}")
                if name.endswith(".h"):
                    problems.append(f"{where}: a third-party type in our header")


def listed(room_name, title):
    """The names in `backticks` of a paragraph of the room's README."""
    page = ROOT / room_name / "README.md"
    text = page.read_text() if page.exists() else ""
    found = re.search(rf"^{title}: (.*?)\n\n", text + "\n\n", re.M | re.S)
    return set(re.findall(r"`([^`]+)`", found.group(1))) if found else None


def check_papers(used):
    """Each room's README names its public headers and what it may include;
    `used` are the headers that are included from outside their room."""
    for name, allowed in MAY_INCLUDE.items():
        headers, rooms = listed(name, "Public headers"), listed(name, "May include")
        if headers is None or rooms is None:
            problems.append(f"{name}/README.md: does not say its public headers "
                            "and what it may include")
            continue
        for header in sorted(used.get(name, set()) ^ headers):
            problems.append(f"{name}/README.md: {header} is " +
                            ("not listed, but included elsewhere"
                             if header not in headers else
                             "listed, but no other room includes it"))
        if name != "cmd" and rooms != set(allowed):
            problems.append(f"{name}/README.md: may include {sorted(allowed)}")


def check_calls(name, text):
    if name.startswith(("cmd/", "sample/")):
        return
    for number, line in enumerate(strip_comments(text).splitlines(), 1):
        for call in ONLY_CMD.finditer(line):
            if (name, call.group(1)) not in ALLOWED:
                problems.append(f"{name}:{number}: only cmd/ may call {call.group(1)}()")


def literals(text):
    """Each (line, text, calls that it is an argument of); neighbours joined."""
    text = re.sub(r"/\*.*?\*/|^#\s*include.*?$",
                  lambda m: re.sub(r"[^\n]", " ", m.group()), text,
                  flags=re.S | re.M)
    token = re.compile(rf"({LITERAL}(?:\s*{LITERAL})*)|'(?:\\.|[^'\\])'"
                       r"|(\w*)\s*\(|\)")
    calls = []
    for found in token.finditer(text):
        if found.group(1):
            parts = re.findall(LITERAL, found.group(1))
            yield (text.count("\n", 0, found.start()) + 1,
                   "".join(part[1:-1] for part in parts), list(calls))
        elif found.group(0) == ")":
            del calls[-1:]
        elif found.group(2) is not None:
            calls.append(found.group(2))


def is_prose(literal, calls):
    words = [word for word in CONVERSION.sub(" ", literal).split()
             if re.search("[A-Za-z]{2}", word)]
    most = 2 if MAKES_TEXT & set(calls) else LABEL_WORDS
    return len(words) >= most and literal not in NOT_PROSE and not any(
        MAY_TELL.match(call) for call in calls)


def check_prose(name, text):
    if not name.startswith("scoring/") or name in TELLS:
        return
    for number, literal, calls in literals(text):
        if is_prose(literal, calls):
            problems.append(f"{name}:{number}: prose belongs into render/words:"
                            f" {literal[:60]!r}")


def parameters(text):
    """Each (line, function, how many parameters) that is defined here."""
    text = strip_comments(text)
    for found in re.finditer(r"^\w[\w *\n]*?\b(\w+)\(([^;{}]*)\)\s*\{", text, re.M):
        depth, commas = 0, 0
        for char in found.group(2):
            depth += (char in "([") - (char in ")]")
            commas += char == "," and not depth
        yield text.count("\n", 0, found.start()) + 1, found.group(1), commas + 1


def check_parameters(name, text):
    for number, function, n in parameters(text):
        if n <= MAX_PARAMETERS:
            continue
        if function in MORE_PARAMETERS.get(room(name), ()):
            many.add((room(name), function))
        else:
            problems.append(f"{name}:{number}: {function}() has {n} parameters")


def check_globals(name, text):
    """Mutable file-scope variables: 'static' without const at column 0."""
    for number, line in enumerate(strip_comments(text).splitlines(), 1):
        if re.match(r"static (?!const|inline|_Thread_local const|_Noreturn)"
                    r"[\w *]+?\w+(\[[^\]]*\])*\s*(=[^=]|;)", line):
            if "const " not in line:
                problems.append(f"{name}:{number}: a mutable global")


if __name__ == "__main__":
    for top in ("scoring", "render", "sample", "cmd"):
        for path in sorted((ROOT / top).rglob("*.[ch]")):
            name = str(path.relative_to(ROOT))
            if room(name) not in MAY_INCLUDE:
                problems.append(f"{name}: {room(name)} is no room of the table")
                continue
            text = path.read_text()
            check_includes(name, text)
            check_calls(name, text)
            check_prose(name, text)
            check_parameters(name, text)
            if path.suffix == ".c":
                check_globals(name, text)
            lines = text.count("\n")
            if lines > MAX_LINES:
                problems.append(f"{name}: {lines} lines; it needs a reason")

    check_papers(used)
    for place, names in MORE_PARAMETERS.items():
        for function in sorted(names):
            if (place, function) not in many:
                problems.append(f"{place}: {function}() has no more than "
                                f"{MAX_PARAMETERS} parameters; take it off the list")
    if (ROOT / ".git").exists():
        tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, text=True,
                                 check=True, capture_output=True).stdout.split("\n")
        for top in {t.split("/")[0] for t in tracked if t}:
            if top not in TOP and not top.startswith("."):
                problems.append(f"{top}: does not belong at the top level")

    if problems:
        sys.exit("\n".join(problems))
    print(f"layers hold: {len(MAY_INCLUDE)} rooms")
