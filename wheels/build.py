"""Builds wheels: the one of this machine with its own compiler, those of other platforms with the one in `ziglang`.

Only the compiled grammar differs between platforms. So a wheel for another one is the wheel of this machine with
another library, another tag and a new list of its files.
"""

from __future__ import annotations

import base64
import hashlib
import os
import runpy
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from wheels.targets import Target

ROOT = Path(__file__).resolve().parents[1]
_READ_BY_THE_BUILD = {"pyproject.toml", "setup.py", "MANIFEST.in", "README.md", "LICENSE", "server", "schema", "docs"}
_TIME = "315532800"
"""1980, when the time of archives begins: what is built says nothing of when."""
_LIBRARY = "lua_entries/syntax/lua/_grammar"


def native(output: Path) -> Path:
    """Build the wheel of this machine into a directory. CalledProcessError when it fails; what it says is on stderr."""
    with tempfile.TemporaryDirectory() as scratch:  # the build leaves its own traces in the tree that it builds from
        source, made = Path(scratch, "source"), Path(scratch, "made")
        shutil.copytree(ROOT, source, ignore=_unneeded)
        _run(sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", str(made), str(source))
        [wheel] = made.iterdir()
        output.mkdir(parents=True, exist_ok=True)
        return Path(shutil.copy(wheel, output))


def cross(base: Path, target: Target, output: Path) -> Path:
    """Build a wheel into a directory from the one of this machine. CalledProcessError when the compiler fails."""
    with tempfile.TemporaryDirectory() as scratch:
        library = compiled(target, Path(scratch)).read_bytes()
    distribution, version = base.name.split("-")[:2]
    output.mkdir(parents=True, exist_ok=True)
    wheel = output / f"{distribution}-{version}-py3-none-{target.tag}.whl"
    records = f"{distribution}-{version}.dist-info"
    with ZipFile(base) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    files = {name: data for name, data in files.items() if not name.startswith(_LIBRARY)}
    files[_LIBRARY + target.system.suffix] = library
    files[f"{records}/WHEEL"] = _tagged(files[f"{records}/WHEEL"], target)
    del files[f"{records}/RECORD"]
    listed = "".join(f"{name},{digest(data)},{len(data)}\n" for name, data in sorted(files.items()))
    files[f"{records}/RECORD"] = f"{listed}{records}/RECORD,,\n".encode()
    with ZipFile(wheel, "w") as archive:
        # In this order, with this time and these permissions whatever the machine: the same text makes the same wheel.
        for name, data in sorted(files.items(), key=lambda file: (file[0].startswith(records), file[0])):
            item = ZipInfo(name)
            item.external_attr = 0o100644 << 16
            archive.writestr(item, data, ZIP_DEFLATED)
    return wheel


def compiled(target: Target, directory: Path) -> Path:
    """Compile the grammar for a platform into a directory. CalledProcessError when the compiler fails."""
    built = runpy.run_path(str(ROOT / "setup.py"), run_name="setup")
    grammar, flags = built["GRAMMAR"], built["GRAMMAR_FLAGS"]
    objects = [str(directory / f"{Path(source).stem}.o") for source in grammar.sources]
    options = [*flags, *target.system.compiling, "-g0", *(f"-I{folder}" for folder in grammar.include_dirs)]
    for source, made in zip(grammar.sources, objects, strict=True):
        _compiler("-target", target.triple, "-c", *options, "-o", made, source)
    library = directory / f"_grammar{target.system.suffix}"
    _compiler("-target", target.triple, "-shared", "-s", *objects, *target.system.linking, "-o", str(library))
    return library


def digest(data: bytes) -> str:
    """As a wheel lists it."""
    return "sha256=" + base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()


def _tagged(wheel: bytes, target: Target) -> bytes:
    lines = [line for line in wheel.decode().splitlines() if line and not line.startswith("Tag: ")]
    tags = [f"Tag: py3-none-{tag}" for tag in target.tag.split(".")]
    return "\n".join([*lines, *tags, ""]).encode()


def _unneeded(directory: str, names: list[str]) -> set[str]:
    if Path(directory) == ROOT:
        return set(names) - _READ_BY_THE_BUILD
    return {name for name in names if name == "__pycache__" or name.endswith((".so", ".dylib", ".dll", ".egg-info"))}


def _compiler(*arguments: str) -> None:
    _run(sys.executable, "-m", "ziglang", "cc", *arguments)


def _run(*command: str) -> None:
    environment = {**os.environ, "SOURCE_DATE_EPOCH": _TIME}
    subprocess.run(command, cwd=ROOT, check=True, stdout=sys.stderr, env=environment)
