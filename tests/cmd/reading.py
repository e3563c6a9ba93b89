"""Small exports of the kinds that people report, each read as it must be.

A case is `NAME.csv` beside `NAME.expect.txt`, which says what is right, and
sometimes `NAME.ini`; they lie in ../shared/cases/exports.
"""
import random
import re

from tool import SHARED, check, dealsense, ok, shared_needed, summary, workdir

CASES = SHARED / "cases/exports"

# Read as their expectation says: so many open, won, lost; the open amount; the
# share won; the day that is today.
READ = """
stage_closed_paren_dash stage_disqualified stage_second_language
status_against_flags status_dead status_listed_as_open iswon_alone
iswon_empty_while_open lost_are_archived future_close_default
""".split()


def expected(name):
    """What the case's own text says is right."""
    text = (CASES / f"{name}.expect.txt").read_text("utf-8")
    n = re.search(r"(\d+) deals: (\d+) won, (\d+) lost, (\d+) open; open "
                  r"amount (\d+); win rate (\d+)%; newest date (\S+?)\.",
                  text)
    total, won, lost, is_open, amount, rate = map(int, n.groups()[:6])
    return {"deals": {"total": total, "won": won, "lost": lost,
                      "open": is_open},
            "pipeline": amount, "win_rate": rate / 100, "as_of": n.group(7)}


def arguments(name):
    config = CASES / f"{name}.ini"
    return [CASES / f"{name}.csv",
            *(["--config", config] if config.exists() else [])]


def pack_of(name, folder):
    out = folder / name
    ok("run", *arguments(name), "--out", out, "--no-store", "--quiet")
    return summary(out / "latest")


def read_right(name, folder):
    want, got = expected(name), pack_of(name, folder)
    deals = {k: got["deals"][k] for k in want["deals"]}
    check(deals == want["deals"], f"{name}: {deals}, not {want['deals']}")
    check(got["input"]["rejected_rows"] == 0, f"{name}: rows are left out")
    check(got["money"]["pipeline"] == want["pipeline"],
          f"{name}: pipeline {got['money']['pipeline']}")
    check(abs(got["metrics"]["win_rate"] - want["win_rate"]) < 1e-9,
          f"{name}: win rate {got['metrics']['win_rate']}")
    check(got["as_of"] == want["as_of"], f"{name}: as of {got['as_of']}")


def figures(name, folder):
    """All that the pack says in figures, but for the file itself."""
    s = pack_of(name, folder)
    s.pop("input")
    return s


def order_of_rows(folder):
    """Stages that nothing orders are in no order; rows give none."""
    a, b = "stage_order_by_rows_a", "stage_order_by_rows_b"
    first, second = figures(a, folder), figures(b, folder)
    differ = [k for k in first if first[k] != second[k]]
    check(not differ, f"the order of rows changes {differ}: "
          f"{[first[k] for k in differ]} {[second[k] for k in differ]}")
    done = ok("run", *arguments(a), "--out", folder / a, "--no-store")
    check("Nothing tells the order of the stages" in done.stdout, done.stdout)
    done = ok("check", *arguments(a))
    check("in no order: nothing tells it" in done.stdout, done.stdout)


def shuffled(name, folder):
    """The same rows in another order: the same figures."""
    lines = (CASES / f"{name}.csv").read_text("utf-8").splitlines(True)
    path = folder / f"{name}_shuffled.csv"
    rows = lines[1:]
    random.Random(5).shuffle(rows)
    path.write_text("".join([lines[0], *rows]), "utf-8")
    out = folder / f"{name}_shuffled"
    ok("run", path, *arguments(name)[1:], "--out", out, "--no-store", "--quiet")
    got, want = summary(out / "latest"), figures(name, folder)
    differ = [k for k in want if got[k] != want[k]]
    check(not differ, f"{name}: the order of rows changes {differ}: "
          f"{[(got[k], want[k]) for k in differ]}")


def no_rate(path, name, folder, reason):
    """No win rate, nor what rests on one, in any format; and it says why."""
    out = folder / f"no_rate_{name}"
    done = ok("run", path, "--out", out, "--no-store")
    check(f"Note: No win rate is given: {reason}" in done.stdout, done.stdout)
    pack = out / "latest"
    ok("verify", pack)
    s = summary(pack)
    m = s["metrics"]
    check(all(m[k] is None for k in ["win_rate", "win_rate_lower95", "pvs"]) and
          m["win_rate_reason"].startswith(f"No win rate is given: {reason}"), m)
    check(s["money"]["expected_loss"] is None, s["money"])
    check(s["model"]["mode"] == "rules_only", s["model"]["mode"])
    check(s["reps"] and all(r["win_rate"] is None and r["rei"] is None and
                            r["p_adjusted"] is None for r in s["reps"]),
          s["reps"])
    check(all(q["win_rate"] is None for q in s["quarters"]), s["quarters"])
    check(s["significance"]["tests"] == 0 and
          "can be judged" in s["significance"]["verdict"], s["significance"])
    short = reason.removeprefix("there is ").split(",")[0]
    for file in ["messages/slack.json", "messages/email.html",
                 "dashboard/index.html", "dashboard/reps.html"]:
        check(short in (pack / file).read_text("utf-8"), f"{name}: {file}")
    report = (pack / "risk_report.csv").read_text("utf-8")
    check("win rate" not in report.lower(), report)
    return s


def rates_need_both_sides(folder):
    """Undated on one side beyond chance; or one side alone."""
    name = "undated_lost"
    s = no_rate(CASES / f"{name}.csv", name, folder,
                "6 of 8 lost deals have no close date, but 0 of 8 won ones")
    check(s["deals"]["open"] == 8 and s["money"]["pipeline"] == 49000 and
          s["as_of"] == "2024-12-13", s["deals"])
    lines = (CASES / f"{name}.csv").read_text("utf-8").splitlines(True)
    for kept, missing in [("Won", "lost"), ("Lost", "won")]:
        path = folder / f"no_{missing}.csv"
        path.write_text("".join(x for x in lines
                                if f"Closed {missing.title()}" not in x))
        no_rate(path, f"no_{missing}", folder,
                f"there is no {missing} deal in the export")
        check(kept in path.read_text(), kept)
    # As often on both sides: the rate of those that have a date.
    path = folder / "undated_alike.csv"
    turn = iter(range(99))
    path.write_text("".join(
        re.sub(r",20[-0-9]+,Closed Won", ",,Closed Won", x)
        if "Closed Won" in x and next(turn) < 6 else x for x in lines))
    ok("run", path, "--out", folder / "alike", "--no-store", "--quiet")
    m = summary(folder / "alike/latest")["metrics"]
    check(m["win_rate"] == 0.5 and m["win_rate_reason"] is None, m)


def told():
    """`check` says which value was taken for what."""
    for name, line in [
            ("stage_closed_paren_dash",
             "lost: Closed (Lost) (4), Closed – Lost (4) · open:"),
            ("future_close_default",
             "newest date 2024-12-13, on which a deal was created"),
            ("future_close_default", "a close date that lies ahead (2026-"),
            ("status_dead", "won: Won (8) · lost: Dead (8) · open: Open (8)"),
            ("lost_are_archived", "lost: Active = False (8)"),
            ("status_against_flags", "says otherwise of 16 of these deals")]:
        done = ok("check", *arguments(name))
        check(line in done.stdout, f"{name}: {done.stdout}")


def advice_helps(folder):
    """What the refusal asks for gives a pack at the next try."""
    path, config = folder / "paused.csv", folder / "paused.ini"
    text = (CASES / "status_dead.csv").read_text("utf-8")
    path.write_text(text.replace("Dead", "Paused"), "utf-8")
    done = dealsense("run", path, "--out", folder / "paused", "--no-store")
    check(done.returncode == 3 and done.stderr.count("\n") == 1 and
          '"Paused" in column Status (8 of 24 rows)' in done.stderr and
          "list it under [stages]" in done.stderr, done.stderr)
    config.write_text("[stages]\nlost = Paused\n")
    ok("run", path, "--config", config, "--out", folder / "paused",
       "--no-store")
    n = summary(folder / "paused/latest")["deals"]
    check(n["lost"] == 8, n)


def refused_with_advice():
    """All have closed, and no column says when: no later --as-of helps."""
    done = dealsense("run", *arguments("no_close_date_at_all"), "--no-store")
    check(done.returncode == 3 and done.stderr.count("\n") == 1 and
          "all 24 deals have closed, and no column says when; name it as "
          "closed under [columns]" in done.stderr, done.stderr)


shared_needed()
with workdir() as where:
    import pathlib
    where = pathlib.Path(where)
    for case in READ:
        read_right(case, where)
    order_of_rows(where)
    for case in ["lost_are_archived", "status_against_flags",
                 "future_close_default"]:
        shuffled(case, where)
    rates_need_both_sides(where)
    told()
    refused_with_advice()
    advice_helps(where)
