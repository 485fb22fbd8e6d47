"""The catalog's plain data: kinds, fields, modules and what hangs on them. Made lazily from the compiled schema."""

# Annotations are evaluated here on purpose: a NamedTuple compiles each one that is a string, which costs the start of
# every run several milliseconds.

from collections.abc import Mapping
from typing import Literal, NamedTuple, TypeAlias

from lua_entries.catalog.field import Field, Plain, RefCheck, RefForm, Test
from lua_entries.catalog.field_tree import FieldNode, split_path

Status: TypeAlias = Literal["active", "newer", "legacy", "internal", "no-handler"]
"""`newer`: known to later runtimes only. The last three cannot be declared with success."""

ConstraintRule: TypeAlias = Literal[
    "any_of", "exactly_one", "at_most_one", "all_or_none", "not_together", "none_of", "differ", "unique", "note"
]


class Constraint(NamedTuple):
    """A demand on several fields of an entry."""

    rule: ConstraintRule
    fields: tuple[str, ...]
    when: tuple[Test, ...] = ()
    """The demand holds only when all of these do."""
    scope: Literal["", "entry", "root"] = ""
    """For `unique`: within which the values must differ."""
    per: tuple[str, ...] = ()
    """For `unique`: fields that divide the scope; values may repeat where these differ."""
    message: str = ""
    source: str = ""


class Kind(NamedTuple):
    """An entry kind."""

    name: str
    family: str
    summary: str
    status: Status
    roles: frozenset[str]
    fields: tuple[Field, ...]
    """The kind's own fields, then those of its groups."""
    meta_fields: tuple[Field, ...]
    """The meta keys that the runtime reads on entries of this kind, beside those in `fields`."""
    constraints: tuple[Constraint, ...]
    misspellings: Mapping[str, str]
    """Field names seen in projects that the kind does not read, and what was meant."""
    ignored: Mapping[str, str]
    """Field paths seen in projects that have no effect, and why."""
    user_data: tuple[str, ...]
    """Field paths that the runtime does not read but Lua code of frameworks does."""
    newer: tuple[str, ...]
    """Field paths that only later runtimes read."""
    replacement: str
    """For kinds that cannot be declared: what to use instead."""
    handler: str
    """The listener's kind pattern; empty when no listener takes the kind."""
    source: str
    doc: str
    uncertain: bool
    tree: FieldNode

    @property
    def free_data(self) -> bool:
        """Whether everything in the entry is the project's own data."""
        return "free-data" in self.roles

    @property
    def usable(self) -> bool:
        """Whether an entry of this kind can be declared."""
        return self.status in ("active", "newer")

    def field(self, path: str) -> Field | None:
        """The field at a path, compared without case; `contracts[2].methods.get` finds `contracts[].methods.*`."""
        return self.field_at(split_path(path))

    def field_at(self, segments: list[str]) -> Field | None:
        """The field at a path given as segments, with `[]` for any list item."""
        node: FieldNode | None = self.tree if segments else None
        for segment in segments:
            if node is None:
                return None
            if segment == "[]":
                node = node.item
            elif segment == "*":
                node = node.other
            else:
                node = node.child(segment)
        return None if node is None else node.field

    def field_with_role(self, role: str) -> Field | None:
        """The field that plays a role, or None."""
        for field in self.fields:
            if field.role == role:
                return field
        return None


class MetaKey(NamedTuple):
    """A key under an entry's `meta` that somebody reads."""

    field: Field
    kinds: tuple[str, ...]
    """Kind patterns on which it means something."""
    origin: Literal["runtime", "convention"]
    values: tuple[str, ...] = ()
    """Usual values, for completion."""
    test_values: tuple[str, ...] = ()
    """Values that mark a test entry."""

    @property
    def path(self) -> str:
        """The path from the entry's root: `meta.type`."""
        return self.field.path

    @property
    def key(self) -> str:
        """The path below `meta`."""
        return self.field.path.partition(".")[2]

    @property
    def role(self) -> str:
        """The role, or empty."""
        return self.field.role


class Parameter(NamedTuple):
    """A parameter of a Lua function."""

    name: str
    type: str
    optional: bool = False
    variadic: bool = False


class Member(NamedTuple):
    """Something reached from a module, a library or a value: `encode`, `METHOD.GET`, `query`."""

    name: str
    """Dotted below the module: `builder.select`."""
    kind: Literal["function", "constant", "table", "field"]
    type: str = ""
    """For all but functions."""
    params: tuple[Parameter, ...] = ()
    returns: tuple[str, ...] = ()
    summary: str = ""
    value: Plain = None
    optional: bool = False
    options: tuple[Parameter, ...] = ()
    """Known keys of a table argument."""
    options_argument: int = 0
    """Which argument that is; 1 is the first."""
    call: Literal[".", ":"] = "."
    newer: bool = False
    note: str = ""

    @property
    def signature(self) -> str:
        """`(value: any, indent?: number): (string, error?)`; the type for what is no function."""
        if self.kind != "function":
            return self.type
        params = ", ".join(f"{p.name}{'?' if p.optional and not p.variadic else ''}: {p.type}" for p in self.params)
        if not self.returns:
            return f"({params})"
        results = self.returns[0] if len(self.returns) == 1 else f"({', '.join(self.returns)})"
        return f"({params}): {results}"


class ModuleType(NamedTuple):
    """A type of values that a module makes."""

    name: str
    summary: str
    members: Mapping[str, Member]
    """Fields and methods; methods have `call` `:` unless the value is called with a dot."""
    parameters: tuple[str, ...] = ()
    alias_of: str = ""
    union: tuple[str, ...] = ()
    open: bool = False
    """Whether values have further methods that only a project knows."""
    replaced: Mapping[str, str] = {}
    newer: bool = False
    note: str = ""


class Module(NamedTuple):
    """A built-in Lua module, or a global library."""

    name: str
    summary: str
    classes: tuple[str, ...]
    deterministic: bool
    """Whether a workflow may reach it."""
    listable: bool
    """Whether `modules` may name it; False for libraries that are globals only."""
    members: Mapping[str, Member]
    types: Mapping[str, ModuleType]
    replaced: Mapping[str, str]
    """Members of older runtimes and what took their place."""
    value: str = ""
    """The type of the module value itself, where it is more than a table of functions."""
    open: bool = False
    """Whether the members are not known (modules from a configuration that lists none)."""
    newer: bool = False
    availability: str = ""
    note: str = ""
    source: str = ""
    doc: str = ""


class IdArgument(NamedTuple):
    """A string argument of a Lua call that has a meaning: an entry id, a module name …"""

    callee: str
    """`module.function` or `module.Type:method`."""
    argument: int
    """1 is the first argument; for methods the object is not counted."""
    option: str
    """The key of a table argument that holds the text, or empty."""
    value: str
    """What the text is; `entry-id` where it names an entry. The forms are listed in schema/roles.yaml."""
    kinds: tuple[str, ...]
    """Kind patterns of the entries that fit."""
    ref_form: RefForm = ""
    may_be_absent: bool = False
    """The entry may be made at run time, so a missing one is no mistake."""
    cut: str = ""
    """The text from this character on is not part of the id."""
    not_in: str = ""
    """A kind role: in entries with it the argument means something else."""
    keys: Mapping[str, str] = {}
    """Of a filter: its keys for what is not meta, and what each is compared with (`kind`, `entry-id` …)."""
    operators: tuple[str, ...] = ()
    """Of a filter: what may stand in front of a key of meta."""
    uncertain: bool = False
    newer: bool = False
    note: str = ""
    source: str = ""

    @property
    def is_reference(self) -> bool:
        """Whether the text names an entry by its id."""
        return bool(self.kinds) and self.value in ("entry-id", "entry-id-or-variable")


class Replaced(NamedTuple):
    """A name of older runtimes."""

    name: str
    summary: str
    replacement: str


class Option(NamedTuple):
    """A setting of a middleware, a key of a router's options."""

    name: str
    summary: str
    legacy: tuple[str, ...]
    """Older spellings that still work."""
    ref: tuple[str, ...] = ()
    ref_form: RefForm = ""
    ref_check: RefCheck = ""


class Middleware(NamedTuple):
    """An HTTP middleware by name."""

    name: str
    summary: str
    options: tuple[Option, ...]
    condition: str = ""
