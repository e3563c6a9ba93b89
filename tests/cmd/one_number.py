"""No figure of a pack is written two ways.

Exports full of ties: reps who won k of 8 or k of 40 deals, amounts that end
in .50. In every file, each "k of n (p%)" and each row of a table that holds
"k of n" and a percentage must show the share rounded half away from zero,
and a factor must name the amount that the deal's own page shows. Sentences
may add decimals where a whole percentage would claim all or none, or to tell
two rates apart.
"""
import csv
import html
import io
import json
import os
import re
import subprocess
import zipfile
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from pathlib import Path

from tool import MAVEN, SKYGENI, check, ok, shared_is_here, workdir

SAMPLE = Path(os.environ["DEALSENSE_SOURCE"]) / "sample"
OF = r"(\d[\d,]*) of (\d[\d,]*)"
SENTENCE = re.compile(OF + r"(?: [a-z]+){0,3} \((\d[\d.,]*)%\)")


def rounded(share, decimals):
    return (Decimal(share.numerator * 100) / Decimal(share.denominator)
            ).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)


def check_share(k, n, percent, where):
    share = Fraction(int(k.replace(",", "")), int(n.replace(",", "")))
    decimals = len(percent.partition(".")[2])
    check(Decimal(percent) == rounded(share, decimals), where,
          f"{k} of {n} is written {percent}%")
    if 0 < share < 1:
        check(0 < Decimal(percent) < 100, where, f"{k} of {n} ({percent}%)")


def plain(page):
    page = re.sub(r"<(script|style)\b.*?</\1>", " ", page, flags=re.S)
    return html.unescape(re.sub(r"<[^>]+>", " ", page))


def texts(pack):
    """Every text of a pack, by file."""
    for path in sorted(pack.rglob("*")):
        name = str(path.relative_to(pack))
        if path.suffix == ".html":
            yield name, plain(path.read_text("utf-8"))
        elif path.suffix in (".json", ".csv", ".txt", ".js"):
            text = path.read_text("utf-8")
            yield name, text if path.suffix != ".js" else \
                re.sub(r"\\u([0-9a-f]{4})", lambda m: chr(int(m[1], 16)), text)
        elif path.suffix == ".xlsx":
            with zipfile.ZipFile(path) as book:
                for part in book.namelist():
                    if part.endswith(".xml"):
                        yield f"{name}:{part}", plain(
                            book.read(part).decode("utf-8"))
        elif path.suffix == ".pdf":
            yield name, subprocess.run(
                ["pdftotext", "-layout", path, "-"], check=True,
                capture_output=True, text=True).stdout


def check_tables(pack):
    """Rows that hold a count and a percentage: reps and segments."""
    n = 0
    for name in ("reps.html", "segments.html"):
        page = (pack / "dashboard" / name).read_text("utf-8")
        for row in re.findall(r"<tr\b.*?</tr>", page, re.S):
            cells = [plain(c).strip() for c in
                     re.findall(r"<td\b.*?</td>", row, re.S)]
            for left, right in zip(cells, cells[1:]):
                of = re.fullmatch(OF, left)
                percent = re.match(r"(\d[\d.]*)%", right)
                if of and percent:
                    check_share(*of.groups(), percent[1], f"{name}: {row[:80]}")
                    n += 1
    return n


def check_amounts(pack):
    """A factor's amount is that of its deal, as its page shows it."""
    n = 0
    for path in sorted(pack.glob("dashboard/api/v1/deals/*.json")):
        deal = json.loads(path.read_text("utf-8"))
        if deal["amount"] is None:
            continue
        whole = Decimal(str(deal["amount"])).quantize(Decimal(1), ROUND_HALF_UP)
        page = plain((pack / f"dashboard/deal/{path.stem}.html")
                     .read_text("utf-8"))
        for factor in deal["factors"]:
            said = re.match(r"\D{0,4}(\d[\d,]*(?:\.\d+)?)[^\d;]*; "
                            r"(?:larger|smaller|the rule)", factor["evidence"])
            if factor["subject"] != "amount" or not said:
                continue
            check(said[1] == f"{whole:,}", path.name, factor["evidence"], whole)
            check(f"{whole:,}" in page, path.name, "not on its page", whole)
            n += 1
    return n


def check_pack(pack, least):
    sentences = 0
    for name, text in texts(pack):
        for found in SENTENCE.finditer(re.sub(r"\s+", " ", text)):
            check_share(*found.groups(), f"{name}: {found[0]}")
            sentences += 1
    rows, amounts = check_tables(pack), check_amounts(pack)
    check(sentences >= least[0] and rows >= least[1] and amounts >= least[2],
          "too little was found to compare", sentences, rows, amounts)
    return sentences, rows, amounts


def ties(folder):
    """The sample with ties: who owns a closed deal, and .50 to all amounts."""
    table = list(csv.DictReader(io.StringIO(ok(
        "sample", "--deals", 2500, "--seed", 11,
        "--as-of", "2026-06-29").stdout)))
    won = [r for r in table if r["outcome"] == "Won"]
    lost = [r for r in table if r["outcome"] == "Lost"]
    for group, size in (("owner", 8), ("industry", 40)):
        w, l = iter(won), iter(lost)
        for k in range(1, size, 2):  # odd counts tie at half of the eighths
            for i in range(size):
                row = next(w if i < k else l, None)
                if row:
                    row[group] = f"{group.title()} {k} of them"
    for row in table:
        if row["amount"]:
            row["amount"] = f"{int(float(row['amount']))}.50"
    path = folder / "ties.csv"
    with open(path, "w", encoding="utf-8", newline="") as f:
        writer = csv.DictWriter(f, table[0])
        writer.writeheader()
        writer.writerows(table)
    return path


def main(folder):
    runs = [("ties", (ties(folder), "--as-of", "2026-06-29"), (50, 10, 5)),
            ("sample", (SAMPLE / "deals.csv", "--history",
                        SAMPLE / "history.csv"), (50, 10, 1))]
    if shared_is_here("one number in SkyGeni and Maven"):
        maven = folder / "maven.ini"
        maven.write_text("[columns]\n", "utf-8")
        runs += [("skygeni", (SKYGENI, "--as-of", "2024-01-01"), (20, 10, 0)),
                 ("maven", (MAVEN, "--config", maven), (20, 10, 0))]
    for name, args, least in runs:
        out = folder / name
        ok("run", *args, "--out", out, "--no-store", "--quiet")
        print(name, "sentences, rows, amounts:",
              *check_pack(out / "latest", least))


with workdir() as name:
    main(Path(name))
