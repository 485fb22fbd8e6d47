"""The reference pages are up to date, complete, and their examples work."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from lua_entries.cli.parsers import described
from lua_entries.cli.reference import PAGES, build
from lua_entries.project.config import LIMITS, OVERRIDE_KEYS, SETTINGS, load_config
from lua_entries.rules.registry import RULE_CODES


@pytest.mark.parametrize("name", PAGES)
def test_up_to_date(name: str) -> None:
    assert (build.DOCS / name).read_text(encoding="utf-8") == PAGES[name]()


def test_drift_is_found_and_mended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "rules").mkdir()
    monkeypatch.setattr(build, "DOCS", tmp_path)
    assert build.main(["--check"]) == 1
    assert "docs/cli.md is not up to date: run `python -m lua_entries.cli.reference.build`" in capsys.readouterr().err
    assert not list(tmp_path.rglob("*.md"))
    assert build.main([]) == 0
    assert build.main(["--check"]) == 0
    assert {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*.md")} == set(PAGES)


def test_every_option_is_there() -> None:
    page = PAGES["cli.md"]()
    sections = re.split(r"^## lua-entries ", page, flags=re.MULTILINE)
    assert [section.split("\n")[0] for section in sections[1:]] == [item.name for item in described()]
    for section, item in zip(sections[1:], described(), strict=True):
        for action in item.parser._actions:
            for option in action.option_strings:
                assert f"`{option}" in section
        assert "exit codes:" in section


def test_every_key_is_there_and_the_example_is_a_configuration() -> None:
    page = PAGES["configuration.md"]()
    for key in (*SETTINGS, *LIMITS, *OVERRIDE_KEYS):
        assert f"| `{key}` |" in page
    assert all(f"| {code} | [{name}](rules/{name}.md) |" in page for name, code in RULE_CODES.items())
    (example,) = re.findall(r"^```toml\n(.*?)^```", page, re.MULTILINE | re.DOTALL)
    config = load_config("/srv/app/lua-entries.toml", example, RULE_CODES)
    assert config.baseline == "/srv/app/lua-entries-baseline.json"
    assert list(config.kinds) == ["acme.widget"]


def test_every_rule_is_there() -> None:
    page = PAGES["rules/README.md"]()
    assert all(f"| {code} | [{name}]({name}.md) |" in page for name, code in RULE_CODES.items())
