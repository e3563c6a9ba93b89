"""The chance of each open deal to be won by the quarter's end, pooled over
planted pipelines of 8,000 deals in two years on days 15, 45 and 75 of a quarter,
against what became of the deals: calibration error at most 0.03 (Σ rows
|mean chance − share won| ÷ rows, in tenths of the chances). In the stationary
world and in the one that a pack is most like (living).

  chances.py [COUNT]     pipelines, at least one a world and day (12)
"""
import datetime

from pipelines import Verdict, count, each, run, sample
from tool import rows

FULL, DEALS, TENTHS = 12, 8000, 10
DAYS = ("2026-04-15", "2026-05-15", "2026-06-14")
WORLDS = ("stationary", "living")
END = datetime.date(2026, 6, 30)


def jobs(n):
    cells = [(world, day) for day in DAYS for world in WORLDS]
    return [(*cells[k % len(cells)], 31 + k // len(cells))
            for k in range(max(n, len(cells)))]


def one(job, folder):
    """(world, chance, won by then) of each open deal."""
    world, day, seed = job
    export = sample(folder, "--world", world, "--deals", DEALS, "--seed", seed,
                    "--as-of", day)
    pack = run(folder, export, "--history", folder / "history.csv", "--as-of",
               day, "--no-store")
    fate = {t["deal_id"]: t for t in rows(folder / "truth.csv")}
    out = []
    for deal in rows(pack / "risk_report.csv"):
        t = fate[deal["deal_id"]]
        won = t["outcome"] == "Won" and \
            datetime.date.fromisoformat(t["closed_date"]) <= END
        out.append((world, float(deal["won_by_quarter_end"]), won))
    return out


def error(part):
    part = sorted(part, key=lambda x: x[1])
    cut = [part[k * len(part) // TENTHS:(k + 1) * len(part) // TENTHS]
           for k in range(TENTHS)]
    return sum(abs(sum(p - won for _, p, won in c)) for c in cut) / len(part)


def main():
    verdict = Verdict()
    found = sum(each(one, jobs(count(FULL))), [])
    for world in WORLDS:
        part = [x for x in found if x[0] == world]
        off = error(part)
        said = sum(p for _, p, _ in part) / len(part)
        came = sum(won for _, _, won in part) / len(part)
        print(f"{world}: {len(part):,} deals, said {said:.3f}, came {came:.3f}, "
              f"calibration error {off:.4f}", flush=True)
    off = error(found)
    verdict.say(off <= 0.03, f"calibration error {off:.4f} (at most 0.03)")
    verdict.say(all(0 < p < 1 for _, p, _ in found), "no chance is 0 or 1")
    verdict.end()


if __name__ == "__main__":
    main()
