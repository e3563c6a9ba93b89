"""Hostile CRM text: right and safe in every file of the pack."""
import csv
import datetime
import json
import pathlib
import re
import resource
import zipfile

from hostile_world import write
from tool import check, files, ok, rows, summary, workdir

def check_html(name, text):
    check("<script>alert" not in text and "onerror=alert" not in
          re.sub(r"&[a-z#0-9]+;", "", text).replace("img src=x onerror", ""),
          f"{name}: a name became markup")
    for tag in re.findall(r"<script\b[^>]*>", text):
        check("src=" in tag, f"{name}: an inline script {tag}")
    check(not re.search(r"<[^>]+\son\w+\s*=", text), f"{name}: a handler")
    check(not re.search(r'href="\s*javascript:', text, re.I), f"{name}: a javascript: link")
    check("<img src=x" not in text, f"{name}: a name became markup")


def many_stages(folder, changes=60_000, most=12):
    """One deal with a great many stages costs no more than its rows: a
    square of their number would take half a minute of processor time."""
    with open(folder / "long.csv", "w") as f:
        f.write("deal_id,owner,amount,created_date,closed_date,stage,outcome\n"
                "A,Ann,1000,2015-01-01,2024-06-01,S1,Open\n")
        for i in range(60):
            f.write(f"C{i},Ann,10,2023-01-02,2023-0{i % 9 + 1}-15,Closed,"
                    f"{'Won' if i % 2 else 'Lost'}\n")
    start = datetime.date(2015, 1, 1)
    with open(folder / "stages.csv", "w") as f:
        f.write("deal_id,stage,entered_date\n")
        for i in range(changes):
            day = start + datetime.timedelta(days=i * 3000 // changes)
            f.write(f"A,S{i},{day}\n")
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    ok("run", folder / "long.csv", "--history", folder / "stages.csv",
       "--as-of", "2024-03-01", "--no-store", "--out", folder / "long")
    seconds = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before
    check(seconds < most, f"{changes} stages: {seconds:.1f} s")


def main():
    with workdir() as name:
        folder = pathlib.Path(name)
        deals = folder / "deals.csv"
        write(deals)
        ok("run", deals, "--out", folder / "out", "--as-of", "2024-03-01")
        pack = folder / "out/2024-03-01"
        all_files = files(pack)
        check(not (folder / "x").exists() and not (folder / "out/x").exists(),
              "an id escaped from its folder")
        for path in all_files:
            check(re.fullmatch(r"[A-Za-z0-9_./-]+", path), f"file name {path!r}")
        lower = [p.lower() for p in all_files]
        check(len(set(lower)) == len(lower), "two names differ in case alone")
        stems = {pathlib.Path(p).stem.lower() for p in all_files}
        check(not stems & {"con", "nul", "prn", "aux"}, "a reserved name")
        for path, data in all_files.items():
            if path.endswith((".html", ".json", ".js", ".csv", ".txt", ".eml")):
                text = data.decode("utf-8")
                check("\u202e" not in text, f"{path}: a bidi override")
                check(not re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f]", text),
                      f"{path}: a control character")
            if path.endswith(".html"):
                check_html(path, data.decode("utf-8"))
            if path.endswith(".json"):
                json.loads(data)
        report = rows(pack / "risk_report.csv")
        check(len(report) == 120, f"{len(report)} rows")
        raw = list(csv.reader(open(pack / "risk_report.csv", encoding="utf-8",
                                   newline="")))
        number = re.compile(r"-?\d+(\.\d+)?$")
        for row in raw[1:]:
            for cell in row:
                check(not cell.lstrip(" \n")[:1] in tuple("=+-@\t\r") or
                      not cell.strip() or number.match(cell),
                      f"a formula in the CSV: {cell[:40]!r}")
        with zipfile.ZipFile(pack / "risk_workbook.xlsx") as book:
            for part in book.namelist():
                text = book.read(part).decode("utf-8", "strict") \
                    if part.endswith((".xml", ".rels")) else ""
                for formula in re.findall(r"<f[^>]*>([^<]*)</f>", text):
                    check("HYPERLINK" not in formula and "cmd" not in formula,
                          f"{part}: formula {formula}")
        eml = all_files["messages/email.eml"].split(b"\r\n\r\n")[0].split(b"\n\n")[0]
        check(b"\nBcc:" not in eml, "an injected header")
        check(summary(pack)["deals"]["open"] == 120, "deals")
        ok("verify", pack)
        many_stages(folder)
        print(f"{len(all_files)} files safe")


main()
