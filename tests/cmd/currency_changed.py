"""A report that turns to another currency is compared in none.

Two weeks of one pipeline in EUR, then two in USD: what the runs in EUR
recorded is in no sum, no former value, no restated closing and no changed
amount of the runs in USD, which say so; and those in USD are compared again.
"""
import json
import pathlib
import tempfile

from tool import check, ok

DAYS = ("2026-06-15", "2026-06-22", "2026-06-29", "2026-07-06")
RATES = {"EUR": "USD = 0.9", "USD": "EUR = 1.1"}


def run(folder, day, currency):
    export, config = folder / "deals.csv", folder / "own.ini"
    export.write_text(ok("sample", "--deals", "1200", "--seed", "3",
                         "--as-of", day).stdout, "utf-8")
    config.write_text(f"[rates]\ncurrency = {currency}\n{RATES[currency]}\n")
    ok("run", export, "--as-of", day, "--out", folder / "out", "--config",
       config)
    api = folder / "out/latest/dashboard/api/v1"
    return [json.loads((api / name).read_text("utf-8"))
            for name in ("summary.json", "quarter.json")]


def notes(summary):
    return [n["text"] for n in summary["notes"] if "recorded in" in n["text"]]


with tempfile.TemporaryDirectory() as name:
    folder = pathlib.Path(name)
    weeks = [run(folder, day, currency) for day, currency in
             zip(DAYS, ("EUR", "EUR", "USD", "USD"))]
    check(weeks[1][0]["news"]["comparable"] and not notes(weeks[1][0]),
          "one currency")
    summary, quarter = weeks[2]
    check(notes(summary) == ["2 earlier runs were recorded in EUR: what the "
                             "pack compares with earlier runs leaves the "
                             "amounts of those out"], summary["notes"])
    news = summary["news"]
    check(news["amounts_changed"] == 0, "every amount has changed")
    check("at risk" not in news["sentence"], news["sentence"])
    check(not [c for q in quarter["restated"]["quarters"]
               for c in q["changes"] if c["kind"] in ("amount", "rate")],
          "restated by the currency")
    check("EUR" not in json.dumps(quarter), "euros in the quarter")
    last = weeks[3][0]["news"]
    check(last["comparable"], last["break_reason"])
    check(last["won_amount"] > 0, "won since, in USD")
    check(notes(weeks[3][0]), "still among the runs")
