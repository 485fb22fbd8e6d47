"""The whole command line over a spoilt project: it says what it finds, the same every time, and mends without harm."""

from __future__ import annotations

import contextlib
import io
import json
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

import jsonschema

from lua_entries.cli.main import main
from lua_entries.report.schemas.json_report import report_schema
from lua_entries.syntax.lua import parse, syntax_problems
from lua_entries.syntax.yaml import parse_yaml
from lua_entries.text.lines import LineIndex
from tests.fuzz.harness import Case
from tests.fuzz.mutate import as_text, mutated
from tests.fuzz.seeds import projects, texts
from tests.fuzz.targets.checks import chance_of

FILES = "files/"
"""Before the path of each file of a case."""
_FORMATS = ("text", "concise", "sarif", "github", "junit", "gitlab")
_GRAPHS = ("html", "json", "dot", "mermaid")
_NAMES = (
    b"a b",
    "größe".encode(),
    "数".encode(),
    b"\xff",
    b"'",
    b'"',
    b"&<>",
    b"%41",
    b"#",
    b"CON",
    b"-x",
    b"\n",
    b"*",
)
_CONFIGURATION = "lua-entries.toml"
_CLEAN, _FINDINGS, _USAGE, _NOTHING = 0, 1, 2, 3


class Ran(NamedTuple):
    """What became of a command."""

    code: int
    out: str
    err: str


def spoilt_project(chance: Random) -> Case:
    """A project in which one to three files are spoilt, and now and then one has an odd name, or is gone."""
    found = projects()
    files = dict(chance.choice(found) if chance.random() < 0.9 else chance.choice((found[0], *found[-2:])))
    for path in chance.sample(sorted(files), min(len(files), chance.choice((1, 1, 2, 3)))):
        suffix = os.path.splitext(path)[1] or ".yaml"
        files[path] = mutated(chance, files[path], texts(*((suffix,) if suffix == ".lua" else (".yaml", suffix))))
        if chance.random() < 0.05:
            directory, name = os.path.split(path)
            other = os.path.join(directory, os.fsdecode(chance.choice(_NAMES)) + chance.choice((name, suffix)))
            files[other] = files[path]
            if chance.random() < 0.5:
                del files[path]
        elif chance.random() < 0.03:
            del files[path]
    return {FILES + path: data for path, data in files.items()}


def make(chance: Random) -> Case:
    """A spoilt project."""
    return spoilt_project(chance)


def run(case: Case) -> None:
    """Lint it again and again, draw it, mend it."""
    chance = chance_of(case)
    with project(case) as directory:
        cold = _lint("--no-cache", "--jobs", "1")
        if cold.code == _USAGE:
            assert _CONFIGURATION in cold.err, cold.err
            return
        report = json.loads(cold.out)
        _assert_report(report, cold.code, directory)
        for _ in ("cold", "warm"):
            again = _lint()
            assert (again.code, _timeless(again.out), again.err) == (cold.code, _timeless(cold.out), cold.err)
        other = _command("lint", "--level", "hint", "--format", chance.choice(_FORMATS), "--color", "always")
        assert other.code == cold.code
        drawn = _command("graph", "--format", chance.choice(_GRAPHS))
        assert drawn.code in (_CLEAN, _NOTHING), drawn
        _mend(directory, chance)


@contextlib.contextmanager
def project(case: Case) -> Iterator[Path]:
    """The files of a case on disk, in a repository that is the working directory, with a cache of its own."""
    before, cache = os.getcwd(), os.environ.get("LUA_ENTRIES_CACHE_DIR")
    top = tempfile.mkdtemp()
    directory = os.path.realpath(os.path.join(top, "project"))
    os.environ["LUA_ENTRIES_CACHE_DIR"] = os.path.join(top, "cache")
    try:
        os.makedirs(os.path.join(directory, ".git"))
        for name, data in case.items():
            if name.startswith(FILES):
                place = Path(directory, name[len(FILES) :])
                place.parent.mkdir(parents=True, exist_ok=True)
                place.write_bytes(data)
        os.chdir(directory)
        yield Path(directory)
    finally:
        os.chdir(before)
        if cache is None:
            del os.environ["LUA_ENTRIES_CACHE_DIR"]
        else:
            os.environ["LUA_ENTRIES_CACHE_DIR"] = cache
        shutil.rmtree(top)


def _lint(*options: str) -> Ran:
    return _command("lint", "--format", "json", "--level", "hint", "--report-unknown", *options)


def _command(*arguments: str) -> Ran:
    out, err = (io.TextIOWrapper(io.BytesIO(), "utf-8", newline="") for _ in range(2))
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = main(arguments)
        sys.stdout.flush()
        sys.stderr.flush()
    told = [stream.buffer.getvalue().decode() for stream in (out, err)]
    assert code in (_CLEAN, _FINDINGS, _USAGE, _NOTHING), (arguments, code, told[1], _failures(told[0]))
    return Ran(code, *told)


def _failures(report: str) -> list[str]:
    """What the rule about failed rules says in a report."""
    try:
        found = json.loads(report)["findings"]
    except ValueError:
        return []
    return [f"{item['path']}: {item['message']}" for item in found if item["code"] == "LE999"]


@cache
def _schema() -> Any:
    return jsonschema.Draft202012Validator(report_schema())


def _timeless(report: str) -> Any:
    found = json.loads(report)
    found["summary"].pop("seconds")
    return found


def _assert_report(report: Any, code: int, directory: Path) -> None:
    error = next(iter(_schema().iter_errors(report)), None)
    assert error is None, error
    summary = report["summary"]
    assert code == (_NOTHING if not summary["files"] else _FINDINGS if summary["errors"] else _CLEAN)
    lines: dict[str, LineIndex] = {}
    for finding in report["findings"]:
        assert finding["code"] != "LE999", finding
        places = [finding, *finding["related"], *(edit for fix in finding["fixes"] for edit in fix["edits"])]
        for place in places:
            if place["range"] is not None:
                _assert_inside(place["path"], place["range"], directory, lines)


def _assert_inside(path: str, span: Any, directory: Path, lines: dict[str, LineIndex]) -> None:
    if path not in lines:
        data = (directory / path).read_bytes()
        lines[path] = LineIndex(as_text(data.removeprefix(b"\xef\xbb\xbf")))
    index = lines[path]
    start, end = ((span[side]["line"], span[side]["column"]) for side in ("start", "end"))
    assert (1, 1) <= start <= end, (path, span)
    for line, column in (start, end):
        assert line <= index.count and column <= len(index.line_text(line - 1)) + 2, (path, span)


def _mend(directory: Path, chance: Random) -> None:
    """Safe fixes leave every file readable that was, and have nothing to do when they are done."""
    before = _contents(directory)
    unsafe = ["--unsafe-fixes"] if chance.random() < 0.3 else []
    _command("lint", "--level", "hint", "--fix", *unsafe)
    after = _contents(directory)
    assert before.keys() == after.keys()
    for path, data in before.items():
        if data != after[path]:
            assert _is_readable(path, after[path]) or not _is_readable(path, data), (path, data, after[path])
    if not unsafe and before != after:
        _command("lint", "--level", "hint", "--fix")
        assert _contents(directory) == after, "a second run mends more"


def _contents(directory: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in directory.rglob("*") if path.is_file()}


def _is_readable(path: str, data: bytes) -> bool:
    text = as_text(data)
    return not list(syntax_problems(parse(text))) if path.endswith(".lua") else parse_yaml(text).complete
