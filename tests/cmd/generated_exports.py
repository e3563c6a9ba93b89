"""One known pipeline in every system, language, delimiter, encoding, style of
dates and amounts, and kind of dirt: the same figures in each, or a refusal
that names the cause; never a third thing.

Each pair of values of two axes that can stand together does so in some export.
What must come out is reckoned from the planted deals alone. Where a
refusal asks for something it is done, and then the figures must be right.
Prints how many exports were read, refused, and read once the line was obeyed.

    generated_exports.py [--cases N] [--seed S] [--only K]

--cases: so many, else as many as that takes. --only writes export K to the
working directory and prints what comes of it.
"""
import argparse
import collections
import concurrent.futures
import csv
import io
import itertools
import os
import pathlib
import random
import re
import sys

import generated_dirt_cells  # noqa: F401, fills DIRT
import generated_dirt_table  # noqa: F401
import generated_world as world
from generated_export import DIRT, Export, amount_refused, date_refused
from generated_styles import (AMOUNTS, DATES, EITHER, ENCODINGS, READ, REFUSED,
                              SLASHED)
from tool import dealsense, workdir

AXES = {
    "system": list(world.SYSTEMS), "language": world.LANGUAGES,
    "deals": list(world.SIZES),
    "way": list(range(7)), "delimiter": [",", ";", "\t", "|"],
    "sep": [False, True], "encoding": list(ENCODINGS),
    "quotes": ["all", "minimal", "words"], "end": ["\r\n", "\n", "\r"],
    "date": list(DATES), "amount": list(AMOUNTS), "dirt": sorted(DIRT),
}
QUOTING = {"all": csv.QUOTE_ALL, "minimal": csv.QUOTE_MINIMAL,
           "words": csv.QUOTE_NONNUMERIC}
DATE_KEYS = ("created", "close", "closed", "expected", "won_time", "lost_time")
PLAIN = {"date": {"ISO"}, "amount": {"plain", "two decimals"}}


def makes_sense(case):
    """Can these values stand together?"""
    columns = world.columns(case["system"], case["language"])
    if not columns:
        return False
    keys = {k for _, k in columns}
    dirt = DIRT[case["dirt"]]
    if any(not keys & set(some) for some in dirt["needs"]) or \
            keys & set(dirt["unless"]):
        return False
    if dirt.get("many") and case["deals"] != "many":
        return False
    if dirt.get("plain") and any(case[k] not in v for k, v in PLAIN.items()):
        return False
    local = "local" in case["system"]
    styles = {DATES[case["date"]][0], AMOUNTS[case["amount"]][0]}
    if dirt.get("sound"):
        styles.add(ENCODINGS[case["encoding"]][2])
    if (dirt.get("sound") or local) and styles != {READ}:
        return False
    if local and "more of them" in case["dirt"]:
        return False  # Account Created Date may be proposed
    if case["dirt"] == "the mark of bytes twice" and \
            case["encoding"] == "UTF-16, no mark":
        return False
    names = ENCODINGS[case["encoding"]][3]
    if names:
        return case["language"] == (names if names == "ja" else "en")
    return case["language"] != "ja" or case["encoding"].startswith("UTF")


def pairs(case):
    return itertools.combinations(case.items(), 2)


def cases(seed, wanted):
    """So many; 0: as many as hold each pair of values; each value is in one at
    least. Few hold most pairs, as each is the best of several in what it
    adds."""
    r = random.Random(seed)
    left = {p for a, b in itertools.combinations(AXES, 2)
            for p in itertools.product(((a, x) for x in AXES[a]),
                                       ((b, y) for y in AXES[b]))}
    todo, out, apart = sorted(left, key=str), [], 0
    r.shuffle(todo)

    def fill(fixed, tries):
        for _ in range(tries):
            case = {k: r.choice(v) for k, v in AXES.items()} | fixed
            if makes_sense(case):
                yield case
    for value in ((k, v) for k in AXES for v in AXES[k]):
        out += itertools.islice(fill(dict([value]), 2000), 1)
        left.difference_update(pairs(out[-1]))
    for pair in todo:
        if wanted and len(out) == wanted:
            break
        if pair not in left:
            continue
        found = list(itertools.islice(fill(dict(pair), 400), 8))
        if not found:
            left.discard(pair)
            apart += 1
            continue
        best = max(found, key=lambda c: sum(p in left for p in pairs(c)))
        left.difference_update(pairs(best))
        out.append(best)
    while len(out) < wanted:
        out += itertools.islice(fill({}, 1000), wanted - len(out))
    print(f"{len(out)} exports hold {len(todo) - apart - len(left)} of "
          f"{len(todo) - apart} pairs of values; {apart} cannot stand together")
    values = {(k, v) for case in out for k, v in case.items()}
    missing = [(k, v) for k in AXES for v in AXES[k] if (k, v) not in values]
    if missing:
        sys.exit(f"in no export: {missing}")
    return out


def pipeline(case, seed):
    deals = world.pipeline(seed, case["deals"],
                           early=case["dirt"] == "days up to the 12th")
    for d in deals:
        if AMOUNTS[case["amount"]][1] and d["amount"] is not None:
            d["amount"] += d["cents"]
    return deals


def expect(e, case):
    """Adds the causes that the styles have; must it, may it be refused?"""
    dirt, date = DIRT[case["dirt"]]["expect"], DATES[case["date"]][0]
    if case["date"].endswith("YY") and not case["date"].endswith("YYYY") and \
            case["dirt"] == "a year of typing":
        e.told.clear()  # two digits hide it
    wants = [dirt, date if any(k in e.keys for k in DATE_KEYS) else READ]
    if date != READ:
        date_refused(e, None, DATE_KEYS)
        e.refused("seem to begin with a year of two digits")
    if "amount" in e.keys:
        wants.append(AMOUNTS[case["amount"]][0])
        if wants[-1] != READ and any(d["amount"] for d in e.deals):
            amount_refused(e, None)
        elif wants[-1] == REFUSED:
            wants.pop()
    if case["dirt"] == "days up to the 12th" and case["date"] in SLASHED:
        wants.append(REFUSED)
        order = "mdy" if case["date"][0] == "M" else "dmy"
        e.refused("could be M/D/Y or D/M/Y and no row decides; give "
                  "--date-order mdy or dmy", lambda e, m: e.args.extend(
                      ["--date-order", order]))
    return wants


def build(case, seed, number):
    """The export and what must become of it."""
    r = random.Random(f"{seed} {number}")
    names = ENCODINGS[case["encoding"]][3]
    speech = world.Speech(case["language"], case["way"],
                          names if isinstance(names, list) else None)
    e = Export(case["system"], speech,
               world.columns(case["system"], case["language"]),
               pipeline(case, seed), r)
    if case["system"] == "own names, mapped":
        e.config["columns"] = dict(world.MAPPED)
    if "local" in case["system"]:
        e.answers["proposal"] = True
        e.refused("has no deal id column; name it as deal_id",
                  lambda e, m: e.set("columns", "deal_id",
                                     " ".join(e.header("id").split())))
        e.refused(r'column "(.+)" holds ".+": name it as (\w+) under '
                  r"\[columns\]", lambda e, m: e.set("columns", m[2], m[1]))
        e.refused(r'".+" looks like one: add (\w+) = (.+) under \[columns\]',
                  lambda e, m: e.set("columns", m[1], m[2]))
    steps = DIRT[case["dirt"]]["do"](e)
    next(steps)
    date, amount = DATES[case["date"]][1], AMOUNTS[case["amount"]][2]
    e.render(lambda d, i: d and date(d, i, case["language"]), amount)
    others = len(e.causes)
    next(steps, None)
    e.own = [pattern for pattern, _ in e.causes[others:]]
    return e, expect(e, case)


def unquoted(e, case):
    """As if no cell could hold a delimiter; deals whose cells do are lost,
    and where most are, the export is refused."""
    torn = 0
    for d, row in zip(e.deals, e.rows):
        if not row[-1]:  # an empty cell too many is none
            row[:] = [c.replace(case["delimiter"], " ") for c in row]
        if any(case["delimiter"] in c for c in row):
            d["gone"] = True
            e.told = ["ragged row"]
            torn += 1
        row[:] = [c.replace('"', "''") for c in row]
    if torn * 2 > len(e.rows):
        e.must = REFUSED
        e.refused("rows have not the .* fields of the header .* a delimiter "
                  "stands within a field|none of .* rows can be used")
    return "".join(case["delimiter"].join(row) + case["end"]
                   for row in [e.head, *e.rows])


def text_of(e, case):
    f = io.StringIO(newline="")
    quotes = QUOTING.get(e.answers.get("quotes", case["quotes"]),
                         csv.QUOTE_MINIMAL)
    out = csv.writer(f, delimiter=case["delimiter"], quoting=quotes,
                     lineterminator=case["end"])
    if case["sep"]:
        f.write(f"sep={case['delimiter']}{case['end']}")
    if e.answers.get("quotes") == "none":
        return unquoted(e, case)
    out.writerows([*e.titles, e.head, *e.rows, *e.footer])
    return e.text(f.getvalue()) if e.text else f.getvalue()


def encode(e, case, wants):
    """The bytes; an encoding that lacks a character gives way to UTF-8."""
    text = text_of(e, case)
    codec, mark, want, names = ENCODINGS[case["encoding"]]
    try:
        data = mark + text.encode(codec)
    except UnicodeEncodeError:
        case["encoding"] = "UTF-8"
        return text.encode()
    if e.must:
        wants.append(e.must)
    if want != READ and (codec == "utf-16-le" or not text.isascii()):
        few = codec != "utf-16-le" and "account" not in e.keys
        wants.append(EITHER if few else want)
        pattern = "holds NUL bytes" if codec == "utf-16-le" else \
            "save the export as UTF-8"
        e.refused(pattern, lambda e, m: case.update(encoding="UTF-8"))
        # Where the bytes pass, a cell that they spoil may be named.
        e.refused("has no deal id column")
        e.refused(r'has no column ".*", which \[columns\] names for .*; did '
                  "you mean")
        amount_refused(e, None)
        date_refused(e, None, DATE_KEYS)
        e.refused(r'".*" in column .* (is not known to mean|may mean lost or|'
                  "says that a deal has ended)")
    return data


class Wrong(Exception):
    pass


def same(what, got, want, done):
    if got != want:
        raise Wrong(f"{what} is {got}, planted {want}\n"
                    f"{done.stdout[:1500]}{done.stderr}")


def look(e, done, scored):
    """The figures of an export that was read."""
    m = re.search(r"as of (\S+): ([\d,]+) open, ([\d,]+) won, ([\d,]+) lost, "
                  r"([\d,]+) in no figure", done.stdout)
    got = [m[1]] + [int(n.replace(",", "")) for n in m.groups()[1:]]
    t = world.truth(e.deals)
    if "lost" in e.answers:
        if not len(e.deals) - 8 <= sum(got[1:]) < len(e.deals) or \
                not re.search(e.answers["lost"], done.stdout):
            raise Wrong(f"deals are lost: {done.stdout}")
        return
    same("as of, open, won, lost, in no figure", got,
         [t["as_of"], t["open"], t["won"], t["lost"], t["undated"]], done)
    for word in e.told:
        if not re.search(word, done.stdout):
            raise Wrong(f'"{word}" is not told\n{done.stdout}')
    amounts = [float(row["amount"] or 0)
               for row in csv.DictReader(io.StringIO(scored.stdout))]
    if abs(sum(amounts) - t["amount"]) > 0.02:
        raise Wrong(f"the pipeline is {sum(amounts)}, planted {t['amount']}\n"
                    f"{done.stdout[:1500]}")


def obey(e, done, before):
    """Does what the line asks for; False: it asks for nothing we can do."""
    line = done.stderr
    if done.returncode != 3 or line.count("\n") != 1 or done.stdout:
        raise Wrong(f"exit {done.returncode}, says {line}{done.stdout}")
    if line in before:
        raise Wrong(f"asks again for what was done: {line}")
    before.append(line)
    for pattern, answer in e.causes:
        m = re.search(pattern, line.rstrip("\n"))
        if not m:
            continue
        if answer:
            answer(e, m)
        return bool(answer)
    raise Wrong(f"refused for what was not planted: {line}")


def must(e, wants, case, lines, done):
    """What is to be refused was; for its own sake, where the dirt asks it."""
    own = DIRT[case["dirt"]]["expect"] == REFUSED
    if REFUSED in wants and not lines or own and not any(
            re.search(p, line.rstrip("\n")) for p in e.own for line in lines):
        raise Wrong(f"must be refused, but is read\n{lines}{done.stdout}")


def named(e, lines):
    """What the dirt planted stands in a line that refused it."""
    name = e.answers.get("names", "")
    if lines and not any(name in line for line in lines):
        raise Wrong(f"does not name {name}: {lines}")


def propose(e, done):
    """Takes the columns that the reading proposes, once."""
    if not e.answers.pop("proposal", False):
        return False
    found = re.findall(r"add (\w+) = (.+) under \[columns\]", done.stdout)
    for key, header in found:
        e.set("columns", key, header)
    return bool(found)


def settings(e, path):
    lines = []
    for section, pairs_ in e.config.items():
        lines += [f"[{section}]", *(f"{k} = {v}" for k, v in pairs_.items())]
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return ["--config", path] if lines else []


def follow(case, seed, number, folder, say=lambda *_: None):
    """read, refused or obeyed; Wrong: a third thing."""
    e, wants = build(case, seed, number)
    path, config = folder / f"{number}.csv", folder / f"{number}.ini"
    given, before = list(e.args), []
    for step in range(8):
        more = [] if step else wants
        path.write_bytes(encode(e, case, more))
        wanted = settings(e, config)
        e.args[:] = [a for a in e.args if a not in ("--config", config)]
        e.args += wanted
        done, scored = dealsense("check", path, *e.args), None
        say(case, wants, done)
        if done.returncode == 0 and propose(e, done):
            continue
        if done.returncode == 0:  # which reports where this refuses to sum
            scored = dealsense("score", path, "--no-store", *e.args)
        if scored and scored.returncode:
            done = scored
        if done.returncode == 0:
            must(e, wants, case, before, done)
            look(e, done, scored)
            named(e, before)
            return "obeyed" if before else "read"
        if set(wants) == {READ} and not e.causes:
            raise Wrong(f"must be read, but says {done.stderr}")
        if not obey(e, done, before):
            named(e, before)
            return "refused"
    raise Wrong(f"asks on and on: {before}, {given}")


def alone(job):
    number, case, seed = job
    with workdir() as name:
        try:
            return follow(dict(case), seed, number, pathlib.Path(name)), ""
        except (Wrong, SystemExit, UnicodeError, AssertionError) as wrong:
            return "wrong", str(wrong)


def told(number, case, why):
    line = ", ".join(f"{k} {v!r}" for k, v in case.items())
    return f"--only {number}: {line}\n    " + why.replace("\n", "\n    ")


def main():
    p = argparse.ArgumentParser()
    p.add_argument("--cases", type=int, default=0)
    p.add_argument("--seed", type=int, default=11)
    p.add_argument("--only", type=int)
    o = p.parse_args()
    all_cases = cases(o.seed, o.cases)
    if o.only is not None:
        case = all_cases[o.only]
        print(follow(dict(case), o.seed, o.only, pathlib.Path("."),
                     lambda case, wants, done: print(
                         case, wants, done.returncode, done.stdout,
                         done.stderr)))
        return
    jobs = [(n, case, o.seed) for n, case in enumerate(all_cases)]
    with concurrent.futures.ProcessPoolExecutor(os.cpu_count()) as pool:
        results = list(pool.map(alone, jobs, chunksize=16))
    count = collections.Counter(kind for kind, _ in results)
    wrong = [told(number, case, why) for (number, case, _), (kind, why)
             in zip(jobs, results) if kind == "wrong"]
    print(f"{count['read']} read, {count['obeyed']} read once what the line "
          f"asks for was done, {count['refused']} refused with their cause, "
          f"{count['wrong']} otherwise")
    if wrong:
        sys.exit("\n".join(wrong[:40]) + f"\n{len(wrong)} wrong")


if __name__ == "__main__":
    main()
