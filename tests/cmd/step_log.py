"""--log json: each line of standard error is one JSON object, from `start`
to `end`, with the exit code that the command ends with and the error that
it would have said. Text never leaves the line it is on."""
import json
import pathlib

from tool import check, dealsense, ok, workdir

FIELDS = {"step": {"step", "seconds", "cpu_seconds"}, "error": {"message", "exit"},
         "published": {"pack", "as_of", "mode", "headline", "open_deals"}}


def events(done):
    """The lines; the first is `start`, the last `end` with the exit code."""
    lines = [json.loads(line) for line in done.stderr.splitlines()]
    check(lines[0]["event"] == "start" and lines[-1]["event"] == "end",
          f"from start to end: {done.stderr}")
    check(lines[-1]["exit"] == done.returncode, f"the exit code: {lines[-1]}")
    for line in lines:
        check(line["time"].endswith("Z") and line["command"], str(line))
        check(FIELDS.get(line["event"], set()) <= set(line), str(line))
    return lines


def kinds(lines):
    return [line["event"] for line in lines]


def main(folder):
    deals = folder / "deals.csv"
    deals.write_text(ok("sample", "--deals", 800).stdout, "utf-8")
    lines = events(ok("run", deals, "--out", folder / "out", "--log", "json"))
    published = next(x for x in lines if x["event"] == "published")
    check(pathlib.Path(published["pack"]).samefile(folder / "out/latest"),
          str(published))
    check({"reading deals", "writing the workbook", "publishing the pack"} <=
          {x.get("step") for x in lines}, str(kinds(lines)))

    again = dealsense("run", deals, "--out", folder / "out", "--if-changed",
                      "--log=json")
    check(again.returncode == 99, "nothing new")
    check("published" not in kinds(events(again)), again.stderr)

    hostile = folder / 'no"such\n{"event":"end"}\x1b[2J.csv'
    bad = dealsense("run", hostile, "--out", folder / "out", "--log", "json")
    lines = events(bad)
    check(bad.returncode == 3 and kinds(lines).count("error") == 1 and
          kinds(lines).count("end") == 1, bad.stderr)
    plain = dealsense("run", folder / "none.csv", "--out", folder / "out")
    check(plain.stderr.startswith("dealsense: ") and
          plain.stderr.count("\n") == 1, "text stays text: " + plain.stderr)
    wrong = dealsense("verify", folder, "--log", "yaml")
    check(wrong.returncode == 2 and "json or text" in wrong.stderr,
          wrong.stderr)


with workdir() as folder:
    main(pathlib.Path(folder))
