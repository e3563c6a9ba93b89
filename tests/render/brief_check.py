"""The brief and the pictures of the fixture, judged by qpdf and poppler.

    brief_check.py GALLERY

GALLERY writes every variant into a folder; two runs must agree byte for
byte. With DEALSENSE_KEEP=DIR the files stay in DIR to be looked at.
"""
import os
import re
import shutil
import struct
import subprocess
import sys
import tempfile
import time
import zlib

TOOLS = ['qpdf', 'pdftotext', 'pdffonts', 'pdfimages', 'pdfinfo', 'pdftoppm']
KPIS = ['Pipeline', 'At risk', 'Expected loss', 'Protection potential',
        'Critical / high', 'Win rate', 'save rate']
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
    check(f'{name}: size', os.path.getsize(pdf) < 300_000)
    fonts = run('pdffonts', pdf).stdout.splitlines()[2:]
    check(f'{name}: fonts', fonts and all(
        re.search(r' yes yes yes +\d+ +0$', line) for line in fonts), fonts)
    images = run('pdfimages', '-list', pdf).stdout.splitlines()[2:]
    check(f'{name}: no picture in the charts', not images, images)
    info = run('pdfinfo', pdf)
    check(f'{name}: pdfinfo', not info.stderr, info.stderr)
    check(f'{name}: title', 'Pipeline risk' in info.stdout, info.stdout)
    pages = int(re.search(r'Pages: +(\d+)', info.stdout).group(1))
    check(f'{name}: 2 to 6 pages', 2 <= pages <= 6, pages)
    drawn = run('pdftoppm', '-r', '30', '-png', pdf, pdf + '.page')
    check(f'{name}: pdftoppm', drawn.returncode == 0 and not drawn.stderr,
          drawn.stderr)
    text = text_of(pdf)
    for page in range(1, pages + 1):
        check(f'{name}: page number', f'Page {page} of {pages}' in text)
    for kpi in KPIS:
        check(f'{name}: KPI', kpi in text, kpi)
    for bad in ('nan', 'inf', '(null)', '%s'):
        check(f'{name}: {bad}', not re.search(rf'\b{re.escape(bad)}\b', text),
              bad)
    return text


def check_inside(name, pdf):
    """No text leaves the page: every word's box lies within the margins."""
    out = run('pdftotext', '-bbox', pdf, '-').stdout
    page = None
    for line in out.splitlines():
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


def pixels(path):
    """Width, height and the rows of an RGB PNG, unfiltered."""
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
    check(f'{name}: picture', width == 1600 and 400 < height < 1600
          and depth == 8 and colour == 2, (width, height, depth, colour))


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
            subprocess.run([gallery, folder], check=True)
            print(f'gallery in {time.monotonic() - start:.2f} s')
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
            check_words(variant, text)
            check_changes(variant, text_in_order(pdf))
    print(*failures, sep='\n')
    print('failures:', len(failures))
    return 1 if failures else 0


def check_changes(variant, text):
    """Each deal's one change is marked as an association, where it stands."""
    changes = re.findall(r'If (?:it moved|its expected).*?training rows',
                         re.sub(r'\s+', ' ', text))
    want = {'hybrid': 4, 'rules_only': 4, 'one_deal': 1, 'broken': 4}
    check(f'{variant}: changes', len(changes) == want.get(variant, 0), changes)
    for words in changes:
        check(f'{variant}: association',
              'association, not cause (1,204 training rows' in words, words)


def check_words(variant, text):
    flat = ' '.join(text.split())
    expected = {
        'hybrid': ['Open the dashboard', 'The ten deals that matter',
                   'What to do this week, by owner', 'TODAY', 'Priya Raman',
                   '<script>alert(1)</script>', '=HYPERLINK', '0.702',
                   'Lift', 'not yet computed', 'Method and limits',
                   '\u682a\u5f0f\u4f1a\u793e',  # shaped, still found
                   'CRITICAL', 'HIGH', 'MEDIUM', 'LOW'],
        'rules_only': ['Rules only', 'Mean rule points a deal'],
        'empty': ['No open deal', '--as-of', 'No deal is open'],
        'one_deal': ['The one open deal'],
        'broken': ['Method and limits', 'its name needs a font'],
    }[variant]
    for words in expected:
        check(f'{variant}: text', words in flat, words)


if __name__ == '__main__':
    sys.exit(main())
