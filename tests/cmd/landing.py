"""What the quarter will close at, counted again from the export: so far, past
quarters and their baselines, the landing out of the published chances, the
record, the range by a Fourier inversion of its own, the chance of the target.
And who may see which landing, what a bad file of targets is told, and that
`backtest --landing` says what a run of that day said.
"""
import csv
import datetime
import json
import math
import pathlib

import numpy as np
from tool import check, dealsense, files, ok, rows, summary, workdir

DAY = datetime.timedelta(1)
AS_OF = datetime.date(2026, 8, 14)
YEAR, LEAST, LEVEL = 4, 4, 0.8
BLEND, CLOSE = 0.4, 0.97


def date(text):
    return datetime.date.fromisoformat(text[:10]) if text else None


def quarter_of(day):
    return day.year * 4 + (day.month - 1) // 3


def start_of(quarter):
    return datetime.date(quarter // 4, quarter % 4 * 3 + 1, 1)


def last_of(quarter):
    return start_of(quarter + 1) - DAY


def name_of(quarter):
    return f"{quarter // 4}Q{quarter % 4 + 1}"


def clean(folder):
    """The sample without its dirty rows, so that no gate has a say."""
    raw = folder / "raw.csv"
    raw.write_text(ok("sample", "--deals", 2600, "--seed", 7, "--as-of", AS_OF,
                      "--history", folder / "history.csv").stdout, "utf-8")
    with open(raw, encoding="utf-8", newline="") as f:
        reader = csv.DictReader(f)
        seen, kept = set(), []
        for row in reader:
            try:
                day = date(row["created_date"])
                money = float(row["amount"])
                date(row["closed_date"] or "")
            except (ValueError, TypeError):
                continue
            if None in row or day is None or money <= 0 or \
                    not row["deal_id"] or row["deal_id"] in seen:
                continue
            seen.add(row["deal_id"])
            kept.append(row)
    deals = folder / "deals.csv"
    with open(deals, "w", encoding="utf-8", newline="") as f:
        writer = csv.DictWriter(f, reader.fieldnames)
        writer.writeheader()
        writer.writerows(kept)
    return deals, kept


class Deal:
    def __init__(self, row, events):
        self.id = row["deal_id"]
        self.owner, self.manager = row["owner"], row["manager"]
        self.created = date(row["created_date"])
        self.outcome = row["outcome"]
        self.closed = date(row["closed_date"]) if self.outcome != "Open" else None
        self.amount = float(row["amount"])
        self.expected = date(row["closed_date"]) if self.outcome == "Open" \
            else None
        self.events = sorted(events, key=lambda e: e[0])

    def is_open(self, day):
        return self.created <= day and (not self.closed or self.closed > day)

    def current(self, day):
        return self.closed <= day if self.closed else day >= AS_OF

    def amount_on(self, day):
        if self.current(day) or not self.events:
            return self.amount
        known = [e[1] for e in self.events if e[0] <= day and e[1] is not None]
        first = [e[1] for e in self.events if e[1] is not None]
        return known[-1] if known else first[0] if first else self.amount

    def expected_on(self, day):
        if self.current(day) and self.expected:
            return self.expected
        known = [e[2] for e in self.events if e[0] <= day and e[2]]
        return known[-1] if known else None


class Company:
    """The deals of one scope, and what they say of a quarter and an ending."""

    def __init__(self, deals, ratio_of=None):
        self.deals, self.all = deals, ratio_of or self
        self.first = min(d.created for d in self.all.deals)
        self.now = quarter_of(AS_OF)

    def day(self, k):
        """The same day of the k-th quarter before this one."""
        left = last_of(self.now) - AS_OF
        return max(last_of(self.now - k) - left, start_of(self.now - k))

    def period(self, k, when):
        quarter = self.now - k + when
        return (self.day(k) + DAY if not when else start_of(quarter),
                last_of(quarter))

    def so_far(self, k, when, outcome):
        return 0 if when else sum(
            d.amount for d in self.deals if d.outcome == outcome and d.closed
            and start_of(self.now - k) <= d.closed <= self.day(k))

    def ended(self, k, when, outcome):
        """Of what ended so in the period: from open deals at the end, on the
        day, how many; from deals that were not open."""
        first, last = self.period(k, when)
        hit = [d for d in self.deals if d.outcome == outcome and d.closed and
               first <= d.closed <= last]
        was = [d for d in hit if d.is_open(self.day(k))]
        return (sum(d.amount for d in was),
                sum(d.amount_on(self.day(k)) for d in was), len(was),
                sum(d.amount for d in hit if not d.is_open(self.day(k))))

    def before(self, k, when, most):
        """Past quarters that may teach the k-th."""
        out = [j for j in range(k + 1, 18) if self.first <= start_of(self.now - j)
               and last_of(self.now - j + when) <= self.day(k)]
        return out[:most]

    def average(self, k, when, outcome):
        past = [sum(self.ended(j, when, outcome)[i] for i in (0, 3))
                for j in self.before(k, when, YEAR)]
        return sum(past) / len(past) if past else math.nan

    def created(self, k, when, outcome):
        past = [self.ended(j, when, outcome)[3]
                for j in self.before(k, when, YEAR)]
        return np.mean(past), (np.var(past, ddof=1) * (1 + 1 / len(past))
                               if len(past) > 1 else past[0] ** 2)

    def ratio(self, k, when, outcome):
        past = [self.all.ended(j, when, outcome) for j in self.before(k, when, 8)]
        n, open_, then = (sum(p[i] for p in past) for i in (2, 0, 1))
        return open_ / then if n >= 10 and then and open_ else 1

    def due(self, k, when):
        first = start_of(self.now - k + when)
        return sum(d.amount_on(self.day(k)) for d in self.deals
                   if d.is_open(self.day(k)) and d.expected_on(self.day(k)) and
                   first <= d.expected_on(self.day(k)) <=
                   last_of(self.now - k + when))


def near(ours, theirs, tolerance, *what):
    if theirs is None or (isinstance(theirs, float) and math.isnan(theirs)):
        check(ours is None, *what, ours, theirs)
    else:
        check(ours is not None and abs(ours - theirs) <= tolerance, *what, ours,
              theirs)


def conformal(scores):
    scores = sorted(scores)
    at = LEVEL * (len(scores) + 1)
    k = int(at)
    if k >= len(scores):
        return scores[-1]
    return scores[k - 1] + (at - k) * (scores[k] - scores[k - 1])


def distribution(parts, mean, variance):
    """Of the sum, by its characteristic function on a fine grid: another way
    than convolution, and no deal is put into a normal rest."""
    top = mean + 9 * math.sqrt(variance) + sum(a for _, a in parts)
    low = mean - 9 * math.sqrt(variance)
    n = 1 << 15
    step = (top - low) / n
    t = 2 * np.pi * np.fft.rfftfreq(n, step)
    cf = np.exp(1j * t * (mean - low) - t * t * variance / 2)
    for p, a in parts:
        cf *= 1 - p + p * np.exp(1j * t * a)
    mass = np.fft.irfft(np.conj(cf), n)
    return low + step * np.arange(n), np.cumsum(mass) - mass / 2


def check_money(c, money, when, outcome):
    check(abs(money["so_far"] - c.so_far(0, when, outcome)) < 0.01, "so far")
    near(money["told"]["average"],
         c.so_far(0, when, outcome) + c.average(0, when, outcome), 0.01, "average")
    judged = [k for k in range(1, 18) if c.first <= start_of(c.now - k) and
              last_of(c.now - k + when) <= AS_OF][:8]
    check(len(money["past"]) == len(judged), "past quarters")
    for k, past in zip(judged, money["past"]):
        open_, _, _, created = c.ended(k, when, outcome)
        so_far = c.so_far(k, when, outcome)
        check(past["quarter"] == name_of(c.now - k + when), past)
        check(past["day"] == str(c.day(k)), past)
        near(past["so_far"], so_far, 0.01, "so far of", past)
        near(past["from_open"], open_, 0.01, past)
        near(past["from_created"], created, 0.01, past)
        near(past["truth"], so_far + open_ + created, 0.01, past)
        near(past["average"]["landing"], so_far + c.average(k, when, outcome),
             0.01, past)
        if outcome == "Won" and past["crm"]["landing"] is not None:
            near(past["crm"]["landing"], so_far + c.due(k, when), 0.01, past)
    check_record(money)


def check_record(money):
    for method, record in money["record"].items():
        told = [p for p in money["past"] if p[method]["landing"] is not None]
        errors = [p[method]["landing"] - p["truth"] for p in told]
        check(record["quarters"] == len(told), method, record)
        if not told:
            continue
        near(record["bias"], float(np.mean(errors)), 0.02, method)
        near(record["error"], float(np.mean(np.abs(errors))), 0.02, method)
        near(record["error_share"], float(np.sum(np.abs(errors))) /
             sum(p["truth"] for p in told), 1e-4, method)
        if method == "crm":
            continue
        ranged = [p for p in told if p[method]["lower80"] is not None]
        check(record["judged"] == len(ranged), method, record)
        check(record["held"] == sum(
            p[method]["lower80"] <= p["truth"] <= p[method]["upper80"]
            for p in ranged), method, record)
        scores = [p[method]["score"] for p in money["past"]]
        check_scores(money, method, scores)
    both = [p for p in money["past"] if p["model"]["landing"] is not None and
            p["average"]["landing"] is not None]
    model, average = (sum(abs(p[m]["landing"] - p["truth"]) for p in both)
                      for m in ("model", "average"))
    if money["told"]["model"] is None or \
            len(both) >= 2 and model >= CLOSE * average:
        check(money["method"] == "average", "the average was closer", money)
    else:
        check(money["method"] == "model", "the model was closer", money)


def check_scores(money, method, scores):
    """Each past range is made of the others' scores, the present one of all."""
    known = [s for s in scores if s is not None]
    for k, past in enumerate(money["past"]):
        others = [s for j, s in enumerate(scores) if j != k and s is not None]
        told = past[method]
        if told["lower80"] is None:
            check(scores[k] is None or len(others) + 1 < LEAST, past)
            continue
        error = past["truth"] - told["landing"]
        side = abs(error) / scores[k] * conformal(others)
        edge = told["landing"] + math.copysign(side, error)
        near(told["upper80" if error > 0 else "lower80"],
             max(edge, past["so_far"]),  # what rounding to cents leaves
             1 + side * 0.02 / abs(error), "range of", past)
    if method == money["method"]:
        near(money["scale"], conformal(known) if len(known) >= LEAST else None,
             1e-9, "scale")


def check_level(won, company, c, when):
    """Of a manager the company's; half the way to what past quarters say. What
    was told then holds their levels, so it is solved for."""
    check(won["level"] == company["level"] and 0.5 < won["level"] < 1.5, won)
    if c is not c.all:
        return
    told, judged = [], [k for k in range(1, 18) if c.first <= start_of(c.now - k)
                        and last_of(c.now - k + when) <= AS_OF]
    for k, past in zip(judged, won["past"]):
        if past["model"]["landing"] is not None:
            rest = past["model"]["landing"] - past["so_far"]
            if len(c.before(k, when, YEAR)) >= 3: # as it was before the blend
                rest = (rest - BLEND * c.average(k, when, "Won")) / (1 - BLEND)
            told.append((rest - c.created(k, when, "Won")[0], past["from_open"]))
    level, n = np.ones(len(told)), len(told)
    for _ in range(200): # each quarter's level is of the others
        plain = [t / x for (t, _), x in zip(told, level)]
        level = np.array([
            1 + 0.5 * (sum(o for j, (_, o) in enumerate(told) if j != i) /
                       sum(p for j, p in enumerate(plain) if j != i) - 1)
            if n - 1 >= 3 else 1 for i in range(n)])
    want = 1 + 0.5 * (sum(o for _, o in told) / sum(plain) - 1) if n >= 3 else 1
    near(won["level"], want, 1e-5, "level")


def check_blend(won, company, c, when):
    """Of a manager the company's: two fifths of the way to the average."""
    check(won["blend"] == company["blend"] and 0.5 < won["blend"] < 2, won)
    if c is not c.all:
        return
    rest = (won["open"] + won["created"]) / won["blend"]
    average = c.average(0, when, "Won")
    near(won["blend"], ((1 - BLEND) * rest + BLEND * average) / rest
         if len(c.before(0, when, YEAR)) >= 3 else 1, 1e-6, "blend")


def check_model(c, doc, quarter, when):
    """The landing and range from the chances that are published."""
    won = quarter["won"]
    ids = {d.id: d for d in c.deals}
    rate = won["amount_ratio"] * won["level"] * won["blend"]
    parts = [(d["won_by_next_quarter_end"] - d["won_by_quarter_end"] if when
              else d["won_by_quarter_end"], d["amount"] * rate)
             for d in doc["deals"] if d["id"] in ids]
    check_level(won, doc["scopes"][0]["quarters"][when]["won"], c, when)
    check_blend(won, doc["scopes"][0]["quarters"][when]["won"], c, when)
    created, variance = c.created(0, when, "Won")
    created, variance = created * won["blend"], variance * won["blend"] ** 2
    open_ = sum(p * a for p, a in parts)
    near(won["open"], open_, 0.02, "open")
    near(won["created"], created, 0.02, "created")
    near(won["created_variance"], variance, 1e-6 * variance + 1e-6)
    near(won["amount_ratio"], c.ratio(0, when, "Won"), 1e-9, "ratio")
    near(won["told"]["model"], won["so_far"] + open_ + created, 0.05)
    if won["method"] != "model":
        return
    sd = math.sqrt(sum(p * (1 - p) * a * a for p, a in parts) + variance)
    near(won["sd"], sd, 1e-6 * sd, "sd")
    for hinge in quarter["hinges"]:
        share = (hinge["p"] * (1 - hinge["p"]) * (rate * hinge["amount"]) ** 2 /
                 sd ** 2)
        near(hinge["share"], share, 1e-4, hinge)
    if won["scale"] is None:
        return
    x, below = distribution(parts, created, variance)
    mean = open_ + created
    for p, key in ((0.1, "lower80"), (0.9, "upper80")):
        edge = won["so_far"] + max(
            mean + won["scale"] * (np.interp(p, below, x) - mean), 0)
        near(won[key], edge, 0.01 * sd, key)
    target = quarter["target"]
    if target["chance"] is not None:
        z = (target["gap"] - mean) / won["scale"]
        chance = 1 - np.interp(mean + z, x, below)
        near(target["chance"], min(max(chance, 0.001), 0.999), 0.004, target)


def check_target(c, quarter, amount):
    target, so_far = quarter["target"], quarter["won"]["so_far"]
    check(target["amount"] == amount, target)
    near(target["attained"], so_far / amount, 1e-4)
    near(target["gap"], max(amount - so_far, 0), 0.01)
    near(target["due"], c.due(0, 0), 0.01)
    near(target["by_due"]["now"], c.due(0, 0) / target["gap"], 1e-4)
    past = [c.due(k, 0) / sum(c.ended(k, 0, "Won")[i] for i in (0, 3))
            for k in range(1, 9) if c.first <= start_of(c.now - k)]
    near(target["by_due"]["median"], float(np.median(past)), 1e-4)
    near(target["by_due"]["least"], min(past), 1e-4)
    near(target["by_due"]["most"], max(past), 1e-4)


def check_paths(c, scope):
    for k, path in enumerate(scope["won_by_day"]):
        start = start_of(c.now - k)
        check(path["start"] == str(start) and path["quarter"] ==
              name_of(c.now - k), path["quarter"])
        for at in (0, len(path["won"]) // 2, len(path["won"]) - 1):
            near(path["won"][at], sum(
                d.amount for d in c.deals if d.outcome == "Won" and
                start <= d.closed <= start + at * DAY), 0.01, path["quarter"])


def load(pack):
    return json.loads((pathlib.Path(pack) / "dashboard/api/v1/quarter.json")
                      .read_text("ascii"))


def check_pack(folder, deals, kept):
    targets = folder / "targets.csv"
    targets.write_text("Quarter;Owner;Amount\n2026Q3;all;7.500.000\n"
                       "Q3 2026;Rosa Petrov;400.000\n2026Q3;Nobody;1\n")
    history = {}
    for row in rows(folder / "history.csv"):
        history.setdefault(row["deal_id"], []).append(
            (date(row["entered_date"]),
             float(row["amount"]) if row["amount"] else None,
             date(row["close_date"])))
    ours = [Deal(row, history.get(row["deal_id"], [])) for row in kept]
    said = ok("run", deals, "--history", folder / "history.csv", "--out",
              folder / "out", "--targets", targets, "--audience",
              "cro,board,manager:Claire Fontaine").stdout
    doc = load(folder / "out/latest")
    company = Company(ours)
    models = 0
    check(len(doc["deals"]) == sum(d.is_open(AS_OF) for d in ours), "open deals")
    for deal in doc["deals"]:
        p, q = deal["won_by_quarter_end"], deal["won_by_next_quarter_end"]
        check(0 < p <= q < 1, deal)
    for scope in doc["scopes"]:
        mine = [d for d in ours if scope["of"] == "company" or
                getattr(d, scope["of"]) == scope["name"]]
        c = Company(mine, company)
        check(scope["open_deals"] == sum(d.is_open(AS_OF) for d in mine), scope)
        for when, quarter in enumerate(scope["quarters"]):
            check(quarter["quarter"] == name_of(c.now + when), quarter["start"])
            check(quarter["days_left"] == (last_of(c.now + when) - AS_OF).days,
                  quarter["quarter"])
            check_money(c, quarter["won"], when, "Won")
            check_money(c, quarter["lost"], when, "Lost")
            check_model(c, doc, quarter, when)
            models += quarter["won"]["method"] == "model"
        check_paths(c, scope)
    check(models >= 2, "no landing by the model was checked")
    first = doc["scopes"][0]["quarters"][0]
    check_target(company, first, 7500000)
    rep = [s for s in doc["scopes"] if s["name"] == "Rosa Petrov"]
    check(rep and rep[0]["quarters"][0]["target"]["amount"] == 400000, "by owner")
    brief = summary(folder / "out/latest")
    check(brief["quarter"]["landing"] == first["won"]["landing"] and
          brief["quarter"]["sentence"] == first["words"]["landing"], "summary")
    check(first["words"]["landing"] in said and first["words"]["target"] in said,
          "not on the screen", said)
    check('"Nobody"' in said, "an unknown name is not told")
    print(f"{len(doc['scopes'])} scopes, {models} landings by the model")
    return doc


def check_readers(folder, doc):
    board = load(folder / "out/board/latest")
    check([s["quarters"][0]["won"]["landing"] for s in board["scopes"]] ==
          [s["quarters"][0]["won"]["landing"] for s in doc["scopes"]], "board")
    own = load(folder / "out/manager-claire-fontaine/latest")
    theirs = [s for s in doc["scopes"] if s["name"] == "Claire Fontaine"][0]
    check(own["scopes"][0]["quarters"][0]["won"] == theirs["quarters"][0]["won"],
          "the manager's own landing is another")
    check(own["scopes"][0]["of"] == "manager" and
          len(own["deals"]) == theirs["open_deals"], "the manager's deals")
    check(all(s["of"] == "owner" for s in own["scopes"][1:]), "others' landings")
    for name, hidden in (("board", ("Rosa Petrov", "Nobody", "Fontaine")),
                         ("manager-claire-fontaine", ("Nobody", "7500000"))):
        for path, data in files(folder / "out" / name / "latest").items():
            if path.endswith((".json", ".html", ".txt", ".csv")):
                for word in hidden:
                    check(word.encode() not in data, name, path, word)


BAD = [
    ("", "holds no target|has no column"),
    ("a,b\n1,2\n", "has no column quarter"),
    ("quarter,owner\n2026Q3,all\n", "has no column amount"),
    ("quarter,owner,amount\n", "holds no target"),
    ("quarter,owner,amount\n2026,all,5\n", ':2: "2026" is no quarter'),
    ("quarter,owner,amount\n2026Q5,all,5\n", ':2: "2026Q5" is no quarter'),
    ("quarter,owner,amount\n2026Q3,all,lots\n", 'no amount above 0'),
    ("quarter,owner,amount\n2026Q3,all,-5\n", 'no amount above 0'),
    ("quarter,owner,amount\n2026Q3,all,5\n2026Q3,ALL,6\n", ":3: a second"),
    ("quarter,owner,amount\n2026Q3,all,GBP 5\n", "the target is in GBP"),
    ("quarter,owner,amount\n2026Q3,all,5 kr\n", "the target is in kr (SEK or"),
    ("\n\nwhen,owner,amount\n2026Q3,all,5\n", ":3: has no column quarter"),
    ("%PDF-1.4\n", "."),
]


def check_bad(folder, deals):
    bad = folder / "bad.csv"
    for text, want in BAD:
        bad.write_text(text)
        done = dealsense("run", deals, "--out", folder / "none", "--targets", bad)
        check(done.returncode == 3, text, done.returncode, done.stderr)
        check(done.stderr.count("\n") == 1 and str(bad) in done.stderr,
              text, done.stderr)
        check(any(part in done.stderr for part in want.split("|")), text,
              done.stderr)
    done = dealsense("run", deals, "--out", folder / "none", "--targets",
                     folder / "absent.csv")
    check(done.returncode == 3, done.stderr)
    config = folder / "bad.ini"
    for line, want in (("2026 = 5", "begin with the quarter"),
                       ("2026Q3 =", "no amount"),
                       ("2026Q3 = many", "no amount above 0"),
                       ("2026Q3 = 5\n2026q3 all = 6", "twice")):
        config.write_text(f"[targets]\n{line}\n")
        done = dealsense("run", deals, "--out", folder / "none", "--config",
                         config)
        check(done.returncode == 3 and want in done.stderr, line, done.stderr)


def check_section(folder, deals, doc):
    """The section says the same as the file, converted by [rates]."""
    config = folder / "own.ini"
    for rate, amount in (("EUR = 1.25", "EUR 6,000,000"),
                         ("SEK = 0.1", "75 000 000 kr")):
        config.write_text(f"[rates]\ncurrency = USD\n{rate}\n"
                          f"[targets]\n2026Q3 = {amount}\n"
                          "2026Q4 rosa petrov = $300,000\n")
        ok("run", deals, "--history", folder / "history.csv", "--out",
           folder / "section", "--config", config)
        other = load(folder / "section/latest")
        check(other["scopes"][0]["quarters"][0]["target"] ==
              doc["scopes"][0]["quarters"][0]["target"], amount)


def check_backtest(folder, deals):
    """A day of the backtest is a run of that day."""
    args = (deals, "--history", folder / "history.csv", "--no-store")
    table = ok("backtest", *args, "--landing").stdout
    check("held in" in table and "average of past quarters" in table, table)
    out = folder / "backtest.csv"
    out.write_text(ok("backtest", *args, "--landing", "--csv", "--days",
                      "2026-05-16,2026-08-14").stdout)
    told = rows(out)
    check([r["day"] for r in told] == ["2026-05-16", "2026-08-14"], told)
    check(told[0]["truth"] and not told[1]["truth"], "truth of an open quarter")
    ok("run", *args, "--as-of", "2026-05-16", "--out", folder / "then")
    won = load(folder / "then/latest")["scopes"][0]["quarters"][0]["won"]
    for key in ("landing", "so_far", "lower80", "upper80"):
        ours = float(told[0][key]) if told[0][key] else None
        check(ours == won[key], key, told[0], won[key])
    for days in ("2026-05-16,yesterday", "2027-01-01"):
        done = dealsense("backtest", *args, "--landing", "--days", days)
        check(done.returncode == 2 and done.stderr.count("\n") == 1, done.stderr)


def main(folder):
    deals, kept = clean(folder)
    doc = check_pack(folder, deals, kept)
    check_readers(folder, doc)
    check_bad(folder, deals)
    check_section(folder, deals, doc)
    check_backtest(folder, deals)


if __name__ == "__main__":
    with workdir() as path:
        main(pathlib.Path(path))
