"""The same landing, range, target and flow in PDF, XLSX, CSV, JSON, e-mail,
Slack and alerts.

Each file is read by a parser of its own. What is found must equal
quarter.json to the digits shown; then each figure is forged where it stands,
and the comparison must see it. What cannot be told of a quarter (no target, a
short past, no amounts, no history, a first run) is said, not shown.
"""
import csv
import io
import json
import os
import pathlib
import re
import subprocess

import openpyxl

import pack_reader
from packs import published
from tool import check, ok, workdir

SAMPLE = pathlib.Path(os.environ["DEALSENSE_SOURCE"]) / "sample"
AMOUNT = r"(\S*\d[\d.,]*[KMBT]?)"
LANDING = re.compile(rf"Q\d \d{{4}} (?:is expected to close|closes today) at "
                     rf"{AMOUNT} won(?: \(80% range {AMOUNT} to {AMOUNT}\))?")
TARGET = re.compile(rf"{AMOUNT} of the target of {AMOUNT} \(([\d.]+%)\) are "
                    rf"won, {AMOUNT} to go")
CHANCE = re.compile(r"The chance to reach it is ((?:[<>] )?[\d.]+%)")
CLASSES = ("opening", "created", "pulled_in", "reopened", "raised", "lowered",
           "pushed_out", "lost", "won", "removed", "closing")
SIGNS = dict(zip(CLASSES, (1, 1, 1, 1, 1, -1, -1, -1, -1, -1, 0)))


def quarter_of(pack):
    return json.loads((pack / "dashboard/api/v1/quarter.json").read_text())


def truth_of(pack):
    """Landing, range, target of this quarter of the company, or of whose pack
    it is, and the flow since the quarter's start."""
    said = quarter_of(pack)
    out = {"gap": said["gap"]}
    if said["scopes"]:
        now = said["scopes"][0]["quarters"][0]
        won, target = now["won"], now["target"]
        out |= {"landing": won["landing"], "low": won["lower80"],
                "high": won["upper80"], "target": target["amount"],
                "to go": target["gap"], "chance": target["chance"],
                "won": won["so_far"]}
    flow = said["flow"]["since_start"]
    if flow["line"]:
        out |= {f"flow {c}": flow[c]["amount"] for c in CLASSES}
    return out


def flat(text):
    return " ".join(text.split())


def pdf(pack):
    return subprocess.run(["pdftotext", "-raw", pack / "brief.pdf", "-"],
                          capture_output=True, text=True, check=True).stdout


def slack(pack):
    blocks = json.loads((pack / "messages/slack.json").read_text())["blocks"]
    return "\n".join(b["text"]["text"] for b in blocks if "text" in b)


def html_of(load):
    return lambda pack: "\n".join(pack_reader.Text(load(pack)).lines())


TEXTS = {"PDF": pdf, "e-mail text": pack_reader.mail_body("plain"),
         "e-mail HTML": html_of(pack_reader.mail_body("html")),
         "Slack": slack,
         "alerts": pack_reader.text_of("messages/alerts.txt")}


def read_text(text):
    """The sentences, which are the same everywhere."""
    text, out = flat(text).replace("*", ""), {}
    for pattern, keys in ((LANDING, ("landing", "low", "high")),
                          (TARGET, ("won", "target", "share", "to go")),
                          (CHANCE, ("chance",))):
        found = set(pattern.findall(text))
        quarters = [f if isinstance(f, tuple) else (f,) for f in found]
        if pattern is LANDING:  # the next quarter's stands beside it
            first = pattern.search(text)
            quarters = [first.groups()] if first else []
        check(len(quarters) <= 1 or pattern is not CHANCE, found)
        for key, raw in zip(keys, quarters[0] if quarters else ()):
            if raw and key != "share":
                out[key] = pack_reader.number(raw.lstrip("<> "))
    return out


def read_book(pack):
    """Figures by their names; those of the flow only where it is told."""
    book = openpyxl.load_workbook(pack / "risk_workbook.xlsx", data_only=True)
    names = {"landing": "landing", "low": "landing_low",
             "high": "landing_high", "target": "landing_target",
             "to go": "target_gap", "chance": "target_chance",
             "won": "quarter_won", **{f"flow {c}": f"flow_{c}"
                                      for c in CLASSES}}
    out = {}
    for key, name in names.items():
        if name not in book.defined_names:
            continue
        sheet, cell = next(iter(book.defined_names[name].destinations))
        value = book[sheet][cell.replace("$", "")].value
        if value is not None:
            out[key] = pack_reader.Shown(float(value), 0.0051)
    return out, book


def compare(name, shown, truth):
    return [f"{name} says {key} {said.value}, quarter.json {truth.get(key)}"
            for key, said in shown.items()
            if truth.get(key) is None or not said.equals(float(truth[key]))]


def other(raw):
    at = max(i for i, c in enumerate(raw) if c.isdigit())
    return raw[:at] + str((int(raw[at]) + 1) % 10) + raw[at + 1:]


def check_texts(what, pack, truth):
    """In each text what quarter.json has; a forgery is seen. Returns how many
    figures were read."""
    seen = 0
    must = {k for k in ("landing", "low", "high", "target", "chance")
            if truth.get(k) is not None}
    if truth.get("to go") == 0:  # reached: said in other words
        must -= {"target", "chance"}
    for name, load in TEXTS.items():
        text = load(pack)
        shown = read_text(text)
        wrong = compare(f"{what}: {name}", shown, truth)
        check(not wrong, "; ".join(wrong))
        check(must <= set(shown), f"{what}: {name} lacks {must - set(shown)}")
        check(must or not set(shown) & {"landing"}, f"{what}: {name} {shown}")
        for key in must & {"landing", "target"}:
            forged = flat(text).replace(shown[key].raw, other(shown[key].raw))
            check(compare(name, read_text(forged), truth),
                  f"{what}: {key} forged in {name} goes unseen")
        seen += len(shown)
    return seen


def check_book(what, pack, truth):
    shown, book = read_book(pack)
    wrong = compare(f"{what}: workbook", shown, truth)
    check(not wrong, "; ".join(wrong))
    must = {k for k, v in truth.items() if v is not None and k != "gap"}
    check(must <= set(shown), f"{what}: workbook lacks {must - set(shown)}")
    flow = {k: v.value for k, v in shown.items() if k.startswith("flow ")}
    if flow:
        left = sum(SIGNS[c] * round(100 * flow[f"flow {c}"]) for c in CLASSES)
        check(left == round(100 * flow["flow closing"]),
              f"{what}: the flow misses its closing: {flow}")
    for sheet in ("Quarter", "Flow"):
        check(sheet in book.sheetnames, f"{what}: no sheet {sheet}")
    return len(shown)


def check_csv(what, pack):
    """Chances are those of quarter.json; with the amounts they give what the
    landing expects of open deals."""
    said = quarter_of(pack)
    by_id = {d["id"]: d for d in said["deals"]}
    text = (pack / "risk_report.csv").read_text("utf-8")
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    head = text.split("\n", 1)[0].split(",")
    check(head[-5:] == ["won_by_quarter_end", "won_by_next_quarter_end",
                        "loss_30", "loss_60", "loss_90"], head[-6:])
    total = half = 0
    for row in rows:
        for key in ("won_by_quarter_end", "won_by_next_quarter_end"):
            exact = by_id.get(row["deal_id"], {}).get(key)
            check((row[key] == "") == (exact is None) and
                  (exact is None or abs(float(row[key]) - exact) <= 5.1e-5),
                  f"{what}: {row['deal_id']} {key} {row[key]}, {exact}")
            if exact is not None:
                check(0 < exact < 1, f"{what}: a chance of {exact}")
        if row["won_by_quarter_end"] and row["amount"]:
            total += float(row["won_by_quarter_end"]) * float(row["amount"])
            half += 5e-5 * float(row["amount"])
    if said["scopes"] and said["chances"]:
        won = said["scopes"][0]["quarters"][0]["won"]
        ratio = won["amount_ratio"] * won["level"] * won["blend"]
        check(abs(total * ratio - won["open"]) <= half * ratio + 0.01,
              f"{what}: {total * ratio} of open deals, {won['open']}")
    return len(rows)


def check_pack(what, pack):
    truth = truth_of(pack)
    seen = check_texts(what, pack, truth) + check_book(what, pack, truth)
    rows = check_csv(what, pack)
    ok("verify", pack)
    print(f"{what}: {seen} figures of the quarter, {rows} deals", flush=True)
    return truth


def said_in(pack, *sentences):
    texts = {n: flat(load(pack)) for n, load in TEXTS.items()}
    for sentence in sentences:
        for name, text in texts.items():
            check(sentence in text, f"{name} does not say: {sentence}")


def strip(path, out, *columns):
    """The export without some columns."""
    with open(path, newline="", encoding="utf-8") as f:
        rows = list(csv.reader(f))
    keep = [k for k, name in enumerate(rows[0]) if name not in columns]
    check(len(keep) + len(columns) == len(rows[0]), rows[0])
    with open(out, "w", newline="", encoding="utf-8") as f:
        csv.writer(f).writerows([r[k] for k in keep if k < len(r)] for r in rows)
    return out


def main():
    with workdir() as name:
        folder = pathlib.Path(name)
        deals, history = SAMPLE / "deals.csv", SAMPLE / "history.csv"
        plain = published("sample")
        truth = check_pack("sample", plain)
        check(truth["target"] is None, "a target that nobody gave")
        label = quarter_of(plain)["scopes"][0]["quarters"][0]
        quarter = label["quarter"]
        targets = folder / "targets.csv"
        goal = round(1.1 * (truth["landing"] or truth["won"] + 1))
        targets.write_text(f"quarter,owner,amount\n{quarter},all,{goal}\n")
        run = ("run", deals, "--history", history, "--targets", targets)
        ok(*run, "--out", folder / "target")
        truth = check_pack("target", folder / "target/latest")
        check(truth["target"] == goal, truth)

        # Without a history nothing is dated; the first run says so.
        bare = folder / "bare"
        ok("run", deals, "--out", bare)
        truth = check_pack("no history", bare / "latest")
        check(not any(k.startswith("flow ") for k in truth), truth)
        # No expected close: nothing is due.
        head = deals.read_text("utf-8").split("\n", 1)[0].split(",")
        amount = next(c for c in head if "amount" in c.lower())
        none = strip(deals, folder / "none.csv", amount)
        ok("run", none, "--history", history, "--out", folder / "none",
           "--no-store")
        truth = check_pack("no amounts", folder / "none/latest")
        check(truth["gap"] and "landing" not in truth, truth)
        said_in(folder / "none/latest", "no amounts")

        # Too young a company for a range.
        young = folder / "young.csv"
        young.write_text(ok("sample", "--deals", 300, "--seed", 4).stdout)
        ok("run", young, "--out", folder / "young", "--no-store")
        check_pack("young", folder / "young/latest")


main()
