"""Days that are not as they should be: ahead of the clock, later than the run.

One slip in a year must not be the day of a pack, nor hold `latest`; one deal
dated a few days later must not make a run a replay, which records nothing.
"""
import datetime
import os
import pathlib
import sqlite3

from tool import check, dealsense, ok, workdir

TODAY = datetime.date.today()


def day(days):
    return (TODAY + datetime.timedelta(days)).isoformat()


def export(path, slip=None, n=400):
    """A sample that ends today; one won deal whose end is dated `slip`."""
    text = ok("sample", "--deals", n, "--seed", 5, "--as-of",
              day(0)).stdout.splitlines()
    head = text[0].split(",")
    outcome = head.index("outcome")
    for k, line in enumerate(text):
        cells = line.split(",")
        if slip and len(cells) == len(head) and cells[outcome] == "Won":
            cells[head.index("closed_date")] = slip
            cells[head.index("stage_entered_date")] = slip
            text[k] = ",".join(cells)
            break
    path.write_text("\n".join(text) + "\n", "utf-8")
    return k + 1


def latest(out):
    return os.readlink(out / "latest")


def recorded(out):
    with sqlite3.connect(out / "history.db") as db:
        return [r[0] for r in db.execute("SELECT as_of FROM run ORDER BY 1")]


def main(work):
    out = work / "out"
    export(work / "right.csv")
    line = export(work / "slip.csv", day(365))
    export(work / "soon.csv", day(3))
    export(work / "tomorrow.csv", day(1))

    # Refused in one line that says where; what it offers works.
    done = dealsense("run", work / "slip.csv", "--out", out)
    check(done.returncode == 3 and done.stderr.count("\n") == 1 and
          f"slip.csv:{line}: the newest date of the export is {day(365)}, 365 "
          "days ahead of today; correct it, or give --as-of today, or --as-of "
          f"{day(365)} to mean it" in done.stderr, done.stderr)
    check(not (out / "latest").exists(), "it is published all the same")
    for file in "slip.csv", "soon.csv":
        done = ok("run", work / file, "--as-of", "today", "--out", work / file
                  .removesuffix(".csv"))
        check("1 deal is dated after " + day(0) in done.stdout, done.stdout)
        # Not a replay: it is recorded.
        check(recorded(work / file.removesuffix(".csv")) == [day(0)],
              f"{file}: not recorded")
    # Tomorrow is another time zone.
    ok("run", work / "tomorrow.csv", "--out", work / "tomorrow", "--quiet")
    check(latest(work / "tomorrow") == day(1), "tomorrow")

    # Asked for, it is told; then a right run moves `latest` back.
    done = ok("run", work / "slip.csv", "--as-of", day(365), "--out", out)
    check(f"{day(365)} lies 365 days ahead of today" in done.stdout,
          done.stdout)
    check(latest(out) == day(365), "latest")
    ok("run", work / "right.csv", "--out", out, "--quiet")
    check(latest(out) == day(0), "latest still names the slip")
    # A past day does not, and that is told; a true replay is not recorded.
    done = ok("run", work / "right.csv", "--as-of", day(-30), "--out", out)
    check(latest(out) == day(0), "latest went back in time")
    check(f"latest stays at {day(0)}, which is a later day" in done.stdout,
          done.stdout)
    check("Note: a replay: " in done.stdout and
          "so this run is not recorded" in done.stdout, done.stdout)
    check(recorded(out) == [day(0), day(365)], recorded(out))


with workdir() as folder:
    main(pathlib.Path(folder))
