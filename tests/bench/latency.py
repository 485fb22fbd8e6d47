"""How long an editor waits: drives a server over stdio, on files chosen at random, and takes the time of each answer.

An edit types a character, and the clock runs until the findings of that version arrive. Everything else is asked at the
places where a person would ask: names of entries, imports, modules in `require`.
"""

from __future__ import annotations

import random
import re
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from lua_entries.lsp.names import LINT
from tests.lsp.editor import Editor

CAPABILITIES = {
    "textDocument": {"publishDiagnostics": {}, "documentSymbol": {"hierarchicalDocumentSymbolSupport": True}}
}
_IMPORT = re.compile(r"^ +\w+: ([\w.]+:[\w.]+)$", re.MULTILINE)
_NAME = re.compile(r"^ +- name: ([\w.]+)$", re.MULTILINE)
_ID = re.compile(r"^ +(?:- )?(?:\w+: )?([A-Za-z][\w.]*:[A-Za-z][\w.]*)$", re.MULTILINE)
_REQUIRE = re.compile(r"require\(\"([\w.]+)\"\)")
_REPEATED = 20
"""How often the question with the most answers is asked."""
_SAMPLES = 8
"""Files of each kind that are opened."""


def timed(work: Callable[[], object]) -> float:
    """How long something takes, in milliseconds."""
    started = time.perf_counter()
    work()
    return (time.perf_counter() - started) * 1000


def insert(editor: Editor, path: Path, version: int, line: int, column: int, text: str) -> None:
    """Type something, and wait for the findings of the new text."""
    place = {"line": line, "character": column}
    changes = [{"range": {"start": place, "end": place}, "text": text}]
    item = {"uri": path.as_uri(), "version": version}
    editor.tell("textDocument/didChange", {"textDocument": item, "contentChanges": changes})
    editor.until(lambda: editor.versions.get(path.as_uri()) == version)


def memory(editor: Editor) -> float:
    """Resident memory of the server in MB; 0 where the system does not say."""
    try:
        lines = Path(f"/proc/{editor.process.pid}/status").read_text().splitlines()
    except OSError:
        return 0.0
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS"))


def _patient() -> Editor:
    editor = Editor()
    editor.patience = 600  # how long things take is what is asked
    return editor


def idle(directory: Path) -> float:
    """What the server takes in memory with next to nothing to read, in MB."""
    editor = _patient()
    editor.start(CAPABILITIES, directory)
    first = next(directory.rglob("*.lua"))
    editor.open(first)
    editor.until(lambda: first.as_uri() in editor.versions)
    used = memory(editor)
    editor.leave()
    return used


def measure(directory: Path, edits: int, seed: int, empty: float) -> dict[str, Any]:
    """Drive a server on one project; times in milliseconds. `empty` is what an idle one takes in memory, in MB."""
    chosen = random.Random(seed)
    kinds = {"YAML": "_index.yaml", "Lua": "*.lua"}
    files = {
        kind: sorted(path for path in directory.rglob(name) if ".git" not in path.parts) for kind, name in kinds.items()
    }
    editor = _patient()
    found: dict[str, Any] = {"directory": directory.name, "files": sum(map(len, files.values()))}
    found["initialize"] = timed(lambda: editor.start(CAPABILITIES, directory))
    first = chosen.choice(files["Lua"])
    editor.open(first)
    found["first findings"] = timed(lambda: editor.until(lambda: first.as_uri() in editor.versions))
    times: dict[str, list[float]] = {}
    found["everything read"] = timed(lambda: _read_all(editor, first, times))
    found["memory read"] = memory(editor)
    found["memory per file"] = max(0.0, found["memory read"] - empty) * 1024 / found["files"]
    if asked := _most_named(files["YAML"]):
        for _ in range(_REPEATED):
            answer = _take(editor, "most references", "YAML", "textDocument/references", asked, times)
        found["most references"] = len(answer["result"] or ())
    for kind, paths in files.items():
        picked = chosen.sample(paths, min(_SAMPLES, len(paths)))
        for path in picked:
            if path != first:
                editor.open(path)
                editor.until(partial(editor.versions.__contains__, path.as_uri()))
            _ask(editor, path, kind, chosen, times)
        for path in picked:
            lines = path.read_text(encoding="utf-8").split("\n")
            for version in range(2, 2 + max(1, edits // _SAMPLES)):
                line = chosen.randrange(len(lines))
                column = len(lines[line].encode("utf-16-le")) // 2
                lines[line] += "x"
                took = timed(partial(insert, editor, path, version, line, column, "x"))
                times.setdefault(f"edit of {kind} -> findings", []).append(took)
    found["memory"] = memory(editor)
    editor.leave()
    found["times"] = {name: _figures(taken) for name, taken in times.items()}
    return found


def _most_named(indexes: Sequence[Path]) -> dict[str, Any] | None:
    """The question for the references of the entry that index files name most often."""
    named = Counter[str]()
    places: dict[str, dict[str, Any]] = {}
    for path in indexes:
        text = path.read_text(encoding="utf-8", errors="replace")
        for match in _ID.finditer(text):
            named[match.group(1)] += 1
            place = {"textDocument": {"uri": path.as_uri()}, "position": _position(text, match.end(1) - 1)}
            places.setdefault(match.group(1), {**place, **_DECLARED})
    return places[named.most_common(1)[0][0]] if named else None


def _read_all(editor: Editor, path: Path, times: dict[str, list[float]]) -> None:
    """Wait until all files are read and judged, and meanwhile ask again and again what takes one file."""
    document = {"textDocument": {"uri": path.as_uri()}}
    everything = editor.begin("workspace/executeCommand", {"command": LINT})
    while everything not in editor.answered:
        _take(editor, "outline while reading", "Lua", "textDocument/documentSymbol", document, times)
        hover = {**document, "position": {"line": 0, "character": 0}}
        _take(editor, "hover while reading", "Lua", "textDocument/hover", hover, times)
    assert "result" in editor.answer(everything)


def _ask(editor: Editor, path: Path, kind: str, chosen: random.Random, times: dict[str, list[float]]) -> None:
    """Every question at a few places of a file."""
    document = {"textDocument": {"uri": path.as_uri()}}
    text = path.read_text(encoding="utf-8")
    _take(editor, "outline", kind, "textDocument/documentSymbol", document, times)
    for place in _places(text, chosen):
        asked = {**document, "position": place}
        for name in ("completion", "hover", "definition"):
            _take(editor, name, kind, f"textDocument/{name}", asked, times)
        declared = {**asked, "context": {"includeDeclaration": True}}
        _take(editor, "references", kind, "textDocument/references", declared, times)
    if kind == "YAML":
        for match in list(_NAME.finditer(text))[:3]:
            asked = {**document, "position": _position(text, match.start(1) + 1)}
            _take(editor, "references of an entry", kind, "textDocument/references", {**asked, **_DECLARED}, times)
            _take(editor, "rename", kind, "textDocument/rename", {**asked, "newName": "another_name"}, times)


_DECLARED = {"context": {"includeDeclaration": True}}


def _places(text: str, chosen: random.Random) -> Iterator[dict[str, int]]:
    matches = [*_IMPORT.finditer(text), *_REQUIRE.finditer(text)]
    for match in chosen.sample(matches, min(5, len(matches))):
        yield _position(text, (match.start(1) + match.end(1)) // 2)


def _position(text: str, offset: int) -> dict[str, int]:
    line = text.count("\n", 0, offset)
    before = text[text.rfind("\n", 0, offset) + 1 : offset]
    return {"line": line, "character": len(before.encode("utf-16-le")) // 2}


def _take(
    editor: Editor, name: str, kind: str, method: str, params: dict[str, Any], times: dict[str, list[float]]
) -> dict[str, Any]:
    started = time.perf_counter()
    answer = editor.answer(editor.begin(method, params))
    times.setdefault(f"{name} in {kind}", []).append((time.perf_counter() - started) * 1000)
    return answer


def _figures(taken: Sequence[float]) -> dict[str, float]:
    ninety_fifth = quantiles(taken, n=20, method="inclusive")[-1] if len(taken) > 1 else taken[0]
    return {"count": len(taken), "p50": median(taken), "p95": ninety_fifth, "max": max(taken)}


def table(measured: Sequence[dict[str, Any]]) -> str:
    """The figures as text."""
    lines = []
    for item in measured:
        lines.append(
            f"{item['directory']}: {item['files']} files, initialize {item['initialize']:.0f} ms, first findings after "
            f"{item['first findings']:.0f} ms, everything read {item['everything read']:.0f} ms later\n"
            f"  memory then {item['memory read']:.0f} MB, {item['memory per file']:.0f} KB for each closed file; "
            f"{item['memory']:.0f} MB in the end; an entry with {item.get('most references', 0)} references"
        )
        lines += [
            f"  {name:<28}{figures['count']:>5} times   p50 {figures['p50']:>7.1f}   p95 {figures['p95']:>7.1f}"
            f"   max {figures['max']:>7.1f} ms"
            for name, figures in sorted(item["times"].items())
        ]
    return "\n".join(lines)
