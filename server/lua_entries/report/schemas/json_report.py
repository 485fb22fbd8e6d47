"""The schema of the JSON report, version 1."""

from __future__ import annotations

from typing import Any, get_args

from lua_entries.report.json_v1 import VERSION
from lua_entries.report.schemas.write import DRAFT, Schema, reference
from lua_entries.rules.finding import Safety, Severity

_STRING: Schema = {"type": "string"}
_COUNT: Schema = {"type": "integer", "minimum": 0}
_PATH: Schema = {
    "type": "string",
    "description": "Relative to the working directory, with `/`; `..` leads out of it.",
}


def report_schema() -> Schema:
    """The schema of what `lint --format json` writes. Every key is always there, and there are no others."""
    return {
        "$schema": DRAFT,
        "title": "Report of lua-entries",
        **_record(
            {
                "version": {"const": VERSION},
                "tool": _record(
                    {
                        "name": _STRING,
                        "version": _STRING,
                        "catalog": {**_STRING, "description": "The version of what is known about kinds and modules."},
                    }
                ),
                "summary": _record(
                    {
                        "files": {**_COUNT, "description": "How many files were analysed."},
                        "entries": {**_COUNT, "description": "How many entries were analysed."},
                        **{
                            f"{severity.label}s": {**_COUNT, "description": "How many findings are listed."}
                            for severity in sorted(Severity, reverse=True)
                        },
                        "seconds": {
                            "type": "number",
                            "minimum": 0,
                            "description": "The only value that differs between two runs on the same files.",
                        },
                    }
                ),
                "findings": {
                    "type": "array",
                    "items": reference("finding"),
                    "description": "In the order of path, line, column and code.",
                },
            }
        ),
        "definitions": _definitions(),
    }


def _definitions() -> dict[str, Schema]:
    return {
        "finding": _record(
            {
                "code": {"type": "string", "pattern": r"^LE\d{3}$"},
                "rule": {"type": "string", "pattern": r"^[a-z0-9]+(?:-[a-z0-9]+)*$"},
                "severity": {"enum": [severity.label for severity in sorted(Severity, reverse=True)]},
                "message": _STRING,
                "path": _PATH,
                "range": reference("range"),
                "entry": {"type": ["string", "null"], "description": "The id of the entry that it is about."},
                "help": {**_STRING, "description": "The way out; empty when there is nothing to say."},
                "related": {"type": "array", "items": reference("related")},
                "fixes": {"type": "array", "items": reference("fix")},
            }
        ),
        "related": _record({"path": _PATH, "range": reference("range"), "message": _STRING}),
        "fix": _record(
            {
                "title": _STRING,
                "safety": {
                    "enum": list(get_args(Safety)),
                    "description": "Who may apply it: `--fix`, `--unsafe-fixes`, or a person in an editor.",
                },
                "edits": {"type": "array", "items": reference("edit")},
            }
        ),
        "edit": _record(
            {"path": _PATH, "range": {"type": "object", "allOf": [reference("range")]}, "new_text": _STRING}
        ),
        "range": {
            **_record({"start": reference("position"), "end": reference("position")}),
            "type": ["object", "null"],
            "description": "The end is exclusive. Null for a whole file.",
        },
        "position": _record(
            {
                "line": {"type": "integer", "minimum": 1},
                "column": {"type": "integer", "minimum": 1, "description": "In code points."},
            }
        ),
    }


def _record(properties: dict[str, Any]) -> Schema:
    return {"type": "object", "properties": properties, "required": list(properties), "additionalProperties": False}
