"""The workbook of the fixture, read by openpyxl.

    workbook_check.py SPECIMEN

SPECIMEN writes the pack's workbook into a folder (tests/render/specimen.c).
"""
import datetime
import math
import pathlib
import re
import subprocess
import sys
import tempfile
import warnings
import zipfile

try:
    import openpyxl
except ImportError:
    sys.exit(77)  # meson: skipped

# It does not read the newer data bars, which stand beside the older ones.
warnings.filterwarnings('ignore', module='openpyxl')

SHEETS = ['Today', 'Summary', 'Quarter', 'Flow', 'Deals', 'Changes', 'Receipts',
          'One Change', 'Reps', 'Segments', 'Cycle', 'Trust', 'Data quality',
          'Settings', 'Data']
PORTRAIT = ['Receipts', 'Trust', 'Settings']
# Who acts on what, by when and why, in this order.
FIRST = ['Deal', 'Amount', 'Level', 'Why', 'Action', 'Due', 'Who Acts',
         'Days Overdue', 'Score', 'Chance of Loss']
SCREEN = 1280 - 30  # pixels of columns on a screen of 1,280
DATA = ('deal_id,account,owner,amount,stage,age_days,days_in_stage,'
        'risk_score,risk_level,p_loss,rule_points,ml_points,mode,factor_1,'
        'factor_1_points,factor_2,factor_2_points,factor_3,factor_3_points,'
        'action,action_owner,action_due,as_of').split(',')
NUMBERS = {'amount', 'age_days', 'days_in_stage', 'risk_score', 'p_loss',
           'rule_points', 'ml_points', 'factor_1_points', 'factor_2_points',
           'factor_3_points', 'expected_loss'}
DATES = {'action_due', 'as_of', 'created', 'expected_close'}
SMALL_WORDS = {'of', 'in', 'from', 'to', 'by', 'the', 'p', 'at', 'and', 'a',
               'or'}
NAMES = ['open_deals', 'critical_deals', 'high_deals', 'medium_deals',
         'low_deals', 'pipeline', 'at_risk', 'expected_loss',
         'protection_potential']
# Formulas are ours: functions, our names, cells and plain words.
TOKEN = re.compile(
    r'"[\w .,;($)%-]*"|(?:MIN|MAX|ROUND|IF|CHOOSE|SUMIFS|SUMIF|SUMPRODUCT|SUM|COUNTIF'
    r'|ABS|AND|INT'
    r'|MOD|RIGHT)(?=\()|Deals!|\$?[A-Z]{1,2}\$?\d+|[a-z_]+\d?|[\d.]+'
    r'|[-+*/:,()<>=&]')
failures = []


def check(what, ok, detail=''):
    if not ok:
        failures.append(f'{what}: {detail}')


def close(a, b, tolerance=1e-6):
    return (a is None and b is None) or (
        a is not None and b is not None and
        math.isclose(a, b, rel_tol=1e-9, abs_tol=tolerance))


def write(specimen, variant, *more):
    folder = pathlib.Path(tempfile.mkdtemp())
    run = subprocess.run([specimen, folder, variant, *more], check=True,
                         capture_output=True, text=True)
    return folder / 'risk_workbook.xlsx', run.stdout


def named(book, name):
    sheet, cell = next(iter(book.defined_names[name].destinations)) \
        if hasattr(book.defined_names, '__getitem__') else None
    return book[sheet][cell.replace('$', '')].value


def rows_of(sheet):
    """The heads, and the rows by the names that machines have for them: those
    of the notes on the heads, where there are any."""
    top, *rows = sheet.iter_rows()
    names = [re.search(r'Machine name: (\w+)$', c.comment.text)[1]
             if c.comment and 'Machine name' in c.comment.text else c.value
             for c in top]
    rows = [[c.value for c in row] for row in rows]
    return [c.value for c in top], [dict(zip(names, row)) for row in rows
                                    if any(v is not None for v in row)]


def deals_of(book):
    return sum(row[0].value is not None
               for row in book['Deals'].iter_rows(min_row=2))


def check_print(book):
    for sheet in book:
        what = f'print set-up of {sheet.title}'
        check(what, sheet.page_setup.orientation ==
              ('portrait' if sheet.title in PORTRAIT else 'landscape'))
        check(what, sheet.page_setup.fitToWidth in (None, 1, '1'),
              sheet.page_setup.fitToWidth)
        check(what, sheet.sheet_properties.pageSetUpPr.fitToPage)
        check(what, bool(sheet.print_title_rows), 'no repeated rows')
        footer = sheet.oddFooter.right.text
        check(what, footer == 'Page &P of &N', footer)


def shown(cell):
    """A number about as Excel shows it, its sign and marks included."""
    text = f'{abs(cell.value):,.0f}'
    literal = ''.join(re.findall(r'"([^"]*)"', cell.number_format or ''))
    decimals = re.search(r'0\.(0+)', cell.number_format or '')
    return (text + literal + ('.' + decimals[1] if decimals else '') +
            ('-' if cell.value < 0 else ''))


def check_widths(variant, book):
    """No number is wider than its column: "####" tells nobody anything."""
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                if not isinstance(cell.value, (int, float)):
                    continue
                width = sheet.column_dimensions[cell.column_letter].width
                need = len(shown(cell)) * (cell.font.size or 11) / 11
                check(f'{variant} {sheet.title}!{cell.coordinate} is wide '
                      'enough', need <= width, (shown(cell), width))


def check_hidden(variant, book):
    """Columns of Deals that hold nothing are hidden, and Summary names them;
    those that hold something are not."""
    sheet = book['Deals']
    said = [v for row in book['Summary'].iter_rows(values_only=True)
            for v in row if isinstance(v, str) and v.startswith('Hidden on')]
    names = said[0].split(': ')[1].split(', ') if said else []
    empty = []
    for column in sheet.iter_cols():
        head, rest = column[0], column[1:]
        # openpyxl keeps neighbours of the same look under their first
        hidden = any(d.hidden and d.min <= head.column <= d.max
                     for d in sheet.column_dimensions.values())
        filled = any(c.value is not None for c in rest)
        check(f'{variant} {head.value} hidden', hidden == (not filled), hidden)
        if not filled:
            empty.append(head.value)
    check(f'{variant} hidden columns named', names == empty, (names, empty))


def check_pages(variant, book, deals):
    """What is printed of the long sheets, and that the header says so."""
    rows = {name: int(re.search(r'(\d+)\D*$', str(book[name].print_area))[1])
            for name in ('Deals', 'Receipts')}
    heads = {name: book[name].oddHeader.left.text for name in rows}
    check(f'{variant} printed deals', rows['Deals'] - 1 == min(deals, 500),
          rows)
    check(f'{variant} printed deals said', heads['Deals'] ==
          ('Deals' if deals <= 500 else
           f'Deals: first 500 of {deals} open deals'), heads)
    ids = [row[0].value for row in book['Receipts'].iter_rows(
        min_row=2, max_row=rows['Receipts'])]
    after = book['Receipts'].cell(rows['Receipts'] + 1, 1).value
    check(f'{variant} printed receipts', len(set(ids)) == min(deals, 10) and
          after not in ids, (rows, after))
    check(f'{variant} printed receipts said', heads['Receipts'] ==
          ('Receipts' if deals <= 10 else
           f'Receipts: first 10 of {deals} open deals'), heads)


def check_cells(variant, formulas, values):
    live = 0
    for sheet in formulas:
        for row in sheet.iter_rows():
            for cell in row:
                where = f'{variant} {sheet.title}!{cell.coordinate}'
                if cell.data_type == 'f':
                    live += 1
                    check(where, cell.value[0] == '=' and
                          not TOKEN.sub('', cell.value), cell.value)
                    check(where, values[sheet.title][cell.coordinate].value
                          is not None, 'no cached value')
                check(where, cell.data_type != 'e', cell.value)
                if isinstance(cell.value, float):
                    check(where, math.isfinite(cell.value), cell.value)
    return live


def pixels(sheet, columns):
    """How wide columns are on a screen: Excel's own rule for Calibri 11."""
    widths = [sheet.column_dimensions[c].width for c in columns]
    return sum(int(w * 7 + 5) for w in widths)


def check_first_screen(variant, sheet):
    """Name, amount, level, reason, action and due date within the first
    screen, and all of FIRST on the page."""
    letters = [c.column_letter for c in sheet[1]]
    wide = pixels(sheet, letters[:FIRST.index('Due') + 1])
    if variant != 'hostile':
        check(f'{variant} first screen', wide <= SCREEN, wide)
    area = re.search(r'\$A\$1:\$([A-Z]+)', str(sheet.print_area))[1]
    check(f'{variant} printed columns', area == letters[len(FIRST) - 1], area)


def check_data(variant, sheet, deals):
    """A row of machine names, then values: no formula, no look, no table; the
    same deals as on Deals."""
    heads, rows = rows_of(sheet)
    check(f'{variant} data heads', heads[:len(DATA)] == DATA, heads)
    check(f'{variant} data is plain', not sheet.tables and
          not sheet.merged_cells.ranges and
          not list(sheet.conditional_formatting))
    looks = {(c.font.b, c.fill.fill_type, c.border.bottom.style,
              c.alignment.horizontal) for row in sheet.iter_rows() for c in row}
    check(f'{variant} data has no look', looks <= {
        (False, None, None, None)}, looks)
    check(f'{variant} data rows', len(rows) == len(deals), len(rows))
    for row, deal in zip(rows, deals):
        for key in row.keys() & deal.keys():
            check(f'{variant} {key} of {row["deal_id"]} on Data',
                  row[key] == deal[key] or isinstance(row[key], float) and
                  close(row[key], deal[key], 0.05), (row[key], deal[key]))
    return rows


def check_heads(variant, book):
    """Heads are words for people, in one style, on all sheets but Data."""
    for sheet in book:
        if sheet.title == 'Data':
            continue
        for row in sheet.iter_rows():
            for cell in row:
                if not (cell.font.b and cell.fill.fill_type == 'solid' and
                        cell.fill.fgColor.rgb == 'FFEEF1F4' and cell.value):
                    continue
                words = re.findall(r"[A-Za-z][\w']*", cell.value)
                check(f'{variant} {sheet.title}!{cell.coordinate} is a head',
                      '_' not in cell.value and
                      all(w[0].isupper() or (i and w in SMALL_WORDS) or
                          w == 'p' for i, w in enumerate(words)), cell.value)


def check_yellow(variant, sheet):
    """Each yellow cell takes numbers within its range only."""
    limits = {str(v.sqref): v for v in sheet.data_validations.dataValidation}
    yellow = [c for row in sheet.iter_rows() for c in row
              if c.fill.fill_type == 'solid' and
              c.fill.fgColor.rgb == 'FFFFF7D6']
    check(f'{variant} yellow cells', len(yellow) == 17, len(yellow))
    for cell in yellow:
        limit = limits.get(cell.coordinate)
        check(f'{variant} limit of Settings!{cell.coordinate}',
              limit is not None and limit.type == 'decimal' and
              limit.operator in (None, 'between') and not limit.allowBlank and
              limit.showErrorMessage and limit.error, limit)


def check_deals(variant, book, mode):
    sheet = book['Deals']
    heads, deals = rows_of(sheet)
    check(f'{variant} heads', heads[:len(FIRST)] == FIRST, heads)
    check_first_screen(variant, sheet)
    check(f'{variant} notes on heads', all(
        c.comment and re.search(r'^\S.*\.\nMachine name: \w+$', c.comment.text)
        for c in sheet[1]), [c.value for c in sheet[1] if not c.comment])
    check_yellow(variant, book['Settings'])
    table = sheet.tables['deals']
    check(f'{variant} table', [c.name for c in table.tableColumns] == heads)
    check(f'{variant} filter', table.autoFilter is not None)
    check(f'{variant} frozen', sheet.freeze_panes == 'B2', sheet.freeze_panes)
    kinds = [r.type for rules in sheet.conditional_formatting
             for r in rules.rules]
    check(f'{variant} bars', kinds.count('dataBar') == 1, kinds)
    check(f'{variant} level formats', kinds.count('cellIs') == 4, kinds)
    data = check_data(variant, book['Data'], deals)
    for i, deal in enumerate(deals):
        where = f'{variant} deal {deal["deal_id"]}'
        for row in deal, data[i]:
            for key in NUMBERS & row.keys():
                check(where, row[key] is None or
                      isinstance(row[key], (int, float)), f'{key} {row[key]!r}')
            for key in DATES & row.keys():
                check(where, row[key] is None or
                      isinstance(row[key], datetime.datetime), key)
        score = deal['risk_score']
        check(where, data[i]['mode'] == mode)
        check(where, (deal['p_loss'] is None) == (mode == 'rules_only'))
        level = ('CRITICAL' if score >= 75 else 'HIGH' if score >= 55 else
                 'MEDIUM' if score >= 30 else 'LOW')
        check(where, deal['risk_level'] == level, (score, deal['risk_level']))
        if i:
            check(where, deals[i - 1]['risk_score'] >= score, 'order')
    return deals


def check_totals(variant, book, deals):
    of = {level: [d for d in deals if d['risk_level'] == level]
          for level in ('CRITICAL', 'HIGH', 'MEDIUM', 'LOW')}
    amount = lambda some: sum(d['amount'] or 0 for d in some)
    risk = amount(of['CRITICAL']) + amount(of['HIGH'])
    want = {
        'open_deals': len(deals),
        'critical_deals': len(of['CRITICAL']), 'high_deals': len(of['HIGH']),
        'medium_deals': len(of['MEDIUM']), 'low_deals': len(of['LOW']),
        'pipeline': amount(deals), 'at_risk': risk,
        'expected_loss': sum(d['expected_loss'] or 0 for d in deals),
        'protection_potential': 0.2 * risk}
    for name in NAMES:
        got = named(book, name)
        check(f'{variant} {name}', isinstance(got, (int, float)) and
              close(got, want[name], 0.01), (got, want[name]))


def check_receipts(variant, book, deals):
    _, lines = rows_of(book['Receipts'])
    sums = {}
    for line in lines:
        sums[line['deal_id']] = sums.get(line['deal_id'], 0) + line['Points']
    for deal in deals:
        got = sums.get(deal['deal_id'], 0)
        check(f'{variant} receipt of {deal["deal_id"]}',
              abs(got - deal['risk_score']) < 1e-6, (got, deal['risk_score']))
    check(f'{variant} receipts', len(sums) <= len(deals))


def check_hostile(book, path):
    texts = {cell.value for sheet in book for row in sheet.iter_rows()
             for cell in row if isinstance(cell.value, str)}
    for text in ('=HYPERLINK("http://evil.example","y")', '../../x',
                 '<script>alert(1)</script>'):
        check('CRM text as it is', text in texts, text)
    with zipfile.ZipFile(path) as z:
        xml = b''.join(z.read(n) for n in z.namelist()
                       if n.startswith('xl/worksheets/sheet'))
        links = b''.join(z.read(n) for n in z.namelist() if 'rels' in n)
        core = z.read('docProps/core.xml')
    check('no formula of CRM text', b'HYPERLINK' not in xml)
    check('link to a deal page',
          b'https://intranet.example/dealsense/deal/OPP-1001.html' in links)
    check('tabs have colours', xml.count(b'<tabColor') == len(SHEETS),
          xml.count(b'<tabColor'))
    check('created is as-of', b'2024-01-01T00:00:00Z' in core, core)


def check_variant(specimen, variant, mode, *more):
    path, said = write(specimen, variant, *more)
    again, _ = write(specimen, variant, *more)
    check(f'{variant} same bytes', path.read_bytes() == again.read_bytes())
    formulas = openpyxl.load_workbook(path)
    values = openpyxl.load_workbook(path, data_only=True)
    check(f'{variant} sheets', values.sheetnames == SHEETS, values.sheetnames)
    check(f'{variant} charts', len(formulas['Summary']._charts) ==
          (2 if deals_of(values) else 0), len(formulas['Summary']._charts))
    check(f'{variant} title fits', len(values['Today']['A1'].value) <= 110)
    check_print(values)
    check_widths(variant, values)
    check_heads(variant, values)
    if deals_of(values):
        check_hidden(variant, values)
        check_pages(variant, values, deals_of(values))
    live = check_cells(variant, formulas, values)
    deals = check_deals(variant, values, mode)
    check(f'{variant} live scores', live >= 3 * len(deals), live)
    check_totals(variant, values, deals)
    check_receipts(variant, values, deals)
    return path, values, deals, said


def check_stream(specimen):
    """At its number of deals the book is streamed by itself, says so, and
    holds the same cells; one deal before it is not."""
    usual, _ = write(specimen, 'hybrid', '300')
    stream, _ = write(specimen, 'hybrid', '300', '300')
    before, _ = write(specimen, 'hybrid', '300', '301')
    check('not streamed before its number', usual.read_bytes() ==
          before.read_bytes())
    with zipfile.ZipFile(stream) as z:
        check('streamed: no tables', not [n for n in z.namelist()
                                          if 'tables/' in n])
    a, b = (openpyxl.load_workbook(p) for p in (usual, stream))
    check('streamed sheets', b.sheetnames == SHEETS, b.sheetnames)
    check_print(b)
    check('streamed charts', len(b['Summary']._charts) ==
          len(a['Summary']._charts) > 0)
    for name in ('Deals', 'Receipts'):
        check(f'streamed {name}: a filter', b[name].auto_filter.ref ==
              a[name].tables[name.lower()].ref, b[name].auto_filter.ref)
    said = [row[0] for row in b['Summary'].iter_rows(values_only=True)
            if isinstance(row[0], str) and 'streaming mode' in row[0]]
    check('streamed: says what it leaves out', len(said) == 1 and
          'not Excel tables' in said[0], said)
    plain = {row[0] for row in a['Summary'].iter_rows(values_only=True)}
    check('only then', not [t for t in said if t in plain])
    for sheet in set(a.sheetnames) - {'Summary'}:
        for row, other in zip(a[sheet].iter_rows(), b[sheet].iter_rows(),
                              strict=True):
            check(f'streamed {sheet} row {row[0].row}',
                  [c.value for c in row] == [c.value for c in other] and
                  [c.number_format for c in row] ==
                  [c.number_format for c in other])
    live = check_cells('streamed', b, openpyxl.load_workbook(
        stream, data_only=True))
    check('streamed live scores', live >= 900, live)


def main(specimen):
    check_stream(specimen)
    path, values, deals, _ = check_variant(specimen, 'hybrid', 'hybrid')
    check('hybrid deals', len(deals) == 24, len(deals))
    check_hostile(values, path)
    _, _, deals, _ = check_variant(specimen, 'rules', 'rules_only')
    check('rules deals', len(deals) == 24, len(deals))
    _, _, deals, said = check_variant(specimen, 'hybrid', 'hybrid', '250')
    check('250 deals', len(deals) == 250, len(deals))
    print('250 deals:', said.strip())
    check_variant(specimen, 'hybrid', 'hybrid', '501')
    _, values, deals, _ = check_variant(specimen, 'hostile', 'hybrid', '30')
    longest = max(len(str(cell.value).encode('utf-16-le')) // 2
                  for row in values['Deals'].iter_rows() for cell in row)
    check('cells within the limit', 30000 < longest <= 32767, longest)
    _, _, deals, _ = check_variant(specimen, 'empty', 'rules_only')
    check('no deals', not deals, len(deals))
    for failure in failures[:40]:
        print('FAIL', failure)
    print(f'{len(failures)} failures')
    return bool(failures)


if __name__ == '__main__':
    sys.exit(main(sys.argv[1]))
