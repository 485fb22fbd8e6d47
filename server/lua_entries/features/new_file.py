"""The Lua file that an entry names and that is not there yet."""

from __future__ import annotations

import re

from lua_entries.features.action import NewFile
from lua_entries.files.paths import leads_out
from lua_entries.project.snapshot import Snapshot
from lua_entries.project.sources import FileTarget
from lua_entries.project.units import Entry, IndexUnit
from lua_entries.rules.checks import source_not_found
from lua_entries.rules.finding import Finding
from lua_entries.syntax.lua import parse, syntax_problems

_TABLE = "M"
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*", re.ASCII)


def is_name(text: str) -> bool:
    """True for a text that can name a function, a local and a field in Lua."""
    return _NAME.fullmatch(text) is not None and not any(syntax_problems(parse(f"local {text} = {{ {text} = 1 }}")))


def missing_file(snapshot: Snapshot, finding: Finding) -> NewFile | None:
    """The file that a finding misses, with as much in it as makes the entries that name it complete.

    None when the finding misses no file, or one that links would put outside of the load directory.
    """
    unit = snapshot.index_units.get(finding.path)
    if unit is None or finding.rule != source_not_found.RULE.name:
        return None
    for target in snapshot.file_targets(unit):
        if target.problem == "missing" and target.value.value.inner == finding.span:
            if leads_out(target.path, target.load_directory):
                return None
            return NewFile(target.path, _text(snapshot, target))
    return None


def _text(snapshot: Snapshot, target: FileTarget) -> str:
    """Lua for entries that run it, and nothing for files of other kinds."""
    entries = [
        entry
        for unit in snapshot.index_units.values()
        if any(other.path == target.path for other in snapshot.file_targets(unit))
        for entry in _users(snapshot, unit, target.path)
    ]
    methods = [snapshot.method_of(entry) for entry in entries if entry.has_role("runnable")]
    names = list(dict.fromkeys(method for method in methods if method is not None and is_name(method)))
    if any(entry.has_role("library") for entry in entries):
        functions = "".join(f"function {_TABLE}.{name}()\nend\n\n" for name in names)
        return f"local {_TABLE} = {{}}\n\n{functions}return {_TABLE}\n"
    if names:
        functions = "".join(f"local function {name}()\nend\n\n" for name in names)
        return f"{functions}return {{ {', '.join(f'{name} = {name}' for name in names)} }}\n"
    return "return {}\n" if entries else ""


def _users(snapshot: Snapshot, unit: IndexUnit, path: str) -> list[Entry]:
    found = []
    for entry in unit.entries:
        source = snapshot.sources.get(entry)
        if source is not None and not source.inline and source.path == path and entry.has_role("lua-source"):
            found.append(entry)
    return found
