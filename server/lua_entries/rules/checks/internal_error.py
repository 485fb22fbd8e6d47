"""LE999: a rule failed. The rest of the run is complete, and the failure is said once for each subject."""

from __future__ import annotations

from lua_entries.project.units import Entry
from lua_entries.rules.finding import INTERNAL, Finding, Severity
from lua_entries.rules.rule import EngineCheck, Rule

RULE = Rule(INTERNAL, "internal-error", Severity.ERROR, "a rule failed; the rest of the run is complete")
CHECK = EngineCheck(RULE)

_FAILED = "failed:"


def finding(failed: Rule, subject: Entry | str | None, directory: str, trace: str) -> Finding:
    """The finding about the rule `failed` at an entry, at a file, or (None) in the root at `directory`."""
    reason = trace.strip().splitlines()[-1]
    message = f"rule `{failed.name}` failed: {reason}"
    help = f"this is a defect of lua-entries, please report it; `--ignore {failed.name}` works around it"
    keys = (f"{_FAILED}{failed.name}",)
    if isinstance(subject, Entry):
        return RULE.finding(message, subject.path, subject.fact.place, entry=subject, help=help, keys=keys)
    return RULE.finding(message, subject or directory, None, help=help, keys=keys)


def failed_rule(finding: Finding) -> str | None:
    """The name of the rule whose failure a finding is about; None for any other finding."""
    if finding.rule != RULE.name:
        return None
    return next((key.removeprefix(_FAILED) for key in finding.keys if key.startswith(_FAILED)), None)
