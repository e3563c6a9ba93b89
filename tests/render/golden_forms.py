"""A file of a pack as text that can be accepted, read and compared: what a
reader gets to see, and nothing that hangs on the version of a library.
"""
import email
import email.policy
import html
import re
import struct
import subprocess
import xml.etree.ElementTree as tree
import zipfile
import zlib

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
BLOCK = 20  # pixels of a picture that are one cell of its form


def text_form(data):
    return data.decode("utf-8")


def brief_form(path):
    """A line a word: page, box to whole points, text. golden_brief.py says
    what may differ."""
    done = subprocess.run(["pdftotext", "-bbox", path, "-"], text=True,
                          capture_output=True, check=True)
    out, page = [], 0
    for line in done.stdout.splitlines():
        size = re.search(r'<page width="([\d.]+)" height="([\d.]+)"', line)
        if size:
            page += 1
            out.append("page %d: %.0f x %.0f" %
                       (page, *(float(v) for v in size.groups())))
        word = re.search(r'xMin="([-\d.]+)" yMin="([-\d.]+)" xMax="([-\d.]+)" '
                         r'yMax="([-\d.]+)">(.*)</word>', line)
        if word:
            box = " ".join("%.0f" % float(v) for v in word.groups()[:4])
            out.append(f"{page} [{box}] {html.unescape(word[5])}")
    return "\n".join(out) + "\n"


def sheet_lines(root, strings, formats):
    for part in ("sheetView", "pane", "col", "pageSetup", "pageMargins",
                 "printOptions", "oddHeader", "oddFooter", "mergeCell",
                 "dataBar", "cfRule", "tabColor", "dataValidation"):
        for node in root.iter(MAIN + part):
            at = " ".join(f"{k.split('}')[-1]}={v}" for k, v in
                          sorted(node.attrib.items()) if k not in
                          ("style", "dxfId", "priority", "tabSelected"))
            yield f"{part} {at} {(node.text or '').strip()}".rstrip()
    for cell in root.iter(MAIN + "c"):
        value = cell.findtext(MAIN + "v")
        if value is None:
            continue
        kind = cell.get("t", "n")
        if kind == "s":
            value = strings[int(value)]
        formula = cell.findtext(MAIN + "f")
        look = formats[int(cell.get("s", 0))]
        yield " ".join(f"{cell.get('r')} {kind} {look}"
                       f"{' =' + formula if formula else ''} {value}".split())


def workbook_form(path):
    """Sheet by sheet: set-up, then a line a cell with type, number format,
    formula and value; then names, tables, charts."""
    out = []
    with zipfile.ZipFile(path) as z:
        read = lambda name: tree.fromstring(z.read(name))
        names = sorted(z.namelist())
        strings = ["".join(t.text or "" for t in si.iter(MAIN + "t"))
                   for si in read("xl/sharedStrings.xml").iter(MAIN + "si")]
        styles = read("xl/styles.xml")
        codes = {f.get("numFmtId"): f.get("formatCode")
                 for f in styles.iter(MAIN + "numFmt")}
        formats = ["{%s}" % codes.get(x.get("numFmtId"), x.get("numFmtId"))
                   for x in styles.find(MAIN + "cellXfs")]
        book = read("xl/workbook.xml")
        for i, sheet in enumerate(book.iter(MAIN + "sheet"), 1):
            out.append(f"== {sheet.get('name')}")
            out += sheet_lines(read(f"xl/worksheets/sheet{i}.xml"), strings,
                               formats)
        out.append("== names")
        out += [f"{n.get('name')} {n.get('localSheetId') or ''} {n.text}"
                for n in book.iter(MAIN + "definedName")]
        for name in names:
            if re.match(r"xl/tables/", name):
                table = read(name)
                out.append(f"== table {table.get('name')} {table.get('ref')}")
                out += [c.get("name") for c in table.iter(MAIN + "tableColumn")]
            if re.match(r"xl/charts/", name):
                chart = read(name)
                out.append(f"== {name[3:]}")
                out += [f"{node.tag.split('}')[-1]} {node.text}"
                        for node in chart.iter()
                        if node.tag in (CHART + "f", CHART + "formatCode") or
                        node.tag.endswith("}t")]
                out += [node.tag.split("}")[-1] for node in chart.iter()
                        if node.tag.endswith("Chart")]
    return "\n".join(out) + "\n"


def mail_form(data):
    """Headers, the tree of parts, the plain text."""
    message = email.message_from_bytes(data, policy=email.policy.default)
    out = [f"{k}: {v}" for k, v in message.items() if k != "Content-Type"]

    def walk(part, depth):
        name = part.get_filename()
        out.append(f"{'  ' * depth}{part.get_content_type()}"
                   f"{' ' + name if name else ''}"
                   f"{' ' + part['Content-ID'] if part['Content-ID'] else ''}")
        for child in part.iter_parts() if part.is_multipart() else ():
            walk(child, depth + 1)
    walk(message, 0)
    out += ["", message.get_body(("plain",)).get_content()
            .replace("\r\n", "\n")]
    return "\n".join(out)


def chunks(data):
    at = 8
    while at < len(data):
        size, kind = struct.unpack(">I4s", data[at:at + 8])
        yield kind, data[at + 8:at + 8 + size]
        at += 12 + size


def pixel_rows(data):
    """Rows of (r, g, b) of a PNG with a palette; unfiltered ones only, which
    is what a palette is written with."""
    parts = {}
    for kind, body in chunks(data):
        parts[kind] = parts.get(kind, b"") + body
    width, height, depth, colour = struct.unpack(">IIBB", parts[b"IHDR"][:10])
    if (depth, colour) != (8, 3):
        raise ValueError(f"a PNG of depth {depth} and colour type {colour}")
    palette = [tuple(parts[b"PLTE"][i:i + 3])
               for i in range(0, len(parts[b"PLTE"]), 3)]
    raw = zlib.decompress(parts[b"IDAT"])
    for y in range(height):
        row = raw[y * (width + 1):(y + 1) * (width + 1)]
        if row[0]:
            raise ValueError(f"row {y} is filtered")
        yield row[1:], palette


def picture_form(data):
    """The mean colour of each block of pixels, a hex digit a channel: coarse
    enough for other versions of Cairo, fine enough for a bar or a label."""
    out, sums, rows, width = [], None, 0, 0

    def flush():
        out.append(" ".join("".join(
            f"{round(v / n * 15 / 255):x}" for v in rgb)
            for *rgb, n in sums))
    for indices, palette in pixel_rows(data):
        width = len(indices)
        if sums is None:
            sums = [[0, 0, 0, 0] for _ in range(-(-width // BLOCK))]
        for k, cell in enumerate(sums):
            part = indices[k * BLOCK:(k + 1) * BLOCK]
            for index in set(part):
                n = part.count(index)
                for c in range(3):
                    cell[c] += n * palette[index][c]
                cell[3] += n
        rows += 1
        if rows % BLOCK == 0:
            flush()
            sums = None
    if sums:
        flush()
    return f"{width} x {rows}, blocks of {BLOCK}\n" + "\n".join(out) + "\n"
