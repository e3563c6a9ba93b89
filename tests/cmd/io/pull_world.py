"""An org whose deals are those of `dealsense sample`, and a pull of it."""
import csv
import hashlib
import io
import os
import pathlib
import subprocess
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent)]
from fake_org import CLIENT, SECRET  # noqa: E402
from tool import BINARY, ok  # noqa: E402

HOSTILE = 'He said "no, never";\nthen, =1+1 <b>left</b> \u2013 Zo\u00eb'


# As the API calls what the org shows as Pipeline, Best Case and Commit.
STAGES = ["Prospecting", "Qualified", "Demo", "Proposal", "Negotiation",
          "Closed Won", "Closed Lost"]
CATEGORIES = dict(zip(STAGES, ["Pipeline", "Pipeline", "Pipeline", "BestCase",
                               "Forecast", "Closed", "Omitted"]))
PROBABILITY = dict(zip(STAGES, [10, 20, 40, 60, 80, 100, 0]))


def number(kind, name):
    return kind + hashlib.md5(name.encode()).hexdigest()[:12].upper() + "AAA"


def records(folder, deals=300, seed=7):
    """The same deals as an org keeps them: opportunities and history."""
    history = folder / "sample-history.csv"
    text = ok("sample", "--deals", deals, "--seed", seed, "--history",
              history).stdout
    out, ids = [], {}
    rows = [d for d in csv.DictReader(io.StringIO(text))
            if d["outcome"] in ("Won", "Lost", "Open")]
    for n, d in enumerate(rows):  # without the dirt that a sample holds
        ids[d["deal_id"]] = f"0065f00000{n:05d}AAA"
        out.append({
            "Id": ids[d["deal_id"]],
            "Name": HOSTILE if n % 50 == 3 else d["name"],
            "AccountId": number("001", d["account"]),
            "Account.Name": d["account"],
            "OwnerId": number("005", d["owner"]),
            "Owner.Name": d["owner"], "Owner.Manager.Name": d["manager"],
            "Amount": d["amount"],
            "CreatedDate": d["created_date"] + "T08:00:00.000Z",
            "CloseDate": d["closed_date"], "StageName": d["stage"],
            "IsClosed": str(d["outcome"] in ("Won", "Lost")).lower(),
            "IsWon": str(d["outcome"] == "Won").lower(),
            "LeadSource": d["lead_source"], "Region__c": d["region"],
            "Product__c": d["product"], "Account.Industry": d["industry"],
            "LastActivityDate": d["last_activity"], "NextStep": d["next_step"],
            "PushCount": d["push_count"],
            "ForecastCategoryName": d["forecast_category"],
            "Probability": 100 if d["outcome"] == "Won" else n % 10 * 10,
            "LastModifiedDate": d["created_date" if d["outcome"] == "Open"
                                  else "closed_date"] + "T08:30:00.000Z",
            "Competitor__c": ("Acme", "Globex", "")[n % 3]})
    with open(history, encoding="utf-8", newline="") as f:
        events = [{"OpportunityId": ids[h["deal_id"]],
                   "StageName": h["stage"],
                   "CreatedDate": h["entered_date"] + "T09:30:00.000Z",
                   "Amount": h["amount"], "CloseDate": h["close_date"],
                   "ForecastCategory": CATEGORIES[h["stage"]],
                   "Probability": PROBABILITY[h["stage"]]}
                  for h in csv.DictReader(f) if h["deal_id"] in ids]
    return out, events


def config(folder, org, more="", retries=3, pause=0.05, timeout=2, ca=None,
           records=50000, name="dealsense.ini"):
    path = folder / name
    path.write_text(
        f"[salesforce]\ndomain = {org if isinstance(org, str) else org.url}\n"
        f"client_id = {CLIENT}\npage_records = {records}\n"
        f"[network]\nretries = {retries}\nretry_seconds = {pause}\n"
        f"timeout_seconds = {timeout}\n" +
        (f"ca_file = {ca}\n" if ca else "") + more, "utf-8")
    return path


def command(path, out, *more):
    return [BINARY, "pull", "salesforce", "--config", str(path), "--out",
            str(out), *map(str, more)]


def environment(secret=SECRET, **more):
    env = {**os.environ, **more}
    if secret is not None:
        env["DEALSENSE_SALESFORCE_SECRET"] = secret
    return env


def run_pull(args, env, secrets):
    """A pull that may fail, but neither crash nor tell a secret."""
    done = subprocess.run(args, text=True, timeout=120, capture_output=True,
                          stdin=subprocess.DEVNULL, env=env)
    said = done.stdout + done.stderr
    if done.returncode not in (0, 2, 3, 4) or "Sanitizer" in said or \
            "runtime error" in said:
        sys.exit(f"pull: crashed ({done.returncode})\n{said}")
    if any(s in said for s in secrets):
        sys.exit(f"pull: a secret was said\n{said}")
    return done


def pull(path, out, *more, env=None):
    return run_pull(command(path, out, *more), env or environment(),
                    [SECRET, "00Dtoken"])


def table(path):
    with open(path, encoding="utf-8", newline="") as f:
        return list(csv.DictReader(f))


def same(path, records):
    """Does the file hold these records, in this order?"""
    got = table(path)
    return len(got) == len(records) and all(
        all(g[k] == str(r.get(k, "")) for k in g) for g, r in zip(got, records))


def wait_for(condition):
    for _ in range(2000):
        if condition():
            return
        time.sleep(0.01)
    raise AssertionError("waited in vain")


def state_of(out):
    """Where a pull into `out` notes how far it has come."""
    return out.parent / f".{out.name}.pulling/state.json"
