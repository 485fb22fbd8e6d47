"""The configuration: `lua-entries.toml`, editor settings over it, and what they say about one rule at one path.

Only texts come in and only values go out; who reads the file and which file applies to which path is the caller's part
(`find_config`). The nearest file wins and files are not merged.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Collection, Iterable, Mapping
from types import MappingProxyType
from typing import Any, Literal, NamedTuple, NoReturn, TypeAlias, get_args

from lua_entries.catalog.near import near_names
from lua_entries.files.discover import MAX_FILES
from lua_entries.files.paths import normal, parents
from lua_entries.files.store import MAX_FILE_SIZE
from lua_entries.project.globs import glob_problem, path_matches

CONFIG_NAME = "lua-entries.toml"

Level = Literal["off", "hint", "info", "warning", "error"]
"""A configured severity; the rules' own type lives in a higher layer."""

LEVELS: tuple[Level, ...] = get_args(Level)

KnownRules: TypeAlias = Mapping[str, str]
"""Codes of all rules by their names."""

_EMPTY: Mapping[str, Any] = MappingProxyType({})


class ConfigError(Exception):
    """A configuration that cannot be used.

    `path` is the file, or a description of where the settings come from; `line` counts from 1 and is None where it is
    not known.
    """

    def __init__(self, path: str, line: int | None, message: str, help: str = "") -> None:
        super().__init__(message)
        self.path = path
        self.line = line
        self.message = message
        self.help = help


class RuleSetting(NamedTuple):
    """What is configured for one rule. `severity` None leaves the rule's own."""

    severity: Level | None = None
    options: Mapping[str, str] = _EMPTY


class Override(NamedTuple):
    """Settings of rules, by name, for the paths that one of the globs matches."""

    paths: tuple[str, ...]
    rules: Mapping[str, RuleSetting]


class Limits(NamedTuple):
    """Bounds on what is read; `LIMITS` says what each is."""

    max_file_size: int = MAX_FILE_SIZE
    max_nesting: int = 256
    max_files: int = MAX_FILES
    max_entries: int = 50_000


class Config(NamedTuple):
    """Settings that hold for the files below `directory`.

    Rules are kept by name, however they were written. `select` None means every rule.
    """

    directory: str
    """Absolute; globs are relative to it."""
    path: str | None = None
    """The file it came from; None for the defaults."""
    select: tuple[str, ...] | None = None
    ignore: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    external_namespaces: tuple[str, ...] = ()
    report_unknown: bool = False
    baseline: str | None = None
    """Absolute path."""
    rules: Mapping[str, RuleSetting] = _EMPTY
    overrides: tuple[Override, ...] = ()
    kinds: Mapping[str, Mapping[str, Any]] = _EMPTY
    """As written, in the format of `schema/`."""
    modules: Mapping[str, Mapping[str, Any]] = _EMPTY
    """As written, in the format of `schema/`."""
    limits: Limits = Limits()


class RuleOption(NamedTuple):
    """An option of one rule: what it may be, and what it is by default."""

    values: tuple[str, ...]
    default: str


RULE_OPTIONS: Mapping[str, Mapping[str, RuleOption]] = {
    "missing-field": {"library-method": RuleOption(("off", "hint", "error"), "hint")},
}
"""Options of `[rules.<name>]` other than `severity`, by rule name and key."""


Shape: TypeAlias = Literal[
    "flag", "globs", "limits", "overrides", "path", "rule-names", "rules", "schema-kinds", "schema-modules", "strings"
]
"""What the value of a key is; the last two tables have the format of `schema/`."""


class Setting(NamedTuple):
    """A key at the top of the file. The summary is for readers of the schema."""

    shape: Shape
    summary: str


SETTINGS: Mapping[str, Setting] = {
    "select": Setting("rule-names", "Only these rules run; all of them when it is left out"),
    "ignore": Setting("rule-names", "These rules do not run"),
    "exclude": Setting("globs", "Files and directories that are left out of the analysis"),
    "external-namespaces": Setting("strings", "Namespaces, with wildcards, that others than the project declare"),
    "report-unknown": Setting("flag", "Whether references that nothing here can prove are reported too"),
    "baseline": Setting("path", "The file of findings that are known and not reported, relative to the configuration"),
    "rules": Setting("rules", "Severities and options of rules, by name or code"),
    "overrides": Setting("overrides", "Other settings of rules for some paths; the last one that matches wins"),
    "kinds": Setting("schema-kinds", "Kinds of entries to add, or to amend where the name exists"),
    "modules": Setting("schema-modules", "Lua modules to add, or to amend where the name exists"),
    "limits": Setting("limits", "Bounds on what is read"),
}
"""Every key of the file. Each is a field of `Config`, with `_` for `-`."""

OVERRIDE_KEYS: Mapping[str, Setting] = {
    "paths": Setting("globs", "The files and directories that the settings are for"),
    "rules": Setting("rules", "Severities and options of rules there, by name or code"),
}
"""The keys of an override, all of them needed. Each is a field of `Override`."""


class Bound(NamedTuple):
    """What a limit bounds, and the highest value that it may have; the lowest is 1."""

    summary: str
    highest: int | None = None


LIMITS: Mapping[str, Bound] = {
    "max-file-size": Bound("The largest file that is read, in bytes"),
    # Deeper YAML would overflow the stack of libyaml's composer.
    "max-nesting": Bound("How deep YAML may be nested", 1000),
    "max-files": Bound("How many files of a root are read"),
    "max-entries": Bound("How many entries of a file are read"),
}
"""The keys of `[limits]`. Each is a field of `Limits`, with `_` for `-`."""

SEVERITY_KEY = "severity"
"""The key of `[rules.<name>]` that every rule has."""


# Questions


def severity_for(config: Config, rule: str, path: str) -> Level | None:
    """The configured severity of a rule (by name) for a file, or None where the rule's own holds.

    The last override that matches the path and names the rule wins over `[rules]`.
    """
    for setting in _settings(config, rule, path):
        if setting.severity is not None:
            return setting.severity
    return None


def option(config: Config, rule: str, key: str, path: str) -> str:
    """The value of a rule's option for a file; the default where it is not configured.

    Raises:
        KeyError: the rule has no such option.
    """
    for setting in _settings(config, rule, path):
        if key in setting.options:
            return setting.options[key]
    return RULE_OPTIONS[rule][key].default


def is_selected(config: Config, rule: str, select: Collection[str] | None = None, ignore: Collection[str] = ()) -> bool:
    """True when a rule (by name) is to run at all.

    `select` and `ignore` come from the command line: a `select` there replaces `select` and `ignore` of the file, an
    `ignore` there adds to them.
    """
    if rule in ignore:
        return False
    if select is not None:
        return rule in select
    return (config.select is None or rule in config.select) and rule not in config.ignore


def is_excluded(config: Config, path: str) -> bool:
    """True when the file or directory (absolute) is left out of the analysis."""
    return path_matches(config.exclude, path, config.directory)


def find_config(directory: str, exists: Callable[[str], bool]) -> str | None:
    """The nearest `lua-entries.toml` in `directory` (absolute) or above it."""
    for parent in parents(directory):
        candidate = os.path.join(parent, CONFIG_NAME)
        if exists(candidate):
            return candidate
    return None


def rules_named(text: str, known_rules: KnownRules) -> tuple[str, ...]:
    """Names of the rules that `text` means: a name, a code, or the beginning of codes (`LE3`); empty when none."""
    if text in known_rules:
        return (text,)
    prefix = text.upper()
    if not re.fullmatch(r"LE\d{0,3}", prefix):
        return ()
    return tuple(name for name, code in known_rules.items() if code.startswith(prefix))


def did_you_mean(word: str, names: Iterable[str]) -> str:
    """A hint with the nearest of the names, or an empty text when none is near."""
    near = near_names(word.replace("_", "-"), names, limit=1)
    return f"did you mean `{near[0]}`?" if near else ""


def unknown_rule_help(text: str, known_rules: KnownRules) -> str:
    """What to say to somebody who named a rule that does not exist."""
    return did_you_mean(text, (*known_rules, *known_rules.values())) or "`lua-entries rules` lists all rules"


def _settings(config: Config, rule: str, path: str) -> Iterable[RuleSetting]:
    for override in reversed(config.overrides):
        if rule in override.rules and path_matches(override.paths, path, config.directory):
            yield override.rules[rule]
    if rule in config.rules:
        yield config.rules[rule]


# Reading


def load_config(path: str, text: str, known_rules: KnownRules) -> Config:
    """The configuration in the text of the file at `path`.

    Raises:
        ConfigError: the text is not TOML, or a key or value in it is not known.
    """
    if sys.version_info >= (3, 11):
        import tomllib
    else:
        import tomli as tomllib
    path = normal(path)
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        message, _, place = str(error).partition(" (at ")
        line = re.match(r"line (\d+)", place)
        at_end = text.count("\n") + (not text.endswith("\n")) if place.startswith("end") else None
        raise ConfigError(path, int(line[1]) if line else at_end, f"not valid TOML: {message}") from None
    except RecursionError:
        raise ConfigError(path, None, "not valid TOML: nested too deeply") from None
    return _Reader(path, text, known_rules).apply(Config(os.path.dirname(path), path), table)


def with_settings(config: Config, settings: Mapping[str, Any], known_rules: KnownRules) -> Config:
    """The configuration with editor settings of the same names over it.

    A key replaces the file's; `rules`, `kinds`, `modules` and `limits` are merged by name. None means not set.

    Raises:
        ConfigError: a setting is not known or has a wrong value.
    """
    return _Reader("editor settings", None, known_rules).apply(config, settings)


_Keys: TypeAlias = tuple[str | int, ...]

_TYPE_NAMES = {
    str: "a string",
    bool: "true or false",
    int: "a number",
    float: "a number",
    list: "a list",
    dict: "a table",
}


class _Reader:
    """Validates one table; `text` is there to tell lines only."""

    def __init__(self, path: str, text: str | None, known_rules: KnownRules) -> None:
        self._path = path
        self._text = text
        self._known_rules = known_rules

    def apply(self, config: Config, table: Mapping[str, Any]) -> Config:
        """`config` with every key of the table over it."""
        readers: Mapping[Shape, Callable[[_Keys, Any], Any]] = {
            "flag": self._flag,
            "globs": self._globs,
            "limits": lambda keys, value: self._limits(config.limits, keys, value),
            "overrides": self._overrides,
            "path": lambda keys, value: normal(os.path.join(config.directory, self._string(keys, value))),
            "rule-names": self._rule_names,
            "rules": lambda keys, value: {**config.rules, **self._rules(keys, value)},
            "schema-kinds": lambda keys, value: {**config.kinds, **self._tables(keys, value)},
            "schema-modules": lambda keys, value: {**config.modules, **self._tables(keys, value)},
            "strings": self._strings,
        }
        changes: dict[str, Any] = {}
        for key, value in table.items():
            if value is None:
                continue
            setting = SETTINGS.get(key)
            if setting is None:
                self._unknown((key,), "key", SETTINGS)
            changes[key.replace("-", "_")] = readers[setting.shape]((key,), value)
        return config._replace(**changes)

    def _fail(self, keys: _Keys, message: str, help: str = "") -> NoReturn:
        line = line_of(self._text, keys) if self._text is not None else None
        raise ConfigError(self._path, line, message, help)

    def _unknown(self, keys: _Keys, what: str, known: Iterable[str]) -> NoReturn:
        names = list(known)
        help = did_you_mean(str(keys[-1]), names) or "known are " + ", ".join(f"`{name}`" for name in names)
        self._fail(keys, f"unknown {what} `{written(keys)}`", help)

    def _expect(self, keys: _Keys, value: Any, kind: type, wanted: str) -> None:
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            found = _TYPE_NAMES.get(type(value), "a date or time")
            self._fail(keys, f"`{written(keys)}` must be {wanted}, not {found}")

    def _string(self, keys: _Keys, value: Any) -> str:
        self._expect(keys, value, str, "a string")
        return str(value)

    def _flag(self, keys: _Keys, value: Any) -> bool:
        self._expect(keys, value, bool, "true or false")
        return bool(value)

    def _table(self, keys: _Keys, value: Any) -> Mapping[str, Any]:
        self._expect(keys, value, dict, "a table")
        return {key: item for key, item in value.items() if item is not None}

    def _tables(self, keys: _Keys, value: Any) -> dict[str, Mapping[str, Any]]:
        return {name: self._table((*keys, name), item) for name, item in self._table(keys, value).items()}

    def _strings(self, keys: _Keys, value: Any) -> tuple[str, ...]:
        self._expect(keys, value, list, "a list of strings")
        for item in value:
            self._expect(keys, item, str, "a list of strings")
        return tuple(value)

    def _globs(self, keys: _Keys, value: Any) -> tuple[str, ...]:
        globs = self._strings(keys, value)
        for glob in globs:
            if problem := glob_problem(glob):
                self._fail(keys, f"glob `{glob}` in `{written(keys)}` matches nothing: {problem}")
        return globs

    def _rule_names(self, keys: _Keys, value: Any) -> tuple[str, ...]:
        names: dict[str, None] = {}
        for item in self._strings(keys, value):
            found = rules_named(item, self._known_rules)
            if not found:
                help = unknown_rule_help(item, self._known_rules)
                self._fail(keys, f"unknown rule `{item}` in `{written(keys)}`", help)
            names |= dict.fromkeys(found)
        return tuple(names)

    def _rules(self, keys: _Keys, value: Any) -> dict[str, RuleSetting]:
        settings: dict[str, RuleSetting] = {}
        for key, item in self._table(keys, value).items():
            place = (*keys, key)
            name = self._rule_name(place, key)
            if name in settings:
                self._fail(place, f"rule `{name}` is configured twice, by name and by code")
            settings[name] = self._rule(place, name, item)
        return settings

    def _rule_name(self, keys: _Keys, key: str) -> str:
        by_code = {code: name for name, code in self._known_rules.items()}
        name = key if key in self._known_rules else by_code.get(key.upper())
        if name is None:
            self._fail(keys, f"unknown rule `{written(keys)}`", unknown_rule_help(key, self._known_rules))
        return name

    def _rule(self, keys: _Keys, rule: str, value: Any) -> RuleSetting:
        if not isinstance(value, dict):
            return RuleSetting(self._severity(keys, value))
        known = RULE_OPTIONS.get(rule, {})
        severity: Level | None = None
        options: dict[str, str] = {}
        for key, item in self._table(keys, value).items():
            place = (*keys, key)
            if key == SEVERITY_KEY:
                severity = self._severity(place, item)
            elif key in known:
                options[key] = self._one_of(place, item, known[key].values)
            else:
                self._unknown(place, f"option of rule `{rule}`:", (SEVERITY_KEY, *known))
        return RuleSetting(severity, options)

    def _severity(self, keys: _Keys, value: Any) -> Level:
        severity: Level = self._one_of(keys, value, LEVELS)
        return severity

    def _one_of(self, keys: _Keys, value: Any, values: tuple[str, ...]) -> Any:
        wanted = ", ".join(f"`{item}`" for item in values[:-1]) + f" or `{values[-1]}`"
        if not isinstance(value, str):
            self._fail(keys, f"`{written(keys)}` must be {wanted}")
        if value not in values:
            self._fail(keys, f"`{written(keys)}` must be {wanted}, not `{value}`", did_you_mean(value, values))
        return value

    def _overrides(self, keys: _Keys, value: Any) -> tuple[Override, ...]:
        self._expect(keys, value, list, "a list of tables (`[[overrides]]`)")
        overrides: list[Override] = []
        for number, item in enumerate(value):
            place = (*keys, number)
            table = self._table(place, item)
            for key in table:
                if key not in OVERRIDE_KEYS:
                    self._unknown((*place, key), "key", OVERRIDE_KEYS)
            for key in OVERRIDE_KEYS:
                if key not in table:
                    self._fail(place, f"`{written(place)}` has no `{key}`")
            rules = self._rules((*place, "rules"), table["rules"])
            overrides.append(Override(self._globs((*place, "paths"), table["paths"]), rules))
        return tuple(overrides)

    def _limits(self, limits: Limits, keys: _Keys, value: Any) -> Limits:
        for key, item in self._table(keys, value).items():
            place = (*keys, key)
            if key not in LIMITS:
                self._unknown(place, "key", LIMITS)
            self._expect(place, item, int, "a whole number")
            highest = LIMITS[key].highest
            if not 1 <= item <= (highest or sys.maxsize):
                bound = f" and at most {highest}" if highest else ""
                self._fail(place, f"`{written(place)}` must be at least 1{bound}")
            limits = limits._replace(**{key.replace("-", "_"): item})
        return limits


# Lines of keys, for messages


def written(keys: _Keys) -> str:
    """A path of keys as somebody would write it: `rules.unused-module`, `overrides[0].paths`."""
    text = ""
    for key in keys:
        if isinstance(key, int):
            text += f"[{key}]"
            continue
        part = key if re.fullmatch(r"[\w-]+", key) else f'"{key}"'
        text += f".{part}" if text else part
    return text


_KEY = r"""(?:[A-Za-z0-9_-]+|"[^"\n]*"|'[^'\n]*')"""
_DOTTED = rf"{_KEY}(?:[ \t]*\.[ \t]*{_KEY})*"
_HEADER = re.compile(rf"[ \t]*(?P<open>\[\[?)[ \t]*(?P<keys>{_DOTTED})[ \t]*\]")
_ASSIGNMENT = re.compile(rf"[ \t]*(?P<keys>{_DOTTED})[ \t]*=")


def line_of(text: str, keys: _Keys) -> int | None:
    """The line (from 1) that names the longest beginning of a path of keys; None when no line does.

    A scan of headers and assignments, not a parser: good enough to point a person at a place.
    """
    best: tuple[int, int | None] = (0, None)
    header: _Keys = ()
    counts: dict[_Keys, int] = {}
    for number, line in enumerate(text.split("\n"), start=1):
        if match := _HEADER.match(line):
            header = _parts(match["keys"])
            if match["open"] == "[[":
                counts[header] = counts.get(header, -1) + 1
                header = (*header, counts[header])
            place = header
        elif match := _ASSIGNMENT.match(line):
            place = (*header, *_parts(match["keys"]))
        else:
            continue
        if place == keys[: len(place)] and len(place) > best[0]:
            best = (len(place), number)
        elif best[1] is None and place[: len(keys)] == keys:
            best = (len(keys), number)  # `[a.b]` where `a` itself is meant
    return best[1]


def _parts(dotted: str) -> tuple[str, ...]:
    return tuple(part.strip("\"'") for part in re.findall(_KEY, dotted))
