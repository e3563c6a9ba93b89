"""A name planted in any text reaches no pack that must not hold it.

No column is chosen here: every canonical column that the program knows gets
names (in a date they make a bad cell, which is quoted in what was wrong), and
so do own fields, headers, the columns of the stage history, texts of the
configuration and names of files. Each of these sources has people and an
account of its own: a rep and a manager that are none of the reader's, and
another manager's account. A few columns are planted in turn, each other kind
of source by itself, and then all at once; every file of the packs for the
board and for a manager is searched (pack_search.py). Each text bears a mark,
which the pack for the CRO must hold: so the search can see what a pack shows.

    planted_names.py [COLUMNS]

So many columns in turn, else SOME; one by one in the slow suite.
"""
import collections
import csv
import os
import pathlib
import re
import struct
import sys
import zlib
from concurrent.futures import ThreadPoolExecutor

from pack_search import plain, search
from tool import check, ok, workdir

ROOT = pathlib.Path(os.environ["DEALSENSE_SOURCE"])
AS_OF = "2026-06-29"
LETTERS = "bcdfghjklmnp"
SOME = 6
# Words that nothing else holds. All begin with eight letters of their own, so
# that one that is cut short is found, too; two letters name the source. An
# accent may be typed as one letter or as two.
STEMS = {"rep": "Qoluxabe{0}u{1}e Qvimozzu{0}ö{1}ik",
         "manager": "Xavibulo{0}i{1}th Xwenokru{0}ø{1}ak",
         "account": "Zjurevon{0}ü{1}a"}
MARK = "Yfocimra{0}o{1}a{2}x"
FOUND = re.compile(r"(?:qoluxabe|qvimozzu|xavibulo|xwenokru|zjurevon|yfocimra)"
                   r"[a-z\u00c0-\u017f\u0300-\u036f]{0,7}")
# How a source's texts name its people; the last two in deals of others.
FORMS = [("rep", "{whole}"), ("rep", "{LAST}, {FIRST}"),
         ("rep", "{spelled}s"), ("rep", "{mail}@corp.example"),
         ("rep", "{user}"), ("manager", "{last}"), ("account", "{WHOLE}"),
         ("rep", "Renewal{last}7"), ("manager", "{last}2026"),
         ("rep", "{soft}"),
         ("rep", "{bare}"), ("account", "{whole}")]
OF_OTHERS = 10 # forms from here on are planted in deals of other managers
ACCOUNT_FORMS = {LETTERS[k] for k, f in enumerate(FORMS) if f[0] == "account"}

# Sources that no pack shows, not even the CRO's.
NOT_SHOWN = {
    "column currency": "a currency that is no code is not written",
    "column is_won": "not asked where an outcome stands",
    "column is_closed": "not asked where an outcome stands",
    "file configuration": "is written nowhere",
    "file folder": "a pack names no path of the machine",
    "setting report.audience": "each pack tells its own reader's alone",
}
# A person in these columns is that deal's own: the reader's own reps, managers
# and accounts are to be seen, so others' stand in others' deals.
PEOPLE = {"column owner", "column owner_name", "column manager"}
ACCOUNTS = {"column account", "column account_name"}
# Columns of no text, where a name is a bad cell: planted together.
NO_TEXT = {"amount", "created", "closed", "expected_close", "is_won",
           "is_closed", "stage_entered", "last_activity", "push_count",
           "probability", "modified", "won_time", "lost_time"}
# Settings that take a few words or letters, and so no name; and those that
# list headers.
NO_NAME = {"input.crm", "rates.currency", "brand.accent", "report.symbol"}
IN_HEADERS = {"columns.category", "columns.numeric"}
# How a setting names somebody where a text alone would not do, and keys that
# are the user's own words.
SETTINGS = {
    "brand.logo": "{slug}.png",
    "input.crm_url": "https://crm.example.com/{slug}/{{id}}",
    "report.audience": "cro, board, manager: {reader}, manager: {manager}",
    "report.base_url": "https://docs.example.com/{slug}/{{audience}}",
    "report.private": "Secret of {text}",
    "rules.stage_names": "{text}, Demo",
    "filter.exclude": "{stage}: {text}",
    "actions.rep.critical": "{text} | owner | 0",
    "actions.stage.high": "Review the stage | {text} | 3",
}
FREE = ["filter.exclude", "actions.rep.critical", "actions.stage.high"]
FILES = {"export": ".csv", "history": ".csv", "store": ".db", "model": ".dsm",
         "configuration": ".ini", "folder": ""}


def canonical_columns(folder, export):
    """As the program lists them, so that a new one is planted, too."""
    text = ok("init", export).stdout
    part = text[text.index("[columns]"):text.index("# A field that is filled")]
    names = re.findall(r"^(?:# )?(\w+) =", part, re.M)
    check(len(names) > 20 and "next_step" in names, names)
    source = (ROOT / "scoring/settings/columns.c").read_text("utf-8")
    check(set(names) == set(re.findall(r'= "(\w+)",', source)), names)
    return names


class Sources:
    """Gives each source its people, by two letters."""

    def __init__(self):
        self.names, self.codes = [], {}

    def add(self, name):
        k = len(self.names)
        check(k < len(LETTERS) ** 2, "too many sources; add letters")
        code = LETTERS[k // len(LETTERS)], LETTERS[k % len(LETTERS)]
        self.codes[name] = code
        self.names.append(name)

    def person(self, name, kind):
        return STEMS[kind].format(*self.codes[name])

    def text(self, name, form=0):
        """A text that names somebody, in one of the forms, and its mark."""
        kind, how = FORMS[form]
        whole = self.person(name, kind)
        first, last = (whole.split() + [whole])[:2]
        bare = plain(whole)
        said = how.format(
            whole=whole, WHOLE=whole.upper(), last=last, LAST=last.upper(),
            FIRST=first.upper(), bare=bare, mail=plain(first),
            user=bare.replace(" ", "_"), soft=last[:4] + "\u00ad" + last[4:],
            spelled=last.replace("ö", "oe"))
        return f"{said} {MARK.format(*self.codes[name], LETTERS[form])}"

    def of(self, word):
        """The source that a found word was planted by, if it is whole."""
        for name, code in self.codes.items():
            if re.fullmatch(r".{8}%s(?:oe?|ue?|i|u|o)%s.*" % code, word):
                return name
        return "?"


def sample(folder, deals):
    raw = folder / f"raw{deals}.csv"
    history = folder / f"raw{deals}_history.csv"
    raw.write_text(ok("sample", "--deals", deals, "--seed", 21, "--as-of",
                      AS_OF, "--history", history).stdout, "utf-8")
    with open(raw, encoding="utf-8", newline="") as f:
        table = [r for r in csv.DictReader(f)
                 if None not in r and None not in r.values()]
    with open(history, encoding="utf-8", newline="") as f:
        return raw, table, list(csv.DictReader(f))


class World:
    """An export with plants of some sources, and what else a run takes."""

    def __init__(self, folder, table, history, columns, sources, planted):
        self.folder, self.sources, self.planted = folder, sources, planted
        self.columns = columns
        alias = {"created_date": "created", "closed_date": "closed",
                 "stage_entered_date": "stage_entered"}
        self.rows = [{alias.get(k, k): v for k, v in r.items()}
                     for r in table]
        self.history = [dict(r) for r in history]
        managers = collections.Counter(r["manager"] for r in self.rows
                                       if r["outcome"] == "Open")
        del managers[""]
        self.reader = managers.most_common(1)[0][0]
        still = [r for r in self.rows if r["outcome"] == "Open" and
                 r["owner"] and r["amount"] and r["account"]]
        self.own = [r for r in still if r["manager"] == self.reader]
        self.others = [r for r in still if r["manager"] not in
                       ("", self.reader)]
        check(self.own and self.others, "the sample must have both kinds")
        for k, r in enumerate(self.rows):
            r["Desk"] = f"Desk {k % 3}"
            r["Seats"] = str(k % 50)
            r["Remark"] = "none"
        self.headers = {c: c for c in [*columns, "Desk", "Seats", "Remark"]}
        self.ini = collections.defaultdict(list)
        self.files, self.n = {}, 0
        for name in planted:
            self.carry(name)
        for name in planted:
            kind, _, what = name.partition(" ")
            getattr(self, "plant_" + kind)(name, what)

    def text(self, name, form=0):
        return self.sources.text(name, form)

    def carry(self, name):
        """The people are known from a lost deal of theirs."""
        lost = next(r for r in self.rows if r["outcome"] == "Lost" and
                    r["closed"])
        self.n += 1
        self.rows.append({
            **lost, "deal_id": f"CARRY-{self.n}", "next_step": "",
            "owner": self.sources.person(name, "rep"),
            "manager": self.sources.person(name, "manager"),
            "account": self.sources.person(name, "account")})

    def deals_for(self, name):
        """A fresh open deal for each form that may be planted there."""
        for form, (kind, _) in enumerate(FORMS):
            hidden = form >= OF_OTHERS or name in PEOPLE or \
                (name in ACCOUNTS and kind == "account")
            some = self.others if hidden else self.own
            self.n += 1
            row = {**some[self.n % len(some)], "deal_id": f"PLANT-{self.n}"}
            self.rows.append(row)
            self.history += [
                {"deal_id": row["deal_id"], "stage": s, "amount": "",
                 "entered_date": row["created"], "close_date": ""}
                for s in ("Prospecting", row["stage"])]
            yield form, row

    def plant_column(self, name, column):
        if column == "currency":  # several would be refused
            for row in self.rows:
                row[column] = self.text(name)
            return
        for form, row in self.deals_for(name):
            row[column] = self.text(name, form)
            if column in ("owner_name", "account_name"):
                row[column[:-5]] = f"id-{self.n}"

    plant_own = plant_column

    def plant_word(self, name, column):
        """On every lost deal: it gives the outcome away, and is quoted."""
        for k, row in enumerate(self.rows):
            if row["outcome"] == "Lost":
                row[column] = self.text(name).split()[-1]
            elif row["outcome"] == "Won" or not row[column]:
                row[column] = f"step{k}"

    def plant_header(self, name, column):
        self.headers[column] = f"{column} of {self.text(name)}"

    def plant_history(self, name, column):
        for form, row in self.deals_for(name):
            mine = [h for h in self.history if h["deal_id"] == row["deal_id"]]
            mine[-1][column] = self.text(name, form)

    def slug(self, name):
        return re.sub(r"[ ,]+", "-", plain(self.text(name)))

    def plant_setting(self, name, setting):
        section, _, key = setting.partition(".")
        if setting == "report.private":
            self.headers["Secret"] = f"Secret of {self.text(name)}"
        value = SETTINGS.get(setting, "{text}").format(
            text=self.text(name), slug=self.slug(name), reader=self.reader,
            stage=self.headers["stage"],
            manager=self.sources.person(name, "manager"))
        if setting == "brand.logo":
            (self.folder / f"{self.slug(name)}.png").write_bytes(
                png(self.text(name)))
        self.ini[section].append(f"{key.partition('#')[0]} = {value}")

    def plant_file(self, name, what):
        self.files[what] = f"{what}-{self.slug(name)}{FILES[what]}"

    def path(self, what):
        return self.folder / self.files.get(what, what + FILES[what])

    def write(self):
        """The files; returns the arguments of a run."""
        own = [self.headers[c] for c in ("Desk", "Secret")
               if c in self.headers]
        ini = {"columns": [f"{c} = {self.headers[c]}" for c in self.columns] +
               [f"category = {', '.join(own)}",
                f"numeric = {self.headers['Seats']}"], **self.ini}
        ini["filter"] = [f"exclude = {self.headers['Remark']}: not read",
                         *self.ini["filter"]]
        # A planted name is no date and no number: such cells are to be told,
        # and not to end the run where a column holds little else.
        ini["input"] = ["unreadable = empty", *self.ini["input"]]
        self.path("configuration").write_text("".join(
            f"[{section}]\n" + "".join(line + "\n" for line in lines)
            for section, lines in ini.items()), "utf-8")
        write_table(self.path("export"), [
            {h: r.get(c, "") for c, h in self.headers.items()}
            for r in self.rows])
        write_table(self.path("history"), self.history)
        args = [self.path("export"), "--history", self.path("history"),
                "--config", self.path("configuration")]
        if "store" in self.files:
            self.path("store").write_bytes(b"damaged")
            args += ["--store", self.path("store")]
        if "model" in self.files:  # which is not there, and so is named
            args += ["--model", self.path("model")]
        return args

    def publish(self, *more):
        """A pack for each reader."""
        out = self.path("folder")
        audience = ["--audience", f"cro,board,manager:{self.reader}"]
        if "setting report.audience" in self.planted:
            audience = []
        ok("run", *self.write(), "--out", out, *audience, *more)
        name = plain(self.reader).replace(" ", "-")
        (manager,) = out.glob(f"manager-{name}*/latest")
        return {"cro": out / "latest", "board": out / "board/latest",
                "manager": manager}

    def marks(self):
        """What the CRO must find, by source and form."""
        cells = ("column", "own", "history")
        for name in self.planted:
            if name in NOT_SHOWN:
                continue
            forms = range(len(FORMS)) if name.split()[0] in cells else [0]
            for form in forms:
                yield MARK.format(*self.sources.codes[name],
                                  LETTERS[form]).casefold(), name, form


def write_table(path, table):
    with open(path, "w", encoding="utf-8", newline="") as f:
        out = csv.DictWriter(f, table[0], extrasaction="ignore", restval="")
        out.writeheader()
        out.writerows(table)


def png(text):
    """Four red pixels and an author."""
    def chunk(kind, data):
        return (struct.pack(">I", len(data)) + kind + data +
                struct.pack(">I", zlib.crc32(kind + data)))
    return (b"\x89PNG\r\n\x1a\n" +
            chunk(b"IHDR", struct.pack(">IIBBBBB", 2, 2, 8, 2, 0, 0, 0)) +
            chunk(b"iTXt", b"Author\0\0\0\0\0" + text.encode()) +
            chunk(b"IDAT", zlib.compress(b"\0\xff\0\0\xff\0\0" * 2)) +
            chunk(b"IEND", b""))


def may_see(reader, word):
    """The board knows the accounts: see redact.h."""
    form = word[12:13] if word.startswith("yfocimra") else None
    of_account = word.startswith("zjurevon") or form in {"", *ACCOUNT_FORMS}
    return reader == "board" and of_account


def found(pack, but=()):
    hits = {}
    for word, where in search(pack, FOUND, but).items():
        hits.setdefault(plain(word), []).extend(where)
    return hits


def judge(world, packs):
    """What is wrong with the packs, and how many texts the CRO's showed."""
    wrong = []
    for reader in ("board", "manager"):
        hits = found(packs[reader])
        wrong += [f"the {reader}'s pack of {world.folder.name} names "
                  f"{word}, of {world.sources.of(word)}: {', '.join(at[:4])}"
                  for word, at in sorted(hits.items())
                  if not may_see(reader, word)]
    hits = found(packs["cro"], {".pdf", ".xlsx"})
    marks = list(world.marks())
    wrong += [f"the cro's pack of {world.folder.name} does not show {name} "
              f"as {FORMS[form][1]}"
              for mark, name, form in marks if mark not in hits]
    shown = {world.sources.of(w) for w in hits if w.startswith("yfocimra")}
    wrong += [f"{name} is shown after all" for name in shown & NOT_SHOWN.keys()]
    return wrong, len(marks)


def text_settings():
    """Settings of words that a pack writes, from the table in the source."""
    source = (ROOT / "scoring/settings/settings_keys.c").read_text("utf-8")
    keys = {".".join(k) for k in re.findall(
        r'\b(?:TEXT|TEXTS|LIST)\(\s*"(\w+)",\s*"(\w+)"', source)}
    carriers = re.search(r"CARRIERS\[\] = (.*?);", source, re.S)[1]
    apart = set(re.findall(r'\{"(\w+)"', carriers))
    check(len(apart) > 3 and len(keys) > 15, keys, apart)
    return {k for k in keys if k.split(".")[0] not in apart}


def main(folder):
    _, small, small_history = sample(folder, 90)
    raw, table, history = sample(folder, 1200)
    columns = canonical_columns(folder, raw)
    sources = Sources()
    groups = {
        "column": [f"column {c}" for c in columns],
        "own": ["own Desk", "own Seats"],
        "header": [f"header {c}" for c in
                   [*columns, "Desk", "Seats", "Remark"]],
        "history": [f"history {c}" for c in history[0]],
        "setting": [f"setting {s}" for s in
                    sorted(text_settings() - NO_NAME - IN_HEADERS) + FREE],
        "file": [f"file {f}" for f in FILES],
        "word": ["word next_step"],
    }
    for names in groups.values():
        for name in names:
            sources.add(name)
    text_columns = [f"column {c}" for c in columns if c not in NO_TEXT]
    everything = [n for names in groups.values() for n in names
                  if n not in ("file store", "file model")]
    columns_in_turn = text_columns + groups["own"]
    at_once = int((sys.argv[1:] or [SOME])[0])
    in_turn = [columns_in_turn[k:k + at_once]
               for k in range(0, len(columns_in_turn), at_once)]
    in_turn += [[n for n in groups["column"] if n not in text_columns]]
    in_turn += [groups[kind] for kind in ("header", "history", "setting",
                                          "file")]

    def alone(planted):
        place = folder / planted[0].replace(" ", "-")
        place.mkdir()
        world = World(place, small, small_history, columns, sources, planted)
        return judge(world, world.publish("--quiet"))

    def together():
        """With news: a run of the week before knows fewer deals."""
        place = folder / "all"
        place.mkdir()
        world = World(place, table, history, columns, sources, everything)
        later = world.rows
        world.rows = [{**r, "amount": "1234"} if k % 9 == 0 else r
                      for k, r in enumerate(later)
                      if not r["deal_id"].startswith("PLANT-1")]
        ok("run", *world.write(), "--out", world.path("folder"), "--audience",
           "cro", "--quiet")
        world.rows = later
        return judge(world, world.publish("--as-of", "2026-07-06", "--quiet"))

    with ThreadPoolExecutor(2) as pool:
        longest = pool.submit(together)
        judged = [*pool.map(alone, in_turn), longest.result()]
    wrong = [w for some, _ in judged for w in some]
    check(not wrong, "\n" + "\n".join(wrong))
    texts = sum(n for _, n in judged)
    print(f"{len(sources.names)} sources, {len(in_turn) + 1} exports, "
          f"{texts} texts seen by the CRO and by nobody else")


with workdir() as tmp:
    main(pathlib.Path(tmp))
