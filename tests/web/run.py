"""Runs dashboard_test.js on the packs that render/dashboard/dashboard_test.c and
dashboard_quarter_test.c write, and on four of the sample, with a forest, by rules alone and after two earlier
runs, for what the fixture's made-up scores cannot show.

Arguments: node, the two test programs, dealsense, the oracle of the what-if panel,
a folder for the packs (once.py), and a step or a part of the steps
(browser.js).
Skips (77) where `npm ci` has not been run.
"""
import os
import pathlib
import subprocess
import sys

here = pathlib.Path(__file__).parent
sys.path.insert(0, str(here.parent))

from once import shared

sample = here / "../../sample"
node, program, quarter, dealsense, oracle, build = sys.argv[1:7]


def pack(folder, name, *more):
    """The pack of the sample, as folder/name."""
    out = pathlib.Path(folder, "packs", name)
    subprocess.run([dealsense, "run", sample / "deals.csv", "--out", out,
                    "--no-store", "--quiet", *more], check=True)
    (out / "latest").resolve().rename(pathlib.Path(folder, name))


def packs(folder):
    env = dict(os.environ, DEALSENSE_KEEP=folder)
    for tests in (program, quarter):
        subprocess.run([tests], env=env, check=True, stdout=subprocess.DEVNULL,
                       stderr=subprocess.DEVNULL)
    subprocess.run([oracle, folder], check=True)
    pack(folder, "sample", "--history", sample / "history.csv")
    targets = pathlib.Path(folder, "targets.csv")
    targets.write_text("quarter,owner,amount\n2026Q2,all,5500000\n")
    pack(folder, "targets", "--history", sample / "history.csv", "--as-of",
         "2026-05-15", "--targets", targets)
    rules = pathlib.Path(folder, "rules.ini")
    rules.write_text("[forest]\nmin_won = 100000\n")
    pack(folder, "sample_rules", "--history", sample / "history.csv",
         "--config", rules)
    for day in ("2026-06-15", "2026-06-22", "2026-06-29"):
        export = pathlib.Path(folder, "weekly.csv")
        with export.open("wb") as f:
            subprocess.run([dealsense, "sample", "--deals", "1500", "--seed",
                            "3", "--as-of", day], check=True, stdout=f)
        out = pathlib.Path(folder, "packs", "weekly")
        subprocess.run([dealsense, "run", export, "--as-of", day, "--out", out,
                        "--quiet"], check=True)
    (out / "latest").resolve().rename(pathlib.Path(folder, "weekly"))
    marks = pathlib.Path(folder, "marks.ini")
    marks.write_text('[report]\nnumber_format = "1 234,56"\nsymbol = kr\n'
                     "symbol_position = after\n", "utf-8")
    pack(folder, "sample_kr", "--history", sample / "history.csv",
         "--config", marks)


if not (here / "node_modules").is_dir():
    print("skipped: run `npm ci` in tests/web first")
    sys.exit(77)
made = shared(build, "dashboard", [program, quarter, dealsense, oracle], packs)
sys.exit(subprocess.run([node, here / "dashboard_test.js", made,
                         *sys.argv[7:]], check=False).returncode)
