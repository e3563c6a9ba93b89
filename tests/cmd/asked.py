"""What to do today, from the lines of risk_report.csv."""
FIRST, MORE = 5, 10


def number(text):
    return float(text) if text else -1


def by_money(report):
    """All lines, the most money to lose first, the older first of equals."""
    return sorted(report, key=lambda r: (
        -number(r["expected_loss"]), -number(r["amount"]),
        -number(r["age_days"])))


def asks(line):
    return line["flags"] or line["risk_level"] in ("HIGH", "CRITICAL")


def listed(report):
    """The first that ask for something, and what stands below them: it asks,
    or is one of the ten largest losses."""
    every = by_money(report)
    first = [r for r in every if asks(r)][:FIRST]
    more = [r for k, r in enumerate(every) if r not in first and
            (asks(r) or k < MORE and number(r["expected_loss"]) > 0)] \
        if first else []
    return first, more[:MORE]
