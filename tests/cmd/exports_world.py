"""A small pipeline, and how each CRM would export it."""
import csv
import datetime
import decimal
import io
import random

from tool import ok

AS_OF = datetime.date(2024, 6, 28)
DAY = datetime.timedelta(1)
STAGES = ["Prospecting", "Qualification", "Demo", "Proposal", "Negotiation"]
PLAIN = ["deal_id", "account", "owner", "amount", "created_date",
         "closed_date", "stage", "outcome", "industry", "lead_source"]
HISTORY = ["OpportunityId", "StageName", "CreatedDate", "Amount", "CloseDate"]


def deals(n, seed):
    r = random.Random(seed)
    out = []
    for i in range(n):
        is_open = r.random() < 0.25
        created = AS_OF - DAY * r.randrange(1, 120 if is_open else 600)
        closed = min(AS_OF, created + DAY * r.randrange(5, 150))
        out.append({
            "id": f"D{i:05d}", "name": f"Deal {i} \u2013 S\u00f6hne",
            "account": f"Konto {r.randrange(40)} M\u00fcller",
            "owner": f"Rep {r.randrange(6)}", "created": created,
            "closed": None if is_open else closed,
            "expected": AS_OF + DAY * r.randrange(-20, 90),
            "amount": round(r.lognormvariate(9.5, 1), 2) if i % 30 else None,
            "stage": r.choice(STAGES), "industry": r.choice(["Tech", "Retail"]),
            "source": r.choice(["Inbound", "Partner"]),
            "outcome": "open" if is_open else r.choice(["won", "lost"])})
    return out


def write(path, head, lines, delimiter=",", quote=False, encoding="utf-8",
          end="\r\n", bom=b"", footer=()):
    f = io.StringIO(newline="")
    out = csv.writer(f, delimiter=delimiter, lineterminator=end,
                     quoting=csv.QUOTE_ALL if quote else csv.QUOTE_MINIMAL)
    out.writerow(head)
    out.writerows(lines)
    text = f.getvalue() + "".join(line + end for line in footer)
    path.write_bytes(bom + text.encode(encoding))


def empty(value):
    return "" if value is None else value


def plain_row(d, date=lambda d: d):
    return [d["id"], d["account"], d["owner"], empty(d["amount"]),
            empty(date(d["created"])),
            empty(date(d["closed"] or d["expected"])),
            d["stage"] if d["outcome"] == "open" else "Closed",
            d["outcome"], d["industry"], d["source"]]


def plain(path, some, date=lambda d: d, **how):
    write(path, PLAIN, [plain_row(d, date) for d in some], **how)


def history(some):
    """A few stages in order, then the close; hours as they happened."""
    r = random.Random(9)
    out = []
    for d in some:
        day, last = d["created"], d["closed"] or AS_OF
        for k in range(STAGES.index(d["stage"]) + 1):
            if day > last:
                break
            out.append([d["id"], STAGES[k], f"{day}T{8 + k:02d}:00:00Z", "",
                        ""])
            day += DAY * r.randrange(0, 25)
        if d["closed"]:
            out.append([d["id"], "Closed " + d["outcome"].title(),
                        f"{d['closed']}T20:00:00Z", "", ""])
    return out


def mdy(d):
    return f"{d.month}/{d.day}/{d.year}" if d else ""


def stage(d, won="Closed Won", lost="Closed Lost"):
    return {"open": d["stage"], "won": won, "lost": lost}[d["outcome"]]


REPORT = ["Opportunity ID", "Opportunity Name", "Account Name",
          "Opportunity Owner", "Amount", "Created Date", "Close Date", "Stage",
          "Lead Source", "Industry"]


def report_row(d, amount, date):
    return [d["id"], d["name"], d["account"], d["owner"],
            "" if d["amount"] is None else amount(d["amount"]),
            date(d["created"]), date(d["closed"] or d["expected"]), stage(d),
            d["source"], d["industry"]]


def salesforce_report(path, some):
    write(path, REPORT, [report_row(d, "{:,.2f}".format, mdy) for d in some],
          quote=True, encoding="cp1252", footer=[
              f'"Grand Totals ({len(some)} records)"',
              '"Confidential Information - Do Not Distribute"',
              '"Copyright (c) 2000-2024 salesforce.com, inc."'])
    return some, 0, []


def salesforce_german(path, some):
    def amount(x):
        return "EUR " + f"{x:,.2f}".translate({44: 46, 46: 44})
    write(path, REPORT, [report_row(d, amount, lambda d: f"{d:%d.%m.%Y}")
                         for d in some], delimiter=";", quote=True,
          encoding="cp1252", footer=[
              f'"Gesamtsummen ({len(some)} Datens\u00e4tze)"',
              '"Vertrauliche Informationen - Nicht verteilen"',
              '"Copyright (c) 2000-2024 salesforce.com, inc."'])
    return some, 0, []


def converted(amount, rate):
    """To cents, halves up as people do it."""
    return amount and float(decimal.Decimal(f"{amount * rate:.15g}").quantize(
        decimal.Decimal("0.01"), decimal.ROUND_HALF_UP))


def salesforce_api(path, some):
    """Ids that differ in case alone; three currencies and their rates."""
    rates = {"USD": 1, "EUR": 1.1, "GBP": 1.25}
    config = path.parent / "rates.ini"
    config.write_text("[rates]\ncurrency = USD\nEUR = 1.1\nGBP = 1.25\n")
    out, lines = [], []
    for i, d in enumerate(some):
        code = sorted(rates)[i % 3]
        d = dict(d, id=f"0065g0000{i // 2:05d}" + "aA"[i % 2])
        time = "T10:11:12.000+0000"
        lines.append([d["id"], d["name"], "005" + d["owner"][-1], d["owner"],
                      empty(d["amount"]), code, f"{d['created']}{time}",
                      d["closed"] or d["expected"], stage(d),
                      str(d["outcome"] != "open").lower(),
                      str(d["outcome"] == "won").lower()])
        out.append(dict(d, amount=converted(d["amount"], rates[code])))
    write(path, ["Id", "Name", "OwnerId", "Owner.Name", "Amount",
                 "CurrencyIsoCode", "CreatedDate", "CloseDate", "StageName",
                 "IsClosed", "IsWon"], lines, end="\n")
    return out, 0, ["--config", config]


def hubspot(path, some):
    some = [dict(d, owner=d["owner"].replace(" ", "") + "@acme.example")
            for d in some]
    write(path, ["Record ID", "Deal Name", "Deal Stage", "Close Date",
                 "Deal owner", "Amount", "Currency", "Create Date",
                 "Is Closed Won", "Is Closed"],
          [[d["id"], d["name"], stage(d, "Closed won", "Closed lost"),
            f"{d['closed'] or d['expected']} 12:34", d["owner"],
            empty(d["amount"]), "USD", f"{d['created']} 09:00",
            str(d["outcome"] == "won").lower(),
            str(d["outcome"] != "open").lower()] for d in some],
          quote=True, bom=b"\xef\xbb\xbf", end="\n")
    return some, 0, []


def pipedrive(path, some):
    """Every 40th deal was deleted: neither open, nor won, nor lost."""
    lines = []
    for i, d in enumerate(some):
        time = f"{d['closed']} 14:15:16"
        lines.append([d["id"], d["name"], d["account"], d["owner"],
                      empty(d["amount"]), f"{d['created']} 08:00:00",
                      time if d["outcome"] == "won" else "",
                      time if d["outcome"] == "lost" else "", d["expected"],
                      d["stage"], "Deleted" if i % 40 == 7 else
                      d["outcome"].title()])
    write(path, ["Deal - ID", "Deal - Title", "Deal - Organization",
                 "Deal - Owner", "Deal - Value", "Deal - Deal created",
                 "Deal - Won time", "Deal - Lost time",
                 "Deal - Expected close date", "Deal - Stage",
                 "Deal - Status"], lines)
    stands = [d for i, d in enumerate(some) if i % 40 != 7]
    return stands, len(some) - len(stands), []


def dynamics(path, some, words=True):
    """AM behind the no-break blank that browsers put there."""
    code = {"open": 0, "won": 1, "lost": 2}
    write(path, ["opportunityid", "name", "owneridname", "estimatedvalue",
                 "createdon", "estimatedclosedate", "actualclosedate",
                 "stepname", "statecode", "transactioncurrencyidname"],
          [[d["id"], d["name"], d["owner"],
            "" if d["amount"] is None else f"${d['amount']:,.2f}",
            mdy(d["created"]) + " 3:04\u202fPM", mdy(d["expected"]),
            d["closed"] and mdy(d["closed"]) + " 12:00\u202fAM", d["stage"],
            d["outcome"].title() if words else code[d["outcome"]],
            "US Dollar"] for d in some])
    return some, 0, []


def known(crm, head, row):
    """A CRM known by its headers alone; `row` gives a line of a deal."""
    def export(path, some):
        write(path, head, [[empty(x) for x in row(d)] for d in some], end="\n")
        said = ok("check", path, "--as-of", AS_OF).stdout
        assert f"read as {crm}\n" in said, f"{crm}: {said.splitlines()[0]}"
        return some, 0, []
    return export


def over(d, what):
    """What stands on a deal only once it has ended so."""
    return d["closed"] if d["outcome"] == what else None


KNOWN = {
    "HubSpot, API names": known(
        "hubspot", ["hs_object_id", "dealname", "dealstage", "closedate",
                    "hubspot_owner_id", "amount", "createdate",
                    "hs_is_closed_won", "hs_is_closed"],
        lambda d: [d["id"], d["name"], stage(d, "closedwon", "closedlost"),
                   d["closed"] or d["expected"], d["owner"], d["amount"],
                   d["created"], d["outcome"] == "won",
                   d["outcome"] != "open"]),
    "Dynamics, Excel": known(
        "dynamics", ["(Do Not Modify) Opportunity",
                     "(Do Not Modify) Row Checksum",
                     "(Do Not Modify) Modified On", "Topic",
                     "Potential Customer", "Owner", "Est. revenue",
                     "Created On", "Actual Close Date", "Est. close date",
                     "Pipeline Phase", "Status"],
        lambda d: [d["id"], "c2", f"{AS_OF} 09:00", d["name"], d["account"],
                   d["owner"], d["amount"], d["created"], d["closed"],
                   d["expected"], d["stage"], d["outcome"].title()]),
    "Zoho": known(
        "zoho", ["Record Id", "Deal Name", "Account Name", "Deal Owner",
                 "Amount", "Created Time", "Closing Date", "Stage",
                 "Lead Source"],
        lambda d: [d["id"], d["name"], d["account"], d["owner"], d["amount"],
                   f"{d['created']} 10:11:12", d["closed"] or d["expected"],
                   stage(d), d["source"]]),
    "Odoo": known(
        "odoo", ["id", "name", "partner_id", "user_id", "expected_revenue",
                 "create_date", "date_closed", "date_deadline", "stage_id",
                 "won_status"],
        lambda d: [d["id"], d["name"], d["account"], d["owner"], d["amount"],
                   f"{d['created']} 10:11:12",
                   d["closed"] and f"{d['closed']} 10:11:12", d["expected"],
                   stage(d, "Won", d["stage"]),
                   d["outcome"].replace("open", "pending")]),
    "Close": known(
        "close", ["id", "lead_name", "user_name", "value", "value_formatted",
                  "date_created", "date_won", "date_lost", "status_label",
                  "status_type"],
        lambda d: [d["id"], d["account"], d["owner"],
                   d["amount"] and round(d["amount"] * 100),
                   d["amount"] and f"${d['amount']:,.2f}",
                   f"{d['created']} 10:11:12.000000+00:00", over(d, "won"),
                   over(d, "lost"), d["stage"],
                   d["outcome"].replace("open", "active")]),
    "Copper": known(
        "copper", ["id", "name", "company_name", "assignee_id",
                   "monetary_value", "date_created", "close_date",
                   "pipeline_stage_id", "status", "win_probability"],
        lambda d: [d["id"], d["name"], d["account"], d["owner"], d["amount"],
                   d["created"], d["closed"] or d["expected"], d["stage"],
                   d["outcome"].title(), 50]),
    "Freshsales": known(
        "freshsales", ["Deal ID", "Deal Name", "Account", "Owner",
                       "Deal Value", "Created At", "Closed date",
                       "Expected close date", "Deal Stage", "Updated At"],
        lambda d: [d["id"], d["name"], d["account"], d["owner"], d["amount"],
                   d["created"], d["closed"], d["expected"],
                   stage(d, "Won", "Lost"), AS_OF]),
    "SuiteCRM": known(
        "suitecrm", ["id", "name", "account_name", "assigned_user_name",
                     "amount", "date_entered", "date_closed", "sales_stage",
                     "lead_source", "date_modified"],
        lambda d: [d["id"], d["name"], d["account"], d["owner"], d["amount"],
                   d["created"], d["closed"] or d["expected"], stage(d),
                   d["source"], AS_OF]),
}


def shaped(**how):
    def export(path, some):
        plain(path, some, **how)
        return some, 0, []
    return export


def numbered_stages(path, some):
    """No outcome but in the stage, with numbers; some closed as duplicates."""
    def named(i, d):
        if i % 50 == 3:
            return "8 - Closed Duplicate"
        return stage(d, "6 - Closed Won", "7 - Closed Lost: price")
    head = [h for h in PLAIN if h != "outcome"]
    lines = []
    for i, d in enumerate(some):
        line = plain_row(d)
        lines.append([*line[:6], named(i, d), *line[8:]])
    write(path, head, lines)
    stands = [d for i, d in enumerate(some) if i % 50 != 3]
    return stands, len(some) - len(stands), []


def wide(path, some):
    """400 columns, some of them twice, with the same cells or none."""
    left = [f"x{i}" for i in range(195)]
    right = ["amount", "Owner"] + [f"y{i}" for i in range(193)]
    write(path, left + PLAIN + right,
          [["v"] * 195 + plain_row(d) + ["", d["owner"]] + ["7"] * 193
           for d in some])
    return some, 0, []


CRMS = KNOWN | {
    "Salesforce report": salesforce_report,
    "Salesforce report, German": salesforce_german,
    "Salesforce API": salesforce_api,
    "HubSpot": hubspot,
    "Pipedrive": pipedrive,
    "Dynamics, words": dynamics,
    "Dynamics, codes": lambda path, some: dynamics(path, some, False),
    "stages with numbers": numbered_stages,
    "400 columns": wide,
    "TAB": shaped(delimiter="\t"),
    "pipe": shaped(delimiter="|"),
    "UTF-16 from Excel": shaped(delimiter="\t", encoding="utf-16"),
    "lone CR": shaped(end="\r"),
    "BOM and quotes": shaped(quote=True, bom=b"\xef\xbb\xbf"),
}
