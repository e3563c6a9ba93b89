"""verify reads every file: one that is damaged is found even where the manifest
was written for the damaged bytes, as a library that loses a write leaves it.

Cut short, a run of bytes lost in the middle, a run of zeros: of every kind of
file, at many places.
"""
import collections
import io
import json
import os
import pathlib
import random
import shutil
import subprocess
import zipfile
import zlib

from tool import BINARY, check, dealsense, ok, repaired, workdir

# What can be damaged without a word: text whose every cut is text too.
KINDS = {"risk_workbook.xlsx": 40, "brief.pdf": 40, "cycle_length.png": 15,
         "feature_importance.png": 15, "risk_report.csv": 15,
         "dashboard/api/v1/summary.json": 10, "dashboard/api/v1/deals.json": 10,
         "dashboard/api/v1/model.json": 10, "messages/slack.json": 5}


def damages(data, times, chance):
    for k in range(times):
        at = chance.randrange(len(data) // 20, len(data) - 1)
        run = min(chance.choice([1, 512, 4096]), len(data) - at)
        yield [("cut", data[:at]),
               ("lost", data[:at] + data[at + run:]),
               ("zeros", data[:at] + bytes(run) + data[at + run:])][k % 3]


def parts(data):
    """What another reader finds in a workbook; None: nothing."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as book:
            return {i.filename: book.read(i) for i in book.infolist()}
    except (zipfile.BadZipFile, NotImplementedError, zlib.error):
        return None


def harmless(name, data, damaged):
    """Text may be text after it has lost some, also that between the streams
    of a PDF."""
    if name.endswith(".xlsx"):
        return parts(damaged) == parts(data)
    if name.endswith(".json"):
        return json.loads(damaged) is not None
    return damaged == data or name.endswith((".pdf", ".csv"))


def bomb(data, part, filler):
    """The workbook with a part that unpacks to 400 MB."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as book, \
            zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as written:
        for info in book.infolist():
            text = book.read(info)
            end = text.rindex(b"</") if info.filename == part else len(text)
            with written.open(info.filename, "w", force_zip64=True) as entry:
                entry.write(text[:end])
                for _ in range(400 if end < len(text) else 0):
                    entry.write(filler * (1_000_000 // len(filler)))
                entry.write(text[end:])
    return out.getvalue()


def bombs(pack, data):
    """A clear refusal, in memory that a bomb does not decide."""
    for part, filler in (
            ("xl/sharedStrings.xml", b"<si><t>AAAAAAAAAAAAAAAA</t></si>"),
            ("xl/sharedStrings.xml", b" "),
            ("xl/worksheets/sheet2.xml",
             b'<row><c r="A900"><v>1</v></c></row>')):
        repaired(pack, "risk_workbook.xlsx", bomb(data, part, filler))
        run = subprocess.Popen([BINARY, "verify", str(pack)],
                               stderr=subprocess.PIPE, text=True)
        said = run.stderr.read()
        _, status, used = os.wait4(run.pid, 0)
        check(os.waitstatus_to_exitcode(status) == 3 and said.count("\n") == 1
              and "unpacks to more than" in said, f"{part}: {status} {said}")
        check(used.ru_maxrss < 300_000, f"{part}: {used.ru_maxrss} KB")
    repaired(pack, "risk_workbook.xlsx", data)


def main():
    chance = random.Random(3)
    tally = collections.Counter()
    with workdir() as folder:
        work = pathlib.Path(folder)
        (work / "deals.csv").write_text(
            ok("sample", "--deals", 400, "--as-of", "2026-06-29").stdout)
        ok("run", work / "deals.csv", "--out", work / "out", "--no-store",
           "--quiet")
        whole = (work / "out/latest").resolve()
        pack = work / "pack"
        shutil.copytree(whole, pack)
        repaired(pack, "brief.pdf", (whole / "brief.pdf").read_bytes())
        ok("verify", pack)  # the repair itself is no damage
        for name, times in KINDS.items():
            data = (whole / name).read_bytes()
            for how, damaged in damages(data, times, chance):
                repaired(pack, name, damaged)
                done = dealsense("verify", pack)
                check(done.returncode in (0, 3), f"{name}, {how}: {done}")
                tally[name, done.returncode == 3] += 1
                if done.returncode == 3:
                    check(done.stderr.count("\n") == 1 and
                          pathlib.Path(name).name in done.stderr, done.stderr)
                else:
                    check(harmless(name, data, damaged),
                          f"{name}, {how} at {len(damaged)} of {len(data)} "
                          "bytes: not found")
            repaired(pack, name, data)
        bombs(pack, (whole / "risk_workbook.xlsx").read_bytes())
        ok("verify", pack)
    for name in KINDS:
        print(f"{tally[name, True]:4} of {KINDS[name]} damages of {name} found")
        text = name.endswith((".json", ".csv"))
        check(tally[name, True] >= (0.6 if text else 0.9) * KINDS[name],
              f"{name}: too few")


main()
