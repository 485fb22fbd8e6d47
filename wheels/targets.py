"""The platforms that there are wheels for."""

from __future__ import annotations

from typing import NamedTuple


class System(NamedTuple):
    """What platforms have in common but for their processor."""

    format: str
    """Of its libraries."""
    suffix: str
    """Of the name of the library, which `lua_entries.syntax.lua.grammar` opens."""
    compiling: tuple[str, ...]
    linking: tuple[str, ...]
    """Options of the compiler and of the linker, beside those of all systems."""
    libraries: frozenset[str]
    """What the library may need: parts of the system alone."""


class Target(NamedTuple):
    """A platform."""

    name: str
    """As the marketplace of VS Code calls it."""
    triple: str
    """As the compiler calls it, with the oldest version of the system's library that will do."""
    processor: str
    tag: str
    """As wheels call it."""

    @property
    def system(self) -> System:
        """What it has in common with others."""
        return SYSTEMS[self.name.partition("-")[0]]


# The grammar needs calloc and free of Windows; the runtime that starts a program in C would take minutes to build.
_HEAP = "api-ms-win-crt-heap-l1-1-0"
_ALONE = ("-nostdlib", "-rtlib=compiler-rt", "-Wl,--no-entry", f"-l{_HEAP}")

SYSTEMS = {
    "linux": System("ELF", ".so", ("-fPIC",), (), frozenset({"libc.so.6"})),
    "alpine": System("ELF", ".so", ("-fPIC",), (), frozenset({"libc.so"})),
    "darwin": System(
        "MACHO",
        ".dylib",
        ("-fPIC",),
        ("-Wl,-install_name,@rpath/_grammar.dylib",),  # or it would be the place where it was built
        frozenset({"/usr/lib/libSystem.B.dylib"}),
    ),
    "win32": System("PE", ".dll", (), _ALONE, frozenset({f"{_HEAP}.dll"})),
}

TARGETS = {
    target.name: target
    for target in (
        Target("linux-x64", "x86_64-linux-gnu.2.17", "X86_64", "manylinux_2_17_x86_64.manylinux2014_x86_64"),
        Target("linux-arm64", "aarch64-linux-gnu.2.17", "AARCH64", "manylinux_2_17_aarch64.manylinux2014_aarch64"),
        Target("alpine-x64", "x86_64-linux-musl", "X86_64", "musllinux_1_2_x86_64"),
        Target("alpine-arm64", "aarch64-linux-musl", "AARCH64", "musllinux_1_2_aarch64"),
        Target("darwin-x64", "x86_64-macos.11.0", "X86_64", "macosx_11_0_x86_64"),
        Target("darwin-arm64", "aarch64-macos.11.0", "ARM64", "macosx_11_0_arm64"),
        Target("win32-x64", "x86_64-windows-gnu", "AMD64", "win_amd64"),
        Target("win32-arm64", "aarch64-windows-gnu", "ARM64", "win_arm64"),
    )
}
