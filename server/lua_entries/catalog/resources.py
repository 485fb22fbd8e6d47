"""Files that are not code but belong to the program: the compiled schema and the pages of the rules.

In a wheel they lie in `lua_entries/_data` (`catalog.json`, `rules/<name>.md`); in a source checkout and in an editable
install they are read from their own places beside `server/`.
"""

from __future__ import annotations

import os

_PACKAGE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
_REPOSITORY = os.path.dirname(os.path.dirname(_PACKAGE))
_PACKAGED = os.path.join(_PACKAGE, "_data")


def resource_directory() -> str:
    """The directory of the generated files."""
    return _PACKAGED if os.path.isdir(_PACKAGED) else os.path.join(_REPOSITORY, "schema", "generated")


def rules_directory() -> str:
    """The directory of the rule pages."""
    return os.path.join(_PACKAGED, "rules") if os.path.isdir(_PACKAGED) else os.path.join(_REPOSITORY, "docs", "rules")


def read_resource(name: str) -> bytes:
    """A generated file by name, such as `catalog.json`; raises FileNotFoundError when there is none."""
    with open(os.path.join(resource_directory(), name), "rb") as file:
        return file.read()


def rule_page_path(name: str) -> str:
    """Where the page of a rule is, by the rule's name; the file need not be there."""
    return os.path.join(rules_directory(), f"{name}.md")


def rule_page(name: str) -> str | None:
    """The Markdown page of a rule by the rule's name, or None when it has none."""
    try:
        with open(rule_page_path(name), encoding="utf-8", newline="") as file:
            return file.read()
    except FileNotFoundError:
        return None
