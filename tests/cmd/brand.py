"""A company's accent and logo stand in every format, and a bad one is refused;
quarters of a fiscal year say that they are, and amounts bear the company's sign.

The logo is written anew: its pixels travel, its metadata does not. Contrast is
computed here from WCAG's formula, apart from the product's.
"""
import csv
import pathlib
import re
import struct
import subprocess
import zipfile
import zlib

from tool import check, dealsense, files, ok, rows, summary, workdir

ACCENT = "e6007e"  # neither readable on white nor on the dark pages
OURS = ("colours.css", "logo.svg")  # where the built-in accent stays


def chunk(kind, data):
    return (struct.pack(">I", len(data)) + kind + data +
            struct.pack(">I", zlib.crc32(kind + data)))


def png(width, height, rgba=(200, 30, 80, 255), text=b""):
    row = b"\0" + bytes(rgba) * width
    return (b"\x89PNG\r\n\x1a\n" +
            chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0,
                                       0)) +
            (chunk(b"tEXt", b"Author\0" + text) if text else b"") +
            chunk(b"IDAT", zlib.compress(row * height)) + chunk(b"IEND", b""))


def luminance(rgb):
    parts = [int(rgb[i:i + 2], 16) / 255 for i in (0, 2, 4)]
    parts = [v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4
             for v in parts]
    return sum(w * v for w, v in zip((0.2126, 0.7152, 0.0722), parts))


def contrast(a, b):
    x, y = sorted((luminance(a), luminance(b)))
    return (y + 0.05) / (x + 0.05)


def refused(folder, export, logo, why):
    ini = folder / "bad.ini"
    ini.write_text(f"[brand]\nlogo = {logo}\n")
    done = dealsense("run", export, "--no-store", "--config", ini, "--out",
                     folder / "none")
    check(done.returncode == 3 and "logo" in done.stderr and
          why in done.stderr and done.stderr.count("\n") == 1, (logo, done))
    check(not (folder / "none").exists(), "nothing may be published")


def refusals(folder, export):
    inner = folder / "house"
    inner.mkdir()
    (folder / "outside.png").write_bytes(png(8, 8))
    (inner / "link.png").symlink_to("../outside.png")
    whole = png(64, 16)
    bad = {
        "text.png": (b"<svg/>" * 9, "is no PNG"),
        "short.png": (whole[:20], "is no PNG"),
        "cut.png": (whole[:-30], "is damaged"),
        "wide.png": (png(5000, 4), "5000 by 4 pixels"),
        "bomb.png": (whole[:16] + struct.pack(">II", 1 << 30, 1 << 30) +
                     whole[24:], "pixels"),
        "zero.png": (whole[:16] + struct.pack(">II", 0, 9) + whole[24:],
                     "pixels"),
        "fat.png": (whole + bytes(1 << 20), "at most 1 MB"),
    }
    for name, (data, why) in bad.items():
        (inner / name).write_bytes(data)
        refused(inner, export, name, why)
    refused(inner, export, "missing.png", "cannot open")
    refused(inner, export, "../outside.png", "must lie in the folder")
    refused(inner, export, inner / "text.png", "must lie")
    refused(inner, export, "link.png", "must lie in the folder")
    (inner / "folder.png").mkdir()
    refused(inner, export, "folder.png", "must be a PNG file")


def fiscal_quarters(folder, export):
    """Where the year does not start in January, every quarter says so."""
    ini = folder / "fiscal.ini"
    ini.write_text("[report]\nfiscal_month = 4\npaper = letter\n")
    ok("run", export, "--no-store", "--config", ini, "--out", folder / "fy")
    pack = folder / "fy/latest"
    said = 0
    for name, data in files(pack).items():
        if name.endswith(".xlsx"):
            with zipfile.ZipFile(pack / name) as z:
                data = z.read("xl/sharedStrings.xml")
        elif name.endswith(".pdf"):
            data = subprocess.run(["pdftotext", pack / name, "-"], check=True,
                                  capture_output=True).stdout
        elif not name.endswith((".html", ".txt")):
            continue
        check(not re.search(rb"20\d\dQ[1-4]|Q[1-4] 20\d\d", data), name)
        said += re.search(rb"Q[1-4] FY20", data) is not None
    check(said >= 5, f"fiscal quarters in {said} files only")
    size = subprocess.run(["pdfinfo", pack / "brief.pdf"], text=True,
                          capture_output=True, check=True).stdout
    check("612 x 792" in size, size)
    with zipfile.ZipFile(pack / "risk_workbook.xlsx") as z:
        papers = {re.search(rb'paperSize="(\d+)"', z.read(n))[1] for n in
                  z.namelist() if n.startswith("xl/worksheets/sheet")}
    check(papers == {b"1"}, f"paper of the workbook: {papers}")
    # Each closed deal in the quarter that its year has: reckoned here.
    want = {}
    with open(export, encoding="utf-8", newline="") as f:
        for r in csv.DictReader(f):
            day = re.fullmatch(r"(\d{4})-(\d\d)-\d\d", r["closed_date"] or "")
            if r["outcome"] in ("Won", "Lost") and day:
                months = int(day[1]) * 12 + int(day[2]) - 1 + 9
                name = f"{months // 12}Q{months % 12 // 3 + 1}"
                want[name] = want.get(name, 0) + 1
    got = {q["quarter"]: q["deals"] for q in
           summary(pack)["cycle"]["by_close_quarter"]}
    check(set(got) == set(want) and
          all(want[q] - 3 <= n <= want[q] for q, n in got.items()),
          (got, want)) # rows of no use to us are in no quarter


def own_sign(folder, export):
    """A sign of the company's own, after the number; JSON and CSV stay plain."""
    ini = folder / "sign.ini"
    ini.write_text("[report]\nsymbol = kr\nsymbol_position = after\n")
    large = folder / "large.csv" # one deal of 9,000,000,000,000 kr
    with open(export, encoding="utf-8", newline="") as f:
        table = list(csv.reader(f))
    amount, outcome = (table[0].index(n) for n in ("amount", "outcome"))
    next(r for r in table if r[outcome:outcome + 1] == ["Open"])[amount] = \
        "9000000000000"
    with open(large, "w", encoding="utf-8", newline="") as f:
        csv.writer(f).writerows(table)
    ok("run", large, "--no-store", "--config", ini, "--out", folder / "kr")
    pack = folder / "kr/latest"
    ok("verify", pack)
    for name, data in files(pack).items():
        if name.endswith(".xlsx"):
            with zipfile.ZipFile(pack / name) as z:
                styles = z.read("xl/styles.xml").decode()
                check("#,##0&quot;\u00a0kr&quot;" in styles, styles)
                # Deals!B holds it: as wide as what is shown, or it is "####".
                wide = re.search(rb'<col min="2" max="2" width="([\d.]+)"',
                                 z.read("xl/worksheets/sheet2.xml"))[1]
                check(float(wide) >= len("9,000,000,000,000 kr"), wide)
                data = (z.read("xl/sharedStrings.xml") +
                        z.read("xl/styles.xml"))
        elif name.endswith(".pdf"):
            data = subprocess.run(["pdftotext", pack / name, "-"], check=True,
                                  capture_output=True).stdout
            check(re.search("\\dM\\skr", data.decode()), name)
        elif name.endswith((".png", ".eml", ".dsm")):
            continue  # no text, or text in another coding
        check(not re.search(rb"\$\d", data), name)
    amounts = {r["amount"] for r in rows(pack / "risk_report.csv")} - {""}
    check(all(re.fullmatch(r"[\d.]+", a) for a in amounts), amounts)
    check(isinstance(summary(pack)["money"]["pipeline"], (int, float)),
          "plain numbers")
    for name in ("messages/email.html", "messages/alerts.txt",
                 "messages/slack.json", "dashboard/index.html"):
        check(re.search(r"(?i)[\dKM](\u00a0|\\u00a0)kr",
                        (pack / name).read_text("utf-8")), name)
    ini.write_text("[report]\nsymbol = nine-bytes\n")
    done = dealsense("run", export, "--config", ini, "--out", folder / "none")
    check(done.returncode == 3 and "symbol" in done.stderr, done)


def main():
    with workdir() as tmp:
        folder = pathlib.Path(tmp)
        export = folder / "deals.csv"
        export.write_text(ok("sample", "--deals", "700", "--seed", "4").stdout)
        refusals(folder, export)
        fiscal_quarters(folder, export)
        own_sign(folder, export)

        logo = folder / "img"
        logo.mkdir()
        (logo / "logo.png").write_bytes(png(900, 240, text=b"Zarkovsky"))
        ini = folder / "brand.ini"
        ini.write_text(f"[brand]\ncompany = Northwind & Co\n"
                       f"accent = #{ACCENT}\nlogo = img/logo.png\n"
                       f"[report]\nbase_url = https://a.example\n")
        out = folder / "out"
        run = ["run", export, "--no-store", "--config", ini, "--out", out]
        said = ok(*run, cwd="/").stdout
        check(f"Note: The accent #{ACCENT}" in said, said)
        pack = out / "latest"
        ok("verify", pack)

        css = (pack / "dashboard/assets/brand.css").read_text()
        light, dark, also = re.findall(r"--accent: #(\w{6});", css)
        check(dark == also and light in said and dark in said, css)
        check(ACCENT not in (light, dark), "the colour was readable")
        for paper in ("ffffff", "f6f8fa"):
            check(contrast(light, paper) >= 4.5, (light, paper))
        for paper in ("14181d", "1b2027"):
            check(contrast(dark, paper) >= 4.5, (dark, paper))

        every = files(pack)
        pages = [n for n in every if n.endswith(".html") and "dash" in n]
        for name in pages:
            text = every[name].decode()
            check("assets/brand.css" in text and "assets/brand.png" in text,
                  name)
        for name, data in every.items():
            check(b"0b5394" not in data or name.endswith(OURS),
                  f"{name}: the built-in accent")
            check(b"Zarkovsky" not in data, f"{name}: the logo's metadata")
        mail = every["messages/email.html"].decode()
        check(f"color:#{light}" in mail and f"color: #{dark}" in mail and
              'src="cid:logo@dealsense"' in mail and
              'alt="Northwind &amp; Co"' in mail, "e-mail")
        check(b"Content-ID: <logo@dealsense>" in every["messages/email.eml"],
              "the logo of the message")

        brief = pack / "brief.pdf"
        listed = subprocess.run(["pdfimages", "-list", brief], text=True,
                                capture_output=True, check=True).stdout
        check(len(listed.splitlines()) == 3, listed)
        subprocess.run(["qpdf", "--check", brief], check=True,
                       capture_output=True)
        plain = subprocess.run(["qpdf", "--qdf", brief, "-"], check=True,
                               capture_output=True).stdout
        parts = [int(light[i:i + 2], 16) / 255 for i in (0, 2, 4)]
        inks = [[float(v) for v in m.groups()] for m in
                re.finditer(rb"([\d.]+) ([\d.]+) ([\d.]+) rg", plain)]
        check(any(all(abs(a - b) < 1e-3 for a, b in zip(ink, parts))
                  for ink in inks), "the accent in the brief")
        with zipfile.ZipFile(pack / "risk_workbook.xlsx") as z:
            media = [n for n in z.namelist() if "media/" in n]
            styles = z.read("xl/styles.xml").decode()
            charts = "".join(z.read(n).decode() for n in z.namelist()
                             if "charts/chart" in n)
            drawing = "".join(z.read(n).decode() for n in z.namelist()
                              if "drawings/drawing" in n)
        check(len(media) == 1 and f"FF{light.upper()}" in styles and
              light.upper() in charts, "workbook")
        check('descr="Logo of Northwind &amp; Co"' in drawing, drawing[:500])

        same = dealsense(*run, "--if-changed")
        check(same.returncode == 99, same)
        (logo / "logo.png").write_bytes(png(900, 240, (0, 120, 80, 255)))
        other = dealsense(*run, "--if-changed")
        check(other.returncode == 0, "another logo is another pack")

        # Without a brand no file speaks of one.
        ok("run", export, "--no-store", "--out", folder / "plain")
        for name, data in files(folder / "plain/latest").items():
            check("brand." not in name and b"brand.css" not in data, name)


main()
