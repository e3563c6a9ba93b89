"""One company, pulled from Salesforce and from HubSpot: the same figures.

What may differ is how the CRMs call their columns: `reading`, `input`, the
leaks and notes on cells name them, and hashes are those of other bytes. And the ids of the deals,
by which the linter of leaks draws its folds: its AUC of a field moves a little
with them, and no score does. With the same ids that is the same too.
"""
import json
import pathlib
import re
import shutil
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).parent / "io"))
import hub_world  # noqa: E402
import pull_world  # noqa: E402
from fake_org import FakeOrg  # noqa: E402
from tool import check, ok  # noqa: E402

NAMED = re.compile(r"\.(reading|input)\b|\.leaks\[\d+\]\.(field|finding)$|"
                   r"\.features\[\d+\]\.field$")
BY_ID = re.compile(r"\.leaks\[\d+\]\.auc$")
FILES = ("summary", "quarter", "deals", "model")


def flat(value, path=""):
    if isinstance(value, dict):
        for k, v in value.items():
            yield from flat(v, f"{path}.{k}")
    elif isinstance(value, list):
        for i, v in enumerate(value):
            yield from flat(v, f"{path}[{i}]")
    else:
        yield path, value


def figures(pack, ids):
    """Every figure and word of the interface, with HubSpot's ids."""
    out = {}
    for name in FILES:
        text = (pack / f"dashboard/api/v1/{name}.json").read_text("ascii")
        for of_org, of_hub in ids.items():
            text = text.replace(of_org, of_hub)
        text = re.sub(r"filled cells of [\w ]+ could", "filled cells could", text)
        out.update({name + k: v for k, v in flat(json.loads(text))
                    if not NAMED.search(k) and not (
                        ids and BY_ID.search(k))})
    return out


def published(folder, crm, more):
    shutil.rmtree(folder / f"out-{crm}", ignore_errors=True)
    ok("run", folder / crm / "deals.csv", "--history",
       folder / crm / "history.csv", "--out", folder / f"out-{crm}",
       "--no-store", "--quiet", *more)
    ok("verify", folder / f"out-{crm}/latest")
    return folder / f"out-{crm}/latest"


def compare(folder, deals, history, more=(), ini=""):
    hub = hub_world.hub_of(deals, history)
    org = FakeOrg(deals, history)
    for world, crm, api in ((hub_world, "hubspot", hub),
                            (pull_world, "salesforce", org)):
        done = world.pull(world.config(folder, api), folder / crm)
        check(done.returncode == 0, done)
        api.close()
    if ini:
        (folder / "more.ini").write_text(ini)
        more = [*more, "--config", folder / "more.ini"]
    ids = {d["Id"]: str(9000000000 + n) for n, d in enumerate(deals)
           if d["Id"] != str(9000000000 + n)}
    hubs = published(folder, "hubspot", more)
    orgs = published(folder, "salesforce", more)
    a, b = figures(hubs, {i: i for i in ids}), figures(orgs, ids)
    differ = [(k, a.get(k), b.get(k)) for k in {*a, *b} if a.get(k) != b.get(k)]
    check(not differ and len(a) > 5000, len(differ), sorted(differ)[:5])
    ours, theirs = (pull_world.table(p / "risk_report.csv")
                    for p in (hubs, orgs))
    for r in theirs:
        number = ids.get(r["deal_id"], r["deal_id"])
        r["page"] = r["page"].replace(r["deal_id"], number)
        r["deal_id"] = number
    differ = [(x["deal_id"], k, x[k], y[k]) for x, y in zip(ours, theirs)
              for k in x if x[k] != y[k]]
    check(not differ and len(ours) == len(theirs), "risk_report.csv",
          differ[:3])
    return len(a), json.loads((hubs / "dashboard/api/v1/summary.json")
                              .read_text())


def main():
    with tempfile.TemporaryDirectory(prefix="dealsense-test-") as name:
        folder = pathlib.Path(name)
        small = hub_world.plain(*pull_world.records(folder))
        n, _ = compare(folder, *small)
        number = {d["Id"]: str(9000000000 + k) for k, d in
                  enumerate(small[0])}
        compare(folder, [{**d, "Id": number[d["Id"]]} for d in small[0]],
                [{**h, "OpportunityId": number[h["OpportunityId"]]}
                 for h in small[1]], ["--as-of", "2026-03-30"])
        # Where a model speaks.
        large = hub_world.plain(*pull_world.records(folder, deals=1500))
        m, s = compare(folder, *large)
        check(s["model"]["mode"] == "hybrid", s["model"]["mode"])
        # Two currencies, with their rates.
        for k, d in enumerate(small[0]):
            d["CurrencyIsoCode"] = "EUR" if k % 3 else "USD"
        c, s = compare(folder, *small, ini="[rates]\ncurrency = USD\nEUR = 1.1\n")
    print(f"{n}, {m} and {c} figures and words are the same")


main()
