"""The facts of one index file: its frame, its entries, the files that it names, its suppressions."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from typing import NamedTuple

from lua_entries.catalog import Definition, load_catalog
from lua_entries.facts.index_model import EntryFact, FileValue, IndexFacts
from lua_entries.facts.suppression import KEYWORD, Suppression, find_suppressions
from lua_entries.syntax.yaml import parse_yaml
from lua_entries.syntax.yaml.compose import MAX_DEPTH, MAX_SIZE
from lua_entries.syntax.yaml.nodes import Mapping, Node, Pair, Scalar, Sequence
from lua_entries.text.lines import LineIndex
from lua_entries.text.span import Problem, Span
from lua_entries.text.spanset import SpanSet

_RULE = "definition-file"
_COMMENT = re.compile(r"(?:(?<=[ \t\r\n\ufeff])|\A)#[^\r\n]*|(?:(?<=[\r\n\ufeff])|\A)---(?=\s|\Z)")
_LINE_REST = re.compile(r"[^\r\n]*")


def index_facts(text: str, *, max_size: int = MAX_SIZE, max_nesting: int = MAX_DEPTH) -> IndexFacts:
    """Reads an index file as the runtime's loader does (wippyai/runtime boot/loader/entry_loader.go).

    Never raises; linear time. The problems are those of the YAML and, under the rule `definition-file`, what makes the
    loader drop the file: a frame of the wrong types, neither entries nor a single entry, an unquoted version, entries
    that are no mappings, names and kinds that are no strings, keys that JSON cannot hold. Names and kinds that are
    absent or blank are left to rules, and so is a file without namespace: it has `definition` False and no entries.

    Suppressions cover what `find_suppressions` says; an entry begins at its dash and at its first key. So a comment
    alone on its line covers the file when it stands above the first key of the file, an entry when the next line with
    content is the entry's first, and else just the next line.
    """
    file = parse_yaml(text, max_size=max_size, max_nesting=max_nesting)
    names = load_catalog().definition
    root = file.root
    namespace = root.find(names.namespace) if isinstance(root, Mapping) else None
    if not isinstance(root, Mapping) or namespace is None or _is_blank(namespace.value):
        return IndexFacts(False, None, None, (), file.problems, (), (), file.complete)
    frame = _read_frame(root, namespace, file.complete, names)
    problems = [*file.problems, *frame.problems]
    broken = SpanSet(file.broken)
    faults = SpanSet(problem.span for problem in file.problems)
    places: list[tuple[Mapping, Span]] = []
    if frame.single is not None:
        places.append((frame.single, root.span))
    elif frame.items is not None:
        for item, span in _items(text, frame.items):
            if isinstance(item, Mapping):
                places.append((item, span))
            elif broken.touching(span) is None and faults.touching(span) is None:
                help_ = f"write it as `- {names.name}: …` with its fields below"
                problems.append(Problem(_RULE, span, "an entry must be a mapping", help_))
    general, of_entries = _suppressions(text, root, places)
    entries = []
    for number, (node, span) in enumerate(places):
        problems += _entry_problems(node, names)
        entries.append(_entry(node, span, broken.touching(span) is not None, tuple(of_entries.get(number, ())), names))
    walk = _Walk([], [])
    _walk(root, {id(node): number for number, (node, _) in enumerate(places)}, frame, names.file_scheme, walk)
    problems = sorted([*problems, *walk.problems], key=lambda problem: problem.span)
    values = sorted(walk.values, key=lambda found: found.value.start)
    return IndexFacts(
        True, frame.namespace, frame.meta, tuple(entries), tuple(problems), tuple(values), tuple(general), file.complete
    )


class _Frame(NamedTuple):
    """The top of the file."""

    namespace: Scalar | None
    meta: Mapping | None
    items: Sequence | None
    single: Mapping | None
    """The one entry of a file that lists none."""
    problems: list[Problem]


def _read_frame(root: Mapping, namespace: Pair, complete: bool, names: Definition) -> _Frame:
    problems: list[Problem] = []
    version, meta, listed = root.find(names.version), root.find(names.meta), root.find(names.entries)
    for pair in (namespace, version):
        if pair is not None:
            problems += _not_text(pair)
    if meta is not None and not isinstance(meta.value, Mapping) and not _is_null(meta.value):
        problems.append(Problem(_RULE, meta.value.span, f"`{meta.key.text}` at the top of the file must be a mapping"))
    items = listed.value if listed is not None and isinstance(listed.value, Sequence) else None
    absent = listed is None or _is_null(listed.value)
    if listed is not None and items is None and not absent:
        help_ = f"begin each entry with `- {names.name}: …`"
        problems.append(Problem(_RULE, listed.value.span, f"`{listed.key.text}` must be a list", help_))
    single = _single_entry(root, names) if absent or (items is not None and not items.items) else None
    if absent and single is None and complete:
        place = (listed or namespace).key.span
        message = f"`{names.namespace}` is given, but no `{names.entries}`"
        help_ = f"list the entries below `{names.entries}:`, or write `{names.entries}: []` for none"
        problems.append(Problem(_RULE, place, message, help_))
    scalar = namespace.value if isinstance(namespace.value, Scalar) else None
    return _Frame(scalar, meta.value if meta and isinstance(meta.value, Mapping) else None, items, single, problems)


def _single_entry(root: Mapping, names: Definition) -> Mapping | None:
    """The entry that the top-level keys make up, where they name one."""
    found = (root.find(names.name), root.find(names.kind))
    if all(pair is None or _is_blank(pair.value) for pair in found):
        return None
    frame = {names.namespace.lower(), names.version.lower(), names.entries.lower()}
    return root._replace(pairs=tuple(pair for pair in root.pairs if pair.key.text.lower() not in frame))


def _items(text: str, items: Sequence) -> Iterator[tuple[Node, Span]]:
    """The items of the list, each with its span from the dash on."""
    low = items.start
    for item in items.items:
        if item.start < low:  # an alias: its node stands elsewhere
            yield item, item.span
            continue
        yield item, Span(item.start if items.flow else _dash_before(text, item.start, low), item.end)
        low = item.end


def _dash_before(text: str, start: int, low: int) -> int:
    """The dash of the list item that begins at `start`; comments and lines may stand between."""
    low = max(text.rfind("\n", 0, low), text.rfind("\r", 0, low)) + 1
    place = start
    while (place := text.rfind("-", low, place)) >= 0:
        line = max(text.rfind("\n", low, place) + 1, text.rfind("\r", low, place) + 1, low)
        if not text[line:place].strip(" \t-"):
            return place
    return start


def _entry(
    node: Mapping, span: Span, broken: bool, suppressions: tuple[Suppression, ...], names: Definition
) -> EntryFact:
    name, kind, data = node.get(names.name), node.get(names.kind), node.get(names.data)
    fields: Node | None = node if data is None else data.value
    return EntryFact(
        name=_text(name),
        kind=_text(kind),
        node=node,
        data=fields if isinstance(fields, Mapping) else None,
        span=span,
        broken=broken,
        suppressions=suppressions,
    )


def _entry_problems(node: Mapping, names: Definition) -> Iterator[Problem]:
    for key in (names.name, names.kind):
        pair = node.get(key)
        if pair is not None:
            for problem in _not_text(pair):
                yield problem if key == names.name else problem._replace(replacement=None)  # no kind is a number


def _text(pair: Pair | None) -> Scalar | None:
    value = pair.value if pair is not None else None
    return value if isinstance(value, Scalar) and value.type == "str" else None


def _not_text(pair: Pair) -> Iterator[Problem]:
    """A problem when the value is neither a string nor null."""
    key, value = pair.key.text, pair.value
    if isinstance(value, Scalar):
        if value.type not in ("str", "null"):
            message = f"`{key}` must be a string, and `{value.text}` without quotes is none"
            quoted = f'"{value.text}"'
            yield Problem(_RULE, value.span, message, f"write `{key}: {quoted}`", replacement=quoted)
    else:
        yield Problem(_RULE, value.span, f"`{key}` must be a string")


def _is_null(node: Node) -> bool:
    return isinstance(node, Scalar) and node.type == "null"


def _is_blank(node: Node) -> bool:
    return isinstance(node, Scalar) and (node.type == "null" or not node.text.strip())


class _Walk(NamedTuple):
    """What a walk over all values collects."""

    values: list[FileValue]
    problems: list[Problem]


def _walk(root: Mapping, numbers: dict[int, int], frame: _Frame, scheme: str, found: _Walk) -> None:
    """Collects the values that name files and the keys that are no strings; shared nodes are visited once."""
    seen: set[int] = set()
    pending: list[tuple[Node, int, tuple[object, ...]]] = [(root, -1 if frame.single is None else 0, ())]
    while pending:
        node, entry, path = pending.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        if id(node) in numbers:
            entry, path = numbers[id(node)], ()
        if isinstance(node, Mapping):
            for key, value, merged in node.pairs:
                if merged:
                    continue
                if key.type != "str":
                    found.problems.extend(_key_problem(key))
                if value.__class__ is not Scalar:
                    pending.append((value, entry, (path, key.text)))
                elif value[2].startswith(scheme):
                    found.values.append(FileValue(value, entry, _dotted((path, key.text))))
        elif isinstance(node, Sequence):
            for number, item in enumerate(node.items):
                if item.__class__ is not Scalar:
                    pending.append((item, entry, (path, number)))
                elif item[2].startswith(scheme):
                    found.values.append(FileValue(item, entry, _dotted((path, number))))


def _key_problem(key: Scalar) -> Iterator[Problem]:
    """JSON, through which the runtime passes the file, turns numbers into text keys but refuses these."""
    if key.type in ("bool", "null"):
        what = f"`{key.text}`" if key.text else "an empty key"
        quoted = f'"{key.text}"' if key.text else None
        message = f"{what} is no string, so it cannot be a key"
        yield Problem(_RULE, key.span, message, "put the key in quotes", replacement=quoted)


def _dotted(path: tuple[object, ...]) -> str:
    steps: list[str] = []
    while path:
        parent, step = path
        steps.append(f"[{step}]" if isinstance(step, int) else f".{step}")
        path = parent  # type: ignore[assignment]  # a chain of tuples that mypy cannot type recursively
    return "".join(reversed(steps)).removeprefix(".")


def _suppressions(
    text: str, root: Mapping, places: list[tuple[Mapping, Span]]
) -> tuple[list[Suppression], dict[int, list[Suppression]]]:
    """Those for lines and the file, and those of the entries by number."""
    if KEYWORD not in text:
        return [], {}
    lines = LineIndex(text)
    heads: dict[int, int] = {}
    for number, (node, span) in enumerate(places):
        for start in (span.start, *(pair.key.start for pair in node.pairs[:1])):
            heads.setdefault(lines.position(start).line, number)
    general: list[Suppression] = []
    of_entries: dict[int, list[Suppression]] = {}
    for suppression in find_suppressions(lines, _comments(text, root), heads.__contains__):
        if suppression.scope == "entry":
            of_entries.setdefault(heads[suppression.first], []).append(suppression)
        else:
            general.append(suppression)
    return general, of_entries


def _comments(text: str, root: Mapping) -> Iterator[Span]:
    """The comments, and the marker that begins the document, which is no content either."""
    scalars = sorted(_long_scalars(root), key=lambda scalar: scalar.start)
    starts = [scalar.start for scalar in scalars]
    place = 0
    while (match := _COMMENT.search(text, place)) is not None:
        last = bisect_right(starts, match.start()) - 1
        scalar = scalars[last] if last >= 0 else None
        if scalar is not None and match.start() < scalar.end and not _in_header(text, scalar, match.start()):
            place = scalar.end
            continue
        yield Span(*match.span())
        place = match.end()


def _in_header(text: str, scalar: Scalar, place: int) -> bool:
    """True for a comment behind the `|` or `>` of a block scalar."""
    match = _LINE_REST.match(text, scalar.start)
    return scalar.style in ("|", ">") and match is not None and place < match.end()


def _long_scalars(root: Mapping) -> Iterator[Scalar]:
    """The scalars that may contain what looks like a comment."""
    seen: set[int] = set()
    pending: list[Node] = [root]
    while pending:
        node = pending.pop()
        if isinstance(node, Scalar):
            if node.style:
                yield node
        elif id(node) not in seen:
            seen.add(id(node))
            if isinstance(node, Sequence):
                pending += node.items
            else:
                for key, value, _ in node.pairs:
                    pending += (key, value)
