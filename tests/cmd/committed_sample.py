"""The committed sample: what the generator makes, and a pack in hybrid mode."""
import os
import pathlib

from tool import check, ok, summary, workdir

SAMPLE = pathlib.Path(os.environ["DEALSENSE_SOURCE"]) / "sample"


def main():
    with workdir() as name:
        folder = pathlib.Path(name)
        done = ok("sample", "--deals", 2900, "--seed", 7, "--history",
                  folder / "history.csv")
        check(done.stdout == (SAMPLE / "deals.csv").read_text("utf-8"),
              "sample/deals.csv is not what `dealsense sample` writes")
        check((folder / "history.csv").read_bytes() ==
              (SAMPLE / "history.csv").read_bytes(), "sample/history.csv")
        ok("run", SAMPLE / "deals.csv", "--history", SAMPLE / "history.csv",
           "--out", folder / "out")
        s = summary(folder / "out/latest")
        check(s["model"]["mode"] == "hybrid", s["model"]["reason"])
        check(200 <= s["deals"]["open"] <= 300, s["deals"])
        check(2700 <= s["deals"]["total"] <= 3300, s["deals"])
        check(s["input"]["rejected_rows"] > 0, "no dirty row")
        ok("verify", folder / "out/latest")


main()
