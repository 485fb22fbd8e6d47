"""A short run of each target, the same every time, and all that failed once. Long runs: `python -m tests.fuzz`."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from tests.fuzz.harness import Case, Target, failing, fuzz, read, smaller, written
from tests.fuzz.targets import TARGETS

REGRESSIONS = sorted((Path(__file__).parent / "regressions").glob("*.json"))


@pytest.mark.parametrize("target", TARGETS.values(), ids=TARGETS)
def test_a_short_run(target: Target) -> None:
    outcome = fuzz(target, 1, executions=target.few)
    assert not outcome.failures, "\n".join(failure.error for failure in outcome.failures)


@pytest.mark.parametrize("path", REGRESSIONS, ids=lambda path: path.stem)
def test_what_failed_once(path: Path) -> None:
    name, case = read(path)
    failed = failing(TARGETS[name], case)
    assert failed is None, failed[1] if failed is not None else ""


def _broken(case: Case) -> None:
    assert b"\xff!" not in case["text"]


BROKEN = Target(
    "broken", lambda chance: {"text": b"ab" * chance.randrange(9) + b"\xff!" + b"c" * 9, "more": b"x"}, _broken, 1
)


def test_a_failure_is_found_made_small_and_can_be_run_again(tmp_path: Path) -> None:
    (failure,) = fuzz(BROKEN, 7, executions=3).failures
    assert failure.case == {"text": b"\xff!"}
    assert BROKEN.make(Random(failure.seed))["more"] == b"x"
    (tmp_path / "failure.json").write_text(written(failure), encoding="utf-8")
    name, case = read(tmp_path / "failure.json")
    assert (name, case) == ("broken", failure.case)
    assert failing(BROKEN, case) is not None
    assert smaller(BROKEN, case, "elsewhere") == case
