"""A pack for the board or for one manager holds no name that it must not.

An export with unmistakable names of reps, managers and accounts, hidden in
every corner that a name can come from: columns of people, deal names, ids,
next steps, own fields, a bad cell, the file's name, filters and actions of the
configuration. Every file of each pack is taken apart (ZIP members, PDF text
and streams, mail parts, escapes, base64) and searched. The same search finds
every name in the pack for the CRO, so it can fail. The figures of the
board's pack are the CRO's, the manager's pack is about the manager's deals
alone, and verify passes on each.
"""
import csv
import io
import json
import pathlib
import re

import asked
from pack_search import search
from tool import check, dealsense, files, ok, rows, summary, workdir

REPS = ["Quillon Zarkovsky", "Bexley Trundholm", "Ottoline Vrabchek",
        "Cosimo Wraxfield", "Ingeborg Plimskaya", "Jorvik Ashbrandt",
        "Thessaly Korvath", "Ulrike Dzhamalov", "Grietje Øverland",
        "Müjde Çakıroğlu", "Fenella Brzyck", "山田太郎",
        "Hyacinth O'Gradaigh", "Łucjan Przbyl"]
MANAGERS = ["Araminta Blothwick", "Leopold Quigsby", "Zephyrine Mordaunt",
            "Gwendal Tchernov", "Sigourney Vanhool"]
CHAMPIONS = ["Wilhelmus Fjordgard", "Xiomara Pendrake", "Yseult Krumhorn"]
INI = """
[columns]
category = Deal_Desk, Champion, Rival
[filter]
exclude = owner: Barnabas Quuxley
[actions]
rep.critical = Ask Zarkovsky to call | Evander Thistlewick | 0
stage.high = Review the stage | manager | 3
[input]
crm_url = https://crm.example.com/{id}
[report]
base_url = https://intranet.example.com/{audience}
private = Champion
"""


def build(folder):
    """The sample with other names; 5,000 would only take longer."""
    raw = ok("sample", "--deals", "1600", "--seed", "11", "--history",
             folder / "raw_history.csv").stdout
    table = [r for r in csv.DictReader(io.StringIO(raw))
             if None not in r and None not in r.values()]  # no ragged rows
    owners = sorted({r["owner"] for r in table if len(r["owner"]) > 5
                     and "Quoted" not in r["owner"]})
    managers = sorted({r["manager"] for r in table if r["manager"]})
    check(len(owners) == len(REPS) and len(managers) == len(MANAGERS), (owners, managers))
    people = {**dict(zip(owners, REPS)), **dict(zip(managers, MANAGERS))}
    accounts, ids = {}, {}
    served = {people.get(r["owner"]) for r in table
              if people.get(r["manager"]) == MANAGERS[0]}
    patch = next(rep for rep in REPS if rep not in served)
    # For once, in a holiday, another's rep sells it, and one of the manager's.
    once = {False: ("product", "Bavarian edition"), True: ("industry", "Tundra")}
    for i, r in enumerate(table):
        old = r["deal_id"]
        r["owner"] = people.get(r["owner"], "")
        r["manager"] = people.get(r["manager"], "")
        if r["account"]:
            r["account"] = accounts.setdefault(
                r["account"], f"Kwisatz{len(accounts):04d} Holdings")
        r["name"] = f"Renewal, {r['owner']}" if i % 3 else "Plain upsell"
        if r["next_step"] or i % 5 == 0:
            r["next_step"] = f"{r['owner'].upper()} calls {r['account']}"
            r["next_step"] = r["next_step"].replace("Ø", "OE")
        if i % 7 == 0 and r["owner"]:
            r["deal_id"] = f"{r['owner'].split()[0].upper()}{i}"
        ids[old] = r["deal_id"]
        if i % 9 == 0 and r["owner"]:  # a label with a surname in the genitive
            r["region"] = f"{r['owner'].split()[-1]}s patch"
        if i % 11 == 0:  # in a script without blanks
            r["name"], r["account"] = f"更新山田太郎様", ""
        r["Deal_Desk"] = REPS[i % 4]
        r["Champion"] = CHAMPIONS[i % 3]
        r["Rival"] = ["Acme", "Globex", "none"][i % 3]
        if r["owner"] == patch:
            r["product"], r["Rival"] = "Bavarian edition", "Bavarian rival"
            r["industry"] = "Tundra"
        elif r["owner"] and (r["manager"] == MANAGERS[0]) in once:
            column, label = once.pop(r["manager"] == MANAGERS[0])
            r[column] = label
        if i == 40:
            r["created_date"] = "Zarkovsky forgot it"
    export = folder / "export_of_trundholm.csv"
    with open(export, "w", encoding="utf-8", newline="") as f:
        w = csv.DictWriter(f, list(table[0]))
        w.writeheader()
        w.writerows(table)
    history = folder / "history_of_trundholm.csv"
    with open(folder / "raw_history.csv", encoding="utf-8", newline="") as f, \
            open(history, "w", encoding="utf-8", newline="") as g:
        steps = csv.DictReader(f)
        w = csv.DictWriter(g, steps.fieldnames)
        w.writeheader()
        for s in steps:
            w.writerow({**s, "deal_id": ids.get(s["deal_id"], s["deal_id"])})
    return export, history, table


def found_in(pack, words):
    """Words with files that hold them, in any case; and all such files."""
    hits = search(pack, re.compile("|".join(map(re.escape, words))))
    return ({word: names[:3] for word, names in hits.items()},
            {name for names in hits.values() for name in names})


def words_of(names):
    return sorted({w.casefold() for n in names for w in n.split()})


def figures(pack):
    """Everything that is a number, per deal and in all."""
    table = rows(pathlib.Path(pack) / "risk_report.csv")
    keep = ["amount", "stage", "age_days", "days_in_stage", "risk_score",
            "risk_level", "p_loss", "rule_points", "ml_points", "mode",
            "factor_1_points", "factor_2_points", "factor_3_points",
            "action_due"]
    s = summary(pack)
    reps = sorted((r["won"], r["closed"], r["rei"] or 0) for r in s["reps"])
    return ([[r[k] for k in keep] for r in table], s["levels"], s["money"],
            s["model"]["holdout"], s["cycle"], s["metrics"], s["deals"], reps)


def check_own(packs, own, own_reps):
    """The manager's pack is about the manager's deals alone, each as in the
    CRO's; totals are theirs, what they are measured by is the company's."""
    all_rows = {r["deal_id"]: r for r in
                rows(packs["cro"] / "risk_report.csv")}
    mine = rows(packs["manager"] / "risk_report.csv")
    s, whole = summary(packs["manager"]), summary(packs["cro"])
    check([r["deal_id"] for r in mine] == [d for d in all_rows if d in own],
          "other deals than the manager's own")
    keep = ["amount", "stage", "age_days", "risk_score", "risk_level",
            "p_loss", "rule_points", "factor_1_points", "action_due", "flags",
            "expected_loss", "one_change_score", "days_to_close"]
    for r in mine:
        check([r[k] for k in keep] == [all_rows[r["deal_id"]][k] for k in keep],
              r, all_rows[r["deal_id"]])
    check(s["deals"]["open"] == len(mine), s["deals"])
    for level, total in s["levels"].items():
        of = [float(r["amount"] or 0) for r in mine
              if r["risk_level"] == level.upper()]
        check(total["deals"] == len(of) and
              abs(total["amount"] - sum(of)) < 0.01, level, total)
    check(s["deals"]["won"] < whole["deals"]["won"], s["deals"])
    for part in ("model", "cycle"):
        a, b = s[part], whole[part]
        check({k: v for k, v in a.items() if k != "features"} ==
              {k: v for k, v in b.items() if k != "features"}, part)
    reps = {r["id"]: r for r in whole["reps"]}
    check({r["id"] for r in s["reps"]} <= own_reps | {""}, s["reps"])
    check(all(r == reps[r["id"]] for r in s["reps"]),
          "a rep has another record in another pack")
    check_today(s, mine)
    check_today(whole, all_rows.values())


def check_today(s, report):
    check([t["id"] for t in s["today"]] ==
          [r["deal_id"] for part in asked.listed(report) for r in part],
          s["today"])


def main():
    with workdir() as tmp:
        folder = pathlib.Path(tmp)
        export, history, table = build(folder)
        ini = folder / "house.ini"
        ini.write_text(INI, "utf-8")
        out = folder / "out"
        said = ok("run", export, "--history", history, "--config", ini,
                  "--out", out, "--audience",
                  f"cro,board,manager:{MANAGERS[0].upper()}").stdout
        packs = {"cro": out / "latest", "board": out / "board/latest",
                 "manager": out / "manager-araminta-blothwick/latest"}
        check(said.count("Pack: ") == 3, said)
        for pack in packs.values():
            ok("verify", pack)
        ok("verify", out / "board")

        own = {r["deal_id"] for r in table if r["manager"] == MANAGERS[0]}
        own_reps = {r["owner"] for r in table if r["manager"] == MANAGERS[0]
                    and r["owner"]}
        own_accounts = {r["account"] for r in table
                        if r["manager"] == MANAGERS[0]}
        other_accounts = {r["account"] for r in table
                          if r["account"]} - own_accounts
        check(own_reps and set(REPS) - own_reps and other_accounts and own,
              "the sample must have both kinds")
        settings_people = ["Barnabas Quuxley", "Evander Thistlewick"]
        everyone = words_of(REPS + MANAGERS + CHAMPIONS + settings_people +
                            ["Oeverland", "Bavarian"])

        hits, where = found_in(packs["cro"], everyone)
        missing = set(everyone) - set(hits)
        check(not missing, f"the search is blind for {missing}")
        kinds = {pathlib.Path(f).suffix for f in where}
        check(kinds >= {".xlsx", ".pdf", ".csv", ".json", ".html", ".js",
                        ".eml", ".txt"}, f"searched in {kinds} only")
        check(any(re.search("deal/[A-Z]{5}", f) for f in where),
              "no file name held a name")

        hits, _ = found_in(packs["board"], everyone + ["trundholm", "tundra"])
        check(not hits, f"the board's pack names {hits}")
        board = rows(packs["board"] / "risk_report.csv")
        check(any(r["account"].startswith("Kwisatz") for r in board),
              "the board must see the accounts")
        check(all(re.fullmatch(r"Rep \d+|", r["owner"]) for r in board),
              "owners of the board are numbered")

        hidden = words_of((set(REPS) | set(MANAGERS[1:]) | set(CHAMPIONS) |
                           set(settings_people)) - own_reps)
        if "Grietje Øverland" not in own_reps:
            hidden.append("oeverland")
        hidden += [a.split()[0].casefold() for a in other_accounts]
        hidden.append("bavarian")
        hits, _ = found_in(packs["manager"], hidden)
        check(not hits, f"the manager's pack names {hits}")
        hits, _ = found_in(packs["manager"], ["tundra"])
        check(hits, "what the manager's own deals have is shown")
        mine = rows(packs["manager"] / "risk_report.csv")
        seen = {r["owner"] for r in mine}
        check(own_reps & seen, f"the manager must see the own reps: {seen}")
        for r in mine:
            check((r["deal_id"] in own) <=
                  (not r["account"].startswith("Other")), r)
            check(r["deal_id"] in own, f"not the manager's: {r}")

        whole = figures(packs["cro"])
        for k, (a, b) in enumerate(zip(whole, figures(packs["board"]))):
            check(a == b, f"board: figures {k} differ")
        check_own(packs, own, own_reps)

        base = {k: json.loads((p / "manifest.json").read_text())
                for k, p in packs.items()}
        check(all(base[k]["audience"] == k for k in base), "audience")
        pages = {k: files(p)["messages/email.html"].decode()
                 for k, p in packs.items()}
        check("intranet.example.com/board/" in pages["board"] and
              "intranet.example.com/cro/" in pages["cro"] and
              "crm.example.com" not in pages["board"], "links of a pack")

        same = dealsense("run", export, "--history", history, "--config", ini,
                         "--out", out, "--if-changed", "--audience",
                         f"cro,board,manager:{MANAGERS[0].upper()}")
        check(same.returncode == 99, same)
        for wrong, code in [("ceo", 2), ("manager", 2), ("cro,cro", 3),
                            ("manager:Nobody", 3), (",", 2)]:
            done = dealsense("run", export, "--config", ini, "--out",
                             folder / "none", "--audience", wrong)
            check(done.returncode == code and "audience" in done.stderr,
                  (wrong, done))


main()
