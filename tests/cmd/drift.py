"""Drift: none where nothing changed; a planted one is found, named and shuts
the gate, also when a stored model is used."""
import csv
import datetime
import json
import pathlib

from tool import check, ok, workdir

SEEDS = range(1, 4)
THEN, NOW = "2025-12-29", "2026-06-29"


def said(day):
    """A date as a sentence has it."""
    date = datetime.date.fromisoformat(day)
    return f"{date.day} {date:%b %Y}"


def model_of(pack):
    return json.loads((pack / "latest/dashboard/api/v1/model.json")
                      .read_text("utf-8"))


def run(folder, deals, *extra):
    """model.json of a run."""
    out = folder / "out"
    ok("run", deals, "--history", folder / "history.csv", "--out", out,
       "--quiet", *extra)
    return model_of(out)


def sample(folder, seed):
    deals = folder / "deals.csv"
    done = ok("sample", "--seed", seed, "--history", folder / "history.csv")
    deals.write_text(done.stdout, "utf-8")
    return deals


def changed(deals, name, column, change):
    """A copy in which deals created after THEN have another value."""
    out = deals.with_name(name)
    with open(deals, encoding="utf-8", newline="") as f:
        head, *rows = csv.reader(f)
    created, at = head.index("created_date"), head.index(column)
    with open(out, "w", encoding="utf-8", newline="") as f:
        writer = csv.writer(f)
        writer.writerow(head)
        for row in rows:  # a few are broken on purpose
            if len(row) == len(head) and row[created] > THEN and row[at]:
                row[at] = change(row[at])
            writer.writerow(row)
    return out


def row_of(model, name):
    return next(r for r in model["drift"]["inputs"] if r["input"] == name)


def stationary(folder):
    called = 0
    for seed in SEEDS:
        drift = run(folder, sample(folder, seed))["drift"]
        called += drift["gates"] or drift["score_drifted"] or \
            any(r["drifted"] for r in drift["inputs"])
        check(drift["then"] == THEN and drift["now"] == NOW,
              f"drift between {drift['then']} and {drift['now']}")
        # the larger share of two days each: 1, and half of how far they differ
        shares = sum(r["share"] for r in drift["inputs"])
        check(len(drift["inputs"]) >= 12 and 0.998 < shares < 1.15,
              f"inputs are missing: {shares}")
        check(not any("month" in r["input"] for r in drift["inputs"]),
              "the calendar is an input")
        check(drift["finding"].startswith("No drift shown"), drift["finding"])
    print(f"stationary: drift called in {called} of {len(SEEDS)} pipelines")
    check(called == 0, "drift where nothing changed")


def named(model, drift, why):
    """A reason that names input, PSI, chance level and both dates."""
    check(model["mode"] == "rules_only", f"{why}: {model['mode']}")
    parts = [drift["input"], said(THEN)]
    if drift["psi"] is not None:
        parts += [f"PSI {drift['psi']:.2f}",
                  f"chance level {drift['chance']:.2f}"]
    if drift["unseen"] > 0.2:
        parts.append(f"new values in {round(100 * drift['unseen'])}% of")
    for part in parts:
        check(part in model["reason"], f"{why}: {part}: {model['reason']}")


def planted(folder):
    deals = sample(folder, 3)  # here the lead source matters
    taken = changed(deals, "source.csv", "lead_source", lambda _: "Webinar")
    model = run(folder, taken)
    row = row_of(model, "lead source")
    check(row["drifted"] and row["acts"] and model["drift"]["gates"],
          f"a new lead source: {row}")
    named(model, row, "a new lead source")
    check(said(NOW) in model["reason"], model["reason"])
    check(model["trees"] == 0, "a drifted forest is still there")
    print(model["reason"])

    larger = changed(deals, "amount.csv", "amount",
                     lambda x: f"{3 * float(x):.2f}")
    model = run(folder, larger)
    row = row_of(model, "amount")
    check(row["drifted"], f"amounts times three: {row}")
    check(row["acts"] == (row["share"] >= 0.1), f"amounts: {row}")
    check((model["mode"] == "rules_only") == row["acts"], model["reason"])
    check("amount (PSI" in model["drift"]["finding"],
          model["drift"]["finding"])
    print(model["drift"]["finding"])


def hired(folder):
    """One average hire never changes the mode, and is told; a wave does."""
    deals = sample(folder, 2)
    turn = iter(range(10 ** 6))

    def hire(share):
        return lambda owner: "Newcomer" if next(turn) % 100 < share else owner
    usual = run(folder, deals)
    check(usual["mode"] == "hybrid", usual["reason"])
    one = run(folder, changed(deals, "hire.csv", "owner", hire(9)))
    row = row_of(one, "owner")
    check(one["mode"] == "hybrid" and not row["drifted"] and
          0.02 < row["unseen"] < 0.2, one["reason"], row)
    check("New values since then" in one["drift"]["finding"] and "owner in" in
          one["drift"]["finding"], one["drift"]["finding"])
    wave = row_of(run(folder, changed(deals, "wave.csv", "owner", hire(60))),
                  "owner")
    check(wave["drifted"] and wave["unseen"] > 0.2, wave)
    print(one["drift"]["finding"])


def stored(folder):
    deals, history = sample(folder, 3), folder / "history.csv"
    taken = changed(deals, "source.csv", "lead_source", lambda _: "Webinar")
    file = folder / "model.dsm"
    ok("train", deals, "--history", history, "--as-of", "2026-03-31",
       "--model", file)
    model = run(folder, deals, "--model", file)
    check(model["mode"] == "hybrid", model["reason"])
    check(model["drift"]["score_then"] == "2026-03-31" and
          model["drift"]["score_psi"] is not None, "no drift of the score")
    then = model["drift"]["then"]
    model = run(folder, taken, "--model", file)
    row = row_of(model, "lead source")
    check(model["drift"]["then"] == then and row["acts"], f"stored: {row}")
    check(model["mode"] == "rules_only" and said(then) in model["reason"] and
          said(NOW) in model["reason"] and "lead source" in model["reason"],
          model["reason"])
    print(model["reason"])


def main():
    with workdir() as name:
        folder = pathlib.Path(name)
        stationary(folder)
        planted(folder)
        hired(folder)
        stored(folder)


if __name__ == "__main__":
    main()
