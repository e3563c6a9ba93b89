"""PDF/UA-1 (ISO 14289-1), as far as a machine can tell: the checkpoints of the
Matterhorn Protocol 1.1 that a program decides, on the objects as qpdf reads
them.

    pdf_ua.py FILE.pdf…

faults(document) gives a line for each fault, with its number in the protocol;
judge(document) also how many texts, marks, elements and annotations it met, so
that a test sees that it looked. What a person has to decide (whether an
alternative text is a good one, whether colour alone says something) is in no
test.
"""
import base64
import collections
import json
import re
import subprocess
import sys
import xml.etree.ElementTree as ET

from pdf_content import Font, operations

# ISO 32000-1, 14.8.4, as far as this protocol asks about their places.
STANDARD = set("""Document Part Art Sect Div BlockQuote Caption TOC TOCI Index
    NonStruct Private P H H1 H2 H3 H4 H5 H6 L LI Lbl LBody Table TR TH TD THead
    TBody TFoot Span Quote Note Reference BibEntry Code Link Annot Ruby RB RT
    RP Warichu WT WP Figure Formula Form""".split())
CHILDREN = {  # checkpoint 09: who may stand in whom
    "Table": {"TR", "THead", "TBody", "TFoot", "Caption"},
    "THead": {"TR"}, "TBody": {"TR"}, "TFoot": {"TR"}, "TR": {"TH", "TD"},
    "L": {"LI", "L", "Caption"}, "LI": {"Lbl", "LBody"},
    "TOC": {"TOC", "TOCI", "Caption"},
}
PARENTS = {"TR": {"Table", "THead", "TBody", "TFoot"}, "TH": {"TR"},
           "TD": {"TR"}, "THead": {"Table"}, "TBody": {"Table"},
           "TFoot": {"Table"}, "LI": {"L"}, "Lbl": {"LI"}, "LBody": {"LI"},
           "TOCI": {"TOC"}}
SHOWN = {"Tj", "TJ", "'", '"'}
PAINTED = {"f", "F", "f*", "B", "B*", "b", "b*", "S", "s", "sh", "Do", "EI"}
DC = "{http://purl.org/dc/elements/1.1/}"
UA = "{http://www.aiim.org/pdfua/ns/id/}"
RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"


class Document:
    """The objects of a PDF, each by its reference."""

    def __init__(self, path):
        done = subprocess.run(
            ["qpdf", "--json=2", "--json-stream-data=inline",
             "--decode-level=generalized", path], capture_output=True,
            check=True)
        self.objects = json.loads(done.stdout)["qpdf"][1]

    def get(self, x):
        """What a reference names; of a stream, its dictionary."""
        while isinstance(x, str) and re.fullmatch(r"\d+ \d+ R", x):
            x = self.objects.get(f"obj:{x}", {"value": None})
            x = x["stream"]["dict"] if "stream" in x else x["value"]
        return x

    def at(self, x, *keys):
        for key in keys:
            x = self.get(x)
            x = x.get(key) if isinstance(x, dict) else None
        return self.get(x)

    def data(self, ref):
        """The bytes of a stream."""
        found = self.objects.get(f"obj:{ref}", {}) if isinstance(ref, str) \
            else {}
        return base64.b64decode(found.get("stream", {}).get("data", ""))

    def list(self, x):
        x = self.get(x)
        return x if isinstance(x, list) else [] if x is None else [x]

    @property
    def root(self):
        return self.get(self.get(self.objects["trailer"]["value"])["/Root"])

    def pages(self, ref=None):
        """The references of the pages."""
        ref = ref or self.root["/Pages"]
        node = self.get(ref)
        if node.get("/Type") == "/Page":
            return [ref]
        return [p for kid in self.list(node["/Kids"]) for p in self.pages(kid)]


def text(x):
    return x[2:] if isinstance(x, str) and x.startswith(("u:", "b:")) else ""


def name(x):
    return x[1:] if isinstance(x, str) and x.startswith("/") else ""


class Judge:
    def __init__(self, document):
        self.d, self.found = document, []
        self.seen = collections.Counter()
        self.fonts = {}
        # Of each page: the marked contents, and those that an element names.
        self.marked, self.named = {}, collections.Counter()

    def fault(self, checkpoint, what):
        self.found.append(f"{checkpoint}: {what}")

    def check(self, ok, checkpoint, what):
        if not ok:
            self.fault(checkpoint, what)

    # What the catalogue says of the whole document.

    def catalogue(self):
        root, d = self.d.root, self.d
        self.check(d.at(root, "/MarkInfo", "/Marked") is True, "01-006",
                   "is not marked as tagged")
        self.check(not d.at(root, "/MarkInfo", "/Suspects"), "01-007",
                   "has suspects")
        self.check(d.at(root, "/ViewerPreferences", "/DisplayDocTitle") is True,
                   "07-001", "the window shows the file's name, not the title")
        self.check(re.fullmatch(r"[a-zA-Z]{2,3}(-[A-Za-z0-9]{2,8})*",
                                text(d.get(root.get("/Lang")))), "11-001",
                   f"the language is {root.get('/Lang')}")
        for key, checkpoint in (("/OCProperties", "20-001"),
                                ("/AcroForm", "25-001")):
            self.check(key not in root, checkpoint, f"has {key}")
        self.check(not d.at(root, "/Names", "/EmbeddedFiles"), "21-001",
                   "has embedded files")
        self.check("/Encrypt" not in d.get(d.objects["trailer"]["value"]),
                   "26-001", "is encrypted")
        self.metadata(root)

    def metadata(self, root):
        data = self.d.data(root.get("/Metadata"))
        self.check(data, "06-001", "has no metadata")
        try:
            xmp = ET.fromstring(data)
        except ET.ParseError as e:
            return self.fault("06-001", f"the metadata is no XML: {e}")
        part = xmp.find(f".//{UA}part")
        self.check(part is not None and part.text == "1", "06-002",
                   "does not say that it is PDF/UA-1")
        title = xmp.find(f".//{DC}title/{RDF}Alt/{RDF}li")
        info = self.d.at(self.d.objects["trailer"]["value"], "/Info", "/Title")
        self.check(title is not None and title.text, "06-003", "has no title")
        self.check(title is not None and title.text == text(info), "06-003",
                   f"two titles: {title is not None and title.text}, {info}")

    # The tree of elements.

    def tree(self):
        self.heads, self.order = [], []
        top = self.d.at(self.d.root, "/StructTreeRoot")
        self.check(top, "01-005", "has no structure")
        for kid in self.d.list((top or {}).get("/K")):
            self.element(kid, None, None)
        self.check(self.heads[:1] == [1], "14-002", f"begins with {self.heads}")
        for a, b in zip(self.heads, self.heads[1:]):
            self.check(b <= a + 1, "14-003", f"H{b} follows H{a}")
        self.check(self.heads.count(1) <= 1, "14-002", "has two headlines")
        self.check(self.order == sorted(self.order), "09-001",
                   f"the order of reading goes back to a page: {self.order}")

    def role(self, e):
        role, mapped = name(e.get("/S")), set()
        roles = self.d.at(self.d.root, "/StructTreeRoot", "/RoleMap") or {}
        while role not in STANDARD and role not in mapped and \
                f"/{role}" in roles:
            mapped.add(role)
            role = name(roles[f"/{role}"])
        self.check(role in STANDARD, "02-001", f"{role} is no standard type")
        self.check(not STANDARD & {name(r) for r in roles}, "02-004",
                   "a standard type is mapped anew")
        return role

    def element(self, ref, parent, page):
        e = self.d.get(ref)
        role, page = self.role(e), e.get("/Pg", page)
        self.seen["elements"] += 1
        self.check(parent is None or role in CHILDREN.get(parent, STANDARD),
                   "09-004", f"{role} in {parent}")
        self.check(role not in PARENTS or parent in PARENTS[role], "09-004",
                   f"{role} stands in {parent}")
        if re.fullmatch(r"H[1-6]", role):
            self.heads.append(int(role[1]))
        self.check(role != "H", "14-007", "an H beside numbered headings")
        if role in ("Figure", "Formula"):
            self.seen["figures"] += 1
            alt = text(self.d.get(e.get("/Alt")))
            self.check(alt.strip() or text(e.get("/ActualText")), "13-004",
                       f"a {role} without a text")
            self.check(self.attribute(e, "/Layout", "/BBox"), "13-004",
                       f"a {role} without its place: {alt[:60]}")
        if role == "TH":
            self.check(self.attribute(e, "/Table", "/Scope") in
                       ("/Row", "/Column", "/Both"), "15-003",
                       "a header cell that does not say of what")
        kids = self.d.list(e.get("/K"))
        roles = [self.kid(k, ref, role, page) for k in kids]
        self.check(kids or role in ("TD", "TH", "Document"), "09-001",
                   f"an empty {role}")
        if role == "Table":
            self.table(e)
        return role

    def kid(self, kid, ref, role, page):
        """A marked content, an annotation or an element."""
        k = self.d.get(kid)
        if isinstance(k, int):
            k = {"/Type": "/MCR", "/MCID": k}
        kind = k.get("/Type") if isinstance(k, dict) else None
        if kind == "/MCR":
            at = (k.get("/Pg", page), k["/MCID"])
            self.named[at] += 1
            self.owners[at] = ref
            self.order.append(self.page_index.get(at[0], -1))
            return None
        if kind == "/OBJR":
            self.annotations[k["/Obj"]] = (ref, role)
            return None
        return self.element(kid, role, page)

    def attribute(self, e, owner, key):
        for a in self.d.list(e.get("/A")):
            a = self.d.get(a)
            if isinstance(a, dict) and a.get("/O") == owner and key in a:
                return self.d.get(a[key])
        return None

    def rows(self, e):
        for kid in self.d.list(e.get("/K")):
            k = self.d.get(kid)
            if isinstance(k, dict) and k.get("/S") == "/TR":
                yield k
            elif isinstance(k, dict) and "/S" in k:
                yield from self.rows(k)

    def table(self, e):
        """Every row covers the same columns (ISO 14289-1, 7.2)."""
        widths = set()
        for row in self.rows(e):
            cells = [self.d.get(k) for k in self.d.list(row.get("/K"))]
            widths.add(sum(self.attribute(c, "/Table", "/ColSpan") or 1
                           for c in cells))
        self.seen["tables"] += 1
        self.check(len(widths) == 1, "15-003", f"rows of {widths} cells")

    # What stands on the pages.

    def pages(self):
        for ref in self.page_index:
            page = self.d.get(ref)
            data = b"\n".join(self.d.data(c) for c in
                              ([page["/Contents"]] if
                               isinstance(page["/Contents"], str) and not
                               isinstance(self.d.get(page["/Contents"]), list)
                               else self.d.list(page["/Contents"])))
            self.content(ref, data, self.d.at(ref, "/Resources") or {})
            self.parents(ref, page)
            annotations = self.d.list(page.get("/Annots"))
            self.check(page.get("/Tabs") == "/S" or not annotations, "28-009",
                       "the tabs do not follow the structure")
            for a in annotations:
                self.annotation(a, ref)

    def content(self, ref, data, resources):
        stack, font, ids = [], None, set()
        where = f"page {self.page_index[ref] + 1}"
        for op, args in operations(data):
            if op in ("BDC", "BMC"):
                mcid = args[1].get("/MCID") if op == "BDC" and \
                    isinstance(args[1], dict) else None
                artefact = args[0] == "/Artifact"
                self.check(not artefact or all(m is None for m in stack),
                           "01-003", f"{where}: an artefact in a content")
                self.check(mcid is None or "artefact" not in stack, "01-004",
                           f"{where}: a content in an artefact")
                self.check(mcid not in ids or mcid is None, "01-005",
                           f"{where}: two contents are number {mcid}")
                ids.add(mcid)
                stack.append("artefact" if artefact else mcid)
            elif op == "EMC":
                self.check(stack, "01-005", f"{where}: an end of nothing")
                stack and stack.pop()
            elif op == "Tf":
                font = self.font(resources, args[0])
            elif op in SHOWN or op in PAINTED:
                self.seen["marks"] += 1
                self.check([m for m in stack if m is not None], "01-005",
                           f"{where}: {op} {args} is no element's")
                if op in SHOWN:
                    self.shown(font, args, where)
        self.check(not stack, "01-005", f"{where}: a content without an end")
        ids.discard(None)
        self.marked[ref] = ids
        for mcid in ids:
            self.check(self.named[(ref, mcid)] == 1, "01-005",
                       f"{where}: {self.named[(ref, mcid)]} elements name the "
                       f"content {mcid}")

    def shown(self, font, args, where):
        if not font:
            return self.fault("31-009", f"{where}: a text without a font")
        for part in args[-1] if isinstance(args[-1], list) else args:
            if isinstance(part, bytes):
                self.seen["texts"] += 1
                for what in font.faults_of(part):
                    self.fault(*what)

    def font(self, resources, key):
        ref = (self.d.at(resources, "/Font") or {}).get(key)
        if ref not in self.fonts:
            self.fonts[ref] = Font(self.d, ref)
            self.found += [f"{c}: {w}" for c, w in self.fonts[ref].faults]
        return self.fonts[ref]

    def parents(self, ref, page):
        """The way back from each content to its element."""
        back = self.back.get(page.get("/StructParents"))
        back = self.d.list(back) if back else []
        for mcid in self.marked[ref]:
            owner = back[mcid] if mcid < len(back) else None
            self.check(owner == self.owners.get((ref, mcid)), "01-005",
                       f"the content {mcid} leads to {owner}, not to "
                       f"{self.owners.get((ref, mcid))}")
        lost = [m for p, m in self.named if p == ref and
                m not in self.marked[ref]]
        self.check(not lost, "01-005", f"elements name no content {lost}")

    def annotation(self, ref, page):
        a = self.d.get(ref)
        self.seen["annotations"] += 1
        element, role = self.annotations.get(ref, (None, None))
        link = a.get("/Subtype") == "/Link"
        self.check(element and (role == "Link" or not link), "28-011",
                   "a link that is in no Link")
        self.check(self.back.get(a.get("/StructParent")) == element,
                   "28-002", "an annotation does not lead to its element")
        self.check(text(self.d.get(a.get("/Contents"))).strip(), "28-012",
                   "a link that does not say where it goes")
        box = [float(x) for x in self.d.list(page and
               self.d.get(page).get("/MediaBox"))]
        x0, y0, x1, y1 = (float(x) for x in self.d.list(a["/Rect"]))
        self.check(box[0] <= x0 < x1 <= box[2] and box[1] <= y0 < y1 <= box[3],
                   "28-002", f"a link beside the page: {a['/Rect']}")

    def numbers(self, node):
        """The tree of parents, flat."""
        node = self.d.get(node) or {}
        nums = self.d.list(node.get("/Nums"))
        self.back.update(zip(nums[::2], nums[1::2]))
        for kid in self.d.list(node.get("/Kids")):
            self.numbers(kid)

    def all(self):
        self.owners, self.annotations, self.back = {}, {}, {}
        self.page_index = {p: k for k, p in enumerate(self.d.pages())}
        self.numbers((self.d.at(self.d.root, "/StructTreeRoot") or {})
                     .get("/ParentTree"))
        self.catalogue()
        self.tree()
        self.pages()
        return self


def judge(document):
    return Judge(document).all()


def faults(document):
    return judge(document).found


def main():
    wrong = 0
    for path in sys.argv[1:]:
        j = judge(Document(path))
        print(f"{path}: {dict(j.seen)}, {len(j.found)} faults")
        print(*(f"  {n} × {what}" for what, n in
                collections.Counter(j.found).most_common(40)), sep="\n",
              end="\n" if j.found else "")
        wrong += len(j.found)
    sys.exit(wrong > 0)


if __name__ == "__main__":
    main()
