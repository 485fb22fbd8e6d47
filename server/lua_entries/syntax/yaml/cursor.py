"""What is being typed at a place of a YAML text: `cursor_at`.

It works on the text alone, half typed or broken as it may be. The lines are read one by one and put in order by their
indentation; brackets and braces are followed over several lines until they are closed, or until a line makes clear that
they were left open. Nothing has to be well-formed: a key that stands too far left or right counts as one of those
around it, a line that is neither a key nor an item is passed over.
"""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

from lua_entries.text.quoted import typed_end
from lua_entries.text.span import Span

PartKind = Literal["", "scalar", "mapping", "list"]

TAB = 4
"""How wide a tab in the indentation is taken to be; YAML allows none."""

_LINE = re.compile(r"([ \t]*)([^\r\n]*)(\r\n|\r|\n|\Z)")
_DASH = re.compile(r"-(?:[ \t]+|(?=[\r\n]|\Z))")
_KEY = re.compile(
    r"""(?:"(?P<double>(?:[^"\\\r\n]|\\.)*)"[ \t]*|'(?P<single>(?:[^'\r\n]|'')*)'[ \t]*|"""
    r"""(?P<plain>(?:[^\s"'#\[\]{},&*!|>%@`?:-]|[?:-](?=[^\s:#]))[^:#\r\n]*(?:(?::|(?<=\S)#)(?=\S)[^:#\r\n]*)*))"""
    r""":(?=\s|\Z)"""
)
_TIGHT_KEY = re.compile(r"(?P<plain>[A-Za-z_][\w.-]*):(?!/)", re.ASCII)
_PROPERTY = re.compile(r"(?:[&!][^\s\[\]{},]*[ \t]+)*")
_BLOCK_HEADER = re.compile(r"([|>])[-+0-9]*[ \t]*(?:#[^\r\n]*)?(?=[\r\n]|\Z)")
_COMMENT = re.compile(r"(?:(?<=[ \t])|\A)#")
_MARKER = re.compile(r"(?:---|\.\.\.)(?=\s|\Z)")
_CONFLICT = re.compile(r"(?:<{7}|={7}|>{7}|\|{7})(?=[ \r\n]|\Z)")
_QUOTED = {'"': re.compile(r'"((?:[^"\\\r\n]|\\.)*)("?)'), "'": re.compile(r"'((?:[^'\r\n]|'')*)('?)")}
_FLOW_PLAIN = re.compile(
    r"(?:[^,\[\]{}\s:]|:(?![\s,\[\]{}]|\Z))(?:[ \t]*(?:[^,\[\]{}\s:#]|(?<=\S)#|:(?![\s,\[\]{}]|\Z)))*"
)
_BLANKS = re.compile(r"[ \t]*")
_REST = re.compile(r"[^\r\n]*")
_COLON_NEXT = re.compile(r"[ \t]*:")

_ENTRY_DEPTH = 2
"""How many containers are open where an item of the outermost list begins."""

_QUOTED_LINES = 200
"""How many lines a quoted scalar may have; one that is still open then is taken to end where it began."""


class Part:
    """A mapping, a list or a scalar as far as it is written; kind `""` where nothing is there yet. Read only."""

    __slots__ = ("column", "flow", "items", "kind", "pairs", "parent", "segment", "span", "style", "text")

    def __init__(self, parent: Part | None, segment: str, start: int) -> None:
        self.kind: PartKind = ""
        self.parent = parent
        self.segment = segment
        """The key, or `[3]` for a list item; empty for the root."""
        self.span = Span(start, start)
        """Of a scalar without its quotes; of an item or the root only where it begins, of an item at its dash."""
        self.text = ""
        """Of a scalar; escapes are not resolved."""
        self.style = ""
        """Of a scalar: its quote, `|` or `>`."""
        self.pairs: list[tuple[str, Span, Part]] = []
        """Of a mapping: key, where the key stands without quotes, value."""
        self.items: list[Part] = []
        self.column = -1
        """Of a mapping or list in block style."""
        self.flow = False

    @property
    def path(self) -> tuple[str, ...]:
        """The segments that lead here from the root."""
        steps: list[str] = []
        part: Part | None = self
        while part is not None and part.parent is not None:
            steps.append(part.segment)
            part = part.parent
        return tuple(reversed(steps))

    def get(self, key: str) -> Part | None:
        """The value under a key, compared without case where no exact one exists."""
        exact = next((value for name, _, value in self.pairs if name == key), None)
        if exact is not None:
            return exact
        lowered = key.lower()
        return next((value for name, _, value in self.pairs if name.lower() == lowered), None)

    def scalar(self, key: str) -> str:
        """The text of the scalar under a key; empty where there is none."""
        value = self.get(key)
        return value.text if value is not None and value.kind == "scalar" else ""


class YamlCursor(NamedTuple):
    """What may be typed at the cursor: a key, a scalar, or the dash of a list item; several where all of them fit."""

    root: Part
    key: Part | None = None
    """The mapping (or what would become one) that a key typed here is in."""
    value: Part | None = None
    """The scalar that is typed here, or that would begin here."""
    item: Part | None = None
    """The list (or what would become one) that a `- ` typed here adds to."""
    block: Part | None = None
    """The block scalar (`|`, `>`) that the cursor is in, its `span` the whole of it; nothing else is set then."""
    span: Span = Span(0, 0)
    """What a completed word replaces, without quotes."""
    prefix: str = ""
    """The part of it before the cursor."""
    quote: str = ""
    colon: bool = False
    """A colon follows the key already."""
    gap: str = ""
    """White space that has to be put in front: a blank after a colon or a dash."""
    flow: bool = False
    """In brackets or braces."""
    indent: str = ""
    """White space that a key has to be put behind: the line begins under the dash of the item that it belongs to."""


def cursor_at(text: str, offset: int) -> YamlCursor:
    """What is being typed at an offset. Never raises; linear time. The parts hold what follows the cursor too."""
    return _Scanner(text, min(max(offset, 0), len(text))).run()


class _Line(NamedTuple):
    start: int
    content: int
    end: int
    column: int
    """Of the first character that is no white space."""


class _Scanner:
    """Reads the lines in order and keeps the containers that are still open."""

    def __init__(self, text: str, offset: int) -> None:
        self.text = text
        self.offset = offset
        self.root = Part(None, "", 0)
        self.stack: list[Part] = [self.root]
        """Open containers in block style, outermost first; the root is always there."""
        self.found: YamlCursor | None = None

    def run(self) -> YamlCursor:
        text = self.text
        position = 1 if text.startswith("\ufeff") else 0
        while True:
            match = _LINE.match(text, position)
            assert match is not None, "the pattern matches everywhere"
            content = match.start(2)
            end = match.end(2)
            column = _width(match.group(1))
            here = self.found is None and position <= self.offset <= end
            line = _Line(position, content, end, column)
            if content == end:
                if here:
                    self._free(_width(text[position : self.offset]), Span(self.offset, self.offset), "")
                stop = end
            elif column == 0 and _MARKER.match(text, content):
                if self.found is not None:
                    break
                self._restart(end)
                stop = end
            elif text[content] in "#%" or (column == 0 and _CONFLICT.match(text, content)):
                stop = end
            else:
                stop = self._content(line)
                if stop < 0:
                    break
            if here and self.found is None and self.offset <= stop:
                self.found = YamlCursor(self.root)
            if stop != end:
                match = _LINE.match(text, stop)
                assert match is not None, "the pattern matches everywhere"
            position = match.end()
            if not match.group(3):
                break
        return self.found if self.found is not None else YamlCursor(self.root)

    def _restart(self, start: int) -> None:
        """Begin another document."""
        if self.root.kind:
            self.root = Part(None, "", start)
        self.stack = [self.root]

    # --- structure ------------------------------------------------------------------------------------

    def _content(self, line: _Line) -> int:
        """Read a line that is neither blank nor a comment; gives where reading ended, -1 when nothing more matters."""
        text = self.text
        position, column = line.content, line.column
        part: Part | None = None
        while (dash := _DASH.match(text, position, line.end)) is not None:
            part = self._item(position, column, part)
            if part is None:
                return line.end
            if len(self.stack) <= _ENTRY_DEPTH and self._is_beyond(part):
                return -1
            column += dash.end() - position
            position = dash.end()
        dashed = part is not None
        if position >= line.end:
            if part is not None and line.content < self.offset <= line.end:
                gap = " " if text[self.offset - 1] == "-" else ""
                self._set(key=part, value=part, span=Span(self.offset, self.offset), gap=gap)
            return line.end
        if text[position] == "#":
            return line.end
        match = _KEY.match(text, position, line.end)
        if match is None and not dashed and position <= self.offset <= line.end:
            match = _TIGHT_KEY.match(text, position, line.end)
            if match is not None and self.offset < match.end():
                match = None
        if match is None:
            if part is None:
                return self._stray(line)
            return self._scalar(part, position, line.end, part.parent.column if part.parent is not None else -1, True)
        return self._pair(match, line, column, part)

    def _pair(self, match: re.Match[str], line: _Line, column: int, part: Part | None) -> int:
        """Read a line with a key, which belongs to the new list item `part` or to what its column says."""
        if part is None:
            holder = self._mapping_at(column)
        else:
            holder = part
            self._begin(holder, "mapping", column)
            self.stack.append(holder)
        style = match.lastgroup or "plain"
        key = match.group(style).rstrip()
        span = Span(match.start(style), match.start(style) + len(key))
        value = Part(holder, key, match.end())
        holder.pairs.append((key, span, value))
        if span.start <= self.offset <= span.end:
            quote = {"double": '"', "single": "'"}.get(style, "")
            self._set(key=holder, span=span, quote=quote, colon=True)
        return self._scalar(value, match.end(), line.end, holder.column, False)

    def _mapping_at(self, column: int) -> Part:
        """The mapping that a key at a column belongs to; what stood in its place before is given up."""
        self._open(column)
        top = self.stack[-1]
        if top.kind == "list" and top.column == column and len(self.stack) > 1 and self.stack[-2].column == column:
            self.stack.pop()
            return self.stack[-1]
        last = self._last(top)
        if top.kind == "mapping" and (last is None or top.column == column):
            return top
        if last is None:
            return self._begin(top, "mapping", column)
        while last.kind == "list" and not last.flow:
            self.stack.append(last)
            last = last.items[-1]
        if last.kind == "mapping" and not last.flow:
            self.stack.append(last)
            return last
        owner = last.parent
        assert owner is not None, "what is in a container has a parent"
        if last.kind == "" or (last.kind == "scalar" and owner.kind == "list" and not last.style):
            self.stack.append(last)
            return self._begin(last, "mapping", column)
        return owner if owner.kind == "mapping" else self._begin(Part(None, "", 0), "mapping", column)

    def _item(self, start: int, column: int, within: Part | None) -> Part | None:
        """A new list item whose dash stands at a column; `within` is the item that began on the same line before it."""
        if within is not None:
            holder: Part | None = self._begin(within, "list", column)
            self.stack.append(within)
        else:
            holder = self._list_at(column)
        if holder is None:
            return None
        part = Part(holder, f"[{len(holder.items)}]", start)
        holder.items.append(part)
        return part

    def _list_at(self, column: int) -> Part | None:
        """The list that a dash at a column belongs to; None where there is none."""
        self._open(column)
        top = self.stack[-1]
        if top.kind == "list" and top.column == column:
            return top
        last = top if top.kind == "" else self._last(top)
        if last is not None and last.kind == "":
            if last is not top:
                self.stack.append(last)
            return self._begin(last, "list", column)
        if last is not None and last.kind == "list" and not last.flow:
            self.stack.append(last)
            return last
        while self.stack and self.stack[-1].kind != "list":
            self.stack.pop()
        if self.stack:
            return self.stack[-1]
        self.stack = [self.root]
        return None

    def _open(self, column: int) -> None:
        """Make the innermost container that begins at the column or left of it the top of the stack."""
        stack = self.stack
        while len(stack) > 1 and stack[-1].column > column:
            stack.pop()
        while (last := self._last(stack[-1])) is not None and 0 <= last.column <= column:
            stack.append(last)

    @staticmethod
    def _last(part: Part) -> Part | None:
        """The last value of a container."""
        if part.kind == "mapping":
            return part.pairs[-1][2] if part.pairs else None
        return part.items[-1] if part.items else None

    @staticmethod
    def _begin(part: Part, kind: PartKind, column: int) -> Part:
        part.kind, part.column, part.text = kind, column, ""
        return part

    def _is_beyond(self, part: Part) -> bool:
        """True when the cursor was found in an earlier item of the outermost list, of which all is read now."""
        found = self.found
        if found is None or (found.value is not None and found.value.parent is part.parent):
            return False
        inner = found.key or found.value or found.item or found.block
        while inner is not None and inner.parent is not part.parent:
            inner = inner.parent
        return inner is not None

    # --- the cursor -----------------------------------------------------------------------------------

    def _set(
        self,
        *,
        key: Part | None = None,
        value: Part | None = None,
        item: Part | None = None,
        span: Span,
        quote: str = "",
        colon: bool = False,
        gap: str = "",
        flow: bool = False,
        indent: str = "",
    ) -> None:
        if self.found is None:
            prefix = self.text[span.start : self.offset]
            if " " in prefix or "\t" in prefix:
                key = item = None
            self.found = YamlCursor(self.root, key, value, item, None, span, prefix, quote, colon, gap, flow, indent)

    def _free(self, column: int, span: Span, word: str) -> None:
        """The cursor is on a line that holds nothing, or just a word without a colon, at a column."""
        self._open(column)
        top = self.stack[-1]
        last = self._last(top)
        if top.kind == "":
            self._set(key=top, item=top, span=span)
        elif top.column == column and top.kind == "mapping":
            self._set(key=top, span=span)
        elif top.column == column:
            outer = self.stack[-2] if len(self.stack) > 1 else None
            beside = outer if outer is not None and outer.kind == "mapping" and outer.column == column else None
            if beside is None and last is not None and _goes_on(last, word):
                self._set(key=last, item=top, span=span, indent=" " * (last.column - column))
            else:
                self._set(key=beside, item=top, span=span)
        elif last is None or last.flow:
            self._set(key=top if top.kind == "mapping" else None, span=span)
        elif last.kind == "":
            self._set(key=last, value=last, item=last, span=span)
        elif last.kind == "mapping":
            self._set(key=last, span=span)
        elif last.kind == "list":
            self._set(item=last, span=span)
        elif top.kind == "mapping":
            self._set(key=top, span=span)
        elif not last.style:
            self._set(key=last, span=span)

    def _stray(self, line: _Line) -> int:
        """A line that is neither a key nor an item: a word being typed, a bracket, or the rest of a scalar."""
        text = self.text
        if text[line.content] in "[{\"'":
            self._open(line.column)
            top = self.stack[-1]
            last = top if top.kind == "" else self._last(top)
            if last is None or last.kind:
                last = Part(top, "", line.content)
            outside = -1 if last is self.root else top.column
            return self._scalar(last, line.content, line.end, outside, False)
        end = self._plain_end(line.content, line.end)
        if line.content <= self.offset <= end:
            self._free(line.column, Span(line.content, end), text[line.content : end])
        return line.end

    def _plain_end(self, start: int, end: int) -> int:
        """Where a plain scalar ends: before a comment and white space."""
        comment = _COMMENT.search(self.text, start, end)
        stop = comment.start() if comment is not None else end
        return start + len(self.text[start:stop].rstrip())

    def _scalar(self, part: Part, start: int, end: int, outside: int, item: bool) -> int:
        """Read the value of a key or item that begins at or after `start` on a line that ends at `end`.

        `outside` is the column of the container that holds it: what stands there, or further left, is no part of the
        value. `item`: a word may turn out to be the key of a mapping. Gives where reading ended.
        """
        text = self.text
        blanks = _BLANKS.match(text, start, end)
        begin = blanks.end() if blanks is not None else start
        properties = _PROPERTY.match(text, begin, end)
        begin = properties.end() if properties is not None else begin
        first = text[begin : begin + 1] if begin < end else ""
        if first in ("[", "{") and first:
            return _Flow(self, outside).run(part, begin)
        if first in ("|", ">") and first and (header := _BLOCK_HEADER.match(text, begin)) is not None:
            return self._block(part, header, outside)
        if first in ('"', "'") and first:
            return self._quoted(part, begin, end, outside)
        stop = begin if first == "#" and begin > start else self._plain_end(begin, end)
        part.span = Span(begin, stop)
        part.text = text[begin:stop]
        if stop > begin:
            part.kind = "scalar"
        if start <= self.offset <= end and self.found is None and first != "*":
            if begin == stop and self.offset <= (end if first != "#" else begin):
                gap = " " if self.offset == start and not item else ""
                self._set(value=part, key=part if item else None, span=Span(self.offset, self.offset), gap=gap)
            elif self.offset <= stop:
                span = Span(min(begin, self.offset), stop)
                gap = " " if begin == start and not item else ""
                self._set(value=part, key=part if item else None, span=span, gap=gap)
        return end

    def _quoted(self, part: Part, begin: int, end: int, outside: int) -> int:
        text = self.text
        quote = text[begin]
        match = _QUOTED[quote].match(text, begin, end)
        assert match is not None, "the pattern takes whatever follows the quote"
        stop = match.end()
        span = Span(begin + 1, match.end(1))
        part.kind, part.style = "scalar", quote
        if not match.group(2):
            closing = self._closing_quote(quote, end, outside)
            if closing >= 0:
                part.text = text[begin + 1 : closing]
                part.span = Span(begin + 1, closing)
                line_end = _REST.match(text, closing)
                return line_end.end() if line_end is not None else closing
            span = Span(begin + 1, begin + 1 + len(text[begin + 1 : end].rstrip()))
            stop = end
        part.span = span
        part.text = text[span.start : span.end]
        if span.start <= self.offset <= span.end:
            end = typed_end(text, self.offset, span.end, closed=bool(match.group(2)))
            self._set(value=part, span=Span(span.start, end), quote=quote)
        return max(stop, end)

    def _closing_quote(self, quote: str, end: int, outside: int) -> int:
        """Where a scalar that is open at the end of its line is closed; -1 where it never is."""
        pattern = _QUOTED[quote]
        position = end
        for _ in range(_QUOTED_LINES):
            following = _LINE.match(self.text, position)
            assert following is not None, "the pattern matches everywhere"
            if not following.group(3):
                return -1
            line = _LINE.match(self.text, following.end())
            assert line is not None, "the pattern matches everywhere"
            if line.group(2) and _width(line.group(1)) <= outside:
                return -1
            # What stands before the closing quote is read as if it began with one.
            rest = pattern.match(quote + line.group(2))
            if rest is not None and rest.group(2):
                return line.start(2) + rest.end(1) - 1
            position = line.end(2)
        return -1

    def _block(self, part: Part, header: re.Match[str], outside: int) -> int:
        """Pass over the lines of a block scalar."""
        text = self.text
        part.kind, part.style = "scalar", header.group(1)
        position = stop = header.end()
        while True:
            ended = _LINE.match(text, position)
            assert ended is not None, "the pattern matches everywhere"
            if not ended.group(3):
                break
            line = _LINE.match(text, ended.end())
            assert line is not None, "the pattern matches everywhere"
            if line.group(2) and _width(line.group(1)) <= outside:
                break
            position = line.end(2)
            # Blank lines at the end belong to it for who writes on there.
            here = line.start() <= self.offset <= position
            if line.group(2) or (here and _width(text[line.start() : self.offset]) > outside):
                stop = position
        part.span = Span(header.start(), stop)
        part.text = text[header.start() : stop]
        if self.found is None and header.end() < self.offset <= stop:
            self.found = YamlCursor(self.root, block=part)
        return stop


def _goes_on(item: Part, word: str) -> bool:
    """True when what is typed under the dash of an item may belong to it: editors put the cursor there at Enter."""
    return item.kind == "mapping" and not item.flow and bool(word or len(item.pairs) == 1)


class _Flow:
    """Reads brackets and braces from the first to its counterpart, or to where it is plain that there is none."""

    def __init__(self, scanner: _Scanner, outside: int) -> None:
        self.scanner = scanner
        self.text = scanner.text
        self.offset = scanner.offset
        self.outside = outside
        self.open: list[Part] = []
        self.slot: Part | None = None
        """What the next value goes into: a new item, or the value of the last key."""
        self.state: Literal["wanted", "key", "colon", "done"] = "wanted"
        """A key or item may begin; a key was read; its colon too; the value is complete."""

    def run(self, part: Part, start: int) -> int:
        """Gives where reading ended: after the last bracket, or at a line end."""
        text, size = self.text, len(self.text)
        self.slot, self.state = part, "colon"
        position = last = start
        while position < size:
            sign = text[position]
            if sign in " \t":
                position += 1
                continue
            if sign in "\r\n":
                if self._ends_before(position):
                    break
                position += 1
                continue
            if sign == "#" and position > last and text[position - 1] in " \t\r\n":
                self._gap(last, position)
                rest = _REST.match(text, position)
                stop = rest.end() if rest is not None else size
                if self.scanner.found is None and position < self.offset <= stop:
                    self.scanner.found = YamlCursor(self.scanner.root)
                position = last = stop
                continue
            stop = self._token(sign, position, last)
            position = last = stop
            if not self.open:
                return position
        self._gap(last, position)
        return position

    def _token(self, sign: str, position: int, last: int) -> int:
        """Read one token; gives where it ends."""
        if sign in "[{":
            self._gap(last, position)
            self._enter("list" if sign == "[" else "mapping", position)
        elif sign in "]}":
            self._gap(last, position)
            self._leave("list" if sign == "]" else "mapping")
        elif sign == ",":
            self._gap(last, position)
            self.slot, self.state = None, "wanted"
        elif sign == ":" and _FLOW_PLAIN.match(self.text, position) is None:
            self._gap(last, position)
            if self.state == "key":
                self.state = "colon"
        else:
            if last < position:
                self._gap(last, position - 1)
            return self._scalar(sign, position)
        return position + 1

    def _ends_before(self, position: int) -> bool:
        """True when the next line with content shows that the bracket was left open."""
        line = _LINE.match(self.text, position + (2 if self.text.startswith("\r\n", position) else 1))
        if line is None or not line.group(2) or _width(line.group(1)) > self.outside:
            return False
        start, end = line.span(2)
        return _DASH.match(self.text, start, end) is not None or _KEY.match(self.text, start, end) is not None

    def _enter(self, kind: PartKind, start: int) -> None:
        part = self.slot if self.state == "colon" and self.slot is not None else self._new_item(start)
        part.kind, part.flow, part.text = kind, True, ""
        self.open.append(part)
        self.slot, self.state = None, "wanted"

    def _leave(self, kind: PartKind) -> None:
        if any(part.kind == kind for part in self.open):
            while self.open.pop().kind != kind:
                pass
        self.slot, self.state = None, "done"

    def _new_item(self, start: int) -> Part:
        """An item of the innermost list; what stands where a key is wanted belongs to nothing."""
        holder = self.open[-1] if self.open else None
        if holder is None or holder.kind != "list":
            return Part(holder, "", start)
        part = Part(holder, f"[{len(holder.items)}]", start)
        holder.items.append(part)
        return part

    def _scalar(self, sign: str, position: int) -> int:
        text = self.text
        quote, closed = sign if sign in "\"'" else "", True
        if quote:
            match = _QUOTED[quote].match(text, position)
            assert match is not None, "the pattern takes whatever follows the quote"
            stop = match.end()
            span = Span(*match.span(1))
            closed = bool(match.group(2))
        else:
            match = _FLOW_PLAIN.match(text, position)
            stop = match.end() if match is not None else position + 1
            span = Span(position, stop)
        touched, replaced = span.start <= self.offset <= span.end, span
        if touched and quote:
            replaced = Span(span.start, typed_end(text, self.offset, span.end, closed=closed))
        content = text[span.start : span.end]
        holder = self.open[-1]
        if self.state == "colon" and self.slot is not None:
            part = self.slot
        elif self.state != "wanted":
            return stop
        elif holder.kind == "mapping":
            part = Part(holder, content, stop)
            holder.pairs.append((content, span, part))
            if touched:
                colon = _COLON_NEXT.match(text, stop) is not None
                self.scanner._set(key=holder, span=replaced, quote=quote, colon=colon, flow=True)
            self.slot, self.state = part, "key"
            return stop
        else:
            part = self._new_item(position)
        part.kind, part.text, part.span, part.style = "scalar", content, span, quote
        if touched and sign != "*":
            self.scanner._set(value=part, span=replaced, quote=quote, flow=True)
        self.state = "done"
        return stop

    def _gap(self, start: int, end: int) -> None:
        """Note the cursor when it stands between two tokens."""
        if self.scanner.found is not None or not start <= self.offset <= end or not self.open:
            return
        span = Span(self.offset, self.offset)
        holder = self.open[-1]
        if self.state == "wanted" and holder.kind == "mapping":
            self.scanner._set(key=holder, span=span, flow=True)
        elif self.state == "wanted":
            self.scanner._set(value=Part(holder, f"[{len(holder.items)}]", self.offset), span=span, flow=True)
        elif self.state == "colon" and self.slot is not None:
            gap = " " if self.text[self.offset - 1] == ":" else ""
            self.scanner._set(value=self.slot, span=span, gap=gap, flow=True)


def _width(indentation: str) -> int:
    """The column after some white space."""
    return len(indentation.expandtabs(TAB)) if "\t" in indentation else len(indentation)
