"""Time is linear in the size of the project: told by what is done, not by a clock."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest

from lua_entries.files import disk
from tests.bench.generate import Shape, generate
from tests.bench.growth import exponents
from tests.support.project import lint_directory
from tests.support.work import calls

SIZES = (40, 160)
STEEPEST = 1.1
"""The largest exponent of growth that counts as linear: a logarithm here and there, and what is there only once."""


@pytest.fixture(scope="module")
def projects(tmp_path_factory: pytest.TempPathFactory) -> dict[int, Path]:
    place = tmp_path_factory.mktemp("growth")
    for size in SIZES:
        generate(place / str(size), Shape(size, lines=10, errors=0.1))
    return {size: place / str(size) for size in SIZES}


def test_a_run(projects: dict[int, Path]) -> None:
    lint_directory(projects[SIZES[0]])  # what is made once for the process
    work = {size: float(calls(partial(lint_directory, path))) for size, path in projects.items()}
    ((_, _, exponent),) = exponents(work)
    assert exponent < STEEPEST


def test_questions_to_the_disk(projects: dict[int, Path]) -> None:
    asked = {}
    for size, path in projects.items():
        with disk.recording() as record:
            lint_directory(path)
        asked[size] = float(len(record.answers))
    ((_, _, exponent),) = exponents(asked)
    assert exponent < STEEPEST
