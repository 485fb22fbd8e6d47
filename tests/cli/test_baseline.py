"""`lint --baseline`, `--write-baseline` and `baseline` in the configuration."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run

UNUSED = "    modules: [json, time]\n"


@pytest.fixture
def flawed(project: Path) -> Path:
    """The project with two unused modules in one entry and a missing import in the other."""
    index = project / "src/_index.yaml"
    index.write_text(index.read_text(encoding="utf-8") + UNUSED, encoding="utf-8")
    other = project / "src/deep/_index.yaml"
    other.write_text(other.read_text(encoding="utf-8") + "    imports: {helper: app:helper}\n", encoding="utf-8")
    return project


def codes(report: str) -> list[str]:
    """The codes of a JSON report."""
    return [finding["code"] for finding in json.loads(report)["findings"]]


def test_known_findings_are_not_reported(flawed: Path, run: Run) -> None:
    code, out, _ = run("lint", "--format=json")
    assert (code, sorted(codes(out))) == (1, ["LE303", "LE303", "LE401"])

    code, out, err = run("lint", "--format=json", "--baseline=known.json", "--write-baseline")
    assert (code, codes(out)) == (0, [])
    assert err == "lua-entries: wrote 3 known findings to `known.json`\n"
    written = (flawed / "known.json").read_bytes()
    clean = (0, "No new problems found in 4 files (2 entries)\n")
    assert run("lint", "--baseline=known.json", "--write-baseline")[:2] == clean
    assert (flawed / "known.json").read_bytes() == written
    assert run("lint", "--baseline=known.json")[:2] == clean

    code, out, err = run("lint", "--format=json", "--baseline=known.json")
    assert (code, codes(out)) == (0, [])
    assert err == "lua-entries: 3 known findings not shown (baseline)\n"
    assert run("lint", "--format=concise", "--baseline=known.json", "--quiet") == (0, "", "")


def test_they_stay_known_where_lines_move_and_new_ones_are_reported(flawed: Path, run: Run) -> None:
    run("lint", "--baseline=known.json", "--write-baseline")
    index = flawed / "src/_index.yaml"
    text = index.read_text(encoding="utf-8").replace("namespace: app\n", "namespace: app\n# verschoben\n\n")
    index.write_text(text.replace("[json, time]", "[json, time, uuid]"), encoding="utf-8")
    code, out, err = run("lint", "--format=concise", "--baseline=known.json")
    assert code == 0
    assert out.startswith("src/_index.yaml:10:27: warning LE303[unused-module] module `uuid`")
    assert out.count("\n") == 1
    assert err == "lua-entries: 3 known findings not shown (baseline)\n"
    # From another directory the same ones are known.
    assert run("lint", "src/deep", "--format=concise", "--baseline=known.json")[:2] == (0, "")


def test_resolved_findings_are_said_and_taken_out(flawed: Path, run: Run) -> None:
    run("lint", "--baseline=known.json", "--write-baseline")
    index = flawed / "src/_index.yaml"
    index.write_text(index.read_text(encoding="utf-8").replace(UNUSED, ""), encoding="utf-8")
    note = "lua-entries: 2 findings of baseline `known.json` are resolved; `--write-baseline` takes them out\n"
    assert note in run("lint", "--baseline=known.json")[2]
    # What was not looked for is not resolved; what is not reported may be.
    assert note not in run("lint", "--baseline=known.json", "--select=LE401")[2]
    assert note not in run("lint", "--baseline=known.json", "--exclude=src/*.yaml")[2]
    assert note in run("lint", "src/deep", "--baseline=known.json")[2]
    assert note not in run("lint", "--baseline=known.json", "--quiet")[2]
    run("lint", "--baseline=known.json", "--write-baseline")
    assert list(json.loads((flawed / "known.json").read_text(encoding="utf-8"))["findings"]) == ["src/deep/_index.yaml"]


def test_the_configuration_names_it_relative_to_itself(flawed: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    (flawed / "src/deep/lua-entries.toml").write_text('baseline = "ci/known.json"\n', encoding="utf-8")
    (flawed / "src/deep/ci").mkdir()
    code, _, err = run("lint")
    assert code == 2
    assert err == ("lua-entries lint: no such baseline: `src/deep/ci/known.json`\n  `--write-baseline` makes it\n")
    code, out, err = run("lint", "--format=json", "--write-baseline")
    # Only what the configuration is about; the rest is reported.
    assert (code, codes(out)) == (0, ["LE303", "LE303"])
    assert err == "lua-entries: wrote 1 known finding to `src/deep/ci/known.json`\n"
    monkeypatch.chdir(flawed / "src/deep")
    assert run("lint", "--format=json")[0] == 0
    known = (flawed / "src/deep/ci/known.json").read_text(encoding="utf-8")
    assert list(json.loads(known)["findings"]) == ["../_index.yaml"]


def test_only_new_findings_are_mended(flawed: Path, run: Run) -> None:
    run("lint", "--baseline=known.json", "--write-baseline")
    before = (flawed / "src/_index.yaml").read_bytes()
    run("lint", "--fix", "--baseline=known.json")
    assert (flawed / "src/_index.yaml").read_bytes() == before
    run("lint", "--fix")
    assert b"json" not in (flawed / "src/_index.yaml").read_bytes()


def test_the_level_decides_what_is_written(flawed: Path, run: Run) -> None:
    run("lint", "--baseline=known.json", "--write-baseline", "--level=error")
    code, out, _ = run("lint", "--format=json", "--baseline=known.json")
    assert (code, codes(out)) == (0, ["LE303", "LE303"])


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--write-baseline"], "`--write-baseline` does not know which file to write\n  `lua-entries lint --write-bas"),
        (["--write-baseline", "src"], "`--write-baseline` and PATH do not go together\n  a baseline is of everything"),
        (["--write-baseline", "--fix"], "`--write-baseline` and `--fix` do not go together"),
        (["--write-baseline", "--namespace=app"], "`--write-baseline` and `--namespace` do not go together"),
        (["--write-baseline", "--baseline=no/known.json"], "cannot write `"),
        (["--baseline=no.json"], "no such baseline: `no.json`\n  `--write-baseline` makes it\n"),
        (["--baseline=broken.json"], "broken.json:2: not valid JSON: "),
        (["--baseline=src/_index.yaml"], "src/_index.yaml:1: not valid JSON: "),
        (["--baseline=bytes.json"], "bytes.json: cannot be read: not UTF-8 (byte 0)"),
    ],
)
def test_wrong_usage(flawed: Path, run: Run, arguments: list[str], message: str) -> None:
    (flawed / "broken.json").write_text('{\n<<<<<<< HEAD\n"version": 1}\n', encoding="utf-8")
    (flawed / "bytes.json").write_bytes(b"\xff")
    code, out, err = run("lint", *arguments)
    assert (code, out) == (2, "")
    assert err.startswith(f"lua-entries lint: {message}")
