"""Mail and webhook servers on loopback, as real ones behave and misbehave."""
import email
import email.policy
import http.server
import json
import logging
import pathlib
import socket
import sqlite3
import sys
import threading
import time
import warnings

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

sys.path.insert(0, str(pathlib.Path(__file__).parent / "io"))
from authority import Authority  # noqa: E402, F401
from tool import ok  # noqa: E402


logging.disable(logging.CRITICAL) # refused handshakes are what is tested
warnings.simplefilter("ignore")


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


class Mail:
    """A real SMTP server (aiosmtpd) that keeps what it accepts."""

    def __init__(self, user=None, password=None, **kw):
        self.got = []      # (sender, [recipients], bytes)
        self.logins = []   # (user, right?)
        self.size = 0

        def authenticator(server, session, envelope, mechanism, data):
            right = (data.login, data.password) == (user.encode(),
                                                    password.encode())
            self.logins.append((data.login.decode(), right))
            return AuthResult(success=right, handled=False if not right
                              else True)
        if user:
            kw.update(authenticator=authenticator, auth_required=True)
        self.port = free_port()
        self.server = Controller(self, hostname="127.0.0.1", port=self.port,
                                 data_size_limit=40_000_000, **kw)
        self.server.start()

    async def handle_DATA(self, server, session, envelope):
        self.got.append((envelope.mail_from, envelope.rcpt_tos,
                         envelope.original_content))
        return f"250 2.0.0 Ok: queued as {len(self.got):08X}"

    def stop(self):
        self.server.stop()

    def messages(self):
        return [email.message_from_bytes(raw, policy=email.policy.default)
                for _, _, raw in self.got]


class Post:
    """SMTP by hand: at each step the next of the answers planned for it.

    plan: step (connect, ehlo, mail, rcpt, data, body, dot) → list of answers,
    the last one stays. An answer is a reply, "cut" or "hang".
    """
    USUAL = {"connect": "220 here", "ehlo": "250 hello", "mail": "250 ok",
             "rcpt": "250 ok", "data": "354 go on", "body": None,
             "dot": "250 2.0.0 queued"}

    def __init__(self, plan, delay=0):
        self.delay = delay # seconds before each answer
        self.plan = {k: list(v) for k, v in plan.items()}
        self.got, self.seen, self.bodies = [], [], 0
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        self.lock = threading.Lock()
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            try:
                connection, _ = self.socket.accept()
            except OSError:
                return
            threading.Thread(target=self.talk, args=(connection,),
                             daemon=True).start()

    def answer(self, f, step):
        time.sleep(self.delay)
        with self.lock:
            self.seen.append(step)
            left = self.plan.get(step)
            what = self.USUAL[step] if not left else \
                left.pop(0) if len(left) > 1 else left[0]
        if what == "hang":
            time.sleep(4)
            what = "cut"
        if what == "cut":
            raise ConnectionError
        if what:
            f.write(what.encode() + b"\r\n")
            f.flush()
        return what

    def talk(self, connection):
        f = connection.makefile("rwb")
        try:
            self.answer(f, "connect")
            while True:
                line = f.readline()
                verb = line[:4].upper()
                if not line or verb == b"QUIT":
                    return
                step = {b"EHLO": "ehlo", b"HELO": "ehlo", b"MAIL": "mail",
                        b"RCPT": "rcpt", b"DATA": "data"}.get(verb)
                if not step:
                    f.write(b"500 what?\r\n")
                    f.flush()
                elif step == "data" and self.answer(f, step)[:3] == "354":
                    self.data(f)
                elif step != "data":
                    self.answer(f, step)
        except (ConnectionError, OSError):
            pass
        finally:
            try:
                connection.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
            connection.close()

    def data(self, f):
        lines = []
        while True:
            line = f.readline()
            if not line:
                raise ConnectionError
            if line == b".\r\n":
                break
            lines.append(line[1:] if line[:1] == b"." else line)
            if len(lines) == 10:
                self.answer(f, "body")
        with self.lock:
            self.bodies += 1 # whole messages, answered or not
        what = self.answer(f, "dot")
        if what[:1] == "2":
            with self.lock:
                self.got.append(b"".join(lines))

    def stop(self):
        self.socket.close()


class Webhook:
    """Slack's incoming webhook: answers one after another, the last stays."""

    def __init__(self, *answers, context=None):
        self.answers = list(answers) or [(200, b"ok")]
        self.got, self.asked = [], 0 # posted; requests
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                outer.asked += 1
                what = outer.answers[0] if len(outer.answers) == 1 else \
                    outer.answers.pop(0)
                if what == "hang":
                    time.sleep(4)
                if what in ("hang", "cut"):
                    self.connection.shutdown(socket.SHUT_RDWR)
                    return
                status, text, *more = what
                if status == 200:
                    outer.got.append((self.path, dict(self.headers), body))
                self.send_response(status)
                for name, value in more:
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(text)))
                self.end_headers()
                self.wfile.write(text)

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0),
                                                      Handler)
        self.server.handle_error = lambda *_: None # clients are killed
        if context:
            self.server.socket = context.wrap_socket(self.server.socket,
                                                     server_side=True)
        self.port = self.server.server_address[1]
        self.url = f"{'https' if context else 'http'}://127.0.0.1:" \
                   f"{self.port}/services/T0/B0/hush-hush-token"
        threading.Thread(target=self.server.serve_forever,
                         daemon=True).start()

    def stop(self):
        self.server.shutdown()
        self.server.server_close()

    def messages(self):
        return [json.loads(body) for _, _, body in self.got]


def pack(folder):
    """A small pack to send."""
    deals = folder / "deals.csv"
    deals.write_text(ok("sample", "--deals", 300, "--seed", 5).stdout, "utf-8")
    ok("run", deals, "--as-of", "2026-06-29", "--out", folder / "out",
       "--quiet")
    return folder / "out/2026-06-29"


def ledger(out):
    """The rows of the ledger, which must be sound."""
    with sqlite3.connect(pathlib.Path(out) / "ledger.db") as db:
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        if not db.execute("SELECT * FROM sqlite_schema").fetchone():
            return [] # killed while it was made
        db.row_factory = sqlite3.Row
        return [dict(r) for r in db.execute(
            "SELECT * FROM delivery ORDER BY as_of, channel, recipient, deal, "
            "news, resend")]


def structure(part):
    if part.is_multipart():
        return (part.get_content_type(),
                [structure(p) for p in part.iter_parts()])
    return part.get_content_type()


XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WHOLE = ("multipart/mixed", [
    ("multipart/related", [
        ("multipart/alternative", ["text/plain", "text/html"]),
        *["image/png"] * 4]),
    "application/pdf", XLSX])
