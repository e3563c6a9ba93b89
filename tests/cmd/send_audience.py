"""`dealsense send` with packs for several audiences: each goes to its own
readers and to nobody else, and none keeps another from being sent.
"""
import csv
import json
import os
import pathlib
import shutil
import sys

import inbox
from tool import check, dealsense, files, ok, workdir

DAY = "2026-06-29"
CONFIG = """[report]
audience = cro, board, manager: {manager}
[forest]
trees = 10
[email]
host = 127.0.0.1
port = {port}
tls = starttls
user = robot
from = robot@example.com
to = cro@example.com
attach = brief
[slack]
channel = #revenue
[send Board]
to = chair@example.com, Vice <vice@example.com>
[send manager: {shouted}]
to = m@example.com
channel = #team
webhook_file = {webhook}
[network]
ca_file = {ca}
retries = 0
"""


class World:
    def __init__(self, folder):
        authority = inbox.Authority(folder)
        deals = folder / "deals.csv"
        deals.write_text(ok("sample", "--deals", 700, "--seed", 5).stdout,
                         "utf-8")
        with open(deals, encoding="utf-8", newline="") as f:
            self.manager = next(r["manager"] for r in csv.DictReader(f)
                                if r["manager"].isascii())
        self.mail = inbox.Mail("robot", "pass-word-9", require_starttls=True,
                               tls_context=authority.context("mail"))
        self.hook = inbox.Webhook(context=authority.context("hook"))
        self.team = inbox.Webhook(context=authority.context("team"))
        webhook = folder / "webhook"
        webhook.write_text(self.team.url)
        webhook.chmod(0o600)
        self.config = folder / "config.ini"
        self.config.write_text(CONFIG.format(
            manager=self.manager, shouted=self.manager.upper(),
            port=self.mail.port, ca=authority.file, webhook=webhook), "utf-8")
        self.out = folder / "out"
        ok("run", deals, "--as-of", DAY, "--out", self.out, "--quiet",
           "--config", self.config)
        self.own = next(self.out.glob("manager-*")).name

    def send(self, path, *more):
        return dealsense(
            "send", path, "--config", self.config, *more,
            env={"PATH": os.environ["PATH"],
                 "DEALSENSE_SMTP_PASSWORD": "pass-word-9",
                 "DEALSENSE_SLACK_WEBHOOK": self.hook.url})

    def brief(self, folder):
        return (self.out / folder / DAY / "brief.pdf").read_bytes()

    def got(self):
        """Recipient → the brief that came, newest last."""
        got = {}
        for (_, to, _), message in zip(self.mail.got, self.mail.messages()):
            pdf = [p.get_content() for p in message.iter_attachments()]
            check(len(to) == len(pdf) == 1, to)
            # Nobody sees the addresses of another audience.
            shown = {a.addr_spec for a in message["To"].addresses}
            check((shown == {"chair@example.com", "vice@example.com"}) ==
                  (to[0] in shown and len(shown) == 2) and to[0] in shown,
                  (to, shown))
            got.setdefault(to[0], []).append(pdf[0])
        return got


def each_its_own(w):
    dry = w.out.parent / "dry"
    done = w.send(w.out / DAY, "--dry-run", dry)
    check(done.returncode == 0 and not w.mail.got, done)
    check(sorted(files(dry)) == sorted([
        "email-01.eml", "slack.json", "board-email-01.eml",
        "board-email-02.eml", f"{w.own}-email-01.eml",
        f"{w.own}-slack.json"]), files(dry).keys())
    # The board's alone first: the CRO's is not held back by it.
    done = w.send(w.out / "board")
    check(done.returncode == 0 and w.got() ==
          {"chair@example.com": [w.brief("board")],
           "vice@example.com": [w.brief("board")]}, done)
    check(not w.hook.got and not w.team.got, "the board has no channel")
    check(not (w.out / "board/ledger.db").exists(),
          "the board's folder holds no addresses")
    done = w.send(w.out / "latest")
    check(done.returncode == 0, done)
    check(w.got() == {"chair@example.com": [w.brief("board")],
                      "vice@example.com": [w.brief("board")],
                      "cro@example.com": [w.brief("")],
                      "m@example.com": [w.brief(w.own)]}, done)
    briefs = {w.brief(f) for f in ("", "board", w.own)}
    check(len(briefs) == 3, "the packs are the same")
    slack = [json.loads((w.out / f / DAY / "messages/slack.json").read_text())
             for f in ("", w.own)]
    check(w.hook.messages() == slack[:1] and w.team.messages() == slack[1:],
          "each channel its own")
    rows = [(r["channel"], r["recipient"], r["news"], r["state"])
            for r in inbox.ledger(w.out)]
    check(sorted(rows) == sorted([
        ("email", "cro@example.com", "pack", "delivered"),
        ("slack", "#revenue", "pack", "delivered"),
        ("email", "chair@example.com", "pack board", "delivered"),
        ("email", "vice@example.com", "pack board", "delivered"),
        ("email", "m@example.com", f"pack {w.own}", "delivered"),
        ("slack", "#team", f"pack {w.own}", "delivered")]), rows)
    for path in (w.out, w.out / "board", w.out / w.own / "latest"):
        done = w.send(path)
        check(done.returncode == 99 and len(w.mail.got) == 4, done)


def never_another(w):
    """A full pack in the board's place, a pack without readers, none at all."""
    sent = len(w.mail.got)
    other = w.out.parent / "other"
    shutil.copytree(w.out / DAY, other / DAY)
    shutil.copytree(w.out / DAY, other / "board" / DAY)
    done = w.send(other / DAY)
    check(done.returncode == 5 and "is for another reader (cro)" in done.stderr
          and "there is none of 2026-06-29" in done.stderr and
          done.stderr.count("\n") == 2, done)
    check([to for _, to, _ in w.mail.got[sent:]] == [["cro@example.com"]],
          "a full pack went to the board")
    # Renamed, moved: whose a pack is says the pack.
    moved = w.out.parent / "moved" / DAY
    shutil.copytree(w.out / "board" / DAY, moved)
    done = w.send(moved)
    check(done.returncode == 0 and
          [to for _, to, _ in w.mail.got[sent + 1:]] ==
          [["chair@example.com"], ["vice@example.com"]], done)
    text = w.config.read_text("utf-8")
    w.config.write_text(text.replace("[send Board]\nto = chair@example.com, "
                                     "Vice <vice@example.com>\n", ""), "utf-8")
    sent = len(w.mail.got)
    done = w.send(w.out / "board")
    check(done.returncode == 3 and "[send board]" in done.stderr and
          len(w.mail.got) == sent, done)
    # Only the board: nobody of [email], no variable of Slack's.
    w.config.write_text(text.replace("to = cro@example.com\n", "")
                        .replace("[slack]\nchannel = #revenue\n", ""), "utf-8")
    check(w.send(w.out / "board").returncode == 99, "delivered before")
    w.config.write_text(text, "utf-8")


def refused(w):
    text = w.config.read_text("utf-8")
    for change, why in (
            (("[send Board]", "[send cro]"), "[email] and [slack] are"),
            (("[send Board]", "[send bored]"), "write [send board]"),
            (("chair@example.com", "chair"), "addresses"),
            (("webhook_file", "# webhook_file"), "channel and webhook_file"),
            (("host = 127.0.0.1", "host ="), "needs [email] host"),
            (("channel = #team", "chanel = #team"), "has no key chanel")):
        check(change[0] in text, change)
        w.config.write_text(text.replace(*change, 1), "utf-8")
        done = w.send(w.out)
        check(done.returncode == 3 and why in done.stderr and
              done.stderr.count("\n") == 1, (change, done))
    w.config.write_text(text, "utf-8")


def main():
    with workdir() as name:
        w = World(pathlib.Path(name))
        each_its_own(w)
        never_another(w)
        refused(w)
        for server in (w.mail, w.hook, w.team):
            server.stop()
        print("each pack to its own readers, once")


if __name__ == "__main__":
    sys.exit(main())
