"""cmd/io/http against servers on loopback that fail in every way."""
import http.server
import json
import os
import pathlib
import socket
import subprocess
import sys
import tempfile
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).parents[1]))
from authority import Authority  # noqa: E402

PROBE = sys.argv[1]
SEEN = []      # (method, path, headers, body) of every request
ANSWERS = {}   # path: list of answers still to give, the last one stays


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def answer(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        SEEN.append((self.command, self.path, dict(self.headers), body))
        left = ANSWERS[self.path]
        what = left.pop(0) if len(left) > 1 else left[0]
        what(self)

    do_GET = do_POST = do_DELETE = answer

    def log_message(self, *_):
        pass


def says(status, body=b"fine", **headers):
    def give(h):
        h.send_response(status)
        h.send_header("Content-Length", str(len(body)))
        for name, value in headers.items():
            for v in value if isinstance(value, list) else [value]:
                h.send_header(name.replace("_", "-"), v)
        h.end_headers()
        h.wfile.write(body)
    return give


def cuts(h):
    h.send_response(200)
    h.send_header("Content-Length", "100")
    h.end_headers()
    h.wfile.write(b"half")
    h.wfile.flush()
    h.connection.shutdown(socket.SHUT_RDWR)


def silent(h):
    time.sleep(1.5)
    h.close_connection = True


def closes(h):
    h.close_connection = True
    h.connection.shutdown(socket.SHUT_RDWR)


def drips(h):
    h.send_response(200)
    h.send_header("Content-Length", "6")
    h.end_headers()
    for _ in range(6):
        h.wfile.write(b"x")
        h.wfile.flush()
        time.sleep(0.4)


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_):
        pass


def serve(context=None):
    server = Server(("127.0.0.1", 0), Handler)
    if context:
        server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    scheme = "https" if context else "http"
    return f"{scheme}://127.0.0.1:{server.server_port}"


def probe(*lines, ca=None, env=None):
    done = subprocess.run([PROBE] + ([str(ca)] if ca else []), text=True,
                          input="".join(line + "\n" for line in lines),
                          capture_output=True, timeout=120,
                          env={**os.environ, **(env or {})})
    if done.returncode or done.stderr:
        sys.exit(f"{lines}: {done.returncode}\n{done.stdout}{done.stderr}")
    out = [json.loads(x) for x in done.stdout.strip().split("\n")]
    return out if len(lines) > 1 else out[0]


def ask(url, method="GET", retry="all", most=1000, total=0, file="-",
        body="-", **kw):
    return probe(f"{method} {url} {retry} {most} {total} {file} {body}", **kw)


def check(condition, *what):
    if not condition:
        raise AssertionError(what)


def count(path):
    return sum(p == path for _, p, _, _ in SEEN)


def main(folder):
    base = serve()

    # An answer, its headers (the last of two), and what we send.
    ANSWERS["/ok"] = [says(200, b"hello", X_Told=["one", "two"])]
    r = ask(base + "/ok", method="POST", body="a=b c")
    check(r == {"ok": True, "status": 200, "tries": 1, "doubt": False,
                "bytes": 5, "told": "two", "body": "hello", "error": ""}, r)
    method, _, headers, body = SEEN[-1]
    check((method, body) == ("POST", b"a=b c"), SEEN[-1])
    check(headers["Authorization"] == "Bearer s3cret", headers)
    check("Expect" not in headers and
          headers["User-Agent"].startswith("dealsense/"), headers)
    check(ask(base + "/ok", method="DELETE")["status"] == 200 and
          SEEN[-1][0] == "DELETE", SEEN[-1])

    # What is repeated, and what is not.
    for path, answers, retry, want in (
            ("/a", [says(500), says(200)], "all", (True, 200, 2, False)),
            ("/b", [says(500), says(200)], "unsent", (True, 500, 1, False)),
            ("/c", [says(429), says(200)], "unsent", (True, 200, 2, False)),
            ("/d", [says(503), says(200)], "unsent", (True, 503, 1, False)),
            ("/e", [says(503, Retry_After="1"), says(200)], "unsent",
             (True, 200, 2, False)),
            ("/f", [says(502)], "all", (True, 502, 3, False)),
            ("/g", [says(404), says(200)], "all", (True, 404, 1, False)),
            ("/h", [cuts, says(200)], "all", (True, 200, 2, False)),
            ("/i", [cuts, says(200)], "unsent", (False, 200, 1, True)),
            ("/j", [closes, says(200)], "all", (True, 200, 2, False)),
            ("/k", [closes, says(200)], "unsent", (False, 0, 1, True)),
            ("/l", [silent, says(200)], "all", (True, 200, 2, False)),
            ("/m", [silent, says(200)], "unsent", (False, 0, 1, True)),
            ("/n", [says(302, Location=base + "/ok"), says(200)], "all",
             (True, 302, 1, False))):
        ANSWERS[path] = answers
        before = len(SEEN)
        r = ask(base + path, method="POST", retry=retry, body="x")
        check((r["ok"], r["status"], r["tries"], r["doubt"]) == want, path, r)
        check(len(SEEN) - before == want[2], path, SEEN[before:])
    r = ask(base + "/m", retry="unsent")
    check(r["ok"], r)

    # A kept connection that died is not used again behind our back.
    ANSWERS["/p"] = [says(200), closes]
    first, second = probe(f"POST {base}/p unsent 9 0 - x",
                          f"POST {base}/p unsent 9 0 - x")
    check(first["ok"] and not second["ok"] and second["doubt"], second)
    check(count("/p") == 2, SEEN)

    # Retry-After is waited for.
    ANSWERS["/q"] = [says(429, Retry_After="1"), says(200)]
    start = time.monotonic()
    check(ask(base + "/q")["tries"] == 2, "Retry-After")
    check(time.monotonic() - start >= 1, "Retry-After was not waited for")
    # … unless there is no time for it.
    ANSWERS["/r"] = [says(429, Retry_After="100"), says(200)]
    r = ask(base + "/r", total=3)
    check((r["ok"], r["status"], r["tries"]) == (True, 429, 1), r)

    # A slow answer: the limit of one try, or of the silence alone.
    ANSWERS["/s"] = [drips]
    r = ask(base + "/s", retry="unsent")
    check(not r["ok"] and "in time" in r["error"], r)
    r = ask(base + "/s", total=30)
    check(r["ok"] and r["bytes"] == 6, r)

    # Into a file: cut back before each try; errors stay out of it.
    file = folder / "body"
    file.write_text("kept|")
    ANSWERS["/t"] = [cuts, says(500, b"oops"), says(200, b"new")]
    r = ask(base + "/t", file=file)
    check(r["tries"] == 3 and file.read_text() == "kept|new", r)
    r = ask(base + "/g2", file=file) if ANSWERS.setdefault(
        "/g2", [says(404, b"why")]) else None
    check(r["body"] == "why" and file.read_text() == "kept|new", r)
    r = ask(base + "/ok", most=4)
    check(not r["ok"] and "longer than 4 bytes" in r["error"] and
          r["tries"] == 1, r)
    ANSWERS["/u"] = [says(500, b"e" * 200000)]
    check(ask(base + "/u", most=4)["status"] == 500, "a long error page")

    # Nobody there; where a request may go at all.
    r = ask("http://127.0.0.1:1/secretpath")
    check(not r["ok"] and r["tries"] == 3 and not r["doubt"] and
          "cannot connect" in r["error"] and "secretpath" not in r["error"], r)
    for url in ("http://example.com/", "http://localhost/", "ftp://127.0.0.1/",
                "file:///etc/passwd", "http://127.0.0.1.example.com/",
                "https://me:pw@127.0.0.1/", "http://[::2]/", "nonsense",
                "http://127.0.0.1\\@example.com/", "https://"):
        r = ask(url)
        check(not r["ok"] and r["tries"] == 0, url, r)
        check("pw" not in r["error"], r)

    # Certificates. Nothing reaches a server whose own is refused.
    ca, other = Authority(folder), Authority(folder, "other")
    good = serve(ca.context("good"))
    check(ask(good + "/ok", ca=ca.file)["status"] == 200, "good certificate")
    before = len(SEEN)
    for what, url, file in (
            ("no authority", good, None),
            ("another authority", good, other.file),
            ("expired", serve(ca.context("old", days=-1)), ca.file),
            ("another host", serve(ca.context("host", alt="DNS:example.com")),
             ca.file)):
        r = ask(url + "/ok", ca=file)
        check(not r["ok"] and r["tries"] == 1 and not r["doubt"] and
              "certificate is refused" in r["error"], what, r)
        print(f"{what}: {r['error']}")
    check(len(SEEN) == before, "a request went to a refused server")
    for text, word in (("no pem", "no PEM"), (None, "cannot open")):
        bad = folder / "bad.pem"
        bad.unlink(missing_ok=True)
        if text:
            bad.write_text(text)
        done = subprocess.run([PROBE, bad], text=True, capture_output=True,
                              stdin=subprocess.DEVNULL)
        check(done.returncode == 3 and word in done.stdout, done)

    # A proxy of the environment is not for loopback.
    r = ask(base + "/ok", env={"http_proxy": "http://127.0.0.1:1",
                               "all_proxy": "http://127.0.0.1:1"})
    check(r["ok"], r)
    print(f"{len(SEEN)} requests")


with tempfile.TemporaryDirectory(prefix="dealsense-test-") as name:
    main(pathlib.Path(name))
