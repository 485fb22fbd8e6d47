"""Kinds and modules from a configuration."""

from __future__ import annotations

from typing import Any

import pytest

from lua_entries.catalog import CatalogError, load_catalog

CATALOG = load_catalog()


def test_nothing_to_add() -> None:
    assert CATALOG.extended({}, {}) is CATALOG


def test_a_new_kind() -> None:
    widget = {
        "summary": "A widget",
        "roles": ["service"],
        "groups": ["lifecycle"],
        "fields": {"size": {"type": "integer", "required": True, "minimum": 1}},
    }
    catalog = CATALOG.extended({"shop.widget": widget}, {})
    kind = catalog.kind("shop.widget")
    assert kind is not None and kind.usable
    size = kind.field("size")
    assert size is not None and (size.required, size.minimum) == ("yes", 1)
    assert kind.field("lifecycle.auto_start") is not None
    assert catalog.has_role("shop.widget", "service")
    assert catalog.matches("@service", "shop.widget")
    assert "shop.widget" in catalog.kinds
    assert catalog.near_kinds("shop.wigdet")[0] == "shop.widget"


def test_the_original_does_not_change() -> None:
    CATALOG.extended({"shop.widget": {"roles": ["host"]}, "fs.embed": {"fields": {"x": {"type": "any"}}}}, {"m": {}})
    assert CATALOG.kind("shop.widget") is None
    assert "shop.widget" not in CATALOG.kinds_with("host")
    assert CATALOG.module("m") is None
    embed = CATALOG.kind("fs.embed")
    assert embed is not None and embed.fields == ()


def test_a_kind_that_lua_may_import() -> None:
    imports = {"fields": {"source": {"type": "string", "role": "source"}}, "roles": ["lua", "lua-source", "library"]}
    catalog = CATALOG.extended({"macro.lua": {**imports, "groups": ["lua_imports"]}}, {})
    kind = catalog.kind("macro.lua")
    assert kind is not None
    assert kind.field_with_role("imports") is not None
    assert catalog.matches("@lua", "macro.lua")
    assert "print" in catalog.ambient("macro.lua")
    assert catalog.ambient_uncertain("macro.lua") == {"process"}


def test_an_amended_kind() -> None:
    amendment = {
        "fields": {
            "Method": {"type": "string", "required": True, "enum": ["GET", "QUERY"]},
            "post_middleware": {"type": "list<string>"},
        },
        "tolerated": {"misspelling": {"function": "func"}},
    }
    kind = CATALOG.extended({"http.endpoint": amendment}, {}).kind("http.endpoint")
    assert kind is not None
    method = kind.field("method")
    assert method is not None and method.enum == ("GET", "QUERY")
    assert [field.path.lower() for field in kind.fields].count("method") == 1
    assert kind.field("func") is not None and kind.summary
    assert kind.field("post_middleware") is not None and "post_middleware" not in kind.ignored
    assert kind.misspellings == {"function": "func"}


def test_new_and_amended_modules() -> None:
    catalog = CATALOG.extended(
        {},
        {
            "shopmod": {},
            "pricing": {
                "classes": ["deterministic"],
                "functions": {"total": {"signature": "(items: table) -> number"}},
            },
            "json": {"functions": {"pretty": {"signature": "(value: any) -> string"}}},
            "yaml": {"classes": ["io"]},
        },
    )
    unknown, pricing, json, yaml = (catalog.module(name) for name in ("shopmod", "pricing", "json", "yaml"))
    assert unknown is not None and unknown.open and not unknown.deterministic
    assert pricing is not None and pricing.deterministic and not pricing.open
    assert pricing.members["total"].signature == "(items: table): number"
    assert json is not None and {"encode", "pretty"} <= set(json.members) and json.deterministic
    assert yaml is not None and "encode" in yaml.members and not yaml.open
    assert {"shopmod", "pricing"} <= catalog.module_names
    assert catalog.near_modules("pricin")[0] == "pricing"


@pytest.mark.parametrize(
    ("kinds", "modules", "message"),
    [
        ({"x": {"feilds": {}}}, {}, "kinds: kind `x`: unknown key `feilds`, did you mean `fields`?"),
        (
            {"x": {"fields": {"a": {"typ": "any"}}}},
            {},
            "kinds: kind `x`: field `a`: unknown key `typ`, did you mean `type`?",
        ),
        ({"x": {"fields": {"a": {"type": "sting"}}}}, {}, "kinds: kind `x`: field `a`: `type`: unknown type `sting`"),
        ({"x": {"fields": {"a": {}}}}, {}, "kinds: kind `x`: field `a`: `type` is missing"),
        ({"x": {"fields": ["a"]}}, {}, "kinds: kind `x`: `fields`: must be a mapping, not a list"),
        ({"x": []}, {}, "kinds: kind `x`: must be a mapping, not a list"),
        ({"x": {"roles": ["libary"]}}, {}, "kinds: kind `x`: unknown role `libary`, did you mean `library`?"),
        ({"x": {"groups": ["lua_import"]}}, {}, "unknown group `lua_import`, did you mean `lua_imports`?"),
        ({" ": {}}, {}, "kinds: a kind needs a name"),
        (
            {"http.endpoint": {"tolerated": {"misspelling": {"fnc": "function"}}}},
            {},
            "kinds: kind `http.endpoint`: the misspelling `fnc` names `function`",
        ),
        ({}, {"a:b": {}}, "modules: module `a:b`: a module name is neither empty nor does it hold a colon"),
        ({}, {"m": {"functions": {"f": {"signature": "f()"}}}}, "`f()` is no signature"),
        ({}, {"m": {"class": ["io"]}}, "modules: module `m`: unknown key `class`, did you mean `classes`?"),
    ],
)
def test_wrong_data(kinds: dict[str, Any], modules: dict[str, Any], message: str) -> None:
    with pytest.raises(CatalogError) as caught:
        CATALOG.extended(kinds, modules)
    assert message in str(caught.value)
