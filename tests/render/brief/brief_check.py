"""The brief and the pictures of the fixture, judged by qpdf and poppler.

    brief_check.py GALLERY [NODE]

GALLERY writes every variant into a folder; two runs must agree byte for
byte. With DEALSENSE_KEEP=DIR the files stay in DIR to be looked at.
"""
import functools
import json
import os
import re
import shutil
import struct
import subprocess
import sys
import tempfile
import time
import zlib

import pdf_ua
import pdf_ua_damage

TOOLS = ['qpdf', 'pdftotext', 'pdffonts', 'pdfimages', 'pdfinfo', 'pdftoppm']
# What could be saved, or what is flagged where no deal is at risk.
KPIS = ['Pipeline', 'At risk', 'Expected loss', 'were saved|Flagged',
        'Overdue', 'Win rate']
failures = []


def check(what, ok, detail=''):
    if not ok:
        failures.append(f'{what}: {detail}')


def run(*args):
    return subprocess.run(args, capture_output=True, text=True, check=False)


def text_of(pdf):
    out = run('pdftotext', '-layout', pdf, '-')
    check(f'{pdf}: pdftotext', out.returncode == 0 and not out.stderr,
          out.stderr)
    return out.stdout


def text_in_order(pdf):
    """As drawn, so that columns do not run into each other."""
    return run('pdftotext', '-raw', pdf, '-').stdout


def check_pdf(name, pdf):
    out = run('qpdf', '--check', pdf)
    check(f'{name}: qpdf', out.returncode == 0 and 'WARNING' not in out.stderr,
          out.stderr + out.stdout)
    check(f'{name}: size', os.path.getsize(pdf) < 360_000,
          os.path.getsize(pdf))
    fonts = run('pdffonts', pdf).stdout.splitlines()[2:]
    check(f'{name}: fonts', fonts and all(
        re.search(r' yes yes yes +\d+ +0$', line) for line in fonts), fonts)
    images = run('pdfimages', '-list', pdf).stdout.splitlines()[2:]
    check(f'{name}: no picture in the charts', not images, images)
    info = run('pdfinfo', pdf)
    check(f'{name}: pdfinfo', not info.stderr, info.stderr)
    check(f'{name}: title', 'Pipeline risk' in info.stdout, info.stdout)
    pages = int(re.search(r'Pages: +(\d+)', info.stdout).group(1))
    check(f'{name}: 2 to 8 pages', pages == 2 if name == 'board' else
          2 <= pages <= (20 if name == 'manager' else 8), pages)
    drawn = run('pdftoppm', '-r', '30', '-png', pdf, pdf + '.page')
    check(f'{name}: pdftoppm', drawn.returncode == 0 and not drawn.stderr,
          drawn.stderr)
    text = text_of(pdf)
    for page in range(1, pages + 1):
        check(f'{name}: page number', f'Page {page} of {pages}' in text)
    for kpi in KPIS:
        check(f'{name}: KPI', re.search(kpi, text), kpi)
    for bad in ('nan', 'inf', '(null)', '%s'):
        check(f'{name}: {bad}', not re.search(rf'\b{re.escape(bad)}\b', text),
              bad)
    return text


@functools.cache
def boxes(pdf):
    """The lines of pages and words with their boxes."""
    return run('pdftotext', '-bbox', pdf, '-').stdout.splitlines()


def check_inside(name, pdf):
    """No text leaves the page: every word's box lies within the margins."""
    page = None
    for line in boxes(pdf):
        found = re.search(r'<page width="([\d.]+)" height="([\d.]+)"', line)
        if found:
            page = [float(v) for v in found.groups()]
        found = re.search(r'xMin="([-\d.]+)" yMin="([-\d.]+)" '
                          r'xMax="([-\d.]+)" yMax="([-\d.]+)">(.*)<', line)
        if found and page:
            x0, y0, x1, y1 = (float(v) for v in found.groups()[:4])
            check(f'{name}: inside the margins',
                  x0 > 45 and x1 < page[0] - 45 and y0 > 20
                  and y1 < page[1] - 15, found.group(5))


def words_of(pdf):
    """Each page's words as (x0, y0, x1, y1, text)."""
    pages = []
    for line in boxes(pdf):
        if '<page ' in line:
            pages.append([])
        found = re.search(r'xMin="([-\d.]+)" yMin="([-\d.]+)" '
                          r'xMax="([-\d.]+)" yMax="([-\d.]+)">(.*)<', line)
        if found:
            pages[-1].append((*map(float, found.groups()[:4]),
                              found.group(5)))
    return pages


def check_apart(name, pdf):
    """No word lies over another: of the smaller, less than a quarter."""
    for page, words in enumerate(words_of(pdf), 1):
        words.sort(key=lambda w: w[1])
        for i, a in enumerate(words):
            for b in words[i + 1:]:
                if b[1] >= a[3]:
                    break
                wide = min(a[2], b[2]) - max(a[0], b[0])
                tall = min(a[3], b[3]) - b[1]
                least = min((w[2] - w[0]) * (w[3] - w[1]) for w in (a, b))
                if wide > 0 and wide * tall >= least / 4:
                    check(f'{name}: words apart on page {page}', False,
                          (a, b))


def check_full(name, pdf):
    """No page is left a quarter blank above its foot."""
    for page, words in enumerate(words_of(pdf), 1):
        foot = max(w[1] for w in words)
        last = max(w[3] for w in words if w[1] < foot - 5)
        blank = (foot - 16 - last) / (foot - 16 - 66)
        check(f'{name}: page {page} is full', blank < 0.25, round(blank, 2))


def check_rows(name, pdf):
    """Below heads that are said again stand at least two deals."""
    for page, words in enumerate(words_of(pdf), 1):
        heads = [w for w in words if w[4] == 'Score,' and w[1] < 80]
        scores = [w for w in words if w[0] < 70 and w[3] - w[1] > 14 and
                  re.fullmatch(r'\d+[.,]\d', w[4])]
        check(f'{name}: rows on page {page}', page == 1 or not heads or
              len(scores) > 1, scores)


def check_headline(name, pdf):
    """A headline of two lines breaks into lines of about one length."""
    big = [w for w in words_of(pdf)[0] if w[3] - w[1] > 22]
    lines = {}
    for x0, y0, x1, _, _ in big:
        left, right = lines.get(round(y0), (x0, x1))
        lines[round(y0)] = (min(left, x0), max(right, x1))
    widths = [right - left for left, right in lines.values()]
    check(f'{name}: headline breaks evenly',
          widths and min(widths) >= 0.6 * max(widths), widths)


def check_catalogue(name, pdf):
    """Language, bookmarks and the title in the window, as qpdf reads them."""
    done = run('qpdf', '--json', '--json-key=outlines', '--json-key=qpdf',
               pdf)
    data = json.loads(done.stdout)
    text = json.dumps(data['qpdf'])
    check(f'{name}: language', re.search(r'"/Lang": "(u:)?en', text))
    check(f'{name}: title in the window',
          '"/DisplayDocTitle": true' in text)
    # To the dashboard, and to each deal that is listed, by owner as well.
    check(f'{name}: links', name != 'hybrid' or text.count('"/URI": ') >= 13,
          text.count('"/URI": '))
    titles = [o['title'] for o in data['outlines']]
    if name == 'board':
        for title in ('The quarter', 'What the pipeline hangs on',
                      'Decisions asked', 'How often was this right before?'):
            check(f'{name}: bookmark', title in titles if isinstance(title, str)
              else any(map(title.fullmatch, titles)), (title, titles))
        return
    if name == 'manager':
        check(f'{name}: a sheet for each rep', sum(
            t.startswith('One-to-one: ') for t in titles) >= 6, titles)
    wanted = ['Headline and figures', 'The sales cycle',
              'How often was this right before?', 'Method and limits',
              'What to fix across the pipeline',
              'Do deals close when they are said to?']
    if name == 'empty':
        wanted += ['How the closed deals went']
    else:
        wanted += ['What the scores are made of']
    if name not in ('empty', 'one_deal', 'three'):
        wanted += ['Risk distribution']
    if name not in ('empty', 'one_deal', 'bare'):
        wanted += ['What to do this week, by owner']
    if name not in ('empty', 'bare'):
        wanted += ['The quarter',
                   re.compile('What was expected with .* left of past '
                              'quarters, and what came in')]
    if name in ('hybrid', 'mid_quarter', 'letter', 'news'):
        wanted += ['The flow of the quarter', 'By manager and owner',
                   'The deals that decide it', 'What slips', 'What sales calls it',
                   'Why it moved', 'The past that changed']
    if name == 'rules_only':
        wanted += ['What cannot be told of the quarter, and why']
    for title in wanted:
        check(f'{name}: bookmark', title in titles if isinstance(title, str)
              else any(map(title.fullmatch, titles)), (title, titles))


def check_structure(name, pdf):
    """Headings, tables and lists in poppler's reading of the structure."""
    tree = run('pdfinfo', '-struct-text', pdf)
    check(f'{name}: structure', tree.returncode == 0 and not tree.stderr,
          tree.stderr)
    roles = re.findall(r'^ *([A-Z]\w*)\b(?=:| \(|$)', tree.stdout, re.M)
    heads = [role for role in roles if re.fullmatch(r'H\d', role)]
    check(f'{name}: one headline', heads[:1] == ['H1'] and
          heads.count('H1') == 1, heads)
    for role in ('H2', 'P', 'L', 'LI', 'LBody', 'Table', 'TR', 'TH', 'TD',
                 'Figure'):
        check(f'{name}: {role}', role in roles, role)
    check(f'{name}: header cells say of what', len(re.findall(
        r'/Scope /(?:Column|Row)', tree.stdout)) == roles.count('TH'))
    # Lines of one paragraph are read with a blank between them.
    said = ' '.join(re.findall(r'^ *"(.*)"$', tree.stdout, re.M))
    check(f'{name}: the order of reading', re.search(
        r'Pipeline .*At risk .*Expected loss ', said), said[:300])
    check(f'{name}: running lines are not read',
          not re.search(r'Page \d of', said))


def check_ua(name, pdf):
    """The machine's part of PDF/UA-1: pdf_ua.py."""
    judged = pdf_ua.judge(pdf_ua.Document(pdf))
    check(f'{name}: PDF/UA-1', not judged.found, judged.found[:5])
    check(f'{name}: PDF/UA-1 looked', all(judged.seen[x] >= n for x, n in (
        ('marks', 100), ('texts', 90), ('elements', 80), ('tables', 1))),
        judged.seen)
    if name == 'one_deal':  # the shortest with figures, tables and links
        missed, tried = pdf_ua_damage.unseen(pdf)
        check('PDF/UA-1 sees faults', tried > 30 and not missed, missed)


def check_pdfjs(node, pdfs):
    """The same as pdf.js sees it, and each text and figure: brief_test.js."""
    web = os.path.join(os.environ.get('DEALSENSE_SOURCE', '.'), 'tests/web')
    if not os.path.isdir(os.path.join(web, 'node_modules/pdfjs-dist')):
        print('without pdf.js: run `npm ci` in tests/web first')
        return
    out = run(node, os.path.join(web, 'brief_test.js'), *pdfs)
    print(out.stdout.splitlines()[:1])
    check('pdf.js', out.returncode == 0, out.stdout + out.stderr)


def pixels(path):
    """Width, height, depth and colour type of a PNG that unpacks."""
    data = open(path, 'rb').read()
    check(f'{path}: PNG', data[:8] == b'\x89PNG\r\n\x1a\n')
    at, packed, head = 8, b'', None
    while at < len(data):
        size, kind = struct.unpack('>I4s', data[at:at + 8])
        body = data[at + 8:at + 8 + size]
        if kind == b'IHDR':
            head = struct.unpack('>IIBBBBB', body)
        packed += body if kind == b'IDAT' else b''
        at += 12 + size
    zlib.decompress(packed)
    return head


def check_png(name, path):
    width, height, depth, colour = pixels(path)[:4]
    check(f'{name}: picture', width == 1600 and 200 < height < 1600
          and depth == 8 and colour == 3, (width, height, depth, colour))


def main():
    gallery = sys.argv[1]
    missing = [tool for tool in TOOLS if not shutil.which(tool)]
    if missing:
        print('skipped: missing', *missing)
        return 77
    # Caches of libraries that live as long as the process are no leaks.
    source = os.environ.get('DEALSENSE_SOURCE', '.')
    os.environ.setdefault('LSAN_OPTIONS', 'print_suppressions=0:suppressions='
                          + os.path.join(source, 'tests/lsan.supp'))
    keep = os.environ.get('DEALSENSE_KEEP')
    with tempfile.TemporaryDirectory() as temp:
        one = keep or os.path.join(temp, 'one')
        two = os.path.join(temp, 'two')
        for folder in (one, two):
            os.makedirs(folder, exist_ok=True)
            start = time.monotonic()
            remarks = subprocess.run([gallery, folder], check=True, text=True,
                                     stdout=subprocess.PIPE).stdout
            print(f'gallery in {time.monotonic() - start:.2f} s')
        # Letters without a font are told in the run, and no others.
        check('remarks', remarks == ''.join(
            f'{name}: brief.pdf: no font of this machine has U+F0001 and '
            'others, so \ufffd or the deal\u2019s id stands there\n'
            for name in ('broken', 'mixed')), remarks)
        for variant in sorted(os.listdir(one)):
            for file in ('brief.pdf', 'feature_importance.png',
                         'cycle_length.png'):
                a = open(os.path.join(one, variant, file), 'rb').read()
                b = open(os.path.join(two, variant, file), 'rb').read()
                check(f'{variant}/{file}: same bytes', a == b)
                if file.endswith('.png'):
                    check_png(variant, os.path.join(one, variant, file))
            pdf = os.path.join(one, variant, 'brief.pdf')
            text = check_pdf(variant, pdf)
            check_inside(variant, pdf)
            check_apart(variant, pdf)
            check_full(variant, pdf)
            check_rows(variant, pdf)
            check_headline(variant, pdf)
            check_catalogue(variant, pdf)
            check_structure(variant, pdf)
            check_ua(variant, pdf)
            check_words(variant, text)
            check_changes(variant, text_in_order(pdf))
        if len(sys.argv) > 2:
            check_pdfjs(sys.argv[2], [os.path.join(one, v, 'brief.pdf')
                                      for v in sorted(os.listdir(one))])
    print(*failures, sep='\n')
    print('failures:', len(failures))
    return 1 if failures else 0


def check_changes(variant, text):
    """Each deal's one change is marked as an association, where it stands."""
    changes = re.findall(r'If (?:it moved|its expected).*?training rows',
                         re.sub(r'\s+', ' ', text))
    want = variant not in ('empty', 'one_deal', 'three', 'board')
    check(f'{variant}: changes', bool(changes) == want, changes)
    for words in changes:
        check(f'{variant}: association',
              re.search(r'association, not cause \(1[,.]204 training rows',
                        words), words)


def check_words(variant, text):
    flat = ' '.join(text.split())
    expected = {
        'hybrid': ['Open the dashboard', 'What to do today: 5 deals',
                   'was due 23 Dec 2023, 9 days ago', 'deals that ask for',
                   'What to do this week, by owner', 'TODAY', 'Priya Raman',
                   '<script>alert(1)</script>', '=HYPERLINK', '0.702',
                   'Lift', 'not yet computed', 'Method and limits',
                   '\u682a\u5f0f\u4f1a\u793e',  # shaped, still found
                   'CRITICAL', 'HIGH', 'MEDIUM', 'LOW'],
        'rules_only': ['Rules only', 'Mean rule points a deal'],
        'empty': ['--as-of', 'Won amount'],
        'one_deal': ['What to do today'],
        'broken': ['Method and limits', '\ufffd no font has this (OPP-1001)',
                   'Deal OPP-1002 (its name needs a font)'],
        'letter': ['What to do today: 5 deals'],
        'three': ['What to do today'],
        'critical': ['TODAY'],
        # Each as a reader that copies it finds it, shaped or not.
        'scripts': ['株式会社サクラ・グローバル商事 基幹システム更改',
                    'شركة النور للتجارة', 'חברת הים התיכון בע״מ',
                    'हिन्दी अनुबंध नवीकरण', 'การต่ออายุสัญญา',
                    '한국 전력 공사 – 클라우드 전환',
                    '👩‍👩‍👧‍👦 Family plan 🚀 für Köln 🇩🇪',
                    'Việt Nam Đường Sắt', 'Ёлки и Ёжики'],
        'long': ['Framework agreement of everything', 'WWW\u2026'],
        'amounts': ['XOF 145T', 'XOF 12.5T', 'of XOF 144T'],
        'mixed': ['Deal OPP-1010 (its name needs a font)', 'Acme gnp.exe',
                  'ABC 2026/27', '0,702', 'الاتصالات', 'FY20', 'owner in letters without'],
        'bare': ['no amount', 'too little to compare'],
        'news': ['12 weeks ago', '124 deals', 'and 121 more'],
        'board': ['Enterprise rollout', 'The 5 largest deals hold 97%'],
        'manager': ['One-to-one: Priya Raman', 'Agreed'],
        'mid_quarter': ['Target $3.0M', 'The chance to reach it is 38%',
                        'Loss expected', 'a deleted deal',
                        'Pushed three times or more'],
    }[variant]
    for words in expected:
        check(f'{variant}: text', words in flat, words)
    if variant == 'board':  # names of deals below 2% of the pipeline
        for small in ('Renewal', 'Expansion', 'Harbour', 'Lumen',
                      'Seat upgrade', 'script'):
            check(f'{variant}: {small}', small not in flat, small)
    check(f'{variant}: nothing changed is no news',
          'Amount changed' not in flat)
    if variant == 'amounts':
        check('amounts: figures whole', not re.search(r'XOF [\d.]*\u2026', flat))


if __name__ == '__main__':
    sys.exit(main())
