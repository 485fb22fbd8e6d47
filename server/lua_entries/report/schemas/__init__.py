"""The JSON Schemas (draft-07) of the files that people and programs exchange with `lua-entries`.

They are made from what the program itself goes by: index files from the catalog, the configuration from the tables of
its reader and the rules. What a single file cannot prove is left to `lua-entries lint`: a schema raises no false alarm.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from lua_entries.catalog import Catalog
from lua_entries.report.schemas.config import config_schema
from lua_entries.report.schemas.entries import entries_schema
from lua_entries.report.schemas.json_report import report_schema
from lua_entries.report.schemas.write import Schema, written

__all__ = ["SCHEMAS", "SchemaKind", "schema_text"]


class SchemaKind(NamedTuple):
    """One of the schemas: what it describes, and how it is made."""

    summary: str
    make: Callable[[Catalog], Schema]
    extensible: bool = False
    """Whether kinds and modules of a project are part of it."""


SCHEMAS: Mapping[str, SchemaKind] = {
    "entries": SchemaKind("index files", entries_schema, extensible=True),
    "config": SchemaKind("the configuration file", lambda _: config_schema()),
    "report": SchemaKind("the JSON report of `lint`", lambda _: report_schema()),
}
"""By the name that the command line gives them."""


def schema_text(name: str, catalog: Catalog) -> str:
    """The text of a schema, the same for equal catalogs; raises KeyError when there is no schema of that name."""
    return written(SCHEMAS[name].make(catalog))
