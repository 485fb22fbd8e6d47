"""The examples of docs/ci.md: valid by the schemas of those who read them, and their commands run."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

import lua_entries
from tests.e2e.ci.test_action import action
from tests.e2e.source import ROOT

PAGE = (ROOT / "docs" / "ci.md").read_text(encoding="utf-8")
EXAMPLES = dict(re.findall(r"^```yaml file=(\S+)\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL))
(PART,) = re.findall(r"^```yaml part=.pre-commit-config.yaml\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
"""What follows the `id` where only the staged files are reported on; the tests of pre-commit run it."""
SCHEMAS = {
    ".github/workflows/lua-entries.yml": "vendor.github-workflows",
    ".forgejo/workflows/lua-entries.yml": "vendor.github-workflows",
    ".gitlab-ci.yml": "vendor.gitlab-ci",
}


def example(name: str) -> Any:
    """An example, parsed."""
    return yaml.safe_load(EXAMPLES[name])


def test_every_example_is_checked() -> None:
    assert set(EXAMPLES) == {*SCHEMAS, ".pre-commit-config.yaml"}
    assert PAGE.count("```") == 2 * (len(EXAMPLES) + 1)  # and the part


@pytest.mark.parametrize("name", SCHEMAS)
def test_valid(name: str, tmp_path: Path) -> None:
    file = tmp_path / "example.yml"
    file.write_text(EXAMPLES[name], encoding="utf-8")
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", SCHEMAS[name], str(file)]
    subprocess.run(command, check=True, timeout=60)


def test_pre_commit(tmp_path: Path) -> None:
    file = tmp_path / ".pre-commit-config.yaml"
    file.write_text(EXAMPLES[".pre-commit-config.yaml"], encoding="utf-8")
    subprocess.run([sys.executable, "-m", "pre_commit", "validate-config", str(file)], check=True, timeout=60)
    (repository,) = example(".pre-commit-config.yaml")["repos"]
    hooks = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    names = {hook["id"] for hook in hooks}
    assert {hook["id"] for hook in repository["hooks"]} <= names
    assert all(f"`{name}`" in PAGE or f"id: {name}" in PAGE for name in names)


def test_github_uses_inputs_that_there_are() -> None:
    steps = example(".github/workflows/lua-entries.yml")["jobs"]["lint"]["steps"]
    (own,) = [step for step in steps if step["uses"].startswith("OWNER/")]
    assert set(own["with"]) <= set(action()["inputs"])
    assert all(f"`{name}`" in PAGE for name in action()["inputs"])
    (upload,) = [step for step in steps if "upload-sarif" in step["uses"]]
    assert upload["with"]["sarif_file"] == own["with"]["sarif"]
    assert upload["if"] == "always()"


def run(script: list[str], directory: Path) -> int:
    """Run the lines of a script as a CI server does, with a link to this program for its installation; gives the exit
    code."""
    program = directory / "bin"
    program.mkdir()
    (program / "lua-entries").write_text(f'#!/bin/sh\nexec "{sys.executable}" -m lua_entries "$@"\n', encoding="utf-8")
    (program / "lua-entries").chmod(0o755)
    (install,) = [line for line in script if "pip install" in line]
    lines = list(script)
    place, _, _ = install.rpartition("pip install")  # ends with `-m ` where it goes beside the Python on PATH
    put = f"ln -s '{program}/lua-entries' {place}lua-entries" if place.endswith("/") else "true"
    lines[script.index(install)] = put
    environment = {
        **os.environ,
        "PATH": f"{program}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(Path(lua_entries.__file__).parents[1]),
        "HOME": str(directory),
    }
    command = ["bash", "-eo", "pipefail", "-c", "\n".join(lines)]
    return subprocess.run(command, cwd=directory / "project", env=environment, check=False, timeout=120).returncode


@pytest.mark.parametrize(("project", "code"), [("broken", 1), ("shop", 0)])
def test_gitlab(tmp_path: Path, project: str, code: int) -> None:
    shutil.copytree(ROOT / "examples" / project, tmp_path / "project")
    job = example(".gitlab-ci.yml")["lua-entries"]
    assert run(job["script"], tmp_path) == code
    reports = job["artifacts"]["reports"]
    issues = yaml.safe_load((tmp_path / "project" / reports["codequality"]).read_text(encoding="utf-8"))
    assert (len(issues) > 20) == (code == 1)
    assert (tmp_path / "project" / reports["junit"]).read_text(encoding="utf-8").startswith("<?xml")


@pytest.mark.parametrize(("project", "code"), [("broken", 1), ("shop", 0)])
def test_commands_without_the_action(tmp_path: Path, project: str, code: int) -> None:
    shutil.copytree(ROOT / "examples" / project, tmp_path / "project")
    steps = example(".forgejo/workflows/lua-entries.yml")["jobs"]["lint"]["steps"]
    assert run([step["run"] for step in steps if "run" in step], tmp_path) == code
