"""Builds the extension: `python vscode-extension/build.py [--output DIRECTORY] [--target PLATFORM… | --no-server]`.

Installs the pinned packages with npm, checks and bundles the TypeScript, builds the wheel of the server, and packs all
into one `.vsix`, whose path is the only line on stdout. The wheel has a compiled part, so a package that carries it is
for one platform: this one, or those named, a package and a line each (`python -m wheels` builds their wheels).
`--no-server` makes one for all platforms, which uses a server that is already there.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import json
import os
import platform
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
_MACHINES = {"x86_64": "x64", "amd64": "x64", "aarch64": "arm64", "arm64": "arm64", "armv7l": "armhf"}
_SYSTEMS = {"linux": "linux", "darwin": "darwin", "win32": "win32"}


def main(arguments: list[str] | None = None) -> int:
    """The command; returns its exit code."""
    parser = argparse.ArgumentParser(description="Build the .vsix")
    parser.add_argument(
        "--output", type=Path, default=HERE / "dist", help="where the .vsix goes (default: %(default)s)"
    )
    server = parser.add_mutually_exclusive_group()
    server.add_argument(
        "--target", nargs="+", metavar="PLATFORM", help="other platforms than this one, such as darwin-arm64"
    )
    server.add_argument("--no-server", action="store_true", help="leave the wheel of the server out")
    options = parser.parse_args(arguments)
    try:
        for target in options.target or [None]:
            print(build(options.output.resolve(), target, with_server=not options.no_server), flush=True)
    except subprocess.CalledProcessError as error:
        print(f"`{' '.join(map(str, error.cmd))}` ended with {error.returncode}", file=sys.stderr)
        return 1
    return 0


def build(output: Path, target: str | None = None, *, with_server: bool = True) -> Path:
    """Build the package and return its path. CalledProcessError when a step fails; its output went to stderr."""
    npm = shutil.which("npm")
    if npm is None:
        raise SystemExit("npm is missing: install Node.js 20 or newer")
    install(npm)
    shutil.rmtree(HERE / "server", ignore_errors=True)
    if with_server:
        _run(sys.executable, "-m", "wheels", target or "native", "--output", str(HERE / "server"), cwd=HERE.parent)
        target = target or platform_name()
    manifest = json.loads((HERE / "package.json").read_text(encoding="utf-8"))
    output.mkdir(parents=True, exist_ok=True)
    ending = f"-{target}" if target else ""
    package = output / f"{manifest['name']}-{manifest['version']}{ending}.vsix"
    options = ["--no-dependencies", "--no-rewrite-relative-links", "--allow-missing-repository", "--out", str(package)]
    if target:
        options += ["--target", target]
    _run(str(HERE / "node_modules" / ".bin" / "vsce"), "package", *options)
    put_pictures_in(package)
    return package


def put_pictures_in(package: Path) -> None:
    """Write the pictures into the text of the package's README: VS Code loads none that lie beside it."""
    made = package.with_suffix(".new")
    with zipfile.ZipFile(package) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for item in old.infolist():
            content = old.read(item)
            new.writestr(item, _with_pictures(content) if item.filename == "extension/readme.md" else content)
    made.replace(package)


def _with_pictures(text: bytes) -> bytes:
    def data(link: re.Match[bytes]) -> bytes:
        return b"](data:image/png;base64," + base64.b64encode((HERE / link[1].decode()).read_bytes()) + b")"

    return re.sub(rb"\]\(([^()]+\.png)\)", data, text)


def install(npm: str) -> None:
    """Install the pinned packages, unless exactly these are there."""
    stamp = HERE / "node_modules" / ".installed"
    wanted = hashlib.sha256((HERE / "package-lock.json").read_bytes()).hexdigest()
    if stamp.is_file() and stamp.read_text(encoding="utf-8") == wanted:
        return
    # Scripts of packages are not run: they would only fetch what is not needed here.
    _run(npm, "ci", "--ignore-scripts", "--loglevel=error")
    stamp.write_text(wanted, encoding="utf-8")


def platform_name() -> str:
    """What the marketplace calls this platform."""
    system, machine = _SYSTEMS.get(sys.platform), _MACHINES.get(platform.machine().lower())
    if system is None or machine is None:
        raise SystemExit(
            f"no package with a server can be made on {sys.platform} {platform.machine()}; use --no-server"
        )
    alpine = system == "linux" and not platform.libc_ver()[0]
    return f"{'alpine' if alpine else system}-{machine}"


def _run(*command: str, cwd: Path = HERE) -> None:
    subprocess.run(command, cwd=cwd, check=True, stdout=sys.stderr, env={**os.environ, "NO_UPDATE_NOTIFIER": "1"})


if __name__ == "__main__":
    raise SystemExit(main())
