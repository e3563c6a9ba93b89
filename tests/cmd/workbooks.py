"""Workbooks as exports: by openpyxl, libxlsxwriter and LibreOffice, the same
pack as the CSV of the same deals but for names and hashes; every kind of cell,
sheet and date system; and what cannot be read, refused in one line.

    workbooks.py WRITER     (tests/cmd/workbook_writer.c)
"""
import csv
import datetime
import gzip
import io
import json
import pathlib
import re
import shutil
import subprocess
import sys
import warnings
import zipfile
from xml.sax.saxutils import escape

import openpyxl

from tool import (SHARED, check, dealsense, ok, shared_is_here, summary,
                  workdir)

warnings.filterwarnings("ignore", module="openpyxl")
WRITER = sys.argv[1]
ISO = re.compile(r"\d{4}-\d\d-\d\d$")
NUMBER = re.compile(r"-?(0|[1-9]\d{0,14})(\.\d+)?$")
EPOCH = datetime.date(1899, 12, 30)
HEADER = "Id,Name,Account Name,Owner,Amount,Created Date,Close Date,Stage"


def small():
    """24 deals, 8 of each end."""
    rows = [HEADER.split(",")]
    for i in range(24):
        made = datetime.date(2024, 2, 1) + datetime.timedelta(9 * i)
        stage = ["Closed Won", "Closed Lost", "Proposal"][i % 3]
        ends = made + datetime.timedelta(30 + i + 200 * (i % 3 == 2))
        rows.append([f"D{i:02d}", f"Deal {i}", f"Älder & <{i % 5}>",
                     f"Rep {'ABC'[i % 3 - i % 2]}", f"{1500.25 + 1000 * i}",
                     str(made), str(ends), stage])
    return rows


def typed(text):
    """The cell as a person would have entered it."""
    if ISO.match(text):
        return datetime.date.fromisoformat(text)
    if NUMBER.match(text):
        return float(text) if "." in text else int(text)
    return text or None


def write_csv(path, rows):
    with open(path, "w", encoding="utf-8", newline="") as f:
        csv.writer(f, lineterminator="\n").writerows(rows)
    return path


def by_openpyxl(path, rows, epoch=None, formats=(), before=(), sheets=()):
    """formats: {column: number format}; before: rows of a title; sheets:
    (name, rows, state), in front."""
    book = openpyxl.Workbook()
    book.epoch = epoch or openpyxl.utils.datetime.CALENDAR_WINDOWS_1900
    book.remove(book.active)
    for name, other, state in sheets:
        sheet = book.create_sheet(name)
        sheet.sheet_state = state
        for row in other:
            sheet.append(row)
    sheet = book.create_sheet("Deals")
    for k, text in enumerate(before, 1):
        sheet.cell(k, 1, text)
        sheet.merge_cells(start_row=k, start_column=1, end_row=k, end_column=5)
    top = len(before) + (2 if before else 1)
    for r, row in enumerate(rows, top):
        for c, text in enumerate(row, 1):
            cell = sheet.cell(r, c, typed(text) if isinstance(text, str)
                              else text)
            if r > top and c in dict(formats):
                cell.number_format = dict(formats)[c]
    book.save(path)
    return path


def by_libxlsxwriter(path, rows, *options):
    def cell(text):
        value = typed(text)
        if isinstance(value, datetime.date):
            return f"d{(value - EPOCH).days}"
        if isinstance(value, (int, float)):
            return f"n{text}"
        return f"s{text}" if text else ""
    lines = "".join("\t".join(map(cell, row)) + "\n" for row in rows)
    subprocess.run([WRITER, path, *options], input=lines, text=True,
                   encoding="utf-8", check=True)
    return path


def by_libreoffice(folder, source, kind="xlsx"):
    """None where there is no LibreOffice."""
    if not shutil.which("soffice"):
        return None
    out = folder / "office"
    subprocess.run(
        ["soffice", f"-env:UserInstallation={(folder / 'profile').as_uri()}",
         "--headless", "--infilter=CSV:44,34,76,1,,1033", "--convert-to", kind,
         "--outdir", out, source], check=True, capture_output=True, timeout=200)
    return out / (source.stem + "." + kind)


def patched(path, source, change):
    """Each part of a workbook through change(name, text)."""
    with zipfile.ZipFile(source) as old, \
            zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            text = old.read(name)
            if name.endswith((".xml", ".rels")):
                text = change(name, text.decode("utf-8")).encode("utf-8")
            new.writestr(name, text)
    return path


def html(path, rows, charset="utf-8"):
    esc = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
    body = "".join("<tr>" + "".join(
        "<td>" + "".join(esc.get(c, c) for c in cell) + "</td>"
        for cell in row) + "</tr>\n" for row in rows)
    path.write_bytes(
        f'<html><head><meta http-equiv="Content-Type" content="text/html; '
        f'charset={charset}"></head><body><table border="1">{body}</table>'
        "<br>Copyright</body></html>".encode(charset))
    return path


def excel_2003(path, rows):
    def cell(text):
        value = typed(text)
        kind = ("DateTime" if isinstance(value, datetime.date) else
                "Number" if isinstance(value, (int, float)) else "String")
        text = text + "T00:00:00.000" if kind == "DateTime" else text
        text = text.replace("&", "&amp;").replace("<", "&lt;")
        return f'<Cell><Data ss:Type="{kind}">{text}</Data></Cell>'
    spread = "urn:schemas-microsoft-com:office:spreadsheet"
    table = "".join("<Row>" + "".join(map(cell, row)) + "</Row>"
                    for row in rows)
    path.write_text(
        '<?xml version="1.0"?>\n<?mso-application progid="Excel.Sheet"?>'
        f'<Workbook xmlns="{spread}" xmlns:ss="{spread}"><Worksheet '
        f'ss:Name="Deals"><Table>{table}</Table></Worksheet></Workbook>',
        "utf-8")
    return path


def pack(folder, path, *more):
    """What a pack says, without the name and hash of its input."""
    out = folder / "packs"
    shutil.rmtree(out, ignore_errors=True)
    ok("run", path, "--out", out, "--no-store", "--quiet", *more)
    ok("verify", out / "latest")
    api = out / "latest/dashboard/api/v1"
    s = summary(out / "latest")
    for name in ("file", "sha256", "history_file", "history_sha256"):
        s["input"].pop(name)
    read = s["reading"]  # titles above the header are the file's own
    read["left_out"] = [x for x in read["left_out"] if x["counted"]]
    deals = {p.name: p.read_text() for p in sorted(api.rglob("*.json"))
             if p.name != "summary.json"}
    return {"summary": s, "deals": deals, "csv":
            (out / "latest/risk_report.csv").read_text()}


def same(what, want, got):
    for part in want:
        if want[part] == got[part]:
            continue
        differ = [k for k in want["summary"]
                  if want["summary"][k] != got["summary"].get(k)]
        for k in differ:
            print(k, json.dumps(want["summary"][k])[:1500],
                  json.dumps(got["summary"].get(k))[:1500], sep="\n  ")
        raise AssertionError(f"{what}: {part} is another: {differ}")
    print(f"{what}: the same pack")


def sample(folder):
    """The sample without its ragged rows, which no sheet can hold."""
    history = folder / "history.csv"
    text = ok("sample", "--deals", 500, "--seed", 5, "--history",
              history).stdout
    rows = list(csv.reader(io.StringIO(text)))
    return [r for r in rows if len(r) == len(rows[0])], \
        list(csv.reader(open(history, encoding="utf-8")))


def of_three_programs(folder):
    rows, events = sample(folder)
    path = write_csv(folder / "deals.csv", rows)
    history = write_csv(folder / "history.csv", events)
    want = pack(folder, path, "--history", history)
    book = by_openpyxl(folder / "o.xlsx", rows,
                       sheets=[("History", [list(map(typed, r))
                                            for r in events], "visible")])
    same("openpyxl, with a sheet of history", want,
         pack(folder, book, "--history", book))
    for options in ([], ["inline"]):
        same(f"libxlsxwriter {options}", want,
             pack(folder, by_libxlsxwriter(folder / "w.xlsx", rows, *options),
                  "--history", history))
    same("a page of HTML", want,
         pack(folder, html(folder / "h.xls", rows), "--history", history))
    same("XML of Excel 2003", want,
         pack(folder, excel_2003(folder / "x.xls", rows), "--history",
              excel_2003(folder / "e.xls", events)))
    office = by_libreoffice(folder, path)
    if office:
        same("LibreOffice", want, pack(folder, office, "--history", history))
        events_too = by_libreoffice(folder, history)
        same("LibreOffice, history too", want,
             pack(folder, office, "--history", events_too))
    else:
        print("skipped: needs soffice\n[  SKIPPED ] LibreOffice")


def of_the_cases(folder):
    """Of the small exports those that text cells can say: the same result, a
    pack or a refusal."""
    if not shared_is_here("the small exports as workbooks"):
        return
    n = 0
    for path in sorted((SHARED / "cases/exports").glob("*.csv")):
        if path.stem == "shift_jis":
            continue  # bytes, which a workbook does not have
        rows = list(csv.reader(open(path, encoding="utf-8-sig")))
        more = []
        if path.with_suffix(".ini").exists():
            more = ["--config", path.with_suffix(".ini")]
        done = dealsense("check", path, *more)
        for how, text in (("as text", str), ("typed", lambda t: t)):
            book = openpyxl.Workbook()
            for row in rows:
                book.active.append([typed(c) if how == "typed" else c
                                    for c in row])
            book.save(folder / "case.xlsx")
            got = dealsense("check", folder / "case.xlsx", *more)
            if done.returncode:
                check(got.returncode == 3, f"{path.name} {how}: exit "
                      f"{got.returncode}, not refused as {done.stderr}")
                check(len(got.stderr.splitlines()) == 1, got.stderr)
            elif got.returncode:
                raise AssertionError(f"{path.name} {how}: {got.stderr}")
            else:
                counts = [re.search(r"as of .*", x.stdout)[0]
                          for x in (done, got)]
                check(counts[0] == counts[1], f"{path.name} {how}: {counts}")
            n += 1
    print(f"{n} workbooks of the small exports: read or refused as the CSV")


def kinds(folder):
    """Each way to write the same 24 deals."""
    rows = small()
    want = pack(folder, write_csv(folder / "s.csv", rows))
    mac = openpyxl.utils.datetime.CALENDAR_MAC_1904
    book = folder / "k.xlsx"
    same("days from 1904", want,
         pack(folder, by_openpyxl(book, rows, epoch=mac)))
    for code in ("dd/mm/yyyy", "[$-407]d. mmmm yyyy", "m/d/yy", "yyyy-mm",
                 'yyyy"年"m"月"d"日"'):
        by_openpyxl(book, rows, formats={6: code, 7: code})
        same(f"days as {code}", want, pack(folder, book))
    wrong = [rows[0]] + [r[:4] + ["9"] + r[5:] for r in rows[1:]]
    by_openpyxl(book, rows, before=["Pipeline of the quarter", "as of today"],
                sheets=[("About", [["Made by", "us"], ["on", 5]], "visible"),
                        ("Old", wrong, "hidden"),
                        ("Older", wrong, "veryHidden")])
    got = pack(folder, book)
    check(got["summary"]["input"]["findings"] ==
          [{"kind": "title line", "count": 2}], got["summary"]["input"])
    got["summary"]["input"] = want["summary"]["input"]
    same("title rows, a cover and hidden sheets", want, got)
    got = pack(folder, book, "--sheet", "older")
    check(got["summary"]["money"]["pipeline"] == 8 * 9, "the hidden sheet")
    (folder / "sheet.ini").write_text("[input]\nsheet = Old\n")
    got = pack(folder, book, "--config", folder / "sheet.ini")
    check(got["summary"]["money"]["pipeline"] == 8 * 9, "[input] sheet")
    got = ok("check", book, "--config", folder / "sheet.ini", "--sheet",
             "Deals").stdout
    check('workbook, sheet "Deals"' in got.splitlines()[0], got)
    got = ok("check", folder / "s.csv", "--sheet", "Deals").stdout
    check("[input] sheet = Deals names a sheet, and the export is no workbook"
          in got, got)
    check("# sheet =" in ok("init", book).stdout, "init has no sheet")

    # Formulas with their values; a text, a number, a date.
    by_openpyxl(folder / "plain.xlsx", rows)

    def formulas(name, text):
        if "worksheets/" not in name:
            return text
        text = re.sub(r'(<c r="[EFG]\d+"[^>]*>)<v>', r"\1<f>1+1</f><v>", text)
        text, n = re.subn(
            r'<c r="H(\d+)" t="(s|inlineStr)">.*?</c>',
            lambda m: f'<c r="H{m[1]}" t="str"><f>A1&amp;""</f><v>'
            f"{rows[int(m[1]) - 1][7]}</v></c>", text)
        check(n == len(rows), f"{n} formulas")
        return text
    same("formulas", want, pack(folder, patched(
        folder / "f.xlsx", folder / "plain.xlsx", formulas)))
    # No references, other namespaces, UTF-16, an absolute target.
    same("cells without references", want, pack(folder, patched(
        folder / "f.xlsx", folder / "plain.xlsx", lambda name, text: re.sub(
            r'<(row|c) r="\w+"', r"<\1", text) if "worksheets/" in name
        else text)))
    strict = {"http://schemas.openxmlformats.org/spreadsheetml/2006/main":
              "http://purl.oclc.org/ooxml/spreadsheetml/main",
              "http://schemas.openxmlformats.org/officeDocument/2006/":
              "http://purl.oclc.org/ooxml/officeDocument/"}

    def other(name, text):
        for old, new in strict.items():
            text = text.replace(old, new)
        return text
    same("strict", want, pack(folder, patched(
        folder / "f.xlsx", folder / "plain.xlsx", other)))
    with zipfile.ZipFile(folder / "plain.xlsx") as old, \
            zipfile.ZipFile(folder / "f.xlsx", "w") as new:
        for name in old.namelist():
            text = old.read(name)
            if name.startswith("xl/"):
                text = re.sub(r"^<\?xml.*?\?>", "", text.decode("utf-8"))
                text = ('<?xml version="1.0" encoding="UTF-16"?>' +
                        text).encode("utf-16")
            new.writestr(name.replace("/", "\\"), text)
    same("UTF-16", want, pack(folder, folder / "f.xlsx"))

    # Money and shares by their formats, as a CSV that writes the signs.
    chance = {"Closed Won": "100%", "Closed Lost": "0%", "Proposal": "27.5%"}
    money = [rows[0] + ["Probability (%)"]] + [
        r[:4] + [f"${float(r[4]):,.2f}"] + r[5:] + [chance[r[7]]]
        for r in rows[1:]]
    want = pack(folder, write_csv(folder / "m.csv", money))
    check(want["summary"]["currency"] == "USD", want["summary"]["currency"])
    plain = [money[0]] + [r + [float(chance[r[7]][:-1]) / 100]
                          for r in rows[1:]]
    for code in ('"$"#,##0.00', "[$$-409]#,##0.00", "[$USD] #,##0",
                 '_("$"* #,##0.00_);_("$"* \\(#,##0.00\\);_("$"* "-"??_)'):
        by_openpyxl(book, plain, formats={5: code, 9: "0.0%"})
        same(f"money as {code}", want, pack(folder, book))
    euro = pack(folder, by_openpyxl(book, plain, formats={
        5: '#,##0.00 [$€-407]', 9: "0.0%"}))
    check(euro["summary"]["currency"] == "EUR", euro["summary"]["currency"])
    mixed = [list(r) for r in plain]
    by_openpyxl(book, mixed, formats={5: '"$"0'})
    sheets = openpyxl.load_workbook(book)
    for r in range(2, 8):
        sheets["Deals"].cell(r, 5).number_format = "[$£-809]0"
    sheets.save(book)
    done = dealsense("run", book, "--out", folder / "none")
    check(done.returncode == 3 and ("USD, GBP" in done.stderr or
          "GBP, USD" in done.stderr), done.stderr)

    # Flags that are booleans, ids that are numbers, errors, times of a day.
    flags = [["Id", "IsClosed", "IsWon", "Amount", "CreatedDate", "CloseDate"]]
    for i, r in enumerate(rows[1:]):
        flags.append([12345678901234 + i, i % 3 != 2, i % 3 == 0, float(r[4]),
                      datetime.datetime.fromisoformat(r[5] + "T13:45:10"),
                      typed(r[6])])
    by_openpyxl(book, flags)
    text = write_csv(folder / "b.csv", [[
        str(c).replace(" ", "T") if not isinstance(c, bool) else
        str(c).upper() for c in r] for r in flags])
    same("booleans, long ids, times", pack(folder, text), pack(folder, book))
    flags[5][3] = "#REF!"
    by_openpyxl(book, flags)
    got = ok("check", book).stdout
    check('1 could not be read ("#REF!")' in got, got)
    check(re.search(r"k\.xlsx:6:4: .*#REF!", got), got)

    # A page as Salesforce writes it in Japan.
    names = [[c.replace("Älder", "青木") for c in r] for r in rows]
    want = pack(folder, write_csv(folder / "j.csv", names))
    same("a page in Shift_JIS", want,
         pack(folder, html(folder / "j.xls", names, "shift_jis")))
    first = ok("check", folder / "j.xls").stdout.splitlines()[0]
    check("table of a web page, shift_jis" in first, first)


def merged_down(folder):
    """A grouped report: each stage stands once, merged down over its deals."""
    rows, book = small(), folder / "g.xlsx"
    rows = [rows[0][7:] + rows[0][:7]] + sorted(r[7:] + r[:7]
                                                for r in rows[1:])
    want = ok("check", by_openpyxl(book, rows)).stdout.splitlines()[2]
    grouped = openpyxl.load_workbook(book)
    sheet, first = grouped.active, 2
    for k in range(3, len(rows) + 2):
        if k > len(rows) or rows[k - 1][0] != rows[first - 1][0]:
            sheet.merge_cells(start_row=first, end_row=k - 1,
                              start_column=1, end_column=1)
            first = k
    sheet.cell(1, 1).value += "  \u2191"
    sheet.merge_cells("F2:F3")  # an amount is not that of every row
    grouped.save(book)
    got = ok("check", book).stdout
    check(got.splitlines()[2] == want, got)
    check("nothing filled" not in got and "1 empty" in got, got)
    # The same as HTML and as XML of Excel 2003.
    html, xml, stage = "", "", None
    for r in rows:
        span = "" if r[0] == stage else sum(o[0] == r[0] for o in rows)
        cells = [escape(c) for c in r]
        stage = r[0]
        html += "<tr>" + (f"<td rowspan={span}>{cells[0]}" if span else "")
        html += "".join(f"<td>{c}" for c in cells[1:]) + "</tr>"
        xml += "<Row>" + (f'<Cell ss:MergeDown="{span - 1}"><Data>{cells[0]}'
                          "</Data></Cell>" if span else "")
        xml += "".join(f'<Cell ss:Index="{k}"><Data>{c}</Data></Cell>'
                       for k, c in enumerate(cells[1:], 2)) + "</Row>"
    space = "urn:schemas-microsoft-com:office:spreadsheet"
    for text in (f"<html><table>{html}</table></html>",
                 f'<?xml version="1.0"?><Workbook xmlns="{space}" '
                 f'xmlns:ss="{space}"><Worksheet ss:Name="D"><Table>{xml}'
                 "</Table></Worksheet></Workbook>"):
        (folder / "g.xls").write_text(text, "utf-8")
        got = ok("check", folder / "g.xls").stdout
        check(got.splitlines()[2] == want, got)


def by_hand(folder):
    """What people do to workbooks: deals on a sheet for each end, dates that a
    spreadsheet of another country took for others, a note beside the table, a
    total below it."""
    rows, book = small(), folder / "p.xlsx"
    ends = {end: [rows[0]] + [r for r in rows if r[7].endswith(end)]
            for end in ("Won", "Lost", "Proposal")}
    by_openpyxl(book, ends["Proposal"], sheets=[
        (end, [list(map(typed, r)) for r in ends[end]], "visible")
        for end in ("Won", "Lost")])
    got = ok("check", book).stdout
    check('sheet "Won"' in got.splitlines()[0] and
          'headers are not read: "Lost", "Deals"; --sheet' in got, got)
    told = ok("run", book, "--out", folder / "ends", "--no-store").stdout
    check("Note: Other sheets of the workbook have as many" in told, told)
    check("sheet not read" not in ok("check", book, "--sheet", "Lost").stdout,
          "told though it is named")
    bare = {end: [r[:7] + r[8:] for r in some] for end, some in ends.items()}
    by_openpyxl(book, bare["Proposal"], sheets=[
        (end, [list(map(typed, r)) for r in bare[end]], "visible")
        for end in ("Won", "Lost")])
    done = dealsense("check", book)
    check(done.returncode == 3 and done.stderr.count("\n") == 1 and
          "put all deals on one sheet" in done.stderr, done)
    swapped = [list(r) for r in rows]
    for r in swapped[1:]:
        day = datetime.date.fromisoformat(r[5])
        r[5] = datetime.date(day.year, day.day, day.month) if day.day <= 12 \
            else day.strftime("%d/%m/%Y")
    by_openpyxl(book, swapped)
    done = dealsense("check", book)
    check(done.returncode == 3 and "swapped day and month" in done.stderr,
          done.stderr)
    ok("check", book, "--date-order", "dmy")
    want = pack(folder, write_csv(folder / "s.csv", rows))
    noted = [list(r) for r in rows]
    noted[3] += ["", "", "ask Anna about this one"]
    for total in (str(sum(float(r[4]) for r in rows[1:])), "=SUM(E2:E25)"):
        got = pack(folder, by_openpyxl(book, noted + [
            ["Total", "", "", "", total]]))
        check([k["kind"] for k in got["summary"]["input"]["findings"]] ==
              ["sum or heading"], got["summary"]["input"])
        check(got["summary"]["deals"] == want["summary"]["deals"] and
              got["summary"]["money"] == want["summary"]["money"], total)
    other = [["ref", "importe"] + ["x"] * 6] + rows[1:]
    by_openpyxl(book, other, sheets=[("Cover", [["Made by"]], "visible")])
    done = dealsense("run", book, "--out", folder / "none")
    check(done.returncode == 3 and ':1: sheet "Deals" has no deal id column' in
          done.stderr, done.stderr)
    print("sheets apart, swapped days, a note and a total: told")


def whose_sheet(folder):
    """The name of a sheet is masked as headers are."""
    rows = [[c.replace("Rep A", "Zebulon Quist") for c in r] for r in small()]
    book = by_openpyxl(folder / "n.xlsx", rows)
    sheets = openpyxl.load_workbook(book)
    sheets["Deals"].title = "Zebulon Quist's deals"
    sheets.save(book)
    out = folder / "named"
    ok("run", book, "--out", out, "--no-store", "--quiet", "--audience",
       "cro,board")
    page = "latest/dashboard/data.html"
    check("Zebulon Quist" in (out / page).read_text(), "the sheet's name")
    for path in (out / "board/latest").rglob("*.html"):
        check("Quist" not in path.read_text(), f"{path} names a rep")


def refused(folder):
    """Each: name, bytes, and what the one line holds."""
    whole = by_libxlsxwriter(folder / "good.xlsx", small()).read_bytes()

    def zipped(parts, compression=zipfile.ZIP_DEFLATED):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", compression) as z:
            for name, text in parts.items():
                z.writestr(name, text)
        return out.getvalue()

    def parts():
        with zipfile.ZipFile(io.BytesIO(whole)) as z:
            return {n: z.read(n) for n in z.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    ole = bytes.fromhex("D0CF11E0A1B11AE1") + b"\0" * 504
    named = lambda name: name.encode("utf-16le")
    bomb = parts()
    bomb[sheet] = bomb[sheet].replace(
        b"<sheetData>", b"<sheetData>" + b" " * (200 << 20))
    billion = parts()
    billion["xl/sharedStrings.xml"] = (
        b'<!DOCTYPE s [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
        b"<sst><si><t>&b;</t></si></sst>")
    cut = parts()
    cut[sheet] = cut[sheet][:len(cut[sheet]) // 2]
    no_sheet = parts()
    del no_sheet[sheet]
    bare = by_openpyxl(folder / "bare.xlsx", [HEADER.split(",")] + [
        r[:4] + [f"=1+{i}"] + r[5:] for i, r in enumerate(small()[1:])])
    password = "locked with a password"
    yield "encrypted workbook", ole + named("EncryptedPackage"), password
    yield "binary workbook", ole + named("Workbook"), "(.xls); save it as .xlsx"
    yield "document", ole + named("WordDocument"), "old Office document"
    yield "zip bomb", zipped(bomb), "zip bomb"
    yield "entities", zipped(billion), "document type"
    yield "sheet cut short", zipped(cut), "damaged or cut short"
    yield "no sheet", zipped(no_sheet), "damaged"
    yield "formulas alone", bare.read_bytes(), "save it, and name"
    yield "archive of a CSV", zipped({"deals.csv": b"a,b"}), "deals.csv"
    yield "OpenDocument", zipped({"META-INF/manifest.xml": b"x"}), "(.ods)"
    yield "Numbers", zipped({"Index/Document.iwa": b"x"}), "Numbers"
    yield ".xlsb", zipped({"xl/workbook.bin": b"x"}), "(.xlsb)"
    yield "gzip", gzip.compress(b"Id,Amount"), "unpack it"
    yield "PDF", b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n", "is a PDF"
    yield "sign-in page", b"<!DOCTYPE html><title>Log in</title><p>", "sign-in"
    yield "other XML", b"<?xml version='1.0'?><feed/>", "XML"
    at = whole.find(b"PK\x01\x02")
    spoilt = bytearray(whole)
    for i in range(40, at, 97):
        spoilt[i] ^= 0x55
    yield "spoilt bytes", bytes(spoilt), "damaged"
    for size in [*range(4, len(whole) - 1, max(1, len(whole) // 80)),
                 len(whole) - 22, len(whole) - 1]:
        yield f"cut at {size}", whole[:size], ""


def refusals(folder):
    n = 0
    for what, data, word in refused(folder):
        path = folder / "bad.xlsx"
        path.write_bytes(data)
        commands = ["check"] if what.startswith("cut at") else \
            ["check", "init", "run"]
        for command in commands:
            more = ["--out", folder / "none"] if command == "run" else []
            done = dealsense(command, path, *more)
            check(done.returncode == 3 and done.stdout == "",
                  f"{what}, {command}: exit {done.returncode} {done.stdout}")
            lines = done.stderr.splitlines()
            check(len(lines) == 1 and "bad.xlsx:" in lines[0] and
                  word in lines[0], f"{what}, {command}: {done.stderr}")
        if not what.startswith("cut at"):
            print(f"{what}: {lines[0]}")
        n += 1
    done = dealsense("check", folder / "good.xlsx", "--sheet", "Deels")
    check(done.returncode == 3 and done.stderr.endswith(
        'has no sheet "Deels"; its sheets: Deals\n'), done.stderr)
    good = write_csv(folder / "good.csv", small())
    done = dealsense("run", good, "--history", folder / "bad.xlsx", "--out",
                     folder / "none")
    check(done.returncode == 3 and "damaged" in done.stderr, done.stderr)
    ods = by_libreoffice(folder, good, "ods")
    if ods:
        done = dealsense("check", ods)
        check(done.returncode == 3 and "(.ods)" in done.stderr, done.stderr)
        done = dealsense("check", by_libreoffice(folder, good, "xls"))
        check(done.returncode == 3 and "(.xls)" in done.stderr, done.stderr)
    print(f"{n} files refused in one line")


def main():
    with workdir() as name:
        folder = pathlib.Path(name)
        of_three_programs(folder)
        of_the_cases(folder)
        kinds(folder)
        merged_down(folder)
        by_hand(folder)
        whose_sheet(folder)
        refusals(folder)


main()
