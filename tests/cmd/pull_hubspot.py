"""dealsense pull hubspot: what comes, as it was, and what is said of it."""
import json
import pathlib
import stat
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).parent / "io"))
import fake_hub  # noqa: E402
from fake_hub import TOKEN, pipeline  # noqa: E402
from hub_world import config, environment, hub_of, plain, pull, records, \
    same, table  # noqa: E402
from tool import check, dealsense, ok, summary  # noqa: E402


def whole(folder, deals, history):
    """One pull, in pages, into a new folder; then into the same again."""
    hub = hub_of(deals, history, page=40)
    out = folder / "state/crm"
    done = pull(config(folder, hub), out)
    check(done.returncode == 0 and not done.stderr, done)
    check(f"{len(deals)} deals" in done.stdout and
          f"{len(history)} dated changes" in done.stdout, done.stdout)
    check("Not in this account, or not to be read by the app: Currency, "
          "Date entered current stage\n" in done.stdout, done.stdout)
    check(same(out / "deals.csv", hub), "deals.csv differs")
    pages = hub.pages()
    check(len(pages) == len(set(pages)) == -(-len(deals) // 40), pages)
    check(all(hub.count(k) == 1 for k in (
        "account", "properties", "pipelines", "companies", "industry",
        "archived")) and hub.count("owners") == 2, hub.seen)
    firms = {d["properties"]["hs_primary_associated_company"]
             for d in hub.deals}
    asked = hub.count("batch")
    check(asked <= len(pages) and len(firms) > 40, asked, len(firms))
    left = sorted(p.name for p in (folder / "state").iterdir())
    check(left == [".crm.lock", "crm"], left)
    check(sorted(p.name for p in out.iterdir()) ==
          ["deals.csv", "history.csv", "pull.json"], list(out.iterdir()))
    receipt = json.loads((out / "pull.json").read_text())
    check([f["records"] for f in receipt["files"]] ==
          [len(deals), len(history)] and
          receipt["deleted_or_merged_meanwhile"] == 0, receipt)
    check(stat.S_IMODE((out / "deals.csv").stat().st_mode) == 0o600,
          "others may read the deals")

    # Again, one deal more: the folder is replaced as a whole.
    before = (out / "deals.csv").stat().st_ino
    hub.deals.append({**hub.deals[0], "id": "9900000000"})
    check(pull(config(folder, hub), str(out) + "/", "--quiet").stdout == "",
          "--quiet says something")
    check(len(table(out / "deals.csv")) == len(deals) + 1 and
          (out / "deals.csv").stat().st_ino != before, "not replaced")
    hub.close()
    return out


def dated(folder, deals, history):
    """The history: every change with all that held from then on."""
    hub = hub_of(deals, history)
    out = folder / "dated"
    check(pull(config(folder, hub), out).returncode == 0, "pull")
    rows = table(out / "history.csv")
    number = {d["Id"]: str(9000000000 + n) for n, d in enumerate(deals)}
    owner = {d["Id"]: d["Owner.Name"] for d in deals}
    due = sorted((number[h["OpportunityId"]],
                  h["CreatedDate"].replace(".000Z", "Z"), h["StageName"],
                  h["Amount"], h["CloseDate"] + "T00:00:00Z",
                  owner[h["OpportunityId"]]) for h in history)
    got = [(r["Record ID"], r["Entered date"], r["Deal Stage"], r["Amount"],
            r["Close Date"], r["Deal owner"]) for r in rows]
    check(got == due, [x for x in zip(got, due) if x[0] != x[1]][:2])
    # An owner who changes, a value that is taken back, epochs, no times.
    deal = hub.deals[0]
    past = deal["propertiesWithHistory"]
    past["hubspot_owner_id"] = [
        {"value": hub.owners[1]["id"], "timestamp": "2025-01-02T03:04:05.678Z"},
        {"value": hub.owners[0]["id"], "timestamp": "2024-01-01T00:00:00Z"}]
    past["amount"] = [
        {"value": "", "timestamp": "2025-01-03T00:00:00Z"},
        {"value": "7", "timestamp": "yesterday"},
        {"value": "5", "timestamp": "2024-01-01T00:00:00Z"}]
    past["closedate"] = [
        {"value": "1767225600000", "timestamp": "1735862645678"}]
    past["dealstage"] = [
        {"value": "gone-since", "timestamp": "2025-01-01T00:00:00Z"}]
    check(pull(config(folder, hub), out).returncode == 0, "pull")
    rows = [r for r in table(out / "history.csv")
            if r["Record ID"] == deal["id"]]
    names = [f'{o["firstName"]} {o["lastName"]}'.strip() for o in hub.owners]
    first = rows[0]
    check(first["Deal Stage"] == "gone-since" and first["Amount"] == "5" and
          first["Entered date"] == "2025-01-01T00:00:00Z" and
          first["Deal owner"] == names[0], rows)
    check([(r["Entered date"], r["Amount"], r["Deal owner"]) for r in rows[1:]]
          == [("2025-01-02T03:04:05.678Z", "5", names[1]),
              ("2025-01-03T00:00:00Z", "", names[1]),
              ("2025-01-03T00:04:05.678Z", "", names[1])], rows)
    check(rows[-1]["Close Date"] == "2026-01-01T00:00:00Z", rows[-1])
    hub.close()


def clocks(folder, deals, history):
    """A day is that of the account's clock."""
    hub = hub_of(deals[:60], history)
    hub.account.update(utcOffset="-05:00", utcOffsetMilliseconds=-18000000,
                       companyCurrency="CAD")
    hub.deals[0]["properties"].update(closedate="2026-05-16T02:30:00.000Z",
                                      deal_currency_code=None)
    hub.deals[1]["properties"]["deal_currency_code"] = "EUR"
    done = pull(config(folder, hub), folder / "clock")
    rows = table(folder / "clock/deals.csv")
    check(rows[0]["Close Date"] == "2026-05-15T21:30:00-05:00" and
          rows[0]["Currency"] == "CAD" and rows[1]["Currency"] == "EUR",
          done, rows[0])
    # Without the account's own page: UTC, and currencies as deals have them.
    hub.scopes.discard("account")
    done = pull(config(folder, hub), folder / "clock")
    rows = table(folder / "clock/deals.csv")
    check(done.returncode == 0 and rows[0]["Currency"] == "" and
          rows[0]["Close Date"] == "2026-05-16T02:30:00Z", done, rows[0])
    hub.close()


def packed(folder, out, deals):
    """What was pulled makes a pack with the totals of the account."""
    packs = folder / "packs"
    ok("run", out / "deals.csv", "--history", out / "history.csv", "--out",
       packs, "--quiet")
    ok("verify", packs / "latest")
    s = summary(packs / "latest")
    made = table(out / "deals.csv")
    open_ = [d for d in made if d["Is closed"] == "false"]
    check(s["deals"]["total"] == len(made) and
          s["deals"]["open"] == len(open_) and
          s["deals"]["won"] == sum(d["Is Closed Won"] == "true"
                                   for d in made), s["deals"])
    money = sum(float(d["Amount"] or 0) for d in open_)
    check(abs(s["money"]["pipeline"] - money) < 0.01, (s["money"], money))
    check(s["input"]["rejected_rows"] == 0, s["input"])
    check(s["reading"]["crm"] == "hubspot", s["reading"]["crm"])
    read = {c["column"] if "column" in c else c["name"]: c["header"]
            for c in s["reading"]["columns"]}
    check(read["owner"] == "hubspot_owner_id" and
          read["owner_name"] == "Deal owner" and
          read["account_name"] == "Associated Company" and
          read["stage_position"] == "Stage position", read)


def pipelines(folder, deals, history):
    """Two pipelines: stages of one name are two, in one order of their own;
    a stage that is deleted goes by its id."""
    hub = hub_of(deals[-60:], history)
    hub.pipelines.append(pipeline("77", "Renewals", [
        ("Demo", "7701", 0.3), ("Signature", "7702", 0.9),
        ("Closed Won", "7703", 1), ("Closed Lost", "7704", 0)], 1))
    for k, number in enumerate(("7701", "7702", "7703", "deleted")):
        hub.deals[k]["properties"].update(
            pipeline="77", dealstage=number, hs_is_closed=None,
            hs_is_closed_won=None)
    done = pull(config(folder, hub), folder / "two")
    rows = table(folder / "two/deals.csv")
    check([r["Deal Stage"] for r in rows[:4]] == [
        "Demo (Renewals)", "Signature", "Closed Won (Renewals)", "deleted"],
        done, rows[:4])
    check([(r["Is closed"], r["Is Closed Won"]) for r in rows[:4]] == [
        ("false", "false"), ("false", "false"), ("true", "true"), ("", "")],
        rows[:4])
    check([r["Pipeline"] for r in rows[:4]] == ["Renewals"] * 4, rows[:4])
    place = {r["Deal Stage"]: int(r["Stage position"]) for r in rows
             if r["Stage position"]}
    order = ["Prospecting", "Demo (Renewals)", "Qualified",
             "Demo (Sales Pipeline)", "Proposal", "Signature", "Negotiation"]
    known = [s for s in order if s in place]
    check(sorted(known, key=place.get) == known and len(known) > 4, place)
    hub.close()


def meanwhile(folder, deals, history):
    """Deals that are deleted, merged or made while the pages come."""
    hub = hub_of(deals, history, page=40)
    gone, merged, late = "9000000005", ["9000000010", "9000000200"], []

    def between(page):
        if page != 4 or late:
            return
        for d in hub.deals:
            if d["id"] in [gone, *merged]:
                d["archived"] = True
        late.append({**hub.deals[10], "id": "9000001000", "archived": False,
                     "properties": {**hub.deals[10]["properties"],
                                    "hs_merged_object_ids":
                                        ";".join(merged)}})
        hub.deals.extend(late)

    hub.between = between
    done = pull(config(folder, hub), folder / "meanwhile")
    check(done.returncode == 0 and
          f"{len(deals) - 2} deals" in done.stdout, done)
    out = folder / "meanwhile"
    ids = [r["Record ID"] for r in table(out / "deals.csv")]
    check(not set(ids) & {gone, *merged} and "9000001000" in ids and
          len(ids) == len(set(ids)) == len(deals) - 2, ids)
    check(same(out / "deals.csv", hub), "deals.csv differs")
    rows = {r["Record ID"] for r in table(out / "history.csv")}
    check(not rows & {gone, *merged} and "9000001000" in rows, "history")
    receipt = json.loads((out / "pull.json").read_text())
    check(receipt["deleted_or_merged_meanwhile"] == 2 and
          [f["records"] for f in receipt["files"]] ==
          [len(ids), len(table(out / "history.csv"))], receipt)
    # Merged, but both still listed: HubSpot may be late.
    for d in hub.deals:
        d["archived"] = d["id"] == gone
    done = pull(config(folder, hub), out)
    ids = [r["Record ID"] for r in table(out / "deals.csv")]
    check(done.returncode == 4 and "a search counts" in done.stderr or
          not set(ids) & set(merged), done)
    hub.close()


def configured(folder, deals, history):
    """The company's own properties, and names that the account lacks."""
    hub = hub_of(deals, history)
    hub.properties["competitor"] = {"label": "Main Rival"}
    out = folder / "own"
    own = ("[columns]\ncategory = Competitor\nmanager = HubSpot Team\n"
           "[filter]\nexclude = Main Rival: Globex\n")
    done = pull(config(folder, hub, own), out)
    rows = table(out / "deals.csv")
    check(done.returncode == 0 and same(out / "deals.csv", hub), done)
    check([r["Main Rival"] for r in rows] == [r["Competitor"] for r in rows] ==
          [d["properties"]["competitor"] or "" for d in hub.deals], rows[0])
    ok("run", out / "deals.csv", "--history", out / "history.csv", "--config",
       folder / "hub.ini", "--out", folder / "own-packs", "--quiet")
    managers = {d["manager"] for d in json.loads(
        (folder / "own-packs/latest/dashboard/api/v1/deals.json").read_text()
    )["deals"]}
    check(managers and all(m.startswith("Team of ") for m in managers),
          managers)
    for text, words in (
            ("[columns]\nregion = Nowhere\n", ["Nowhere", "label"]),
            ("[columns]\nregion = a&b=c\n", ["a&b=c"]),
            ("[filter]\nkeep = Record Type: New\n", ["Record Type"])):
        hub.reset()
        done = pull(config(folder, hub, text), out)
        check(done.returncode == 3 and all(w in done.stderr for w in words) and
              done.stderr.count("\n") == 1, text, done.stderr)
        check(hub.count("deals") == 0, "deals were asked for")
    # What the app may not read: named, and left out, or said.
    hub.scopes.discard("companies")
    done = pull(config(folder, hub), folder / "closed")
    check(done.returncode == 0 and "Associated Company" in done.stdout and
          "Industry" in done.stdout, done)
    for scope in ("owners", "deals"):
        hub.scopes = {"deals", "companies", "owners", "account"} - {scope}
        done = pull(config(folder, hub), folder / "closed")
        check(done.returncode == 4 and "MISSING_SCOPES" in done.stderr and
              "scopes" in done.stderr and done.stderr.count("\n") == 1, done)
    hub.close()


def empty(folder, deals, history):
    """Nothing at all is no pipeline, but a right that is missing."""
    hub = hub_of(deals, history)
    names = hub.definitions()
    hub.definitions = lambda: names
    out = folder / "bare"
    check(pull(config(folder, hub), out).returncode == 0, "the first pull")
    kept = hub.deals
    for change, words in (([], "sees no deals"),
                          ([{**d, "propertiesWithHistory": {}} for d in kept],
                           "sees no history of stages")):
        hub.deals = change
        done = pull(config(folder, hub), out)
        check(done.returncode == 3 and words in done.stderr and
              done.stderr.count("\n") == 1, done)
        hub.deals = kept
        check(same(out / "deals.csv", hub), "the old files changed")
    hub.close()


def refused(folder, deals, history):
    """Settings and tokens that cannot be used, each with its one line."""
    hub = hub_of(deals, history)
    good = config(folder, hub)
    cases = [
        ("[hubspot]\ndomain = http://example.com\n",
         "does not begin with https://"),
        (f"[hubspot]\ndomain = {hub.url}/path\n", "more than a host"),
        ("[hubspot]\npage_records = 51\n", "page_records"),
        ("[hubspot]\ntoken = x\n", "no key token"),
    ]
    for text, words in cases:
        bad = folder / "bad.ini"
        bad.write_text(text)
        done = pull(bad, folder / "x")
        check(done.returncode == 3 and words in done.stderr and
              done.stderr.count("\n") == 1, text, done.stderr)
    done = pull(good, folder / "x", env=environment(None))
    check(done.returncode == 3 and "DEALSENSE_HUBSPOT_TOKEN" in done.stderr
          and "token_file" in done.stderr, done)
    done = pull(good, folder / "x", env=environment("two words"))
    check(done.returncode == 3 and "blanks" in done.stderr, done)
    check(not hub.seen, "something was asked")
    file = folder / "token"
    file.write_text(TOKEN + "\n")
    by_file = config(folder, hub, f"[hubspot]\ntoken_file = {file}\n",
                     name="file.ini")
    file.chmod(0o644)
    done = pull(by_file, folder / "x", env=environment(None))
    check(done.returncode == 3 and "chmod 600" in done.stderr, done)
    file.chmod(0o600)
    check(pull(by_file, folder / "x", env=environment(None)).returncode == 0,
          "a token from a file")
    done = pull(good, folder / "x", env=environment("wrong"))
    check(done.returncode == 4 and "401" in done.stderr and
          "access token" in done.stderr, done)
    (folder / "mine").mkdir()
    (folder / "mine/letter.txt").write_text("keep")
    hub.reset()
    done = pull(good, folder / "mine")
    check(done.returncode == 4 and "letter.txt" in done.stderr and
          not hub.seen, done)
    for name in ("hubspott", "close"):
        done = dealsense("pull", name)
        check(done.returncode == 2 and "hubspot" in done.stderr, done)
    hub.close()


def main():
    check(fake_hub.HISTORY_AT_ONCE == 50, "HubSpot's limit")
    with tempfile.TemporaryDirectory(prefix="dealsense-test-") as name:
        folder = pathlib.Path(name)
        deals, history = plain(*records(folder))
        out = whole(folder, deals, history)
        packed(folder, out, deals)
        dated(folder, deals, history)
        clocks(folder, deals, history)
        pipelines(folder, deals, history)
        meanwhile(folder, deals, history)
        configured(folder, deals, history)
        empty(folder, deals, history)
        refused(folder, deals, history)
    print(f"{len(deals)} deals, {len(history)} changes pulled and scored")


main()
