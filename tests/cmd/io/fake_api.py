"""What fakes of CRMs on loopback share: a server, and faults by name.

    api.fault("results", closes, times=1)      the next results are not given

A fault is a function of the handler that answers the request itself and
returns True, or returns False and lets the API answer. `api.seen` lists
(kind, method, path without query, query) of every request.
"""
import http.server
import json
import socket
import threading
import time


class FakeApi:
    def __init__(self, handler, context=None):
        self.seen, self.faults = [], {}
        self.lock = threading.Lock()
        self.server = Server(("127.0.0.1", 0),
                             type("Handler", (handler,), {"api": self}))
        if context:
            self.server.socket = context.wrap_socket(self.server.socket,
                                                     server_side=True)
        scheme = "https" if context else "http"
        self.url = f"{scheme}://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever,
                         kwargs={"poll_interval": 0.05}, daemon=True).start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()

    def fault(self, where, what, times=1, after=0):
        self.faults.setdefault(where, []).append([after, times, what])

    def reset(self):
        self.seen.clear()
        self.faults.clear()

    def count(self, kind):
        return sum(k == kind for k, *_ in self.seen)


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_):
        pass


class Handler(http.server.BaseHTTPRequestHandler):
    """A subclass says kind() of a request, whether it is allowed(), and has
    on_KIND(path, query)."""
    api = None
    protocol_version = "HTTP/1.1"
    timeout = 10
    disable_nagle_algorithm = True

    def log_message(self, *_):
        pass

    def send(self, status, body=b"", kind="application/json", **headers):
        body = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)
        return True

    def answer(self):
        n = int(self.headers.get("Content-Length", 0))
        self.body = self.rfile.read(n)
        kind = self.kind()
        path, _, query = self.path.partition("?")
        with self.api.lock:
            self.api.seen.append((kind, self.command, path, query))
            for fault in self.api.faults.get(kind, []):
                if fault[0]:
                    fault[0] -= 1
                    continue
                if fault[1]:
                    fault[1] -= 1
                    what = fault[2]
                    break
            else:
                what = None
        if what and what(self):
            return
        if self.allowed(kind):
            getattr(self, "on_" + kind)(path, query)

    do_GET = do_POST = do_DELETE = answer


# Faults.

def says(status, body=b"", kind="application/json", **headers):
    return lambda h: h.send(status, body, kind, **headers)


def html(h):
    return h.send(200, b"<html><body>Log in</body></html>", "text/html")


def closes(h):
    h.close_connection = True
    h.connection.shutdown(socket.SHUT_RDWR)
    return True


def slow(seconds):
    def wait(h):
        time.sleep(seconds)
        return False
    return wait
