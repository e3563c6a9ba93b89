"""The same totals in PDF, XLSX, HTML, CSV, JSON, e-mail, Slack and alerts, and
no figure in the brief that the JSON does not hold.

Each file is read by a parser of its own (pack_reader.py, pack_pdf.py). What is
found must equal the JSON to the digits shown. Then each total that a file
shows is forged there, and the comparison must see it.
"""
import base64
import functools
import json
import os
import pathlib
import re
import struct
import subprocess
import sys

import hostile_world
import pack_pdf
import pack_reader
import pack_said
from packs import published
from tool import SHARED, SKYGENI, check, ok, shared_is_here, workdir

SOURCE = pathlib.Path(os.environ["DEALSENSE_SOURCE"])
SAMPLE = SOURCE / "sample"
SOURCES = {**pack_reader.SOURCES, "PDF": (pack_pdf.boxes, pack_pdf.read_pdf)}
TOTALS = ["open", *pack_reader.LEVELS, "pipeline", "at_risk", "as_of", "mode"]
AMOUNTS = [f"{level} amount" for level in pack_reader.LEVELS]
FOREIGN = "1.234,56 kr"  # the pack that writes numbers another way
CLOSED = ["won", "lost"]
MONEY = ["expected_loss", "protection_potential"]
ALL = {*TOTALS, *AMOUNTS, *CLOSED, *MONEY}
# What a file of open deals, or one as short as Slack's, does not carry.
LACKS = {"CSV": {*CLOSED, "protection_potential"},
         "script": {*CLOSED, *MONEY}, "Slack": {*AMOUNTS}}
# Without an open deal there is nothing to list, and no chart of levels.
LACKS_EMPTY = {"CSV": {"as_of", "mode"},
               "HTML": {*pack_reader.LEVELS, *AMOUNTS},
               "PDF": {"medium", "low", *AMOUNTS}}


def compare(name, shown, truth):
    """What does not agree, by the name of the total."""
    return {key: f"{name} says {key} {said.value}, the JSON {truth[key].value}"
            for key, said in shown.items()
            if not said.equals(truth[key].value)}


def swap(text):
    """The marks of 1.234,56 as those of 1,234.56 and back; no "kr" behind."""
    text = re.sub(r"(?i)(?:\xa0|\\u00a0)kr\b", "", text)
    return re.sub(r"(?<=\d)[.,](?=\d)", lambda m: ".,"[m[0] == "."], text)


def in_english(name, content):
    """What a pack in 1.234,56 and "kr" behind says, with the marks that the
    readers know. An English number in it becomes a foreign one, and is seen.
    Files for machines are read as they are, but for their texts."""
    if name in ("CSV", "XLSX", "script", "JSON"):
        return content
    if name == "PDF":  # words in boxes, whose coordinates stay
        content = re.sub(r"</word>\n[^\n]*>kr([;:,.)]*)</word>",
                         r"\1</word>", content)
        return re.sub(r">([^<>]*)</word>",
                      lambda m: f">{swap(m[1])}</word>", content)
    return swap(content)


def texts_in_english(document):
    if isinstance(document, dict):
        return {k: texts_in_english(v) for k, v in document.items()}
    if isinstance(document, list):
        return [texts_in_english(v) for v in document]
    return swap(document) if isinstance(document, str) else document


def check_totals(what, pack):
    contents = {n: load(pack) for n, (load, _) in SOURCES.items()}
    if what == FOREIGN:
        contents = {n: in_english(n, c) for n, c in contents.items()}
    truth = SOURCES["JSON"][1](contents["JSON"])
    check(set(truth) == ALL, f"{what}: {ALL - set(truth)} not in the JSON")
    seen = 0
    for name, content in contents.items():
        shown = SOURCES[name][1](content)
        wrong = compare(f"{what}: {name}", shown, truth)
        check(not wrong, "; ".join(wrong.values()))
        lacks = set(LACKS.get(name, ()))
        if not truth["open"].value:
            lacks |= LACKS_EMPTY.get(name, set())
        if name not in ("JSON", "XLSX") and not truth["at_risk"].value:
            lacks.add("protection_potential")
        check(set(shown) == ALL - lacks,
              f"{what}: {name} carries {sorted(shown)}")
        seen += len(shown)
    return contents, truth, seen


def other(raw):
    """Another figure in the same form: its last digit."""
    at = max(i for i, c in enumerate(raw) if c.isdigit())
    return raw[:at] + str((int(raw[at]) + 1) % 10) + raw[at + 1:]


def forgeries(content, raw):
    """The content with one place changed where `raw` stands."""
    for found in re.finditer(rf"(?<![\d.,]){re.escape(raw)}(?!\d|[.,]\d)",
                             content):
        yield content[:found.start()] + other(raw) + content[found.end():]


def is_seen(name, forged, key, truth):
    try:
        return key in compare(name, SOURCES[name][1](forged), truth)
    except ValueError:  # the file contradicts itself
        return True


def forge_shown(what, contents, truth):
    """Each figure of a file that shows totals; dates in a brief are words."""
    forged = 0
    for name in ("HTML", "e-mail text", "e-mail HTML", "Slack", "alerts",
                 "PDF"):
        content = contents[name]
        for key, said in SOURCES[name][1](content).items():
            raw = said.raw
            if key == "as_of" and name == "PDF":
                raw = raw.split()[2]
            if key == "lost" and not raw:  # shown as won of closed
                raw = f"{int(truth['won'].value + truth['lost'].value):,}"
            if key == "mode":
                continue  # said in words, see forge_modes
            check(any(is_seen(name, text, key, truth)
                      for text in forgeries(content, raw)),
                  f"{what}: {key} {raw!r} forged in {name} goes unseen")
            forged += 1
    return forged


def forge_modes(contents, truth):
    lies = (("HTML", "Rules only: ", "Rules and "),
            ("PDF", ">Rules<", ">Rulers<"),
            ("Slack", "Rules only: ", "Hybrid score: "),
            ("alerts", "Rules only: ", "Hybrid: "),
            ("e-mail text", "Rules only: ", "Hybrid: "),
            ("e-mail HTML", "rules alone.", "rules and a model."))
    for name, word, lie in lies:
        check(is_seen(name, contents[name].replace(word, lie), "mode", truth),
              f"the mode forged in {name} goes unseen")
    return len(lies)


def forge_lists(contents, truth):
    """One deal's amount, its level, and a deal less."""
    lines = contents["CSV"].splitlines(keepends=True)
    head = lines[0].strip().split(",")
    row = lines[1].split(",")
    amount, level = head.index("amount"), head.index("risk_level")
    check(re.fullmatch(r"[\d.]+", row[amount]), f"row {row}")
    cheaper = [*row[:amount], other(row[amount]), *row[amount + 1:]]
    milder = [*row[:level], "LOW", *row[level + 1:]]
    script = contents["script"]
    amounts = pack_reader.column(script, "amount", "d")
    raw, cheap = (base64.b64encode(struct.pack(f"<{len(a)}d", *a)).decode()
                  for a in (amounts, [amounts[0] + 1, *amounts[1:]]))
    check(raw in script, "no amounts in the script")
    for name, forged, key in (
            ("CSV", [lines[0], ",".join(cheaper), *lines[2:]], "pipeline"),
            ("CSV", [lines[0], ",".join(milder), *lines[2:]], "low"),
            ("CSV", lines[:-1], "open"),
            ("script", script.replace(raw, cheap), "pipeline")):
        check(is_seen(name, "".join(forged), key, truth),
              f"{key} forged in {name} goes unseen")
    return 4


def forge_workbook(contents, truth, folder):
    names = {"open": "open_deals", "won": "won_deals", "lost": "lost_deals",
             **{k: f"{k}_deals" for k in pack_reader.LEVELS},
             **{k: k for k in ("pipeline", "at_risk", *MONEY)}}
    for key, cell in names.items():
        forged = folder / f"{key}.xlsx"
        subprocess.run([sys.executable, SOURCE / "tests/render/workbook/edit_cell.py",
                        contents["XLSX"], forged, cell], check=True)
        check(is_seen("XLSX", forged, key, truth),
              f"{key} forged in XLSX goes unseen")
    return len(names)


def shortened(whole, text):
    """The brief ends in an ellipsis what does not fit."""
    if whole in text:
        return True
    return any(whole[:n] + "\u2026" in text for n in range(12, len(whole)))


def brief_lists(summary, every):
    """The deals of its first page, and those of the list below."""
    by_id = {d["deal_id"]: d for d in every}
    today = [by_id[t["id"]] for t in summary["today"]]
    n = min(5, asking(every))
    first, more = today[:n], today[n:]
    if len(every) <= pack_pdf.FEW_DEALS:
        return first, [d for d in every if d not in first]
    return first, more if today else every[:10]


def asking(deals):
    """How many of them ask for something."""
    return sum(d["risk_level"] in ("HIGH", "CRITICAL") or bool(d["flags"])
               for d in deals)


def sums(summary, first):
    """Of the heading of today: what the first deals hold, and its share."""
    amount = sum(d["amount"] or 0 for d in first)
    return [amount, amount / (summary["money"]["pipeline"] or 1)]


def check_today(what, words, summary, first):
    """The heading's count, sum and share are those of the deals below it."""
    shown = list(pack_pdf.today_deals(words))
    check(len(shown) == len(first), f"{what}: {len(shown)} deals today")
    for line, deal, said in zip(shown, first, summary["today"]):
        where = f"{what}: {deal['deal_id']} today: {line}"
        check(line["amount"].equals(deal["amount"]) and
              line["expected_loss"].equals(said["expected_loss"]) and
              line["p_loss"].equals(deal["p_loss"]) and
              line["level"] == deal["risk_level"], where)
        for text, of in ((said["action"] or "", line["action"]),
                         (said["owner"] or "", line["action"]),
                         (said["why"] or "", line["text"])):
            check(not text.isascii() or shortened(text, of), f"{where}: {text}")
    if not first:
        return
    head = re.search(r"^What to do today: (\d+) deals?(?:, (.+?), "
                     r"([\d.,]+.?%) of the pipeline)?$",
                     pack_pdf.text_of([w for w in words if w.page == 1]), re.M)
    amounts = [d["amount"] for d in first if d["amount"] is not None]
    check(head and int(head[1]) == len(first), f"{what}: heading {head}")
    if amounts and head[2]:
        amount, share = sums(summary, first)
        check(pack_reader.number(head[2]).equals(amount) and
              pack_reader.number(head[3].rstrip("%").strip())
              .equals(100 * share), f"{what}: {head[0]}, {amounts}")


@functools.lru_cache(maxsize=None)
def brief_truth(what, pack):
    """What the JSON says of a pack's brief: the summary, the deals of today
    and those below, and every number that the brief may hold."""
    def load(name):
        path = pack / f"dashboard/api/v1/{name}.json"
        said = json.loads(path.read_text("utf-8"))
        return texts_in_english(said) if what == FOREIGN else said
    summary, every = load("summary"), load("deals")["deals"]
    first, deals = brief_lists(summary, every)
    # Only listed deals count, lest a number be found among thousands by
    # chance; of the others the brief gives their dates.
    said = pack_said.said_by([
        summary, load("model"),
        *(load(f"deals/{d['file_id']}") for d in first + deals),
        sums(summary, first), asking(every), len(deals) - asking(deals),
        load("quarter"), past_said(json.loads((
            pack / "dashboard/api/v1/quarter.json").read_text("utf-8")))])
    said.add("100")  # a score is of 100
    for due in (d["action"]["due"] for d in every if d["action"]["due"]):
        said |= {due, due[4:]}
    check(len(said) > 100, f"{what}: {len(said)} numbers in the JSON")
    return summary, first, deals, said


def check_brief(what, pack, content):
    """Every deal of the list, and every number of the brief, is in the JSON."""
    words = pack_pdf.words_of(content)
    summary, first, deals, said = brief_truth(what, pack)
    check_today(what, words, summary, first)
    listed = list(pack_pdf.listed_deals(words))
    check(len(listed) == len(deals), f"{what}: {len(listed)} listed, "
          f"{len(deals)} expected")
    for shown, deal in zip(listed, deals):
        where = f"{what}: {deal['deal_id']} in the brief: {shown}"
        for key, of in (("score", "risk_score"), ("amount", "amount"),
                        ("p_loss", "p_loss")):
            check(shown[key].equals(deal[of]), f"{where}, {of} {deal[of]}")
        check(shown["level"] == deal["risk_level"], where)
        for factor in deal["factors"]:
            line = f"{factor['points']:+.1f} {factor['evidence']}"
            check(not line.isascii() or
                  shortened(" ".join(line.split()), shown["text"]),
                  f"{where}: no {line!r}")
        action = deal["action"]["text"] or ""
        check(not action.isascii() or shortened(action, shown["action"]), where)
    # The same of the rest.
    text = pack_pdf.text_of([w for w in words if not is_axis(w, words) and
                             not is_fan(w, words)])
    strange = {t for t in pack_said.tokens(text) if t not in said}
    check(not strange, f"{what}: {sorted(strange)} in the brief alone")
    return len(listed)


def forge_brief(what, pack, content):
    """Figures of the first deal that the brief lists, one after the other."""
    deal = next(pack_pdf.listed_deals(pack_pdf.words_of(content)))
    figures = [deal[key].raw for key in ("score", "amount", "p_loss")]
    figures += re.findall(r"\+\d+\.\d", deal["text"])
    def unseen(text):
        try:
            check_brief(what, pack, text)
        except AssertionError:
            return False
        return True
    for raw in figures:  # elsewhere the same may be one number of many
        check(not all(unseen(text) for text in forgeries(content, raw)),
              f"{what}: {raw} forged in the brief goes unseen")
    return len(figures)


def past_said(quarter):
    """Told against what came, as the brief's record of past quarters has it:
    of each past quarter, in percent."""
    out = []
    for scope in quarter["scopes"]:
        for won in (q["won"] for q in scope["quarters"]):
            for past in won["past"]:
                told = past[won["method"] or "model"]["landing"]
                if told is not None and past["truth"]:
                    out.append(abs(told / past["truth"] - 1))
    return out


def is_fan(word, words):
    """The scale of the fan, left of it: round amounts by themselves."""
    legend = next((w for w in words if w.text == "hatched:"), None)
    return legend and word.page == legend.page and \
        legend.y < word.y < legend.y + 240 and word.right < 100


def is_axis(word, words):
    """The scale of the cycle chart: years and round numbers by themselves."""
    page = next((w.page for w in words if w.text == "Kaplan\u2013Meier"), 0)
    if word.page != page or not re.fullmatch(r"20\d\d|\d*[05]", word.text):
        return False
    return not any(w.page == page and abs(w.y - word.y) < 3 and
                   (0 < w.x - word.right < 6 or 0 < word.x - w.right < 6)
                   for w in words)


def packs(folder):
    """Name and pack of each case."""
    foreign = folder / "foreign.ini"
    foreign.write_text('[report]\nnumber_format = "1.234,56"\n'
                       "symbol = kr\nsymbol_position = after\n", "utf-8")
    small = folder / "small.csv"
    small.write_text(ok("sample", "--deals", 80, "--seed", 3).stdout, "utf-8")
    hostile_world.write(folder / "hostile.csv")
    for name, *args in (
            ("sample",),
            (FOREIGN, SAMPLE / "deals.csv", "--history",
             SAMPLE / "history.csv", "--config", foreign),
            ("rules only",),
            ("no amounts",),
            ("small", small),
            ("nothing open", SKYGENI, "--as-of", "2024-07-20"),
            ("hostile", folder / "hostile.csv", "--as-of", "2024-03-01")):
        if (name in ("rules only", "no amounts") or
                args and SHARED in args[0].parents) and \
                not shared_is_here(name):
            continue
        if not args:  # as it is published for other tests, too
            yield name, published({"rules only": "skygeni",
                                   "no amounts": "maven"}.get(name, name))
            continue
        out = folder / name
        ok("run", *args, "--out", out, "--no-store")
        yield name, out / "latest"


def main():
    with workdir() as name:
        folder = pathlib.Path(name)
        for what, pack in packs(folder):
            contents, truth, seen = check_totals(what, pack)
            listed = check_brief(what, pack, contents["PDF"])
            print(f"{what}: {seen} totals in {len(contents)} files, "
                  f"{listed} deals in the brief", flush=True)
            forged = 0
            if what == "sample":
                forged += forge_workbook(contents, truth, folder)
                forged += forge_lists(contents, truth)
                forged += forge_brief(what, pack, contents["PDF"])
            if what == "rules only":
                forged += forge_modes(contents, truth)
            if what in ("sample", "small", FOREIGN):
                forged += forge_shown(what, contents, truth)
            if forged:
                print(f"  {forged} forgeries seen")


main()
