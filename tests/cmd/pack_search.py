"""All texts of a pack, whatever they are wrapped in.

Of each file its name, its bytes and what a reader could make of them: members
of a ZIP, words, strings and metadata of a PDF, chunks of a PNG, parts and
decoded headers of a mail, entities, escapes of JSON and of addresses, base64.
"""
import base64
import email
import email.policy
import functools
import html
import io
import json
import re
import struct
import subprocess
import tempfile
import unicodedata
import urllib.parse
import zipfile
import zlib

from tool import check, files

# Letters that Unicode does not take apart.
APART = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ı": "i", "ß": "ss",
                       "æ": "ae", "œ": "oe"})


def plain(text):
    """Without case and accents."""
    text = text.casefold()
    if text.isascii():
        return text
    apart = unicodedata.normalize("NFKD", text.translate(APART))
    return "".join(c for c in apart if not unicodedata.combining(c))


def run_tool(*command):
    done = subprocess.run(command, capture_output=True)
    check(done.returncode in (0, 3), command, done.stderr)  # 3: qpdf warns
    return done.stdout


def pdf_pieces(data):
    """Words as laid out; all strings, metadata and streams."""
    with tempfile.NamedTemporaryFile(suffix=".pdf") as f:
        f.write(data)
        f.flush()
        yield run_tool("pdftotext", f.name, "-")
        objects = run_tool("qpdf", "--json=2", "--json-stream-data=inline",
                           "--decode-level=all", f.name).decode()
    yield from escapes(objects)
    for stream in re.findall(r'"data": "([^"]*)"', objects):
        yield base64.b64decode(stream)


def png_pieces(data):
    at = 8
    while at + 8 <= len(data):
        size, kind = struct.unpack(">I4s", data[at:at + 8])
        body = data[at + 8:at + 8 + size]
        yield kind + b" " + body
        if kind in (b"zTXt", b"iTXt"):
            for start in range(len(body)):
                try:
                    yield zlib.decompress(body[start:])
                except zlib.error:
                    continue
        at += size + 12


def escapes(text):
    yield html.unescape(text).encode()
    yield urllib.parse.unquote(text).encode()
    yield re.sub(r"((?:\\u[0-9a-fA-F]{4})+)",
                 lambda m: json.loads(f'"{m.group(1)}"'), text
                 ).encode("utf-8", "replace")


def pieces(name, data, depth=0):
    yield name.encode()
    yield data
    if depth > 5:
        return
    if data[:4] == b"PK\x03\x04":
        with zipfile.ZipFile(io.BytesIO(data)) as z:
            yield z.comment
            for member in z.infolist():
                yield member.comment + member.extra
                yield from pieces(member.filename, z.read(member), depth + 1)
    elif data[:5] == b"%PDF-":
        yield from pdf_pieces(data)
    elif data[:8] == b"\x89PNG\r\n\x1a\n":
        yield from png_pieces(data)
    elif name.endswith(".eml"):
        mail = email.message_from_bytes(data, policy=email.policy.default)
        for part in mail.walk():
            yield " ".join(map(str, part.values())).encode()
            body = part.get_payload(decode=True)
            if body:
                yield from pieces(part.get_filename() or "part", body,
                                  depth + 1)
    else:
        text = data.decode("utf-8", "replace")
        yield from escapes(text)
        yield data.replace(b"\0", b"")  # UTF-16
        for long in re.findall(r"[A-Za-z0-9+/]{40,}={0,2}", text):
            try:
                yield base64.b64decode(long + "=" * (-len(long) % 4))
            except ValueError:
                pass


@functools.lru_cache(maxsize=None)
def words_in(pattern, name, data):
    """Matches of a compiled pattern in a file; packs share many files."""
    hits = set()
    for piece in dict.fromkeys(pieces(name, data)):
        hits.update(pattern.findall(
            piece.decode("utf-8", "replace").casefold()))
    return frozenset(hits)


def search(pack, pattern, but=()):
    """What a pattern finds in lower case, each with the files it is in."""
    hits = {}
    for name, data in files(pack).items():
        if name.endswith(tuple(but)):
            continue
        for word in words_in(pattern, name, data):
            hits.setdefault(word, []).append(name)
    return hits
