"""A pull of HubSpot killed at any moment is gone on with; no token is seen."""
import contextlib
import json
import os
import pathlib
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).parent / "io"))
import fake_hub as f  # noqa: E402
from hub_world import command, config, environment, hub_of, plain, pull, \
    records, same, table  # noqa: E402
from pull_world import state_of, wait_for  # noqa: E402
from tool import check  # noqa: E402

SECRETS = [f.TOKEN.encode(), f.TOKEN.encode()[8:20]]


def no_secret(what, *texts):
    for text in texts:
        check(not any(s in text for s in SECRETS), what, text)


def no_secret_in_files(folder):
    for path in pathlib.Path(folder).rglob("*"):
        if path.is_file():
            no_secret(path, path.read_bytes())


def start(path, out):
    return subprocess.Popen(command(path, out), env=environment(),
                            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                            stderr=subprocess.PIPE)


def saved(out):
    """The cursors of the pages that the state says are there."""
    try:
        part = json.loads(state_of(out).read_text())["parts"][0]
    except FileNotFoundError:
        return []
    return ["" if k == 0 else str(9000000000 + 10 * k)
            for k in range(part["pages"])]


def killed(folder, deals, history):
    """Kill after kill, each going on where the last one was."""
    chance = random.Random(5)
    hub = hub_of(deals, history, page=10)
    out = folder / "crm"
    path = config(folder, hub)
    check(pull(path, out).returncode == 0, "the first pull")
    old = (out / "deals.csv").read_bytes(), (out / "history.csv").read_bytes()
    hub.deals[0]["properties"]["dealname"] = "changed"
    hub.reset()
    hub.fault("deals", f.slow(0.02), times=10 ** 6)
    kills, fetched, wanted = 0, 0, -(-len(deals) // 10)
    for _ in range(200):
        there = saved(out)
        before = len(hub.pages())
        child = start(path, out)
        moment = before + chance.randint(0, 5)
        wait_for(lambda: len(hub.pages()) > moment or
                 child.poll() is not None)
        time.sleep(chance.uniform(0, 0.05))
        if child.poll() is None:
            proc = pathlib.Path(f"/proc/{child.pid}")
            with contextlib.suppress(ProcessLookupError):  # it has just ended
                no_secret("ps", (proc / "cmdline").read_bytes())
                no_secret("environ", (proc / "environ").read_bytes())
        child.send_signal(signal.SIGKILL)
        said = b"".join(child.communicate())
        no_secret("said", said)
        asked = hub.pages()[before:]
        check(not set(asked) & set(there), "fetched twice", asked, there)
        fetched += len(asked)
        if child.returncode == 0:
            check(b"Went on from an earlier pull" in said, said)
            break
        check(child.returncode == -signal.SIGKILL, said)
        kills += 1
        if same(out / "deals.csv", hub):  # it was past its goal
            break
        check(((out / "deals.csv").read_bytes(),
               (out / "history.csv").read_bytes()) == old,
              "the old files changed")
        no_secret_in_files(folder)
    else:
        raise AssertionError("it never came to an end")
    check(same(out / "deals.csv", hub) and
          len(table(out / "history.csv")) == len(history), "put together")
    check((out / "history.csv").read_bytes() == old[1], "another history")
    check(kills >= 5 and fetched <= wanted + kills, kills, fetched, wanted)
    check(not state_of(out).exists(), "a state of what is done")
    no_secret_in_files(folder)
    hub.close()
    print(f"{kills} kills, {fetched} fetches of {wanted} pages")


def half(hub, out, path):
    """A pull that was killed after a few pages."""
    hub.reset()
    hub.fault("deals", f.slow(30), after=7)
    child = start(path, out)
    wait_for(lambda: len(hub.pages()) == 8)
    child.send_signal(signal.SIGKILL)
    child.communicate()
    hub.reset()
    return state_of(out)


def edit_part(k, **more):
    def change(state):
        told = json.loads(state.read_text())
        told["parts"][k].update(more)
        state.write_text(json.dumps(told))
    return change


def spoil(state):
    """A record less than its state counts, in as many bytes."""
    file = state.parent / "deals.csv"
    text = bytearray(file.read_bytes())
    text[text.rindex(b"\n", 0, -1)] = ord(" ")
    file.write_bytes(bytes(text))


def expired(hub):
    """Cursors of the earlier sitting are not taken any more."""
    def change(state):
        hub.fault("deals", f.says(400, {
            "status": "error", "message": "invalid cursor",
            "category": "VALIDATION_ERROR"}), times=1)
    return change


def damaged(folder, deals, history):
    """A state that is not to be trusted is as good as none."""
    hub = hub_of(deals, history, page=20)
    out = folder / "bad"
    path = config(folder, hub)
    cases = {
        "whole": None,
        "cut": lambda s: s.write_bytes(s.read_bytes()[:-20]),
        "noise": lambda s: s.write_bytes(os.urandom(300)),
        "no file": lambda s: (s.parent / "history.csv").unlink(),
        "records miscounted": edit_part(0, records=3),
        "a file changed": spoil,
        "a cursor that is none": edit_part(0, locator="a b"),
        "a cursor that expired": expired(hub),
        "an owner is called otherwise": lambda s: hub.owners[0].update(
            lastName="Otherwise"),
        "a stage means another end": lambda s: hub.pipelines[0]["stages"][
            0]["metadata"].update(probability="0.5"),
    }
    for what, change in cases.items():
        shutil.rmtree(out, ignore_errors=True)
        state = half(hub, out, path)
        if change:
            change(state)
        done = pull(path, out)
        check(done.returncode == 0, what, done)
        check(("Went on" in done.stdout) == (what == "whole"), what, done)
        check(same(out / "deals.csv", hub), what)
        check(len(table(out / "history.csv")) == len(history), what)
    # Merged since: what it is merged of had come in the first sitting, and
    # what it has become came in the second.
    shutil.rmtree(out, ignore_errors=True)
    half(hub, out, path)
    hub.deals[-1]["properties"]["hs_merged_object_ids"] = "9000000003"
    hub.deals.pop(3)
    done = pull(path, out)
    check(done.returncode == 0 and "Went on" in done.stdout and
          same(out / "deals.csv", hub), done)
    hub.close()


def main():
    with tempfile.TemporaryDirectory(prefix="dealsense-test-") as name:
        folder = pathlib.Path(name)
        deals, history = plain(*records(folder))
        killed(folder, deals, history)
        damaged(folder, deals, history)


main()
