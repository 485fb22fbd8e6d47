"""Completion in Lua: names to require, members, ids and other texts that calls take, filters, options."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cache

from lua_entries.catalog import IdArgument
from lua_entries.features.completion_docs import module_doc
from lua_entries.features.completion_items import FIRST, LAST, LATE, SOON, USUAL, CompletionItem, ItemKind, times
from lua_entries.features.lua_members import members_of
from lua_entries.features.lua_place import Called, Held, LuaPlace, called_at, held_at, options_of
from lua_entries.features.lua_values import ModuleValue, TableValue
from lua_entries.features.names import alias_for, public_name
from lua_entries.features.usage import usage_of
from lua_entries.project.imports import listed_modules
from lua_entries.project.units import Entry
from lua_entries.rules.declarations import added_import, added_module
from lua_entries.rules.finding import FileEdit, Fix

Texts = Callable[[str], str]

_USERS = 5
"""In how many entries a name is declared at once at most; with more users of a file that is left to the person."""

# Stand for an alias and its target while the edit that adds them is made once for all of them.
_ALIAS, _TARGET = "alias_", "target_"


class LuaCompletion:
    """The items for one place. `texts` gives the newest text of any file."""

    def __init__(self, place: LuaPlace, texts: Texts) -> None:
        self.place = place
        self.texts = texts

    def items(self) -> Iterator[CompletionItem]:
        """Everything that may be typed, in no order."""
        place = self.place
        if place.cursor.where == "comment":
            return
        if place.cursor.where == "code":
            held = held_at(place)
            if held is not None:
                yield from self._members(held)
                return
        called = called_at(place)
        if called is not None:
            yield from self._in_call(called)

    def _item(
        self,
        label: str,
        kind: ItemKind,
        written: str,
        sort: str,
        *,
        detail: str = "",
        documentation: str = "",
        filter: str = "",
        deprecated: bool = False,
        edits: tuple[FileEdit, ...] = (),
        about: Entry | None = None,
    ) -> CompletionItem:
        place = self.place
        span = place.cursor.span if place.inline is None else place.inline.place(place.cursor.span)
        return CompletionItem(
            label,
            kind,
            span,
            written,
            detail,
            documentation,
            f"{sort}{label.lower()}",
            filter,
            deprecated=deprecated,
            edits=edits,
            about=about,
        )

    def _text(
        self,
        text: str,
        kind: ItemKind,
        sort: str,
        *,
        detail: str = "",
        documentation: str = "",
        edits: tuple[FileEdit, ...] = (),
        about: Entry | None = None,
    ) -> CompletionItem:
        """A string: its content where the quotes are there, else with quotes."""
        quote = self.place.cursor.quote
        safe = text.replace("\\", "\\\\")
        if not quote:
            written = '"' + safe.replace('"', '\\"') + '"'
        elif quote in "\"'":
            written = safe.replace(quote, f"\\{quote}")
        else:
            written = text
        return self._item(
            text, kind, written, sort, detail=detail, documentation=documentation, edits=edits, about=about
        )

    # --- members --------------------------------------------------------------------------------------

    def _members(self, held: Held) -> Iterator[CompletionItem]:
        if held.is_type:
            yield from self._types(held)
            return
        table = isinstance(held.value, TableValue)
        edits = self._listing(held.undeclared) if held.undeclared else ()
        if held.undeclared and not edits:
            return
        for member in members_of(held.file, held.value):
            callable_ = member.kind in ("function", "method")
            if held.sign == ":" and (not callable_ or (member.call != ":" and not table)):
                continue
            if held.sign == "." and callable_ and member.call == ":" and not table:
                continue
            fitting = not callable_ or member.call == held.sign
            sort = LAST if member.name.startswith("_") else SOON if fitting else LATE
            detail = f"{member.detail} (newer runtimes)" if member.newer else member.detail
            if edits:
                detail = f"list {held.undeclared}: {detail}"
            yield self._item(
                member.name,
                member.kind,
                member.name,
                sort,
                detail=detail,
                documentation=member.documentation,
                edits=edits,
            )

    def _types(self, held: Held) -> Iterator[CompletionItem]:
        if isinstance(held.value, ModuleValue):
            for name, known in held.value.module.types.items():
                yield self._item(name, "type", name, USUAL, documentation=known.summary)
        elif isinstance(held.value, TableValue):
            for name, text in held.value.file.declared_types.items():
                yield self._item(name, "type", name, USUAL, detail=" ".join(text.split())[:_DETAIL])

    # --- arguments of calls ---------------------------------------------------------------------------

    def _in_call(self, called: Called) -> Iterator[CompletionItem]:
        place, call = self.place, called.call
        number, name = call.argument, called.name
        if name in _PROTECTED and number == len(_PROTECTED[name]) + 1:
            before = place.text[call.opening + 1 : place.cursor.start].replace(" ", "")
            if before.startswith("require,"):
                name, number = "require", 1
        arguments = [argument for argument in place.catalog.calls.get(name, ()) if argument.argument == number]
        in_code = place.cursor.where == "code"
        typing_name = in_code and bool(place.cursor.prefix)
        for argument in arguments:
            if argument.not_in and any(entry.has_role(argument.not_in) for entry in place.entries):
                continue
            if argument.keys:
                yield from self._filter(argument, called)
            elif argument.option == call.option and bool(call.table) == bool(call.option) and not typing_name:
                yield from self._argument(argument)
        if call.table == "key" and in_code:
            for option, type_ in options_of(called):
                yield self._item(option, "property", f"{option} = ", SOON, detail=type_)

    def _argument(self, argument: IdArgument) -> Iterator[CompletionItem]:
        """The texts that fit an argument."""
        place, value = self.place, argument.value
        if value == "module-or-alias":
            yield from self._requires()
        elif value == "module-name":
            for name in place.catalog.module_names:
                module = place.catalog.module(name)
                if module is not None and module.listable:
                    yield self._text(name, "module", USUAL, detail=module.summary)
        elif value == "namespace":
            for name, number in usage_of(place.snapshot).namespaces.items():
                yield self._text(name, "namespace", USUAL, detail=f"used {times(number)}")
        elif value == "policy-group":
            for name in usage_of(place.snapshot).groups:
                yield self._text(name, "value", USUAL)
        elif value == "template-name":
            for entry in self._entries():
                if entry.has_role("template"):
                    yield self._text(entry.name, "value", USUAL, detail=entry.id)
        elif argument.kinds:
            yield from self._ids(argument)

    def _entries(self) -> Iterator[Entry]:
        """Every entry that can be named here: of the root, then of the rest of the workspace."""
        view = self.place.view
        return view.index.nameable() if view is not None else iter(())

    def _ids(self, argument: IdArgument) -> Iterator[CompletionItem]:
        place = self.place
        accepts = cache(lambda kind: place.catalog.accepts(argument.kinds, kind))
        namespaces = {entry.namespace for entry in place.entries}
        for entry in self._entries():
            if not entry.name or not accepts(entry.kind):
                continue
            near = FIRST if entry.namespace in namespaces else SOON
            yield self._text(entry.id, "entry", near, detail=entry.kind, about=entry)
            public = public_name(entry) if argument.value == "entry-id-or-variable" else ""
            if public:
                yield self._text(public, "value", FIRST, detail=entry.id, about=entry)

    # --- require --------------------------------------------------------------------------------------

    def _requires(self) -> Iterator[CompletionItem]:
        """Aliases, listed modules, what is always there; then what could be declared, with the edit that does it."""
        place, snapshot, catalog = self.place, self.place.snapshot, self.place.catalog
        told: set[str] = set()
        for entry in place.entries:
            for link in snapshot.links(entry):
                if link.alias.text not in told and link.alias.text:
                    told.add(link.alias.text)
                    target = next(iter(link.entries), None)
                    yield self._text(link.alias.text, "alias", FIRST, detail=link.resolution.id, about=target)
        listed = [item.text for entry in place.entries for item in listed_modules(entry)]
        ambient = [name for entry in place.entries for name in sorted(catalog.ambient(entry.kind))]
        for sort, names in ((SOON, listed), (USUAL, ambient)):
            for name in names:
                module = catalog.module(name)
                if name not in told and module is not None:
                    told.add(name)
                    documentation = module_doc(module, catalog)
                    yield self._text(name, "module", sort, detail=module.summary, documentation=documentation)
        yield from self._undeclared(told)

    def _declarers(self) -> tuple[Entry, ...]:
        """The entries that can be made to declare something; none where one of them cannot."""
        entries = self.place.entries
        return () if len(entries) > _USERS or any(self._is_newer(entry) for entry in entries) else entries

    def _listing(self, module: str) -> tuple[FileEdit, ...]:
        """The edits that list a module; none where they cannot be made, or the runtime would refuse it."""
        place, entries = self.place, self._declarers()
        known = place.catalog.module(module)
        if known is None or (not known.deterministic and any(entry.has_role("deterministic") for entry in entries)):
            return ()
        return self._template(added_module(place.snapshot, entry, module) for entry in entries)

    def _undeclared(self, told: set[str]) -> Iterator[CompletionItem]:
        place, catalog = self.place, self.place.catalog
        entries = self._declarers()
        if not entries:
            return
        module_edits = self._template(added_module(place.snapshot, entry, _ALIAS) for entry in entries)
        import_edits = self._template(added_import(place.snapshot, entry, _ALIAS, _TARGET) for entry in entries)
        durable = any(entry.has_role("deterministic") for entry in entries)
        for name in catalog.module_names if module_edits else ():
            module = catalog.module(name)
            if module is None or not module.listable or name in told or (durable and not module.deterministic):
                continue
            yield self._text(
                name,
                "module",
                LATE,
                detail=f"list it: {module.summary}",
                documentation=module_doc(module, catalog),
                edits=_filled(module_edits, name, ""),
            )
        imported = {target.id for entry in entries for target in place.snapshot.imported(entry)}
        own = {entry.id for entry in entries}
        for target in self._entries() if import_edits else ():
            alias = alias_for(target.name)
            if not target.has_role("library") or target.id in imported or target.id in own or not alias:
                continue
            if alias in told or catalog.module(alias) is not None:
                continue
            yield self._text(
                alias,
                "alias",
                LAST,
                detail=f"import {target.id}",
                about=target,
                edits=_filled(import_edits, alias, target.id),
            )

    def _is_newer(self, entry: Entry) -> bool:
        """True when the index file was changed after the snapshot, so that places in it are not known."""
        return self.texts(entry.path) != self.place.snapshot.text(entry.path)

    @staticmethod
    def _template(fixes: Iterable[list[Fix]]) -> tuple[FileEdit, ...]:
        """The edits of all entries; none where one of them cannot be made."""
        found: list[FileEdit] = []
        for made in fixes:
            edits = [edit for fix in made for edit in fix.edits]
            if not edits:
                return ()
            found += edits
        return tuple(found)

    # --- filters --------------------------------------------------------------------------------------

    def _filter(self, argument: IdArgument, called: Called) -> Iterator[CompletionItem]:
        """Keys and values of a filter, as the workspace uses them."""
        call = called.call
        if call.table == "key":
            yield from self._filter_keys(argument)
        elif call.table == "value" and not (self.place.cursor.where == "code" and self.place.cursor.prefix):
            yield from self._filter_values(argument, call.option)

    def _filter_keys(self, argument: IdArgument) -> Iterator[CompletionItem]:
        usage = usage_of(self.place.snapshot)
        cursor = self.place.cursor
        bracket = bool(cursor.stack) and cursor.stack[-1].sign == "["
        if cursor.where == "string" and not bracket:
            return
        operator = cursor.prefix[:1] if cursor.prefix[:1] in argument.operators else ""
        meta = self.place.catalog.definition.meta
        found = [(key, SOON, "") for key in argument.keys] if not operator else []
        found += [
            (f"{operator}{meta}.{path[0]}", USUAL, f"used {times(use.number)}")
            for path, use in usage.meta.items()
            if len(path) == 1 and use.shape != "mapping"
        ]
        known = {key for key, _, _ in found}
        for key in self.place.catalog.meta_keys:
            name = f"{operator}{meta}.{key.key}"
            if "." not in key.key and name not in known:
                found.append((name, LATE, key.field.summary))
        for key_text, sort, detail in found:
            quoted = f'"{key_text}"' if bracket else f'["{key_text}"] = '
            written = key_text if cursor.where == "string" else quoted
            yield self._item(key_text, "property", written, sort, detail=detail)

    def _filter_values(self, argument: IdArgument, key: str) -> Iterator[CompletionItem]:
        place, usage = self.place, usage_of(self.place.snapshot)
        compared = argument.keys.get(key, "")
        if compared == "kind":
            for name, number in usage.kinds.items():
                yield self._text(name, "kind", USUAL, detail=f"used {times(number)}")
        elif compared == "namespace":
            for name, number in usage.namespaces.items():
                yield self._text(name, "namespace", USUAL, detail=f"used {times(number)}")
        elif compared in ("name", "entry-id"):
            for entry in self._entries():
                yield self._text(entry.name if compared == "name" else entry.id, "entry", USUAL, detail=entry.kind)
        else:
            plain = key.lstrip("".join(argument.operators)).removeprefix(f"{place.catalog.definition.meta}.")
            told = set()
            for (value, _), number in usage.meta_values.get((plain,), {}).items():
                told.add(value)
                yield self._text(value, "value", SOON, detail=f"used {times(number)}")
            for meta in place.catalog.meta_keys:
                if meta.key == plain:
                    for value in meta.values:
                        if value not in told:
                            yield self._text(value, "value", USUAL)


def _filled(edits: tuple[FileEdit, ...], alias: str, target: str) -> tuple[FileEdit, ...]:
    """The edits of a template for one name."""
    return tuple(
        FileEdit(path, edit._replace(new_text=edit.new_text.replace(_ALIAS, alias).replace(_TARGET, target)))
        for path, edit in edits
    )


_PROTECTED = {"pcall": ("function",), "xpcall": ("function", "handler")}
_DETAIL = 80
