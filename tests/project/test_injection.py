"""Paths that requirements and overrides write to."""

from __future__ import annotations

import pytest

from lua_entries.catalog import load_catalog
from lua_entries.project.injection import Filled, injected_path

KEYS = load_catalog().definition


@pytest.mark.parametrize(
    ("written", "path"),
    [
        ("storage", ("data", "storage")),
        (".storage", ("data", "storage")),
        ("data.storage", ("data", "storage")),
        ("meta.router", ("meta", "router")),
        (".meta.router", ("meta", "router")),
        (".lifecycle.security.groups +=", ("data", "lifecycle", "security", "groups")),
        ("kind", ("kind",)),
        ("Host", ("data", "host")),
    ],
)
def test_the_forms_of_a_target_path(written: str, path: tuple[str, ...]) -> None:
    assert injected_path(written, KEYS) == path


def test_a_written_path_covers_what_is_above_and_below_it() -> None:
    filled = Filled()
    filled.add("app:a", ("data", "lifecycle", "security"))
    assert filled.covers("app:a", ("data", "lifecycle"))
    assert filled.covers("app:a", ("data", "lifecycle", "security", "groups"))
    assert not filled.covers("app:a", ("data", "host"))
    assert not filled.covers("app:b", ("data", "lifecycle"))
