"""A pack too large for an e-mail: the receiver gets links that lead to the
files where there is an address, and is told where they are where there is none.
"""
import csv
import functools
import html.parser
import http.server
import os
import pathlib
import random
import sys
import threading
import urllib.request

import inbox
from tool import check, dealsense, ok, workdir

DAY, LIMIT = "2026-06-29", 10_000_000
CONFIG = """[forest]
trees = 10
[report]
base_url = {url}
[email]
host = 127.0.0.1
port = {port}
tls = none
from = robot@example.com
to = cro@example.com
"""


def large(path):
    """Few deals with much to say: a workbook of some 12 MB."""
    chance = random.Random(3)
    plain = ok("sample", "--deals", 600, "--seed", 5).stdout.splitlines()
    rows = list(csv.DictReader(plain))
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
    with open(path, "w", encoding="utf-8", newline="") as f:
        out = csv.DictWriter(f, rows[0].keys())
        out.writeheader()
        for k in range(8): # each time under other ids
            for row in rows:
                if row["outcome"] == "Open":
                    row["next_step"] = "".join(chance.choices(letters, k=30000))
                out.writerow({**row, "deal_id": f"{row['deal_id']}-{k}"})


class Links(html.parser.HTMLParser):
    def __init__(self, page):
        super().__init__()
        self.all, self.text, self.href = {}, "", None
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        if tag == "a":
            self.href = dict(attrs)["href"]

    def handle_endtag(self, tag):
        self.href = None if tag == "a" else self.href

    def handle_data(self, data):
        self.text += data
        if self.href:
            self.all[data.strip()] = self.href


def post(folder, deals, out, url):
    mail = inbox.Mail()
    config = folder / "config.ini"
    config.write_text(CONFIG.format(url=url, port=mail.port), "utf-8")
    ok("run", deals, "--as-of", DAY, "--out", out, "--quiet", "--no-store",
       "--config", config)
    done = dealsense("send", out / DAY, "--config", config,
                     env={"PATH": os.environ["PATH"]})
    check(done.returncode == 0, done)
    mail.stop()
    (_, _, raw), (message,) = mail.got[0], mail.messages()
    check(len(raw) < LIMIT, len(raw))
    names = [p.get_filename() for p in message.iter_attachments()]
    check(names == [f"brief-{DAY}.pdf"], (names, len(raw)))
    page = Links(message.get_body(("html",)).get_content())
    text = message.get_body(("plain",)).get_content()
    said = "The workbook is in the published pack."
    check(said in " ".join(page.text.split()) and said in text, text[-500:])
    return page, text


def main():
    with workdir() as name:
        folder = pathlib.Path(name)
        deals, out = folder / "deals.csv", folder / "out"
        large(deals)
        server = http.server.ThreadingHTTPServer(
            ("127.0.0.1", 0), functools.partial(
                http.server.SimpleHTTPRequestHandler, directory=out))
        server.RequestHandlerClass.log_message = lambda *a: None
        threading.Thread(target=server.serve_forever, daemon=True).start()
        base = f"http://127.0.0.1:{server.server_port}/latest/dashboard/"
        page, text = post(folder, deals, out, base)
        book = (out / DAY / "risk_workbook.xlsx").read_bytes()
        check(len(book) * 4 / 3 > LIMIT, f"too small to test: {len(book)}")
        url = page.all["Workbook"]
        check(f"Workbook: {url}" in text.replace("\r", ""), text[-500:])
        with urllib.request.urlopen(url) as answer:
            check(answer.read() == book, f"{url} is not the workbook")
        with urllib.request.urlopen(page.all["Open the dashboard"]) as answer:
            check(b"<title>" in answer.read(), "the dashboard")
        check("Brief" not in page.all, "a link to what is attached")
        server.shutdown()
        page, text = post(folder, deals, folder / "bare", "")
        check(not page.all and "http" not in text, (page.all, text[-500:]))
        print(f"a workbook of {len(book):,} bytes is linked, not attached")


if __name__ == "__main__":
    sys.exit(main())
