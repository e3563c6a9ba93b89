"""Settings that do nothing are told by check and by run, each with what was
probably meant; those that work are not."""
import pathlib

import exports_world as world
from tool import check, ok, workdir


def main():
    with workdir() as name:
        folder = pathlib.Path(name)
        path, config = folder / "deals.csv", folder / "told.ini"
        deals = world.deals(240, seed=7)
        world.write(path, world.PLAIN + ["currency"],
                    [world.plain_row(d) + ["USD"] for d in deals])
        config.write_text(
            "[filter]\nexclude = lead_source: Partnr\n"
            "exclude = industry: Farming\n"
            "[stages]\nwon = Wno\norder = Prospecting, Qualification, "
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
