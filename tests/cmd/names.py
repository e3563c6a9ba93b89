"""Names that are no UTF-8, where they enter: files, folders, models, addresses,
words of the command line. Every file of the pack is text all the same, the
workbook XML, and each message one line of UTF-8."""
import os
import pathlib
import subprocess
import xml.dom.minidom
import zipfile

from tool import BINARY, check, ok, summary, workdir

LATIN = "Übersicht".encode("latin-1") + b".csv"       # from a ZIP of Windows
NEITHER = b"\x81\xff\xfe\x80.csv"                     # no encoding has it
HOSTILE = "a\u202eb\u200b\n\x1b[31m<b>'\".csv".encode()
TEXTS = {".json", ".html", ".csv", ".txt", ".eml", ".js", ".css", ".svg"}


def run(*args, cwd):
    return subprocess.run([BINARY.encode(), *args], cwd=cwd,
                          capture_output=True, stdin=subprocess.DEVNULL)


def is_text(pack, what):
    for path in pack.rglob("*"):
        if path.suffix in TEXTS:
            path.read_text("utf-8")
        elif path.suffix == ".xlsx":
            with zipfile.ZipFile(path) as book:
                for name in book.namelist():
                    if name.endswith((".xml", ".rels")):
                        xml.dom.minidom.parseString(book.read(name))
    check(True, what)


def one_line(done, code, what):
    check(done.returncode == code, f"{what}: {done}")
    check(done.stderr.count(b"\n") == 1, f"{what}: {done}")
    done.stderr.decode("utf-8")


with workdir() as folder:
    work = pathlib.Path(folder)
    deals = ok("sample", "--deals", 300, "--as-of", "2026-06-29").stdout
    for k, name in enumerate((LATIN, NEITHER, HOSTILE)):
        (work / os.fsdecode(name)).write_text(deals, "utf-8")
        out = b"out\xe9%d" % k
        done = run(b"run", name, b"--out", out, b"--quiet", b"--model",
                   b"m\xff.dsm", b"--history", name, cwd=work)
        check(done.returncode == 0, f"{name}: {done}")
        check(run(b"verify", out, cwd=work).returncode == 0, f"{name}: verify")
        pack = (work / os.fsdecode(out) / "latest").resolve()
        is_text(pack, name)
        said = summary(pack)["input"]["file"]
        check(said.endswith(".csv") and (name != LATIN or
                                         said == "Übersicht.csv"), said)
    broken = work / os.fsdecode(b"tem\xff")
    broken.mkdir()
    (broken / "deal.html.mustache").write_bytes(b"{{\xe9}}")
    for what, code, args in (
            ("no file", 3, (b"run", b"no\xe9\xff.csv")),
            ("a deal", 3, (b"explain", LATIN, b"id\xff", b"--no-store")),
            ("a day", 2, (b"run", LATIN, b"--as-of", b"\xff")),
            ("a CRM", 2, (b"run", LATIN, b"--crm", b"\xff")),
            ("a command", 2, (b"r\xff",)),
            ("an option", 2, (b"run", LATIN, b"--o\xff")),
            ("an audience", 2, (b"run", LATIN, b"--audience", b"\xff")),
            ("a base URL", 2, (b"run", LATIN, b"--base-url",
                               b"https://x.example/\xe9")),
            ("a configuration", 3, (b"run", LATIN, b"--config", b"\xff.ini")),
            ("a sheet", 0, (b"run", LATIN, b"--sheet", b"Bl\xe4tter\xff",
                            b"--out", b"sheet", b"--quiet")),
            ("a manager", 3, (b"run", LATIN, b"--audience",
                              b"manager:Andr\xe9", b"--out", b"none")),
            ("a template", 3, (b"run", LATIN, b"--templates", b"t\xe9")),
            ("a key of a template", 3, (b"run", LATIN, b"--templates",
                                        b"tem\xff")),
            ("a store", 0, (b"check", LATIN, b"--store", b"\xff.db")),
            ("a pack", 3, (b"verify", b"\xff"))):
        done = run(*args, cwd=work)
        if code:
            one_line(done, code, what)
    # A configuration in Windows-1252 is read as such.
    (work / "c.ini").write_bytes(
        "[brand]\ncompany = Café\n".encode("latin-1"))
    done = run(b"run", LATIN, b"--config", b"c.ini", b"--out", b"c",
               b"--quiet", cwd=work)
    check(done.returncode == 0, done)
    check(summary(work / "c/latest")["company"] == "Café", "company")
    is_text((work / "c/latest").resolve(), "configured")
