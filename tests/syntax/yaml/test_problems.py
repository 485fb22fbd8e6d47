"""One mistake, one problem, in plain words, where a person would look."""

from __future__ import annotations

import pytest

from lua_entries.syntax.yaml import parse_yaml
from tests.syntax.yaml.tools import SAMPLE, check_spans, places

# What is replaced in the sample, by what; line and text of the one problem; a part of its message.
MISTAKES: dict[str, tuple[str, str, int, str, str]] = {
    "tab": ("    kind: lib", "\tkind: lib", 15, "\t", "a tab is used for indentation"),
    "tab after spaces": ("    kind: lib", "  \tkind: lib", 15, "\t", "a tab is used for indentation"),
    "tab behind the column": ("    kind: lib", "    \tkind: lib", 15, "\t", "a tab is used for indentation"),
    "tab after a dash": ("  - name: two", "  -\tname: two", 14, "\t", "a tab stands where"),
    "no colon": ("kind: library.lua", "kind library.lua", 15, "kind library.lua", "`:` is missing after `kind`"),
    "word": ("    source: file://two", "    sou\n    source: file://two", 18, "sou", "`:` is missing after `sou`"),
    "word at the end": ("      - b: c\n", "      - b: c\n    sou\n", 25, "sou", "`:` is missing after `sou`"),
    "word above a mapping": ("    imports:", "    imports", 11, "imports", "`:` is missing after `imports`"),
    "words": (
        "    meta:",
        "    some words here\n    meta:",
        16,
        "some words here",
        "neither `key: value` nor a list item",
    ),
    "no space": ("kind: lib", "kind:lib", 15, "kind:library.lua", "a space is missing after `kind:`"),
    "no space after dash": ("- name: two", "-name: two", 14, "-name: two", "a space is missing after `-`"),
    "too deep": ("    kind: lib", "      kind: lib", 15, "kind", "`kind` is indented deeper than the key above"),
    "below a value": ("    meta:\n", "    meta: x\n", 17, "comment", "`comment` is indented deeper"),
    "too shallow": (
        "    kind: lib",
        "   kind: lib",
        15,
        "kind: library.lua",
        "indented by 3, and the keys before it by 4",
    ),
    "at the dash": (
        "    kind: lib",
        "  kind: lib",
        15,
        "kind: library.lua",
        "indented by 2, and the keys before it by 4",
    ),
    "at the margin": ("    kind: lib", "kind: lib", 15, "kind: library.lua", "indented less than the lines"),
    "quote": ('"some text"', '"some text', 17, '"some text', "the quote opened here is never closed"),
    "apostrophe": ('"some text"', "'some text", 17, "'some text", "the quote opened here is never closed"),
    "quote before others": ("name: two", 'name: "two', 14, '"two', "the quote opened here is not closed on its line"),
    "quote in the header": ('"1.0"', '"1.0', 1, '"1.0', "the quote opened here is never closed"),
    "text after a quote": ('"some text"', '"some" text', 17, "text", "follows a value that has already ended"),
    "colon in a value": ('"some text"', "some: text", 17, "some: text", "an unquoted value cannot contain `: `"),
    "bracket": ("time]", "time", 10, "[json, time", "the `[` opened here is never closed"),
    "brace": ("[json, time]", "{", 10, "{", "the `{` opened here is never closed"),
    "mixed brackets": ("[json, time]", "[json, {time]", 10, "{time]", "the `{` opened here is never closed"),
    "no comma": ("[json, time]", '["json" "time"]', 10, '"time"]', "`,` or `]` is expected here"),
    "template": ("app.test:two", "{{ two }}", 12, "{{ two }}", "a value that starts with `{{` is read as a mapping"),
    "template and text": ("app.test:two", "{{ a }}:two", 12, ":two", "follows a value that has already ended"),
    "star": ("app.test:two", "*.lua", 12, "*.lua", "`*` begins an alias"),
    "unknown alias": ("app.test:two", "*two", 12, "*two", "no anchor `&two` comes before this alias"),
    "reserved": ("app.test:two", "@two", 12, "@two", "`@` cannot begin a value"),
    "percent": ("app.test:two", "%two", 12, "%two", "`%` cannot begin a value"),
    "escape": ('"some text"', '"some \\q"', 17, "\\q", "`\\q` is no escape sequence"),
    "list behind a key": ("app.test:two", "- two", 12, "-", "a list cannot begin on the line of its key"),
    "text behind a block mark": ('"some text"', "| text", 17, "| text", "the text must begin on the line after"),
    "item among keys": (
        "    meta:\n",
        "    - foo\n    meta:\n",
        16,
        "- foo",
        "a list item stands at the indentation of keys",
    ),
    "unknown tag": ('"some text"', "!a!b text", 17, "!a!b", "this tag cannot be read"),
    "header without colon": (
        "namespace: app",
        "namespace app",
        2,
        "namespace app.test",
        "`:` is missing after `namespace`",
    ),
    "version directive": ('version: "1.0"', "%YAML 1.2\n---", 1, "%YAML 1.2", "every version but 1.1"),
    "control character": ("file://two", "file://\x01two", 18, "\x01", "the control character U+0001 is not allowed"),
    "half a pair": ("file://two", "file://\udc00two", 18, "\udc00", "half of a surrogate pair U+DC00 is not allowed"),
    "mark inside": ("    source: file://two", "\ufeff    source: file://two", 18, "\ufeff", "a byte order mark"),
}


@pytest.mark.parametrize("case", MISTAKES)
def test_one_mistake_one_problem(case: str) -> None:
    old, new, line, span, message = MISTAKES[case]
    assert SAMPLE.count(old) == 1
    text = SAMPLE.replace(old, new)
    file = parse_yaml(text)
    assert places(text, file) == [("yaml-syntax", line, span)]
    assert message in file.problems[0].message
    check_spans(text, file)


@pytest.mark.parametrize("case", MISTAKES)
@pytest.mark.parametrize("newline", ["\r\n", "\r"])
def test_other_line_ends_change_nothing(case: str, newline: str) -> None:
    old, new, line, span, message = MISTAKES[case]
    text = "\ufeff" + SAMPLE.replace(old, new).replace("\n", newline)
    file = parse_yaml(text)
    assert places(text, file) == [("yaml-syntax", line, span)]
    assert message in file.problems[0].message


def test_the_sample_is_fine() -> None:
    assert parse_yaml(SAMPLE).problems == ()


def test_mistakes_in_different_entries_are_all_reported() -> None:
    text = SAMPLE.replace("method: main", "method main").replace("kind: lib", "kind lib").replace("- b: c", "- b: c: d")
    assert [line for _, line, _ in places(text, parse_yaml(text))] == [9, 15, 24]


def test_a_duplicate_key_names_both_places() -> None:
    text = "a: 1\nb: {c: 1, d: 2, 'c': 3}\na: 2\na: 3\n"
    file = parse_yaml(text)
    assert places(text, file) == [("duplicate-key", 2, "'c'"), ("duplicate-key", 3, "a"), ("duplicate-key", 4, "a")]
    assert [text[note.span.start : note.span.end] for problem in file.problems for note in problem.notes] == [
        "c",
        "a",
        "a",
    ]
    assert [note.span.start for note in file.problems[2].notes] == [0]
    assert file.complete


def test_keys_of_another_case_and_merged_keys_are_no_duplicates() -> None:
    assert parse_yaml("a: 1\nA: 2\n").problems == ()
    assert parse_yaml("x: &x {a: 1}\ny:\n  a: 2\n  <<: *x\n").problems == ()


def test_two_merges_are_duplicates() -> None:
    text = "x: &x {a: 1}\ny:\n  <<: *x\n  <<: *x\n"
    assert places(text, parse_yaml(text)) == [("duplicate-key", 4, "<<")]


def test_only_mappings_merge() -> None:
    for value, span in (("[1]", "1"), ("text", "text"), ("", "")):
        text = f"y:\n  <<: {value}\n"
        assert places(text, parse_yaml(text)) == [("yaml-syntax", 2, span)]
    assert [problem.message for problem in parse_yaml("y:\n  <<: *nowhere\n").problems] == [
        "no anchor `&nowhere` comes before this alias"
    ]


def test_keys_that_are_no_scalars() -> None:
    for text in ("[a]: b\n", "? {a: b}\n: c\n", "x: &x [a]\n*x : b\n"):
        assert [problem.rule for problem in parse_yaml(text).problems] == ["yaml-syntax"]


def test_a_second_document_is_reported_at_its_marker() -> None:
    text = "a: b\n---\nc: [\n"
    file = parse_yaml(text)
    assert places(text, file) == [("definition-file", 2, "---")]
    assert file.complete


def test_a_second_document_after_a_broken_first() -> None:
    text = "a: b\nc d\n---\ne: [\n"
    file = parse_yaml(text)
    assert places(text, file) == [("yaml-syntax", 2, "c d"), ("definition-file", 3, "---")]


def test_an_alias_inside_its_own_anchor() -> None:
    text = "a: &x\n  b: *x\n"
    file = parse_yaml(text)
    assert places(text, file) == [("yaml-syntax", 2, "*x")]
    assert "would never end" in file.problems[0].message


def test_a_byte_order_mark_before_a_comment_breaks_the_file_for_the_runtime() -> None:
    text = "a: b\n\ufeff# comment\nc: \ufeffd\n"
    assert places(text, parse_yaml(text)) == [("yaml-syntax", 2, "\ufeff")]


def test_several_control_characters_are_one_problem() -> None:
    file = parse_yaml("a: \x00\nb: \x07\nc: d\n")
    assert len(file.problems) == 1
    assert "1 more" in file.problems[0].message
    assert not file.complete


def test_text_after_the_end() -> None:
    text = "{a: b}\nc: d\n"
    assert places(text, parse_yaml(text)) == [("yaml-syntax", 2, "c: d")]


def test_prose_is_one_problem() -> None:
    text = "This is a text.\nIt has several lines,\n\nand none is YAML at all\n" * 20 + "a: b\n"
    file = parse_yaml(text)
    assert len(file.problems) == 1
    assert file.problems[0].span.start == 0
