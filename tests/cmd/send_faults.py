"""Every way in which a delivery fails, and what the ledger says of it then.

`again` is what a second send, against a server that is well, must do.
"""
import base64
import os
import pathlib
import shutil
import sqlite3
import time

import inbox
from tool import check, dealsense, workdir

CONFIG = """[email]
host = 127.0.0.1
port = {port}
tls = none
from = robot@example.com
to = cro@example.com
timeout_seconds = 1
[network]
retries = 2
retry_seconds = 0.05
timeout_seconds = 1
"""
SLACK = "[slack]\nchannel = #revenue\n[network]\nretries = 1\n" \
        "retry_seconds = 0.05\ntimeout_seconds = 1\n"

# plan of the server: state after it, messages accepted at once, tries
MAIL = [
    ({"connect": ["421 too busy", "220 here"]}, "delivered", 1, 2),
    ({"connect": ["421 too busy"]}, "failed", 0, 3),
    ({"connect": ["554 not you"]}, "refused", 0, 1),
    ({"connect": ["cut", "220 here"]}, "delivered", 1, 2),
    ({"mail": ["451 later", "250 ok"]}, "delivered", 1, 2),
    ({"mail": ["550 no"]}, "refused", 0, 1),
    ({"rcpt": ["451 greylisted", "451 greylisted", "250 ok"]}, "delivered", 1,
     3),
    ({"rcpt": ["550 5.1.1 no such user"]}, "refused", 0, 1),
    ({"rcpt": ["cut"]}, "failed", 0, 3),
    ({"rcpt": ["hang", "250 ok"]}, "delivered", 1, 2),
    ({"data": ["451 later", "354 go on"]}, "delivered", 1, 2),
    ({"data": ["554 no"]}, "refused", 0, 1),
    # Noticed while it sends, or when all of it is in the kernel's hands.
    ({"body": ["cut", None]}, "delivered|in doubt", 1, 2),
    ({"dot": ["451 disk full", "250 queued"]}, "delivered", 1, 2),
    ({"dot": ["552 too big"]}, "refused", 0, 1),
    ({"dot": ["250 2.0.0 taken", "cut"]}, "delivered", 1, 1),
    # The message is out, and no answer came: never again by itself.
    ({"dot": ["cut"]}, "in doubt", 0, 1),
    ({"dot": ["hang"]}, "in doubt", 0, 1),
]

HOOK = [  # answers of the webhook: state, posted, requests
    ([(200, b"ok")], "delivered", 1, 1),
    ([(429, b"rate_limited", ("Retry-After", "1")), (200, b"ok")], "delivered",
     1, 2),
    ([(429, b"rate_limited", ("Retry-After", "0"))], "failed", 0, 2),
    # It had the whole message, and may have posted it.
    ([(500, b"rollup_error")], "in doubt", 0, 1),
    ([(503, b"<html>busy</html>")], "in doubt", 0, 1),
    # A yes that is not Slack's.
    ([(200, b"invalid_payload")], "in doubt", 1, 1),
    ([(200, b"<html>Please log in</html>")], "in doubt", 1, 1),
    ([(200, b"")], "in doubt", 1, 1),
    ([(204, b"")], "in doubt", 0, 1),
    ([(299, b"ok")], "in doubt", 0, 1),
    ([(202, b"queued")], "in doubt", 0, 1),
    ([(502, b"bad gateway")], "in doubt", 0, 1),
    ([(404, b"no_service")], "refused", 0, 1),
    ([(403, b"action_prohibited")], "refused", 0, 1),
    ([(302, b"", ("Location", "http://127.0.0.1:9/"))], "refused", 0, 1),
    (["cut"], "in doubt", 0, 1),
    (["hang"], "in doubt", 0, 1),
]


def send(pack, config, *more, **env):
    return dealsense("send", pack, "--config", config, *more,
                     env={"PATH": os.environ["PATH"], **env})


def place(folder, pack, name):
    out = folder / name
    shutil.copytree(pack, out / pack.name)
    return out / pack.name, folder / f"{name}.ini"


def check_state(what, done, out, state, answer=""):
    rows = inbox.ledger(out)
    check([r["state"] for r in rows] == [state], f"{what}: {rows}")
    check(done.returncode == (0 if state == "delivered" else 5), f"{what}: {done}")
    check(done.stderr.count("\n") == (state != "delivered"), f"{what}: {done}")
    check(answer in rows[0]["answer"], f"{what}: {rows}")
    check((state == "in doubt") == ("--resend" in done.stderr), f"{what}: {done}")


def again(what, state, pack, config, env, got):
    """The same against a server that is well."""
    done = send(pack, config, **env)
    if state == "delivered":
        check(done.returncode == 99 and not got(), f"{what} again: {done}")
    elif state == "in doubt":
        check(done.returncode == 5 and "in doubt" in done.stderr and not got(),
              f"{what} again: {done}")
        done = send(pack, config, "--resend", **env)
        check(done.returncode == 0 and got() == 1, f"{what} resend: {done}")
        check([r["state"] for r in inbox.ledger(pack.parent)] ==
              ["in doubt", "delivered"], "what happened is kept")
    else:
        check(done.returncode == 0 and got() == 1, f"{what} again: {done}")
    check(send(pack, config, **env).returncode == 99, f"{what}: no end")


def mail(folder, source):
    for k, (plan, state, now, tries) in enumerate(MAIL):
        pack, config = place(folder, source, f"mail{k}")
        server = inbox.Post(plan)
        config.write_text(CONFIG.format(port=server.port))
        done = send(pack, config)
        if "|" in state:
            state = inbox.ledger(pack.parent)[0]["state"]
            now, tries = (now, tries) if state == "delivered" else (0, 1)
        answer = next((a for s in plan.values() for a in s
                       if a and a[0] in "245"), "") \
            if state in ("refused",) else ""
        check_state(plan, done, pack.parent, state, answer)
        check(len(server.got) == now, f"{plan}: accepted {len(server.got)}")
        check(server.seen.count("connect") == tries, f"{plan}: {server.seen}")
        check(server.bodies <= 1 or plan.get("dot", [""])[0][0] == "4",
              f"{plan}: {server.bodies} whole messages left")
        server.stop()
        well = inbox.Post({})
        config.write_text(CONFIG.format(port=well.port))
        again(plan, state, pack, config, {}, lambda: len(well.got))
        well.stop()
    # Nobody listens; a name that is none; then not this machine.
    pack, config = place(folder, source, "nobody")
    config.write_text(CONFIG.format(port=inbox.free_port()))
    start = time.monotonic()
    check_state("nobody", send(pack, config), pack.parent, "failed")
    check(time.monotonic() - start > 0.15, "no pause between the tries")
    pack, config = place(folder, source, "elsewhere")
    config.write_text(CONFIG.format(port=25).replace("127.0.0.1",
                                                     "192.0.2.1"))
    check_state("elsewhere", send(pack, config), pack.parent, "refused",
                "this machine alone")


def webhook(folder, source):
    for k, (answers, state, now, asked) in enumerate(HOOK):
        pack, config = place(folder, source, f"hook{k}")
        config.write_text(SLACK)
        server = inbox.Webhook(*answers)
        env = {"DEALSENSE_SLACK_WEBHOOK": server.url}
        done = send(pack, config, **env)
        check_state(answers, done, pack.parent, state)
        check((len(server.got), server.asked) == (now, asked),
              f"{answers}: {len(server.got)} posted, {server.asked} asked")
        check("hush" not in done.stderr + done.stdout, f"{done}")
        server.answers, was = [(200, b"ok")], now
        again(answers, state, pack, config, env,
              lambda: len(server.got) - was)
        server.stop()
    # The secret is not there, is no URL, goes over a bare wire.
    pack, config = place(folder, source, "bare")
    config.write_text(SLACK)
    for url in (None, "hush-hush", "http://hooks.example.com/hush-hush"):
        env = {"DEALSENSE_SLACK_WEBHOOK": url} if url else {}
        done = send(pack, config, **env)
        check(done.returncode == 5 and done.stderr.count("\n") == 1 and
              "hush" not in done.stderr, f"{url}: {done}")


# The path of the webhook is "/services/T0/B0/hush-hush-token".
TOKEN = b"hush-hush-token"
ECHOES = [
    (400, b"no " + TOKEN), (404, b"/services/T0/B0/" + TOKEN),
    (200, TOKEN), (403, TOKEN.upper()), (500, b"hush\\u002dhush\\u002dtok"),
    (400, b"".join(b"%%%02x" % c for c in TOKEN)),
    (400, base64.b64encode(TOKEN)), (400, TOKEN.hex().encode()),
    (400, b"h u s h - h u s h - t o k e n"),
    (302, b"", ("Location", "https://x.example/" + TOKEN.decode())),
    (401, b"", ("WWW-Authenticate", "Basic realm=" + TOKEN.decode())),
    (429, TOKEN, ("Retry-After", "0"), ("X-Token", TOKEN.decode())),
]


def echoes(folder, source):
    """No word of a server that repeats the secret is told, or kept."""
    for k, answer in enumerate(ECHOES):
        pack, config = place(folder, source, f"echo{k}")
        config.write_text(SLACK)
        server = inbox.Webhook(answer)
        log = ["--log", "json"] if k % 2 else []
        done = send(pack, config, *log, DEALSENSE_SLACK_WEBHOOK=server.url)
        server.stop()
        said = (done.stdout + done.stderr).encode() + b"".join(
            p.read_bytes() for p in pack.parent.glob("ledger.db*"))
        check(done.returncode == 5, f"{answer}: {done}")
        for part in (b"hush", base64.b64encode(TOKEN)[:12], b"%68", b"68757368",
                     b"h u s h"):
            check(part not in said.lower() and part not in said,
                  f"{answer}: {done}")
        check(len(answer) > 2 or b"repeat a secret" in said,
              f"{answer}: {done}")


def both(folder, source):
    """One channel, one recipient fails: the others get theirs."""
    pack, config = place(folder, source, "both")
    server = inbox.Post({"rcpt": ["550 unknown", "250 ok"]})
    hook = inbox.Webhook((404, b"no_service"))
    config.write_text(CONFIG.format(port=server.port).replace(
        "to = ", "to = gone@example.com, ") + "[slack]\nchannel = #revenue\n")
    env = {"DEALSENSE_SLACK_WEBHOOK": hook.url}
    done = send(pack, config, **env)
    check(done.returncode == 5 and len(server.got) == 1, f"{done}")
    check(done.stderr.count("\n") == 2 and "gone@example.com: refused: 550" in
          done.stderr and "#revenue: refused: 404" in done.stderr, f"{done}")
    states = {r["recipient"]: r["state"] for r in inbox.ledger(pack.parent)}
    check(states == {"cro@example.com": "delivered", "#revenue": "refused",
                     "gone@example.com": "refused"}, states)


def sql(text):
    def run(path):
        with sqlite3.connect(path) as db:
            db.executescript(text)
    return run


def cut(share):
    return lambda path: path.write_bytes(
        path.read_bytes()[:int(share * path.stat().st_size)])


def zeros(start, end):
    def run(path):
        data = bytearray(path.read_bytes())
        data[start:end] = bytes(len(data[start:end]))
        path.write_bytes(data)
    return run


LOSSES = {
    "gone": lambda path: path.unlink(),
    "empty": cut(0), "half": cut(0.5), "a header": cut(0.02),
    "zeros": zeros(0, 1 << 20), "a page of zeros": zeros(100, 4096),
    "no table": sql("DROP TABLE delivery"),
    "a trigger": sql("CREATE TRIGGER t AFTER INSERT ON delivery BEGIN "
                     "DELETE FROM delivery; END"),
    "a view": sql("ALTER TABLE delivery RENAME TO kept; CREATE VIEW delivery "
                  "AS SELECT * FROM kept WHERE 0"),
    "a column that is reckoned": sql(
        "CREATE TABLE d2 AS SELECT * FROM delivery; DROP TABLE delivery; "
        "CREATE TABLE delivery (as_of, channel, recipient, deal, news, resend, "
        "state AS ('failed'), message_id, content, started, at, answer)"),
}


def losses(folder, source):
    """A ledger that cannot say what was sent: nothing is, until asked."""
    for k, (what, lose) in enumerate(LOSSES.items()):
        pack, config = place(folder, source, f"loss{k}")
        config.write_text(SLACK)
        server = inbox.Webhook()
        env = {"DEALSENSE_SLACK_WEBHOOK": server.url}
        check(send(pack, config, **env).returncode == 0, "first")
        lose(pack.parent / "ledger.db")
        for more in ((), ("--resend",)):
            done = send(pack, config, *more, **env)
            check(done.returncode == 5 and done.stderr.count("\n") == 1 and
                  ("nobody knows what was sent" in done.stderr or
                   "is no delivery ledger" in done.stderr), f"{what}: {done}")
            check(len(server.got) == 1, f"{what}: sent again")
        (pack.parent / "ledger.db").unlink(missing_ok=True)
        (pack.parent / ".ledger.lock").unlink()  # as the line says
        check(send(pack, config, **env).returncode == 0 and
              len(server.got) == 2, f"{what}: asked, and not sent")
        server.stop()


def main():
    with workdir() as name:
        folder = pathlib.Path(name)
        pack = inbox.pack(folder)
        mail(folder, pack)
        webhook(folder, pack)
        echoes(folder, pack)
        both(folder, pack)
        losses(folder, pack)
        print(f"{len(MAIL)} faults of mail, {len(HOOK)} of the webhook, "
              f"{len(ECHOES)} echoes")


main()
