"""How long an editor waits: `python -m tests.bench.latency DIRECTORY [EDITS]` drives a server over stdio.

Edits are made in files chosen at random: a character is typed, and the clock runs until the findings of that version
arrive. Prints the times of the start and the median and 95th percentile of edits, in milliseconds.
"""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median, quantiles

from tests.lsp.editor import Editor

CAPABILITIES = {
    "textDocument": {"publishDiagnostics": {}, "documentSymbol": {"hierarchicalDocumentSymbolSupport": True}}
}


def timed(work: Callable[[], object]) -> float:
    """How long something takes, in milliseconds."""
    started = time.perf_counter()
    work()
    return (time.perf_counter() - started) * 1000


def show(name: str, times: list[float]) -> None:
    """Print one line."""
    ninety_fifth = quantiles(times, n=20)[-1]
    print(f"{name:<28} p50 {median(times):7.1f}  p95 {ninety_fifth:7.1f}  max {max(times):7.1f}")


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


def main(directory: Path, edits: int) -> None:
    """Measure one project."""
    chosen = random.Random(1)
    names = ("_index.yaml", "*.lua")
    files = [sorted(path for path in directory.rglob(name) if ".git" not in path.parts) for name in names]
    editor = Editor()
    print(f"initialize {timed(lambda: editor.start(CAPABILITIES, directory)):.0f} ms")
    first = chosen.choice(files[1])
    editor.open(first)
    opened = timed(lambda: editor.until(lambda: first.as_uri() in editor.versions))
    print(f"first findings after initialized {opened:.0f} ms")
    for name, paths in zip(names, files, strict=True):
        typed: list[float] = []
        outlines: list[float] = []
        for path in chosen.sample(paths, min(8, len(paths))):
            editor.open(path)
            editor.until(lambda path=path: path.as_uri() in editor.versions)  # type: ignore[misc]  # mypy cannot infer a default
            lines = path.read_text().split("\n")
            for version in range(2, 2 + edits // 8):
                line = chosen.randrange(len(lines))
                column = len(lines[line].encode("utf-16-le")) // 2
                lines[line] += "x"
                typed.append(timed(lambda: insert(editor, path, version, line, column, "x")))  # noqa: B023 called at once
                asked = {"textDocument": {"uri": path.as_uri()}}
                outlines.append(timed(lambda: editor.ask("textDocument/documentSymbol", asked)))  # noqa: B023 called at once
        show(f"edit {name} -> findings", typed)
        show(f"outline of {name}", outlines)
    print(f"memory {memory(editor):.0f} MB")
    editor.leave()


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve(), int(sys.argv[2]) if len(sys.argv) > 2 else 160)
