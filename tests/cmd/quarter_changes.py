"""What the store tells of the quarter, over 27 weekly runs of a planted company.

No stage history: each run knows what the runs before it were told. In each
week, from the exports alone and in whole cents:
- the flow since the last run and since the quarter's start is the one counted
  here, class by class, and it balances;
- each past quarter is as it was first told and all changes: the planted ones
  (told late, reopened, deleted, edited, moved, turned) are found by kind, and
  none is invented;
- landing and amount at risk are what the last pack said and all parts;
- the record of the categories is the one counted from the weekly exports.
In the last week for the board and a manager too.
"""
import csv
import datetime
import json
import pathlib
import re

from quarter_world import (CATEGORIES, CLASSES, DAY, HEAD, SIGN, company,
                           count_flow, export_row, money, quarter_of)
from tool import check, ok, summary, workdir

LAST = DAY(2026, 6, 29)
MONDAYS = [LAST - datetime.timedelta(7 * k) for k in range(26, -1, -1)]
Q4, Q1 = (DAY(2025, 10, 1), DAY(2025, 12, 31)), (DAY(2026, 1, 1),
                                                 DAY(2026, 3, 31))
EDITED = DAY(2026, 5, 4)  # from this Monday on the past is told otherwise


def cents(amount):
    return round(float(amount) * 100)


def won_within(deals, day, first, last):
    return [d for d in deals if d.at(day) and d.outcome(day) == "Won" and
            first <= d.at(day)[2] <= last]


def plant(deals):
    """What the export says otherwise from EDITED on: {id: change of a row, or
    None: it is left out}, and {(id, quarter): kind}."""
    won = won_within(deals, DAY(2026, 4, 1), *Q1)
    check(len(won) > 12, f"{len(won)} wins to change")
    still = [d for d in deals if d.at(DAY(2026, 4, 6)) and d.at(LAST) and
             d.outcome(DAY(2026, 4, 6)) == "Open" and
             d.outcome(LAST) == "Open"]
    lost = [d for d in deals if d.at(DAY(2026, 4, 1)) and
            d.outcome(DAY(2026, 4, 1)) == "Lost"]
    old = won_within(deals, DAY(2026, 4, 1), *Q4)
    changes, kinds = {}, {}

    def edit(deal, kind, quarter="2026Q1", **row):
        changes[deal.id] = row or None
        kinds[deal.id, quarter] = kind

    for deal in won[:2]:
        edit(deal, "deleted")
    for deal in won[2:4]:
        edit(deal, "reopened", stage="Negotiation", outcome="Open",
             closed_date="2026-08-14", forecast_category="Commit")
    edit(won[4], "amount", amount="1234.56")
    edit(won[5], "amount", amount="99999.99")
    edit(won[6], "moved_out", closed_date="2026-04-02")
    edit(won[7], "turned_lost", stage="Closed Lost", outcome="Lost",
         forecast_category="Omitted")
    edit(old[0], "moved_out", "2025Q4", closed_date="2026-01-09")
    kinds[old[0].id, "2026Q1"] = "moved_in"
    for deal in still[:2]:
        edit(deal, "backdated", stage="Closed Won", outcome="Won",
             closed_date="2026-03-30", forecast_category="Closed",
             amount=money(deal.at(EDITED)[1]))
    edit(lost[0], "turned_won", stage="Closed Won", outcome="Won",
         closed_date="2026-03-12", forecast_category="Closed")
    before = EDITED - datetime.timedelta(7)
    due = next(d for d in deals if d.id not in changes and d.at(before) and
               d.outcome(before) == "Open" and
               quarter_of(EDITED)[0] <= d.at(before)[2] <= quarter_of(EDITED)[1])
    changes[due.id] = None  # open then, and deleted: of no total
    return changes, kinds


def export(deals, day, changes):
    rows = []
    for deal in deals:
        if not deal.at(day):
            continue
        row = dict(zip(HEAD, map(str, export_row(deal, day))))
        if day >= EDITED and deal.id in changes:
            if changes[deal.id] is None:
                continue
            row |= changes[deal.id]
        rows.append(row)
    return rows


def write_rows(path, rows):
    with open(path, "w", encoding="utf-8", newline="") as f:
        out = csv.DictWriter(f, HEAD)
        out.writeheader()
        out.writerows(rows)


def told(rows):
    return {r["deal_id"]: (r["outcome"], cents(r["amount"]),
                           DAY.fromisoformat(r["closed_date"])) for r in rows}


def check_flow(flow, want, at):
    got = {c: (flow[c]["deals"], cents(flow[c]["amount"])) for c in CLASSES}
    check(got == want, f"{at}: " + "; ".join(
        f"{c} {got[c]} for {want[c]}" for c in CLASSES if got[c] != want[c]))
    check(sum(SIGN[c] * got[c][1] for c in CLASSES) == got["closing"][1],
          f"{at}: does not balance")
    for c in CLASSES:
        listed = flow[c]["list"]
        check(len(listed) == got[c][0] and
              sum(cents(d["amount"]) for d in listed) == got[c][1],
              f"{at}: {c} is not its list")


def won_of(exported, first, last):
    return {i: c for i, (outcome, c, date) in exported.items()
            if outcome == "Won" and first <= date <= last}


def check_restated(restated, days, weeks, kinds, today):
    """Each quarter that has ended since the store began."""
    seen = {}
    for q in restated["quarters"]:
        name = q["quarter"]
        month = 3 * int(name[5]) - 2
        first, last = quarter_of(DAY(int(name[:4]), month, 1))
        run = next(d for d in days if d > last)
        if not q["reached"]:
            continue
        check(q["first_run"] == str(run), f"{today} {name}: {q['first_run']}")
        then, now = (won_of(weeks[d], first, last) for d in (run, today))
        check(cents(q["first_told"]) == sum(then.values()) and
              cents(q["told_now"]) == sum(now.values()) and
              q["first_won"] == len(then) and q["now_won"] == len(now),
              f"{today} {name}: totals")
        want = {i: now.get(i, 0) - then.get(i, 0) for i in {*then, *now}
                if (i in then) != (i in now) or then[i] != now[i]}
        got = {c["id"]: cents(c["amount"]) for c in q["changes"]}
        check(got == want, f"{today} {name}: {got} for {want}")
        check(cents(q["first_told"]) + sum(got.values()) ==
              cents(q["told_now"]), f"{today} {name}: is not the sum")
        seen |= {(c["id"], name): c["kind"] for c in q["changes"]}
        for c in q["changes"]:
            check(c["told"] == str(EDITED), f"{c['id']}: told on {c['told']}")
    if today >= EDITED:
        check(seen == kinds, f"{today}: {sorted(seen.items())} for "
              f"{sorted(kinds.items())}")
    else:
        check(not seen, f"{today}: invented {seen}")
    return len(seen)


def check_moved(moved, before, after, at):
    got = [cents(x) for x in moved["parts"].values()]
    check(cents(moved["before"]) + sum(got) == cents(moved["after"]),
          f"{at}: {moved['before']} + {sum(got)} is not {moved['after']}")
    check(cents(moved["before"]) == cents(before) and
          cents(moved["after"]) == cents(after), f"{at}: {moved['before']}, "
          f"{moved['after']} for {before}, {after}")


def company_landing(quarter):
    return quarter["scopes"][0]["quarters"][0]["won"]["landing"] \
        if quarter["scopes"] else None


def check_calls(calls, weeks, categories, today):
    """Deals of a category on the same day of each quarter before, by the run
    nearest before it, due by its end; those that came in by its end."""
    start, end = quarter_of(today)
    left = end - today
    first, want = start, {}
    while first > min(weeks):
        first, last = quarter_of(first - datetime.timedelta(1))
        day = max(last - left, first)
        runs = [d for d in weeks if first <= d <= day and (day - d).days <= 14]
        if not runs:
            continue
        run, now = max(runs), weeks[today]
        for i, (outcome, _, due) in weeks[run].items():
            if outcome != "Open" or due > last or i not in now:
                continue
            end = now[i]
            if end[0] != "Open" and end[2] <= run:
                continue
            n = want.setdefault(categories[run][i], [0, 0])
            n[0] += end[0] == "Won" and end[2] <= last
            n[1] += 1
    got = {c["category"]: [c["came_in"], c["of_past"]]
           for c in calls["categories"] if c["of_past"]}
    check(got == want, f"{today}: {got} for {want}")
    return sum(n for _, n in want.values())


def gone_ids(quarter, here):
    """Ids of deals that the export has no more, wherever they stand."""
    text = json.dumps(quarter)
    return {i for i in re.findall(r"Q\d{5}", text) if i not in here}


def check_audiences(folder, rows, weeks, open_last, gone):
    """The board: the same figures, and nobody's name, nor a deleted deal's id.
    A manager: the own deals alone, counted as the company's are."""
    def load(pack):
        return json.loads((folder / pack / str(LAST) / "dashboard/api/v1/"
                           "quarter.json").read_text("ascii"))
    cro, board = load("out"), load("out/board")
    manager = load("out/manager-chief-1")
    here = weeks[LAST]
    check(gone_ids(cro, here) <= gone and gone_ids(cro, here), "gone")
    check(not gone_ids(board, here) and not gone_ids(manager, here), "gone ids")
    check("Seller 4" in json.dumps(cro) and not re.search(
        r"Seller \d|Chief \d", json.dumps(board)), "names")
    for name in "since_start", "since_last":
        check({c: v["amount"] for c, v in board["flow"][name].items()
               if c in CLASSES} ==
              {c: v["amount"] for c, v in cro["flow"][name].items()
               if c in CLASSES}, f"{name}: the board's")
    own = {r["deal_id"] for r in rows if r["manager"] == "Chief 1"}

    def mine(told_by_all):
        return {i: v for i, v in told_by_all.items() if i in own}
    earlier = max(d for d in weeks if d < LAST)
    check_flow(manager["flow"]["since_last"],
               count_flow(mine(weeks[earlier]), mine(here), open_last,
                          *quarter_of(LAST)), "manager")
    for q in manager["restated"]["quarters"]:
        check({c["id"] for c in q["changes"]} <= own and
              cents(q["told_now"]) == cents(q["first_told"]) + sum(
                  cents(c["amount"]) for c in q["changes"]), q)
    check(manager["moved"]["landing"]["gap"] == "no edits" and
          manager["moved"]["at_risk"]["gap"] is None, manager["moved"])
    moved = manager["moved"]["at_risk"]
    check(cents(moved["before"]) + sum(map(cents, moved["parts"].values())) ==
          cents(moved["after"]), moved)


def main():
    counted = restated = recorded = 0
    moved = {"landing": 0, "at_risk": 0}
    used = dict.fromkeys(CLASSES, 0)
    with workdir() as name:
        folder = pathlib.Path(name)
        deals = company(11, DAY(2024, 7, 1), 728, 0.55)
        changes, kinds = plant(deals)
        weeks, categories, open_last, before = {}, {}, {}, None
        for day in MONDAYS:
            rows = export(deals, day, changes)
            write_rows(folder / "deals.csv", rows)
            audiences = ["--audience", "cro,board,manager:Chief 1"]
            ok("run", folder / "deals.csv", "--as-of", day, "--out",
               folder / "out", "--quiet", *audiences * (day == LAST))
            pack = folder / f"out/{day}"
            quarter = json.loads((pack / "dashboard/api/v1/quarter.json")
                                 .read_text("ascii"))
            now = weeks[day] = told(rows)
            categories[day] = {r["deal_id"]: r["forecast_category"]
                               for r in rows}
            first, last = quarter_of(day)
            earlier = [d for d in MONDAYS if d < day]
            flow = quarter["flow"]
            if earlier:
                want = count_flow(weeks[earlier[-1]], now, open_last, first,
                                  last)
                check_flow(flow["since_last"], want, f"{day} since last")
                for c in CLASSES:
                    used[c] += want[c][0]
                near = [d for d in earlier if d < first and
                        (first - d).days <= 15]
                since = max(near) if near else \
                    min(d for d in earlier if d >= first)
                check(flow["since_start"]["since"] == str(since) and
                      flow["since_start"]["late"] == (not near), day)
                check_flow(flow["since_start"],
                           count_flow(weeks[since], now, open_last, first,
                                      last), f"{day} since start")
                counted += 2
                check_moved(quarter["moved"]["at_risk"],
                            summary(before)["money"]["at_risk"],
                            summary(pack)["money"]["at_risk"],
                            f"{day} at risk")
                moved["at_risk"] += 1
                if quarter["moved"]["landing"]["gap"] is None:
                    was = json.loads((before / "dashboard/api/v1/quarter.json")
                                     .read_text("ascii"))
                    which = 0 if quarter_of(earlier[-1]) == (first, last) else 1
                    check_moved(
                        quarter["moved"]["landing"],
                        was["scopes"][0]["quarters"][which]["won"]["landing"],
                        company_landing(quarter), f"{day} landing")
                    moved["landing"] += 1
            else:
                for part in flow["since_last"], quarter["restated"], \
                        quarter["moved"]["at_risk"]:
                    check(part["gap"] == "first run", part["gap"])
            if quarter["restated"]["gap"] is None:
                restated = check_restated(quarter["restated"], MONDAYS, weeks,
                                          kinds, day)
            if day == LAST:
                check_audiences(folder, rows, weeks, open_last, {
                    i for i, change in changes.items() if change is None})
            recorded += check_calls(quarter["calls"], weeks, categories, day)
            open_last |= {i: (c, date) for i, (outcome, c, date) in now.items()
                          if outcome == "Open"}
            before = pack
    check(all(used.values()), f"never seen: {used}")
    check(set(CATEGORIES.values()) and recorded > 100, recorded)
    check(moved["at_risk"] == 26 and moved["landing"] >= 20, moved)
    print(f"{counted} flows to the cent, {restated} restatements, "
          f"{recorded} calls, {moved} movements")


main()
