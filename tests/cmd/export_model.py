"""The model elsewhere: 10,000 deals scored by ONNX runtime, SQLite and
PostgreSQL as the engine scores them, to 1e-6; and the features that SQL
computes from deals and history, beside the engine's."""
import contextlib
import csv
import datetime
import json
import os
import pathlib
import shutil
import sqlite3
import subprocess
import sys

from tool import check, dealsense, ok, workdir

DUMP, NODE = sys.argv[1], sys.argv[2]
SOURCE = pathlib.Path(os.environ["DEALSENSE_SOURCE"])
DAY = "2026-06-29"
NEAR = 1e-6
DEALS = 10000
# Of a feature in these units the value is a count, and the same to the bit.
EXACT = {"days", "count", "ordinal", "month", "amount", "yes/no"}


def skip(part, why):
    print(f"skipped: {why}\n[  SKIPPED ] {part}", flush=True)


def number(text):
    return None if text == "" else float(text)


def engine(deals, history, model, days, *config):
    """Of each deal open on a day: its chance of loss, and its features."""
    text = subprocess.run([DUMP, deals, history, DAY, model, str(days),
                           *config], check=True, capture_output=True, text=True).stdout
    head, *lines = csv.reader(text.splitlines())
    return head[2:], {r[0]: (float(r[1]), [number(x) for x in r[2:]])
                      for r in lines}


def worst(got, deals):
    check(set(got) == set(deals), len(got), len(deals))
    return max(abs(got[d] - deals[d][0]) for d in deals)


def nodes(out):
    head, *lines = csv.reader((out / "nodes.csv").open())
    return [[number(x) for x in line] for line in lines]


# -- ONNX ------------------------------------------------------------------

RUN = """
const ort = require("onnxruntime-web"), fs = require("fs");
ort.env.wasm.numThreads = 1;
(async () => {
  const s = await ort.InferenceSession.create(
      fs.readFileSync(process.argv[1]), {executionProviders: ["wasm"]});
  const rows = JSON.parse(fs.readFileSync(process.argv[2], "utf8"));
  const x = new Float32Array(rows.flat().map(v => v === null ? NaN : v));
  const out = await s.run({features:
      new ort.Tensor("float32", x, [rows.length, rows[0].length])});
  console.log(JSON.stringify(Array.from(out.p_lost.data)));
})().catch(e => { console.error(String(e)); process.exit(1); });
"""


def onnx(out, deals, features):
    runtime = SOURCE / "tests/web/node_modules/onnxruntime-web"
    if not runtime.is_dir() or not shutil.which(NODE):
        return skip("ONNX runtime", "needs node, and `npm ci` in tests/web")
    rows = out / "rows.json"
    rows.write_text(json.dumps([x for _, x in deals.values()]))
    done = subprocess.run([NODE, "-e", RUN, out / "model.onnx", rows],
                          capture_output=True, text=True,
                          cwd=SOURCE / "tests/web")
    check(done.returncode == 0, done.stderr[-2000:])
    got = dict(zip(deals, json.loads(done.stdout)))
    gap = worst(got, deals)
    check(gap < NEAR, "ONNX", gap)
    raw = (out / "model.onnx").read_bytes()
    for said in (b"trained_as_of", b"base_rate", b"model_sha256",
                 *(f"name: {f}; unit: ".encode() for f in features)):
        check(said in raw, "not in the metadata", said)
    print(f"ONNX runtime: {len(deals)} deals, within {gap:.1e}", flush=True)


# -- SQL -------------------------------------------------------------------

class Sqlite:
    name = "SQLite"

    def __init__(self):
        self.db = sqlite3.connect(":memory:")

    def script(self, text):
        self.db.executescript(text)

    def fill(self, table, rows):
        if rows:
            marks = ",".join("?" * len(rows[0]))
            self.db.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)

    def rows(self, query):
        return self.db.execute(query).fetchall()


class Postgres:
    """A server of its own in a private folder, on a socket alone."""
    name = "PostgreSQL"

    def __init__(self, bin, folder, user):
        self.bin, self.folder, self.user = bin, folder, user
        os.environ["LC_ALL"] = "C.UTF-8"
        data = folder / "data"
        data.mkdir()
        if user:
            shutil.chown(folder, *user)
            shutil.chown(data, *user)
        self.as_user("initdb", "-D", data, "-U", "postgres", "-A", "trust",
                     "-E", "UTF8", "--no-sync")
        self.as_user("pg_ctl", "-D", data, "-w", "-l", folder / "log", "-o",
                     f"-k {folder} -c listen_addresses= -c fsync=off "
                     "-c work_mem=64MB", "start")

    def as_user(self, program, *args):
        who = ["setpriv", f"--reuid={self.user[0]}", f"--regid={self.user[1]}",
               "--clear-groups"] if self.user else []
        subprocess.run([*who, self.bin / program, *args], check=True,
                       stdout=subprocess.DEVNULL, cwd=self.folder)

    def psql(self, text):
        done = subprocess.run(
            ["psql", "-h", self.folder, "-U", "postgres", "-X", "-q", "-v",
             "ON_ERROR_STOP=1", "--csv", "-t"], input=text, text=True,
            capture_output=True)
        check(done.returncode == 0, done.stderr[-2000:])
        return done.stdout

    def script(self, text):
        # a step of a long WITH has no statistics: see README
        self.psql("SET enable_nestloop = off;" + text)

    def fill(self, table, rows):
        lines = "".join(",".join("" if x is None else repr(x)
                                 if isinstance(x, float) else f'"{x}"'
                                 if isinstance(x, str) else str(x)
                                 for x in r) + "\n" for r in rows)
        self.psql(f"\\copy {table} FROM STDIN CSV\n{lines}\\.\nANALYZE;")

    def rows(self, query):
        # to compile so long an expression takes longer than to run it
        return [[x if i == 0 else number(x) for i, x in enumerate(line)]
                for line in csv.reader(
                    self.psql("SET jit = off;" + query).splitlines())]

    def stop(self):
        self.as_user("pg_ctl", "-D", self.folder / "data", "-m", "fast", "stop")


@contextlib.contextmanager
def postgres(folder):
    found = sorted(pathlib.Path("/usr/lib/postgresql").glob("*/bin/pg_ctl"))
    root = os.getuid() == 0
    if not found or not shutil.which("psql") or \
            root and not shutil.which("setpriv"):
        skip("PostgreSQL", "needs Debian's postgresql")
        yield None
        return
    server = Postgres(found[-1].parent, folder,
                      ("nobody", "nogroup") if root else None)
    try:
        yield server
    finally:
        server.stop()


def whole(x):
    return None if x is None else int(x)


def score(db, out, deals):
    db.script((out / "tables.sql").read_text())
    db.fill("dealsense_nodes", [[*map(whole, n[:4]), *n[4:]]
                                for n in nodes(out)])
    db.fill("dealsense_features", [[d, *x] for d, (_, x) in deals.items()])
    # PostgreSQL walks the nodes for a part, and has the trees for all.
    walked = deals
    if db.name == "PostgreSQL":
        got = dict(db.rows((out / "score_inline.sql").read_text()))
        gap = worst(got, deals)
        check(gap < NEAR, db.name, "inline", gap)
        print(f"{db.name}, one pass: {len(deals)} deals, within {gap:.1e}")
        walked = dict(list(deals.items())[:1000])
        last = sorted(walked)[-1]
        keep = ",".join(f"'{d}'" for d in walked)
        db.script(f"DELETE FROM dealsense_features WHERE deal_id NOT IN ({keep})"
                  ";ANALYZE;")
        check(last in walked)
    got = dict(db.rows((out / "score.sql").read_text()))
    gap = worst(got, walked)
    check(gap < NEAR, db.name, gap)
    print(f"{db.name}: {len(walked)} deals, within {gap:.1e}", flush=True)


# -- Features --------------------------------------------------------------

def day_number(text):
    return (datetime.date.fromisoformat(text) -
            datetime.date(1970, 1, 1)).days if text else None


def clean(text):
    """Without the planted dirt: what a loader makes of it is not ours."""
    head, *lines = csv.reader(text.splitlines())
    kept = {r[0]: r for r in lines
            if len(r) == len(head) and r[0] and "-DIRTY-" not in r[0]}
    return "".join(",".join('"' + x.replace('"', '""') + '"' for x in r) + "\n"
                   for r in [head, *kept.values()])


def load(db, out, deals, history):
    """What a loader does: days as numbers, empty fields as NULL."""
    script = (out / "features.sql").read_text()
    tables, insert = script.split("\n-- features\n")
    db.script(tables)
    columns = [line.split()[0] for line in
               tables.split("CREATE TABLE dealsense_deals (\n")[1]
               .split("\n);")[0].splitlines()]
    names = {"category_1": "Route", "numeric_1": "Seats"}
    rows = []
    for d in csv.DictReader(deals.open(encoding="utf-8")):
        outcome = d["outcome"].lower() or "open"
        value = {"created": day_number(d["created_date"]), "outcome": outcome,
                 "closed": day_number(d["closed_date"])
                 if outcome in ("won", "lost") else None}
        for name in columns:
            if name not in value:
                x = d[names.get(name, name)] or None
                value[name] = float(x) if x and name in (
                    "amount", "numeric_1") else x
        rows.append([value[name] for name in columns])
    db.fill("dealsense_deals", rows)
    if "dealsense_stages" in tables:
        db.fill("dealsense_stages",
                [[r["stage"], int(r["place"])] for r in
                 csv.DictReader((out / "stages.csv").open(encoding="utf-8"))])
    if "dealsense_history" in tables:
        db.fill("dealsense_history",
                [[h["deal_id"], k, day_number(h["entered_date"]), h["stage"],
                  number(h["amount"]), day_number(h["close_date"])]
                 for k, h in enumerate(csv.DictReader(
                     history.open(encoding="utf-8")))])
    return insert


def compare(db, insert, names, deals, units):
    """On the day, and on the first of those before it: a replay."""
    days = sorted({int(d.split("@")[1]) for d in deals})
    newest, off = days[-1], {}
    days = [days[0], newest]
    deals = {d: x for d, x in deals.items()
             if int(d.split("@")[1]) in days}
    for day in days:
        db.script("DELETE FROM dealsense_features; DELETE FROM dealsense_day;"
                  f"INSERT INTO dealsense_day VALUES ({day}, {newest});")
        db.script(insert)
        got = {r[0]: r[1:] for r in
               db.rows("SELECT * FROM dealsense_features")}
        then = {d.split("@")[0]: x for d, (_, x) in deals.items()
                if d.endswith(f"@{day}")}
        check(set(got) == set(then), db.name, day, "other deals",
              len(got), len(then))
        for deal, x in then.items():
            for name, unit, want, has in zip(names, units, x, got[deal]):
                same = want == has if want is None or has is None or \
                    unit in EXACT else abs(want - has) <= 1e-12
                if not same:
                    off.setdefault(name, []).append((deal, day, want, has))
    check(not off, db.name, {k: (len(v), v[0]) for k, v in off.items()})
    print(f"{db.name}: {len(names)} features of {len(deals)} deals on "
          f"{len(days)} days are the engine's", flush=True)


def units_of(out):
    """As tables.sql has them beside the names."""
    lines = (out / "tables.sql").read_text().split("dealsense_features (")[1]
    return [line.split(":")[0].split(",")[-1].strip()
            for line in lines.splitlines() if " /* " in line]


# -- The command -----------------------------------------------------------

def refuses(work, deals):
    none = work / "none.dsm"
    ok("train", "--no-store", "--model", none, deals)
    for args in (["--model", none], ["--model", none, deals]):
        done = dealsense("export-model", "--format", "sql", "--out", work,
                         *args)
        check(done.returncode == 3 and done.stderr.count("\n") == 1 and
              "no model to export" in done.stderr, done)
    for args, code in ((["--format", "onnx", "--model", work / "absent"], 3),
                       (["--format", "onnx", "--model", deals], 3),
                       (["--format", "pmml", "--model", none], 2),
                       (["--model", none], 2)):
        done = dealsense("export-model", "--out", work, *args)
        check(done.returncode == code and done.stderr.count("\n") == 1, done)


def export(work, name, *args):
    out = work / name
    for kind in ("sql", "onnx"):
        ok("export-model", "--format", kind, "--no-store", "--quiet", "--out",
           out, *args)
    return out / "model"


def with_own_fields(text):
    """A category and a number of the company's own, some empty."""
    head, *lines = csv.reader(clean(text).splitlines())
    return clean("".join(",".join('"' + x.replace('"', '""') + '"'
                                  for x in r) + "\n" for r in
                         [[*head, "Route", "Seats"],
                          *([*r, ("", "it's direct", "Resale", "Web")[k % 4],
                             str(k * 7 % 50) if k % 5 else ""]
                            for k, r in enumerate(lines))]))


def other_company(work):
    """Pairs that decide together, own fields, and no history."""
    deals, model = work / "own.csv", work / "own.dsm"
    config = work / "own.ini"
    config.write_text("[columns]\ncategory = Route\nnumeric = Seats\n")
    deals.write_text(with_own_fields(
        ok("sample", "--deals", 12000, "--seed", 3, "--world",
           "interactions").stdout), encoding="utf-8")
    given = [deals, "--config", config, "--as-of", DAY]
    ok("train", "--no-store", *given, "--model", model)
    out = export(work, "own", "--model", model, *given)
    names, rows = engine(deals, "-", model, 3, config)
    for kind in ("own:Route", "own:Seats", "pair:"):
        check(any(n.startswith(kind) for n in names), kind, names)
    onnx(out, rows, names)
    db = Sqlite()
    score(db, out, dict(list(rows.items())[:500]))
    compare(db, load(db, out, deals, None), names, rows, units_of(out))


def main():
    with workdir() as folder:
        work = pathlib.Path(folder)
        work.chmod(0o755)
        deals, history = work / "deals.csv", work / "history.csv"
        model = work / "model.dsm"
        deals.write_text(clean(ok("sample", "--deals", 12000, "--seed", 7,
                                  "--history", history).stdout),
                         encoding="utf-8")
        few = work / "few.csv"
        few.write_text(ok("sample", "--deals", 100, "--seed", 1).stdout)
        refuses(work, few)
        given = [deals, "--history", history, "--as-of", DAY]
        ok("train", "--no-store", *given, "--model", model)
        out = export(work, "a", "--model", model, *given)
        again = export(work, "b", "--model", model, *given)
        alone = export(work, "c", "--model", model)
        for file in sorted(out.iterdir()):
            check(file.read_bytes() == (again / file.name).read_bytes(), file)
            check(file.name in ("features.sql", "stages.csv") or
                  file.read_bytes() == (alone / file.name).read_bytes(), file)
        check(len(list(out.iterdir())) == 7 and len(list(alone.iterdir())) == 5)

        names, rows = engine(deals, history, model, 15)
        check(len(rows) >= DEALS, len(rows))
        rows = dict(list(rows.items())[:DEALS])
        _, then = engine(deals, history, model, 4)
        onnx(out, rows, names)
        other_company(work)
        server = work / "postgres"
        server.mkdir()
        with postgres(server) as pg:
            for db in filter(None, (Sqlite(), pg)):
                score(db, out, rows)
                insert = load(db, out, deals, history)
                compare(db, insert, names, then, units_of(out))


main()
