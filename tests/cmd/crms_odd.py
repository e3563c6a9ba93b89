"""Exports that are odd but common, and that ask for an answer."""
from crms_others import OTHERS
from crms_translated import HUBSPOT, SALES, SALESFORCE
from crms_world import (CLOSE, Export, amount, dated, email, flag, iso, of)

EXPORTS = SALESFORCE + HUBSPOT + OTHERS
REST = next(x for x in OTHERS if x.name == "Bitrix24, REST names")
SUITE = next(x for x in OTHERS if x.name == "SuiteCRM")


def without(export, name, *headers):
    return Export(name, export.crm, export.stages,
                  [c for c in export.columns if c[0] not in headers],
                  **export.how)


def beside(export, name, *columns):
    return Export(name, export.crm, export.stages,
                  export.columns + list(columns), **export.how)


def staged(export, name, *stages):
    return Export(name, export.crm, stages,
                  [c for c in export.columns if c[1] not in
                   ("is_closed", "is_won", "probability")], **export.how)

# Columns that companies add and CRMs offer; each is called nearly as one of
# ours, and none is it.
NEARLY = [
    ("Amount (converted)", None, amount(lambda n: n * 2)),
    ("Amount in company currency", None, amount(lambda n: n * 3)),
    ("Expected Revenue", None, amount(lambda n: n / 2)),
    ("Income", None, 1000000),
    ("Close Date (Quarter)", None, "Q2-2024"),
    ("Close Reason", None, "Price"),
    ("Created By", None, "Integration"),
    ("Lead Created Date", None, "2019-01-01"),
    ("Deal Owner Email", None, email),
    ("Owner Role", None, "Closer"),
    ("Account Owner", None, "Zed"),
    ("Parent Account", None, "Holding"),
    ("Contact Name", None, "Jane"),
    ("Title", None, "VP Sales"),
    ("Stage Duration", None, 17),
    ("Previous Stage", None, "Closed Won"),
    ("Status Reason", None, "Won"),
    ("Opportunity", None, "The big one"),
    ("Item ID", None, 4711),
    ("Lead Status", None, "Disqualified"),
    ("Win Probability Score", None, 0),
    ("Currency Rate", None, "1.07"),
    ("Opportunity Type", None, "New"),
    ("Quantity", None, 3),
]


# What these CRMs do call a column of ours, if not in every export.
THEIRS = {"bitrix24": {"income", "title", "opportunity"},
          "odoo": {"opportunity"}, "monday": {"itemid"}}


def folded(header):
    return "".join(c for c in header.lower() if c not in " _-.\"'\t")


def with_nearly(export):
    """In front of the others too: the place of a column tells nothing."""
    have = {folded(header) for header, _, _ in export.columns}
    have |= THEIRS.get(export.crm, set())
    if "name" not in export.maps():
        have.add("opportunity")  # then it is the name
    more = [c for c in NEARLY if folded(c[0]) not in have]
    half = len(more) // 2
    return Export(export.name + ", and more", export.crm, export.stages,
                  more[:half] + export.columns + more[half:], **export.how)


OWN = ("Intro", "Scoping", "Workshop", "Offer", "Redlines", "Onboarding",
       "Parked")
ODD = [
    beside(SALESFORCE[0], "Salesforce API, Name twice",
           ("Name", None, of("account"))),
    beside(SALESFORCE[1], "Salesforce report, Created Date twice",
           ("Created Date", None, "1/2/2020")),
    beside(SALESFORCE[0], "Salesforce API, two currencies",
           ("CurrencyIsoCode", "currency",
            lambda x, d: "EUR" if d["n"] % 3 else "USD")),
    staged(SALESFORCE[1], "Salesforce report, own stages", *OWN),
    staged(HUBSPOT[0], "HubSpot, own stages", *OWN),
    staged(HUBSPOT[0], "HubSpot, stages by number", "10923", "10924", "10925",
           "10926", "10927", "10928", "10929"),
    staged(HUBSPOT[0], "HubSpot, one end unknown", *OWN[:-2], "Won",
           "Closed: see notes"),
    Export("HubSpot API, stages by number", "hubspot",
           [str(1032655 + k) for k in range(7)], HUBSPOT[1].columns),
    without(REST, "Bitrix24, stages alone", "CLOSED", "STAGE_SEMANTIC_ID",
            "PROBABILITY"),
    Export("Bitrix24, first pipeline", "bitrix24",
           ["NEW", "PREPARATION", "PREPAYMENT_INVOICE", "EXECUTING",
            "FINAL_INVOICE", "WON", "APOLOGY"], REST.columns),
    Export("SuiteCRM, another currency", "suitecrm", SALES, [
        c if c[0] != "currency_id" else (c[0], c[1], lambda x, d: "-99"
                                         if d["n"] % 2 else
                                         "5f1c2d3e-4f2a-0000") for c in
        SUITE.columns]),
    without(SALESFORCE[1], "Salesforce report, no id", "Opportunity ID"),
    without(HUBSPOT[0], "HubSpot, no id", "Record ID"),
    without(staged(HUBSPOT[0], "", *OWN), "HubSpot, no id and own stages",
            "Record ID"),
    Export("no CRM, two flags", "generic", OWN, [
        ("Deal ID", "deal_id", of("n")),
        ("Deal Name", "name", of("name")),
        ("Rep", "owner", of("owner")),
        ("Value", "amount", of("amount")),
        ("Created", "created", dated(iso, "created")),
        ("Close Date", "closed", dated(iso, *CLOSE)),
        ("Closed", "is_closed", flag("closed", "Yes", "No")),
        ("Won", "is_won", flag("won", "Yes", "No")),
    ]),
]
ODD += [with_nearly(export) for export in EXPORTS]
