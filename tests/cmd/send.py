"""`dealsense send` against a real mail server and a webhook on loopback.

What arrives is read by Python's own parser of e-mail; what must not happen
twice is tried twice.
"""
import base64
import csv
import email.utils
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import time
import urllib.parse

import inbox
from tool import BINARY, check, dealsense, files, ok, summary, workdir

PASSWORD, TO = "pass-word-9", ["cro@example.com", "Anna.M@example.com"]
CONFIG = """[email]
host = 127.0.0.1
port = {port}
tls = {tls}
user = robot
from = "Pipeline, Übersicht" <robot@example.com>
to = CRO <cro@example.com>, Änne Müller <Anna.M@example.com>
reply_to = revops@example.com
timeout_seconds = 5
[slack]
channel = #revenue
[network]
ca_file = {ca}
retries = 1
retry_seconds = 0.05
"""


def send(pack, config, *more, **env):
    return dealsense("send", pack, "--config", config, *more,
                     env={"PATH": os.environ["PATH"], "TZ": "Europe/Berlin",
                          "DEALSENSE_SMTP_PASSWORD": PASSWORD, **env})


def check_message(raw, message, pack, resend=""):
    check(inbox.structure(message) == inbox.WHOLE, inbox.structure(message))
    check(not message.defects and not any(p.defects for p in message.walk()),
          "defects")
    check(message["From"].addresses[0].addr_spec == "robot@example.com" and
          message["From"].addresses[0].display_name == "Pipeline, Übersicht",
          message["From"])
    check([a.addr_spec for a in message["To"].addresses] == TO and
          message["To"].addresses[1].display_name == "Änne Müller",
          message["To"])
    check(message["Reply-To"] == "revops@example.com", message["Reply-To"])
    age = time.time() - email.utils.parsedate_to_datetime(
        message["Date"]).timestamp()
    check(-2 < age < 120 and message["Date"].endswith(("+0100", "+0200")),
          f"not the true date: {message['Date']}")
    manifest = json.loads((pack / "manifest.json").read_text("utf-8"))
    check(message["Message-ID"] == f"<{manifest['as_of']}."
          f"{manifest['inputs_key'][:32]}{resend}@example.com>",
          message["Message-ID"])
    for header in ("From", "To", "Date", "Message-ID", "Subject",
                   "Content-Type"):
        check(len(message.get_all(header)) == 1, f"{header} twice")
    check(raw.isascii() and max(map(len, raw.split(b"\r\n"))) <= 998 and
          raw.count(b"\n") == raw.count(b"\r\n"), "lines")
    body = raw.partition(b"\r\n\r\n")[2]
    mine = (pack / "messages/email.eml").read_bytes().partition(b"\r\n\r\n")[2]
    check(body.rstrip() == mine.rstrip(), "the body is not the pack's")
    want = {f"brief-{pack.name}.pdf": "brief.pdf",
            f"risk_workbook-{pack.name}.xlsx": "risk_workbook.xlsx"}
    got = {p.get_filename(): p.get_content() for p in
           message.iter_attachments()}
    check(got == {n: (pack / f).read_bytes() for n, f in want.items()},
          "attachments")
    text = message.get_body(("plain",)).get_content()
    open_deals = f"{summary(pack)['deals']['open']:,}"
    check(re.search(rf"Open deals +{open_deals}\r?\n", text), "open deals")


def check_no_secret(done, out, url):
    everything = done.stdout + done.stderr
    data = b"".join(files(out).values()) + everything.encode()
    for secret in (PASSWORD, "hush-hush", url):
        check(secret.encode() not in data, f"{secret} is written somewhere")


def once(folder, pack, authority):
    """Two recipients and Slack: once each, then nothing, then --resend."""
    out = pack.parent
    mail = inbox.Mail("robot", PASSWORD, require_starttls=True,
                      tls_context=authority.context("mail"))
    hook = inbox.Webhook(context=authority.context("hook"))
    config = folder / "config.ini"
    config.write_text(CONFIG.format(port=mail.port, tls="starttls",
                                    ca=authority.file), "utf-8")
    env = {"DEALSENSE_SLACK_WEBHOOK": hook.url}
    # Without a ledger nothing is claimed; a dry run makes none.
    dry = folder / "dry"
    done = send(pack, config, "--dry-run", dry, **env)
    check(done.returncode == 0 and not mail.got and not hook.got and
          not (out / "ledger.db").exists(), f"dry run: {done}")
    check(sorted(files(dry)) == ["email-01.eml", "email-02.eml",
                                 "slack.json"], files(dry).keys())
    first = send(pack, config, **env)
    check(first.returncode == 0, first.stderr)
    check([to for _, to, _ in mail.got] == [[a] for a in TO] and
          {f for f, _, _ in mail.got} == {"robot@example.com"}, "envelopes")
    for (_, _, raw), message in zip(mail.got, mail.messages()):
        check_message(raw, message, pack)
    would = (dry / "email-01.eml").read_bytes()
    check(re.sub(rb"Date: .*", b"", would).rstrip() ==
          re.sub(rb"Date: .*", b"", mail.got[0][2]).rstrip(),
          "the dry run is not what went")
    check(hook.messages() == [json.loads(
        (pack / "messages/slack.json").read_text())], "slack")
    check(hook.got[0][1]["Content-Type"].startswith("application/json"), "type")
    rows = inbox.ledger(out)
    check([(r["channel"], r["recipient"], r["state"], r["answer"])
           for r in rows] == [
        ("email", "anna.m@example.com", "delivered",
         "250 2.0.0 Ok: queued as 00000002"),
        ("email", "cro@example.com", "delivered",
         "250 2.0.0 Ok: queued as 00000001"),
        ("slack", "#revenue", "delivered", "200: ok")], rows)
    check_no_secret(first, out, hook.url)
    # Again, also with --resend and from the folder that holds the packs.
    for path, *more in ((pack,), (out,), (pack, "--resend")):
        again = send(path, config, *more, **env)
        check(again.returncode == 99 and len(mail.got) == 2 and
              len(hook.got) == 1 and again.stdout.count("nothing is sent") == 3,
              f"sent again: {again}")
    check(inbox.ledger(out) == rows, "the ledger was touched")
    # A new recipient gets it; the others nothing.
    config.write_text(config.read_text("utf-8").replace(
        "reply_to", "  , new@example.com\nreply_to"), "utf-8")
    check(send(pack, config, **env).returncode == 0 and
          mail.got[2][1] == ["new@example.com"] and len(mail.got) == 3,
          "a new recipient")
    return mail, hook, config, env


def changed(pack, source, mail, hook, config, env):
    """Another pack of the same day asks; --resend makes a new message."""
    deals = source.parent / "changed.csv"
    lines = source.read_text("utf-8").splitlines(True)
    deals.write_text("".join(lines[:-40]), "utf-8")
    ok("run", deals, "--as-of", pack.name, "--out", pack.parent, "--quiet")
    done = send(pack, config, **env)
    check(done.returncode == 5 and done.stderr.count("--resend") == 4 and
          len(mail.got) == 3 and len(hook.got) == 1, f"changed: {done}")
    done = send(pack, config, "--resend", **env)
    check(done.returncode == 0 and len(mail.got) == 6 and len(hook.got) == 2,
          f"resend: {done}")
    ids = [m["Message-ID"] for m in mail.messages()]
    check(len(set(ids)) == 2 and all(".r1@" in i for i in ids[3:]), ids)
    done = send(pack, config, "--resend", **env)
    check(done.returncode == 99 and len(mail.got) == 6, "resend twice")


def damaged(folder, pack, config, env):
    broken = folder / "broken/2026-06-29"
    shutil.copytree(pack, broken)
    with open(broken / "messages/email.eml", "ab") as f:
        f.write(b"x")
    done = send(broken, config, **env)
    check(done.returncode == 3 and not (broken.parent / "ledger.db").exists(),
          f"a damaged pack was sent: {done}")
    # Nobody to send to; a ledger that is none.
    check(dealsense("send", pack).returncode == 3, "nobody to send to")
    whole = folder / "foreign" / pack.name
    shutil.copytree(pack, whole)
    (whole.parent / "ledger.db").write_text("mine")
    done = send(whole, config, **env)
    check(done.returncode == 5 and
          (whole.parent / "ledger.db").read_text() == "mine", f"{done}")


def trust(folder, pack, authority):
    """Certificates, passwords: refused means that nothing went."""
    stranger = inbox.Authority(folder, "stranger")
    cases = [  # (server's context, mode, password, exit, in the error)
        (authority.context("right"), "tls", PASSWORD, 0, ""),
        (stranger.context("unknown"), "starttls", PASSWORD, 5, "certificate"),
        (stranger.context("unknown2"), "tls", PASSWORD, 5, "certificate"),
        (authority.context("old", days=-1), "starttls", PASSWORD, 5,
         "expired"),
        (authority.context("host", alt="DNS:mail.example.com"), "starttls",
         PASSWORD, 5, "certificate"),
        (authority.context("auth"), "starttls", "wrong-word", 5, "535"),
        (None, "starttls", PASSWORD, 5, "trusted"),
    ]
    for k, (context, tls, password, want, word) in enumerate(cases):
        out = folder / f"trust{k}"
        shutil.copytree(pack, out / pack.name)
        kw = {"ssl_context": context, "auth_require_tls": False} \
            if tls == "tls" else {"tls_context": context}
        if not context:
            kw = {"auth_require_tls": False}
        mail = inbox.Mail("robot", PASSWORD, **kw)
        config = folder / f"trust{k}.ini"
        config.write_text(CONFIG.format(port=mail.port, tls=tls, ca=authority.
                          file).replace("[slack]\nchannel = #revenue\n", ""),
                          "utf-8")
        done = send(out / pack.name, config, DEALSENSE_SMTP_PASSWORD=password)
        check(done.returncode == want and word in done.stderr and
              len(mail.got) == (0 if want else 2), f"case {k}: {done}")
        check(all(r["state"] == ("refused" if want else "delivered")
                  for r in inbox.ledger(out)), inbox.ledger(out))
        if not context or "certificate" in word or word == "expired":
            check(not mail.logins, f"case {k}: the password was shown")
        check_no_secret(done, out, "wrong-word")
        mail.stop()
    # The password from a file, mode 0600 or not at all.
    mail = inbox.Mail("robot", PASSWORD, tls_context=authority.context("file"))
    secret = folder / "password"
    secret.write_text(PASSWORD + "\n")
    config.write_text(CONFIG.format(port=mail.port, tls="starttls", ca=authority
                      .file).replace("[slack]\nchannel = #revenue\n", "")
                      .replace("user = robot", "user = robot\n"
                               f"password_file = {secret}"), "utf-8")
    for mode, want in ((0o644, 5), (0o600, 0)):
        secret.chmod(mode)
        done = dealsense("send", out / pack.name, "--config", config,
                         env={"PATH": os.environ["PATH"]})
        check(done.returncode == want and len(mail.got) == (0 if want else 2),
              f"mode {mode:o}: {done}")
    mail.stop()


class Echo(inbox.Mail):
    """Repeats what it was told to the next best."""
    async def handle_DATA(self, server, session, envelope):
        return self.words


def echoed(folder, pack, authority):
    """A server that quotes the password: refused, without its words."""
    out = folder / "echoed"
    shutil.copytree(pack, out / pack.name)
    mail = Echo("robot", PASSWORD, tls_context=authority.context("echo"))
    config = folder / "echoed.ini"
    config.write_text(CONFIG.format(port=mail.port, tls="starttls", ca=authority
                      .file).replace("[slack]\nchannel = #revenue\n", ""),
                      "utf-8")
    plain = base64.b64encode(f"\0robot\0{PASSWORD}".encode()).decode()
    for words in (f"554 no, {PASSWORD}", f"554 {plain}",
                  f"554-no {PASSWORD}\r\n554 {PASSWORD[:9]}",
                  f"554 {urllib.parse.quote(PASSWORD)}"):
        mail.words = words
        done = send(out / pack.name, config, "--resend",
                    DEALSENSE_SMTP_PASSWORD=PASSWORD)
        check(done.returncode == 5 and "554" in done.stderr and
              "repeat a secret" in done.stderr, f"{words}: {done}")
        check_no_secret(done, out, plain[8:20])
    mail.stop()


def injected(folder, honest, authority):
    """Deals, accounts and reps whose names try to become headers."""
    trick = ("Eve\r\nBcc: spy@example.com\r\nSubject: won\r\n\r\n<b>Eve",
             "Eve\nX-Eve: 1", "=?utf-8?q?Eve=0D=0ABcc:_spy@example.com?=",
             "Eve\u2028Bcc: spy@example.com", "\rBcc: spy@example.com")
    deals = folder / "injected.csv"
    with open(deals, "w", encoding="utf-8", newline="") as f:
        out = csv.writer(f)
        out.writerow(["deal_id", "name", "account", "owner", "manager",
                      "amount", "created_date", "closed_date", "stage",
                      "outcome"])
        for i, name in enumerate(trick * 8):
            out.writerow([f"D{i}", name, name, name, name, 90000 + i,
                          "2023-01-02", "2024-09-01", name, "Open"])
            out.writerow([f"C{i}", name, name, name, name, 10, "2023-01-02",
                          "2023-03-01", "Done", ("Won", "Lost")[i % 2]])
    packs, levels = folder / "injected", folder / "levels.ini"
    levels.write_text("[levels]\ncritical = 3\nhigh = 2\nmedium = 1\n")
    ok("run", deals, "--out", packs, "--as-of", "2024-06-03", "--quiet",
       "--config", levels)
    mail = inbox.Mail("robot", PASSWORD,
                      tls_context=authority.context("injected"))
    config = folder / "injected.ini"
    config.write_text(CONFIG.format(port=mail.port, tls="starttls",
                                    ca=authority.file)
                      .replace("[slack]\nchannel = #revenue\n", ""), "utf-8")
    done = send(packs / "latest", config)
    check(done.returncode == 0 and [to for _, to, _ in mail.got] ==
          [[a] for a in TO], f"{done} {[to for _, to, _ in mail.got]}")
    for message in mail.messages():
        check(message.keys() == honest.keys(), message.keys())
        check(inbox.structure(message) == inbox.WHOLE,
              inbox.structure(message))
        check(all("spy" not in v and "Eve" not in v for v in message.values()),
              message.items())
        for part in message.walk():
            check(set(part.keys()) <= {*honest.keys(), "Content-Disposition",
                                       "Content-ID",
                                       "Content-Transfer-Encoding"},
                  part.keys())
        check("Eve" in message.get_body(("plain",)).get_content(),
              "the names are not in the message: nothing was tried")
    mail.stop()


def quiet_in_ps(pack, folder):
    """While it waits for a server that is silent, ps shows no secret."""
    silent = inbox.Post({"connect": ["hang"]})
    config = folder / "ps.ini"
    config.write_text(CONFIG.format(port=silent.port, tls="starttls",
                                    ca="").replace("ca_file = \n", ""),
                      "utf-8")
    out = folder / "ps"
    shutil.copytree(pack, out / pack.name)
    child = subprocess.Popen(
        [BINARY, "send", out / pack.name, "--config", config],
        env={"DEALSENSE_SMTP_PASSWORD": PASSWORD,
             "DEALSENSE_SLACK_WEBHOOK": "http://127.0.0.1:9/hush-hush"},
        stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    deadline = time.monotonic() + 60
    while not silent.seen and time.monotonic() < deadline:
        time.sleep(0.02)
    shown = pathlib.Path(f"/proc/{child.pid}/cmdline").read_bytes()
    check(shown and PASSWORD.encode() not in shown and b"hush" not in shown,
          f"ps: {shown}")
    child.kill()
    child.communicate()
    silent.stop()


def main():
    with workdir() as name:
        folder = pathlib.Path(name)
        authority = inbox.Authority(folder)
        deals, out = folder / "deals.csv", folder / "out"
        deals.write_text(ok("sample", "--deals", 900, "--seed", 5).stdout,
                         "utf-8")
        ok("run", deals, "--as-of", "2026-06-29", "--out", out, "--quiet")
        pack = out / "2026-06-29"
        fresh = folder / "fresh" / pack.name
        shutil.copytree(pack, fresh)
        mail, hook, config, env = once(folder, pack, authority)
        changed(pack, deals, mail, hook, config, env)
        damaged(folder, pack, config, env)
        mail.stop()
        hook.stop()
        trust(folder, fresh, authority)
        echoed(folder, fresh, authority)
        injected(folder, mail.messages()[0], authority)
        quiet_in_ps(fresh, folder)
        print("one message each, and no secret anywhere")


if __name__ == "__main__":
    sys.exit(main())
