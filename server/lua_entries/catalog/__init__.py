"""The domain as data: which kinds, fields and modules there are and which role each plays. Data in schema/ alone."""

from lua_entries.catalog.catalog import Catalog, load_catalog
from lua_entries.catalog.definition import BootFile, Definition, LockFile, Manifest
from lua_entries.catalog.errors import CatalogError
from lua_entries.catalog.field import Field, Test
from lua_entries.catalog.field_tree import FieldNode
from lua_entries.catalog.field_types import FieldType
from lua_entries.catalog.model import (
    Constraint,
    IdArgument,
    Kind,
    Member,
    MetaKey,
    Middleware,
    Module,
    ModuleType,
    Option,
    Parameter,
    Replaced,
)

__all__ = [
    "BootFile",
    "Catalog",
    "CatalogError",
    "Constraint",
    "Definition",
    "Field",
    "FieldNode",
    "FieldType",
    "IdArgument",
    "Kind",
    "LockFile",
    "Manifest",
    "Member",
    "MetaKey",
    "Middleware",
    "Module",
    "ModuleType",
    "Option",
    "Parameter",
    "Replaced",
    "Test",
    "load_catalog",
]
