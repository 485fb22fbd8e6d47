"""LE101: a required field is absent (wippyai/runtime boot/loader/entry_loader.go, api/runtime/lua/config.go)."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator

from lua_entries.catalog import Definition, Field
from lua_entries.catalog.near import close_names
from lua_entries.project.conditions import at, holds
from lua_entries.project.config import CONFIG_NAME, option
from lua_entries.project.units import Entry
from lua_entries.project.walk import Gap, gaps, injected
from lua_entries.rules.common import did_you_mean
from lua_entries.rules.fields import UnknownKey, as_help, editor_fix, insertion, meant, unknown_keys
from lua_entries.rules.finding import Finding, Fix, Related, Severity
from lua_entries.rules.followers import field_key, kind_key, namespace_key, orphan_key
from lua_entries.rules.rule import Context, EntryCheck, Rule
from lua_entries.syntax.yaml.nodes import Scalar
from lua_entries.text.edits import Edit
from lua_entries.text.lines import LineIndex, line_end_of
from lua_entries.text.span import Span

RULE = Rule("LE101", "missing-field", Severity.ERROR, "a required field of the kind is absent", "editor")

_OPTION = "library-method"


def run(context: Context, entry: Entry) -> Iterator[Finding]:
    """Required fields that are absent, and that no requirement or override fills in."""
    keys = context.view.catalog.definition
    yield from _frame(entry, keys)
    if entry.info is None or not entry.info.usable:
        return
    unknown: tuple[UnknownKey, ...] | None = None
    for field in (*entry.info.fields, *entry.info.meta_fields):
        severity = _severity(context, entry, field)
        if severity is None:
            continue
        for gap in gaps(entry, field, keys):
            if _is_excused(context, entry, field, gap, keys):
                continue
            if unknown is None:
                unknown = tuple(unknown_keys(entry, keys))
            yield _finding(context, entry, field, gap, severity, unknown)


def _frame(entry: Entry, keys: Definition) -> Iterator[Finding]:
    """The name and the kind, without which the loader drops the file: before any override could supply one."""
    absent = [key for key in (keys.name, keys.kind) if _is_absent(entry, key, keys)]
    if not absent:
        return
    pairs = [entry.fact.node.get(key) for key in absent]
    written = next((pair for pair in pairs if pair is not None), None)
    misspelt = _misspelt(entry, absent[0], keys) if written is None else None
    title = f"entry `{entry.name}`" if entry.name else "an entry"
    help = "add " + " and ".join(f"`{key}: …`" for key in absent)
    if misspelt is not None:
        help = f"`{misspelt.text}` is another key, {did_you_mean([absent[0]])}"
    yield RULE.finding(
        f"{title} has no {' and no '.join(f'`{key}`' for key in absent)}; the runtime drops the whole file",
        entry.path,
        written.key.span if written is not None else misspelt.span if misspelt is not None else entry.fact.place,
        entry=entry,
        help=help,
        fixes=[_renaming(entry, misspelt, absent[0])] if misspelt else (),
        keys=[namespace_key(entry.namespace), kind_key(entry.id), *(field_key(entry.id, key) for key in absent)],
    )


def _misspelt(entry: Entry, name: str, keys: Definition) -> Scalar | None:
    """The key that was probably meant to be the absent one."""
    known = entry.info.tree if entry.info is not None else None
    others = {
        pair.key.text.lower(): pair.key
        for pair in entry.fact.node.pairs
        if pair.key.text not in keys.structural_keys and (known is None or known.child(pair.key.text) is None)
    }
    near = close_names(name, others, limit=1, cutoff=0.7)
    return others[near[0]] if near else None


def _is_absent(entry: Entry, key: str, keys: Definition) -> bool:
    """True without the key or a text in it; a quoted blank name is a name, if an invalid one."""
    pair = entry.fact.node.get(key)
    if pair is None:
        return True
    value = pair.value
    if not isinstance(value, Scalar) or value.text.strip():
        return isinstance(value, Scalar) and value.type == "null"
    return key != keys.name or not value.style


def _severity(context: Context, entry: Entry, field: Field) -> Severity | None:
    """How bad it is when the field is absent; None when it may be."""
    if field.required == "documented":
        level = option(context.snapshot.config_for(entry.path), RULE.name, _OPTION, entry.path)
        return None if level == "off" else Severity[level.upper()]
    conditional = field.required == "conditional" and (field.required_if or field.required_unless)
    return RULE.severity if field.required == "yes" or conditional else None


def _is_excused(context: Context, entry: Entry, field: Field, gap: Gap, keys: Definition) -> bool:
    """True for a field that something fills in, or that its condition does not ask for."""
    if context.snapshot.filled.covers(entry.id, injected(gap.path, keys)):
        return True
    if gap.container.find(f"{gap.path[-1]}{keys.sibling_suffix}") is not None:
        return True
    indices = tuple(int(segment[1:-1]) for segment in gap.path if segment.startswith("["))
    filled = context.snapshot.filled
    others = (at(entry, path, indices, keys, filled) for path in field.required_unless)
    if any(other.value is not None or other.filled for other in others):
        return True
    return bool(field.required_if) and not holds(entry, field.required_if, indices, keys, filled)


def _finding(
    context: Context, entry: Entry, field: Field, gap: Gap, severity: Severity, unknown: Iterable[UnknownKey]
) -> Finding:
    keys = context.view.catalog.definition
    shown = ".".join(gap.path).replace(".[", "[")
    title = f"`{entry.name}` ({entry.kind})" if entry.name else f"an entry of kind {entry.kind}"
    message = f"{title} has {'an empty' if _is_empty(gap) else 'no'} `{shown}`"
    if field.required == "documented":
        message += ", which the documentation asks for and the runtime does not read"
        help = f'add it, or set `{_OPTION} = "off"` under `[rules.{RULE.name}]` in `{CONFIG_NAME}`'
    else:
        where = f" below `{shown.rpartition('.')[0]}`" if "." in shown else ""
        help = "give it a value" if gap.pair is not None else f"add `{gap.path[-1]}: …`{where}"
        help += f": {as_help(field.summary)}" if field.summary else ""
    candidates = [key for key in unknown if _stands_for(entry, key, gap, keys)]
    if candidates:
        help = _way_out(candidates[0], gap)
    shared = [field_key(entry.id, ".".join(gap.path[:length])) for length in range(1, len(gap.path) + 1)]
    if field.role == "source":
        shared.append(orphan_key(os.path.join(os.path.dirname(entry.path), f"{entry.name}.lua")))
    renamed = ((key, _name_for(key, gap)) for key in candidates if not key.beside_data)
    fixes = [_renaming(entry, key.pair.key, name) for key, name in renamed if name]
    return RULE.finding(
        message,
        entry.path,
        candidates[0].pair.key.span if candidates else _place(entry, gap, keys),
        entry=entry,
        severity=severity,
        help=help,
        related=[Related(entry.path, key.pair.key.span, "this key is not read") for key in candidates[1:]],
        fixes=[*fixes, *_additions(context, entry, field, gap)],
        keys=shared,
    )


def _is_empty(gap: Gap) -> bool:
    return gap.pair is not None and isinstance(gap.pair.value, Scalar) and gap.pair.value.type == "str"


def _stands_for(entry: Entry, key: UnknownKey, gap: Gap, keys: Definition) -> bool:
    """True for a key that was probably meant to be the absent field, or to hold it."""
    path = ".".join(key.path) if key.beside_data else meant(entry, key, keys)
    wanted = ".".join(gap.path)
    return path is not None and (path == wanted or wanted.startswith(f"{path}."))


def _way_out(key: UnknownKey, gap: Gap) -> str:
    if key.beside_data:
        return f"`{key.pair.key.text}` stands beside `data` and is not read, move it into `data`"
    return f"`{key.pair.key.text}` is not read, {did_you_mean([_name_for(key, gap) or '.'.join(gap.path)])}"


def _name_for(key: UnknownKey, gap: Gap) -> str | None:
    """The name that the key should have where it stands; None when it should stand elsewhere."""
    parent = len(key.path) - 1
    return gap.path[parent] if parent < len(gap.path) and key.path[:parent] == gap.path[:parent] else None


def _place(entry: Entry, gap: Gap, keys: Definition) -> Span:
    """The key where it is written without a value; else the entry's name for its own fields, and the first key of what
    should hold a nested one."""
    if gap.pair is not None:
        return gap.pair.key.span
    own = gap.container in (entry.fact.node, entry.fact.data) or gap.path[0] == keys.meta
    if own or not gap.container.pairs:
        return entry.fact.place
    return gap.container.pairs[0].key.span


def _renaming(entry: Entry, key: Scalar, name: str) -> Fix:
    return editor_fix(f"Rename `{key.text}` to `{name}`", entry.path, [Edit(key.inner, name)])


def _additions(context: Context, entry: Entry, field: Field, gap: Gap) -> Iterator[Fix]:
    """The fix that writes the field with a value to begin with."""
    keys = context.view.catalog.definition
    text = context.snapshot.text(entry.path)
    line = f"{gap.path[-1]}: {_first_value(entry, field, keys)}".rstrip()
    title = f"Add `{line}`"
    edit: Edit | None
    if gap.pair is not None:
        return
    kind = entry.fact.node.get(keys.kind)
    if gap.path[0] != keys.meta:
        edit = insertion(text, gap.container, kind if gap.container is entry.fact.node else None, line)
    elif entry.own_meta is not None and len(gap.path) == 2:
        edit = insertion(text, entry.own_meta, None, line)
    elif entry.fact.node.get(keys.meta) is None and kind is not None and len(gap.path) == 2:
        column = LineIndex(text).position(kind.key.start).column
        edit = insertion(text, entry.fact.node, kind, f"{keys.meta}:{line_end_of(text)}{' ' * (column + 2)}{line}")
    else:
        edit = None
    if edit is not None:
        yield editor_fix(title, entry.path, [edit])


def _first_value(entry: Entry, field: Field, keys: Definition) -> str:
    if field.role == "source":
        return f"{keys.file_scheme}{entry.name}.lua"
    if isinstance(field.runtime_default, str):
        return field.runtime_default
    return field.enum[0] if field.enum else ""


CHECK = EntryCheck(RULE, run)
