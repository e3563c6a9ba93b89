"""The same company as pull_world's, as an account of HubSpot keeps it."""
import os
import pathlib
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent)]
from fake_hub import STAGES, TOKEN, FakeHub  # noqa: E402
from pull_world import records, run_pull, table  # noqa: E402, F401
from tool import BINARY  # noqa: E402

IDS = {label: number for label, number, _ in STAGES}
# The values of a list and what they are called; the API's names of Salesforce.
CATEGORIES = {"Pipeline": "PIPELINE", "Best Case": "BEST_CASE",
              "Commit": "COMMIT", "Closed": "CLOSED", "Omitted": "OMIT"}
OF_API = {"BestCase": "Best Case", "Forecast": "Commit"}


def number(base, name, known):
    return str(base + known.setdefault(name, len(known)))


def instant(day):
    return f"{day}T00:00:00Z" if day else None


def versions(rows, value):
    """The values that a property took, the newest first."""
    out, last = [], None
    for row in rows:
        if value(row) != last:
            last = value(row)
            out.insert(0, {"value": last, "timestamp": row["CreatedDate"],
                           "sourceType": "CRM_UI", "sourceId": "userId:1"})
    return out


def plain(deals, history):
    """Each account has one industry, owners and accounts have names, and no
    two changes of a deal are of one instant: what both CRMs can hold."""
    industry, times, out = {}, {}, []
    deals = [{**d, **{k: d[k] or "Without a name"
                      for k in ("Owner.Name", "Account.Name")}}
             for d in deals]
    deals = [{**d, "Account.Industry": industry.setdefault(
        d["Account.Name"], d["Account.Industry"])} for d in deals]
    for h in history:
        at = h["OpportunityId"], h["CreatedDate"]
        times[at] = times.get(at, -1) + 1
        out.append({**h, "CreatedDate": h["CreatedDate"].replace(
            ":00.000Z", f":{times[at]:02d}.000Z")})
    return deals, out


def account(deals, history):
    """deals, owners, companies, definitions of the properties."""
    owners, companies, industries, managers = {}, {}, {}, {}
    by_deal = {}
    for h in history:
        by_deal.setdefault(h["OpportunityId"], []).append(h)
    sources = {d["LeadSource"]: d["LeadSource"].upper().replace(" ", "_")
               for d in deals}
    out = []
    for n, d in enumerate(deals):
        owner = number(41629700, d["Owner.Name"], owners)
        company = number(8800000000, d["Account.Name"], companies)
        industries[company] = d["Account.Industry"]
        managers[owner] = d["Owner.Manager.Name"]
        rows = by_deal.get(d["Id"], [])
        out.append({"id": str(9000000000 + n), "properties": {
            "dealname": d["Name"], "hs_object_id": str(9000000000 + n),
            "hs_primary_associated_company": company,
            "hubspot_owner_id": owner, "amount": d["Amount"] or None,
            "createdate": d["CreatedDate"],
            "closedate": instant(d["CloseDate"]), "pipeline": "default",
            "dealstage": IDS[d["StageName"]], "hs_is_closed": d["IsClosed"],
            "hs_is_closed_won": d["IsWon"],
            "hs_analytics_source": sources[d["LeadSource"]] or None,
            "region": d["Region__c"] or None,
            "product": d["Product__c"] or None,
            "manager": d["Owner.Manager.Name"] or None,
            "push_count": d["PushCount"] or None,
            "notes_last_updated": instant(d["LastActivityDate"]),
            "hs_next_step": d["NextStep"] or None,
            "hs_manual_forecast_category":
                CATEGORIES.get(d["ForecastCategoryName"]),
            "hs_deal_stage_probability": str(d["Probability"] / 100),
            "hs_lastmodifieddate": d["LastModifiedDate"],
            "hs_merged_object_ids": None,
            "competitor": d["Competitor__c"] or None,
            **({"deal_currency_code": d["CurrencyIsoCode"]}
               if "CurrencyIsoCode" in d else {}),
        }, "propertiesWithHistory": {
            "dealstage": versions(rows, lambda r: IDS[r["StageName"]]),
            "amount": versions(rows, lambda r: r["Amount"]),
            "closedate": versions(rows, lambda r: instant(r["CloseDate"])),
            "hs_manual_forecast_category": versions(
                rows, lambda r: CATEGORIES[OF_API.get(
                    r["ForecastCategory"], r["ForecastCategory"])]),
            "hubspot_owner_id": versions(rows, lambda r: owner)}})
    people = [{"id": i, "email": f"{i}@example.com", "archived": k % 5 == 4,
               "firstName": name.rpartition(" ")[0],
               "lastName": name.rpartition(" ")[2],
               "teams": [{"id": "1", "name": "All", "primary": False},
                         {"id": "2", "name": f"Team of {managers[i]}",
                          "primary": True}]}
              for k, (name, i) in enumerate(
                  (n, str(41629700 + k)) for n, k in owners.items())]
    firms = {str(8800000000 + k): {"name": name, "industry": industries[
        str(8800000000 + k)]} for name, k in companies.items()}
    definitions = {
        "hs_analytics_source": {"type": "enumeration", "options": [
            {"value": v, "label": k} for k, v in sources.items()]},
        "hs_manual_forecast_category": {"type": "enumeration", "options": [
            {"value": v, "label": k} for k, v in CATEGORIES.items()]},
        "closedate": {"type": "datetime"}}
    return out, people, firms, definitions


def hub_of(deals, history, **how):
    *parts, definitions = account(deals, history)
    return FakeHub(*parts, properties=definitions, **how)


def wanted(hub):
    """The rows of deals.csv that an account must give, by header."""
    people = {o["id"]: f'{o["firstName"]} {o["lastName"]}'.strip()
              for o in hub.owners}
    labels = {n: label for label, n, _ in STAGES}
    options = {n: {o["value"]: o["label"] for o in d.get("options", [])}
               for n, d in hub.properties.items()}
    out = []
    for d in hub.live():
        p = d["properties"]
        firm = hub.companies.get(p["hs_primary_associated_company"],
                                 {"name": "", "industry": ""})
        out.append({
            "Record ID": d["id"], "Deal Name": p["dealname"],
            "hs_primary_associated_company":
                p["hs_primary_associated_company"],
            "Associated Company": firm["name"],
            "Industry": firm["industry"],
            "hubspot_owner_id": p["hubspot_owner_id"],
            "Deal owner": people[p["hubspot_owner_id"]],
            "Amount": p["amount"] or "", "Create Date":
                p["createdate"].replace(".000Z", "Z"),
            "Close Date": p["closedate"] or "",
            "Pipeline": "Sales Pipeline",
            "Deal Stage": labels[p["dealstage"]],
            "Stage position": str(1 + list(labels).index(p["dealstage"])),
            "Is closed": p["hs_is_closed"],
            "Is Closed Won": p["hs_is_closed_won"],
            "Original Traffic Source": options["hs_analytics_source"].get(
                p["hs_analytics_source"], ""),
            "Forecast category": options["hs_manual_forecast_category"].get(
                p["hs_manual_forecast_category"], ""),
            "Deal probability":
                f'{float(p["hs_deal_stage_probability"]):.0%}',
            "Next Step": p["hs_next_step"] or "",
            "Last Activity Date": p["notes_last_updated"] or "",
            "region": p["region"] or "", "product": p["product"] or "",
            "manager": p["manager"] or "",
            "push_count": p["push_count"] or ""})
    return out


def same(path, hub):
    """Does deals.csv hold the account's deals, by their ids?"""
    got, due = table(path), wanted(hub)
    return len(got) == len(due) and all(
        g[k] == w[k] for g, w in zip(got, due) for k in w)


def config(folder, hub, more="", retries=3, pause=0.05, timeout=2, ca=None,
           records=50, name="hub.ini"):
    path = folder / name
    path.write_text(
        f"[hubspot]\ndomain = {hub if isinstance(hub, str) else hub.url}\n"
        f"page_records = {records}\n"
        f"[network]\nretries = {retries}\nretry_seconds = {pause}\n"
        f"timeout_seconds = {timeout}\n" +
        (f"ca_file = {ca}\n" if ca else "") + more, "utf-8")
    return path


def command(path, out, *more):
    return [BINARY, "pull", "hubspot", "--config", str(path), "--out",
            str(out), *map(str, more)]


def environment(token=TOKEN, **more):
    env = {**os.environ, **more}
    if token is not None:
        env["DEALSENSE_HUBSPOT_TOKEN"] = token
    return env


def pull(path, out, *more, env=None):
    return run_pull(command(path, out, *more), env or environment(),
                    [TOKEN, TOKEN[8:20]])
