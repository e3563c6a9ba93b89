"""An export as a table of texts, and what goes wrong in it: one kind of dirt a
function, of generated_dirt_table.py or generated_dirt_cells.py.

A kind is a generator: what stands before its `yield` changes the deals before
they are written, what stands behind it changes the cells. The deals of the
export are kept true to what a reader must then find (`gone`: a row that is
left out, and told). Beside each kind stands what must become of it:

READ     the figures are those of the deals, and each of `told` is said;
REFUSED  one line with one of `causes`, and what it asks for helps;
EITHER   one of both.
"""
import re

import generated_world as world

DIRT = {}


class Export:
    """A table of texts, the deals that it shows, and how to read it."""

    def __init__(self, system, speech, columns, deals, r):
        self.system, self.speech, self.r = system, speech, r
        self.deals = deals
        self.head = [h for h, _ in columns]
        self.keys = [k for _, k in columns]
        self.rows = []   # cells; the first len(deals) show the deals
        self.titles, self.footer = [], []
        self.config, self.args = {}, []
        self.told = []    # of each, what the reading says
        self.causes = []  # of a refusal: its line, and what it asks for
        self.own = []     # those of the dirt
        self.answers = {}
        self.must = None  # what the text asks for beside the parts
        self.text = None  # a last change of the whole text
        self.date = self.amount = None  # how this export writes them

    def render(self, date, amount):
        self.date, self.amount = date, amount
        cells = [world.CELLS[k] for k in self.keys]
        for d in self.deals:
            self.rows.append([cell(d, self) or "" for cell in cells])

    def at(self, key):
        return self.keys.index(key) if key in self.keys else None

    def header(self, *keys):
        """The header of the first of these that the system has."""
        return next((self.head[self.at(k)] for k in keys if k in self.keys),
                    "?")

    def put(self, d, key, value):
        if key in self.keys:
            self.rows[self.deals.index(d)][self.at(key)] = value

    def some(self, n, *outcomes):
        """So many deals of these outcomes, but for the one that is newest."""
        fit = [d for d in self.deals if d["amount"] and not d["newest"] and
               (not outcomes or d["outcome"] in outcomes)]
        return self.r.sample(fit, min(n, len(fit)))

    def set(self, section, key, value):
        self.config.setdefault(section, {})[key] = value

    def add_column(self, header, values, at=None, key="more"):
        at = len(self.head) if at is None else at
        self.head.insert(at, header)
        self.keys.insert(at, key)
        for row, value in zip(self.rows, values):
            row.insert(at, value)

    def refused(self, pattern, answer=None):
        self.causes.append((pattern, answer))


def dirt(name, expect, needs=(), unless=(), **how):
    """needs: keys of columns, one of each tuple; plain: only where dates and
    amounts are written as everybody reads them; sound: not where they may be
    refused for themselves; many: only where there are many deals, as it counts
    on a bound."""
    def keep(function):
        DIRT[name] = {"expect": expect, "do": function, "unless": unless,
                      "needs": [n if isinstance(n, tuple) else (n,)
                                for n in needs], **how}
        return function
    return keep


def named(header):
    """A header in a message, whatever dirt stands in it."""
    return r"[\W_]*".join(re.findall(r"[^\W_]+", header))


def taken_as_empty(e, _):
    e.set("input", "unreadable", "empty")


def amount_refused(e, answer=taken_as_empty):
    e.refused(rf'(?i)column "\W*{named(e.header("amount"))}\W*" cannot be '
              "read as an amount", answer)


def date_refused(e, answer=taken_as_empty, keys=("created",)):
    names = "|".join(named(e.head[e.at(k)]) for k in keys if k in e.keys)
    e.refused(rf'(?i)column "\W*({names})\W*" cannot be read as a date', answer)
