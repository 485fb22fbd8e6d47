"""The pages of docs/editors: what no test runs is at least well formed and names a command that there is."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from typing import Any

from tests.e2e.editors_support import PAGES, REPOSITORY, snippets

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

SERVE = ["lua-entries", "serve"]


def toml(page: str) -> list[dict[str, Any]]:
    """The TOML of a page."""
    return [tomllib.loads(code) for code in snippets(page, "toml")]


def objects(page: str) -> list[dict[str, Any]]:
    """The JSON of a page."""
    return [json.loads(code) for code in snippets(page, "json")]


def test_every_page_is_in_the_readme() -> None:
    readme = (REPOSITORY / "README.md").read_text(encoding="utf-8")
    linked = set(re.findall(r"\(docs/editors/(\w+)\.md\)", readme))
    assert linked == {page.stem for page in PAGES.glob("*.md")}


def test_every_code_block_is_looked_at() -> None:
    """A block in another language would be looked at by nobody; `text` is for what is no configuration of its own."""
    run = {"lua": "neovim", "elisp": "emacs", "vim": "vim"}
    parsed = {"toml": {"helix", "zed"}, "json": {"zed", "sublime", "jetbrains"}, "rust": {"zed"}, "text": {"neovim"}}
    for page in PAGES.glob("*.md"):
        for language in re.findall(r"^```(\w+)$", page.read_text(encoding="utf-8"), re.MULTILINE):
            assert run.get(language) == page.stem or page.stem in parsed.get(language, ()), (page.name, language)


def test_the_command_that_the_pages_name_is_there() -> None:
    command = [sys.executable, "-m", "lua_entries", SERVE[1], "--help"]
    assert "on stdin and stdout (default)" in subprocess.run(command, capture_output=True, text=True, check=True).stdout


def test_helix() -> None:
    (languages,) = toml("helix")
    (name,) = languages["language-server"]
    server = languages["language-server"][name]
    assert [server["command"], *server["args"]] == SERVE
    assert {item["name"] for item in languages["language"]} == {"yaml", "lua"}
    assert all(item["language-servers"][0] == name for item in languages["language"])


def test_zed() -> None:
    manifest, cargo = toml("zed")
    (name,) = manifest["language_servers"]
    assert manifest["schema_version"] == 1 and manifest["language_servers"][name]["languages"] == ["YAML", "Lua"]
    assert cargo["lib"]["crate-type"] == ["cdylib"]
    (rust,) = snippets("zed", "rust")
    assert f'which("{SERVE[0]}")' in rust and f'vec!["{SERVE[1]}".into()]' in rust
    (settings,) = objects("zed")
    assert all(held["language_servers"] == [f"!{name}", "..."] for held in settings["languages"].values())


def test_sublime() -> None:
    settings, project = objects("sublime")
    (name,) = settings["clients"]
    assert settings["clients"][name]["command"] == SERVE
    assert settings["clients"][name]["selector"] == "source.yaml | source.lua"
    assert project["settings"]["LSP"] == {name: {"enabled": True}}


def test_jetbrains() -> None:
    (template,) = objects("jetbrains")
    assert template["programArgs"]["default"].split() == SERVE
    patterns = {item["languageId"]: item["fileType"]["patterns"] for item in template["fileTypeMappings"]}
    assert patterns == {"yaml": ["*.yaml", "*.yml"], "lua": ["*.lua"]}
