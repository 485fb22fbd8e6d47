"""One field of a kind, or one meta key."""

# Annotations are evaluated here on purpose, see model.py.

from typing import Literal, NamedTuple, TypeAlias

from lua_entries.catalog.field_types import FieldType

Plain: TypeAlias = "str | int | float | bool | tuple[Plain, ...] | None"
"""A value written in the schema: a default, or what a condition compares with."""

Required: TypeAlias = Literal["yes", "no", "conditional", "documented"]
"""`documented`: required on the documentation page only; the runtime does not ask for it."""

RefForm: TypeAlias = Literal["", "full", "full-or-short", "full-or-builtin", "short-only", "group"]
RefCheck: TypeAlias = Literal["", "registration", "start", "call", "silent", "never"]


class Test(NamedTuple):
    """One condition on a field of the same entry. A field that is absent has its default."""

    path: str
    test: Literal["equals", "above", "present", "absent"]
    values: tuple[Plain, ...] = ()
    """For `equals` any of these, for `above` the one number that must be exceeded."""


class Field(NamedTuple):
    """One field of a kind, or one meta key."""

    path: str
    """From the entry's root: dots descend, `[]` is each list item, `*` each value of a mapping, `"a.b"` one key."""
    type: FieldType
    required: Required = "no"
    summary: str = ""
    condition: str = ""
    """In words, when a conditional field is required."""
    required_unless: tuple[str, ...] = ()
    """Required unless one of these fields is present."""
    required_if: tuple[Test, ...] = ()
    """Required when all of these hold."""
    default: Plain = None
    """The value of an absent field; None when there is none."""
    default_note: str = ""
    """A computed default, in words."""
    default_from: Literal["", "name", "id"] = ""
    """The part of the entry that is the default."""
    runtime_default: Plain = None
    """What the runtime takes when a field that the documentation requires is absent."""
    enum: tuple[str, ...] = ()
    """The allowed values (for a list: of its items); empty when free."""
    pattern: str = ""
    """A regular expression to be searched in the value; `^` and `$` are written where they are meant."""
    not_empty: bool = False
    """A list (or text) that must hold something."""
    minimum: float | None = None
    maximum: float | None = None
    unit: str = ""
    ref: tuple[str, ...] = ()
    """Kind patterns that the referenced entry may have; `@role` stands for the kinds of a role."""
    ref_form: RefForm = ""
    ref_check: RefCheck = ""
    """When the runtime notices that the target is missing."""
    group_ref: bool = False
    """The value names a logical group that no entry declares."""
    prefixes: tuple[str, ...] = ()
    """Beginnings that mean something else in this field: what follows them is no name of an entry."""
    keys_from: Literal["", "middleware"] = ""
    """Where the known keys of a mapping are listed."""
    role: str = ""
    newer: bool = False
    """Read by later runtimes only."""
    deprecated: bool = False
    uncertain: bool = False
    unused: bool = False
    """Decoded, but without effect."""
    source: str = ""

    @property
    def is_reference(self) -> bool:
        """Whether the value is the id of another entry; a group or the name of an environment variable is not."""
        return bool(self.ref) and not self.group_ref and self.type.format != "env-name"
