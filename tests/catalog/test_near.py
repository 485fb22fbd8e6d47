"""Suggestions: what is alike, and what is too long to be meant."""

from __future__ import annotations

from functools import partial

import pytest

from lua_entries.catalog import load_catalog
from lua_entries.catalog.near import close_names, near_dotted, near_names
from tests.support.work import calls

NAMES = ("function.lua", "library.lua", "process.lua", "process.service")


def test_alike() -> None:
    assert close_names("functoin.lua", NAMES, limit=1) == ["function.lua"]
    assert near_names("FUNCTOIN.lua", NAMES)[0] == "function.lua"
    assert near_dotted("lua.function", NAMES)[0] == "function.lua"
    assert near_dotted("a.b.c.d.e.f.g.h.i.function.lua", NAMES) == ()


@pytest.mark.parametrize("name", ["a." * 10_000, "x" * 20_000, "process." * 3_000])
def test_long_names_are_not_compared(name: str) -> None:
    kinds = tuple(load_catalog().kinds)
    for near in (near_dotted, near_names, close_names):
        assert not near(name, kinds)
        assert calls(partial(near, name, kinds)) < 100


def test_many_segments_cost_no_more_than_few() -> None:
    kinds = tuple(load_catalog().kinds)
    few, many = (calls(partial(near_dotted, name, kinds)) for name in ("a.b.c", "a." * 90))
    assert many < 4 * few
