"""Hostile input: limits are said, time stays linear, nothing is raised."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from types import FrameType
from typing import Any

import pytest

from lua_entries.syntax.yaml import parse_yaml
from lua_entries.syntax.yaml.compose import MAX_DEPTH, MAX_EXPANSION, MAX_SIZE
from lua_entries.syntax.yaml.nodes import Mapping, Node, Scalar, Sequence
from lua_entries.syntax.yaml.recover import MAX_BROKEN
from tests.syntax.yaml.tools import NAMES, SAMPLE, check_spans, names

HEAD, _, ENTRIES = SAMPLE.partition("entries:\n")
HEAD += "entries:\n"


def depth(node: Node) -> int:
    if isinstance(node, Scalar):
        return 0
    children = node.items if isinstance(node, Sequence) else tuple(pair.value for pair in node.pairs)
    return 1 + max(map(depth, children), default=0)


def limits(text: str) -> list[str]:
    file = parse_yaml(text)
    check_spans(text, file)
    return [problem.message for problem in file.problems if problem.rule == "limit-exceeded"]


def test_a_file_that_is_too_large_is_not_read() -> None:
    text = "a: " + "x" * (MAX_SIZE - 3)
    assert parse_yaml(text).problems == ()
    file = parse_yaml(text + "x")
    assert file.root is None
    assert [problem.rule for problem in file.problems] == ["limit-exceeded"]
    assert "`limits.max-file-size`" in file.problems[0].help


@pytest.mark.parametrize("unit", [("[", "]"), ("{a: ", "}"), ("- ", ""), ("? ", ""), ("[{a: ", "}]")])
def test_depth(unit: tuple[str, str]) -> None:
    opening, closing = unit
    per_unit = 2 if opening == "[{a: " else 1
    fitting = MAX_DEPTH // per_unit
    fits = opening * fitting + "x" + closing * fitting + "\n"
    root = parse_yaml(fits).root
    assert limits(fits) == []
    assert root is None or opening == "? " or depth(root) == MAX_DEPTH
    deeper = opening * (fitting + 1) + "x" + closing * (fitting + 1) + "\n"
    assert ["nested more than" in message for message in limits(deeper)] == [True]


def test_block_depth() -> None:
    def nested(levels: int) -> str:
        return "".join(" " * level + "a:\n" for level in range(levels))

    assert limits(nested(MAX_DEPTH)) == []
    assert len(limits(nested(MAX_DEPTH + 1))) == 1


def test_depth_counts_through_aliases() -> None:
    half = MAX_DEPTH // 2
    anchor = "a: &a " + "[" * half + "]" * half + "\n"
    assert limits(anchor + "b: " + "[" * (half - 1) + "*a" + "]" * (half - 1) + "\n") == []
    assert len(limits(anchor + "b: " + "[" * half + "*a" + "]" * half + "\n")) == 1


@pytest.mark.parametrize("levels", [MAX_DEPTH, 2_000, 100_000])
def test_one_entry_that_is_too_deep_costs_one_entry(levels: int) -> None:
    text = SAMPLE + "  - name: deep\n    kind: x\n    a: " + "[" * levels + "\n"
    file = parse_yaml(text)
    assert len(limits(text)) == 1
    assert len(file.problems) == 1
    assert names(file) == [*NAMES, "deep"]


def test_aliases_are_shared_up_to_a_limit() -> None:
    levels = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"]
    levels += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 9)]
    assert limits("".join(levels[:4])) == []
    text = "".join(levels) + SAMPLE
    assert ["`alias-expansion`" in message for message in limits(text)] == [True]
    assert names(parse_yaml(text)) == NAMES
    assert size(parse_yaml(text).root) < 3 * MAX_EXPANSION


def test_merges_count_as_aliases_do() -> None:
    wide = "a: &a {" + ", ".join(f"k{n}: x" for n in range(1000)) + "}\n"
    assert limits(wide + "".join(f"b{n}: {{<<: *a}}\n" for n in range(20))) == []
    assert len(limits(wide + "".join(f"b{n}: {{<<: *a}}\n" for n in range(100)))) == 1


def size(node: Node | None) -> int:
    if node is None or isinstance(node, Scalar):
        return 1
    children = node.items if isinstance(node, Sequence) else tuple(pair.value for pair in node.pairs)
    return 1 + sum(map(size, children))


def test_many_broken_entries_are_reported_up_to_a_limit() -> None:
    text = HEAD + "".join(f"  - name: n{number}\n    kind x\n" for number in range(MAX_BROKEN + 50))
    file = parse_yaml(text)
    rules = [problem.rule for problem in file.problems]
    assert rules.count("yaml-syntax") == MAX_BROKEN
    assert rules.count("limit-exceeded") == 1
    assert len(names(file)) == MAX_BROKEN + 50


HOSTILE: dict[str, Callable[[int], str]] = {
    "prose": lambda n: "hello world foo\n" * n,
    "colons": lambda n: "a: b: c\n" * n,
    "good entries, one bad": lambda n: HEAD + ENTRIES * n + "  - name: x\n    kind y\n",
    "bad entries": lambda n: HEAD + ENTRIES.replace("kind: lib", "kind lib") * n,
    "one bad entry": lambda n: HEAD + "  - name: x\n" + '    k: "x\n' * n,
    "over-indented": lambda n: HEAD + "  - name: x\n" + "      k: x\n" * n,
    "brackets": lambda n: "[" * n,
    "bracket lines": lambda n: "[\n" * n,
    "braces": lambda n: '{"a":' * n,
    "dashes": lambda n: "- " * n,
    "questions": lambda n: "? " * n,
    "conflicts": lambda n: "<<<<<<< a\nx: 1\n=======\nx: 2\n>>>>>>> b\n" * n,
    "controls": lambda n: "a: \0\n" * n,
    "quotes": lambda n: "'" * n,
    "quoted and more": lambda n: 'a: "b"c\n' * n,
    "open quotes": lambda n: '"a": "b\n' * n,
    "spaces": lambda n: "a:" + " " * n + "b: c",
    "tabs": lambda n: "a:\n" + "\t" * n,
    "aliases": lambda n: "a: &a x\n" + "b: *a\n" * n,
    "merges": lambda n: "a: &a {x: 1}\n" + "".join(f"b{i}: {{<<: *a, y: 1}}\n" for i in range(n)),
    "anchors": lambda n: "&" * n,
    "tags": lambda n: "a: " + "!x " * n,
    "duplicates": lambda n: "a: 1\n" * n,
    "comments": lambda n: "# x\n" * n + "a: b: c\n",
    "carriage returns": lambda n: "\r" * n + "a: b: c",
    "open flow": lambda n: "a: [" + '"x", ' * n + "}",
    "flow lines": lambda n: "a: [\n" + "x: y\n" * n,
    "documents": lambda n: "---\na\n" * n,
    "dash words": lambda n: "a:\n" + "  -x\n" * n,
    "block scalar": lambda n: "a: |\n" + "   x\n" * n + " y: z\n",
    "blank block": lambda n: "a: |\n" + "\n" * n + "b: c: d",
    "templates": lambda n: "a: {{ x }} {{ y\n" * n,
    "marks": lambda n: "a: b\n" + "\ufeff\n" * n,
}


@pytest.mark.parametrize("case", HOSTILE)
def test_work_grows_with_the_input_and_not_faster(case: str) -> None:
    make = HOSTILE[case]
    check_spans(make(50), parse_yaml(make(50)))
    small, large = _calls(make(200)), _calls(make(800))
    assert large <= 4.5 * small + 500


def test_what_calls_do_not_show_is_linear_too() -> None:
    """Regular expressions and the scanner below count as one call; quadratic ones would take hours here."""
    started = time.process_time()
    for case, make in HOSTILE.items():
        parse_yaml(make(1_000 if "entries" in case else 10_000))
    assert time.process_time() - started < 60


def _calls(text: str) -> int:
    count = 0

    def profile(frame: FrameType, event: str, argument: Any) -> None:
        nonlocal count
        count += 1

    before = sys.getprofile()
    sys.setprofile(profile)
    try:
        parse_yaml(text)
    finally:
        sys.setprofile(before)
    return count


def test_deep_input_needs_no_deep_stack() -> None:
    limit = sys.getrecursionlimit()
    text = "a: " + "[" * (MAX_DEPTH - 1) + "]" * (MAX_DEPTH - 1) + "\nb: [\n"
    frames = 0
    frame = sys._getframe()
    while frame.f_back is not None:
        frames, frame = frames + 1, frame.f_back
    sys.setrecursionlimit(frames + 80)
    try:
        file = parse_yaml(text)
    finally:
        sys.setrecursionlimit(limit)
    assert isinstance(file.root, Mapping)
