"""What the fields of a kind may hold, as JSON Schema."""

from __future__ import annotations

from collections.abc import Iterable

from lua_entries.catalog import Catalog, Field, FieldNode, FieldType
from lua_entries.project.values import DURATION
from lua_entries.report.schemas.write import Schema, reference

Definitions = dict[str, Schema]

_JSON_TYPES = {"float": "number", "int": "integer", "bool": "boolean", "str": "string"}
_FORMS = {
    "full": "Written as `namespace:name`.",
    "full-or-short": "Written as `namespace:name`, or as `name` in the entry's own namespace.",
    "full-or-builtin": "Written as `namespace:name`; a bare name is a built-in module.",
    "short-only": "Written as `name`; the entry's own namespace is put in front.",
}
_KINDS_SHOWN = 6

_NUMBER_TEXT = r"[-+]?(?:0[bB][01_]+|[0-9][0-9A-Fa-fxXoO.]*_[0-9A-Fa-f_.]*)"
"""Numbers to the runtime's YAML reader that are text to readers of YAML 1.2: `1_000`, `0b11`."""


class FieldSchemas:
    """Makes the schemas of fields; `definitions` are those that they refer to.

    A text with a placeholder fits wherever a scalar does, and nothing (null, an empty text) is as good as an absent
    field: both are left alone, as the rules of `lint` leave them alone.
    """

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self._keys = catalog.definition
        placeholder = catalog.definition.placeholder
        later = f"(?:{placeholder})"
        self._later = f"^$|{later}"
        self.definitions: Definitions = {
            "type.later": {"type": ["string", "null"], "pattern": self._later},
            "type.duration": _text_only(
                f"^(?:{DURATION}|{later})?$", "Must be a duration with a unit, such as `500ms`, `10s` or `1h30m`"
            ),
            "type.integer": _text_only(f"^(?:{_NUMBER_TEXT}|{later})$", "Must be an integer, without quotes"),
            "type.number": _text_only(f"^(?:{_NUMBER_TEXT}|{later})$", "Must be a number, without quotes"),
            "type.boolean": _text_only(f"^{later}$", "Must be `true` or `false`, without quotes"),
            "type.module": self._module(),
        }

    def of_node(self, node: FieldNode) -> Schema:
        """The schema of a position in an entry, with all below it."""
        schema = self.of_field(node.field) if node.field is not None else {}
        children = {name: self.of_node(child) for name, child in node.children()}
        if children:
            schema["properties"] = {**schema.get("properties", {}), **children}
        if node.item is not None:
            schema["items"] = {**schema.get("items", {}), **self.of_node(node.item)}
        if node.other is not None:
            schema["additionalProperties"] = {**schema.get("additionalProperties", {}), **self.of_node(node.other)}
        return schema

    def of_field(self, field: Field) -> Schema:
        """The schema of one field without those below it."""
        schema = self.of_type(field.type)
        if field.enum:
            self._limit(schema, field)
        if field.role == "modules" and "items" in schema:
            schema["items"] = reference("type.module")
        if field.pattern and "str" in field.type.scalars:
            schema["pattern"] = f"(?:{field.pattern})|{self._later}"
            schema["patternErrorMessage"] = field.summary or f"Must match `{field.pattern}`"
        if field.minimum is not None:
            # Zero is the same as nothing to the runtime's decoder.
            schema["minimum"] = _plain(field.minimum if field.required == "yes" else min(field.minimum, 0))
        if field.maximum is not None:
            schema["maximum"] = _plain(field.maximum)
        if field.default is not None:
            schema["default"] = list(field.default) if isinstance(field.default, tuple) else field.default
        described = self._description(field)
        if described:
            schema["description"] = described
        if field.deprecated:
            # Not `deprecationMessage`, which yaml-language-server shows as an error: the field still works.
            schema |= {"deprecated": True, "doNotSuggest": True}
        return schema

    def of_type(self, of: FieldType) -> Schema:
        """The schema of all values that fit a type."""
        if "null" in of.scalars:
            return {}
        scalars = [name for key, name in _JSON_TYPES.items() if key in of.scalars]
        if "number" in scalars and "integer" in scalars:
            scalars.remove("integer")
        own = scalars[0] if scalars else ""
        schema: Schema = {}
        if scalars and "string" not in scalars:
            scalars.append("string")
            schema["allOf"] = [reference(f"type.{own}")]
        elif of.format == "duration":
            schema["allOf"] = [reference("type.duration")]
        lists = ["array"] if of.item is not None else []
        mappings = ["object"] if of.mapping else []
        # The first one is what editors begin to write.
        schema = {"type": [*scalars, *lists, *mappings, "null"], **schema}
        if of.item is not None:
            schema["items"] = self.of_type(of.item)
        if of.format == "id" and of.mapping:
            string: Schema = {"type": ["string", "null"]}
            schema["properties"] = {self._keys.id_namespace: string, self._keys.id_name: string}
        elif of.value is not None and (values := self.of_type(of.value)):
            schema["additionalProperties"] = values
        return schema

    def _module(self) -> Schema:
        """The name of a Lua module; a runtime may have others than the known ones."""
        modules = [module for name in sorted(self._catalog.module_names) if (module := self._catalog.module(name))]
        offered = [module for module in modules if module.listable]
        known = [{"const": module.name, "description": sentence(module.summary)} for module in offered]
        return {"anyOf": [*known, {"type": ["string", "null"]}]}

    def _limit(self, schema: Schema, field: Field) -> None:
        """Add the allowed values, where the scalars and the items of a list are."""
        allowed: list[Schema] = [{"enum": [value for value in field.enum if value]}, reference("type.later")]
        if field.type.item is not None:
            schema["items"] = {**schema["items"], "anyOf": allowed}
            allowed = [*allowed, {"type": "array"}]
        if field.type.scalars:
            schema["anyOf"] = allowed

    def _description(self, field: Field) -> str:
        return " ".join(filter(None, (sentence(field.summary), *self._facts(field))))

    def _facts(self, field: Field) -> Iterable[str]:
        if field.required == "yes":
            yield "Required."
        elif field.required == "conditional":
            yield sentence(f"Required {field.condition}")
        elif field.required == "documented":
            yield "The documentation asks for it, the runtime does not read it."
        if field.ref and not field.group_ref:
            yield from self._targets(field)
        if field.default_note:
            yield sentence(f"Default: {field.default_note}")
        if field.default_from:
            yield f"Default: the {field.default_from} of the entry."
        if field.runtime_default is not None:
            yield f"The runtime takes `{field.runtime_default}` when it is absent."
        if field.unit and field.unit not in field.summary:
            yield f"In {field.unit}."
        if field.deprecated:
            yield "Deprecated."
        if field.newer:
            yield "Read by later runtimes only."
        if field.unused and field.required != "documented":
            yield "It has no effect."

    def _targets(self, field: Field) -> Iterable[str]:
        kinds = self._catalog.kinds_for(field.ref)
        names = ", ".join(f"`{name}`" for name in kinds[:_KINDS_SHOWN])
        if len(kinds) == len(self._catalog.kinds_for(("**",))):
            names = "any kind"
        elif len(kinds) > _KINDS_SHOWN:
            names += f" and {len(kinds) - _KINDS_SHOWN} more"
        if field.is_reference:
            yield f"Names an entry: {names}."
            yield _FORMS.get(field.ref_form, "")
        else:
            yield f"The entry, if it is one: {names}."


def sentence(text: str) -> str:
    """The text with a full stop; an empty one stays empty."""
    return f"{text}." if text and not text.endswith(".") else text


def _text_only(pattern: str, message: str) -> Schema:
    """A demand on texts; values of other types are not looked at."""
    return {"pattern": pattern, "patternErrorMessage": message}


def _plain(number: float) -> int | float:
    return int(number) if number == int(number) else number
