"""Copies a workbook with one stored number changed: edit_cell.py IN OUT WHAT.

WHAT is a defined name of one cell, or "Sheet!column": that column's first
number below the row of headers. Empty: only the zip is written anew, which
shows that a mere copy is no forgery. No spreadsheet library: the number is
changed in the XML itself, so that nothing else moves.
"""
import re
import sys
import zipfile

source, target, what = sys.argv[1:4]
with zipfile.ZipFile(source) as z:
    parts = {name: z.read(name).decode() for name in z.namelist()}

book, rels = parts["xl/workbook.xml"], parts["xl/_rels/workbook.xml.rels"]


def part_of(sheet):
    rid = re.search(rf'<sheet name="{sheet}"[^>]*r:id="([^"]+)"', book)[1]
    tag = re.search(rf'<Relationship Id="{rid}"[^>]*>', rels)[0]
    return "xl/" + re.search(r'Target="([^"]+)"', tag)[1]


def bump(part, cell):
    text = parts[part]
    pattern = rf'(<c r="{cell}"[^>]*>(?:<f>[^<]*</f>)?<v>)([^<]+)(</v>)'
    match = re.search(pattern, text)
    if match is None:
        return False
    new = repr(float(match[2]) + 1)
    parts[part] = text[:match.start(2)] + new + text[match.end(2):]
    return True


if "!" in what:
    sheet, column = what.split("!")
    part = part_of(sheet)
    strings = re.findall(r"<si>(.*?)</si>", parts["xl/sharedStrings.xml"],
                         re.S)
    words = [re.sub(r"<[^>]+>", "", s) for s in strings]
    heads = re.findall(r'<c r="([A-Z]+)(\d+)"[^>]* t="s"[^>]*><v>(\d+)</v>',
                       parts[part])
    letter, row = next((c, int(r)) for c, r, v in heads
                       if words[int(v)] == column)
    done = any(bump(part, f"{letter}{r}") for r in range(row + 1, row + 9))
elif what:
    ref = re.search(rf'<definedName name="{what}"[^>]*>([^<]+)<', book)[1]
    sheet, cell = ref.replace("'", "").split("!")
    done = bump(part_of(sheet), cell.replace("$", ""))
else:
    done = True
if not done:
    sys.exit(f"no number to change for {what!r}")
with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as z:
    for name, text in parts.items():
        z.writestr(name, text)
