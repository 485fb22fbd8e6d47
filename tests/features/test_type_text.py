"""The text of types: in the schema and in Lua."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lua_entries.catalog import Member, load_catalog
from lua_entries.features.type_text import parse_type_text


@pytest.mark.parametrize(
    ("text", "kind", "name"),
    [
        ("string", "name", "string"),
        ("http.Request?", "name", "Request"),
        ("channel.Channel<time.Time>", "name", "Channel"),
        ("registry.Entry[]", "list", ""),
        ("{string}", "list", ""),
        ("{[string]: any}", "list", ""),
        ("{id: string, at?: number}", "record", ""),
        ("{id: string @min(3), at: number}", "record", ""),
        ("A | B", "union", ""),
        ("(A)", "name", "A"),
        ('"get"', "literal", ""),
        ("(a: number, b: string) -> boolean", "other", ""),
        ("fun(a: number): boolean", "other", ""),
        ("{}", "record", ""),
    ],
)
def test_kinds(text: str, kind: str, name: str) -> None:
    node = parse_type_text(text)
    assert node is not None
    assert (node.kind, node.name, node.text) == (kind, name, text)


@pytest.mark.parametrize("text", ["", "..", "{", "a.", "A |", "{a: }", "a b", "<", "(" * 500, "x" * 3000])
def test_no_types(text: str) -> None:
    assert parse_type_text(text) is None


def test_fields() -> None:
    node = parse_type_text("{id: string, rows: {x: number}[], at?: http.Request}")
    assert node is not None
    assert [(name, type_.text, optional) for name, type_, optional in node.fields] == [
        ("id", "string", False),
        ("rows", "{x:number}[]", False),
        ("at", "http.Request", True),
    ]


def test_every_type_of_the_schema_is_understood() -> None:
    catalog = load_catalog()
    texts: set[str] = set()

    def take(member: Member) -> None:
        texts.update((member.type, *member.returns, *(parameter.type for parameter in member.params)))

    for name in (*catalog.module_names, *catalog.libraries):
        module = catalog.module(name) or catalog.libraries[name]
        for member in module.members.values():
            take(member)
        for type_ in module.types.values():
            for member in type_.members.values():
                take(member)
    texts.discard("")
    assert texts
    assert [text for text in texts if parse_type_text(text) is None] == []


@given(st.text(alphabet="ab.,:;?|&<>{}()[]->@\"' \n1", max_size=40))
def test_any_text(text: str) -> None:
    parse_type_text(text)
