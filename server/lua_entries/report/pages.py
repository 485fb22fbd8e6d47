"""Pages of rules as text: whole for a terminal, and by section."""

from __future__ import annotations

import re

_FENCE = re.compile(r"(?P<fence>`{3,}|~{3,})(?P<info>.*)")
_LINK = re.compile(r"\[([^\]]+)\]\(([^)\s]+)\)")


def as_text(page: str) -> str:
    """A Markdown page for a terminal: underlined headings, indented code, links with their target behind them."""
    lines: list[str] = []
    fence = ""
    for line in page.splitlines():
        opened = _FENCE.match(line)
        if fence:
            if opened and opened["fence"].startswith(fence) and not opened["info"].strip():
                fence = ""
            else:
                lines.append(f"    {line}".rstrip())
        elif opened:
            fence = opened["fence"]
        elif heading := re.match(r"(#+) +(.*)", line):
            lines += [heading[2], ("=" if heading[1] == "#" else "-") * len(heading[2])]
        else:
            lines.append(_LINK.sub(_link, line))
    return "\n".join(lines).strip("\n") + "\n"


def _link(match: re.Match[str]) -> str:
    text, target = match.groups()
    return f"{text} ({target})" if "://" in target else text


def section(page: str, title: str) -> str:
    """The text below a heading of the second level, up to the next one or to the first example; empty without it.

    Each paragraph is one line.
    """
    match = re.search(rf"^## {re.escape(title)}\n(.*?)(?=^#|^```|\Z)", page, re.MULTILINE | re.DOTALL)
    return re.sub(r"(?<!\n)\n(?![\n*|-])", " ", as_text(match[1]).strip()) if match else ""
