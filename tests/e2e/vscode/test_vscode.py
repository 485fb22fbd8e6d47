"""The extension in the real VS Code: every feature through the editor's API, and a newcomer's way by mouse and keys."""

from __future__ import annotations

import json
import os
import re
import sys
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tests.e2e.vscode.conftest import Start
from tests.e2e.vscode.editor import HERE, cache_directory

SERVER = {"luaEntries.server.interpreter": sys.executable}
ON_SAVE = {"editor.codeActionsOnSave": {"source.fixAll.luaEntries": "explicit"}}


def run_suite(
    start: Start,
    folder: Path,
    suite: str,
    result: Path,
    *beside: Path,
    settings: Mapping[str, Any] = SERVER,
    environment: Mapping[str, str] = os.environ,
) -> list[dict[str, Any]]:
    """What became of the checks of a suite, in an editor that has the extension and others beside it."""
    editor = start({**settings, **ON_SAVE}, {**environment, "E2E_RESULT": str(result)})
    try:
        editor.drive("api.mjs", folder, HERE / suite, editor.extension, *beside, timeout=420)
    except AssertionError as error:
        checks = json.loads(result.read_text()) if result.is_file() else []
        failures = "\n".join(f"{check['name']}: {check['failure']}" for check in checks if check["failure"])
        raise AssertionError(f"{failures}\n{error}") from None
    found: list[dict[str, Any]] = json.loads(result.read_text())
    return found


def test_what_is_in_the_package(package: Path) -> None:
    with zipfile.ZipFile(package) as archive:
        names = {re.sub(r"[^/]+\.whl", "WHEEL", name) for name in archive.namelist()}
        readme = archive.read("extension/readme.md").decode()
    assert {"extension/dist/extension.js", "extension/dist/notices.txt", "extension/server/WHEEL"} <= names
    assert not [name for name in names if "/src/" in name or "node_modules" in name or name.endswith((".py", ".map"))]
    pictures = re.findall(r"!\[[^]]+\]\(([^)]{24})", readme)
    assert pictures and set(pictures) == {"data:image/png;base64,iV"}, "VS Code shows no others"


def test_every_feature(start: Start, shop: Path, tmp_path: Path) -> None:
    checks = run_suite(start, shop, "shop.js", tmp_path / "result.json")
    assert len(checks) == 31 and all(check["failure"] is None for check in checks)


def test_asleep_outside_of_projects(start: Start, tmp_path: Path) -> None:
    folder = tmp_path / "plain"
    folder.mkdir()
    (folder / "services.yaml").write_text("services:\n  web:\n    image: nginx:latest\n")
    (folder / "init.lua").write_text("print('hello')\n")
    checks = run_suite(start, folder, "plain.js", tmp_path / "result.json")
    assert len(checks) == 2 and all(check["failure"] is None for check in checks)


def test_the_interpreter_that_is_chosen(start: Start, shop: Path, tmp_path: Path) -> None:
    environment = {**without_server(os.environ), "E2E_PYTHON": sys.executable}
    result = tmp_path / "result.json"
    checks = run_suite(start, shop, "environments.js", result, HERE / "python", settings={}, environment=environment)
    assert len(checks) == 2 and all(check["failure"] is None for check in checks)


def test_a_newcomer(start: Start, shop: Path) -> None:
    """From no server at all, by mouse and keys; the pictures are for people to look at."""
    editor = start({}, without_server(os.environ))
    said = editor.drive("person.mjs", shop, screenshots(), timeout=600)
    print(said)
    assert "the server is installed" in said and said.rstrip().endswith("done")


def screenshots() -> Path:
    """Where pictures go: a folder that git ignores."""
    return cache_directory() / "screenshots" / "vscode"


def without_server(environment: Mapping[str, str]) -> dict[str, str]:
    """An environment in which nothing finds `lua-entries`: what a newcomer has."""
    folders = environment["PATH"].split(os.pathsep)
    kept = [folder for folder in folders if not Path(folder, "lua-entries").exists()]
    left_out = ("PYTHONPATH", "VIRTUAL_ENV", "PYTHONHOME")
    return {**{key: value for key, value in environment.items() if key not in left_out}, "PATH": os.pathsep.join(kept)}
