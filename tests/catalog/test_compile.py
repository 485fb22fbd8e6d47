"""Wrong schema data is refused with a message that names it, its place and what is near."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest

from lua_entries.catalog import CatalogError
from lua_entries.catalog.build import SCHEMA, read_schema
from lua_entries.catalog.compile import compile_schema
from lua_entries.catalog.compile.signatures import parse_parameters, parse_signature

FILES = read_schema(SCHEMA)
Change = Callable[[dict[str, Any]], object]


def kind(files: dict[str, Any], family: str, name: str) -> Any:
    """The raw data of a kind."""
    return files[f"kinds/{family}.yaml"]["kinds"][name]


def refused(change: Change) -> str:
    """The message with which the schema is refused after `change`."""
    files = copy.deepcopy(FILES)
    change(files)
    with pytest.raises(CatalogError) as caught:
        compile_schema(files)
    return str(caught.value)


def test_the_schema_itself_is_accepted() -> None:
    assert compile_schema(copy.deepcopy(FILES))["kinds"]["function.lua"]["family"] == "lua"


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        ("typ", "string", "unknown key `typ`, did you mean `type`?"),
        ("type", "strng", "unknown type `strng`"),
        ("type", "list<strng>", "unknown type `strng`"),
        ("type", 1, "`type`: must be a string, not 1"),
        ("required", "yes", "must be true, false, conditional or documented"),
        ("required", "conditional", "a conditional field needs `condition`"),
        ("condition", "always", "`condition` needs `required: conditional`"),
        ("required_if", {"host": 1}, "`required_if` needs `required: conditional`"),
        ("enum", ["a", "a"], "lists `a` twice"),
        ("enum", "a", "must be a list of strings, not 'a'"),
        ("default", 5, "`default` 5 does not fit the type `entry-ref`"),
        ("minimum", 1, "`minimum` needs a type with numbers"),
        ("pattern", "(", "is no regular expression"),
        ("ref", ["temporal.hosts"], "no kind matches `temporal.hosts`"),
        ("ref", ["process.luaa"], "did you mean `process.lua`?"),
        ("ref", ["@hosts"], "unknown role `@hosts`, did you mean `host`?"),
        ("ref_form", "short", "must be one of `full`, `full-or-short`"),
        ("ref_check", "sometimes", "must be one of `registration`"),
        ("role", "sorce", "unknown role `sorce`, did you mean `source`?"),
        ("role", "service-host", "two fields have the role `service-host`"),
        ("newer", "no", "must be true or false, not 'no'"),
    ],
)
def test_fields(path: str, value: object, message: str) -> None:
    def change(files: dict[str, Any]) -> None:
        kind(files, "process", "process.service")["fields"]["process"][path] = value

    text = refused(change)
    assert message in text
    assert text.startswith("kinds/process.yaml: kind `process.service`")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda f: kind(f, "fs", "fs.embed").pop("summary"), "kind `fs.embed`: `summary` is missing"),
        (lambda f: kind(f, "fs", "fs.embed").update(status="old"), "`status`: must be one of `active`"),
        (lambda f: kind(f, "fs", "fs.embed").update(status="legacy"), "needs `replacement`"),
        (lambda f: kind(f, "fs", "fs.embed").update(roles=["hots"]), "unknown role `hots`, did you mean `host`?"),
        (lambda f: kind(f, "fs", "fs.embed").update(groups=["livecycle"]), "did you mean `lifecycle`?"),
        (
            lambda f: kind(f, "fs", "fs.embed").update(constraints=[{"any_of": ["nothing"]}]),
            "a constraint `any_of` names `nothing`, which is no field of the kind",
        ),
        (
            lambda f: kind(f, "fs", "fs.embed").update(constraints=[{"any_of": [], "exactly_one": []}]),
            "must name exactly one of any_of",
        ),
        (lambda f: kind(f, "fs", "fs.embed").update(constraints=[{"unique": []}]), "`unique` needs it"),
        (
            lambda f: kind(f, "fs", "fs.directory").update(
                constraints=[{"any_of": ["mode"], "when": {"mode": {"above": 1, "present": True}}}]
            ),
            "must be a value, a list of values, {above: number}",
        ),
        (
            lambda f: kind(f, "fs", "fs.directory").update(tolerated={"misspelling": {"dir": "directry"}}),
            "the misspelling `dir` names `directry`, which is no field of the kind, did you mean `directory`?",
        ),
        (
            lambda f: kind(f, "fs", "fs.directory").update(tolerated={"user-data": ["mode"]}),
            "`mode` is tolerated, but it is a field of the kind",
        ),
        (
            lambda f: f["kinds/env.yaml"]["kinds"].update({"fs.embed": kind(f, "fs", "fs.embed")}),
            "kinds/fs.yaml: declares the kind `fs.embed`, which kinds/env.yaml declares too",
        ),
        (lambda f: f.pop("meta.yaml"), "meta.yaml: the file is missing"),
        (lambda f: f["roles.yaml"]["kinds"].update(extra="An unused role"), "no kind has the role `extra`"),
        (
            lambda f: f["meta.yaml"]["runtime"].update({"meta.router": f["meta.yaml"]["runtime"]["meta.parent"]}),
            "`meta.router` is a field of the kind `http.endpoint` already",
        ),
        (
            lambda f: f["meta.yaml"]["runtime"]["meta.parent"].update(kinds=["procss.lua"]),
            "did you mean `process.lua`?",
        ),
        (lambda f: f["definition.yaml"].pop("lock"), "`lock` is missing"),
        (lambda f: f["definition.yaml"]["keys"].update(nam="name"), "unknown key `nam`, did you mean `name`?"),
        (lambda f: f["modules/json.yaml"].update(module="jsn"), "must be the name of the file, `json`"),
        (lambda f: f["modules/json.yaml"].pop("doc"), "`doc` is missing"),
        (lambda f: f["modules/json.yaml"]["classes"].append("ios"), "unknown class `ios`, did you mean `io`?"),
        (lambda f: f["modules/json.yaml"]["functions"].update(x={}), "a function needs `signature`"),
        (
            lambda f: f["modules/json.yaml"]["functions"].update({"a.b": {"signature": "()"}}),
            "`a.b` is in `a`, which is not listed in `tables`",
        ),
        (
            lambda f: f["modules/json.yaml"].update(constants={"encode": {"type": "string"}}),
            "declares `encode` twice",
        ),
        (lambda f: f["calls.yaml"]["calls"].update({"jsn.x": []}), "there is no module `jsn`, did you mean `json`?"),
        (lambda f: f["calls.yaml"]["calls"].update({"json.x": []}), "the module has no member `x`"),
        (lambda f: f["calls.yaml"]["calls"].update({"sql.DB:x": []}), "no type `DB` with a method `x`"),
        (lambda f: f["calls.yaml"]["calls"]["sql.get"][0].update(value="entry_id"), "did you mean `entry-id`?"),
        (lambda f: f["calls.yaml"]["calls"]["sql.get"][0].update(not_in="flow"), "unknown role `flow`"),
        (lambda f: f["globals.yaml"]["ambient"]["by_role"].update(runable=[]), "did you mean `runnable`?"),
    ],
)
def test_everything_else(change: Change, message: str) -> None:
    assert message in refused(change)


@pytest.mark.parametrize(
    ("text", "params", "returns"),
    [
        ("()", [], []),
        ("(a: string)", [["a", "string"]], []),
        ("(a: string, b?: number) -> string, error?", [["a", "string"], ["b", "number", 1]], ["string", "error?"]),
        ("(...: any) -> any", [["...", "any", 2]], ["any"]),
        (
            "(a: {[string]: any}) -> {id: string, n: number}[]",
            [["a", "{[string]: any}"]],
            ["{id: string, n: number}[]"],
        ),
        ("(a: channel.Channel<time.Time>)", [["a", "channel.Channel<time.Time>"]], []),
    ],
)
def test_signatures(text: str, params: object, returns: object) -> None:
    assert parse_signature(text) == (params, returns)


@pytest.mark.parametrize("text", ["a: string", "(a)", "(a: )", "(1a: string)", "() ->", "(a: string,)", "(a: string"])
def test_wrong_signatures(text: str) -> None:
    with pytest.raises(CatalogError):
        parse_signature(text)


def test_parameters() -> None:
    assert parse_parameters("timeout?: number, body: string") == [["timeout", "number", 1], ["body", "string"]]
