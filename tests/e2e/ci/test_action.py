"""`action.yml`: its form, and its steps run as the runner would run them, apart from the one that sets up Python."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from tests.e2e.source import ROOT, copy_source

ACTION = ROOT / "action.yml"


def action() -> dict[str, Any]:
    """The action, parsed."""
    return yaml.safe_load(ACTION.read_text(encoding="utf-8"))  # type: ignore[no-any-return]  # YAML


def test_form() -> None:
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.github-actions", str(ACTION)]
    subprocess.run(command, check=True, timeout=60)
    text = action()
    assert all(set(item) == {"description", "default"} for item in text["inputs"].values())
    steps = text["runs"]["steps"]
    for step in steps:
        # Values reach scripts through the environment alone: in the script itself they would be code.
        assert "${{" not in step.get("run", "")
        assert step["shell"] == "bash" if "run" in step else step["uses"].count("@") == 1
    used = set(re.findall(r"inputs\.([\w-]+)", ACTION.read_text(encoding="utf-8")))
    assert used == set(text["inputs"])
    identifiers = [step["id"] for step in steps]
    for number, step in enumerate(steps):
        for name in re.findall(r"steps\.([\w-]+)\.", json.dumps(step)):
            assert name in identifiers[:number]


class Runner:
    """Does what the runner does with the steps of the action, but for setting up Python."""

    def __init__(self, temporary: Path) -> None:
        self._temporary = temporary
        self._values = {
            "github.action_path": str(copy_source(temporary / "source")),
            "steps.python.outputs.python-path": sys.executable,
        }
        assert [step["id"] for step in action()["runs"]["steps"]] == ["python", "install", "lint"]
        assert action()["runs"]["steps"][0]["uses"].startswith("actions/setup-python@")

    def step(self, name: str, directory: Path, given: Mapping[str, str]) -> tuple[int, str]:
        """Run a step in a directory with these inputs; gives its exit code and what it prints."""
        for key, item in action()["inputs"].items():
            self._values[f"inputs.{key}"] = given.get(key, item["default"])
        (step,) = [step for step in action()["runs"]["steps"] if step["id"] == name]
        output, script = self._temporary / "output", self._temporary / "script.sh"
        output.write_text("", encoding="utf-8")
        script.write_text(step["run"], encoding="utf-8")
        inherited = {key: value for key, value in os.environ.items() if not key.startswith(("PYTHON", "GITHUB_"))}
        environment = {key: self.resolved(value) for key, value in step["env"].items()}
        done = subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", str(script)],
            cwd=directory,
            check=False,
            timeout=300,
            capture_output=True,
            text=True,
            encoding="utf-8",
            env={**inherited, **environment, "GITHUB_OUTPUT": str(output), "RUNNER_TEMP": str(self._temporary)},
        )
        for line in output.read_text(encoding="utf-8").splitlines():
            key, _, value = line.partition("=")
            self._values[f"steps.{name}.outputs.{key}"] = value
        return done.returncode, done.stdout + done.stderr

    def resolved(self, text: str) -> str:
        """A text with the values of its expressions."""
        return re.sub(r"\$\{\{ *([\w.-]+) *\}\}", lambda match: self._values[match[1]], text)

    @property
    def outputs(self) -> dict[str, str]:
        """The outputs of the action."""
        return {name: self.resolved(item["value"]) for name, item in action()["outputs"].items()}


def test_steps(tmp_path: Path) -> None:
    runner = Runner(tmp_path)
    project = tmp_path / "a project"
    shutil.copytree(ROOT / "examples" / "broken", project)
    code, printed = runner.step("install", project, {})
    assert code == 0, printed

    given = {"paths": "src/api\nsrc/lib", "arguments": "--level=hint\n--select\nLE3", "sarif": "out file.sarif"}
    code, printed = runner.step("lint", project, given)
    assert (code, runner.outputs) == (1, {"exit-code": "1"})
    assert "::error title=LE301 undeclared-require,file=src/api/place_order.lua,line=2,endLine=2,col=23," in printed
    assert "LE1" not in printed
    assert "src/jobs" not in printed
    log = json.loads((project / "out file.sarif").read_text(encoding="utf-8"))
    assert len(log["runs"][0]["results"]) == sum(line.startswith("::") for line in printed.splitlines())

    # Without inputs: the whole directory, and nothing is written.
    shop = tmp_path / "shop"
    shutil.copytree(ROOT / "examples" / "shop", shop)
    before = sorted(shop.rglob("*"))
    code, printed = runner.step("lint", shop, {})
    assert (code, runner.outputs) == (0, {"exit-code": "0"})
    assert printed.startswith("No problems found in ")
    assert sorted(shop.rglob("*")) == before
