"""What commands share: the working directory, rule names, and a workspace whose configuration may be wrong."""

from __future__ import annotations

import os
from collections.abc import Sequence

from lua_entries.catalog import Catalog, load_catalog
from lua_entries.cli.exits import UsageError
from lua_entries.cli.scope import working_directory
from lua_entries.files import disk
from lua_entries.files.paths import shown
from lua_entries.files.store import Files
from lua_entries.project.config import CONFIG_NAME, ConfigError, rules_named, unknown_rule_help
from lua_entries.project.configs import Configs
from lua_entries.project.snapshot import Snapshot
from lua_entries.project.workspace import LoadRequest, load_workspace
from lua_entries.rules.registry import RULE_CODES


def rule_names(texts: Sequence[str], option: str) -> tuple[str, ...]:
    """Names of the rules that an option lists by name, code or beginning of codes.

    Raises:
        UsageError: one of them is no rule.
    """
    names: dict[str, None] = {}
    for text in texts:
        found = rules_named(text, RULE_CODES)
        if not found:
            raise UsageError(f"`{option}`: unknown rule `{text}`", unknown_rule_help(text, RULE_CODES))
        names |= dict.fromkeys(found)
    return tuple(names)


def markers() -> tuple[str, ...]:
    """Names of the files that make their directory a root."""
    return (*load_catalog().definition.marker_files, CONFIG_NAME)


def load(request: LoadRequest) -> Snapshot:
    """The snapshot of a workspace, with the configuration checked against the rules that there are.

    Raises:
        UsageError: a configuration file cannot be read or used.
    """
    if request.config_file is not None and not disk.is_file(request.config_file):
        name = shown(request.config_file, working_directory())
        raise UsageError(f"`--config`: no such file: `{name}`")
    try:
        return load_workspace(request._replace(known_rules=RULE_CODES))
    except ConfigError as error:
        raise _wrong(error) from None


def project_catalog(directory: str) -> Catalog:
    """The catalog with the kinds and modules of the configuration that applies to a directory (absolute).

    Raises:
        UsageError: the configuration file cannot be read or used.
    """
    try:
        return Configs(Files(), directory, None, RULE_CODES).catalog(os.path.join(directory, ""))
    except ConfigError as error:
        raise _wrong(error) from None


def _wrong(error: ConfigError) -> UsageError:
    place = shown(error.path, working_directory()) if os.path.isabs(error.path) else error.path
    line = f":{error.line}" if error.line is not None else ""
    return UsageError(f"{place}{line}: {error.message}", error.help)
