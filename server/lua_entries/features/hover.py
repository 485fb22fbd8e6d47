"""What the editor shows about the thing under the pointer, as Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from lua_entries.catalog import Catalog, Field, Kind, Module
from lua_entries.facts.lua_model import CHUNK, Function
from lua_entries.features.locate import locate
from lua_entries.features.symbols import (
    AliasName,
    EntryName,
    FieldKey,
    KindName,
    MemberName,
    MethodName,
    ModuleName,
    NamespaceName,
    SourceFile,
    Symbol,
    ValueName,
)
from lua_entries.features.uses import uses_of
from lua_entries.files.paths import shown
from lua_entries.project.imports import listed_modules
from lua_entries.project.snapshot import Snapshot
from lua_entries.project.units import Entry, LuaUnit
from lua_entries.syntax.yaml.nodes import Scalar
from lua_entries.text.lines import LineIndex
from lua_entries.text.span import Span

_SOME = 5
"""How many names a list shows."""


class Hover(NamedTuple):
    """The text about a part of a file."""

    path: str
    span: Span
    text: str
    """Markdown."""


def hover(snapshot: Snapshot, path: str, offset: int) -> Hover | None:
    """What there is to say about the thing at an offset; None where nothing is."""
    symbol = locate(snapshot, path, offset)
    if symbol is None:
        return None
    parts = [part for part in _Writer(snapshot).about(symbol) if part]
    return Hover(symbol.path, symbol.span, "\n\n".join(parts)) if parts else None


def kind_text(catalog: Catalog, kind: Kind) -> str:
    """A kind in one paragraph: what it is, what it needs, where it is documented."""
    needed = [f"`{field.path}`" for field in kind.fields if field.required == "yes" and "." not in field.path]
    parts = [_sentence(f"**`{kind.name}`**: {kind.summary}")]
    if needed:
        parts.append(f"Needs {_listed(needed)}.")
    if kind.status == "newer":
        parts.append("Known to later versions of the runtime only.")
    elif not kind.usable:
        parts.append("It cannot be declared" + (f"; use `{kind.replacement}`." if kind.replacement else "."))
    parts.append(_link(catalog, kind.doc))
    return " ".join(part for part in parts if part)


def module_text(catalog: Catalog, module: Module) -> str:
    """A module in one paragraph: what it does, whether it is deterministic, where it is documented."""
    durable = _listed(f"`{name}`" for name in sorted(catalog.kinds_with("deterministic")) if _usable(catalog, name))
    parts = [_sentence(f"**`{module.name}`**: {module.summary}")]
    if module.deterministic:
        parts.append(f"Deterministic, so {durable} may use it.")
    else:
        parts.append(f"Not deterministic, so {durable} may not use it.")
    parts += [_sentence(module.availability), _sentence(module.note)]
    if module.newer:
        parts.append("Part of later versions of the runtime only.")
    parts.append(_link(catalog, module.doc))
    return " ".join(part for part in parts if part)


def field_text(catalog: Catalog, kind: str, field: Field) -> str:
    """A field: type, whether it is required, what it means, default and allowed values."""
    facts = [f"**`{field.path}`**", field.type.label]
    if field.required == "yes":
        facts.append("required")
    elif field.required == "documented":
        facts.append("required by the documentation only")
    elif field.required == "conditional":
        facts.append(f"required {field.condition}" if field.condition else "sometimes required")
    if field.deprecated:
        facts.append("deprecated")
    if kind:
        facts.append(f"of `{kind}`")
    more = [_sentence(field.summary)]
    default = _plain(field.default) if field.default is not None else field.default_note
    if field.default_from:
        default = f"the entry's {field.default_from}"
    if default:
        more.append(f"Default: {default}.")
    if field.runtime_default is not None:
        more.append(f"Where it is absent the runtime takes {_plain(field.runtime_default)}.")
    if field.enum:
        more.append("One of " + _listed((f"`{value}`" for value in field.enum), "or") + ".")
    bounds = [
        f"{word} {bound:g}" for word, bound in (("from", field.minimum), ("to", field.maximum)) if bound is not None
    ]
    if bounds:
        more.append(f"Values {' '.join(bounds)}{' ' + field.unit if field.unit else ''}.")
    if field.ref:
        kinds = [f"`{name}`" for name in catalog.kinds_for(field.ref)]
        if kinds:
            more.append(f"Names an entry of {_listed(kinds, 'or')}.")
    if field.unused:
        more.append("It has no effect.")
    if field.newer:
        more.append("Read by later versions of the runtime only.")
    return " · ".join(facts) + "\n\n" + " ".join(part for part in more if part)


def _usable(catalog: Catalog, name: str) -> bool:
    kind = catalog.kind(name)
    return kind is not None and kind.usable and "lua-source" in kind.roles


def _plain(value: object) -> str:
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    if isinstance(value, tuple):
        return "`[" + ", ".join(str(item) for item in value) + "]`"
    return f"`{value}`" if value != "" else "empty"


def _sentence(text: str) -> str:
    text = text.strip()
    return text + "." if text and text[-1] not in ".!?:" else text


def _link(catalog: Catalog, page: str) -> str:
    return f"[Documentation]({catalog.doc_url(page)})" if page else ""


def _listed(items: Iterable[str], word: str = "and") -> str:
    """`a`, `b` and `c`; of many the first few and how many more there are."""
    names = list(items)
    if len(names) > _SOME + 1:
        return ", ".join(names[:_SOME]) + f" {word} {len(names) - _SOME} more"
    return f" {word} ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def _lua(code: str) -> str:
    return f"```lua\n{code}\n```"


class _Writer:
    """Writes about the symbols of one snapshot."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot

    def about(self, symbol: Symbol) -> Iterator[str]:
        """The paragraphs about a symbol."""
        match symbol:
            case EntryName():
                yield from self._reference(symbol)
            case NamespaceName():
                yield self._namespace(symbol.name)
            case KindName(kind=kind, entry=entry) if kind is not None:
                yield kind_text(self._catalog(entry), kind)
            case FieldKey(field=field, entry=entry) if field is not None:
                frame = field in self._catalog(entry).definition.entry_fields
                yield field_text(self._catalog(entry), "" if frame else entry.kind, field)
                if symbol.named:
                    yield f"In {self._entry_line(entry)}"
            case FieldKey(entry=entry, named=True):
                yield f"**`{'.'.join(symbol.keys)}`**"
                yield f"In {self._entry_line(entry)}"
            case ModuleName(module=module) if module is not None:
                yield module_text(self._any_catalog(symbol.users), module)
            case ModuleName(users=users) if users:
                yield from self._no_module(symbol.name, users)
            case AliasName():
                yield from self._alias(symbol)
            case MethodName():
                yield from self._method(symbol)
            case SourceFile():
                yield self._file(symbol)
            case ValueName():
                yield from self._value(symbol)
            case MemberName():
                yield from self._member(symbol)

    def _catalog(self, entry: Entry) -> Catalog:
        return self._any_catalog((entry,))

    def _any_catalog(self, entries: Iterable[Entry]) -> Catalog:
        views = (self._snapshot.view_of(entry) for entry in entries)
        return next((view.catalog for view in views if view is not None), self._snapshot.roots[0].catalog)

    def _path(self, path: str) -> str:
        return f"`{shown(path, self._snapshot.directory)}`"

    def _entry_line(self, entry: Entry) -> str:
        line = LineIndex(self._snapshot.text(entry.path)).position(entry.fact.place.start).line + 1
        kind = f" · `{entry.kind}`" if entry.kind else ""
        return f"**`{entry.id}`**{kind} · `{shown(entry.path, self._snapshot.directory)}:{line}`"

    def _reference(self, symbol: EntryName) -> Iterator[str]:
        for entry in symbol.entries:
            yield from self._entry(entry)
        if not symbol.entries and symbol.resolution is not None:
            resolution = symbol.resolution
            why = {"missing": "there is no such entry", "unknown": "nothing in this workspace provides it"}
            yield f"**`{resolution.id}`**: {why.get(resolution.verdict, resolution.reason)}"
            if resolution.near:
                yield "Did you mean " + _listed((f"`{name}`" for name in resolution.near), "or") + "?"

    def _entry(self, entry: Entry) -> Iterator[str]:
        yield self._entry_line(entry)
        yield self._comment(entry)
        facts = []
        source = self._snapshot.sources.get(entry)
        if source is not None and not source.inline:
            facts.append(f"Source {self._path(source.path)}")
        modules = [f"`{item.text}`" for item in listed_modules(entry)]
        if modules:
            facts.append(f"modules {', '.join(modules)}")
        imported = [f"`{link.alias.text}`" for link in self._snapshot.links(entry)]
        if imported:
            facts.append(f"imports {', '.join(imported)}")
        line = " · ".join(facts)
        yield line[:1].upper() + line[1:]
        users = uses_of(self._snapshot).users(entry)
        if users:
            yield f"Used by {len(users)}: " + _listed(f"`{user.id}`" for user in users)
        elif entry.info is not None:
            yield "Nothing in this workspace refers to it"

    def _comment(self, entry: Entry) -> str:
        key = self._catalog(entry).meta_with_role("comment")
        node = entry.meta(tuple(key.key.split("."))) if key is not None else None
        return node.text.strip() if isinstance(node, Scalar) and node.type == "str" else ""

    def _namespace(self, name: str) -> str:
        units = [unit for unit in self._snapshot.index_units.values() if unit.namespace == name]
        entries = sum(len(unit.entries) for unit in units)
        files = _listed(self._path(unit.path) for unit in units)
        return f"**`{name}`**: {entries} {'entry' if entries == 1 else 'entries'} in {files}"

    def _no_module(self, name: str, users: tuple[Entry, ...]) -> Iterator[str]:
        catalog = self._any_catalog(users)
        old = catalog.old_module(name)
        if old is not None:
            yield f"**`{name}`**: a module of older runtimes; {_sentence(old.replacement or old.summary)}"
        else:
            yield f"**`{name}`**: there is no such module"
            near = catalog.near_modules(name)
            if near:
                yield "Did you mean " + _listed((f"`{other}`" for other in near), "or") + "?"

    def _alias(self, symbol: AliasName) -> Iterator[str]:
        told: set[Entry] = set()
        for holder in symbol.holders:
            link = self._snapshot.link(holder, symbol.name)
            if link is None:
                continue
            if not link.entries:
                yield f"`{symbol.name}` → `{link.resolution.id}`, which is not in this workspace"
            for target in link.entries:
                if target in told:
                    continue
                told.add(target)
                yield f"`{symbol.name}` → {self._entry_line(target)}"
                yield self._comment(target)
                unit = self._snapshot.lua_of(target)
                if unit is not None and (functions := _signatures(unit)):
                    yield _lua("\n".join(functions))

    def _method(self, symbol: MethodName) -> Iterator[str]:
        if symbol.unit is None:
            yield from self._method_field(symbol.entries[0])
            return
        function = _function(symbol.unit, symbol.function)
        if function is None:
            if symbol.value is not None and symbol.value.code:
                yield from self._value(symbol.value)
            elif symbol.export is not None:
                yield f"**`{symbol.name}`** · returned by {self._path(symbol.unit.path)}"
            else:
                yield from self._method_field(symbol.entries[0])
            return
        yield _lua(f"function {symbol.name}{function.signature}")
        yield function.doc
        called = [user for user in symbol.unit.users if self._snapshot.method_of(user) == symbol.name]
        if called:
            yield "Method of " + _listed(f"`{user.id}`" for user in called)

    def _method_field(self, entry: Entry) -> Iterator[str]:
        field = entry.field("method")
        if field is not None:
            yield field_text(self._catalog(entry), entry.kind, field)

    def _file(self, symbol: SourceFile) -> str:
        problem = {
            "missing": "there is no such file",
            "empty": "it names no file",
            "escapes": "it lies outside of what the project loads",
            "link": "it is a link to a place outside of what the project loads",
            "directory": "it is a directory",
        }.get(symbol.target.problem)
        path = self._path(symbol.target.path)
        if problem is not None:
            return f"{path}: {problem}"
        unit = self._snapshot.lua_units.get(symbol.target.path)
        users = unit.users if unit is not None else []
        return f"{path} · source of " + _listed(f"`{user.id}`" for user in users) if users else path

    def _member(self, symbol: MemberName) -> Iterator[str]:
        module, library, unit = symbol.module, symbol.library, symbol.unit
        if module is not None:
            yield from self._module_member(symbol, module)
        elif library is not None and unit is not None:
            function = _function(unit, symbol.export.function) if symbol.export is not None else None
            if function is not None:
                yield _lua(f"function {symbol.name}{function.signature}")
                yield function.doc
            elif symbol.value is not None and symbol.value.code:
                yield from self._value(symbol.value)
            elif symbol.export is not None:
                yield _lua(symbol.name)
            else:
                return
            yield f"From `{library.id}` · {self._path(unit.path)}"

    @staticmethod
    def _value(symbol: ValueName) -> Iterator[str]:
        yield _lua(symbol.code) if symbol.code else ""
        yield symbol.documentation if symbol.code else ""

    def _module_member(self, symbol: MemberName, module: Module) -> Iterator[str]:
        member, kind = symbol.member, symbol.type
        owner = f"{module.name}.{symbol.receiver.name}" if symbol.receiver is not None else module.name
        name = f"{owner}.{symbol.name}"
        catalog = self._snapshot.roots[0].catalog
        if member is not None:
            if member.kind == "function":
                yield _lua(f"function {owner}{member.call}{symbol.name}{member.signature}")
            else:
                value = f" = {member.value}" if member.value is not None else ""
                yield _lua(f"{name}{': ' + member.type if member.type else ''}{value}")
            yield " ".join(part for part in (_sentence(member.summary), _sentence(member.note)) if part)
            if member.options:
                yield "\n".join(
                    f"- `{option.name}{'?' if option.optional else ''}: {option.type}`" for option in member.options
                )
            yield _link(catalog, module.doc)
        elif kind is not None:
            yield _lua(f"type {name}")
            yield _sentence(kind.summary)
            yield _link(catalog, module.doc)
        elif symbol.name in module.replaced:
            yield f"`{name}` is a member of older runtimes: {_sentence(module.replaced[symbol.name])}"


def _function(unit: LuaUnit, function: int) -> Function | None:
    return unit.facts.functions[function] if function != CHUNK else None


def _signatures(unit: LuaUnit) -> list[str]:
    """The functions that a chunk returns, at most a few."""
    found = [
        f"function {export.name}{unit.facts.functions[export.function].signature}"
        for export in unit.facts.returned.exports
        if export.kind == "function" and export.function != CHUNK
    ]
    return found if len(found) <= 2 * _SOME else [*found[: 2 * _SOME], f"-- and {len(found) - 2 * _SOME} more"]
