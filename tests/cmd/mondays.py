"""Fourteen Mondays of one company in a row, without --history, published once
for the tests that ask of them: the exports as DAY.csv, the packs and the
store in out/."""
import datetime
import os
import pathlib
import shutil
import sys

from tool import BINARY, ok

sys.path.insert(0, str(pathlib.Path(__file__).parents[1]))

from once import shared

DAYS = [datetime.date(2026, 3, 30) + datetime.timedelta(7 * k)
        for k in range(14)]


def publish(folder):
    for date in DAYS:
        export = folder / f"{date}.csv"
        export.write_text(ok("sample", "--deals", 2000, "--seed", 7, "--as-of",
                             date).stdout, "utf-8")
        ok("run", export, "--as-of", date, "--out", folder / "out", "--quiet")


def mondays(folder):
    """A copy in `folder`; the folder of its packs."""
    made = shared(os.environ["DEALSENSE_MADE"], "mondays", [BINARY], publish)
    shutil.copytree(made, folder, symlinks=True, dirs_exist_ok=True)
    return folder / "out"
