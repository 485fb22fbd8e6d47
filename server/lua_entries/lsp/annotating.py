"""Texts that the editor shows between the lines and behind words: lenses and hints."""

from __future__ import annotations

from collections.abc import Sequence

from lsprotocol import types
from pygls.exceptions import JsonRpcContentModified

from lua_entries.features.inlay import Hint
from lua_entries.features.lens import Lens, code_lenses
from lua_entries.lsp.asked import Asked
from lua_entries.lsp.names import SHOW_USES
from lua_entries.lsp.wishes import SHOW_REFERENCES
from lua_entries.project.snapshot import Snapshot
from lua_entries.text.span import Span


def lenses(found: Sequence[Lens], asked: Asked) -> list[types.CodeLens]:
    """Lenses. Where the extension shows places itself they come without their command, which `lens_resolved` gives: it
    holds all places, in many files, and only lenses on the screen need it."""
    uri = asked.places.uri(asked.path)
    if asked.wishes.show_references:
        return [types.CodeLens(asked.places.range(asked.path, lens.span), data={"uri": uri}) for lens in found]
    made = []
    for lens in found:
        place = asked.places.range(asked.path, lens.span)
        made.append(types.CodeLens(place, types.Command(lens.title, SHOW_USES, arguments=[uri, place.start])))
    return made


def lens_text(found: Sequence[Lens]) -> tuple[tuple[Span, str], ...]:
    """What can be seen of lenses."""
    return tuple((lens.span, lens.title) for lens in found)


def lens_uri(lens: types.CodeLens) -> str:
    """The file of a lens; empty for one that is not ours."""
    return str(lens.data.get("uri", "")) if isinstance(lens.data, dict) else ""


def at_lens(lens: types.CodeLens, asked: Asked) -> tuple[int]:
    """The place of a lens."""
    return (asked.places.offset(asked.path, lens.range.start),)


def lens_at(snapshot: Snapshot, path: str, offset: int) -> Lens | None:
    """The lens of the entry whose name begins at an offset."""
    return next((lens for lens in code_lenses(snapshot, path) if lens.span.start == offset), None)


def lens_resolved(found: Lens | None, asked: Asked) -> types.CodeLens:
    """A lens with the extension's command; an error when the text under it is another by now."""
    if found is None:
        raise JsonRpcContentModified("the text was edited meanwhile")
    place = asked.places.range(asked.path, found.span)
    locations = [asked.places.location(item.path, item.span) for item in found.places]
    arguments = [asked.places.uri(asked.path), place.start, locations]
    return types.CodeLens(place, types.Command(found.title, SHOW_REFERENCES, arguments=arguments))


def hints(found: Sequence[Hint], asked: Asked) -> list[types.InlayHint]:
    """Hints; one that names a single entry leads there."""
    return [_hint(hint, asked) for hint in found]


def _hint(hint: Hint, asked: Asked) -> types.InlayHint:
    place = asked.places.range(asked.path, Span(hint.offset, hint.offset)).start
    label: str | list[types.InlayHintLabelPart] = hint.label
    if len(hint.targets) == 1:
        target = hint.targets[0]
        location = asked.places.location(target.path, target.span)
        label = [types.InlayHintLabelPart(hint.label, location=location)]
    return types.InlayHint(place, label, padding_left=True)


def hint_text(found: Sequence[Hint]) -> tuple[tuple[int, str], ...]:
    """What can be seen of hints."""
    return tuple((hint.offset, hint.label) for hint in found)
