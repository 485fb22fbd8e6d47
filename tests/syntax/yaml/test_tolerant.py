"""What is kept of a file that is not YAML: one broken entry costs one entry."""

from __future__ import annotations

import pytest

from lua_entries.syntax.yaml import parse_yaml
from lua_entries.syntax.yaml.nodes import Mapping, Scalar
from lua_entries.text.spanset import SpanSet
from tests.syntax.yaml.test_problems import MISTAKES
from tests.syntax.yaml.tools import NAMES, SAMPLE, check_spans, entries, names, places, plain_data

WHOLE = [plain_data(entry) for entry in entries(parse_yaml(SAMPLE))]
STEPS = [case for case in MISTAKES if case not in ("version directive",)]


def header(text: str) -> str | None:
    root = parse_yaml(text).root
    assert isinstance(root, Mapping)
    pair = root.get("namespace")
    return pair.value.text if pair is not None and isinstance(pair.value, Scalar) else None


@pytest.mark.parametrize("case", STEPS)
def test_every_entry_keeps_its_name_and_the_others_all_they_have(case: str) -> None:
    old, new, line, _, _ = MISTAKES[case]
    text = SAMPLE.replace(old, new)
    file = parse_yaml(text)
    assert names(file) == NAMES
    assert header(text) == "app.test"
    found = [plain_data(entry) for entry in entries(file)]
    touched = 0 if 6 <= line <= 13 else 1 if 14 <= line <= 19 else 2 if line >= 20 else None
    assert [entry for number, entry in enumerate(found) if number != touched] == [
        entry for number, entry in enumerate(WHOLE) if number != touched
    ]


IN_TWO = [case for case in STEPS if MISTAKES[case][2] in range(14, 20) and case != "mark inside"]


@pytest.mark.parametrize("case", IN_TWO)
def test_the_broken_entry_keeps_its_kind_and_its_other_keys(case: str) -> None:
    old, new, _, _, _ = MISTAKES[case]
    entry = plain_data(entries(parse_yaml(SAMPLE.replace(old, new)))[1])
    assert entry["kind"] == "library.lua"
    assert entry["source"].startswith("file://")


def test_the_span_of_the_broken_entry_is_told() -> None:
    text = SAMPLE.replace("kind: lib", "kind lib")
    file = parse_yaml(text)
    assert not file.complete
    assert [text[start:end].splitlines()[0] for start, end in file.broken] == ["- name: two"]
    assert parse_yaml(SAMPLE).broken == ()


@pytest.mark.parametrize("cut", range(len(SAMPLE)))
def test_truncated_anywhere(cut: int) -> None:
    text = SAMPLE[:cut]
    file = parse_yaml(text)
    check_spans(text, file)
    assert len(file.problems) <= 1
    begun = [SAMPLE.index(f"- name: {name}") for name in NAMES]
    whole = sum(end <= cut for end in [*begun[1:], len(SAMPLE)])
    if whole:
        assert [plain_data(entry) for entry in entries(file)[:whole]] == WHOLE[:whole]
    if begun[0] + len("- name: one\n") <= cut:
        expected = sum(start + len("- name: two\n") <= cut for start in begun)
        assert len(entries(file)) >= expected


@pytest.mark.parametrize("line", range(5, SAMPLE.count("\n")))
@pytest.mark.parametrize("rest", ["", "{", "[", '"', "'", "- ", "\t", "x", "  y: z", "*", "| a"])
def test_a_half_typed_line_anywhere(line: int, rest: str) -> None:
    lines = SAMPLE.split("\n")
    lines[line:line] = ["    ke" + rest]
    text = "\n".join(lines)
    file = parse_yaml(text)
    check_spans(text, file)
    assert names(file) == NAMES
    same = sum(plain_data(entry) == whole for entry, whole in zip(entries(file), WHOLE, strict=True))
    assert same >= 2


@pytest.mark.parametrize("dash", [" - ", "   - ", "    - "])
def test_a_dash_in_the_wrong_column(dash: str) -> None:
    text = SAMPLE.replace("  - name: two", f"{dash}name: two")
    file = parse_yaml(text)
    assert names(file) == NAMES
    assert len(file.problems) == 1
    assert plain_data(entries(file)[0]) == WHOLE[0]
    assert plain_data(entries(file)[2]) == WHOLE[2]


def test_an_entry_that_is_indented_as_a_whole() -> None:
    head, _, tail = SAMPLE.partition("  - name: two")
    entry, _, rest = tail.partition("\n\n")
    shifted = "  - name: two" + entry
    for shift in ("  ", " "):
        text = head + "\n".join(shift + line for line in shifted.split("\n")) + "\n\n" + rest
        file = parse_yaml(text)
        assert names(file) == NAMES
        assert len(file.problems) == 1
        assert [plain_data(entry) for entry in entries(file)] == WHOLE


def test_a_list_without_indentation() -> None:
    text = "a: b\nlist:\n- name: one\n  kind: x\n- name: two\n  kind y\n- name: three\n  kind: z\nc: d\n"
    file = parse_yaml(text)
    assert names(parse_yaml(text.replace("list:", "entries:"))) == ["one", "two", "three"]
    assert places(text, file) == [("yaml-syntax", 6, "kind y")]
    assert plain_data(file.root)["c"] == "d"


def test_quoted_keys_and_values_are_scanned() -> None:
    text = "entries:\n  - \"name\": 'one'  # why\n    'kind': \"x\n    source: [\n"
    file = parse_yaml(text)
    assert plain_data(file.root) == {"entries": [{"name": "one", "kind": "x"}]}
    check_spans(text, file)


def test_lines_of_a_block_scalar_are_not_taken_for_keys() -> None:
    text = "entries:\n  - name: one\n    source: |\n      local x: y = 1\n      name: z\n    kind x\n    meta: [\n"
    file = parse_yaml(text)
    entry = entries(file)[0]
    assert [pair.key.text for pair in entry.pairs].count("name") == 1
    assert entry.get("local x") is None


def test_anchors_hold_across_parts() -> None:
    text = "entries:\n  - &a\n    name: one\n  - name: two: three\n  - <<: *a\n    kind: x\n"
    file = parse_yaml(text)
    assert plain_data(entries(file)[-1]) == {"kind": "x", "name": "one"}
    assert len(file.problems) == 1


def test_an_alias_to_what_was_lost_is_no_problem_of_its_own() -> None:
    text = "entries:\n  - name: [\n    meta: &a\n      b: c\n  - name: two\n    meta: *a\n"
    file = parse_yaml(text)
    assert len(file.problems) == 1
    assert names(file)[-1] == "two"


CONFLICT = """entries:
  - name: one
<<<<<<< HEAD
    kind: ours
=======
    kind: theirs
>>>>>>> branch
  - name: two
    kind: x
<<<<<<< HEAD
  - name: three
||||||| base
  - name: old
    kind: [
=======
  - name: four
    other: y
>>>>>>> branch
  - name: five
    kind: z
"""


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_merge_conflicts(newline: str) -> None:
    text = CONFLICT.replace("\n", newline)
    file = parse_yaml(text)
    assert places(text, file) == [("yaml-syntax", 3, "<<<<<<< HEAD"), ("yaml-syntax", 10, "<<<<<<< HEAD")]
    assert "merge conflict" in file.problems[0].message
    assert names(file) == ["one", "two", "three", "four", "five"]
    broken = SpanSet(file.broken)
    assert [number for number, entry in enumerate(entries(file)) if broken.touching(entry.span)] == [0, 2, 3]
    check_spans(text, file)


def test_a_conflict_beside_another_mistake() -> None:
    text = CONFLICT.replace("kind: z", "kind z")
    assert [place[1] for place in places(text, parse_yaml(text))] == [3, 10, 20]


def test_lonely_markers() -> None:
    text = SAMPLE.replace("    kind: lib", ">>>>>>> branch\n    kind: lib")
    file = parse_yaml(text)
    assert [place[2] for place in places(text, file)] == [">>>>>>> branch"]
    assert names(file) == NAMES


def test_markers_inside_of_text_are_text() -> None:
    text = "a: |\n  <<<<<<< HEAD\n  x\n  =======\n  >>>>>>> y\nb: '<<<<<<< HEAD'\n"
    assert parse_yaml(text).problems == ()


def test_other_documents_keep_nothing_but_raise_nothing() -> None:
    for text in ('{"a": [1, {"b": ]}', "- a\n- b: [\n", "[", '"', "? [\n", "}"):
        file = parse_yaml(text)
        assert len(file.problems) == 1, text
        check_spans(text, file)
