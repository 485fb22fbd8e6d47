"""The program names no kind, field or module: it asks the catalog for roles. Only schema/ knows the words."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from lua_entries.catalog import load_catalog
from lua_entries.catalog.field_tree import split_path

PACKAGE = Path(__file__).resolve().parents[2] / "server" / "lua_entries"
CATALOG = load_catalog()


def domain_words() -> frozenset[str]:
    """All kinds and modules, and the field names that could hardly be written for another reason."""
    words = {*CATALOG.kinds, *CATALOG.module_names}
    for name in CATALOG.kinds:
        kind = CATALOG.kind(name)
        assert kind is not None
        for field in (*kind.fields, *kind.meta_fields):
            words.add(field.path)
            words.update(segment for segment in split_path(field.path) if "_" in segment)
    # A path of one plain word (`source`, `host`) is no sign of anything.
    return frozenset(
        word for word in words if not word.isalpha() or word in CATALOG.module_names or word in CATALOG.kinds
    )


WORDS = domain_words()


# Where the word is not the module or field of that name: place, words, reason.
ALLOWED = (
    ("cli/", {"text", "json"}, "output formats"),
    ("report/", {"text", "json", "html"}, "output formats"),
    ("lsp/commands.py", {"html"}, "an output format"),
    ("report/junit.py", {"time"}, "an attribute of JUnit's elements"),
    ("syntax/", {"text"}, "an attribute of scalars and trees"),
    ("rules/", {"text"}, "an attribute of scalars"),
    ("text/", {"text"}, "an attribute of a document"),
    ("facts/", {"text"}, "a capture of a query"),
)
ROLE_QUESTIONS = {"has_role", "kinds_with", "field_with_role", "meta_with_role"}


def allowed(path: str, word: str) -> bool:
    """Whether the word is known to mean something else in this file."""
    return any(path.startswith(place) and word in words for place, words, _ in ALLOWED)


def strings(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Line and value of each string constant that is neither a docstring nor the name of a role that is asked for."""
    skipped: set[int] = set()
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        if isinstance(body, list) and body and isinstance(body[0], ast.Expr):
            skipped.add(id(body[0].value))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in ROLE_QUESTIONS:
            skipped.update(id(argument) for argument in node.args)
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in skipped:
            yield node.lineno, node.value


def domain_names(path: str, code: str) -> list[str]:
    """The places in a file's code that name what only the schema may name."""
    found = [(line, value) for line, value in strings(ast.parse(code)) if value in WORDS and not allowed(path, value)]
    return [f"{path}:{line}: {value!r}" for line, value in sorted(found)]


def test_no_domain_names() -> None:
    found: list[str] = []
    for file in sorted(PACKAGE.rglob("*.py")):
        path = file.relative_to(PACKAGE).as_posix()
        if not path.startswith("catalog/"):
            found += domain_names(path, file.read_text(encoding="utf-8"))
    assert found == []


def test_the_scan_sees_them() -> None:
    code = '''
def run(entry):
    """function.lua"""
    if entry.kind == "function.lua" or entry.has_role("process"):
        return entry.get("auto_start"), "json", ["meta.router", "plain"]
'''
    assert domain_names("rules/a.py", code) == [
        "rules/a.py:4: 'function.lua'",
        "rules/a.py:5: 'auto_start'",
        "rules/a.py:5: 'json'",
        "rules/a.py:5: 'meta.router'",
    ]
    assert domain_names("report/a.py", 'FORMAT = "json"') == []
