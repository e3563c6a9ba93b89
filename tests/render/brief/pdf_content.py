"""What is drawn on a page of a PDF, operator by operator, and the fonts that it
is drawn with (for pdf_ua.py)."""
import functools
import re
import struct

TOKEN = re.compile(rb"""
    (?P<blank>[\x00\t\n\f\r\ ]+|%[^\r\n]*) | (?P<open><<|\[) | (?P<close>>>|\]) |
    (?P<hex><[0-9A-Fa-f\s]*>) | (?P<text>\() |
    (?P<name>/[^\x00\t\n\f\r ()<>\[\]{}/%]*) |
    (?P<number>[+-]?(?:\d+\.?\d*|\.\d+)(?![^\x00\t\n\f\r ()<>\[\]{}/%])) |
    (?P<word>[^\x00\t\n\f\r ()<>\[\]{}/%]+)""", re.X)
ESCAPES = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}


def literal(data, at):
    """A string in brackets from `at` on, behind the first: its bytes, its end."""
    out, depth = bytearray(), 1
    while depth:
        c = data[at:at + 1]
        at += 1
        if not c:
            raise ValueError("a string without an end")
        if c == b"\\":
            octal = re.compile(rb"[0-7]{1,3}").match(data, at)
            if octal:
                out.append(int(octal[0], 8) & 255)
                at = octal.end()
            else:
                c = data[at:at + 1]
                out += ESCAPES.get(c, b"" if c in (b"\n", b"\r") else c)
                at += 1
            continue
        depth += (c == b"(") - (c == b")")
        if depth:
            out += c
    return bytes(out), at


def pairs(items):
    return dict(zip(items[::2], items[1::2]))


@functools.lru_cache(maxsize=64)
def operations(data):
    """(operator, operands) in turn; kept, as most pages are read many times."""
    return tuple(read_operations(data))


def read_operations(data):
    at, stack, args = 0, [], []
    while at < len(data):
        m = TOKEN.match(data, at)
        if not m:
            raise ValueError(f"no operator: {data[at:at + 20]!r}")
        at, kind = m.end(), m.lastgroup
        if kind == "blank":
            continue
        if kind == "open":
            stack.append(args)
            args = []
        elif kind == "close":
            items, args = args, stack.pop()
            args.append(pairs(items) if m[0] == b">>" else items)
        elif kind == "hex":
            digits = re.sub(rb"\s", b"", m[0][1:-1]).decode()
            args.append(bytes.fromhex(digits + "0" * (len(digits) % 2)))
        elif kind == "text":
            value, at = literal(data, at)
            args.append(value)
        elif kind == "name":
            args.append(m[0].decode("latin-1"))
        elif kind == "number":
            args.append(float(m[0]) if b"." in m[0] else int(m[0]))
        elif m[0] in (b"true", b"false", b"null"):
            args.append({b"t": True, b"f": False}.get(m[0][:1]))
        else:
            yield m[0].decode(), args
            args = []
    if stack or args:
        raise ValueError(f"operands without an operator: {args}")


def hexes(data):
    return [x.decode() for x in re.findall(rb"<([0-9A-Fa-f]*)>", data)]


@functools.lru_cache(maxsize=64)
def unicode_map(data):
    """Of a ToUnicode CMap: code → text."""
    out = {}
    for block in re.findall(rb"beginbfchar(.*?)endbfchar", data, re.S):
        items = hexes(block)
        for code, value in zip(items[::2], items[1::2]):
            out[int(code, 16)] = bytes.fromhex(value).decode("utf-16-be", "surrogatepass")
    for block in re.findall(rb"beginbfrange(.*?)endbfrange", data, re.S):
        for line in re.findall(rb"<\w+>\s*<\w+>\s*(?:<\w+>|\[.*?\])", block,
                               re.S):
            low, high, *values = hexes(line)
            low, high = int(low, 16), int(high, 16)
            for k in range(low, high + 1):
                if len(values) > 1 or b"[" in line:
                    value = bytes.fromhex(values[k - low])
                else:
                    value = bytes.fromhex(values[0])
                    last = int.from_bytes(value[-2:], "big") + k - low
                    value = value[:-2] + last.to_bytes(2, "big")
                out[k] = value.decode("utf-16-be", "surrogatepass")
    return out


@functools.lru_cache(maxsize=16)
def true_type(data):
    return TrueType(data)


class TrueType:
    """The advances of a font file, in thousandths."""

    def __init__(self, data):
        tables = {}
        for k in range(struct.unpack(">H", data[4:6])[0]):
            tag, _, at, size = struct.unpack(">4sIII",
                                             data[12 + 16 * k:28 + 16 * k])
            tables[tag.decode()] = data[at:at + size]
        units = struct.unpack(">H", tables["head"][18:20])[0]
        n = struct.unpack(">H", tables["hhea"][34:36])[0]
        hmtx = struct.unpack(f">{2 * n}H", tables["hmtx"][:4 * n])
        self.advance = [1000 * a / units for a in hmtx[::2]]
        self.glyphs = struct.unpack(">H", tables["maxp"][4:6])[0]

    def width(self, glyph):
        return self.advance[min(glyph, len(self.advance) - 1)]


class Font:
    """Is it embedded, and does each of its codes say what it means and how wide
    it is? faults_of(codes) of a text that is shown in it."""

    def __init__(self, document, ref):
        self.d, self.faults, self.told = document, [], set()
        self.font = document.get(ref) or {}
        self.kind = self.font.get("/Subtype")
        self.name = self.font.get("/BaseFont", "a font")
        self.unicode = unicode_map(document.data(self.font.get("/ToUnicode")))
        self.known = self.program = None
        self.width, self.two = {}, self.kind == "/Type0"
        if not self.unicode:
            self.fault("10-001", "does not say what its codes mean")
        if self.two:
            self.composite()
        elif self.kind == "/Type3":
            self.letters()
        else:
            self.simple()

    def fault(self, checkpoint, what):
        self.faults.append((checkpoint, f"{self.name} {what}"))

    def embedded(self, descriptor):
        file = (self.d.get(descriptor) or {}).get("/FontFile2")
        if not file:
            return self.fault("31-009", "is not embedded")
        self.program = true_type(self.d.data(file))
        return None

    def composite(self):
        below = self.d.get(self.d.list(self.font.get("/DescendantFonts"))[0])
        encoding = self.d.get(self.font.get("/Encoding"))
        if encoding not in ("/Identity-H", "/Identity-V"):
            self.fault("31-006", f"has the encoding {encoding}")
        self.embedded(below.get("/FontDescriptor"))
        map_ref = below.get("/CIDToGIDMap")
        data = self.d.data(map_ref)
        if map_ref != "/Identity" and not data:
            self.fault("31-005", "does not map its codes to glyphs")
        self.glyph_of = (lambda c: c) if map_ref == "/Identity" else \
            lambda c: int.from_bytes(data[2 * c:2 * c + 2], "big")
        default = below.get("/DW", 1000)
        self.width_of = lambda c: self.width.get(c, default)
        items = self.d.list(below.get("/W"))
        while items:
            first, second = items[0], self.d.get(items[1])
            if isinstance(second, list):
                self.width.update({first + k: w for k, w in enumerate(second)})
                items = items[2:]
            else:
                self.width.update({k: items[2] for k in
                                   range(first, second + 1)})
                items = items[3:]

    def letters(self):
        procs = self.d.get(self.font.get("/CharProcs")) or {}
        code, self.known = 0, {}
        for x in self.d.list(self.d.at(self.font, "/Encoding", "/Differences")):
            if isinstance(x, int):
                code = x
            else:
                self.known[code] = self.d.data(procs.get(x))
                code += 1
        widths = self.d.list(self.font.get("/Widths"))
        first = self.font.get("/FirstChar", 0)
        for c, outline in self.known.items():
            ops = list(operations(outline))
            if not ops or ops[0][0] not in ("d0", "d1") or \
                    abs(ops[0][1][0] - widths[c - first]) > 1:
                self.fault("31-016", f"has two widths of its code {c}")

    def simple(self):
        flags = self.d.at(self.font, "/FontDescriptor", "/Flags") or 0
        encoding = self.d.get(self.font.get("/Encoding"))
        if isinstance(encoding, dict):
            encoding = encoding.get("/BaseEncoding")
        self.embedded(self.font.get("/FontDescriptor"))
        if not flags & 4 and encoding not in ("/WinAnsiEncoding",
                                              "/MacRomanEncoding"):
            self.fault("31-017", f"has the encoding {encoding}")

    def codes(self, data):
        return [int.from_bytes(data[k:k + 2], "big") for k in
                range(0, len(data), 2)] if self.two else list(data)

    def faults_of(self, data):
        for c in self.codes(data):
            if c in self.told:
                continue
            self.told.add(c)
            said = self.unicode.get(c, "")
            if not said:
                yield "10-001", f"{self.name}: nobody knows what {c} means"
            if set(said) & {"\0", "\ufeff", "\ufffe"}:
                yield "31-027", f"{self.name}: {c} means {said!r}"
            if self.kind == "/Type3" and c not in self.known:
                yield "31-030", f"{self.name}: {c} is no letter"
            if self.two and self.program:
                glyph = self.glyph_of(c)
                if not 0 < glyph < self.program.glyphs:
                    yield "31-030", f"{self.name}: {c} has no glyph"
                elif abs(self.program.width(glyph) - self.width_of(c)) > 1:
                    yield "31-016", (f"{self.name}: {c} is {self.width_of(c)} "
                                     f"and {self.program.width(glyph):.1f} wide")
