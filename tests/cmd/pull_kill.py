"""A pull killed at any moment is gone on with; no secret is ever seen."""
import contextlib
import json
import os
import pathlib
import random
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).parent / "io"))
import fake_org as f  # noqa: E402
from pull_world import command, config, environment, pull, records, \
    same, state_of, wait_for  # noqa: E402
from tool import check  # noqa: E402

SECRETS = [f.SECRET.encode(), b"00Dtoken", f.SECRET.encode("ascii")[:6]]


def no_secret(what, *texts):
    for text in texts:
        check(not any(s in text for s in SECRETS), what, text)


def no_secret_in_files(folder):
    for path in pathlib.Path(folder).rglob("*"):
        if path.is_file():
            no_secret(path, path.read_bytes())


def start(path, out, *more):
    return subprocess.Popen(command(path, out, *more), env=environment(),
                            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                            stderr=subprocess.PIPE)


def saved(out):
    """The pages that the state says are there: [(object, locator)]."""
    try:
        parts = json.loads(state_of(out).read_text())["parts"]
    except FileNotFoundError:
        return []
    size = {"deals.csv": "Opportunity", "history.csv": "OpportunityHistory"}
    return [(size[p["name"]], "" if k == 0 else f"MTAw-{20 * k}")
            for p in parts for k in range(p["pages"])]


def killed(folder, deals, history):
    """Kill after kill, each going on where the last one was."""
    chance = random.Random(5)
    org = f.FakeOrg(deals, history, page=20, polls=0)
    out = folder / "crm"
    path = config(folder, org)
    check(pull(path, out).returncode == 0, "the first pull")
    new = [{**deals[0], "Name": "changed"}] + deals[1:]
    org.records["Opportunity"] = new
    org.reset()
    org.fault("results", f.slow(0.02), times=10 ** 6)
    kills, fetched, wanted = 0, 0, -(-len(new) // 20) + -(-len(history) // 20)
    for _ in range(200):
        there = saved(out)
        before = len(org.pages())
        child = start(path, out)
        moment = before + chance.randint(0, 9)
        wait_for(lambda: len(org.pages()) > moment or
                 child.poll() is not None)
        time.sleep(chance.uniform(0, 0.05))
        if child.poll() is None:
            # While it runs: nothing in its words, its files, its variables.
            proc = pathlib.Path(f"/proc/{child.pid}")
            with contextlib.suppress(ProcessLookupError):  # it has just ended
                no_secret("ps", (proc / "cmdline").read_bytes())
                no_secret("environ", (proc / "environ").read_bytes())
        child.send_signal(signal.SIGKILL)
        said = b"".join(child.communicate())
        no_secret("said", said)
        asked = org.pages()[before:]
        check(not set(asked) & set(there), "fetched twice", asked, there)
        fetched += len(asked)
        if child.returncode == 0:
            check(b"Went on from an earlier pull" in said, said)
            break
        check(child.returncode == -signal.SIGKILL, said)
        kills += 1
        if same(out / "deals.csv", new):  # it was past its goal
            break
        check(same(out / "deals.csv", deals) and
              same(out / "history.csv", history), "the old files changed")
        check(state_of(out).exists(), "nothing was kept")
        no_secret_in_files(folder)
    else:
        raise AssertionError("it never came to an end")
    check(same(out / "deals.csv", new) and same(out / "history.csv", history),
          "the files that were put together")
    check(kills >= 5 and fetched <= wanted + kills, kills, fetched, wanted)
    check(org.count("make") == 2, "one job each")
    check(not state_of(out).exists(), "a state of what is done")
    no_secret_in_files(folder)
    org.close()
    print(f"{kills} kills, {fetched} fetches of {wanted} pages")


def half(folder, org, out, path):
    """A pull that was killed after a few pages."""
    org.reset()
    org.fault("results", f.slow(30), after=7)
    child = start(path, out)
    wait_for(lambda: len(org.pages()) == 8)
    child.send_signal(signal.SIGKILL)
    child.communicate()
    org.reset()
    return state_of(out)


def edit(**more):
    def change(state):
        state.write_text(json.dumps({**json.loads(state.read_text()), **more}))
    return change


def edit_part(k, **more):
    def change(state):
        told = json.loads(state.read_text())
        told["parts"][k].update(more)
        state.write_text(json.dumps(told))
    return change


def damaged(folder, deals, history):
    """A state that is not to be trusted is as good as none."""
    org = f.FakeOrg(deals, history, page=20, polls=0)
    out = folder / "bad"
    path = config(folder, org)
    cases = {
        "whole": None,
        "cut": lambda s: s.write_bytes(s.read_bytes()[:-20]),
        "empty": lambda s: s.write_bytes(b""),
        "noise": lambda s: s.write_bytes(os.urandom(300)),
        "foreign": edit(key="0" * 64),
        "old": lambda s: edit(begun=int(time.time()) - 7 * 3600)(s),
        "of tomorrow": lambda s: edit(begun=int(time.time()) + 9999)(s),
        "no parts": edit(parts=[]),
        "negative": edit_part(0, bytes=-1),
        "too many bytes": edit_part(0, bytes=10 ** 9),
        "another file": edit_part(1, name="../deals.csv"),
        "no file": lambda s: (s.parent / "deals.csv").unlink(),
        "a link for a file": lambda s: (
            (s.parent / "deals.csv").unlink(),
            (s.parent / "deals.csv").symlink_to(folder / "elsewhere")),
        "a locator that is none": edit_part(0, locator="a b\r\n"),
        "records miscounted": edit_part(0, records=3),
        "a job that is none": edit_part(0, job="nothing"),
        "another job": lambda s: org.jobs.clear(),
        "a job that failed since": lambda s: org.fault(
            "state", f.says(200, {"state": "Failed", "errorMessage": "x"})),
    }
    (folder / "elsewhere").write_text("keep")
    for what, change in cases.items():
        shutil.rmtree(out, ignore_errors=True)
        state = half(folder, org, out, path)
        if change:
            change(state)
        done = pull(path, out)
        if done.returncode and what == "records miscounted":
            done = pull(path, out)  # seen at the end, and then not trusted
        check(done.returncode == 0, what, done)
        check(("Went on" in done.stdout) == (what == "whole"), what, done)
        check(same(out / "deals.csv", deals) and
              same(out / "history.csv", history), what)
        check((folder / "elsewhere").read_text() == "keep", what)
    # Another configuration asks for something else.
    half(folder, org, out, path)
    more = config(folder, org, "[columns]\ncategory = Competitor__c\n")
    done = pull(more, out)
    check(done.returncode == 0 and "Went on" not in done.stdout and
          same(out / "deals.csv", deals), done)
    org.close()


def folders(folder, deals, history):
    """Two at once; what a crash around the exchange leaves behind."""
    org = f.FakeOrg(deals, history, page=20, polls=0)
    path, out = config(folder, org), folder / "two"
    org.fault("results", f.slow(1), times=1)
    first = start(path, out)
    wait_for(lambda: org.pages())
    done = pull(path, out)
    check(done.returncode == 4 and "another pull" in done.stderr, done)
    first.communicate()
    check(first.returncode == 0 and same(out / "deals.csv", deals), "the first")
    # Between two renames: the old folder stands aside.
    out.rename(folder / ".two.replaced")
    org.reset()
    org.fault("token", f.says(401, {"error": "x"}), times=9)
    check(pull(path, out).returncode == 3, "refused")
    check(same(out / "deals.csv", deals) and
          not (folder / ".two.replaced").exists(), "not put back")
    # After the exchange: the old folder stands where files grow.
    org.reset()
    shutil.copytree(out, folder / ".two.pulling")
    done = pull(path, out)
    check(done.returncode == 0 and not (folder / ".two.pulling").exists(), done)
    # A link to a folder is followed; lines of JSON hold no secret either.
    (folder / "link").symlink_to(out)
    done = pull(path, folder / "link", "--log", "json")
    check(done.returncode == 0 and (folder / "link").is_symlink(), done)
    steps = [json.loads(x) for x in done.stderr.splitlines()]
    check(steps[0]["event"] == "start" and steps[-1]["exit"] == 0 and
          any(s.get("step") == "records of Opportunity" for s in steps), steps)
    # No room: one line, and what was there stays.
    done = subprocess.run(command(path, out), env=environment(), text=True,
                          capture_output=True, restore_signals=False,
                          preexec_fn=lambda: resource.setrlimit(
                              resource.RLIMIT_FSIZE, (9000, 9000)))
    check(done.returncode == 4 and "cannot write it" in done.stderr and
          done.stderr.count("\n") == 1, done)
    check(same(out / "deals.csv", deals), "no room: the old files changed")
    org.close()


def main():
    with tempfile.TemporaryDirectory(prefix="dealsense-test-") as name:
        folder = pathlib.Path(name)
        deals, history = records(folder)
        killed(folder, deals, history)
        damaged(folder, deals, history)
        folders(folder, deals, history)


main()
