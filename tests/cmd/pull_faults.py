"""Every way in which an org or the network can fail a pull.

Each case ends either in the whole files after more tries, or in one clear
line, exit 4, and the old files untouched.
"""
import base64
import pathlib
import shutil
import sys
import tempfile
import urllib.parse

sys.path.insert(0, str(pathlib.Path(__file__).parent / "io"))
import fake_org as f  # noqa: E402
from authority import Authority  # noqa: E402
from pull_world import config, pull, records, same  # noqa: E402
from tool import check  # noqa: E402

JSON_TEXT = b'{"id": '
MANY = 99
ECHOED = "repeat a secret"


def state(**told):
    return f.says(200, {"id": "x", "object": "Opportunity", **told})


def fewer(text, records, locator):
    """A row is missing that the header counts."""
    return text[:text.rstrip("\n").rindex("\n") + 1], records, locator


def torn(text, records, locator):
    """Cut inside the last row, by a server that does not know."""
    return text[:-9], records, locator


def other_header(text, records, locator):
    first, rest = text.split("\n", 1)
    return first.replace('"Name"', '"Title"') + "\n" + rest, records, locator


def swapped(text, records, locator):
    first, rest = text.split("\n", 1)
    return first.replace('"Id","Name"', '"Name","Id"') + "\n" + rest, \
        records, locator


def more(text, records, locator):
    return text + text.split("\n", 1)[1], 2 * records, locator


def locator(to):
    return f.page(lambda text, records, _: (text, records, to))


def number(to):
    return f.page(lambda text, _, locator: (text, to, locator))


def ends_early(text, records, locator):
    return text, records, "null"


def expired(org):
    def fault(h):
        org.valid = "another"  # and the org itself says 401
        return False
    return fault


# (what, where, fault, how often; words of the line, or None: it goes well)
CASES = [
    ("busy, then not", "token", f.says(503), 2, None),
    ("busy for good", "token", f.says(503), MANY, "503 Service Unavailable"),
    ("429 with Retry-After", "make",
     f.says(429, [{"errorCode": "REQUEST_LIMIT_EXCEEDED", "message": "slow"}],
            Retry_After="1"), 1, None),
    ("429 for good", "make",
     f.says(429, [{"errorCode": "REQUEST_LIMIT_EXCEEDED", "message": "slow"}]),
     MANY, "REQUEST_LIMIT_EXCEEDED"),
    ("the day's limit", "describe",
     f.says(403, [{"errorCode": "REQUEST_LIMIT_EXCEEDED",
                   "message": "TotalRequests Limit exceeded."}]), MANY,
     "TotalRequests Limit"),
    ("a job is not allowed", "make",
     f.says(403, [{"errorCode": "API_DISABLED_FOR_ORG", "message": "no"}]), 1,
     "API_DISABLED_FOR_ORG"),
    ("500 once", "state", f.says(500), 1, None),
    ("500 for good", "results", f.says(500), MANY, "500 Internal"),
    ("cut once", "results", f.cut, 1, None),
    ("cut for good", "results", f.cut, MANY, "cut off"),
    ("closed once", "describe", f.closes, 1, None),
    ("closed for good", "describe", f.closes, MANY, "closed unanswered"),
    ("slow once", "state", f.slow(1.5), 1, None),
    ("a web page for a token", "token", f.html, 1, "a web page where JSON"),
    ("a web page for a job", "state", f.html, 1, "a web page where JSON"),
    ("a web page for results", "results", f.html, MANY, "text/html, not CSV"),
    ("broken JSON", "make", f.says(200, JSON_TEXT), 1, "something else where"),
    ("a token without token", "token", f.says(200, {"instance_url": "x"}), 1,
     "without access_token"),
    ("a list for a token", "token", f.says(200, []), 1, "without access_token"),
    ("a token with a line end", "token",
     f.says(200, {"access_token": "a\r\nX-Evil: 1",
                  "instance_url": "https://x.salesforce.com"}), 1,
     "without access_token"),
    ("a job without id", "make", f.says(200, {"state": "UploadComplete"}), 1,
     "has no id"),
    ("a job that points elsewhere", "make",
     f.says(200, {"id": "../../x", "state": "UploadComplete"}), 1, "has no id"),
    ("describe of nothing", "describe", f.says(200, {"name": "x"}), 1,
     "lists no fields"),
    ("a job that failed", "state",
     state(state="Failed", errorMessage="InternalServerError: too big"), 1,
     "failed: InternalServerError: too big"),
    ("a job that was aborted", "state", state(state="Aborted"), 1,
     "was aborted"),
    ("a state nobody knows", "state", state(state="Dreaming"), 1,
     "no state that is known"),
    ("complete without a count", "state", state(state="JobComplete"), 1,
     "numberRecordsProcessed"),
    ("another count", "state",
     state(state="JobComplete", numberRecordsProcessed=301), 1,
     "numberRecordsProcessed says 301"),
    ("fewer than there are", "state",
     state(state="JobComplete", numberRecordsProcessed=5), 1,
     "more records than"),
    ("no count that large", "state",
     state(state="JobComplete", numberRecordsProcessed=-1), 1,
     "numberRecordsProcessed"),
    ("short once", "results", f.page(fewer), 1, None),
    ("short for good", "results", f.page(fewer), MANY, "is short"),
    ("torn once", "results", f.page(torn), 1, None),
    ("torn for good", "results", f.page(torn), MANY, "broken or cut off"),
    ("another header", "results", f.page(other_header), MANY,
     "column 2 should be Name"),
    ("columns swapped", "results", f.page(swapped), MANY,
     "column 1 should be Id"),
    ("more rows than counted", "results", f.page(more), 1, "more records"),
    ("ends early", "results", f.page(ends_early), 1, "hold 70 records,"),
    ("the same locator for ever", "results", locator("MTAw-70"), MANY,
     "in a circle"),
    ("no locator", "results", locator(""), MANY, "no sound Sforce-Locator"),
    ("an evil locator", "results", locator("x&maxRecords=1 HTTP/1.1"), MANY,
     "no sound Sforce-Locator"),
    ("no number", "results", number(""), MANY, "says nothing"),
    ("a wrong number", "results", number("12x"), MANY, "NumberOfRecords"),
    ("results gone", "results", f.says(404, []), MANY, "404 Not Found"),
    ("moved", "results", f.says(302, Location="https://example.com/"), 1,
     "302 Found"),
    ("moved at the door", "token", f.says(302, Location="https://x.example/"),
     1, "My Domain"),
    ("echo of the secret", "token", f.says(403, {
        "error": "invalid", "error_description": f.SECRET}), 1, ECHOED),
    ("echo, cut where words end", "make", f.says(400, [{
        "errorCode": "X", "message": "x" * 148 + f.SECRET}]), MANY, ECHOED),
    ("echo, as a form has it", "describe", f.says(400, [{
        "errorCode": "X", "message": urllib.parse.quote(f.SECRET)}]), MANY,
     ECHOED),
    ("echo of the token", "make", f.says(400, [{
        "errorCode": "X", "message": "bearer 00DTOKEN!1"}]), MANY, ECHOED),
    ("echo in a failed job", "state", state(
        state="Failed", errorMessage=base64.b64encode(
            f.SECRET.encode()).decode()), MANY, ECHOED),
    ("echo in a header", "results", f.says(
        200, [], **{"Content-Type": f"text/{f.SECRET}"}), MANY, ECHOED),
    ("echo in an address", "token", f.says(200, {
        "access_token": "abc", "instance_url":
        "https://" + f.SECRET.encode().hex() + ".example"}), 1, ECHOED),
    ("dropping fails", "drop", f.says(500), MANY, None),
]


def cases(folder, deals, history):
    org = f.FakeOrg(deals, history)
    first = folder / "first"
    check(pull(config(folder, org), first).returncode == 0, "the first pull")
    org.close()
    for later in (0, 1):  # with the first page, or the second
        for what, where, fault, times, words in CASES:
            if later and (where != "results" or what == "ends early"):
                continue
            org = f.FakeOrg(deals, history, page=70)
            out = folder / f"{what}-{later}"
            path = config(folder, org, retries=2, pause=0.02, timeout=1)
            shutil.copytree(first, out)
            new = [{**deals[0], "Name": "changed"}] + deals[1:]
            org.records["Opportunity"] = new
            org.fault(where, fault, times, after=later)
            done = pull(path, out)
            if words is None:
                check(done.returncode == 0 and same(out / "deals.csv", new),
                      what, done)
            else:
                check(done.returncode == 4 and words in done.stderr and
                      done.stderr.count("\n") == 1 and not done.stdout, what,
                      done)
                check(same(out / "deals.csv", deals), what, "old files")
                print(f"{what}: {done.stderr}", end="")
                org.reset()
                done = pull(path, out)
                check(done.returncode == 0 and same(out / "deals.csv", new) and
                      same(out / "history.csv", history), what, "after", done)
            org.close()


def tokens(folder, deals, history):
    """An expired token is replaced, once a request; an instance is judged."""
    for where in ("describe", "make", "state", "results"):
        org = f.FakeOrg(deals, history, page=70)
        org.fault(where, expired(org), times=1, after=1)
        done = pull(config(folder, org), folder / f"expired-{where}")
        check(done.returncode == 0 and org.tokens == 2, where, done)
        check(same(folder / f"expired-{where}/deals.csv", deals), where)
        org.close()
    org = f.FakeOrg(deals, history)
    org.fault("make", expired(org), times=MANY)
    done = pull(config(folder, org), folder / "never")
    check(done.returncode == 4 and "401" in done.stderr and
          org.count("make") == 2, done)
    org.reset()
    for url in ("https://evil.example", "http://evil.example",
                "https://evil.example/.salesforce.com",
                "https://x.salesforce.com@evil.example",
                "https://evilsalesforce.com", "https://x.salesforce.com/path",
                "file:///etc/passwd", "x"):
        org.instance = url
        done = pull(config(folder, org), folder / "never")
        check(done.returncode in (3, 4) and done.stderr.count("\n") == 1 and
              "instance" in done.stderr, url, done)
        check(org.count("describe") == 0, url)
    org.instance = org.url + "/"
    check(pull(config(folder, org), folder / "slash").returncode == 0, "slash")
    org.close()


def late(folder, deals, history):
    """The time for all of it ends, though each answer is quick."""
    org = f.FakeOrg(deals, history, polls=10 ** 6)
    path = config(folder, org, "[salesforce]\ntimeout_minutes = 1\n", pause=61)
    done = pull(path, folder / "late")
    check(done.returncode == 4 and "timeout_minutes = 1" in done.stderr, done)
    org.close()


def certificates(folder, deals, history):
    ca, other = Authority(folder), Authority(folder, "other")
    org = f.FakeOrg(deals, history, context=ca.context("good"))
    out = folder / "tls"
    check(pull(config(folder, org, ca=ca.file), out).returncode == 0, "https")
    check(same(out / "deals.csv", deals), "https: other deals")
    org.reset()
    old = f.FakeOrg(deals, history, context=ca.context("old", days=-1))
    host = f.FakeOrg(deals, history,
                     context=ca.context("host", alt="DNS:example.com"))
    for what, bad, file in (("no authority", org, None),
                            ("another authority", org, other.file),
                            ("expired", old, ca.file),
                            ("another host", host, ca.file)):
        done = pull(config(folder, bad, ca=file), out)
        check(done.returncode == 4 and "certificate is refused" in done.stderr
              and not bad.seen, what, done)
        check(same(out / "deals.csv", deals), what)
    for each in (org, old, host):
        each.close()


def main():
    with tempfile.TemporaryDirectory(prefix="dealsense-test-") as name:
        folder = pathlib.Path(name)
        deals, history = records(folder)
        cases(folder, deals, history)
        tokens(folder, deals, history)
        certificates(folder, deals, history)
        late(folder, deals, history)
    print(f"{len(CASES)} faults")


main()
