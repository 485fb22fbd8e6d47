"""Runs with a cache say what runs without one say; `lua-entries cache` says what is in it."""

from __future__ import annotations

import errno
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from lua_entries.cache import place
from lua_entries.cli import checking
from lua_entries.cli.analysis import Analysis, Asked
from lua_entries.facts import bulk
from lua_entries.facts.lua_file import lua_facts
from lua_entries.facts.lua_model import LuaFacts
from lua_entries.rules.engine import check
from tests.bench.generate import Shape, generate
from tests.bench.killing import kill_often
from tests.bench.processes import environment, program
from tests.cli.conftest import Run

JSON = ("lint", "--format", "json", "--level", "hint")


@pytest.fixture(autouse=True)
def cache(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty cache."""
    directory = tmp_path_factory.mktemp("own") / "cache"
    monkeypatch.setenv(place.VARIABLE, str(directory))
    return directory


def without_seconds(report: str) -> str:
    return "\n".join(line for line in report.splitlines() if '"seconds"' not in line)


def no_analysis(monkeypatch: pytest.MonkeyPatch) -> None:
    """From here on everything must come from the cache."""

    def fail(*_: object) -> object:
        raise AssertionError("this run should have been remembered")

    monkeypatch.setattr(checking, "analyse", fail)


# Warm equals cold


@pytest.mark.parametrize("format", ["text", "concise", "json"])
def test_a_remembered_run_says_the_same(project: Path, run: Run, monkeypatch: pytest.MonkeyPatch, format: str) -> None:
    (project / "src/_index.yaml").write_text(
        (project / "src/_index.yaml").read_text() + "    imports:\n      größe: app:hander\n    modules: [jsom]\n",
        encoding="utf-8",
    )
    (project / "src/unused.lua").write_text("return '\U0001f6d2'")
    asked = ("lint", "--format", format, "--level", "hint")
    cold = run(*asked, "--no-cache")
    assert cold[0] == 1
    first = run(*asked)
    no_analysis(monkeypatch)
    for code, out, err in (first, run(*asked)):
        assert (code, without_seconds(out), err) == (cold[0], without_seconds(cold[1]), cold[2])


def test_what_is_shown_makes_no_other_run(project: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    (project / "src/_index.yaml").write_text(
        (project / "src/_index.yaml").read_text().replace("handler.lua", "handler.lau"), encoding="utf-8"
    )
    options: list[tuple[str, ...]] = [
        (),
        ("--level", "hint", "--statistics"),
        ("--format", "json"),
        ("--fail-on", "warning"),
        ("--namespace", "app"),
        ("--namespace", "other.*"),
        ("--exit-zero", "--quiet"),
        ("--color", "always"),
    ]
    cold = [run("lint", "--no-cache", *chosen) for chosen in options]
    run("lint")
    no_analysis(monkeypatch)
    warm = [run("lint", *chosen) for chosen in options]
    assert [(code, without_seconds(out), err) for code, out, err in warm] == [
        (code, without_seconds(out), err) for code, out, err in cold
    ]
    assert {code for code, _, _ in warm} == {0, 1}


def test_what_is_asked_makes_another_run(project: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Asked] = []
    analyse = checking.analyse

    def noted(question: Asked, *rest: Any) -> Analysis:
        asked.append(question)
        return analyse(question, *rest)

    monkeypatch.setattr(checking, "analyse", noted)
    (project / "lua-entries.toml").write_text("")
    for options in (
        [],
        ["src"],
        ["--ignore", "LE101"],
        ["--select", "LE3"],
        ["--report-unknown"],
        ["--exclude", "deep"],
        ["--config", "lua-entries.toml"],
    ):
        before = len(asked)
        run("lint", *options)
        run("lint", *options)
        assert len(asked) == before + 1, options


Edit = Callable[[Path, random.Random], object]


def _any(project: Path, chosen: random.Random, suffix: str) -> Path:
    return chosen.choice(sorted(path for path in project.rglob(f"*{suffix}") if path.is_file()))


def _append(project: Path, chosen: random.Random) -> None:
    with _any(project, chosen, ".lua").open("a") as stream:
        stream.write(chosen.choice(["\nlocal x = (", "\n-- größe", "\nlocal h = require('html')"]))


def _swap(project: Path, chosen: random.Random) -> None:
    path = _any(project, chosen, "_index.yaml")
    path.write_text(path.read_text().replace(*chosen.choice([("json", "jsom"), ("lib", "bil"), ("run", "rum")])))


def _remove(project: Path, chosen: random.Random) -> None:
    _any(project, chosen, chosen.choice([".lua", "_index.yaml"])).unlink()


def _link(project: Path, chosen: random.Random) -> None:
    path = _any(project, chosen, ".lua")
    outside = project.parent / path.name
    shutil.move(path, outside)
    path.symlink_to(outside)


def _configure(project: Path, chosen: random.Random) -> None:
    text = chosen.choice(['ignore = ["LE3"]\n', "", '[rules]\nunused-module = "error"\n', 'exclude = ["group00"]\n'])
    (project / "lua-entries.toml").write_text(text)


def _ignore(project: Path, chosen: random.Random) -> None:
    (project / ".gitignore").write_text(chosen.choice(["part0001/\n", "*.lua\n", "# nothing\n"]))


def _same_size_and_time(project: Path, chosen: random.Random) -> None:
    path = _any(project, chosen, "_index.yaml")
    before = path.stat()
    path.write_text(path.read_text().replace("main", "mian", 1))
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


def _stray(project: Path, chosen: random.Random) -> None:
    (project / "src" / f"stray{chosen.randrange(9)}.lua").write_text("return {}")


def _touch(project: Path, chosen: random.Random) -> None:
    os.utime(_any(project, chosen, ".lua"), (1, 1))


EDITS: list[Edit] = [
    _append,
    _swap,
    _remove,
    _link,
    _configure,
    _ignore,
    _same_size_and_time,
    _stray,
    _touch,
]


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.skipif(sys.platform == "win32", reason="links need a privilege there")
def test_warm_equals_cold_whatever_changes(
    tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    """After each change, and after none, a run with the cache says, byte for byte, what one without says."""
    chosen = random.Random(seed)
    project = tmp_path / "project"
    generate(project, Shape(45, lines=15, errors=0.2, seed=seed))
    (project / ".git").mkdir()
    monkeypatch.chdir(project)
    seen = set()
    for _ in range(12):
        for _ in range(chosen.choice([0, 1, 1, 2])):
            chosen.choice(EDITS)(project, chosen)
        code, out, err = run(*JSON, "--no-cache")
        right = code, without_seconds(out), err
        seen.add(right)
        for _ in range(2):
            code, out, err = run(*JSON)
            assert (code, without_seconds(out), err) == right
    assert len(seen) > 2


def test_facts_of_files_that_did_not_change_are_not_made_again(
    project: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("lint")
    made: list[str] = []

    def noted(text: str, **limits: int) -> LuaFacts:
        made.append(text)
        return lua_facts(text, **limits)

    monkeypatch.setattr("lua_entries.facts.bulk.lua_facts", noted)
    (project / "src/handler.lua").write_text("return { main = 1 }")
    run("lint")
    assert made == ["return { main = 1 }"]


# What is never kept


def test_unsaved_text_is_not_kept(project: Path, run: Run, cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import io

    for _ in range(2):
        text = b"return { secret_name = function() end }"
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text)))
        assert run("lint", "-", "--stdin-filename", "src/handler.lua")[0] == 1
    assert not any(path.name.startswith("run-") for path in cache.rglob("*"))
    assert not any(b"secret_name" in path.read_bytes() for path in cache.rglob("*") if path.is_file())
    assert run("lint")[0] == 0


def test_fixed_text_is_kept_only_once_it_is_written(project: Path, run: Run) -> None:
    index = project / "src/_index.yaml"
    index.write_text(index.read_text() + "    modules:\n      - json\n")
    assert "unused-module" in run("lint")[1]
    assert "-      - json" in run("lint", "--diff")[1]
    assert "unused-module" in run("lint")[1]
    run("lint", "--fix")
    assert run("lint") == run("lint", "--no-cache")


def test_a_crashed_run_is_not_kept(project: Path, run: Run, cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lua_entries.cli.checking.check", lambda *given: check(*given)._replace(crashed=True))
    assert run("lint")[0] == 70
    assert not any(path.name.startswith("run-") for path in cache.rglob("*"))


def test_no_cache(project: Path, run: Run, cache: Path) -> None:
    run("lint", "--no-cache")
    assert not cache.exists()


def test_without_a_place_for_the_cache(
    project: Path, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv(place.VARIABLE, str(tmp_path / "file" / "below"))
    assert run("lint") == (0, "No problems found in 4 files (2 entries)\n", "")
    assert run("cache", "stats")[0] == 0


@pytest.mark.parametrize("function", ["open", "replace", "makedirs"])
def test_a_full_disk(project: Path, run: Run, cache: Path, monkeypatch: pytest.MonkeyPatch, function: str) -> None:
    real = getattr(os, function)

    def full(path: str, *rest: Any, **more: Any) -> Any:
        if str(path).startswith(str(cache)) and (function != "open" or rest[0] & os.O_CREAT):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), path)
        return real(path, *rest, **more)

    monkeypatch.setattr(os, function, full)
    for _ in range(2):
        assert run("lint") == (0, "No problems found in 4 files (2 entries)\n", "")
    assert not [path for path in cache.rglob("*") if path.is_file() and path.suffix == ".tmp"]


def test_a_damaged_cache(project: Path, run: Run, cache: Path) -> None:
    good = run("lint")
    for path in cache.rglob("*-*"):
        if path.is_file():
            path.write_bytes(path.read_bytes()[:-7] + b"garbage")
    assert run("lint") == good
    assert run("lint") == good


# Processes


def test_jobs(project: Path, run: Run) -> None:
    assert run("lint", "--jobs", "3", "--no-cache") == run("lint", "--no-cache")
    for wrong in ("0", "-1", "many"):
        code, out, err = run("lint", f"--jobs={wrong}")
        assert (code, out) == (2, "")
        assert "`--jobs`: must be a number from 1 on" in err


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project that is worth another process."""
    project = tmp_path_factory.mktemp("large") / "project"
    generate(project, Shape(160))
    (project / ".git").mkdir()
    size = sum(path.stat().st_size for path in project.rglob("*.lua"))
    assert size > 2 * bulk.WORTH_IT
    return project


def test_processes_make_no_difference(large: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(large)
    started: list[int] = []
    begin = bulk.Workers.__init__

    def noted(self: bulk.Workers, count: int) -> None:
        started.append(count)
        begin(self, count)

    monkeypatch.setattr(bulk.Workers, "__init__", noted)
    one = run(*JSON, "--no-cache", "--jobs", "1")
    assert started == []
    several = run(*JSON, "--no-cache", "--jobs", "3")
    assert started == [2]
    assert without_seconds(several[1]) == without_seconds(one[1])


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
@pytest.mark.parametrize("signal_number", [signal.SIGKILL, signal.SIGSTOP])
def test_workers_that_die_or_hang_make_no_difference(
    large: Path, run: Run, monkeypatch: pytest.MonkeyPatch, signal_number: int
) -> None:
    monkeypatch.chdir(large)
    right = run(*JSON, "--no-cache", "--jobs", "1")
    hit: list[int] = []
    start = bulk._start

    def hit_at_once() -> subprocess.Popen[bytes] | None:
        process = start()
        if process is not None:
            process.send_signal(signal_number)
            hit.append(process.pid)
        return process

    monkeypatch.setattr(bulk, "_start", hit_at_once)
    found = run(*JSON, "--no-cache", "--jobs", "3")
    assert len(hit) == 2
    assert (found[0], without_seconds(found[1]), found[2]) == (right[0], without_seconds(right[1]), right[2])


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
@pytest.mark.parametrize("after", [0.1, 0.3, 0.5])
def test_ctrl_c(large: Path, after: float) -> None:
    """The signal of a terminal goes to all processes of the group: they end soon, and none is left."""
    process = subprocess.Popen(
        program("lint", "--no-cache", "--jobs", "3"),
        cwd=large,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    time.sleep(after)
    running = process.poll() is None
    if running:
        os.killpg(process.pid, signal.SIGINT)
    _, err = process.communicate(timeout=60)
    if running and process.returncode == 130:
        assert err.decode().splitlines()[-1] == "lua-entries: interrupted"
        assert b"Traceback" not in err
    else:  # before Python could handle it, or when all was done
        assert process.returncode in (-signal.SIGINT, 0, 1)
    with pytest.raises(ProcessLookupError):
        for _ in range(200):
            os.killpg(process.pid, 0)
            time.sleep(0.05)


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_killed_at_any_time(tmp_path: Path) -> None:
    generate(tmp_path / "made", Shape(60, lines=60))
    outcome = kill_often(tmp_path / "made", 8)
    assert outcome.wrong == []
    assert outcome.killed == 8


# The command


def test_the_command(project: Path, run: Run, cache: Path) -> None:
    assert run("cache", "path") == (0, f"{cache}\n", "")
    assert "state              empty\n" in run("cache", "stats")[1]
    run("lint")
    stats = run("cache", "stats")[1]
    assert "state              in use\n" in stats
    assert "Lua of workspaces  1 file, " in stats
    assert "whole runs         1 file, " in stats
    (cache / "lua-entries-v1" / "letter.txt").write_text("not ours")
    code, out, err = run("cache", "clear")
    assert (code, err) == (0, "")
    assert out.startswith("removed 2 files, ")
    assert [path.name for path in (cache / "lua-entries-v1").iterdir()] == ["letter.txt"]
    (cache / "lua-entries-v1" / "letter.txt").unlink()
    assert run("cache", "clear")[1] == "removed 0 files, 0.0 kB\n"
    assert not (cache / "lua-entries-v1").exists()


def test_wrong_use_of_the_command(run: Run) -> None:
    code, out, err = run("cache", "stat")
    assert (code, out) == (2, "")
    assert "did you mean `stats`?" in err
    assert run("cache")[0] == 2


@pytest.mark.skipif(sys.platform == "win32", reason="modes of POSIX")
def test_a_cache_that_others_can_write(project: Path, run: Run, cache: Path) -> None:
    run("lint")
    os.chmod(cache / "lua-entries-v1", 0o777)
    assert "not used" in run("cache", "stats")[1]
    before = sorted(path.stat().st_mtime_ns for path in cache.rglob("*"))
    assert run("lint")[0] == 0
    assert sorted(path.stat().st_mtime_ns for path in cache.rglob("*")) == before


# What a remembered run imports


def test_a_remembered_run_imports_little(project: Path) -> None:
    """Its time is that of Python and a few small modules: nothing that reads YAML or Lua, no ignore files, no rules."""
    code = "import sys; from lua_entries.cli.main import main; main(['lint']); print(*sys.modules, file=sys.stderr)"
    for _ in range(2):
        command = [sys.executable, "-c", code]
        done = subprocess.run(command, cwd=project, env=environment(), capture_output=True, check=True)
    imported = set(done.stderr.decode().split())
    assert "lua_entries.cli.lint" in imported
    assert not imported & {"yaml", "tree_sitter", "lupa", "pathspec", "subprocess", "ctypes", "dataclasses"}
    assert not imported & {"json", "threading", "hashlib", "inspect", "difflib", "lua_entries.rules.engine"}
    layers = {name.split(".")[1] for name in imported if name.startswith("lua_entries.")}
    assert not layers & {"syntax", "catalog", "facts", "lsp", "features"}
