"""LE901: a suppression that suppresses nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from difflib import get_close_matches

from lua_entries.facts.suppression import SuppressedRule
from lua_entries.rules.finding import FileEdit, Finding, Fix, Severity
from lua_entries.rules.rule import EngineCheck, Rule
from lua_entries.rules.suppress import Place
from lua_entries.text.edits import Edit

RULE = Rule("LE901", "unused-suppression", Severity.WARNING, "a suppression comment that suppresses nothing", "safe")
CHECK = EngineCheck(RULE)


def findings(
    place: Place, unused: SuppressedRule, rules: Iterable[Rule], enabled: Callable[[Finding], bool]
) -> Iterator[Finding]:
    """The finding about one name inside a comment that silenced nothing.

    Nothing is said about a rule that does not run at this path: whether the comment is needed cannot be known then.
    """
    rules = tuple(rules)
    rule = next((rule for rule in rules if unused.name in (rule.name, rule.code)), None)
    if rule is None:
        near = get_close_matches(unused.name, [rule.name for rule in rules], n=1)
        help = f"did you mean `{near[0]}`?" if near else "`lua-entries rules` lists all rules"
        yield RULE.finding(f"unknown rule `{unused.name}` in a suppression", place.path, unused.span, help=help)
    elif enabled(rule.finding("", place.path, None)):
        whole = len(place.suppression.rules) == 1
        fixes = (_removal(place),) if whole else ()
        message = f"nothing here violates `{rule.name}`"
        yield RULE.finding(message, place.path, unused.span, help="remove it from the comment", fixes=fixes)


def _removal(place: Place) -> Fix:
    edit = FileEdit(place.path, Edit(place.suppression.span, ""))
    return Fix("Remove the suppression comment", "safe", (edit,))
