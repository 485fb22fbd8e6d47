"""The server's copy of a document stays that of the editor."""

from __future__ import annotations

import random
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lua_entries.lsp.documents import Change, Document, Documents, Place, offset_at, place_at
from lua_entries.text.encoding import Encoding
from lua_entries.text.lines import LineIndex

ENCODINGS: tuple[Encoding, ...] = ("utf-8", "utf-16", "utf-32")
PIECES = ["a", "é", "漢", "😀", "\f", "\u2028", "\x85", "\v", "\x1c", "\n", "\r\n", "\r", "-- ", "name: x\r\n", ""]


def units(text: str, encoding: str) -> int:
    """How many units a text has, by encoding it."""
    return len(text.encode(f"{encoding}-le" if encoding != "utf-8" else encoding)) // {"utf-8": 1, "utf-16": 2}.get(
        encoding, 4
    )


def editor_place(text: str, offset: int, encoding: str) -> Place:
    """Where an editor sees an offset: character by character, without the server's line index."""
    line = start = 0
    for at, (before, after) in enumerate(pairwise(["", *text[:offset], text[offset : offset + 1]])):
        if before == "\n" or (before == "\r" and after != "\n"):
            line, start = line + 1, at
    return Place(line, units(text[start:offset], encoding))


def places(text: str, chosen: random.Random) -> int:
    """An offset that an editor can name: never between the halves of CRLF."""
    offset = chosen.randint(0, len(text))
    return offset - 1 if text[offset - 1 : offset + 1] == "\r\n" else offset


def edited(text: str, chosen: random.Random, encoding: str) -> tuple[str, Change]:
    """The text after an edit, and the edit as the editor tells it."""
    start, end = sorted((places(text, chosen), places(text, chosen)))
    end = min(end, start + chosen.choice((0, 0, 1, 3, 20) if len(text) > 300 else (0, 0, 1)))  # it grows at first
    end -= text[end - 1 : end + 1] == "\r\n"
    end = max(start, end)
    new = "".join(chosen.choices(PIECES, k=chosen.randint(0, 3)))
    change = Change(editor_place(text, start, encoding), editor_place(text, end, encoding), new)
    return text[:start] + new + text[end:], change


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_a_thousand_edits_leave_the_text_of_the_editor(encoding: Encoding) -> None:
    chosen = random.Random(4)
    text = "namespace: app\r\n\f# \u2028 😀\nentries:\r  - name: é\x85\n"
    documents = Documents()
    documents.encoding = encoding
    documents.open("file:///p/_index.yaml", 0, text)
    for version in range(1, 1001):
        text, change = edited(text, chosen, encoding)
        document = documents.change("file:///p/_index.yaml", version, [change])
        assert document is not None
        assert (document.text, document.version) == (text, version)
        if len(text) > 400:
            text = text[:200].removesuffix("\r")
            documents.change("file:///p/_index.yaml", version, [Change(None, None, text)])


@given(st.lists(st.sampled_from(PIECES), max_size=12).map("".join), st.randoms(use_true_random=False))
def test_several_changes_in_one_message(text: str, chosen: random.Random) -> None:
    for encoding in ENCODINGS:
        now, told = text, []
        for _ in range(3):
            now, change = edited(now, chosen, encoding)
            told.append(change)
        assert Document("", "/p", 1, text).changed(2, told, encoding).text == now


@given(st.lists(st.sampled_from(PIECES), max_size=12).map("".join), st.sampled_from(ENCODINGS), st.data())
def test_places_and_offsets(text: str, encoding: Encoding, data: st.DataObject) -> None:
    offset = data.draw(st.integers(0, len(text)))
    if text[offset - 1 : offset + 1] == "\r\n":
        offset -= 1
    place = place_at(LineIndex(text), offset, encoding)
    assert place == editor_place(text, offset, encoding)
    assert offset_at(LineIndex(text), place, encoding) == offset


@pytest.mark.parametrize(
    ("place", "offset"),
    [(Place(0, 99), 2), (Place(9, 0), 6), (Place(1, 1), 3), (Place(1, 2), 4), (Place(0, -1), 0)],
)
def test_places_outside_of_the_text_and_inside_a_character(place: Place, offset: int) -> None:
    assert offset_at(LineIndex("ab\n😀c\n"), place, "utf-16") == offset


def test_documents_without_a_path_or_not_open_are_not_ours() -> None:
    documents = Documents()
    assert documents.open("untitled:Untitled-1", 1, "x") is None
    assert documents.change("file:///p/a.lua", 1, [Change(None, None, "x")]) is None
    assert documents.close("file:///p/a.lua") is None
    assert documents.all() == ()


def test_one_document_under_two_spellings_of_its_uri() -> None:
    documents = Documents()
    documents.open("file:///p/a%20b%C3%A9/_index.yaml", 1, "\ufeffx")
    document = documents.get("file:///p/a b%c3%a9/_index.yaml")
    assert document is not None
    assert (document.path, document.text) == ("/p/a bé/_index.yaml", "x")
