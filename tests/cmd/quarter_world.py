"""A planted company whose every day is known, for the tests of the quarter.

Each deal is a list of its states: (day, stage, amount in cents, close date,
category). From it come the export of any day, the stage history up to it, and
what a test counts by itself. Restatements are planted apart: what the export of
a later day tells otherwise about a closing that an earlier one has told.
"""
import csv
import datetime
import random

DAY = datetime.date
OPEN = ["Qualify", "Demo", "Proposal", "Negotiation"]
CATEGORIES = {"Qualify": "Pipeline", "Demo": "Pipeline",
              "Proposal": "Best Case", "Negotiation": "Commit",
              "Closed Won": "Closed", "Closed Lost": "Omitted"}
HEAD = ["deal_id", "owner", "manager", "amount", "currency", "created_date",
        "closed_date", "stage", "outcome", "forecast_category"]


class Deal:
    """states: (day, stage, cents, close date); the last before a day stands."""

    def __init__(self, name, owner, created, cents, due):
        self.id, self.owner, self.created = name, owner, created
        self.states = [(created, OPEN[0], cents, due)]

    def put(self, day, stage=None, cents=None, due=None):
        _, s, c, d = self.states[-1]
        self.states.append((day, stage or s, c if cents is None else cents,
                            due or d))

    def at(self, day):
        """(stage, cents, close date) on a day; None: not created yet."""
        found = [s for s in self.states if s[0] <= day]
        return found[-1][1:] if found else None

    def outcome(self, day):
        stage = self.at(day)[0]
        return {"Closed Won": "Won", "Closed Lost": "Lost"}.get(stage, "Open")


def money(cents):
    return f"{cents // 100}.{cents % 100:02}"


def company(seed, first, days, a_day=0.6):
    """Deals created from `first` on for `days` days. All that a CRM allows:
    close dates pulled in and pushed out, amounts raised and lowered, deals won
    long before or after they were due, created and closed within a week."""
    r = random.Random(seed)
    deals = []
    for n in range(days):
        day = first + datetime.timedelta(n)
        while r.random() < a_day:
            if len(deals) > 40 * days:
                break
            cents = r.choice([r.randrange(100_000, 9_000_000),
                              100 * r.randrange(1_000, 200_000)])
            due = day + datetime.timedelta(r.randrange(3, 150))
            deal = Deal(f"Q{len(deals):05}", f"Seller {r.randrange(9)}", day,
                        cents, due)
            live(deal, r)
            deals.append(deal)
            if r.random() < 0.5:
                break
    return deals


def live(deal, r):
    day, won = deal.created, r.random() < 0.45
    stages = OPEN[1:] + ["Closed Won" if won else "Closed Lost"]
    while True:
        day += datetime.timedelta(1 + int(r.expovariate(1 / 11)))
        what = r.random()
        _, _, cents, due = deal.states[-1]
        if what < 0.20:  # the close date moves, mostly later
            due += datetime.timedelta(r.choice([-40, -12, 9, 25, 60, 95]))
            deal.put(day, due=max(due, deal.created))
        elif what < 0.32:
            deal.put(day, cents=max(1, cents + r.randrange(-cents // 2,
                                                          cents // 2 + 1)))
        elif what < 0.36:  # lost from any stage
            deal.put(day, "Closed Lost", due=day)
            return
        else:
            stage = stages.pop(0)
            if stage.startswith("Closed"):
                deal.put(day, stage, due=day)
                return
            deal.put(day, stage)


def export_row(deal, day):
    stage, cents, due = deal.at(day)
    return [deal.id, deal.owner, f"Chief {int(deal.owner[7:]) % 3}",
            money(cents), "USD", deal.created, due, stage, deal.outcome(day),
            CATEGORIES[stage]]


def write_export(path, deals, day, leave=(), head=HEAD, change=None):
    """The export as it stood on `day`; `change` may edit each row."""
    with open(path, "w", encoding="utf-8", newline="") as f:
        out = csv.writer(f)
        out.writerow(head)
        for deal in deals:
            if deal.at(day) and deal.id not in leave:
                row = dict(zip(HEAD, export_row(deal, day)))
                if change:
                    change(deal, row)
                out.writerow([row[name] for name in head])
    return path


def write_history(path, deals, day, categories=True):
    head = ["deal_id", "stage", "entered_date", "amount", "close_date"]
    with open(path, "w", encoding="utf-8", newline="") as f:
        out = csv.writer(f)
        out.writerow(head + ["forecast_category"] * categories)
        for deal in deals:
            for when, stage, cents, due in deal.states:
                if when <= day:
                    out.writerow([deal.id, stage, when, money(cents), due] +
                                 [CATEGORIES[stage]] * categories)
    return path


def quarter_of(day):
    """First and last day of the calendar quarter."""
    first = DAY(day.year, (day.month - 1) // 3 * 3 + 1, 1)
    after = DAY(day.year + (day.month > 9), (day.month + 2) // 3 * 3 % 12 + 1, 1)
    return first, after - datetime.timedelta(1)


CLASSES = ["opening", "created", "pulled_in", "reopened", "raised", "lowered",
           "pushed_out", "lost", "won", "removed", "closing"]
SIGN = dict(zip(CLASSES, [1, 1, 1, 1, 1, -1, -1, -1, -1, -1, 0]))


def told(deals, day):
    """What an export of the day tells: {id: (outcome, cents, date)}."""
    return {d.id: (d.outcome(day), *d.at(day)[1:]) for d in deals if d.at(day)}


def last_open(deals, day):
    """{id: (cents, close date)} as they were last open by `day`."""
    return {d.id: [s for s in d.states if s[0] <= day and
                   not s[1].startswith("Closed")][-1][2:]
            for d in deals if d.at(day)}


def count_flow(then, now, seen_open, start, end):
    """{class: (deals, cents)} of what was told on two days, by the definition
    and in whole cents. `seen_open`: cents and date of each deal when it was
    last open, which is what a lost one loses."""
    out = {c: [0, 0] for c in CLASSES}

    def add(name, cents):
        out[name][0] += 1
        out[name][1] += cents

    def due(told):
        return told is not None and told[0] == "Open" and \
            told[2] is not None and start <= told[2] <= end

    for deal in sorted({*then, *now}):
        was, is_ = then.get(deal), now.get(deal)
        here = due(is_)
        cents = is_[1] if is_ else was[1]
        if is_ and is_[0] == "Lost" and deal in seen_open:
            cents = seen_open[deal][0]
        if is_ and is_[0] != "Open" and (was is None or was[0] != is_[0]):
            date = is_[2] if is_[0] == "Won" else \
                seen_open.get(deal, (0, None))[1]
            here = here or (date is not None and start <= date <= end)
        if not due(was) and not here:
            continue
        before = was[1] if was else cents
        add("opening" if due(was) else "created" if was is None else
            "pulled_in" if was[0] == "Open" else "reopened", before)
        if is_ and cents != before:
            add("raised" if cents > before else "lowered", abs(cents - before))
        add("removed" if is_ is None else
            "won" if is_[0] == "Won" else "lost" if is_[0] == "Lost" else
            "closing" if due(is_) else "pushed_out", cents)
    return {c: tuple(v) for c, v in out.items()}
