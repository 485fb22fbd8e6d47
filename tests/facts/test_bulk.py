"""Many files in several processes: the same facts, whatever becomes of the processes."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from lua_entries.facts import bulk
from lua_entries.facts.bulk import Job, Wanted, Workers, summarise, wanted_workers
from lua_entries.facts.codec import decode
from lua_entries.facts.lua_file import lua_facts
from lua_entries.facts.lua_model import LuaFacts
from lua_entries.files.digest import text_digest
from lua_entries.files.store import MAX_FILE_SIZE, Files
from lua_entries.syntax.lua.limits import MAX_NESTING
from tests.bench.generate import Shape, generate


def job(text: str, path: str | None) -> Job:
    return Job(path, text, text_digest(text), MAX_FILE_SIZE, MAX_NESTING)


@pytest.fixture(scope="module")
def jobs(tmp_path_factory: pytest.TempPathFactory) -> list[Job]:
    """Some files, and one text that is in none."""
    place = tmp_path_factory.mktemp("made")
    generate(place / "project", Shape(60, lines=40))
    (place / "odd.lua").write_bytes(b'\xef\xbb\xbfreturn "\xff"')
    paths = sorted(map(str, place.rglob("*.lua")))
    made = []
    for path in paths:
        text = Files().read(path, any_bytes=True)
        assert isinstance(text, str)
        made.append(job(text, path))
    return [*made, job("return { inline = true }", None)]


def expected(jobs: list[Job]) -> list[object]:
    return [lua_facts(each.text) for each in jobs]


def opened(facts: LuaFacts | bytes) -> object:
    return decode(facts) if isinstance(facts, bytes) else facts


def found(jobs: list[Job], workers: Workers | None) -> list[object]:
    try:
        return [opened(data) for data in summarise(jobs, workers)]
    finally:
        if workers is not None:
            workers.end()


def test_one_process(jobs: list[Job]) -> None:
    begun: list[int] = []
    assert [opened(data) for data in summarise(jobs, None, begun.append)] == expected(jobs)
    assert begun == list(range(len(jobs)))


@pytest.mark.parametrize("count", [1, 3])
def test_several_processes(jobs: list[Job], count: int) -> None:
    workers = Workers(count)
    assert len(workers.processes) == count
    assert found(jobs, workers) == expected(jobs)


def test_workers_do_a_part_of_the_work(jobs: list[Job], monkeypatch: pytest.MonkeyPatch) -> None:
    """This process is made to wait for the worker's first answer, so that it must be used."""
    workers = Workers(1)
    own: list[int] = []

    def wait(number: int) -> None:
        own.append(number)
        if len(own) == 1:
            for thread in [each for each in threading.enumerate() if each.name.startswith("share")]:
                thread.join(20)

    assert [opened(data) for data in summarise(jobs, workers, wait)] == expected(jobs)
    workers.end()
    assert len(own) < len(jobs) / 2


def test_asked_before_it_is_known_what_is_needed(jobs: list[Job], tmp_path: Path) -> None:
    """What is needed of it is taken from the workers, the rest is made here: other limits, text that is in no file."""
    files = [Wanted(each.path, each.max_size, each.max_nesting) for each in jobs if each.path is not None]
    workers = Workers(2)
    workers.ask([files[0]._replace(max_nesting=7), Wanted(str(tmp_path / "none.lua"), 9, 9), *files[1:]])
    for thread in [each for each in threading.enumerate() if each.name.startswith("share")]:
        thread.join(20)
    begun: list[int] = []
    needed = [*jobs[:20], jobs[-1]]
    assert [opened(data) for data in summarise(needed, workers, begun.append)] == expected(needed)
    workers.end()
    assert sorted(begun) == [0, len(needed) - 1]


def test_all_ended_and_waited_for(jobs: list[Job]) -> None:
    workers = Workers(2)
    processes = list(workers.processes)
    summarise(jobs, workers)
    workers.end()
    assert all(process.returncode is not None for process in processes)


@pytest.mark.skipif(not hasattr(signal, "SIGSTOP"), reason="no such signal on this platform")
@pytest.mark.parametrize("name", ["SIGKILL", "SIGSTOP"])
def test_a_worker_that_dies_or_hangs(jobs: list[Job], name: str) -> None:
    workers = Workers(2)
    os.kill(workers.processes[0].pid, getattr(signal, name))
    assert found(jobs, workers) == expected(jobs)


def test_a_worker_that_cannot_start(jobs: list[Job], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", os.path.join(os.sep, "none", "python"))
    assert Workers(2).processes == []
    monkeypatch.setattr(sys, "executable", "")
    workers = Workers(2)
    assert found(jobs, workers) == expected(jobs)


def test_a_program_that_is_no_python(jobs: list[Job], monkeypatch: pytest.MonkeyPatch) -> None:
    program = "/bin/echo"
    if not os.path.exists(program):
        pytest.skip(f"no {program} here")
    monkeypatch.setattr(sys, "executable", program)
    assert found(jobs, Workers(2)) == expected(jobs)


def test_a_file_that_changes_meanwhile(tmp_path: Path) -> None:
    path = tmp_path / "x.lua"
    path.write_text("return { new = 1 }", encoding="utf-8")
    gone = tmp_path / "gone.lua"
    jobs = [job("return { old = 1 }", str(path)), job("return { gone = 1 }", str(gone))]
    assert found(jobs, Workers(1)) == expected(jobs)


def test_a_module_beside_the_project_is_not_imported(
    jobs: list[Job], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mark = tmp_path / "mark"
    for name in ("struct", "marshal", "tree_sitter", "lua_entries", "sitecustomize", "gc"):
        (tmp_path / f"{name}.py").write_text(f"open({str(mark)!r}, 'w').close()\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", ["", *(entry for entry in sys.path if entry)])
    assert found(jobs, Workers(1)) == expected(jobs)
    assert not mark.exists()


def test_a_worker_ends_with_its_parent() -> None:
    code = (
        "import sys; from lua_entries.facts.bulk import Workers\n"
        "w = Workers(1); print(w.processes[0].pid, flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    ) as parent:
        assert parent.stdout is not None
        worker = int(parent.stdout.readline())
        parent.kill()
        parent.wait()
    for _ in range(200):
        if not _is_running(worker):
            return
        threading.Event().wait(0.05)
    raise AssertionError("the worker goes on without its parent")


def _is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except OSError:
        return False
    try:  # an orphan that nobody waits for in a container is done, too
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return os.path.isdir("/proc/self")


def test_how_many_are_worth_it() -> None:
    assert wanted_workers(bulk.WORTH_IT - 1, 8) == 0
    assert wanted_workers(bulk.WORTH_IT, 8) == 1
    assert wanted_workers(bulk.WORTH_IT, 1) == 0
    assert wanted_workers(bulk.WORTH_IT * 100, 4) == 3
    assert bulk.usable_processes() >= 1
