"""Small changes to YAML text."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from lua_entries.syntax.yaml import parse_yaml
from lua_entries.syntax.yaml.edits import add_item, add_list, add_mapping, add_pair, remove_item, remove_pair
from lua_entries.syntax.yaml.nodes import Mapping, Pair, Sequence
from lua_entries.text.edits import Edit, apply_edits


def root(text: str) -> Mapping:
    parsed = parse_yaml(text).root
    assert isinstance(parsed, Mapping)
    return parsed


def pair(text: str, key: str = "list") -> Pair:
    found = root(text).get(key)
    assert found is not None
    return found


def done(text: str, edit: Edit | None) -> str | None:
    return None if edit is None else apply_edits(text, [edit])


def without(text: str, number: int) -> str | None:
    value = pair(text).value
    assert isinstance(value, Sequence)
    return done(text, remove_item(text, value, number))


@pytest.mark.parametrize(
    ("before", "number", "after"),
    [
        ("list: [a, b, c]\n", 0, "list: [b, c]\n"),
        ("list: [a, b, c]\n", 1, "list: [a, c]\n"),
        ("list: [ a , b , c ]  # why\n", 2, "list: [ a , b ]  # why\n"),
        ("list:\n  - a\n  - b # gone\n  - c\nnext: 1\n", 1, "list:\n  - a\n  - c\nnext: 1\n"),
        ("list:\n- a\n# about b\n- b\n", 0, "list:\n# about b\n- b\n"),
        ("list:\n  - a\n  - b", 1, "list:\n  - a"),
        ("list:\r\n  - a\r\n  - 'b'\r\n", 1, "list:\r\n  - a\r\n"),
        ("list:\n  - a\n", 0, None),
        ("list: [a]\n", 0, None),
    ],
)
def test_remove_item(before: str, number: int, after: str | None) -> None:
    assert without(before, number) == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("list: [a, b]\n", "list: [a, b, x]\n"),
        ("list: [a, b,]\n", "list: [a, b, x,]\n"),
        ("list: []\n", "list: [x]\n"),
        ("list:\nnext: 1\n", "list: [x]\nnext: 1\n"),
        ("list:\n  - a # first\nnext: 1\n", "list:\n  - a # first\n  - x\nnext: 1\n"),
        ("list:\n- a", "list:\n- a\n- x"),
        ("list:\r\n  - a\r\n", "list:\r\n  - a\r\n  - x\r\n"),
        ("list: text\n", None),
        ("{list: , next: 1}\n", "{list: [x] , next: 1}\n"),
        ("{list, next: 1}\n", None),
        ("list: &anchor\nnext: 1\n", None),
        ("list:\n  !!str\nnext: 1\n", None),
        ("? list\n: \nnext: 1\n", "? list\n: [x] \nnext: 1\n"),
    ],
)
def test_add_item(before: str, after: str | None) -> None:
    assert done(before, add_item(before, pair(before), "x")) == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a: 1\ngone: [1,\n  2] # with it\nb: 2\n", "a: 1\nb: 2\n"),
        ("a: 1\ngone:\n  - x\n  - y\n", "a: 1\n"),
        ("a: 1\ngone: |\n  text\n\nb: 2\n", "a: 1\n\nb: 2\n"),
        ("{a: 1, gone: 2, b: 3}\n", "{a: 1, b: 3}\n"),
        ("{a: 1, gone: 2}\n", "{a: 1}\n"),
        ("a: 1\ngone:\n", "a: 1\n"),
        ("gone: 1\n", None),
    ],
)
def test_remove_pair(before: str, after: str | None) -> None:
    mapping = root(before)
    gone = mapping.get("gone")
    assert gone is not None
    assert done(before, remove_pair(before, mapping, gone)) == after


def test_the_first_key_behind_a_dash_is_not_removed() -> None:
    text = "list:\n  - gone: 1\n    a: 2\n"
    value = pair(text).value
    assert isinstance(value, Sequence) and isinstance(value.items[0], Mapping)
    assert remove_pair(text, value.items[0], value.items[0].pairs[0]) is None


Add = Callable[[str, Mapping], Edit | None]


@pytest.mark.parametrize(
    ("add", "before", "after"),
    [
        (lambda text, into: add_pair(text, into, "k", "v"), "a: 1 # x\n", "a: 1 # x\nk: v\n"),
        (lambda text, into: add_pair(text, into, "k", "v"), "{a: 1}\n", "{a: 1, k: v}\n"),
        (lambda text, into: add_list(text, into, "k", "v"), "a: 1\n", "a: 1\nk:\n  - v\n"),
        (lambda text, into: add_list(text, into, "k", "v"), "a:\n- 1\n", "a:\n- 1\nk:\n- v\n"),
        (lambda text, into: add_list(text, into, "k", "v"), "a:\r\n    - 1\r\n", "a:\r\n    - 1\r\nk:\r\n    - v\r\n"),
        (lambda text, into: add_mapping(text, into, "k", "i", "v"), "a: |\n  x\n", "a: |\n  x\nk:\n  i: v\n"),
        (lambda text, into: add_mapping(text, into, "k", "i", "v"), "{a: 1}", "{a: 1, k: {i: v}}"),
    ],
)
def test_adding_keys(add: Add, before: str, after: str) -> None:
    assert done(before, add(before, root(before))) == after


def test_keys_are_added_in_the_column_of_the_item_that_holds_them() -> None:
    text = "list:\n  - a: 1\n    b: 2\n  - a: 3\n"
    value = pair(text).value
    assert isinstance(value, Sequence) and isinstance(value.items[0], Mapping)
    wanted = "list:\n  - a: 1\n    b: 2\n    k:\n      - v\n  - a: 3\n"
    assert done(text, add_list(text, value.items[0], "k", "v")) == wanted
