"""Reads a wheel and says what keeps it from working on its platform; nothing is run."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import NamedTuple
from zipfile import ZipFile

import lief

from wheels.build import digest
from wheels.targets import TARGETS, Target

lief.logging.disable()  # it tells of what it cannot read on the terminal, and a signature of our kind is such a thing

EXPORTED = frozenset({"tree_sitter_wlua", "wlua_survey"})
"""What the program calls."""
_LINKERS_OWN = frozenset({"__mh_dylib_header", "___dso_handle"})
_VERSION = re.compile(r"(\d+)_(\d+)")


def problems(wheel: Path) -> list[str]:
    """What is wrong with it, in words; nothing when all is well."""
    tag = wheel.name.removesuffix(".whl").split("-")[-1]
    target = next((target for target in TARGETS.values() if target.tag == tag), None)
    if target is None:
        return [f"no platform is called `{tag}`"]
    with ZipFile(wheel) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    libraries = [name for name in files if name.startswith("lua_entries/syntax/lua/_grammar")]
    expected = f"lua_entries/syntax/lua/_grammar{target.system.suffix}"
    found = [*_listed(files), *_tags(files, target)]
    if libraries != [expected]:
        return [*found, f"holds {libraries} and not {expected} alone"]
    return [*found, *library_problems(files[expected], target)]


def _listed(files: dict[str, bytes]) -> list[str]:
    [records] = [name for name in files if name.endswith(".dist-info/RECORD")]
    said = dict(line.split(",", 1) for line in files[records].decode().splitlines())
    right = {name: f"{digest(data)},{len(data)}" if name != records else "," for name, data in files.items()}
    return [f"RECORD is wrong about {name}" for name in sorted({*said, *right}) if said.get(name) != right.get(name)]


def _tags(files: dict[str, bytes], target: Target) -> list[str]:
    [about] = [name for name in files if name.endswith(".dist-info/WHEEL")]
    lines = files[about].decode().splitlines()
    said = [line.removeprefix("Tag: ") for line in lines if line.startswith("Tag: ")]
    right = [f"py3-none-{tag}" for tag in target.tag.split(".")]
    return [] if said == right else [f"its tags are {said}, not {right}"]


class Library(NamedTuple):
    """What a library says of itself."""

    format: str
    processor: str
    exported: frozenset[str]
    """Names as C has them."""
    needed: frozenset[str]
    """Other libraries."""
    since: tuple[int, ...]
    """The oldest version that will do: of macOS, or of the C library of GNU; (0,) where nothing is said of it."""
    signed: bool
    """Without it a Mac with a processor of its own kind loads nothing."""


def library_problems(data: bytes, target: Target) -> list[str]:
    """What is wrong with the library of a wheel for a platform."""
    library = _read(data)
    if library is None or (library.format, library.processor) != (target.system.format, target.processor):
        return [f"its library is not {target.system.format} for {target.processor}"]
    found = []
    if library.exported != EXPORTED:
        found.append(f"its library exports {sorted(library.exported)}, not {sorted(EXPORTED)}")
    if more := library.needed - target.system.libraries:
        found.append(f"its library needs {', '.join(sorted(more))}")
    oldest = _VERSION.search(target.tag)
    if oldest and library.since > tuple(map(int, oldest.groups())):
        found.append(f"its library needs version {'.'.join(map(str, library.since))} of the system")
    if not library.signed:
        found.append("its library is not signed")
    return found


def _read(data: bytes) -> Library | None:
    library = lief.parse(io.BytesIO(data))
    if isinstance(library, lief.ELF.Binary):
        needed = [item for each in library.symbols_version_requirement for item in each.get_auxiliary_symbols()]
        versions = [tuple(map(int, str(item.name).removeprefix("GLIBC_").split("."))) for item in needed]
        return Library(
            "ELF",
            library.header.machine_type.name,
            frozenset(str(item.name) for item in library.exported_functions),
            frozenset(map(str, library.libraries)),
            max(versions, default=(0,)),
            True,
        )
    if isinstance(library, lief.MachO.Binary) and library.build_version is not None:
        own = lief.MachO.LoadCommand.TYPE.ID_DYLIB
        processor = library.header.cpu_type.name
        names = {str(item.name) for item in library.exported_functions} - _LINKERS_OWN
        return Library(
            "MACHO",
            processor,
            frozenset(name.removeprefix("_") for name in names),
            frozenset(str(item.name) for item in library.libraries if item.command != own),
            tuple(library.build_version.minos[:2]),
            library.has_code_signature or processor != "ARM64",
        )
    if isinstance(library, lief.PE.Binary):
        return Library(
            "PE",
            library.header.machine.name,
            frozenset(str(item.name) for item in library.exported_functions),
            frozenset(map(str, library.libraries)),
            (0,),
            True,
        )
    return None
