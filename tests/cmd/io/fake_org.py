"""An org of Salesforce on loopback, as its documentation describes it.

OAuth client credentials, describe, and the query jobs of the Bulk API 2.0.
Faults are switched on by name:

    org = FakeOrg(deals, history)              lists of dicts by API name
    org.fault("results", cut, times=1)         the next results are cut off

See fake_api.py for what a fault is.
"""
import csv
import io
import json
import re
import urllib.parse

import fake_api
from fake_api import FakeApi, closes, html, says, slow  # noqa: F401

SECRET = "s3cret-/+ of the app"
CLIENT = "3MVG9.consumer key"
VERSION = "v60.0"

# What an org has beside what its deals hold: label, relationship, target.
RELATIONS = {
    "Opportunity": {"AccountId": ("Account ID", "Account", "Account"),
                    "OwnerId": ("Owner ID", "Owner", "User")},
    "User": {"ManagerId": ("Manager ID", "Manager", "User")},
    "Account": {},
    "OpportunityHistory": {"OpportunityId": ("Opportunity ID", "Opportunity",
                                             "Opportunity")},
}


class Job:
    def __init__(self, org, query):
        found = re.fullmatch(r"SELECT ([\w., ]+) FROM (\w+)", query)
        if not found:
            raise ValueError(f"no such query: {query}")
        self.query, self.object = query, found[2]
        self.fields = found[1].split(", ")
        for field in self.fields:
            org.resolve(self.object, field)
        self.rows = list(org.records[self.object])
        self.polls = 0


class FakeOrg(FakeApi):
    def __init__(self, deals, history, context=None, page=None, polls=1):
        self.records = {"Opportunity": deals, "OpportunityHistory": history}
        self.polls, self.page = polls, page
        self.jobs = {}
        self.tokens, self.valid = 0, None
        self.closed = set()  # objects that the user may not read
        self.labels = {}     # API name: label, for fields of an opportunity
        super().__init__(Handler, context)
        self.instance = self.url

    def pages(self):
        """The results that were asked for, as (job's object, locator)."""
        return [(self.jobs[p.split("/")[-2]].object,
                 urllib.parse.parse_qs(q).get("locator", [""])[0])
                for kind, _, p, q in self.seen if kind == "results"]

    def fields(self, name):
        if name in ("Account", "User"):
            own = {"Id", "Name"} | ({"Industry"} if name == "Account" else set())
        else:
            own = {f for row in self.records[name][:1] for f in row
                   if "." not in f}
        out = []
        for f in sorted(own | set(RELATIONS[name])):
            label, relation, target = RELATIONS[name].get(
                f, (self.labels.get(f, f), None, None))
            out.append({"name": f, "label": label, "relationshipName": relation,
                        "referenceTo": [target] if target else []})
        return out

    def resolve(self, name, path):
        *steps, last = path.split(".")
        for step in steps:
            name = next(f["referenceTo"][0] for f in self.fields(name)
                        if f["relationshipName"] == step)
        if last not in {f["name"] for f in self.fields(name)}:
            raise ValueError(f"no field {path}")


class Handler(fake_api.Handler):
    def kind(self):
        path = self.path.split("?")[0]
        data = f"/services/data/{VERSION}"
        if path == "/services/oauth2/token":
            return "token"
        if re.fullmatch(data + r"/sobjects/\w+/describe", path):
            return "describe"
        if path == data + "/jobs/query":
            return "make"
        if re.fullmatch(data + r"/jobs/query/\w+/results", path):
            return "results"
        if re.fullmatch(data + r"/jobs/query/\w+", path):
            return "drop" if self.command == "DELETE" else "state"
        return "unknown"

    def allowed(self, kind):
        if kind in ("token", "unknown") or (
                self.api.valid and self.headers.get("Authorization") ==
                f"Bearer {self.api.valid}"):
            return True
        self.send(401, [{"message": "Session expired or invalid",
                         "errorCode": "INVALID_SESSION_ID"}])
        return False

    def on_unknown(self, path, query):
        self.send(404, [{"message": "The requested resource does not exist",
                         "errorCode": "NOT_FOUND"}])

    def on_token(self, path, query):
        form = urllib.parse.parse_qs(self.body.decode())
        if form != {"grant_type": ["client_credentials"],
                    "client_id": [CLIENT], "client_secret": [SECRET]}:
            self.send(400, {"error": "invalid_client",
                            "error_description":
                                "invalid client credentials"})
            return
        self.api.tokens += 1
        self.api.valid = f"00Dtoken!{self.api.tokens}"
        self.send(200, {"access_token": self.api.valid,
                        "instance_url": self.api.instance,
                        "token_type": "Bearer", "scope": "api",
                        "issued_at": "1", "id": self.api.url + "/id/1/2"})

    def on_describe(self, path, query):
        name = path.split("/")[-2]
        if name in self.api.closed or name not in RELATIONS:
            self.on_unknown(path, query)
            return
        self.send(200, {"name": name, "fields": self.api.fields(name)})

    def job(self, path, place):
        return self.api.jobs.get(path.split("/")[place])

    def tell(self, number, job, state):
        told = {"id": number, "operation": "query", "object": job.object,
                "state": state, "contentType": "CSV", "apiVersion": 60.0,
                "lineEnding": "LF", "columnDelimiter": "COMMA"}
        if state == "JobComplete":
            told.update(numberRecordsProcessed=len(job.rows), retries=0,
                        totalProcessingTime=3)
        self.send(200, told)

    def on_make(self, path, query):
        asked = json.loads(self.body)
        if asked.get("operation") != "query" or \
                asked.get("contentType") != "CSV" or \
                asked.get("lineEnding") != "LF":
            self.send(400, [{"message": "bad job", "errorCode": "BAD"}])
            return
        try:
            job = Job(self.api, asked["query"])
        except (ValueError, StopIteration) as e:
            self.send(400, [{"message": str(e),
                             "errorCode": "MALFORMED_QUERY"}])
            return
        with self.api.lock:
            number = f"750R0000000zlh{len(self.api.jobs):03d}IAA"
            self.api.jobs[number] = job
        self.tell(number, job, "UploadComplete")

    def on_state(self, path, query):
        job = self.job(path, -1)
        if not job:
            self.on_unknown(path, query)
            return
        job.polls += 1
        self.tell(path.split("/")[-1], job, "JobComplete"
                  if job.polls > self.api.polls else "InProgress")

    def on_drop(self, path, query):
        if self.api.jobs.get(path.split("/")[-1]):
            self.send_response(204)
            self.end_headers()
        else:
            self.on_unknown(path, query)

    def result(self, path, query):
        """The page asked for: text, records, next locator."""
        job = self.job(path, -2)
        asked = urllib.parse.parse_qs(query)
        start = int(asked.get("locator", ["MTAw-0"])[0].split("-")[1])
        size = min(int(asked["maxRecords"][0]), self.api.page or 10 ** 9)
        rows = job.rows[start:start + size]
        text = io.StringIO()
        out = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\n")
        out.writerow(job.fields)
        out.writerows([r.get(f, "") for f in job.fields] for r in rows)
        end = start + size
        return (text.getvalue(), len(rows),
                f"MTAw-{end}" if end < len(job.rows) else "null")

    def send_page(self, text, records, locator, **headers):
        return self.send(200, text.encode(), "text/csv",
                         Sforce_NumberOfRecords=str(records),
                         Sforce_Locator=locator, **headers)

    def on_results(self, path, query):
        if not self.job(path, -2):
            self.on_unknown(path, query)
            return
        self.send_page(*self.result(path, query))


# Faults.

def cut(h):
    """Half of the page that was promised, then nothing."""
    text, records, locator = h.result(*h.path.partition("?")[::2])
    h.send_response(200)
    h.send_header("Content-Type", "text/csv")
    h.send_header("Content-Length", str(len(text.encode())))
    h.send_header("Sforce-NumberOfRecords", str(records))
    h.send_header("Sforce-Locator", locator)
    h.end_headers()
    h.wfile.write(text.encode()[:len(text) // 2])
    h.wfile.flush()
    return closes(h)


def page(change):
    """The page, changed by change(text, records, locator)."""
    return lambda h: h.send_page(
        *change(*h.result(*h.path.partition("?")[::2])))
