"""Dirt of cells, by what they hold: see generated_export.py."""
import datetime
import decimal

import generated_world as world
from generated_export import (amount_refused, date_refused, dirt, named)
from generated_styles import READ, REFUSED, number
from generated_world import DAY

PLACEHOLDERS = ["None", "nan", "NaT", "<NA>", "(No value)", "-", "n/a", "#N/A",
                "NULL", "\u2014", "(none)", "--None--", "N/A", "null",
                "(Blank)", "undefined"]
SENSELESS = ["tbd", "see notes", "????", "siehe Notiz", "########", "#REF!"]
CLOSES = ("close", "closed", "won_time")


def close_key(e, d):
    return next((k for k in ("close", "closed") if k in e.keys),
                f"{d['outcome']}_time")


# Cells that say nothing, or too much.

@dirt("placeholders", READ)
def placeholders(e):
    for d in e.some(5):
        d["amount"] = None
    yield
    for d in e.some(8):
        e.put(d, "account", "")
    for d in e.some(5):
        e.put(d, "owner", "")
    name = e.r.choice(PLACEHOLDERS)
    e.rows = [[c or name for c in row] for row in e.rows]


def ends(name, before, behind):
    @dirt(name, READ)
    def put(e):
        yield
        e.rows = [[before + c + behind if c else c for c in row]
                  for row in e.rows]
        e.head = [before + h + behind for h in e.head]


ends("blanks at the ends", " ", "  ")
ends("no-break blanks at the ends", "\u00a0", "\u00a0")
ends("tabs at the ends", "\t", "\t")
ends("ideographic blanks at the ends", "\u3000", "\u3000")
ends("zero width at the ends", "\u200b", "\ufeff")
ends("marks of direction", "\u200e", "\u200e")


@dirt("zero width within words", READ)
def within(e):
    yield
    mark = e.r.choice(["\u200b", "\u200d", "\u2060"])
    for key in ("stage", "status", "owner", "account"):
        if key in e.keys:
            for row in e.rows:
                c = row[e.at(key)]
                row[e.at(key)] = c[:2] + mark + c[2:]


@dirt("the mark of bytes twice", READ)
def mark_twice(e):
    yield
    e.head[0] = "\ufeff" + e.head[0]


@dirt("a line break in a cell", READ)
def broken_cells(e):
    yield
    e.add_column("Description", [f"first line\nsecond, \"{d['i']}\"\r\nthird"
                                 for d in e.deals])
    e.answers["quotes"] = "all"


@dirt("a long cell", READ)
def long_cell(e):
    yield
    e.add_column("Description", ["a" * 50_000 if d["i"] == 5 else ""
                                 for d in e.deals])


@dirt("NUL bytes", REFUSED)
def nul(e):
    yield
    e.put(e.deals[9], "owner", "Rep\0")
    e.refused("holds NUL bytes")


# Numbers and days that cannot be read, or be true.


@dirt("a few unreadable amounts", READ, ["amount"], many=True)
def few_amounts(e):
    yield
    for d in e.some(3):
        e.put(d, "amount", e.r.choice(SENSELESS))
        d["amount"] = None
    e.told.append("could not be read")


@dirt("many unreadable amounts", REFUSED, ["amount"], sound=True)
def many_amounts(e):
    yield
    token = e.r.choice(SENSELESS)
    for d in e.some(len(e.deals) // 8):
        e.put(d, "amount", token)
        d["amount"] = None
    amount_refused(e)
    e.answers["names"] = token


@dirt("a few unreadable days", READ, ["created"], many=True)
def few_days(e):
    yield
    for d in e.some(3):
        e.put(d, "created", e.r.choice(SENSELESS))
        d["created"] = None
    e.told.append("could not be read")


@dirt("many unreadable days", REFUSED, ["created"], sound=True)
def many_days(e):
    yield
    for d in e.some(len(e.deals) // 8):
        e.put(d, "created", "########")
        d["created"] = None
    date_refused(e)
    e.answers["names"] = "########"


@dirt("an unreadable close", READ, [CLOSES])
def few_closes(e):
    yield
    for d in e.some(1, "won"):
        e.put(d, close_key(e, d), "soon")
        d["closed"] = None
    e.told += ["could not be read", "no close date"]


@dirt("many unreadable closes", REFUSED, [CLOSES], sound=True)
def many_closes(e):
    yield
    for d in e.some(len(e.deals) // 8, "won"):
        e.put(d, close_key(e, d), "#REF!")
        d["closed"] = None
    date_refused(e, keys=CLOSES)
    e.answers["names"] = "#REF!"


@dirt("negative amounts", READ, ["amount"])
def negative(e):
    yield
    for d, text in zip(e.some(4), ["(500)", "-500", "\u2212500", "500-"]):
        e.put(d, "amount", text)
        d["amount"] = None
    e.told.append("negative amount")


@dirt("amounts of nothing", READ, ["amount"])
def zero(e):
    for d in e.some(4):
        d["amount"] = decimal.Decimal(0)
    yield


@dirt("no amount", READ)
def no_amount(e):
    for d in e.deals:
        d["amount"] = None
    yield


@dirt("two ways to write amounts", READ, ["amount"], plain=True)
def two_ways(e):
    yield
    for d in e.deals:
        if d["amount"] is not None:
            marks = (",", ".") if d["i"] % 2 else (".", ",")
            e.put(d, "amount", number(d["amount"], *marks))


@dirt("two ways to write days", READ, ["created"], plain=True)
def two_days(e):
    yield
    for d in e.deals[::2]:
        e.put(d, "created", f"{d['created']:%m/%d/%Y}")


@dirt("both orders of days", REFUSED, ["created"], plain=True)
def both_orders(e):
    yield
    for d in e.deals:
        e.put(d, "created", f"{d['created']:%d/%m/%Y}" if d["i"] % 2 else
              f"{d['created']:%m/%d/%Y}")
    e.refused(r'column ".*" holds dates of both orders .* give --date-order')


@dirt("serials beside days", REFUSED, ["created"], plain=True)
def serials_beside(e):
    """What a spreadsheet makes of D/M/Y where M/D/Y is usual."""
    yield
    for d in e.deals:
        day = d["created"]
        e.put(d, "created", f"{day:%d/%m/%Y}" if day.day > 12 else str(
            (day.replace(month=day.day, day=day.month)
             - datetime.date(1899, 12, 30)).days))
    date_refused(e, None)


@dirt("days up to the 12th", READ)
def early(e):
    """The order of D/M/Y is then not known: the style says so."""
    yield


@dirt("closed before created", READ, ["created"])
def before_created(e):
    for d in e.some(3, "won", "lost"):
        d["closed"] = d["created"] - DAY * 20
    yield
    e.told.append("closed before created")


@dirt("a year of typing", READ, ["created"])
def far_future(e):
    for d in e.some(1, "open"):
        d["created"] = d["created"].replace(year=2124, day=1)
    yield
    for d in e.deals:
        if d["created"].year == 2124:
            d["created"] = None
    e.told.append("future date|could not be read")


@dirt("a day that means none", READ, ["created"], many=True)
def ancient(e):
    for d in e.some(3, "won", "lost"):
        d["created"] = datetime.date(1901, 1, 1)
    yield
    for d in e.deals:
        if d["created"].year == 1901:
            d["created"] = None
    e.told.append("ancient date|could not be read")


@dirt("lost deals that close years ahead", READ, [CLOSES])
def lost_ahead(e):
    for d in e.some(5, "lost"):
        d["closed"] = world.TODAY + DAY * 400
    yield
    e.told.append("close date ahead")


@dirt("lost deals that close next week", READ, [CLOSES])
def lost_soon(e):
    for d in e.some(4, "lost"):
        d["closed"] = world.TODAY + DAY * (5 + d["i"] % 10)
    yield


@dirt("lost deals without a day", READ, [CLOSES])
def undated(e):
    for d in e.some(6, "lost"):
        d["closed"] = None
    yield
    e.told.append("no close date")


@dirt("the last edit tells", READ, [CLOSES], unless=("x",))
def edited(e):
    for d in e.deals:
        last = d["closed"] or world.TODAY - DAY * 30
        d["modified"] = min(world.TODAY, max(last, d["created"]) + DAY * 2)
    for d in e.some(6, "lost"):
        d["closed"] = d["closed"] + DAY * 90 if d["i"] % 2 else None
    yield
    e.add_column("modified", [e.date(d["modified"], d["i"])
                              for d in e.deals])


# Ids.

@dirt("a row twice", READ)
def row_twice(e):
    yield
    for d in e.some(2):
        e.rows.append(list(e.rows[e.deals.index(d)]))
    e.told.append("duplicate id")


@dirt("an older version of a row", READ, ["amount"])
def older_version(e):
    yield
    older = []
    for d in e.some(2, "open"):
        row = list(e.rows[e.deals.index(d)])
        row[e.at("amount")] = e.amount(d["amount"] * 3)
        older.append(row)
    e.rows = older + e.rows
    e.told.append("duplicate id")


def other_id(e):
    e.add_column("Deal No", [d["id"] for d in e.deals])


def by_number(e, _):
    e.set("columns", "deal_id", "Deal No")


@dirt("ids that are names", REFUSED, [("account", "created")])
def no_ids(e):
    yield
    other_id(e)
    for d in e.some(30):
        e.put(d, "id", "Renewal")
    e.refused(rf'column "\W*{named(e.header("id"))}\W*" holds no ids: .*'
              r"as deal_id under \[columns\]", by_number)
    e.answers["names"] = "Renewal"


@dirt("ids that a spreadsheet has cut", REFUSED)
def cut_ids(e):
    yield
    other_id(e)
    for d in e.deals:
        e.put(d, "id", f"9.1234{d['i'] % 4}E+09")
    e.refused(r"a spreadsheet has cut .* as deal_id under \[columns\]",
              by_number)


@dirt("ids with zeros in front", READ)
def zeros(e):
    yield
    for d in e.deals:
        e.put(d, "id", f"{d['i'] // 2 + 10:0{6 + d['i'] % 2}d}")


@dirt("ids that differ in case", READ)
def case_ids(e):
    yield
    for d in e.deals:
        e.put(d, "id", f"0065g00000{d['i'] // 2:03d}" + "xX"[d["i"] % 2] + "y")


def long_id(short):
    """The 18 characters of a Salesforce id of 15."""
    table = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"
    return short + "".join(
        table[sum(1 << i for i, c in enumerate(short[k:k + 5]) if c.isupper())]
        for k in (0, 5, 10))


@dirt("ids of 15 and 18 characters", READ)
def both_lengths(e):
    yield
    for d in e.deals:
        e.put(d, "id", long_id(f"0065G00000aB{d['i']:03d}"))
    for d in e.some(2):
        row = list(e.rows[e.deals.index(d)])
        row[e.at("id")] = row[e.at("id")][:15]
        e.rows.append(row)
    e.told.append("duplicate id")


@dirt("ids as formulas", READ)
def formula_ids(e):
    yield
    for d in e.deals:
        e.put(d, "id", f'="{d["id"]}"')


@dirt("a row without id", READ)
def without_id(e):
    yield
    for d in e.some(1):
        e.put(d, "id", "")
        d["gone"] = True
    e.told.append("no deal id")


# Currencies.

def rated(currency):
    def answer(e, _):
        e.set("rates", "currency", currency)
        e.set("rates", "XAU", "2")
        for d in e.deals:
            if d.get("foreign"):
                d["amount"] *= 2
    return answer


SEVERAL = r"amounts in several currencies \(.*XAU.*under \[rates\]"


@dirt("one amount in another currency", REFUSED, ["amount"], plain=True)
def foreign(e):
    yield
    for d in e.deals:
        if d["amount"]:
            e.put(d, "amount", f"USD {number(d['amount'], ',')}")
    for d in e.some(2, "open"):
        d["foreign"] = True
        e.put(d, "amount", f"{number(d['amount'], ',')} XAU")
    e.refused(SEVERAL.replace("XAU", "MXN"), lambda e, m: (
        rated("USD")(e, m), e.config["rates"].update(MXN="2"),
        e.config["rates"].pop("XAU")))
    for row in e.rows:
        row[e.at("amount")] = row[e.at("amount")].replace("XAU", "MXN")


@dirt("a column of two currencies", REFUSED, ["amount"], plain=True)
def two_currencies(e):
    yield
    for d in e.some(3, "open"):
        d["foreign"] = True
    e.add_column("Currency", ["NOK" if d.get("foreign") else "EUR"
                              for d in e.deals])
    e.refused(SEVERAL.replace("XAU", "NOK"), lambda e, m: (
        rated("EUR")(e, m), e.config["rates"].update(NOK="2"),
        e.config["rates"].pop("XAU")))


@dirt("a column of one currency", READ, ["amount"], plain=True)
def one_currency(e):
    yield
    e.add_column("Currency", [e.r.choice(["CHF", "chf"]) for _ in e.deals])


# Outcomes.

@dirt("a rare unknown outcome", READ, [("status", "pending")],
      unless=["lost_time"], many=True)
def rare_outcome(e):
    yield
    for d in e.some(1, "lost"):
        for key in ("status", "pending"):
            e.put(d, key, "Hibernating")
        d["gone"] = True
    e.told.append("unknown outcome")


@dirt("unknown or mere ends that won and lost times tell", READ,
      [("status", "pending"), "won_time", "lost_time"])
def timed_ends(e):
    yield
    for d in e.deals:
        if d["outcome"] != "open":
            for key in ("status", "pending"):
                e.put(d, key, "Hibernating" if d["i"] % 2 else "Closed")


@dirt("a frequent unknown outcome", REFUSED, [("status", "pending")],
      unless=["lost_time"])
def frequent_outcome(e):
    yield
    for d in e.deals:
        if d["outcome"] == "lost":
            for key in ("status", "pending"):
                e.put(d, key, "Hibernating")
    e.refused(r'"Hibernating" in column .* \(\d+ of \d+ rows\) is not known '
              r"to mean open, won or lost; list it under \[stages\]",
              lambda e, m: e.set("stages", "lost", "Hibernating"))


@dirt("closed, but not how", REFUSED, [("status", "pending")],
      unless=["lost_time"])
def closed_only(e):
    yield
    for d in e.deals:
        if d["outcome"] != "open":
            for key in ("status", "pending"):
                e.put(d, key, "Closed")
    e.refused(r'"Closed" in column .* says that a deal has ended, but not '
              "how")


@dirt("won stages that nobody knows", REFUSED, ["stage"],
      unless=("closed?", "won?", "always", "expected"), sound=True)
def unknown_side(e):
    """No deal is won then; dates that are past tell which stage it is."""
    for d in e.deals:
        d["expected"] = world.TODAY + DAY * (10 + d["i"] % 50)
        if d["closed"]:
            d["closed"] = min(d["closed"], world.TODAY - DAY * 3)
    yield
    for d in e.deals:
        if d["outcome"] == "won":
            e.put(d, "stage", "Handshake")
    e.refused(r'no deal is won, and the \d+ deals in stage "Handshake" of '
              r"column .* list it under \[stages\]",
              lambda e, m: e.set("stages", "won", "Handshake"))
    e.answers["names"] = "Handshake"


@dirt("lost stages in another language", READ, ["stage"])
def second_language(e):
    yield
    for d in e.some(10, "lost"):
        e.put(d, "stage", e.r.choice(["Verloren", "Perdu", "Perdido", "Perso",
                                      "Closed Lost", "Abgesagt"]))


@dirt("deals that are none", READ, [("stage", "status")],
      unless=("closed?", "won?"))
def duplicates(e):
    yield
    for d, word in zip(e.some(3), ["Duplicate", "Closed - Duplicate",
                                   "Deleted"]):
        for key in ("stage", "status"):
            e.put(d, key, word)
        d["gone"] = True


@dirt("no stage yet", READ, ["stage"])
def no_stage(e):
    yield
    for d in e.some(3, "open"):
        e.put(d, "stage", "")


@dirt("rows in another order", READ)
def shuffled(e):
    e.r.shuffle(e.deals)
    yield
