"""Composes one YAML document into nodes.

The events come from libyaml through PyYAML (from PyYAML's own parser where the C extension is missing). Building from
events instead of PyYAML's node graph makes the guard exact and free: depth is known before anything recurses, anchors
may be defined twice as YAML allows, and an alias inside its own anchor is seen at once.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any, NoReturn

import yaml
from yaml.events import (
    AliasEvent,
    DocumentEndEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

from lua_entries.syntax.yaml.explain import explain
from lua_entries.syntax.yaml.nodes import Mapping, Node, Pair, Scalar, ScalarType, Sequence
from lua_entries.syntax.yaml.scalars import TYPED_START, plain_type, tagged_type
from lua_entries.text.span import Note, Problem, Span

MAX_SIZE = 4 * 1024 * 1024
"""Largest text that is read, in code points."""
MAX_DEPTH = 256
"""Deepest nesting of mappings and lists, aliases followed, where the caller sets no other."""
MAX_EXPANSION = 100_000
"""How many nodes the aliases and merges of one file may stand for."""

_MERGE = "<<"
_COMPLEX = "\0"  # stands for a key that is no scalar; YAML itself cannot contain it
_PROPERTIES = re.compile(r"(?:(?:&[^\s,\[\]{}]+|!<[^>\s]*>|![^\s,\[\]{}]*)(?:[ \t\r\n]|(?<=[ \t\r\n])#[^\r\n]*)*)+")
_LINE_REST = re.compile(r"[^\r\n]*")
_NOTHING_MORE = re.compile(r"(?:[ \t\r\n]|#[^\r\n]*)*\Z")

_new: Callable[..., Any] = tuple.__new__  # half the cost of a NamedTuple's own constructor


class Failure(Exception):
    """The text cannot be composed. `explain` makes the problem, whose spans are offsets of the whole file."""

    def __init__(self, explain: Callable[[], Problem]) -> None:
        super().__init__()
        self.explain = explain


@dataclass
class Context:
    """What the parts of one file share."""

    max_depth: int = MAX_DEPTH
    problems: list[Problem] = field(default_factory=list)
    anchors: dict[str, Node] = field(default_factory=dict)
    lost_anchors: frozenset[str] = frozenset()
    """Anchors that the text has but that may not be reached, since their place is broken."""
    expansion: int = 0
    exhausted: bool = False
    """True once aliases exceeded their limit: those that follow stand for nothing."""
    dangling: set[Span] = field(default_factory=set)
    """Aliases that name nothing; they stand for null."""
    sizes: dict[int, tuple[int, int]] = field(default_factory=dict)
    """Nodes and depth of what aliases stand for, by `id`; the nodes live as long as `anchors` and `kept`."""
    kept: list[Node] = field(default_factory=list)


class _PureParser(yaml.reader.Reader, yaml.scanner.Scanner, yaml.parser.Parser):
    """PyYAML without its C extension: the same events, slower."""

    def __init__(self, text: str) -> None:
        yaml.reader.Reader.__init__(self, text)
        yaml.scanner.Scanner.__init__(self)
        yaml.parser.Parser.__init__(self)


def _event_source(text: str) -> Callable[[], Any]:
    if yaml.__with_libyaml__:
        return yaml.CSafeLoader(text).get_event
    return _PureParser(text).get_event


def compose(text: str, base: int, context: Context) -> Node | None:
    """The first document of `text`, whose first character is at offset `base` of the file; None when it is empty.

    Problems that leave a tree (duplicate keys, unknown aliases …) go to `context.problems`.

    Raises:
        Failure: the text is not YAML or exceeds a limit.
        UnicodeEncodeError, yaml.reader.ReaderError: it has characters that YAML does not allow.
    """
    try:
        next_event = _event_source(text)
        for event in iter(next_event, None):
            if event.__class__ is DocumentStartEvent:
                if event.version not in (None, (1, 1)):
                    start: Any = event.start_mark
                    context.problems.append(_directive(text, start.index, base))
                break
        else:
            return None
        root = _compose_node(next_event, text, base, context)
        _check_end(next_event, text, base, context)
    except yaml.MarkedYAMLError as error:
        if "nesting depth" in (error.problem or ""):
            # libyaml 0.2.6 has a limit of its own (1,000), and reads ahead of the events: ours was passed before it.
            mark: Any = error.problem_mark
            _fail_depth(Span(base + mark.index, base + mark.index + 1), context.max_depth)
        raise Failure(partial(_explained, text, base, error)) from None
    return root


def _compose_node(next_event: Callable[[], Any], text: str, base: int, context: Context) -> Node | None:
    # One loop, no helpers on its common paths: a MB has some 70,000 events, and a call costs as much as an event.
    max_depth = context.max_depth
    items: list[Any] = []
    stack: list[tuple[list[Any], int, bool, Any, bool]] = []  # siblings, start, flow, anchor, is a mapping
    in_mapping = False
    end = base
    for event in iter(next_event, None):
        kind = event.__class__
        if kind is ScalarEvent:
            value = event.value
            style = event.style
            start = event.start_mark.index + base
            end = event.end_mark.index + base
            if style is None or style == "":
                style = ""
                type_: ScalarType = plain_type(value) if not value or value[0] in TYPED_START else "str"
            else:
                type_ = "str"
                if style in "|>":
                    end = _trimmed_end(text, start - base, end - base) + base
            tag = event.tag
            anchor = event.anchor
            if tag is not None or anchor is not None:
                start = min(_after_properties(text, start - base) + base, end)
                if tag is not None:
                    type_ = _resolve_tag(tag, value, style, Span(start, end), context)
            node = _new(Scalar, (start, end, value, type_, style))
            if anchor is not None:
                context.anchors[anchor] = node
            items.append(node)
        elif kind is MappingStartEvent or kind is SequenceStartEvent:
            start = event.start_mark.index
            anchor = event.anchor
            if anchor is not None or event.tag is not None:
                start = _after_properties(text, start)
            if anchor is not None:
                context.anchors.pop(anchor, None)  # an alias inside names the anchor itself
            stack.append((items, start + base, bool(event.flow_style), anchor, in_mapping))
            if len(stack) > max_depth:
                _fail_depth(Span(start + base, start + base + 1), max_depth)
            items = []
            in_mapping = kind is MappingStartEvent
        elif kind is MappingEndEvent or kind is SequenceEndEvent:
            children = items
            items, start, flow, anchor, in_mapping = stack.pop()
            if flow:
                end = event.end_mark.index + base
            elif not children:
                end = start
            if kind is SequenceEndEvent:
                node = _new(Sequence, (start, end, tuple(children), flow))
            else:
                keys = [key[2] for key in children[::2]]
                values = iter(children)
                pairs = [_new(Pair, (key, value, False)) for key, value in zip(values, values)]  # noqa: B905 by twos
                names = set(keys)
                if len(names) != len(pairs) or _MERGE in names or _COMPLEX in names:
                    pairs = _special_pairs(pairs, context)
                node = _new(Mapping, (start, end, tuple(pairs), flow))
            if anchor is not None:
                context.anchors[anchor] = node
            if in_mapping and not len(items) % 2:
                node = _complex_key(node, text, base, context)
            items.append(node)
        elif kind is AliasEvent:
            start = event.start_mark.index + base
            end = event.end_mark.index + base
            node = _follow(event.anchor, Span(start, end), stack, context)
            if in_mapping and not len(items) % 2 and node.__class__ is not Scalar:
                node = _complex_key(node, text, base, context)
            items.append(node)
        else:
            break
        if not stack:
            break
    return items[0] if items else None


def _check_end(next_event: Callable[[], Any], text: str, base: int, context: Context) -> None:
    for event in iter(next_event, None):
        kind = event.__class__
        if kind is DocumentStartEvent:
            start, end = event.start_mark.index, event.end_mark.index
            if not event.explicit or not _NOTHING_MORE.match(text, end):
                context.problems.append(second_document(Span(base + start, base + max(end, start))))
            return
        if kind is not DocumentEndEvent and kind is StreamEndEvent:
            return


def _directive(text: str, start: int, base: int) -> Problem:
    match = _LINE_REST.match(text, start)
    span = Span(base + start, base + (match.end() if match else start))
    return Problem(
        "yaml-syntax", span, "the runtime's YAML reader refuses every version but 1.1", "remove the directive"
    )


def second_document(span: Span) -> Problem:
    """The problem of a file with more than one YAML document."""
    return Problem(
        "definition-file",
        span,
        "a second YAML document begins here, and only the first one of a file is read",
        "move it to a file of its own, or remove the marker",
    )


def _explained(text: str, base: int, error: yaml.MarkedYAMLError) -> Problem:
    problem = explain(text, error)
    notes = tuple(Note(Span(span.start + base, span.end + base), message) for span, message in problem.notes)
    span = Span(problem.span.start + base, problem.span.end + base)
    return problem._replace(span=span, notes=notes)


def _trimmed_end(text: str, start: int, end: int) -> int:
    """libyaml ends a block scalar where the next token begins."""
    while end > start and text[end - 1] in " \t\r\n":
        end -= 1
    return end


def _after_properties(text: str, start: int) -> int:
    match = _PROPERTIES.match(text, start)
    return match.end() if match else start


def _resolve_tag(tag: str, text: str, style: str, span: Span, context: Context) -> ScalarType:
    type_ = tagged_type(tag, text, not style)
    if type_ is None:
        name = "!!" + tag.rpartition(":")[2]
        context.problems.append(Problem("yaml-syntax", span, f"this value is no `{name}`, as its tag says it is"))
        return "str"
    return type_


def _complex_key(node: Node, text: str, base: int, context: Context) -> Scalar:
    span = Span(node.start, node.end)
    outside = max(span.start - base - 1, 0)
    if text.startswith("{{", outside):
        message, hint = "a value that starts with `{{` is read as a mapping", "put the value in quotes"
        span = Span(base + outside, min(span.end + 1, base + len(text)))
    else:
        message, hint = "a list or mapping cannot be a key", "put the key in quotes if it is meant as text"
    last = context.problems[-1].span if context.problems else None
    if last is None or not span.start <= last.start <= last.end <= span.end:  # `{{{ x }}}` is one mistake
        context.problems.append(Problem("yaml-syntax", span, message, hint))
    return Scalar(node.start, node.end, _COMPLEX, "str", "")


def _special_pairs(pairs: list[Pair], context: Context) -> list[Pair]:
    """The pairs of a mapping with duplicate keys, merges or keys that are no scalars."""
    seen: dict[str, Scalar] = {}
    own: list[Pair] = []
    merges: list[Node] = []
    for pair in pairs:
        key = pair.key
        if key.text == _COMPLEX:
            continue
        first = seen.setdefault(key.text, key)
        if first is not key:
            context.problems.append(
                Problem(
                    "duplicate-key",
                    key.span,
                    f"`{key.text}` is already set in this mapping",
                    "keep one of the two",
                    (Note(first.span, f"`{key.text}` is set here first"),),
                )
            )
        if key.text == _MERGE and not key.style:
            merges.append(pair.value)
        else:
            own.append(pair)
    for value in merges:
        parts = value.items if isinstance(value, Sequence) else (value,)
        for part in parts:
            if not isinstance(part, Mapping):
                if context.exhausted or part.span in context.dangling:
                    continue
                context.problems.append(
                    Problem("yaml-syntax", Span(part.start, part.end), "`<<` merges mappings only, and this is none")
                )
                continue
            _spend(len(part.pairs), Span(part.start, part.end), context)
            for pair in part.pairs:
                if pair.key.text not in seen:
                    seen[pair.key.text] = pair.key
                    own.append(Pair(pair.key, pair.value, True))
    return own


def _follow(name: str, span: Span, stack: list[tuple[list[Any], int, bool, Any, bool]], context: Context) -> Node:
    nothing = Scalar(span.start, span.end, "", "null", "")
    if context.exhausted:
        return nothing
    target = context.anchors.get(name)
    if target is None:
        if any(frame[3] == name for frame in stack):
            message, hint = f"`*{name}` stands inside of what it names, so it would never end", "remove the alias"
        else:
            message = f"no anchor `&{name}` comes before this alias"
            hint = "put the value in quotes if it is meant as text"
        if name not in context.lost_anchors:
            context.problems.append(Problem("yaml-syntax", span, message, hint))
        context.dangling.add(span)
        return nothing
    size, depth = _measure(target, context)
    _spend(size, span, context)
    if depth + len(stack) > context.max_depth:
        _fail_depth(span, context.max_depth)
    return target


def _spend(size: int, span: Span, context: Context) -> None:
    context.expansion += size
    if context.expansion > MAX_EXPANSION:
        context.exhausted = True
        message = f"the aliases of this file stand for more than {MAX_EXPANSION} values (limit `alias-expansion`)"
        raise Failure(partial(Problem, "limit-exceeded", span, message))


def _fail_depth(span: Span, limit: int) -> NoReturn:
    message = f"mappings and lists are nested more than {limit} deep"
    help_ = "nest less deeply, or raise `limits.max-nesting` in `lua-entries.toml`"
    raise Failure(partial(Problem, "limit-exceeded", span, message, help_))


def _measure(root: Node, context: Context) -> tuple[int, int]:
    """Number of nodes and depth of a tree, aliases followed; each node is visited once per file."""
    sizes = context.sizes
    if id(root) in sizes:
        return sizes[id(root)]
    context.kept.append(root)
    pending: list[tuple[Node, bool]] = [(root, False)]
    while pending:
        node, ready = pending.pop()
        if id(node) in sizes:
            continue
        if isinstance(node, Scalar):
            sizes[id(node)] = (1, 0)
            continue
        children = node.items if isinstance(node, Sequence) else tuple(pair.value for pair in node.pairs)
        if ready:
            measured = [sizes[id(child)] for child in children]
            depth = max((deep for _, deep in measured), default=0)
            sizes[id(node)] = (1 + sum(size for size, _ in measured), 1 + depth)
        else:
            pending.append((node, True))
            pending.extend((child, False) for child in children)
    return sizes[id(root)]
