"""`lua-entries config`: which configuration applies to a path, why, and what it says."""

from __future__ import annotations

import os
from collections.abc import Sequence

from lua_entries.cli.arguments import Parser
from lua_entries.cli.exits import SHORT_EPILOG, Exit
from lua_entries.cli.loading import load, markers
from lua_entries.cli.scope import analysis_directory, named_paths, working_directory
from lua_entries.cli.terminal import put
from lua_entries.files.paths import is_under, normal, shown
from lua_entries.project.config import (
    CONFIG_NAME,
    RULE_OPTIONS,
    Config,
    is_excluded,
    is_selected,
    option,
    severity_for,
)
from lua_entries.project.roots import innermost
from lua_entries.project.workspace import LoadRequest
from lua_entries.rules.registry import RULES

_DESCRIPTION = """\
Shows the configuration file that applies to a path, why that one, the root that
the path belongs to, and the settings that are in effect there.
"""


def parser() -> Parser:
    """The options of the command."""
    made = Parser("config", _DESCRIPTION, SHORT_EPILOG)
    made.add_argument(
        "path", nargs="?", default=".", metavar="PATH", help="file or directory (default: the working directory)"
    )
    options = made.add_argument_group("options")
    options.add_argument("--config", metavar="FILE", help="use this configuration, as `lint --config` does")
    made.add_help_to(options)
    return made


def run(arguments: Sequence[str]) -> int:
    """Run the command and return the exit code."""
    options = parser().read(arguments)
    cwd = working_directory()
    reported = named_paths([options.path], cwd)
    path = os.path.realpath(os.path.join(cwd, options.path))
    forced = normal(os.path.join(cwd, options.config)) if options.config else None
    directory = analysis_directory(reported, cwd, markers(), os.path.exists)
    snapshot = load(LoadRequest(directory, forced))
    roots = [view.root.directory for view in snapshot.roots]
    # A directory's own file applies to what is in it, so ask for a name inside.
    config = snapshot.config_for(os.path.join(path, "") if os.path.isdir(path) else path)
    lines = [
        ("path", shown(path, cwd)),
        ("config", _why(config, path, cwd, forced is not None)),
        ("root", _root(path, roots, cwd)),
        ("workspace", shown(directory, cwd)),
    ]
    if is_excluded(config, path):
        lines.append(("excluded", "yes, by `exclude`"))
    put(_columns(lines) + "\n" + _columns(settings(config)) + "\n" + rule_lines(config, path))
    return Exit.CLEAN


def _why(config: Config, path: str, cwd: str, forced: bool) -> str:
    if config.path is None:
        return f"none: no `{CONFIG_NAME}` beside or above the path, so the defaults hold"
    name = shown(config.path, cwd)
    if forced:
        return f"{name} (named by `--config`)"
    beside = path if os.path.isdir(path) else os.path.dirname(path)
    return f"{name} ({'beside the path' if os.path.dirname(config.path) == beside else 'the nearest above the path'})"


def _root(path: str, roots: Sequence[str], cwd: str) -> str:
    root = innermost(path, roots)
    if root is not None:
        return shown(root, cwd)
    below = [shown(directory, cwd) for directory in sorted(roots) if is_under(directory, path)]
    return f"none, but below: {', '.join(below)}" if below else "none"


def settings(config: Config) -> list[tuple[str, str]]:
    """The settings other than those of rules, as (key, value as text)."""
    listed: list[tuple[str, Sequence[str]]] = [
        ("exclude", config.exclude),
        ("external-namespaces", config.external_namespaces),
        ("kinds", tuple(config.kinds)),
        ("modules", tuple(config.modules)),
    ]
    return [
        *((key, ", ".join(values) or "none") for key, values in listed),
        ("report-unknown", "true" if config.report_unknown else "false"),
        ("baseline", config.baseline or "none"),
        *((f"limits.{key.replace('_', '-')}", str(value)) for key, value in config.limits._asdict().items()),
    ]


def rule_lines(config: Config, path: str) -> str:
    """The rules that differ from their defaults at a path, one line each."""
    rows: list[tuple[str, str]] = []
    for rule in RULES:
        configured = severity_for(config, rule.name, path)
        if not is_selected(config, rule.name):
            rows.append((rule.name, "off (not selected)" if rule.name not in config.ignore else "off (ignored)"))
        elif configured not in (None, rule.severity.label):
            rows.append((rule.name, f"{configured} (default: {rule.severity.label})"))
        for key, known in RULE_OPTIONS.get(rule.name, {}).items():
            value = option(config, rule.name, key, path)
            if value != known.default:
                rows.append((f"{rule.name}.{key}", f"{value} (default: {known.default})"))
    if not rows:
        return "rules: all with their defaults\n"
    return "rules that differ from their defaults:\n" + _columns([(f"  {name}", text) for name, text in rows])


def _columns(rows: Sequence[tuple[str, str]]) -> str:
    width = max(len(name) for name, _ in rows)
    return "".join(f"{name.ljust(width)}  {text}\n" for name, text in rows)
