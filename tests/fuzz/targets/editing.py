"""The analysis behind an editor: after each edit it finds what a fresh look finds, and every question has an answer."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from lsprotocol import types
from lsprotocol.converters import get_converter
from pygls.exceptions import JsonRpcException

from lua_entries.lsp.analysis import Project, is_relevant
from lua_entries.lsp.asked import Asked
from lua_entries.lsp.convert import Places
from lua_entries.lsp.documents import Document
from lua_entries.lsp.features import FEATURES, FileFeature, run_file_feature
from lua_entries.lsp.shown import Shown
from lua_entries.lsp.uris import to_uri
from lua_entries.lsp.wishes import Wishes
from lua_entries.project.config import ConfigError
from lua_entries.rules.finding import Finding
from lua_entries.text.encoding import Encoding
from tests.fuzz.harness import Case
from tests.fuzz.mutate import as_text, mutated
from tests.fuzz.seeds import texts
from tests.fuzz.targets.checks import chance_of
from tests.fuzz.targets.lint import project, spoilt_project
from tests.lsp.profiles import TODAY, capabilities
from tests.support.project import lint_directory

_EDITS = 4
_QUESTIONS = 30
_ENCODINGS: tuple[Encoding, ...] = ("utf-8", "utf-16", "utf-32")
_CONVERTER = get_converter()


def make(chance: Random) -> Case:
    """A spoilt project."""
    return spoilt_project(chance)


def run(case: Case) -> None:
    """Open files, spoil them further, and ask about everything after each edit."""
    chance = chance_of(case)
    with project(case) as directory:
        analysis = Project(str(directory))
        paths = sorted(path for path in directory.rglob("*") if path.is_file() and is_relevant(str(path)))
        if not paths:
            return
        chosen = chance.sample(paths, min(len(paths), 2))
        opened = {path: as_text(path.read_bytes().removeprefix(b"\xef\xbb\xbf")) for path in chosen}
        for version in range(_EDITS):
            analysis.tell_documents(Document(to_uri(str(path)), str(path), version, opened[path]) for path in opened)
            _compare(analysis, directory, {str(path): text for path, text in opened.items()})
            for _ in range(_QUESTIONS // _EDITS):
                _ask(analysis, chance.choice(paths), opened, chance)
            path = chance.choice(chosen)
            data = opened[path].encode("utf-8", "surrogateescape")
            opened[path] = as_text(mutated(chance, data, texts(path.suffix if path.suffix == ".lua" else ".yaml")))


def _compare(analysis: Project, directory: Path, overlay: dict[str, str]) -> None:
    result = analysis.check(at_once=True)
    assert result is not None
    try:
        fresh = lint_directory(directory, overlay=overlay)
    except ConfigError:
        return  # the last configuration that could be used holds
    found = [finding for held in result.findings.values() for finding in held]
    more, fewer = _count(found) - _count(fresh), _count(fresh) - _count(found)
    assert not more and not fewer, (more, fewer)
    assert not [finding for finding in fresh if finding.code == "LE999"]


def _count(findings: Iterable[Finding]) -> Counter[tuple[Any, ...]]:
    return Counter((finding.path, finding.code, finding.span, finding.message) for finding in findings)


@cache
def _client() -> types.ClientCapabilities:
    return _CONVERTER.structure(capabilities(TODAY), types.ClientCapabilities)


def _ask(analysis: Project, path: Path, opened: dict[Path, str], chance: Random) -> None:
    snapshot = analysis.snapshot()
    if snapshot is None:
        return
    places = Places(analysis.text, chance.choice(_ENCODINGS))
    asked = Asked(str(path), places, _client(), Wishes(), Shown(), analysis.state, analysis.imagine)
    for feature, params in questions(chance, to_uri(str(path)), places.lines(str(path)).text):
        try:
            answer = run_file_feature(feature, snapshot, params, asked)
        except (JsonRpcException, ConfigError):
            continue  # refused, with a reason
        json.dumps(_CONVERTER.unstructure(getattr(answer, "value", answer)))


def questions(chance: Random, uri: str, text: str) -> Iterator[tuple[FileFeature, Any]]:
    """Some features with parameters for them, at a place of a file: most inside of the text."""
    line = chance.randint(0, text.count("\n") + 1)
    length = len(text.split("\n")[line]) if line < text.count("\n") + 1 else 0
    at = {"line": line, "character": chance.choice((0, length, length // 2, chance.randint(0, length + 2)))}
    held = {
        "textDocument": {"uri": uri},
        "position": at,
        "positions": [at, {"line": 0, "character": 0}],
        "range": {"start": at, "end": {"line": line + chance.choice((0, 0, 1, 50)), "character": at["character"]}},
        "context": {
            "includeDeclaration": chance.random() < 0.5,
            "diagnostics": [],
            "triggerKind": 1,
            "isRetrigger": False,
        },
        "newName": chance.choice(("other", "a.b", "", "größe", "end", "a:b", " ", "x" * 300, "1")),
        "previousResultId": "0",
    }
    for feature in FEATURES:
        kind: Any = types.METHOD_TO_TYPES[feature.method][2]
        if isinstance(feature, FileFeature) and "/resolve" not in feature.method and chance.random() < 0.5:
            fitting = {key: value for key, value in held.items() if key in _keys(kind)}
            if "textDocument" in fitting:
                yield feature, _CONVERTER.structure(fitting, kind)


@cache
def _keys(kind: Any) -> frozenset[str]:
    camel = {"text_document": "textDocument", "new_name": "newName", "previous_result_id": "previousResultId"}
    return frozenset(camel.get(item.name, item.name) for item in kind.__attrs_attrs__)
