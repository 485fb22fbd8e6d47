"""PyYAML without its C extension: the same trees, slower."""

from __future__ import annotations

import pytest
import yaml

from lua_entries.syntax.yaml import parse_yaml
from tests.syntax.yaml.test_differential import HAND_WRITTEN, scalars
from tests.syntax.yaml.test_problems import MISTAKES
from tests.syntax.yaml.tools import NAMES, SAMPLE, check_spans, names, plain_data


@pytest.fixture
def pure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(yaml, "__with_libyaml__", False)


@pytest.mark.parametrize("text", [*HAND_WRITTEN, "\ufeff" + SAMPLE.replace("\n", "\r\n"), ""])
def test_the_same_tree(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = parse_yaml(text)
    monkeypatch.setattr(yaml, "__with_libyaml__", False)
    file = parse_yaml(text)
    assert file.problems == expected.problems == ()
    assert plain_data(file.root) == plain_data(expected.root)
    # Only the places of nothing (absent values) may differ.
    written = [[found for found in scalars(root) if found.text] for root in (file.root, expected.root)]
    assert written[0] == written[1]


@pytest.mark.usefixtures("pure")
@pytest.mark.parametrize("case", [case for case in MISTAKES if "mark inside" not in case])
def test_mistakes_are_found_and_the_entries_kept(case: str) -> None:
    old, new, _, _, _ = MISTAKES[case]
    text = SAMPLE.replace(old, new)
    file = parse_yaml(text)
    check_spans(text, file)
    assert [problem.rule for problem in file.problems] == ["yaml-syntax"]
    if case != "version directive":
        assert names(file) == NAMES


@pytest.mark.usefixtures("pure")
def test_depth_is_guarded() -> None:
    file = parse_yaml("a: " + "[" * 20_000)
    assert [problem.rule for problem in file.problems] == ["limit-exceeded"]
