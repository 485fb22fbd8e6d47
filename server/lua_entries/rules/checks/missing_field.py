"""LE101: a required field is absent (wippyai/runtime boot/loader/entry_loader.go, api/runtime/lua/config.go)."""

from __future__ import annotations

import os
from collections.abc import Iterator

from lua_entries.catalog import Field
from lua_entries.project.config import option
from lua_entries.project.units import Entry
from lua_entries.project.walk import Gap, gaps, injected
from lua_entries.rules.fields import meant, unknown_keys
from lua_entries.rules.finding import Finding, Related, Severity
from lua_entries.rules.followers import field_key, kind_key, namespace_key, orphan_key
from lua_entries.rules.rule import Context, EntryCheck, Rule
from lua_entries.syntax.yaml.nodes import Scalar
from lua_entries.text.span import Span

RULE = Rule("LE101", "missing-field", Severity.ERROR, "a required field of the kind is absent", "editor")


def run(context: Context, entry: Entry) -> Iterator[Finding]:
    """Required fields that are absent, and that no requirement or override fills in."""
    keys = context.view.catalog.definition
    for key in (keys.name, keys.kind):
        if _is_absent(entry, key) and not (key == keys.kind and context.snapshot.filled.covers(entry.id, (keys.kind,))):
            shared = (namespace_key(entry.namespace), kind_key(entry.id))
            title = f"entry `{entry.name}`" if entry.name else "an entry"
            help = f"add `{key}: …`; without it the runtime drops the whole file"
            yield RULE.finding(f"{title} has no `{key}`", entry.path, entry.fact.place, entry=entry, help=help, keys=shared)
    if entry.info is None or not entry.info.usable:
        return
    for field in entry.info.fields:
        severity = _severity(context, entry, field)
        if severity is None:
            continue
        for gap in gaps(entry, field, keys):
            if not context.snapshot.filled.covers(entry.id, injected(gap.path, keys)):
                yield _finding(context, entry, field, gap, severity)


def _is_absent(entry: Entry, key: str) -> bool:
    pair = entry.fact.node.get(key)
    return pair is None or (isinstance(pair.value, Scalar) and not pair.value.text.strip() and not pair.value.style)


def _severity(context: Context, entry: Entry, field: Field) -> Severity | None:
    """How bad it is when the field is absent; None when it may be."""
    if field.required == "documented":
        level = option(context.snapshot.config_for(entry.path), RULE.name, "library-method", entry.path)
        return None if level == "off" else Severity[level.upper()]
    return RULE.severity if field.required == "yes" else None


def _finding(context: Context, entry: Entry, field: Field, gap: Gap, severity: Severity) -> Finding:
    shown = ".".join(gap.path).replace(".[", "[")
    message = f"`{entry.name or entry.kind}` ({entry.kind}) has no `{shown}`"
    help = f"add `{gap.path[-1]}: …` ({field.summary})" if field.summary else f"add `{gap.path[-1]}: …`"
    if field.required == "documented":
        message += ", which the documentation requires and the runtime ignores"
    related: list[Related] = []
    for unknown in unknown_keys(entry, context.view.catalog.definition):
        if meant(entry, unknown.known, unknown.path) == ".".join(gap.path):
            written = unknown.pair.key
            help = f"`{written.text}` is not read, did you mean `{gap.path[-1]}`?"
            related.append(Related(entry.path, written.span, "this key is not read"))
    shared = [field_key(entry.id, ".".join(gap.path))]
    if field.role == "source":
        shared.append(orphan_key(os.path.join(os.path.dirname(entry.path), f"{entry.name}.lua")))
    return RULE.finding(
        message,
        entry.path,
        _place(entry, gap),
        entry=entry,
        severity=severity,
        help=help,
        related=related,
        keys=shared,
    )


def _place(entry: Entry, gap: Gap) -> Span:
    """The entry's name for its own fields, the first key of what should hold a nested one."""
    if gap.container in (entry.fact.node, entry.fact.data) or not gap.container.pairs:
        return entry.fact.place
    return gap.container.pairs[0].key.span


CHECK = EntryCheck(RULE, run)
