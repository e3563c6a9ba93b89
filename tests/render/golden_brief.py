"""When two readings of the brief are the same, on any machine.

The words must be the same, letter for letter, and stand in the same place to
NEAR points. Two things differ between machines and are allowed for:

- Where poppler ends one word and begins the next, which its versions decide
  differently: words are compared line by line, without the blanks.
- How wide letters are that Roboto lacks, and what stands after them in their
  line: they come from fonts-noto-core, fonts-droid-fallback, fonts-nanum and
  fonts-symbola (sample/need.sh). Such a line has to hold the same letters, at
  the same height, from nearly the same place on.
"""
import re

NEAR = 1.5  # points that a word may move
WIDE = 40  # the same in a line with letters of other fonts
WORD = re.compile(r"(\d+) \[([-\d]+) ([-\d]+) ([-\d]+) ([-\d]+)\] (.*)")


def lines_of(form):
    """Pages, and each one's lines from the top: words as (x0, x1, y, text)."""
    pages = []
    for line in form.splitlines():
        word = WORD.fullmatch(line)
        if not word:
            pages.append((line, []))
            continue
        x0, _, x1, y = (int(v) for v in word.groups()[1:5])
        rows = pages[-1][1]
        # Of the columns of a page each row of words has its own.
        near = [r for r in rows if abs(r[0][2] - y) <= 1]
        if near:
            near[0].append((x0, x1, y, word[6]))
        else:
            rows.append([(x0, x1, y, word[6])])
    for _, rows in pages:
        rows.sort(key=lambda row: row[0][2])
        for row in rows:
            row.sort()
    return pages


def is_roboto(text):
    """Latin, Greek, Cyrillic and signs of ours."""
    return all(ord(c) < 0x590 or 0x1e00 <= ord(c) < 0x2190 or c in "\u2212\u2248"
               for c in text)


def same_row(old, new):
    a, b = ("".join(w[3] for w in row) for row in (old, new))
    if abs(old[0][2] - new[0][2]) > NEAR:
        return False
    if not is_roboto(a):
        return sorted(a) == sorted(b) and \
            abs(old[0][0] - new[0][0]) <= WIDE
    if a != b:
        return False
    if [w[3] for w in old] != [w[3] for w in new]:  # blanks elsewhere
        old, new = ([(row[0][0], row[-1][1])] for row in (old, new))
    return all(abs(p - q) <= NEAR for u, v in zip(old, new)
               for p, q in zip(u[:2], v[:2]))


def same_brief(accepted, now):
    old, new = lines_of(accepted), lines_of(now)
    return len(old) == len(new) and all(
        a[0] == b[0] and len(a[1]) == len(b[1]) and
        all(same_row(p, q) for p, q in zip(a[1], b[1]))
        for a, b in zip(old, new))


def prove(form):
    """The comparison sees what it is for, in a form that was accepted."""
    lines = form.splitlines()
    at = next(i for i, line in enumerate(lines) if line.endswith(" Win"))
    page, x0, y0, x1, y1, _ = WORD.fullmatch(lines[at]).groups()
    after = WORD.fullmatch(lines[at + 1]).groups()

    def changed(text, dx=0, dy=0, skip=1):
        line = f"{page} [{int(x0) + dx} {int(y0) + dy} " \
               f"{int(x1) + dx} {int(y1) + dy}] {text}"
        return "\n".join(lines[:at] + [line] + lines[at + skip:])

    joined = f"{page} [{x0} {y0} {after[3]} {after[4]}] Win{after[5]}"
    return same_brief(form, changed("Win", 1, 1)) and \
        same_brief(form, "\n".join(lines[:at] + [joined] + lines[at + 2:])) \
        and not any(same_brief(form, other) for other in (
            changed("Wim"), changed("Win", 4), changed("Win", 0, 4),
            "\n".join(lines[:at] + lines[at + 1:])))
