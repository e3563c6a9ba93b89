"""The messages of the fixture, read by Python's own parsers.

    messages_check.py SPECIMEN
"""
import email
import email.policy
import email.utils
import html.parser
import json
import pathlib
import re
import subprocess
import sys
import tempfile

failures = []
WORDS = ('CRITICAL', 'HIGH', 'MEDIUM', 'LOW')
VOID = {'meta', 'img', 'br'}
SCRIPT = '<script>alert(1)</script>'
XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'


def check(what, ok, detail=''):
    if not ok:
        failures.append(f'{what}: {detail}')


def write(specimen, variant, *more):
    folder = pathlib.Path(tempfile.mkdtemp())
    subprocess.run([specimen, folder, variant, *more], check=True,
                   capture_output=True)
    return folder


class Page(html.parser.HTMLParser):
    """Tags must nest; collects text, links, images, tags."""

    def __init__(self):
        super().__init__()
        self.open, self.tags, self.text = [], [], []
        self.links, self.images, self.styles = [], [], []

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        self.tags.append(tag)
        if tag not in VOID:
            self.open.append(tag)
        if tag == 'a':
            self.links.append(attrs.get('href'))
        if tag == 'img':
            self.images.append(attrs)
        check('no handler', not any(k.startswith('on') for k in attrs), attrs)

    def handle_endtag(self, tag):
        check('html nests', self.open and self.open.pop() == tag, tag)

    def handle_data(self, data):
        if self.open and self.open[-1] == 'style':
            self.styles.append(data)
        else:
            self.text.append(data)


def check_html(what, text, cids):
    page = Page()
    page.feed(text)
    page.close()
    check(f'{what} closes its tags', not page.open, page.open)
    check(f'{what} < 80 KB', len(text.encode()) < 80000, len(text.encode()))
    check(f'{what} has no script or SVG',
          not {'script', 'svg', 'link', 'iframe'} & set(page.tags))
    check(f'{what} no data: URI', 'data:' not in text)
    for image in page.images:
        check(f'{what} image by cid', image['src'][:4] == 'cid:' and
              (cids is None or image['src'][4:] in cids), image)
        check(f'{what} image has width and alt',
              image.get('width', '').isdigit() and image.get('alt'), image)
    for link in page.links:
        check(f'{what} link', re.match(r'https://', link or ''), link)
    return page, ' '.join(' '.join(page.text).split())


def structure(part):
    if part.is_multipart():
        return (part.get_content_type(),
                [structure(p) for p in part.iter_parts()])
    return part.get_content_type()


def check_message(what, folder, variant):
    raw = (folder / 'messages/email.eml').read_bytes()
    message = email.message_from_bytes(raw, policy=email.policy.default)
    check(f'{what} structure', structure(message) == (
        'multipart/mixed', [
            ('multipart/related', [
                ('multipart/alternative', ['text/plain', 'text/html']),
                *['image/png'] * 4]),
            'application/pdf', XLSX]), structure(message))
    check(f'{what} no defects', not message.defects and
          not any(p.defects for p in message.walk()))
    check(f'{what} short lines',
          max(len(line) for line in raw.split(b'\r\n')) <= 998)
    check(f'{what} CRLF only', raw.count(b'\n') == raw.count(b'\r\n'))
    check(f'{what} ASCII', raw.isascii())
    check(f'{what} size', len(raw) <= 10_000_000, len(raw))
    for name in ('From', 'To'):
        check(f'{what} {name}', '@' in email.utils.parseaddr(message[name])[1])
    check(f'{what} Message-ID', re.fullmatch(
        r'<2024-01-01\.c{32}@dealsense\.invalid>', message['Message-ID']))
    when = email.utils.parsedate_to_datetime(message['Date'])
    check(f'{what} Date', when.isoformat() == '2024-01-01T06:00:00+00:00',
          when)
    check(f'{what} weekday', message['Date'].startswith('Mon,'))
    related = next(message.iter_parts())
    cids = {p['Content-ID'].strip('<>') for p in related.iter_parts()
            if p['Content-ID']}
    text = message.get_body(('plain',)).get_content()
    page = message.get_body(('html',)).get_content()
    check(f'{what} html is email.html', page.replace('\r\n', '\n').strip() ==
          (folder / 'messages/email.html').read_text().strip())
    names = {}
    for part in message.iter_attachments():
        names[part.get_filename()] = part.get_content()
    for name in ('brief.pdf', 'risk_workbook.xlsx'):
        stem, end = name.split('.')
        check(f'{what} {name}', names.get(f'{stem}-2024-01-01.{end}') ==
              (folder / name).read_bytes())
    return message, text, page, cids


def check_slack(what, folder):
    raw = (folder / 'messages/slack.json').read_bytes()
    message = json.loads(raw)
    check(f'{what} ≤ 10,000 bytes', len(raw) <= 10000, len(raw))
    check(f'{what} ASCII', raw.isascii())
    check(f'{what} fallback', 0 < len(message['text']) <= 3000)
    blocks = message['blocks']
    check(f'{what} blocks', 3 <= len(blocks) <= 50, len(blocks))
    check(f'{what} header', blocks[0]['type'] == 'header' and
          0 < len(blocks[0]['text']['text']) <= 150)
    for block in blocks:
        if 'text' in block:
            check(f'{what} section', 0 < len(block['text']['text']) <= 3000)
        fields = block.get('fields', [])
        check(f'{what} fields', len(fields) <= 10 and
              all(0 < len(f['text']) <= 2000 for f in fields))
        for text in [block.get('text'), *fields, *block.get('elements', [])]:
            if not text:
                continue
            bare = re.sub(r'<https://[^<>|\s]+\|[^<>|]+>', '', text['text'])
            check(f'{what} escaped', not re.search(
                r'[<>]|&(?!(?:amp|lt|gt|quot|#39);)', bare), bare)
    return message


def check_variant(specimen, variant, *more):
    what = ' '.join((variant, *more))
    folder = write(specimen, variant, *more)
    again = folder if more else write(specimen, variant)
    for name in ('email.eml', 'email.html', 'slack.json', 'alerts.txt'):
        check(f'{what} {name} same bytes',
              (folder / 'messages' / name).read_bytes() ==
              (again / 'messages' / name).read_bytes())
    message, text, page, cids = check_message(what, folder, variant)
    _, words = check_html(what, page, cids)
    slack = check_slack(what, folder)
    alerts = (folder / 'messages/alerts.txt').read_text()
    return message, text, page, words, slack, alerts


LISTED = 'Every CRITICAL and HIGH deal, the riskiest first\n\n'


def check_hybrid(specimen):
    message, text, page, words, slack, alerts = check_variant(
        specimen, 'hybrid')
    said = json.dumps(slack, ensure_ascii=False)
    check('subject', message['Subject'] == '3 CRITICAL deals, $14.2M at risk',
          message['Subject'])
    for name, body in (('text', text), ('html', words), ('slack', said)):
        for word in WORDS:
            check(f'{name} names {word}', word in body)
        for shape in '■▲◆○':
            check(f'{name} shows {shape}', shape in body)
    check('text: full money', '$14,525,979' in text and '$14,159,529' in text)
    check('html: short money', '$14.5M' in words and '$14.2M' in words)
    check('slack: short money', '$14.5M' in said and '$14.2M' in said)
    check('html: no raw CRM tag', '<script' not in page)
    check('alerts: CRM text visible', SCRIPT in alerts)
    # The news stands once where it is read; the preview of a mail has it too.
    for name, body, times in (('text', text, 1), ('html', words, 2),
                              ('slack', said, 1)):
        check(f'{name}: the news once', body.count('Since ') == times,
              body.count('Since '))
    check('html: points in dark ink of their own', '.raise { color' in page)
    today, listed = alerts.split(LISTED)
    check('alerts: five deals today', len(re.findall(r'^\[', today, re.M)) == 5)
    check('alerts: nine deals', len(re.findall(r'^\[', listed, re.M)) == 9)
    check('alerts: nothing counted', 'not listed here' not in alerts)
    first = next(b for b in listed.split('\n\n') if b.startswith('['))
    for part in ('CRITICAL] OPP-1001', 'Amount:  $1,250,000',
                 'Score:   95.8 of 100', 'Factors: +41.2 164 days old',
                 'ACTION:  Exec sponsor call — Priya Raman, TODAY'):
        check('alerts: first deal', part in first, part)


def check_others(specimen):
    _, text, _, words, _, alerts = check_variant(specimen, 'rules')
    check('rules only: said', 'rule points only' in text
          and 'scored by rules alone' in words)
    check('rules only: said once', text.count('rule points only') == 1)
    check('no name of a setting', 'rules_only' not in text + words)
    check('rules only: no P(lost)', 'P(lost)' not in words, words[:400])
    _, text, _, words, slack, alerts = check_variant(specimen, 'empty')
    for body in (text, words, alerts, json.dumps(slack)):
        check('no false all-clear', 'othing to alert' not in body, body[:200])
    _, _, page, words, slack, alerts = check_variant(specimen, 'hybrid',
                                                     '10000')
    today = int(re.search(r'([\d,]+) more deals ask for something', alerts)[1]
                .replace(',', ''))
    alerts = alerts.split(LISTED)[1] + alerts.split(LISTED)[0].split('\n[')[-1]
    deals = len(re.findall(r'^\[', alerts, re.M))
    check('10,000: so many in full', deals == 1000, deals)
    rest = re.search(r'([\d,]+) more are not listed here: ([\d,]+) CRITICAL '
                     r'and ([\d,]+) HIGH', alerts)
    more, critical, high = (int(n.replace(',', '')) for n in rest.groups())
    check('10,000: the rest adds up', more == critical + high, rest[0])
    counts = {word: int(n.replace(',', '')) for word, n in
              re.findall(r'^. (CRITICAL|HIGH) +([\d,]+) deals', alerts, re.M)}
    check('10,000: every alert is listed or counted',
          {w: len(re.findall(rf'^\[. {w}\]', alerts, re.M)) + n
           for w, n in (('CRITICAL', critical), ('HIGH', high))} == counts,
          counts)
    check('10,000: says how many', f'{today:,} more deals ask' in words)
    check('10,000: slack says how many', f'{today:,} more deals ask' in
          json.dumps(slack))
    # Text that grows when it is escaped, as long as a CRM field can be.
    _, _, page, words, slack, alerts = check_variant(specimen, 'hostile', '60')
    check('hostile: escaped in HTML, and visible',
          '&<|' not in page and '"&<|' in words, words[:400])
    check('hostile: escaped for Slack',
          '&amp;&lt;|' in json.dumps(slack), json.dumps(slack)[:400])
    check('hostile: still lists deals', words.count('CRITICAL') > 2)
    check('hostile: bounded', len(alerts.encode()) < 1_600_000 and
          'not listed here' in alerts, len(alerts.encode()))


def main(specimen):
    check_hybrid(specimen)
    check_others(specimen)
    for failure in failures[:40]:
        print('FAIL', failure)
    print(f'{len(failures)} failures')
    return bool(failures)


if __name__ == '__main__':
    sys.exit(main(sys.argv[1]))
