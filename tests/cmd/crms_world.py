"""One pipeline as each CRM would export it: its headers, the names of its
stages, its booleans, dates, amounts and ids, and columns that are none of
ours although they are called nearly so."""
import csv
import datetime
import io
import random

AS_OF = datetime.date(2024, 6, 28)
DAY = datetime.timedelta(1)
STAGES = 5


def pipeline(n=90, seed=11):
    """Deal 0 was created on the day of the export: that dates it."""
    r = random.Random(seed)
    out = []
    for i in range(n):
        created = AS_OF - DAY * (r.randrange(40, 500) if i else 0)
        outcome = r.choice(["open", "won", "lost"]) if i else "open"
        closed = min(AS_OF, created + DAY * r.randrange(10, 120))
        out.append({
            "n": i + 1, "name": f"Contract {i + 1}", "created": created,
            "account": f"Acme {r.randrange(20)} Müller",
            "owner": f"{r.choice('ABCDE')}nn Rep", "outcome": outcome,
            "closed": closed if outcome != "open" else None,
            "expected": AS_OF + DAY * r.randrange(1, 90),
            "modified": closed if outcome != "open" else
            min(AS_OF, created + DAY * 9),
            "amount": r.randrange(900, 90000), "at": r.randrange(STAGES),
            "source": r.choice(["Web", "Referral"])})
    return out


class Export:
    """`columns`: header, the column of ours that it is or None, what a deal
    has there. `stages`: the open ones, then won, then lost."""

    def __init__(self, name, crm, stages, columns, **how):
        self.name, self.crm, self.columns = name, crm, columns
        self.stages = stages
        self.how = how

    def stage(self, d):
        return self.stages[{"open": d["at"], "won": -2,
                            "lost": -1}[d["outcome"]]]

    def maps(self):
        return {ours: header for header, ours, _ in self.columns if ours}

    def write(self, path, deals):
        how = self.how
        f = io.StringIO(newline="")
        out = csv.writer(f, delimiter=how.get("delimiter", ","),
                         lineterminator=how.get("end", "\r\n"),
                         quoting=csv.QUOTE_ALL if how.get("quote")
                         else csv.QUOTE_MINIMAL)
        for line in how.get("title", []):
            out.writerow(line)
        head = [header for header, _, _ in self.columns]
        out.writerow(head)
        for i, d in enumerate(deals):
            if i and how.get("group") and i % 30 == 0:
                out.writerows([[], [f"Group {i // 30}"], head])
            row = [f(self, d) if callable(f) else f
                   for _, _, f in self.columns]
            out.writerow(["" if x is None else x for x in row])
        for line in how.get("footer", []):
            out.writerow(line)
        path.write_bytes(how.get("bom", b"") +
                         f.getvalue().encode(how.get("encoding", "utf-8")))


def of(key):
    return lambda x, d: d[key]


def dated(form, *keys):
    """The first of them that the deal has, as the CRM writes days."""
    def f(x, d):
        day = next((d[k] for k in keys if d[k]), None)
        return form(day) if day else ""
    return f


def iso(day):
    return f"{day}"


def iso_time(day):
    return f"{day}T09:30:00Z"


def blank_time(day):
    return f"{day} 09:30:00"


def mdy(day):
    return f"{day.month}/{day.day}/{day.year}"


def mdy_noon(day):
    return f"{day.month}/{day.day}/{day.year} 3:04 PM"


def dmy(day):
    return f"{day:%d/%m/%Y}"


def dots(day):
    return f"{day:%d.%m.%Y}"


def slashes(day):
    return f"{day:%Y/%m/%d}"


def epoch(day):
    return (day - datetime.date(1970, 1, 1)).days * 86400 + 45000


def amount(form):
    return lambda x, d: form(d["amount"])


def comma(n):
    return f"{n:,.2f}"


def continental(n):
    return f"{n:,.2f}".translate({44: 46, 46: 44})


def spaced(n):
    return f"{n:,.2f}".translate({44: 0x202f, 46: 44})


def outcome(**words):
    return lambda x, d: words.get(d["outcome"], "")


def flag(what, yes, no):
    """what: closed, or won."""
    return lambda x, d: yes if (d["outcome"] == "won" if what == "won" else
                                d["outcome"] != "open") else no


def when(what, f):
    return lambda x, d: f(x, d) if d["outcome"] == what else ""


def numbered(form):
    return lambda x, d: form.format(d["n"])


def at(x, d):
    return x.stage(d)


def standing(x, d):
    """Where ended deals keep the stage in which they stood."""
    return x.stages[d["at"]]


def chance(x, d):
    return {"open": 10 + 20 * d["at"], "won": 100, "lost": 0}[d["outcome"]]


def email(x, d):
    return d["owner"].replace(" ", ".").lower() + "@acme.example"


CLOSE = ("closed", "expected")
