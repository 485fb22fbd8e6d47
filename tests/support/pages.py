"""Read the rule pages in `docs/rules`; `docs/rule-pages.md` describes their form."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from tests.support.fixtures import Fixture, fixture_of_files, parse_placed

PAGES = Path(__file__).parents[2] / "docs" / "rules"

SECTIONS = (
    "What it does",
    "Why it is bad",
    "Example",
    "Use instead",
    "Looks wrong but is fine",
    "Fix",
    "Configuration",
)
VIOLATING = "Example"
CLEAN = ("Use instead", "Looks wrong but is fine")

_HEAD = re.compile(
    r"# (?P<code>LE\d{3}) (?P<name>[a-z0-9-]+)\n\nSeverity: (?P<severity>[a-z]+)\. Fix: (?P<fix>[a-z, ]+)\.\n"
)
_HEADING = re.compile(r"(?P<level>#{2,3}) (?P<text>.*\S)\s*")
_FENCE = re.compile(r"(?P<fence>`{3,})(?P<info>[^`]*)")
_FILE = re.compile(r"(?:\S+ )?file=(?P<path>\S+)")


class Block(NamedTuple):
    """A fenced block: the words after the fence, and its text, each line ended."""

    info: str
    text: str


class Example(NamedTuple):
    """A project of a page, told in one or more blocks under one heading."""

    section: str
    title: str
    """The heading of the third level, or empty."""
    fixture: Fixture


class Page(NamedTuple):
    """A rule page as it is written."""

    path: Path
    code: str
    name: str
    severity: str
    fix: str
    sections: tuple[str, ...]
    """Headings of the second level, in order."""
    blocks: tuple[tuple[str, Block], ...]
    """Every fenced block with the section that it is in."""
    examples: tuple[Example, ...]


def page_paths() -> list[Path]:
    """The files in `docs/rules`, the README left out, in order of their names."""
    return sorted(path for path in PAGES.glob("*.md") if path.name != "README.md")


def read_page(path: Path) -> Page:
    """Read a page.

    Raises:
        ValueError: the title or the line below it has another form, or an example cannot be read.
    """
    text = path.read_text(encoding="utf-8")
    head = _HEAD.match(text)
    if head is None:
        raise ValueError(f"{path.name} must begin with `# LE000 name`, an empty line and `Severity: error. Fix: safe.`")
    sections: list[str] = []
    blocks: list[tuple[str, str, Block]] = []
    heading = ""
    for part in _parts(text[head.end() :].split("\n")):
        if isinstance(part, Block):
            blocks.append((sections[-1] if sections else "", heading, part))
        elif part["level"] == "##":
            sections.append(part["text"])
            heading = ""
        else:
            heading = part["text"]
    return Page(
        path,
        head["code"],
        head["name"],
        head["severity"],
        head["fix"],
        tuple(sections),
        tuple((section, block) for section, _, block in blocks),
        tuple(_examples(path, blocks)),
    )


def _parts(lines: list[str]) -> Iterator[Block | re.Match[str]]:
    """The fenced blocks and the headings outside of them."""
    fence = ""
    info = ""
    body: list[str] = []
    for line in lines:
        if fence:
            if line.rstrip() == fence:
                yield Block(info, "".join(f"{text}\n" for text in body))
                fence = ""
            else:
                body.append(line)
        elif opening := _FENCE.fullmatch(line):
            fence, info, body = opening["fence"], opening["info"].strip(), []
        elif heading := _HEADING.fullmatch(line):
            yield heading
    if fence:
        raise ValueError("a fenced block is not closed")


def _examples(path: Path, blocks: list[tuple[str, str, Block]]) -> Iterator[Example]:
    """Group the blocks of the example sections by heading; blocks without `file=` are only shown."""
    grouped: dict[tuple[str, str], list[Block]] = {}
    for section, heading, block in blocks:
        if section in (VIOLATING, *CLEAN):
            grouped.setdefault((section, heading), []).append(block)
    for (section, heading), group in grouped.items():
        files = [(match["path"], block.text) for block in group if (match := _FILE.fullmatch(block.info))]
        findings = [line for block in group if block.info == "findings" for line in block.text.splitlines()]
        if not files:
            continue
        try:
            yield Example(section, heading, fixture_of_files(files, map(parse_placed, findings)))
        except ValueError as error:
            raise ValueError(f"{path.name}, {heading or section}: {error}") from error
