"""The questions that the rest of the program asks about the domain. Answers come from the compiled schema alone."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property, lru_cache
from typing import Any

from lua_entries.catalog.definition import BootFile, Definition, LockFile, Manifest
from lua_entries.catalog.errors import CatalogError
from lua_entries.catalog.field import Field
from lua_entries.catalog.field_tree import FieldNode
from lua_entries.catalog.field_types import parse_type
from lua_entries.catalog.make import (
    Body,
    Lazy,
    make_argument,
    make_body,
    make_field,
    make_member,
    make_module,
    make_module_type,
)
from lua_entries.catalog.model import (
    IdArgument,
    Kind,
    Member,
    MetaKey,
    Middleware,
    Module,
    ModuleType,
    Option,
    Replaced,
)
from lua_entries.catalog.near import near_dotted, near_names
from lua_entries.catalog.resources import read_resource
from lua_entries.catalog.store import read
from lua_entries.catalog.wildcard import matches


class Catalog:
    """Kinds, fields, modules and calls. Immutable; kinds and modules are made when first asked for."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        """`data` is the compiled schema."""
        self._data = data
        self._kinds: dict[str, Kind | None] = {}
        self._modules: dict[str, Module | None] = {}
        self._groups: dict[str, Body] = {}
        self._matched: dict[tuple[str, str], bool] = {}
        self._with_role = {role: frozenset(names) for role, names in data["by_role"].items()}
        self._ambient: dict[tuple[str, str], frozenset[str]] = {}

    # --- kinds ----------------------------------------------------------------------------------------

    @cached_property
    def kinds(self) -> tuple[str, ...]:
        """The names of all kinds; `kind(name).usable` tells those that can be declared."""
        return tuple(self._data["kinds"])

    def kind(self, name: str) -> Kind | None:
        """A kind by its exact name, or None."""
        try:
            return self._kinds[name]
        except KeyError:
            raw = self._data["kinds"].get(name)
            kind = None if raw is None else self._make_kind(name, raw)
            self._kinds[name] = kind
            return kind

    def kinds_with(self, role: str) -> frozenset[str]:
        """The names of the kinds that play a role; CatalogError for a role that does not exist."""
        try:
            return self._with_role[role]
        except KeyError:
            raise CatalogError(f"there is no kind role `{role}`") from None

    def has_role(self, kind_name: str, role: str) -> bool:
        """Whether the kind of that name plays a role; False for unknown kinds."""
        return kind_name in self.kinds_with(role)

    def matches(self, kind_pattern: str, kind_name: str) -> bool:
        """Whether a kind fits one pattern of a field's `ref`: wildcards, or `@role`."""
        key = (kind_pattern, kind_name)
        known = self._matched.get(key)
        if known is None:
            if kind_pattern.startswith("@"):
                known = self.has_role(kind_name, kind_pattern[1:])
            else:
                known = kind_pattern in (kind_name, "**") or matches(kind_pattern, kind_name)
            self._matched[key] = known
        return known

    def accepts(self, ref: tuple[str, ...], kind_name: str) -> bool:
        """Whether a kind fits any of the patterns."""
        return kind_name in ref or any(self.matches(pattern, kind_name) for pattern in ref)

    def kinds_for(self, ref: tuple[str, ...]) -> tuple[str, ...]:
        """The usable kinds that fit any of the patterns, in the schema's order."""
        return tuple(name for name in self.kinds if self.accepts(ref, name) and self._usable(name))

    def near_kinds(self, name: str) -> tuple[str, ...]:
        """Kinds that may have been meant by an unknown name, best first; only those that can be declared."""
        return near_dotted(name, filter(self._usable, self.kinds))

    def _usable(self, name: str) -> bool:
        return self._data["kinds"][name].get("status", "active") in ("active", "newer")

    def _make_kind(self, name: str, raw: Mapping[str, Any]) -> Kind:
        bodies = [make_body(raw), *(self._group(group) for group in raw.get("groups", ()))]
        fields = bodies[0].fields
        for body in bodies[1:]:
            declared = {field.path.lower() for field in fields}
            fields += tuple(field for field in body.fields if field.path.lower() not in declared)
        declared = {field.path for field in fields}
        meta_fields = tuple(
            field for ref, field in self._runtime_meta if field.path not in declared and self.accepts(ref, name)
        )
        tree = FieldNode()
        # The root itself is a mapping whose keys are listed.
        tree.field = Field("", parse_type("map"), "yes")
        for field in (*fields, *meta_fields):
            tree.add(field)
        for field in fields:
            if field.keys_from == "middleware":
                self._add_options(tree, field.path)
        return Kind(
            name=name,
            family=raw.get("family", ""),
            summary=raw.get("summary", ""),
            status=raw.get("status", "active"),
            roles=frozenset(raw.get("roles", ())),
            fields=fields,
            meta_fields=meta_fields,
            constraints=tuple(constraint for body in bodies for constraint in body.constraints),
            misspellings={wrong: right for body in reversed(bodies) for wrong, right in body.misspellings.items()},
            ignored={path: why for body in reversed(bodies) for path, why in body.ignored.items()},
            user_data=tuple(path for body in bodies for path in body.user_data),
            newer=tuple(path for body in bodies for path in body.newer),
            replacement=raw.get("replacement", ""),
            handler=raw.get("handler", ""),
            source=raw.get("source", ""),
            doc=raw.get("doc", ""),
            uncertain=raw.get("uncertain", False),
            tree=tree,
        )

    def _group(self, name: str) -> Body:
        group = self._groups.get(name)
        if group is None:
            group = self._groups[name] = make_body(self._data["groups"][name])
        return group

    def _add_options(self, tree: FieldNode, path: str) -> None:
        for middleware in self.middleware.values():
            for option in middleware.options:
                for name in (option.name, *option.legacy):
                    tree.add(
                        Field(
                            f'{path}."{name}"',
                            parse_type("string"),
                            summary=option.summary,
                            ref=option.ref,
                            ref_form=option.ref_form,
                            ref_check=option.ref_check,
                            deprecated=name != option.name,
                        )
                    )

    # --- modules and Lua names ------------------------------------------------------------------------

    @cached_property
    def module_names(self) -> frozenset[str]:
        """The names that an entry's list of modules may hold."""
        return frozenset(self._data["modules"])

    def module(self, name: str) -> Module | None:
        """A built-in module by name, or None; global libraries are in `library`."""
        try:
            return self._modules[name]
        except KeyError:
            raw = self._data["modules"].get(name)
            module = None if raw is None else make_module(name, raw)
            self._modules[name] = module
            return module

    def near_modules(self, name: str) -> tuple[str, ...]:
        """Modules that may have been meant by an unknown name, best first."""
        return near_names(name, self._data["modules"])

    @cached_property
    def libraries(self) -> Mapping[str, Module]:
        """The libraries that are globals in every chunk, by name; those that are modules too are not among them."""
        return {name: make_module(name, raw) for name, raw in self._data["globals"]["libraries"].items()}

    @cached_property
    def global_functions(self) -> Mapping[str, Member]:
        """The global functions of every chunk, by name."""
        return Lazy(self._data["globals"]["functions"], make_member)

    @cached_property
    def global_types(self) -> Mapping[str, ModuleType]:
        """Types that need no module, such as `error`."""
        return Lazy(self._data["globals"]["types"], make_module_type)

    @cached_property
    def absent_globals(self) -> Mapping[str, str]:
        """Names that other Luas have and this one has not, with what to use instead or why."""
        return dict(self._data["globals"]["absent"])

    def is_global(self, name: str) -> bool:
        """Whether every chunk can read the global of this name without declaring anything."""
        return name in self._globals or name in self._data["globals"]["ambient"]["always"]

    def global_only(self, name: str) -> bool:
        """Whether the name is a global that a list of modules must not hold."""
        return name in self._globals and name not in self._data["modules"]

    @cached_property
    def _globals(self) -> frozenset[str]:
        given = self._data["globals"]
        return frozenset((*given["functions"], *given["values"], *given["libraries"]))

    def ambient(self, kind_name: str) -> frozenset[str]:
        """The names that entries of a kind can require and use undeclared; empty for kinds that are not Lua."""
        return self._ambient_names("by_role", kind_name)

    def ambient_uncertain(self, kind_name: str) -> frozenset[str]:
        """Names that entries of a kind have only through the entry that runs them."""
        return self._ambient_names("uncertain_by_role", kind_name)

    def _ambient_names(self, section: str, kind_name: str) -> frozenset[str]:
        key = (section, kind_name)
        known = self._ambient.get(key)
        if known is None:
            given = self._data["globals"]["ambient"]
            names: set[str] = set()
            if self.has_role(kind_name, "lua-source") or self.has_role(kind_name, "lua"):
                names.update(given["always"] if section == "by_role" else ())
                for role, more in given.get(section, {}).items():
                    if self.has_role(kind_name, role):
                        names.update(more)
            known = self._ambient[key] = frozenset(names)
        return known

    def old_module(self, name: str) -> Replaced | None:
        """A module of older runtimes that is gone, or None."""
        raw = self._data["old_modules"].get(name)
        return None if raw is None else Replaced(name, raw["summary"], raw["replacement"])

    @cached_property
    def calls(self) -> Mapping[str, tuple[IdArgument, ...]]:
        """The string arguments with a meaning, by callee: `module.function` or `module.Type:method`."""
        return {
            callee: tuple(make_argument(callee, item) for item in arguments)
            for callee, arguments in self._data["calls"].items()
        }

    # --- structure, meta, middleware ------------------------------------------------------------------

    @cached_property
    def definition(self) -> Definition:
        """The structure of index and project files."""
        given = self._data["definition"]
        lock, manifest, boot = given["lock"], given["manifest"], given["boot"]
        return Definition(
            **given["keys"],
            file_fields=tuple(make_field(field) for field in given["file_fields"]),
            entry_fields=tuple(make_field(field) for field in given["entry_fields"]),
            file_scheme=given["file_scheme"],
            id_separator=given["id"]["separator"],
            id_namespace=given["id"]["namespace"],
            id_name=given["id"]["name"],
            usual_name=given["id"]["usual_name"],
            index_files=tuple(given["index_files"]),
            suffixes=tuple(given["suffixes"]),
            skipped_directories=tuple(given["skipped_directories"]),
            placeholder=given["placeholder"]["pattern"],
            placeholder_escape=given["placeholder"]["escape"],
            sibling_suffix=given["placeholder"]["sibling_suffix"],
            append=given["injection"]["append"],
            lock=LockFile(**{**lock, "source": tuple(lock["source"]), "vendored": tuple(lock["vendored"])}),
            manifest=Manifest(**manifest),
            boot=BootFile(**{**boot, "versions": tuple(boot["versions"])}),
        )

    @cached_property
    def meta_keys(self) -> tuple[MetaKey, ...]:
        """The meta keys that the runtime or conventions give a meaning."""
        return tuple(
            MetaKey(
                make_field(raw["field"]),
                tuple(raw["kinds"]),
                raw["origin"],
                tuple(raw.get("values", ())),
                tuple(raw.get("test_values", ())),
            )
            for raw in self._data["meta"]
        )

    @cached_property
    def _runtime_meta(self) -> list[tuple[tuple[str, ...], Field]]:
        return [(key.kinds, key.field) for key in self.meta_keys if key.origin == "runtime"]

    def meta_with_role(self, role: str) -> MetaKey | None:
        """The meta key that plays a role, or None."""
        return self._meta_by_role.get(role)

    @cached_property
    def _meta_by_role(self) -> Mapping[str, MetaKey]:
        return {key.role: key for key in reversed(self.meta_keys) if key.role}

    @cached_property
    def middleware(self) -> Mapping[str, Middleware]:
        """The HTTP middlewares by name."""
        return {
            name: Middleware(
                name,
                raw["summary"],
                tuple(
                    Option(
                        key,
                        option["summary"],
                        tuple(option.get("legacy", ())),
                        tuple(option.get("ref", ())),
                        option.get("ref_form", ""),
                        option.get("ref_check", ""),
                    )
                    for key, option in raw.get("options", {}).items()
                ),
                raw.get("condition", ""),
            )
            for name, raw in self._data["middleware"].items()
        }

    def doc_url(self, page: str) -> str:
        """The address of a documentation page given as in `doc`; empty for an empty page."""
        return f"{self._data['catalog']['documentation']}{page.removesuffix('.md')}" if page else ""

    @property
    def version(self) -> str:
        """The version of the schema."""
        return str(self._data["catalog"]["version"])

    # --- configuration --------------------------------------------------------------------------------

    def extended(self, kinds: Mapping[str, Any], modules: Mapping[str, Any]) -> Catalog:
        """A catalog with kinds and modules added or amended; the data has the form of schema/kinds and schema/modules.

        Raises CatalogError (what, where, what is near) on data that does not fit.
        """
        if not kinds and not modules:
            return self
        from lua_entries.catalog.extend import extend  # the checks are needed with such settings only

        return Catalog(extend(self._data, kinds, modules))


@lru_cache(maxsize=1)
def load_catalog() -> Catalog:
    """The catalog of the schema that comes with the program."""
    return Catalog(read(read_resource("catalog.json").decode("ascii")))
