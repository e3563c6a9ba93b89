"""From the raw export of each CRM to a pack, typing only what messages say.

`run FILE --out DIR`; a refusal is answered by the setting that it names, and
at most two are. The pack then has the known pipeline, and every column is what
it is and no other: exports have columns that are nearly called so.

    crms.py [packs]

The exports again with more such columns are read by `score`, which refuses
what `run` does and takes a tenth of the time; with `packs` (the slow suite)
each of them is published, too.
"""
import csv
import io
import pathlib
import re
import sys

from crms_odd import EXPORTS, NEARLY, ODD
from crms_world import AS_OF, pipeline
from tool import check, dealsense, ok, summary, workdir

COMMANDS = 3
EACH = sys.argv[1:] == ["packs"]


def meaning(export, value):
    return {export.stages[-2]: "won", export.stages[-1]: "lost"}.get(value,
                                                                     "open")


def value_asked(export, hit, config):
    config.setdefault("stages", {}).setdefault(
        meaning(export, hit["value"]), []).append(hit["value"])


def stages_asked(export, hit, config):
    config.setdefault("stages", {}).update(won=[export.stages[-2]],
                                           lost=[export.stages[-1]])


def first_asked(export, hit, config):
    config.setdefault("columns", {})[hit["key"]] = [hit["header"]]


def id_asked(export, hit, config):
    config.setdefault("columns", {})["deal_id"] = [export.maps()["name"]]


def flag_asked(export, hit, config):
    config.setdefault("columns", {})["is_closed"] = [
        export.maps()["is_closed"]]


def date_asked(export, hit, config):
    config.setdefault("columns", {})[hit["key"]] = [export.maps()[hit["key"]]]


def rates_asked(export, hit, config):
    codes = hit["codes"].split(", ")
    config["rates"] = {"currency": ["USD"]} | {c: ["1"] for c in codes}


# What a message asks for, and what is typed for it.
ASKED = (
    (r"name the column that says closed as is_closed under \[columns\]",
     flag_asked),
    (r"or (list )?the stages as won and lost under \[stages\]", stages_asked),
    (r'"(?P<value>.+?)" in column .* list it under \[stages\]', value_asked),
    (r"which under \[columns\]: (?P<key>\w+) = (?P<header>.+?), or",
     first_asked),
    (r"no deal id column; name it as deal_id under \[columns\]", id_asked),
    (r"as a date, .* name another column as (?P<key>\w+) under \[columns\]",
     date_asked),
    (r"several currencies \((?P<codes>.+?)\) .* under \[rates\]", rates_asked),
)


def answered(export, line, config):
    for pattern, answer in ASKED:
        hit = re.search(pattern, line)
        if hit:
            answer(export, hit, config)
            return
    raise AssertionError(f"{export.name}: nothing to type: {line}")


def write(path, config):
    path.write_text("".join(
        f"[{section}]\n" + "".join(f"{key} = {', '.join(values)}\n"
                                   for key, values in settings.items())
        for section, settings in config.items()), "utf-8")


def done_in_few(folder, export, command, *options):
    """The command once it is done, the messages on the way to it, and what
    was typed."""
    path = folder / "export.csv"
    settings, config, asked = folder / "answers.ini", {}, []
    for _ in range(COMMANDS):
        more = ["--config", settings] if config else []
        done = dealsense(command, path, *options, *more)
        if done.returncode == 0:
            return done, asked, config, more
        check(done.returncode == 3 and done.stderr.count("\n") == 1,
              f"{export.name}: exit {done.returncode}: {done.stderr}")
        asked.append(done.stderr.split(": ", 2)[-1].strip())
        answered(export, asked[-1], config)
        write(settings, config)
    raise AssertionError(f"{export.name}: still refused: {asked}")


def columns_read(said):
    """Of ours, the header that it was read from."""
    block = said.split("\nColumns\n")[1].split("\n\n")[0]
    return {line[2:21].strip(): re.split(r"\s+\d[\d,]* filled",
                                         line[21:])[0].strip()
            for line in block.splitlines() if " filled " in line}


def columns_meant(export, config):
    """A column that was named is what it was named for, and no other."""
    want = export.maps()
    for key, (named,) in config.get("columns", {}).items():
        header = re.sub(r" \(\d\)$", "", named)
        want = {k: h for k, h in want.items() if h != header} | {key: header}
    return want


def nothing_false_proposed(export, said):
    """The email of the owner tells owners apart; else it is none of these."""
    for ours, header in re.findall(r'no (\w+), but "(.+?)" looks like it',
                                   said):
        check((ours, header) == ("owner", "Deal Owner Email") or
              header not in [h for h, _, _ in NEARLY],
              f"{export.name}: {header} is proposed as {ours}")


def same(export, what, got, want):
    check(got == want, f"{export.name}: {what}: {got}, not {want}")


def published(folder, export):
    """As the pack says: deals open, won, lost; the pipeline, the day, the rows
    and how many of them are undated."""
    out = folder / "out" / re.sub(r"\W+", "_", export.name)
    _, asked, config, more = done_in_few(folder, export, "run", "--out", out)
    s = summary(out / "latest")
    check(s["currency"] is None or re.fullmatch("[A-Z]{3}", s["currency"]),
          f"{export.name}: amounts in {s['currency']}")
    return [*(s["deals"][k] for k in ("open", "won", "lost")),
            s["money"]["pipeline"], s["as_of"], s["input"]["rows"],
            s["input"]["undated_deals"]], asked, config, more


def scored(folder, export):
    """The same, as `score` lists the deals and `check` tells the others."""
    done, asked, config, more = done_in_few(folder, export, "score",
                                            "--no-store")
    said = ok("check", folder / "export.csv", *more).stdout
    told = re.search(r"as of (\S+): (\d+) open, (\d+) won, (\d+) lost, "
                     r"(\d+) in no figure", said)
    deals = list(csv.DictReader(io.StringIO(done.stdout)))
    same(export, "deals scored", len(deals), int(told[2]))
    rows = re.search(r": (\d+) rows, ", said)
    return [*(int(told[k]) for k in (2, 3, 4)),
            sum(float(d["amount"] or 0) for d in deals), told[1],
            int(rows[1]), int(told[5])], asked, config, more


def tried(folder, export, deals):
    export.write(folder / "export.csv", deals)
    light = export.name.endswith(", and more") and not EACH
    figures, asked, config, more = (scored if light else published)(folder,
                                                                    export)
    outcomes = [d["outcome"] for d in deals]
    same(export, "open, won, lost, pipeline, as of, rows, undated", figures,
         [*(outcomes.count(k) for k in ("open", "won", "lost")),
          sum(d["amount"] for d in deals if d["outcome"] == "open"),
          str(AS_OF), len(deals), 0])
    said = ok("check", folder / "export.csv", *more).stdout
    same(export, "CRM", said.splitlines()[0].rsplit(" ", 1)[1], export.crm)
    same(export, "columns", columns_read(said),
         columns_meant(export, config))
    nothing_false_proposed(export, said)
    return asked


def main():
    deals = pipeline()
    wrong = []
    with workdir() as name:
        for export in EXPORTS + ODD:
            try:
                asked = tried(pathlib.Path(name), export, deals)
                print(f"{export.name:40} {1 + len(asked)}  "
                      f"{'; '.join(asked) or 'nothing asked'}")
            except AssertionError as fault:
                wrong.append(str(fault))
    check(not wrong, "\n" + "\n".join(wrong))
    print(f"{len(EXPORTS + ODD)} exports, each read in at most {COMMANDS} "
          "commands")


main()
