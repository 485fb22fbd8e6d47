"""What is being typed at a place of half typed YAML: one table row per situation, and any text at all."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lua_entries.syntax.yaml.cursor import Part, YamlCursor, cursor_at
from tests.features.cursor import take_cursor

HEAD = "namespace: app\nentries:\n"
ENTRY = f"{HEAD}  - name: a\n"


def at(text: str) -> YamlCursor:
    return cursor_at(*take_cursor(text))


def shown(part: Part | None) -> str | None:
    return None if part is None else ".".join(part.path)


# Text with the cursor; where a key, a value, a list item may be typed; what is typed so far.
PLACES = [
    ("namespace: app\nentries:\n  - name: a\n  $0", "entries.[0]", None, "entries", ""),
    ("namespace: app\nentries:\n  - name: a\n    kind: b\n  ki$0", "entries.[0]", None, "entries", "ki"),
    # the frame of the file
    ("$0", "", None, "", ""),
    ("name$0", "", None, "", "name"),
    (f"{HEAD}  - name: a\n    kind: b\n$0", "", None, None, ""),
    ("---\nname$0", "", None, "", "name"),
    ("\ufeffname$0", "", None, "", "name"),
    ("namespace: a$0", None, "namespace", None, "a"),
    # a new entry
    (f"{HEAD}  - $0", "entries.[0]", "entries.[0]", None, ""),
    (f"{HEAD}  -$0", "entries.[0]", "entries.[0]", None, ""),
    (f"{HEAD}  - na$0", "entries.[0]", "entries.[0]", None, "na"),
    (f"{HEAD}  - na$0\n    kind: x\n", "entries.[0]", "entries.[0]", None, "na"),
    (f"{ENTRY}    kind: b\n  $0\n  - name: c", None, None, "entries", ""),
    (f"{HEAD}- name: a\n  kind: b\n$0\n", "", None, "entries", ""),
    # keys of an entry
    (f"{ENTRY}    ki$0", "entries.[0]", None, None, "ki"),
    (f"{ENTRY}    ki$0nd: x", "entries.[0]", None, None, "ki"),
    (f"{ENTRY}    $0\n  - name: b\n", "entries.[0]", None, None, ""),
    (f"{HEAD}  - $0name: a\n", "entries.[0]", None, None, ""),
    (f"{ENTRY}    pool:\n      type: x\n    ki$0", "entries.[0]", None, None, "ki"),
    # values
    (f"{ENTRY}    kind: $0", None, "entries.[0].kind", None, ""),
    (f"{ENTRY}    kind:$0", None, "entries.[0].kind", None, ""),
    (f"{ENTRY}    kind:fu$0", None, "entries.[0].kind", None, "fu"),
    (f"{ENTRY}    kind: fun$0ction", None, "entries.[0].kind", None, "fun"),
    (f'{ENTRY}    kind: "fu$0"', None, "entries.[0].kind", None, "fu"),
    (f"{ENTRY}    kind: 'fu$0\n    source: b", None, "entries.[0].kind", None, "fu"),
    (f"{ENTRY}    kind: !!str fu$0", None, "entries.[0].kind", None, "fu"),
    (f"{ENTRY}    title: two words$0", None, "entries.[0].title", None, "two words"),
    # below a key
    (f"{ENTRY}    imports:\n      $0\n    kind: x", *["entries.[0].imports"] * 3, ""),
    (f"{ENTRY}    imports:\n      fo$0\n    kind: x", *["entries.[0].imports"] * 3, "fo"),
    (f"{ENTRY}    imports:\n      foo: app.$0\n      bar: x", None, "entries.[0].imports.foo", None, "app."),
    (f"{ENTRY}    a:\n      b:\n        c$0\n      d: 1", *["entries.[0].a.b"] * 3, "c"),
    (f"{ENTRY}    a:\n      b: 1\n      c$0", "entries.[0].a", None, None, "c"),
    # lists
    (f"{ENTRY}    m:\n      - x\n      - $0\n      - y", "entries.[0].m.[1]", "entries.[0].m.[1]", None, ""),
    (f"{ENTRY}    m:\n      - x\n      $0\n", None, None, "entries.[0].m", ""),
    (f"{ENTRY}    m:\n    - x\n    $0\n    kind: x", "entries.[0]", None, "entries.[0].m", ""),
    (f"{ENTRY}    m:\n      - a: 1\n        b$0", "entries.[0].m.[0]", None, None, "b"),
    (f"{ENTRY}    m:\n      - - x$0", "entries.[0].m.[0].[0]", "entries.[0].m.[0].[0]", None, "x"),
    # brackets and braces
    (f"{ENTRY}    m: [x, $0]", None, "entries.[0].m.[1]", None, ""),
    (f"{ENTRY}    m: [$0]", None, "entries.[0].m.[0]", None, ""),
    (f"{ENTRY}    m: [ht$0\n    kind: x", None, "entries.[0].m.[0]", None, "ht"),
    (f"{ENTRY}    m: [\n      x,\n      js$0,\n      y\n    ]\n", None, "entries.[0].m.[1]", None, "js"),
    (f"{ENTRY}    m: [ # $0\n      x]", None, None, None, ""),
    (f"{ENTRY}    m: [x $0]", None, None, None, ""),
    (f"{ENTRY}    m: [x]$0", None, None, None, ""),
    (f"{ENTRY}    p: {{$0", "entries.[0].p", None, None, ""),
    (f"{ENTRY}    p: {{a: b, s$0}}", "entries.[0].p", None, None, "s"),
    (f"{ENTRY}    p: {{a: b$0}}", None, "entries.[0].p.a", None, "b"),
    (f"{ENTRY}    p: {{a:$0}}", None, "entries.[0].p.a", None, ""),
    (f"{ENTRY}    p: {{a: [{{b: $0", None, "entries.[0].p.a.[0].b", None, ""),
    (f"{HEAD}  - {{name: a, kind: $0}}", None, "entries.[0].kind", None, ""),
    ('{"entries": [{"name": "a", "ki$0"}]}', "entries.[0]", None, None, "ki"),
    ('{"entries": [{"name": "a", "kind": "$0', None, "entries.[0].kind", None, ""),
    # mistakes around the cursor
    (f"{HEAD}  - name: 'a\n    kind [\n  - name: b\n    so$0", "entries.[1]", None, None, "so"),
    (f"{HEAD}  - name: [a\n  - name: b\n    so$0", "entries.[1]", None, None, "so"),
    (f"{HEAD}  - name: a\n  stray words here\n    so$0", "entries.[0]", None, None, "so"),
    (f"{ENTRY}    kind: x\n      so$0\n    method: m", "entries.[0]", None, None, "so"),
    (f"{ENTRY}    kind: x\n   so$0\n    method: m", "entries.[0]", None, None, "so"),
    (f"{ENTRY}    kind: x\n    - na$0", "entries.[1]", "entries.[1]", None, "na"),
    (f"{ENTRY}    kind: x\n\tso$0", "entries.[0]", None, None, "so"),
    (f"{HEAD}\t- name: a\n\t  so$0", "entries.[0]", None, None, "so"),
    (f"{ENTRY}<<<<<<< HEAD\n    kind: $0\n=======\n    kind: b\n>>>>>>> x", None, "entries.[0].kind", None, ""),
    (f"{HEAD}  - na\n    kind: x\n    so$0", "entries.[0]", None, None, "so"),
    # comments and block scalars
    (f"{ENTRY}    # so$0", None, None, None, ""),
    (f"{ENTRY}    kind: x # so$0", None, None, None, ""),
    (f"{ENTRY}    kind: # so$0", None, None, None, ""),
    (f"{ENTRY}    kind: a#b$0", None, "entries.[0].kind", None, "a#b"),
    (f"{ENTRY}    s: |\n      text\n    so$0", "entries.[0]", None, None, "so"),
    (f"{ENTRY}    s: |\n      text\n    $0", "entries.[0]", None, None, ""),
    (f"{ENTRY}    s: |$0", None, None, None, ""),
    (f"{ENTRY}    s: *ali$0", None, None, None, ""),
]


@pytest.mark.parametrize(("text", "key", "value", "item", "prefix"), PLACES)
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_place(text: str, key: str | None, value: str | None, item: str | None, prefix: str, newline: str) -> None:
    cursor = at(text.replace("\n", newline))
    assert (shown(cursor.key), shown(cursor.value), shown(cursor.item), cursor.prefix) == (key, value, item, prefix)
    assert cursor.block is None


@pytest.mark.parametrize(
    "text",
    [
        f"{ENTRY}    s: |\n      one$0\n    kind: x",
        f"{ENTRY}    s: >-  # folded\n      one\n\n      two $0",
        f"{ENTRY}    s: |\n      one\n      $0\n    kind: x",
        f"{ENTRY}    s: |\n      $0",
        f"{ENTRY}    s: |\n      key: $0",
    ],
)
def test_block_scalars(text: str) -> None:
    cursor = at(text)
    assert shown(cursor.block) == "entries.[0].s"
    assert (cursor.key, cursor.value, cursor.item) == (None, None, None)


@pytest.mark.parametrize(
    ("text", "replaced", "quote", "colon", "gap", "flow"),
    [
        (f"{ENTRY}    kind: fu$0n.x # c", "fun.x", "", False, "", False),
        (f"{ENTRY}    kind: 'fu$0n'", "fun", "'", False, "", False),
        (f"{ENTRY}    kind:$0", "", "", False, " ", False),
        (f"{HEAD}  -$0", "", "", False, " ", False),
        (f"{ENTRY}    ki$0nd: x", "kind", "", True, "", False),
        (f'{ENTRY}    "ki$0nd": x', "kind", '"', True, "", False),
        (f"{ENTRY}    m: [a$0b, c]", "ab", "", False, "", True),
        (f'{ENTRY}    m: ["a$0b", c]', "ab", '"', False, "", True),
        (f'{ENTRY}    m: ["a $0b", c]', "a b", '"', False, "", True),
        # A scalar without a quote of its own ends with the letters around the cursor.
        (f'{ENTRY}    m: ["a$0b]', "ab", '"', False, "", True),
        (f"{ENTRY}    m: ['$0, c]", "", "'", False, "", True),
        (f'{ENTRY}    m: [a, "$0, "c"]', "", '"', False, "", True),
        (f"{ENTRY}    kind: 'fu$0n", "fun", "'", False, "", False),
        (f"{ENTRY}    p: {{a$0: 1}}", "a", "", True, "", True),
        (f"{ENTRY}    p: {{a:$0}}", "", "", False, " ", True),
    ],
)
def test_what_is_replaced(text: str, replaced: str, quote: str, colon: bool, gap: str, flow: bool) -> None:
    cursor = at(text)
    plain, _ = take_cursor(text)
    assert plain[cursor.span.start : cursor.span.end] == replaced
    assert (cursor.quote, cursor.colon, cursor.gap, cursor.flow) == (quote, colon, gap, flow)


def test_neighbours_on_both_sides() -> None:
    cursor = at(f"{ENTRY}    ki$0\n    source: b\n    m: [x, 'it''s']\n  - name: c\n    other: d\n")
    assert cursor.key is not None
    assert [name for name, _, _ in cursor.key.pairs] == ["name", "source", "m"]
    assert cursor.key.scalar("NAME") == "a"
    listed = cursor.key.get("m")
    assert listed is not None
    assert [item.text for item in listed.items] == ["x", "it''s"]


def test_neighbours_in_a_list() -> None:
    cursor = at(f"{ENTRY}    m:\n      - x\n      - $0\n      - y\n")
    assert cursor.value is not None
    assert cursor.value.parent is not None
    assert [item.text for item in cursor.value.parent.items] == ["x", "", "y"]


def test_later_entries_do_not_matter() -> None:
    """They are not even read: what is broken in them changes nothing."""
    cursor = at(f"{ENTRY}    ki$0\n  - name: [[[[\n{{{{")
    assert cursor.key is not None
    assert [name for name, _, _ in cursor.key.pairs] == ["name"]


PIECES = [
    *("- ", "-", "a: ", "key", ":", "'", '"', "[", "]", "{", "}", ",", "|", ">", "#", " ", "  ", "    ", "\t", "\n"),
    *("\r\n", "\r", "\\", "&x ", "*x", "!t ", "---", "? ", "<<: ", "\ufeff", "é", "\U0001f600", "\u2028", "\x0c"),
    *("entries:\n", "=======\n"),
]


@settings(max_examples=400, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=40), st.integers(0, 200))
def test_any_text(pieces: list[str], offset: int) -> None:
    text = "".join(pieces)
    offset = min(offset, len(text))
    cursor = cursor_at(text, offset)
    if cursor.key is not None or cursor.value is not None or cursor.item is not None:
        assert cursor.span.start <= offset <= cursor.span.end
        assert cursor.prefix == text[cursor.span.start : offset]
        assert "\n" not in text[cursor.span.start : cursor.span.end]
        for part in (cursor.key, cursor.value, cursor.item):
            assert part is None or part.path is not None
