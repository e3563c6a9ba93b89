"""Outcomes that move: the test again by an independent fit, on a company where
they did not and on one whose deals are lost twice as often of late."""
import csv
import datetime
import json
import pathlib
import random

import numpy

from tool import check, ok, rows, summary, workdir

AS_OF = datetime.date(2026, 6, 30)
DAY = datetime.timedelta(1)


def company(path, seed, doubles):
    """4,000 deals; each ends with a daily hazard and is then won or lost by the
    flip of a coin; with `doubles` two of three are lost in the last 120 days."""
    draw = random.Random(seed)
    with path.open("w", newline="", encoding="utf-8") as f:
        out = csv.writer(f)
        out.writerow(["deal_id", "created_date", "closed_date", "deal_stage",
                      "deal_amount", "sales_rep_id"])
        for k in range(4000):
            born = AS_OF - draw.randrange(900) * DAY
            ends = born + (1 + int(draw.expovariate(1 / 50))) * DAY
            late = doubles and ends > AS_OF - 120 * DAY
            lost = draw.random() < (0.75 if late else 0.5)
            stage = "Closed Lost" if lost else "Closed Won"
            is_open = ends > AS_OF
            out.writerow([f"D{k:05}", born, "" if is_open else ends,
                          "Demo" if is_open else stage,
                          1000 * draw.randrange(1, 90), f"R{draw.randrange(9)}"])
    return path


def refit(path, since):
    """Shift and likelihood ratio of lost ~ decile + recent, by iterated
    weighted least squares on the plain design matrix."""
    days, recent, lost = [], [], []
    for r in rows(path):
        if not r["closed_date"]:
            continue
        end = datetime.date.fromisoformat(r["closed_date"])
        days.append((end - datetime.date.fromisoformat(r["created_date"])).days)
        recent.append(end > since)
        lost.append(r["deal_stage"] == "Closed Lost")
    days, y = numpy.array(days), numpy.array(lost, float)
    order = numpy.sort(days)
    decile = (10 * numpy.searchsorted(order, days, "left") // len(days))
    full = numpy.column_stack([decile == k for k in range(10)] +
                              [numpy.array(recent)]).astype(float)
    full = full[:, full.any(axis=0)]

    def fit(x):
        beta = numpy.zeros(x.shape[1])
        for _ in range(60):
            p = 1 / (1 + numpy.exp(-x @ beta))
            step = numpy.linalg.solve((x.T * (p * (1 - p))) @ x, x.T @ (y - p))
            beta += step
        p = 1 / (1 + numpy.exp(-x @ beta))
        return beta, (y * numpy.log(p) + (1 - y) * numpy.log(1 - p)).sum()

    beta, best = fit(full)
    _, none = fit(full[:, :-1])
    return beta[-1], 2 * (best - none), sum(recent), int(y[recent].sum())


def pack(folder, name, path):
    ok("run", path, "--as-of", AS_OF.isoformat(), "--out", folder / name,
       "--quiet")
    return (folder / name / "latest").resolve()


def model(pack):
    with open(pack / "dashboard/api/v1/model.json", encoding="utf-8") as f:
        return json.load(f)["outcomes"]


def agrees(path, got):
    since = AS_OF - 180 * DAY
    shift, ratio, closed, lost = refit(path, since)
    check(got["since"] == since.isoformat(), got)
    check(got["recent"] == {"closed": closed, "lost": lost}, got, closed, lost)
    check(abs(got["shift"] - shift) < 1e-7, got["shift"], shift)
    # chi-squared, one degree: p = erfc(sqrt(ratio / 2))
    from math import erfc, sqrt
    check(abs(got["p"] - erfc(sqrt(max(ratio, 0) / 2))) < 1e-7, got, ratio)


with workdir() as folder:
    folder = pathlib.Path(folder)
    still = company(folder / "still.csv", 1, False)
    moved = company(folder / "moved.csv", 1, True)
    for name, path in (("still", still), ("moved", moved)):
        where = pack(folder, name, path)
        got, money = model(where), summary(where)["money"]
        agrees(path, got)
        rate = money["expected_loss"] / money["pipeline"]
        html = (where / "dashboard/trust.html").read_text("utf-8")
        print(name, got["p"], f"{rate:.3f}")
        if name == "still":
            check(not got["moved"] and "No change of outcomes shown" in html,
                  got)
            check(abs(rate - 0.5) < 0.05, rate)
        else:
            check(got["moved"] and "Outcomes have moved" in html, got)
            check(rate > 0.58, rate) # what is lost of late, not ever
            note = (where / "dashboard/data.html").read_text("utf-8")
            check("Outcomes have moved" in note, "no note")
