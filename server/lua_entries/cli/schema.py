"""`lua-entries schema`: JSON Schemas for editors and other programs."""

from __future__ import annotations

import os
from collections.abc import Sequence

from lua_entries.catalog import load_catalog
from lua_entries.cli.arguments import Parser, one_of
from lua_entries.cli.exits import SHORT_EPILOG, Exit
from lua_entries.cli.loading import project_catalog
from lua_entries.cli.scope import working_directory
from lua_entries.cli.terminal import put, put_file
from lua_entries.report.schemas import SCHEMAS, schema_text

_DESCRIPTION = """\
Prints a JSON Schema (draft-07) for editors and other programs.
"""
_EPILOG = """\
schemas:
{}
The schema of index files includes the kinds and modules of the configuration
that applies to the working directory. It is tolerant, as it sees one file and
no project: required fields of a kind are described, not demanded, and unknown
kinds and fields are accepted. `lua-entries lint` checks the project as a whole.
"""


def parser() -> Parser:
    """The options of the command."""
    schemas = "".join(f"  {name:<8} {kind.summary}\n" for name, kind in SCHEMAS.items())
    made = Parser("schema", _DESCRIPTION, f"{_EPILOG.format(schemas)}\n{SHORT_EPILOG}")
    made.add_argument("schema", type=one_of(SCHEMAS), metavar="SCHEMA", help=f"{', '.join(SCHEMAS)}")
    options = made.add_argument_group("options")
    options.add_argument("--output", metavar="FILE", help="write to a file instead of stdout")
    made.add_help_to(options)
    return made


def run(arguments: Sequence[str]) -> int:
    """Run the command and return the exit code."""
    options = parser().read(arguments)
    cwd = working_directory()
    text = schema_text(options.schema, project_catalog(cwd) if SCHEMAS[options.schema].extensible else load_catalog())
    if options.output in (None, "-"):
        put(text)
    else:
        put_file(os.path.join(cwd, options.output), text)
    return Exit.CLEAN
