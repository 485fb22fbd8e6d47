"""What completion gives: items, how many of them, and which."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Literal, NamedTuple, TypeAlias

from lua_entries.rules.finding import FileEdit
from lua_entries.text.span import Span

ItemKind: TypeAlias = Literal[
    "kind",
    "field",
    "value",
    "module",
    "entry",
    "namespace",
    "file",
    "alias",
    "snippet",
    "type",
    "function",
    "method",
    "constant",
    "table",
    "property",
]

MAX_ITEMS = 200
"""How many items one answer holds at most."""

_SNIPPET_PARTS = re.compile(r"\$\{\d+(?::([^}]*)|\|([^|,}]*)[^}]*\|)?\}|\$\d+|\\([$}\\])")
_SNIPPET_SIGNS = re.compile(r"[$}\\]")


class CompletionItem(NamedTuple):
    """One thing that may be typed."""

    label: str
    kind: ItemKind
    span: Span
    """What `new_text` replaces; the cursor is in it or at its end, and it is on one line."""
    new_text: str
    """Its lines after the first are indented relative to the line of the cursor."""
    detail: str = ""
    """A few words to stand beside the label."""
    documentation: str = ""
    """Markdown."""
    sort: str = ""
    filter: str = ""
    """What the typed text is compared with; empty for the label."""
    snippet: bool = False
    """`new_text` has tab stops in the notation of LSP; `plain_text` takes them out."""
    deprecated: bool = False
    more: bool = False
    """Once this is inserted there is more to choose right behind it."""
    edits: tuple[FileEdit, ...] = ()
    """What else has to change, in this file or another, so that the inserted text means something."""


class Completion(NamedTuple):
    """The answer for one place."""

    items: tuple[CompletionItem, ...] = ()
    incomplete: bool = False
    """More would fit than are listed: ask again when more is typed."""


def capped(items: Iterable[CompletionItem], prefix: str) -> Completion:
    """The items in their order, each label once. Where there are too many only those that fit what is typed, and of
    these the first."""
    found = sorted(dict.fromkeys(items), key=_order)
    if len(found) <= MAX_ITEMS:
        return Completion(tuple(found))
    fitting = [item for item in found if fits(prefix, item.filter or item.label)]
    return Completion(tuple(fitting[:MAX_ITEMS]), incomplete=True)


def _order(item: CompletionItem) -> tuple[str, str]:
    return item.sort, item.label


def fits(typed: str, candidate: str) -> bool:
    """True when the characters typed occur in the candidate in their order, whatever their case."""
    rest = iter(candidate.lower())
    return all(character in rest for character in typed.lower())


def escaped(text: str) -> str:
    """Text as it stands for itself in a snippet."""
    return _SNIPPET_SIGNS.sub(r"\\\g<0>", text)


def plain_text(snippet: str) -> str:
    """The text of a snippet for editors that know none: placeholders stay, tab stops go."""
    return _SNIPPET_PARTS.sub(lambda part: part.group(1) or part.group(2) or part.group(3) or "", snippet)


def times(number: int) -> str:
    """`once`, `7 times`."""
    return "once" if number == 1 else f"{number} times"
