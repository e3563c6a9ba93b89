"""Settings that do nothing are told by check and by run, each with what was
probably meant; those that work are not. Several currencies are reported, and
init proposes what the file itself holds."""
import pathlib

import exports_world as world
from tool import check, dealsense, ok, rows, workdir


def uncommented(text, *names):
    """The configuration of init with some of its comments made lines."""
    lines = []
    for line in text.split("\n"):
        name = line.removeprefix("# ").split(" =")[0]
        lines.append(line.removeprefix("# ") if name in names else line)
    return "\n".join(lines)


def currencies(folder):
    """check reports where a run refuses; init says what to fill in."""
    path, config = folder / "mixed.csv", folder / "mixed.ini"
    deals = world.deals(200, seed=8)
    codes = ["USD", "EUR", "USD", "GBP", "USD", "JPY"]
    world.write(path, world.PLAIN + ["currency"],
                [world.plain_row(d) + [codes[i % 6]]
                 for i, d in enumerate(deals)])
    done = dealsense("run", path, "--out", folder / "m", "--as-of", world.AS_OF)
    check(done.returncode == 3 and "several currencies" in done.stderr,
          done.stderr)
    said = ok("check", path, "--as-of", world.AS_OF).stdout
    check("amounts in 4 currencies: USD 93, " in said and "a run refuses" in
          said and "Leaks:" in said, said)
    text = ok("init", path).stdout
    check("# The amounts are in USD (93), " in text and "# JPY =" in text and
          "# USD =" not in text, text)
    for name, rate in (("EUR", 1.0834567), ("GBP", 1.2512345),
                       ("JPY", 0.0066543)):
        text = text.replace(f"# {name} =", f"{name} = {rate}")
    text = text.replace("# currency = ", "currency = USD", 1)
    config.write_text(text, "utf-8")
    args = ["--as-of", world.AS_OF, "--config", config]
    ok("run", path, "--out", folder / "m", *args)
    amounts = [r["amount"] for r in rows(folder / "m/latest/risk_report.csv")]
    check(all(len(a.partition(".")[2]) <= 2 for a in amounts), amounts)
    check("in USD" in ok("check", path, *args).stdout, "rates in check")
    # In a currency without cents there are none.
    config.write_text("[rates]\ncurrency = JPY\nUSD = 150.123\n"
                      "EUR = 160.456\nGBP = 190.789\n")
    ok("run", path, "--out", folder / "j", *args)
    other = {r["deal_id"]: r["amount"]
             for r in rows(folder / "j/latest/risk_report.csv")}
    yen = {d["id"] for i, d in enumerate(deals) if codes[i % 6] == "JPY"}
    check(all("." not in a for k, a in other.items() if k not in yen), other)


def proposals(folder):
    """init has all actions, and filters of the file's own values, as comments
    that hold once they are lines."""
    path, config = folder / "kinds.csv", folder / "kinds.ini"
    deals = world.deals(200, seed=9)
    world.write(path, world.PLAIN + ["Record Type"],
                [world.plain_row(d) + [["New, big", "Renewal"][i % 8 == 0]]
                 for i, d in enumerate(deals)])
    text = ok("init", path).stdout
    check("#   Record Type: Renewal (25), New, big (175)\n" in text or
          "#   Record Type: New, big (175), Renewal (25)\n" in text, text)
    check("#   lead_source: " in text, text)
    actions = [line for line in text.split("\n") if ".critical = " in line or
               ".high = " in line or ".medium = " in line]
    check(len(actions) == 33, actions)
    config.write_text(text, "utf-8")
    args = ["--as-of", world.AS_OF, "--no-store"]
    ok("run", path, *args, "--out", folder / "k0")
    names = [line[2:].split(" =")[0] for line in actions]
    config.write_text(uncommented(text, *names), "utf-8")
    ok("run", path, *args, "--out", folder / "k1", "--config", config)
    check((folder / "k0/latest/risk_report.csv").read_text() ==
          (folder / "k1/latest/risk_report.csv").read_text(),
          "the listed actions are not the usual ones")
    first = next(line for line in text.split("\n")
                 if line.startswith("# exclude = "))
    config.write_text(text.replace(first, first[2:], 1), "utf-8")
    said = ok("check", path, *args[:2], "--config", config).stdout
    check(" 0 left out by [filter]" not in said and "matches no row" not in
          said, said)


def main():
    with workdir() as name:
        folder = pathlib.Path(name)
        currencies(folder)
        proposals(folder)
        path, config = folder / "deals.csv", folder / "told.ini"
        deals = world.deals(240, seed=7)
        world.write(path, world.PLAIN + ["currency"],
                    [world.plain_row(d) + ["USD"] for d in deals])
        config.write_text(
            "[filter]\nexclude = lead_source: Partnr\n"
            "exclude = industry: Farming\n"
            "[stages]\nwon = Wno\nopen = Opne\norder = Prospecting, Qualification, "
            "Demonstration, Proposal, Negotiation\n"
            "[levels]\ncritical_share = 0.02\n"
            "[report]\nsymbol = \u20ac\n"
            "[rules]\npreset = seed\n", "utf-8")
        want = ["[filter] exclude = lead_source: Partnr matches no row; did "
                "you mean Partner?",
                "[filter] exclude = industry: Farming matches no row\n",
                "[stages] won names Wno, and no deal has it; did you mean "
                "won?",
                "[stages] order names Demonstration, and no deal has it\n",
                "[stages] open names Opne, and no deal has it; did you mean "
                "open?",
                "[report] symbol = \u20ac stands for EUR, and the amounts are "
                "in USD"]
        args = ["--as-of", world.AS_OF, "--config", config]
        for said in (ok("check", path, *args).stdout,
                     ok("run", path, *args, "--out", folder / "a",
                        "--no-store").stdout):
            for sentence in want:
                check(sentence in said, f"no {sentence!r} in:\n{said}")
        # Rule points are few and tie often: a share of 2% finds no cut.
        check("Ties defeat [levels]: critical_share has room for" in said, said)
        # The board is told nothing of it.
        ok("run", path, *args, "--out", folder / "b", "--no-store",
           "--audience", "board")
        page = (folder / "b/board/latest/dashboard/data.html").read_text()
        check("Partnr" not in page, "the board sees values of [filter]")
        # What works is not told.
        config.write_text("[filter]\nexclude = lead_source: partner\n"
                          "[stages]\norder = Prospecting, Demo\nwon = WON\n"
                          "[report]\nsymbol = $\n", "utf-8")
        for command in (["check"], ["run", "--out", folder / "c",
                                    "--no-store"]):
            said = ok(*command, path, *args).stdout
            check("matches no row" not in said and "no deal has it" not in said
                  and "stands for" not in said and "Ties" not in said, said)


main()
