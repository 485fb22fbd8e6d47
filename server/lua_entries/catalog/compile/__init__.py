"""Turns the hand-written schema into its compiled form, and refuses what is wrong in it.

Works on parsed data (plain mappings and lists), so the same code serves the build and kinds and modules from a
configuration file. The format is described in schema/README.md.
"""

from lua_entries.catalog.compile.fields import Known
from lua_entries.catalog.compile.kinds import check_kind, compile_kind, merge_tolerated
from lua_entries.catalog.compile.modules import compile_module
from lua_entries.catalog.compile.schema import compile_schema

__all__ = ["Known", "check_kind", "compile_kind", "compile_module", "compile_schema", "merge_tolerated"]
