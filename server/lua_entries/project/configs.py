"""Which configuration, and which catalog, applies to a path."""

from __future__ import annotations

import os
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from lua_entries.catalog import Catalog, CatalogError, load_catalog
from lua_entries.files.store import Files, Unreadable
from lua_entries.project.config import Config, ConfigError, KnownRules, find_config, load_config, with_settings

_NO_SETTINGS: Mapping[str, Any] = MappingProxyType({})


class Configs:
    """Configurations and catalogs by path, read when first asked for. The nearest file wins; files are not merged.

    `settings` are those of an editor, which go over every file.

    Raises ConfigError (on any question) for a file that cannot be used.
    """

    def __init__(
        self,
        files: Files,
        directory: str,
        forced: str | None,
        known_rules: KnownRules,
        settings: Mapping[str, Any] = _NO_SETTINGS,
    ) -> None:
        self._files = files
        self._known_rules = known_rules
        self._settings = settings
        self._default = with_settings(Config(directory), settings, known_rules)
        self._by_directory: dict[str, Config] = {}
        self._by_file: dict[str, Config] = {}
        self._catalogs: dict[str | None, Catalog] = {}
        self._forced = self._read(forced) if forced is not None else None

    def of(self, path: str) -> Config:
        """The configuration of the file at `path`; a directory is asked for with a trailing separator."""
        if self._forced is not None:
            return self._forced
        directory = os.path.dirname(path)
        known = self._by_directory.get(directory)
        if known is None:
            file = find_config(directory, self._files.is_file)
            known = self._default if file is None else self._read(file)
            self._by_directory[directory] = known
        return known

    def catalog(self, path: str) -> Catalog:
        """The catalog with the kinds and modules that the configuration of `path` adds."""
        config = self.of(path)
        if config.path not in self._catalogs:
            try:
                self._catalogs[config.path] = load_catalog().extended(config.kinds, config.modules)
            except CatalogError as error:
                raise ConfigError(config.path or config.directory, None, str(error)) from None
        return self._catalogs[config.path]

    def or_the_same(self, before: Configs) -> Configs:
        """`before`, from now on reading what this one reads, where all that it answered has the same answer here; else
        this one. So catalogs and what was made with them stay in use.

        Raises:
            ConfigError: a configuration cannot be used.
        """
        asked = before._by_directory.items()
        same = all(self.of(os.path.join(directory, "")) == config for directory, config in asked)
        if not same or self._forced != before._forced or self._default != before._default:
            return self
        before._files, before._by_file = self._files, self._by_file
        return before

    def _read(self, file: str) -> Config:
        known = self._by_file.get(file)
        if known is None:
            text = self._files.read(file)
            if isinstance(text, Unreadable):
                raise ConfigError(file, None, f"cannot be read: {text.reason}")
            config = load_config(file, text, self._known_rules)
            known = self._by_file[file] = with_settings(config, self._settings, self._known_rules)
        return known
