"""What completion gives: items, how many of them, and which."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from heapq import nsmallest
from operator import itemgetter
from typing import Literal, NamedTuple, TypeAlias

from lua_entries.project.units import Entry
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

MAX_ITEMS = 100
"""How many items one answer holds at most."""

# What comes first among the items of one place: the beginning of `sort`.
FIRST, SOON, USUAL, LATE, LAST = "0", "1", "2", "3", "4"

_STEP, _NOT_TYPED = ".", " "
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
    opening: bool = False
    """Only something to begin with: shown until (after a dot: the next) character is typed. Editors accept what is
    shown when Enter is pressed, and it must not take the place of a value that means something else."""
    about: Entry | None = None
    """The entry that it names, whose documentation is not written yet: only what is shown gets any."""


class Completion(NamedTuple):
    """The answer for one place."""

    items: tuple[CompletionItem, ...] = ()
    incomplete: bool = False
    """More would fit than are listed: ask again when more is typed."""


def capped(
    items: Iterable[CompletionItem],
    prefix: str,
    describe: Callable[[Entry], str],
    left_off: Callable[[], bool] = lambda: False,
) -> Completion:
    """The items in their order, each label once. Where there are too many only those that fit what is typed, and of
    these the first.

    `describe` gives the documentation of entries; `left_off` is asked in the end whether `first` kept items back.
    """
    found = sorted(dict.fromkeys(_opened(items, prefix)), key=_order)
    incomplete = len(found) > MAX_ITEMS or left_off()
    if incomplete:
        found = [item for item in found if fits(prefix, item.filter or item.label)][:MAX_ITEMS]
    described = (
        item if item.about is None else item._replace(documentation=describe(item.about), about=None) for item in found
    )
    return Completion(tuple(described), incomplete)


def _opened(items: Iterable[CompletionItem], prefix: str) -> Iterator[CompletionItem]:
    """The items, those to begin with only at a beginning, and compared with what nobody types on."""
    for item in items:
        if not item.opening:
            yield item
        elif item.label.startswith(prefix) and (not prefix or prefix.endswith(_STEP)):
            yield item._replace(filter=f"{prefix}{_NOT_TYPED}")


class Candidate(NamedTuple):
    """What an item could be made of. It must sort as the item will."""

    order: tuple[str, str]
    """The `sort` of the item, and its label."""
    filter: str
    target: Entry


def first(candidates: Iterable[Candidate], prefix: str) -> tuple[list[Candidate], bool]:
    """Those that may be among the items that `capped` leaves, and whether others were kept back."""
    held = list(candidates)
    if len(held) <= MAX_ITEMS:
        return held, False
    fitting = (candidate for candidate in held if fits(prefix, candidate.filter))
    return nsmallest(MAX_ITEMS, fitting, key=itemgetter(0)), True


def _order(item: CompletionItem) -> tuple[str, str]:
    return item.sort, item.label


def fits(typed: str, candidate: str) -> bool:
    """True when the characters typed occur in the candidate in their order, whatever their case."""
    place, text = 0, candidate.lower()
    for character in typed.lower():
        place = text.find(character, place) + 1
        if not place:
            return False
    return True


def escaped(text: str) -> str:
    """Text as it stands for itself in a snippet."""
    return _SNIPPET_SIGNS.sub(r"\\\g<0>", text)


def plain_text(snippet: str) -> str:
    """The text of a snippet for editors that know none: placeholders stay, tab stops go."""
    return _SNIPPET_PARTS.sub(lambda part: part.group(1) or part.group(2) or part.group(3) or "", snippet)


def times(number: int) -> str:
    """`once`, `7 times`."""
    return "once" if number == 1 else f"{number} times"
