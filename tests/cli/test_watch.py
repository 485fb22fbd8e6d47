"""`lint --watch`, as a process that somebody ends with Ctrl-C."""

from __future__ import annotations

import os
import queue
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

import lua_entries
from lua_entries.cli import watch
from lua_entries.cli.watch import CLEAR, below, beside
from tests.cli.conftest import INDEX, Run

PATIENCE = 30


class Watching:
    """A running `lint --watch`."""

    def __init__(self, project: Path, *arguments: str) -> None:
        environment = {**os.environ, "PYTHONPATH": str(Path(lua_entries.__file__).parents[1])}
        self.process = subprocess.Popen(
            [sys.executable, "-u", "-m", "lua_entries", "lint", "--watch", *arguments],
            cwd=project,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
        )
        self._lines: queue.Queue[str] = queue.Queue()
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self._lines.put(line)

    def run(self) -> str:
        """What is printed up to where the next run has ended."""
        text = ""
        while "watching `" not in text:
            text += self._lines.get(timeout=PATIENCE)
        return text

    def end(self) -> tuple[int, str]:
        """Press Ctrl-C; gives the exit code and what was printed meanwhile."""
        self.process.send_signal(signal.SIGINT)
        code = self.process.wait(PATIENCE)
        time.sleep(0.1)
        return code, "".join(self._lines.get() for _ in range(self._lines.qsize()))


@pytest.fixture
def watching(project: Path) -> Iterator[Watching]:
    (project / "lua-entries.toml").write_text("", encoding="utf-8")
    made = Watching(project, "--format=concise", "--ignore=LE204")
    yield made
    made.process.kill()
    made.process.wait()
    assert made.process.stdout is not None
    made.process.stdout.close()


def test_each_change_is_a_run(project: Path, watching: Watching) -> None:
    assert watching.run() == "lua-entries: watching `.`; Ctrl-C ends\n"

    (project / "src/_index.yaml").write_text(INDEX + "    modules: [jsn]\n", encoding="utf-8")
    assert "src/_index.yaml:8:15: error LE302[unknown-module]" in watching.run()

    # A file more, several writes in a row.
    (project / "src/new").mkdir()
    for number in range(5):
        text = INDEX.replace("namespace: app", "namespace: app.new").replace("handler", f"größe{number}")
        (project / "src/new/_index.yaml").write_text(text, encoding="utf-8")
        time.sleep(0.02)
    while "größe4.lua" not in (printed := watching.run()):
        pass
    assert "src/new/_index.yaml:6:13: error LE201[source-not-found]" in printed

    # A configuration that cannot be used is said, and ends nothing.
    (project / "lua-entries.toml").write_text("nonsense = 1\n", encoding="utf-8")
    assert "lua-entries lint: lua-entries.toml:1: unknown key `nonsense`" in watching.run()
    (project / "lua-entries.toml").write_text('ignore = ["LE302"]\n', encoding="utf-8")
    printed = watching.run()
    assert "LE302" not in printed
    assert "LE201" in printed

    (project / "src/new/_index.yaml").unlink()
    assert watching.run() == "lua-entries: watching `.`; Ctrl-C ends\n"
    assert watching.end() == (130, "lua-entries: interrupted\n")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--fix"], "`--watch` and `--fix` do not go together"),
        (["--diff"], "`--watch` and `--diff` do not go together"),
        (["--write-baseline", "--baseline=x"], "`--write-baseline` and `--watch` do not go together"),
        (["--format=sarif"], "`--watch` with `--format sarif` needs `--output FILE`"),
        (["--baseline=no.json"], "no such baseline: `no.json`"),
    ],
)
def test_what_cannot_be_watched(project: Path, run: Run, arguments: list[str], message: str) -> None:
    code, out, err = run("lint", "--watch", *arguments)
    assert (code, out) == (2, "")
    assert err.startswith(f"lua-entries lint: {message}")
    assert CLEAR not in out


def test_a_run_waits_until_nothing_changes_any_more(monkeypatch: pytest.MonkeyPatch) -> None:
    slept: list[float] = []
    monkeypatch.setattr(time, "sleep", slept.append)
    states: list[watch.State] = [{"a": (stamp, 0, 0)} for stamp in (1, 1, 2, 3, 4, 4, 5)]
    watch._wait(lambda: states.pop(0), {"a": (1, 0, 0)}, lambda: False)
    assert states == [{"a": (5, 0, 0)}]
    assert [round(seconds, 2) for seconds in slept] == [watch.INTERVAL] * 3 + [watch.SETTLING] * 3


def test_an_interrupt_that_the_interpreter_drops_still_ends_it(monkeypatch: pytest.MonkeyPatch) -> None:
    class Tidied:
        def __del__(self) -> None:
            os.kill(os.getpid(), signal.SIGINT)
            time.sleep(0)

    dropped: list[type[BaseException]] = []
    monkeypatch.setattr(sys, "unraisablehook", lambda what: dropped.append(what.exc_type))
    before = signal.getsignal(signal.SIGINT)
    try:
        interrupted = watch._listen()
        tidied = Tidied()
        del tidied
        assert dropped == [KeyboardInterrupt]
        with pytest.raises(KeyboardInterrupt):
            watch._wait(dict, {}, interrupted)
    finally:
        signal.signal(signal.SIGINT, before)


def test_files_that_ignore_files_hide_are_watched_where_they_are_known(tmp_path: Path) -> None:
    (tmp_path / ".gitignore").write_text("vendor/\n", encoding="utf-8")
    (tmp_path / "vendor").mkdir()
    module = tmp_path / "vendor/_index.yaml"
    module.write_text("", encoding="utf-8")
    (tmp_path / "a.lua").write_text("", encoding="utf-8")
    (tmp_path / "a.txt").write_text("", encoding="utf-8")
    found = below(str(tmp_path))
    assert sorted(found) == [str(tmp_path / ".gitignore"), str(tmp_path / "a.lua")]
    assert sorted(beside([str(module), str(tmp_path / "a.lua")], found)) == [str(module.parent), str(module)]
    assert beside([str(tmp_path / "gone/x.lua")], {})[str(tmp_path / "gone/x.lua")] is None
