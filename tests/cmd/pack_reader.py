"""A pack as its readers meet it: the totals of each file, by other people's
parsers. No figure is computed that the file does not show, but for the sums of
files that list deals and no totals.

Each reader takes the content of its file and returns {name: Shown}; a total
that a file does not carry is left out. A figure is shown to so many digits, so each keeps half a unit of its last
digit: "$13.0M" is 13,000,000 give or take 50,000.
"""
import base64
import csv
import dataclasses
import datetime
import email
import email.policy
import html.parser
import io
import json
import math
import re
import struct
import warnings

import openpyxl

# It does not read the newer data bars, which stand beside the older ones.
warnings.filterwarnings("ignore", module="openpyxl")
LEVELS = ("critical", "high", "medium", "low")
UNITS = {"": 1, "K": 1e3, "M": 1e6, "B": 1e9, "T": 1e12}
NUMBER = re.compile(r"(?P<minus>[-\u2212]?)[^\d.,\u2212-]*"
                    r"(?P<digits>\d[\d,]*(?:\.(?P<decimals>\d+))?)"
                    r"(?P<unit>[KMBT%]?)$")


@dataclasses.dataclass
class Shown:
    """What a file says: None is "not known"."""
    value: object
    half: float = 0
    raw: str = ""  # as it stands there

    def equals(self, exact):
        if isinstance(self.value, float) and isinstance(exact, (int, float)):
            return abs(self.value - exact) <= self.half + \
                1e-9 * max(1, abs(exact))
        return self.value == exact


def number(text):
    """"$1.2M", "1,013", "39%" or a dash."""
    text = text.strip()
    if text in ("", "\u2013"):
        return Shown(None, 0, text)
    found = NUMBER.fullmatch(text)
    if not found:
        raise ValueError(f"no number: {text!r}")
    scale = 0.01 if found["unit"] == "%" else UNITS[found["unit"]]
    value = float(found["digits"].replace(",", "")) * scale
    half = 0.5 * scale * 10 ** -len(found["decimals"] or "")
    return Shown(-value if found["minus"] else value, half, text)


def count(text):
    """A number of deals, which nothing rounds."""
    return Shown(float(text.replace(",", "")), 0, text)


def date(text):
    """"29 June 2026" or "29 Jun 2026"."""
    for pattern in ("%d %B %Y", "%d %b %Y", "%Y-%m-%d"):
        try:
            when = datetime.datetime.strptime(text.strip(), pattern)
            return Shown(when.date().isoformat(), 0, text)
        except ValueError:
            pass
    raise ValueError(f"no date: {text!r}")


# How sentences name the mode of the score.
MODES = {words: Shown(mode) for words, mode in (
    ("Hybrid", "hybrid"), ("Rules only", "rules_only"),
    ("and a model", "hybrid"), ("alone", "rules_only"))}


def found_in(text, pattern):
    match = re.search(pattern, text, re.M)
    if not match:
        raise ValueError(f"nothing like {pattern!r}")
    return match


def read_json(text):
    """The hub: every total, to the cent."""
    s = json.loads(text)
    out = {k: Shown(float(s["deals"][k])) for k in ("open", "won", "lost")}
    for level in LEVELS:
        out[level] = Shown(float(s["levels"][level]["deals"]))
        out[f"{level} amount"] = Shown(s["levels"][level]["amount"], 0.005)
    for key in ("pipeline", "at_risk", "expected_loss",
                "protection_potential"):
        out[key] = Shown(s["money"][key], 0.005)
    out["as_of"] = Shown(s["as_of"])
    out["mode"] = Shown(s["model"]["mode"])
    return out


def total(amounts, half=0.0):
    """Their sum; not known where deals exist and no amount is."""
    known = [a for a in amounts if a is not None]
    if amounts and not known:
        return Shown(None)
    return Shown(float(sum(known)), half * len(known))


def add_sums(out, deals):
    """deals: (level, amount, expected loss to the cent or None)."""
    out["open"] = Shown(float(len(deals)))
    for level in LEVELS:
        some = [d for d in deals if d[0] == level.upper()]
        out[level] = Shown(float(len(some)))
        out[f"{level} amount"] = total([d[1] for d in some])
    known = [d[1] for d in deals if d[1] is not None]
    out["pipeline"] = total([d[1] for d in deals])
    out["at_risk"] = Shown(None) if deals and not known else total(
        [d[1] for d in deals if d[0] in ("CRITICAL", "HIGH")
         and d[1] is not None])
    return out


def read_csv(text):
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    value = lambda text: float(text) if text else None
    out = add_sums({}, [(r["risk_level"], value(r["amount"])) for r in rows])
    loss = [value(r["expected_loss"]) for r in rows]
    out["expected_loss"] = total(loss, 0.005)
    for key in ("as_of", "mode"):
        said = {r[key] for r in rows}
        if said:
            out[key] = Shown(said.pop() if len(said) == 1 else said)
    return out


def column(text, name, kind):
    """One column of a part of the script: numbers of C's `kind`."""
    raw = base64.b64decode(re.search(rf'"{name}":"([^"]*)"', text)[1])
    return [x[0] for x in struct.iter_unpack(f"<{kind}", raw)]


def read_script(text):
    """What the page of deals shows without a server: a head and its parts."""
    head, *parts = text.split("window.DEALSENSE_PART")
    data = json.loads(head[head.index("{"):].rstrip().rstrip(";"))
    names = ("LOW", "MEDIUM", "HIGH", "CRITICAL")
    deals = [(names[level], None if math.isnan(amount) else amount)
             for part in parts
             for level, amount in zip(column(part, "level", "B"),
                                      column(part, "amount", "d"),
                                      strict=True)]
    if len(deals) != data["n"]:
        raise ValueError(f"{len(deals)} deals of {data['n']}")
    out = add_sums({}, deals)
    out["as_of"] = Shown(data["as_of"])
    out["mode"] = Shown("hybrid" if data["hybrid"] else "rules_only")
    return out


def read_xlsx(path):
    book = openpyxl.load_workbook(path, data_only=True)
    sheet = book["Summary"]

    def cell(name, right=0):
        where = next(iter(book.defined_names[name].destinations))
        at = sheet[where[1].replace("$", "")]
        value = sheet.cell(at.row, at.column + right).value
        return Shown(None if value is None else float(value), 1e-6)

    out = {k: cell(f"{k}_deals") for k in ("open", "won", "lost", *LEVELS)}
    for level in LEVELS:
        out[f"{level} amount"] = cell(f"{level}_deals", 1)
    for key in ("pipeline", "at_risk", "expected_loss",
                "protection_potential"):
        # The cell holds the figure whole, the JSON rounds it to cents.
        out[key] = Shown(cell(key).value, 0.005)
    out["as_of"] = Shown(book.properties.created.date().isoformat())
    out["mode"] = Shown(next(row[1].value for row in sheet.iter_rows()
                             if row[0].value == "Mode"))
    return out


class Text(html.parser.HTMLParser):
    """The text that a reader sees, one line a block."""
    BLOCKS = {"div", "p", "td", "th", "tr", "dt", "dd", "h1", "h2", "li",
              "br", "table", "title"}

    def __init__(self, page):
        super().__init__()
        self.hidden, self.parts = 0, []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.hidden += tag in ("style", "script")
        if tag in self.BLOCKS or ("class", "sub") in attrs:
            self.parts.append("\n")

    def handle_endtag(self, tag):
        self.hidden -= tag in ("style", "script")
        if tag in self.BLOCKS:
            self.parts.append("\n")

    def handle_data(self, data):
        if not self.hidden:
            self.parts.append(" ".join(data.split()) and data)

    def lines(self):
        lines = (" ".join(line.split()) for line in
                 "".join(self.parts).split("\n"))
        return [line for line in lines if line]


def after(lines, label, skip=0):
    """The line that follows a label."""
    return lines[[line.strip() for line in lines].index(label) + 1 + skip]


SAVED = "If 20% were saved"


def money(saved):
    """The sums and their labels; what could be saved stands only where deals
    are at risk (else None)."""
    sums = (("pipeline", "Pipeline"), ("at_risk", "At risk"),
            ("expected_loss", "Expected loss"))
    return sums + ((("protection_potential", saved),) if saved else ())


def read_html(page):
    whole, lines = Text(page).lines(), Text(page[page.index("kpis"):]).lines()
    saved = next((x for x in lines if re.fullmatch("If .* were saved", x)),
                 None)
    out = {key: number(after(lines, label)) for key, label in money(saved)}
    out["open"] = count(found_in(after(lines, "Pipeline", 1),
                                 r"^([\d,]+) open deal")[1])
    closed = re.fullmatch(r"([\d,]+) of ([\d,]+) closed deals?",
                          after(lines, "Win rate", 1))
    won, closed = closed.groups() if closed else ("0", "0")
    out["won"] = count(won)
    out["lost"] = Shown(count(closed).value - out["won"].value)
    shapes = [next((line for line in lines
                    if line[1:].strip() == level.upper()), None)
              for level in LEVELS]
    for level, shape in zip(LEVELS, shapes):
        if shape and out["open"].value:
            out[level] = count(after(lines, shape))
            out[f"{level} amount"] = number(after(lines, shape, 1))
    text = "\n".join(whole)
    out["as_of"] = date(found_in(text, r"^Pipeline risk, (\d+ \w+ \d+)")[1])
    out["mode"] = Shown("rules_only" if re.search(r"^Rules only: ", text, re.M)
                        else "hybrid")
    return out


def read_figures(text):
    """The figures that alerts.txt and the text of the e-mail share."""
    line = lambda label: found_in(text, rf"^{label}  +(\S.*?)( \(.*)?$")[1]
    out = {"open": count(line("Open deals"))}
    closed = found_in(text, r"^Closed deals +([\d,]+): ([\d,]+) won, "
                            r"([\d,]+) lost$")
    out["won"], out["lost"] = count(closed[2]), count(closed[3])
    if count(closed[1]).value != out["won"].value + out["lost"].value:
        raise ValueError(closed[0])
    for key, label in money(SAVED in text and SAVED):
        out[key] = number(line(label))
    for level in LEVELS:
        found = found_in(text, rf"^. {level.upper()} +([\d,]+) deals? +(\S.*)$")
        out[level] = count(found[1])
        out[f"{level} amount"] = number(found[2])
    out["as_of"] = date(found_in(text, r"[Aa]s of (\d+ \w+ \d+)")[1])
    out["mode"] = MODES[found_in(text, r"^.*\b(Hybrid|Rules only): ")[1]]
    return out


def read_email_html(page):
    lines = Text(page).lines()
    out = {key: number(after(lines, label))
           for key, label in money(SAVED in lines and SAVED)}
    out["open"] = count(after(lines, "Open deals"))
    closed = re.fullmatch(r"([\d,]+) won, ([\d,]+) lost",
                          after(lines, "Win rate", 1))
    out["won"], out["lost"] = count(closed[1]), count(closed[2])
    for level in LEVELS:
        shape = next(line for line in lines
                     if line[1:].strip() == level.upper())
        deals, amount = after(lines, shape).split(" ")
        out[level], out[f"{level} amount"] = count(deals), number(amount)
    foot = found_in("\n".join(lines),
                    r"as of (\d+ \w+ \d+), scored by rules (alone|and a model)"
                    r"\.$")
    out["as_of"], out["mode"] = date(foot[1]), MODES[foot[2]]
    return out


def read_slack(text):
    blocks = json.loads(text)["blocks"]
    fields = {}
    for block in blocks:
        for field in block.get("fields", ()):
            label, value = field["text"].split("\n")[:2]
            fields[label.strip("*")] = value
    out = {key: number(fields[label])
           for key, label in money(SAVED in fields and SAVED)}
    out["open"] = count(fields["Open deals"])
    for level in LEVELS:
        out[level] = count(next(v for k, v in fields.items()
                                if k.endswith(level.upper())))
    closed = found_in(fields["Win rate"], r": ([\d,]+) won, ([\d,]+) lost$")
    out["won"], out["lost"] = count(closed[1]), count(closed[2])
    end = blocks[-1]["elements"][0]["text"]
    found = found_in(end, r"As of (\d+ \w+ \d+)\. (Hybrid|Rules only)"
                          r"(?: score)?: ")
    out["as_of"] = date(found[1])
    out["mode"] = MODES[found[2]]
    return out


def text_of(name):
    return lambda pack: (pack / name).read_bytes().decode("utf-8")


def scripts(pack):
    names = ["deals.js", *(f"deals-{k}.js" for k in range(99))]
    paths = [pack / "dashboard/data" / name for name in names]
    return "".join(p.read_text("utf-8") for p in paths if p.exists())


def mail_body(kind):
    def load(pack):
        raw = (pack / "messages/email.eml").read_bytes()
        message = email.message_from_bytes(raw, policy=email.policy.default)
        return message.get_body((kind,)).get_content().replace("\r\n", "\n")
    return load


# What is read of a pack: name, its content, the totals in that.
SOURCES = {
    "JSON": (text_of("dashboard/api/v1/summary.json"), read_json),
    "CSV": (text_of("risk_report.csv"), read_csv),
    "XLSX": (lambda pack: pack / "risk_workbook.xlsx", read_xlsx),
    "HTML": (text_of("dashboard/index.html"), read_html),
    "script": (scripts, read_script),
    "e-mail text": (mail_body("plain"), read_figures),
    "e-mail HTML": (mail_body("html"), read_email_html),
    "Slack": (text_of("messages/slack.json"), read_slack),
    "alerts": (text_of("messages/alerts.txt"), read_figures),
}
