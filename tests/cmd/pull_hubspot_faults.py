"""Every way in which HubSpot or the network can fail a pull.

Each case ends either in the whole files after more tries, or in one clear
line, exit 4, and the old files untouched.
"""
import base64
import pathlib
import shutil
import sys
import tempfile
import time
import urllib.parse

sys.path.insert(0, str(pathlib.Path(__file__).parent / "io"))
import fake_hub as f  # noqa: E402
from authority import Authority  # noqa: E402
from hub_world import config, hub_of, plain, pull, records, same  # noqa: E402
from tool import check  # noqa: E402

MANY = 99
ECHOED = "repeat a secret"
LISTS = ("properties", "pipelines", "owners", "batch", "deals", "archived")


def error(message="x", category="VALIDATION_ERROR", **more):
    return {"status": "error", "message": message, "category": category,
            "correlationId": "c033cdaa", **more}


BURST = f.says(429, error("You have reached your ten_secondly_rolling limit.",
                          "RATE_LIMITS", errorType="RATE_LIMIT",
                          policyName="TEN_SECONDLY_ROLLING"))
DAILY = f.says(429, error("You have reached your daily limit.", "RATE_LIMITS",
                          errorType="RATE_LIMIT", policyName="DAILY"))


def only(**members):
    return f.says(200, members)


def changed(**members):
    return f.page(lambda page: {**page, **members})


def after(cursor):
    return changed(paging={"next": {"after": cursor}})


def an_id(number):
    def change(page):
        page["results"][3]["id"] = number
        return page
    return f.page(change)


def twice(page):
    """A deal that comes twice counts once."""
    page["results"].append(page["results"][0])
    return page


def ends_early(page):
    return {"results": page["results"]}


# (what, where, fault, how often; words of the line, or None: it goes well)
CASES = [
    ("busy, then not", "account", f.says(503), 2, None),
    ("busy for good", "properties", f.says(503), MANY,
     "503 Service Unavailable"),
    ("429 with Retry-After", "deals",
     f.says(429, error("slow", policyName="SECONDLY"), Retry_After="1"), 1,
     None),
    ("429 of ten seconds", "deals", BURST, 2, None),
    ("429 for good", "deals", BURST, MANY, "TEN_SECONDLY_ROLLING"),
    ("the day's limit", "deals", DAILY, MANY, "used up, until midnight"),
    ("the day's limit at once", "account", DAILY, MANY, "used up, until"),
    ("408 once", "pipelines", f.says(408), 1, None),
    ("500 once", "deals", f.says(500), 1, None),
    ("500 for good", "deals", f.says(500), MANY, "500 Internal"),
    ("cut once", "deals", f.cut, 1, None),
    ("cut for good", "deals", f.cut, MANY, "cut off"),
    ("torn once", "deals", f.torn, 1, None),
    ("torn for good", "deals", f.torn, MANY, "something else where JSON"),
    ("closed once", "batch", f.closes, 1, None),
    ("closed for good", "batch", f.closes, MANY, "closed unanswered"),
    ("slow once", "deals", f.slow(1.5), 1, None),
    ("slow for good", "owners", f.slow(1.5), MANY, "timeout_seconds"),
    ("a web page", "deals", f.html, MANY, "a web page where JSON"),
    ("a web page for the archive", "archived", f.html, MANY,
     "a web page where JSON"),
    ("no cursor that is one", "deals", after(""), 1, "no sound cursor"),
    ("an evil cursor", "deals", after("x\r\nX-Evil: 1"), 1,
     "no sound cursor"),
    ("an endless cursor", "deals", after("9" * 600), 1, "no sound cursor"),
    ("a cursor that expired", "deals",
     f.says(400, error("invalid cursor")), 1, "invalid cursor"),
    ("the same cursor for ever", "deals", after("9000000070"), MANY,
     "in a circle"),
    ("the same owners for ever", "owners", only(
        results=[], paging={"next": {"after": "7"}}), MANY, "in a circle"),
    ("ends early", "deals", f.page(ends_early), MANY, "a search counts 300"),
    ("a deal twice", "deals", f.page(twice), 1, None),
    ("a deal without an id", "deals", an_id(None), 1, "without a sound id"),
    ("a deal with an evil id", "deals", an_id("../../x"), 1,
     "without a sound id"),
    ("a deal without properties", "deals", changed(results=[{"id": "7"}]), 1,
     "without properties"),
    ("deals that are no list", "deals", changed(results={"0": 1}), 1,
     "without a list of results"),
    ("results that are null", "deals", changed(results=None), 1,
     "without a list of results"),
    ("no number of deals", "count", only(results=[]), 1, "tells no total"),
    ("a number below none", "count", only(total=-1), 1, "tells no total"),
    ("pipelines without stages", "pipelines",
     only(results=[{"id": "default", "label": "x", "stages": []}]), 1,
     "without a stage"),
    ("no property that is known", "properties", only(results=[]), 1,
     "no property Create Date"),
    ("moved to another host", "deals",
     f.says(302, Location="https://evil.example/"), 1, "302 Found"),
    ("moved at the door", "account",
     f.says(301, Location="https://evil.example/"), 1, "HubSpot's own host"),
    ("gone", "deals", f.says(404, error("no such thing")), 1,
     "404 Not Found"),
    ("echo of the token", "deals", f.says(400, error(f.TOKEN)), MANY, ECHOED),
    ("echo, cut where words end", "deals",
     f.says(400, error("x" * 140 + f.TOKEN)), MANY, ECHOED),
    ("echo, as a URL has it", "account",
     f.says(401, error(urllib.parse.quote(f.TOKEN))), MANY, ECHOED),
    ("echo, in base64", "owners", f.says(400, error(
        "", base64.b64encode(f.TOKEN.encode()).decode())), MANY, ECHOED),
] + [(f"a list for {k}", k, f.says(200, []), 1, "without a list of results")
     for k in LISTS if k not in ("pipelines",)] + [
    ("a list for pipelines", "pipelines", f.says(200, []), 1,
     "without a stage"),
    ("a text for pipelines", "pipelines", f.says(200, "x"), MANY, ""),
]
INPUT = {"no property that is known"}


def cases(folder, deals, history):
    hub = hub_of(deals, history)
    old = hub.deals[0]["properties"]["dealname"]
    first = folder / "first"
    check(pull(config(folder, hub), first).returncode == 0, "the first pull")
    hub.close()
    for later in (0, 1):  # with the first page, or the second
        for what, where, fault, times, words in CASES:
            if later and (where != "deals" or what == "ends early"):
                continue
            hub = hub_of(deals, history, page=70)
            out = folder / f"{what}-{later}"
            path = config(folder, hub, retries=2, pause=0.02, timeout=1)
            shutil.copytree(first, out)
            hub.deals[0]["properties"]["dealname"] = "changed"
            hub.fault(where, fault, times, after=later)
            done = pull(path, out)
            if words is None:
                check(done.returncode == 0 and same(out / "deals.csv", hub),
                      what, done)
            else:
                code = 3 if what in INPUT else 4
                check(done.returncode == code and words in done.stderr and
                      done.stderr.count("\n") == 1 and not done.stdout, what,
                      done)
                hub.deals[0]["properties"]["dealname"] = old
                check(same(out / "deals.csv", hub), what, "old files")
                hub.deals[0]["properties"]["dealname"] = "changed"
                print(f"{what}: {done.stderr}", end="")
                hub.reset()
                done = pull(path, out)
                check(done.returncode == 0 and same(out / "deals.csv", hub),
                      what, "after", done)
            hub.close()


def at_once(folder, deals, history):
    """The day's limit is told at the first answer; ten seconds are waited
    for, as the answers count them down."""
    hub = hub_of(deals, history)
    hub.fault("deals", DAILY, MANY)
    done = pull(config(folder, hub, retries=20, pause=60), folder / "day")
    check(done.returncode == 4 and hub.count("deals") == 1, done, hub.seen)
    hub.reset()

    def last(h):
        return h.send(200, h.deal_page(), X_HubSpot_RateLimit_Remaining="0",
                      X_HubSpot_RateLimit_Interval_Milliseconds="1200")

    hub.fault("deals", last)
    begun = time.monotonic()
    done = pull(config(folder, hub), folder / "day")
    check(done.returncode == 0 and time.monotonic() - begun > 1.2, done)
    hub.close()


def late(folder, deals, history):
    """The time for all of it ends, though each answer is quick."""
    hub = hub_of(deals, history)
    hub.fault("deals", f.torn, MANY)
    path = config(folder, hub, "[hubspot]\ntimeout_minutes = 1\n", pause=61)
    done = pull(path, folder / "late")
    check(done.returncode == 4 and "timeout_minutes = 1" in done.stderr, done)
    hub.close()


def certificates(folder, deals, history):
    ca, other = Authority(folder), Authority(folder, "other")
    hub = hub_of(deals, history, context=ca.context("good"))
    out = folder / "tls"
    check(pull(config(folder, hub, ca=ca.file), out).returncode == 0, "https")
    check(same(out / "deals.csv", hub), "https: other deals")
    hub.reset()
    for what, file in (("no authority", None),
                       ("another authority", other.file)):
        done = pull(config(folder, hub, ca=file), out)
        check(done.returncode == 4 and "certificate is refused" in done.stderr
              and not hub.seen, what, done)
    hub.close()


def main():
    with tempfile.TemporaryDirectory(prefix="dealsense-test-") as name:
        folder = pathlib.Path(name)
        deals, history = plain(*records(folder))
        cases(folder, deals, history)
        at_once(folder, deals, history)
        certificates(folder, deals, history)
        late(folder, deals, history)
    print(f"{len(CASES)} faults")


main()
