"""The schema of `lua-entries.toml`, from the tables of its reader and the rules."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lua_entries.catalog.compile import checks
from lua_entries.catalog.compile.fields import FIELD, REQUIRED, regex, required, tests, type_name
from lua_entries.catalog.compile.kinds import CONSTRAINT, KIND, TOLERATED
from lua_entries.catalog.compile.modules import MODULE
from lua_entries.catalog.field_types import type_names
from lua_entries.project.config import (
    CONFIG_NAME,
    LEVELS,
    LIMITS,
    OVERRIDE_KEYS,
    RULE_OPTIONS,
    SETTINGS,
    SEVERITY_KEY,
    Config,
    Limits,
    Setting,
    Shape,
)
from lua_entries.report.schemas.fields import sentence
from lua_entries.report.schemas.write import DRAFT, Schema, reference
from lua_entries.rules.registry import RULES
from lua_entries.rules.rule import Rule

_STRINGS: Schema = {"type": "array", "items": {"type": "string"}}


def config_schema() -> Schema:
    """The schema of the configuration file. Unknown keys are mistakes there, and so they are here."""
    defaults = Config("")._asdict()
    return {
        "$schema": DRAFT,
        "title": CONFIG_NAME,
        "type": "object",
        "properties": {key: _setting(setting, defaults[key.replace("-", "_")]) for key, setting in SETTINGS.items()},
        "additionalProperties": False,
        "definitions": {
            "level": {"enum": list(LEVELS)},
            "rule-names": _rule_names(),
            "rules": _rules(),
            "kind": _kind(),
            "field": _of_spec(FIELD),
            "module": _of_spec(MODULE),
        },
    }


_SHAPES: Mapping[Shape, Schema] = {
    "flag": {"type": "boolean"},
    "globs": _STRINGS,
    "path": {"type": "string"},
    "rule-names": reference("rule-names"),
    "rules": reference("rules"),
    "schema-kinds": {"type": "object", "additionalProperties": reference("kind")},
    "schema-modules": {"type": "object", "additionalProperties": reference("module")},
    "strings": _STRINGS,
}


def _setting(setting: Setting, default: Any = None) -> Schema:
    about: Schema = {"description": sentence(setting.summary)}
    if isinstance(default, bool):
        about["default"] = default
    if setting.shape == "limits":
        return {**about, **_limits()}
    if setting.shape == "overrides":
        return {**about, "type": "array", "items": _overrides()}
    shape = _SHAPES[setting.shape]
    # What stands beside a reference is not read.
    return {**about, "allOf": [shape]} if "$ref" in shape else {**about, **shape}


def _limits() -> Schema:
    defaults = Limits()._asdict()
    properties: dict[str, Schema] = {}
    for key, bound in LIMITS.items():
        properties[key] = {
            "type": "integer",
            "minimum": 1,
            **({"maximum": bound.highest} if bound.highest else {}),
            "default": defaults[key.replace("-", "_")],
            "description": sentence(bound.summary),
        }
    return {"type": "object", "properties": properties, "additionalProperties": False}


def _overrides() -> Schema:
    return {
        "type": "object",
        "properties": {key: _setting(setting) for key, setting in OVERRIDE_KEYS.items()},
        "required": list(OVERRIDE_KEYS),
        "additionalProperties": False,
    }


# Rules


def _rule_names() -> Schema:
    names = {"enum": [rule.name for rule in RULES], "enumDescriptions": [_about(rule) for rule in RULES]}
    numbers = {rule.code[2:] for rule in RULES}
    beginnings = sorted({number[:length] for number in numbers for length in range(len(number) + 1)})
    codes = {"type": "string", "pattern": f"^[Ll][Ee](?:{'|'.join(beginnings)})$"}
    return {"type": "array", "items": {"anyOf": [names, codes]}}


def _rules() -> Schema:
    """Settings by name, or by code in either case."""
    plain = "|".join(rule.code[2:] for rule in RULES if rule.name not in RULE_OPTIONS)
    codes = {f"^[Ll][Ee](?:{plain})$": _rule_setting({})}
    for rule in RULES:
        if rule.name in RULE_OPTIONS:
            codes[f"^[Ll][Ee]{rule.code[2:]}$"] = _rule_setting(_options(rule))
    return {
        "type": "object",
        "properties": {rule.name: {"description": _about(rule), **_rule_setting(_options(rule))} for rule in RULES},
        "patternProperties": codes,
        "additionalProperties": False,
    }


def _about(rule: Rule) -> str:
    return f"{rule.code}: {rule.summary} (default: {rule.severity.label})."


def _options(rule: Rule) -> dict[str, Schema]:
    return {
        key: {"enum": list(option.values), "default": option.default}
        for key, option in RULE_OPTIONS.get(rule.name, {}).items()
    }


def _rule_setting(options: Mapping[str, Schema]) -> Schema:
    table: Schema = {
        "type": "object",
        "properties": {SEVERITY_KEY: reference("level"), **options},
        "additionalProperties": False,
    }
    return {"anyOf": [reference("level"), table]}


# Kinds and modules in the format of schema/

_TESTS: Schema = {
    "type": "object",
    "description": "Fields with a value, a list of values, `{above = N}` or `{present = true}`; all must hold.",
}
_OF_CHECK: Mapping[object, Schema] = {
    checks.text: {"type": "string"},
    checks.flag: {"type": "boolean"},
    checks.number: {"type": "number"},
    checks.texts: _STRINGS,
    checks.distinct: {**_STRINGS, "uniqueItems": True},
    checks.mapping: {"type": "object"},
    checks.items: {"type": "array"},
    regex: {"type": "string", "format": "regex"},
    required: {"enum": list(REQUIRED)},
    tests: _TESTS,
    type_name: {"type": "string", "description": f"One of {', '.join(f'`{name}`' for name in type_names())}."},
}
"""What each check of the compiler lets pass; those that are not listed are not described."""


def _of_spec(spec: Mapping[str, checks.Check]) -> Schema:
    properties = {
        key: {"enum": list(check.allowed)} if isinstance(check, checks.Choice) else dict(_OF_CHECK.get(check, {}))
        for key, check in spec.items()
    }
    return {"type": "object", "properties": properties, "additionalProperties": False}


def _kind() -> Schema:
    schema = _of_spec(KIND)
    constraint = {**_of_spec(CONSTRAINT), "description": "A demand on several fields."}
    schema["properties"] |= {
        "fields": {
            "type": "object",
            "additionalProperties": reference("field"),
            "description": "Fields by their path from the entry: `size`, `pool.size`, `items[].name`.",
        },
        "constraints": {"type": "array", "items": constraint},
        "tolerated": _of_spec(TOLERATED),
    }
    return schema
