"""The example projects do what their pages say."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

from lua_entries.rules.registry import RULES
from tests.support.project import lint_directory, place

EXAMPLES = Path(__file__).parents[2] / "examples"
SHOP = EXAMPLES / "shop"
BROKEN = EXAMPLES / "broken"

# A small file reaches no limit, and no file makes a rule fail.
NOT_PLANTED = {"LE005", "LE999"}

_ROW = re.compile(r"^\| (LE\d{3}) \| (\S+) \|", re.MULTILINE)


def planted() -> list[tuple[str, str]]:
    """Code and path of each mistake that `examples/broken/EXPECTED.md` lists."""
    return _ROW.findall((BROKEN / "EXPECTED.md").read_text(encoding="utf-8"))


def test_shop_is_clean_at_every_level() -> None:
    assert [(item.path, item.line, item.finding.message) for item in place(SHOP, lint_directory(SHOP))] == []


def test_broken_gives_one_finding_for_each_planted_mistake() -> None:
    found = [(item.finding.code, item.path) for item in place(BROKEN, lint_directory(BROKEN))]
    assert Counter(found) == Counter(planted())


def test_the_other_rules_are_broken_once_each() -> None:
    codes = {rule.code for rule in RULES if rule.code not in NOT_PLANTED}
    assert sorted(code for code, _ in planted()) == sorted(codes)
