"""The small parts: types, paths, the compiled file, resources."""

from __future__ import annotations

from pathlib import Path

import pytest

from lua_entries.catalog import CatalogError, resources, store
from lua_entries.catalog.field_tree import split_path
from lua_entries.catalog.field_types import parse_type
from lua_entries.catalog.near import near_names


@pytest.mark.parametrize(
    ("name", "scalars", "item", "mapping", "value", "label"),
    [
        ("string", {"str"}, None, False, None, "a string"),
        ("integer", {"int"}, None, False, None, "an integer"),
        ("number", {"int", "float"}, None, False, None, "a number"),
        ("boolean", {"bool"}, None, False, None, "`true` or `false`"),
        ("duration", {"str"}, None, False, None, "a duration such as `10s`"),
        ("duration-ns", {"int", "str"}, None, False, None, "nanoseconds as an integer"),
        ("scalar", {"str", "int", "float", "bool"}, None, False, None, "a string, number or boolean"),
        ("entry-ref-string", {"str"}, None, False, None, "an entry id"),
        ("entry-ref", {"str"}, None, True, "string", "an entry id"),
        ("map", set(), None, True, None, "a mapping"),
        ("map<string,string>", set(), None, True, "string", "a mapping to strings"),
        ("list<entry-ref>", set(), "entry-ref", False, None, "a list of entry ids"),
        ("list<map>", set(), "map", False, None, "a list of mappings"),
        ("map<string,list<string>>", set(), None, True, "list<string>", "a mapping to a list of strings"),
        ("string-or-list", {"str"}, "string", False, None, "a string or a list of strings"),
        ("any", {"str", "int", "float", "bool", "null"}, "any", True, "any", "any value"),
    ],
)
def test_types(name: str, scalars: set[str], item: str | None, mapping: bool, value: str | None, label: str) -> None:
    of = parse_type(name)
    assert of.scalars == scalars
    assert (of.item.name if of.item else None) == item
    assert of.mapping is mapping
    assert (of.value.name if of.value else None) == value
    assert of.label == label
    assert parse_type(name) is of


@pytest.mark.parametrize("name", ["text", "list", "list<>", "map<int,string>", "list<string", ""])
def test_unknown_types(name: str) -> None:
    with pytest.raises(CatalogError, match="unknown type"):
        parse_type(name)


@pytest.mark.parametrize(
    ("path", "segments"),
    [
        ("a.b", ["a", "b"]),
        ("contracts[].methods.*", ["contracts", "[]", "methods", "*"]),
        ("contracts[12].methods", ["contracts", "[]", "methods"]),
        ('options."a.b"', ["options", "a.b"]),
        ('"a.b".c', ["a.b", "c"]),
        ("", []),
        ("a[", ["a", "[]"]),
        ('a."b', ["a", "b"]),
    ],
)
def test_paths(path: str, segments: list[str]) -> None:
    assert split_path(path) == segments


def test_near_names_need_not_be_exact_in_case() -> None:
    assert near_names("SOURCE", ["method", "source"]) == ("source",)
    assert near_names("xyz", ["method", "source"]) == ()


DATA = {
    "format": store.FORMAT,
    "a": {"b": ["ü", 1]},
    "kinds": {"x.y": {"s": 'a "quoted" text,'}, "z": {}},
    "modules": {"m": {}},
}
WRITTEN = store.write(DATA)


def test_the_compiled_file_is_read_as_written() -> None:
    read = store.read(WRITTEN)
    assert {key: dict(value) if key in store.LINES else value for key, value in read.items()} == DATA
    assert "x.y" in read["kinds"] and "y" not in read["kinds"]
    assert len(read["kinds"]) == 2
    with pytest.raises(KeyError):
        read["modules"]["n"]


def test_one_item_is_one_line() -> None:
    lines = WRITTEN.splitlines()
    assert '"z":{}' in lines and '"m":{}' in lines


@pytest.mark.parametrize(
    "text",
    ["", "{}", "[]", WRITTEN[:-9], WRITTEN.replace("kinds", "kin"), store.write({**DATA, "format": 99})],
)
def test_other_files_are_refused(text: str) -> None:
    with pytest.raises(CatalogError, match="not made by this version"):
        store.read(text)


def test_resources_of_a_source_checkout(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "docs" / "rules").mkdir(parents=True)
    (tmp_path / "docs" / "rules" / "a-rule.md").write_text("# A rule\n", encoding="utf-8")
    monkeypatch.setattr(resources, "_PACKAGED", str(tmp_path / "none"))
    monkeypatch.setattr(resources, "_REPOSITORY", str(tmp_path))
    assert resources.rule_page("a-rule") == "# A rule\n"
    assert resources.rule_page("no-rule") is None
    with pytest.raises(FileNotFoundError):
        resources.read_resource("catalog.json")


def test_resources_of_a_wheel(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "a-rule.md").write_text("# A rule\n", encoding="utf-8")
    (tmp_path / "catalog.json").write_bytes(b"{}\n")
    monkeypatch.setattr(resources, "_PACKAGED", str(tmp_path))
    assert resources.rule_page("a-rule") == "# A rule\n"
    assert resources.read_resource("catalog.json") == b"{}\n"
