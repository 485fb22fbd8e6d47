"""Emacs with Eglot, configured as docs/editors/emacs.md says."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

from tests.e2e.editors_support import PROJECT, private_environment, snippets
from tests.e2e.programs import missing
from tests.support.project import make_project

SCRIPT = Path(__file__).with_name("run.el")
PARTS = (("eglot", "elpa-eglot"), ("yaml-mode", "elpa-yaml-mode"), ("lua-mode", "elpa-lua-mode"))


def require_emacs() -> None:
    """Skip, or fail in CI, without Emacs or what it needs."""
    if shutil.which("emacs") is None:
        missing("no Emacs on PATH (Debian: emacs-nox)")
    for library, package in PARTS:
        check = f'(progn (package-initialize) (kill-emacs (if (locate-library "{library}") 0 3)))'
        if subprocess.run(["emacs", "-q", "--batch", "--eval", check], check=False).returncode == 3:
            missing(f"Emacs has no library `{library}` (Debian: {package})")


def test_a_day_in_emacs(tmp_path: Path) -> None:
    require_emacs()
    project = make_project(tmp_path, PROJECT)
    subprocess.run(["git", "init", "--quiet", str(project)], check=True)
    other = tmp_path / "other"
    other.mkdir()
    (other / "values.yaml").write_text("a: 1\n")
    (configuration,) = snippets("emacs", "elisp")
    (tmp_path / "init.el").write_text(configuration, encoding="utf-8")
    command = ["emacs", "-q", "--batch", "-l", str(SCRIPT), str(tmp_path / "init.el"), str(project), str(other)]
    environment = private_environment(tmp_path / "home")
    done = subprocess.run(  # `y` agrees to the changes of a rename
        command, env=environment, input="y\n", capture_output=True, text=True, check=False, timeout=120
    )
    said = [line[2:] for line in done.stdout.splitlines() if line.startswith("> ")]
    assert said == [
        "finding app/_index.yaml function.luaa lua-entries [LE102]: unknown kind `function.luaa` of `app:grüßen`",
        "finding app/handler.lua time lua-entries [LE301]: `time` is required here, but `app:handler` neither imports"
        " nor lists it",
        "definition helpers.lua 3",
        "completion (list)",
        "finding app/_index.yaml function.luaa lua-entries [LE102]: unknown kind `function.luaa` of `app:grüßen`",
        "elsewhere left alone yaml-mode",
        "servers 1",
        "end",
    ], done.stderr
    assert "name: tools" in (project / "app/lib/_index.yaml").read_text(encoding="utf-8")
    assert "error" not in done.stderr.lower(), done.stderr
