"""kill -9 at any moment of `send`, each followed by another send.

Never two messages to one recipient, never "delivered" for one that did not
arrive, and the ledger is sound. Two sends at once are one.
"""
import os
import pathlib
import random
import shutil
import signal
import subprocess
import time

import inbox
from tool import BINARY, check, dealsense, workdir

KILLS = 40
CONFIG = """[email]
host = 127.0.0.1
port = {port}
tls = none
from = robot@example.com
to = cro@example.com, vp@example.com
[slack]
channel = #revenue
"""


def environment(hook):
    return {"PATH": os.environ["PATH"], "DEALSENSE_SLACK_WEBHOOK": hook.url}


def place(folder, pack, name):
    out = folder / name
    shutil.copytree(pack, out / pack.name)
    return out / pack.name


def arrived(server, hook, was):
    """How many messages came since: those of mail by recipient, and Slack's."""
    mails, posts = was
    return (len(server.got) - mails, len(hook.got) - posts)


def judge(what, pack, server, hook, was):
    """What the ledger says against what arrived."""
    rows = inbox.ledger(pack.parent) if \
        (pack.parent / "ledger.db").exists() else []
    mails, posts = arrived(server, hook, was)
    delivered = sum(r["state"] == "delivered" and r["channel"] == "email"
                    for r in rows)
    doubt = sum(r["state"] in ("sending", "in doubt") and
                r["channel"] == "email" for r in rows)
    check(delivered <= mails <= delivered + doubt,
          f"{what}: {mails} e-mails came, {rows}")
    slack = [r["state"] for r in rows if r["channel"] == "slack"]
    check(slack != ["delivered"] or posts == 1, f"{what}: {posts}, {rows}")
    check(mails <= 2 and posts <= 1, f"{what}: sent twice: {mails} {posts}")
    return rows


def main():
    chance = random.Random(11)
    with workdir() as name:
        folder = pathlib.Path(name)
        source = inbox.pack(folder)
        server, hook = inbox.Post({}, delay=0.02), inbox.Webhook()
        config = folder / "config.ini"
        config.write_text(CONFIG.format(port=server.port))
        env = environment(hook)
        command = ["--config", config]
        start = time.monotonic()
        done = dealsense("send", place(folder, source, "whole"), *command,
                         env=env)
        whole = time.monotonic() - start
        check(done.returncode == 0, f"{done}")
        killed = doubts = finished = 0
        for k in range(KILLS):
            pack = place(folder, source, f"kill{k}")
            was = len(server.got), len(hook.got)
            child = subprocess.Popen([BINARY, "send", pack, *command], env=env,
                                     stdout=subprocess.DEVNULL,
                                     stderr=subprocess.DEVNULL)
            time.sleep(whole * chance.uniform(0.1, 1.0))
            child.send_signal(signal.SIGKILL)
            killed += child.wait() == -signal.SIGKILL
            time.sleep(0.15) # the server may still take what is on its way
            judge(f"kill {k}", pack, server, hook, was)
            done = dealsense("send", pack, *command, env=env)
            rows = judge(f"after kill {k}", pack, server, hook, was)
            bad = [r for r in rows if r["state"] != "delivered"]
            check(len(rows) == 3 and done.returncode in
                  ((5,) if bad else (0, 99)) and
                  done.stderr.count("in doubt") == len(bad), f"{k}: {done}")
            doubts += bool(bad)
            finished += not bad
            before = len(server.got), len(hook.got)
            dealsense("send", pack, *command, env=env)
            check(before == (len(server.got), len(hook.got)), "sent again")
            shutil.rmtree(pack.parent)
        check(killed >= KILLS // 2, f"only {killed} of {KILLS} were alive")
        # Two at once: one sends, the other waits and finds nothing to do.
        pack = place(folder, source, "both")
        was = len(server.got), len(hook.got)
        two = [subprocess.Popen([BINARY, "send", pack, *command], env=env,
                                stdout=subprocess.DEVNULL) for _ in range(2)]
        check(sorted(p.wait() for p in two) == [0, 99], "two at once")
        check(arrived(server, hook, was) == (2, 1), "two at once: messages")
        print(f"{killed} killed: {finished} then delivered once, {doubts} in "
              "doubt")


main()
