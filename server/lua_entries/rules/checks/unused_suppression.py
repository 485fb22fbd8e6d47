"""LE901: a suppression that suppresses nothing."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache

from lua_entries.catalog.near import close_names
from lua_entries.facts.suppression import SuppressedRule
from lua_entries.rules.finding import FileEdit, Finding, Fix, Severity
from lua_entries.rules.followers import text_key
from lua_entries.rules.rule import EngineCheck, Rule
from lua_entries.rules.suppress import Place
from lua_entries.text.edits import Edit
from lua_entries.text.lines import LineIndex
from lua_entries.text.span import Span

RULE = Rule("LE901", "unused-suppression", Severity.WARNING, "a suppression comment that suppresses nothing", "safe")
CHECK = EngineCheck(RULE)


def findings(
    place: Place, unused: SuppressedRule, lines: LineIndex, rules: Iterable[Rule], enabled: Callable[[Finding], bool]
) -> Iterator[Finding]:
    """The finding about one name inside a comment that silenced nothing; `lines` is the file of the comment.

    Nothing is said about a rule that does not run at this path: whether the comment is needed cannot be known then.
    """
    rules = tuple(rules)
    rule = next((rule for rule in rules if unused.name in (rule.name, rule.code)), None)
    if rule is None:
        near = _near(unused.name, tuple(rule.name for rule in rules))
        message = f"unknown rule `{unused.name}` in a suppression"
        help = f"did you mean `{near[0]}`?" if near else "`lua-entries rules` lists all rules"
    elif enabled(rule.finding("", place.path, None)):
        scope = place.suppression.scope
        where = "on the line it covers" if scope == "lines" else f"in the {scope} it covers"
        message = f"`{rule.name}` finds nothing {where}"
        help = "remove the comment" if len(place.suppression.rules) == 1 else "remove the name from the comment"
    else:
        return
    fixes = (_removal(place, unused, lines),) if rule is not None else ()
    yield RULE.finding(message, place.path, unused.span, help=help, fixes=fixes, keys=[text_key(place.path)])


@lru_cache(maxsize=256)
def _near(name: str, rules: tuple[str, ...]) -> list[str]:
    """Known once for a name that is written over and over."""
    return close_names(name, rules, limit=1)


def _removal(place: Place, unused: SuppressedRule, lines: LineIndex) -> Fix:
    names = place.suppression.rules
    if len(names) == 1:
        return Fix("Remove the comment", "safe", (FileEdit(place.path, Edit(_whole(place, lines), "")),))
    number = bisect_left(names, unused.span, key=lambda rule: rule.span)
    if number + 1 < len(names):
        span = Span(unused.span.start, names[number + 1].span.start)
    else:
        span = Span(names[number - 1].span.end, unused.span.end)
    return Fix(f"Remove `{unused.name}` from the comment", "safe", (FileEdit(place.path, Edit(span, "")),))


def _whole(place: Place, lines: LineIndex) -> Span:
    """The comment with the blanks before it, or with its line where it stands alone."""
    text = lines.text
    span = place.suppression.span
    line = lines.position(span.start).line
    before = text[lines.start(line) : span.start]
    after = text[span.end : lines.start(line + 1)]
    if not before.strip(" \t") and not after.strip():
        return Span(lines.start(line), lines.start(line + 1))
    blanks = re.search(r"[ \t]*\Z", before)
    return Span(span.start - len(blanks[0] if blanks else ""), span.end) if not after.strip() else span
