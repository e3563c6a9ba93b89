"""Every number that a JSON document says, in every way in which a page may
write it, and the numbers of a page.
"""
import functools
import re

MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()


def rounded(x, decimals):
    """Both ways where it lies in the middle."""
    shift = abs(x) * 10 ** decimals
    return {f"{n / 10 ** decimals:,.{decimals}f}"
            for n in (int(shift + 0.5 - 1e-6), int(shift + 0.5 + 1e-6))}


@functools.lru_cache(maxsize=None)
def spellings(x):
    """Every way in which the brief may write a number."""
    out = set()
    for decimals in range(4):
        out |= rounded(x, decimals)
    if 0 < x < 0.005:
        out |= {f"{t}%" for t in rounded(100 * x, 2)}
    for decimals in range(2):
        out |= {f"{t}%" for t in rounded(100 * x, decimals)}
        out |= {f"{t}%" for t in rounded(x, decimals)}  # naive_change_pct
        for unit, size in (("K", 1e3), ("M", 1e6), ("B", 1e9), ("T", 1e12)):
            out |= {f"{t}{unit}" for t in rounded(x / size, decimals)}
    if 0 < x < 0.001:
        out.add("0.001")  # "p < 0.001"
    return out


def tokens(text):
    """Dates as ISO, quarters, and numbers with their unit but no sign."""
    for day, month, year in re.findall(
            rf"\b(\d+)\s({'|'.join(MONTHS)})[a-z]*\s(\d{{4}})\b", text):
        yield f"{year}-{MONTHS.index(month) + 1:02}-{int(day):02}"
    text = re.sub(rf"\b\d+\s({'|'.join(MONTHS)})[a-z]*\s\d{{4}}\b", " ", text)
    for day, month in re.findall(rf"\b(\d+)\s({'|'.join(MONTHS)})\b", text):
        yield f"-{MONTHS.index(month) + 1:02}-{int(day):02}"  # of this year
    text = re.sub(rf"\b\d+\s({'|'.join(MONTHS)})\b", " ", text)
    text = re.sub(r"\bQ(\d)\s+(?:FY)?(\d{4})\b", r"\2Q\1", text)
    for found in re.finditer(r"\b\d{4}Q\d\b|\d[\d,]*(?:\.\d+)*(?:[KMBT%]\b|%)?",
                             text):
        yield found[0].rstrip(",")


def said_by(document, out=None):
    """Every number and date in a JSON document, its texts included."""
    out = set() if out is None else out
    if isinstance(document, dict):
        for value in document.values():
            said_by(value, out)
    elif isinstance(document, list):
        for value in document:
            said_by(value, out)
    elif isinstance(document, str):
        for day in re.findall(r"\d{4}-\d\d-\d\d", document):
            out |= {day, day[4:]}
        out.update(tokens(document))
    elif isinstance(document, (int, float)) and \
            not isinstance(document, bool):
        out |= spellings(document)
    return out
