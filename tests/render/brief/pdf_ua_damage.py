"""Is pdf_ua.py awake? Damages a sound brief in one way after the other, each a
fault that a checkpoint of the Matterhorn Protocol names, and looks whether it
is found."""
import base64
import copy

from pdf_ua import Document, faults


def elements(d, role):
    """The elements of a role, as they can be changed."""
    return [o["value"] for o in d.objects.values()
            if isinstance(o.get("value"), dict) and
            o["value"].get("/S") == role]


def first_page(d):
    return d.get(d.pages()[0])


def rewrite(d, ref, change):
    stream = d.objects[f"obj:{ref}"]["stream"]
    data = change(base64.b64decode(stream["data"]))
    stream["data"] = base64.b64encode(data).decode()


def content(d, change):
    ref = first_page(d)["/Contents"]
    ref = ref if isinstance(ref, str) and "stream" in d.objects[f"obj:{ref}"] \
        else d.list(ref)[0]
    rewrite(d, ref, change)


def fonts(d, kind):
    return [o["value"] for o in d.objects.values()
            if isinstance(o.get("value"), dict) and
            o["value"].get("/Type") == "/Font" and
            o["value"].get("/Subtype") == kind]


def below(d):
    return d.get(fonts(d, "/Type0")[0]["/DescendantFonts"][0])


def links(d):
    return [o["value"] for o in d.objects.values()
            if isinstance(o.get("value"), dict) and
            o["value"].get("/Subtype") == "/Link"]


def without(key):
    return lambda x: x.pop(key)


def swap_first_kids(d):
    kids = d.list(elements(d, "/Document")[0]["/K"])
    kids.append(kids.pop(0))


# (checkpoint that must be among the faults, what is done to the objects)
DAMAGE = [
    ("01-005", lambda d: content(d, lambda c: c + b" 0 0 9 9 re f\n")),
    ("01-003", lambda d: content(d, lambda c: c.replace(
        b"/H1", b"/Artifact BMC EMC /H1", 1).replace(
        b">> BDC", b">> BDC /Artifact BMC EMC", 1))),
    ("01-004", lambda d: content(d, lambda c: c.replace(
        b"/Artifact BMC", b"/Artifact BMC /P <</MCID 9999>> BDC EMC", 1))),
    ("01-005", lambda d: content(d, lambda c: c.replace(b"EMC", b"", 1))),
    ("01-005", lambda d: elements(d, "/H1")[0].update({"/K": []})),
    ("01-006", lambda d: d.get(d.root["/MarkInfo"]).update(
        {"/Marked": False})),
    ("01-007", lambda d: d.get(d.root["/MarkInfo"]).update(
        {"/Suspects": True})),
    ("02-001", lambda d: elements(d, "/H2")[0].update({"/S": "/Headline"})),
    ("06-001", lambda d: d.root.pop("/Metadata")),
    ("06-002", lambda d: rewrite(d, d.root["/Metadata"], lambda x: x.replace(
        b"pdfuaid:part>1", b"pdfuaid:part>2"))),
    ("06-003", lambda d: rewrite(d, d.root["/Metadata"], lambda x: x.replace(
        b"dc:title", b"dc:subject"))),
    ("07-001", lambda d: d.get(d.root["/ViewerPreferences"]).update(
        {"/DisplayDocTitle": False})),
    ("09-001", lambda d: elements(d, "/P")[0].update({"/K": []})),
    ("09-001", swap_first_kids),
    ("09-004", lambda d: elements(d, "/LI")[0].update({"/S": "/P"})),
    ("09-004", lambda d: elements(d, "/TR")[0].update({"/S": "/Div"})),
    ("10-001", lambda d: fonts(d, "/Type0")[0].pop("/ToUnicode")),
    ("11-001", lambda d: d.root.pop("/Lang")),
    ("13-004", lambda d: elements(d, "/Figure")[0].update({"/Alt": "u: "})),
    ("13-004", lambda d: elements(d, "/Figure")[0].pop("/A")),
    ("14-002", lambda d: elements(d, "/H1")[0].update({"/S": "/H2"})),
    ("14-002", lambda d: elements(d, "/H2")[0].update({"/S": "/H1"})),
    ("14-003", lambda d: elements(d, "/H2")[0].update({"/S": "/H3"})),
    ("14-007", lambda d: elements(d, "/H2")[0].update({"/S": "/H"})),
    ("15-003", lambda d: elements(d, "/TH")[0].pop("/A")),
    ("15-003", lambda d: d.list(elements(d, "/TR")[-1]["/K"]).pop()),
    ("20-001", lambda d: d.root.update({"/OCProperties": {}})),
    ("25-001", lambda d: d.root.update({"/AcroForm": {"/XFA": "u:x"}})),
    ("26-001", lambda d: d.objects["trailer"]["value"].update(
        {"/Encrypt": {}})),
    ("28-002", lambda d: links(d)[0].pop("/StructParent")),
    ("28-002", lambda d: links(d)[0].update({"/Rect": [0, 0, 9999, 9]})),
    ("28-009", lambda d: next(p for p in map(d.get, d.pages())
                              if "/Annots" in p).pop("/Tabs")),
    ("28-011", lambda d: [e.update({"/S": "/Span"})
                          for e in elements(d, "/Link")]),
    ("28-012", lambda d: links(d)[0].pop("/Contents")),
    ("31-005", lambda d: below(d).pop("/CIDToGIDMap")),
    ("31-006", lambda d: fonts(d, "/Type0")[0].update(
        {"/Encoding": "/Other-H"})),
    ("31-009", lambda d: d.get(below(d)["/FontDescriptor"]).pop("/FontFile2")),
    ("31-016", lambda d: below(d).update({"/W": []})),
    ("31-030", lambda d: rewrite(d, below(d)["/CIDToGIDMap"],
                                 lambda m: bytes(len(m)))),
]


def unseen(path):
    """What was done to the brief and not found; and how much was done."""
    sound, out = Document(path), []
    if faults(sound):
        return [f"{path} is not sound to begin with: {faults(sound)[:3]}"], 0
    for k, (checkpoint, damage) in enumerate(DAMAGE):
        d = copy.copy(sound)
        d.objects = copy.deepcopy(sound.objects)
        damage(d)
        found = faults(d)
        if not any(f.startswith(checkpoint) for f in found):
            out.append(f"damage {k}, of {checkpoint}: {found[:3]}")
    return out, len(DAMAGE)
