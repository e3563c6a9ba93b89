"""[report] number_format reaches everything that people read: the sample is
published in other marks, and no text of any file holds a number with English
ones. Files for machines stay plain: their figures are those of English.

    number_format.py [sample]

Of a sample made for this test; of the whole committed one with `sample` (the
slow suite): more deals of the same kinds, so more of the same texts.
"""
import email
import email.policy
import html.parser
import json
import os
import pathlib
import re
import subprocess
import sys
import warnings
import zipfile

import openpyxl

from tool import SKYGENI, check, dealsense, ok, rows, \
    shared_is_here, workdir

warnings.filterwarnings("ignore", module="openpyxl")
SAMPLE = pathlib.Path(os.environ["DEALSENSE_SOURCE"]) / "sample"
NARROW = "\u202f"

# What must not be found, and what must be: proof that the search can see.
POINT = r"(?<![\d.])\d+\.\d+(?![\d.])"  # a decimal point
COMMAS = r"(?<![\d,.])[1-9]\d{0,2}(?:,\d{3})+(?![\d,])"  # thousands in commas
STYLES = {
    "1.234,56": ([COMMAS, r"(?<![\d.,])(?:0\.\d+|\d+\.(?!\d{3}(?!\d))\d+)"],
                 [r"\d\.\d{3}(?!\d)", r"\d,\d%", r"0,\d{3}", r"\$\d+,\dM"]),
    "1 234,56": ([COMMAS, POINT],
                 [rf"\d{NARROW}\d{{3}}(?!\d)", r"\d,\d%", r"0,\d{3}"]),
    "12,34,567.89": ([r"(?<![\d,.])\d{1,3}(?:,\d{3}){2,}(?![\d,])",
                      r"(?<![\d,.])\d{3},\d{3}(?![\d,])"],
                     [r"(?<!\d)\d{1,2},\d\d,\d{3}(?!\d)", r"\d\.\d%"]),
}
# What is no number for people: ours, and lines to copy into a configuration.
PLAIN = [r"DealSense \d+\.\d+\.\d+", r"\b\d+\.\d+\.\d+\b",
         r"\b\w+ = [\d.]+", r"https?://\S+", r"\S+\.(?:html|csv|json|js)\b"]


class Texts(html.parser.HTMLParser):
    """Each text of a page, and each attribute that is read out."""
    READ = ("title", "alt", "aria-label", "placeholder")

    def __init__(self, page):
        super().__init__()
        self.found, self.skip = [], 0
        self.feed(page)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.skip += tag in ("style", "script")
        self.found += [v for k, v in attrs if k in self.READ and v]

    def handle_endtag(self, tag):
        self.skip -= tag in ("style", "script")

    def handle_data(self, data):
        if data.strip() and not self.skip:
            self.found.append(data)


def strings(document):
    if isinstance(document, dict):
        document = list(document.values())
    if isinstance(document, list):
        for item in document:
            yield from strings(item)
    elif isinstance(document, str):
        yield document


def book(path):
    for sheet in openpyxl.load_workbook(path):
        for row in sheet.iter_rows():
            if re.fullmatch(r"[a-z]+\.\w+", str(row[0].value)):
                continue  # as a configuration writes it
            for cell in row:
                if isinstance(cell.value, str) and cell.data_type == "s":
                    yield f"{sheet.title}!{cell.coordinate}", cell.value
    with zipfile.ZipFile(path) as unpacked:
        for name in unpacked.namelist():
            if "chart" in name or "drawing" in name:
                xml = unpacked.read(name).decode("utf-8")
                for text in re.findall(r"<a:t>([^<]*)</a:t>", xml):
                    yield name, text


def texts(pack):
    """(where, text) of all that people read in a pack."""
    done = subprocess.run(["pdftotext", "-layout", pack / "brief.pdf", "-"],
                          capture_output=True, text=True, check=True)
    for line in done.stdout.splitlines():
        yield "brief.pdf", line
    for path in sorted(pack.rglob("*.html")):
        for text in Texts(path.read_text("utf-8")).found:
            yield path.name, text
    message = email.message_from_bytes(
        (pack / "messages/email.eml").read_bytes(),
        policy=email.policy.default)
    yield "subject", str(message["subject"])
    for line in message.get_body(("plain",)).get_content().splitlines():
        yield "email.eml", line
    for line in (pack / "messages/alerts.txt").read_text("utf-8").splitlines():
        yield "alerts.txt", line
    for text in strings(json.loads((pack / "messages/slack.json")
                                   .read_text("utf-8"))):
        yield "slack.json", text
    yield from book(pack / "risk_workbook.xlsx")
    for row in rows(pack / "risk_report.csv"):
        for key in row:
            if re.fullmatch(r"factor_\d|action|change|outlook", key):
                yield f"risk_report.csv {key}", row[key]
    for path in sorted((pack / "dashboard/api/v1").rglob("*.json")):
        if path.name != "openapi.json" and "schema" not in path.name:
            for text in strings(json.loads(path.read_text("utf-8"))):
                yield path.name, text


def given(folder):
    """The export and its history."""
    if sys.argv[1:] == ["sample"]:
        return SAMPLE / "deals.csv", "--history", SAMPLE / "history.csv"
    export, history = folder / "deals.csv", folder / "history.csv"
    export.write_text(ok("sample", "--deals", 1200, "--seed", 21, "--as-of",
                         "2026-06-29", "--history", history).stdout, "utf-8")
    return export, "--history", history


def terminal(source, deal, config):
    """What the commands say, a line at a time."""
    for args in (("explain", source[0], deal, *source[1:]),
                 ("check", *source),
                 ("backtest", *source, "--from", "2026-01-01", "--every", 90)):
        for line in ok(*args, "--config", config).stdout.splitlines():
            yield args[0], line


def unplain(text):
    for pattern in PLAIN:
        text = re.sub(pattern, " ", text)
    return text


def check_style(style, said):
    never, seen = STYLES[style]
    said = [(where, unplain(text)) for where, text in said]
    wrong = [(where, text) for where, text in said
             if any(re.search(p, text) for p in never)]
    check(not wrong, f"{style}: {len(wrong)} English, such as "
          + "\n".join(f"{w}: {t.strip()[:200]}" for w, t in wrong[:40]))
    for pattern in seen:
        found = {where.split("!")[0] for where, text in said
                 if re.search(pattern, text)}
        check(len(found) > 2, f"{style}: {pattern} only in {found}")
    return len(said)


def numbers_of(path):
    """The typed figures of a JSON file, in order."""
    out = []

    def walk(x):
        if isinstance(x, dict):
            x = list(x.values())
        if isinstance(x, list):
            for item in x:
                walk(item)
        elif not isinstance(x, str):
            out.append(x)
    walk(json.loads(path.read_text("utf-8")))
    return out


def check_machines(style, pack, plain):
    """The figures for machines are the same in every style."""
    for path in sorted((plain / "dashboard/api/v1").rglob("*.json")):
        name = path.relative_to(plain)
        check(numbers_of(path) == numbers_of(pack / name), f"{style}: {name}")
    for ours, theirs in zip(rows(pack / "risk_report.csv"),
                            rows(plain / "risk_report.csv"), strict=True):
        for key, value in theirs.items():
            if re.fullmatch(r"-?[\d.]+", value):
                check(ours[key] == value, f"{style}: CSV {key} {ours[key]}")
    def same(name):
        return (pack / name).read_bytes() == (plain / name).read_bytes()
    check(same("dashboard/data/forest.js"), f"{style}: forest.js")


def refused(folder, source):
    """One line that names those there are."""
    config = folder / "wrong.ini"
    config.write_text('[report]\nnumber_format = "1_234.56"\n')
    done = dealsense("run", *source, "--config", config, "--out", folder / "no")
    check(done.returncode == 3, done)
    check(done.stderr.count("\n") == 1 and "wrong.ini:2" in done.stderr and
          all(f'"{s}"' in done.stderr for s in STYLES), done.stderr)
    check(not (folder / "no").exists(), "a pack all the same")


def elsewhere(folder, source, config):
    """What only other runs say: by rules alone; the news since last time;
    a model that was trained by who writes 1,234.56."""
    done = ok("run", *source, "--config", config, "--no-store", "--model",
              folder / "plain/latest/model.dsm", "--out", folder / "loaded")
    check(re.search(r"AUC 0,\d{3}, 95% interval 0,\d{3}", done.stdout), done)
    out = folder / "elsewhere"
    sky = []
    if shared_is_here("an export without stage history"):
        sky = [(SKYGENI, "--as-of", "2024-01-01")]
    for args in (*sky, (*source, "--as-of", "2026-06-01", "--out", out),
                 (*source, "--out", out)):
        own = () if "--out" in args else ("--out", folder / "sky", "--no-store")
        done = ok("run", *args, *own, "--config", config)
        for line in done.stdout.splitlines():
            yield "run", line
    for pack in ([folder / "sky/latest"] if sky else []) + [out / "latest"]:
        yield from texts(pack)


def main():
    with workdir() as name:
        folder = pathlib.Path(name)
        source = given(folder)
        refused(folder, source)
        ok("run", *source, "--out", folder / "plain", "--no-store")
        deal = rows(folder / "plain/latest/risk_report.csv")[0]["deal_id"]
        for k, style in enumerate(STYLES):
            config = folder / f"{k}.ini"
            config.write_text(f'[report]\nnumber_format = "{style}"\n')
            out = folder / str(k)
            done = ok("run", *source, "--config", config, "--out", out,
                      "--no-store")
            pack = out / "latest"
            said = [*texts(pack), *terminal(source, deal, config),
                    *(("run", line) for line in done.stdout.splitlines())]
            n = check_style(style, said)
            if style == "1 234,56":  # every decimal point is an English one
                said += elsewhere(folder, source, config)
                check_style(style, said)
            check_machines(style, pack, folder / "plain/latest")
            ok("verify", pack)
            print(f"{style}: {n} texts", flush=True)


main()
