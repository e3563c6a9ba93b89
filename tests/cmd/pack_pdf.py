"""The brief as poppler reads it: its totals by their place on the page, the
deals that it lists, and every other number in it.
"""
import dataclasses
import html
import re
import subprocess

from pack_reader import LEVELS, Shown, count, date, found_in, number


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


def below(words, label):
    """What stands under a heading of words, as far as it is aligned: lines."""
    heads = label.split(" ")
    for i in range(len(words) - len(heads)):
        head = words[i]
        if [w.text for w in words[i:i + len(heads)]] != heads or \
                abs(words[i + len(heads) - 1].y - head.y) > 1:
            continue
        same = sorted((w.x for w in words if w.page == head.page and
                       abs(w.y - head.y) < 1 and
                       w.x > words[i + len(heads) - 1].right + 8))
        edge = same[0] - 1 if same else 1e9
        column = [w for w in words if w.page == head.page and
                  head.x - 1 <= w.x < edge and 0 < w.y - head.y < 62]
        lines = text_of(column).split("\n")
        if re.fullmatch(r"\S*\d\S*( / [\d,]+)?|\u2013", lines[0]):
            return lines
    raise ValueError(f"no figure under {label!r}")


def chart_row(words, label):
    """The two figures beside a label of the chart on the first page."""
    for head in words:
        row = [w.text for w in sorted(words, key=lambda w: w.x)
               if w.page == 1 and abs(w.y - head.y) < 6 and w.x > head.x]
        if head.page == 1 and head.text == label and head.x < 80 and \
                len(row) == 2 and row[0].replace(",", "").isdigit():
            return row
    raise ValueError(f"no {label} in the chart")


def read_pdf(content):
    words = words_of(content)
    out = {key: number(below(words, label)[0]) for key, label in (
        ("pipeline", "Pipeline"), ("at_risk", "At risk"),
        ("expected_loss", "Expected loss"),
        ("protection_potential", "Protection potential"))}
    out["open"] = count(found_in(" ".join(below(words, "Pipeline")[1:]),
                                 r"([\d,]+) open deal")[1])
    critical, high = below(words, "Critical / high")[0].split(" / ")
    out["critical"], out["high"] = count(critical), count(high)
    rate = " ".join(below(words, "Win rate")[1:])
    closed = re.search(r"([\d,]+) of ([\d,]+) closed", rate)
    won, closed = closed.groups() if closed else ("0", "0")
    out["won"] = count(won)
    out["lost"] = Shown(count(closed).value - out["won"].value)
    if out["open"].value:
        for level in LEVELS:
            shown = chart_row(words, level.upper())
            deals, amount = count(shown[0]), number(shown[1])
            if deals.value != out.setdefault(level, deals).value:
                raise ValueError(f"{level}: {shown} in the chart")
            out[f"{level} amount"] = amount
    text = text_of(words)
    out["as_of"] = date(found_in(text, r"^.*Pipeline risk, (\d+ \w+ \d+)")[1])
    out["mode"] = Shown("rules_only" if re.search(r"^Rules only\b", text, re.M)
                        else "hybrid")
    return out


def listed_deals(words):
    """Score, level, amount and P(lost) of each deal in the list; its text and
    what to do, the two columns beside them."""
    starts = [w for w in words if w.x < 70 and w.bottom - w.y > 14 and
              re.fullmatch(r"\d{1,3}\.\d", w.text)]
    # "What to do, who, by when": the column's head, on its first page.
    head = next((a.x for a, b in zip(words, words[1:])
                 if (a.text, b.text) == ("What", "to") and a.x > 300), 0)
    for i, start in enumerate(starts):
        same = i + 1 < len(starts) and starts[i + 1].page == start.page
        end = starts[i + 1].y - 6 if same else 770
        block = [w for w in words if w.page == start.page and
                 start.y - 6 <= w.y < end]
        left = [w.text for w in block if w.x < 118]
        flat = lambda some: " ".join(text_of(some).split())
        yield {"score": number(left[0]), "level": left[1],
               "amount": number(next((t for t in left[2:]
                                      if re.search(r"\d", t)), "\u2013")),
               "p_loss": number(left[left.index("P(lost)") + 1])
               if "P(lost)" in left else Shown(None),
               "text": flat([w for w in block if 118 <= w.x < head - 1]),
               "action": flat([w for w in block if w.x >= head - 1])}
