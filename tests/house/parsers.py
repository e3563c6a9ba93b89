"""Every parser of bytes that somebody else made has a fuzz target.

A parser is a function of a header whose name says so (…_parse, …_read,
…_decode), or one that is named here. Each stands below: with the target that
calls it, or with the parser through which a target reaches it, or as one
that reads nothing foreign, with the reason.
"""
import os
import pathlib
import re
import sys

ROOT = pathlib.Path(os.environ["DEALSENSE_SOURCE"])
FUZZ = ROOT / "tests/fuzz"

TARGET = {  # the target that calls it
    "address_parse": "address",
    "amount_parse": "column",
    "audience_parse": "address",
    "brand_logo": "logo",
    "csv_page_read": "csv_page",
    "csv_read": "csv",
    "date_parse_iso": "column",
    "deals_read": "gate",
    "deals_read_mixed": "gate",
    "email_dress": "email",
    "http_url_check": "url",
    "hubspot_pull": "hub",
    "json_doc_parse": "json",
    "manifest_read": "manifest",
    "mentions_any": "mentions",
    "model_parse": "model",
    "mustache_render": "mustache",
    "number_find": "number",
    "raw_date_parse": "column",
    "salesforce_pull": "org",
    "score_request_parse": "sent",
    "secret_echoed": "echo",
    "settings_read": "settings",
    "store_read": "store",
    "table_read": "table",
    "targets_read": "targets",
    "tokens_parse": "tokens",
    "verify_read_csv": "verify",
    "verify_read_json": "verify",
    "verify_read_xlsx": "xlsx",
    "xlsx_open": "xlsx",
}
THROUGH = {  # the parser that calls it
    "encoding_decode": "csv_read",
    "excel_xml_read": "table_read",
    "history_read": "deals_read",
    "html_table_read": "table_read",
    "model_read": "model_parse",  # opens the file, and parses it
    "mustache_parse": "mustache_render",
    "mustache_parse_text": "mustache_render",
    "tokens_read": "tokens_parse",  # opens the file, and parses it
    "unzip_entry": "xlsx_open",
    "xlsx_read": "table_read",
}
ALSO = {"history"}  # the second file of deals_read()
NOTHING_FOREIGN = {
    "changeable_read": "figures of the features",
    "inputs_read": "opens the files; deals_read() and the others parse them",
    "pipeline_read": "the same: inputs_read()",
    "pull_folder_read": "rows of ours; csv_page_record() parses them",
    "options_parse": "the user's own command line",
    "secret_read": "the user's own secret, cut at its line end",
}
NAME = re.compile(r"\b([a-z]\w*_(?:parse|read|decode)(?:_\w+)?)\(")


def without_comments(text):
    return re.sub(r"/\*.*?\*/", "", text, flags=re.S)


declared, public = set(), set()
for room in ("scoring", "render", "cmd"):
    for path in (ROOT / room).rglob("*.h"):
        text = without_comments(path.read_text("utf-8"))
        declared |= set(re.findall(r"\b([a-z]\w+)\(", text))
        public |= set(NAME.findall(text))

problems = []
known = {**TARGET, **THROUGH, **NOTHING_FOREIGN}
for name in sorted(public - known.keys()):
    problems.append(f"{name}(): a parser without a fuzz target")
for name in sorted(known.keys() - declared):
    problems.append(f"{name}(): stands in no header any more")
for name, by in THROUGH.items():
    if by not in TARGET:
        problems.append(f"{name}(): {by}() has no target")

listed = (FUZZ / "meson.build").read_text()
for name, target in TARGET.items():
    source = FUZZ / f"{target}_fuzz.c"
    if not source.exists() or f"'{target}':" not in listed:
        problems.append(f"{name}(): there is no target {target}")
    elif f"{name}(" not in source.read_text("utf-8"):
        problems.append(f"{name}(): {source.name} does not call it")
for source in FUZZ.glob("*_fuzz.c"):
    target = source.name.removesuffix("_fuzz.c")
    if target not in ALSO | set(TARGET.values()):
        problems.append(f"{source.name}: is the target of no parser")
    if len(list((FUZZ / "corpus" / target).glob("*"))) < 3:
        problems.append(f"{target}: fewer than 3 seeds")

if problems or not public:
    sys.exit("\n".join(problems) or "no parser found")
print(f"{len(TARGET) + len(THROUGH)} parsers, each with a target")
