"""The brief as poppler reads it: its totals by their place on the page, the
deals that it lists, and every other number in it.
"""
import dataclasses
import html
import re
import subprocess

from pack_reader import LEVELS, Shown, count, date, found_in, money, number

FEW_DEALS = 15  # up to here, all open deals stand in the list
CHARTED = 6  # below, there is no chart of levels


@dataclasses.dataclass
class Word:
    page: int
    x: float
    y: float
    right: float
    bottom: float
    text: str


def boxes(pack):
    """The content of the brief: every word of it with its box."""
    done = subprocess.run(["pdftotext", "-bbox", pack / "brief.pdf", "-"],
                          capture_output=True, text=True, check=True)
    if done.stderr:
        raise ValueError(done.stderr)
    return done.stdout


def words_of(content):
    out, page = [], 0
    for line in content.splitlines():
        page += "<page " in line
        found = re.search(r'<word xMin="([-\d.]+)" yMin="([-\d.]+)" xMax='
                          r'"([-\d.]+)" yMax="([-\d.]+)">(.*)</word>', line)
        if found:
            out.append(Word(page, *(float(v) for v in found.groups()[:4]),
                            html.unescape(found[5])))
    return out


def text_of(words):
    """Line by line, as they stand on the page."""
    rows = {}
    for word in words:
        rows.setdefault((word.page, round(word.bottom)), []).append(word)
    return "\n".join(" ".join(w.text for w in sorted(row, key=lambda w: w.x))
                     for _, row in sorted(rows.items()))


def below(words, label, then=""):
    """What stands under a heading of words, as far as it is aligned: lines.
    Each word of the label is a pattern; `then` is one of the lines after the
    figure, where other headings have these words too."""
    heads = label.split(" ")
    for i in range(len(words) - len(heads)):
        head = words[i]
        if not all(re.fullmatch(h, w.text)
                   for h, w in zip(heads, words[i:])) or \
                abs(words[i + len(heads) - 1].y - head.y) > 1:
            continue
        same = sorted((w.x for w in words if w.page == head.page and
                       abs(w.y - head.y) < 1 and
                       w.x > words[i + len(heads) - 1].right + 8))
        edge = same[0] - 1 if same else 1e9
        column = [w for w in words if w.page == head.page and
                  head.x - 1 <= w.x < edge and 0 < w.y - head.y < 62]
        lines = text_of(column).split("\n")
        if re.fullmatch(r"\S*\d\S*( / [\d,]+)?|\u2013", lines[0]) and \
                re.search(then, " ".join(lines[1:])):
            return lines
    raise ValueError(f"no figure under {label!r}")


def chart_row(words, label):
    """The two figures beside a label of the chart of levels."""
    for head in (w for w in words if w.text == label and w.x < 80):
        beside = [w for w in words if w.page == head.page and
                  abs(w.y - head.y) < 6 and w.x > head.x]
        row = [w.text for w in sorted(beside, key=lambda w: w.x)]
        if len(row) == 2 and row[0].replace(",", "").isdigit():
            return row
    raise ValueError(f"no {label} in the chart")


def read_pdf(content):
    words = words_of(content)
    tile = below(words, "Pipeline", r"[\d,]+ open deal")
    out = {"pipeline": number(tile[0])}
    saved = any(w.text == "saved" for w in words) and \
        r"If [\d.,]+.?% were saved"
    out |= {key: number(below(words, label)[0])
            for key, label in money(saved)[1:]}
    out["open"] = count(found_in(" ".join(tile[1:]),
                                 r"([\d,]+) open deal")[1])
    rate = " ".join(below(words, "Win rate")[1:])
    closed = re.search(r"([\d,]+) of ([\d,]+) closed", rate)
    won, closed = closed.groups() if closed else ("0", "0")
    out["won"] = count(won)
    out["lost"] = Shown(count(closed).value - out["won"].value)
    if out["open"].value >= CHARTED:
        for level in LEVELS:
            shown = chart_row(words, level.upper())
            deals, amount = count(shown[0]), number(shown[1])
            if deals.value != out.setdefault(level, deals).value:
                raise ValueError(f"{level}: {shown} in the chart")
            out[f"{level} amount"] = amount
    risky = count(found_in(" ".join(below(words, "At risk")[1:]),
                           r"([\d,.]+) HIGH and CRITICAL")[1])
    if not out["open"].value:  # there is no chart
        out["critical"] = out["high"] = risky
    elif "high" in out and \
            out["critical"].value + out["high"].value != risky.value:
        raise ValueError(f"{risky} at risk beside the chart")
    text = text_of(words)
    out["as_of"] = date(found_in(text, r"^.*Pipeline risk, (\d+ \w+ \d+)")[1])
    out["mode"] = Shown("rules_only" if re.search(r"^Rules only\b", text, re.M)
                        else "hybrid")
    return out


def today_deals(words):
    """Amount, expected loss, level and score of each deal that asks for
    something today, on the first page; its text and what to do."""
    column = 50 + 66 + 10  # where the deals' names begin
    heads = [w for w in words if w.page == 1 and w.text == "Amount,"]
    edge = [w.x for w in words if w.page == 1 and heads and w.text == "What" and
            abs(w.y - heads[0].y) < 2]
    ends = [w.y for w in words if w.page == 1 and w.text == "Before" and
            w.x < 60 and w.bottom - w.y > 14] + [770]
    starts = [w for w in words if w.page == 1 and w.x < 60 and heads and
              heads[0].bottom < w.y < min(ends) and w.bottom - w.y > 13]
    for start, end in zip(starts, [*(s.y for s in starts[1:]), min(ends)]):
        block = [w for w in words if w.page == 1 and start.y - 3 <= w.y < end - 3]
        left = " ".join(w.text for w in block if w.x < column)
        loss = re.search(r"\u2212(\S+)", left)
        chance = re.search(r"\(([^)]+)\)", left)
        flat = lambda some: " ".join(text_of(some).split())
        yield {"amount": number(start.text if re.search(r"\d", start.text)
                                else "\u2013"),
               "expected_loss": number(loss[1]) if loss else Shown(None),
               "p_loss": number(chance[1]) if chance else Shown(None),
               "level": next((w for w in left.split() if w.lower() in LEVELS),
                             ""),
               "text": flat([w for w in block if column <= w.x < edge[0] - 1]),
               "action": flat([w for w in block if w.x >= edge[0] - 1])}


def listed_deals(words):
    """Score, level, amount and P(lost) of each deal in the list; its text and
    what to do, the two columns beside them."""
    starts = [w for w in words if w.x < 70 and w.bottom - w.y > 14 and
              re.fullmatch(r"\d{1,3}\.\d", w.text)]
    for i, start in enumerate(starts):
        # "What to do, who, by when": the column's head, last above the deal.
        head = max((((a.page, a.y), a.x) for a, b in zip(words, words[1:])
                    if (a.text, b.text) == ("What", "to") and a.x > 300 and
                    (a.page, a.y) < (start.page, start.y)), default=(0, 0))[1]
        same = i + 1 < len(starts) and starts[i + 1].page == start.page
        part = [w.y for w in words if w.page == start.page and w.x < 52 and
                w.y > start.y and w.bottom - w.y > 14]  # the next heading
        end = starts[i + 1].y - 6 if same else min(part + [770])
        block = [w for w in words if w.page == start.page and
                 start.y - 6 <= w.y < end]
        left = [w.text for w in block if w.x < 118]
        flat = lambda some: " ".join(text_of(some).split())
        yield {"score": number(left[0]), "level": left[1],
               "amount": number(next((t for t in left[2:]
                                      if re.search(r"\d", t)), "\u2013")),
               "p_loss": number(left[left.index("chance") - 1])
               if "chance" in left else Shown(None),
               "text": flat([w for w in block if 118 <= w.x < head - 1]),
               "action": flat([w for w in block if w.x >= head - 1])}
