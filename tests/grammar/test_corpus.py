"""Texts with the trees they must give, in the corpus format of tree-sitter, run without its command line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from lua_entries.syntax.lua import parse

CORPUS = Path(__file__).parents[2] / "server" / "grammar" / "corpus"
CASE = re.compile(
    r"^={3,}\n(?P<name>[^\n]+)\n={3,}\n\n(?P<text>.*?)\n\n-{3,}\n\n(?P<tree>.*?)(?=\n={3,}\n|\Z)", re.M | re.S
)
SPACE = re.compile(r"\s+")


def cases() -> Iterator[object]:
    for file in sorted(CORPUS.glob("*.txt")):
        for case in CASE.finditer(file.read_text(encoding="utf-8")):
            yield pytest.param(case["text"], case["tree"], id=f"{file.stem}: {case['name']}")


def squeeze(tree: str) -> str:
    """The tree on one line, as tree-sitter writes it."""
    return SPACE.sub(" ", tree).replace(" )", ")").strip()


@pytest.mark.parametrize(("text", "expected"), cases())
def test_tree(text: str, expected: str) -> None:
    tree = parse(text)
    assert tree.limit is None
    assert str(tree.root) == squeeze(expected)


def test_no_case_is_skipped() -> None:
    titles = sum(len(re.findall(r"^={3,}$", file.read_text(encoding="utf-8"), re.M)) for file in CORPUS.glob("*.txt"))
    assert titles == 2 * len(list(cases())) > 100


def test_every_rule_of_the_grammar_occurs() -> None:
    trees = " ".join(case["tree"] for file in CORPUS.glob("*.txt") for case in CASE.finditer(file.read_text("utf-8")))
    grammar = (CORPUS.parent / "grammar.js").read_text(encoding="utf-8").partition("\n  rules: {")[2]
    rules = re.findall(r"^    ([a-z]\w*): \(", grammar, re.M)
    # These appear under another name.
    inner = {"colon_cast", "plain_type_ref", "interface_parameters"}
    assert len(rules) > 60
    assert [rule for rule in rules if rule not in inner and f"({rule}" not in trees] == []
