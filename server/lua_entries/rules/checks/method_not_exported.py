"""LE203: the chunk returns nothing that the runtime could call for the entry
(wippyai/runtime runtime/lua/engine/process.go takes the first returned value, and ignores metatables)."""

from __future__ import annotations

from collections.abc import Iterator

from lua_entries.catalog.near import close_names
from lua_entries.facts.lua_model import Returned
from lua_entries.project.units import Entry, LuaUnit
from lua_entries.project.values import has_placeholder
from lua_entries.rules.common import did_you_mean, is_filled, lua_named, replace
from lua_entries.rules.finding import Finding, Fix, Related, Severity
from lua_entries.rules.followers import field_key, looked_in_key, lua_key
from lua_entries.rules.rule import Context, LuaCheck, Rule
from lua_entries.syntax.yaml.nodes import Scalar

RULE = Rule(
    "LE203", "method-not-exported", Severity.ERROR, "the chunk returns no function of the entry's method", "editor"
)

_NAMED = 5
"""Functions of the chunk that the help names at most."""


def run(context: Context, entry: Entry, unit: LuaUnit) -> Iterator[Finding]:
    """A method that is surely not there; silent when what the chunk returns cannot be known."""
    method = context.snapshot.method_of(entry)
    known = entry.field("method")
    if not entry.has_role("runnable") or method is None or known is None:
        return
    returned = unit.facts.returned
    fault = _fault(returned, method)
    if fault is None or is_filled(context, entry, "method", "source"):
        return
    pair = entry.pair("method")
    written = pair.value if pair is not None and isinstance(pair.value, Scalar) and pair.value.text else None
    if written is not None and has_placeholder(written, context.view.catalog.definition):
        return
    functions = [export.name for export in returned.exports if export.kind == "function"]
    close = close_names(method, functions, limit=1)
    fixes: list[Fix] = []
    if written is not None:
        span = written.inner
        fixes = [replace(f"Change it to `{name}`", entry.path, span, name, "editor") for name in close or functions[:1]]
    related = []
    if returned.span is not None:
        related.append(Related(unit.path, unit.place(returned.span), "this is what the chunk returns"))
    yield RULE.finding(
        f"{lua_named(context, entry, unit)} {fault}, so `{entry.id}` cannot run",
        entry.path,
        written.inner if written is not None else entry.fact.place,
        entry=entry,
        help=did_you_mean(close) or _advice(method, functions),
        related=related,
        fixes=fixes,
        keys=[lua_key(unit.path), looked_in_key(unit.path), field_key(entry.id, known.path)],
    )


def _fault(returned: Returned, method: str) -> str | None:
    if returned.shape == "nothing":
        return f"returns nothing, and no function `{method}`"
    if returned.shape == "value":
        return f"returns neither a function nor a table with a function `{method}`"
    if returned.shape != "table":
        return None
    export = next((export for export in returned.exports if export.name == method), None)
    if export is None:
        return f"returns no function `{method}`" if returned.complete else None
    return f"returns `{method}`, which is no function" if export.kind == "value" else None


def _advice(method: str, functions: list[str]) -> str:
    if not functions:
        return f"return a table with a function `{method}`, or a function"
    some = ", ".join(f"`{name}`" for name in functions[:_NAMED])
    return f"return a function `{method}`, or name one that is there: {some}"


CHECK = LuaCheck(RULE, run)
