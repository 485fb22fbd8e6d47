"""Where the parts of a YAML tree stand with all that belongs to them."""

from __future__ import annotations

from lua_entries.syntax.yaml.nodes import Node, Pair, Sequence
from lua_entries.text.span import Span


def pair_span(pair: Pair) -> Span | None:
    """A key with its value; the key alone where the value is an alias, None for what `<<` merges."""
    if pair.merged:
        return None
    start, end = pair.key.span
    return Span(start, pair.value.end if pair.value.start >= end else end)


def item_span(text: str, holder: Sequence, item: Node) -> Span | None:
    """An item of a list with its dash; None for an alias, whose value stands elsewhere."""
    if not holder.start <= item.start <= item.end <= holder.end:
        return None
    dash = -1 if holder.flow else text.rfind("-", holder.start, item.start)
    between = text[dash + 1 : item.start].strip() if dash >= 0 else ""
    begins = dash >= 0 and (not between or between[0] in "&!")
    return Span(dash if begins else item.start, item.end)
