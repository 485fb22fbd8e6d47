"""Answers that hold as long as what they were made from."""

from __future__ import annotations

import pytest

from lua_entries.project.answers import Answers

DATA: dict[str, int] = {}
RUNS: list[str] = []


@pytest.fixture
def answers() -> Answers:
    DATA.clear()
    RUNS.clear()
    DATA.update(a=1, b=2)
    return Answers()


def value(name: str) -> int:
    return DATA.get(name, 0)


def test_only_what_depends_on_a_change_is_made_anew(answers: Answers) -> None:
    def double(name: str) -> int:
        RUNS.append(name)
        return 2 * answers.look(value, name)

    def both() -> int:
        RUNS.append("both")
        return answers.ask(double, "a") + answers.ask(double, "b")

    assert answers.ask(both) == 6
    assert answers.ask(both) == 6
    assert RUNS == ["both", "a", "b"]
    DATA["a"] = 5
    assert answers.ask(both) == 6  # the same revision
    answers.begin()
    assert answers.ask(both) == 14
    assert RUNS == ["both", "a", "b", "a", "both"]


def test_an_answer_that_comes_out_the_same_changes_nothing_else(answers: Answers) -> None:
    def is_positive(name: str) -> bool:
        return answers.look(value, name) > 0

    def top() -> str:
        RUNS.append("top")
        return "yes" if answers.ask(is_positive, "a") else "no"

    assert answers.ask(top) == "yes"
    DATA["a"] = 7
    answers.begin()
    assert answers.ask(top) == "yes"
    DATA["a"] = -7
    answers.begin()
    assert answers.ask(top) == "no"
    assert RUNS == ["top", "top"]


def test_what_is_asked_may_depend_on_answers(answers: Answers) -> None:
    def chosen() -> int:
        return answers.look(value, "b" if answers.look(value, "a") else "c")

    assert answers.ask(chosen) == 2
    DATA.update(a=0, b=9, c=3)
    answers.begin()
    assert answers.ask(chosen) == 3
    DATA["c"] = 4
    answers.begin()
    assert answers.ask(chosen) == 4


def test_a_change_seen_late_is_not_missed(answers: Answers) -> None:
    def copy() -> int:
        return answers.look(value, "a")

    assert answers.ask(copy) == 1
    DATA["a"] = 2
    answers.begin()
    assert answers.look(value, "a") == 2  # asked by somebody else first, and `copy` only later
    answers.begin()
    assert answers.ask(copy) == 2


def test_what_nobody_asks_for_is_forgotten(answers: Answers) -> None:
    def name(text: str) -> str:
        return text

    answers.ask(name, "a")
    answers.begin()
    answers.ask(name, "b")
    answers.forget()
    assert answers.made == 2
    answers.ask(name, "a")
    assert answers.made == 3


def test_what_depends_on_nothing_is_made_once(answers: Answers) -> None:
    def name() -> str:
        RUNS.append("name")
        return "x"

    for _ in range(3):
        assert answers.ask(name) == "x"
        answers.begin()
    assert RUNS == ["name"]


def test_a_question_that_fails_is_asked_again(answers: Answers) -> None:
    def fails() -> float:
        return 1 / answers.look(value, "c")

    with pytest.raises(ZeroDivisionError):
        answers.ask(fails)
    DATA["c"] = 2
    answers.begin()
    assert answers.ask(fails) == 0.5
