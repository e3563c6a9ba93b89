"""Cells of every kind: amounts, dates, placeholders, ids, encodings, rows that
are no deals, columns of nearly known names. One small pipeline of known
figures is written in many ways; each is read as what it is, or refused in one
line that names the cause. Never a third thing.

    cells.py [packs]

Of each class one is published, and the others are read by `check` and `score`,
which take a tenth of the time; with `packs` (the slow suite) each is published.
"""
import csv
import datetime
import io
import pathlib
import random
import re
import sys

from tool import SHARED, check, dealsense, ok, shared_is_here, summary, workdir

EACH = sys.argv[1:] == ["packs"]
HEADER = ["Id", "Name", "Account Name", "Owner", "Amount", "Created Date",
          "Close Date", "Stage"]
ID, NAME, ACCOUNT, OWNER, AMOUNT, CREATED, CLOSED, STAGE = range(8)


def deals():
    """24 deals: 8 won, 8 lost, 8 open; the newest date is a close."""
    r = random.Random(11)
    out = []
    for i in range(24):
        created = datetime.date(2024, 2, 1) + datetime.timedelta(
            r.randrange(240))
        closed = created + datetime.timedelta(r.randrange(20, 60))
        stage = ["Closed Won", "Closed Lost", "Proposal"][i % 3]
        if stage == "Proposal":
            closed += datetime.timedelta(120)
        out.append([f"D{i:02d}", f"Deal {i:02d}", f"Account {i % 5}",
                    f"Rep {'ABC'[i % 3 - i % 2]}", 1500 + 1000 * (i % 9),
                    created, closed, stage])
    return out


DEALS = deals()
PIPELINE = sum(d[AMOUNT] for d in DEALS if d[STAGE] == "Proposal")
NEWEST = max([d[CREATED] for d in DEALS]
             + [d[CLOSED] for d in DEALS if d[STAGE] != "Proposal"])


def text_of(rows, header=HEADER, delimiter=",", above=""):
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator="\n")
    writer.writerows([header, *rows])
    return above + out.getvalue()


def with_column(column, write, some=None):
    """The deals with a column written otherwise; of some of them only."""
    return [[write(d[k], i) if k == column and (some is None or some(i))
             else d[k] for k in range(8)] for i, d in enumerate(DEALS)]


def write(folder, text, config, encoding):
    (folder / "deals.csv").write_bytes(text.encode(encoding))
    (folder / "x.ini").write_text(config, "utf-8")


def run(folder, text, config="", encoding="utf-8", out="out"):
    write(folder, text, config, encoding)
    return dealsense("run", "deals.csv", "--config", "x.ini", "--out", out,
                     "--no-store", "--threads", "1", cwd=folder)


def right(folder, what, text, config="", encoding="utf-8", pipeline=PIPELINE,
          note=None, reps=3):
    """Read, with the figures that were written. In a pack, whose notes are
    judged; but only the first of a class has one (what stands before the
    comma in `what`), where no note is asked for and EACH is not set. The
    others are read by the commands that say the same without a pack."""
    out = folder / what.split(",")[0].replace("/", "-")
    if out.exists() and not note and not EACH:
        said = told_alone(folder, what, text, config, encoding, pipeline, reps)
        print(f"{what}: read")
        return said
    done = run(folder, text, config, encoding, out)
    check(done.returncode == 0, f"{what}: {done.stderr}")
    s = summary(out / "latest")
    got = [s["deals"][k] for k in ("open", "won", "lost")]
    check(got == [8, 8, 8], f"{what}: open, won, lost {got}")
    check(abs((s["money"]["pipeline"] or 0) - pipeline) < 0.01,
          f"{what}: pipeline {s['money']['pipeline']}, not {pipeline}")
    check(s["as_of"] == str(NEWEST), f"{what}: as of {s['as_of']}")
    check(len(s["reps"]) == reps, f"{what}: {len(s['reps'])} reps")
    check(note is None or note in done.stdout,
          f"{what}: no `{note}` in {done.stdout}")
    print(f"{what}: read, and published")
    return done.stdout


def told_alone(folder, what, text, config, encoding, pipeline, reps):
    """The same figures, as `check` tells them and as `score` lists them."""
    write(folder, text, config, encoding)
    given = folder / "deals.csv", "--config", folder / "x.ini"
    said = ok("check", *given).stdout
    check(f"as of {NEWEST}: 8 open, 8 won, 8 lost, 0 in no figure" in said,
          f"{what}: {said}")
    owners = re.search(r"^  owner .* (\d+) distinct", said, re.M)
    check(owners and int(owners[1]) == reps, f"{what}: reps in {said}")
    scored = ok("score", *given, "--no-store").stdout
    amounts = [float(r["amount"] or 0)
               for r in csv.DictReader(io.StringIO(scored))]
    check(len(amounts) == 8, f"{what}: {len(amounts)} open deals")
    check(abs(sum(amounts) - pipeline) < 0.01,
          f"{what}: pipeline {sum(amounts)}, not {pipeline}")
    return said


def refused(folder, what, text, *words, config="", encoding="utf-8"):
    """In one line, with the cause."""
    done = run(folder, text, config, encoding)
    check(done.returncode == 3, f"{what}: exit {done.returncode}")
    lines = done.stderr.strip().split("\n")
    check(len(lines) == 1, f"{what}: not one line: {done.stderr!r}")
    for word in words:
        check(word in lines[0], f"{what}: no `{word}` in {lines[0]}")
    print(f"{what}: {lines[0]}")


def amounts(folder):
    styles = {
        "K": lambda x: f"{x / 1000}K", "k": lambda x: f"$ {x / 1000} k",
        "M": lambda x: f"${x / 1e6:.4f}M", "MM": lambda x: f"{x / 1e6:.4f}MM",
        "Mio": lambda x: f"{x / 1e6:.4f} Mio. €".replace(".", ",", 1),
        "Tsd": lambda x: f"{x / 1e3:.1f} Tsd. €".replace(".", ",", 1),
        "lakh": lambda x: f"₹{x / 1e5:.3f} lakh",
        "crore": lambda x: f"{x / 1e7:.5f} crore",
        "yen": lambda x: f"{x:,}円", "man": lambda x: f"{x / 1e4:.2f}万円",
        "kronor": lambda x: f"kr {x:,}.00", "rupees": lambda x: f"Rs. {x:,}",
        "MX$": lambda x: f"MX${x:,}", "Real": lambda x: f"R$ {x},00",
        "code": lambda x: f"NZD {x}", "sign and code": lambda x: f"${x} CAD",
    }
    for name, style in styles.items():
        right(folder, f"amounts, {name}",
              text_of(with_column(AMOUNT, lambda x, _, s=style: s(x))))
    pairs = [("MX$", "$"), ("kr ", "$"), ("HK$", "US$"), ("S$", "NT$"),
             ("CN¥", "¥"), ("NZ$", "A$"), ("€", "£"), ("Rs ", "kr ")]
    for one, other in pairs:
        refused(folder, f"{one.strip()} beside {other.strip()}", text_of(
            with_column(AMOUNT, lambda x, i, p=(one, other): p[i % 2] + str(x))),
            "several currencies", "[rates]")
    half = with_column(AMOUNT, lambda x, i: ("kr ", "$")[i % 2] + str(x))
    for rates in ("currency = USD\nSEK = 0.1\n", "currency = SEK\nUSD = 10\n"):
        done = run(folder, text_of(half), "[rates]\n" + rates)
        check(done.returncode == 0, f"kronor with a rate: {done.stderr}")
    refused(folder, "kronor with two rates", text_of(half), "no rate for kr",
            config="[rates]\ncurrency = USD\nSEK = 0.1\nNOK = 0.1\n")


def units(folder):
    """Amounts of which a header or a title says that they are thousands: told,
    and taken as they stand; a currency is no such unit."""
    for unit, above, told in (("k€", "", True), ("TEUR", "", True),
                              ("in thousands", "", True), ("EUR", "", False),
                              ("EUR", "Pipeline in TEUR\n", True),
                              ("EUR", "Pipeline of Kay\n", False)):
        header = list(HEADER)
        header[AMOUNT] = f"Amount ({unit})"
        out = right(folder, f"unit{' of thousands' * told}, {above.strip()} {unit}",
                    text_of(DEALS, header, above=above),
                    f"[columns]\namount = {header[AMOUNT]}\n")
        check(("speaks of thousands" in out) == told, out)
        out = ok("check", folder / "deals.csv", "--config",
                 folder / "x.ini").stdout
        check(("speaks of thousands" in out) == told, out)


def unreadable(folder):
    """Refused with advice that helps, each way; below the bound a note."""
    empty = "[input]\nunreadable = empty\n"
    bad = {"units": lambda x, _: f"{x} kg", "words": lambda *_: "a lot",
           "in part": lambda x, _: f"{x}/{x}", "unknown sign": lambda x, _:
           f"X${x}"}
    for name, write in bad.items():
        text = text_of(with_column(AMOUNT, write))
        refused(folder, f"amounts, {name}", text, '"Amount"', "24 of 24",
                "unreadable = empty")
        out = right(folder, f"amounts, {name}, allowed", text, empty,
                    pipeline=0, note="24 of 24 filled cells of")
        check("no amount" not in out, f"{name}: told as missing: {out}")
    some = text_of(with_column(AMOUNT, lambda *_: "TBD", lambda i: i in (2, 5)))
    refused(folder, "two of 24 unreadable", some, '"Amount"', "2 of 24",
            '"TBD" (2 of them)')
    one = with_column(AMOUNT, lambda *_: "TBD", lambda i: i == 2)
    out = right(folder, "one of 24 unreadable", text_of(one),
                pipeline=PIPELINE - DEALS[2][AMOUNT],
                note="1 of 24 filled cells of")
    check("could not be read" in out and "no amount" not in out, out)
    both = [[*row, "12"] for row in with_column(AMOUNT, bad["words"])]
    right(folder, "another column named", text_of(both, [*HEADER, "Worth"]),
          "[columns]\namount = Worth\n", pipeline=8 * 12)
    for column in (CREATED, CLOSED):
        refused(folder, f"{HEADER[column]} in words",
                text_of(with_column(column, lambda *_: "soon",
                                    lambda i: i % 4 == 2)),
                f'"{HEADER[column]}"', "6 of 24", '"soon" (6 of them)')


MONTHS = {
    "English": "January February March April May June July August September "
               "October November December",
    "German": "Januar Februar März April Mai Juni Juli August September "
              "Oktober November Dezember",
    "French": "janvier février mars avril mai juin juillet août septembre "
              "octobre novembre décembre",
    "Spanish": "enero febrero marzo abril mayo junio julio agosto septiembre "
               "octubre noviembre diciembre",
    "Portuguese": "janeiro fevereiro março abril maio junho julho agosto "
                  "setembro outubro novembro dezembro",
    "Italian": "gennaio febbraio marzo aprile maggio giugno luglio agosto "
               "settembre ottobre novembre dicembre",
    "Dutch": "januari februari maart april mei juni juli augustus september "
             "oktober november december",
}
# As calendars cut them, where that is not the first three letters.
CUT = {"German": {5: "Mai"}, "French": {6: "juin", 7: "juil."},
       "Dutch": {3: "mrt"}}


def both_dates(write):
    return [[write(x, k) if k in (CREATED, CLOSED) else x
             for k, x in enumerate(d)] for d in DEALS]


def dates(folder):
    for language, names in MONTHS.items():
        names = names.split()

        def short(m, names=names, language=language):
            return CUT.get(language, {}).get(m, names[m - 1][:3])
        right(folder, f"dates, {language}", text_of(both_dates(
            lambda x, _, n=names: f"{x.day} {n[x.month - 1]} {x.year}")))
        right(folder, f"dates, {language}, cut", text_of(both_dates(
            lambda x, _, s=short: f"{x.day:02d}. {s(x.month)} {x.year}")))
        right(folder, f"dates, {language}, capitals", text_of(both_dates(
            lambda x, _, n=names:
            f"{x.day}-{n[x.month - 1].upper()}-{x.year}")))
    day = datetime.timedelta(1)
    epoch, excel = datetime.date(1970, 1, 1), datetime.date(1899, 12, 30)
    for name, write in {
            "Japanese": lambda x, _: f"{x.year}年{x.month}月{x.day}日",
            "serials": lambda x, _: str((x - excel) // day),
            "serials with times": lambda x, _: f"{(x - excel) // day}.5",
            "seconds": lambda x, _: str((x - epoch) // day * 86400 + 3600),
            "milliseconds": lambda x, _: str((x - epoch) // day * 86400000 + 9),
            "one column of serials": lambda x, k: str((x - excel) // day)
            if k == CLOSED else x,
            "ISO and serials": lambda x, _: str((x - excel) // day)
            if x.day % 2 else x,
            "de": lambda x, _: f"{x.day} de "
            f"{MONTHS['Spanish'].split()[x.month - 1]} de {x.year}",
    }.items():
        right(folder, f"dates, {name}", text_of(both_dates(write)))
    # A spreadsheet read 3/4 as the one, and left 13/4 as it was.
    refused(folder, "dates turned in part", text_of(both_dates(
        lambda x, _: f"{x.day}/{x.month}/{x.year}" if x.day > 12
        else str((x - excel) // day))), '"Created Date"', "cannot be read")
    refused(folder, "numbers that are no days",
            text_of(with_column(CLOSED, lambda *_: "1234567")),
            '"Close Date"', '"1234567" (24 of them)')


def placeholders(folder):
    for name in ("None", "nan", "NaT", "<NA>", "(No value)", "N/A", "-",
                 "Unassigned", "--None--", "—", "NULL"):
        text = text_of(with_column(OWNER, lambda *_, n=name: n,
                                   lambda i: i % 4 == 1))
        right(folder, f"owner, {name}", text)
        text = text_of(with_column(AMOUNT, lambda *_, n=name: n,
                                   lambda i: i in (2, 5)))
        out = right(folder, f"amount, {name}", text,
                    pipeline=PIPELINE - DEALS[2][AMOUNT] - DEALS[5][AMOUNT])
        check("2 of 8 open deals have no amount" in out or re.search(
            r"^  amount .* 22 filled +2 empty", out, re.M), f"{name}: {out}")
        check("could not be read" not in out, f"{name}: {out}")


def encodings(folder):
    names = {
        "shift_jis": ["株式会社テスト", "東京商事", "ソニー"],
        "euc-jp": ["株式会社テスト", "東京商事"],
        "gbk": ["北京科技有限公司", "上海贸易"],
        "euc-kr": ["삼성전자", "현대자동차"],
        "windows-1251": ["ООО Весна", "Заря Восток"],
        "windows-1253": ["Ελληνική Εταιρεία", "Αθήνα"],
    }
    for encoding, some in names.items():
        text = text_of(with_column(
            ACCOUNT, lambda _, i, s=some: s[i % len(s)]))
        refused(folder, encoding, text, "save the export as UTF-8",
                encoding=encoding)
        right(folder, f"saved as UTF-8, {encoding}", text)
    some = ["Müller & Söhne", "Société Générale – Été", "Peña “y” Cía €"]
    right(folder, "Windows-1252", text_of(with_column(
        ACCOUNT, lambda _, i: some[i % 3])), encoding="windows-1252")


def ids(folder):
    for name, write in {
            "Excel": lambda _, i: f"9.1234{i % 3}E+09",
            "German Excel": lambda _, i: f"9,1234{i % 3}E+09",
            "short": lambda _, i: f"{i % 9 + 1}E+15",
    }.items():
        refused(folder, f"ids cut, {name}",
                text_of(with_column(ID, write)), '"Id"', "deal_id")
    refused(folder, "a name as id",
            text_of(with_column(ID, lambda *_: "Renewal", lambda i: i % 2)),
            '"Id"', '"Renewal"', "deal_id under [columns]")
    again = [[*d] for d in DEALS]
    right(folder, "rows again", text_of(again + again[3:9]))
    short, long = "0065g00000AbCdE", "0065g00000AbCdEAAV"
    twice = with_column(ID, lambda *_: long, lambda i: i == 4)
    right(folder, "an id of 15 and 18 characters",
          text_of([[short, *twice[4][1:]], *twice]))


def no_deals(folder):
    rows = [[*d] for d in DEALS]
    total = sum(d[AMOUNT] for d in DEALS)

    def bare(amount, label="", at=0):
        row = [""] * 8
        row[AMOUNT] = amount
        row[at] = label
        return row
    for label, at in (("Total", 0), ("Summe", 0), ("合計", 1), ("x", 2)):
        right(folder, f"a total, called {label}",
              text_of([*rows, bare(total, label, at)]))
        right(folder, f"a total above, called {label}",
              text_of([bare(total, label, at), *rows]))
    right(folder, "a total with a sign", text_of(
        [*with_column(AMOUNT, lambda x, _: f"${x:,}.00"),
         bare(f"${total:,}.00", "Total")]))
    grouped = []
    for rep in sorted({d[OWNER] for d in DEALS}):
        group = [[*d] for d in DEALS if d[OWNER] == rep]
        grouped += [[rep, *[""] * 7], *group,
                    bare(sum(d[AMOUNT] for d in group), "Subtotal")]
    right(folder, "groups with headings and subtotals",
          text_of([*grouped, bare(total, "Grand sum")]))
    right(folder, "a count below", text_of([*rows, ["24 records", *[""] * 7]]))
    for again in (HEADER, ["ID", *HEADER[1:]],
                  [h.upper().replace(" ", "_") for h in HEADER],
                  [*HEADER[:4], "Amount (USD)", *HEADER[5:]]):
        right(folder, f"the header again, {again[0]}",
              text_of([*rows[:11], again, *rows[11:]]))
    for delimiter in ",;\t|":
        for above in ("Pipeline Q4\n", "Pipeline Q4\nAs of, 2024\n\n",
                      "Report; of deals\n\nAll; Open\n\n"):
            right(folder, f"titles, {delimiter!r}",
                  text_of(rows, delimiter=delimiter, above=above))


def columns(folder):
    head = [*HEADER, "Created Date"]
    rows = [[*d, datetime.date(2019, 1, 5 + i % 9)]
            for i, d in enumerate(DEALS)]
    text = text_of(rows, head)
    refused(folder, "a column twice", text, '"Created Date"', "[columns]",
            "created = Created Date (1)")
    right(folder, "a column twice, the first", text,
          "[columns]\ncreated = Created Date (1)\n")
    right(folder, "a column twice, as it was",
          text_of([[*d, d[CREATED]] for d in DEALS], head))
    right(folder, "a column twice, once empty",
          text_of([["", *d] for d in DEALS], ["Created Date", *HEADER]))
    for column, name, canonical in (
            (AMOUNT, "amount_usd", "amount"), (AMOUNT, "DealValueEUR", "amount"),
            (CREATED, "deal_created_date", "created"),
            (CREATED, "Opened on", "created"),
            (OWNER, "Primary Sales Rep", "owner"),
            (ACCOUNT, "client_name", "account")):
        header = [*HEADER]
        header[column] = name
        line = f"{canonical} = {name}"
        if EACH or name in ("amount_usd", "Opened on"):  # a run says it, too
            done = run(folder, text_of(DEALS, header))
            check(done.returncode == 0 and line in done.stdout,
                  f"{name}: no `{line}` in {done.stdout}{done.stderr}")
        write(folder, text_of(DEALS, header), "", "utf-8")
        said = ok("check", folder / "deals.csv").stdout
        check(line in said, f"{name}: no `{line}` in {said}")
        right(folder, f"as proposed, {name}", text_of(DEALS, header),
              f"[columns]\n{line}\n")
    header = [*HEADER, "Amount note"]
    out = right(folder, "no proposal where none is missed",
                text_of([[*d, "5"] for d in DEALS], header))
    check("looks like" not in out, out)


# What each of the small exports may be refused for; None: it must be read.
CASES = {
    "amount_column_unreadable": None, "amount_suffix_k": None,
    "columns_nearly_known": None, "created_date_twice": "[columns]",
    "dollars_of_two_countries": "[rates]", "header_again_nearly": None,
    "id_is_a_name": "deal_id", "ids_in_scientific_notation": "deal_id",
    "kronor_beside_dollars": "[rates]", "months_in_german": None,
    "placeholder_owner": None, "serial_close_dates": None,
    "shift_jis": "UTF-8", "title_lines": None, "total_row": None,
}


def cases(folder):
    for name, refusal in CASES.items():
        path = SHARED / f"cases/exports/{name}.csv"
        config = path.with_suffix(".ini")
        more = ["--config", config] if config.exists() else []
        done = dealsense("run", path, "--out", folder / name, "--no-store",
                         *more)
        if refusal:
            lines = done.stderr.strip().split("\n")
            check(done.returncode == 3 and len(lines) == 1
                  and refusal in lines[0], f"{name}: {done.stderr}")
            print(lines[0])
            continue
        check(done.returncode == 0, f"{name}: {done.stderr}")
        if name == "columns_nearly_known":  # as the run proposes
            lines = ["amount = amount_usd", "created = deal_created_date"]
            for line in lines:
                check(line in done.stdout, f"{name}: {done.stdout}")
            (folder / "x.ini").write_text("\n".join(["[columns]", *lines]))
            ok("run", path, "--out", folder / name, "--no-store", "--config",
               folder / "x.ini")
        s = summary(folder / name / "latest")
        check([s["deals"][k] for k in ("open", "won", "lost")] == [8, 8, 8]
              and s["metrics"]["win_rate"] == 0.5
              and s["as_of"] == "2024-12-13", f"{name}: {s['deals']}")
        check(s["money"]["pipeline"] == 49000,
              f"{name}: {s['money']['pipeline']}")
        reps = {r["id"] for r in s["reps"]}
        check(not reps & {"None", "(No value)"}, f"{name}: {reps}")
        print(f"{name}: read")


def main():
    with workdir() as name:
        folder = pathlib.Path(name)
        for part in (amounts, units, unreadable, dates, placeholders, encodings,
                     ids, no_deals, columns):
            part(folder)
        if shared_is_here("the small exports of ../shared/cases"):
            cases(folder)


if __name__ == "__main__":
    main()
