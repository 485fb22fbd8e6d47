"""Ways to spoil the contents of a file, each with a source of chance and other contents to take from."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from random import Random

LARGEST = 200_000
"""No mutant has more bytes, so that a run tries many; the limits on size have tests of their own."""

_TEXTS = (
    *("  ", " ", "\t", "\n", "\r", "\r\n", "\x0c", "\x0b", "\x1c", "\x85", "\u2028", "\u2029", "\x00", "\ufeff"),
    *(":", ": ", "- ", "-", '"', "'", "[", "]", "{", "}", "(", ")", "#", " # ", "|", ">", "&a ", "*a ", "!!int "),
    *("<<: *a\n", "? ", "%", "@", "`", ",", "~", "---\n", "...\n", "a: b\n", "\\", "\\u12", "\\x", "\ud800", "😀"),
    *("--", "--[[", "]]", "[==[", "]=]", "::", "::a::", "=", "==", "..", "...", ".", "//", "<<", "~=", " as "),
    *("function ", "end ", "if ", "then ", "do ", "while ", "repeat ", "until ", "return ", "local ", "goto a "),
    *("break ", "type A = ", "interface A ", "<T>", "@min(0)", "require", 'require("json")', "0x", "1e", "1e999"),
    *("self", "nil", "true", "file://", "file://../..", "entries:\n", "namespace: ", "name: ", "kind: "),
    *("lua-entries: ignore[", "# lua-entries: ignore\n", "-- lua-entries: ignore[LE301] x\n", "${env:", "\ue000"),
    *("99999999999999999999", "-1", "null", "yes", "0600", "1_000", ".nan", "2001-01-01", "!!binary x", "\u202e"),
)
_BYTES = (b"\xff", b"\xc3", b"\xed\xa0\x80", b"\xf8\x88\x80\x80\x80", b"\xef\xbb\xbf")
PIECES: tuple[bytes, ...] = (*(text.encode("utf-8", "surrogatepass") for text in _TEXTS), *_BYTES)
"""What is written anywhere: what means something in YAML or Lua, and what some readers take for a line end."""

Mutator = Callable[[Random, bytes, Sequence[bytes]], bytes]
_LINE_END = re.compile(rb"\r\n|\n|\r")
_DEEP = (
    b"[",
    b"{",
    b"(",
    b"{a: ",
    b"- ",
    b"? ",
    b"f(",
    b"function() ",
    b"{{",
    b"[[",
    b"do ",
    b"if x then ",
    b"a.",
    b"-",
)
_STORM = (b"[[", b"[=[", b"--[[", b"]]", b"]=", b"[==", b'"', b"'", b"\\", b"::", b"1.", b"&a ", b"*a ", b"#", b"-- ")


def _place(chance: Random, data: bytes) -> int:
    return chance.randint(0, len(data))


def _part(chance: Random, data: bytes) -> tuple[int, int]:
    start = _place(chance, data)
    return start, min(len(data), start + chance.choice((0, 1, 2, 5, 20, 80, 400)))


def _lines(data: bytes) -> list[bytes]:
    return data.splitlines(keepends=True) or [b""]


def _some_lines(chance: Random, data: bytes) -> tuple[list[bytes], int, int]:
    lines = _lines(data)
    first = chance.randrange(len(lines))
    return lines, first, min(len(lines), first + chance.choice((1, 1, 2, 4, 10)))


def _truncate(chance: Random, data: bytes, _others: Sequence[bytes]) -> bytes:
    return data[: _place(chance, data)]


def _behead(chance: Random, data: bytes, _others: Sequence[bytes]) -> bytes:
    return data[_place(chance, data) :]


def _cut(chance: Random, data: bytes, _others: Sequence[bytes]) -> bytes:
    start, end = _part(chance, data)
    return data[:start] + data[end:]


def _splice(chance: Random, data: bytes, others: Sequence[bytes]) -> bytes:
    other = chance.choice(others)
    return data[: _place(chance, data)] + other[_place(chance, other) :]


def _graft(chance: Random, data: bytes, others: Sequence[bytes]) -> bytes:
    other = chance.choice(others)
    start, end = _part(chance, other)
    at = _place(chance, data)
    return data[:at] + other[start:end] + data[at:]


def _insert(chance: Random, data: bytes, _others: Sequence[bytes]) -> bytes:
    start, end = _part(chance, data)
    return data[:start] + b"".join(chance.choices(PIECES, k=chance.randint(1, 3))) + data[chance.choice((start, end)) :]


def _random_bytes(chance: Random, data: bytes, _others: Sequence[bytes]) -> bytes:
    start, end = _part(chance, data)
    return data[:start] + chance.randbytes(chance.randint(1, 8)) + data[end:]


def _change_byte(chance: Random, data: bytes, _others: Sequence[bytes]) -> bytes:
    at = _place(chance, data)
    return data[:at] + bytes([chance.choice(b"\0\t\n\r !\"#&'()*,-.:<=>?@[\\]_`{|}~aZ09\x85\xa0\xff")]) + data[at + 1 :]


def _indent(chance: Random, data: bytes, _others: Sequence[bytes]) -> bytes:
    lines, first, last = _some_lines(chance, data)
    shift = chance.choice((b" ", b"  ", b"    ", b"\t", b" \t", -1, -2, -4))
    for number in range(first, last):
        line = lines[number]
        spaces = len(line) - len(line.lstrip(b" "))
        lines[number] = shift + line if isinstance(shift, bytes) else line[min(-shift, spaces) :]
    return b"".join(lines)


def _repeat_lines(chance: Random, data: bytes, _others: Sequence[bytes]) -> bytes:
    lines, first, last = _some_lines(chance, data)
    return b"".join((*lines[:last], *lines[first:last] * chance.choice((1, 1, 2, 5, 50)), *lines[last:]))


def _drop_lines(chance: Random, data: bytes, _others: Sequence[bytes]) -> bytes:
    lines, first, last = _some_lines(chance, data)
    return b"".join((*lines[:first], *lines[last:]))


def _move_lines(chance: Random, data: bytes, _others: Sequence[bytes]) -> bytes:
    lines, first, last = _some_lines(chance, data)
    moved = lines[first:last]
    del lines[first:last]
    at = chance.randint(0, len(lines))
    return b"".join((*lines[:at], *moved, *lines[at:]))


def _line_ends(chance: Random, data: bytes, _others: Sequence[bytes]) -> bytes:
    ends = [b"\n", b"\r\n", b"\r", b"\n\r", b"\x0c", b"\x0c\n", b"\xc2\x85", b"\xe2\x80\xa8", b"\n\n", b" \n", b"\\\n"]
    kept = chance.random()
    end = chance.choice(ends)
    if chance.random() < 0.5:  # one end for all
        return _LINE_END.sub(lambda _: end, data)
    return _LINE_END.sub(lambda match: match[0] if chance.random() < kept else chance.choice(ends), data)


def _conflict(chance: Random, data: bytes, _others: Sequence[bytes]) -> bytes:
    lines, first, last = _some_lines(chance, data)
    middle = chance.randint(first, last)
    marks: list[bytes] = [b"<<<<<<< HEAD\n", b"=======\n", b">>>>>>> other\n"]
    if chance.random() < 0.2:
        marks[chance.randrange(3)] = chance.choice((b"", b"||||||| base\n", b"=======\n"))
    parts = (*lines[:first], marks[0], *lines[first:middle], marks[1], *lines[middle:last], marks[2], *lines[last:])
    return b"".join(parts)


def _deep(chance: Random, data: bytes, _others: Sequence[bytes]) -> bytes:
    at = _place(chance, data)
    unit = chance.choice(_DEEP)
    count = chance.choice((10, 100, 190, 250, 257, 300, 2_000, 20_000))
    closing = {b"[": b"]", b"{": b"}", b"(": b")", b"[[": b"]]", b"{{": b"}}", b"{a: ": b"}", b"f(": b")"}.get(
        unit, b""
    )
    return data[:at] + unit * count + closing * chance.choice((0, count - 1, count)) + data[at:]


def _storm(chance: Random, data: bytes, _others: Sequence[bytes]) -> bytes:
    at = _place(chance, data)
    return data[:at] + chance.choice(_STORM) * chance.choice((10, 300, 5_000)) + data[at:]


def _repeat_piece(chance: Random, data: bytes, _others: Sequence[bytes]) -> bytes:
    start, end = _part(chance, data)
    return data[:end] + data[start:end] * chance.choice((1, 3, 30, 500)) + data[end:]


def _huge_line(chance: Random, data: bytes, _others: Sequence[bytes]) -> bytes:
    at = _place(chance, data)
    return (
        data[:at] + chance.choice((b"x", b" ", "é".encode(), "😀".encode(), b"a: ", b"x, ", b"x.")) * 20_000 + data[at:]
    )


def _alias_bomb(chance: Random, data: bytes, _others: Sequence[bytes]) -> bytes:
    width, levels = chance.choice((2, 10)), chance.choice((3, 8, 30))
    lines = [b"a0: &a0 [x]\n"]
    for number in range(1, levels):
        inner = b", ".join([b"*a%d" % (number - 1)] * width)
        shape = chance.choice((b"a%d: &a%d [%b]\n", b"a%d: &a%d {<<: [%b]}\n", b"- &b%d%d [%b]\n"))
        lines.append(shape % (number, number, inner))
    at = chance.choice((0, len(data), _place(chance, data)))
    return data[:at] + b"".join(lines) + data[at:]


def _swap_words(chance: Random, data: bytes, _others: Sequence[bytes]) -> bytes:
    words = [match.span() for match in re.finditer(rb"[\w.:/]+", data)]
    if len(words) < 2:
        return data
    (start, end), (begin, stop) = sorted(chance.sample(words, 2))
    return data[:start] + data[begin:stop] + data[end:begin] + data[start:end] + data[stop:]


_LIGHT: tuple[Mutator, ...] = (
    *(_truncate, _cut, _splice, _graft, _insert, _insert, _insert, _random_bytes, _change_byte, _change_byte, _indent),
    *(_indent, _repeat_lines, _drop_lines, _move_lines, _line_ends, _conflict, _swap_words, _swap_words, _behead),
)
_HEAVY: tuple[Mutator, ...] = (_deep, _storm, _repeat_piece, _huge_line, _alias_bomb)


def mutated(chance: Random, data: bytes, others: Sequence[bytes]) -> bytes:
    """A mutant of `data`, by one to five steps."""
    for _ in range(chance.choice((1, 1, 1, 2, 2, 3, 5))):
        mutator = chance.choice(_HEAVY if chance.random() < 0.06 else _LIGHT)
        data = mutator(chance, data, others)[:LARGEST]
    return data


def as_text(data: bytes) -> str:
    """Any bytes as a text: what is not UTF-8 becomes lone surrogates."""
    return data.decode("utf-8", "surrogateescape")
