"""Runs brand_test.js on packs that look or hold otherwise than the sample's:
three accents, each with a logo, a sign after the amount, decimal commas, a
fiscal year and names of all kinds; one open deal; none; an export of four columns.

Arguments: node, dealsense, a folder for the packs (once.py), and a step or a
part of the steps (browser.js). Skips (77) where `npm ci` has not been run.
"""
import csv
import pathlib
import struct
import subprocess
import sys
import zlib

here = pathlib.Path(__file__).parent
sys.path.insert(0, str(here.parent))

from once import shared

node, dealsense, build = sys.argv[1:4]
ACCENTS = {"yellow": "#fff59d", "dark": "#0a0a23", "red": "#b03030"}
COMPANY = ("Rheinisch-Westfälische Kraftfahrzeugzulieferungsgesellschaft mit "
           "beschränkter Haftung & Co. KG")
NAMES = ["<img src=x onerror=alert(1)>", "A" * 300, "\u202eevil\u202c.txt",
         "株式会社東京エレクトロニクス 年間ライセンス更新案件",
         "عقد توريد أنظمة إدارة المخزون", "Deal 🚀👩‍👩‍👧 expansion", "\"';--",
         "Donaudampfschifffahrtsgesellschaftskapitänsmützenverordnung " * 3]
REPS = ["Maximiliane-Alexandra zu Hohenlohe-Schillingsfürst-Waldenburg",
        "佐藤 花子", "عبد الرحمن بن محمد", "O'Brien & <i>Sons</i>"]


def logo():
    def chunk(kind, data):
        return (struct.pack(">I", len(data)) + kind + data +
                struct.pack(">I", zlib.crc32(kind + data)))
    row = b"\0" + bytes((20, 90, 60, 255)) * 240
    return (b"\x89PNG\r\n\x1a\n" +
            chunk(b"IHDR", struct.pack(">IIBBBBB", 240, 60, 8, 6, 0, 0, 0)) +
            chunk(b"IDAT", zlib.compress(row * 60)) + chunk(b"IEND", b""))


def sample():
    done = subprocess.run([dealsense, "sample", "--deals", "1400", "--seed",
                           "11"], check=True, capture_output=True)
    rows = csv.DictReader(done.stdout.decode("utf-8").splitlines())
    return [r for r in rows if r["owner"] and r["outcome"]]


def write(path, rows, columns=None):
    with path.open("w", encoding="utf-8", newline="") as f:
        out = csv.DictWriter(f, columns or list(rows[0]),
                             extrasaction="ignore")
        out.writeheader()
        out.writerows(rows)
    return path


def is_open(row):
    return row["outcome"] not in ("Won", "Lost")


def pack(folder, name, export, settings=""):
    ini = folder / "in" / f"{name}.ini"
    ini.write_text(settings, "utf-8")
    out = folder / "packs" / name
    subprocess.run([dealsense, "run", export, "--out", out, "--no-store",
                    "--quiet", "--config", ini], check=True)
    (out / "latest").resolve().rename(folder / name)


def packs(folder):
    (folder / "in").mkdir()
    (folder / "in/logo.png").write_bytes(logo())
    rows = sample()
    for i, row in enumerate(rows):
        if i % 3 == 0:
            row["name"] = NAMES[i // 3 % len(NAMES)]
    reps = sorted({r["owner"] for r in rows})
    named = dict(zip(reps, REPS))
    for row in rows:
        row["owner"] = named.get(row["owner"], row["owner"])
    hostile = write(folder / "in/hostile.csv", rows)
    for name, accent in ACCENTS.items():
        pack(folder, name, hostile,
             f"[brand]\ncompany = {COMPANY}\naccent = {accent}\n"
             "logo = logo.png\n[report]\nsymbol = kr\n"
             "symbol_position = after\nfiscal_month = 4\n"
             "number_format = 1.234,56\n")
    closed = [r for r in rows if not is_open(r)]
    pack(folder, "none_open", write(folder / "in/closed.csv", closed))
    one = next(r for r in rows if is_open(r))
    pack(folder, "one_open", write(folder / "in/one.csv", [*closed, one]))
    pack(folder, "poor", write(folder / "in/poor.csv", rows, [
        "deal_id", "outcome", "created_date", "closed_date"]))


if not (here / "node_modules").is_dir():
    print("skipped: run `npm ci` in tests/web first")
    sys.exit(77)
made = shared(build, "brand", [dealsense], packs)
sys.exit(subprocess.run([node, here / "brand_test.js", made, *sys.argv[4:]],
                        check=False).returncode)
