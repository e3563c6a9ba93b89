"""What stands in which order, and how a file is written, changes no figure.

Rows shuffled, columns shuffled, the header row again in the middle, with a BOM
and without, CRLF and LF: the same summary.json but for the file's own facts
(name, hash, what was found wrong with it), and the same deals. Where two rows
have one id the last stands, so those keep their order; a sum keeps its place
below what it sums.
"""
import concurrent.futures
import csv
import io
import json
import pathlib
import random

from tool import MAVEN, SHARED, SKYGENI, check, dealsense, rows, \
    shared_is_here, summary, workdir

SAMPLE = pathlib.Path(__file__).parents[2] / "sample"
BOM = b"\xef\xbb\xbf"
# Facts of the file, and what the gate said of its rows.
OF_THE_FILE = ["file", "sha256", "history_file", "history_sha256"]
OF_THE_HEADER = ("[0].input.diagnostics", "[0].input.findings",
                 "[0].reading.left_out")


class Table:
    """A file as rows of cells, in Latin-1 so that every byte survives."""

    def __init__(self, path):
        data = pathlib.Path(path).read_bytes()
        self.bom = data.startswith(BOM)
        self.utf8 = True
        try:
            data.decode("utf-8")
        except UnicodeDecodeError:
            self.utf8 = False
        text = data.removeprefix(BOM).decode("latin-1")
        self.end = "\r\n" if "\r\n" in text else "\n"
        lines = list(csv.reader(io.StringIO(text, newline="")))
        wide = max(map(len, lines))
        at = next(k for k, x in enumerate(lines) if len(x) == wide)
        self.titles, self.header = lines[:at], lines[at]
        self.rows = lines[at + 1:]

    def write(self, path):
        out = io.StringIO(newline="")
        write = csv.writer(out, lineterminator=self.end).writerow
        for line in [*self.titles, self.header, *self.rows]:
            write(line)
        data = out.getvalue().encode("latin-1")
        path.write_bytes(BOM + data if self.bom else data)


def is_sum(row):
    return sum(x != "" for x in row) <= 2 or row[0].startswith("Total")


def rows_shuffled(t, rng):
    moving = [r for r in t.rows if r and not is_sum(r)]
    staying = [r for r in t.rows if r and is_sum(r)]
    rng.shuffle(moving)
    again = {}
    for r in t.rows:
        if r and not is_sum(r):
            again.setdefault(r[0], []).append(r)
    t.rows = [again[r[0]].pop(0) for r in moving] + staying


def columns_shuffled(t, rng):
    order = list(range(len(t.header)))
    rng.shuffle(order)
    t.header, *t.rows = [
        [r[k] for k in order] if len(r) == len(order) else r
        for r in [t.header, *t.rows]]


def header_again(t, _):
    t.rows.insert(len(t.rows) // 2, list(t.header))


def other_bom(t, _):
    if t.utf8:
        t.bom = not t.bom


def other_end(t, _):
    t.end = "\n" if t.end == "\r\n" else "\r\n"


VARIANTS = [[rows_shuffled], [columns_shuffled], [header_again], [other_bom],
            [other_end]]
ALL = [f for v in VARIANTS for f in v]


def varied(path, variant, folder, name):
    t, out = Table(path), folder / name
    for change in variant:
        change(t, random.Random(7))
    t.write(out)
    return out


def figures(args, out):
    """Of a pack, but for the facts of its file; its deals, by id. None: the
    file is refused."""
    done = dealsense("run", *args, "--out", out, "--no-store", "--quiet")
    if done.returncode == 3:
        return None
    check(done.returncode == 0, done.stderr)
    s = summary(out / "latest")
    for key in OF_THE_FILE:
        s["input"].pop(key, None)
    api = out / "latest/dashboard/api/v1/deals.json"
    deals = json.loads(api.read_text("utf-8"))["deals"]
    return (s, sorted(rows(out / "latest/risk_report.csv"),
                      key=lambda r: r["deal_id"]),
            sorted(deals, key=lambda d: d["deal_id"]))


def differing(a, b, path=""):
    """Where two figures differ: tuples are lists here."""
    if type(a) is not type(b):
        return [f"{path}: {a} {b}"]
    if isinstance(a, dict):
        return [x for k in sorted({*a, *b})
                for x in differing(a.get(k), b.get(k), f"{path}.{k}")]
    if isinstance(a, (list, tuple)) and len(a) == len(b):
        return [x for k, (p, q) in enumerate(zip(a, b))
                for x in differing(p, q, f"{path}[{k}]")]
    return [] if a == b else [f"{path}: {a} {b}"]


def compared(folder, name, path, variants, *more):
    """1: as a pack; 0: it is refused. Its history lies beside it."""
    history = path.with_name("history.csv")
    files = [path, *([history] if history.exists() else [])]

    def run(kind, variant):
        place = folder / name / kind
        place.mkdir(parents=True)
        made = [varied(f, variant, place, f"{k}.csv")
                for k, f in enumerate(files)] if variant else files
        args = [made[0], *(["--history", made[1]] if made[1:] else []), *more]
        return figures(args, place / "pack")

    want = run("plain", [])
    if want is None:
        return 0
    for variant in variants:
        kind = "_".join(f.__name__ for f in variant)
        differ = [x for x in differing(want, run(kind, variant))
                  if header_again not in variant or
                  not x.startswith(OF_THE_HEADER)]
        check(not differ, f"{name}, {kind}: {len(differ)} differ: "
              f"{differ[:5]}")
    return 1


def small():
    """The small exports; of one each change alone, too."""
    for path in sorted((SHARED / "cases/exports").glob("*.csv")):
        config = path.with_suffix(".ini")
        alone = VARIANTS if path.stem == "status_against_flags" else []
        yield (path.stem, path, [*alone, ALL],
               *(["--config", config] if config.exists() else []))


def main(folder):
    jobs = [("sample", SAMPLE / "deals.csv", [ALL])]
    if shared_is_here("the public exports"):
        jobs += [("skygeni", SKYGENI, [ALL], "--as-of", "2024-01-01"),
                 ("maven", MAVEN, [ALL], "--as-of", "2017-12-31")]
        jobs += small()
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        waiting = [pool.submit(compared, folder, *job) for job in jobs]
        n = sum(job.result() for job in waiting)
    if len(jobs) > 1:
        check(n >= 18, f"only {n} exports are read")
    print(f"{n} exports, each written in another order")


with workdir() as where:
    main(pathlib.Path(where))
