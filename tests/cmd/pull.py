"""dealsense pull salesforce: what comes, as it was, and what is said of it."""
import csv
import json
import pathlib
import stat
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).parent / "io"))
from fake_org import SECRET, FakeOrg  # noqa: E402
from pull_world import config, environment, pull, records, same, \
    table  # noqa: E402
from tool import check, dealsense, ok, summary  # noqa: E402


def whole(folder, deals, history):
    """One pull, in pages, into a new folder; then into the same again."""
    org = FakeOrg(deals, history, page=70)
    out = folder / "state/crm"
    done = pull(config(folder, org), out)
    check(done.returncode == 0 and not done.stderr, done)
    check(f"{len(deals)} opportunities" in done.stdout and
          f"{len(history)} stage changes" in done.stdout, done.stdout)
    check("Not in this org, or not to be read by its user: CurrencyIsoCode, "
          "Industry, LastStageChangeDate\n" in done.stdout, done.stdout)
    check(same(out / "deals.csv", deals), "deals.csv differs")
    check(same(out / "history.csv", history), "history.csv differs")
    header = (out / "deals.csv").read_text("utf-8").split("\n")[0]
    check(header.startswith("Id,Name,AccountId,Account.Name,OwnerId,Owner.Name"
                            ",Owner.Manager.Name,Amount,CreatedDate"), header)
    check("Competitor__c" not in header, header)
    pages = org.pages()
    wanted = -(-len(deals) // 70) + -(-len(history) // 70)
    check(len(pages) == len(set(pages)) == wanted, pages)
    check(org.count("token") == 1 and org.count("drop") == 2, org.seen)
    check(org.count("describe") == 4, "each object is described once")
    left = sorted(p.name for p in (folder / "state").iterdir())
    check(left == [".crm.lock", "crm"], left)
    check(sorted(p.name for p in out.iterdir()) ==
          ["deals.csv", "history.csv", "pull.json"], list(out.iterdir()))
    receipt = json.loads((out / "pull.json").read_text())
    check([f["records"] for f in receipt["files"]] ==
          [len(deals), len(history)], receipt)
    check(stat.S_IMODE((out / "deals.csv").stat().st_mode) == 0o600,
          "others may read the deals")

    # Again, one deal more: the folder is replaced as a whole.
    before = (out / "deals.csv").stat().st_ino
    org.records["Opportunity"] = deals + [{**deals[0], "Id": "0065f0000099999"}]
    check(pull(config(folder, org), str(out) + "/", "--quiet").stdout == "",
          "--quiet says something")
    check(len(table(out / "deals.csv")) == len(deals) + 1 and
          (out / "deals.csv").stat().st_ino != before, "not replaced")
    org.close()
    return out


def packed(folder, out, deals):
    """What was pulled makes a pack with the totals of the org."""
    packs = folder / "packs"
    ok("run", out / "deals.csv", "--history", out / "history.csv", "--out",
       packs, "--quiet")
    ok("verify", packs / "latest")
    s = summary(packs / "latest")
    made = table(out / "deals.csv")
    open_ = [d for d in made if d["IsClosed"] == "false"]
    check(s["deals"]["total"] == len(made) and
          s["deals"]["open"] == len(open_) and
          s["deals"]["won"] == sum(d["IsWon"] == "true" for d in made),
          s["deals"])
    money = sum(float(d["Amount"] or 0) for d in open_)
    check(abs(s["money"]["pipeline"] - money) < 0.01, (s["money"], money))
    check(s["input"]["rejected_rows"] == 0, s["input"])
    with open(packs / "latest/risk_report.csv", newline="") as f:
        report = list(csv.DictReader(f))
    # The edits of amounts, close dates and categories came with the history.
    ok("run", out / "deals.csv", "--history", out / "history.csv", "--as-of",
       "2026-05-15", "--out", folder / "may", "--no-store", "--quiet")
    quarter = json.loads((folder / "may/latest/dashboard/api/v1/quarter.json")
                         .read_text("ascii"))
    flow, calls = quarter["flow"]["since_start"], quarter["calls"]
    check(flow["gap"] is None and flow["from"] == "history" and
          flow["amounts_dated"] and flow["won"]["deals"] > 0, flow)
    check(calls["past_gap"] is None and {"Commit", "Best Case", "Pipeline"} <=
          {c["category"] for c in calls["categories"] if c["of_past"]},
          calls["categories"])
    names = {d["Id"]: d["Account.Name"] for d in made}
    check(len(report) == len(open_) and
          all(r["account"] == names[r["deal_id"]] for r in report), report[0])


def configured(folder, deals, history):
    """The company's own fields, and names that the org does not have."""
    org = FakeOrg(deals, history)
    org.labels["Competitor__c"] = "Main Rival"
    out = folder / "own"
    own = ("[columns]\ncategory = competitor__c\nmanager = Owner.Manager.Name\n"
           "[filter]\nexclude = LeadSource: Test\n")
    done = pull(config(folder, org, own), out)
    check(done.returncode == 0 and same(out / "deals.csv", deals), done)
    check([d["Competitor__c"] for d in table(out / "deals.csv")] ==
          [d["Competitor__c"] for d in deals], "own field")
    ok("run", out / "deals.csv", "--history", out / "history.csv", "--config",
       folder / "dealsense.ini", "--out", folder / "own-packs", "--quiet")
    for text, words in (
            ("[columns]\ncategory = Main Rival\n", ["Main Rival",
                                                    "Competitor__c"]),
            ("[columns]\nregion = Nowhere__c\n", ["Nowhere__c"]),
            ("[columns]\nregion = Id FROM User\n", ["Id FROM User"]),
            ("[columns]\nregion = Owner.Nowhere.Name\n", ["Owner.Nowhere"]),
            ("[columns]\nregion = Owner.\n", ["Owner."]),
            ("[filter]\nkeep = Record Type: New\n", ["Record Type"])):
        org.reset()
        done = pull(config(folder, org, text), out)
        check(done.returncode == 3 and all(w in done.stderr for w in words) and
              done.stderr.count("\n") == 1, text, done.stderr)
        check(org.count("make") == 0, "a query was sent")
    # What its user may not read.
    org.closed = {"User", "Account"}
    done = pull(config(folder, org), folder / "closed")
    check(done.returncode == 0 and "Owner.Name" in done.stdout and
          "Account.Industry" in done.stdout, done)
    for name, words in (("OpportunityHistory", "may not read OpportunityH"),
                        ("Opportunity", "may not read Opportunity;")):
        org.closed = {name}
        done = pull(config(folder, org), out)
        check(done.returncode == 3 and words in done.stderr, done)
    org.closed = set()
    # Of the history, what a run can do without: named, and left out.
    org.records["OpportunityHistory"] = [
        {k: v for k, v in h.items() if k not in ("Amount", "ForecastCategory")}
        for h in history]
    done = pull(config(folder, org), folder / "no-amounts")
    check(done.returncode == 0 and "OpportunityHistory.Amount, "
          "OpportunityHistory.ForecastCategory\n" in done.stdout, done)
    check((folder / "no-amounts/history.csv").read_text("utf-8").startswith(
        "OpportunityId,StageName,CreatedDate,CloseDate,Probability\n"),
        "the history's other fields")
    org.records["OpportunityHistory"] = history
    org.records["Opportunity"] = [{k: v for k, v in d.items() if k != "IsWon"}
                                  for d in deals]
    done = pull(config(folder, org), out)
    check(done.returncode == 3 and "no field IsWon" in done.stderr, done)
    org.close()


def empty(folder, deals, history):
    """Nothing at all is no pipeline, but a right that is missing."""
    org = FakeOrg(deals, history)
    known = {n: org.fields(n) for n in ("Opportunity", "OpportunityHistory",
                                        "User", "Account")}
    org.fields = lambda name: known[name]
    out = folder / "bare"
    check(pull(config(folder, org), out).returncode == 0, "the first pull")
    for name, words in (("Opportunity", "sees no opportunities"),
                        ("OpportunityHistory", "sees no stage history")):
        org.records = {"Opportunity": deals, "OpportunityHistory": history,
                       name: []}
        done = pull(config(folder, org), out)
        check(done.returncode == 3 and words in done.stderr and
              done.stderr.count("\n") == 1, done)
        check(same(out / "deals.csv", deals) and
              same(out / "history.csv", history), "the old files changed")
    org.close()


def refused(folder, deals, history):
    """Settings and folders that cannot be used, each with its one line."""
    org = FakeOrg(deals, history)
    good = config(folder, org)
    cases = [
        ("[salesforce]\nclient_id = x\n", "domain is not set"),
        (f"[salesforce]\ndomain = {org.url}\n", "client_id is not set"),
        ("[salesforce]\ndomain = http://example.com\nclient_id = x\n",
         "does not begin with https://"),
        (f"[salesforce]\ndomain = {org.url}/path\nclient_id = x\n",
         "more than a host"),
        (f"[salesforce]\ndomain = {org.url}\nclient_id = x\n"
         "api_version = 60/..\n", "api_version"),
        ("[salesforce]\nclient_secret = x\n", "no key client_secret"),
    ]
    for text, words in cases:
        bad = folder / "bad.ini"
        bad.write_text(text)
        done = pull(bad, folder / "x")
        check(done.returncode == 3 and words in done.stderr and
              done.stderr.count("\n") == 1, text, done.stderr)
    check(not org.seen, "something was asked")
    # The secret: none, a file that others may read, a wrong one.
    done = pull(good, folder / "x", env=environment(None))
    check(done.returncode == 3 and "DEALSENSE_SALESFORCE_SECRET" in done.stderr
          and "secret_file" in done.stderr, done)
    file = folder / "secret"
    file.write_text(SECRET + "\n")
    by_file = config(folder, org, f"[salesforce]\nsecret_file = {file}\n",
                     name="file.ini")
    file.chmod(0o644)
    done = pull(by_file, folder / "x", env=environment(None))
    check(done.returncode == 3 and "chmod 600" in done.stderr, done)
    file.chmod(0o600)
    check(pull(by_file, folder / "x", env=environment(None)).returncode == 0,
          "a secret from a file")
    done = pull(good, folder / "x", env=environment("wrong"))
    check(done.returncode == 3 and "invalid_client" in done.stderr and
          "400" in done.stderr, done)
    # Folders of somebody else.
    (folder / "mine").mkdir()
    (folder / "mine/letter.txt").write_text("keep")
    (folder / "plain").mkdir()
    (folder / "plain/deals.csv").write_text("keep")
    (folder / "file").write_text("keep")
    org.reset()
    for name, code, words in (("mine", 4, "letter.txt"), ("plain", 4, "no pull"),
                              ("file", 4, "no folder"), ("mine/..", 4, ""),
                              ("/", 2, "folder of its own")):
        done = pull(good, folder / name)
        check(done.returncode == code and words in done.stderr, name, done)
    check(not org.seen and (folder / "mine/letter.txt").exists() and
          (folder / "plain/deals.csv").read_text() == "keep", "touched")
    done = dealsense("pull", "salesfroce")
    check(done.returncode == 2 and "salesforce" in done.stderr, done)
    done = dealsense("pull")
    check(done.returncode == 2, done)
    org.close()


def main():
    with tempfile.TemporaryDirectory(prefix="dealsense-test-") as name:
        folder = pathlib.Path(name)
        deals, history = records(folder)
        out = whole(folder, deals, history)
        packed(folder, out, deals)
        configured(folder, deals, history)
        empty(folder, deals, history)
        refused(folder, deals, history)
    print(f"{len(deals)} deals, {len(history)} stage changes pulled and scored")


main()
