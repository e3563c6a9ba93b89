"""Packs that several tests judge, each published once for all of them by the
test that comes first (once.py). Who changes one changes a copy."""
import os
import pathlib
import sys

from tool import BINARY, MAVEN, SKYGENI, ok

sys.path.insert(0, str(pathlib.Path(__file__).parents[1]))

from once import shared

SAMPLE = pathlib.Path(os.environ["DEALSENSE_SOURCE"]) / "sample"
RUNS = {
    "sample": (SAMPLE / "deals.csv", "--history", SAMPLE / "history.csv"),
    "skygeni": (SKYGENI, "--as-of", "2024-01-01"),
    "maven": (MAVEN,),
}


def published(name):
    """The pack of one of RUNS, as a first run with a store publishes it."""
    made = shared(os.environ["DEALSENSE_MADE"], f"pack-{name}", [BINARY],
                  lambda folder: ok("run", *RUNS[name], "--out", folder))
    return (made / "latest").resolve()
