"""The panel of quarter.html beside the run and beside an own reckoning. What the
page's script reckons of the unchanged pack is what quarter.json says, to the
cent; what it says where deals are won, lost or pushed is what a program in
Python makes of the same deals, written after scoring/quarter/spread.h and
landing.h alone, with exactly rounded sums.
"""
import bisect
import itertools
import json
import math
import os
import pathlib
import shutil
import subprocess
import sys

from tool import check, ok, workdir

ROOT = pathlib.Path(os.environ["DEALSENSE_SOURCE"])
NODE = shutil.which("node")
CELLS, DEALS, SDS = 2048, 100, 6
KEYS = ("landing", "low", "high", "chance")


def distribution(parts, mean, variance):
    """Mean, and the edges and masses below them, of a sum of amounts."""
    parts = [(p, max(a, 0.0)) for p, a in parts]
    order = sorted((-p * (1 - p) * a * a, k) for k, (p, a) in enumerate(parts)
                   if 0 < p < 1 and a > 0)
    exact, small = order[:DEALS], order[DEALS:]
    whole = math.fsum([mean] + [p * a for p, a in parts])
    sd = math.sqrt(math.fsum([variance] + [-v for v, _ in small]))
    centre = math.fsum([whole] + [-parts[k][0] * parts[k][1]
                                  for _, k in exact])
    top = math.fsum(parts[k][1] for _, k in exact)
    step = (top + 2 * SDS * sd) / (CELLS - DEALS - 2)
    n = max(1, math.ceil(2 * SDS * sd / step))
    low = centre - n * step / 2
    mass = [1.0]
    if n > 1:
        below = [math.erfc((centre - low - k * step) / sd / math.sqrt(2)) / 2
                 for k in range(n + 1)]
        total = below[-1] - below[0]
        mass = [(b - a) / total for a, b in zip(below, below[1:])]
    for _, k in exact:
        p, cells = parts[k][0], parts[k][1] / step
        whole_cells = math.floor(cells)
        part = cells - whole_cells
        now = [(1 - p) * m for m in mass] + [0.0] * (whole_cells + 1)
        for j, m in enumerate(mass):
            now[j + whole_cells] += p * (1 - part) * m
            now[j + whole_cells + 1] += p * part * m
        mass = now
    return (whole, [low + step * k for k in range(len(mass) + 1)],
            list(itertools.accumulate(mass, initial=0.0)))


def at(x, xs, ys):
    """y of x on the line through the points, whose xs do not fall."""
    if x <= xs[0]:
        return ys[0]
    if x >= xs[-1]:
        return ys[-1]
    k = bisect.bisect_left(xs, x)
    return ys[k - 1] + (x - xs[k - 1]) / (xs[k] - xs[k - 1]) * \
        (ys[k] - ys[k - 1])


def land(quarter, deals, said):
    """As landing.h says, of deals of which `said` names the ends of some."""
    won = math.fsum([quarter["so_far"]] + [
        d[1] for i, d in enumerate(deals) if said.get(i) == "won"])
    mean, edges, below = distribution(
        [(d[0], d[1] * quarter["rate"]) for i, d in enumerate(deals)
         if i not in said],
        quarter["created"], quarter["created_variance"])
    scale, beside = quarter["scale"], (1 - quarter["level"]) / 2
    lower, upper = at(beside, below, edges), at(1 - beside, below, edges)
    out = {"landing": won + mean,
           "low": won + max(mean - scale * (mean - lower), 0),
           "high": won + max(mean + scale * (upper - mean), 0),
           "chance": None}
    if quarter["target"] > won:
        chance = 1 - at(mean + (quarter["target"] - won - mean) / scale, edges,
                        below)
        out["chance"] = min(0.999, max(0.001, chance))
    return out


def near(got, want, what):
    if want is None or got is None:
        check(got is want, (what, got, want))
        return 0
    check(abs(got - want) <= 1e-9 * max(1, abs(want)), (what, got, want))
    return abs(got - want)


def main():
    if not NODE:
        print("skipped: no node")
        sys.exit(77)
    with workdir() as name:
        folder = pathlib.Path(name)
        targets = folder / "targets.csv"
        targets.write_text("quarter,owner,amount\n2026Q2,all,5500000\n")
        ok("run", ROOT / "sample/deals.csv", "--history",
           ROOT / "sample/history.csv", "--as-of", "2026-05-15", "--targets",
           targets, "--no-store", "--quiet", "--out", folder / "out")
        pack = folder / "out/latest/dashboard"
        text = (pack / "data/quarter.js").read_text("utf-8")
        data = json.loads(text.split(" = ", 1)[1].rstrip(";\n"))
        deals, quarter = data["deals"], data["quarter"]
        largest = sorted(range(len(deals)), key=lambda i: -deals[i][1])
        trials = [{}, {largest[0]: "won"}, {largest[0]: "lost"},
                  {i: "won" for i in largest[:12]},
                  {i: "out" for i in range(len(deals)) if not deals[i][5]},
                  {i: "lost" for i in largest[:150]},
                  {i: "won" for i in range(len(deals)) if deals[i][5]}]
        said = json.loads(subprocess.run(
            [NODE, ROOT / "tests/web/reckoner.js"], check=True, text=True,
            input=json.dumps([{"quarter": quarter, "deals": deals,
                               "said": said} for said in trials]),
            capture_output=True).stdout)
        told = json.loads((pack / "api/v1/quarter.json").read_text("utf-8"))

    won = find(told, "won")
    for key, x in (("landing", won["landing"]), ("low", won["lower80"]),
                   ("high", won["upper80"])):
        check(abs(said[0][key] - x) <= 0.005 + 1e-9, (key, said[0][key], x))
        near(said[0][key], quarter[key], key)
    near(said[0]["chance"], quarter["chance"], "chance")
    worst = 0
    for trial, got in zip(trials, said):
        want = land(quarter, deals, trial)
        for key in KEYS:
            worst = max(worst, near(got[key], want[key], (key, trial)))
    p, amount = deals[largest[0]][:2]
    held = amount * quarter["rate"] * p # what the landing takes of it
    check(abs(said[1]["landing"] - said[0]["landing"] - amount + held) < 1e-6,
          "won")
    check(abs(said[2]["landing"] - said[0]["landing"] + held) < 1e-6, "lost")
    check(said[2]["landing"] < said[0]["landing"] < said[1]["landing"], "order")
    check(len({s["chance"] for s in said if s["chance"]}) > 3, "chances")
    print(f"{len(deals)} deals, {len(trials)} trials: equal to quarter.json to "
          f"the cent and to Python within {worst:.1e}")


def find(value, key):
    """The first object of that name, from the outside in."""
    if isinstance(value, dict):
        if isinstance(value.get(key), dict) and "lower80" in value[key]:
            return value[key]
        value = list(value.values())
    for item in value if isinstance(value, list) else []:
        got = find(item, key)
        if got:
            return got
    return None


main()
