"""LE406 beyond its page."""

from __future__ import annotations

from pathlib import Path

import pytest

from lua_entries.rules.followers import looked_in_key
from tests.support.project import lint_text


def cycles(tmp_path: Path, imports: dict[str, str]) -> list[str]:
    """The ways round that are reported, for entries with imports given as `b c`."""
    lines = ["--- _index.yaml", "namespace: s", "entries:"]
    for name, targets in imports.items():
        pairs = ", ".join(f"{target}: 's:{target}'" for target in targets.split())
        lines.append(
            f"  - {{name: {name}, kind: library.lua, source: file://all.lua, method: x, imports: {{{pairs}}}}}"
        )
    lines += ["--- all.lua", "return function(name) return require(name) end"]
    found = [finding for finding in lint_text(tmp_path, "\n".join(lines)) if finding.code == "LE406"]
    return [
        finding.message.split(";")[0].replace("import cycle: ", "").replace("`", "").replace("s:", "")
        for finding in found
    ]


@pytest.mark.parametrize(
    ("imports", "expected"),
    [
        ({"a": "b", "b": "c", "c": ""}, []),
        ({"a": "b c", "b": "c", "c": ""}, []),
        ({"a": "a"}, ["a → a"]),
        ({"a": "b", "b": "a"}, ["a → b → a"]),
        ({"b": "a", "a": "b"}, ["a → b → a"]),
        ({"a": "b", "b": "c", "c": "a"}, ["a → b → c → a"]),
        ({"x": "a", "a": "b", "b": "a"}, ["a → b → a"]),
        ({"a": "b c", "b": "a", "c": "a"}, ["a → b → a", "a → c → a"]),
        ({"a": "b", "b": "a", "c": "d", "d": "c"}, ["a → b → a", "c → d → c"]),
        ({"a": "b", "b": "c d", "c": "b", "d": "a"}, ["a → b → d → a", "b → c → b"]),
    ],
)
def test_cycles(imports: dict[str, str], expected: list[str], tmp_path: Path) -> None:
    assert cycles(tmp_path, imports) == expected


def test_a_long_chain_is_no_cycle(tmp_path: Path) -> None:
    chain = {f"e{number:04}": f"e{number + 1:04}" for number in range(200)}
    assert cycles(tmp_path, chain) == []


def test_a_cycle_is_shown_to_whoever_checks_one_of_its_files(tmp_path: Path) -> None:
    (finding,) = lint_text(
        tmp_path,
        """
        --- a/_index.yaml
        namespace: a
        entries: [{name: a, kind: library.lua, source: "file://../all.lua", method: x, imports: {n: "b:b"}}]
        --- b/_index.yaml
        namespace: b
        entries: [{name: b, kind: library.lua, source: "file://../all.lua", method: x, imports: {n: "a:a"}}]
        --- all.lua
        return require("n")
        """,
    )
    assert Path(finding.path).parent.name == "a"
    assert looked_in_key(str(tmp_path / "project-1" / "b" / "_index.yaml")) in finding.keys
