"""When deals are won or lost: the record that a pack prints, counted again
from the export, and what no chance may be."""
import datetime
import json

from packs import published
from tool import SKYGENI, check, rows, shared_needed

DAY = datetime.timedelta(1)
QUARTER, LANDMARK = 91, 30


def date(text):
    return datetime.date.fromisoformat(text[:10]) if text else None


class Company:
    """Deals as (created, closed, "won" or "lost" or None), up to as_of."""

    def __init__(self, deals, as_of):
        self.as_of = as_of
        self.deals = [d for d in deals if d[0] and d[0] <= as_of]
        first = min(d[0] for d in self.deals)
        self.landmarks = []
        at = as_of - LANDMARK * DAY
        while at >= first and len(self.landmarks) < 60:
            self.landmarks.append(at)
            at -= LANDMARK * DAY
        while not any(self.open_on(d, self.landmarks[-1]) for d in self.deals):
            self.landmarks.pop()

    @staticmethod
    def open_on(deal, day):
        return deal[0] <= day and (deal[1] is None or deal[1] > day)

    def known(self, day):
        """Deals won and lost by a day."""
        ends = [d[2] for d in self.deals if d[1] and d[1] <= day]
        return ends.count("won"), ends.count("lost")

    def life_table(self, day, days):
        """Shares of the rows before `day` that were won and lost within each
        of `days`, as known on `day`: products of the shares that stayed."""
        out, before, won, lost, still = [], 0, 0, 0, 1
        for end in days:
            at_risk, ends = 0, {"won": 0, "lost": 0}
            for at in self.landmarks:
                if at >= day or (day - at).days < end:
                    continue
                for d in self.deals:
                    if not self.open_on(d, at):
                        continue
                    gone = d[1] is not None and d[1] <= day
                    after = (d[1] - at).days if gone else 10 ** 9
                    if after <= before:
                        continue
                    at_risk += 1
                    if after <= end:
                        ends[d[2]] += 1
            if at_risk:
                won += still * ends["won"] / at_risk
                lost += still * ends["lost"] / at_risk
                still *= 1 - (ends["won"] + ends["lost"]) / at_risk
            out.append((won, lost))
            before = end
        return out


GRID = (7, 14, 30, 45, 60, 90)


def quarter_ends(as_of):
    """Of this quarter and of the eight before it, the newest first."""
    at = as_of.year * 4 + (as_of.month - 1) // 3
    return [datetime.date(k // 4 + (k % 4 == 3), (k % 4 * 3 + 3) % 12 + 1, 1) -
            DAY for k in range(at, at - 9, -1)]


def same_days(as_of):
    """The same day of these quarters: as many days left, not before the first;
    and the days left of each."""
    ends = quarter_ends(as_of)
    left = ends[0] - as_of
    firsts = [e.replace(day=1, month=e.month - 2) for e in ends]
    days = [max(end - left, first) for end, first in zip(ends, firsts)]
    return days[1:], {(end - day).days for end, day in zip(ends, days)}


def recount(company, horizons):
    """Deals, what happened and the Brier score of one figure, of a model.json."""
    days, left = same_days(company.as_of)
    replays = [day for day in days if min(company.known(day)) >= 30]
    oldest = company.landmarks[-1]
    grid = sorted(set(GRID) | {n for n in left if 0 < n < GRID[-1]})
    table = {day: company.life_table(day, grid) for day in replays
             if (day - oldest).days >= grid[0] + QUARTER}
    told = 0
    for h in horizons:
        deals = came = square = 0
        for day in table:
            if (day + h["days"] * DAY > company.as_of or
                    (day - oldest).days < h["days"] + QUARTER):
                continue
            one = table[day][grid.index(h["days"])][h["ending"] == "lost"]
            for d in company.deals:
                if not company.open_on(d, day):
                    continue
                happened = (d[1] is not None and d[2] == h["ending"] and
                            d[1] <= day + h["days"] * DAY)
                deals += 1
                came += happened
                square += (one - happened) ** 2
        check(h["deals"] == deals, h, deals)
        check(abs(h["observed"] - came / deals) <= 0.5001e-4, h, came / deals)
        check(abs(h["base_brier"] - square / deals) <= 0.51e-4, h,
              square / deals)
        check(not h["by_deal"] or h["brier"] < h["base_brier"] + 0.001, h)
        told += 1
    return told


def chances(pack):
    """Won within 30, 60, 90 days never falls, nor passes 1 - P(lost)."""
    n = 0
    for row in rows(pack / "risk_report.csv"):
        won = [float(row[f"win_{d}"]) for d in (30, 60, 90) if row[f"win_{d}"]]
        check(won == sorted(won) and all(0 <= x <= 1 for x in won), row)
        if row["p_loss"]:
            check(all(x <= 1 - float(row["p_loss"]) + 1e-9 for x in won), row)
        n += len(won)
    return n


def model(pack):
    with open(pack / "dashboard/api/v1/model.json", encoding="utf-8") as f:
        return json.load(f)["horizons"]


def committed_sample():
    pack = published("sample")
    check(chances(pack) > 600, "chances")
    horizons = model(pack)
    check(len(horizons) == 6, horizons)
    for h in horizons: # the sample tells deals apart, and is calibrated
        check(h["by_deal"] and h["brier"] < h["base_brier"], h)
        # in tenths of 1,339 deals chance alone gives 0.035, give or take 0.01
        check(h["calibration_error"] < 0.06, h)
        check(abs(h["mean_p"] - h["observed"]) < 0.03, h)
    print(f"sample: {[(h['ending'], h['days'], h['brier']) for h in horizons]}")


def skygeni():
    pack = published("skygeni")
    as_of = datetime.date(2024, 1, 1)
    company = Company([(date(r["created_date"]), date(r["closed_date"]),
                        r["outcome"].lower()) for r in rows(SKYGENI)], as_of)
    check(chances(pack) > 1000, "chances")
    told = recount(company, model(pack))
    check(told == 6, told)
    print(f"SkyGeni: {told} horizons counted again")


committed_sample()
shared_needed()
skygeni()
