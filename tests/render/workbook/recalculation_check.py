"""LibreOffice reads the workbook without loss and recalculates its scores.

    recalculation_check.py SPECIMEN

A forced recalculation must give what the engine printed; a copy with wrong
cached values must be corrected by it, and a changed weight must change the
scores and a changed cut the levels, or the check would be worth nothing.
"""
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import warnings
import zipfile

try:
    import openpyxl
except ImportError:
    sys.exit(77)  # meson: skipped
if not shutil.which('soffice'):
    sys.exit(77)

warnings.filterwarnings('ignore', module='openpyxl')
# A private profile in which every load recalculates.
PROFILE = '''<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry"
 xmlns:xs="http://www.w3.org/2001/XMLSchema"
 xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>'''
failures = []


def check(what, ok, detail=''):
    if not ok:
        failures.append(f'{what}: {detail}')


def convert(work, books):
    profile = work / 'profile'
    if not profile.exists():
        (profile / 'user').mkdir(parents=True)
        (profile / 'user/registrymodifications.xcu').write_text(PROFILE)
    out = work / 'out'
    subprocess.run(['soffice', f'-env:UserInstallation={profile.as_uri()}',
                    '--headless', '--convert-to', 'xlsx', '--outdir', out,
                    *books], check=True, capture_output=True, timeout=200)
    return [openpyxl.load_workbook(out / b.name, data_only=True)
            for b in books]


def part_of(path, sheet):
    """The XML file of a sheet, by its place in the workbook."""
    names = openpyxl.load_workbook(path, read_only=True).sheetnames
    return f'xl/worksheets/sheet{names.index(sheet) + 1}.xml'


def altered(path, new, sheet, change):
    part = part_of(path, sheet)
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(new, 'w') as out:
        for name in old.namelist():
            data = old.read(name)
            if name == part:
                was = data
                data = change(data.decode()).encode()
                check(f'{new.name} differs', data != was)
            out.writestr(name, data)


def cell_of(path, name):
    book = openpyxl.load_workbook(path)
    return next(iter(book.defined_names[name].destinations))[1].replace(
        '$', '')


def column(book, head):
    sheet = book['Deals']
    heads = [c.value for c in sheet[1]]
    col = heads.index(head) + 1
    return [sheet.cell(r, col).value for r in range(2, sheet.max_row + 1)
            if sheet.cell(r, 1).value is not None]


def check_loss(was, now):
    for sheet in was:
        for row in sheet.iter_rows():
            for cell in row:
                other = now[sheet.title][cell.coordinate].value
                where = f'{sheet.title}!{cell.coordinate}'
                if isinstance(cell.value, (int, float)):
                    check(where, isinstance(other, (int, float)) and
                          abs(cell.value - other) <=
                          max(0.05, 1e-9 * abs(cell.value)),
                          (cell.value, other))
                else:
                    check(where, cell.value == other, (cell.value, other))


def scaled(path, new, name, factor):
    """A copy with a setting changed, the cached values left as they were."""
    cell = cell_of(path, name)
    altered(path, new, 'Settings', lambda xml: re.sub(
        rf'(<c r="{cell}"[^>]*><v>)([\d.]+)(</v>)',
        lambda m: f'{m[1]}{float(m[2]) * factor}{m[3]}', xml))


def named(book, name):
    sheet, cell = next(iter(book.defined_names[name].destinations))
    return book[sheet][cell.replace('$', '')].value


def short(amount):
    """As the headline has it: $7.1M, $718K."""
    for unit, size in (('M', 1e6), ('K', 1e3)):
        if amount / size >= 0.9995:
            x = amount / size
            return f'${x:.1f}{unit}' if x < 99.95 else f'${x:.0f}{unit}'
    return f'${amount:.0f}'


def table(book, head):
    """The rows of Summary under a head in its first column."""
    rows = list(book['Summary'].iter_rows(max_col=4, values_only=True))
    at = [row[0] for row in rows].index(head)
    for row in rows[at + 1:]:
        if row[0] is None:
            return
        yield row


def chart_title(path):
    """The cell that the chart of levels takes its title from, and the title
    that is kept for readers that do not reckon."""
    with zipfile.ZipFile(path) as z:
        for name in sorted(z.namelist()):
            found = 'charts/chart' in name and re.search(
                r'<c:title><c:tx><c:strRef><c:f>Summary!([^<]+)</c:f>.*?'
                r'<c:v>([^<]*)</c:v>', z.read(name).decode())
            if found:
                return found[1].replace('$', ''), found[2]
    return None, None


def check_words(what, book, path, printed):
    """Headline, table of levels, table of quarters and title of the chart say
    the same of a recalculated workbook; `printed` is the headline of the run,
    None: it must be another."""
    levels = {row[0]: row for row in table(book, 'Level')}
    critical, high = levels['CRITICAL'], levels['HIGH']
    n, count = critical[1] + high[1], len(column(book, 'Level'))
    deals = column(book, 'Level'), column(book, 'Amount')
    check(f'{what} levels are those of Deals', n == sum(
        level in ('CRITICAL', 'HIGH') for level in deals[0]), n)
    at_risk = sum(a or 0 for level, a in zip(*deals)
                  if level in ('CRITICAL', 'HIGH'))
    for said in (named(book, 'at_risk'), critical[2] + high[2],
                 sum(row[2] or 0 for row in table(book, 'Expected Close'))):
        check(f'{what} at risk', abs(said - at_risk) < 0.01, (said, at_risk))
    title = book['Summary'][chart_title(path)[0]].value
    check(f'{what} title of the chart', title ==
          f'{critical[1]} CRITICAL and {high[1]} HIGH of {count} open deals',
          title)
    said = book['Summary']['A2'].value
    check(f'{what} Today has the headline', book['Today']['A2'].value == said)
    if printed:
        check(f'{what} headline as the run printed it', said == printed, said)
        return
    want = (f'{n} of {count} open deals, {short(at_risk)} of '
            f'{short(named(book, "pipeline"))},',
            f'{critical[1]} of them ({short(critical[2])})')
    if not n:
        want = (f'no deal of {count} crosses the cut of',)
    elif not critical[1]:
        want = want[:1]
    check(f'{what} headline follows', said.startswith('With these settings ')
          and all(part in said for part in want), (said, want))


def check_mode(specimen, work, variant, weight, factor, *more):
    folder = work / '_'.join((variant, *more))
    folder.mkdir()
    subprocess.run([specimen, folder, variant, *more], check=True,
                   capture_output=True)
    variant = folder.name
    path = folder / 'risk_workbook.xlsx'
    plain, wrong, heavier, cut = (work / f'{variant}_{n}.xlsx' for n in
                                  ('plain', 'wrong', 'heavier', 'cut'))
    shutil.copy(path, plain)
    altered(path, wrong, 'Deals', lambda xml: re.sub(
        r'(</f><v>)[\d.]+(</v>)', r'\g<1>1000\g<2>', xml))
    scaled(path, heavier, weight, factor)
    scaled(path, cut, 'level_critical', 0)

    was = openpyxl.load_workbook(path, data_only=True)
    now, corrected, changed, lowered = convert(
        work, [plain, wrong, heavier, cut])
    check_loss(was, now)
    printed = was['Summary']['A2'].value
    cell, kept = chart_title(path)
    check(f'{variant} kept title', was['Summary'][cell].value == kept, kept)
    check_words(f'{variant} unchanged', now, path, printed)
    check_words(f'{variant} changed cut', lowered, path, None)
    check_words(f'{variant} changed weight', changed, path, None)
    scores = column(was, 'Score')
    check('scores', len(scores) == 24, len(scores))
    check('wrong values were planted',
          max(column(openpyxl.load_workbook(wrong, data_only=True),
                     'Score')) == 1000)
    for name in ('Score', 'Rule Points', 'Model Points'):
        for a, b in zip(column(was, name), column(corrected, name)):
            check(f'{variant} {name} recalculated',
                  a == b or abs(a - b) <= 0.05, (a, b))
    check(f'{variant} levels recalculated',
          column(was, 'Level') == column(corrected, 'Level'))
    moved = sum(abs(a - b) > 0.05
                for a, b in zip(scores, column(changed, 'Score')))
    check(f'{variant} a changed weight changes scores', moved > 12, moved)
    check(f'{variant} a changed cut changes levels',
          set(column(lowered, 'Level')) == {'CRITICAL'} !=
          set(column(was, 'Level')),
          set(column(lowered, 'Level')))


def main(specimen):
    with tempfile.TemporaryDirectory() as folder:
        work = pathlib.Path(folder)
        check_mode(specimen, work, 'hybrid', 'forest_weight', 0.5)
        check_mode(specimen, work, 'rules', 'rule_weight', 0.5)
        # 24 deals, streamed from 24 on, as 150,000 would be.
        check_mode(specimen, work, 'hybrid', 'forest_weight', 0.5, '24', '24')
    for failure in failures[:40]:
        print('FAIL', failure)
    print(f'{len(failures)} failures')
    return bool(failures)


if __name__ == '__main__':
    sys.exit(main(sys.argv[1]))
