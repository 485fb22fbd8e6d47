"""The page of the configuration, from the tables of its reader and the rules."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from lua_entries.cli.reference.write import NOTE, table
from lua_entries.project.config import (
    CONFIG_NAME,
    LEVELS,
    LIMITS,
    OVERRIDE_KEYS,
    RULE_OPTIONS,
    SETTINGS,
    SEVERITY_KEY,
    Config,
    Limits,
    Setting,
    Shape,
)
from lua_entries.rules.registry import RULES

_SHAPES: Mapping[Shape, str] = {
    "flag": "true or false",
    "globs": "list of globs",
    "limits": "[table](#limits)",
    "overrides": "[list of tables](#overrides)",
    "path": "path",
    "rule-names": "list of rules",
    "rules": "[table](#rules)",
    "schema-kinds": "[table](#kinds-and-modules)",
    "schema-modules": "[table](#kinds-and-modules)",
    "strings": "list of strings",
}

_HEAD = f"""\
{NOTE}

# Configuration

`{CONFIG_NAME}` lies beside a root or anywhere above it. It is looked for upwards from each file; the nearest one
wins, files are not merged, and what is relative in it is relative to its directory. `lua-entries config PATH` says
which file applies to a path, why, and what it says; `--config FILE` takes one file for everything. Editor settings of
the same names go over it. An unknown key or a wrong value is an error with its line and the nearest name.

`lua-entries schema config` prints a JSON Schema of the file, for editors that know one.
"""

_EXAMPLE = """\
ignore = ["unused-import"]
exclude = ["legacy", "**/generated/*.lua"]
external-namespaces = ["vendor.*"]
baseline = "lua-entries-baseline.json"

[rules]
unused-module = "error"
LE204 = "warning"

[rules.missing-field]
library-method = "error"

[[overrides]]
paths = ["tests/**"]
rules = { unused-module = "off" }

[limits]
max-file-size = 1_000_000

[kinds."acme.widget"]
summary = "A widget"
fields = { size = { type = "integer", required = true, summary = "How large" } }
"""

_RULES = f"""\
## Rules

`[rules]` holds severities by name or code: {", ".join(f"`{level}`" for level in LEVELS)}. A table `[rules.NAME]` may
hold the severity as `{SEVERITY_KEY}` beside the options of the rule. `select` and `ignore` also take the beginning of
codes (`LE3`). `lua-entries explain RULE` tells more about each.
"""

_OVERRIDES = """\
## Overrides

`[[overrides]]` sets rules for some paths. Where several match, the last one that names the rule wins.
"""

_KINDS = """\
## Kinds and modules

`[kinds.NAME]` and `[modules.NAME]` have the format of the files in [schema/](../schema). They add what a plugin or a
newer runtime brings, or amend what is known.
"""

_BASELINE = """\
## Baseline

A project with many findings need not mend them all before it begins: `lua-entries lint --write-baseline --baseline
FILE` notes those that there are, and with `--baseline FILE`, or `baseline` in the configuration, only others are
reported. A finding is known again by its rule, file, entry and message, wherever in the file it moves. The file is
JSON with one line for each, sorted: commit it. What is resolved is said on stderr, and `--write-baseline` takes it
out.
"""


def configuration_page() -> str:
    """The text of `docs/configuration.md`."""
    defaults = Config("")._asdict()
    parts = [
        _HEAD,
        "## Keys\n",
        table(("key", "value", "default", "meaning"), _settings(SETTINGS, defaults)),
        f"```toml\n{_EXAMPLE}```\n",
        _RULES,
        table(("rule", "option", "values", "default"), _options()),
        table(
            ("code", "rule", "severity", "what it finds"),
            ((rule.code, f"[{rule.name}](rules/{rule.name}.md)", rule.severity.label, rule.summary) for rule in RULES),
        ),
        _OVERRIDES,
        table(
            ("key", "value", "meaning"),
            ((f"`{key}`", _SHAPES[item.shape], item.summary) for key, item in OVERRIDE_KEYS.items()),
        ),
        "## Limits\n",
        "What goes beyond a limit is not read, and [LE005](rules/limit-exceeded.md) says so.\n",
        table(("key", "default", "highest", "meaning"), _limits()),
        _KINDS,
        _BASELINE,
    ]
    return "\n".join(parts)


def _settings(settings: Mapping[str, Setting], defaults: Mapping[str, Any]) -> Iterator[tuple[str, ...]]:
    for key, setting in settings.items():
        default = defaults[key.replace("-", "_")]
        shown = f"`{str(default).lower()}`" if isinstance(default, bool) else ""
        yield f"`{key}`", _SHAPES[setting.shape], shown, setting.summary


def _options() -> Iterator[tuple[str, ...]]:
    for rule, options in RULE_OPTIONS.items():
        for key, option in options.items():
            yield f"`{rule}`", f"`{key}`", ", ".join(f"`{value}`" for value in option.values), f"`{option.default}`"


def _overrides() -> Iterator[tuple[str, ...]]:
    for key, setting in OVERRIDE_KEYS.items():
        yield f"`{key}`", _SHAPES[setting.shape], setting.summary


def _limits() -> Iterator[tuple[str, ...]]:
    defaults = Limits()._asdict()
    for key, bound in LIMITS.items():
        highest = f"{bound.highest:,}" if bound.highest else ""
        yield f"`{key}`", f"{defaults[key.replace('-', '_')]:,}", highest, bound.summary
