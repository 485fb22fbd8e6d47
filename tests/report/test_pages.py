"""Rule pages as text."""

from __future__ import annotations

import pytest

from lua_entries.catalog.resources import rule_page
from lua_entries.report.pages import section
from lua_entries.rules.registry import RULES

PAGE = "# T\n\n## One\n\nA [link](b.md)\non two lines.\n\n* item\n* more\n\n```lua\nx\n```\n\nafter\n\n## Two\n\nlast"


def test_section() -> None:
    assert section(PAGE, "One") == "A link on two lines.\n\n* item\n* more"
    assert section(PAGE, "Two") == "last"
    assert section(PAGE, "Thr.*") == ""


@pytest.mark.parametrize("name", [rule.name for rule in RULES])
def test_every_rule_says_what_it_does(name: str) -> None:
    assert len(section(rule_page(name) or "", "What it does")) > 40
