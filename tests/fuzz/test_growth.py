"""Time is linear in a hostile project, too: told by what is done, not by a clock."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from lua_entries.features.action import FixAll
from lua_entries.features.code_actions import fix_all
from lua_entries.project import imports, resolver
from lua_entries.project.workspace import LoadRequest, load_workspace
from lua_entries.rules.engine import check
from lua_entries.rules.fixing import carried_out, plan
from lua_entries.rules.registry import RULE_CODES
from lua_entries.syntax.lua.cursor import call_at, lua_cursor
from lua_entries.syntax.yaml.cursor import cursor_at
from tests.support.project import lint_directory
from tests.support.work import calls

SMALL, LARGE = 30, 120
STEEPEST = 1.25
"""How much more than four times as much may be done for four times the input."""
LONG = 60_000
"""Characters of a text for which what calls do not show, and is not linear, would take minutes."""
HEAD = "namespace: app\nentries:\n"
MAIN = "return { main = function() return 1 end }\n"


def entries(count: int, entry: Callable[[int], str]) -> dict[str, str]:
    """One index file with so many entries, and a Lua file that all of them may use."""
    return {"_index.yaml": HEAD + "".join(f"  - {entry(number)}\n" for number in range(count)), "x.lua": MAIN}


def function(name: str, more: str = "") -> str:
    return f"{{name: {name}, kind: function.lua, source: file://x.lua, method: main{more}}}"


def chain(count: int) -> dict[str, str]:
    """Libraries that import the next one each, and workflows at the end that reach what they must not."""
    files = entries(
        count,
        lambda n: f"{{name: l{n}, kind: library.lua, source: file://l{n}.lua, imports: {{next: app:l{n + 1}}}}}",
    )
    files["_index.yaml"] += f"  - {{name: l{count}, kind: library.lua, source: file://x.lua, modules: [time, uuid]}}\n"
    files["_index.yaml"] += (
        "  - {name: w, kind: workflow.lua, source: file://x.lua, method: main, imports: {l: app:l0}}\n"
    )
    return files | {f"l{n}.lua": 'local next = require("next")\nreturn { a = next.a }\n' for n in range(count)}


PROJECTS: dict[str, Callable[[int], dict[str, str]]] = {
    "one name": lambda n: entries(n, lambda k: function("same")),
    "unknown kinds": lambda n: entries(n, lambda k: f"{{name: n{k}, kind: function.lu{k}}}"),
    "unknown fields": lambda n: entries(1, lambda k: function("a", "".join(f", metod{j}: x" for j in range(n)))),
    "one key": lambda n: entries(1, lambda k: function("a", ", x: 1" * n)),
    "modules": lambda n: entries(1, lambda k: function("a", f", modules: [{', '.join(f'jso{j}' for j in range(n))}]")),
    "sources": lambda n: entries(n, lambda k: function(f"n{k}").replace("x.lua", f"y{k}.lua")),
    "no sources": lambda n: entries(n, lambda k: f"{{name: n{k}, kind: function.lua}}"),
    "methods": lambda n: entries(n, lambda k: function(f"n{k}").replace("main", f"mai{k}")),
    "imports of nothing": lambda n: entries(n, lambda k: function(f"n{k}", f", imports: {{a: app:m{k}}}")),
    "imports of one entry": lambda n: entries(n, lambda k: function(f"n{k}", ", imports: {a: app:n0}")),
    "imports of all": lambda n: entries(
        1, lambda k: function("a", f", imports: {{{', '.join(f'i{j}: app:a' for j in range(n))}}}")
    ),
    "a chain of libraries": chain,
    "a ring of libraries": lambda n: entries(
        n, lambda k: f"{{name: l{k}, kind: library.lua, source: file://x.lua, imports: {{next: app:l{(k + 1) % n}}}}}"
    ),
    "suppressions": lambda n: {
        "_index.yaml": HEAD
        + "".join(f"  # lua-entries: ignore[LE10{k % 9}] x\n  - {function(f'n{k}')}\n" for k in range(n)),
        "x.lua": "-- lua-entries: ignore[unused-module]\n" * n + MAIN,
    },
    "names in a suppression": lambda n: {
        "_index.yaml": f"{HEAD}  - name: a b  # lua-entries: ignore[{', '.join(['LE101', 'x'] * n)}]\n"
    },
    "suppressed lines": lambda n: entries(n, lambda k: f"{{name: n{k}, kind: no}}  # lua-entries: ignore[LE102]"),
    "suppressed entries": lambda n: {
        "_index.yaml": HEAD + "  # lua-entries: ignore[LE102]\n  - name: a\n    kind: no\n" * n
    },
    "requires": lambda n: {
        **entries(1, lambda k: function("a")),
        "x.lua": "".join(f'local m{k} = require("m{k}")\n' for k in range(n)) + MAIN,
    },
    "globals": lambda n: {
        **entries(1, lambda k: function("a")),
        "x.lua": "".join(f"json.m{k}(http.x{k})\n" for k in range(n)) + MAIN,
    },
    "functions": lambda n: {
        **entries(1, lambda k: function("a")),
        "x.lua": "".join(f"local function f{k}() return f{max(k - 1, 0)}() end\n" for k in range(n)) + MAIN,
    },
    "files without entries": lambda n: {**entries(1, lambda k: function("a")), **{f"f{k}.lua": MAIN for k in range(n)}},
    "namespaces": lambda n: {f"d{k}/_index.yaml": f"namespace: app.d{k}\nentries: []\n" for k in range(n)},
    "one namespace": lambda n: {f"d{k}/_index.yaml": HEAD + "  - {name: a, kind: registry.entry}\n" for k in range(n)},
    "requirements": lambda n: entries(
        n, lambda k: f"{{name: r{k}, kind: ns.requirement, targets: [{{entry: app:r{k + 1}, path: .x}}]}}"
    ),
    "conflicts": lambda n: {"_index.yaml": HEAD + "<<<<<<< a\n  - name: a\n=======\n  - name: b\n>>>>>>> c\n" * n},
    "no YAML": lambda n: {"_index.yaml": HEAD + "  - name: a\n    kind x\n" * n},
    "no Lua": lambda n: {**entries(1, lambda k: function("a")), "x.lua": "local = = (\n" * n},
}


def written(place: Path, files: dict[str, str]) -> Path:
    """The project on disk."""
    place.mkdir(exist_ok=True)
    for path, text in files.items():
        (place / path).parent.mkdir(parents=True, exist_ok=True)
        (place / path).write_text(text)
    (place / ".git").mkdir()
    return place


@pytest.fixture(scope="module", autouse=True)
def _warm(tmp_path_factory: pytest.TempPathFactory) -> None:
    """What is made once for the process."""
    lint_directory(written(tmp_path_factory.mktemp("warm"), chain(2) | PROJECTS["modules"](2)))


@pytest.mark.parametrize("case", PROJECTS)
def test_linting(case: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(imports, "CLOSURE_LIMIT", SMALL // 3)  # below it, the square of the size is allowed
    monkeypatch.setattr(resolver, "MANY", SMALL // 3)
    small, large = (linting(written(tmp_path / str(size), PROJECTS[case](size))) for size in (SMALL, LARGE))
    assert large <= 4 * STEEPEST * small, (small, large)


def test_mending(tmp_path: Path) -> None:
    modules = ", modules: [json, json, hash, print]"
    small, large = (
        mending(written(tmp_path / str(size), entries(size, lambda k: function(f"n{k}", modules))), size)
        for size in (SMALL, LARGE)
    )
    assert large <= 4 * STEEPEST * small, (small, large)


def linting(place: Path) -> int:
    """What is done to lint a project."""
    return calls(lambda: lint_directory(place))


def mending(place: Path, least: int) -> int:
    """What is done to plan and carry out the safe fixes of a project, at least so many."""
    snapshot = load_workspace(LoadRequest(str(place), known_rules=RULE_CODES))
    found = check(snapshot).findings
    path = str(place / "_index.yaml")

    def mend() -> None:
        planned = plan(found, ("safe",), snapshot.text)
        assert len(planned.findings) >= least
        carried_out(planned, snapshot.text)
        assert fix_all(snapshot, found, FixAll(path, ""))

    return calls(mend)


YAML = (
    *("- a: 'b\n", "- - - ", "[", "{a: ", "a:\n ", 'a: "\n', "a: |\n  b\n", "&a ", "? ", "\t", "<<<<<<< a\n", "x\n"),
    *("  - a\nb\n", "a   ", "a: [\n", "-\n-  \n", "a:\n"),
)
LUA = ("f(", "{", "[[", "--[[ ", "function() ", "end ", '"', "a.", "a, ", "if x then ", "\n", "::")


def end_of_yaml(text: str) -> None:
    """Find out where the end of a text is in YAML."""
    cursor_at(text, len(text))


def end_of_lua(text: str) -> None:
    """Find out where the end of a text is in Lua."""
    call_at(text, lua_cursor(text, len(text)))


@pytest.mark.parametrize("unit", YAML)
def test_the_place_in_yaml(unit: str) -> None:
    small, large = (calls(partial(end_of_yaml, unit * count)) for count in (200, 800))
    assert large <= 4 * STEEPEST * small + 200
    end_of_yaml(unit * (LONG // len(unit)))


@pytest.mark.parametrize("unit", LUA)
def test_the_place_in_lua(unit: str) -> None:
    small, large = (calls(partial(end_of_lua, unit * count)) for count in (200, 800))
    assert large <= 4 * STEEPEST * small + 200
    end_of_lua(unit * (LONG // len(unit)))
