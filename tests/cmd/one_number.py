"""No figure of a pack is written two ways.

Exports full of ties: reps who won k of 8 or k of 40 deals, amounts that end
in .50. In every file, each "k of n (p%)" and each row of a table that holds
"k of n" and a percentage must show the share rounded half away from zero.
Every figure in the factors of a deal (rates, days, amount, pushes) must be the
one of the tables: its page, CSV, workbook and JSON, reps and segments. The
same of what is said of similar deals and of deals of its age. Sentences may
add decimals where a whole percentage would claim all or none, or to tell two
rates apart. With the argument `large` all that of 16,000 deals.
"""
import collections
import csv
import datetime
import html
import io
import json
import re
import subprocess
import sys
import warnings
import zipfile
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from pathlib import Path

import openpyxl

from packs import published
from tool import MAVEN, check, ok, rows, shared_is_here, workdir

# It does not read the newer data bars, which stand beside the older ones.
warnings.filterwarnings("ignore", module="openpyxl")
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


def number(text):
    return Decimal(text.replace(",", ""))


class Tables:
    """What stands beside the sentences, by deal and by group."""
    FIELDS = {"rep": "owner", "source": "lead_source", "industry": "industry",
              "region": "region", "product": "product"}
    SHEET = {"Source": "lead_source"}  # how it names a group

    def __init__(self, pack):
        self.summary = json.loads(
            (pack / "dashboard/api/v1/summary.json").read_text("utf-8"))
        self.csv = {r["deal_id"]: r for r in rows(pack / "risk_report.csv")}
        book = openpyxl.load_workbook(pack / "risk_workbook.xlsx",
                                      read_only=True, data_only=True)
        head, *lines = book["Data"].iter_rows(values_only=True)
        self.deals = {r[0]: dict(zip(head, r)) for r in lines}
        lines = list(book["Settings"].iter_rows(values_only=True))
        start = [r[0] for r in lines].index("Thresholds in force")
        self.limits = [r[1] for r in lines[start:]
                       if isinstance(r[1], (int, float))]
        # Won and closed of each group, in JSON, workbook and page.
        groups = [{("rep", r["id"]): (r["won"], r["closed"])
                   for r in self.summary["reps"]}, {}, {}]
        groups[0].update({(r["field"], r["id"]): (r["won"], r["closed"])
                          for r in self.summary["segments"]})
        for sheet in ("Reps", "Segments"):
            groups[1].update({
                (self.SHEET.get(r[0], r[0].lower()), r[1]): (r[2], r[3])
                for r in book[sheet].iter_rows(values_only=True)
                if isinstance(r[3], int)})
        for page in ("reps.html", "segments.html"):
            field = None
            for row in re.findall(r"<tr\b.*?</tr>", (
                    pack / "dashboard" / page).read_text("utf-8"), re.S):
                cells = [plain(c).strip() for c in
                         re.findall(r"<t[hd]\b.*?</t[hd]>", row, re.S)]
                of = re.fullmatch(OF, cells[1]) if len(cells) > 1 else None
                if 'scope="col"' in row:
                    field = cells[0].lower().replace(" ", "_")
                elif of:
                    groups[2][field, cells[0]] = tuple(
                        int(number(x)) for x in of.groups())
        self.groups = groups

    def rates(self, subject, label):
        field = self.FIELDS.get(subject)
        key = ("rep" if subject == "rep" else field, label)
        return [g.get(key) for g in self.groups]

    def won(self):
        d = self.summary["deals"]
        return Fraction(d["won"], d["won"] + d["lost"])


def shown(page, label):
    """The value beside a label of a deal's page."""
    found = re.search(rf"<dt>{label}</dt><dd><bdi>(.*?)</bdi>", page)
    return html.unescape(found[1]) if found else None


def same(said, where, *others):
    for other in others:
        check(other is not None and Decimal(str(other)) == said, where,
              f"says {said}, beside it stands {other}")


def compare_rate(t, deal, page, subject, found):
    """No table lists accounts, own fields, or the last 90 days of a rep."""
    k, n, recent, overall = found.groups()
    if subject in t.FIELDS and not recent:
        rates = t.rates(subject, deal[t.FIELDS[subject]])
        want = int(number(k)), int(number(n))
        check(all(r == want for r in rates), found[0], deal["deal_id"], rates)
    decimals = len(overall.partition(".")[2])
    same(Decimal(overall), found[0], rounded(t.won(), decimals))


def compare_field(column, label):
    def compare(t, deal, page, subject, found):
        said = number(found[1])
        same(said, found[0], deal[column], t.csv[deal["deal_id"]][column],
             t.deals[deal["deal_id"]][column],
             number(shown(page, label) or "x"))
    return compare


def compare_stage(t, deal, page, subject, found):
    compare_field("days_in_stage", "Days in stage")(t, deal, page, subject,
                                                    found)
    check(found[2] == deal["stage"], found[0], deal["stage"])


def compare_passed(t, deal, page, subject, found):
    """No table lists past stays; none is longer than the deal is old."""
    check(deal["age_days"] is None or number(found[1]) <= deal["age_days"],
          found[0], deal["age_days"])


def compare_cycles(t, deal, page, subject, found):
    same(number(found[2]), found[0], t.summary["metrics"]["mean_cycle_deals"])


def compare_amount(t, deal, page, subject, found):
    whole = [Decimal(str(a)).quantize(Decimal(1), ROUND_HALF_UP)
             for a in (deal["amount"], t.csv[deal["deal_id"]]["amount"],
                       t.deals[deal["deal_id"]]["amount"])]
    page_says = re.sub(r"^\D+|\D+$", "", shown(page, "Amount"))
    same(number(found[1]), found[0], *whole, number(page_says))


def compare_close(sign):
    def compare(t, deal, page, subject, found):
        day = datetime.date.fromisoformat
        days = (day(deal["expected_close"]) - day(deal["as_of"])).days
        same(number(found[1]), found[0], sign * days)
    return compare


def compare_pushes(t, deal, page, subject, found):
    times = {"not pushed": "0", "once": "1"}.get(found[1], found[1])
    same(number(times.split()[0]), found[0], deal["push_count"])


def compare_quiet(t, deal, page, subject, found):
    day = datetime.date.fromisoformat
    days = (day(deal["as_of"]) - day(deal["last_activity"])).days
    same(number(found[1]), found[0], days)


def compare_mean(t, deal, page, subject, found):
    mean = Decimal(str(t.summary["metrics"]["mean_cycle_days"]))
    check(abs(number(found[1]) - mean) <= Decimal("0.055"), found[0], mean)


def compare_limit(t, deal, page, subject, found):
    """One of the thresholds that the sheet Settings lists."""
    step = Decimal(1).scaleb(-len(found[1].partition(".")[2]))
    scale = 100 if found[2] == "%" else 1
    limits = {(Decimal(str(x)) * scale).quantize(step, ROUND_HALF_UP)
              for x in t.limits}
    check(number(found[1]) in limits, found[0], sorted(limits))


# A figure in a sentence of a deal's factors, and what must say the same.
EVIDENCE = [
    ("rate", r"won " + OF + r" \([\d.]+%\)( in the last \d+ days)?; "
     r"all deals ([\d.]+)%", compare_rate),
    ("age", r"^([\d,]+) days? old", compare_field("age_days", "Age, days")),
    ("passed", r"^([\d,]+) days? in (.*?) before(?:;|$)", compare_passed),
    ("stage", r"^([\d,]+) days? in ((?:(?! before(?:;|$)).)*?)(?:;|$)",
     compare_stage),
    ("cycles", OF + r" \([\d.]+%\) closed deals", compare_cycles),
    ("amount", r"^\D{0,4}(\d[\d,]*(?:\.\d+)?)[^\d;]*; "
     r"(?:larger|smaller|the rule)", compare_amount),
    ("close", r"^Expected close in ([\d,]+) days?", compare_close(1)),
    ("close", r"^Expected close passed ([\d,]+) days? ago",
     compare_close(-1)),
    ("pushes", r"^Close date (?:pushed )?(not pushed|once|\d+ times)",
     compare_pushes),
    ("mean", r"closed deals took ([\d.,]+) on average", compare_mean),
    ("limit", r"the rule's limit is \D{0,4}([\d,]+(?:\.\d+)?)(%?)",
     compare_limit),
    ("quiet", r"^No activity for ([\d,]+) days?", compare_quiet),
]


def check_similar(deal, count):
    """The sentence, the counts and the list of similar deals."""
    similar = deal.get("similar")
    if not similar or not similar["list"]:
        return
    found = re.search(OF + r" similar deals", similar["text"])
    check(found, similar["text"])
    ends = [s["outcome"] for s in similar["list"]]
    check([int(g) for g in found.groups()] == [similar["lost"],
          similar["deals"]] == [ends.count("lost"), len(ends)],
          similar["text"], ends)
    bounds = re.search(r"interval ([\d.]+)% to ([\d.]+)%", similar["text"])
    if bounds:
        for said, exact in zip(bounds.groups(), (similar["lower95"],
                                                 similar["upper95"])):
            check(abs(float(said) - 100 * exact) <= 0.51, similar["text"])
    count["similar"] += 1


def check_outlook(t, deal, page, count):
    """When it will be won or lost, or what became of deals of its age: page,
    JSON, CSV, workbook."""
    outlook = deal.get("outlook")
    if not outlook or not outlook["of"]:
        return
    label = "Chance to be won"
    if outlook["of"] == "age":
        of = re.search(r"<dt>All ([\d,]+) deals this old</dt>", page)
        if not of:
            return
        label = f"All {of[1]} deals this old"
        same(Decimal(int(number(of[1]))), label, outlook["deals"],
             t.csv[deal["deal_id"]]["deals_this_age"],
             t.deals[deal["deal_id"]]["deals_this_age"])
    line = shown(page, label)
    for days in (30, 60, 90):
        exact = outlook[f"win_{days}"]
        if exact is None:
            continue
        said = re.search(rf"([<>]?) ?([\d.]+)% within {days}\b", line)
        check(said, line)
        check(exact <= 0.01 if said[1] == "<" else exact >= 0.99
              if said[1] == ">" else abs(float(said[2]) - 100 * exact) <= 0.51,
              line, exact)
        check(float(t.csv[deal["deal_id"]][f"win_{days}"]) == exact, line)
        check(abs(t.deals[deal["deal_id"]][f"win_{days}"] - exact) < 1e-4,
              line)
    count["outlook"] += 1


def check_factors(t, deal, page, count):
    line, sheet = t.csv[deal["deal_id"]], t.deals[deal["deal_id"]]
    words = re.sub(r"\s+", " ", plain(page))
    for k, factor in enumerate(deal["factors"], 1):
        said = f"{factor['subject']}: {factor['evidence']}"
        check(line[f"factor_{k}"] == sheet[f"factor_{k}"] == said, said,
              line[f"factor_{k}"], sheet[f"factor_{k}"])
        check(re.sub(r"\s+", " ", factor["evidence"]) in words, said,
              "is not on the page")
        same(Decimal(line[f"factor_{k}_points"]), said, factor["points"])
        count["sentences with figures"] += bool(re.search(r"\d", said))
        for kind, pattern, compare in EVIDENCE:
            found = re.search(pattern, factor["evidence"])
            if found:
                compare(t, deal, page, factor["subject"], found)
                count[kind] += 1


def check_evidence(pack):
    """Every figure in a deal's sentences against the tables beside it."""
    t, count = Tables(pack), collections.Counter()
    for path in sorted(pack.glob("dashboard/api/v1/deals/*.json")):
        deal = json.loads(path.read_text("utf-8"))
        page = (pack / f"dashboard/deal/{path.stem}.html").read_text("utf-8")
        check_factors(t, deal, page, count)
        check_similar(deal, count)
        check_outlook(t, deal, page, count)
    return count


def check_pack(pack, least):
    sentences = 0
    for name, text in texts(pack):
        for found in SENTENCE.finditer(re.sub(r"\s+", " ", text)):
            check_share(*found.groups(), f"{name}: {found[0]}")
            sentences += 1
    table_rows, evidence = check_tables(pack), check_evidence(pack)
    check(sentences >= least[0] and table_rows >= least[1] and
          least[2] <= evidence.keys(), "too little was found to compare",
          sentences, table_rows, evidence)
    return (f"{sentences} sentences, {table_rows} rows; figures of deals:",
            dict(evidence))


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


def large(folder):
    """16,000 deals, as a company of some size has them."""
    path, history = folder / "large.csv", folder / "large_history.csv"
    path.write_text(ok("sample", "--deals", 16000, "--seed", 16, "--as-of",
                       "2026-06-29", "--history", history).stdout, "utf-8")
    return path, "--history", history


def main(folder, size):
    few = {"rate", "age", "similar", "outlook"}
    runs = [("ties", (ties(folder), "--as-of", "2026-06-29"),
             (50, 10, few | {"amount"})),
            ("sample", None,
             (50, 10, few | {"amount", "stage", "cycles"}))]
    if size == "large":
        runs = [("large", large(folder), (1000, 10, few | {
            "amount", "stage", "cycles"}))]
    elif shared_is_here("one number in SkyGeni and Maven"):
        maven = folder / "maven.ini"
        maven.write_text("[columns]\n", "utf-8")
        runs += [("skygeni", None,
                  (20, 10, {"age", "amount"})),
                 ("maven", (MAVEN, "--config", maven),
                  (20, 10, {"outlook", "age"}))]
    for name, args, least in runs:
        pack = folder / name / "latest"
        if args:
            ok("run", *args, "--out", folder / name, "--no-store", "--quiet")
        else:
            pack = published(name)
        print(name, *check_pack(pack, least), flush=True)


with workdir() as name:
    main(Path(name), *(sys.argv[1:] or ["usual"]))
