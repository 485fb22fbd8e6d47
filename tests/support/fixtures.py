"""The fixture language: a small project, and what is wrong in it, in one string.

    --- src/_index.yaml
    namespace: app
    entries:
      - name: handler
        kind: function.lau
        #     ^^^^^^^^^^^^ LE102: function.lua
        source: file://handler.lua
        metod: main  # LE104 # LE101: method
    --- src/handler.lua
    return {}
    === LE204 src/handler.lua

- `--- path` starts a file (the path has an extension); `--- path -> target` is a symbolic link.
- A trailing comment `# LE102: fragment` or `-- LE301: fragment` expects one finding of that code that starts on its
  line and whose message or help has the fragment. `: fragment` may be left out, and one line may carry several of them.
- A comment of its own with carets expects a finding with exactly that span on the line above.
- `=== LE006 path[:line] fragment` expects a finding where no comment fits; without a line, one about the whole file.

All of this is taken out before the text is read, so that it cannot change what the text means.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable
from typing import NamedTuple

_HEADER = re.compile(r"--- (?P<path>\S*\.\w+)(?: -> (?P<link>\S+))?")
_PLACED = re.compile(r"(?P<code>LE\d{3}) (?P<path>[^\s:]+)(?::(?P<line>\d+))?(?:[ \t]+(?P<fragment>.*\S))?[ \t]*")
_MARK = r"(?:#|--)[ \t]*"
_COMMENTS = re.compile(rf"[ \t]*{_MARK}LE\d{{3}}\b.*")
_COMMENT = re.compile(r"(?P<code>LE\d{3})(?::[ \t]*(?P<fragment>.*?))?[ \t]*")
_CARETS = re.compile(rf"[ \t]*{_MARK}(?P<carets>\^+)[ \t]*{_COMMENT.pattern}")


class Expected(NamedTuple):
    """One finding that must be there."""

    path: str
    line: int | None
    """Counted from 1 in the text without expectations; None for a finding about the whole file."""
    code: str
    fragment: str
    columns: tuple[int, int] | None = None
    """Start and end column, counted from 0, where the exact span is asked for."""


class FixtureFile(NamedTuple):
    """A file of a fixture as it is written to disk; `link` is the target of a symbolic link."""

    path: str
    text: str
    link: str | None = None


class Fixture(NamedTuple):
    """The files of a small project and the findings that it must give."""

    files: tuple[FixtureFile, ...]
    expected: tuple[Expected, ...]


def parse_fixture(text: str) -> Fixture:
    """Read a fixture; blanks that all lines begin with are removed first.

    Raises:
        ValueError: text before the first `--- path`, a path twice, or an expectation that cannot be read.
    """
    sections: list[tuple[FixtureFile, list[str]]] = []
    placed: list[Expected] = []
    for line in textwrap.dedent(text).split("\n"):
        if header := _HEADER.fullmatch(line):
            sections.append((FixtureFile(header["path"], "", header["link"]), []))
        elif line.startswith("=== "):
            placed.append(parse_placed(line[4:]))
        elif sections:
            sections[-1][1].append(line)
        elif line.strip():
            raise ValueError(f"text before the first `--- path` line: {line!r}")
    return _fixture(((file, "\n".join(lines)) for file, lines in sections), placed)


def fixture_of_files(files: Iterable[tuple[str, str]], placed: Iterable[Expected] = ()) -> Fixture:
    """The fixture made of (path, text with expectation comments) pairs and of the expectations `placed` elsewhere.

    Raises:
        ValueError: as for `parse_fixture`.
    """
    return _fixture(((FixtureFile(path, ""), text) for path, text in files), placed)


def parse_placed(text: str) -> Expected:
    """Read `LE006 path[:line] fragment`.

    Raises:
        ValueError: the line has another form.
    """
    match = _PLACED.fullmatch(text)
    if match is None:
        raise ValueError(f"not of the form `LE000 path[:line] fragment`: {text!r}")
    line = int(match["line"]) if match["line"] else None
    return Expected(match["path"], line, match["code"], match["fragment"] or "")


def take_expectations(path: str, text: str) -> tuple[str, list[Expected]]:
    """The text without its expectation comments, and what they say.

    Raises:
        ValueError: carets without a line above, or a comment that begins with a code and goes on in another form.
    """
    kept: list[str] = []
    expected: list[Expected] = []
    for line in text.split("\n"):
        if carets := _CARETS.fullmatch(line):
            if not kept:
                raise ValueError(f"{path}: carets without a line above")
            span = carets.span("carets")
            expected.append(Expected(path, len(kept), carets["code"], carets["fragment"] or "", span))
            continue
        comments = _COMMENTS.search(line)
        kept.append(line if comments is None else line[: comments.start()])
        for part in re.split(rf"{_MARK}(?=LE\d{{3}}\b)", comments[0])[1:] if comments else ():
            comment = _COMMENT.fullmatch(part)
            if comment is None:
                raise ValueError(f"{path}: not of the form `LE000: fragment`: {part!r}")
            expected.append(Expected(path, len(kept), comment["code"], comment["fragment"] or ""))
    return "\n".join(kept), expected


def _fixture(sections: Iterable[tuple[FixtureFile, str]], placed: Iterable[Expected]) -> Fixture:
    files: dict[str, FixtureFile] = {}
    expected: list[Expected] = []
    for file, text in sections:
        if file.path in files:
            raise ValueError(f"{file.path} is there twice")
        clean, found = take_expectations(file.path, text)
        files[file.path] = file._replace(text=clean if not clean or clean.endswith("\n") else clean + "\n")
        expected += found
    return Fixture(tuple(files.values()), (*expected, *placed))
