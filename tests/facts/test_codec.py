"""Facts as bytes: what comes back equals what went in, and looking is all that reading does."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lua_entries.facts.codec import decode, encode
from lua_entries.facts.lua_file import lua_facts
from tests.bench.generate import Shape, generate

ROOT = Path(__file__).parents[2]
TEXTS = {
    "empty": "",
    "broken": "local x = (\nreturn",
    "too deep": "(" * 300,
    "not UTF-8": b'return { x = "\xff\xfe" }'.decode("utf-8", "surrogateescape"),
    "wide": 'local größe = require("数量")\nlocal json = require("json")\nreturn { ["🛒"] = json.encode("a:b") }',
    "types": 'local m = require("m")\nlocal x: m.Kind = m.make()\n--- Doc\nfunction f(a: number, ...): string? end',
    "suppressed": '-- lua-entries: ignore[unused-module, LE303] a reason\nlocal x = require("json")\n',
    "jump": "goto nowhere\nbreak\nreturn ...",
    "methods": "local M = {}\nfunction M:run() self.x = 1 end\nfunction M.go() return M.run end\nreturn M",
}


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_round_trip(text: str) -> None:
    facts = lua_facts(text)
    again = decode(encode(facts))
    assert again == facts
    assert _types(again) == _types(facts)


def test_round_trip_of_whole_projects(tmp_path: Path) -> None:
    generate(tmp_path / "made", Shape(40))
    paths = [*ROOT.glob("examples/**/*.lua"), *tmp_path.rglob("*.lua")]
    assert len(paths) > 40
    for path in paths:
        facts = lua_facts(path.read_bytes().decode("utf-8", "surrogateescape"))
        assert decode(encode(facts)) == facts


@given(
    st.lists(
        st.sampled_from(
            (
                "local x = ",
                'require("json")',
                "function f(a, ...)",
                " end\n",
                "x.y:z('a:b')",
                "return ",
                "{ f = f }",
                "(",
            )
        ),
        max_size=12,
    )
)
def test_round_trip_of_anything(parts: list[str]) -> None:
    facts = lua_facts("".join(parts))
    assert decode(encode(facts)) == facts


def _types(value: object) -> object:
    """The types of a value and of all that it is made of: a plain tuple equals a named one, but is none."""
    return (type(value), [_types(item) for item in value]) if isinstance(value, tuple) else type(value)
