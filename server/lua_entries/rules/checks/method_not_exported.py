"""LE203: the chunk returns nothing that the runtime could call for the entry
(wippyai/runtime runtime/lua/engine/process.go takes the first return value, and looks a table up without metatables)."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches

from lua_entries.facts.lua_model import Returned
from lua_entries.project.units import Entry, LuaUnit
from lua_entries.rules.common import did_you_mean, relative
from lua_entries.rules.finding import Finding, Related, Severity
from lua_entries.rules.followers import looked_in_key, lua_key
from lua_entries.rules.rule import Context, LuaCheck, Rule
from lua_entries.syntax.yaml.nodes import Scalar

RULE = Rule("LE203", "method-not-exported", Severity.ERROR, "the chunk returns no function of the entry's method", "editor")


def run(context: Context, entry: Entry, unit: LuaUnit) -> Iterator[Finding]:
    """A method that is surely not there; silent when what the chunk returns cannot be known."""
    method = context.snapshot.method_of(entry)
    if not entry.has_role("runnable") or method is None:
        return
    returned = unit.facts.returned
    fault = _fault(returned, method)
    if fault is None:
        return
    pair = entry.pair("method")
    span = pair.value.inner if pair is not None and isinstance(pair.value, Scalar) else entry.fact.place
    functions = [export.name for export in returned.exports if export.kind == "function"]
    near = get_close_matches(method, functions, n=1) or functions[:5]
    where = relative(unit.path, context.snapshot.directory)
    related = []
    if returned.span is not None:
        related.append(Related(unit.path, unit.place(returned.span), "this is what the chunk returns"))
    yield RULE.finding(
        f"`{where}` {fault}, so `{entry.id}` cannot run",
        entry.path,
        span,
        entry=entry,
        help=did_you_mean(near) or f"return a table with a function `{method}`, or a function",
        related=related,
        keys=[lua_key(unit.path), looked_in_key(unit.path)],
    )


def _fault(returned: Returned, method: str) -> str | None:
    if returned.shape == "nothing":
        return "returns nothing"
    if returned.shape == "value":
        return "returns neither a function nor a table"
    if returned.shape != "table":
        return None
    export = next((export for export in returned.exports if export.name == method), None)
    if export is None:
        return f"returns no function `{method}`" if returned.complete else None
    return f"returns `{method}`, which is no function" if export.kind == "value" else None


CHECK = LuaCheck(RULE, run)
