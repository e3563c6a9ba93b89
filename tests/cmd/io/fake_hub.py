"""An account of HubSpot on loopback, as its documentation describes it: the
list of deals with the history of their properties, pipelines, owners,
properties, companies, the search. See fake_api.py for faults.

    hub = FakeHub(deals, owners, companies)
    hub.fault("deals", cut, times=1)           the next page is cut off

A deal is {"id", "properties", "propertiesWithHistory", "archived"}.
"""
import json
import re
import urllib.parse

import fake_api
from fake_api import FakeApi, closes, html, says, slow  # noqa: F401

TOKEN = "pat-eu1-7c0ffee5-d00d-4bad-beef-0123456789ab"
HISTORY_AT_ONCE, AT_ONCE = 50, 100

STAGES = [("Prospecting", "appointmentscheduled", 0.1),
          ("Qualified", "qualifiedtobuy", 0.2), ("Demo", "10203", 0.4),
          ("Proposal", "contractsent", 0.6), ("Negotiation", "10204", 0.8),
          ("Closed Won", "closedwon", 1.0), ("Closed Lost", "closedlost", 0.0)]


def stage(label, number, share, order):
    return {"id": number, "label": label, "displayOrder": order,
            "archived": False, "metadata": {
                "isClosed": str(label.startswith("Closed")).lower(),
                "probability": str(share)}}


def pipeline(number, label, stages, order=0):
    # The order of the list is none: displayOrder is.
    return {"id": number, "label": label, "displayOrder": order,
            "archived": False, "stages": [
                stage(*s, k) for k, s in enumerate(stages)][::-1]}


class FakeHub(FakeApi):
    def __init__(self, deals, owners, companies, properties=None, page=None,
                 context=None):
        self.deals, self.owners, self.companies = deals, owners, companies
        self.properties = properties or {}  # name: more of its definition
        self.pipelines = [pipeline("default", "Sales Pipeline", STAGES)]
        self.page = page
        self.scopes = {"deals", "companies", "owners", "account"}
        self.account = {"portalId": 62515, "timeZone": "UTC",
                        "companyCurrency": "USD", "utcOffset": "+00:00",
                        "utcOffsetMilliseconds": 0}
        self.between = None  # called with each page's number
        super().__init__(Handler, context)

    def live(self, archived=False):
        return sorted((d for d in self.deals
                       if bool(d.get("archived")) == archived),
                      key=lambda d: int(d["id"]))

    def pages(self):
        """The pages of deals that were asked for, as their cursors."""
        return [urllib.parse.parse_qs(q).get("after", [""])[0]
                for kind, _, _, q in self.seen if kind == "deals"]

    def definitions(self):
        names = dict.fromkeys(p for d in self.deals for p in d["properties"])
        return [{"name": n, "label": n.replace("_", " ").title(),
                 "type": "string", "options": [],
                 **self.properties.get(n, {})} for n in names]


class Handler(fake_api.Handler):
    PATHS = [("GET", r"/account-info/v3/details", "account"),
             ("GET", r"/crm/v3/properties/deals", "properties"),
             ("GET", r"/crm/v3/properties/companies/industry", "industry"),
             ("GET", r"/crm/v3/pipelines/deals", "pipelines"),
             ("GET", r"/crm/v3/owners", "owners"),
             ("GET", r"/crm/v3/objects/companies", "companies"),
             ("POST", r"/crm/v3/objects/companies/batch/read", "batch"),
             ("GET", r"/crm/v3/objects/deals", "deals"),
             ("POST", r"/crm/v3/objects/deals/search", "count")]
    SCOPE = {"account": "account", "industry": "companies",
             "companies": "companies", "batch": "companies",
             "owners": "owners"}

    def kind(self):
        path, _, query = self.path.partition("?")
        for method, form, kind in self.PATHS:
            if self.command == method and re.fullmatch(form, path):
                gone = kind == "deals" and "archived=true" in query
                return "archived" if gone else kind
        return "unknown"

    def fail(self, status, message, category, **more):
        return self.send(status, {"status": "error", "message": message,
                                  "correlationId": "c033cdaa-2c40-4a64",
                                  "category": category, **more})

    def allowed(self, kind):
        if self.headers.get("Authorization") != f"Bearer {TOKEN}":
            self.fail(401, "Authentication credentials not found. This API "
                      "supports OAuth 2.0 authentication",
                      "INVALID_AUTHENTICATION")
        elif self.SCOPE.get(kind, "deals") not in self.api.scopes:
            self.fail(403, "This app hasn't been granted all required scopes "
                      "to make this call.", "MISSING_SCOPES")
        else:
            return True
        return False

    def on_unknown(self, path, query):
        self.send(404, b"<html>404</html>", "text/html")

    def on_account(self, path, query):
        self.send(200, self.api.account)

    def on_properties(self, path, query):
        self.send(200, {"results": self.api.definitions()})

    def on_industry(self, path, query):
        self.send(200, {"name": "industry", "type": "enumeration", "options": [
            {"value": c["industry"].upper(), "label": c["industry"]}
            for c in self.api.companies.values()]})

    def on_pipelines(self, path, query):
        self.send(200, {"results": self.api.pipelines})

    def on_companies(self, path, query):
        self.send(200, {"results": [{"id": i} for i in
                                    list(self.api.companies)[:1]]})

    def on_batch(self, path, query):
        asked = json.loads(self.body)
        ids = [i["id"] for i in asked["inputs"]]
        if len(ids) > AT_ONCE or asked["properties"] != ["name", "industry"]:
            self.fail(400, "too many", "VALIDATION_ERROR")
            return
        known = [i for i in ids if i in self.api.companies]
        self.send(200 if known == ids else 207, {
            "status": "COMPLETE", "results": [
                {"id": i, "properties": {
                    "name": self.api.companies[i]["name"],
                    "industry": self.api.companies[i]["industry"].upper()}}
                for i in reversed(known)]})

    def listed(self, rows, asked, most):
        """One page of rows with ids, and the cursor of the next."""
        size = int(asked.get("limit", ["10"])[0])
        if size > most:
            self.fail(400, f"limit {size} is above {most}", "VALIDATION_ERROR")
            return None
        size = min(size, self.api.page or size)
        after = asked.get("after", ["0"])[0]
        if not after.isdigit():
            self.fail(400, "invalid cursor", "VALIDATION_ERROR")
            return None
        rows = [r for r in rows if int(r["id"]) >= int(after)]
        page = {"results": rows[:size]}
        if len(rows) > size:
            page["paging"] = {"next": {
                "after": rows[size]["id"], "link": self.api.url + "/x"}}
        return page

    def on_owners(self, path, query):
        asked = urllib.parse.parse_qs(query)
        gone = asked["archived"] == ["true"]
        page = self.listed([o for o in self.api.owners
                            if o["archived"] == gone], asked, 500)
        if page:
            self.send(200, page)

    def deal_page(self):
        """The page of deals that is asked for, or None after a refusal."""
        asked = urllib.parse.parse_qs(self.path.partition("?")[2])
        gone = asked["archived"] == ["true"]
        dated = asked.get("propertiesWithHistory", [""])[0].split(",")
        page = self.listed(self.api.live(gone), asked, HISTORY_AT_ONCE
                           if dated != [""] else AT_ONCE)
        if not page:
            return None
        known = {d["name"] for d in self.api.definitions()}
        names = [n for n in asked.get("properties", [""])[0].split(",")
                 if n in known]
        page["results"] = [{
            "id": d["id"], "archived": gone,
            "createdAt": "2019-10-30T03:30:17.883Z",
            "properties": {n: d["properties"].get(n) for n in names},
            "propertiesWithHistory": {
                n: d["propertiesWithHistory"][n] for n in dated
                if n in d.get("propertiesWithHistory", {})}}
            for d in page["results"]]
        return page

    def on_deals(self, path, query):
        page = self.deal_page()
        if page:
            self.send(200, page, X_HubSpot_RateLimit_Remaining="99",
                      X_HubSpot_RateLimit_Interval_Milliseconds="10000")
            if self.api.between:
                self.api.between(self.api.count("deals"))

    on_archived = on_deals

    def on_count(self, path, query):
        asked = json.loads(self.body)
        if asked["limit"] > 200 or asked["filterGroups"]:
            self.fail(400, "bad search", "VALIDATION_ERROR")
            return
        self.send(200, {"total": len(self.api.live()),
                        "results": [{"id": d["id"]}
                                    for d in self.api.live()[:1]]})


# Faults.

def cut(h):
    """Half of the page that was promised, then nothing."""
    text = json.dumps(h.deal_page()).encode()
    h.send_response(200)
    h.send_header("Content-Type", "application/json")
    h.send_header("Content-Length", str(len(text)))
    h.end_headers()
    h.wfile.write(text[:len(text) // 2])
    h.wfile.flush()
    return closes(h)


def torn(h):
    """The same by a server that does not know that it was cut."""
    text = json.dumps(h.deal_page()).encode()
    return h.send(200, text[:len(text) // 2])


def page(change):
    """The page, changed by change(page)."""
    return lambda h: h.send(200, change(h.deal_page()))
