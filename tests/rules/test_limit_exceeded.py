"""LE005: each setting of `[limits]` holds for YAML and Lua, upwards and downwards, and in nested configurations."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.project import lint_text

LUA = "  - {name: deep, kind: function.lua, source: file://deep.lua, method: main}\n"


def project(limits: str, entries: str, lua: str = "") -> str:
    """A project with these limits, entries and one Lua file."""
    text = f"--- lua-entries.toml\n[limits]\n{limits}\n--- src/_index.yaml\nnamespace: shop\nentries:\n{entries}"
    return text + (f"--- src/deep.lua\n{lua}\n" if lua else "")


def nested_yaml(depth: int) -> str:
    return f"  - {{name: a, kind: registry.entry, x: {'[' * depth}{']' * depth}}}\n"


def nested_lua(depth: int) -> str:
    return f"local x = {'{' * depth}{'}' * depth}\nreturn {{ main = function() return x end }}"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (project("max-nesting = 20", nested_yaml(17)), []),
        (project("max-nesting = 20", nested_yaml(18)), ["LE005"]),
        (project("", nested_yaml(300)), ["LE005"]),
        (project("max-nesting = 400", nested_yaml(300)), []),
        (project("max-nesting = 20", LUA, nested_lua(20)), []),
        (project("max-nesting = 20", LUA, nested_lua(21)), ["LE005"]),
        (project("max-file-size = 300", LUA, f"-- {'x' * 200}\n{nested_lua(1)}"), []),
        (project("max-file-size = 300", LUA, f"-- {'x' * 300}\n{nested_lua(1)}"), ["LE005"]),
        (project("max-file-size = 5000000", f"  # {'x' * 4_200_000}\n{nested_yaml(1)}"), []),
        (project("", f"  # {'x' * 4_200_000}\n{nested_yaml(1)}"), ["LE005"]),
        (project("max-file-size = 5000000", LUA, f"-- {'x' * 4_200_000}\n{nested_lua(1)}"), []),
    ],
    ids=[
        "yaml-nesting-kept",
        "yaml-nesting",
        "yaml-nesting-default",
        "yaml-nesting-raised",
        "lua-nesting-kept",
        "lua-nesting",
        "lua-size-kept",
        "lua-size",
        "yaml-size-raised",
        "yaml-size-default",
        "lua-size-raised",
    ],
)
def test_limits_are_those_of_the_configuration(tmp_path: Path, text: str, found: list[str]) -> None:
    findings = lint_text(tmp_path, text)
    assert [finding.code for finding in findings] == found
    assert all("`limits.max-" in finding.help for finding in findings)


def test_the_nearest_configuration_counts(tmp_path: Path) -> None:
    text = project("max-entries = 1\nmax-file-size = 120", "  - {name: a, kind: registry.entry}\n")
    nested = (
        "--- src/more/lua-entries.toml\n[limits]\nmax-entries = 2\n"
        "--- src/more/_index.yaml\nnamespace: shop.more\nentries:\n"
        "  - {name: a, kind: registry.entry}\n  - {name: b, kind: registry.entry}\n  # a comment to be over the limit\n"
    )
    assert lint_text(tmp_path, text + nested) == []


def test_what_is_read_of_a_file_with_too_many_entries_is_checked(tmp_path: Path) -> None:
    entries = "  - {name: a, kind: no.kind}\n  - {name: b, kind: no.kind, text: file://b.txt}\n"
    assert [finding.code for finding in lint_text(tmp_path, project("max-entries = 1", entries))] == [
        "LE102",
        "LE005",
    ]


def test_a_limit_can_be_silenced_for_the_project_that_exceeds_it(tmp_path: Path) -> None:
    files = "".join(f"--- src/{name}/_index.yaml\nnamespace: shop.{name}\nentries: []\n" for name in "abc")
    assert [
        finding.code for finding in lint_text(tmp_path, f"--- lua-entries.toml\n[limits]\nmax-files = 2\n{files}")
    ] == ["LE005"]
    off = "--- lua-entries.toml\n[limits]\nmax-files = 2\n[rules]\nlimit-exceeded = 'off'\n"
    assert lint_text(tmp_path, off + files) == []
