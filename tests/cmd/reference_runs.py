"""The two public exports, without configuration, against known figures."""
import csv
import datetime
import functools
import json
import pathlib

from packs import published
from tool import MAVEN, SHARED, SKYGENI, check, dealsense, files, ok, rows, \
    shared_needed, summary, workdir

PACK = """risk_workbook.xlsx brief.pdf risk_report.csv feature_importance.png
cycle_length.png model.dsm manifest.json dashboard/index.html
dashboard/deals.html dashboard/reps.html dashboard/segments.html
dashboard/cycle.html dashboard/trust.html dashboard/data.html
dashboard/method.html dashboard/api/v1/summary.json
dashboard/api/v1/deals.json dashboard/api/v1/model.json messages/email.eml
messages/email.html messages/slack.json messages/alerts.txt""".split()
HEADER = ("deal_id,account,owner,amount,stage,age_days,days_in_stage,"
          "risk_score,risk_level,p_loss,rule_points,ml_points,mode,factor_1,"
          "factor_1_points,factor_2,factor_2_points,factor_3,factor_3_points,"
          "action,action_owner,action_due,as_of")


def reference(name):
    return rows(SHARED / "reference" / name)


def close(a, b, tolerance=1e-6):
    return abs(float(a) - float(b)) <= tolerance


def open_loss_rate(as_of, plain=False):
    """The share of SkyGeni's open deals that were lost in the end, from the
    days 30, 60, … before, each deal by how seldom one as slow is seen; as
    (r n + 1) / (n + 2)."""
    day = datetime.date.fromisoformat
    as_of = day(as_of)
    deals = [(day(r["created_date"]), day(r["closed_date"]), r["outcome"])
             for r in rows(SKYGENI)]
    deals = [d for d in deals if d[0] <= as_of]
    days, at = [], as_of - datetime.timedelta(30)
    while at >= min(d[0] for d in deals):
        days.append(at)
        at -= datetime.timedelta(30)
    open_on = {at: sum(d[0] <= at < d[1] for d in deals) for at in days}
    every = sum(open_on.values())
    seen_for = functools.cache(lambda length: sum(
        n for past, n in open_on.items() if (as_of - past).days >= length))
    lost = weights = 0
    who = set()
    for at in days:
        for k, (born, closed, outcome) in enumerate(deals):
            if not (born <= at < closed <= as_of):
                continue
            weight = min(every / seen_for((closed - at).days), 20)
            weights += weight
            lost += weight * (outcome == "Lost")
            who.add(k)
    return (lost / weights if plain else
            (lost / weights * len(who) + 1) / (len(who) + 2))


def check_money(pack, money):
    """What each replay expected to lose, and what was lost of the same deals;
    the interval around what is expected now."""
    with open(pack / "dashboard/api/v1/model.json", encoding="utf-8") as f:
        replays = json.load(f)["replays"]
    check(money["expected_loss_replays"] == len(replays) > 0, money)
    for r in replays:
        known = [d for d in rows(SKYGENI) if
                 d["created_date"] <= r["day"] < d["closed_date"] <= "2024-01-01"]
        amount = sum(float(d["deal_amount"]) for d in known)
        lost = sum(float(d["deal_amount"]) for d in known
                   if d["outcome"] == "Lost")
        check(r["money"]["deals"] == len(known), r["money"], len(known))
        check(close(r["money"]["amount"], amount, 0.01) and
              close(r["money"]["lost"], lost, 0.01), r["money"], amount, lost)
        rate = open_loss_rate(r["day"], plain=True)
        check(close(r["money"]["expected_loss"] / amount, rate), r, rate)
    low, high = money["expected_loss_lower80"], money["expected_loss_upper80"]
    check(0 < low < money["expected_loss"] < high < money["pipeline"], money)


def check_skygeni():
    pack = published("skygeni")
    check(pack.name == "2024-01-01", pack)
    names = set(files(pack))
    for name in PACK:
        check(name in names, f"no {name} in the pack")
    s = summary(pack)
    deals = s["deals"]
    check(deals["open"] == 691, f"open: {deals}")
    check(deals["won"] + deals["lost"] == 3355, f"closed: {deals}")
    check(deals["total"] == 4046, f"total: {deals}")
    loss = s["money"]["expected_loss"] / s["money"]["pipeline"]
    check(close(loss, open_loss_rate("2024-01-01")), "expected loss", loss)
    check(s["model"]["mode"] == "rules_only", s["model"]["mode"])
    check(s["model"]["reason"], "no reason")
    check_money(pack, s["money"])
    report = rows(pack / "risk_report.csv")
    check(len(report) == 691, f"{len(report)} rows")
    head = (pack / "risk_report.csv").read_text("utf-8").split("\n")[0]
    check(head.startswith(HEADER), head)
    check(all(r["p_loss"] == "" and r["ml_points"] == "" and
              r["mode"] == "rules_only" for r in report), "not rules only")
    check(len(list((pack / "dashboard/deal").glob("*.html"))) == 691, "pages")
    check(len(list((pack / "dashboard/api/v1/deals").glob("*.json"))) == 691,
          "API pages")
    check(s["cycle"]["naive_change_pct"] is not None, "no naive change")
    check_cycle(s, "2024-01-01")
    check(not any(r["flagged"] for r in s["reps"]), "a rep is flagged")
    check(ok("verify", pack).returncode == 0, "verify")
    check((pack.parent / "latest").resolve() == pack, "latest")


def check_cycle(s, as_of):
    km = [r for r in reference("skygeni_km_by_created_quarter.csv")
          if r["as_of"] == as_of]
    got = {q["quarter"]: q for q in s["cycle"]["by_created_quarter"]}
    for r in km:
        name = r["created_quarter"]
        if name == "logrank_p":
            check(close(s["cycle"]["logrank_p"], r["km_median_days"]),
                  f"log-rank {s['cycle']['logrank_p']}")
            continue
        q = got[name]
        check(q["deals"] == int(r["deals"]), f"{name}: {q}")
        for mine, theirs in (("median_days", "km_median_days"),
                             ("lower95", "lower95"), ("upper95", "upper95")):
            if r[theirs] == "NA":
                check(q[mine] is None, f"{name} {mine}: {q}")
            else:
                check(close(q[mine], r[theirs]), f"{name} {mine}: {q}")


def check_newest(out):
    done = ok("run", SKYGENI, "--out", out)
    check("--as-of" in done.stdout, f"no hint: {done.stdout}")
    packs = [p.name for p in out.iterdir() if p.is_dir() and p.name != "latest"]
    check(packs == ["2024-07-20"], f"packs: {packs}")
    pack = out / "2024-07-20"
    s = summary(pack)
    check(s["deals"]["open"] == 0, s["deals"])
    by_close = {q["quarter"]: q for q in s["cycle"]["by_close_quarter"]}
    for r in reference("skygeni_cycle_by_close_quarter.csv"):
        q = by_close[r["close_quarter"]]
        check(q["deals"] == int(r["deals"]) and
              close(q["mean_days"], r["mean_cycle_days"], 0.051), f"{q} {r}")
    check(close(s["cycle"]["naive_change_pct"], 214, 0.5),
          s["cycle"]["naive_change_pct"])
    check_cycle(s, "2024-07-20")
    tests = {r["rep"]: r for r in reference("skygeni_rep_tests.csv")}
    for rep in s["reps"]:
        r = tests[rep["id"]]
        check(rep["won"] == int(r["won"]) and rep["closed"] == int(r["deals"]),
              f"{rep} {r}")
    ok("verify", pack)


def check_maven():
    pack = published("maven")
    s = summary(pack)
    check(s["deals"]["open"] == 2089, s["deals"])
    report = rows(pack / "risk_report.csv")
    check(len(report) == 2089, "rows")
    with open(MAVEN, encoding="utf-8") as f:
        no_start = {r["opportunity_id"] for r in csv.DictReader(f)
                    if not r["engage_date"] and r["deal_stage"] == "Prospecting"}
    check(len(no_start) == 500, "the file changed")
    unknown = {r["deal_id"] for r in report if r["age_days"] == ""}
    check(unknown == no_start, f"{len(unknown)} without an age")
    check(all(r["risk_score"] != "" for r in report), "a deal has no score")
    one = json.loads((pack / "dashboard/api/v1/deals" /
                      f"{sorted(no_start)[0]}.json").read_text("utf-8"))
    check("start date" in json.dumps(one), "the deal does not say it")
    model = json.loads((pack / "dashboard/api/v1/model.json").read_text())
    check("close_value" in json.dumps(model), "close_value is not named")
    names = [f["name"] for f in s["model"]["features"]]
    check(not any("amount" in n for n in names), f"a leak is used: {names}")
    data = (pack / "dashboard/data.html").read_text("utf-8")
    check("close_value" in data, "the data page does not name close_value")
    ok("verify", pack)
    done = ok("check", MAVEN)
    check("close_value" in done.stdout, "check does not name close_value")
    for r in reference("maven_km_by_created_quarter_20171231.csv"):
        q = {q["quarter"]: q for q in s["cycle"]["by_created_quarter"]}[
            r["created_quarter"]]
        check(q["deals"] == int(r["deals"]) and
              close(q["median_days"], r["km_median_days"]), f"{q} {r}")


    # 500 open deals may all be of the newest quarter: its median of 10 days
    # against 61 is no finding.
    verdict = s["cycle"]["verdict"]
    check(verdict.startswith("No change shown") and
          "such as Q4 2017, are not compared" in verdict, verdict)
    # No rep pays points for a record that is no worse beyond doubt.
    check(not any(x["line"] == "rule:rep" for d in json.loads(
        (pack / "dashboard/api/v1/deals.json").read_text("utf-8"))["deals"]
        for x in d["receipt"]), "a rep pays points in Maven")


def check_thin(out):
    """A quarter that lacks most of its deals is shown, not compared."""
    with open(SKYGENI, encoding="utf-8", newline="") as f:
        table = list(csv.DictReader(f))
    seen, kept = 0, []
    for r in table:
        seen += (autumn := r["created_date"][:7] in
                 ("2023-10", "2023-11", "2023-12"))
        if not autumn or seen % 4 == 0:
            kept.append(r)
    out.mkdir()
    with open(out / "thin.csv", "w", encoding="utf-8", newline="") as f:
        w = csv.DictWriter(f, table[0])
        w.writeheader()
        w.writerows(kept)
    ok("run", out / "thin.csv", "--as-of", "2024-01-01", "--out", out)
    cycle = summary(out / "latest")["cycle"]
    deals = {q["quarter"]: q["deals"] for q in cycle["by_created_quarter"]}
    check(deals["2023Q4"] < 300 and "Q4 2023 is not compared, as it holds "
          f"{deals['2023Q4']} deals" in cycle["verdict"], cycle["verdict"])


def main():
    with workdir() as name:
        folder = pathlib.Path(name)
        check_skygeni()
        check_newest(folder / "b")
        check_maven()
        check_thin(folder / "thin")
        done = dealsense("run", SKYGENI, "--as-of", "2010-01-01", "--out",
                         folder / "d")
        check(done.returncode == 3 and "2023-01-01" in done.stderr,
              done.stderr)
        check(not (folder / "d").exists() or
              not any((folder / "d").glob("2*")), "a pack of nothing")


shared_needed()
main()
