"""The golden gallery: every format of the fixture against accepted files.

    golden_check.py GOLDEN            compares
    golden_check.py GOLDEN --bless    accepts what is written now

GOLDEN writes the fixture in all formats (golden.c). The accepted files in
tests/render/golden/ are text (golden_forms.py). tests/bless accepts; look at
`git diff` before you commit what it did.
"""
import difflib
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

import golden_brief
import golden_forms as forms

ACCEPTED = pathlib.Path(__file__).parent / "golden"
PAGES = ("index", "quarter", "deals", "reps", "segments", "cycle", "trust", "data",
         "method")
SHADE, CELLS = 2, 0.004  # steps of 15; share of a picture that may differ more


def same_text(accepted, now):
    return accepted == now


def other_cells(accepted, now):
    """Cells that are clearly of another colour, as (row, column)."""
    old, new = accepted.splitlines(), now.splitlines()
    if old[0] != new[0] or len(old) != len(new):
        return None
    out = []
    for y, (a, b) in enumerate(zip(old[1:], new[1:])):
        for x, (p, q) in enumerate(zip(a.split(), b.split())):
            if max(abs(int(i, 16) - int(j, 16))
                   for i, j in zip(p, q)) > SHADE:
                out.append((y, x))
    return out


def same_picture(accepted, now):
    cells = other_cells(accepted, now)
    return cells is not None and \
        len(cells) <= CELLS * len(now.split())


# Accepted name, file of the pack, its form, when two forms are the same.
TEXT = (lambda path: forms.text_form(path.read_bytes()), same_text)
BRIEF = (forms.brief_form, golden_brief.same_brief)
BOOK = (forms.workbook_form, same_text)
JSON = (lambda path: json.dumps(json.loads(path.read_bytes()), indent=1,
                                ensure_ascii=False) + "\n", same_text)
MAIL = (lambda path: forms.mail_form(path.read_bytes()), same_text)
PICTURE = (lambda path: forms.picture_form(path.read_bytes()), same_picture)
FEW = [("brief.txt", "brief.pdf", BRIEF),
       ("index.html", "dashboard/index.html", TEXT),
       ("quarter.html", "dashboard/quarter.html", TEXT),
       ("slack.json", "messages/slack.json", JSON),
       ("alerts.txt", "messages/alerts.txt", TEXT)]
ALL = FEW + [
    ("workbook.txt", "risk_workbook.xlsx", BOOK),
    ("risk_report.csv", "risk_report.csv", TEXT),
    ("crm_update.csv", "crm_update.csv", TEXT),
    ("email.txt", "messages/email.eml", MAIL),
    ("email.html", "messages/email.html", TEXT),
    ("deal.html", "dashboard/deal/OPP-1001.html", TEXT),
    ("deal.json", "dashboard/api/v1/deals/OPP-1001.json", JSON),
    ("summary.json", "dashboard/api/v1/summary.json", JSON),
    ("feature_importance.txt", "feature_importance.png", PICTURE),
    ("cycle_length.txt", "cycle_length.png", PICTURE),
    *((f"{p}.html", f"dashboard/{p}.html", TEXT) for p in PAGES[2:])]
GALLERY = {"hybrid": ALL, "rules_only": FEW + [
    ("feature_importance.txt", "feature_importance.png", PICTURE)],
    "empty": FEW}


def around(line, others):
    """A line of the difference; of a long one the part that differs."""
    if len(line) < 200:
        return line
    twin = max(others, key=lambda o: len(os.path.commonprefix((o[1:],
                                                               line[1:]))),
               default="")
    at = len(os.path.commonprefix((twin[1:], line[1:])))
    return f"{line[0]} …{line[max(1, at - 60):at + 120]}…"


def explain(name, accepted, now):
    """What differs, for somebody who has to decide whether it may."""
    if name.endswith(("importance.txt", "length.txt")):
        cells = other_cells(accepted, now)
        if cells is None:
            return [f"  was {accepted.splitlines()[0]}, "
                    f"is {now.splitlines()[0]}"]
        rows, columns = [c[0] for c in cells], [c[1] for c in cells]
        b = forms.BLOCK
        return [f"  {len(cells)} blocks differ, between pixels "
                f"({min(columns) * b}, {min(rows) * b}) and "
                f"({(max(columns) + 1) * b}, {(max(rows) + 1) * b})"]
    diff = [line for line in difflib.unified_diff(
        accepted.splitlines(), now.splitlines(), "accepted", "now",
        lineterm="", n=1)][2:]
    changed = [d for d in diff if d[0] in "+-"]
    out = [f"  {around(d, [c for c in changed if c[0] != d[0]])}"
           for d in diff[:30]]
    if len(diff) > 30:
        out.append(f"  … {len(diff) - 30} lines more")
    return out


def forged(name, text):
    """The form with a small change that must not pass."""
    if name.endswith(("importance.txt", "length.txt")):
        lines = text.splitlines()
        for y in range(4, 7):
            cells = lines[y].split()
            cells[6:18] = ["f00" if c[0] != "f" or c == "fff" else "00f"
                           for c in cells[6:18]]
            lines[y] = " ".join(cells)
        return "\n".join(lines) + "\n"
    if name == "brief.txt":  # a word moves by three points
        at = [m for m in re.finditer(r"^\d+ \[(\d+)", text, re.M)][-1]
        return text[:at.start(1)] + str(int(at[1]) + 3) + text[at.end(1):]
    at = [i for i, c in enumerate(text) if c.isdigit()]
    at = at[len(at) // 2]
    return text[:at] + str((int(text[at]) + 1) % 10) + text[at + 1:]


def check(work):
    failures = 0
    for path in sorted((work / "hybrid/dashboard").glob("*.html")):
        if path.stem not in (*PAGES, "deal"):
            print(f"dashboard/{path.name}: a page that PAGES does not have")
            failures += 1
    for variant, files in GALLERY.items():
        for name, source, (form, same) in files:
            now = form(work / variant / source)
            path = ACCEPTED / variant / name
            accepted = path.read_text("utf-8") if path.exists() else ""
            if not path.exists():
                print(f"{variant}/{name}: nothing is accepted yet")
            elif same(accepted, now):
                if same(accepted, forged(name, accepted)) or (
                        name == "brief.txt" and
                        not golden_brief.prove(accepted)):
                    sys.exit(f"{variant}/{name}: a forgery passes")
                continue
            else:
                print(f"{variant}/{name} is not as accepted in {path}:")
                print("\n".join(explain(name, accepted, now)))
            failures += 1
            kept = keep_folder() / variant
            kept.mkdir(parents=True, exist_ok=True)
            (kept / name).write_text(now, "utf-8")
            shutil.copy(work / variant / source, kept)
    known = {f"{v}/{f[0]}" for v, files in GALLERY.items() for f in files}
    for path in sorted(ACCEPTED.rglob("*.*")):
        if f"{path.parent.name}/{path.name}" not in known:
            print(f"{path}: accepted, and written by nobody")
            failures += 1
    if failures:
        print(f"{failures} files differ; look at them in {keep_folder()}. If "
              "that is how it should be: tests/bless, then git diff.")
    else:
        print(f"{len(known)} files as accepted")
    return 1 if failures else 0


def keep_folder():
    return pathlib.Path(os.environ.get("DEALSENSE_KEEP") or pathlib.Path(
        tempfile.gettempdir()) / "dealsense-golden")


def bless(work):
    known = set()
    for variant, files in GALLERY.items():
        (ACCEPTED / variant).mkdir(parents=True, exist_ok=True)
        for name, source, (form, same) in files:
            path = ACCEPTED / variant / name
            known.add(path)
            now = form(work / variant / source)
            # A form that is the same within the tolerance is left as it is,
            # so that another machine's blessing changes nothing.
            if path.exists() and same(path.read_text("utf-8"), now):
                continue
            print(f"{'changed' if path.exists() else 'new'}: {path}")
            path.write_text(now, "utf-8")
    for path in set(ACCEPTED.rglob("*.*")) - known:
        print(f"removed: {path}")
        path.unlink()
    return 0


def main():
    if not shutil.which("pdftotext"):
        print("skipped: no pdftotext")
        return 77
    with tempfile.TemporaryDirectory() as temp:
        subprocess.run([sys.argv[1], temp], check=True)
        job = bless if "--bless" in sys.argv[2:] else check
        return job(pathlib.Path(temp))


if __name__ == "__main__":
    sys.exit(main())
