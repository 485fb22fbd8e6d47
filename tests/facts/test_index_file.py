"""The facts of index files."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lua_entries.facts.index_file import index_facts
from lua_entries.facts.index_model import EntryFact, IndexFacts
from lua_entries.text.edits import Edit, apply_edits
from lua_entries.text.lines import LineIndex
from lua_entries.text.span import Span

SAMPLE = """# a title
version: "1.0"
namespace: app.test
meta:
  owner: us
  readme: file://README.md

entries:
  # the first one
  - name: one
    kind: function.lua
    source: file://one.lua
    method: main
    list: [a, "file://list.txt", {deep: 'file://deep.txt'}]
  -
    name: two
    kind: registry.entry
    data:
      x: file://x.txt
      text: see file://not-this
  - name: three
    kind: registry.entry
    data: [a]
"""


def name(entry: EntryFact) -> str | None:
    return entry.name.text if entry.name is not None else None


def problems(text: str) -> list[tuple[str, int, str, str]]:
    """Rule, line (from 1), covered text and message of each problem."""
    facts = index_facts(text)
    lines = LineIndex(text)
    return [
        (found.rule, lines.position(found.span.start).line + 1, text[found.span.start : found.span.end], found.message)
        for found in facts.problems
    ]


def frame(body: str) -> list[tuple[int, str, str]]:
    """The problems of a file with namespace, all of which must be of its frame."""
    found = problems(f"namespace: a\n{body}")
    assert {rule for rule, *_ in found} <= {"definition-file"}
    return [(line, span, message) for _, line, span, message in found]


def test_a_complete_file() -> None:
    facts = index_facts(SAMPLE)
    assert facts.definition
    assert facts.readable
    assert facts.problems == ()
    assert facts.namespace is not None
    assert facts.namespace.text == "app.test"
    assert facts.meta is not None
    assert [pair.key.text for pair in facts.meta.pairs] == ["owner", "readme"]
    assert [(name(entry), entry.kind.text if entry.kind else None) for entry in facts.entries] == [
        ("one", "function.lua"),
        ("two", "registry.entry"),
        ("three", "registry.entry"),
    ]
    assert not any(entry.broken for entry in facts.entries)


def test_data_are_the_entry_itself_or_what_stands_below_data() -> None:
    one, two, three = index_facts(SAMPLE).entries
    assert one.data is one.node
    assert two.data is not None
    assert [pair.key.text for pair in two.data.pairs] == ["x", "text"]
    assert three.data is None


def test_entries_begin_at_their_dash() -> None:
    facts = index_facts(SAMPLE)
    written = [SAMPLE[entry.span.start : entry.span.end] for entry in facts.entries]
    assert [text.split("\n")[0] for text in written] == ["- name: one", "-", "- name: three"]
    assert [text.split("\n")[-1].strip() for text in written][1:] == ["text: see file://not-this", "data: [a]"]


def test_a_dash_is_found_across_comments() -> None:
    text = "namespace: a\nentries:\n-   # - not this - one\n    # - nor this\n\n    name: x\n    kind: y\n"
    (entry,) = index_facts(text).entries
    assert entry.span.start == text.index("-   #")


def test_entries_in_brackets_begin_at_their_brace() -> None:
    text = '{"namespace": "a", "entries": [{"name": "x-y", "kind": "k"}, {"name": "z", "kind": "k"}]}'
    facts = index_facts(text)
    assert facts.problems == ()
    assert [text[entry.span.start : entry.span.end] for entry in facts.entries] == [
        '{"name": "x-y", "kind": "k"}',
        '{"name": "z", "kind": "k"}',
    ]


def test_the_place_of_an_entry() -> None:
    text = "namespace: a\nentries:\n  - kind: k\n    name: n\n  - kind: k\n  - {}\n"
    facts = index_facts(text)
    assert [text[entry.place.start : entry.place.end] for entry in facts.entries] == ["n", "kind", "- {}"]


def test_file_values_anywhere() -> None:
    facts = index_facts(SAMPLE)
    assert [(found.value.text, found.entry, found.path) for found in facts.file_values] == [
        ("file://README.md", -1, "meta.readme"),
        ("file://one.lua", 0, "source"),
        ("file://list.txt", 0, "list[1]"),
        ("file://deep.txt", 0, "list[2].deep"),
        ("file://x.txt", 1, "data.x"),
    ]


def test_file_values_are_values_and_seen_once() -> None:
    text = """namespace: a
x: &x {file: file://one}
entries:
  - {name: n, kind: k, file://key: v, a: *x, b: *x}
  - {name: m, kind: k, <<: *x}
"""
    facts = index_facts(text)
    assert [found.value.text for found in facts.file_values] == ["file://one"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "# nothing\n",
        "entries: []\n",
        "namespace:\nentries: []\n",
        'namespace: "  "\nentries: []\n',
        "- namespace: a\n",
        "text\n",
        "version: 1.0\nname: other file\n",
    ],
)
def test_without_namespace_it_is_no_definition_and_no_problem(text: str) -> None:
    assert index_facts(text) == IndexFacts(False, None, None, (), (), (), (), True)


def test_empty_lists_are_fine() -> None:
    assert frame("entries: []\n") == []
    assert frame("entries: []\nmeta:\nversion:\n") == []


def test_neither_entries_nor_one() -> None:
    message = "`namespace` is given, but no `entries`"
    assert frame("") == [(1, "namespace", message)]
    assert frame("entries:\n") == [(2, "entries", message)]
    assert frame("meta: {a: b}\nname: ''\n") == [(1, "namespace", message)]


def test_one_entry_at_the_top() -> None:
    text = "namespace: a\nversion: '1'\nname: n\nkind: k\nmeta: {type: t}\nsource: file://x\n"
    facts = index_facts(text)
    assert facts.problems == ()
    (entry,) = facts.entries
    assert (name(entry), entry.kind.text if entry.kind else None) == ("n", "k")
    assert [pair.key.text for pair in entry.node.pairs] == ["name", "kind", "meta", "source"]
    assert [(found.entry, found.path) for found in facts.file_values] == [(0, "source")]
    (same,) = index_facts(text + "entries: []\n").entries
    assert same.node.pairs == entry.node.pairs


def test_the_list_wins_over_one_entry_at_the_top() -> None:
    facts = index_facts("namespace: a\nname: n\nkind: k\nentries:\n  - {name: m, kind: k}\n")
    assert [name(entry) for entry in facts.entries] == ["m"]


def test_one_entry_without_kind_is_left_to_rules() -> None:
    facts = index_facts("namespace: a\nname: n\n")
    assert facts.problems == ()
    assert [(name(entry), entry.kind) for entry in facts.entries] == [("n", None)]


def test_keys_of_the_frame_in_another_case() -> None:
    facts = index_facts("Namespace: a\nENTRIES:\n  - name: n\n    kind: k\n  - Name: m\n    kind: k\n")
    assert facts.problems == ()
    assert [name(entry) for entry in facts.entries] == ["n", None]


@pytest.mark.parametrize(
    ("body", "line", "span", "part"),
    [
        ("version: 1.0\nentries: []\n", 2, "1.0", "`version` must be a string"),
        ("version: [1]\nentries: []\n", 2, "[1]", "`version` must be a string"),
        ("meta: text\nentries: []\n", 2, "text", "`meta` at the top of the file must be a mapping"),
        ("entries:\n  a:\n    kind: k\n", 3, "a:\n    kind: k", "`entries` must be a list"),
        ("entries: text\n", 2, "text", "`entries` must be a list"),
        ("entries:\n  - text\n", 3, "- text", "an entry must be a mapping"),
        ("entries:\n  - {name: n, kind: k}\n  -\n", 4, "-", "an entry must be a mapping"),
        ("entries:\n  - name: 5\n    kind: k\n", 3, "5", "`name` must be a string"),
        ("entries:\n  - name: n\n    kind: [k]\n", 4, "[k]", "`kind` must be a string"),
        ("entries:\n  - name: n\n    kind: true\n", 4, "true", "`kind` must be a string"),
        ("entries:\n  - {name: n, kind: k, true: x}\n", 3, "true", "`true` is no string"),
        ("entries:\n  - {name: n, kind: k, a: [{~: x}]}\n", 3, "~", "`~` is no string"),
    ],
)
def test_a_frame_of_wrong_types(body: str, line: int, span: str, part: str) -> None:
    ((found_line, found_span, message),) = frame(body)
    assert (found_line, found_span) == (line, span)
    assert part in message


def test_a_namespace_that_is_no_string() -> None:
    facts = index_facts("namespace: 12\nentries: []\n")
    assert [problem.rule for problem in facts.problems] == ["definition-file"]
    assert facts.definition
    facts = index_facts("namespace: [a]\nentries: []\n")
    assert [problem.rule for problem in facts.problems] == ["definition-file"]
    assert facts.definition
    assert facts.namespace is None


def test_the_help_says_how_to_quote() -> None:
    text = "namespace: a\nversion: 1.0\nentries: [{name: n, kind: k, true: x, 1: ~}]\n"
    version, key = index_facts(text).problems
    assert version.help == 'write `version: "1.0"`'
    assert version.replacement == '"1.0"'
    assert key.replacement == '"true"'
    edits = [Edit(problem.span, problem.replacement or "") for problem in (version, key)]
    assert index_facts(apply_edits(text, edits)).problems == ()


def test_absent_and_blank_names_are_left_to_rules() -> None:
    assert frame("entries:\n  - kind: k\n  - name:\n    kind: ' '\n  - {}\n") == []


def test_numbers_may_be_keys() -> None:
    """JSON makes text of them."""
    assert frame("entries:\n  - {name: n, kind: k, 404: x, 1.5: y}\n") == []


def test_a_broken_entry_is_one_problem_and_still_there() -> None:
    text = SAMPLE.replace("kind: function.lua", "kind function.lua")
    facts = index_facts(text)
    assert [rule for rule, *_ in problems(text)] == ["yaml-syntax"]
    assert not facts.readable
    assert [(name(entry), entry.broken) for entry in facts.entries] == [("one", True), ("two", False), ("three", False)]
    assert facts.entries[0].kind is not None


def test_a_broken_header_does_not_add_problems_of_the_frame() -> None:
    for body in ("entries\n  - name: n\n", "entries: [\n", "name: x: y\n"):
        text = f"namespace: a\n{body}"
        assert [rule for rule, *_ in problems(text)] == ["yaml-syntax"], body
    assert [rule for rule, *_ in problems("namespace a\nentries: []\n")] == ["yaml-syntax"]


def test_other_problems_of_the_yaml_are_passed_on() -> None:
    found = problems("namespace: a\nentries:\n  - {name: n, kind: k, name: m}\n---\nx: y\n")
    assert [rule for rule, *_ in found] == ["duplicate-key", "definition-file"]


SUPPRESSED = """# title
# lua-entries: ignore[for-file]
---
# lua-entries: ignore[for-file-too]
namespace: a  # lua-entries: ignore[line-5]
entries:
  # lua-entries: ignore[entry-one] why
  # more

  - name: one
    # lua-entries: ignore[next-14]

    # more
    kind: k
    text: "# lua-entries: ignore[no]"  # lua-entries: ignore[line-15]
    more: '
      # lua-entries: ignore[no]'
    block: |  # lua-entries: ignore[line-18]
      # lua-entries: ignore[no]
    word: a# lua-entries: ignore[no]
  - # lua-entries: ignore[entry-two]
    name: two
  -
    # lua-entries: ignore[entry-three]
    name: three
    list:
      # lua-entries: ignore[line-28]
      - a
# lua-entries: ignore[line-29]
"""


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_suppressions(newline: str) -> None:
    text = "\ufeff" + SUPPRESSED.replace("\n", newline)
    facts = index_facts(text)
    general = [(found.rules[0].name, found.scope, found.first + 1) for found in facts.suppressions]
    assert general == [
        ("for-file", "file", 5),
        ("for-file-too", "file", 5),
        ("line-5", "lines", 5),
        ("next-14", "lines", 14),
        ("line-15", "lines", 15),
        ("line-18", "lines", 18),
        ("line-28", "lines", 28),
        ("line-29", "lines", 29),
    ]
    of_entries = [[(found.rules[0].name, found.scope) for found in entry.suppressions] for entry in facts.entries]
    assert of_entries == [[("entry-one", "entry")], [("entry-two", "entry")], [("entry-three", "entry")]]
    assert facts.entries[0].suppressions[0].reason == "why"
    for found in (*facts.suppressions, *(each for entry in facts.entries for each in entry.suppressions)):
        assert text[found.span.start : found.span.end].startswith("# lua-entries: ignore[")
        assert [text[rule.span.start : rule.span.end] for rule in found.rules] == [rule.name for rule in found.rules]


def test_suppressions_on_the_first_line_of_an_entry_cover_that_line() -> None:
    facts = index_facts("namespace: a\nentries:\n  - name: x  # lua-entries: ignore[y]\n    kind: k\n")
    assert [(found.scope, found.first) for found in facts.suppressions] == [("lines", 2)]
    assert facts.entries[0].suppressions == ()


@given(
    st.integers(0, len(SUPPRESSED)), st.integers(0, 30), st.text(alphabet=" \n\r#-:[]{}'\"|&*x\ufeff\x00", max_size=4)
)
@settings(max_examples=300)
def test_mutated_files(place: int, removed: int, inserted: str) -> None:
    for sample in (SAMPLE, SUPPRESSED):
        text = sample[:place] + inserted + sample[place + removed :]
        facts = index_facts(text)
        spans = [problem.span for problem in facts.problems] + [found.value.span for found in facts.file_values]
        spans += [found.span for found in facts.suppressions]
        for entry in facts.entries:
            spans += [entry.span, entry.place, entry.node.span, *(found.span for found in entry.suppressions)]
            assert entry.span.start <= entry.node.start or text[entry.node.start : entry.node.start + 1] == "{"
        assert all(isinstance(span, Span) and 0 <= span.start <= span.end <= len(text) for span in spans)
        assert all(-1 <= found.entry < len(facts.entries) for found in facts.file_values)
        assert facts.definition or not facts.entries
