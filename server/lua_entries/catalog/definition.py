"""The structure of index files and of the files that mark and configure a project."""

from typing import NamedTuple

from lua_entries.catalog.field import Field


class LockFile(NamedTuple):
    """`wippy.lock` (wippyai/runtime boot/deps/lock): its name, key names and defaults."""

    file: str
    source: tuple[str, ...]
    """Where the source directory is named, as nested keys."""
    source_default: str
    vendored: tuple[str, ...]
    """Where the directory of installed modules is named, as nested keys."""
    vendored_default: str
    vendor_directory: str
    """The directory below it that holds `organization/module`."""
    archive_suffix: str
    modules: str
    module_name: str
    module_version: str
    replacements: str
    replacement_from: str
    replacement_to: str
    replacement_source: str
    """The subdirectory of a replacement that is loaded instead of the whole, where it exists."""
    keys: dict[str, str]
    """All keys by dotted path (`[]` for list items) with their types."""


class Manifest(NamedTuple):
    """`wippy.yaml`, which describes a module for publishing (wippyai/runtime boot/deps/config)."""

    file: str
    organization: str
    module: str
    version: str
    description: str
    exclude: str
    exclude_meta: str
    identifier: str
    """A regular expression for organization and module."""
    keys: dict[str, str]


class BootFile(NamedTuple):
    """`.wippy.yaml`, the boot configuration (wippyai/runtime cmd/internal/bootconfig, boot/build/stages)."""

    file: str
    version: str
    versions: tuple[str, ...]
    """The values of `version` that the runtime accepts."""
    override: str
    """Section whose keys are `namespace:name:path`."""
    disable: str
    disable_namespaces: str
    disable_entries: str
    disable_meta: str


class Definition(NamedTuple):
    """The names that give an index file its structure."""

    namespace: str
    version: str
    meta: str
    entries: str
    name: str
    kind: str
    data: str
    file_fields: tuple[Field, ...]
    """The keys at the top of an index file."""
    entry_fields: tuple[Field, ...]
    """The keys of every entry, whatever its kind."""
    file_scheme: str
    """How a string value begins that stands for a file's text."""
    id_separator: str
    id_namespace: str
    """The key of the namespace where an id is written as a mapping."""
    id_name: str
    usual_name: str
    """A regular expression for the names that real projects use; the runtime asks for less."""
    index_files: tuple[str, ...]
    suffixes: tuple[str, ...]
    """Any file that ends so may declare entries."""
    skipped_directories: tuple[str, ...]
    """Directories that the runtime's walk leaves out."""
    placeholder: str
    """A regular expression for `${env:NAME|default}` and its short form."""
    placeholder_escape: str
    sibling_suffix: str
    """Later runtimes take the value of any field from the variable named under the same key with this ending."""
    append: str
    """The ending of a target path that adds to a list instead of replacing the value."""
    lock: LockFile
    manifest: Manifest
    boot: BootFile

    @property
    def marker_files(self) -> tuple[str, ...]:
        """The files that make their directory a root."""
        return (self.lock.file, self.manifest.file)

    @property
    def structural_keys(self) -> frozenset[str]:
        """The keys of an entry that are not the kind's."""
        return frozenset((self.name, self.kind, self.meta, self.data))
