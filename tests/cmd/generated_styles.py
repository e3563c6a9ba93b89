"""How dates, amounts and bytes are written: a function for each style.

A style says beside it what must become of it: READ, or EITHER where a refusal
that names the column is right too, or REFUSED.
"""
import datetime
import decimal

READ, EITHER, REFUSED = "read", "either", "refused"

MONTHS = {
    "en": "January February March April May June July August September "
          "October November December",
    "de": "Januar Februar März April Mai Juni Juli August September "
          "Oktober November Dezember",
    "fr": "janvier février mars avril mai juin juillet août septembre "
          "octobre novembre décembre",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre "
          "octubre noviembre diciembre",
    "pt": "janeiro fevereiro março abril maio junho julho agosto setembro "
          "outubro novembro dezembro",
    "it": "gennaio febbraio marzo aprile maggio giugno luglio agosto "
          "settembre ottobre novembre dicembre",
    "nl": "januari februari maart april mei juni juli augustus september "
          "oktober november december",
}
SHORT = {
    "en": "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec",
    "de": "Jan Feb Mär Apr Mai Jun Jul Aug Sep Okt Nov Dez",
    "fr": "janv. févr. mars avr. mai juin juil. août sept. oct. nov. "
          "déc.",
    "es": "ene feb mar abr may jun jul ago sept oct nov dic",
    "pt": "jan fev mar abr mai jun jul ago set out nov dez",
    "it": "gen feb mar apr mag giu lug ago set ott nov dic",
    "nl": "jan feb mrt apr mei jun jul aug sep okt nov dec",
}
WEEKDAYS = {
    "en": "Monday Tuesday Wednesday Thursday Friday Saturday Sunday",
    "de": "Montag Dienstag Mittwoch Donnerstag Freitag Samstag Sonntag",
    "fr": "lundi mardi mercredi jeudi vendredi samedi dimanche",
    "es": "lunes martes miércoles jueves viernes sábado domingo",
    "pt": "segunda-feira terça-feira quarta-feira quinta-feira "
          "sexta-feira sábado domingo",
    "it": "lunedì martedì mercoledì giovedì venerdì "
          "sabato domenica",
    "nl": "maandag dinsdag woensdag donderdag vrijdag zaterdag zondag",
}
LONG = {"en": "{m} {d}, {y}", "de": "{d}. {m} {y}", "fr": "{d} {m} {y}",
        "es": "{d} de {m} de {y}", "pt": "{d} de {m} de {y}",
        "it": "{d} {m} {y}", "nl": "{d} {m} {y}"}
AT = {"en": " at ", "de": " um ", "fr": " à ", "es": " a las ",
      "pt": " às ", "it": " alle ", "nl": " om "}
EPOCH = datetime.date(1970, 1, 1)


def of(table, language, at):
    return table.get(language, table["en"]).split()[at]


def long_date(d, language):
    if language == "ja":
        return f"{d.year}年{d.month}月{d.day}日"
    day = "1er" if language == "fr" and d.day == 1 else d.day
    return LONG[language].format(d=day, m=of(MONTHS, language, d.month - 1),
                                 y=d.year)


def clock(i):
    return f"{9 + i % 10:02d}:{i % 60:02d}"


def half_day(i):
    hour = 9 + i % 10
    return f"{(hour - 1) % 12 + 1}:{i % 60:02d}", "AM" if hour < 12 else "PM"


def seconds(d, i):
    return (d - EPOCH).days * 86400 + 3600 * (9 + i % 10) + i


def short(d, language):
    return of(SHORT, language, d.month - 1)


def wide(text):
    """ASCII as wide as a kanji."""
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text)


# d: the day, i: a number of the deal, l: the language.
DATES = {
    "ISO": (READ, lambda d, i, l: f"{d}"),
    "ISO, time": (READ, lambda d, i, l: f"{d} {clock(i)}:07"),
    "ISO, Z": (READ, lambda d, i, l: f"{d}T{clock(i)}:07Z"),
    "ISO, zone": (READ, lambda d, i, l: f"{d}T{clock(i)}:07.000+0000"),
    "ISO, fraction": (READ, lambda d, i, l:
                      f"{d} {clock(i)}:07.123456+01:00"),
    "Y/M/D": (READ, lambda d, i, l: f"{d:%Y/%m/%d}"),
    "Y.M.D": (READ, lambda d, i, l: f"{d:%Y.%m.%d}"),
    "compact": (READ, lambda d, i, l: f"{d:%Y%m%d}"),
    "M/D/Y": (READ, lambda d, i, l: f"{d.month}/{d.day}/{d.year}"),
    "MM/DD/YYYY": (READ, lambda d, i, l: f"{d:%m/%d/%Y}"),
    "M/D/YY": (READ, lambda d, i, l: f"{d.month}/{d.day}/{d:%y}"),
    "M/D/Y, half days": (READ, lambda d, i, l: f"{d.month}/{d.day}/{d.year} "
                         + "{} {}".format(*half_day(i))),
    "M/D/Y, narrow blank": (READ, lambda d, i, l:
                            f"{d.month}/{d.day}/{d.year}, "
                            + "{}\u202f{}".format(*half_day(i))),
    "D/M/Y": (READ, lambda d, i, l: f"{d.day}/{d.month}/{d.year}"),
    "DD/MM/YYYY, time": (READ, lambda d, i, l: f"{d:%d/%m/%Y} {clock(i)}"),
    "DD/MM/YY": (READ, lambda d, i, l: f"{d:%d/%m/%y}"),
    "DD-MM-YYYY": (READ, lambda d, i, l: f"{d:%d-%m-%Y}"),
    "D/M/Y, a. m.": (READ, lambda d, i, l: f"{d:%d/%m/%Y} "
                     + "{} {}".format(*half_day(i)).replace(
                         "AM", "a.\u00a0m.").replace("PM", "p.\u00a0m.")),
    "D.M.Y": (READ, lambda d, i, l: f"{d:%d.%m.%Y}"),
    "D.M.YY": (READ, lambda d, i, l: f"{d.day}.{d.month}.{d:%y}"),
    "D.M.Y, time": (READ, lambda d, i, l: f"{d:%d.%m.%Y}, {clock(i)}:09"),
    "D.M.Y, Uhr": (EITHER, lambda d, i, l: f"{d:%d.%m.%Y} {clock(i)} Uhr"),
    "D-Mon-YYYY": (READ, lambda d, i, l: f"{d.day:02d}-{short(d, l)}-{d.year}"),
    "D-Mon-YY": (READ, lambda d, i, l: f"{d.day}-{short(d, l)}-{d:%y}"),
    "D Mon YYYY": (READ, lambda d, i, l: f"{d.day} {short(d, l)} {d.year}"),
    "Mon D, YYYY": (READ, lambda d, i, l: f"{short(d, l)} {d.day}, {d.year}"),
    "YYYY-Mon-DD": (READ, lambda d, i, l: f"{d.year}-{short(d, l)}-{d:%d}"),
    "long": (READ, lambda d, i, l: long_date(d, l)),
    "long, time": (READ, lambda d, i, l: f"{long_date(d, l)} {clock(i)}"),
    "long, at": (EITHER, lambda d, i, l: long_date(d, l) + AT.get(l, " ")
                 + clock(i)),
    "weekday": (EITHER, lambda d, i, l:
                f"{of(WEEKDAYS, l, d.weekday())}, {long_date(d, l)}"),
    "RFC 2822": (EITHER, lambda d, i, l:
                 f"{d:%a}, {d.day} {short(d, 'en')} {d.year} "
                 f"{clock(i)}:05 +0000"),
    "ctime": (EITHER, lambda d, i, l: f"{d:%a} {short(d, 'en')} {d:%d} "
              f"{clock(i)}:05 UTC {d.year}"),
    "kanji, time": (READ, lambda d, i, l:
                    f"{d.year}年{d.month:02d}月{d.day:02d}日 {clock(i)}"),
    "wide digits": (EITHER, lambda d, i, l: wide(f"{d:%Y/%m/%d}")),
    "era": (REFUSED, lambda d, i, l:
            f"令和{d.year - 2018}年{d.month}月{d.day}日"),
    "serial": (READ, lambda d, i, l:
               str((d - datetime.date(1899, 12, 30)).days)),
    "serial, time": (READ, lambda d, i, l:
                     f"{(d - datetime.date(1899, 12, 30)).days}."
                     f"{3958 + i % 50}"),
    "seconds": (READ, lambda d, i, l: str(seconds(d, i))),
    "milliseconds": (READ, lambda d, i, l: str(seconds(d, i) * 1000 + 123)),
    "week": (REFUSED, lambda d, i, l: "{}-W{:02d}".format(*d.isocalendar())),
    "Mon YYYY": (REFUSED, lambda d, i, l: f"{short(d, l)} {d.year}"),
    "YY-MM-DD": (REFUSED, lambda d, i, l: f"{d:%y-%m-%d}"),
    "month alone": (REFUSED, lambda d, i, l: f"{d:%m/%Y}"),
}
SLASHED = {k for k in DATES if k[:2] in ("M/", "D/", "MM", "DD")}


def grouped(text, mark, sizes=(3,)):
    """1234567 as 1,234,567; sizes from the right, the last again."""
    out, sizes = [], list(sizes)
    while len(text) > sizes[0]:
        out.insert(0, text[-sizes[0]:])
        text = text[:-sizes[0]]
        sizes = sizes[1:] or sizes
    return mark.join([text, *out])


def number(x, group="", point=".", decimals=2, sizes=(3,)):
    whole, _, rest = f"{x:.{decimals}f}".partition(".")
    return grouped(whole, group, sizes) + (point + rest if rest else "")


def plain(x):
    """Without zeros behind the point: 12.5, 12000."""
    text = f"{x.normalize():f}"
    return text if text != "-0" else "0"


def scaled(x, zeros, point="."):
    return plain(decimal.Decimal(x).scaleb(-zeros)).replace(".", point)


def shown(x):
    """As dashboards show them: 1.25M, 12.5K, 950."""
    for zeros, mark in ((6, "M"), (3, "K")):
        if x >= 10 ** zeros:
            return scaled(x, zeros) + mark
    return plain(x)


# What becomes of it, has it cents, and how it is written.
AMOUNTS = {
    "plain": (READ, True, lambda x: plain(x)),
    "two decimals": (READ, True, lambda x: number(x)),
    "1,234.56": (READ, True, lambda x: number(x, ",")),
    "1,234": (READ, False, lambda x: number(x, ",", decimals=0)),
    "1.234,56": (READ, True, lambda x: number(x, ".", ",")),
    "1.234": (READ, False, lambda x: number(x, ".", decimals=0)),
    "1234,56": (READ, True, lambda x: number(x, "", ",")),
    "1 234,56, no break": (READ, True, lambda x: number(x, "\u00a0", ",")),
    "1 234,56, narrow": (READ, True, lambda x: number(x, "\u202f", ",")),
    "1 234.56": (READ, True, lambda x: number(x, " ", ".")),
    "1 234, thin": (READ, False, lambda x: number(x, "\u2009", decimals=0)),
    "1'234.56": (READ, True, lambda x: "CHF " + number(x, "'")),
    "1\u2019234.56": (READ, True, lambda x: number(x, "\u2019")),
    "12,34,567.89": (READ, True,
                     lambda x: "₹" + number(x, ",", sizes=(3, 2))),
    "$1,234.56": (READ, True, lambda x: "$" + number(x, ",")),
    "US$ 1,234": (READ, False,
                  lambda x: "US$ " + number(x, ",", decimals=0)),
    "1.234,56 €": (READ, True,
                        lambda x: number(x, ".", ",") + "\u00a0€"),
    "€ 1.234,56": (READ, True,
                        lambda x: "€ " + number(x, ".", ",")),
    "USD 1234.56": (READ, True, lambda x: "USD " + number(x)),
    "1,234.56 GBP": (READ, True, lambda x: number(x, ",") + " GBP"),
    "(EUR) 1.234,56": (EITHER, True,
                       lambda x: "(EUR) " + number(x, ".", ",")),
    "£1,234.56": (READ, True, lambda x: "£" + number(x, ",")),
    "R$ 1.234,56": (READ, True, lambda x: "R$ " + number(x, ".", ",")),
    "1 234,56 kr": (READ, True,
                    lambda x: number(x, "\u00a0", ",") + " kr"),
    "1 234,56 zł": (READ, True,
                         lambda x: number(x, " ", ",") + " zł"),
    "¥1,234": (READ, False,
                    lambda x: "¥" + number(x, ",", decimals=0)),
    "1,234円": (READ, False,
                    lambda x: number(x, ",", decimals=0) + "円"),
    "wide yen": (EITHER, False,
                 lambda x: wide("¥" + number(x, ",", decimals=0))),
    "wide digits": (EITHER, False,
                    lambda x: wide(number(x, ",", decimals=0))),
    "12.5K": (READ, False, shown),
    "$12.5K": (READ, False, lambda x: "$" + shown(x)),
    "12,5 Tsd. €": (READ, False,
                         lambda x: scaled(x, 3, ",") + " Tsd. €"),
    "0,0125 Mio. €": (READ, False,
                           lambda x: scaled(x, 6, ",") + " Mio. €"),
    "0.125 lakh": (READ, False, lambda x: f"₹{scaled(x, 5)} lakh"),
    "1.25万円": (READ, False,
                         lambda x: scaled(x, 4) + "万円"),
    "accounting": (READ, True,
                   lambda x: f" $ {number(x, ',')} " if x else " $ -   "),
    "accounting, €": (READ, True, lambda x:
                           f" {number(x, '.', ',')} € " if x
                           else " -   € "),
    "1.234,-": (READ, False, lambda x:
                number(x, ".", decimals=0) + ",-"),
    "CHF 1'234.\u2013": (READ, False, lambda x:
                         "CHF " + number(x, "'", decimals=0) + ".\u2013"),
    "1.5E+04": (READ, True, lambda x: f"{x:.8E}"),
    "euros": (READ, False, lambda x: f"{plain(x)} Euros"),
    "approximate": (EITHER, False, lambda x:
                    "ca. " + number(x, ".", decimals=0)),
    "ranges": (REFUSED, False, lambda x:
               f"{number(x, ',', decimals=0)} - "
               f"{number(x * 2, ',', decimals=0)}"),
}

# By name: Python's codec, the mark in front, and what must become of text that
# is not ASCII; names: what such a file is full of.
ENCODINGS = {
    "UTF-8": ("utf-8", b"", READ, None),
    "UTF-8, mark": ("utf-8", b"\xef\xbb\xbf", READ, None),
    "UTF-16LE": ("utf-16-le", b"\xff\xfe", READ, None),
    "UTF-16BE": ("utf-16-be", b"\xfe\xff", READ, None),
    "Windows-1252": ("cp1252", b"", READ, None),
    "UTF-16, no mark": ("utf-16-le", b"", REFUSED, None),
    "Shift_JIS": ("cp932", b"", REFUSED, "ja"),
    "EUC-JP": ("euc_jp", b"", REFUSED, "ja"),
    "GB18030": ("gb18030", b"", REFUSED, [
        "北京公司", "上海贸易", "深圳科技",
        "广州工厂", "成都集团"]),
    "Windows-1251": ("cp1251", b"", REFUSED, [
        "Москва", "Строй",
        "Казань", "Омск",
        "Уфалес"]),
    "Windows-1250": ("cp1250", b"", EITHER, [
        "Łódź S.A.", "Kraków", "Żółw",
        "Poznań", "Plzeň"]),
    "Mac Roman": ("mac_roman", b"", EITHER, None),
    "DOS 850": ("cp850", b"", EITHER, None),
}
