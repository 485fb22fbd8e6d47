"""Links between the pages of the repository lead to files and headings that there are."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = sorted(
    [ROOT / "README.md", ROOT / "vscode-extension/README.md", ROOT / "schema/README.md", *(ROOT / "docs").rglob("*.md")]
)

_BLOCK = re.compile(r"^(`{3,}).*?^\1`*$", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\]\(([^()\s]+)\)")
_HEADING = re.compile(r"^#+ (.*)", re.MULTILINE)


def text_of(page: Path) -> str:
    """The text of a page without its code blocks."""
    return _BLOCK.sub("", page.read_text(encoding="utf-8"))


def anchors(page: Path) -> set[str]:
    """The names by which the headings of a page can be linked to."""
    return {
        re.sub(r"[^\w -]", "", title.lower()).strip().replace(" ", "-") for title in _HEADING.findall(text_of(page))
    }


@pytest.mark.parametrize("page", PAGES, ids=[str(page.relative_to(ROOT)) for page in PAGES])
def test_links(page: Path) -> None:
    for link in _LINK.findall(text_of(page)):
        if re.match(r"\w+:", link):
            continue
        path, _, anchor = link.partition("#")
        target = page.parent / path if path else page
        assert target.exists(), link
        assert not anchor or anchor in anchors(target), link
