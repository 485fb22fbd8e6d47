"""Answers that hold as long as what they were made from."""

from __future__ import annotations

import pytest

from lua_entries.project import answers as module
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


def change(answers: Answers, **data: int) -> None:
    """Change the data, and tell of it."""
    DATA.update(data)
    answers.begin([(value, name) for name in data])


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
    change(answers, a=5)
    assert answers.ask(both) == 14
    assert RUNS == ["both", "a", "b", "a", "both"]


def test_an_answer_that_comes_out_the_same_changes_nothing_else(answers: Answers) -> None:
    def is_positive(name: str) -> bool:
        return answers.look(value, name) > 0

    def top() -> str:
        RUNS.append("top")
        return "yes" if answers.ask(is_positive, "a") else "no"

    assert answers.ask(top) == "yes"
    change(answers, a=7)
    assert answers.ask(top) == "yes"
    change(answers, a=-7)
    assert answers.ask(top) == "no"
    assert RUNS == ["top", "top"]


def test_what_is_asked_may_depend_on_answers(answers: Answers) -> None:
    def chosen() -> int:
        return answers.look(value, "b" if answers.look(value, "a") else "c")

    assert answers.ask(chosen) == 2
    change(answers, a=0, b=9, c=3)
    assert answers.ask(chosen) == 3
    change(answers, c=4)
    assert answers.ask(chosen) == 4


def test_a_change_seen_late_is_not_missed(answers: Answers) -> None:
    def copy() -> int:
        return answers.look(value, "a")

    assert answers.ask(copy) == 1
    change(answers, a=2)
    assert answers.look(value, "a") == 2  # asked by somebody else first, and `copy` only later
    change(answers, b=7)
    assert answers.ask(copy) == 2


def test_what_nothing_wanted_depends_on_is_forgotten(answers: Answers, monkeypatch: pytest.MonkeyPatch) -> None:
    def double(name: str) -> int:
        return 2 * answers.look(value, name)

    answers.ask(double, "a")
    answers.ask(double, "b")
    answers.forget(lambda: [(double, "b")])
    assert answers.known(double, "a")  # there was no time in which anything could become useless
    answers.ask(double, "c")
    answers.forget(lambda: [(double, "b")])
    assert answers.known(double, "a")  # too few came to be worth the look
    monkeypatch.setattr(module, "_FEW", 1)
    answers.forget(lambda: [(double, "b")])
    assert not answers.known(double, "a")
    assert not answers.known(double, "c")
    assert not answers.known(value, "a")
    assert answers.known(value, "b")
    change(answers, a=5, b=6)
    assert (answers.ask(double, "a"), answers.ask(double, "b")) == (10, 12)


def test_who_watches_a_question_hears_which_answers_are_in_doubt(answers: Answers) -> None:
    def double(name: str) -> int:
        return 2 * answers.look(value, name)

    assert answers.doubted(double) == set()
    answers.ask(double, "a")
    answers.ask(double, "b")
    change(answers, a=5)
    change(answers, a=6)
    assert answers.doubted(double) == {("a",)}
    assert answers.doubted(double) == set()


def test_what_is_asked_aside_is_no_reason_for_doubt(answers: Answers) -> None:
    def double(name: str) -> int:
        return 2 * answers.look(value, name)

    def copy() -> int:
        RUNS.append("copy")
        with answers.aside():
            return answers.ask(double, "a")

    assert answers.ask(copy) == 2
    change(answers, a=5)
    assert answers.ask(copy) == 2
    assert RUNS == ["copy"]
    assert answers.ask(double, "a") == 10


def test_what_depends_on_nothing_is_made_once(answers: Answers) -> None:
    def name() -> str:
        RUNS.append("name")
        return "x"

    for _ in range(3):
        assert answers.ask(name) == "x"
        change(answers, a=3)
    assert RUNS == ["name"]


def test_a_question_that_fails_is_asked_again(answers: Answers) -> None:
    def fails() -> float:
        return 1 / answers.look(value, "c")

    with pytest.raises(ZeroDivisionError):
        answers.ask(fails)
    change(answers, c=2)
    assert answers.ask(fails) == 0.5


def test_who_makes_do_with_a_failure_is_asked_again_when_its_cause_is_gone(answers: Answers) -> None:
    def fails() -> float:
        return 1 / answers.look(value, "c")

    def guarded() -> float:
        try:
            return answers.ask(fails)
        except ZeroDivisionError:
            return -1.0

    assert answers.ask(guarded) == -1
    change(answers, c=2)
    assert answers.ask(guarded) == 0.5
