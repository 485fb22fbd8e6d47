"""pre-commit itself, with this project as a repository of hooks: installed by it, run by `git commit`."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.e2e.ci.test_docs import PART
from tests.e2e.source import ROOT, copy_source

CONFIG = """\
repos:
  - repo: {repo}
    rev: {rev}
    hooks:
      - id: {hook}
{more}"""


class Repository:
    """A git repository of its own, apart from the settings of whoever runs the test."""

    def __init__(self, path: Path, environment: Mapping[str, str]) -> None:
        self.path = path
        path.mkdir(exist_ok=True)
        self._environment = {
            **{key: value for key, value in os.environ.items() if not key.startswith(("GIT_", "PRE_COMMIT", "PYTHON"))},
            "GIT_CONFIG_GLOBAL": os.devnull,
            "GIT_CONFIG_NOSYSTEM": "1",
            **{
                f"GIT_{who}_{what}": text
                for who in ("AUTHOR", "COMMITTER")
                for what, text in (("NAME", "someone"), ("EMAIL", "someone@example.com"))
            },
            **environment,
        }
        self.run("git", "init", "--quiet")

    def run(self, *command: str, fails: bool = False) -> str:
        """Run a program in the repository; gives what it prints."""
        done = subprocess.run(
            command,
            cwd=self.path,
            env=self._environment,
            check=False,
            timeout=300,
            capture_output=True,
            text=True,
            encoding="utf-8",
        )
        printed = done.stdout + done.stderr
        assert (done.returncode != 0) == fails, printed
        return printed

    def commit(self, *, fails: bool = False) -> str:
        """Commit everything."""
        self.run("git", "add", "--all")
        return self.run("git", "commit", "--message=x", fails=fails)

    def write(self, path: str, text: str) -> None:
        """Write a file of the repository."""
        (self.path / path).write_text(text, encoding="utf-8")

    def replace(self, path: str, old: str, new: str) -> None:
        """Replace what stands in a file once."""
        text = (self.path / path).read_text(encoding="utf-8")
        assert text.count(old) == 1
        self.write(path, text.replace(old, new))


@pytest.fixture
def hooks(tmp_path: Path) -> tuple[str, str]:
    """This project as it is now, committed somewhere else: its address and revision."""
    made = Repository(tmp_path / "hooks", {})
    copy_source(made.path)
    made.commit()
    return made.path.as_uri(), made.run("git", "rev-parse", "HEAD").strip()


INDEX = "src/größe/_index.yaml"
LIBRARY = """\
namespace: shop.größe
entries:
  - name: maß
    kind: library.lua
    source: file://maß.lua
    method: in_cm
"""
USER = """\
namespace: shop.user
entries:
  - name: page
    kind: function.lua
    source: file://page.lua
    method: main
    imports:
      größe: {target}  # 😀
"""


def test_commits(tmp_path: Path, hooks: tuple[str, str]) -> None:
    project = Repository(tmp_path / "project", {"PRE_COMMIT_HOME": str(tmp_path / "home")})
    for directory in ("src/größe", "src/user"):
        (project.path / directory).mkdir(parents=True)
    project.write(INDEX, LIBRARY)
    project.write("src/größe/maß.lua", "return { in_cm = function(inch) return inch * 2.54 end }\n")
    project.write("src/user/_index.yaml", USER.format(target="shop.größe:mas"))
    page = 'local size = require("größe")\nreturn { main = function() return size.in_cm(1) end }\n'
    project.write("src/user/page.lua", page)

    def use(hook: str, more: str = "") -> None:
        text = CONFIG.format(repo=hooks[0], rev=hooks[1], hook=hook, more=more)
        project.write(".pre-commit-config.yaml", text)

    # From nothing to the first finding: `pre-commit install`, then a commit.
    use("lua-entries")
    project.run(sys.executable, "-m", "pre_commit", "install")
    printed = project.commit(fails=True)
    assert "src/user/_index.yaml:8:14: error LE401[unresolved-import]" in printed
    assert "declare `mas` in `shop.größe` or correct the id" in printed
    assert "src/user/page.lua" not in printed

    # The same once more, with the mistake mended.
    project.write("src/user/_index.yaml", USER.format(target="shop.größe:maß"))
    printed = project.commit()
    assert "lua-entries.." in printed
    assert "Passed" in printed

    # Only a removal is staged; what it breaks lies elsewhere.
    project.run("git", "rm", "--quiet", "src/größe/maß.lua")
    printed = project.commit(fails=True)
    assert f"{INDEX}:5:13: error LE201[source-not-found]" in printed
    project.run("git", "reset", "--quiet", "--hard")

    # What is not staged is no part of the commit.
    project.write("README.md", "x\n")
    project.run("git", "add", "README.md")
    project.replace("src/user/_index.yaml", "shop.größe:maß", "shop.größe:nope")
    assert "Passed" in project.run("git", "commit", "--message=x")
    project.run("git", "checkout", "--quiet", "--", ".")

    # With the names of the staged files: what is wrong elsewhere holds up no commit, what they break does.
    (project.path / "src/old").mkdir()
    old = USER.format(target="shop.größe:maß").replace("shop.user", "shop.old")
    project.write("src/old/_index.yaml", old.replace("    imports:", "    modules: [jsn]\n    imports:"))
    project.write("src/old/page.lua", page)
    use("lua-entries", PART)
    project.run("git", "add", "--all")
    project.run("git", "commit", "--no-verify", "--message=x")
    project.write("README.md", "y\n")
    assert "(no files to check)" in project.commit()
    project.replace("src/größe/maß.lua", "2.54", "2.540")
    assert "Passed" in project.commit()
    project.replace(INDEX, "- name: maß", "- name: maße")
    printed = project.commit(fails=True)
    assert "src/user/_index.yaml:8:14: error LE401" in printed
    assert "LE302" not in printed
    project.run("git", "reset", "--quiet", "--hard")

    # The other hook mends, and stops so that the change can be looked at.
    use("lua-entries-fix")
    project.write("src/old/_index.yaml", old)
    assert "Passed" in project.commit()
    project.replace("src/old/_index.yaml", "    imports:\n", "    modules: [json]\n    # one\n    imports:\n")
    printed = project.commit(fails=True)
    assert "files were modified by this hook" in printed
    assert "mended 1 finding in 1 file" in printed
    assert "modules" not in (project.path / "src/old/_index.yaml").read_text(encoding="utf-8")
    assert "Passed" in project.commit()


def test_the_manifest_is_valid() -> None:
    manifest = ROOT / ".pre-commit-hooks.yaml"
    command = [sys.executable, "-m", "pre_commit", "validate-manifest", str(manifest)]
    subprocess.run(command, check=True, timeout=60)
    assert "stages:" not in manifest.read_text(encoding="utf-8")  # their names differ between versions of pre-commit
