"""Writes a C file that embeds files in the binary by .incbin.

embed.py OUT.c DEPFILE SOURCE_ROOT NAME=PATH...

A name is "templates/x", "assets/x" or "fonts/x". Fails when a file lies in
templates/ or assets/ that the arguments do not name: a template that meson
does not know would be found on the developer's machine only.
"""
import hashlib
import pathlib
import sys

ENTRY = """\
__asm__(".section .rodata,\\"a\\",@progbits\\n"
        ".balign 16\\n"
        ".hidden embedded_{i}\\n"
        ".global embedded_{i}\\n"
        "embedded_{i}:\\n"
        ".incbin \\"{path}\\"\\n"
        ".byte 0\\n"
        ".previous\\n"); /* {sha256} */
extern const char embedded_{i}[];
"""


def unlisted(root, named):
    for room in ("templates", "assets"):
        for path in sorted((root / room).rglob("*")):
            name = path.relative_to(root).as_posix()
            hidden = any(part.startswith(".") for part in path.parts[-2:])
            if (path.is_file() and name not in named and not hidden
                    and not name.startswith("assets/schedule/")
                    and path.name not in ("meson.build", "README.md", "LICENSE")
                    and not path.name.endswith(("~", ".orig"))):
                yield name


def main():
    out, depfile, root = sys.argv[1:4]
    root = pathlib.Path(root)
    named = dict(arg.split("=", 1) for arg in sys.argv[4:])
    strays = list(unlisted(root, named))
    if strays:
        sys.exit("templates/meson.build or assets/meson.build does not list: "
                 + ", ".join(strays))
    text = ['#include "render/base/embedded.h"\n']
    table = []
    depends = [root / "templates", root / "assets"]
    for i, (name, path) in enumerate(sorted(named.items())):
        path = pathlib.Path(path).resolve()
        data = path.read_bytes()
        escaped = str(path).replace("\\", "\\\\").replace('"', '\\"')
        text.append(ENTRY.format(i=i, path=escaped,
                                 sha256=hashlib.sha256(data).hexdigest()))
        table.append(f'    {{"{name}", embedded_{i}, {len(data)}}},')
        depends.append(path)
    text.append("const struct embedded EMBEDDED[] = {\n"
                + "\n".join(table) + "\n};\n"
                + f"const size_t EMBEDDED_N = {len(table)};\n")
    pathlib.Path(out).write_text("\n".join(text))
    escaped = [str(p).replace(" ", "\\ ") for p in depends]
    pathlib.Path(depfile).write_text(f"{out}: " + " ".join(escaped) + "\n")


main()
