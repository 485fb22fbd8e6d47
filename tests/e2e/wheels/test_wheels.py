"""Wheels for all platforms and the source archive: read, and installed and run where they can run."""

from __future__ import annotations

import ctypes
import os
import platform
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator, Mapping
from importlib.util import find_spec
from pathlib import Path

import pytest

from lua_entries.syntax.lua import grammar
from tests.e2e.programs import missing, program
from tests.e2e.source import ROOT, copy_source
from tests.e2e.vscode.editor import locked
from wheels.targets import TARGETS

HERE = Path(__file__).parent
LOADER = "/lib/ld-musl-x86_64.so.1"


def run(*command: str, cwd: Path = ROOT, code: int = 0, environment: Mapping[str, str] = {}) -> str:
    """Run a program apart from this checkout's own environment, with more variables; gives what it prints."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("PYTHON", "PIP_"))}
    done = subprocess.run(
        command, cwd=cwd, env={**kept, **environment}, check=False, capture_output=True, text=True, timeout=600
    )
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout


def lint(python: str | Path) -> str:
    """What an installed program says of the example with mistakes."""
    command = [str(python), "-m", "lua_entries", "lint", "--no-cache", "--format", "concise"]
    return run(*command, cwd=ROOT / "examples" / "broken", code=1)


def installed(directory: Path, package: Path, environment: Mapping[str, str] = {}) -> Path:
    """The interpreter of a new environment that has a package, and what the package asks for."""
    run(sys.executable, "-m", "venv", str(directory))
    python = directory / "bin" / "python"
    run(str(python), "-m", "pip", "install", "--quiet", str(package), environment=environment)
    return python


@pytest.fixture(scope="module")
def needed() -> None:
    for name in ("ziglang", "lief"):
        if find_spec(name) is None:
            missing(f"{name} is not installed (`pip install -e '.[wheels]'`)")


@pytest.fixture(scope="module")
def made(needed: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Path]]:
    """The wheels by platform, built once for all processes of the run."""
    base = tmp_path_factory.getbasetemp()
    directory = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "wheels"
    with locked(directory.with_suffix(".lock")):
        if not directory.is_dir():
            run(sys.executable, "-m", "wheels", "--output", str(directory))
    found = {target.name: list(directory.glob(f"*-{target.tag}.whl")) for target in TARGETS.values()}
    assert sorted(directory.iterdir()) == sorted(path for paths in found.values() for path in paths)
    yield {name: path for name, [path] in found.items()}


def library(wheel: Path) -> bytes:
    """The compiled grammar in a wheel."""
    with zipfile.ZipFile(wheel) as archive:
        [name] = [name for name in archive.namelist() if "/_grammar." in name]
        return archive.read(name)


def test_every_platform(made: dict[str, Path]) -> None:
    from wheels.check import problems

    assert {name: problems(wheel) for name, wheel in made.items()} == {name: [] for name in TARGETS}


def test_what_does_not_fit_is_told(made: dict[str, Path], tmp_path: Path) -> None:
    from wheels.check import library_problems, problems

    assert library_problems(b"", TARGETS["linux-x64"]) == ["its library is not ELF for X86_64"]
    # Of another system, of another processor, of another C library.
    assert library_problems(library(made["win32-x64"]), TARGETS["linux-x64"]) == ["its library is not ELF for X86_64"]
    assert library_problems(library(made["linux-arm64"]), TARGETS["linux-x64"]) == ["its library is not ELF for X86_64"]
    assert library_problems(library(made["alpine-x64"]), TARGETS["linux-x64"]) == ["its library needs libc.so"]
    # Newer than the name of the wheel says.
    for name, tag in {"linux-x64": "manylinux_2_1_x86_64", "darwin-arm64": "macosx_10_9_arm64"}.items():
        [problem] = library_problems(library(made[name]), TARGETS[name]._replace(tag=tag))
        assert problem.endswith("of the system")
    # Under another name, with another file, and with one file less.
    wheel = made["linux-x64"]
    named = tmp_path / made["linux-arm64"].name
    shutil.copy(wheel, named)
    assert "its library is not ELF for AARCH64" in problems(named)
    assert any(problem.startswith("its tags are") for problem in problems(named))
    with zipfile.ZipFile(wheel) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    files["lua_entries/__init__.py"] += b"\n"
    del files["lua_entries/__main__.py"]
    changed = tmp_path / wheel.name
    with zipfile.ZipFile(changed, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    assert problems(changed) == [f"RECORD is wrong about lua_entries/{name}.py" for name in ("__init__", "__main__")]


def test_the_same_source_makes_the_same_wheel(made: dict[str, Path], tmp_path: Path) -> None:
    source = copy_source(tmp_path / "elsewhere")
    command = [sys.executable, "-m", "wheels", "darwin-arm64", "win32-x64", "--output", str(tmp_path / "again")]
    printed = run(*command, cwd=source, environment={"ZIG_GLOBAL_CACHE_DIR": str(tmp_path / "cache")})
    for line in printed.splitlines():
        again = Path(line)
        [first] = [wheel for wheel in made.values() if wheel.name == again.name]
        assert again.read_bytes() == first.read_bytes()
    assert len(printed.splitlines()) == 2


def test_pip_takes_the_wheel_of_this_machine(made: dict[str, Path], tmp_path: Path) -> None:
    """Among all of them; it lints."""
    directory = str(next(iter(made.values())).parent)
    options = ["--quiet", "--no-deps", "--no-index", "--find-links", directory, "--dest", str(tmp_path)]
    run(sys.executable, "-m", "pip", "download", *options, "lua-entries")
    [wheel] = tmp_path.glob("*.whl")
    python = installed(tmp_path / "environment", wheel)
    assert lint(python) == lint(sys.executable)


@pytest.mark.skipif(platform.machine() != "x86_64", reason="no wheel that is run here is for this processor")
def test_the_library_for_alpine_runs(made: dict[str, Path], tmp_path: Path) -> None:
    """With the C library of Alpine, which is there without its Python."""
    if not os.path.exists(LOADER):
        missing("the C library musl is not installed (Debian: musl)")
    opened, asks = tmp_path / "_grammar.so", tmp_path / "answers"
    opened.write_bytes(library(made["alpine-x64"]))
    triple = TARGETS["alpine-x64"].triple
    command = [sys.executable, "-m", "ziglang", "cc", "-target", triple, "-O2", "-dynamic", "-o", str(asks)]
    run(*command, str(HERE / "answers.c"))
    texts = ["a((1))", "a(((1)))", "x" + ".y" * 20, "return [==[ (((( ]==]", "break"]
    here = ctypes.CDLL(grammar.LIBRARY)
    here.tree_sitter_wlua.restype = ctypes.POINTER(ctypes.c_uint32)
    found = [grammar.survey(text.encode(), 2, 9) for text in texts]
    assert len(set(found)) > 3
    answers = [answer for at, suspected in found for answer in (-1 if at is None else at, suspected)]
    assert run(str(asks), str(opened), *texts).split() == list(map(str, [here.tree_sitter_wlua()[0], *answers]))


def test_the_source_archive_takes_a_c_compiler_alone(tmp_path: Path) -> None:
    """Beside setuptools, which pip brings; made from a clean checkout."""
    source = copy_source(tmp_path / "source")
    run(sys.executable, "-m", "build", "--sdist", "--outdir", str(tmp_path / "dist"), cwd=source)
    [archive] = (tmp_path / "dist").iterdir()
    tools = tmp_path / "bin"
    tools.mkdir()
    for name in ("cc", "gcc", "as", "ld"):
        (tools / name).symlink_to(program(name))
    python = installed(tmp_path / "environment", archive, {"PATH": str(tools)})
    assert lint(python) == lint(sys.executable)
