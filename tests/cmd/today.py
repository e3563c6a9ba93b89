"""What to do today, reckoned again from the CSV and the export.

Flags of every open deal, the order of the list, the heading's sum and share;
every action names a fact that is so of its deal; nobody has more TODAYs than
allowed; the same five deals in the same order in every message; and no
sentence of a pack gives the all-clear. On five packs: the sample, one rep's
worth of money, a CRM half of whose deals are quiet, and, where they are there,
SkyGeni and Maven.
"""
import csv
import datetime
import email
import email.policy
import io
import json
import pathlib
import random
import re
import subprocess
import zipfile

from asked import FIRST, MORE, asks, by_money, listed, number
from packs import published
from tool import check, ok, rows, shared_is_here, summary, workdir


def day(text):
    return datetime.date.fromisoformat(text) if text else None


def is_short(text, amount):
    """Is "$1.2M", "$718K" or "$900" that amount, rounded?"""
    digits = re.sub(r"[^\d.]", "", text)
    unit = {"K": 1e3, "M": 1e6, "B": 1e9}.get(text[-1], 1)
    half = 0.5 * 10 ** -len(digits.partition(".")[2])
    return abs(float(digits) - amount / unit) <= half + 1e-9


def quiet_export(path, n=61):
    """A Salesforce-like export; every second open deal is quiet, every third
    is overdue, and each fourth lacks a next step."""
    draw, as_of = random.Random(5), datetime.date(2026, 6, 29)
    table = [["Opportunity ID", "Opportunity Name", "Opportunity Owner",
              "Amount", "Created Date", "Close Date", "Stage",
              "Last Activity", "Next Step", "Push Count"]]
    for k in range(n + 240):
        closed = k >= n
        born = as_of - datetime.timedelta(draw.randint(20, 90))
        due = as_of + datetime.timedelta(
            draw.randint(-40, -1) if not k % 3 else draw.randint(0, 60))
        stage = draw.choice(("Prospecting", "Proposal"))
        if closed:
            born -= datetime.timedelta(200)
            due = born + datetime.timedelta(draw.randint(10, 90))
            stage = "Closed " + ("Won" if draw.random() < 0.5 else "Lost")
        quiet = draw.randint(31, 80) if not k % 2 else draw.randint(0, 20)
        step = "" if not k % 4 else "Call on 2026-06-0%d" % draw.randint(1, 9) \
            if k % 4 == 1 else "Send the offer"
        table.append([f"0065g00000{k:05d}AA", f"Deal {k}",
                      draw.choice(("Ann Lee", "Bo Ek", "Cy Roe")),
                      draw.randint(1, 500) * 1000, born, due, stage,
                      as_of - datetime.timedelta(quiet), step, k % 4])
    with open(path, "w", encoding="utf-8", newline="") as f:
        csv.writer(f).writerows(table)
    return path


def check_facts(action, row, deal, as_of, where):
    """What follows the colon of an action is so of its deal."""
    found = re.search(r"was due .*, ([\d,]+) days? ago$", action)
    if found:
        check((as_of - day(row["expected_close"])).days == int(found[1]), where)
    found = re.search(r": ([\d,]+) days? without a word$", action)
    if found:
        check((as_of - day(deal["last_activity"])).days == int(found[1]), where)
    if action.endswith(": none is entered"):
        check(not deal["next_step"], where)
    found = re.search(r": the last was for .*, ([\d,]+) days? ago$", action)
    if found:
        named = max(re.findall(r"\d{4}-\d\d-\d\d", deal["next_step"]))
        check((as_of - day(named)).days == int(found[1]), where)
    found = re.search(r": ([\d,]+) days? in (.*)$", action)
    if found:
        check(float(row["days_in_stage"]) == int(found[1].replace(",", "")) and
              row["stage"] == found[2], where)
    found = re.search(r": ([\d,]+) days? old$", action)
    if found:
        check(float(row["age_days"]) == int(found[1].replace(",", "")), where)
    found = re.search(r"close date pushed (once|(\d+) times)$", action)
    if found and deal["push_count"] is not None:
        check(deal["push_count"] == int(found[2] or 1), where, deal)
    return ":" in action


def check_flags(row, deal, as_of, steps):
    """Those that the CSV and the JSON of a deal let us reckon again."""
    flags = set(row["flags"].split("; ")) - {""}
    due, activity = day(row["expected_close"]), day(deal["last_activity"])
    check(("overdue" in flags) == bool(due and due < as_of), row)
    check(("quiet" in flags) == bool(activity and
                                     (as_of - activity).days > 30), row)
    check(("no next step" in flags) == (steps and not deal["next_step"]), row)
    check([f["flag"] for f in deal["flags"]] ==
          [f for f in row["flags"].split("; ") if f], row)
    return flags


def check_list(s, report):
    """Order, sum and share."""
    ordered = by_money(report)
    asked = [r for r in ordered if asks(r)]
    shown = [t["id"] for t in s["today"]]
    check(shown == [r["deal_id"] for part in listed(report) for r in part],
          "the order")
    check(not asked or {r["deal_id"] for r in ordered[:MORE]
                        if number(r["expected_loss"]) > 0} <= set(shown),
          "one of the ten largest losses is not shown")
    by_id = {r["deal_id"]: r for r in report}
    for t in s["today"]:
        row = by_id[t["id"]]
        check((t["action"] or "", t["owner"] or "", t["due"] or "") ==
              (row["action"], row["action_owner"], row["action_due"]), t)
    return asked


def messages_of(pack):
    alerts = (pack / "messages/alerts.txt").read_text("utf-8")
    mail = email.message_from_bytes((pack / "messages/email.eml").read_bytes(),
                                    policy=email.policy.default)
    text = mail.get_body(("plain",)).get_content()
    slack = json.loads((pack / "messages/slack.json").read_text("utf-8"))
    blocks = [b["text"]["text"] for b in slack["blocks"]
              if b["type"] == "section" and "text" in b]
    return alerts, text, blocks


def check_messages(pack, s, asked):
    """The same five in the same order; what the heading says is so."""
    alerts, text, blocks = messages_of(pack)
    first = [r["deal_id"] for r in asked[:FIRST]]
    for body in (alerts, text):
        head = body.split("What to do today", 1)[1]
        listed = re.findall(r"^\[. \w+\] (\S+)", head, re.M)[:len(first)]
        check(listed == first, listed, first)
    deals = [b for b in blocks if re.match(r"\*[■▲◆○] ", b)]
    check(len(deals) == len(first), deals)
    for block, row in zip(deals, asked):
        check((row["name"] or row["account"] or row["deal_id"]).split()[0]
              in block, block)
    heading = re.search(r"What to do today: (\d+) deals?(?:, (\S+), (\d+)% of "
                        r"the pipeline)?", alerts)
    check(int(heading[1]) == len(first), heading[0])
    amounts = [number(r["amount"]) for r in asked[:FIRST]]
    if heading[2]:
        total = sum(a for a in amounts if a > 0)
        check(is_short(heading[2], total), heading[0], total)
        check(abs(int(heading[3]) - 100 * total / s["money"]["pipeline"])
              <= 0.5001, heading[0], total)


def check_pack(pack, steps):
    s, report = summary(pack), rows(pack / "risk_report.csv")
    as_of = day(s["as_of"])
    named, today = 0, {}
    flagged = {r["id"] for r in s["reps"] if r["flagged"]}
    deals = {d["deal_id"]: d for d in json.loads(
        (pack / "dashboard/api/v1/deals.json").read_text("utf-8"))["deals"]}
    for row in report:
        deal = deals[row["deal_id"]]
        check_flags(row, deal, as_of, steps)
        named += check_facts(row["action"], row, deal, as_of,
                             (row["deal_id"], row["action"]))
        if row["action"].startswith("Coach"):
            check(row["owner"] in flagged, row)
        if row["risk_level"] != "LOW" or row["flags"]:
            check(row["action"] and row["action_owner"], row)
        if row["action_due"] == s["as_of"]:
            today.setdefault(row["action_owner"], []).append(row)
    check(all(len(v) <= 5 for v in today.values()),
          {k: len(v) for k, v in today.items()})
    asked = check_list(s, report)
    overdue = [r for r in report if "overdue" in r["flags"].split("; ")]
    check(s["overdue"]["deals"] == len(overdue), s["overdue"])
    if overdue:
        check(s["at_risk_by_quarter"][0]["quarter"] == "overdue" and
              s["at_risk_by_quarter"][0]["deals"] == len(overdue), "first row")
    if asked:
        check_messages(pack, s, asked)
    return f"{len(report)} deals, {named} actions that name a fact, " \
           f"{len(asked)} asked for"


# No sentence claims safety: what may be said with these words stands beside
# the share that was lost, or is no claim about risk.
SAFE = re.compile(r"[^.;\n]*\b(?:[Nn]one of (?:the )?\S+ "
                  r"(?:open |past )?(?:deals?|pipeline)|[Nn]othing (?:to alert|raises|known)"
                  r"|[Nn]o (?:open )?deal (?:is|crosses|asks)|no CRITICAL"
                  r"|not at risk)\b[^\n]*")
BESIDE = re.compile(r"were lost|was lost|cannot be judged|No deal is open|"
                    r"called none of")


def check_no_all_clear(pack):
    texts = {p: p.read_text("utf-8") for p in (pack / "messages").iterdir()
             if p.suffix in (".txt", ".json")}
    for p in (pack / "dashboard").glob("*.html"):
        texts[p] = re.sub(r"<[^>]+>", " ", p.read_text("utf-8"))
    for path, text in texts.items():
        for found in SAFE.finditer(re.sub(r"[ \t]+", " ", text)):
            check(BESIDE.search(found[0]), path.name, found[0][:300])


# Words that readers took wrongly, and what stands in their place (README).
REPLACED = ("P(lost)", "Average open deal", "; team ", "Date anew",
            "What the portfolio asks for", "earned its say",
            "no sum of money", "hold such a value", "Protection potential",
            "ACV", "acts on nothing", "Switched off", "not shown to be below",
            "Which rules speak", "deals that matter", "proved itself",
            "Half close within", "not yet there", "Moves back")


def check_words(pack):
    texts = {"workbook": zipfile.ZipFile(pack / "risk_workbook.xlsx").read(
        "xl/sharedStrings.xml").decode("utf-8"),
             "brief": subprocess.run(
                 ["pdftotext", pack / "brief.pdf", "-"], capture_output=True,
                 text=True, check=True).stdout}
    for p in [*pack.glob("messages/*"), *pack.glob("dashboard/*.html"),
              *list(pack.glob("dashboard/deal/*.html"))[:20]]:
        if p.suffix in (".txt", ".html"):
            texts[p.name] = p.read_text("utf-8")
    for name, text in texts.items():
        text = re.sub(r"<[^>]+>", " ", text)
        for words in REPLACED:
            check(words not in text, f"{name} says {words!r}")


THREE = """deal_id,owner,amount,created_date,closed_date,stage,outcome
A-1,Ann,179600,2026-05-01,2026-06-12,Demo,Open
A-2,Bo,52000,2026-06-01,2026-08-31,Proposal,Open
A-3,Ann,,2026-06-20,,Prospecting,Open
"""


def main(folder):
    three = folder / "three.csv"
    three.write_text(THREE, "utf-8")
    runs = [("sample", None, True),
            ("quiet", (quiet_export(folder / "quiet.csv"),
                       "--as-of", "2026-06-29"), True),
            ("three", (three, "--as-of", "2026-06-29"), False)]
    if shared_is_here("what to do today in SkyGeni and Maven"):
        runs += [("skygeni", None, False), ("maven", None, False)]
    for name, args, steps in runs:
        pack = folder / name / "latest"
        if args:
            ok("run", *args, "--out", folder / name, "--quiet", "--no-store")
        else:
            pack = published(name)
        print(name, check_pack(pack, steps), flush=True)
        check_no_all_clear(pack)
        check_words(pack)
    s = summary(folder / "three/latest")
    check("risk cannot be judged" in s["headline"] and
          "1 is overdue" in s["headline"], s["headline"])
    sample = summary(published("sample"))
    coupled = re.match(r"(\d+) of (\d+) open deals, \S+ of \S+, are at risk; "
                       r"(\d+) of them", sample["headline"])
    levels = sample["levels"]
    check([int(n) for n in coupled.groups()] ==
          [levels["critical"]["deals"] + levels["high"]["deals"],
           sample["deals"]["open"],
           levels["critical"]["deals"]], coupled[0])


with workdir() as name:
    main(pathlib.Path(name))
