"""All rules, found by looking at the modules of `rules/checks`: adding a rule is one file there and its page.

A rule that looks at several kinds of things has several checks.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Mapping
from importlib import import_module

from lua_entries.rules import checks
from lua_entries.rules.finding import Severity
from lua_entries.rules.rule import Check, Rule


def _load() -> tuple[Check, ...]:
    names = sorted(module.name for module in pkgutil.iter_modules(checks.__path__))
    held: list[Check | tuple[Check, ...]] = [import_module(f"{checks.__name__}.{name}").CHECK for name in names]
    found = [check for item in held for check in (item if isinstance(item, tuple) else (item,))]
    return tuple(sorted(found, key=lambda check: check.rule.code))


CHECKS: tuple[Check, ...] = _load()
RULES: tuple[Rule, ...] = tuple(dict.fromkeys(check.rule for check in CHECKS))
RULE_CODES: Mapping[str, str] = {rule.name: rule.code for rule in RULES}
RULE_SEVERITIES: Mapping[str, Severity] = {rule.name: rule.severity for rule in RULES}


def rule_named(text: str) -> Rule | None:
    """The rule with this name or code (codes in either case)."""
    return next((rule for rule in RULES if text in (rule.name, rule.code) or text.upper() == rule.code), None)
