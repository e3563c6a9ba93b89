"""The whole Monday on loopback: org → pull → run → verify → send → inbox.

One message each with the right totals and attachments; the same again sends
nothing; killed at some moments and run again, never two messages and never
a false "delivered". Then the schedule's own script, twice.

    monday.py [KILLS]
"""
import json
import os
import pathlib
import random
import re
import signal
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).parent / "io"))
import inbox  # noqa: E402
from fake_org import SECRET, FakeOrg  # noqa: E402
from pull_world import config, records  # noqa: E402
from tool import BINARY, check, ok, rows, summary, workdir  # noqa: E402

KILLS = int(sys.argv[1]) if len(sys.argv) > 1 else 8
DAY = "2026-06-29"
SCRIPT = pathlib.Path(os.environ["DEALSENSE_SOURCE"]) / \
    "assets/schedule/dealsense-monday"
MORE = """[forest]
trees = 10
[email]
host = 127.0.0.1
port = {port}
tls = starttls
user = robot
from = robot@example.com
to = cro@example.com
[slack]
channel = #revenue
[alerts]
stale_days = 3650
"""
STEPS = """
"$0" pull salesforce --config "$1" --out "$2/crm" --quiet &&
{ "$0" run "$2/crm/deals.csv" --history "$2/crm/history.csv" --config "$1" \\
    --out "$2/packs" --as-of "$3" --if-changed --quiet || [ $? = 99 ]; } &&
"$0" verify "$2/packs/$3" >/dev/null && "$0" send "$2/packs/$3" --config "$1"
"""


class Monday:
    def __init__(self, folder):
        self.folder = folder
        authority = inbox.Authority(folder)
        self.deals, history = records(folder, deals=200)
        self.org = FakeOrg(self.deals, history, page=60,
                           context=authority.context("org"))
        self.mail = inbox.Mail("robot", "pass-word-9", require_starttls=True,
                               tls_context=authority.context("mail"))
        self.hook = inbox.Webhook(context=authority.context("hook"))
        self.config = config(folder, self.org,
                             MORE.format(port=self.mail.port), timeout=20,
                             ca=authority.file)
        self.env = {"PATH": os.environ["PATH"], "TZ": "Europe/Berlin",
                    "DEALSENSE_SALESFORCE_SECRET": SECRET,
                    "DEALSENSE_SMTP_PASSWORD": "pass-word-9",
                    "DEALSENSE_SLACK_WEBHOOK": self.hook.url,
                    **{k: v for k, v in os.environ.items()
                       if k.endswith(("SAN_OPTIONS", "_POLICY"))}}

    def start(self, state):
        return subprocess.Popen(
            ["sh", "-c", STEPS, BINARY, self.config, state, DAY], env=self.env,
            start_new_session=True, stdin=subprocess.DEVNULL, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE)

    def run(self, state):
        child = self.start(state)
        out, error = child.communicate(timeout=300)
        check("Sanitizer" not in error and "runtime error" not in error, error)
        for secret in (SECRET, "pass-word-9", "hush-hush"):
            check(secret not in out + error, "a secret is said")
        return child.returncode, out, error

    def arrived(self):
        return len(self.mail.got), len(self.hook.got)


def check_totals(monday, pack):
    """What the inbox says against the org's own records."""
    open_ = [d for d in monday.deals if d["IsClosed"] == "false"]
    money = sum(float(d["Amount"] or 0) for d in open_)
    s = summary(pack)
    check(s["deals"]["open"] == len(open_) and
          abs(s["money"]["pipeline"] - money) < 0.01, s["money"])
    message = monday.mail.messages()[-1]
    check(inbox.structure(message) == inbox.WHOLE, inbox.structure(message))
    text = message.get_body(("plain",)).get_content()
    check(re.search(rf"Open deals +{len(open_):,}\s", text) and
          re.search(rf"Pipeline +\S*{money:,.0f}\s", text), text[:900])
    sheets = {p.get_filename(): p.get_content()
              for p in message.iter_attachments()}
    check(sheets == {f"brief-{DAY}.pdf": (pack / "brief.pdf").read_bytes(),
                     f"risk_workbook-{DAY}.xlsx":
                     (pack / "risk_workbook.xlsx").read_bytes()}, "attached")
    report = rows(pack / "risk_report.csv")
    check(len(report) == len(open_), "rows of the report")
    slack = json.dumps(monday.hook.messages()[-1], ensure_ascii=False)
    check(re.search(rf"\*Open deals\*\\n{len(open_):,}\"", slack), slack)


def no_secret_on_disk(state):
    for path in state.rglob("*"):
        if path.is_file():
            data = path.read_bytes()
            check(not any(s.encode() in data for s in
                          (SECRET, "pass-word-9", "hush-hush")), path)


def kills(monday):
    chance = random.Random(17)
    times = []
    for k in range(2):
        start = time.monotonic()
        code, _, error = monday.run(monday.folder / f"timed{k}")
        times.append(time.monotonic() - start)
        check(code == 0, error)
    whole = min(times)
    killed = doubts = k = 0
    while killed < KILLS and k < 2 * KILLS: # some are through before
        k += 1
        state = monday.folder / f"kill{k}"
        mails, posts = monday.arrived()
        child = monday.start(state)
        moment = time.monotonic() + whole * chance.uniform(0.02, 0.6)
        if k % 2: # once the pack is there: verify and send
            while child.poll() is None and not (state / "packs" / DAY).exists():
                time.sleep(0.002)
            moment = time.monotonic() + whole * chance.uniform(0, 0.25)
        while child.poll() is None and time.monotonic() < moment:
            time.sleep(0.002)
        try:
            os.killpg(child.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass # it was through
        child.communicate()
        killed += child.returncode == -signal.SIGKILL
        code, out, error = monday.run(state)
        now = monday.arrived()
        sent = now[0] - mails, now[1] - posts
        ledger = {r["channel"]: r["state"]
                  for r in inbox.ledger(state / "packs")}
        check(max(sent) <= 1, f"kill {k}: {sent} messages")
        check(set(ledger) == {"email", "slack"}, f"kill {k}: {ledger} {error}")
        for channel, n in zip(("email", "slack"), sent):
            check(n == 1 or ledger[channel] != "delivered",
                  f"kill {k}: {channel} delivered, {n} came")
        good = set(ledger.values()) == {"delivered"}
        check(code in ((0, 99) if good else (5,)), f"kill {k}: {code} {error}")
        doubts += not good
        ok("verify", state / "packs" / DAY)
        code, _, _ = monday.run(state)
        check(code == (99 if good else 5) and monday.arrived() == now,
              f"kill {k}: sent again")
    check(killed >= KILLS // 2, f"{killed} of {k} were alive")
    return killed, doubts


def by_schedule(monday):
    """assets/schedule/dealsense-monday: 0, then 99; alerts come once."""
    env = {**monday.env, "DEALSENSE": BINARY, "DEALSENSE_CONFIG":
           str(monday.config), "DEALSENSE_STATE": str(monday.folder / "cron")}
    mails, posts = monday.arrived()
    codes = []
    for _ in range(2):
        done = subprocess.run(["sh", SCRIPT], env=env, text=True,
                              capture_output=True, stdin=subprocess.DEVNULL,
                              timeout=300)
        codes.append(done.returncode)
        for line in done.stderr.splitlines():
            check(line[0] != "{" or json.loads(line)["time"], line)
    check(codes == [0, 99], f"{codes} {done}")
    now = monday.arrived()
    states = {(r["channel"], r["news"]): r["state"]
              for r in inbox.ledger(monday.folder / "cron/packs")}
    check(set(states.values()) == {"delivered"} and now[0] - mails == 1 and
          1 <= now[1] - posts <= 2, f"{states} {now}")


def main():
    with workdir() as name:
        monday = Monday(pathlib.Path(name))
        state = monday.folder / "state"
        code, out, error = monday.run(state)
        check(code == 0 and monday.arrived() == (1, 1), f"{code} {out} {error}")
        check_totals(monday, state / "packs" / DAY)
        code, out, error = monday.run(state)
        check(code == 99 and monday.arrived() == (1, 1), f"{code} {out}")
        no_secret_on_disk(state)
        killed, doubts = kills(monday)
        by_schedule(monday)
        print(f"one message each; {killed} kills, {doubts} in doubt")


main()
