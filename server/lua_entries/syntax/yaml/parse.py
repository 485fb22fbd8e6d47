"""Text -> YamlFile: the whole file at once where it is YAML, its parts where it is not."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache

import yaml

from lua_entries.syntax.yaml.compose import MAX_DEPTH, MAX_SIZE, Context, Failure, compose
from lua_entries.syntax.yaml.conflicts import conflict_problem, find_conflicts, without_markers
from lua_entries.syntax.yaml.explain import byte_order_mark
from lua_entries.syntax.yaml.nodes import Mapping, Node, Sequence, YamlFile
from lua_entries.syntax.yaml.recover import recover
from lua_entries.text.span import Note, Problem, Span
from lua_entries.text.spanset import SpanSet

_BOM = "\ufeff"
_SURROGATES = range(0xD800, 0xE000)
_ANCHOR = re.compile(r"&([0-9A-Za-z_-]+)")


@cache
def _not_allowed() -> re.Pattern[str]:
    """Made when it is needed: it takes as long as to import a few modules, and hardly any file holds what it finds."""
    return re.compile(r"[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def parse_yaml(text: str, *, max_size: int = MAX_SIZE, max_nesting: int = MAX_DEPTH) -> YamlFile:
    """Reads a YAML file as the runtime does; never raises, linear time.

    The text may have any line ends and a byte order mark. Spans are code points of `text`. Mistakes become problems of
    the rules `yaml-syntax`, `duplicate-key`, `definition-file` (a second document) and `limit-exceeded`.
    """
    if len(text) > max_size:
        message = f"the file has more than {max_size:,} characters and is not read"
        help_ = "split the file, or raise `limits.max-file-size` in `lua-entries.toml`"
        return YamlFile(None, (Problem("limit-exceeded", Span(0, 0), message, help_),), False)
    base = 1 if text.startswith(_BOM) else 0
    body = text[base:] if base else text
    try:
        return _parse(body, base, max_nesting)
    except (UnicodeEncodeError, yaml.reader.ReaderError):
        file = _parse(_not_allowed().sub("\ufffd", body), base, max_nesting)
        return file._replace(problems=_sorted([_control_character(body, base), *file.problems]), complete=False)


def _parse(body: str, base: int, max_nesting: int) -> YamlFile:
    context = Context(max_nesting)
    try:
        root = compose(body, base, context)
    except Failure as failure:
        return _tolerant(body, base, max_nesting, failure.explain)
    if _BOM in body:
        context.problems += _byte_order_marks(body, base)
    return YamlFile(root, _sorted(context.problems))


def _tolerant(body: str, base: int, max_nesting: int, whole: Callable[[], Problem]) -> YamlFile:
    conflicts = find_conflicts(body)
    context = Context(max_nesting, lost_anchors=frozenset(_ANCHOR.findall(body)))
    root: Node | None
    if not conflicts:
        root, broken = recover(body, base, context, whole)
        return YamlFile(root, _sorted(context.problems), False, broken)
    cleaned = without_markers(body, conflicts)
    broken = ()
    try:
        root = compose(cleaned, base, context)
    except Failure as failure:
        context = Context(max_nesting, lost_anchors=context.lost_anchors)
        root, broken = recover(cleaned, base, context, failure.explain)
    inside = SpanSet(Span(conflict.span.start + base, conflict.span.end + base) for conflict in conflicts)
    parts = SpanSet(broken)
    # Both sides are kept, so they contradict each other; that says nothing beyond the conflict itself.
    problems = [problem for problem in context.problems if not _follows(problem, inside, parts)]
    problems += (conflict_problem(conflict, base) for conflict in conflicts)
    touched = (item.span for item in _top_items(root) if inside.touching(item.span))
    return YamlFile(root, _sorted(problems), False, tuple(sorted({*broken, *touched})))


def _follows(problem: Problem, conflicts: SpanSet, broken: SpanSet) -> bool:
    places = [problem.span, *(note.span for note in problem.notes), broken.touching(problem.span)]
    return any(conflicts.touching(place) for place in places if place is not None)


def _top_items(root: Node | None) -> Iterator[Node]:
    """The items of top-level lists."""
    for pair in root.pairs if isinstance(root, Mapping) else ():
        if isinstance(pair.value, Sequence):
            yield from pair.value.items


def _byte_order_marks(body: str, base: int) -> Iterator[Problem]:
    """The runtime's reader, unlike ours, takes a mark at the beginning of a line for text (gopkg.in/yaml.v3)."""
    for match in re.finditer(r"(?<=[\r\n])\ufeff", body):
        yield byte_order_mark(base + match.start())


def _control_character(body: str, base: int) -> Problem:
    first, *others = (match.start() + base for match in _not_allowed().finditer(body))
    code = ord(body[first - base])
    what = "half of a surrogate pair" if code in _SURROGATES else "the control character"
    more = f" (and {len(others)} more such characters)" if others else ""
    notes = (Note(Span(others[0], others[0] + 1), "the next one"),) if others else ()
    message = f"{what} U+{code:04X} is not allowed in YAML{more}"
    return Problem("yaml-syntax", Span(first, first + 1), message, "remove it", notes)


def _sorted(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    return tuple(sorted(problems, key=lambda problem: problem.span))
