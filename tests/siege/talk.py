"""`send` and `pull salesforce` as subjects, with the servers that they need."""
import os
import shutil
import sqlite3
import time

from subject import BINARY, Healed, check, ending, execute, files
import fake_org # noqa: E402
import inbox # noqa: E402
import pull_world # noqa: E402

CONFIG = """[email]
host = 127.0.0.1
port = {port}
tls = none
from = robot@example.com
to = cro@example.com, vp@example.com
timeout_seconds = 5
[slack]
channel = #revenue
[network]
retries = 1
retry_seconds = 0.02
timeout_seconds = 5
"""
LATE = 0.15 # seconds in which a server takes what is on its way


class Send:
    """Two e-mails and a post to Slack, of a pack that nobody has sent."""

    def __init__(self, folder):
        folder.mkdir(parents=True, exist_ok=True)
        self.pack = inbox.pack(folder)
        self.out = folder / "outbox"
        self.mail, self.hook = inbox.Post({}), inbox.Webhook()
        config = folder / "config.ini"
        config.write_text(CONFIG.format(port=self.mail.port), "utf-8")
        self.env = {"PATH": os.environ["PATH"],
                    "DEALSENSE_SLACK_WEBHOOK": self.hook.url}
        self.args = [BINARY, "send", self.out / self.pack.name, "--config",
                     config, "--quiet"]
        self.whole = files(self.pack)

    def reset(self):
        shutil.rmtree(self.out, ignore_errors=True)
        shutil.copytree(self.pack, self.out / self.pack.name)
        self.mail.got.clear() # a megabyte each, of thousands of trials
        self.hook.got.clear()

    def rows(self, found):
        if not (self.out / "ledger.db").exists():
            return []
        try:
            return inbox.ledger(self.out)
        except (AssertionError, sqlite3.Error) as e:
            found.append(f"the ledger: {e!r}")
            return []

    def look(self, what, found):
        """What the ledger says against what arrived."""
        rows = self.rows(found)
        mails, posts = len(self.mail.got), len(self.hook.got)
        for channel, came, most in (("email", mails, 2), ("slack", posts, 1)):
            states = [r["state"] for r in rows if r["channel"] == channel]
            sure = states.count("delivered")
            doubt = states.count("sending") + states.count("in doubt")
            if not sure <= came <= sure + doubt or came > most:
                found.append(f"{what}: {came} of {channel} came: {states}")
        return rows

    def judge(self, done, killed=False):
        lines = done.stderr.splitlines()
        how, found = ending(done, killed)
        if done.returncode == 5: # a line for each delivery
            found = [f"an unclear line: {x}" for x in lines
                     if not x.startswith("dealsense: ")]
        if how != "exit 0":
            time.sleep(LATE)
        rows = self.look("first", found)
        sure = sum(r["state"] == "delivered" for r in rows)
        if how == "exit 0" and (sure != 3 or lines):
            found.append(f"exit 0 with {rows} and {lines[:2]}")
        if files(self.out / self.pack.name) != self.whole:
            found.append("the pack is another")
        if not found:
            self.again(found)
        return how, found

    def again(self, found):
        """Sent again until nothing is left: what is in doubt is not."""
        done = execute(self.args, self.env)
        rows = self.look("again", found)
        bad = [r for r in rows if r["state"] != "delivered"]
        if len(rows) != 3 or done.returncode not in ((5,) if bad else (0, 99)) \
                or done.stderr.count("in doubt") != len(bad):
            found.append(f"sent again: {done.returncode} {done.stderr[:200]} "
                         f"{[r['state'] for r in rows]}")


class Pull:
    """A pull over an earlier one, of an org in which a deal has changed."""

    def __init__(self, folder):
        folder.mkdir(parents=True, exist_ok=True)
        self.folder, self.out = folder, folder / "crm"
        self.healed = Healed()
        deals, self.history = pull_world.records(folder)
        self.org = fake_org.FakeOrg(deals, self.history, page=100, polls=0)
        config = pull_world.config(folder, self.org, retries=1, pause=0.02)
        self.args = pull_world.command(config, self.out, "--quiet")
        self.env = pull_world.environment()
        done = execute(self.args, self.env)
        check(done.returncode == 0, done)
        self.out.rename(folder / "before")
        self.old = self.rows(folder / "before")
        self.org.records["Opportunity"] = [{**deals[0], "Name": "changed"},
                                           *deals[1:]]
        self.reset()
        done = execute(self.args, self.env)
        check(done.returncode == 0, done)
        self.new = self.rows(self.out)
        check(self.new != self.old, "nothing changed")

    @staticmethod
    def rows(out):
        """What was pulled; beside it stands at what hour."""
        return {name: data for name, data in files(out).items()
                if name.endswith(".csv")}

    def reset(self):
        for path in self.folder.glob(".crm.*"):
            shutil.rmtree(path, ignore_errors=True)
        shutil.rmtree(self.out, ignore_errors=True)
        shutil.copytree(self.folder / "before", self.out, symlinks=True)
        self.org.reset()

    def judge(self, done, killed=False):
        how, found = ending(done, killed)
        now = self.rows(self.out) if self.out.exists() else None
        if how == "exit 0" and now != self.new:
            found.append("exit 0, and other files")
        elif how == "exit 0" and done.stderr:
            found.append(f"exit 0 with {done.stderr[:200]}")
        elif now not in (self.old, self.new) and not \
                (self.folder / ".crm.replaced").exists():
            found.append("the files are neither old nor new")
        elif how == "exit 4" and now == self.new:
            how = "exit 4, replaced"
        if self.healed.holds(self.out, *self.folder.glob(".crm.*")):
            return how, found
        done = execute(self.args, self.env)
        if done.returncode or done.stderr or \
                self.rows(self.out) != self.new:
            found.append(f"a rerun: {done.returncode} {done.stderr[:200]}")
        left = [p.name for p in self.folder.glob(".crm.*") if p.is_dir()]
        if left:
            found.append(f"a rerun leaves {left}")
        return how, found
