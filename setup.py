"""Builds the Lua grammar and gathers the data files; everything else is in pyproject.toml.

The grammar becomes a plain shared library that `lua_entries.syntax.lua` opens with ctypes: it needs a C compiler but no
Python headers, and one wheel fits every Python version of a platform.

    python setup.py build_grammar     builds the library in place
"""

from __future__ import annotations

import sys
from pathlib import Path
from shutil import copyfile

from setuptools import Extension, setup
from setuptools.command.bdist_wheel import bdist_wheel
from setuptools.command.build_ext import build_ext
from setuptools.command.build_py import build_py

ROOT = Path(__file__).resolve().parent
GRAMMAR_FLAGS = ["-std=c11", "-O2", "-fvisibility=hidden"]
GRAMMAR = Extension(
    "lua_entries.syntax.lua._grammar",
    sources=[f"server/grammar/src/{name}.c" for name in ("parser", "scanner", "guard")],
    depends=["setup.py", "server/grammar/src/tree_sitter/parser.h", "server/grammar/src/tree_sitter/alloc.h"],
    include_dirs=["server/grammar/src"],
    extra_compile_args=[] if sys.platform == "win32" else GRAMMAR_FLAGS,
    export_symbols=["tree_sitter_wlua", "wlua_survey"],
)
LIBRARY_SUFFIX = {"win32": ".dll", "darwin": ".dylib"}.get(sys.platform, ".so")

# What the program reads at run time and lies outside of the package: (pattern in the repository, folder in `_data`).
DATA = [("schema/generated/catalog.json", "."), ("docs/rules/*.md", "rules")]


class BuildLibrary(build_ext):
    """Builds a shared library rather than an extension module."""

    def get_ext_filename(self, fullname: str) -> str:
        return str(Path(*fullname.split("."))) + LIBRARY_SUFFIX

    def get_export_symbols(self, ext: Extension) -> list[str]:
        return list(ext.export_symbols)

    def get_libraries(self, ext: Extension) -> list[str]:
        return list(ext.libraries)


class BuildGrammar(BuildLibrary):
    """Builds the library next to its loader."""

    description = "build the Lua grammar in place"

    def initialize_options(self) -> None:
        super().initialize_options()
        self.inplace = True


class BuildPackage(build_py):
    """Adds the data files; an editable install reads them from the repository instead."""

    def run(self) -> None:
        super().run()
        if self.editable_mode:
            return
        for pattern, folder in DATA:
            sources = sorted(ROOT.glob(pattern))
            if not sources:
                raise SystemExit(f"no file matches {pattern}: the package would be incomplete")
            target = Path(self.build_lib, "lua_entries", "_data", folder)
            self.mkpath(str(target))
            for source in sources:
                copyfile(source, target / source.name)


class PlatformWheel(bdist_wheel):
    """Says that the wheel depends on the platform, but on no Python version."""

    def get_tag(self) -> tuple[str, str, str]:
        return "py3", "none", super().get_tag()[2]


if __name__ == "__main__":  # `wheels` reads what the grammar is made from
    setup(
        ext_modules=[GRAMMAR],
        cmdclass={
            "build_ext": BuildLibrary,
            "build_grammar": BuildGrammar,
            "build_py": BuildPackage,
            "bdist_wheel": PlatformWheel,
        },
    )
