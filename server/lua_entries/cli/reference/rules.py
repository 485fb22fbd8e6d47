"""The list of all rules, from the rules themselves."""

from __future__ import annotations

from lua_entries.cli.reference.write import NOTE, table
from lua_entries.rules.registry import RULES

_HEAD = f"""\
{NOTE}

# Rules

Each rule has a page that says what it finds, why that is bad and what to write instead; `lua-entries explain RULE`
prints it. Severities can be [configured](../configuration.md#rules). A *safe* fix changes nothing that runs and is what
`lua-entries lint --fix` carries out; an *unsafe* one (`--unsafe-fixes`) may; an *editor* fix needs a person, so only
editors offer it.
"""


def rules_page() -> str:
    """The page, in Markdown."""
    rows = [
        (rule.code, f"[{rule.name}]({rule.name}.md)", rule.severity.label, rule.fix or "", rule.summary)
        for rule in RULES
    ]
    return f"{_HEAD}\n{table(('code', 'rule', 'severity', 'fix', 'what it finds'), rows)}"
