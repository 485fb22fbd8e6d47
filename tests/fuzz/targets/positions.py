"""Positions: offsets and places in three encodings, edits told in pieces, edits between two texts."""

from __future__ import annotations

from itertools import pairwise
from random import Random

from lua_entries.lsp.documents import Change, Document, Documents, Place, offset_at, place_at
from lua_entries.text.edits import Edit, apply_edits, joined, regions
from lua_entries.text.encoding import Encoding
from lua_entries.text.lines import LineIndex
from lua_entries.text.span import Span
from lua_entries.text.spanset import SpanSet
from tests.fuzz.harness import Case
from tests.fuzz.mutate import as_text, mutated
from tests.fuzz.seeds import texts
from tests.fuzz.targets.checks import chance_of
from tests.lsp.test_documents import ENCODINGS, edited, editor_place

_OLD, _NEW = "old", "new"
_LONGEST = 1_500
"""Characters of a text: the editor beside the server walks it character by character."""
_URI = "file:///p/_index.yaml"


def make(chance: Random) -> Case:
    """Two spoilt texts, the second made of the first."""
    pool = texts(".yaml", ".lua")
    data = mutated(chance, chance.choice(pool), pool)
    start = chance.randint(0, max(0, len(data) - _LONGEST))
    old = data[start : start + chance.choice((0, 40, 300, _LONGEST))]
    return {_OLD: old, _NEW: mutated(chance, old, pool)[:_LONGEST]}


def run(case: Case) -> None:
    """Go from offsets to places and back, and from one text to the other."""
    chance = chance_of(case)
    old, new = as_text(case.get(_OLD, b"")), as_text(case.get(_NEW, b""))
    index = LineIndex(old)
    assert "".join(old[index.start(line) : index.start(line + 1)] for line in range(index.count)) == old
    _steps(old, new, chance)
    for encoding in ENCODINGS:
        _places(index, encoding, chance)
        _edits(old, encoding, chance)
        _nonsense(old, encoding, chance)
    _spans(len(old), chance)


def _places(index: LineIndex, encoding: Encoding, chance: Random) -> None:
    text = index.text
    for _ in range(4):
        offset = chance.randint(0, len(text))
        if text[offset - 1 : offset + 1] == "\r\n":
            offset -= 1
        place = place_at(index, offset, encoding)
        if max(text, default="") < "\ud800" or min(text, default="x") > "\udfff":
            assert place == editor_place(text, offset, encoding)
        assert offset_at(index, place, encoding) == offset


def _edits(text: str, encoding: Encoding, chance: Random) -> None:
    """The server's copy, told of each edit, stays that of the editor."""
    text = text.encode("utf-8", "replace").decode()[:400]
    documents = Documents()
    documents.encoding = encoding
    documents.open(_URI, 0, text)
    text = text.removeprefix("\ufeff")
    version = 0
    while version < 12:
        told = []
        for _ in range(chance.randint(1, 3)):
            text, change = edited(text, chance, encoding)
            told.append(change)
            version += 1
        document = documents.change(_URI, version, told)
        assert document is not None and (document.text, document.version) == (text, version)


def _nonsense(text: str, encoding: Encoding, chance: Random) -> None:
    """Places that are nowhere are clamped: what comes out is the text with some part of it replaced."""
    numbers = (-1, 0, 1, 7, 80, 10**9, 2**31 - 1, 2**70, -(2**70))
    places = [Place(chance.choice(numbers), chance.choice(numbers)) for _ in range(2)]
    after = Document("", "/p", 1, text).changed(2, [Change(places[0], places[1], "\0new\0")], encoding).text
    assert after.count("\0new\0") >= 1
    before, _, behind = after.partition("\0new\0")
    assert text.startswith(before) or "\0new\0" in text
    assert text.endswith(behind) or "\0new\0" in text
    index = LineIndex(text)
    for place in places:
        assert 0 <= offset_at(index, place, encoding) <= len(text)
    for offset in (-5, len(text) + 9, 2**70):
        place_at(index, offset, encoding)


def _steps(old: str, new: str, chance: Random) -> None:
    """Two steps joined lead where both lead."""

    def some(text: str) -> list[Edit]:
        cuts = sorted(chance.randint(0, len(text)) for _ in range(chance.choice((0, 2, 6))))
        pairs = zip(cuts[::2], cuts[1::2], strict=True)
        return [Edit(Span(start, end), new[: chance.choice((0, 1, 20))]) for start, end in pairs]

    first = some(old)
    between = apply_edits(old, first)
    then = some(between)
    last = apply_edits(between, then)
    found = joined(regions(first), regions(then))
    assert apply_edits(old, [Edit(before, last[slice(*after)]) for before, after in found]) == last


def _spans(length: int, chance: Random) -> None:
    def any_span() -> Span:
        start = chance.randint(0, length)
        return Span(start, chance.randint(start, length))

    spans = [any_span() for _ in range(chance.randint(0, 6))]
    asked = any_span()
    expected = any(span.start <= asked.end and asked.start <= span.end for span in spans)
    assert (SpanSet(spans).touching(asked) is not None) == expected
    edits = [Edit(span, "x") for span in spans]
    try:
        apply_edits(" " * length, edits)
    except ValueError:
        ordered = sorted(spans)
        assert any(after.start < before.end for before, after in pairwise(ordered))
