"""Fourteen Mondays in a row: the store supplies history, the scorecard is true.

Each export is the sample as it stood on its day, without --history. What the
pack says is counted again here, from the exports, the CSV reports and the
truth file alone: the news of each week, and what became of the deals flagged
4, 8 and 12 weeks before.
"""
import datetime
import html
import pathlib
import re
import sqlite3

from mondays import DAYS, mondays
from store_tool import check_view
from tool import check, dealsense, files, ok, rows, summary, workdir

HISTORY = {"stage_ordinal", "days_in_stage", "stage_regressions",
           "push_count", "days_to_expected_close"}
HIGH = {"HIGH", "CRITICAL"}


def forest_fields(out, day):
    with sqlite3.connect(out / "history.db") as db:
        (text,) = db.execute("SELECT forest_fields FROM run WHERE as_of = ?",
                             (day,)).fetchone()
    return set(text.split(","))


def fate(truth, deal, day):
    """Won, Lost or Open on `day`, from the truth file alone."""
    row = truth[deal]
    return row["outcome"] if row["closed_date"] <= day else "Open"


def count(report, truth, day, flagged):
    deals = [r["deal_id"] for r in report
             if (r["risk_level"] in HIGH) == flagged]
    fates = [fate(truth, d, day) for d in deals]
    return {"deals": len(deals), "lost": fates.count("Lost"),
            "won": fates.count("Won"), "open": fates.count("Open"), "gone": 0}


def check_news(news, before, now, truth, day, last):
    """`before` and `now` are the CSV reports of the last run and of this."""
    old = {r["deal_id"]: r for r in before}
    new = {r["deal_id"]: r for r in now}
    closed = {d: fate(truth, d, day) for d in old if d not in new}
    check(set(closed.values()) <= {"Won", "Lost"}, "an open deal left the list")

    def amount(which):
        return sum(float(old[d]["amount"] or 0) for d in closed
                   if closed[d] == which)
    moved = sum(abs(float(new[d]["risk_score"]) - float(old[d]["risk_score"]))
                > 4.95 for d in new if d in old)
    slipped = {d for d in new if d in old and
               new[d]["expected_close"] > old[d]["expected_close"]}
    want = {"since": last, "new": len(set(new) - set(old)),
            "won": list(closed.values()).count("Won"),
            "lost": list(closed.values()).count("Lost"),
            "won_amount": amount("Won"), "lost_amount": amount("Lost"),
            "gone": 0, "slipped": len(slipped), "amounts_changed": 0,
            "moved": moved if news["comparable"] else 0}
    got = {k: news[k] for k in want}
    check(got == want, f"{day}: news {got}, counted {want}")
    check({s["deal_id"] for s in news["slips"]} == slipped, f"{day}: slips")
    check({c["deal_id"]: ("Lost", "Won")[c["won"]] for c in news["closed"]} ==
          closed, f"{day}: those that closed")
    amounts = [c["amount"] or 0 for c in news["closed"]]
    check(amounts == sorted(amounts, reverse=True), f"{day}: {amounts}")
    check_movers(news["movers"], old, new, day)


# What a deal's own changes are, in the columns of the report.
OWN = "stage", "amount", "expected_close"


def check_movers(movers, old, new, day):
    """The three parts add up; where the CRM changed nothing of the deal, none
    of it is the deal's own."""
    for m in movers:
        parts = m["own"], m["time"], m["learnt"]
        check(abs(sum(parts) - (m["after"] - m["before"])) < 1e-6,
              f"{day}: {m} does not add up")
        a, b = old[m["deal_id"]], new[m["deal_id"]]
        if all(a[c] == b[c] for c in OWN):
            check(m["own"] == 0, f"{day}: {m} without a change")


def check_trend(trend, reports, day):
    """Counts of this run and those before, from their reports."""
    want = [{"day": d, "open": len(r),
             "critical": sum(x["risk_level"] == "CRITICAL" for x in r),
             "high": sum(x["risk_level"] == "HIGH" for x in r)}
            for d, r in reports.items()][-12:]
    check([{k: t[k] for k in want[0]} for t in trend] == want,
          f"{day}: {trend}")
    for t in trend:
        flagged = [float(x["amount"] or 0) for x in reports[t["day"]]
                   if x["risk_level"] in HIGH]
        check(abs(t["at_risk"] - sum(flagged)) < 0.01, f"{day}: {t}")


def replay(folder, out):
    truth_file = folder / "truth.csv"
    ok("sample", "--deals", 2000, "--seed", 7, "--as-of", "2026-06-29",
       "--truth", truth_file)
    truth = {r["deal_id"]: r for r in rows(truth_file)}
    reports, breaks, compared = {}, [], {4: 0, 8: 0, 12: 0}
    for k, date in enumerate(DAYS):
        day = date.isoformat()
        reports[day] = rows(out / day / "risk_report.csv")
        s = summary(out / day)
        check_trend(s["trend"], reports, day)
        check(s["model"]["mode"] == "hybrid", f"{day}: {s['model']['reason']}")
        # From the fifth run on, and not before, stages are dated.
        have = forest_fields(out, day) & HISTORY
        check(have == (HISTORY if k >= 4 else set()), f"{day}: forest has {have}")
        check(s["tracked_from"] == (DAYS[0].isoformat() if k >= 4 else None),
              f"{day}: tracked from {s['tracked_from']}")
        if not k:
            check(s["news"] is None and s["scorecard"] == [], "news from nowhere")
            continue
        last = DAYS[k - 1].isoformat()
        check_news(s["news"], reports[last], reports[day], truth, day, last)
        if not s["news"]["comparable"]:
            breaks.append(day)
        looks = {w: (date - datetime.timedelta(7 * w)).isoformat()
                 for w in (4, 8, 12) if k >= w}
        check({t["weeks"]: t["day"] for t in s["scorecard"]} == looks,
              f"{day}: looks back at {s['scorecard']}")
        for t in s["scorecard"]:
            then = reports[t["day"]]
            flagged = {n: t["flagged"][n] for n in
                       ("deals", "lost", "won", "open", "gone")}
            check(flagged == count(then, truth, day, True), f"{day}: {t}")
            check(t["other"] == count(then, truth, day, False), f"{day}: {t}")
            lost = sum(float(r["amount"] or 0) for r in then
                       if r["risk_level"] in HIGH and
                       fate(truth, r["deal_id"], day) == "Lost")
            check(t["flagged"]["lost_amount"] == lost, f"{day}: {t}")
            check_words(out / day, t)
            compared[t["weeks"]] += flagged["lost"] + flagged["won"]
    # The one break is where the model learns from stages for the first time.
    check(breaks == [DAYS[4].isoformat()], f"comparison broken on {breaks}")
    # Nothing was compared with nothing.
    check(min(compared.values()) > 20, f"flagged and closed: {compared}")
    return reports, compared


def check_words(pack, look):
    """The same counts in the words of the dashboard."""
    page = (pack / "dashboard/trust.html").read_text("utf-8")
    text = html.unescape(re.sub(r"<[^>]+>", " ", page))
    line = re.search(rf"{look['weeks']} weeks ago, (.*?not flagged:.*?\.)",
                     re.sub(r"\s+", " ", text))
    check(line, f"{pack.name}: no line of {look['weeks']} weeks ago")
    flagged, other = look["flagged"], look["other"]
    day = datetime.date.fromisoformat(look["day"])
    want = [day.year] + [flagged[k] for k in ("deals", "lost", "won", "open")] \
        + [other[k] for k in ("deals", "lost", "won", "open")]
    words = re.sub(r"\([^)]*\)", "", line[1]).replace(",", "")
    got = [int(n) for n in re.findall(r"\d+", words)]
    check(got == [day.day] + want, f"{pack.name}: {line[0]}")


def check_pushes(out):
    """Stored features on the last day are those of the export itself."""
    day = DAYS[-1].isoformat()
    export = {r["deal_id"]: r for r in rows(out.parent / f"{day}.csv")}
    with sqlite3.connect(out / "history.db") as db:
        stored = dict(db.execute("SELECT deal_id, value FROM feature_store WHERE "
                                 "as_of = ? AND name = 'push_count'", (day,)))
    check(len(stored) > 100, "no pushes stored")
    check(all(v == float(export[d]["push_count"]) for d, v in stored.items()),
          "pushes of the store are not those of the export")


def run(out, day, *more):
    return dealsense("run", out.parent / f"{day}.csv", "--as-of", day, "--out",
                     out, "--quiet", *more)


def main():
    with workdir() as name:
        folder = pathlib.Path(name)
        out = mondays(folder)
        reports, compared = replay(folder, out)
        check_view(out / "history.db", {day: out / day / "risk_report.csv"
                                        for day in reports})
        check_pushes(out)
        store, day = out / "history.db", DAYS[-1].isoformat()
        last = files(out / day)
        # A week repeated, an old one too: the same bytes; unchanged: 99.
        for again in (day, DAYS[6].isoformat()):
            before = files(out / again)
            check(run(out, again).returncode == 0, "a repeat fails")
            check(files(out / again) == before, f"{again} repeated differs")
        check(run(out, day, "--if-changed").returncode == 99, "--if-changed")
        # A replay of the past writes nothing.
        export = folder / f"{day}.csv"
        before = store.read_bytes()
        ok("run", export, "--as-of", "2026-05-20", "--out", folder / "past",
           "--store", store, "--quiet")
        check(store.read_bytes() == before, "a replay wrote an observation")
        # Without a store there is no news.
        ok("run", export, "--as-of", day, "--out", folder / "bare",
           "--no-store", "--quiet")
        check(summary(folder / "bare" / day)["news"] is None and
              not (folder / "bare/history.db").exists(), "--no-store")
        print(f"{len(DAYS)} weeks, the scorecard as counted; flagged deals that "
              f"closed, by weeks of look-back: {compared}")


main()
