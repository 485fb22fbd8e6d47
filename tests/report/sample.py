"""A report's input without a project: texts by path, and findings that point into them by the text they underline."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from lua_entries.report.context import Context
from lua_entries.rules.finding import Finding, Fix, Related, Severity
from lua_entries.text.span import Span

HOME = "/srv/app"


def context(texts: Mapping[str, str], *, colour: bool = False, quiet: bool = False) -> Context:
    """The context of a run in `HOME` over these texts, by path relative to it."""
    by_path = {f"{HOME}/{path}": text for path, text in texts.items()}
    return Context(
        HOME,
        by_path.get,
        files=len(texts),
        entries=45,
        seconds=0.1234,
        version="1.2.3",
        catalog="7",
        colour=colour,
        quiet=quiet,
    )


def finding(
    path: str,
    span: Span | None,
    message: str = "wrong",
    *,
    code: str = "LE201",
    rule: str = "source-not-found",
    severity: Severity = Severity.ERROR,
    entry: str | None = None,
    help: str = "",
    related: Iterable[Related] = (),
    fixes: Iterable[Fix] = (),
) -> Finding:
    """A finding in a file below `HOME`."""
    return Finding(code, rule, severity, message, f"{HOME}/{path}", span, entry, help, tuple(related), tuple(fixes))


def where(text: str, part: str) -> Span:
    """The span of the first occurrence of `part`."""
    start = text.index(part)
    return Span(start, start + len(part))
