"""Timer, cron line and DAG mean the same local six o'clock, and the Monday
script ends with the code that a scheduler needs.

Each is asked by its own tool: systemd by systemd-analyze, the cron line by
running its condition at every quarter of an hour in machines of several
zones, the DAG's line by croniter in the zone of its start_date. Two weeks
around each change of the hour of 2026 and 2027.
"""
import datetime
import os
import pathlib
import re
import runpy
import shutil
import stat
import subprocess
import sys
import types
import zoneinfo

import croniter
from tool import check, workdir

FOLDER = pathlib.Path(os.environ["DEALSENSE_SOURCE"]) / "assets/schedule"
UTC = datetime.timezone.utc
QUARTER = datetime.timedelta(minutes=15)
# Berlin changes on 29 March and 25 October 2026, 28 March and 31 October 2027.
CHANGES = [datetime.datetime(*day, tzinfo=UTC) for day in
           ((2026, 3, 29), (2026, 10, 25), (2027, 3, 28), (2027, 10, 31))]
MACHINES = "UTC", "America/New_York", "Asia/Kathmandu"


def wanted(zone, begin, end):
    """Mondays at 06:00 in the zone, as UTC."""
    day = begin.astimezone(zone).date()
    while day <= end.astimezone(zone).date():
        at = datetime.datetime(day.year, day.month, day.day, 6, tzinfo=zone)
        if day.weekday() == 0 and begin <= at < end:
            yield at.astimezone(UTC)
        day += datetime.timedelta(1)


def by_timer(begin, end):
    line = re.search(r"^OnCalendar=(.*)$",
                     (FOLDER / "dealsense.timer").read_text(), re.M)[1]
    text = subprocess.run(
        ["systemd-analyze", "calendar", "--iterations=5",
         f"--base-time={begin:%Y-%m-%d %H:%M:%S} UTC", line],
        env=os.environ | {"TZ": "UTC", "LC_ALL": "C"}, check=True,
        capture_output=True, text=True).stdout
    found = re.findall(r"\w{3} (\d{4}-\d\d-\d\d \d\d:\d\d:\d\d) UTC", text)
    times = [datetime.datetime.fromisoformat(t).replace(tzinfo=UTC)
             for t in found]
    return [t for t in times if begin <= t < end]


def cron_line():
    """Fields, environment and command of the crontab."""
    env = {}
    for line in (FOLDER / "dealsense.cron").read_text().splitlines():
        assigned = re.match(r"^([A-Z_]+)=(.*)$", line)
        if assigned:
            env[assigned[1]] = assigned[2]
        elif line and line[0] != "#":
            fields = line.split(None, 6)
            return fields[:5], env, fields[6].replace("\\%", "%")
    raise AssertionError("no line")


def by_cron(begin, end, machine, folder):
    """Runs the command with a clock and a dealsense-monday of ours, whenever
    the fields say so on a machine of that zone."""
    fields, env, command = cron_line()
    check(fields == ["*/15", "*", "*", "*", "*"], str(fields))
    env = dict(env, PATH=f"{folder}:{env['PATH']}", TZ=machine)
    at, found = begin, []
    while at < end:
        if at.astimezone(zoneinfo.ZoneInfo(machine)).minute % 15 == 0:
            done = subprocess.run(["/bin/sh", "-c", command],
                                  env=env | {"NOW": f"{at.timestamp():.0f}"},
                                  capture_output=True, text=True)
            check(done.returncode == 0 and not done.stderr, done.stderr)
            if done.stdout:
                check(done.stdout == env["ZONE"] + "\n", done.stdout)
                found.append(at)
        at += QUARTER
    return found


def dag():
    """The DAG and its tasks, with as much of Airflow as it asks for."""
    made = types.SimpleNamespace(dag=None, tasks=[])

    class Dag:
        def __init__(self, **kw):
            made.dag = kw

        def __enter__(self):
            return self

        def __exit__(self, *_):
            pass

    class Bash:
        def __init__(self, **kw):
            self.kw, self.next = kw, None
            made.tasks.append(self)

        def __rshift__(self, other):
            self.next = other
            return other

    modules = {"pendulum": {"datetime": lambda *a, tz: datetime.datetime(
        *a, tzinfo=zoneinfo.ZoneInfo(tz))}, "airflow": {"DAG": Dag},
        "airflow.operators": {}, "airflow.operators.bash":
            {"BashOperator": Bash}}
    for name, members in modules.items():
        sys.modules[name] = types.ModuleType(name)
        vars(sys.modules[name]).update(members)
    runpy.run_path(str(FOLDER / "dealsense_dag.py"))
    return made


def by_dag(kw, begin, end):
    """As Airflow does: the next local time, then its zone."""
    zone = kw["start_date"].tzinfo
    every = croniter.croniter(kw["schedule"], begin.astimezone(zone)
                              .replace(tzinfo=None) - QUARTER)
    found = []
    while True:
        at = every.get_next(datetime.datetime).replace(tzinfo=zone)
        if at.astimezone(UTC) >= end:
            return found
        if at.astimezone(UTC) >= begin:
            found.append(at.astimezone(UTC))


def program(path, text):
    path.write_text("#!/bin/sh\n" + text)
    path.chmod(path.stat().st_mode | stat.S_IXUSR)


def check_times(folder, made):
    zone = made.dag["start_date"].tzinfo
    program(folder / "date", 'exec /bin/date -d "@$NOW" "$@"\n')
    program(folder / "dealsense-monday", 'echo "$TZ"\n')
    runs = 0
    for change in CHANGES:
        begin, end = (change + datetime.timedelta(d) for d in (-7, 8))
        want = list(wanted(zone, begin, end))
        check(len(want) == 2, f"{want}")
        check(by_timer(begin, end) == want, f"timer: {by_timer(begin, end)}")
        check(by_dag(made.dag, begin, end) == want, "the DAG")
        for machine in MACHINES: # the days around six, each quarter of an hour
            for monday in want:
                day = monday - datetime.timedelta(hours=24), \
                    monday + datetime.timedelta(hours=24)
                got = by_cron(*day, machine, folder)
                check(got == [monday], f"cron in {machine}: {got}")
                runs += 1
    print(f"{runs} Mondays of cron, each the one that systemd and Airflow say")


def check_units(folder):
    """systemd itself finds nothing to say of them."""
    units = ["dealsense.service", "dealsense.timer", "dealsense-serve.service"]
    for name in units:
        text = (FOLDER / name).read_text()
        (folder / name).write_text(
            re.sub("/usr/bin/dealsense(-monday)?", "/bin/true", text)
            .replace("Documentation=man:dealsense(1)\n", ""))
    done = subprocess.run(["systemd-analyze", "verify", "--man=no",
                           *[folder / name for name in units]],
                          capture_output=True, text=True)
    check(done.returncode == 0 and not done.stderr.strip(), done.stderr)
    service = (FOLDER / "dealsense.service").read_text()
    check("SuccessExitStatus=99\n" in service, "99 is a success")
    zones = set(re.findall(r"[A-Z]\w+/[A-Z]\w+", "".join(
        (FOLDER / name).read_text() for name in
        ("dealsense.service", "dealsense.timer", "dealsense.cron",
         "dealsense_dag.py"))))
    check(len(zones) == 1, f"one zone: {zones}")


def check_dag(made):
    names = [t.kw["task_id"] for t in made.tasks]
    check(names == ["pull", "run", "verify", "send"], str(names))
    for task, after in zip(made.tasks, made.tasks[1:] + [None]):
        check(task.next is after, "one after the other")
        check(task.kw["skip_on_exit_code"] == 99, "skips on 99")
    check(made.dag["default_args"]["retries"] > 0, "retries")
    check(made.dag["max_active_runs"] == 1 and not made.dag["catchup"], "once")


# What each step ends with → what the script ends with, and who was called.
DAYS = [
    ({}, 0, "pull run verify send"),
    ({"run": 99}, 0, "pull run verify send"),
    ({"run": 99, "send": 99}, 99, "pull run verify send"),
    ({"send": 99}, 0, "pull run verify send"),
    ({"send": 5}, 5, "pull run verify send"),
    ({"run": 99, "send": 5}, 5, "pull run verify send"),
    ({"run": 5}, 5, "pull run verify send"),
    ({"run": 5, "send": 99}, 5, "pull run verify send"),
    ({"run": 3}, 3, "pull run"),
    ({"verify": 3}, 3, "pull run verify"),
    ({"pull": 4}, 4, "pull run"),
    ({"pull": 4, "run": 3}, 4, "pull run"),
]


def check_monday(folder):
    program(folder / "tool", 'echo "$1" >> "$CALLS"; echo "$*" >> "$WORDS"\n'
            'eval "exit \\${CODE_$1:-0}"\n')
    for codes, want, called in DAYS:
        for name in ("calls", "words"):
            (folder / name).write_text("")
        done = subprocess.run(
            ["/bin/sh", FOLDER / "dealsense-monday"], capture_output=True,
            env={"PATH": os.environ["PATH"], "DEALSENSE": str(folder / "tool"),
                 "DEALSENSE_CONFIG": "c.ini", "DEALSENSE_STATE": "/s",
                 "CALLS": str(folder / "calls"), "TZ": "Pacific/Kiritimati",
                 "WORDS": str(folder / "words"),
                 **{f"CODE_{k}": str(v) for k, v in codes.items()}})
        got = (folder / "calls").read_text().split()
        check((done.returncode, " ".join(got)) == (want, called),
              f"{codes}: {done.returncode} {got} {done.stderr}")
        words = (folder / "words").read_text()
        check(("not-pulled" in words) == ("pull" in codes), words)
        check(words.count("--alert") == 1, words)
    today = datetime.datetime.now(zoneinfo.ZoneInfo("Pacific/Kiritimati"))
    check(f"{today:%Y-%m-%d}" in words, "today is the day in TZ")


with workdir() as folder:
    folder = pathlib.Path(folder)
    check(shutil.which("systemd-analyze"), "systemd-analyze is needed")
    made = dag()
    check_dag(made)
    check_units(folder)
    check_monday(folder)
    check_times(folder, made)
