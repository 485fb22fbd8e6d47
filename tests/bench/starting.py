"""What is imported, and what that takes: by `lint` with and without a remembered run, and by the server.

Times are Python's own (`-X importtime`), which is slower for being measured: shares count, not seconds.
"""

from __future__ import annotations

import re
import subprocess
import tempfile
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from tests.bench.processes import environment, program
from tests.lsp.editor import Editor

_LINE = re.compile(rb"import time: +(\d+) \| +\d+ \| +(\S+)")
_LISTED = 8
_MEASURED = {"PYTHONPROFILEIMPORTTIME": "1"}


def measure(directory: Path) -> dict[str, Any]:
    """Times in milliseconds, for one project; of the server also what it had imported when it answered `initialize`."""
    with tempfile.TemporaryDirectory() as cache:
        env = environment(LUA_ENTRIES_CACHE_DIR=cache, **_MEASURED)
        found = {
            name: _told(
                subprocess.run(program("lint"), cwd=directory, env=env, capture_output=True, check=False).stderr
            )
            for name in ("lint, cold", "lint, warm")
        }
    with pytest.MonkeyPatch.context() as patch:
        for name, value in _MEASURED.items():
            patch.setenv(name, value)
        editor = Editor()
    editor.start({}, directory)
    found["serve, `initialize`"] = _told(b"".join(editor.log))
    first = next(iter(sorted(directory.rglob("*.lua"))))
    editor.open(first)
    editor.until(lambda: first.as_uri() in editor.diagnostics)
    editor.leave()
    found["serve, findings"] = _told(b"".join(editor.log))
    return found


def _told(log: bytes) -> dict[str, Any]:
    packages: Counter[str] = Counter()
    modules = _LINE.findall(log)
    for taken, name in modules:
        packages[name.decode().partition(".")[0]] += int(taken)
    return {
        "modules": len(modules),
        "total": sum(packages.values()) / 1000,
        "packages": {name: taken / 1000 for name, taken in packages.most_common(_LISTED)},
    }


def table(found: dict[str, Any]) -> str:
    """The figures as text; a package counts without what it imports itself."""

    def listed(packages: Iterable[tuple[str, float]]) -> str:
        return ", ".join(f"{name} {taken:.0f}" for name, taken in packages)

    lines = []
    for name, item in found.items():
        head = f"{name + ' imports':<30}{item['modules']:>5} modules{item['total']:>7.0f} ms: "
        lines.append(head + listed(item["packages"].items()))
    return "\n".join(lines)
