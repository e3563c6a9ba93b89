"""Fails when a *_test.c under tests/ is not in the list of meson.build."""
import pathlib
import sys

root = pathlib.Path(sys.argv[1])
on_disk = {str(p.relative_to(root)) for p in root.rglob("*_test.c")}
missing = sorted(on_disk - set(sys.argv[2:]))
if missing:
    sys.exit("tests/meson.build does not list: " + ", ".join(missing))
