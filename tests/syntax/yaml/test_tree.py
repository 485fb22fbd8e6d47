"""Structure and places of well-formed YAML."""

from __future__ import annotations

import pytest

from lua_entries.syntax.yaml import parse_yaml
from lua_entries.syntax.yaml.nodes import Mapping, Node, Scalar, Sequence
from tests.syntax.yaml.tools import plain_data, written


def root(text: str) -> Node:
    file = parse_yaml(text)
    assert file.problems == ()
    assert file.complete
    assert file.root is not None
    return file.root


def test_an_empty_file_has_no_root() -> None:
    for text in ("", "\n\n", "# only a comment\n", "\ufeff", "---\n# nothing\n"):
        file = parse_yaml(text)
        assert (plain_data(file.root), file.problems, file.complete) == (None, (), True)


def test_spans_of_keys_and_values() -> None:
    text = """top: plain value # comment
"quoted": 'it''s'
list:
  - one
  - {a: [1, "b"], c: }
block: |
  line
    more

last: >-
  folded
"""
    node = root(text)
    assert written(text, node) == text.rstrip("\n")
    assert isinstance(node, Mapping)
    assert [written(text, pair.key) for pair in node.pairs] == ["top", '"quoted"', "list", "block", "last"]
    assert [written(text, pair.value) for pair in node.pairs] == [
        "plain value",
        "'it''s'",
        '- one\n  - {a: [1, "b"], c: }',
        "|\n  line\n    more",
        ">-\n  folded",
    ]
    assert [pair.value.text for pair in node.pairs if isinstance(pair.value, Scalar)] == [
        "plain value",
        "it's",
        "line\n  more\n",
        "folded",
    ]
    key = node.pairs[1].key
    assert text[key.inner.start : key.inner.end] == "quoted"


def test_flow_collections_include_their_brackets() -> None:
    text = "a: &x !!map { b: [ ] }  # c\n"
    node = root(text)
    assert isinstance(node, Mapping)
    inner = node.pairs[0].value
    assert isinstance(inner, Mapping)
    assert inner.flow
    assert written(text, inner) == "{ b: [ ] }"
    assert written(text, inner.pairs[0].value) == "[ ]"


def test_an_absent_value_is_a_null_at_its_colon() -> None:
    text = "a:\nb:   # nothing\n"
    node = root(text)
    assert isinstance(node, Mapping)
    assert [(pair.value.start, pair.value.end) for pair in node.pairs] == [(2, 2), (5, 5)]


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_line_ends_and_byte_order_mark(newline: str, mark: str) -> None:
    text = mark + newline.join(["a: é", "b:", "  - 😀", "  - |", "    c", "    d", "e: 'f"])
    text += newline + "  g'" + newline
    node = root(text)
    assert plain_data(node) == {"a": "é", "b": ["😀", "c\nd\n"], "e": "f g"}
    assert isinstance(node, Mapping)
    assert [written(text, pair.key) for pair in node.pairs] == ["a", "b", "e"]
    assert written(text, node.pairs[0].value) == "é"
    assert written(text, node.pairs[2].value) == f"'f{newline}  g'"


def test_separators_of_other_standards_are_counted_as_characters() -> None:
    text = 'a: "x\u2028y\x85z"\nb: "éw"\nc: d\n'
    node = root(text)
    assert isinstance(node, Mapping)
    assert [written(text, pair.key) for pair in node.pairs] == ["a", "b", "c"]
    assert written(text, node.pairs[2].value) == "d"


def test_aliases_share_the_node_of_their_anchor() -> None:
    node = root("a: &x {b: c}\nd: *x\ne: [*x, *x]\n")
    assert isinstance(node, Mapping)
    first, second, third = (pair.value for pair in node.pairs)
    assert first is second
    assert isinstance(third, Sequence)
    assert third.items == (first, first)
    assert third.items[0] is first


def test_an_anchor_may_be_defined_again() -> None:
    assert plain_data(root("- &x a\n- *x\n- &x b\n- *x\n")) == ["a", "a", "b", "b"]


def test_an_alias_does_not_stretch_the_mapping_that_holds_it() -> None:
    text = "a: &x {b: c}\nd:\n  e: *x\nf: g\n"
    node = root(text)
    assert isinstance(node, Mapping)
    assert written(text, node.pairs[1].value) == "e: *x"


def test_merged_pairs_follow_the_own_ones() -> None:
    node = root("base: &b {a: 1, b: 2}\nother: &o {b: 3, c: 4}\nx:\n  <<: [*b, *o]\n  a: own\n")
    assert isinstance(node, Mapping)
    merged = node.pairs[2].value
    assert isinstance(merged, Mapping)
    assert [(pair.key.text, plain_data(pair.value), pair.merged) for pair in merged.pairs] == [
        ("a", "own", False),
        ("b", ("int", "2"), True),
        ("c", ("int", "4"), True),
    ]


def test_a_quoted_merge_key_is_a_key() -> None:
    assert plain_data(root("x:\n  '<<': {a: b}\n")) == {"x": {"<<": {"a": "b"}}}


def test_merges_of_merges() -> None:
    node = root("a: &a {x: 1}\nb: &b {<<: *a, y: 2}\nc: {<<: *b}\n")
    assert isinstance(node, Mapping)
    last = node.pairs[2].value
    assert isinstance(last, Mapping)
    assert [pair.key.text for pair in last.pairs] == ["y", "x"]


def test_keys_are_found_exactly_first_then_without_case() -> None:
    node = root("Name: a\nname: b\nKIND: c\n")
    assert isinstance(node, Mapping)
    assert plain_data(getattr(node.find("name"), "value", None)) == "b"
    assert plain_data(getattr(node.find("kind"), "value", None)) == "c"
    assert node.get("kind") is None


def test_scalar_at_the_top() -> None:
    assert plain_data(root("just text\n")) == "just text"


def test_a_trailing_marker_without_content_is_no_second_document() -> None:
    assert plain_data(root("---\na: b\n---\n# nothing\n")) == {"a": "b"}
    assert plain_data(root("a: b\n...\n")) == {"a": "b"}
