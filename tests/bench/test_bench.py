"""The benchmarks themselves: the generator is steady and its projects mean what they say; no time is judged."""

from __future__ import annotations

import math
from pathlib import Path

from lua_entries.rules.finding import Severity
from tests.bench.generate import Shape, generate
from tests.bench.growth import exponents
from tests.bench.lint import contents, measure, table
from tests.support.project import lint_directory


def test_the_same_seed_makes_the_same_project(tmp_path: Path) -> None:
    def held(name: str, shape: Shape) -> dict[str, bytes]:
        generate(tmp_path / name, shape)
        return {
            path.relative_to(tmp_path / name).as_posix(): path.read_bytes()
            for path in (tmp_path / name).rglob("*")
            if path.is_file()
        }

    first = held("first", Shape(50))
    assert held("second", Shape(50)) == first
    assert held("third", Shape(50, seed=2)) != first


def test_made_projects_are_clean_but_for_the_mistakes_asked_for(tmp_path: Path) -> None:
    generate(tmp_path / "clean", Shape(80, errors=0, lines=30))
    assert [each for each in lint_directory(tmp_path / "clean") if each.severity >= Severity.WARNING] == []
    generate(tmp_path / "broken", Shape(80, errors=1, lines=30))
    codes = {each.code for each in lint_directory(tmp_path / "broken") if each.severity >= Severity.WARNING}
    assert codes == {"LE303", "LE501"}


def test_size_and_contents(tmp_path: Path) -> None:
    generate(tmp_path / "made", Shape(60, lines=30, typed=1, wide=1))
    held = contents(str(tmp_path / "made"))
    assert held.entries == 63  # with the services that the first namespace has
    assert held.bytes == sum(Path(path).stat().st_size for path in held.files)
    lua = [Path(path).read_text(encoding="utf-8") for path in held.files if path.endswith(".lua")]
    assert len(lua) == 45
    assert all(": string" in text for text in lua)
    assert not all(text.isascii() for text in lua)


def test_growth() -> None:
    ((small, large, exponent),) = exponents({10: 1.0, 100: 100.0})
    assert (small, large) == (10, 100)
    assert math.isclose(exponent, 2.0)


def test_every_figure_is_there(tmp_path: Path) -> None:
    generate(tmp_path / "made", Shape(20, lines=10))
    measured = measure(str(tmp_path / "made"), 1)
    assert set(measured["runs"]) == {"floor", "cold, 1 process", "cold, 2 processes", "warm"}
    assert all(figures["best"] > 0 for figures in measured["runs"].values())
    assert measured["cache_bytes"] > 0
    assert "cold, 2 processes" in table([measured])


def test_an_entry_that_many_name(tmp_path: Path) -> None:
    generate(tmp_path / "made", Shape(20, errors=0, lines=10, hits=45))
    assert contents(str(tmp_path / "made")).entries == 20 + 3 + 45
    assert [each for each in lint_directory(tmp_path / "made") if each.severity >= Severity.WARNING] == []
