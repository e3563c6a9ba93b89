"""Companies of which little is known of a quarter: what is told, and what is
said not to be known, in JSON, alerts, brief and on the dashboard's page.

No amounts, no expected closes, nothing closed, fewer than four past quarters,
one rep, a fiscal year that begins in February. Each is the sample with that
taken away; no figure stands where the gap says that it is not known, and where
nothing has closed no deal is said to be at risk, or not to be.
"""
import datetime
import json
import os
import pathlib
import re
import subprocess

from tool import check, ok, rows, workdir

SAMPLE = pathlib.Path(os.environ["DEALSENSE_SOURCE"]) / "sample/deals.csv"
DAY = "2026-05-20"
NO_TRUTH = re.compile(r"HIGH or CRITICAL[^;.]*\b0\b|\b0 of \S+ .*HIGH or CRITICAL"
                      r"|[Nn]o deal is (?:HIGH|at risk|critical)")


class Told:
    """A pack of some rows of the sample, by independent readers."""

    def __init__(self, folder, name, deals, settings=""):
        export, config = folder / f"{name}.csv", folder / f"{name}.ini"
        head = list(dict.fromkeys(k for d in deals for k in d))
        export.write_text("\n".join(
            ",".join('"%s"' % str(line.get(k) or "").replace('"', '""')
                     for k in head)
            for line in [dict(zip(head, head)), *deals]), "utf-8")
        config.write_text(settings)
        self.out = ok("run", export, "--as-of", DAY, "--out", folder / name,
                      "--config", config, "--no-store").stdout
        self.pack = folder / name / "latest"
        self.quarter = json.loads(
            (self.pack / "dashboard/api/v1/quarter.json").read_text("utf-8"))
        page = (self.pack / "dashboard/quarter.html").read_text("utf-8")
        self.text = {
            "brief": " ".join(subprocess.run(
                ["pdftotext", self.pack / "brief.pdf", "-"], text=True,
                capture_output=True, check=True).stdout.split()),
            "alerts": (self.pack / "messages/alerts.txt").read_text("utf-8"),
            "page": " ".join(re.sub(r"<[^>]*>", " ", page).split())}

    def now(self, ending="won"):
        return self.quarter["scopes"][0]["quarters"][0][ending]

    def says(self, sentence):
        for place, text in self.text.items():
            check(sentence in " ".join(text.split()), place, sentence)


def sample():
    """Its rows as they stand, but for those that no reader takes, as of DAY."""
    seen, out = set(), []
    for d in rows(SAMPLE):
        if None in d or not d["deal_id"] or d["deal_id"] in seen or \
                not d["created_date"] or d["created_date"] > DAY:
            continue
        seen.add(d["deal_id"])
        try:
            datetime.date.fromisoformat(d["created_date"])
        except ValueError:
            continue
        out.append(d)
    return out


def no_amounts(folder, deals):
    told = Told(folder, "amounts", [{k: v for k, v in d.items() if k != "amount"}
                                    for d in deals])
    check(told.quarter["gap"] == "no amounts" and not told.quarter["scopes"],
          told.quarter["gap"])
    told.says("cannot be told: the export has no amounts that can be summed")
    check("is expected to close at" not in told.text["brief"])
    known = [d["won_by_quarter_end"] for d in rows(told.pack / "risk_report.csv")]
    check(known and all(0 < float(p) < 1 for p in known),
          "chances need no amount")


def no_expected(folder, deals):
    """An open deal's closed_date is its expected one."""
    told = Told(folder, "expected",
                [dict(d, closed_date="") if d["outcome"] == "Open" else d
                 for d in deals])
    check(told.quarter["crm_known"] is False)
    check(told.now()["told"]["crm"] is None, told.now())
    check(told.now()["landing"] > told.now()["so_far"])
    due = told.quarter["scopes"][0]["quarters"][0]["target"].get("due")
    check(due is None, due)
    check("By expected close dates the CRM says" not in told.text["brief"])


def nothing_closed(folder, deals):
    told = Told(folder, "open", [d for d in deals if d["outcome"] == "Open"])
    check(told.now()["gap"] == "no past quarter", told.now()["gap"])
    check(told.now()["landing"] is None and told.now()["lower80"] is None)
    told.says("cannot be told: the export does not reach back over a whole past "
              "quarter")
    for place, text in (*told.text.items(), ("terminal", told.out)):
        found = NO_TRUTH.search(" ".join(text.split()))
        check(not found, place, found and found[0])
    check("Nothing has closed yet" in told.out, told.out)


def short_past(folder, deals):
    told = Told(folder, "short", [d for d in deals
                                  if d["created_date"] >= "2025-10-01"])
    check(told.now()["gap"] == "few past quarters", told.now()["gap"])
    check(told.now()["lower80"] is None and told.now()["landing"] > 0)
    told.says("No range: ")
    check("(80% range" not in told.text["brief"], "a range of nothing")


def one_rep(folder, deals):
    told = Told(folder, "rep", [dict(d, owner="Ada Li", manager="Bo Ng")
                                for d in deals])
    scopes = told.quarter["scopes"]
    check([s["of"] for s in scopes] == ["company", "manager", "owner"],
          [(s["of"], s["name"]) for s in scopes])
    for scope in scopes[1:]:
        for k, part in enumerate(scope["quarters"]):
            check(part["won"]["told"] == scopes[0]["quarters"][k]["won"]["told"],
                  "one rep's deals are the company's", scope["name"])


def fiscal_year(folder, deals):
    told = Told(folder, "fiscal", deals, "[report]\nfiscal_month = 2\n")
    now, after = told.quarter["scopes"][0]["quarters"]
    check((now["quarter"], now["start"], now["end"]) ==
          ("2027Q2", "2026-05-01", "2026-07-31"), now["quarter"], now["start"])
    check((after["start"], after["end"]) == ("2026-08-01", "2026-10-31"))
    won = sum(float(d["amount"] or 0) for d in deals
              if d["outcome"] == "Won" and "2026-05-01" <= d["closed_date"] <= DAY)
    check(abs(now["won"]["so_far"] - won) < 0.005, now["won"]["so_far"], won)
    told.says("Q2 FY2027 is expected to close at")


def main():
    deals = sample()
    with workdir() as tmp:
        for case in (no_amounts, no_expected, nothing_closed, short_past, one_rep,
                     fiscal_year):
            case(pathlib.Path(tmp), deals)
            print(case.__name__, flush=True)


if __name__ == "__main__":
    main()
